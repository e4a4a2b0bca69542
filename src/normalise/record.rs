//! Record (记录): the identity of a row, and what it cannot do without.
//!
//! Decides the record id: a hash of entity and content, not of file, sheet or row, so that a copied sheet gives equal ids;
//! the n-th equal row of one sheet counts n. Decides which row is refused, and why.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::plan::Sheet;
use super::rates;
use super::read::RowRead;
use super::value::Value;
use crate::model::extras::Extra;
use crate::model::quick::{Mix, Quick};
use crate::model::raw::Cell;
use crate::model::stock::Record;
use crate::model::{Entity, folding};

/// Counts equal rows of one sheet.
#[derive(Default)]
pub(super) struct Occurrences {
    sheet: (Arc<str>, Arc<str>),
    seen: HashSet<u64, BuildHasherDefault<Mix>>,
    /// How often those were met that were met more than once.
    again: Quick<u64, u32>,
    /// Headers met, and whether they count rows.
    counters: Quick<String, bool>,
    /// What the row says, while it is put together.
    said: Vec<u8>,
    cells: Shown,
}

impl Occurrences {
    /// Another table comes, of so many rows: its cells have numbers of their own.
    pub(super) fn turn(&mut self, sheet: &Sheet, rows: usize) {
        self.cells = Shown::default();
        let origin = &sheet.table.origin;
        if origin.file != self.sheet.0 || origin.sheet != self.sheet.1 {
            self.sheet = (Arc::clone(&origin.file), Arc::clone(&origin.sheet));
            self.seen = HashSet::default();
            self.again = Quick::default();
            self.counters = Quick::default();
        }
        self.seen.reserve(rows);
    }

    /// The id of a row.
    pub(super) fn id(&mut self, sheet: &Sheet, row: Record<'_>, extra: &[Extra<'_>]) -> String {
        let Self { said, counters, cells, .. } = self;
        said.clear();
        for part in [sheet.table.entity.id(), "", ""] {
            said.extend_from_slice(part.as_bytes());
            said.push(0x1f);
        }
        for (at, heading) in &sheet.headings {
            let text = match row.cells.get(*at) {
                None | Some(Cell::Empty) => continue,
                Some(Cell::Text(text)) => text,
                Some(other) => shown(cells, row.cells.number(*at), other),
            };
            said.extend_from_slice(heading.as_bytes());
            said.extend_from_slice(text.as_bytes());
            said.push(0x1f);
        }
        for (header, number) in extra {
            let header = &**header;
            let counts = counters.get(header).copied().unwrap_or_else(|| {
                let counts = is_counter(header);
                counters.insert(header.to_owned(), counts);
                counts
            });
            if !counts {
                let value = match row.cells.stock().cell(*number) {
                    Cell::Text(text) => &**text,
                    other => shown(cells, *number, other),
                };
                for part in ["extra", header, value] {
                    said.extend_from_slice(part.as_bytes());
                    said.push(0x1f);
                }
            }
        }
        let content: [u8; 32] = Sha256::digest(said).into();
        // A quarter of the hash is as good as unique among the rows of a sheet.
        let quarter = content[..8].iter().fold(0, |word: u64, byte| word << 8 | u64::from(*byte));
        if self.seen.insert(quarter) {
            return named(sheet.table.entity, content, "");
        }
        let count = self.again.entry(quarter).or_insert(1);
        *count += 1;
        named(sheet.table.entity, content, &format!("#{count}"))
    }
}

/// How many cells that are no text are kept as shown.
const MOST: usize = 8_192;

/// A cell that is no text as shown; days and counts come again and again.
fn shown<'a>(cells: &'a mut Shown, number: u32, cell: &Cell) -> &'a str {
    if cells.known.len() >= MOST && !cells.known.contains_key(&number) {
        cells.last = cell.show();
        return &cells.last;
    }
    cells.known.entry(number).or_insert_with(|| cell.show())
}

