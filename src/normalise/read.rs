//! Reading a row (读行): every field of one row, from whichever column holds it.
//!
//! Decides which reader a kind has, and what happens when two columns claim one field: texts and contact points are
//! joined; of other values the first non-empty wins and a differing second is kept among the extras and reported.

use std::sync::Arc;

use chrono::NaiveDate;

use super::amount::{self, Around};
use super::memo::{Memo, Standing, packed};
use super::plan::{ColumnPlan, FieldPlan, Sheet};
use super::value::{Read, Value, says_nothing};
use super::{category, country_code, currency, date, number, own_words, period, phone, place, rates, score, shared, text, web, yes_no};
use crate::finding::Kind as Problem;
use crate::model::field::Kind;
use crate::model::money::{MICROS, micros_from_f64, round_half_even};
use crate::model::raw::Cell;
use crate::model::stock::{Record, Stock};
use crate::model::{Entity, Money};

/// A cell with something wrong.
#[derive(Debug)]
pub(super) struct Flaw {
    /// Field id.
    pub(super) field: &'static str,
    /// Place among the table's columns.
    pub(super) at: usize,
    /// What is wrong.
    pub(super) problem: Problem,
    /// The cell as shown.
    pub(super) value: String,
    /// Money it concerns.
    pub(super) money: Option<Money>,
}

/// What a field's cells say as they stand.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) enum Said {
    /// Nothing that the value does not say.
    #[default]
    Nothing,
    /// The text of the cell of this number.
    Cell(u32),
    /// A cell that is no text, or several.
    Shown(Arc<str>),
}

impl Said {
    /// The text.
    pub(super) fn text<'t>(&'t self, stock: &'t Stock) -> Option<&'t str> {
        match self {
            Self::Nothing => None,
            Self::Cell(number) => stock.text_of(*number),
            Self::Shown(text) => Some(text),
        }
    }
}

/// A row read: values and original texts in the order of the sheet's fields.
#[derive(Debug, Default)]
pub(super) struct RowRead {
    /// Values.
    pub(super) values: Vec<Value>,
    /// Originals, where the value may say less than the cell.
    pub(super) texts: Vec<Said>,
    /// What is wrong.
    pub(super) flaws: Vec<Flaw>,
    /// Columns whose value found no place: second claims.
    pub(super) spare: Vec<usize>,
}

/// What the row says about itself, as far as it has been read.
#[derive(Default)]
struct Facts {
    currency: Option<Arc<str>>,
    country: Option<Arc<str>>,
    on: Option<NaiveDate>,
}

/// Reads the rows of one table: what was read before is remembered by column.
pub(super) struct Reader<'s> {
    sheet: &'s Sheet<'s>,
    memos: Memos,
}

/// What was found out about the cells of a table.
struct Memos {
    /// By column.
    columns: Vec<Memo>,
    standing: Standing,
}

impl<'s> Reader<'s> {
    /// Nothing read yet.
    pub(super) fn new(sheet: &'s Sheet<'s>, stock: &Stock) -> Self {
        let columns = sheet.table.columns.iter().map(|_| Memo::default()).collect();
        Self { sheet, memos: Memos { columns, standing: Standing::new(stock) } }
    }

    /// Reads one row into `read`, whose old content goes.
    pub(super) fn row(&mut self, row: Record<'_>, read: &mut RowRead) {
        read.begin(self.sheet);
        self::row(self.sheet, row, &mut self.memos, read);
    }
}

impl RowRead {
    fn begin(&mut self, sheet: &Sheet) {
        self.values.resize(sheet.fields.len(), Value::Null);
        self.texts.resize(sheet.fields.len(), Said::Nothing);
        for &at in &sheet.filled {
            self.values[at] = Value::Null;
            self.texts[at] = Said::Nothing;
        }
        self.flaws.clear();
        self.spare.clear();
    }
}

