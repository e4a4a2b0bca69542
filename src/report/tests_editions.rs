//! Editions: what each recipient gets, and that nobody gets what is another's. The bytes are searched, not only the
//! cells: shared strings, chart caches, properties and names of sheets are in them.

use std::collections::BTreeSet;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::fixture::{empty_view, findings, month_view};
use super::{Asked, Edition, Workbook, write};
use crate::error::Kind;
use crate::model::view::MonthView;
use crate::policy::Policy;
use crate::words::{Language, Words};

fn asked(view: &MonthView, asked: &Asked) -> Vec<Workbook> {
    write(view, &findings(), &Policy::shipped(), Words::of(Language::ZhHans), asked).unwrap()
}

fn of(view: &MonthView, edition: Edition) -> Vec<Workbook> {
    asked(
        view,
        &Asked {
            editions: vec![edition], country: Some("意大利".into()), language_named: edition != Edition::Country, ..Asked::default()
        },
    )
}

/// Everything written in a workbook, part by part: an xlsx file is a zip of XML texts.
fn parts(workbook: &Workbook) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(&workbook.bytes)).unwrap();
    let mut all = String::new();
    for place in 0..archive.len() {
        let mut part = archive.by_index(place).unwrap();
        all.push_str(&part.name().unwrap());
        std::io::Read::read_to_string(&mut part, &mut all).unwrap();
    }
    all
}

fn sheets(workbook: &Workbook) -> Vec<(String, Vec<String>)> {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(workbook.bytes.clone())).unwrap();
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
fn every_salesperson_gets_a_workbook_with_nothing_of_a_colleague() {
    let view = month_view();
    let books = of(&view, Edition::Salesperson);
    assert_eq!(books.len(), view.staff.len());
    for (book, member) in books.iter().zip(&view.staff) {
        assert_eq!(book.name, format!("salespeople/{}-2026-10.xlsx", member.name));
        let all = parts(book);
        let escaped = |text: &str| text.replace('&', "&amp;").replace('"', "&quot;");
        for other in view.staff.iter().filter(|other| other.id != member.id) {
            assert!(!all.contains(&other.name), "{} in the workbook of {}", other.name, member.name);
        }
        let own: BTreeSet<&str> = view
            .computed
            .customers
            .iter()
            .filter(|line| line.owner.as_deref() == Some(&member.id))
            .map(|line| line.name.as_str())
            .collect();
        assert!(
            own.iter().all(|name| name.len() > 200 || name.contains(['\u{b}', '\u{1}']) || all.contains(&escaped(name))),
            "own customers are all there"
        );
        for line in view.computed.customers.iter().filter(|line| line.owner.as_deref() != Some(&member.id)) {
            assert!(
                own.iter().any(|name| name.contains(&line.name)) || !all.contains(&escaped(&line.name)),
                "{} in the workbook of {}",
                line.name,
                member.name
            );
            let amount = line.amount_12m.unwrap_or(0.0);
            let others =
                || view.computed.customers.iter().any(|own| own.owner.as_deref() == Some(&member.id) && own.amount_12m == Some(amount));
            assert!(
                amount == 0.0 || others() || !all.contains(&format!("<v>{amount}</v>")),
                "the amount of {} in the workbook of {}",
                line.name,
                member.name
            );
        }
        let company = view.computed.values.company("order_amount", view.month).unwrap().value.unwrap();
        assert!(!all.contains(&format!("<v>{company}</v>")), "the company's total is no business of {}", member.name);
    }
}

#[test]
fn the_figures_of_a_salesperson_are_the_managers() {
    let view = month_view();
    let books = of(&view, Edition::Salesperson);
    for (book, member) in books.iter().zip(&view.staff) {
        let amount =
            view.computed.values.get("order_amount", view.month, crate::model::Grain::Salesperson, &member.id).unwrap().value.unwrap();
        let mut opened: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book.bytes.clone())).unwrap();
        let range = opened.worksheet_range("我的数据").unwrap();
        let shown = range.rows().any(|row| row.iter().any(|cell| matches!(cell, Data::Float(value) if (value - amount).abs() < 1e-6)));
        assert!(shown, "{}: {amount}", member.name);
    }
}