/// Cells of one table as shown, by their numbers.
#[derive(Default)]
struct Shown {
    known: Quick<u32, String>,
    last: String,
}

/// 序号 counts rows of a sheet; a row that moves down is still the same row.
fn is_counter(header: &str) -> bool {
    matches!(folding::key(header).as_str(), "序号" | "序" | "no" | "项次" | "编号" | "行号" | "n" | "nr" | "num" | "index" | "sn" | "")
}

/// One of several records that a row gives.
pub(super) struct Part {
    /// What tells it from the row's others: its period (`2026-10` or `2026`), its measure or currency where that is a column.
    pub(super) part: String,
    /// Values in catalogue order.
    pub(super) values: Vec<Value>,
}

/// The id of one of several records that a row gives.
pub(super) fn part_id(entity: Entity, id: &str, part: &str) -> String {
    named(entity, Sha256::digest(id.as_bytes()).into(), part)
}

fn named(entity: Entity, content: [u8; 32], part: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(content);
    hasher.update(part.as_bytes());
    let mut id = String::with_capacity(16);
    id.push_str(prefix(entity));
    id.push('-');
    for byte in &hasher.finalize()[..6] {
        for half in [byte >> 4, byte & 15] {
            id.push(char::from(b"0123456789abcdef"[usize::from(half)]));
        }
    }
    id
}

const fn prefix(entity: Entity) -> &'static str {
    match entity {
        Entity::Customer => "C",
        Entity::Contact => "K",
        Entity::Staff => "S",
        Entity::Handover => "H",
        Entity::Interaction => "F",
        Entity::Inquiry => "I",
        Entity::Quotation => "Q",
        Entity::Sample => "M",
        Entity::Order => "O",
        Entity::OrderLine => "L",
        Entity::Payment => "P",
        Entity::Receivable => "R",
        Entity::Complaint => "X",
        Entity::Survey => "V",
        Entity::Target => "T",
        Entity::ExhibitionLead => "E",
        Entity::Cost => "G",
        Entity::ExchangeRate => "FX",
        Entity::Holiday => "D",
        Entity::Visit => "B",
        Entity::PriceList => "U",
        Entity::Product => "N",
        Entity::Shipment => "W",
        Entity::Deduction => "Y",
        Entity::ServiceRequest => "J",
        Entity::Feedback => "Z",
        Entity::CompanyTarget => "A",
        Entity::CreditLimit => "CL",
        Entity::Blacklist => "BL",
    }
}

