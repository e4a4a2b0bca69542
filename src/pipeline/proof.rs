//! Proof (迁移凭据): what the migration report says beside rows and money of the run: each sheet's own account, what was mended, where rows
//! of one customer disagree, how complete customers are, and what changed since the last time.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use polars::prelude::DataFrame;

use super::control;
use crate::book;
use crate::finding::{Finding, Kind as Problem};
use crate::model::field::Kind;
use crate::model::frame::Rows;
use crate::model::migration::{Change, Completeness, Conflict, Repair, SheetLine, TableChange, What};
use crate::model::raw::FileReport;
use crate::model::resolved::{Resolved, StaffMember};
use crate::model::tidied::{Tables, Tidied};
use crate::model::view::MoneyControl;
use crate::model::{Catalogue, Entity, LineageRow, Money, folding};
use crate::words::Words;

/// Customer fields whose unlike values are a conflict. Spellings of names are none, nor are mailboxes and numbers: a company has many.
const COMPARED: [&str; 7] = ["country", "city", "tax_id", "website", "owner", "customer_type", "industry"];

/// Rows and money of each sheet, in the order of files.
pub(super) fn sheets(files: &[FileReport], tidied: &Tidied, lineage: &[LineageRow]) -> Vec<SheetLine> {
    type Place = (Arc<str>, Arc<str>);
    let mut rows: BTreeMap<Place, [u32; 4]> = BTreeMap::new();
    let mut money: BTreeMap<(Arc<str>, Arc<str>, String), [i128; 4]> =
        tidied.money_of_sheets.keys().map(|key| (key.clone(), [0; 4])).collect();
    let mut before: Option<&LineageRow> = None;
    for line in lineage {
        let again = before.is_some_and(|before| before.row == line.row && before.sheet == line.sheet && before.file == line.file);
        let place = control::place(line.outcome);
        rows.entry((Arc::clone(&line.file), Arc::clone(&line.sheet))).or_default()[place] += u32::from(!again);
        before = Some(line);
        if let Some(own) = &line.money {
            let key = (Arc::clone(&line.file), Arc::clone(&line.sheet), own.currency.clone());
            money.entry(key).or_default()[place] += own.micros;
        }
    }
    let line = |file: &FileReport, sheet: &crate::model::raw::SheetReport| {
        let key: Place = (Arc::from(file.file.as_str()), Arc::from(sheet.sheet.as_str()));
        let from = (Arc::clone(&key.0), Arc::clone(&key.1), String::new());
        let own = money.range(from..).take_while(|((file, sheet, _), _)| (file, sheet) == (&key.0, &key.1));
        SheetLine {
            file: file.file.clone(),
            sheet: sheet.sheet.clone(),
            rows_in: sheet.rows_non_empty,
            rows_out: rows.get(&key).copied().unwrap_or_default(),
            money: own
                .map(|(known, out)| MoneyControl {
                    currency: known.2.clone(),
                    micros_in: tidied.money_of_sheets.get(known).copied().unwrap_or(0),
                    micros_out: *out,
                })
                .collect(),
        }
    };
    files.iter().flat_map(|file| file.sheets.iter().map(move |sheet| line(file, sheet))).collect()
}

/// What was mended while reading, most cells first: texts decoded wrongly before, and typed values written otherwise.
pub(super) fn repairs(tables: &Tables, findings: &[Finding], words: &Words) -> Vec<Repair> {
    let mut made: Vec<Repair> = Vec::new();
    let said = |finding: &Finding, name: &str| finding.args.iter().find(|(known, _)| *known == name).map(|(_, value)| value.clone());
    let mended = || findings.iter().filter(|finding| finding.kind == Problem::EncodingMended);
    if let Some(first) = mended().next() {
        // Each sheet's findings carry the count of all its cells.
        let sheets: BTreeMap<_, usize> = mended()
            .filter_map(|finding| {
                let origin = finding.origin.as_ref()?;
                Some(((origin.file.clone(), origin.sheet.clone()), said(finding, "rows")?.parse().ok()?))
            })
            .collect();
        let (was, is) = (said(first, "value").unwrap_or_default(), said(first, "wanted").unwrap_or_default());
        made.push(Repair { what: "encoding", entity: None, field: "", count: sheets.values().sum(), was, is });
    }
    for (entity, frame) in tables {
        let rows = Rows::of(frame);
        for field in Catalogue::shipped().of(*entity) {
            let what = match field.kind {
                Kind::Date | Kind::DateTime | Kind::Period => "date",
                Kind::Phone => "phone",
                Kind::Money | Kind::Number | Kind::Count | Kind::Share | Kind::Score => "amount",
                Kind::Email | Kind::Website => "contact",
                Kind::Country | Kind::Currency | Kind::YesNo | Kind::Word(_) => "word",
                _ => continue,
            };
            let text = format!("{}_text", field.id);
            if frame.column(&text).is_ok_and(|column| column.null_count() == column.len()) {
                continue;
            }
            let mended = (0..rows.len()).filter_map(|row| {
                let (was, is) = (rows.text(&text, row)?, spoken(shown(rows, field.id, &field.kind, row), &field.kind, words));
                let same = is.is_empty() || was == is || is.split(' ').next() == Some(was);
                (!same).then(|| (was.to_owned(), is))
            });
            let mut count = 0;
            let mut example = None;
            for found in mended {
                count += 1;
                example.get_or_insert(found);
            }
            if let Some((was, is)) = example {
                made.push(Repair { what, entity: Some(*entity), field: field.id, count, was, is });
            }
        }
    }
    made.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.cmp(b)));
    made
}

