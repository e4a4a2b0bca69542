//! Grades (客户分级): how many customers at each grade, the money expected from them, and how they moved since last month.

use rust_xlsxwriter::Worksheet;

use super::super::desk::{Desk, Sheet};
use super::super::number;
use super::super::page::Page;
use super::super::table::{Cell, Column, Kind, List};
use super::{column, said, subtitle, what_if};
use crate::error::Result;
use crate::model::Unit;
use crate::model::view::{CustomerLine, Grade};

/// Writes the sheet.
pub(super) fn write(desk: &Desk<'_>) -> Result<Worksheet> {
    let mut page = Page::new(desk, Sheet::Grades, &title(desk), &subtitle(desk))?;
    page.freeze_columns(1);
    if desk.customers.is_empty() {
        page.list(desk, &counts(desk))?;
    } else {
        let pipeline = pipeline(desk);
        page.heading(&said::heading(desk, "pipeline", [said::most(desk, &pipeline, 3), said::figure(desk, "expected_amount_ab")]));
        page.list(desk, &pipeline)?;
        page.what_if(desk, &desk.text("heading.what_if"), |first| what_if::list(desk, first))?;
    }
    if let Some((rose, fell)) = desk.moved() {
        page.heading(&desk.say("heading.movement", &[("rose", rose.to_string()), ("fell", fell.to_string())]));
        page.list(desk, &movement(desk))?;
        page.note(desk, &desk.text("movement_note"))?;
    }
    page.finish(desk)
}

fn title(desk: &Desk<'_>) -> String {
    let graded = desk.customers.iter().filter(|line| line.grade.is_some());
    let hot: Vec<_> = graded.clone().filter(|line| line.grade.is_some_and(|grade| grade <= Grade::B)).collect();
    if desk.customers.is_empty() {
        let count =
            |letter: &str| desk.now(&format!("grade_{letter}_count")).map_or_else(|| "—".to_owned(), |count| number::grouped(count, 0));
        return desk.say("title.grades_counts", &[("a", count("a")), ("b", count("b")), ("c", count("c"))]);
    }
    let money: f64 = hot.iter().filter_map(|line| line.expected_amount).sum();
    let priced = hot.iter().filter(|line| line.expected_amount.is_some()).count();
    desk.say(
        "title.grades",
        &[
            ("graded", graded.count().to_string()),
            ("all", desk.customers.len().to_string()),
            ("hot", hot.len().to_string()),
            ("priced", priced.to_string()),
            ("amount", desk.amount(money)),
        ],
    )
}

/// Where single customers are not listed: the counts alone.
fn counts(desk: &Desk<'_>) -> List {
    let columns = vec![column(desk, "grade", Kind::Text), column(desk, "customer_count", Kind::Number(Unit::Count)).summed().barred()];
    let row = |id: &str, label: String| vec![Cell::text(label), desk.own(&format!("grade_{id}_count"), desk.view.month)];
    let mut rows: Vec<_> =
        Grade::ALL.iter().map(|grade| row(&grade.letter().to_lowercase(), desk.text(&format!("grade.{}", grade.letter())))).collect();
    rows.push(row("none", desk.text("grade.none")));
    List { name: "tbl_grade_counts".into(), alt: desk.text("alt.pipeline"), columns, rows, total: Some(desk.text("total")) }
}

/// One row a grade: customers, those with an amount, the money, dates passed, and customers whose next contact is planned.
fn pipeline(desk: &Desk<'_>) -> List {
    let count = Kind::Number(Unit::Count);
    let columns = vec![
        column(desk, "grade", Kind::Text),
        column(desk, "customer_count", count).summed().barred(),
        column(desk, "priced_count", count).summed(),
        column(desk, "expected_amount", Kind::Number(Unit::Money)).summed(),
        column(desk, "amount_12m", Kind::Number(Unit::Money)).summed(),
        column(desk, "passed_count", count).summed(),
        column(desk, "planned_count", count).summed(),
        column(desk, "stale_count", count).summed(),
    ];
    // As the figures count: a customer whose date has passed stands in a row of its own until the date is renewed.
    let row = |grade: Option<Grade>, overdue: bool| {
        let is_overdue = |line: &CustomerLine| line.flags.contains(&"OVERDUE");
        let is_in = |line: &&&CustomerLine| is_overdue(line) == overdue && (overdue || line.grade == grade);
        let of: Vec<_> = desk.customers.iter().filter(is_in).collect();
        let counted = |keep: &dyn Fn(&CustomerLine) -> bool| Cell::Number(number::float(of.iter().filter(|line| keep(line)).count()));
        let none = || desk.value("flag", "OVERDUE");
        let none = if overdue { none() } else { desk.text("grade.none") };
        let label = grade.map_or(none, |grade| desk.text(&format!("grade.{}", grade.letter())));
        vec![
            Cell::text(label),
            Cell::Number(number::float(of.len())),
            counted(&|line| line.expected_amount.is_some()),
            Cell::Number(of.iter().filter_map(|line| line.expected_amount).sum()),
            Cell::Number(of.iter().filter_map(|line| line.amount_12m).sum()),
            counted(&|line| line.expected_close.is_some_and(|close| close <= desk.view.as_of)),
            counted(&|line| line.next_contact_on.is_some_and(|next| next > desk.view.as_of)),
            counted(&|line| line.flags.contains(&"STALE")),
        ]
    };
    let mut rows: Vec<_> = Grade::ALL.into_iter().map(|grade| row(Some(grade), false)).collect();
    rows.extend([row(None, true), row(None, false)]);
    List { name: "tbl_pipeline".into(), alt: desk.text("alt.pipeline"), columns, rows, total: Some(desk.text("total")) }
}

/// Customers by last month's grade (rows) and this month's (columns).
fn movement(desk: &Desk<'_>) -> List {
    let grades = || Grade::ALL.map(Some).into_iter().chain([None]);
    let name = |grade: Option<Grade>| grade.map_or_else(|| desk.text("grade.none"), |grade| grade.letter().to_owned());
    let mut columns = vec![column(desk, "grade_before", Kind::Text)];
    columns.extend(
        grades().map(|grade| Column::new(desk.say("column.now_grade", &[("grade", name(grade))]), Kind::Number(Unit::Count)).summed()),
    );
    let counts = &desk.view.computed.movement;
    let rows = grades()
        .map(|before| {
            let label = Cell::text(before.map_or_else(|| desk.text("not_graded_before"), |grade| grade.letter().to_owned()));
            std::iter::once(label).chain(grades().map(|now| Cell::count(counts.get(&(before, now)).copied().unwrap_or(0)))).collect()
        })
        .collect();
    List { name: "tbl_movement".into(), alt: desk.text("alt.movement"), columns, rows, total: Some(desk.text("total")) }
}