/// Why a row is refused: for each reason its id and the field it lacks, the gravest first; empty when it is not.
pub(super) fn refusals(sheet: &Sheet, row: Record<'_>, read: &RowRead) -> Vec<(&'static str, &'static str)> {
    let value = |id: &str| sheet.place(id).map_or(&Value::Null, |at| &read.values[at]);
    let has = |id: &str| !value(id).is_null();
    let any = |ids: &[&str]| ids.iter().any(|id| has(id));
    let text = |id: &str| sheet.place(id).and_then(|at| read.texts[at].text(row.cells.stock()));
    let written = |id: &str| text(id).is_some();
    let dated = |id: &'static str| match (has(id), text(id)) {
        (true, _) => None,
        // 待定 and n/a are no dates that could be put right; 31 June is one.
        (_, Some(said)) if !said.chars().any(|c| c.is_ascii_digit()) => Some(("not_a_date", id)),
        (_, Some(_)) => Some(("impossible_date", id)),
        _ => Some(("no_date", id)),
    };
    let need = |ok: bool, reason: &'static str, wanted: &'static str| if ok { None } else { Some((reason, wanted)) };
    // A sheet may name its customers by their number or mailbox alone.
    let customer = || need(any(&["customer", "customer_code", "email", "order_no"]), "no_customer", "customer");
    let amount = |id: &'static str| need(has(id), "no_amount", id);
    let reasons = match sheet.table.entity {
        Entity::Customer => {
            // Nobody's name, but somebody's alone: another row may tell whose.
            let named = ["name", "name_local", "short_name", "person_name", "first_name", "last_name", "email", "tax_id", "birthday"];
            [need(any(&named), "no_customer", "name"), None, None]
        }
        Entity::Contact => [need(any(&["name", "first_name", "last_name"]), "no_name", "name"), None, None],
        Entity::Staff => [need(any(&["name", "english_name"]), "no_name", "name"), None, None],
        Entity::Handover => [customer(), need(has("to_staff"), "no_taker", "to_staff"), None],
        Entity::Interaction | Entity::Quotation | Entity::Visit => [customer(), dated("on"), None],
        Entity::Inquiry | Entity::Complaint | Entity::ServiceRequest => [customer(), dated("received_at"), None],
        Entity::Sample => [customer(), None, None],
        Entity::Order => {
            // A merchandiser's sheet has no column of order dates: its rows are known by their number.
            let known_by_number = has("no") && !sheet.has_column("on");
            let unpriced = has("no") && !sheet.has_column("amount") && !sheet.has_column("unit_price");
            let named = need(any(&["no", "customer", "customer_code", "email"]), "no_number", "no");
            [named, if known_by_number { None } else { dated("on") }, if unpriced { None } else { amount("amount") }]
        }
        Entity::OrderLine => [need(any(&["order_no", "customer"]), "no_number", "order_no"), None, None],
        Entity::Payment => [dated("on"), amount("amount"), None],
        Entity::Receivable => {
            let named = need(any(&["customer", "customer_code", "order_no", "invoice_no"]), "no_customer", "customer");
            [named, need(any(&["amount", "balance"]), "no_amount", "amount"), None]
        }
        Entity::Survey => {
            let answers = [
                "overall",
                "quality",
                "delivery",
                "service",
                "price",
                "response",
                "reliability",
                "personal",
                "beyond",
                "expectation",
                "ideal",
                "nps",
                "ces",
                "invited",
                "bounced",
            ];
            // An answer outside its scale is no answer, but it was given: it counts among the invalid ones.
            [need(any(&answers) || answers.iter().any(|id| written(id)), "no_score", "overall"), None, None]
        }
        Entity::Target => {
            let months = (1..=12).any(|month| has(&format!("month_{month:02}")));
            let measures = super::targets::MEASURES.iter().any(|(field, _)| has(field));
            [need(months || measures || any(&["value", "year_total"]), "no_value", "value"), None, None]
        }
        Entity::ExhibitionLead => [need(any(&["customer", "contact"]), "no_customer", "customer"), None, None],
        Entity::Cost => [amount("amount"), None, None],
        Entity::ExchangeRate if rates::is_wide(sheet) => [None, None, None],
        Entity::ExchangeRate => {
            let (no_currency, no_rate) = rates::lacks(sheet, row, read);
            [need(has("month"), "no_period", "month"), need(!no_currency, "no_rate", "currency"), need(!no_rate, "no_rate", "rate")]
        }
        Entity::Holiday => [dated("on"), None, None],
        Entity::PriceList => [need(any(&["product_code", "product"]), "no_name", "product"), amount("price"), None],
        Entity::Product => [need(any(&["code", "name"]), "no_name", "name"), None, None],
        Entity::Shipment => {
            [need(any(&["order_no", "customer", "customer_code", "no", "invoice_no"]), "no_number", "order_no"), None, None]
        }
        Entity::Deduction => {
            let named = need(any(&["customer", "customer_code", "order_no", "invoice_no"]), "no_customer", "customer");
            [named, amount("amount"), None]
        }
        Entity::Feedback => [customer(), need(any(&["text", "topic"]), "no_value", "text"), None],
        Entity::CompanyTarget | Entity::Blacklist => [need(any(&["customer", "contact", "email"]), "no_name", "customer"), None, None],
        Entity::CreditLimit => [customer(), need(any(&["limit", "insured"]), "no_amount", "limit"), None],
    };
    reasons.into_iter().flatten().collect()
}