fn row(sheet: &Sheet, row: Record<'_>, memos: &mut Memos, read: &mut RowRead) {
    let mut facts = Facts::default();
    for &at in &sheet.order {
        let plan = &sheet.fields[at];
        let mut value = field(sheet, plan, row, &facts, memos, read, at);
        if sheet.places.country == Some(at)
            && let Some(code) = settled_country(sheet, plan, row, read)
        {
            value = Value::Text(code.into());
            read.flaws.retain(|flaw| flaw.field != plan.field.id);
        }
        match (&plan.field.kind, &value) {
            (Kind::Currency, Value::Text(code)) => facts.currency = Some(Arc::clone(code)),
            (Kind::Country, Value::Text(code)) => facts.country = Some(Arc::clone(code)),
            (Kind::Date | Kind::DateTime, value) if facts.on.is_none() && is_own_date(plan.field.id) => facts.on = value.day(),
            _ => {}
        }
        read.values[at] = value;
    }
    derive_amount(sheet, read);
    tell_returns(sheet, row, read);
    shared::tell(sheet, row, read);
}

fn is_own_date(id: &str) -> bool {
    matches!(id, "on" | "received_at" | "requested_on" | "last_contact_on")
}

fn field(sheet: &Sheet, plan: &FieldPlan, row: Record<'_>, facts: &Facts, memos: &mut Memos, read: &mut RowRead, place: usize) -> Value {
    if let Some(number) = as_it_stands(plan, row, &mut memos.standing) {
        read.texts[place] = Said::Cell(number);
        return Value::Same;
    }
    let mut kept = Value::Null;
    for column in &plan.columns {
        let cell = row.cells.get(column.at).unwrap_or(&Cell::Empty);
        if cell.is_empty() {
            continue;
        }
        let one = remembered(sheet, plan, column, (cell, row.cells.number(column.at)), facts, &mut memos.columns[column.at]);
        let mut problem = one.problem;
        if kept.is_null() {
            if read.texts[place] == Said::Nothing && keeps_text(cell, &one) {
                let number = row.cells.number(column.at);
                read.texts[place] = if matches!(cell, Cell::Text(_)) { Said::Cell(number) } else { Said::Shown(cell.show().into()) };
            }
            kept = one.value;
        } else if let Some(joined) = join(&plan.field.kind, &kept, &one.value) {
            kept = joined;
            if let (Some(text), true) = (read.texts[place].text(row.cells.stock()), keeps_text(cell, &Read::BLANK)) {
                read.texts[place] = Said::Shown(format!("{text}; {}", cell.show()).into());
            }
        } else if !one.value.is_null() && one.value != kept {
            problem = Some(Problem::SecondValue);
            read.spare.push(column.at);
        }
        if let Some(problem) = problem {
            let money = if let Value::Money(money) = &kept { Some(Money::clone(money)) } else { None };
            read.flaws.push(Flaw { field: plan.field.id, at: column.at, problem, value: cell.show(), money });
        }
    }
    if kept.is_null() && read.texts[place] == Said::Nothing {
        kept = from_sheet(sheet, plan).unwrap_or_default();
    }
    kept
}

/// The number of a name, code or note that is its own value: most are, and need not be copied.
fn as_it_stands(plan: &FieldPlan, row: Record<'_>, standing: &mut Standing) -> Option<u32> {
    let named = match plan.field.kind {
        Kind::Text => false,
        Kind::Code | Kind::Company | Kind::Person | Kind::Staff => true,
        _ => return None,
    };
    let [column] = plan.columns.as_slice() else { return None };
    let number = row.cells.number(column.at);
    let look = || matches!(row.cells.get(column.at), Some(Cell::Text(text)) if text::stands(text, named));
    (number > 0 && standing.of(number, named, look)).then_some(number)
}

