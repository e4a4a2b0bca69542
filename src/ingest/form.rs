//! Forms (表单): records written as labels beside their values, one a block or one a sheet.
//!
//! Decides which rows are a form and not a table: labels we know stand in front of values, row after row, and say
//! enough to be a record. A record begins where its first label comes again; two blocks side by side are two records.

use std::collections::{BTreeMap, BTreeSet};

use super::entity::{self, Names};
use super::grid::Grid;
use super::header::{self, Header};
use super::label;
use super::lexicon::Lexicon;
use super::line::Line;
use super::mapping::{self, Heading};
use super::subject::Subject;
use crate::model::raw::Cell;
use crate::model::{Entity, folding};

/// Labels that must find a field before rows are a form.
const FEWEST: usize = 3;
/// No label is longer.
const LONGEST: usize = 24;

/// A label with its value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Pair {
    pub(super) row: u32,
    /// Where the label stands.
    pub(super) label_column: u32,
    /// Where the value stands, or would.
    pub(super) column: u32,
    pub(super) label: String,
    pub(super) value: Cell,
}

/// One block of rows with the records in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Form {
    pub(super) entity: Entity,
    /// Written rows of the block that belong to a record.
    pub(super) rows: BTreeSet<u32>,
    /// Rows that frame it (填表人：…).
    pub(super) frame: Vec<u32>,
    pub(super) records: Vec<Vec<Pair>>,
}

/// All forms of a sheet, from top to bottom. `ruled` is the entity a person named.
pub(super) fn forms(grid: &Grid, title: &str, file: &str, ruled: Option<Entity>) -> Vec<Form> {
    let mut found = Vec::new();
    for block in blocks(grid) {
        if let Some(form) = form(&block, &grid.name, title, file, ruled) {
            found.push(form);
        }
    }
    found
}

/// Label and value cells of a frame line, as far as they can be told.
pub(super) fn statements(row: u32, cells: Line<'_>) -> Vec<Pair> {
    read(row, cells, None).map_or_else(Vec::new, |read| read.pairs)
}

struct Read {
    pairs: Vec<Pair>,
    /// Whether the row is a form's without looking at its neighbours.
    sure: bool,
}

struct Block {
    pairs: Vec<Pair>,
    rows: BTreeSet<u32>,
}

/// Runs of rows that are labels and values; a line of one cell between them is a heading within the form.
fn blocks(grid: &Grid) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open: Option<Block> = None;
    let mut waiting: BTreeSet<u32> = BTreeSet::new();
    let mut opening: Vec<Option<bool>> = vec![None; grid.stock().len()];
    for row in grid.row_numbers() {
        let cells = grid.row(row);
        // Most rows of a table begin with what is no label, and the same names and days come again and again.
        let first = cells.numbered().next().map_or(0, |(_, number)| number);
        let opens = *opening[first as usize].get_or_insert_with(|| opens(grid.stock().cell(first)));
        let columns = open.as_ref().map(|block| block.pairs.iter().map(|pair| pair.label_column).collect::<BTreeSet<u32>>());
        let plain = if opens { read(row, cells, None).filter(|read| read.sure) } else { None };
        // Labels in every cell head a table, unless the next line goes on as a form.
        let table = || {
            let next = grid.below(row).is_none_or(|below| read(below, grid.row(below), columns.as_ref()).is_none());
            next && cells.len() >= 2 && cells.iter().all(|(_, cell)| heads(cell))
        };
        // Without an open block the second look would see what the first one saw.
        let again = || columns.as_ref().filter(|_| opens).and_then(|columns| read(row, cells, Some(columns)));
        let read = plain.or_else(|| again().filter(|_| !table()));
        if let Some(read) = read.filter(|read| read.sure || open.is_some()) {
            let block = open.get_or_insert_with(|| Block { pairs: Vec::new(), rows: BTreeSet::new() });
            block.rows.append(&mut waiting);
            block.rows.insert(row);
            block.pairs.extend(read.pairs);
            continue;
        }
        if open.is_some() && cells.len() == 1 {
            waiting.insert(row);
            continue;
        }
        waiting.clear();
        blocks.extend(open.take());
    }
    blocks.extend(open);
    blocks
}

/// Whether a line of labels and values can begin with this cell.
fn opens(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    !inline(text).is_empty() || text.chars().count() <= LONGEST && mapping::known(text)
}

