//! Typst, with our templates, words and fonts, and nothing else: it sees no file, no package and no clock.

use crate::ReportError;
use crate::documents::Document;
use crate::letters::printable;
use std::sync::LazyLock;
use typst::comemo;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Features, Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};
use typst_svg::SvgOptions;

const TEMPLATES: [(&str, &str); 7] = [
    ("shared.typ", include_str!("../templates/shared.typ")),
    ("referral_slip.typ", include_str!("../templates/referral_slip.typ")),
    ("case_slip.typ", include_str!("../templates/case_slip.typ")),
    ("rating_card.typ", include_str!("../templates/rating_card.typ")),
    ("tally_sheet.typ", include_str!("../templates/tally_sheet.typ")),
    ("you_said_we_did.typ", include_str!("../templates/you_said_we_did.typ")),
    ("day_report.typ", include_str!("../templates/day_report.typ")),
];

const WORDS: [(&str, &str); 2] =
    [("en.json", include_str!("../words/en.json")), ("fr.json", include_str!("../words/fr.json"))];

/// Where a template finds what it prints.
const VALUES: &str = "values.json";

const FONTS: [&[u8]; 3] = [
    include_bytes!("../fonts/NotoSans-Regular.ttf"),
    include_bytes!("../fonts/NotoSans-Bold.ttf"),
    include_bytes!("../fonts/NotoSansCanadianAboriginal-Regular.ttf"),
];

/// Documents after which what Typst remembers of earlier ones is let go.
const REMEMBERED_DOCUMENTS: usize = 4;

/// What is the same for every document: made once.
struct Press {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: Vec<(&'static str, Source)>,
    words: Vec<(FileId, Bytes)>,
}

static PRESS: LazyLock<Press> = LazyLock::new(|| {
    let fonts: Vec<Font> = FONTS.iter().flat_map(|font| Font::iter(Bytes::new(*font))).collect();
    // Header cells of rows: in Typst, but for now only for those who ask.
    let features: Features = [Feature::A11yExtras].into_iter().collect();
    let templates =
        TEMPLATES.iter().filter_map(|(name, text)| Some((*name, Source::new(id(name)?, (*text).into()))));
    let words = WORDS.iter().filter_map(|(name, text)| Some((id(name)?, Bytes::from_string(*text))));
    Press {
        library: LazyHash::new(Library::builder().with_features(features).build()),
        book: LazyHash::new(FontBook::from_fonts(&fonts)),
        fonts,
        templates: templates.collect(),
        words: words.collect(),
    }
});

/// The file `name` beside the templates. None never happens: our names hold nothing that a path can't.
fn id(name: &str) -> Option<FileId> {
    VirtualPath::new(name).ok().map(|path| RootedPath::new(VirtualRoot::Project, path).intern())
}

impl Press {
    fn shows(&self, c: char) -> bool {
        self.fonts.iter().any(|font| font.info().coverage.contains(c.into()))
    }

    fn template(&self, id: FileId) -> Option<(&'static str, &Source)> {
        self.templates.iter().find(|(_, source)| source.id() == id).map(|(name, source)| (*name, source))
    }
}

/// One document on its way: a template, and what it prints.
struct Work {
    press: &'static Press,
    name: &'static str,
    main: FileId,
    values: (FileId, Bytes),
}

impl Work {
    fn of(document: &Document) -> Result<Self, ReportError> {
        let (press, name) = (&*PRESS, document.template());
        let mut values = document.values();
        printable(&mut values, &|c| press.shows(c));
        id(name)
            .zip(id(VALUES))
            .map(|(main, file)| Self {
                press,
                name,
                main,
                values: (file, Bytes::from_string(values.to_string())),
            })
            .ok_or(ReportError::Layout { template: name, line: 0 })
    }

    fn pages(&self) -> Result<PagedDocument, ReportError> {
        typst::compile(self).output.map_err(|errors| {
            let (template, line) = self.place(&errors);
            ReportError::Layout { template, line }
        })
    }

    /// Where the first of the errors is. What they say may hold what was to be printed, and goes no further.
    fn place(&self, errors: &[SourceDiagnostic]) -> (&'static str, usize) {
        let place = |error: &SourceDiagnostic| {
            let (name, source) = self.press.template(error.span.id()?)?;
            let start = self.range(error.span)?.start;
            Some((name, source.lines().byte_to_line(start)? + 1))
        };
        errors.iter().find_map(place).unwrap_or((self.name, 0))
    }
}

impl World for Work {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.press.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.press.template(id).map(|(_, source)| source.clone()).ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let (values, bytes) = &self.values;
        if id == *values {
            return Ok(bytes.clone());
        }
        let words = self.press.words.iter().find(|(words, _)| *words == id);
        words.map(|(_, bytes)| bytes.clone()).ok_or(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

/// The document laid out, for whoever looks at what stands where.
#[cfg(test)]
pub(crate) fn pages(document: &Document) -> Result<PagedDocument, ReportError> {
    Work::of(document)?.pages()
}

pub(crate) fn svg_pages(document: &Document) -> Result<Vec<String>, ReportError> {
    let pages = Work::of(document)?.pages()?;
    let drawn = pages.pages().iter().map(|page| typst_svg::svg(page, &SvgOptions::default())).collect();
    comemo::evict(REMEMBERED_DOCUMENTS);
    Ok(drawn)
}

pub(crate) fn pdf(document: &Document) -> Result<Vec<u8>, ReportError> {
    let work = Work::of(document)?;
    let pages = work.pages()?;
    let standards = PdfStandards::new(&[PdfStandard::Ua_1])
        .map_err(|_| ReportError::Pdf { template: work.name, line: 0 })?;
    let options =
        PdfOptions { creator: Smart::Custom(Some("Moments".to_owned())), standards, ..PdfOptions::default() };
    let bytes = typst_pdf::pdf(&pages, &options).map_err(|errors| {
        let (template, line) = work.place(&errors);
        ReportError::Pdf { template, line }
    });
    comemo::evict(REMEMBERED_DOCUMENTS);
    bytes
}
