//! Desk (案头): everything a sheet needs at hand while it is laid out: figures, words, look, and where things stand.
//!
//! A figure that is unknown comes with its reason, so that no sheet can show it as zero.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::bulk::Limits;
use super::plan::Plan;
use super::table::{Cell, List};
use super::theme::Theme;
use crate::finding::Finding;
use crate::model::view::{CustomerLine, FollowUpLine, Grade, MonthView};
use crate::model::{Better, Entity, Grain, MetricSpec, MetricValue, Month, Origin, Reason, Unit};
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

    /// A known value so many months ago; nothing before the first month of the book. What sheets say of customers is not compared
    /// with a month rebuilt without such sheets: it would always seem to grow.
    pub(super) fn earlier(&self, metric: &str, grain: Grain, key: &str, months: i32) -> Option<f64> {
        let month = self.view.month.plus(-months);
        let of_sheets = || self.spec(metric).is_some_and(|spec| spec.needs.contains(&Entity::Customer));
        // What adds up over a month is not over either, where the month is not.
        let adding = |spec: &MetricSpec| spec.window == "month" && matches!(spec.unit, Unit::Money | Unit::Count);
        let early = || self.view.computed.under_way.is_some() && self.spec(metric).is_some_and(adding);
        if self.first_month() || of_sheets() && self.is_rebuilt(month) || early() {
            return None;
        }
        self.view.computed.values.get(metric, month, grain, key)?.value
    }

    /// Whether a month was rebuilt from dated records: what only sheets of its own could tell is unknown for that reason.
    fn is_rebuilt(&self, month: Month) -> bool {
        let mut figures = self.view.computed.values.of("follow_up_overdue_count");
        figures.any(|(at, _, _, figure)| at == month && figure.reason == Some(Reason::Reconstructed))
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

    /// How many salespeople there are; what nobody owns is no one's.
    pub(super) fn sellers(&self) -> usize {
        self.keys(Grain::Salesperson).iter().filter(|key| !key.is_empty()).count()
    }

    /// Dimensions with a value this month.
    pub(super) fn grains(&self) -> Vec<Grain> {
        self.keys.keys().copied().collect()
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