/// A word of a vocabulary as people read it.
fn spoken(id: String, kind: &Kind, words: &Words) -> String {
    let vocabulary = match kind {
        Kind::Word(vocabulary) => vocabulary.as_str(),
        Kind::Country => "country",
        Kind::YesNo => {
            return if id.is_empty() { id } else { words.get(if id == "true" { "migration.yes" } else { "migration.no" }).to_owned() };
        }
        _ => return id,
    };
    words.find(&format!("value.{vocabulary}.{id}")).map_or(id, str::to_owned)
}

/// The order value of each customer by its name, by currency: what a question about it is worth.
pub(super) fn worth(resolved: &Resolved) -> BTreeMap<String, Vec<Money>> {
    let Some(orders) = resolved.tables.get(&Entity::Order).map(Rows::of) else { return BTreeMap::new() };
    let mut sums: BTreeMap<(&str, &str), i128> = BTreeMap::new();
    for row in 0..orders.len() {
        if let (Some(id), Some(micros)) = (orders.text("customer_id", row), orders.micros("amount", row)) {
            *sums.entry((id, orders.text("amount_currency", row).unwrap_or_default())).or_default() += micros;
        }
    }
    let customers = Rows::of(&resolved.customers);
    let of = |row: usize| {
        let (id, name) = (customers.text("customer_id", row)?, customers.text("name", row)?);
        let own = sums.range((id, "")..).take_while(|((known, _), _)| *known == id);
        let own: Vec<Money> = own.map(|((_, currency), micros)| Money::new(*micros, *currency)).collect();
        (!own.is_empty()).then(|| (name.to_owned(), own))
    };
    (0..customers.len()).filter_map(of).collect()
}

/// Customers whose rows say unlike things, by id. `tables` are the rows that count, `master` what became of them.
pub(super) fn conflicts(tables: &Tables, staff: &[StaffMember], master: &Tables) -> Vec<Conflict> {
    let (Some(rows), Some(kept)) = (tables.get(&Entity::Customer).map(Rows::of), master.get(&Entity::Customer).map(Rows::of)) else {
        return Vec::new();
    };
    let named: BTreeMap<&str, &str> = staff.iter().map(|member| (member.name.as_str(), member.id.as_str())).collect();
    let mut own: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for row in 0..rows.len() {
        if let Some(id) = rows.text("customer_id", row) {
            own.entry(id).or_default().push(row);
        }
    }
    let mut found = Vec::new();
    for at in 0..kept.len() {
        let Some(id) = kept.text("customer_id", at) else { continue };
        let Some(list) = own.get(id).filter(|list| list.len() > 1) else { continue };
        for field in COMPARED {
            let now = kept.text(field, at).unwrap_or_default();
            // Several addresses in one cell are one answer; the one kept among them is no conflict.
            let parts = |text: &str| text.split([';', '/', '、']).map(folding::key).collect::<BTreeSet<String>>();
            let mut seen = parts(now);
            seen.extend(named.get(now).map(|id| (*id).to_owned()));
            let mut others = Vec::new();
            for row in list {
                let Some(text) = rows.text(field, *row).filter(|text| !text.is_empty()) else { continue };
                let mut meant = parts(text);
                // One colleague under several names is one.
                let person = rows.text("staff_id", *row).filter(|_| field == "owner" && rows.text("staff_basis", *row) == Some("event"));
                meant.extend(person.map(str::to_owned));
                if seen.is_disjoint(&meant) {
                    others.push((text.to_owned(), rows.origin(*row)));
                }
                seen.extend(meant);
            }
            if !others.is_empty() && !now.is_empty() {
                let name = kept.text("name", at).unwrap_or_default().to_owned();
                found.push(Conflict { customer: id.to_owned(), name, field, kept: now.to_owned(), others });
            }
        }
    }
    found
}

