//! Money (金额): an amount as entered with its currency, exact to six decimals.
//!
//! Amounts are whole millionths in an `i128`, the same scale as the frames' `Decimal(38,6)`: no float ever holds money.
//! Sums of unlike currencies do not exist; a base amount is rounded half-even to the minor unit per record.

use std::fmt;

/// How many millionths make one unit.
pub const MICROS: i128 = 1_000_000;

/// An amount in millionths of a unit, with its ISO 4217 code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money {
    /// Millionths of a unit.
    pub micros: i128,
    /// ISO 4217 code; empty when nobody said which currency.
    pub currency: String,
}

impl Money {
    /// From millionths.
    #[must_use]
    pub fn new(micros: i128, currency: impl Into<String>) -> Self {
        Self { micros, currency: currency.into() }
    }

    /// For display and ratios only; sums stay in millionths.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        micros_to_f64(self.micros)
    }
}

/// Millionths as a float, for display and ratios.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "display and ratios; sums stay in millionths")]
pub fn micros_to_f64(micros: i128) -> f64 {
    micros as f64 / 1e6
}

/// A cell's float as millionths, rounded half-even; `None` when not finite or out of range.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "range checked just before")]
pub fn micros_from_f64(value: f64) -> Option<i128> {
    let scaled = value * 1e6;
    (scaled.is_finite() && scaled.abs() < 1e30).then(|| scaled.round_ties_even() as i128)
}

/// A currency's decimal places (ISO 4217): most have 2, some none, some 3.
#[must_use]
pub fn minor_digits(currency: &str) -> u32 {
    match currency {
        "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "PYG" | "UGX" | "XAF" | "XOF" | "XPF" | "RWF" | "GNF" | "DJF" | "KMF" | "BIF" | "VUV" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        _ => 2,
    }
}

/// What one unit of a currency is worth in another: `parts` of so many `of` the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    parts: i128,
    of: i128,
}

impl Rate {
    /// One for one.
    pub const ONE: Self = Self { parts: MICROS, of: MICROS };

    /// To twelve decimals, because a thousandth of a won counts in millions of them; as millionths where those say it all,
    /// which divide faster. `None` when not above 0 or out of range.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "range checked just before")]
    pub fn from_f64(rate: f64) -> Option<Self> {
        let parts = (rate * 1e12).round_ties_even();
        let parts = (parts.is_finite() && (1.0..1e24).contains(&parts)).then_some(parts as i128)?;
        Some(if parts % MICROS == 0 { Self { parts: parts / MICROS, of: MICROS } } else { Self { parts, of: MICROS * MICROS } })
    }

    /// Millionths of the other currency for a unit, for putting amounts in order.
    #[must_use]
    pub fn micros(self) -> i128 {
        round_half_even(self.parts * MICROS, self.of)
    }
}

/// `micros` × `rate`, rounded half-even to the minor unit of `currency`.
#[must_use]
pub fn convert(micros: i128, rate: Rate, currency: &str) -> i128 {
    let unit = 10_i128.pow(6 - minor_digits(currency));
    let of = rate.of * unit;
    // An amount that no company has is not worth its cents.
    let whole = || (micros / of).saturating_mul(rate.parts);
    micros.checked_mul(rate.parts).map_or_else(whole, |product| round_half_even(product, of)).saturating_mul(unit)
}

/// `numerator / denominator` to the nearest whole, halves to even. The denominator is positive.
#[must_use]
pub fn round_half_even(numerator: i128, denominator: i128) -> i128 {
    // Most amounts fit a machine word, which divides many times faster.
    let (quotient, twice) = match (i64::try_from(numerator), i64::try_from(denominator)) {
        (Ok(numerator), Ok(denominator)) => {
            (i128::from(numerator.div_euclid(denominator)), i128::from(numerator.rem_euclid(denominator)) * 2)
        }
        _ => (numerator.div_euclid(denominator), numerator.rem_euclid(denominator) * 2),
    };
    match twice.cmp(&denominator) {
        std::cmp::Ordering::Less => quotient,
        std::cmp::Ordering::Greater => quotient + 1,
        std::cmp::Ordering::Equal => quotient + (quotient & 1),
    }
}

impl fmt::Display for Money {
    /// `1234.50 USD`: two decimals, or more when they are there.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.micros < 0 { "-" } else { "" };
        let fraction = format!("{:06}", self.micros.unsigned_abs() % MICROS.unsigned_abs());
        let kept = fraction.trim_end_matches('0').len().max(2);
        write!(f, "{sign}{}.{}", self.micros.unsigned_abs() / MICROS.unsigned_abs(), &fraction[..kept])?;
        if self.currency.is_empty() { Ok(()) } else { write!(f, " {}", self.currency) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversion_rounds_half_even_to_the_minor_unit() {
        // 10.25 × 0.5 = 5.125 → 5.12 ; 10.35 × 0.5 = 5.175 → 5.18 ; yen have no cents
        let half = Rate::from_f64(0.5).unwrap();
        assert_eq!(convert(10_250_000, half, "USD"), 5_120_000);
        assert_eq!(convert(10_350_000, half, "USD"), 5_180_000);
        assert_eq!(convert(3_000_000, half, "JPY"), 2_000_000);
        assert_eq!(convert(-10_250_000, half, "USD"), -5_120_000);
        assert_eq!((half, Rate::from_f64(1.0)), (Rate { parts: 500_000, of: MICROS }, Some(Rate::ONE)));
        assert_eq!((Rate::from_f64(0.0), Rate::from_f64(-1.0), Rate::from_f64(f64::NAN)), (None, None, None));
    }

    #[test]
    fn a_small_rate_keeps_its_digits() {
        // 139,000,000 won at 0.00071942446 are 100,000.00 dollars; at 0.000719 they would be 99,941.00.
        let won = Rate::from_f64(0.000_719_424_46).unwrap();
        assert_eq!(convert(139_000_000 * MICROS, won, "USD"), 100_000 * MICROS);
        assert_eq!(won.micros(), 719);
        assert!(convert(i128::MAX / 2, won, "USD") > 0);
    }

    #[test]
    fn money_prints_its_cents() {
        assert_eq!(Money::new(1_234_500_000, "USD").to_string(), "1234.50 USD");
        assert_eq!(Money::new(-1_000, "").to_string(), "-0.001");
    }
}
