//! One BIFF sheet (一张旧格式表): records that carry values → a grid.

use super::super::cells;
use super::super::format::Shows;
use super::super::grid::{Grid, Region};
use super::super::workbook::{Budget, Unreadable};
use super::records::{Records, double, long, word};
use super::{Announced, Globals, error, strings};
use crate::model::raw::Cell;

/// A sheet being read.
struct Sheet<'a> {
    globals: &'a Globals,
    budget: &'a mut Budget,
    grid: Grid,
    regions: Vec<Region>,
    /// Where the text of a formula belongs that follows in a record of its own.
    awaits: Option<(u16, u16)>,
}

/// Reads one sheet, and why it broke off if it did.
pub(super) fn read(
    stream: &[u8],
    announced: &Announced,
    globals: &Globals,
    budget: &mut Budget,
) -> Result<(Grid, Option<&'static str>), Unreadable> {
    let grid = Grid::new(&announced.name, announced.hidden);
    let mut records = Records::from(stream, announced.at);
    let start = records.next().filter(|record| record.kind == 0x0809);
    let Some(start) = start else { return Ok((grid, Some("BOF"))) };
    if matches!(word(start.data, 2), Some(0x20 | 0x40 | 0x06)) {
        return Ok((grid, None));
    }
    let mut sheet = Sheet { globals, budget, grid, regions: Vec::new(), awaits: None };
    let (mut depth, mut trouble) = (0_u32, Some("EOF"));
    while let Some(record) = records.next() {
        match record.kind {
            // A chart inside the sheet has records of its own, closed by its own end.
            0x0809 => depth += 1,
            0x000A if depth == 0 => {
                trouble = None;
                break;
            }
            0x000A => depth -= 1,
            _ if depth > 0 => {}
            0x0207 => {
                let pieces = records.with_continues(record.data);
                if let Some((row, column)) = sheet.awaits.take() {
                    let text = strings::result(pieces, &globals.text).unwrap_or_default();
                    let cell = cells::text(&text);
                    sheet.put(row, column, cell)?;
                }
            }
            kind if record.cut && carries_value(kind) => break,
            kind => sheet.record(kind, record.data)?,
        }
    }
    sheet.grid.merge(sheet.regions);
    Ok((sheet.grid, trouble))
}

const fn carries_value(kind: u16) -> bool {
    matches!(kind, 0x0006 | 0x0203 | 0x0204 | 0x0205 | 0x027E | 0x00FD | 0x00BD | 0x00D6)
}

impl Sheet<'_> {
    fn put(&mut self, row: u16, column: u16, cell: Cell) -> Result<(), Unreadable> {
        if !cell.is_empty() {
            self.budget.spend(1)?;
            self.grid.put(u32::from(row) + 1, u32::from(column) + 1, cell);
        }
        Ok(())
    }

    fn number(&self, value: f64, style: u16) -> Cell {
        match self.globals.formats.of(usize::from(style)) {
            Shows::Number => cells::number(value),
            Shows::Date => cells::serial(value, false, self.globals.from_1904),
            Shows::Elapsed => cells::serial(value, true, self.globals.from_1904),
        }
    }

    fn record(&mut self, kind: u16, data: &[u8]) -> Result<(), Unreadable> {
        if kind == 0x00E5 {
            self.merge_cells(data);
            return Ok(());
        }
        if !carries_value(kind) {
            return Ok(());
        }
        let (Some(row), Some(column), Some(style)) = (word(data, 0), word(data, 2), word(data, 4)) else { return Ok(()) };
        let cell = match kind {
            0x00BD => return self.many(row, column, data),
            0x027E => long(data, 6).map(|packed| self.number(packed_number(packed), style)),
            0x0203 => double(data, 6).map(|value| self.number(value, style)),
            0x00FD => long(data, 6).and_then(|index| self.globals.shared.get(usize::try_from(index).ok()?).cloned()),
            0x0204 | 0x00D6 => self.globals.text.long(data.get(6..).unwrap_or_default()).map(|text| cells::text(&text)),
            0x0205 => match data.get(6..8) {
                Some([value, 0]) => Some(Cell::Bool(*value != 0)),
                Some([code, _]) => Some(error(*code)),
                _ => None,
            },
            _ => self.formula(row, column, style, data),
        };
        self.put(row, column, cell.unwrap_or_default())
    }

    /// A row of packed numbers: style and number again and again, the last column at the end.
    fn many(&mut self, row: u16, first: u16, data: &[u8]) -> Result<(), Unreadable> {
        let pairs = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
        for (column, pair) in (u32::from(first)..).zip(pairs.chunks_exact(6)) {
            if let (Some(style), Some(packed), Ok(column)) = (word(pair, 0), long(pair, 2), u16::try_from(column)) {
                let cell = self.number(packed_number(packed), style);
                self.put(row, column, cell)?;
            }
        }
        Ok(())
    }

    /// The stored result: a number, or a mark that tells text, truth, error or nothing.
    fn formula(&mut self, row: u16, column: u16, style: u16, data: &[u8]) -> Option<Cell> {
        if word(data, 12)? != 0xFFFF {
            return double(data, 6).map(|value| self.number(value, style));
        }
        match *data.get(6)? {
            0 => {
                self.awaits = Some((row, column));
                None
            }
            1 => Some(Cell::Bool(*data.get(8)? != 0)),
            2 => Some(error(*data.get(8)?)),
            _ => None,
        }
    }

    fn merge_cells(&mut self, data: &[u8]) {
        for region in data.get(2..).unwrap_or_default().chunks_exact(8) {
            let corner = |at| word(region, at).map_or(0, u32::from) + 1;
            self.regions.push(Region { first_row: corner(0), last_row: corner(2), first_column: corner(4), last_column: corner(6) });
        }
    }
}

/// Thirty bits of a number: an integer or the head of a double, perhaps in hundredths.
fn packed_number(packed: u32) -> f64 {
    let value = if packed & 2 == 0 { f64::from_bits(u64::from(packed & !3) << 32) } else { f64::from(packed.cast_signed() >> 2) };
    if packed & 1 == 0 { value } else { value / 100.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[expect(clippy::float_cmp, reason = "the numbers are exact")]
    fn packed_numbers_are_unpacked() {
        assert_eq!(packed_number(0x3FF0_0000), 1.0);
        assert_eq!(packed_number(0x3FF0_0001), 0.01);
        assert_eq!(packed_number(5 << 2 | 2), 5.0);
        assert_eq!(packed_number((-5_i32 << 2 | 2).cast_unsigned()), -5.0);
        assert_eq!(packed_number(12_345 << 2 | 3), 123.45);
    }
}
