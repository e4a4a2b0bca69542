//! Rows (行类): what each row below a header is, so that totals and notes are no customers.

use std::cell::RefCell;

use super::grid::Grid;
use super::label;
use super::layout::{self, HeaderAt};
use super::lexicon::Lexicon;
use super::line::Line;
use super::note::{note_label, note_like, numbered_note, says_more};
use crate::model::folding;
use crate::model::raw::Cell;

/// What a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// A record.
    Data,
    /// A total or sub-total.
    Total,
    /// No data, for this reason.
    Ignored(&'static str),
}

/// What the rows of one table are judged by.
#[derive(Debug)]
pub(super) struct Judge<'a> {
    pub(super) grid: &'a Grid,
    pub(super) header: &'a HeaderAt,
    /// Column of running numbers.
    pub(super) serial: Option<u32>,
    /// Columns that can stand alone in a row: a name, an order number.
    pub(super) telling: Vec<u32>,
    /// What cells say beside their value, by their numbers, as far as they were asked.
    pub(super) said: RefCell<Vec<u8>>,
}

/// What a cell says: that it was asked, a word of totals, a word of averages, a word of examples, a header's text.
const ASKED: u8 = 1;
const TOTAL: u8 = 2;
const AVERAGE: u8 = 4;
const EXAMPLE: u8 = 8;
const HEADER: u8 = 16;

impl Judge<'_> {
    /// The class of one row.
    pub(super) fn class(&self, row: u32) -> Class {
        let cells = self.grid.row(row);
        // Nearly every row is data, and its first cells say nothing else: three for sums; where none of three in ten and one more
        // says what a header says, the row does not repeat it.
        let opening = (cells.len() * 3 / 10 + 1).max(3);
        let said = cells.numbered().take(opening).fold(0, |said, (_, number)| said | self.says(number));
        if said & TOTAL > 0 && self.sums_up(cells, TOTAL) || is_named_total(cells) {
            return Class::Total;
        }
        if said & AVERAGE > 0 && self.sums_up(cells, AVERAGE) {
            return Class::Ignored("average");
        }
        if said & HEADER > 0 && layout::repeats(self.grid, row, self.header) {
            return Class::Ignored("header_again");
        }
        let Some((column, first)) = cells.first() else { return Class::Ignored("note") };
        if cells.iter().all(|(_, cell)| frame(cell) == Some("form_line")) {
            return Class::Ignored("form_line");
        }
        if self.is_sample(row, cells) {
            return Class::Ignored("sample_row");
        }
        if self.is_instruction(row, cells) {
            return Class::Ignored("form_line");
        }
        if cells.iter().all(|(column, _)| Some(*column) == self.serial) {
            return Class::Ignored(if matches!(first, Cell::Text(text) if !is_number(text)) { "note" } else { "number_only" });
        }
        if self.counts_columns(row, cells) {
            return Class::Ignored("header");
        }
        if let Cell::Text(text) = first
            && self.header.headings.len() >= 3
        {
            let alone = cells.len() == 1;
            if alone && (!self.telling.contains(column) || note_like(text))
                || cells.len() <= 2 && numbered_note(text)
                || cells.len() <= 3 && note_label(text)
                || alone && says_more(text)
            {
                return Class::Ignored("note");
            }
        }
        Class::Data
    }

    /// Such a word in front, nothing but numbers and at most two words behind; or, wherever it stands, nothing but numbers.
    fn sums_up(&self, cells: Line<'_>, such: u8) -> bool {
        let leading = cells.numbered().take(3).position(|(_, number)| self.says(number) & such > 0);
        let Some(place) = leading else { return false };
        let texts =
            cells.iter().enumerate().filter(|(index, (_, cell))| *index != place && matches!(cell, Cell::Text(text) if !is_number(text)));
        let numbers = cells.iter().any(|(_, cell)| matches!(cell, Cell::Number(_)) || matches!(cell, Cell::Text(text) if is_number(text)));
        let before = cells.iter().take(place).all(|(column, cell)| Some(*column) == self.serial || !matches!(cell, Cell::Number(_)));
        let texts = texts.count();
        texts <= 2 && (before || texts == 0) && (numbers || cells.len() == 1)
    }

    /// What a cell says. Neighbouring rows say the same days and names: each is asked once.
    fn says(&self, number: u32) -> u8 {
        let (mut said, at) = (self.said.borrow_mut(), number as usize);
        if at >= said.len() {
            said.resize(self.grid.stock().len().max(at + 1), 0);
        }
        if said[at] == 0 {
            said[at] = ASKED | if let Cell::Text(text) = self.grid.stock().cell(number) { self.meaning(text) } else { 0 };
        }
        said[at]
    }

    fn meaning(&self, text: &str) -> u8 {
        let example = if is_example(text) { EXAMPLE } else { 0 };
        let headings = &self.header.headings;
        let heads = headings.iter().any(|(_, heading)| *heading.own.shown == *text || *heading.own.whole == *text)
            || self
                .header
                .rows
                .iter()
                .any(|row| self.grid.row(*row).iter().any(|(_, cell)| matches!(cell, Cell::Text(head) if **head == *text)));
        of_sums(text) | example | if heads { HEADER } else { 0 }
    }

    /// `示例` in front, or `例：…`, `e.g. …` in the first rows of a template.
    fn is_sample(&self, row: u32, cells: Line<'_>) -> bool {
        let is_text = |number: &u32| matches!(self.grid.stock().cell(*number), Cell::Text(_));
        let first = cells.numbered().map(|(_, number)| number).find(is_text);
        if cells.len() > 1 && first.is_some_and(|number| self.says(number) & EXAMPLE > 0) {
            return true;
        }
        if !self.near_header(row) {
            return false;
        }
        let mut texts = cells.iter().filter_map(|(_, cell)| if let Cell::Text(text) = cell { Some(text.as_ref()) } else { None }).take(12);
        let opens = |text: &str| {
            let label = text.split([':', '：', '(', '（', ')', '）']).find(|part| !part.is_empty()).unwrap_or(text);
            label.len() < text.len() && is_example(label)
        };
        cells.len() > 1 && texts.any(|text| opens(text) || is_example(text))
    }

    /// 必填, 选填, `YYYY-MM-DD`: how to fill in the columns, below their header.
    fn is_instruction(&self, row: u32, cells: Line<'_>) -> bool {
        if !self.near_header(row) || cells.len() < 2 {
            return false;
        }
        let told = cells.iter().filter(|(_, cell)| {
            let Cell::Text(text) = cell else { return false };
            let first = text.split([',', '，', ';', '；', '(', '（', ':', '：', '\n']).next().unwrap_or(text);
            Lexicon::shipped().instruction.contains(&folding::key(first))
        });
        told.count() * 10 >= cells.len() * 6
    }

    fn near_header(&self, row: u32) -> bool {
        let last = self.header.rows.last().copied().unwrap_or(0);
        row > last && row <= last + 3
    }

    /// A row `1 2 3 4 …` directly under the header numbers the columns of a printed form.
    fn counts_columns(&self, row: u32, cells: Line<'_>) -> bool {
        let start = self.header.rows.last().copied().unwrap_or(0) + 1;
        let counted =
            || cells.iter().zip(1_u32..).all(|((_, cell), number)| cell.show().trim_matches(['(', ')', '（', '）']) == number.to_string());
        cells.len() >= 4 && row == start && counted()
    }
}

