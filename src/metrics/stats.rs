//! Statistics (统计): intervals and quantiles that every share, rate and median is shown with.
//!
//! Decides Wilson for shares (R0.8), exact Poisson for rates, type 7 for quantiles (R0.3). Logs and exps are libm's, so
//! that every machine prints the same digits.

/// Two-sided 95 % of the normal distribution.
pub(super) const Z95: f64 = 1.959_963_984_540_054;

/// Wilson interval of `hits` in `n`; none without observations.
pub(super) fn wilson(hits: f64, n: f64) -> Option<(f64, f64)> {
    if n <= 0.0 {
        return None;
    }
    let share = hits / n;
    let square = Z95 * Z95;
    let widened = 1.0 + square / n;
    let centre = (share + square / (2.0 * n)) / widened;
    let half = Z95 / widened * (share * (1.0 - share) / n + square / (4.0 * n * n)).max(0.0).sqrt();
    Some(((centre - half).clamp(0.0, 1.0), (centre + half).clamp(0.0, 1.0)))
}

/// Quantile by linear interpolation (type 7) of values in any order.
pub(super) fn quantile(values: &[f64], share: f64) -> Option<f64> {
    let last = values.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * float(last);
    let below = whole(place.floor());
    // The two beside the place, without putting all others in order.
    let mut values = values.to_vec();
    let (_, low, rest) = values.select_nth_unstable_by(below, f64::total_cmp);
    let low = *low;
    let high = rest.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    Some(low + (high - low) * (place - place.floor()))
}

/// The same of values in order.
pub(super) fn quantile_of_sorted(sorted: &[f64], share: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * float(last);
    let below = whole(place.floor());
    let (low, high) = (sorted.get(below)?, sorted.get((below + 1).min(last))?);
    Some(low + (high - low) * (place - place.floor()))
}

/// Middle value; of an even number the mean of the middle two.
pub(super) fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// Exact 95 % limits of a Poisson count.
pub(super) fn poisson(count: f64) -> (f64, f64) {
    let low = if count <= 0.0 { 0.0 } else { gamma_quantile(count, 0.025) };
    (low, gamma_quantile(count + 1.0, 0.975))
}

/// Net promoter score of promoters, detractors and answers: value and 95 % interval.
pub(super) fn net_promoters(promoters: f64, detractors: f64, n: f64) -> Option<(f64, (f64, f64))> {
    if n <= 0.0 {
        return None;
    }
    let (p, d) = (promoters / n, detractors / n);
    let error = 100.0 * ((p + d - (p - d) * (p - d)).max(0.0) / n).sqrt();
    let score = 100.0 * (p - d);
    Some((score, ((score - Z95 * error).max(-100.0), (score + Z95 * error).min(100.0))))
}

/// Quantile of the gamma distribution with scale 1, by halving: 100 steps exhaust a double.
fn gamma_quantile(shape: f64, wanted: f64) -> f64 {
    let (mut low, mut high) = (0.0, shape + 20.0 * shape.sqrt() + 20.0);
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if gamma_share(shape, middle) < wanted { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// Regularised lower incomplete gamma by its series; `x` stays within a few deviations of `shape`, where it converges.
fn gamma_share(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let (mut term, mut sum, mut k) = (1.0 / shape, 1.0 / shape, shape);
    while term > sum * 1e-16 {
        k += 1.0;
        term *= x / k;
        sum += term;
    }
    libm::exp(libm::log(sum) + shape * libm::log(x) - x - libm::lgamma(shape))
}

/// A count as a float: counts here stay far below 2⁵³.
#[expect(clippy::cast_precision_loss, reason = "counts of rows stay far below 2^53")]
pub(super) const fn float(count: usize) -> f64 {
    count as f64
}

/// A whole, non-negative float as a count.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "callers pass floored, non-negative values")]
pub(super) const fn whole(value: f64) -> usize {
    value as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, wanted: f64, within: f64) -> bool {
        (found - wanted).abs() <= within
    }

    #[test]
    fn wilson_matches_the_reference() {
        for (hits, n, low, high) in [
            (0.0, 10.0, 0.0, 0.277_533),
            (1.0, 10.0, 0.017_876, 0.404_15),
            (5.0, 10.0, 0.236_593, 0.763_407),
            (8.0, 10.0, 0.490_162, 0.943_318),
            (10.0, 10.0, 0.722_467, 1.0),
            (45.0, 50.0, 0.786_398, 0.956_524),
            (4.0, 5.0, 0.375_535, 0.963_776),
            (1.0, 1.0, 0.206_549, 1.0),
            (0.0, 1.0, 0.0, 0.793_451),
            (7.0, 20.0, 0.181_192, 0.567_146),
            (81.0, 263.0, 0.255_289, 0.366_21),
            (15.0, 148.0, 0.062_386, 0.160_487),
            (29.0, 29.0, 0.883_03, 1.0),
            (20.0, 29.0, 0.507_699, 0.827_244),
            (3.0, 100.0, 0.010_255, 0.084_519),
            (18.0, 24.0, 0.551_006, 0.880_006),
            (120.0, 150.0, 0.728_859, 0.856_159),
            (19.0, 38.0, 0.348_499_283_643_951, 0.651_500_716_356_049),
        ] {
            let found = wilson(hits, n).unwrap();
            assert!(near(found.0, low, 6e-7) && near(found.1, high, 6e-7), "{hits}/{n}: {found:?}");
        }
        assert_eq!(wilson(0.0, 0.0), None);
    }

    #[test]
    fn quantiles_interpolate() {
        let minutes = [1500.0, 12.0, 25.0, 40.0, 90.0, 130.0, 300.0];
        assert_eq!(median(&minutes), Some(90.0));
        assert!(near(quantile(&minutes, 0.9).unwrap(), 780.0, 1e-9));
        assert!(near(quantile(&[1.0, 2.0, 3.0, 4.0, 10.0], 0.9).unwrap(), 7.6, 1e-12));
        assert_eq!(median(&[45.0, 60.0, 90.0, 200.0]), Some(75.0));
        assert_eq!((median(&[]), median(&[7.0])), (None, Some(7.0)));
    }

    #[test]
    fn poisson_limits_are_exact() {
        let (low, high) = poisson(3.0);
        assert!(near(low / 1.2, 0.515_56, 1e-5) && near(high / 1.2, 7.306_061, 1e-5), "{low} {high}");
        let (none, some) = poisson(0.0);
        assert!(near(none, 0.0, 0.0) && near(some, 3.688_879, 1e-5), "{some}");
    }

    #[test]
    fn net_promoters_match_the_reference() {
        let (score, (low, high)) = net_promoters(10.0, 4.0, 20.0).unwrap();
        assert!(near(score, 30.0, 1e-9) && near((high - low) / 2.0, 34.2293, 1e-3));
        assert!(near(net_promoters(2.0, 1.0, 6.0).unwrap().0, 16.6667, 1e-4));
        assert_eq!(net_promoters(0.0, 0.0, 0.0), None);
    }
}
