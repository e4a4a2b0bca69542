//! CRM: the master as files that another system's import takes. What a system wants (files, headers, limits) is data, one `.toml` a
//! system; this file decides what a header may be filled with, and cuts files that would be too large.

mod source;

use std::collections::BTreeMap;

use crate::error::{Error, Result};
use crate::model::Entity;
use crate::model::frame::Rows;
use crate::model::tidied::Tables;
use crate::words::{Language, Words};

use super::Workbook;
use source::{Row, Source};

/// A system whose import is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Crm {
    /// `HubSpot`.
    Hubspot,
    /// `Odoo`.
    Odoo,
}

impl Crm {
    /// Id, and the folder its files are written to.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Hubspot => "hubspot",
            Self::Odoo => "odoo",
        }
    }

    const fn layout(self) -> &'static str {
        match self {
            Self::Hubspot => include_str!("hubspot.toml"),
            Self::Odoo => include_str!("odoo.toml"),
        }
    }
}

/// What a system takes.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Layout {
    /// Rows of one file, without its header.
    max_rows: usize,
    /// Bytes of one file.
    max_bytes: usize,
    file: Vec<FileOf>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct FileOf {
    name: String,
    headers: Vec<String>,
    /// A row with none of these filled is left out: the system would refuse it.
    needs: Vec<String>,
    rows: BTreeMap<Kind, BTreeMap<String, Source>>,
}

/// What a row is made of, in the order of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    /// A customer that is a company.
    Company,
    /// A customer that is a person.
    Person,
    /// A person of a company.
    Contact,
    /// An order.
    Order,
}

/// The files for these systems, each below a folder of its own. Text is UTF-8 without a byte order mark, for programs.
///
/// # Errors
/// Only on a fault of the program.
pub(super) fn files(master: &Tables, systems: &[Crm]) -> Result<Vec<Workbook>> {
    let mut made = Vec::new();
    for crm in systems {
        let layout: Layout = toml::from_str(crm.layout()).map_err(Error::internal)?;
        for file in &layout.file {
            let parts = cut(file, &lines(file, master), &layout)?;
            let several = parts.len() > 1;
            made.extend(parts.into_iter().enumerate().map(|(part, bytes)| {
                let part = if several { format!("-{}", part + 1) } else { String::new() };
                Workbook { name: format!("{}/{}{part}.csv", crm.id(), file.name), bytes }
            }));
        }
    }
    Ok(made)
}

/// Every row of a file, kind by kind.
fn lines(file: &FileOf, master: &Tables) -> Vec<Vec<String>> {
    let words = Words::of(Language::En);
    let empty = polars::prelude::DataFrame::empty();
    let rows_of = |entity| Rows::of(master.get(&entity).unwrap_or(&empty));
    let customers = rows_of(Entity::Customer);
    let by_id: BTreeMap<&str, usize> = (0..customers.len()).filter_map(|row| Some((customers.text("customer_id", row)?, row))).collect();
    let is_person = |row: usize| customers.flag("is_person", row) == Some(true);
    let mut lines = Vec::new();
    for (kind, columns) in &file.rows {
        let rows = match kind {
            Kind::Company | Kind::Person => customers,
            Kind::Contact => rows_of(Entity::Contact),
            Kind::Order => rows_of(Entity::Order),
        };
        let mut add = |row: Row<'_>| {
            let cells: Vec<String> =
                file.headers.iter().map(|header| columns.get(header).map_or_else(String::new, |source| row.cell(source, words))).collect();
            let said = |need: &String| file.headers.iter().position(|header| header == need).is_some_and(|at| !cells[at].is_empty());
            if file.needs.iter().any(said) {
                lines.push(cells);
            }
        };
        for at in 0..rows.len() {
            let company = rows.text("customer_id", at).and_then(|id| by_id.get(id)).map(|place| (customers, *place));
            let row = Row { rows, at, company, is_contact_of_customer: false };
            match kind {
                Kind::Company if is_person(at) => {}
                Kind::Person if !is_person(at) => {}
                _ => add(row),
            }
        }
        if *kind == Kind::Contact {
            // Whom a list of customers names beside the company, unless a list of contacts does.
            let listed = source::named(rows);
            let own = (0..customers.len()).filter(|row| !is_person(*row) && customers.text("contact", *row).is_some());
            for at in own.filter(|row| !source::is_listed(customers, *row, &listed)) {
                add(Row { rows: customers, at, company: Some((customers, at)), is_contact_of_customer: true });
            }
        }
    }
    lines
}

