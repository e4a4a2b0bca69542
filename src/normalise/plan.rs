//! Plan (列方案): what is known about a table's columns before its first row is read.
//!
//! Decides per column: date order, decimal mark, currency, factor, scale; per sheet: language, year, currency of bare amounts.

use std::collections::BTreeSet;

use chrono::Datelike;
use chrono_tz::Tz;

use super::amount::AmountColumn;
use super::clock;
use super::date_column::{self, DateColumn};
use super::digits::{self, Decimal};
use super::memo::distinct;
use super::own_words::OwnWords;
use super::{country_code, number, period, score, source};
use crate::model::field::{Catalogue, Field, Kind};
use crate::model::money::{MICROS, micros_from_f64};
use crate::model::quick::Quick;
use crate::model::raw::{Cell, Column, RawTable};
use crate::model::stock::Records;
use crate::model::{Entity, Month, folding};
use crate::policy::Policy;

/// Fields that hold a plan: a yearless date lies ahead.
const AHEAD: [&str; 6] = ["expected_close", "next_contact_on", "next_on", "due_on", "valid_until", "eta_on"];

/// A table with what is known about it.
pub(super) struct Sheet<'a> {
    /// The table.
    pub(super) table: &'a RawTable,
    /// Its entity's fields in catalogue order, with their columns (often none).
    pub(super) fields: Vec<FieldPlan>,
    /// The order in which fields are read: currency, country and the row's date first.
    pub(super) order: Vec<usize>,
    /// The columns of the fields, in catalogue order, each with what stands before its cells in a row's identity.
    pub(super) headings: Vec<(usize, String)>,
    /// The fields that a row can fill: those told, and those that follow from them.
    pub(super) filled: Vec<usize>,
    /// Currency of bare amounts: unit line, then policy.
    pub(super) currency: Option<String>,
    /// Year the sheet states.
    pub(super) year: Option<i32>,
    /// It does not: the year is that of the report.
    pub(super) year_borrowed: bool,
    /// Hand-in month; of a list of customers that belongs to none the year it is of.
    pub(super) hand_in: Option<String>,
    /// The company's country.
    pub(super) home: &'a str,
    /// Words the policy adds.
    pub(super) own: OwnWords,
    /// Columns without a field.
    pub(super) unknown: Vec<usize>,
    /// The same in the order of their headers, where each has one of its own.
    pub(super) unknown_by_name: Option<Vec<usize>>,
    /// Where the fields stand that every row is asked for.
    pub(super) places: Places,
    by_id: Quick<&'static str, usize>,
}

/// Places of fields, looked up once a table.
#[derive(Default)]
pub(super) struct Places {
    /// Money that must tie.
    pub(super) control: Option<usize>,
    /// Country of the row.
    pub(super) country: Option<usize>,
    /// Amount, quantity and price.
    pub(super) product: (Option<usize>, Option<usize>, Option<usize>),
}

/// A field and the columns that claim it.
pub(super) struct FieldPlan {
    /// The field.
    pub(super) field: &'static Field,
    /// Its columns, left to right.
    pub(super) columns: Vec<ColumnPlan>,
}

/// What is known about a column.
#[derive(Default)]
pub(super) struct ColumnPlan {
    /// Place among the table's columns.
    pub(super) at: usize,
    /// Dates.
    pub(super) dates: DateColumn,
    /// Amounts; its decimal mark also counts for numbers.
    pub(super) amounts: AmountColumn,
    /// Factor of plain numbers.
    pub(super) factor: f64,
    /// Bare shares are per cent.
    pub(super) hundredths: bool,
    /// Scale of bare scores.
    pub(super) scale: &'static str,
    /// Country codes of a column that holds nothing else.
    pub(super) codes: BTreeSet<&'static str>,
}

/// Language of the headers, as far as habits of writing follow it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Habit {
    Chinese,
    Italian,
    English,
}

