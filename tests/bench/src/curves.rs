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
/// A panel, and the room around it. Both of its axes are logarithmic: sides that keep their ratio go beside each other.
const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 200.0;
const LEFT: f64 = 68.0;
const TOP: f64 = 64.0;

/// Paper and ink of its own, so that it is read on a light page and on a dark one.
const STYLE: &str = "
    .paper { fill: #ffffff }
    text { fill: #222222; font: 12px sans-serif; text-anchor: middle }
    .head { font-weight: bold; text-anchor: start }
    .axis { stroke: #8a8a8a; fill: none }
    .ours, .reference { fill: none; stroke: #0b62a4; stroke-width: 2 }
    .reference { stroke: #9a4a00; stroke-dasharray: 6 4 }
    text.ours, text.reference { fill: #0b62a4; stroke: none }
    text.reference { fill: #9a4a00 }
    @media (prefers-color-scheme: dark) {
        .paper { fill: #16181b }
        text { fill: #e8e8e8 }
        .ours { stroke: #7cc0ff }
        .reference { stroke: #ffb066 }
        text.ours { fill: #7cc0ff }
        text.reference { fill: #ffb066 }
    }
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
    let step = LEFT + WIDTH + 32.0;
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
    let all = || points.iter().flat_map(|point| [point.ours, point.reference]).map(f64::log10);
    let (least, most) = (all().fold(f64::INFINITY, f64::min).floor(), all().fold(-2.0, f64::max).ceil());
    let first = points.first().map_or(1.0, |point| f64::from(point.moments)).log10();
    let last = points.last().map_or(10.0, |point| f64::from(point.moments)).log10();
    let x = |moments: u32| (f64::from(moments).log10() - first) / (last - first) * WIDTH;
    let y = |took: f64| HEIGHT - (took.log10() - least) / (most - least) * HEIGHT;
    writeln!(svg, "<text class=\"head\" x=\"0\" y=\"-40\">{title}</text>")?;
    writeln!(svg, "<path class=\"axis\" d=\"M0 0V{HEIGHT}H{WIDTH}\"/>")?;
    writeln!(svg, "<text x=\"{}\" y=\"{}\">moments in the store</text>", WIDTH / 2.0, HEIGHT + 44.0)?;
    for took in [least, most].map(|power| 10_f64.powf(power)) {
        writeln!(svg, "<text x=\"-30\" y=\"{:.1}\">{}</text>", y(took) + 4.0, told(took))?;
    }
    for side in ["ours", "reference"] {
        let of = |point: &Point| if side == "ours" { point.ours } else { point.reference };
        let place = |point: &Point| format!("{:.1},{:.1}", x(point.moments), y(of(point)));
        let line: Vec<String> = points.iter().map(place).collect();
        writeln!(svg, "<polyline class=\"{side}\" points=\"{}\"/>", line.join(" "))?;
        for point in points {
            let (took, at) = (of(point), x(point.moments));
            // Of the two, the upper one's words stand above it.
            let words = y(took) + if took < point.ours.max(point.reference) { 19.0 } else { -9.0 };
            writeln!(svg, "<circle class=\"{side}\" cx=\"{at:.1}\" cy=\"{:.1}\" r=\"3\"/>", y(took))?;
            writeln!(svg, "<text class=\"{side}\" x=\"{at:.1}\" y=\"{words:.1}\">{}</text>", told(took))?;
        }
    }
    for Point { moments, .. } in points {
        writeln!(svg, "<path class=\"axis\" d=\"M{:.1} {HEIGHT}v6\"/>", x(*moments))?;
        writeln!(svg, "<text x=\"{:.1}\" y=\"{}\">{}</text>", x(*moments), HEIGHT + 22.0, grouped(*moments))?;
    }
    writeln!(svg, "<text class=\"head ours\" x=\"0\" y=\"-22\">— ours</text>")?;
    writeln!(svg, "<text class=\"head reference\" x=\"80\" y=\"-22\">- - reference</text>")?;
    Ok(())
}

fn told(milliseconds: f64) -> String {
    let digits = if milliseconds < 10.0 { 2 } else { 0 };
    format!("{milliseconds:.digits$} ms")
}

fn grouped(number: u32) -> String {
    match number {
        ..1_000 => number.to_string(),
        _ => format!("{},{:03}", grouped(number / 1_000), number % 1_000),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn each_point_of_a_curve_has_its_moments_and_its_times_in_words() {
        let point = |moments, ours, reference| Point { moments, ours, reference };
        let points = vec![point(1_840, 1.5, 0.6), point(1_204_007, 674.4, 605.0)];
        let svg = picture(&[("search", points)]).unwrap();
        for words in ["1,840<", "1,204,007<", ">1.50 ms<", ">0.60 ms<", ">674 ms<", ">605 ms<", ">search<"] {
            assert!(svg.contains(words), "{words}: {svg}");
        }
    }
}