/// What the sheet says for all its rows where the row is silent.
fn from_sheet(sheet: &Sheet, plan: &FieldPlan) -> Option<Value> {
    let said = match plan.field.kind {
        Kind::Country if plan.field.id == "country" => place::code(sheet.table.context.country.as_deref()?)?.to_owned(),
        _ => return None,
    };
    Some(Value::Text(said.into()))
}

/// A typed cell that was read needs no original; text always keeps it.
const fn keeps_text(cell: &Cell, read: &Read) -> bool {
    matches!(cell, Cell::Text(_) | Cell::Error(_) | Cell::Bool(_)) || read.value.is_null()
}

fn join(kind: &Kind, first: &Value, second: &Value) -> Option<Value> {
    let (first, second) = (first.text()?, second.text()?);
    let mark = match kind {
        Kind::Text => " / ",
        Kind::Phone | Kind::Email | Kind::Website => ";",
        _ => return None,
    };
    let known: Vec<&str> = first.split(mark).collect();
    let new: Vec<&str> = second.split(mark).filter(|part| !known.contains(part)).collect();
    Some(Value::Text(known.into_iter().chain(new).collect::<Vec<_>>().join(mark).into()))
}

/// [`cell`], looked up where the same text was read before under the same circumstances.
fn remembered(sheet: &Sheet, plan: &FieldPlan, column: &ColumnPlan, (cell, number): (&Cell, u32), facts: &Facts, memo: &mut Memo) -> Read {
    let read = || self::cell(sheet, plan, column, cell, facts);
    let Cell::Text(text) = cell else { return read() };
    // A date without its year may take it from the row.
    let leans = || matches!(plan.field.kind, Kind::Date | Kind::DateTime) && date::leans_on_row(text, &column.dates);
    let said = match plan.field.kind {
        // Names and codes are as quickly read as looked up.
        Kind::Text | Kind::Code | Kind::Company | Kind::Person | Kind::Email | Kind::Website => None,
        Kind::Money => packed(facts.currency.as_deref()),
        Kind::Phone => packed(facts.country.as_deref()),
        _ => Some(0),
    };
    match said {
        Some(said) => memo.read(number, said, leans, read),
        None => read(),
    }
}

fn cell(sheet: &Sheet, plan: &FieldPlan, column: &ColumnPlan, cell: &Cell, facts: &Facts) -> Read {
    let header = &sheet.table.columns[column.at];
    let hint = header.currency.as_deref().or(sheet.currency.as_deref());
    match &plan.field.kind {
        Kind::Text => text::read(cell, false),
        Kind::Code | Kind::Company | Kind::Person | Kind::Staff => text::read(cell, true),
        Kind::Date => date::read_day(cell, &column.dates, facts.on),
        Kind::DateTime => date::read_moment(cell, &column.dates, facts.on),
        Kind::Period => period::read(cell, sheet.year),
        Kind::Money => amount::read(
            cell,
            &column.amounts,
            Around { row: facts.currency.as_deref(), sheet: sheet.currency.as_deref(), home: sheet.home },
        ),
        Kind::Number if sheet.table.entity == Entity::ExchangeRate => rates::read(cell, column.amounts.decimal, column.factor),
        Kind::Number => number::read(cell, column.amounts.decimal, column.factor),
        Kind::Count => number::read_count(cell, column.amounts.decimal),
        Kind::Share => number::read_share(cell, column.amounts.decimal, column.hundredths),
        Kind::Score => score::read(cell, column.scale),
        Kind::Country => own(sheet, own_words::COUNTRY, cell).unwrap_or_else(|| place::read(cell)),
        Kind::Currency => match cell {
            Cell::Text(text) if says_nothing(text) => Read::BLANK,
            other => currency::code(&other.show(), hint, sheet.home)
                .map_or_else(|| Read::bad(Problem::WordUnknown), |code| Read::good(Value::Text(code.into()))),
        },
        // Colleagues sit where the company is.
        Kind::Phone if sheet.table.entity == Entity::Staff => phone::read(cell, Some(sheet.home), sheet.home),
        Kind::Phone => phone::read(cell, facts.country.as_deref(), sheet.home),
        Kind::Email => web::read_email(cell),
        Kind::Website => web::read_website(cell),
        Kind::YesNo => yes_no::read(cell, &header.header),
        Kind::Word(vocabulary) if vocabulary == "grade" && sheet.table.context.grade_scheme.as_deref() != Some("intent") => Read::BLANK,
        Kind::Word(vocabulary) => own(sheet, vocabulary, cell).unwrap_or_else(|| category::read(cell, vocabulary)),
    }
}

