//! Columns (列): the headings of one table under its entity, each with its field and the reason.

use super::grid::Grid;
use super::head;
use super::layout::HeaderAt;
use super::lexicon::Lexicon;
use super::mapping::Heading;
use super::questionnaire;
use super::settle;
use super::source::{self, Ruled};
use super::told;
use crate::finding::{Finding, Kind};
use crate::model::field::Kind as FieldKind;
use crate::model::origin::column_letters;
use crate::model::raw::{Column, Match};
use crate::model::{Catalogue, Entity, Origin, folding};
use crate::policy::Source;

/// All columns of a table, those without a header but with values included, and what is doubtful about them.
pub(super) fn columns(
    grid: &Grid,
    header: &HeaderAt,
    body: &[u32],
    entity: Entity,
    rule: Option<&Source>,
    origin: &Origin,
) -> (Vec<Column>, Vec<Finding>) {
    let mut columns: Vec<Column> = header.headings.iter().map(|(index, heading)| column(*index, heading, entity, rule)).collect();
    tell_captions_apart(&mut columns, header, entity);
    give_way(&mut columns, header, entity);
    let at = origin.at_row(header.rows.last().copied().unwrap_or(0));
    questionnaire::tidy(&mut columns, grid, body, entity);
    let mut findings = settle::settle(&mut columns, grid, body, entity, &at);
    let administrative = columns.iter().filter(|column| is_administrative(&column.header)).map(|column| column.index);
    let doubtful: Vec<u32> = findings.iter().filter_map(|finding| Some(finding.origin.as_ref()?.column)).chain(administrative).collect();
    guess(&mut columns, header, entity, &doubtful);
    told::by_cells(&mut columns, grid, body, entity, &doubtful);
    head::by_head(&mut columns, &header.headings, grid, body, entity, &doubtful);
    if header.rows.is_empty() {
        // What the cells of a table without a header are is only a suggestion.
        for column in columns.iter_mut().filter(|column| column.matched == Match::Alias && column.field.is_some()) {
            column.matched = Match::Likeness;
        }
    }
    let written = |index: u32| body.iter().any(|row| !grid.get(*row, index).is_empty());
    let first = columns.first().map_or(1, |column| column.index);
    // Collected at once, every cell of the sheet would be held and sorted.
    let mut unheaded = std::collections::BTreeSet::new();
    for row in body {
        unheaded.extend(grid.row(*row).numbered().map(|(index, _)| index));
    }
    for index in unheaded {
        if columns.iter().all(|column| column.index != index) && (index >= first || written(index)) {
            // A column without a header is named by its letter in the policy.
            let header = column_letters(index);
            let (field, matched) = match source::column(rule, &header, entity) {
                Ruled::Field(field) => (Some(field), Match::Policy),
                Ruled::LeftAlone => (None, Match::Policy),
                Ruled::Silent => (None, Match::Unknown),
            };
            columns.push(Column { index, header, field, matched, currency: None, factor: None, scale: None, below: 0 });
        }
    }
    columns.sort_by_key(|column| column.index);
    for column in &columns {
        let finding = |kind| Finding::new(kind).at(at.at_column(column.index)).with("header", &column.header);
        match (column.matched, column.field) {
            (Match::Likeness, Some(field)) => findings.push(finding(Kind::ColumnGuessed).of(entity, field)),
            (Match::Unknown, _) if written(column.index) && !doubtful.contains(&column.index) => {
                findings.push(finding(Kind::ColumnUnknown).about(entity));
            }
            _ => {}
        }
    }
    (columns, findings)
}

fn column(index: u32, heading: &Heading, entity: Entity, rule: Option<&Source>) -> Column {
    let own = &heading.own;
    let shown = heading.shown();
    let ruled = match source::column(rule, &shown, entity) {
        Ruled::Silent => source::column(rule, &own.shown, entity),
        ruled => ruled,
    };
    let (field, matched) = if let Ruled::Field(field) = ruled {
        (Some(field), Match::Policy)
    } else if ruled == Ruled::LeftAlone {
        (None, Match::Policy)
    } else if is_serial(heading, entity) {
        (None, Match::Alias)
    } else if let Some(home) = heading.homes().into_iter().find(|home| home.entity == entity) {
        (Some(home.field), home.matched)
    } else {
        (None, Match::Unknown)
    };
    let currency = own.currency.clone().or_else(|| heading.parent.currency.clone());
    Column { index, header: shown, field, matched, currency, factor: own.factor.or(heading.parent.factor), scale: own.scale, below: 0 }
}

