//! What recording, reviewing and searching come to as a store grows, beside their references, as a picture: `docs/performance-growth.svg`.

use crate::data::{Office, say};
use crate::figures::{Bench, record, review, search};
use crate::loader::per_day;
use crate::pairs::{Figure, Outcome};
use std::fmt::Write as _;
use std::path::Path;

type Measured = fn(&Bench, &Office) -> Outcome<Figure>;

/// What is drawn, and the words over it.
const CURVES: [(Measured, &str); 3] = [
    (record::at, "record: one moment"),
    (review::at, "review_day: a day of about 770 moments"),
    (search::at, "search_notes: three searches"),
];
/// A panel, the room around it, and how far its axes go: from a thousand moments to a million, and so on.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 56.0;
const TOP: f64 = 64.0;
const DECADES: [u32; 4] = [3, 4, 5, 6];

/// Paper and ink of its own, so that it is read on a light page and on a dark one.
const STYLE: &str = "
    svg { --paper: #ffffff; --ink: #222222; --faint: #c9c9c9; --ours: #0b62a4; --reference: #9a4a00 }
    @media (prefers-color-scheme: dark) {
        svg { --paper: #16181b; --ink: #e8e8e8; --faint: #4a4d52; --ours: #7cc0ff; --reference: #ffb066 }
    }
    .paper { fill: var(--paper) }
    text { fill: var(--ink); font: 12px sans-serif; text-anchor: middle }
    .head { font-weight: bold; text-anchor: start }
    .axis { stroke: var(--faint); fill: none }
    .ours { stroke: var(--ours); fill: none; stroke-width: 2 }
    .reference { stroke: var(--reference); fill: none; stroke-width: 2; stroke-dasharray: 6 4 }
    text.ours { fill: var(--ours); stroke: none }
    text.reference { fill: var(--reference); stroke: none }
";

/// A store's moments, and what both sides took there, in milliseconds.
struct Point {
    moments: u32,
    ours: f64,
    reference: f64,
}

/// Measures in each of the stores, and writes the picture.
pub fn draw(bench: &Bench, file: &Path) -> Outcome {
    let data = &bench.data;
    let mut panels: Vec<(&str, Vec<Point>)> = CURVES.iter().map(|(_, title)| (*title, Vec::new())).collect();
    for office in [data.small()?, data.medium()?, data.tenth()?, data.large()?] {
        let store = office.store()?;
        let moments = per_day(&store)?.values().sum();
        store.close();
        for ((measured, title), (_, points)) in CURVES.iter().zip(&mut panels) {
            let Figure { ours, reference, .. } = measured(bench, &office)?;
            say(&format!("{title}, at {moments} moments: {ours:.2} ms; {reference:.2} ms"));
            points.push(Point { moments, ours, reference });
        }
    }
    Ok(std::fs::write(file, picture(&panels)?)?)
}

fn picture(panels: &[(&str, Vec<Point>)]) -> Outcome<String> {
    let step = LEFT + WIDTH + 24.0;
    let (width, height) = (step * f64::from(u32::try_from(panels.len())?), TOP + HEIGHT + 64.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\">\n<title>Milliseconds by the moments in \
         the store, ours and the reference</title>\n<style>{STYLE}</style>\n<rect class=\"paper\" width=\"{width}\" \
         height=\"{height}\"/>\n"
    );
    let mut left = 0.0;
    for (title, points) in panels {
        writeln!(svg, "<g transform=\"translate({} {TOP})\">", left + LEFT)?;
        panel(&mut svg, title, points)?;
        svg.push_str("</g>\n");
        left += step;
    }
    svg.push_str("</svg>\n");
    Ok(svg)
}

fn panel(svg: &mut String, title: &str, points: &[Point]) -> Outcome {
    let most =
        points.iter().flat_map(|point| [point.ours, point.reference]).fold(f64::MIN_POSITIVE, f64::max);
    let decades = f64::from(DECADES.len() as u32 - 1);
    let x = |moments: f64| (moments.log10() - f64::from(DECADES[0])) / decades * WIDTH;
    let y = |took: f64| HEIGHT - took / most * HEIGHT;
    writeln!(svg, "<text class=\"head\" x=\"0\" y=\"-40\">{title}</text>")?;
    writeln!(svg, "<path class=\"axis\" d=\"M0 0V{HEIGHT}H{WIDTH}\"/>")?;
    writeln!(svg, "<text x=\"{}\" y=\"{}\">moments in the store</text>", WIDTH / 2.0, HEIGHT + 44.0)?;
    writeln!(svg, "<text x=\"-26\" y=\"4\">{}</text>", told(most))?;
    writeln!(svg, "<text x=\"-26\" y=\"{}\">0 ms</text>", HEIGHT + 4.0)?;
    for (decade, label) in DECADES.iter().zip(["1,000", "10,000", "100,000", "1,000,000"]) {
        let at = x(10_f64.powi(i32::try_from(*decade)?));
        writeln!(svg, "<path class=\"axis\" d=\"M{at:.1} {HEIGHT}v6\"/>")?;
        writeln!(svg, "<text x=\"{at:.1}\" y=\"{}\">{label}</text>", HEIGHT + 22.0)?;
    }
    let sides: [(&str, fn(&Point) -> f64, f64); 2] =
        [("ours", |point| point.ours, -10.0), ("reference", |point| point.reference, 20.0)];
    for (name, of, above) in sides {
        let place = |point: &Point| (x(f64::from(point.moments)), y(of(point)));
        let line: Vec<String> = points.iter().map(place).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        writeln!(svg, "<polyline class=\"{name}\" points=\"{}\"/>", line.join(" "))?;
        for point in points {
            let (x, y) = place(point);
            writeln!(svg, "<circle class=\"{name}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\"/>")?;
            writeln!(
                svg,
                "<text class=\"{name}\" x=\"{x:.1}\" y=\"{:.1}\">{}</text>",
                y + above,
                told(of(point))
            )?;
        }
    }
    writeln!(svg, "<text class=\"head ours\" x=\"0\" y=\"-22\">— ours</text>")?;
    writeln!(svg, "<text class=\"head reference\" x=\"80\" y=\"-22\">- - reference</text>")?;
    Ok(())
}

fn told(milliseconds: f64) -> String {
    let digits = if milliseconds < 10.0 { 2 } else { 0 };
    format!("{milliseconds:.digits$} ms")
}
