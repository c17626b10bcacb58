//! What must hold of every document, whatever it is about.

use crate::printed::Printed;
use crate::samples::{all, both, case_slip, day, rating_card, referral, tally_sheet};
use crate::{Document, Lang, file_name, pdf, svg_pages, title};
use moments_core::words::{Level, ReferralKind, RotatedQuestion};

/// Markup, code, a way out of a text, and a word without end.
const HOSTILE: [&str; 5] = [
    "#panic(\"no\") *x* _y_ `z` $1/2$",
    "= A heading\n- a list /* gone */ // gone",
    "\")) ; #import \"shared.typ\": * // \\ \\u{41}",
    "@label <label> [content] {code} https://example.invalid/?a=b&c=<d>",
    "'quoted' \"twice\" -- --- ... ~ \\",
];

/// Each kind of document in each language, the card at its fullest; every text is `text`.
fn filled_with(text: &str) -> Vec<Document> {
    let name = || both(text, text);
    let fullest = |document: &Document| match document {
        Document::RatingCard(card) => card.question == Some(RotatedQuestion::Priority),
        Document::ReferralSlip(_)
        | Document::CaseSlip(_)
        | Document::TallySheet(_)
        | Document::YouSaidWeDid(_)
        | Document::DayReport(_) => true,
    };
    all()
        .into_iter()
        .filter(fullest)
        .map(|document| match document {
            Document::ReferralSlip(mut slip) => {
                for field in [
                    &mut slip.office,
                    &mut slip.organization,
                    &mut slip.place,
                    &mut slip.hours,
                    &mut slip.what_to_bring,
                ] {
                    *field = name();
                }
                slip.telephone = text.to_owned();
                slip.case_code = Some(text.to_owned());
                Document::ReferralSlip(slip)
            }
            Document::CaseSlip(mut slip) => {
                slip.office = name();
                slip.code = text.to_owned();
                slip.next_action = Some(text.to_owned());
                Document::CaseSlip(slip)
            }
            Document::RatingCard(mut card) => {
                card.office = name();
                card.number = text.chars().take(8).collect();
                Document::RatingCard(card)
            }
            Document::TallySheet(mut sheet) => {
                sheet.office = name();
                sheet.sheet = text.chars().take(8).collect();
                sheet.workstation = Some(text.chars().take(40).collect());
                sheet.services = vec![name(); 9];
                Document::TallySheet(sheet)
            }
            Document::YouSaidWeDid(mut sheet) => {
                sheet.office = name();
                sheet.lines = vec![crate::SaidAndDone { you_said: name(), we_did: name() }];
                Document::YouSaidWeDid(sheet)
            }
            Document::DayReport(mut report) => {
                report.office = name();
                for table in
                    [&mut report.en, &mut report.fr].into_iter().flat_map(|printed| &mut printed.tables)
                {
                    table.rows = vec![vec![text.to_owned(); table.columns.len()]];
                }
                Document::DayReport(report)
            }
        })
        .collect()
}

fn check_it_stays_on_its_pages(printed: &Printed, what: &str) {
    for run in &printed.runs {
        let (width, height) = printed.pages[run.page - 1];
        let on_the_page = run.left >= 20.0 && run.right <= width - 20.0 && run.baseline >= 20.0;
        assert!(on_the_page && run.baseline <= height - 20.0, "{what}: {run:?} is off the page");
        assert!(!run.has_a_gap, "{what}: {run:?} has letters that the fonts don't show");
    }
}

#[test]
fn every_document_is_a_tagged_pdf_that_says_its_title_and_its_language() {
    for document in all() {
        let bytes = pdf(&document).expect("a PDF that Typst itself takes for PDF/UA-1");
        let text = String::from_utf8_lossy(&bytes);
        let lang = document.lang().tag();
        for mark in [
            "<pdfuaid:part>1</pdfuaid:part>",
            "/MarkInfo<</Marked true",
            "/StructTreeRoot",
            "/DisplayDocTitle true",
            &format!("/Lang({lang}-CA)"),
            &format!("<dc:language><rdf:Bag><rdf:li>{lang}-CA<"),
            &format!("<rdf:li xml:lang=\"x-default\">{}<", title(&document)),
        ] {
            assert!(text.contains(mark), "{} in {lang}: no {mark}", title(&document));
        }
        assert_eq!(bytes, pdf(&document).expect("again"), "the same document, the same bytes");
    }
}

