//! Prospect (潜在客户评分): how much a customer who never ordered could become, from six marks of 1 to 5 (R-P4).
//!
//! Decides what gives each mark, that unknown marks give their weight to the known ones, and that too few known marks give
//! no score: such prospects are listed to be filled in.

use std::collections::BTreeSet;

use super::profile::Profile;
use crate::model::folding;
use crate::model::view::Grade;
use crate::policy;

/// What the marks are made of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Case<'a> {
    pub(super) employees: Option<f64>,
    /// Yearly revenue in base currency.
    pub(super) revenue: Option<f64>,
    pub(super) grade: Option<Grade>,
    /// Expected amount, and quintile cuts of all customers' expected amounts.
    pub(super) budget: Option<(f64, &'a [f64])>,
    /// Inquiries and quotations within a year.
    pub(super) asked: usize,
    /// Whether what was asked for is something sold.
    pub(super) fits: Option<bool>,
    /// Growth of the industry among our customers.
    pub(super) industry_growth: Option<f64>,
    pub(super) has_competitor: bool,
}

/// Score, marks and potential.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Scored {
    pub(super) marks: [Option<u8>; 6],
    pub(super) score: Option<f64>,
    pub(super) potential: Option<&'static str>,
}

/// One mark above each bound passed.
fn mark(value: f64, bounds: [f64; 4]) -> u8 {
    1 + u8::try_from(bounds.iter().filter(|bound| value >= **bound).count()).unwrap_or(4)
}

/// The score card of a prospect.
pub(super) fn score(case: &Case<'_>, policy: &policy::Value) -> Scored {
    let size = |value: Option<f64>, [medium, large]: [f64; 2]| value.map(|value| mark(value, [medium / 5.0, medium, large, large * 4.0]));
    let decision =
        case.grade.and_then(|grade| Grade::ALL.iter().zip([5, 4, 3, 2, 1]).find(|(known, _)| **known == grade).map(|found| found.1));
    let money = case.budget.map(|(amount, cuts)| 1 + u8::try_from(cuts.iter().filter(|cut| amount > **cut).count()).unwrap_or(4));
    let often = (case.asked > 0).then(|| u8::try_from(case.asked.min(4)).unwrap_or(4) + 1);
    let marks = [
        size(case.employees, policy.size_employees).max(size(case.revenue, policy.size_revenue)),
        decision,
        money.max(often),
        case.fits.map(|fits| if fits { 5 } else { 2 }),
        case.industry_growth.map(|growth| mark(growth, [-0.2, -0.05, 0.05, 0.2])),
        case.has_competitor.then_some(2),
    ];
    let known: Vec<(f64, f64)> = marks
        .iter()
        .zip(policy.prospect_weights)
        .filter_map(|(mark, weight)| Some((weight * (f64::from((*mark)?) - 1.0) / 4.0, weight)))
        .collect();
    let weight: f64 = known.iter().map(|part| part.1).sum();
    let score =
        (known.len() >= policy.prospect_min_marks && weight > 0.0).then(|| 100.0 * known.iter().map(|part| part.0).sum::<f64>() / weight);
    let potential = score.map(|score| {
        if score >= policy.prospect_high {
            "high"
        } else if score >= policy.prospect_medium {
            "medium"
        } else if score >= policy.prospect_low {
            "low"
        } else {
            "none"
        }
    });
    Scored { marks, score, potential }
}

/// Words of product names, so that `Travel mug 450 ml` fits `mug`.
pub(super) fn words(text: &str) -> impl Iterator<Item = String> {
    let split: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(folding::key).filter(|word| long_enough(word)).collect();
    split.into_iter()
}

fn long_enough(word: &str) -> bool {
    word.chars().filter(|c| c.is_alphabetic()).count() >= 2 && !["and", "with", "for", "the", "pcs", "ml", "cm", "mm"].contains(&word)
}

/// Whether a wish or a profile names something sold; none when neither says anything or nothing sold is known.
pub(super) fn fits(wishes: &[&str], profile: &Profile<'_>, sold: &BTreeSet<String>) -> Option<bool> {
    let told: Vec<String> = wishes.iter().copied().chain(profile.main_products).flat_map(words).collect();
    (!told.is_empty() && !sold.is_empty()).then(|| told.iter().any(|word| sold.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    #[test]
    fn known_marks_carry_the_score() {
        let policy = Policy::shipped().value;
        let cuts = [10.0, 20.0, 30.0, 40.0];
        let case = Case { employees: Some(250.0), grade: Some(Grade::A), budget: Some((45.0, &cuts)), ..Case::default() };
        let told = score(&case, &policy);
        assert_eq!(told.marks, [Some(4), Some(5), Some(5), None, None, None]);
        // Weights 20, 15, 25: (20·0.75 + 15 + 25) ÷ 60.
        assert!((told.score.unwrap() - 100.0 * 55.0 / 60.0).abs() < 1e-9);
        assert_eq!(told.potential, Some("high"));
        let few = score(&Case { employees: None, ..case }, &policy);
        assert_eq!((few.score, few.potential), (None, None));
        let poor = Case { employees: Some(3.0), grade: Some(Grade::E), fits: Some(false), ..Case::default() };
        assert_eq!(score(&poor, &policy).potential, Some("none"));
    }

    #[test]
    fn wishes_fit_what_is_sold() {
        let sold: BTreeSet<String> = words("Travel Mug 450ml / 保温杯").collect();
        let profile = Profile::default();
        assert_eq!(fits(&["mug with lid"], &profile, &sold), Some(true));
        assert_eq!(fits(&["chairs"], &profile, &sold), Some(false));
        assert_eq!((fits(&[], &profile, &sold), fits(&["mug"], &profile, &BTreeSet::new())), (None, None));
    }
}
