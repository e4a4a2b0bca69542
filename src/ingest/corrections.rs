//! Corrections by hand (更正表): a sheet that people keep themselves: which cell of which file, or which field of which customer, is
//! to be read as what.
//!
//! Decides that a sheet is one by its headers alone: a new value, and beside it either row and column (or a cell such as `D17`) or a
//! customer and a field. Its rows are no data; a row that does not say enough is listed.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use super::grid::Grid;
use super::lexicon::Lexicon;
use super::returned::said;
use crate::finding::{Finding, Kind};
use crate::model::own::{Entry, Input, Spot};
use crate::model::{Origin, folding};

/// Rows at the top of a sheet in which the header stands.
const TOP: u32 = 15;

/// What a column holds → its headers, folded.
static HEADERS: LazyLock<BTreeMap<String, Vec<String>>> = LazyLock::new(|| {
    // The embedded file is checked by a test of this module, so a mistake in it never reaches a user.
    let written: BTreeMap<String, Vec<String>> =
        toml::from_str(include_str!("corrections.toml")).unwrap_or_else(|error| panic!("corrections.toml: {error}"));
    written.into_iter().map(|(what, headers)| (what, headers.iter().map(|header| folding::key(header)).collect())).collect()
});

/// A corrections sheet: its header row, and the columns by what they hold.
pub(super) struct Corrections {
    header: u32,
    columns: BTreeMap<&'static str, u32>,
}

impl Corrections {
    /// Whether the sheet is one.
    pub(super) fn of(grid: &Grid) -> Option<Self> {
        let first = grid.row_numbers().next()?;
        grid.row_numbers().take_while(|row| *row < first + TOP).find_map(|row| Self::at(grid, row))
    }

    fn at(grid: &Grid, row: u32) -> Option<Self> {
        let mut columns = BTreeMap::new();
        for (column, cell) in grid.row(row).iter() {
            let key = folding::key(cell.show().trim_end_matches('*'));
            if let Some((what, _)) = HEADERS.iter().find(|(_, headers)| headers.contains(&key)) {
                columns.entry(what.as_str()).or_insert(*column);
            }
        }
        let has = |what: &str| columns.contains_key(what);
        let cell = has("cell") || has("row") && (has("column") || has("field"));
        (has("new") && (cell || has("customer") && has("field"))).then_some(Self { header: row, columns })
    }

    /// What the rows say; of two rows about the same thing the lower one.
    pub(super) fn read(&self, grid: &Grid, file: &Arc<str>) -> (Vec<Entry>, Vec<Finding>) {
        let sheet = Origin::sheet(Arc::clone(file), Arc::clone(&grid.name));
        let (mut entries, mut findings): (BTreeMap<(String, String), Entry>, Vec<Finding>) = (BTreeMap::new(), Vec::new());
        for row in grid.row_numbers().filter(|row| *row > self.header) {
            let text = |what: &str| self.columns.get(what).map(|column| said(grid.shown(row, *column))).unwrap_or_default();
            let sample = grid.row(row).first().is_some_and(|(_, cell)| Lexicon::shipped().sample_row.contains(&folding::key(&cell.show())));
            let new = text("new");
            let empty = ["row", "cell", "customer", "old", "new"].into_iter().all(|what| text(what).is_empty());
            if sample || empty {
                continue;
            }
            let place = self.columns.get("new").map_or_else(|| sheet.at_row(row), |column| sheet.at_row(row).at_column(*column));
            let Some((spot, column)) = spot(&text, file).filter(|_| !new.is_empty()) else {
                let finding = Finding::new(Kind::CorrectionNotApplied).at(place).with("was", text("old")).with("value", &new);
                findings.push(finding.with("reason", "correction_incomplete").with("now", "—"));
                continue;
            };
            let (about, input) = (spot.about(), Input::Fix(column));
            let entry =
                Entry { key: String::new(), about: about.clone(), input: input.clone(), before: text("old"), after: new, origin: place };
            entries.insert((about, input.id()), entry);
        }
        (entries.into_values().collect(), findings)
    }
}