#[test]
fn slips_and_sheets_are_one_page_and_a_card_has_a_side_for_each_language() {
    for document in all() {
        let pages = svg_pages(&document).expect("pages");
        let expected = match &document {
            Document::RatingCard(_) => 2,
            Document::YouSaidWeDid(sheet) => 1 + usize::from(sheet.both),
            Document::DayReport(report) => 2 * (1 + usize::from(report.both)),
            Document::ReferralSlip(_) | Document::CaseSlip(_) | Document::TallySheet(_) => 1,
        };
        assert_eq!(pages.len(), expected, "{}", title(&document));
        for page in pages {
            assert!(page.starts_with("<svg"), "an image for the window");
            assert!(page.contains("width=\"612pt\" height=\"792pt\""), "US Letter");
        }
        check_it_stays_on_its_pages(&Printed::of(&document), &title(&document));
    }
}

#[test]
fn the_longest_names_make_no_card_or_sheet_longer() {
    for document in filled_with(&"Wwwwwwwww ".repeat(20)) {
        let pages = Printed::of(&document).pages.len();
        match document {
            Document::RatingCard(_) => assert_eq!(pages, 2),
            Document::TallySheet(_) => assert_eq!(pages, 1),
            Document::DayReport(_) => assert!(pages <= 6, "{pages} pages"),
            Document::ReferralSlip(_) | Document::CaseSlip(_) | Document::YouSaidWeDid(_) => {
                assert!(pages <= 3, "{pages} pages");
            }
        }
    }
}

#[test]
fn whatever_a_name_holds_is_printed_as_it_stands() {
    for text in HOSTILE {
        for document in filled_with(text) {
            // A sheet shortens names.
            let most = if matches!(document, Document::TallySheet(_)) { 30 } else { text.len() };
            let text: String = text.chars().take(most).collect();
            let printed = Printed::of(&document);
            assert!(printed.says(&text), "{}: {text} in {}", title(&document), printed.letters());
            pdf(&document).expect("and saved");
        }
    }
}

#[test]
fn a_name_that_is_too_long_empty_or_in_letters_that_no_font_has_still_prints() {
    let endless = "x".repeat(200);
    let long = "Bureau des licences et des permis de la région ".repeat(5);
    let zalgo = format!("e{}", "\u{301}".repeat(300));
    for text in [
        &endless,
        &long,
        &zalgo,
        "",
        " \n ",
        "ᐃᖃᓗᐃᑦ ᓄᓇᕗᑦ",
        "مكتب الخدمات",
        "服务中心 🙂",
        "\u{202E}abc\u{0}\u{FFFF}",
    ] {
        for document in filled_with(text) {
            check_it_stays_on_its_pages(&Printed::of(&document), text);
            pdf(&document).expect("a PDF");
            svg_pages(&document).expect("pages");
        }
    }
    let syllabics = Printed::of(&Document::CaseSlip(crate::CaseSlip {
        next_action: Some("ᐃᖃᓗᐃᑦ".to_owned()),
        ..case_slip(Lang::En)
    }));
    assert!(syllabics.says("ᐃᖃᓗᐃᑦ"), "syllabics have a font");
}

#[test]
fn each_passage_is_in_the_language_that_it_says() {
    for (lang, [first, second]) in [
        (Lang::En, ["You were referred to", "Nous vous dirigeons vers"]),
        (Lang::Fr, ["Nous vous dirigeons vers", "You were referred to"]),
    ] {
        let printed = Printed::of(&Document::ReferralSlip(referral(lang)));
        let (above, below) = (printed.run(first), printed.run(second));
        assert_eq!((above.lang.as_str(), below.lang.as_str()), (lang.tag(), lang.other().tag()));
        assert!(
            above.baseline < below.baseline && above.size > below.size,
            "the client's language comes first"
        );
    }
    let only_french = both("", "Bibliothèque municipale");
    let slip = crate::ReferralSlip { organization: only_french, ..referral(Lang::En) };
    assert_eq!(Printed::of(&Document::ReferralSlip(slip)).run("Bibliothèque municipale").lang, "fr");
}

#[test]
fn a_referral_says_how_far_its_facts_can_be_trusted() {
    let printed = |change: &dyn Fn(&mut crate::ReferralSlip)| {
        let mut slip = referral(Lang::En);
        change(&mut slip);
        Printed::of(&Document::ReferralSlip(slip))
    };
    let today = referral(Lang::En).date;
    let lately = printed(&|slip| slip.verified_on = Some(today - chrono::Days::new(180)));
    assert!(lately.says("Verified on May 30, 2026. Please call before you go."), "{}", lately.letters());
    let old = printed(&|slip| slip.verified_on = Some(today - chrono::Days::new(181)));
    assert!(old.says("Last verified on May 29, 2026, more than 180 days ago"), "{}", old.letters());
    let never = printed(&|slip| slip.verified_on = None);
    assert!(never.says("Nobody has verified this yet"), "{}", never.letters());
    let no_telephone = printed(&|slip| slip.telephone.clear());
    assert!(no_telephone.says("Please check before you go."), "nobody can call without a number");
    let only_a_name = printed(&|slip| {
        (slip.place, slip.hours, slip.what_to_bring) = Default::default();
        (slip.level, slip.kind, slip.case_code, slip.verified_on) = (None, None, None, None);
        slip.telephone.clear();
    });
    assert!(only_a_name.says("Please check before you go."), "{}", only_a_name.letters());
    assert!(!only_a_name.says("verified"), "there is nothing that could have been verified");
}