/// 已开发票/金额 beside 已收货款/金额: where one of several captions names the field itself, the others mean something else.
fn tell_captions_apart(columns: &mut [Column], header: &HeaderAt, entity: Entity) {
    let captions: Vec<Heading> =
        header.headings.iter().map(|(_, heading)| Heading { own: heading.parent.clone(), ..Heading::default() }).collect();
    for (place, (_, heading)) in header.headings.iter().enumerate() {
        let Some(field) = columns[place].field else { continue };
        let names_it = |other: usize| captions[other].homes().iter().any(|home| home.entity == entity && home.field == field);
        let rivals = header.headings.iter().enumerate().filter(|(other, (_, rival))| {
            *other != place
                && rival.own.core == heading.own.core
                && rival.parent.whole != heading.parent.whole
                && columns[*other].field == Some(field)
        });
        let better = rivals.map(|(other, _)| other).any(names_it);
        if better && !heading.parent.whole.is_empty() && !names_it(place) && columns[place].matched != Match::Policy {
            columns[place].field = None;
            columns[place].matched = Match::Unknown;
        }
    }
}

/// A bare header (日期) takes the likeliest field that no fuller header (询盘日期) claims, or none.
fn give_way(columns: &mut [Column], header: &HeaderAt, entity: Entity) {
    for (place, (_, heading)) in header.headings.iter().enumerate() {
        if columns[place].matched != Match::Context {
            continue;
        }
        let free = |field: &&'static str| columns.iter().enumerate().all(|(other, column)| other == place || column.field != Some(*field));
        columns[place].field = heading.bare().iter().filter(|(of, _)| *of == entity).map(|(_, field)| *field).find(free);
        if columns[place].field.is_none() {
            columns[place].matched = Match::Unknown;
        }
    }
}

/// Likeness only fills fields that no known header claims.
fn guess(columns: &mut [Column], header: &HeaderAt, entity: Entity, doubtful: &[u32]) {
    for (place, (_, heading)) in header.headings.iter().enumerate() {
        if columns[place].matched != Match::Unknown || doubtful.contains(&columns[place].index) {
            continue;
        }
        let claimed = |field: &&'static str| columns.iter().all(|column| column.field != Some(*field));
        let parent = Heading { own: heading.parent.clone(), ..Heading::default() };
        let of_parent = || {
            let home = parent.homes().into_iter().find(|home| home.entity == entity);
            home.map(|home| home.field).filter(|field| !field.starts_with("month_"))
        };
        if let Some(field) = heading.date_like(entity).or_else(|| heading.alike(entity)).or_else(of_parent).filter(claimed) {
            columns[place].field = Some(field);
            columns[place].matched = Match::Likeness;
        }
    }
}

/// Running numbers: 序号, No.; unless the entity has a field of that name (a complaint's 编号).
fn is_serial(heading: &Heading, entity: Entity) -> bool {
    Lexicon::shipped().serial.contains(&folding::key(&heading.own.whole)) && heading.homes().iter().all(|home| home.entity != entity)
}

/// Whether a header is about the record and not about what it tells: 创建人, `IP Address`. Kept, and not worth a word.
fn is_administrative(header: &str) -> bool {
    Lexicon::shipped().administrative.contains(&folding::key(header))
}

/// The column of running numbers.
pub(super) fn serial(header: &HeaderAt) -> Option<u32> {
    let serial = &Lexicon::shipped().serial;
    header.headings.iter().find(|(_, heading)| serial.contains(&folding::key(&heading.own.whole))).map(|(column, _)| *column)
}

