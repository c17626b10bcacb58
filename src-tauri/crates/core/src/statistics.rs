//! The formulas behind the figures. Each names its source; what may be shown of them is the desk's to decide.

/// A range of a share, 0 … 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    pub low: f64,
    pub high: f64,
}

/// The 97.5 % quantile of the standard normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// The 95 % Wilson score interval of a share (Wilson 1927, JASA 22:209–212); `None` for n = 0 or more hits than n.
pub fn wilson(hits: u32, n: u32) -> Option<Range> {
    if n == 0 || hits > n {
        return None;
    }
    let (hits, n) = (f64::from(hits), f64::from(n));
    let share = hits / n;
    let scale = 1.0 + Z * Z / n;
    let centre = (share + Z * Z / (2.0 * n)) / scale;
    let half = Z / scale * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    Some(Range { low: (centre - half).clamp(0.0, 1.0), high: (centre + half).clamp(0.0, 1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Golden figures: `statsmodels.stats.proportion.proportion_confint(hits, n, 0.05, "wilson")`, statsmodels 0.15.0.
    #[test]
    fn the_wilson_range_is_that_of_the_reference() {
        let golden = [
            (0, 1, 0.0, 0.793_450_685_622_762_7),
            (4, 5, 0.375_534_629_762_525_2, 0.963_775_891_367_569_8),
            (9, 10, 0.595_849_973_204_761_5, 0.982_123_786_904_927),
            (18, 20, 0.698_966_354_771_512_7, 0.972_133_518_786_231_8),
            (45, 50, 0.786_397_685_625_203_3, 0.956_524_235_068_109_5),
            (50, 50, 0.928_652_400_866_641_2, 1.0),
        ];
        for (hits, n, low, high) in golden {
            let range = wilson(hits, n).unwrap();
            assert!(
                (range.low - low).abs() < 1e-9 && (range.high - high).abs() < 1e-9,
                "{hits}/{n}: {range:?}"
            );
        }
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(2, 1), None);
    }
}