/// The file as csv, in as many parts as the limits ask for. Nothing to say, no file.
fn cut(file: &FileOf, lines: &[Vec<String>], layout: &Layout) -> Result<Vec<Vec<u8>>> {
    let text = |cells: &[String]| -> Result<Vec<u8>> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(cells).map_err(Error::internal)?;
        writer.into_inner().map_err(Error::internal)
    };
    let header = text(&file.headers)?;
    let mut parts: Vec<(usize, Vec<u8>)> = Vec::new();
    for line in lines {
        let line = text(line)?;
        match parts.last_mut() {
            Some((rows, part)) if *rows < layout.max_rows && part.len() + line.len() <= layout.max_bytes => {
                *rows += 1;
                part.extend(line);
            }
            _ => parts.push((1, [header.as_slice(), &line].concat())),
        }
    }
    Ok(parts.into_iter().map(|(_, part)| part).collect())
}

#[cfg(test)]
mod tests {
    use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series};

    use super::*;
    use crate::model::frame::{complete, date_column, money_column};

    fn table(entity: Entity, columns: &[(&str, &[&str])], more: Vec<polars::prelude::Column>) -> DataFrame {
        let text = |(name, cells): &(&str, &[&str])| {
            Series::new((*name).into(), cells.iter().map(|cell| (!cell.is_empty()).then_some(*cell)).collect::<Vec<_>>()).into_column()
        };
        let mut all: Vec<_> = columns.iter().map(text).collect();
        all.extend(more);
        complete(entity, &DataFrame::new(columns[0].1.len(), all).unwrap()).unwrap()
    }

    fn master() -> Tables {
        let customers = table(
            Entity::Customer,
            &[
                ("customer_id", &["C0001", "C0002"]),
                ("name", &["Alba Chiara, S.r.l.", "Marco Rossi"]),
                ("domain", &["albachiara.example", ""]),
                ("website", &["www.albachiara.example", ""]),
                ("country", &["IT", "GB"]),
                ("city", &["Milano", ""]),
                ("email", &["info@albachiara.example; x@albachiara.example", "marco@mail.example"]),
                ("phone", &["+39027654321", ""]),
                ("contact", &["Anna Maria Riva", ""]),
                ("owner", &["王芳", ""]),
                ("remark", &["old customer", ""]),
            ],
            vec![Series::new("is_person".into(), [false, true]).into_column()],
        );
        let contacts = table(
            Entity::Contact,
            &[
                ("customer_id", &["C0001"]),
                ("record_id", &["K-1"]),
                ("name", &["陈晓"]),
                ("email", &["chen@albachiara.example"]),
                ("title", &["采购"]),
            ],
            Vec::new(),
        );
        let orders = table(
            Entity::Order,
            &[
                ("customer_id", &["C0001", "C0001"]),
                ("record_id", &["O-1", "O-2"]),
                ("no", &["PI-1", "PI-2"]),
                ("amount_currency", &["USD", ""]),
            ],
            vec![date_column("on", ["2026-10-05".parse().ok(), None]), money_column("amount", [Some(1_250_500_000), Some(7_000_000)])],
        );
        [(Entity::Customer, customers), (Entity::Contact, contacts), (Entity::Order, orders)].into()
    }

    fn written(crm: Crm) -> BTreeMap<String, String> {
        files(&master(), &[crm]).unwrap().into_iter().map(|file| (file.name, String::from_utf8(file.bytes).unwrap())).collect()
    }

    #[test]
    fn hubspot_gets_companies_their_people_and_won_deals() {
        let files = written(Crm::Hubspot);
        assert_eq!(
            files["hubspot/companies.csv"],
            "Company name,Company domain name,Phone number,Street address,Street address 2,City,State/Region,Postal code,Country/Region,Website URL,Description,clientbook ID\n\
             \"Alba Chiara, S.r.l.\",albachiara.example,+39027654321,,,Milano,,,Italy,www.albachiara.example,王芳 · old customer,C0001\n"
        );
        assert_eq!(
            files["hubspot/contacts.csv"],
            "First name,Last name,Email,Phone number,Mobile phone number,Job title,City,Country/Region,Company name,Company domain name,clientbook ID\n\
             Marco,Rossi,marco@mail.example,,,,,United Kingdom,,,C0002\n\
             晓,陈,chen@albachiara.example,,,采购,,,\"Alba Chiara, S.r.l.\",albachiara.example,K-1\n\
             Anna Maria,Riva,info@albachiara.example,+39027654321,,,,,\"Alba Chiara, S.r.l.\",albachiara.example,C0001\n"
        );
        assert_eq!(
            files["hubspot/deals.csv"],
            "Deal name,Pipeline,Deal stage,Amount,Currency,Close date,Company name,Company domain name,clientbook ID\n\
             PI-1,Sales Pipeline,Closed won,1250.5,USD,2026-10-05,\"Alba Chiara, S.r.l.\",albachiara.example,O-1\n\
             PI-2,Sales Pipeline,Closed won,,,,\"Alba Chiara, S.r.l.\",albachiara.example,O-2\n",
            "an amount without its currency would be taken for the system's own"
        );
    }

    #[test]
    fn odoo_gets_companies_before_the_persons_that_hang_on_them() {
        let files = written(Crm::Odoo);
        assert_eq!(
            files["odoo/res.partner.csv"],
            "External ID,Name,Is a Company,Related Company/External ID,Email,Phone,Website,Street,Street2,City,Zip,Country,Tax ID,Job Position,Reference,Notes\n\
             clientbook_C0001,\"Alba Chiara, S.r.l.\",True,,info@albachiara.example,+39027654321,www.albachiara.example,,,Milano,,IT,,,C0001,王芳 · old customer\n\
             clientbook_C0002,Marco Rossi,False,,marco@mail.example,,,,,,,GB,,,C0002,\n\
             clientbook_K-1,陈晓,False,clientbook_C0001,chen@albachiara.example,,,,,,,,,采购,,\n\
             clientbook_C0001_contact,Anna Maria Riva,False,clientbook_C0001,info@albachiara.example,+39027654321,,,,,,,,,,\n"
        );
    }

    #[test]
    fn a_file_beyond_the_limits_is_cut_and_every_part_has_its_header() {
        let layout: Layout = toml::from_str(Crm::Odoo.layout()).unwrap();
        let small = Layout { max_rows: 2, ..layout };
        let file = FileOf { name: "x".into(), headers: vec!["a".into()], needs: vec![], rows: BTreeMap::new() };
        let lines = ["1", "2", "3"].map(|cell| vec![cell.to_owned()]);
        assert_eq!(cut(&file, &lines, &small).unwrap(), [b"a\n1\n2\n".to_vec(), b"a\n3\n".to_vec()]);
        assert_eq!(cut(&file, &lines, &Layout { max_bytes: 4, ..small }).unwrap().len(), 3);
    }

    #[test]
    fn every_header_that_is_filled_is_among_the_headers() {
        for crm in [Crm::Hubspot, Crm::Odoo] {
            let layout: Layout = toml::from_str(crm.layout()).unwrap();
            for file in &layout.file {
                let known = |header: &String| file.headers.contains(header);
                assert!(file.needs.iter().all(known) && file.rows.values().flat_map(BTreeMap::keys).all(known), "{}", file.name);
            }
        }
    }
}