#[test]
fn every_level_and_kind_of_referral_has_its_words_in_both_languages() {
    let mut seen = std::collections::BTreeSet::new();
    for (level, kind) in
        Level::ALL.iter().flat_map(|level| ReferralKind::ALL.iter().map(move |kind| (level, kind)))
    {
        let slip = crate::ReferralSlip { level: Some(*level), kind: Some(*kind), ..referral(Lang::Fr) };
        seen.insert(Printed::of(&Document::ReferralSlip(slip)).letters());
    }
    assert_eq!(seen.len(), Level::ALL.len() * ReferralKind::ALL.len(), "each says something else");
}

#[test]
fn a_case_slip_holds_its_code_in_groups_and_to_read_aloud() {
    let slip = crate::CaseSlip { code: "k7mx-3q9r5".to_owned(), ..case_slip(Lang::Fr) };
    let printed = Printed::of(&Document::CaseSlip(slip));
    assert!(printed.run("K7MX 3Q9R 5").size >= 50.0, "large enough to be read across a counter");
    assert!(printed.says("K – 7 – M – X – 3 – Q – 9 – R – 5"));
    assert!(printed.says("D’ici le 10 décembre 2026"));
    assert!(printed.runs.iter().all(|run| run.lang == "fr"), "one language");
}

#[test]
fn nothing_on_a_rating_card_is_smaller_than_18_points() {
    for question in RotatedQuestion::ALL.iter().copied().map(Some).chain([None]) {
        for run in Printed::of(&Document::RatingCard(rating_card(Lang::En, question))).runs {
            assert!(run.size >= 18.0, "{run:?}");
        }
    }
}

#[test]
fn a_tally_sheet_has_thirty_numbered_rows_and_the_keys_of_the_quick_list() {
    let printed = Printed::of(&Document::TallySheet(tally_sheet(Lang::En)));
    for row in 1..=30 {
        assert!(printed.runs.iter().any(|run| run.text == row.to_string() && run.left < 60.0), "row {row}");
    }
    assert!(printed.says("9 Help with an online account Aide pour un compte en ligne"));
    assert_eq!(printed.runs.iter().filter(|run| run.text.trim() == "EN").count(), 30);

    let blank =
        crate::TallySheet { date: None, workstation: None, services: vec![], ..tally_sheet(Lang::Fr) };
    check_it_stays_on_its_pages(&Printed::of(&Document::TallySheet(blank)), "a sheet without services");
}

#[test]
fn a_file_is_named_by_its_day_and_by_nothing_else_that_it_holds() {
    assert_eq!(file_name(&Document::ReferralSlip(referral(Lang::En))), "referral-2026-11-26.pdf");
    assert_eq!(file_name(&Document::ReferralSlip(referral(Lang::Fr))), "aiguillage-2026-11-26.pdf");
    assert_eq!(file_name(&Document::CaseSlip(case_slip(Lang::En))), "reference-code-2026-11-26.pdf");
    assert_eq!(
        file_name(&Document::RatingCard(rating_card(Lang::En, None))),
        "rating-card-a7-2026-11-26.pdf"
    );
    assert_eq!(file_name(&Document::TallySheet(tally_sheet(Lang::Fr))), "feuille-de-pointage-t4-1126.pdf");
    let climbing = crate::TallySheet { sheet: "../../É/ \u{0}".to_owned(), ..tally_sheet(Lang::En) };
    assert_eq!(file_name(&Document::TallySheet(climbing)), "tally-sheet.pdf", "no way out of the folder");
}

#[test]
fn the_first_of_a_month_is_1er_in_french() {
    let on = |date| {
        let slip = crate::CaseSlip { due: Some(date), ..case_slip(Lang::Fr) };
        Printed::of(&Document::CaseSlip(slip))
    };
    assert!(on(day(2027, 1, 1)).says("D’ici le 1er janvier 2027"));
    assert!(on(day(2027, 8, 2)).says("D’ici le 2 août 2027"));
}

#[test]
fn both_languages_have_the_same_words() {
    let keys = |json: &str| -> Vec<String> {
        let words: serde_json::Map<String, serde_json::Value> =
            serde_json::from_str(json).expect("words are JSON");
        words.into_iter().map(|(key, _)| key).collect()
    };
    assert_eq!(keys(include_str!("../words/en.json")), keys(include_str!("../words/fr.json")));
}