/// Labels and values within one cell. `3.您对我司交期的评价是：` is a question's header.
fn inline(text: &str) -> Vec<(String, String)> {
    if text.is_empty() || header::is_numbered(text) { Vec::new() } else { label::labelled(text) }
}

/// `None` when the row is no line of labels and values. `labels`: the columns where the rows above have theirs.
fn read(row: u32, cells: Line<'_>, labels: Option<&BTreeSet<u32>>) -> Option<Read> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut open: Option<usize> = None;
    let mut colons = 0;
    for (column, cell) in cells.iter() {
        let text = if let Cell::Text(text) = cell { text.as_ref() } else { "" };
        let inline = inline(text);
        if !inline.is_empty() {
            colons += 1;
            for (label, value) in inline {
                let value = if value.is_empty() { Cell::Empty } else { Cell::Text(value.into()) };
                pairs.push(Pair { row, label_column: *column, column: *column, label, value });
            }
            open = pairs.last().is_some_and(|pair| pair.value.is_empty()).then(|| pairs.len() - 1);
            continue;
        }
        let short = !text.is_empty() && text.chars().count() <= LONGEST;
        let is_label = match labels {
            Some(labels) => short && labels.contains(column) && mapping::known(text),
            None => short && open.is_none() && mapping::known(text),
        };
        if is_label {
            pairs.push(Pair { row, label_column: *column, column: column + 1, label: text.to_owned(), value: Cell::Empty });
            open = Some(pairs.len() - 1);
        } else if let Some(at) = open.take() {
            pairs[at].column = *column;
            pairs[at].value = cell.clone();
        } else {
            // A value without a label before it: most rows of a table end here, at their first cell.
            return None;
        }
    }
    if pairs.is_empty() {
        return None;
    }
    // A header row, some of whose headers nobody knows, also is known texts before unknown ones.
    let values = pairs.iter().map(|pair| &pair.value).filter(|value| !value.is_empty());
    let (headers, said) = values.fold((0, 0), |(headers, said), value| (headers + usize::from(heads(value)), said + 1));
    let header_like = headers * 2 >= said;
    // A colon behind a header makes no form of it: its neighbours are headers too.
    let sure = if colons > 0 { pairs.iter().any(|pair| mapping::known(&pair.label)) && !(header_like && said >= 3) } else { !header_like };
    Some(Read { pairs, sure })
}

fn heads(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(text) if mapping::known(text) || Lexicon::shipped().serial.contains(&folding::key(text)))
}

fn form(block: &Block, sheet: &str, title: &str, file: &str, ruled: Option<Entity>) -> Option<Form> {
    let labels: BTreeSet<&str> = block.pairs.iter().map(|pair| pair.label.as_str()).collect();
    let headings: Vec<Heading> = labels.iter().map(|label| Heading { own: Header::parse(label), ..Heading::default() }).collect();
    let names = Names { sheet: sheet.to_owned(), title: title.to_owned(), file: file.to_owned() };
    let entity = match ruled.map_or_else(|| entity::decide(&headings, &names, &[], &[]), Subject::Of) {
        Subject::Of(entity) => entity,
        Subject::Other | Subject::Unknown => return None,
    };
    let field = |pair: &Pair| field_of(&pair.label, entity);
    let fields: BTreeSet<&str> = block.pairs.iter().filter_map(field).collect();
    let says: BTreeSet<&str> = block.pairs.iter().filter(|pair| !pair.value.is_empty()).filter_map(field).collect();
    let rows: BTreeSet<u32> = block.pairs.iter().map(|pair| pair.row).collect();
    // One line of labels above a table is its frame; a form goes on over several rows.
    if fields.len() < FEWEST || says.len() < 2 || rows.len() < 2 {
        return None;
    }
    let framing = |row: &u32| {
        let mut of_row = block.pairs.iter().filter(|pair| pair.row == *row).peekable();
        of_row.peek().is_some() && of_row.all(|pair| field(pair).is_none() && Lexicon::shipped().form.contains(&folding::key(&pair.label)))
    };
    let frame: Vec<u32> = block.rows.iter().copied().filter(framing).collect();
    let pairs: Vec<&Pair> = block.pairs.iter().filter(|pair| !frame.contains(&pair.row)).collect();
    let records = records(&pairs, entity);
    let first = records.iter().flatten().map(|pair| pair.row).min()?;
    let last = records.iter().flatten().map(|pair| pair.row).max()?;
    let rows = block.rows.iter().copied().filter(|row| (first..=last).contains(row) && !frame.contains(row)).collect();
    Some(Form { entity, rows, frame, records })
}

