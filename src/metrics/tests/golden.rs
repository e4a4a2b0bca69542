//! The worked rows of the dictionary (`golden.json`): each is computed and compared.

use chrono::NaiveDate;
use serde_json::Value;

use super::super::{ageing, business_hours::BusinessHours, fallback, grade, scorecard, stats, survey, value};
use crate::model::period::add_months;
use crate::model::resolved::Resolved;
use crate::policy::Policy;

fn golden() -> Value {
    serde_json::from_str(include_str!("golden.json")).unwrap()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn day(value: &Value) -> NaiveDate {
    value.as_str().unwrap().parse().unwrap()
}

fn near(found: f64, wanted: f64, within: f64) -> bool {
    (found - wanted).abs() <= within
}

#[test]
fn intervals() {
    let golden = golden();
    for case in golden["wilson95"]["cases"].as_array().unwrap() {
        let case = numbers(case);
        let (low, high) = stats::wilson(case[0], case[1]).unwrap();
        assert!(near(low, case[2], 6e-7) && near(high, case[3], 6e-7), "{case:?}");
    }
    let rate = &golden["poisson_rate_per_100"];
    let (low, high) = stats::poisson(number(&rate["k"]));
    let per = 100.0 / number(&rate["den"]);
    assert!(near(low * per, number(&rate["lo"]), 1e-5) && near(high * per, number(&rate["hi"]), 1e-5));
    let nps = &golden["nps"][0];
    let [p, n0, d] = ["p", "n0", "d"].map(|part| number(&nps[part]));
    let (score, (low, high)) = stats::net_promoters(p, d, p + n0 + d).unwrap();
    assert!(near(score, number(&nps["nps"]), 1e-9) && near((high - low) / 2.0, number(&nps["half"]), 1e-3));
    let ratings = numbers(&golden["nps"][1]["ratings"]);
    let (promoters, detractors) = (ratings.iter().filter(|mark| **mark >= 9.0).count(), ratings.iter().filter(|mark| **mark < 7.0).count());
    let told = stats::net_promoters(stats::float(promoters), stats::float(detractors), stats::float(ratings.len())).unwrap().0;
    assert!(near(told, number(&golden["nps"][1]["nps"]), 1e-4));
}

#[test]
fn quantiles_and_means() {
    let golden = golden();
    let case = &golden["quantile_linear"];
    let values = numbers(&case["values"]);
    assert!(
        near(stats::median(&values).unwrap(), number(&case["p50"]), 1e-9)
            && near(stats::quantile(&values, 0.9).unwrap(), number(&case["p90"]), 1e-9)
    );
    let counts = numbers(&golden["ces_counts_1_7"]["counts"]);
    let sum: f64 = counts.iter().zip(1_i32..).map(|(count, mark)| count * f64::from(mark)).sum();
    assert!(near(sum / counts.iter().sum::<f64>(), number(&golden["ces_counts_1_7"]["mean"]), 1e-12));
}

#[test]
fn order_rhythm_and_months() {
    let golden = golden();
    let case = &golden["overdue_ratio"];
    let days: Vec<NaiveDate> = case["orders"].as_array().unwrap().iter().map(day).collect();
    assert!(near(fallback::cycle_days(&days).unwrap(), number(&case["median"]), 1e-9));
    let cycle = fallback::cycle_days(&days).unwrap();
    assert!(near(fallback::overdue_ratio(*days.last().unwrap(), cycle, day(&case["as_of"])), number(&case["ratio"]), 1e-5));
    for case in golden["add_months"].as_array().unwrap() {
        assert_eq!(add_months(day(&case[0]), i32::try_from(case[1].as_i64().unwrap()).unwrap()), day(&case[2]));
    }
}

#[test]
fn grades_and_classes() {
    let golden = golden();
    let (as_of, policy) = ("2025-01-31".parse().unwrap(), Policy::shipped());
    for case in golden["grade_as_of_2025-01-31"].as_array().unwrap() {
        assert_eq!(grade::by_date(as_of, day(&case[0]), &policy.grade).letter(), case[1].as_str().unwrap(), "{case}");
    }
    let case = &golden["abc_80_95"];
    let amounts: Vec<i128> = case["values"].as_array().unwrap().iter().map(|value| i128::from(value.as_i64().unwrap())).collect();
    let told: Vec<&str> =
        value::classes(&amounts, policy.value.pareto_a_share, policy.value.pareto_b_share).into_iter().map(Option::unwrap).collect();
    let wanted: Vec<&str> = case["class"].as_array().unwrap().iter().map(|class| class.as_str().unwrap()).collect();
    assert_eq!(told, wanted);
}

#[test]
fn days_of_sales_owed() {
    let golden = golden();
    let case = &golden["dso_countback"];
    let months: Vec<(f64, f64)> = case["months"].as_array().unwrap().iter().map(|month| (number(&month[0]), number(&month[1]))).collect();
    let (days, left) = ageing::count_back(number(&case["ar"]), &months);
    assert!(near(days, number(&case["dso"]), 1e-9) && near(left, 0.0, 1e-9));
}

#[test]
fn composite_score() {
    let golden = golden();
    let case = &golden["composite"];
    let told = |name: &str| case[name].as_array().unwrap().iter().map(Value::as_f64).collect::<Vec<_>>();
    let scores: Vec<Option<f64>> = told("attain").into_iter().map(|attained| attained.map(scorecard::score)).collect();
    for (score, wanted) in scores.iter().zip(told("scores")) {
        assert!(score.is_some() == wanted.is_some() && score.zip(wanted).is_none_or(|(score, wanted)| near(score, wanted, 1e-9)));
    }
    let parts: Vec<(Option<f64>, f64)> = scores.into_iter().zip(numbers(&case["weights"])).collect();
    let found = scorecard::composite(&parts, Policy::shipped().scorecard.least_weight).unwrap();
    assert!(near(found, number(&case["K"]), 1e-4));
}

#[test]
fn satisfaction_index() {
    let golden = golden();
    let means = numbers(&golden["acsi_mobi"]["means"]);
    for (name, weights) in [("equal", [1.0, 1.0, 1.0]), ("ohio", [0.3885, 0.3190, 0.2925])] {
        let parts: Vec<(f64, f64)> = means.iter().copied().zip(weights).collect();
        assert!(near(survey::weighted(&parts, (1.0, 10.0)), number(&golden["acsi_mobi"][name]), 1e-3), "{name}");
    }
}

/// A case that somebody adds to the dictionary is computed here or said not to be built.
#[test]
fn every_case_is_computed() {
    let (golden, source) = (golden(), include_str!("golden.rs"));
    // BG/NBD (V6) is an optional column of research.
    let open = ["bgnbd_cdnow"];
    for name in golden.as_object().unwrap().keys() {
        assert!(open.contains(&name.as_str()) || source.contains(&format!("golden[\"{name}\"]")), "{name}");
    }
}

#[test]
fn business_minutes() {
    let golden = golden();
    let case = &golden["business_minutes"];
    let at = |name: &str| format!("{}:00", case[name].as_str().unwrap()).parse().unwrap();
    let hours = BusinessHours::read(&Resolved::default(), &Policy::shipped());
    assert_eq!(hours.calendar_minutes(at("from"), at("to")), case["calendar"].as_i64().unwrap());
    assert_eq!(hours.minutes(at("from"), at("to")), case["business_mon_fri_9_18"].as_i64().unwrap());
}
