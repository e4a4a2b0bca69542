//! Extras (附加列): what stands in columns nobody knows, while a table is typed.
//!
//! Decides that it is held column by column, each distinct text once, and becomes one JSON object a record only in a frame:
//! an object a record would outweigh all that is known of a long table.

use std::borrow::Cow;

use super::dictionary::Dictionary;
use super::stock::Stock;

/// A cell among the extras: the name of its column, and its number in the stock.
pub type Extra<'a> = (Cow<'a, str>, u32);

/// The extras of an entity's records, table by table.
#[derive(Debug, Clone, Default)]
pub struct Extras(Vec<Block>);

/// The extras of one table, whose first record has this place.
#[derive(Debug, Clone)]
struct Block {
    first: usize,
    columns: Vec<(String, Dictionary)>,
}

impl Extras {
    /// Adds what the record at this place has; so many records are to come in all.
    pub fn push(&mut self, place: usize, extra: &[Extra<'_>], stock: &Stock, expected: usize) {
        let Some(block) = self.0.last_mut().filter(|_| !extra.is_empty()) else { return };
        let (mut hint, row) = (0, place - block.first);
        for (name, cell) in extra {
            // Most records have the same columns in the same order.
            let from = hint.min(block.columns.len());
            let found = block.columns[from..].iter().position(|(known, _)| known == name).map(|at| at + from);
            let at = found.or_else(|| block.columns[..from].iter().position(|(known, _)| known == name)).unwrap_or_else(|| {
                block.columns.push((name.to_string(), Dictionary::new(expected.saturating_sub(block.first))));
                block.columns.len() - 1
            });
            let texts = &mut block.columns[at].1;
            texts.reach(row);
            texts.push_cell(*cell, stock);
            hint = at + 1;
        }
    }

    /// Another table comes, with cells of its own; its first record will have this place.
    pub fn turn(&mut self, first: usize) {
        if self.0.last().is_some_and(|block| block.columns.is_empty()) {
            self.0.pop();
        }
        self.0.last_mut().into_iter().flat_map(|block| &mut block.columns).for_each(|(_, texts)| texts.turn());
        self.0.push(Block { first, columns: Vec::new() });
    }

    /// One JSON object for each record that has any; `None` where none has.
    #[must_use]
    pub fn into_texts(self, height: usize) -> Option<Dictionary> {
        if self.0.iter().all(|block| block.columns.is_empty()) {
            return None;
        }
        let ends: Vec<usize> = self.0.iter().skip(1).map(|block| block.first).chain([height]).collect();
        let mut objects = Dictionary::new(height);
        for (mut block, end) in self.0.into_iter().zip(ends) {
            block.columns.sort_by(|left, right| left.0.cmp(&right.0));
            objects.reach(block.first);
            let mut object = String::new();
            for row in 0..end - block.first {
                object.clear();
                write(&mut object, &block.columns, row);
                objects.push((!object.is_empty()).then_some(object.as_str()));
            }
        }
        Some(objects)
    }
}

/// Writes the object of one record; nothing where it has no extras.
fn write(object: &mut String, columns: &[(String, Dictionary)], row: usize) {
    for (name, texts) in columns {
        let Some(text) = texts.get(row) else { continue };
        object.push(if object.is_empty() { '{' } else { ',' });
        quote(object, name);
        object.push(':');
        quote(object, text);
    }
    if !object.is_empty() {
        object.push('}');
    }
}

fn quote(object: &mut String, text: &str) {
    if text.bytes().all(|byte| byte >= 0x20 && !matches!(byte, b'"' | b'\\')) {
        object.push('"');
        object.push_str(text);
        object.push('"');
    } else {
        object.push_str(&serde_json::to_string(text).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::super::raw::Cell;
    use super::*;

    #[test]
    fn every_record_gets_its_own_object_in_the_order_of_names() {
        let mut stock = Stock::default();
        let [mark, channel] = ["R\"S", "展会"].map(|text| stock.text(text));
        let hours = stock.number(Cell::Number(12.0));
        let mut extras = Extras::default();
        extras.turn(0);
        extras.push(1, &[("渠道".into(), channel), ("唛头".into(), mark)], &stock, 3);
        extras.push(2, &[("唛头".into(), hours)], &stock, 3);
        extras.turn(3);
        extras.turn(3);
        let mut other = Stock::default();
        let late = other.text("late");
        extras.push(4, &[("a".into(), late)], &other, 6);
        let texts = extras.into_texts(6).unwrap();
        let all: Vec<Option<&str>> = (0..6).map(|row| texts.get(row)).collect();
        assert_eq!(
            all,
            [None, Some("{\"唛头\":\"R\\\"S\",\"渠道\":\"展会\"}"), Some("{\"唛头\":\"12\"}"), None, Some("{\"a\":\"late\"}"), None]
        );
        assert!(Extras::default().into_texts(3).is_none());
    }
}
