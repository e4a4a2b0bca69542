//! Erase (抹除): which rows are those of a customer whose data was deleted. Only hashes of it are known.
//!
//! Decides what such a customer is known by: its e-mail addresses, tax number and whole rows in any case, its names in its countries or
//! without one, and a number of its own or of its orders where a row tells no more. A person is not known by the name alone where a
//! row says more about persons.

use std::collections::BTreeSet;

use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray, PlSmallStr};

use super::identity::{marks, short};
use super::lineage::Lines;
use super::name::Name;
use super::parties::{HANGING, NAMING};
use super::read::Reader;
use super::record::{Text, listed};
use crate::error::Result;
use crate::model::erasure::{Erasure, Place};
use crate::model::frame::{Rows, Texts};
use crate::model::tidied::Tables;
use crate::model::{Entity, LineageRow, folding};

/// What a row says about whose it is.
#[derive(Debug, Default)]
struct Told {
    /// Any of these is enough.
    sure: Vec<Text>,
    /// Names, folded, with the row's country.
    names: Vec<(Text, Text)>,
    /// Whether a name is enough: a person's is not, where the row is about persons.
    by_name: bool,
    /// Numbers: they speak where nothing else does.
    numbers: Vec<Text>,
}

/// Everything the deleted ones are known by.
#[derive(Debug, Default)]
pub struct Erased {
    marks: BTreeSet<PlSmallStr>,
}

impl Erased {
    /// Of these deletions.
    #[must_use]
    pub fn of(erasures: &[Erasure]) -> Self {
        Self { marks: erasures.iter().flat_map(|erasure| erasure.marks.iter().cloned()).collect() }
    }

    /// Whether a name alone is that of a deleted customer.
    #[must_use]
    pub fn is_named(&self, name: &str) -> bool {
        Name::parse(name).is_some_and(|name| self.has_name(&name.full_key, ""))
    }

    /// Whether it is an address of a deleted customer.
    #[must_use]
    pub fn is_addressed(&self, text: &str) -> bool {
        listed(Some(text)).any(|email| self.marks.contains(&address(email)))
    }

    /// Of each row of a table, whether it is a deleted customer's.
    #[must_use]
    pub fn rows(&self, entity: Entity, frame: &DataFrame) -> Vec<bool> {
        told(entity, frame).iter().map(|told| self.is(told)).collect()
    }

    /// Takes their rows out of the tables: a line of lineage for each, and where it stands.
    ///
    /// # Errors
    /// Only on a fault of the program.
    pub fn take_out(&self, tables: &mut Tables) -> Result<(Vec<LineageRow>, BTreeSet<Place>)> {
        let (mut lines, mut places) = (Lines::default(), BTreeSet::new());
        if self.marks.is_empty() {
            return Ok((Vec::new(), places));
        }
        for (entity, frame) in tables {
            let gone = self.rows(*entity, frame);
            if !gone.contains(&true) {
                continue;
            }
            let rows = Rows::of(frame);
            let which: Vec<usize> = (0..rows.len()).filter(|row| gone[*row]).collect();
            lines.erased(*entity, rows, &which);
            places.extend(which.iter().map(|row| {
                let origin = rows.origin(*row);
                (origin.file.to_string(), origin.sheet.to_string(), origin.row)
            }));
            let kept: Vec<bool> = gone.iter().map(|gone| !gone).collect();
            *frame = frame.filter(&BooleanChunked::from_slice("kept".into(), &kept))?;
        }
        Ok((lines.finish(), places))
    }

    fn is(&self, told: &Told) -> bool {
        let known = |mark: &Text| self.marks.contains(mark);
        told.sure.iter().any(known)
            || told.by_name && told.names.iter().any(|(name, country)| self.has_name(name, country))
            || told.sure.is_empty() && told.names.is_empty() && told.numbers.iter().any(known)
    }

    fn has_name(&self, name: &str, country: &str) -> bool {
        self.marks.contains(&short('n', &[name, country])) || self.marks.contains(&short('a', &[name]))
    }
}

/// Hashes of what each row of a table is known by.
#[must_use]
pub fn known_by(entity: Entity, frame: &DataFrame) -> Vec<Vec<PlSmallStr>> {
    let all = |told: Told| {
        let mut marks = told.sure;
        marks.extend(told.numbers);
        for (name, country) in &told.names {
            marks.extend([short('n', &[name, country]), short('n', &[name, ""])]);
            // Of no country, it is met in any.
            if country.is_empty() {
                marks.push(short('a', &[name]));
            }
        }
        marks
    };
    told(entity, frame).into_iter().map(all).collect()
}

fn told(entity: Entity, frame: &DataFrame) -> Vec<Told> {
    let rows = Rows::of(frame);
    match entity {
        Entity::Customer | Entity::Contact => {
            let mut reader = Reader::of(entity, rows);
            (0..rows.len()).map(|row| of_record(&reader.read(row))).collect()
        }
        _ if NAMING.contains(&entity) => {
            let event = Event::of(entity, rows);
            (0..rows.len()).map(|row| event.told(row)).collect()
        }
        _ => (0..rows.len()).map(|_| Told::default()).collect(),
    }
}