/// A cell that is a word of the company's own.
fn own(sheet: &Sheet, vocabulary: &str, cell: &Cell) -> Option<Read> {
    let Cell::Text(text) = cell else { return None };
    sheet.own.find(vocabulary, text).map(|value| Read::good(Value::Text(value.into())))
}

/// What a doubtful two-letter code means in this row: `GE` is Germany beside a phone that begins with +49.
fn settled_country(sheet: &Sheet, plan: &FieldPlan, row: Record<'_>, read: &RowRead) -> Option<&'static str> {
    let flaw = read.flaws.last().filter(|flaw| flaw.field == plan.field.id && flaw.problem == Problem::CountryUnsure)?;
    let column = plan.columns.iter().find(|column| column.at == flaw.at)?;
    let texts = |phones: bool| {
        let plans = sheet.fields.iter().filter(move |other| match other.field.kind {
            Kind::Phone => phones,
            Kind::Email | Kind::Website => !phones,
            _ => false,
        });
        plans.flat_map(|other| &other.columns).filter_map(|column| match row.cells.get(column.at) {
            Some(Cell::Text(text)) => Some(&**text),
            _ => None,
        })
    };
    country_code::settle(&flaw.value, &column.codes, texts(true), texts(false))
}

/// An empty amount beside quantity and unit price is their product.
fn derive_amount(sheet: &Sheet, read: &mut RowRead) {
    let (Some(amount), Some(quantity), Some(price)) = sheet.places.product else { return };
    if !read.values[amount].is_null() || read.texts[amount] != Said::Nothing {
        return;
    }
    if let (Value::Number(count), Value::Money(price)) = (&read.values[quantity], &read.values[price])
        && let Some(count) = micros_from_f64(*count)
    {
        let micros = round_half_even(price.micros.saturating_mul(count), MICROS);
        read.values[amount] = Value::money(Money::new(micros, price.currency.clone()));
    }
}

/// An order below zero is a return: kept, and said.
fn tell_returns(sheet: &Sheet, row: Record<'_>, read: &mut RowRead) {
    let (Some(amount), quantity, _) = sheet.places.product else { return };
    let Value::Money(money) = &read.values[amount] else { return };
    if sheet.table.entity != Entity::Order || money.micros >= 0 {
        return;
    }
    let shown = [Some(amount), quantity].into_iter().flatten().find_map(|place| {
        let plan = &sheet.fields[place];
        let column = plan.columns.iter().find(|column| row.cells.number(column.at) > 0)?;
        Some((plan.field.id, column.at, row.cells.get(column.at)?.show()))
    });
    let Some((field, at, value)) = shown else { return };
    read.flaws.push(Flaw { field, at, problem: Problem::AmountNegative, value, money: Some(Money::clone(money)) });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_columns_of_one_field_join() {
        let joined = |kind, first: &str, second: &str| {
            let value = |text: &str| Value::Text(text.into());
            join(&kind, &value(first), &value(second)).and_then(|value| value.text().map(str::to_owned))
        };
        assert_eq!(joined(Kind::Phone, "+391;+392", "+392;+393").as_deref(), Some("+391;+392;+393"));
        assert_eq!(joined(Kind::Text, "a", "b").as_deref(), Some("a / b"));
        assert_eq!(joined(Kind::Company, "a", "b"), None);
    }
}