/// The records of each table against those of an earlier master in the folder; `None` where there is none.
pub(super) fn table_changes(output: &Path, master: &Tables) -> Option<Vec<TableChange>> {
    book::export::read(&output.join("parquet/customer.parquet"))?;
    let ids = |frame: Option<&DataFrame>, entity: Entity| -> BTreeSet<String> {
        let key = if entity == Entity::Customer { "customer_id" } else { "record_id" };
        frame
            .map(Rows::of)
            .map(|rows| (0..rows.len()).filter_map(|row| rows.text(key, row)).map(str::to_owned).collect())
            .unwrap_or_default()
    };
    let change = |entity: Entity| {
        let before = ids(book::export::read(&output.join(format!("parquet/{}.parquet", entity.id()))).as_ref(), entity);
        let now = ids(master.get(&entity), entity);
        let (new, gone) = (now.difference(&before).count(), before.difference(&now).count());
        TableChange { entity, counts: (before.len(), now.len()), new, gone }
    };
    Some(Entity::ALL.into_iter().map(change).filter(|change| change.counts != (0, 0)).collect())
}

/// Fields that somebody filled in, and how often before and after.
pub(super) fn completeness(before: Option<&DataFrame>, after: Option<&DataFrame>) -> Vec<Completeness> {
    let filled = |frame: Option<&DataFrame>, field: &str| {
        let count = frame.and_then(|frame| Some(frame.height() - frame.column(field).ok()?.null_count())).unwrap_or(0);
        (count, frame.map_or(0, DataFrame::height))
    };
    Catalogue::shipped()
        .of(Entity::Customer)
        .map(|field| Completeness { field: field.id, before: filled(before, field.id), after: filled(after, field.id) })
        .filter(|line| line.before.0 + line.after.0 > 0)
        .collect()
}

/// What is different about customers since the last master.
pub(super) fn changes(before: &DataFrame, after: Option<&DataFrame>) -> Vec<Change> {
    let empty = DataFrame::empty();
    let (old, new) = (Rows::of(before), Rows::of(after.unwrap_or(&empty)));
    let places = |rows: Rows<'_>| -> BTreeMap<String, usize> {
        (0..rows.len()).filter_map(|row| Some((rows.text("customer_id", row)?.to_owned(), row))).collect()
    };
    let (was, is) = (places(old), places(new));
    let name = |rows: Rows<'_>, row: usize| rows.text("name", row).unwrap_or_default().to_owned();
    let mut changes = Vec::new();
    for (id, row) in &is {
        let Some(earlier) = was.get(id) else {
            changes.push(Change { customer: id.clone(), name: name(new, *row), what: What::New });
            continue;
        };
        for field in Catalogue::shipped().of(Entity::Customer) {
            let (was, is) = (shown(old, field.id, &field.kind, *earlier), shown(new, field.id, &field.kind, *row));
            if was != is {
                changes.push(Change { customer: id.clone(), name: name(new, *row), what: What::Changed { field: field.id, was, is } });
            }
        }
    }
    let gone = was.iter().filter(|(id, _)| !is.contains_key(*id));
    changes.extend(gone.map(|(id, row)| Change { customer: id.clone(), name: name(old, *row), what: What::Gone }));
    changes.sort();
    changes
}

pub(super) fn shown(rows: Rows<'_>, field: &str, kind: &Kind, row: usize) -> String {
    let typed = match kind {
        Kind::Date => rows.date(field, row).map(|day| day.to_string()),
        Kind::DateTime => rows.moment(field, row).map(|at| at.to_string()),
        Kind::Money => rows.micros(field, row).map(|micros| {
            let currency = rows.text(&format!("{field}_currency"), row).unwrap_or_default();
            format!("{} {currency}", crate::model::money::micros_to_f64(micros))
        }),
        Kind::Number | Kind::Count | Kind::Share | Kind::Score => rows.number(field, row).map(|number| number.to_string()),
        Kind::YesNo => rows.flag(field, row).map(|yes| yes.to_string()),
        _ => rows.text(field, row).map(str::to_owned),
    };
    typed.unwrap_or_default()
}
