//! Desk (案头): everything a sheet needs at hand while it is laid out: figures, words, look, and where things stand.
//!
//! A figure that is unknown comes with its reason, so that no sheet can show it as zero.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::bulk::Limits;
use super::number;
use super::plan::Plan;
use super::table::{Cell, List};
use super::theme::Theme;
use crate::finding::Finding;
use crate::model::view::{CustomerLine, FollowUpLine, Grade, MonthView};
use crate::model::{Better, Grain, MetricSpec, MetricValue, Month, Origin, Unit};
use crate::policy::Policy;
use crate::words::Words;

pub(super) use super::sheet::Sheet;

/// What every sheet works with.
pub(super) struct Desk<'a> {
    pub(super) view: &'a MonthView,
    pub(super) findings: &'a [Finding],
    pub(super) policy: &'a Policy,
    pub(super) words: &'a Words,
    pub(super) theme: Theme,
    /// What workbook is laid out.
    pub(super) plan: Plan,
    /// Its name below the month's folder.
    pub(super) file: String,
    /// From where on a list is too long for it.
    pub(super) limits: Limits,
    /// Its sheets that have something to say, in order.
    pub(super) present: Vec<Sheet>,
    /// Customers in the order of their sheet.
    pub(super) customers: Vec<&'a CustomerLine>,
    customer_places: BTreeMap<&'a str, usize>,
    /// Keys with a value this month, by grain.
    keys: BTreeMap<Grain, Vec<String>>,
    /// Nothing is known of any month before this one.
    first_month: bool,
    /// Lists that turned out too long for this workbook, with the names of their sheets: each gets its own.
    pub(super) overflow: RefCell<Vec<(String, List)>>,
}

/// First row of a list's data as Excel shows it: title, subtitle, links, blank row, header come before.
pub(super) const FIRST_DATA_ROW: usize = 5;

impl<'a> Desk<'a> {
    pub(super) fn new(view: &'a MonthView, findings: &'a [Finding], policy: &'a Policy, words: &'a Words, plan: Plan) -> Self {
        let mut customers: Vec<_> = view.computed.customers.iter().collect();
        customers.sort_by(|left, right| {
            let money = |line: &CustomerLine| (line.amount_12m.unwrap_or(0.0), line.expected_amount.unwrap_or(0.0));
            let ((a, x), (b, y)) = (money(left), money(right));
            b.total_cmp(&a).then(y.total_cmp(&x)).then_with(|| left.id.cmp(&right.id))
        });
        let customer_places = customers.iter().enumerate().map(|(place, line)| (line.id.as_str(), place)).collect();
        let mut desk = Self {
            view,
            findings,
            policy,
            words,
            theme: Theme::new(&policy.report),
            plan,
            file: String::new(),
            limits: Limits::default(),
            present: Vec::new(),
            customers,
            customer_places,
            keys: keys(view),
            first_month: false,
            overflow: RefCell::default(),
        };
        desk.first_month = desk.knows_nothing_earlier();
        desk.present = desk.plan.sheets.iter().copied().filter(|sheet| desk.has(*sheet)).collect();
        desk
    }

    /// How much of the customers is printed, where it is not all of them.
    pub(super) fn printed_first(&self) -> String {
        let rows = super::print::PRINTED_ROWS;
        if self.customers.len() > rows { self.say("printed_first", &[("count", rows.to_string())]) } else { String::new() }
    }

    /// A text of the report.
    pub(super) fn text(&self, key: &str) -> String {
        let key = format!("report.{key}");
        self.words.get(&key).to_owned()
    }

