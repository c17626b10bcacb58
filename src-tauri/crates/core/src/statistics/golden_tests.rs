//! The formulas against figures of SciPy, statsmodels and NumPy, which `golden.py` wrote.

use super::{Minutes, Range, Scores, net_confidence, newcombe, student, welch, wilson};
use std::fmt::Debug;
use std::str::FromStr;

const TOLERANCE: f64 = 1e-9;

/// The lines under the heading; at least 200 of them must have every figure.
fn rows<const N: usize>(file: &'static str) -> Vec<[&'static str; N]> {
    let rows: Vec<[_; N]> =
        file.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>().try_into().unwrap()).collect();
    let complete = rows.iter().filter(|row| row.iter().all(|cell| !cell.is_empty())).count();
    assert!(complete >= 200, "only {complete} lines with figures");
    rows
}

fn number<T: FromStr<Err: Debug>>(cell: &str) -> T {
    cell.parse().unwrap()
}

fn counts(cell: &str) -> [u32; 5] {
    cell.split(' ').map(number).collect::<Vec<_>>().try_into().unwrap()
}

/// An empty cell is a figure that the reference doesn't have.
#[track_caller]
fn check(figure: Option<f64>, golden: &str, given: &dyn Debug) {
    match figure {
        None => assert_eq!(golden, "", "{given:?} has no figure here"),
        Some(figure) => {
            assert_ne!(golden, "", "{given:?} is {figure} here and has no figure there");
            let off = figure - number::<f64>(golden);
            assert!(off.abs() <= TOLERANCE, "{given:?}: {figure}, off by {off:e}");
        }
    }
}

#[track_caller]
fn check_range(range: Option<Range>, low: &str, high: &str, given: &dyn Debug) {
    check(range.map(|range| range.low), low, given);
    check(range.map(|range| range.high), high, given);
}

#[test]
fn the_wilson_range_is_that_of_the_reference() {
    for row @ [hits, n, low, high] in rows(include_str!("golden/wilson.csv")) {
        check_range(wilson(number(hits), number(n)), low, high, &row);
    }
}

#[test]
fn the_newcombe_range_is_that_of_the_reference() {
    for row @ [hits_a, n_a, hits_b, n_b, low, high] in rows(include_str!("golden/newcombe.csv")) {
        let range = newcombe(number(hits_a), number(n_a), number(hits_b), number(n_b));
        check_range(range, low, high, &row);
    }
}

#[test]
fn mean_index_and_variance_are_those_of_the_reference() {
    for row @ [scores, mean, index, variance] in rows(include_str!("golden/scores.csv")) {
        let scores = Scores(counts(scores));
        check(scores.mean(), mean, &row);
        check(scores.index(), index, &row);
        check(scores.variance(), variance, &row);
    }
}

#[test]
fn the_welch_range_is_that_of_the_reference() {
    for row @ [a, b, low, high] in rows(include_str!("golden/welch.csv")) {
        check_range(welch(&Scores(counts(a)), &Scores(counts(b))), low, high, &row);
    }
}

#[test]
fn the_quantile_of_student_is_that_of_the_reference() {
    for row @ [freedom, quantile] in rows(include_str!("golden/student.csv")) {
        check(student::quantile(number(freedom)), quantile, &row);
    }
}

#[test]
fn quantile_and_share_within_a_standard_are_those_of_the_reference() {
    for row @ [times, q, limit, quantile, within, max] in rows(include_str!("golden/minutes.csv")) {
        let mut minutes = Minutes::default();
        for pair in times.split_whitespace() {
            let (took, times) = pair.split_once(':').unwrap();
            minutes.add_many(number(took), number(times));
        }
        check(minutes.quantile(number(q)), quantile, &row);
        check(Some(f64::from(minutes.within(number(limit)))), within, &row);
        check(minutes.max().map(f64::from), max, &row);
    }
}

#[test]
fn the_balance_of_confidence_is_that_of_the_reference() {
    for row @ [answers, net] in rows(include_str!("golden/confidence.csv")) {
        check(net_confidence(counts(answers)), net, &row);
    }
}