impl<'a> Sheet<'a> {
    /// Looks at the table once; `rows` are its data rows.
    pub(super) fn of(table: &'a RawTable, rows: &Records, policy: &'a Policy, report: Option<Month>) -> Self {
        let habit = habit(table);
        let named = source::of(policy, &table.origin);
        let currency = table.context.currency.clone().or_else(|| named.and_then(|source| source.currency.clone()));
        let stated = stated_year(table);
        // 1月…12月 without a year are those of the report's.
        let borrowed = report.filter(|_| stated.is_none() && names_months_alone(table, rows)).map(Month::year);
        let year = stated.or(borrowed);
        let outlook = Outlook {
            table,
            rows,
            habit,
            year,
            report,
            zone: policy.calendar.zone(),
            euro: currency.as_deref() == Some("EUR"),
            day_first: named.and_then(|source| source.day_first),
        };
        let mut fields: Vec<FieldPlan> = Catalogue::shipped()
            .of(table.entity)
            .map(|field| {
                let claimed = table.columns.iter().enumerate().filter(|(_, column)| column.field == Some(field.id));
                FieldPlan { field, columns: claimed.map(|(at, column)| outlook.column(field, at, column)).collect() }
            })
            .collect();
        score::share_scale(fields.iter_mut().flat_map(|plan| {
            let bare = plan.field.kind == Kind::Score && !matches!(plan.field.id, "nps" | "ces");
            plan.columns.iter_mut().filter(move |column| bare && table.columns[column.at].scale.is_none()).map(|column| &mut column.scale)
        }));
        let mut order: Vec<usize> = (0..fields.len()).collect();
        order.retain(|at| !fields[*at].columns.is_empty() || fields[*at].field.id == "country");
        order.sort_by_key(|at| rank(fields[*at].field));
        let by_id: Quick<&'static str, usize> = fields.iter().enumerate().map(|(at, plan)| (plan.field.id, at)).collect();
        let place = |id: &str| by_id.get(id).copied();
        let places = Places {
            control: table.entity.control_money().and_then(place),
            country: place("country"),
            product: (place("amount"), place("quantity"), place("unit_price")),
        };
        let claims = fields.iter().flat_map(|plan| plan.columns.iter().map(|column| (plan.field.id, column.at)));
        let headings =
            claims.map(|(id, at)| (at, format!("{id}\u{1f}{}\u{1f}", table.columns[at].currency.as_deref().unwrap_or_default())));
        let headings: Vec<(usize, String)> = headings.collect();
        // One cell may name two salespeople with their parts.
        let shares = ["co_staff", "staff_share"].map(|id| place(id).filter(|_| table.entity == Entity::Order));
        let follows = |at: &usize| places.product.0 == Some(*at) || shares.contains(&Some(*at));
        let filled = (0..fields.len()).filter(|at| order.contains(at) || follows(at)).collect();
        let listed_in = || (table.entity == Entity::Customer).then(|| year.or_else(|| year_of_folder(table)))?;
        let hand_in = table.context.hand_in.clone().or_else(|| listed_in().map(|year| format!("{year:04}")));
        let unknown: Vec<usize> = (0..table.columns.len()).filter(|at| table.columns[*at].field.is_none()).collect();
        let unknown_by_name = by_name(table, &unknown);
        Self {
            table,
            fields,
            order,
            headings,
            filled,
            currency,
            year,
            year_borrowed: borrowed.is_some(),
            hand_in,
            home: &policy.company.country,
            own: OwnWords::of(&policy.vocabulary),
            unknown,
            unknown_by_name,
            places,
            by_id,
        }
    }

    /// Whether some column claims the field.
    pub(super) fn has_column(&self, id: &str) -> bool {
        self.place(id).is_some_and(|at| !self.fields[at].columns.is_empty())
    }

    /// Place of a field among the entity's.
    pub(super) fn place(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }
}

fn by_name(table: &RawTable, columns: &[usize]) -> Option<Vec<usize>> {
    let mut columns = columns.to_vec();
    let name = |at: &usize| table.columns[*at].header.as_str();
    columns.sort_by(|left, right| name(left).cmp(name(right)));
    let own = columns.iter().all(|at| !name(at).is_empty()) && columns.windows(2).all(|pair| name(&pair[0]) != name(&pair[1]));
    own.then_some(columns)
}

/// What columns share: the table and its habits.
struct Outlook<'a> {
    table: &'a RawTable,
    rows: &'a Records,
    habit: Habit,
    year: Option<i32>,
    report: Option<Month>,
    zone: Option<Tz>,
    euro: bool,
    day_first: Option<bool>,
}

