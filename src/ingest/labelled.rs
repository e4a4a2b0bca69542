//! Labelled sheets (标注样表): for every mess of real sheets at least two cases, with the one right reading beside each row.
//!
//! A case: `== mess: name`, then `sheet`, `file`, `siblings`, `merge`, then one line a row — its class, and its cells
//! between `|` — and last `-> entity: A=field …` for each table in order, or `-> none`. `.` is a blank row, `repeat 400`
//! in front of a row writes it so often with `{n}` counted up.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::grid::{Grid, Region};
use super::sheet::{Place, understand};
use super::{plan, sheet::SheetRead};
use crate::model::origin::column_letters;
use crate::model::raw::{Cell, RawTable};

const CASES: [&str; 10] = [
    include_str!("labelled/banner.txt"),
    include_str!("labelled/header.txt"),
    include_str!("labelled/rows.txt"),
    include_str!("labelled/form.txt"),
    include_str!("labelled/several.txt"),
    include_str!("labelled/named.txt"),
    include_str!("labelled/ambiguous.txt"),
    include_str!("labelled/subject.txt"),
    include_str!("labelled/more.txt"),
    include_str!("labelled/exports.txt"),
];

/// Every mess that must be shown at least twice.
const MESSES: [&str; 25] = [
    "banner",
    "two_rows",
    "merged",
    "repeated_header",
    "blank_rows",
    "total",
    "note",
    "stacked",
    "side_by_side",
    "offset",
    "form",
    "form_blocks",
    "per_sheet",
    "sample_row",
    "months",
    "multi_line",
    "code_like",
    "bilingual",
    "duplicate",
    "unit",
    "ambiguous",
    "other_subject",
    "subject",
    "document",
    "large",
];

#[derive(Default)]
struct Case {
    mess: String,
    name: String,
    file: String,
    siblings: usize,
    grid: Grid,
    sheet: String,
    merges: Vec<Region>,
    classes: BTreeMap<u32, String>,
    tables: Vec<String>,
}

fn cell(text: &str) -> Cell {
    let text = text.trim().replace("\\n", "\n");
    if text.is_empty() {
        return Cell::Empty;
    }
    if let Some(written) = text.strip_prefix('\'') {
        return Cell::Text(written.into());
    }
    if let Ok(day) = chrono::NaiveDate::parse_from_str(&text, "%Y-%m-%d") {
        return Cell::Date(day.into());
    }
    text.parse::<f64>().map_or_else(|_| Cell::Text(text.as_str().into()), Cell::Number)
}

fn region(text: &str) -> Region {
    let corner = |text: &str| {
        let letters: String = text.chars().filter(char::is_ascii_alphabetic).collect();
        let column = letters.bytes().fold(0, |sum, letter| sum * 26 + u32::from(letter - b'A') + 1);
        (text[letters.len()..].parse::<u32>().unwrap(), column)
    };
    let (from, to) = text.split_once(':').unwrap();
    let ((first_row, first_column), (last_row, last_column)) = (corner(from), corner(to));
    Region { first_row, last_row, first_column, last_column }
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut row = 0;
    for line in CASES.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty() && !line.starts_with('#')) {
        if let Some(title) = line.strip_prefix("== ") {
            let (mess, name) = title.split_once(": ").unwrap();
            cases.push(Case { mess: mess.to_owned(), name: name.to_owned(), siblings: 1, file: "a.xlsx".to_owned(), ..Case::default() });
            row = 0;
            continue;
        }
        let case = cases.last_mut().unwrap();
        if let Some(table) = line.strip_prefix("-> ") {
            case.tables.push(table.trim().to_owned());
        } else if let Some(name) = line.strip_prefix("sheet ") {
            case.sheet = name.to_owned();
        } else if let Some(name) = line.strip_prefix("file ") {
            case.file = name.to_owned();
        } else if let Some(count) = line.strip_prefix("siblings ") {
            case.siblings = count.parse().unwrap();
        } else if let Some(regions) = line.strip_prefix("merge ") {
            case.merges.extend(regions.split_whitespace().map(region));
        } else if line.trim() == "." {
            row += 1;
        } else {
            let (times, line) = match line.strip_prefix("repeat ") {
                Some(rest) => rest.split_once(' ').map(|(times, line)| (times.parse::<u32>().unwrap(), line)).unwrap(),
                None => (1, line),
            };
            let (class, cells) = line.split_once('|').unwrap();
            for n in 1..=times {
                row += 1;
                case.classes.insert(row, class.trim().to_owned());
                for (column, text) in (1_u32..).zip(cells.split('|')) {
                    case.grid.put(row, column, cell(&text.replace("{n}", &n.to_string())));
                }
            }
        }
    }
    for case in &mut cases {
        case.grid.name = Arc::from(case.sheet.as_str());
        case.grid.merge(std::mem::take(&mut case.merges));
    }
    cases
}

fn classes(read: &SheetRead) -> BTreeMap<u32, String> {
    let mut found: BTreeMap<u32, String> = BTreeMap::new();
    for line in &read.ignored {
        assert!(found.insert(line.row, line.reason.to_string()).is_none(), "row {} twice", line.row);
    }
    for table in &read.tables {
        for row in table.totals.iter() {
            found.insert(row.first, "total".to_owned());
        }
        for row in table.rows.iter() {
            for number in (row.first..=row.last).filter(|number| !read.report.gaps.contains(number)) {
                found.entry(number).or_insert_with(|| if number == row.first { "data" } else { "cont" }.to_owned());
            }
        }
    }
    found
}

fn mapping(table: &RawTable) -> String {
    let form = table.header_rows.is_empty();
    let of = |column: &crate::model::raw::Column| {
        let name = if form || column.index == 0 { column.header.replace(' ', "_") } else { column_letters(column.index) };
        Some(format!("{name}={}", column.field?))
    };
    let pairs: Vec<String> = table.columns.iter().filter_map(of).collect();
    format!("{}: {}", table.entity.id(), pairs.join(" ")).trim().to_owned()
}

#[test]
fn every_labelled_sheet_is_read_exactly() {
    let cases = cases();
    assert!(cases.len() >= 60, "{} labelled sheets", cases.len());
    for mess in MESSES {
        assert!(cases.iter().filter(|case| case.mess == mess).count() >= 2, "{mess} is shown less than twice");
    }
    let known: BTreeSet<&str> = MESSES.into_iter().collect();
    let mut wrong = Vec::new();
    for case in &cases {
        assert!(known.contains(case.mess.as_str()), "{}", case.mess);
        let mut plan = plan::plan(&case.grid, &[], &case.file);
        let file: Arc<str> = Arc::from(case.file.as_str());
        let read = understand(&mut case.grid.clone(), &mut plan, Place { file: &file, hand_in: None, siblings: case.siblings, rules: &[] });
        let found = classes(&read);
        for row in case.grid.row_numbers() {
            let (wanted, got) = (&case.classes[&row], found.get(&row).map_or("nothing", String::as_str));
            if wanted != got {
                wrong.push(format!("{} · {}: row {row} is {wanted}, read as {got}", case.mess, case.name));
            }
        }
        let tables: Vec<String> = read.tables.iter().map(mapping).collect();
        let wanted: Vec<String> = case
            .tables
            .iter()
            .filter(|table| *table != "none")
            .map(|table| table.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect();
        if tables != wanted {
            wrong.push(format!(
                "{} · {}:\n    wanted {}\n    got    {}",
                case.mess,
                case.name,
                wanted.join("\n           "),
                tables.join("\n           ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{} differences in {} sheets\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
