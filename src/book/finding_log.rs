//! Finding log (问题清单): findings as a table, and the key by which the same finding is known again next month.
//!
//! The key decides what *new* means. It leaves out what changes although nothing new happened: digits in names of
//! files and sheets (`9月跟单` and `10月跟单` are one source) and, where the particulars already tell two rows apart,
//! the row, for rows move in a living sheet. Findings about the month itself are new every month.

use polars::prelude::{Column, DataFrame, PolarsResult};

use super::head;
use crate::finding::{Finding, Kind};
use crate::model::frame::money_column;
use crate::model::{Entity, Month, Origin};

/// Findings about one month: last month's missing hand-in does not make this month's a known one.
const OF_THE_MONTH: [Kind; 4] = [Kind::HandInMissing, Kind::HandInUnchanged, Kind::RowsVanished, Kind::RateMissing];

/// Number of hexadecimal digits of a key: 64 bits, ample for all findings of a company's life.
const KEY_DIGITS: usize = 16;

/// The stable key of a finding of this month: equal next month exactly when the same thing is found again.
#[must_use]
pub fn finding_key(finding: &Finding, month: Month) -> String {
    let origin = finding.origin.as_ref();
    let needs_row = finding.args.is_empty() || finding.kind == Kind::RowRejected;
    let mut parts = vec![
        finding.kind.id().to_owned(),
        finding.entity.map(|entity| entity.id().to_owned()).unwrap_or_default(),
        finding.field.unwrap_or_default().to_owned(),
        origin.map(|origin| without_digits(&origin.file)).unwrap_or_default(),
        origin.map(|origin| without_digits(&origin.sheet)).unwrap_or_default(),
        origin.filter(|_| needs_row).map(|origin| origin.row.to_string()).unwrap_or_default(),
        finding.staff.clone().unwrap_or_default(),
    ];
    if OF_THE_MONTH.contains(&finding.kind) {
        parts.push(month.to_string());
    }
    parts.extend(finding.args.iter().map(|(name, value)| format!("{name}={value}")));
    let mut key = head::hash(parts.join("\u{1f}").as_bytes());
    key.truncate(KEY_DIGITS);
    key
}

/// `kind, severity, entity, field, file, sheet, row, column, args (JSON), amount, currency, staff, key`, sorted; what
/// is not meant is null.
pub(super) fn to_frame(findings: &[Finding], month: Month) -> PolarsResult<DataFrame> {
    let mut sorted: Vec<&Finding> = findings.iter().collect();
    sorted.sort();
    let texts = |name: &str, text: &dyn Fn(&Finding) -> Option<String>| {
        Column::new(name.into(), sorted.iter().map(|finding| text(finding)).collect::<Vec<_>>())
    };
    let places = |name: &str, place: fn(&Origin) -> u32| {
        let number = |finding: &&Finding| finding.origin.as_ref().map(place).filter(|number| *number > 0);
        Column::new(name.into(), sorted.iter().map(number).collect::<Vec<_>>())
    };
    let columns = vec![
        texts("kind", &|finding| Some(finding.kind.id().to_owned())),
        texts("severity", &|finding| Some(finding.kind.severity().id().to_owned())),
        texts("entity", &|finding| finding.entity.map(Entity::id).map(str::to_owned)),
        texts("field", &|finding| finding.field.map(str::to_owned)),
        texts("file", &|finding| finding.origin.as_ref().map(|origin| origin.file.to_string())),
        texts("sheet", &|finding| finding.origin.as_ref().map(|origin| origin.sheet.to_string())),
        places("row", |origin| origin.row),
        places("column", |origin| origin.column),
        texts("args", &|finding| Some(json(&finding.args))),
        money_column("amount", sorted.iter().map(|finding| finding.money.as_ref().map(|money| money.micros))),
        texts("currency", &|finding| finding.money.as_ref().map(|money| money.currency.clone())),
        texts("staff", &|finding| finding.staff.clone()),
        texts("key", &|finding| Some(finding_key(finding, month))),
    ];
    DataFrame::new(sorted.len(), columns)
}

/// The particulars as a JSON object, in their order.
fn json(args: &[(&'static str, String)]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let members: Vec<String> = args.iter().map(|(name, value)| format!("{}:{}", quoted(name), quoted(value))).collect();
    format!("{{{}}}", members.join(","))
}

fn without_digits(name: &str) -> String {
    let mut kept = String::new();
    for sign in name.chars() {
        if !sign.is_ascii_digit() {
            kept.push(sign);
        } else if !kept.ends_with('#') {
            kept.push('#');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Money;
    use crate::model::frame::Rows;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn bad_date(file: &str, row: u32, value: &str) -> Finding {
        Finding::new(Kind::BadDate).of(Entity::Order, "on").at(Origin::sheet(file, "王芳").at_row(row)).with("value", value)
    }

    #[test]
    fn the_same_thing_keeps_its_key_when_its_row_moves() {
        let key = finding_key(&bad_date("2026-09/9月台账.xlsx", 7, "2026/13/1"), month("2026-09"));
        assert_eq!(finding_key(&bad_date("2026-10/10月台账.xlsx", 12, "2026/13/1"), month("2026-10")), key);
        assert_ne!(finding_key(&bad_date("2026-09/9月台账.xlsx", 7, "31.9."), month("2026-09")), key);
        let rejected = |row| Finding::new(Kind::RowRejected).at(Origin::file("a.csv").at_row(row)).with("reason", "no_amount");
        assert_ne!(finding_key(&rejected(3), month("2026-09")), finding_key(&rejected(4), month("2026-09")));
    }

    #[test]
    fn a_missing_hand_in_is_new_every_month() {
        let missing = Finding { staff: Some("S1".to_owned()), ..Finding::new(Kind::HandInMissing) };
        assert_ne!(finding_key(&missing, month("2026-09")), finding_key(&missing, month("2026-10")));
    }

    #[test]
    fn the_table_is_sorted_and_exact() {
        let rich = bad_date("b.csv", 7, "\"?\"").worth(Money::new(-1_234_500_000, "USD"));
        let plain = Finding::new(Kind::FileSkipped).at(Origin::file("~$a.xlsx"));
        let frame = to_frame(&[rich.clone(), plain.clone()], month("2026-10")).unwrap();
        assert!(frame.equals_missing(&to_frame(&[plain, rich], month("2026-10")).unwrap()));
        let rows = Rows::of(&frame);
        assert_eq!((rows.text("kind", 0), rows.text("args", 0), rows.count("row", 0)), (Some("file_skipped"), Some("{}"), None));
        assert_eq!((rows.text("args", 1), rows.micros("amount", 1)), (Some(r#"{"value":"\"?\""}"#), Some(-1_234_500_000)));
        assert_eq!(to_frame(&[], month("2026-10")).unwrap().width(), 13);
    }
}