/// The place a row is about, and its column or field.
fn spot(text: &dyn Fn(&str) -> String, own: &str) -> Option<(Spot, String)> {
    let cell = text("cell");
    let (letters, digits) = cell.split_at(cell.find(|c: char| c.is_ascii_digit()).unwrap_or(cell.len()));
    let row = if digits.is_empty() { text("row") } else { digits.to_owned() };
    // 栏位 and campo name a column of a sheet too.
    let named = ["column", "field"].into_iter().map(text).find(|name| !name.is_empty()).unwrap_or_default();
    let column = if letters.is_empty() { named } else { letters.to_owned() };
    let row = row.trim_matches(|c: char| !c.is_ascii_digit()).parse::<u32>().ok().filter(|row| *row > 0);
    if let (Some(row), false) = (row, column.is_empty()) {
        let file = text("file");
        // A sheet among the data it mends need not name its own file.
        let file = if file.is_empty() { own.to_owned() } else { file };
        return Some((Spot::Cell { file, sheet: text("sheet"), row }, column));
    }
    let (customer, field) = (text("customer"), text("field"));
    (!customer.is_empty() && !field.is_empty()).then_some((Spot::Customer(customer), field))
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::*;

    /// What it is about, where the answer goes, before, after.
    type Line = (String, String, String, String);

    fn read(lines: &[&str]) -> Option<(Vec<Line>, usize)> {
        let grid = grid("更正", lines);
        let (entries, findings) = Corrections::of(&grid)?.read(&grid, &Arc::from("更正.xlsx"));
        Some((entries.into_iter().map(|entry| (entry.about, entry.input.id(), entry.before, entry.after)).collect(), findings.len()))
    }

    fn line(about: &str, input: &str, before: &str, after: &str) -> Line {
        (about.into(), input.into(), before.into(), after.into())
    }

    #[test]
    fn headers_of_one_meaning_have_no_second_one() {
        let mut seen = std::collections::BTreeSet::new();
        for (what, headers) in HEADERS.iter() {
            for header in headers {
                assert!(seen.insert(header.clone()), "{what}: {header}");
            }
        }
        assert_eq!(HEADERS.len(), 9);
    }

    #[test]
    fn a_sheet_is_known_by_its_headers_in_four_languages() {
        for header in [
            "文件|工作表|行|列|原值|新值",
            "檔案名稱|工作表|行號|欄位|原值|新值|客戶",
            "File|Sheet|Row|Column|Old value|New value",
            "File|Foglio|Riga|Colonna|Valore vecchio|Valore nuovo",
            "客户|字段|新值",
            "Cliente|Campo|Valore corretto",
        ] {
            assert!(read(&["更正记录", header, "a.xlsx|S|3|D|1|2"]).is_some(), "{header}");
        }
        assert_eq!(read(&["客户|国家|金额", "A|IT|3"]), None);
        assert_eq!(read(&["日期|行号|新值|备注", "1|2|3|4"]), None);
    }

    #[test]
    fn cells_and_customers_are_told_and_a_lower_row_wins() {
        let found = read(&[
            "文件|工作表|单元格|行|列|客户|字段|原值|新值",
            "订单.xls|王芳|D17|||||1O00|1000",
            "订单.xls||| 第 9 行|金额|||5|6",
            "订单.xls||| 第 9 行|金额|||5|7",
            "|||||罗西|国家||Italia",
            "示例.xls||A1|||||x|y",
            "订单.xls|王芳|||||||9",
        ]);
        let wanted = vec![
            line("hand|示例.xls||1", "fix.A", "x", "y"),
            line("hand|订单.xls||9", "fix.金额", "5", "7"),
            line("hand|订单.xls|王芳|17", "fix.D", "1O00", "1000"),
            line("who|罗西", "fix.国家", "", "Italia"),
        ];
        assert_eq!(found, Some((wanted, 1)));
    }
}