impl Outlook<'_> {
    fn column(&self, field: &Field, at: usize, column: &Column) -> ColumnPlan {
        let (rows, stock) = (self.rows, self.rows.stock());
        let cells = || rows.column(at).map(|number| stock.cell(number));
        let texts = || distinct(stock, rows.column(at));
        let mut plan = ColumnPlan { at, factor: 1.0, scale: "1-5", ..ColumnPlan::default() };
        match field.kind {
            Kind::Date | Kind::DateTime => {
                plan.dates = DateColumn { stated: clock::of_header(&column.header), ..self.dates(field, &texts(), cells()) };
            }
            Kind::Money => {
                let decimal = self.decimal(&texts());
                let unit_line = if column.currency.is_none() { self.table.context.factor.map(f64::from) } else { None };
                let factor = column.factor.or(unit_line).filter(|factor| (factor - 1.0).abs() > f64::EPSILON);
                plan.amounts = AmountColumn { decimal, currency: column.currency.clone(), factor: factor.and_then(micros_from_f64) };
                if plan.amounts.factor == Some(MICROS) {
                    plan.amounts.factor = None;
                }
            }
            Kind::Number | Kind::Count => {
                plan.amounts.decimal = self.decimal(&texts());
                plan.factor = column.factor.unwrap_or(1.0);
            }
            Kind::Share => {
                plan.amounts.decimal = self.decimal(&texts());
                plan.hundredths = number::hundredths(cells(), plan.amounts.decimal);
            }
            Kind::Country => plan.codes = country_code::of_column(cells()),
            Kind::Score => plan.scale = score::scale(field.id, column.scale, cells()),
            _ => {}
        }
        plan
    }

    fn decimal(&self, texts: &[(&str, u32)]) -> Decimal {
        let usual = if self.habit == Habit::Italian { Decimal::Comma } else { Decimal::Dot };
        digits::habit(texts).unwrap_or(usual)
    }

    fn dates<'t>(&self, field: &Field, texts: &[(&str, u32)], cells: impl Iterator<Item = &'t Cell>) -> DateColumn {
        let year_first = self.habit == Habit::Chinese;
        let said = self.table.context.day_first.or(self.day_first);
        let proven = said.or_else(|| date_column::evidence(texts.iter().map(|text| text.0), year_first));
        let usual = self.habit == Habit::Italian || self.habit == Habit::English && self.euro;
        DateColumn {
            day_first: proven.unwrap_or(usual),
            proven: proven.is_some(),
            year_first,
            ahead: AHEAD.contains(&field.id),
            deal: field.id == "expected_close",
            earliest: match field.id {
                "birthday" => 1500,
                "joined_on" | "left_on" => 1950,
                _ => 1990,
            },
            hand_in: self.table.context.hand_in.as_deref().and_then(|month| month.parse::<Month>().ok()),
            year: self.year.or_else(|| date_column::usual_year(cells, texts)),
            year_guessed: self.year.is_none(),
            // Dates of sheets are of the calendar, wherever the business cuts its months.
            report: self.report.map(|month| month.closing(0)),
            zone: self.zone,
            stated: None,
        }
    }
}

/// Currency and country first, then the row's own date, then the rest.
fn rank(field: &Field) -> u8 {
    match (&field.kind, field.id) {
        (Kind::Currency | Kind::Country, _) => 0,
        (_, "on" | "received_at" | "requested_on" | "last_contact_on") => 1,
        _ => 2,
    }
}

fn habit(table: &RawTable) -> Habit {
    let headers = table.columns.iter().map(|column| column.header.as_str());
    if headers.clone().any(|header| header.chars().any(folding::is_han)) {
        return Habit::Chinese;
    }
    let spoken = |language: &str| {
        let known = Catalogue::shipped().of(table.entity).flat_map(|field| &field.aliases).filter(|alias| alias.language == language);
        let keys: Vec<String> = known.map(|alias| folding::key(&alias.text)).collect();
        headers.clone().filter(|header| keys.contains(&folding::key(header))).count()
    };
    if spoken("it") > spoken("en") { Habit::Italian } else { Habit::English }
}

/// Whether targets are told by months that no year stands beside.
fn names_months_alone(table: &RawTable, rows: &Records) -> bool {
    let yearless = |(at, column): (usize, &Column)| match column.field {
        Some(field) if field.starts_with("month_") || field == "year_total" => period::year_in(&column.header).is_none(),
        Some("period") => {
            rows.iter().filter_map(|row| row.cells.get(at)).any(|cell| !cell.is_empty() && period::year_in(&cell.show()).is_none())
        }
        _ => false,
    };
    table.entity == Entity::Target
        && table.columns.iter().all(|column| column.field != Some("year"))
        && table.columns.iter().enumerate().any(yearless)
}

/// The year of the sheet: period, title, sheet name, file name, hand-in month.
fn stated_year(table: &RawTable) -> Option<i32> {
    let context = &table.context;
    let hand_in = context.hand_in.as_deref().and_then(|month| month.parse::<Month>().ok()).map(|month| month.first().year());
    context
        .period
        .as_deref()
        .and_then(period::year_of)
        .or_else(|| [context.title.as_str(), &table.origin.sheet, file_name(&table.origin.file)].into_iter().find_map(period::year_in))
        .or(hand_in)
}

/// The year the innermost folder is named for.
fn year_of_folder(table: &RawTable) -> Option<i32> {
    let (folders, _) = table.origin.file.rsplit_once('/')?;
    folders.rsplit('/').find_map(period::year_in)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