    /// A text of the report with its particulars.
    pub(super) fn say(&self, key: &str, particulars: &[(&str, String)]) -> String {
        self.words.say(&format!("report.{key}"), particulars)
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

    /// Unit and good direction; a metric outside the catalogue counts things.
    pub(super) fn nature(&self, metric: &str) -> (Unit, Better) {
        self.spec(metric).map_or((Unit::Count, Better::Neutral), |spec| (spec.unit, spec.better))
    }

    pub(super) fn spec(&self, metric: &str) -> Option<&MetricSpec> {
        self.view.specs.iter().find(|spec| spec.id == metric)
    }

    /// The figure of whom the workbook is about: the company, a salesperson, a country.
    pub(super) fn overall(&self, metric: &str, month: Month) -> Option<&MetricValue> {
        let (grain, key) = &self.plan.focus;
        self.view.computed.values.get(metric, month, *grain, key)
    }

    /// Its known value this month.
    pub(super) fn now(&self, metric: &str) -> Option<f64> {
        self.overall(metric, self.view.month).and_then(|figure| figure.value)
    }

    /// Its known value so many months ago; nothing before the first month of the book.
    pub(super) fn before(&self, metric: &str, months: i32) -> Option<f64> {
        let (grain, key) = &self.plan.focus;
        self.earlier(metric, *grain, key, months)
    }

    /// A known value so many months ago; nothing before the first month of the book.
    pub(super) fn earlier(&self, metric: &str, grain: Grain, key: &str, months: i32) -> Option<f64> {
        if self.first_month() {
            return None;
        }
        self.view.computed.values.get(metric, self.view.month.plus(-months), grain, key)?.value
    }

    /// Why a figure is unknown, in words.
    pub(super) fn reason(&self, figure: Option<&MetricValue>) -> String {
        let id = figure.and_then(|figure| figure.reason).map_or("NO_DATA", crate::model::Reason::id);
        self.words.get(&format!("reason.{id}")).to_owned()
    }

    /// A figure as a cell: the number, or a dash with the reason.
    pub(super) fn figure(&self, metric: &str, grain: Grain, key: &str, month: Month) -> Cell {
        let figure = self.view.computed.values.get(metric, month, grain, key);
        match figure.and_then(|figure| figure.value) {
            Some(value) => Cell::Number(value),
            None => Cell::Unknown(self.reason(figure)),
        }
    }

    /// A figure of whom the workbook is about, as a cell.
    pub(super) fn own(&self, metric: &str, month: Month) -> Cell {
        let (grain, key) = &self.plan.focus;
        self.figure(metric, *grain, key, month)
    }

    /// Every key of a grain that has a value this month.
    pub(super) fn keys(&self, grain: Grain) -> &[String] {
        self.keys.get(&grain).map_or(&[], Vec::as_slice)
    }

    /// Dimensions with a value this month.
    pub(super) fn grains(&self) -> Vec<Grain> {
        self.keys.keys().copied().collect()
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

    /// Customers whose grade rose and fell since last month; `None` where last month is not known.
    pub(super) fn moved(&self) -> Option<(u32, u32)> {
        if self.first_month() || self.view.computed.movement.is_empty() {
            return None;
        }
        let (mut rose, mut fell) = (0, 0);
        for ((before, now), count) in &self.view.computed.movement {
            match (before, now) {
                (Some(before), Some(now)) if now < before => rose += count,
                (Some(before), Some(now)) if now > before => fell += count,
                _ => {}
            }
        }
        Some((rose, fell))
    }

    /// Keys of a grain, largest known value of a metric first, then by key; what has no owner or country comes last.
    pub(super) fn keys_by(&self, grain: Grain, metric: &str) -> Vec<String> {
        let value = |key: &str| self.view.computed.values.get(metric, self.view.month, grain, key).and_then(|figure| figure.value);
        let mut keys = self.keys(grain).to_vec();
        keys.sort_by(|a, b| {
            let nobody = |key: &str| key.is_empty() || key == "ZZ";
            let known = |key: &str| value(key).unwrap_or(f64::MIN);
            nobody(a).cmp(&nobody(b)).then(known(b).total_cmp(&known(a))).then_with(|| a.cmp(b))
        });
        keys
    }

    /// Whether a metric is known for any key of a grain this month.
    pub(super) fn any_known(&self, metric: &str, grain: Grain) -> bool {
        self.keys(grain)
            .iter()
            .any(|key| self.view.computed.values.get(metric, self.view.month, grain, key).is_some_and(|figure| figure.value.is_some()))
    }

    /// Whether nothing is known of any month before this one.
    pub(super) fn first_month(&self) -> bool {
        self.first_month
    }

    /// Link to a sheet, or to the figures of whom the workbook is about, or to the definitions where a missing sheet is explained.
    pub(super) fn link(&self, sheet: Sheet) -> String {
        let sheet =
            [sheet, Sheet::Own, Sheet::Definitions].into_iter().find(|sheet| self.present.contains(sheet)).unwrap_or(self.plan.home());
        format!("internal:'{}'!A1", self.sheet_name(sheet))
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

    /// Whether limits may be changed in this workbook: they stand before the definitions.
    pub(super) fn has_parameters(&self) -> bool {
        self.plan.kind == "management"
    }

    /// A customer's name as a link to its row; plain text where the customer is not listed.
    pub(super) fn customer(&self, id: Option<&str>, name: &str) -> Cell {
        let listed = id.filter(|_| self.present.contains(&Sheet::Customers));
        let rows = if self.customers.len() > self.limits.list { self.limits.shown } else { usize::MAX };
        match listed.and_then(|id| self.customer_places.get(id)).filter(|place| **place < rows) {
            Some(place) => {
                let row = place + FIRST_DATA_ROW;
                Cell::Link(name.to_owned(), format!("internal:'{}'!B{row}", self.sheet_name(Sheet::Customers)))
            }
            None => Cell::text(name),
        }
    }

    /// Sheet, row and file of an origin: the last three cells of every list.
    pub(super) fn origin(origin: Option<&Origin>) -> [Cell; 3] {
        let Some(origin) = origin else { return [Cell::Blank, Cell::Blank, Cell::Blank] };
        let row = if origin.row == 0 { Cell::Blank } else { Cell::Number(f64::from(origin.row)) };
        [Cell::text(&*origin.sheet), row, Cell::text(&*origin.file)]
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

    /// Follow-ups to be done: due ones before those still to come, then most money at stake, then the longest overdue.
    pub(super) fn due(&self) -> Vec<&'a FollowUpLine> {
        let mut lines: Vec<_> = self.view.computed.follow_ups.iter().collect();
        let money = |line: &FollowUpLine| line.at_stake.unwrap_or(-1.0);
        lines.sort_by(|a, b| {
            let ahead = |line: &FollowUpLine| line.overdue_days < 0;
            ahead(a)
                .cmp(&ahead(b))
                .then(money(b).total_cmp(&money(a)))
                .then(b.overdue_days.cmp(&a.overdue_days))
                .then_with(|| a.customer.cmp(&b.customer))
        });
        lines
    }

    /// Grade letter; ungraded is blank.
    pub(super) fn grade(grade: Option<Grade>) -> Cell {
        grade.map_or(Cell::Blank, Cell::Grade)
    }

    /// An amount with the base currency's name, as a sentence has it: `412.3 万美元`, `USD 4.12M`.
    pub(super) fn amount(&self, value: f64) -> String {
        self.money(value, &self.view.base_currency)
    }

    /// The month's orders in their own currencies, the largest first, where a rate is missing for the one sum of them.
    pub(super) fn by_currency(&self) -> Option<String> {
        let figure = self.overall("order_amount", self.view.month)?;
        let mut lines: Vec<_> =
            self.view.computed.watch.currencies.iter().filter(|line| line.ordered > 0.0 && !line.currency.is_empty()).collect();
        if figure.reason != Some(crate::model::Reason::NoRate) || lines.is_empty() {
            return None;
        }
        lines.sort_by(|a, b| b.ordered.total_cmp(&a.ordered).then_with(|| a.currency.cmp(&b.currency)));
        let shown: Vec<String> = lines.iter().take(3).map(|line| self.money(line.ordered, &line.currency)).collect();
        Some(format!("{}{}", shown.join(" + "), if lines.len() > 3 { " + …" } else { "" }))
    }

    fn money(&self, value: f64, currency: &str) -> String {
        let currency = self.word(&[&format!("report.currency.{currency}")], currency);
        let value = number::money(self.words, value);
        // A scale's sign stands between the number and the currency; without one a blank does.
        let key = if value.ends_with(|last: char| last.is_ascii_digit()) { "amount_plain" } else { "amount" };
        self.say(key, &[("value", value), ("currency", currency)])
    }
}

/// One pass over all values instead of one a question.
fn keys(view: &MonthView) -> BTreeMap<Grain, Vec<String>> {
    let mut found: BTreeMap<Grain, BTreeSet<&str>> = BTreeMap::new();
    for (_, month, grain, key, _) in view.computed.values.iter() {
        if month == view.month && !matches!(grain, Grain::Company | Grain::Customer) {
            found.entry(grain).or_default().insert(key);
        }
    }
    found.into_iter().map(|(grain, keys)| (grain, keys.into_iter().map(str::to_owned).collect())).collect()
}
