//! RFM (近度、频度、额度): three marks from 1 to 5 a customer, and what a combination of them is called (V4).
//!
//! Decides that marks are quintiles, or cuts of the company's own, and that equal values get equal marks.

use super::stats;
use super::value::Worth;
use crate::model::money::micros_to_f64;
use crate::policy;

/// Where the marks change.
struct Cuts {
    at: Vec<f64>,
    /// Whether a value that stands on a cut has the next mark: so with cuts of the company's own, which say where each mark begins;
    /// a quintile still belongs to the mark below.
    next_on_cut: bool,
}

impl Cuts {
    fn of(own: &[f64], values: &[f64]) -> Self {
        if own.is_empty() { Self { at: quintiles(values), next_on_cut: false } } else { Self { at: own.to_vec(), next_on_cut: true } }
    }

    /// 1 + number of cuts that the value has passed.
    fn mark(&self, value: f64) -> u8 {
        let passed = |cut: &&f64| if self.next_on_cut { value >= **cut } else { value > **cut };
        1 + u8::try_from(self.at.iter().filter(passed).count()).unwrap_or(4)
    }
}

/// Quintile cuts of values.
pub(super) fn quintiles(values: &[f64]) -> Vec<f64> {
    [0.2, 0.4, 0.6, 0.8].into_iter().filter_map(|share| stats::quantile(values, share)).collect()
}

/// Gives each customer its three marks, from so many customers on and only where everybody's amount is known.
pub(super) fn give(worths: &mut [Worth], policy: &policy::Value, least: usize) {
    let known = worths.iter().filter(|worth| worth.bought.amount.is_some()).count();
    if known < least || known < worths.len() {
        return;
    }
    #[expect(clippy::cast_precision_loss, reason = "days since an order")]
    let recency: Vec<f64> = worths.iter().map(|worth| worth.bought.recency as f64).collect();
    let frequency: Vec<f64> = worths.iter().map(|worth| f64::from(worth.bought.orders)).collect();
    let amount: Vec<f64> = worths.iter().map(|worth| worth.bought.amount.unwrap_or(0)).map(micros_to_f64).collect();
    let [recent, often, much] = [
        Cuts::of(&policy.rfm_recency_cuts, &recency),
        Cuts::of(&policy.rfm_frequency_cuts, &frequency),
        Cuts::of(&policy.rfm_amount_cuts, &amount),
    ];
    for (row, worth) in worths.iter_mut().enumerate() {
        worth.rfm = Some([6 - recent.mark(recency[row]), often.mark(frequency[row]), much.mark(amount[row])]);
    }
}

/// Name of a combination of scores; the cut-offs are this program's (V4: the names have none).
pub(super) const fn segment([r, f, m]: [u8; 3]) -> &'static str {
    let worth = u8::midpoint(f, m);
    match (r, worth) {
        (4..=5, 4..=5) => "champions",
        (3, 4..=5) => "loyal",
        (5, _) if f == 1 => "new",
        (4..=5, 3) => "active",
        (4..=5, _) => "promising",
        (3, 3) => "needs_attention",
        (2, 4..=5) => "at_risk",
        (1, 4..=5) => "previously_loyal",
        (3, _) | (2, 3) => "almost_lost",
        _ => "dormant",
    }
}

#[cfg(test)]
mod tests {
    use super::super::value::{Bought, units};
    use super::*;
    use crate::policy::Policy;

    #[test]
    fn equal_values_get_equal_scores() {
        let mut worths: Vec<Worth> = [1, 1, 1, 1, 2, 3, 4, 5]
            .iter()
            .map(|orders| Worth { bought: Bought { orders: *orders, amount: Some(units(1)), ..Bought::default() }, ..Worth::default() })
            .collect();
        let policy = Policy::shipped().value;
        give(&mut worths, &policy, 8);
        let frequency: Vec<u8> = worths.iter().map(|worth| worth.rfm.unwrap()[1]).collect();
        assert_eq!(frequency, [1, 1, 1, 1, 3, 4, 5, 5]);
        assert!(worths.iter().all(|worth| worth.rfm.unwrap()[0] == 5 && worth.rfm.unwrap()[2] == 1));
        // Four cuts of the company's own: two orders are the second mark, five the fifth.
        let own = policy::Value { rfm_frequency_cuts: vec![2.0, 3.0, 4.0, 5.0], ..policy.clone() };
        give(&mut worths, &own, 8);
        assert_eq!(worths.iter().map(|worth| worth.rfm.unwrap()[1]).collect::<Vec<_>>(), [1, 1, 1, 1, 2, 3, 4, 5]);
        let mut few = worths.clone();
        for worth in &mut few {
            worth.rfm = None;
        }
        give(&mut few, &policy, 25);
        assert!(few.iter().all(|worth| worth.rfm.is_none()));
        assert_eq!(
            (segment([5, 5, 5]), segment([1, 1, 1]), segment([5, 1, 1]), segment([1, 5, 5])),
            ("champions", "dormant", "new", "previously_loyal")
        );
    }
}