#[test]
fn the_first_page_has_at_most_five_musts_and_fifteen_rows_with_five_cells_to_fill() {
    let mut view = month_view();
    for line in &mut view.computed.customers {
        line.owner = Some("S0".into());
    }
    for line in &mut view.computed.follow_ups {
        line.owner = Some("S0".into());
    }
    let book = &of(&view, Edition::Salesperson)[0];
    let mut opened: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(book.bytes.clone())).unwrap();
    let range = opened.worksheet_range("本月待办").unwrap();
    let header = range.rows().position(|row| row.contains(&Data::String("编号键".into()))).unwrap();
    assert!(header < 12, "the reader looks for the keys in the first twelve rows");
    let keys = range.rows().skip(header + 1).filter(|row| crate::model::own::read_row_key(&row[8].to_string()).is_some()).count();
    assert_eq!(keys, 15);
    assert!((1..=5).contains(&(header - 5)), "{header}: musts stand between the title and the heading and hidden row of the list");
    assert_eq!(validations(book, "sheet1.xml"), 5);
}

fn validations(workbook: &Workbook, sheet: &str) -> usize {
    let mut archive = zip::ZipArchive::new(Cursor::new(&workbook.bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(&format!("xl/worksheets/{sheet}")).unwrap(), &mut text).unwrap();
    text.matches("<dataValidation ").count()
}

#[test]
fn one_salesperson_is_asked_for_by_any_name_and_an_unknown_one_is_refused() {
    let mut view = month_view();
    view.staff[0].aliases = vec!["Fiona".into()];
    for name in ["王芳", "fiona", "S0"] {
        let books = asked(&view, &Asked { salesperson: Some(name.into()), ..Asked::default() });
        assert_eq!(books.iter().map(|book| book.name.as_str()).collect::<Vec<_>>(), ["salespeople/王芳-2026-10.xlsx"]);
    }
    let refused = |asked: &Asked| write(&view, &[], &Policy::shipped(), Words::of(Language::En), asked).unwrap_err().kind;
    assert_eq!(refused(&Asked { salesperson: Some("nobody".into()), ..Asked::default() }), Kind::NotFound);
    assert_eq!(refused(&Asked { country: Some("XX".into()), ..Asked::default() }), Kind::NotFound);
    assert_eq!(refused(&Asked { editions: vec![Edition::Country], ..Asked::default() }), Kind::Usage);
}

#[test]
fn the_meeting_and_the_outside_see_nobody() {
    let view = month_view();
    for edition in [Edition::Meeting, Edition::External] {
        let all = parts(&of(&view, edition)[0]);
        for member in &view.staff {
            assert!(!all.contains(&member.name), "{} in {edition:?}", member.name);
        }
        for line in view.computed.customers.iter().filter(|line| line.name.is_ascii()) {
            assert!(!all.contains(&line.name), "{} in {edition:?}", line.name);
        }
        assert!(!all.contains("平均订单额"), "{edition:?}");
    }
    let outside = parts(&of(&view, Edition::External)[0]);
    let amount = view.computed.values.company("order_amount", view.month).unwrap().value.unwrap();
    assert!(!outside.contains(&format!("<v>{amount}</v>")) && !outside.contains("订单额"), "no money outside");
}

#[test]
fn a_country_edition_holds_its_own_customers() {
    let view = month_view();
    let book = &of(&view, Edition::Country)[0];
    assert_eq!(book.name, "country-IT-2026-10.xlsx");
    let all = parts(book);
    for line in &view.computed.customers {
        // `Nordic Tools AB 30` is an Italian customer's name, too.
        let is_here = |other: &crate::model::view::CustomerLine| other.country.as_deref() == Some("IT") && other.name.contains(&line.name);
        let here = view.computed.customers.iter().any(is_here);
        let plain = line.name.is_ascii() && !line.name.contains(['"', '&', '\u{b}']);
        assert!(!plain || all.contains(&line.name) == here, "{} {:?}", line.name, line.country);
    }
}

#[test]
fn every_edition_says_for_whom_it_is_and_has_no_text_without_words() {
    for view in [month_view(), empty_view("2026-10".parse().unwrap())] {
        for edition in [Edition::Management, Edition::Meeting, Edition::Salesperson, Edition::External] {
            for book in of(&view, edition) {
                super::tests::keep(&format!("{}-{}", edition.id(), book.name.replace('/', "-").trim_end_matches(".xlsx")), &book);
                for (name, cells) in sheets(&book) {
                    assert!(!name.starts_with("report."), "{name}");
                    let unknown = cells.iter().find(|cell| cell.starts_with("report."));
                    assert!(unknown.is_none(), "{name}: {unknown:?}");
                }
                assert!(parts(&book).contains(&format!("{} {}", view.month, edition.id())), "the mark of {}", book.name);
            }
        }
    }
}

/// Tasks and days of care reach their owner alone; lists that only the managers read reach nobody else.
#[test]
fn tasks_and_care_are_the_owners_and_watch_lists_the_managers() {
    let view = month_view();
    let books = of(&view, Edition::Salesperson);
    let own = |text: &str| {
        books.iter().zip(&view.staff).filter(|(book, _)| parts(book).contains(text)).map(|(_, m)| m.id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(own("报价不完整").len(), 5, "the tasks of five colleagues");
    assert!(own("生日，同事认识").len() >= 5, "what they note of a colleague is masked");
    assert!(own("认识").iter().all(|id| view.computed.care.iter().any(|line| line.owner.as_deref() == Some(id))));
    for text in ["Q-99", "重要客户有两位负责人：", "预计收款", "记分卡", "投保额度", "XP-1"] {
        assert_eq!(own(text), Vec::<&str>::new(), "{text}");
    }
    let analysis = parts(&of(&view, Edition::Management)[1]);
    for text in ["预计收款", "记分卡", "投保额度", "XP-1", "报价不完整", "缺2项：国家、邮箱"] {
        assert!(analysis.contains(text), "{text}");
    }
    for edition in [Edition::Meeting, Edition::External, Edition::Country] {
        assert!(!parts(&of(&view, edition)[0]).contains("报价不完整"), "{edition:?}");
    }
}

/// A month of many or very odd customers still opens, whole.
#[test]
fn ten_thousand_customers_and_every_odd_name_make_workbooks_that_open() {
    let mut view = month_view();
    let odd = [
        "长".repeat(200),
        "😀🏠 Casa".to_owned(),
        "شركة النور للتجارة".to_owned(),
        "=HYPERLINK(\"http://x\",\"y\")".to_owned(),
        "a\u{0}b".to_owned(),
        "@SUM(A1)".to_owned(),
    ];
    let sample = view.computed.customers[0].clone();
    view.computed.customers = (0..10_000_u32)
        .map(|place| {
            let mut line = sample.clone();
            line.id = format!("C{place:05}");
            line.name = odd.get(usize::try_from(place).unwrap()).cloned().unwrap_or_else(|| format!("Customer {place}"));
            line.owner = Some("S0".into());
            line
        })
        .collect();
    let management = &of(&view, Edition::Management)[0];
    assert!(management.bytes.len() < 5_000_000, "{} bytes", management.bytes.len());
    let customers = sheets(management).into_iter().find(|(name, _)| name == "客户").unwrap().1;
    for name in odd.iter().filter(|name| !name.contains('\u{0}')) {
        assert!(customers.contains(name), "{name}");
    }
    assert!(!parts(management).contains("<f>HYPERLINK"), "a name never becomes a formula");
    let own = &of(&view, Edition::Salesperson)[0];
    assert!(sheets(own).iter().any(|(name, _)| name == "本月待办"));
}

/// Every live formula carries the value that it gives now: the totals of the limits are the dates counted.
#[test]
fn the_what_if_counts_the_recorded_dates() {
    let view = month_view();
    let management = &of(&view, Edition::Management)[0];
    let dated = view.computed.customers.iter().filter(|line| line.expected_close.is_some()).count();
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(management.bytes.clone())).unwrap();
    let formulas = book.worksheet_formula("分级与商机").unwrap();
    let counting = formulas.used_cells().filter(|(_, _, formula)| formula.starts_with("COUNTIFS")).count();
    assert_eq!(counting, 5);
    let range = book.worksheet_range("分级与商机").unwrap();
    let start = range.rows().position(|row| row.contains(&Data::String("天数".into()))).unwrap();
    let counted: f64 = range.rows().skip(start + 1).take(5).filter_map(|row| calamine::DataType::get_float(&row[3])).sum();
    assert!((counted - f64::from(u32::try_from(dated).unwrap())).abs() < 1e-9, "{counted} of {dated}");
    // The formulas name the cells where the parameters stand.
    let named: BTreeSet<String> =
        formulas.used_cells().filter_map(|(_, _, formula)| formula.strip_prefix("'参数与口径'!$B$").map(str::to_owned)).collect();
    let parameters = book.worksheet_range("参数与口径").unwrap();
    let days: Vec<String> = ["A 级：几天内成交", "B 级：几天内成交", "C 级：几天内成交"]
        .map(|label| parameters.rows().position(|row| row[0] == label).unwrap() + 1)
        .iter()
        .map(usize::to_string)
        .collect();
    for row in &days {
        assert!(named.iter().any(|cell| cell == row), "{named:?} {days:?}");
    }
}
