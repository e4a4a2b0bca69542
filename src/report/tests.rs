//! The management workbook as a whole: same bytes, every sheet opens, no month is too small.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::fixture::{empty_view, findings, month_view};
use super::{Asked, Edition, Workbook, write};
use crate::model::MetricTable;
use crate::model::own::Mark;
use crate::model::view::MonthView;
use crate::model::{Grain, MetricValue, Reason};
use crate::policy::Policy;
use crate::words::{Language, Words};

fn made(view: &MonthView, language: Language) -> Workbook {
    asked(view, language, &[Edition::Management]).remove(0)
}

fn asked(view: &MonthView, language: Language, editions: &[Edition]) -> Vec<Workbook> {
    let asked = Asked { editions: editions.to_vec(), country: Some("IT".into()), language_named: true, ..Asked::default() };
    write(view, &findings(), &Policy::shipped(), Words::of(language), &asked).unwrap()
}

/// Leaves a workbook in the temporary folder, to be opened and looked at.
pub(super) fn keep(name: &str, workbook: &Workbook) {
    let copy = Workbook { name: format!("{name}.xlsx"), bytes: workbook.bytes.clone() };
    super::publish(&std::env::temp_dir(), "clientbook-report", &[copy], &[]).unwrap();
}

fn opened(workbook: &Workbook) -> Xlsx<Cursor<Vec<u8>>> {
    calamine::open_workbook_from_rs(Cursor::new(workbook.bytes.clone())).unwrap()
}

fn texts(workbook: &Workbook) -> Vec<(String, Vec<String>)> {
    let mut book = opened(workbook);
    let names = book.sheet_names();
    let read = |name: String| {
        let range = book.worksheet_range(&name).unwrap();
        let cells = range.used_cells().map(|(_, _, cell)| {
            assert!(!matches!(cell, Data::Error(_)), "{name}: {cell:?}");
            cell.to_string()
        });
        (name.clone(), cells.collect())
    };
    names.into_iter().map(read).collect()
}

#[test]
fn the_same_month_gives_the_same_bytes() {
    for language in Language::ALL {
        assert_eq!(made(&month_view(), language).bytes, made(&month_view(), language).bytes);
    }
}

#[test]
fn every_sheet_opens_and_every_text_of_the_report_has_words() {
    for language in Language::ALL {
        let workbook = made(&month_view(), language);
        keep(language.tag(), &workbook);
        let sheets = texts(&workbook);
        assert_eq!(sheets.len(), 10);
        for (sheet, cells) in sheets {
            assert!(!sheet.starts_with("report."), "{sheet}");
            assert!(
                !cells.iter().any(|cell| cell.starts_with("report.")),
                "{sheet}: {:?}",
                cells.iter().find(|cell| cell.starts_with("report."))
            );
        }
    }
}

#[test]
fn the_headline_is_a_sentence_of_numbers() {
    let sheets = texts(&made(&month_view(), Language::ZhHans));
    let headline = &sheets[0].1[0];
    assert!(
        headline.starts_with("10月订单额 ") && headline.contains("万美元") && headline.contains("同比") && headline.contains("逾期应收"),
        "{headline}"
    );
}

#[test]
fn a_missing_hand_in_makes_the_month_not_comparable() {
    let mut view = month_view();
    view.computed.hand_ins[0].state = "missing";
    for metric in ["order_amount", "order_amount_attainment", "grade_a_count"] {
        view.computed.values.set(metric, view.month, Grain::Company, "", MetricValue::unknown(Reason::MissingHandIn));
    }
    let workbook = made(&view, Language::ZhHans);
    keep("missing-hand-in", &workbook);
    let sheets = texts(&workbook);
    assert!(sheets[0].1[0].contains("7/8 人已交表，不可比"), "{}", sheets[0].1[0]);
}

#[test]
fn the_first_month_has_nothing_to_compare() {
    let mut view = month_view();
    view.months = vec![view.month];
    let sheets = texts(&made(&view, Language::ZhHans));
    assert!(sheets[0].1.iter().any(|cell| cell.contains("环比")), "what earlier rows tell is compared with, asked for or not");
    let mut values = MetricTable::default();
    for (metric, month, grain, key, value) in view.computed.values.iter().filter(|(_, month, ..)| *month == view.month) {
        values.set(metric, month, grain, key, value.clone());
    }
    view.computed.values = values;
    let workbook = made(&view, Language::ZhHans);
    keep("first-month", &workbook);
    let sheets = texts(&workbook);
    assert!(sheets[0].1.iter().filter(|cell| *cell == "首月无对比").count() >= 5);
    assert!(!sheets[0].1.iter().any(|cell| cell.contains("环比")));
}

#[test]
fn an_empty_month_and_one_customer_still_make_a_workbook() {
    let mut view = empty_view("2026-10".parse().unwrap());
    let workbook = made(&view, Language::ZhHans);
    keep("empty-month", &workbook);
    let sheets = texts(&workbook);
    let names: Vec<_> = sheets.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["总览", "业绩走势", "数据质量", "参数与口径"]);
    let definitions = &sheets[3].1;
    assert!(definitions.iter().any(|cell| cell.contains("应收账款表")), "the sheet left out is explained");
    view.computed.customers = month_view().computed.customers.into_iter().take(1).collect();
    assert!(texts(&made(&view, Language::En)).iter().any(|(name, _)| name == "Customers"));
}

#[test]
fn many_salespeople_share_the_last_row_and_the_sum_stays_whole() {
    let mut view = month_view();
    for place in 8..14 {
        let key = format!("S{place:02}");
        view.computed.values.set("order_amount", view.month, Grain::Salesperson, &key, MetricValue::known(100.0));
    }
    let sheets = texts(&made(&view, Language::ZhHans));
    let summary = &sheets[0].1;
    assert!(summary.iter().any(|cell| cell == "其他 6 人"), "fourteen and the unowned: nine rows and six others");
    assert!(!summary.iter().any(|cell| cell == "S10"));
}

#[test]
fn a_month_reconstructed_is_named() {
    let mut view = month_view();
    view.reconstructed = vec!["2025-10".parse().unwrap()];
    let sheets = texts(&made(&view, Language::En));
    assert!(sheets[9].1.iter().any(|cell| cell.contains("for trends only: 2025-10")));
}

#[test]
fn the_mark_stands_in_a_cell_and_text_is_never_a_formula() {
    let workbook = made(&month_view(), Language::ZhHans);
    let sheets = texts(&workbook);
    let definitions = &sheets.iter().find(|(name, _)| name == "参数与口径").unwrap().1;
    assert!(definitions.iter().any(|cell| Mark::parse(cell).is_some_and(|mark| mark.kind == "management")));
    let mut book = opened(&workbook);
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().all(|(_, _, formula)| !formula.contains("HYPERLINK")));
    }
}

#[test]
fn every_list_row_names_its_place() {
    let sheets = texts(&made(&month_view(), Language::ZhHans));
    for name in ["客户", "跟进", "应收", "满意度与客诉"] {
        let cells = &sheets.iter().find(|(sheet, _)| sheet == name).unwrap().1;
        assert!(
            cells.iter().any(|cell| cell == "行") && cells.iter().any(|cell| cell.contains("台账/") || cell.contains("2026-10/")),
            "{name}"
        );
    }
}
