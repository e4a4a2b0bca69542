//! Loading: read the company's file, lay it over the defaults, refuse what is unknown, check what is out of range.

use std::path::Path;

use toml::{Table, Value};

use super::{DEFAULT, Policy};
use crate::error::{Error, Kind, Result};
use crate::model::{Catalogue, Entity, Month};

/// The policy of a run: the shipped defaults with `text` (of the file at `path`) laid over them.
///
/// # Errors
/// `policy_syntax`, `policy_unknown` (with the nearest known name) or `policy_value`.
pub fn load(text: &str, path: &Path) -> Result<Policy> {
    let shown = path.display().to_string();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let own: Table = text.parse().map_err(|error: toml::de::Error| {
        Error::new(Kind::PolicySyntax).with("path", &shown).with("line", line_of(text, &error)).with("cause", error.message())
    })?;
    let shipped: Table = DEFAULT.parse().map_err(Error::internal)?;
    let mut merged = shipped;
    lay_over(&mut merged, own);
    let policy: Policy = Value::Table(merged).try_into().map_err(|error: toml::de::Error| unknown_or_wrong(&error).with("path", &shown))?;
    check(&policy).map_err(|error| error.with("path", &shown))?;
    Ok(policy)
}

/// Tables merge key by key; everything else, lists too, is replaced.
fn lay_over(base: &mut Table, own: Table) {
    for (key, value) in own {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(below)), Value::Table(above)) => lay_over(below, above),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

fn line_of(text: &str, error: &toml::de::Error) -> usize {
    error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1))
}

/// serde says "unknown field `x`, expected one of `a`, `b`": the nearest of those is what the person meant.
fn unknown_or_wrong(error: &toml::de::Error) -> Error {
    let message = error.message();
    let mut quoted = message.split('`').skip(1).step_by(2);
    if !message.starts_with("unknown field") {
        return Error::new(Kind::PolicyValue).with("key", "").with("cause", message);
    }
    let key = quoted.next().unwrap_or_default().to_owned();
    let nearest = quoted
        .map(|name| (name, strsim::normalized_damerau_levenshtein(&key, name)))
        .max_by(|left, right| left.1.total_cmp(&right.1))
        .map(|(name, _)| name.to_owned())
        .unwrap_or_default();
    Error::new(Kind::PolicyUnknown).with("key", key).with("nearest", nearest)
}

