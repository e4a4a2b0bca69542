//! Parameters (参数): the day and the limits that the live formulas of the workbook refer to, as cells that a manager may
//! change to ask "what if A meant six weeks".
//!
//! They stand first on the sheet of definitions, so that the place of each is known to every sheet. What is changed here
//! holds in this workbook alone; read back, it is listed with the line that the policy would need.

use super::super::desk::{Desk, FIRST_DATA_ROW, Sheet};
use super::super::number::float;
use super::super::returnable::{Returnable, Slot};
use super::super::table::{Cell, Kind, List, TABLE_ROWS, unique};
use super::what_if::{days_of, serial};
use super::{column, customers};
use crate::model::own::Input;
use crate::model::view::{CustomerLine, Grade};
use crate::model::{Grain, Unit};

/// One of them, in the order of their rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parameter {
    ReportDate,
    ADays,
    BDays,
    CDays,
    MoneyLate,
    ContactLate,
    Attainment,
}

impl Parameter {
    const ALL: [Self; 7] = [Self::ReportDate, Self::ADays, Self::BDays, Self::CDays, Self::MoneyLate, Self::ContactLate, Self::Attainment];

    const fn id(self) -> &'static str {
        match self {
            Self::ReportDate => "report_date",
            Self::ADays => "a_days",
            Self::BDays => "b_days",
            Self::CDays => "c_days",
            Self::MoneyLate => "money_late",
            Self::ContactLate => "contact_late",
            Self::Attainment => "attainment",
        }
    }

    /// Number format of its cell.
    const fn format(self) -> &'static str {
        match self {
            Self::ReportDate => "yyyy-mm-dd",
            Self::Attainment => "0%",
            _ => "0",
        }
    }

    /// The setting of the policy that it tries.
    const fn setting(self) -> &'static str {
        match self {
            Self::ADays => "grade.a_days",
            Self::BDays => "grade.b_days",
            Self::CDays => "grade.c_days",
            Self::MoneyLate => "money.overdue_grace_days",
            Self::ReportDate | Self::ContactLate | Self::Attainment => "",
        }
    }

    /// The limit of a grade.
    pub(super) const fn of(grade: Grade) -> Self {
        match grade {
            Grade::A => Self::ADays,
            Grade::B => Self::BDays,
            _ => Self::CDays,
        }
    }

    /// Its cell, as a formula of another sheet names it; `None` in a workbook without parameters.
    pub(super) fn cell(self, desk: &Desk<'_>) -> Option<String> {
        let place = Self::ALL.iter().position(|known| *known == self).filter(|_| desk.has_parameters())?;
        let sheet = desk.sheet_name(Sheet::Definitions).replace('\'', "''");
        Some(format!("'{sheet}'!$B${}", FIRST + place))
    }

    /// As the policy and the month set it.
    fn value(self, desk: &Desk<'_>) -> Option<f64> {
        let days = |days: i64| i32::try_from(days).ok().map(f64::from);
        match self {
            Self::ReportDate => days(serial(desk.view.as_of)),
            Self::ADays => days(days_of(desk, Grade::A)?),
            Self::BDays => days(days_of(desk, Grade::B)?),
            Self::CDays => days(days_of(desk, Grade::C)?),
            Self::MoneyLate | Self::ContactLate => Some(0.0),
            Self::Attainment => Some(1.0),
        }
    }
}

/// Row of the first one, as Excel shows it: below the header of the first list, which has a hidden row above it.
const FIRST: usize = FIRST_DATA_ROW + 1;
/// Column of the hidden cells: right of all lists of the sheet.
const HIDDEN: u16 = 24;
/// Column of the values, from 0.
pub(super) const VALUES: u16 = 1;

/// Number formats of the cells to be changed, row by row.
pub(super) fn formats() -> Vec<&'static str> {
    Parameter::ALL.iter().map(|parameter| parameter.format()).collect()
}

/// What follows from a parameter: how many, and how much money, each as a formula with its value now.
type Effect = (Option<(String, f64)>, Option<(String, f64)>);

/// The parameters with what follows from each.
pub(super) fn list(desk: &Desk<'_>) -> Returnable {
    let columns = vec![
        column(desk, "parameter", Kind::Text),
        column(desk, "input_setting", Kind::Ordinal),
        column(desk, "effect_count", Kind::Number(Unit::Count)),
        column(desk, "effect_money", Kind::Number(Unit::Money)),
        column(desk, "row_key", Kind::Text),
        column(desk, "effect", Kind::Prose),
    ];
    let slots = vec![Slot::Shown, Slot::Number(Input::Setting), Slot::Formula, Slot::Formula, Slot::Key, Slot::Shown];
    let row = |parameter: &Parameter| {
        let live = |effect: Option<(String, f64)>| effect.map_or(Cell::Blank, |(formula, value)| Cell::Live(formula, value));
        let (count, money) = effect(desk, *parameter);
        vec![
            Cell::text(desk.text(&format!("parameter.{}", parameter.id()))),
            if *parameter == Parameter::ReportDate { Cell::Date(desk.view.as_of) } else { Cell::number(parameter.value(desk)) },
            live(count),
            live(money),
            Cell::Blank,
            Cell::text(desk.text(&format!("parameter_effect.{}", parameter.id()))),
        ]
    };
    let list = List {
        name: "tbl_parameters".into(),
        alt: desk.text("alt.parameters"),
        columns,
        rows: Parameter::ALL.iter().map(row).collect(),
        total: None,
    };
    let about =
        |(parameter, number): (&Parameter, u32)| (format!("V{number}"), format!("setting|{}|{}", parameter.id(), parameter.setting()));
    Returnable { list, slots, apart: Some(HIDDEN), rows: Parameter::ALL.iter().zip(1..).map(about).collect() }
}