/// Whether a row with this field alone is still a record.
pub(super) fn stands_alone(entity: Entity, field: &str) -> bool {
    Catalogue::shipped().field(entity, field).is_some_and(|field| match field.kind {
        FieldKind::Company | FieldKind::Person | FieldKind::Email | FieldKind::Staff => true,
        FieldKind::Code => matches!(field.id, "no" | "order_no" | "code" | "customer_code"),
        _ => false,
    })
}

/// Whether a field counts something, so that a merged cell must not be repeated.
pub(super) fn is_amount(entity: Entity, field: Option<&str>) -> bool {
    field.and_then(|id| Catalogue::shipped().field(entity, id)).is_some_and(|field| {
        matches!(field.kind, FieldKind::Money | FieldKind::Number | FieldKind::Count | FieldKind::Share | FieldKind::Score)
    })
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::super::layout;
    use super::*;

    #[test]
    fn an_amount_under_another_caption_is_no_payment() {
        let sheet = grid("", &["序号|客户名称|合同号|已开发票||已收货款||备注", "|||金额|时间|金额|时间|", "1|Rossi|P1|5|2026|4|2026|"]);
        let header = &layout::headers(&sheet, &std::collections::BTreeSet::new())[0];
        let (columns, _) = columns(&sheet, header, &[3], Entity::Payment, None, &Origin::sheet("a.csv", ""));
        let found: Vec<_> = columns.iter().map(|column| (column.header.as_str(), column.field)).collect();
        assert_eq!(
            found[3..7],
            [("已开发票/金额", None), ("已开发票/时间", None), ("已收货款/金额", Some("amount")), ("已收货款/时间", Some("on"))]
        );
    }

    #[test]
    fn without_a_column_for_the_name_the_one_that_holds_companies_is_it() {
        let second = |rows: &[&str]| {
            let sheet = grid("", rows);
            let header = &layout::headers(&sheet, &std::collections::BTreeSet::new())[0];
            let (columns, findings) = columns(&sheet, header, &[2, 3, 4], Entity::Customer, None, &Origin::sheet("a.csv", ""));
            (columns[1].field, findings.iter().any(|finding| finding.kind == Kind::ColumnGuessed))
        };
        assert_eq!(
            second(&["国家|Controparte estera|邮箱", "IT|Rossi S.r.l.|a@b.example", "DE|Haus GmbH|c@d.example", "FR|Luc SARL|e@f.example"]),
            (Some("name"), true)
        );
        assert_eq!(
            second(&[
                "国家|Controparte estera|邮箱",
                "IT|Marco Rossi|a@b.example",
                "DE|Anna Vogel|c@d.example",
                "FR|Luc Petit|e@f.example"
            ]),
            (None, false)
        );
        assert_eq!(
            second(&["客户名称|Gruppo|邮箱", "Rossi|Rossi S.r.l.|a@b.example", "Haus|Haus GmbH|c@d.example", "Luc|Luc SARL|e@f.example"]),
            (None, false)
        );
    }

    #[test]
    fn two_amounts_in_two_currencies_are_two_columns_of_one_field() {
        let sheet = grid("", &["订单号|客户名称|金额(USD)|金额(EUR)|颜色|", "P1|Rossi|5||红|x"]);
        let header = &layout::headers(&sheet, &std::collections::BTreeSet::new())[0];
        let (columns, findings) = columns(&sheet, header, &[2], Entity::Order, None, &Origin::sheet("a.csv", ""));
        let found: Vec<_> =
            columns.iter().map(|column| (column.header.as_str(), column.field, column.currency.as_deref(), column.matched)).collect();
        assert_eq!(
            found,
            [
                ("订单号", Some("no"), None, Match::Alias),
                ("客户名称", Some("customer"), None, Match::Alias),
                ("金额(USD)", Some("amount"), Some("USD"), Match::Alias),
                ("金额(EUR)", Some("amount"), Some("EUR"), Match::Compound),
                ("颜色", None, None, Match::Unknown),
                ("F", None, None, Match::Unknown),
            ]
        );
        assert_eq!(findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(), [Kind::ColumnUnknown, Kind::ColumnUnknown]);
    }
}