fn check(policy: &Policy) -> Result<()> {
    let wrong = |key: &str, cause: &str| Err(Error::new(Kind::PolicyValue).with("key", key).with("cause", cause));
    if policy.version != 1 {
        return wrong("version", "1");
    }
    if policy.company.base_currency.len() != 3 {
        return wrong("company.base_currency", "ISO 4217: USD, CNY, EUR …");
    }
    if !["months", "days"].contains(&policy.grade.mode.as_str()) {
        return wrong("grade.mode", "months | days");
    }
    if !(policy.grade.a_months <= policy.grade.b_months && policy.grade.b_months <= policy.grade.c_months) {
        return wrong("grade.a_months", "a_months ≤ b_months ≤ c_months");
    }
    if !["", "zh-Hans", "zh-Hant", "en", "it"].contains(&policy.company.language.as_str()) {
        return wrong("company.language", "zh-Hans | zh-Hant | en | it");
    }
    if !["ordered", "deposit", "shipped", "invoiced", "received", "margin"].contains(&policy.money.performance_basis.as_str()) {
        return wrong("money.performance_basis", "ordered | deposit | shipped | invoiced | received | margin");
    }
    if !["current", "original"].contains(&policy.money.reversal_month.as_str()) {
        return wrong("money.reversal_month", "current | original");
    }
    for (key, cuts) in [
        ("value.rfm_recency_cuts", &policy.value.rfm_recency_cuts),
        ("value.rfm_frequency_cuts", &policy.value.rfm_frequency_cuts),
        ("value.rfm_amount_cuts", &policy.value.rfm_amount_cuts),
    ] {
        if !(cuts.is_empty() || cuts.len() == 4 && cuts.is_sorted()) {
            return wrong(key, "[] | [q1, q2, q3, q4], ascending");
        }
    }
    for closure in &policy.calendar.closures {
        let days = [&closure.from, &closure.to].map(|day| day.parse::<chrono::NaiveDate>());
        if !matches!(days, [Ok(from), Ok(to)] if from <= to) {
            return wrong("calendar.closures", "from, to: YYYY-MM-DD, from ≤ to");
        }
    }
    if !(1..=12).contains(&policy.calendar.fiscal_start_month) {
        return wrong("calendar.fiscal_start_month", "1–12");
    }
    if policy.calendar.closing_day > u32::from(Month::LATEST_CLOSING) {
        return wrong("calendar.closing_day", "0–27 (0 = calendar month)");
    }
    if policy.calendar.zone().is_none() {
        return wrong("calendar.time_zone", "IANA: Asia/Shanghai | Europe/Rome | America/New_York …");
    }
    for (name, headers) in &policy.vocabulary.headers {
        let (entity, field) = name.split_once('.').unwrap_or((name, ""));
        let known = Entity::from_id(entity).and_then(|entity| Catalogue::shipped().field(entity, field));
        if known.is_none() || headers.iter().any(|header| header.trim().is_empty()) {
            return wrong(&format!("vocabulary.headers.\"{name}\""), "entity.field = [\"header\"]: docs/fields.md");
        }
    }
    if !policy.improve.base_month.is_empty() && policy.improve.base_month.parse::<Month>().is_err() {
        return wrong("improve.base_month", "YYYY-MM");
    }
    if policy.resolve.review_bits > policy.resolve.automatic_bits {
        return wrong("resolve.review_bits", "review_bits ≤ automatic_bits");
    }
    if policy.report.accent.len() != 6 || !policy.report.accent.chars().all(|c| c.is_ascii_hexdigit()) {
        return wrong("report.accent", "RRGGBB");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        load(text, Path::new("clientbook.toml")).unwrap_err().to_string()
    }

    #[test]
    fn a_typing_mistake_is_refused_with_the_nearest_name() {
        let error = refused("[grade]\na_month = 2\n");
        assert!(error.starts_with("policy_unknown key=a_month nearest=a_months"), "{error}");
    }

    #[test]
    fn a_file_names_only_what_differs() {
        let policy = load("[company]\nname = \"例\"\n", Path::new("clientbook.toml")).unwrap();
        assert_eq!((policy.company.name.as_str(), policy.grade.b_months), ("例", 3));
    }

    #[test]
    fn words_of_ones_own_name_fields_that_are() {
        let policy = load("[vocabulary.headers]\n\"order.no\" = [\"单据编号\"]\n", Path::new("clientbook.toml")).unwrap();
        assert_eq!(policy.vocabulary.headers["order.no"], ["单据编号"]);
        assert!(refused("[vocabulary.headers]\n\"order.number\" = [\"单据编号\"]\n").starts_with("policy_value key=vocabulary.headers"));
    }

    #[test]
    fn a_value_out_of_range_and_bad_syntax_are_named() {
        assert!(refused("[grade]\nmode = \"weeks\"\n").starts_with("policy_value key=grade.mode"));
        assert!(refused("[value]\nrfm_amount_cuts = [5.0, 1.0, 2.0, 3.0]\n").starts_with("policy_value key=value.rfm_amount_cuts"));
        assert!(refused("[calendar]\nclosing_day = 28\n").starts_with("policy_value key=calendar.closing_day"));
        assert!(refused("[calendar]\nfiscal_start_month = 13\n").starts_with("policy_value key=calendar.fiscal_start_month"));
        assert!(refused("[calendar]\ntime_zone = \"Beijing\"\n").starts_with("policy_value key=calendar.time_zone"));
        assert!(refused("[grade\n").starts_with("policy_syntax"));
        assert!(refused("[grade]\na_months = \"one\"\n").starts_with("policy_value"));
    }
}
