//! Wording (措辞): what sheets say, in the language of the report: texts with their particulars, names of keys, metrics and
//! sheets, reasons, amounts.

use super::desk::{Desk, Sheet};
use super::number;
use super::table::Cell;
use crate::model::watch::CurrencyTotal;
use crate::model::{Grain, MetricValue, Origin};

/// Particulars that are counts: from a thousand on they are written in groups. Numbers of orders and the like are not.
const COUNTS: [&str; 21] = [
    "all",
    "count",
    "customers",
    "decide",
    "fell",
    "files",
    "graded",
    "groups",
    "half",
    "known",
    "late",
    "merges",
    "n",
    "new",
    "open",
    "pairs",
    "priced",
    "rose",
    "rows",
    "silent",
    "unknown",
];

impl Desk<'_> {
    /// A text of the report.
    pub(super) fn text(&self, key: &str) -> String {
        let key = format!("report.{key}");
        self.words.get(&key).to_owned()
    }

    /// A text of the report with its particulars.
    pub(super) fn say(&self, key: &str, particulars: &[(&str, String)]) -> String {
        let counted = |(name, value): &(&str, String)| {
            let grouped = (COUNTS.contains(name) && value.len() > 3).then(|| value.parse::<u32>().ok()).flatten();
            grouped.map(|count| number::grouped(f64::from(count), 0))
        };
        if particulars.iter().all(|particular| counted(particular).is_none()) {
            return self.words.say(&format!("report.{key}"), particulars);
        }
        let grouped: Vec<(&str, String)> =
            particulars.iter().map(|known| (known.0, counted(known).unwrap_or_else(|| known.1.clone()))).collect();
        self.words.say(&format!("report.{key}"), &grouped)
    }

    /// The first of these keys that has words, else `otherwise`.
    pub(super) fn word(&self, keys: &[&str], otherwise: &str) -> String {
        keys.iter().find_map(|key| self.words.find(key)).unwrap_or(otherwise).to_owned()
    }

    /// The label of a word of a vocabulary.
    pub(super) fn value(&self, vocabulary: &str, id: &str) -> String {
        self.word(&[&format!("value.{vocabulary}.{id}"), &format!("report.{vocabulary}.{id}")], id)
    }

    /// Country name.
    pub(super) fn country(&self, code: &str) -> String {
        if code == "ZZ" || code.is_empty() { self.text("unknown_country") } else { self.value("country", code) }
    }

    /// Name of a colleague; no owner says so.
    pub(super) fn staff(&self, id: &str) -> String {
        if id.is_empty() || id == "ZZ" { self.text("no_owner") } else { self.view.staff_name(id).to_owned() }
    }

    /// Name of an owner, empty when there is none.
    pub(super) fn owner(&self, id: Option<&str>) -> Cell {
        id.filter(|id| !id.is_empty()).map_or(Cell::Blank, |id| Cell::text(self.view.staff_name(id)))
    }

    /// Full label of a metric.
    pub(super) fn label(&self, metric: &str) -> String {
        let key = format!("metric.{metric}.label");
        self.words.get(&key).to_owned()
    }

    /// Short label of a metric, for headers.
    pub(super) fn short(&self, metric: &str) -> String {
        self.words.find(&format!("metric.{metric}.short")).map_or_else(|| self.label(metric), str::to_owned)
    }

    /// Why a figure is unknown, in words.
    pub(super) fn reason(&self, figure: Option<&MetricValue>) -> String {
        let id = figure.and_then(|figure| figure.reason).map_or("NO_DATA", crate::model::Reason::id);
        self.words.get(&format!("reason.{id}")).to_owned()
    }

    /// The name of a key of a dimension; a word of the trade is in the language of the report.
    pub(super) fn key_name(&self, grain: Grain, key: &str) -> String {
        match grain {
            Grain::Salesperson => self.staff(key),
            Grain::Country => self.country(key),
            _ if key.is_empty() => self.text("not_named"),
            _ => self.value(grain.id(), key),
        }
    }

    /// Edition and recipient, as the header of every page has them.
    pub(super) fn for_whom(&self) -> String {
        // A migration has no edition: its workbooks are for whoever moves house.
        let named = if self.plan.kind == "migration" { "migration" } else { self.plan.edition.id() };
        let edition = self.text(&format!("edition.{named}"));
        if self.plan.recipient.is_empty() {
            edition
        } else {
            self.say("for_whom", &[("edition", edition), ("recipient", self.plan.recipient.clone())])
        }
    }

    /// A sheet's name.
    pub(super) fn sheet_name(&self, sheet: Sheet) -> String {
        let id = if sheet == Sheet::Definitions && self.has_parameters() { "parameters" } else { sheet.id() };
        self.text(&format!("sheet.{id}"))
    }

    /// File, sheet and cell as one text.
    pub(super) fn place(&self, origin: &Origin) -> String {
        [&*origin.file, &*origin.sheet, &self.spot(origin)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" › ")
    }

    /// Cell, or row where no cell is meant.
    pub(super) fn spot(&self, origin: &Origin) -> String {
        match (origin.row, origin.column) {
            (0, _) => String::new(),
            (row, 0) => self.say("row_of", &[("row", row.to_string())]),
            (row, column) => format!("{}{row}", crate::model::origin::column_letters(column)),
        }
    }

    /// An amount with the base currency's name, as a sentence has it: `412.3 万美元`, `USD 4.12M`.
    pub(super) fn amount(&self, value: f64) -> String {
        self.money(value, &self.view.base_currency)
    }

    /// The month's orders in their own currencies, the largest first, where a rate is missing for the one sum of
    /// them; `most` are named.
    pub(super) fn by_currency(&self, most: usize) -> Option<String> {
        let figure = self.overall("order_amount", self.view.month)?;
        let lines = CurrencyTotal::ordered(&self.view.computed.watch.currencies);
        if figure.reason != Some(crate::model::Reason::NoRate) || lines.is_empty() {
            return None;
        }
        let shown: Vec<String> = lines.iter().take(most).map(|(ordered, currency)| self.money(*ordered, currency)).collect();
        Some(format!("{}{}", shown.join(" + "), if lines.len() > most { " + …" } else { "" }))
    }

    fn money(&self, value: f64, currency: &str) -> String {
        let currency = self.word(&[&format!("report.currency.{currency}")], currency);
        let value = number::money(self.words, value);
        // A scale's sign stands between the number and the currency; without one a blank does.
        let key = if value.ends_with(|last: char| last.is_ascii_digit()) { "amount_plain" } else { "amount" };
        self.say(key, &[("value", value), ("currency", currency)])
    }

    /// How much of the customers is printed, where it is not all of them.
    pub(super) fn printed_first(&self) -> String {
        let rows = super::print::PRINTED_ROWS;
        if self.customers.len() > rows { self.say("printed_first", &[("count", rows.to_string())]) } else { String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::super::plan::Plan;
    use super::*;
    use crate::policy::Policy;
    use crate::words::{Language, Words};

    #[test]
    fn counts_are_grouped_and_numbers_of_things_are_not() {
        let (view, policy) = (fixture::month_view(), Policy::shipped());
        let desk = Desk::new(&view, &[], &policy, Words::of(Language::ZhHans), Plan::management());
        let said = desk.say("heading.orders", &[("count", "12345".into())]);
        assert!(said.contains("12,345"), "{said}");
        let said = desk.say("row_of", &[("row", "12345".into())]);
        assert!(said.contains("12345"), "{said}");
    }
}
