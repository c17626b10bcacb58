//! What stands on the pages of a document, as a reader sees it: for tests.

use crate::{Document, press};
use typst::layout::{Abs, Frame, FrameItem, Point};

/// A run of text, with its place on its page in points from the top left.
#[derive(Debug)]
pub struct Run {
    pub page: usize,
    pub text: String,
    pub lang: String,
    pub size: f64,
    pub left: f64,
    pub right: f64,
    pub baseline: f64,
    /// Whether a letter came out as the font's empty box.
    pub has_a_gap: bool,
}

pub struct Printed {
    /// Width and height of each page, in points.
    pub pages: Vec<(f64, f64)>,
    pub runs: Vec<Run>,
}

impl Printed {
    pub fn of(document: &Document) -> Self {
        let laid_out = press::pages(document).expect("a document can be laid out");
        let mut printed = Self { pages: Vec::new(), runs: Vec::new() };
        for page in laid_out.pages() {
            printed.pages.push((page.frame.width().to_pt(), page.frame.height().to_pt()));
            printed.walk(&page.frame, Point::zero());
        }
        printed
    }

    fn walk(&mut self, frame: &Frame, at: Point) {
        for (offset, item) in frame.items() {
            let place = at + *offset;
            match item {
                FrameItem::Group(group) => {
                    self.walk(&group.frame, place + Point::new(group.transform.tx, group.transform.ty));
                }
                FrameItem::Text(run) => self.runs.push(Run {
                    page: self.pages.len(),
                    text: run.text.to_string(),
                    lang: run.lang.as_str().to_owned(),
                    size: run.size.to_pt(),
                    left: place.x.to_pt(),
                    right: (place.x + run.width()).to_pt(),
                    baseline: place.y.to_pt(),
                    has_a_gap: run
                        .glyphs
                        .iter()
                        .any(|glyph| glyph.id == 0 && glyph.x_advance.at(run.size) > Abs::zero()),
                }),
                FrameItem::Shape(..) | FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    /// Everything that is printed, without white space and the places where a line may break: a text that was broken
    /// over lines is found whole.
    pub fn letters(&self) -> String {
        self.runs.iter().map(|run| without_space(&run.text)).collect()
    }

    pub fn says(&self, text: &str) -> bool {
        self.letters().contains(&without_space(text))
    }

    pub fn run(&self, text: &str) -> &Run {
        self.runs.iter().find(|run| run.text == text).unwrap_or_else(|| panic!("`{text}` is printed"))
    }
}

fn without_space(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200B}').collect()
}