/// The field a label stands for.
pub(super) fn field_of(label: &str, entity: Entity) -> Option<&'static str> {
    let heading = Heading { own: Header::parse(label), ..Heading::default() };
    heading.homes().into_iter().find(|home| home.entity == entity).map(|home| home.field)
}

/// Cuts the pairs into records: by lanes side by side, and wherever the label that opens a record comes again.
fn records(pairs: &[&Pair], entity: Entity) -> Vec<Vec<Pair>> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for pair in pairs {
        *counts.entry(folding::key(&pair.label)).or_default() += 1;
    }
    let anchors = Lexicon::shipped().anchors(entity);
    let stands = |pair: &&&Pair| field_of(&pair.label, entity).is_some_and(|field| anchors.iter().flatten().any(|anchor| anchor == field));
    let Some(pivot) = pairs.iter().find(stands).or_else(|| pairs.first()) else { return Vec::new() };
    let count = counts[&folding::key(&pivot.label)];
    let Some(opening) = pairs.iter().map(|pair| folding::key(&pair.label)).find(|key| counts[key] == count) else { return Vec::new() };
    let first_row = pairs.iter().filter(|pair| folding::key(&pair.label) == opening).map(|pair| pair.row).min();
    let lanes: Vec<u32> = pairs
        .iter()
        .filter(|pair| Some(pair.row) == first_row && folding::key(&pair.label) == opening)
        .map(|pair| pair.label_column)
        .collect();
    let lane = |pair: &Pair| lanes.iter().filter(|start| **start <= pair.label_column).count().saturating_sub(1);
    let mut records: Vec<Vec<Pair>> = Vec::new();
    for place in 0..lanes.len() {
        let mut current: Vec<Pair> = Vec::new();
        for pair in pairs.iter().filter(|pair| lane(pair) == place) {
            if folding::key(&pair.label) == opening && current.iter().any(|known| folding::key(&known.label) == opening) {
                records.push(std::mem::take(&mut current));
            }
            current.push((*pair).clone());
        }
        records.push(current);
    }
    // A form handed out empty is no record.
    records.retain(|record| record.iter().any(|pair| !pair.value.is_empty() && field_of(&pair.label, entity).is_some()));
    records.sort_by_key(|record| record.first().map(|pair| (pair.row, pair.label_column)));
    records
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::*;

    fn found(rows: &[&str]) -> Vec<(Entity, Vec<Vec<String>>)> {
        let said = |record: &Vec<Pair>| record.iter().map(|pair| format!("{}={}", pair.label, pair.value.show())).collect();
        let forms = forms(&grid("s", rows), "", "", None);
        forms.into_iter().map(|form| (form.entity, form.records.iter().map(said).collect())).collect()
    }

    #[test]
    fn a_record_begins_where_its_first_label_comes_again() {
        let wanted =
            |name: &str, country: &str, mail: &str| vec![format!("客户名称={name}"), format!("国家={country}"), format!("邮箱={mail}")];
        let records = vec![wanted("Rossi", "意大利", "a@b.example"), wanted("Haus", "德国", "")];
        let blocks = ["客户名称|Rossi|国家|意大利", "邮箱|a@b.example", "", "客户名称|Haus|国家|德国", "邮箱|"];
        assert_eq!(found(&blocks), [(Entity::Customer, records.clone())]);
        let colons = ["客户名称：Rossi  国家：意大利", "邮箱：a@b.example", "客户名称：Haus  国家：德国", "邮箱："];
        assert_eq!(found(&colons), [(Entity::Customer, records)]);
    }

    #[test]
    fn blocks_side_by_side_are_two_records() {
        let rows = ["客户名称|Rossi||客户名称|Haus", "国家|意大利||国家|德国", "邮箱|a@b.example||邮箱|c@d.example"];
        let forms = found(&rows);
        assert_eq!(forms[0].1.iter().map(|record| record[0].as_str()).collect::<Vec<_>>(), ["客户名称=Rossi", "客户名称=Haus"]);
        assert_eq!(forms[0].1[1].len(), 3);
    }

    #[test]
    fn a_table_is_no_form() {
        assert_eq!(found(&["客户名称|国家|邮箱|来源", "Rossi|意大利|a@b.example|展会", "Haus|德国|c@d.example|邮件"]), []);
        assert_eq!(found(&["填表人：马丽|部门：外贸部", "客户名称|国家|邮箱", "Rossi|意大利|a@b.example"]), []);
    }
}