fn of_record(record: &super::record::Record) -> Told {
    let country = record.country.clone().unwrap_or_default();
    let shown = if record.person { Name::parse(record.shown()) } else { None };
    let names = record.names.iter().chain(&shown).filter(|name| name.distinguishes());
    let mut told = Told {
        names: names.map(|name| (name.full_key.clone(), country.clone())).collect(),
        by_name: !record.person,
        numbers: record.code.iter().map(|code| short('k', &[code])).collect(),
        ..Told::default()
    };
    // Names have their own rule; a birthday makes the mark of a person another, so it counts without one too.
    told.sure = marks(record).into_iter().filter(|mark| !mark.starts_with('n')).collect();
    if let (Some(given), Some(family)) = (&record.given, &record.family) {
        told.sure.push(short('p', &[given, family, ""]));
    }
    told
}

/// The columns by which an event says whose it is.
struct Event<'a> {
    named: [Texts<'a>; 2],
    country: Texts<'a>,
    email: Texts<'a>,
    code: Texts<'a>,
    numbers: Vec<(Entity, Texts<'a>)>,
}

impl<'a> Event<'a> {
    fn of(entity: Entity, rows: Rows<'a>) -> Self {
        let own = [Entity::Order, Entity::Inquiry].contains(&entity).then(|| (entity, rows.texts("no")));
        let hung = HANGING.iter().filter(|(hangs, ..)| *hangs == entity).map(|(_, column, on)| (*on, rows.texts(column)));
        Self {
            named: ["customer", "contact"].map(|column| rows.texts(column)),
            country: rows.texts("country"),
            email: rows.texts("email"),
            code: rows.texts("customer_code"),
            numbers: own.into_iter().chain(hung).collect(),
        }
    }

    fn told(&self, row: usize) -> Told {
        let text = |column: Texts<'a>| column.get(row).map(str::trim).filter(|text| !text.is_empty());
        let [customer, contact] = self.named.map(text);
        let country = Text::from(text(self.country).unwrap_or_default());
        let name = customer.or(contact).and_then(Name::parse).filter(Name::distinguishes);
        let code = text(self.code).map(folding::key).map(|code| short('k', &[&code]));
        let number = |(on, column): &(Entity, Texts<'a>)| Some(short('o', &[on.id(), &folding::key(text(*column)?)]));
        Told {
            sure: listed(text(self.email)).filter(|email| email.contains('@')).map(address).collect(),
            names: name.into_iter().map(|name| (name.full_key, country.clone())).collect(),
            by_name: true,
            numbers: code.into_iter().chain(self.numbers.iter().filter_map(number)).collect(),
        }
    }
}

fn address(email: &str) -> Text {
    short('e', &[&email.to_lowercase()])
}

#[cfg(test)]
mod tests {
    use super::super::tests::table;
    use super::*;

    fn erased(entity: Entity, rows: &[&[&str]]) -> Erased {
        let marks = known_by(entity, &table(entity, rows)).into_iter().flatten().collect();
        Erased { marks }
    }

    #[test]
    fn a_deleted_customer_is_known_by_name_address_and_number_but_not_by_its_neighbours() {
        let gone = erased(
            Entity::Customer,
            &[&["name", "country", "email", "code"], &["Rossi Casa S.r.l.", "IT", "info@rossicasa.example", "K7"]],
        );
        let orders = table(
            Entity::Order,
            &[
                &["no", "customer", "country", "email", "customer_code"],
                &["PI-1", "ROSSI CASA SRL", "", "", ""],
                &["PI-2", "Rossi Casa S.r.l.", "DE", "", ""],
                &["PI-3", "", "", "INFO@rossicasa.example", ""],
                &["PI-4", "", "", "", "K7"],
                &["PI-5", "Verdi Casa S.r.l.", "IT", "", "K7"],
                &["PI-6", "Rossi Luce S.r.l.", "IT", "", ""],
            ],
        );
        assert_eq!(gone.rows(Entity::Order, &orders), [true, false, true, true, false, false]);
        assert!(gone.is_named("Rossi casa srl") && !gone.is_named("Rossi") && gone.is_addressed("info@rossicasa.example"));
    }

    #[test]
    fn a_customer_of_no_country_is_met_in_any_and_its_orders_bring_their_payments() {
        let gone = erased(Entity::Order, &[&["no", "customer"], &["PI-9", "海天贸易有限公司"]]);
        let payments = table(
            Entity::Payment,
            &[&["no", "order_no", "customer"], &["W1", "PI-9", ""], &["W2", "PI-9", "Alba Luce"], &["W3", "PI-8", ""]],
        );
        assert_eq!(gone.rows(Entity::Payment, &payments), [true, false, false]);
        let customers = table(Entity::Customer, &[&["name", "country"], &["海天贸易有限公司", "CN"], &["海星贸易有限公司", "CN"]]);
        assert_eq!(gone.rows(Entity::Customer, &customers), [true, false]);
    }

    #[test]
    fn the_rows_taken_out_are_told_with_their_money() {
        let gone = erased(Entity::Order, &[&["no", "customer"], &["PI-9", "Alba Luce S.r.l."]]);
        let mut orders =
            table(Entity::Order, &[&["no", "customer", "file"], &["PI-9", "Alba Luce S.r.l.", "a.csv"], &["PI-8", "Zeta S.p.A.", "a.csv"]]);
        let money = [Some(5_000_000), Some(7_000_000)];
        orders.with_column(crate::model::frame::money_column("amount", money)).unwrap();
        let mut tables = Tables::from([(Entity::Order, orders)]);
        let (lines, places) = gone.take_out(&mut tables).unwrap();
        assert_eq!((tables[&Entity::Order].height(), lines.len(), places.len()), (1, 1, 1));
        assert_eq!((lines[0].outcome.id(), &*lines[0].reason), ("ignored", "erased"));
        assert_eq!((&*lines[0].customer_id, lines[0].money.as_ref().unwrap().micros), ("", 5_000_000));
    }
}