fn effect(desk: &Desk<'_>, parameter: Parameter) -> Effect {
    let effect = match parameter {
        Parameter::ReportDate => None,
        Parameter::ADays | Parameter::BDays | Parameter::CDays => due_within(desk, parameter),
        Parameter::MoneyLate => money_late(desk),
        Parameter::ContactLate => contact_late(desk),
        Parameter::Attainment => attained(desk).map(|count| (Some(count), None)),
    };
    effect.unwrap_or_default()
}

/// A column of a table of this workbook, as formulas name it.
fn named(desk: &Desk<'_>, table: &str, key: &str) -> String {
    let header = desk.text(&format!("column.{key}"));
    format!("{table}[{}]", unique(std::iter::once(header.as_str()))[0])
}

/// Customers expected to buy within the limit, and their money.
fn due_within(desk: &Desk<'_>, parameter: Parameter) -> Option<Effect> {
    let table = desk.present.contains(&Sheet::Customers) && desk.customers.len() <= TABLE_ROWS;
    let (from, limit) = (Parameter::ReportDate.cell(desk).filter(|_| table)?, parameter.cell(desk)?);
    let headers = unique(customers::columns(desk).iter().map(|column| column.header.as_str()));
    let name = |key: &str| {
        let wanted = desk.text(&format!("column.{key}"));
        headers.iter().find(|header| **header == wanted).map(|header| format!("tbl_customers[{header}]"))
    };
    let (dates, amounts) = (name("expected_close")?, name("expected_amount")?);
    let days = parameter.value(desk)?;
    let is_in = |line: &&&CustomerLine| {
        line.expected_close.is_some_and(|close| {
            let ahead = (close - desk.view.as_of).num_days();
            ahead > 0 && i32::try_from(ahead).is_ok_and(|ahead| f64::from(ahead) <= days)
        })
    };
    let of: Vec<_> = desk.customers.iter().filter(is_in).collect();
    let test = format!("{dates},\">\"&{from},{dates},\"<=\"&{from}+{limit}");
    Some((
        Some((format!("=COUNTIFS({test})"), float(of.len()))),
        Some((format!("=SUMIFS({amounts},{test})"), of.iter().filter_map(|line| line.expected_amount).sum())),
    ))
}

fn money_late(desk: &Desk<'_>) -> Option<Effect> {
    let lines = &desk.view.computed.receivables;
    let table = desk.present.contains(&Sheet::Receivables) && lines.len() <= TABLE_ROWS;
    let limit = Parameter::MoneyLate.cell(desk).filter(|_| table)?;
    let (days, money) = (named(desk, "tbl_receivables", "overdue_days"), named(desk, "tbl_receivables", "balance_base"));
    let late: Vec<_> = lines.iter().filter(|line| line.overdue_days.is_some_and(|days| days > 0)).collect();
    Some((
        Some((format!("=COUNTIFS({days},\">\"&{limit})"), float(late.len()))),
        Some((format!("=SUMIFS({money},{days},\">\"&{limit})"), late.iter().filter_map(|line| line.balance_base).sum())),
    ))
}

fn contact_late(desk: &Desk<'_>) -> Option<Effect> {
    let lines = &desk.view.computed.follow_ups;
    let table = desk.present.contains(&Sheet::FollowUps) && (1..=TABLE_ROWS).contains(&lines.len());
    let limit = Parameter::ContactLate.cell(desk).filter(|_| table)?;
    let (days, money) = (named(desk, "tbl_follow_ups", "overdue_days"), named(desk, "tbl_follow_ups", "at_stake"));
    let late: Vec<_> = lines.iter().filter(|line| line.overdue_days > 0).collect();
    Some((
        Some((format!("=COUNTIFS({days},\">\"&{limit})"), float(late.len()))),
        Some((format!("=SUMIFS({money},{days},\">\"&{limit})"), late.iter().filter_map(|line| line.at_stake).sum())),
    ))
}

/// Salespeople who reached the share of their target.
fn attained(desk: &Desk<'_>) -> Option<(String, f64)> {
    const SHARE: &str = "order_amount_attainment";
    let known = desk.present.contains(&Sheet::Salespeople) && desk.any_known(SHARE, Grain::Salesperson);
    let limit = Parameter::Attainment.cell(desk).filter(|_| known)?;
    let header = desk.short(SHARE);
    let name = format!("tbl_staff_result[{}]", unique(std::iter::once(header.as_str()))[0]);
    let share = |key: &&String| desk.view.computed.values.get(SHARE, desk.view.month, Grain::Salesperson, key)?.value;
    let reached = desk.keys(Grain::Salesperson).iter().filter(|key| share(key).is_some_and(|share| share >= 1.0)).count();
    Some((format!("=COUNTIFS({name},\">=\"&{limit})"), float(reached)))
}
