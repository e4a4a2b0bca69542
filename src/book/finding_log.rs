//! Finding log (问题清单): findings as a table, with the key by which the same finding is known again next month.
//!
//! Decides which findings can become known: those about the month itself are new every month.

use polars::prelude::{Column, DataFrame, PolarsResult};

use crate::finding::{Finding, Kind};
use crate::model::frame::{Rows, money_column};
use crate::model::{Entity, Origin};

/// Findings about one month: last month's missing hand-in does not make this month's a known one.
const OF_THE_MONTH: [Kind; 4] = [Kind::HandInMissing, Kind::HandInUnchanged, Kind::RowsVanished, Kind::RateMissing];

/// Keys of a recorded month's findings that make the same finding of a later month a known one.
pub(super) fn lasting_keys(frame: &DataFrame) -> impl Iterator<Item = String> {
    let rows = Rows::of(frame);
    let lasts = move |row: &usize| OF_THE_MONTH.iter().all(|kind| rows.text("kind", *row) != Some(kind.id()));
    (0..rows.len()).filter(lasts).filter_map(move |row| rows.text("key", row)).map(str::to_owned)
}

/// `kind, severity, entity, field, file, sheet, row, column, args (JSON), amount, currency, staff, key`, sorted; what
/// is not meant is null.
pub(super) fn to_frame(findings: &[Finding]) -> PolarsResult<DataFrame> {
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
        texts("key", &|finding| Some(finding.key())),
    ];
    DataFrame::new(sorted.len(), columns)
}

/// The particulars as a JSON object, in their order.
fn json(args: &[(&'static str, String)]) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let members: Vec<String> = args.iter().map(|(name, value)| format!("{}:{}", quoted(name), quoted(value))).collect();
    format!("{{{}}}", members.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Money;

    fn bad_date(file: &str, row: u32, value: &str) -> Finding {
        Finding::new(Kind::BadDate).of(Entity::Order, "on").at(Origin::sheet(file, "王芳").at_row(row)).with("value", value)
    }

    #[test]
    fn a_missing_hand_in_is_new_every_month() {
        let missing = Finding { staff: Some("S1".to_owned()), ..Finding::new(Kind::HandInMissing) };
        let lasting = bad_date("a.csv", 3, "?");
        let frame = to_frame(&[missing, lasting.clone()]).unwrap();
        assert_eq!(lasting_keys(&frame).collect::<Vec<_>>(), [lasting.key()]);
    }

    #[test]
    fn the_table_is_sorted_and_exact() {
        let rich = bad_date("b.csv", 7, "\"?\"").worth(Money::new(-1_234_500_000, "USD"));
        let plain = Finding::new(Kind::FileSkipped).at(Origin::file("~$a.xlsx"));
        let frame = to_frame(&[rich.clone(), plain.clone()]).unwrap();
        assert!(frame.equals_missing(&to_frame(&[plain, rich]).unwrap()));
        let rows = Rows::of(&frame);
        assert_eq!((rows.text("kind", 0), rows.text("args", 0), rows.count("row", 0)), (Some("file_skipped"), Some("{}"), None));
        assert_eq!((rows.text("args", 1), rows.micros("amount", 1)), (Some(r#"{"value":"\"?\""}"#), Some(-1_234_500_000)));
        assert_eq!(to_frame(&[]).unwrap().width(), 13);
    }
}
