//! Finding one of 2,000 services by typing.

use super::Bench;
use crate::counter;
use crate::data::Office;
use crate::pairs::{Figure, Outcome, Pair, Unit, compare, median};
use crate::window::{ENTER, Programs, Window};
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

const SERVICES: usize = 2_000;
/// One frame at 60 Hz.
const FRAME_MS: f64 = 1_000.0 / 60.0;
/// Put together, these name as many services as are wanted, as long as the inventory's own names are.
const WHAT: [[&str; 2]; 10] = [
    ["Application for", "Demande de"],
    ["Renewal of", "Renouvellement de"],
    ["Information about", "Renseignements sur"],
    ["Appeal of a decision on", "Appel d’une décision sur"],
    ["Replacement of a lost", "Remplacement d’un titre perdu :"],
    ["Registration for", "Inscription à"],
    ["Payment of", "Paiement de"],
    ["Correction of", "Rectification de"],
    ["Inspection of", "Inspection de"],
    ["Certified copy of", "Copie certifiée de"],
];
const OF: [[&str; 2]; 10] = [
    ["the old age pension", "la pension de la sécurité de la vieillesse"],
    ["a passport", "passeport"],
    ["a fishing licence", "permis de pêche"],
    ["employment insurance", "l’assurance-emploi"],
    ["a citizenship certificate", "certificat de citoyenneté"],
    ["a study permit", "permis d’études"],
    ["income tax", "l’impôt sur le revenu"],
    ["a vessel’s registry entry", "l’immatriculation d’un bâtiment"],
    ["a veteran’s benefit", "prestation d’ancien combattant"],
    ["an import declaration", "déclaration d’importation"],
];
/// What is typed: in both languages, with and without accents, some that nothing has.
const TYPED: [&str; 6] =
    ["pension", "déclaration d’imp", "demande permis", "copie certifiee passeport", "zzz", "renewal 17"];

/// From each letter to the list that stands changed in the page, laid out; where nothing else is found by it, to the end of the work
/// that it made.
const WATCH: &str = "
    const input = document.querySelector('section.picker input[role=combobox]');
    const list = document.querySelector('section.picker [role=listbox]');
    const took = (window.__took = []);
    const { port1, port2 } = new MessageChannel();
    let from;
    const note = () => {
        if (from === undefined) return;
        list.getBoundingClientRect();
        took.push(performance.now() - from);
        from = undefined;
    };
    addEventListener('input', () => ((from = performance.now()), port2.postMessage(0)), true);
    port1.onmessage = note;
    new MutationObserver(note).observe(list, { childList: true, characterData: true, attributes: true, subtree: true });
    input.focus();";

/// As a file of the service inventory.
fn services() -> Outcome<String> {
    let mut table = String::from(
        "fiscal_yr,service_id,service_name_en,service_name_fr,service_type,service_recipient_type,owner_org,owner_org_title\n",
    );
    let names = (1..).flat_map(|n| WHAT.iter().flat_map(move |what| OF.iter().map(move |of| (n, what, of))));
    for (id, (n, [what, quoi], [of, de])) in names.take(SERVICES).enumerate() {
        writeln!(
            table,
            "2025-2026,SRV{id:05},{what} {of} {n},{quoi} {de} {n},APIR,CLIENT,org,Org | Organisation"
        )?;
    }
    Ok(table)
}

fn import(admin: &Path, office: &Office) -> Outcome {
    let file = office.folder.join("services.csv");
    std::fs::write(&file, services()?)?;
    let ended = Command::new(admin)
        .args(["--home".as_ref(), office.folder.join("home").as_os_str()])
        .args(["--key-file".as_ref(), office.folder.join("key").as_os_str()])
        .args(["import-catalogue".as_ref(), file.as_os_str()])
        .output()?;
    if ended.status.success() {
        Ok(())
    } else {
        Err(String::from_utf8_lossy(&ended.stderr).into_owned().into())
    }
}

/// The whole catalogue is searched from here on.
fn search_all(window: &Window) -> Outcome {
    window.press(['/'])?;
    window.press("zzz".chars())?;
    window.wait("return document.querySelector('section.picker [role=option].wider') !== null")?;
    window.press([ENTER])?;
    window.wait("return document.querySelector('section.picker .scope') !== null")?;
    Ok(())
}

/// Every letter by itself, with time to draw before the next: the median of all.
fn types(window: &Window) -> Outcome<f64> {
    window.run("window.__took.length = 0", &[])?;
    let mut letters = 0;
    for text in TYPED {
        window.run("const input = document.activeElement; input.select()", &[])?;
        for letter in text.chars() {
            window.press([letter])?;
            letters += 1;
            window.wait(&format!("return window.__took.length >= {letters}"))?;
        }
    }
    let mut took: Vec<f64> = serde_json::from_value(window.run("return window.__took", &[])?)?;
    Ok(median(&mut took))
}

pub fn measure(bench: &Bench, programs: &Programs) -> Outcome<Figure> {
    let (office, _folder) = bench.copy_of(&bench.data.small()?)?;
    import(&bench.data.admin, &office)?;
    let window = counter::open(programs, &office)?;
    counter::sign_in(&window)?;
    search_all(&window)?;
    window.run(WATCH, &[])?;
    let pair = Pair {
        name: "type_ahead",
        goal: Some(0.25),
        unit: Unit::Milliseconds,
        note: format!(
            "from a letter to the changed list of what is found among {SERVICES} services in both languages, median of all letters; one frame at 60 Hz"
        ),
    };
    let mut window = window;
    let figure =
        compare(pair, bench.rounds_in_the_window(), &mut window, |window| types(window), |_| Ok(FRAME_MS))?;
    window.close()?;
    Ok(figure)
}
