//! The formulas, each as its textbook has it.

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson 1927: the 95 % range of a share.
pub fn wilson(hits: f64, n: f64) -> (f64, f64) {
    let p = hits / n;
    let middle = (hits + Z * Z / 2.0) / (n + Z * Z);
    let half = Z * n.sqrt() / (n + Z * Z) * (p * (1.0 - p) + Z * Z / (4.0 * n)).sqrt();
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

/// Newcombe 1998, method 10: the 95 % range of the difference of two shares, a − b, each given as hits and n.
pub fn newcombe((hits_a, n_a): (f64, f64), (hits_b, n_b): (f64, f64)) -> (f64, f64) {
    let (a, b) = (hits_a / n_a, hits_b / n_b);
    let ((low_a, high_a), (low_b, high_b)) = (wilson(hits_a, n_a), wilson(hits_b, n_b));
    let below = ((a - low_a).powi(2) + (high_b - b).powi(2)).sqrt();
    let above = ((high_a - a).powi(2) + (b - low_b).powi(2)).sqrt();
    ((a - b - below).max(-1.0), (a - b + above).min(1.0))
}

pub fn mean(all: &[f64]) -> f64 {
    all.iter().sum::<f64>() / all.len() as f64
}

/// Welch 1947: the 95 % range of the difference of two means, a − b. `None`: nothing varies, or a group has under two.
pub fn welch(a: &[f64], b: &[f64]) -> Option<(f64, f64)> {
    if a.len() < 2 || b.len() < 2 {
        return None;
    }
    let error = |all: &[f64]| {
        let mean = mean(all);
        let freedom = all.len() as f64 - 1.0;
        let variance = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / freedom;
        let square = variance / all.len() as f64;
        (square, square * square / freedom)
    };
    let ((square_a, part_a), (square_b, part_b)) = (error(a), error(b));
    let square = square_a + square_b;
    if square < 1e-12 {
        return None;
    }
    let reach = student(square * square / (part_a + part_b)) * square.sqrt();
    let difference = mean(a) - mean(b);
    Some((difference - reach, difference + reach))
}

/// The 97.5 % quantile of Student's t with these degrees of freedom, by halving: with t = √v tan θ the density between −t
/// and t is ∫ cos^(v−1) from 0 to θ, of what it is to π/2.
fn student(v: f64) -> f64 {
    let whole = std::f64::consts::PI.sqrt() / 2.0 * (ln_gamma(v / 2.0) - ln_gamma((v + 1.0) / 2.0)).exp();
    let (mut low, mut high) = (0.0, std::f64::consts::FRAC_PI_2);
    for _ in 0..50 {
        let middle = f64::midpoint(low, high);
        if cosines(middle, v - 1.0) < 0.95 * whole { low = middle } else { high = middle }
    }
    v.sqrt() * low.tan()
}

/// ∫ cos^power from 0 to `to`, by Simpson's rule.
fn cosines(to: f64, power: f64) -> f64 {
    const STEPS: u32 = 1_000;
    let at = |step: u32| (to * f64::from(step) / f64::from(STEPS)).cos().powf(power);
    let inner: f64 = (1..STEPS).map(|step| at(step) * if step % 2 == 1 { 4.0 } else { 2.0 }).sum();
    (at(0) + inner + at(STEPS)) * to / f64::from(STEPS) / 3.0
}

/// Stirling's series, far enough out.
fn ln_gamma(x: f64) -> f64 {
    if x < 15.0 {
        return ln_gamma(x + 1.0) - x.ln();
    }
    let series = 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3)) + 1.0 / (1_260.0 * x.powi(5));
    (x - 0.5) * x.ln() - x + (2.0 * std::f64::consts::PI).ln() / 2.0 + series
}

/// The time under which so many in ten lie, of whole minutes: where the rank is whole, the mean of it and the next.
pub fn in_ten(minutes: &[u32], tenths: usize) -> Option<f64> {
    let mut all = minutes.to_vec();
    all.sort_unstable();
    let ranks = all.len() * tenths;
    let (lower, upper) = if ranks.is_multiple_of(10) {
        (ranks / 10, ranks / 10 + 1)
    } else {
        (ranks / 10 + 1, ranks / 10 + 1)
    };
    let at = |rank: usize| all.get(rank.max(1) - 1).or(all.last()).map(|minutes| f64::from(*minutes));
    Some(f64::midpoint(at(lower)?, at(upper)?))
}

#[test]
fn the_formulas_give_what_their_papers_give() {
    let near = |(low, high): (f64, f64), wanted: (f64, f64)| {
        assert!((low - wanted.0).abs() < 5e-5 && (high - wanted.1).abs() < 5e-5, "{low} {high}");
    };
    near(newcombe((56.0, 70.0), (48.0, 80.0)), (0.0524, 0.3339));
    near(welch(&[5.0, 5.0], &[3.0, 4.0]).unwrap(), (1.5 - 6.3531, 1.5 + 6.3531));
    assert!((student(10.0) - 2.228_138_851_964_939).abs() < 1e-9, "{}", student(10.0));
    assert!((student(1.0) - 12.706_204_736_174_7).abs() < 1e-9, "{}", student(1.0));
    assert_eq!((in_ten(&[9, 1, 4, 2], 5), in_ten(&[7], 9), in_ten(&[], 9)), (Some(3.0), Some(7.0), None));
    assert_eq!(in_ten(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 9), Some(9.5));
}