/// A line of the frame around a table: `title`, `unit_line`, `form_line` or `note`.
pub(super) fn preamble(cells: Line<'_>) -> &'static str {
    let frames: Vec<Option<&'static str>> = cells.iter().map(|(_, cell)| frame(cell)).collect();
    if let Some(Cell::Text(text)) = cells.only()
        && note_label(text)
    {
        return "note";
    }
    if frames.iter().all(|kind| *kind == Some("unit_line")) {
        "unit_line"
    } else if frames.iter().any(Option::is_some) || cells.iter().any(|(_, cell)| states(cell)) {
        "form_line"
    } else {
        "title"
    }
}

/// What a labelled cell is part of: `填表人：马丽`, `单位：元`.
fn frame(cell: &Cell) -> Option<&'static str> {
    let Cell::Text(text) = cell else { return None };
    let (label, _) = text.split_once([':', '：'])?;
    let key = folding::key(label);
    let lexicon = Lexicon::shipped();
    if lexicon.unit_line.contains(&key) { Some("unit_line") } else { lexicon.form.contains(&key).then_some("form_line") }
}

/// `Customer: Haus GmbH`: a label of ours with what it says.
fn states(cell: &Cell) -> bool {
    let Cell::Text(text) = cell else { return false };
    label::labelled(text).first().is_some_and(|(label, _)| label::is_label(label))
}

/// ASCII with a digit before any bracket or colon: an order number, a day, an amount. None of the lexicon's words is such a
/// text, and most cells are told apart from them by this alone.
fn numbered(text: &str) -> bool {
    text.is_ascii() && text.bytes().take_while(|byte| !matches!(byte, b':' | b'(' | b')')).any(|byte| byte.is_ascii_digit())
}

/// Whether a text is a word of examples: 示例, `e.g.`
fn is_example(text: &str) -> bool {
    !numbered(text) && Lexicon::shipped().sample_row.contains(&folding::key(text))
}

