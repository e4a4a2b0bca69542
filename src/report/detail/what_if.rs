//! What if (试算): customers by expected close date under the limits of the parameters, as live formulas over the
//! customers sheet. It counts recorded dates alone; the grades themselves also weigh need, quotations and contacts.

use chrono::NaiveDate;

use super::super::desk::{Desk, Sheet};
use super::super::table::{Cell, Kind, List, TABLE_ROWS, unique};
use super::parameters::Parameter;
use super::{column, customers};
use crate::model::Unit;
use crate::model::view::Grade;

/// The list, given the row (as Excel shows it) of its first line; `None` without a customers table to count in.
pub(super) fn list(desk: &Desk<'_>, first: u32) -> Option<List> {
    if !desk.present.contains(&Sheet::Customers) || desk.customers.len() > TABLE_ROWS {
        return None;
    }
    let headers = unique(customers::columns(desk).iter().map(|column| column.header.as_str()));
    let name = |key: &str| {
        let wanted = desk.text(&format!("column.{key}"));
        headers.iter().find(|header| **header == wanted).map(|header| format!("tbl_customers[{header}]"))
    };
    let (dates, amounts) = (name("expected_close")?, name("expected_amount")?);
    let today = Parameter::ReportDate.cell(desk)?;
    let mut from = (desk.view.as_of, today.clone());
    let mut rows = Vec::new();
    for (grade, at) in [Grade::A, Grade::B, Grade::C].into_iter().zip(first..) {
        let limit = limit(desk, grade)?;
        let days = (Parameter::of(grade).cell(desk)?, days_of(desk, grade)?);
        let until = format!("$C${at}");
        let is_in = |day: NaiveDate| day > from.0 && day <= limit;
        let test = format!("{dates},\">\"&{},{dates},\"<=\"&{until}", from.1);
        rows.push(line(desk, desk.text(&format!("grade.{}", grade.letter())), (&test, &amounts, &is_in), Some((at, &today, days))));
        from = (limit, until);
    }
    let after = from.0;
    let test = format!("{dates},\">\"&{}", from.1);
    rows.push(line(desk, desk.text("grade.D"), (&test, &amounts, &|day| day > after), None));
    let as_of_day = desk.view.as_of;
    rows.push(line(desk, desk.text("what_if.passed"), (&format!("{dates},\"<=\"&{today}"), &amounts, &|day| day <= as_of_day), None));
    let columns = vec![
        column(desk, "grade", Kind::Text),
        column(desk, "input_days", Kind::Ordinal),
        column(desk, "until", Kind::Date),
        column(desk, "customer_count", Kind::Number(Unit::Count)).summed(),
        column(desk, "expected_amount", Kind::Number(Unit::Money)).summed(),
    ];
    Some(List { name: "tbl_what_if".into(), alt: desk.text("alt.what_if"), columns, rows, total: Some(desk.text("total")) })
}

/// One line: the days of the parameter, the last day that they give, the customers whose date lies there, and their money.
fn line(
    desk: &Desk<'_>,
    label: String,
    what: (&str, &str, &dyn Fn(NaiveDate) -> bool),
    limit: Option<(u32, &str, (String, i64))>,
) -> Vec<Cell> {
    let (test, amounts, is_in) = what;
    let of: Vec<_> = desk.customers.iter().filter(|line| line.expected_close.is_some_and(is_in)).collect();
    let count = super::super::number::float(of.len());
    let money: f64 = of.iter().filter_map(|line| line.expected_amount).sum();
    let number = |value: i64| i32::try_from(value).map_or(0.0, f64::from);
    let (days, until) = match limit {
        Some((at, today, (cell, days))) => {
            let until = serial(desk.view.as_of) + days;
            (Cell::Live(format!("={cell}"), number(days)), Cell::Live(format!("={today}+$B${at}"), number(until)))
        }
        None => (Cell::Blank, Cell::Blank),
    };
    vec![
        Cell::text(label),
        days,
        until,
        Cell::Live(format!("=COUNTIFS({test})"), count),
        Cell::Live(format!("=SUMIFS({amounts},{test})"), money),
    ]
}

/// The last day of a grade as the policy sets it.
fn limit(desk: &Desk<'_>, grade: Grade) -> Option<NaiveDate> {
    let rules = &desk.policy.grade;
    let (months, days) = match grade {
        Grade::A => (rules.a_months, rules.a_days),
        Grade::B => (rules.b_months, rules.b_days),
        _ => (rules.c_months, rules.c_days),
    };
    if rules.mode == "days" {
        desk.view.as_of.checked_add_days(chrono::Days::new(u64::from(days)))
    } else {
        desk.view.as_of.checked_add_months(chrono::Months::new(months))
    }
}

/// Days from the end of the month to the last day of a grade.
pub(super) fn days_of(desk: &Desk<'_>, grade: Grade) -> Option<i64> {
    Some((limit(desk, grade)? - desk.view.as_of).num_days())
}

/// Excel's day number.
pub(super) fn serial(day: NaiveDate) -> i64 {
    (day - NaiveDate::from_ymd_opt(1899, 12, 30).unwrap_or_default()).num_days()
}