/// Whether a text is a word of totals, or of averages: 平均 under scores is no answer.
fn of_sums(text: &str) -> u8 {
    let Some(key) = word_key(text) else { return 0 };
    let ends = || !key.is_ascii() && ["小计", "合计", "总计"].iter().any(|word| key.ends_with(word));
    let total = if Lexicon::shipped().total.contains(&key) || ends() { TOTAL } else { 0 };
    total | if Lexicon::shipped().average.contains(&key) { AVERAGE } else { 0 }
}

/// What a short text says before any colon or bracket, folded.
fn word_key(text: &str) -> Option<String> {
    // An order number, a day: nearly every row begins with one.
    let bare = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    if bare(text.as_bytes().first()) && bare(text.as_bytes().last()) && numbered(text) {
        return None;
    }
    let plain = text.trim_matches(|c: char| !c.is_alphanumeric());
    if numbered(plain) || plain.chars().count() > 16 {
        return None;
    }
    Some(folding::key(plain.split([':', '：', '(', '（']).next().unwrap_or(plain)))
}

/// `Subtotal Italy`, `Totale ottobre`: the word with a name behind, and nothing but numbers else. A customer called
/// Total Energies has a country or a number of its own.
fn is_named_total(cells: Line<'_>) -> bool {
    let mut texts = cells.iter().filter_map(|(_, cell)| match cell {
        Cell::Text(text) if !is_number(text) => Some(text),
        _ => None,
    });
    let (Some(text), None) = (texts.next(), texts.next()) else { return false };
    let folded = folding::fold(text);
    let first = folded.split([' ', ':', '-', '–']).next().unwrap_or_default();
    let numbers = cells.len() >= 2 && cells.first().is_some_and(|(_, cell)| matches!(cell, Cell::Text(_)));
    numbers && ["subtotal", "sub-total", "total", "totals", "totale", "subtotale", "summe"].contains(&first) && folded.chars().count() <= 40
}

/// Numbers as text files hold them: `16,567,135.60`, `12%`, `€ 5`.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits > 0
        && text
            .chars()
            .all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+' | '%' | ' ' | '\'' | '$' | '€' | '¥' | '￥' | '(' | ')'))
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::*;

    fn classes(rows: &[&str]) -> Vec<Class> {
        let sheet = grid("s", rows);
        let headers = layout::headers(&sheet, &std::collections::BTreeSet::new());
        let judge = Judge { grid: &sheet, header: &headers[0], serial: Some(1), telling: vec![2], said: RefCell::default() };
        sheet.row_numbers().skip(1).map(|row| judge.class(row)).collect()
    }

    #[test]
    fn a_total_whose_word_stands_behind_its_number_is_one() {
        let found = classes(&["金额|件数|客户名称", "5|2|Rossi S.r.l.", "6|1|Haus GmbH", "11|合计|", "11|3|合计"]);
        assert_eq!(found, [Class::Data, Class::Data, Class::Total, Class::Total]);
    }

    #[test]
    fn totals_notes_and_frames_are_no_data() {
        use Class::{Data, Ignored, Total};
        let found = classes(&[
            "序号|客户名称|国家|金额|备注",
            "1|Rossi S.r.l.|意大利|5|",
            "2|Total Energies|法国|6|客户",
            "3|只有名字||||",
            "|小计||11||",
            "序号|客户名称|国家|金额|备注",
            "—— 2月 ——",
            "4",
            "示例|某某公司|德国|1|",
            "合计|||11||",
            "|平均||5.5||",
            "填表人：马丽|||主管领导：郑国华",
            "说明：1. 重点客户指年采购额10万美元以上。",
            "2. 国家一栏合并单元格，勿拆分。",
            "|制表：钱慧",
        ]);
        let wanted = [
            Data,
            Data,
            Data,
            Total,
            Ignored("header_again"),
            Ignored("note"),
            Ignored("number_only"),
            Ignored("sample_row"),
            Total,
            Ignored("average"),
            Ignored("form_line"),
            Ignored("note"),
            Ignored("note"),
            Ignored("form_line"),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn no_word_of_the_lexicon_is_a_numbered_text() {
        let lexicon = Lexicon::shipped();
        assert!(lexicon.total.iter().chain(&lexicon.sample_row).all(|word| !numbered(word)));
        assert!(numbered("SO00000001") && numbered("01.02.2024") && !numbered("Total (12)") && !numbered("2024合计"));
    }

    #[test]
    fn lines_above_a_header_are_told_apart() {
        let kind = |line: &str| preamble(grid("s", &[line]).row(1));
        assert_eq!(kind("客 户 档 案 表"), "title");
        assert_eq!(kind("单位：万元"), "unit_line");
        assert_eq!(kind("填表单位：外贸部||截止日期：|46000||单位：美元"), "form_line");
        assert_eq!(kind("说明：红色为必填"), "note");
    }
}
