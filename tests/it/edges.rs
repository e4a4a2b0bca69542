//! Edge runs: sheets, columns, rates, targets or whole months missing. Every figure is known and finite or unknown with its
//! reason; nothing is divided by nothing, and nothing that nobody told is a 0 %.

use serde_json::Value;

use crate::workspace::{Workspace, project, samples};

/// Runs `check` on the files and holds every figure to the rules.
fn figures(name: &str, policy: &str, files: &[(&str, &str)]) -> Value {
    let space = Workspace::new(name);
    for (file, text) in files {
        space.write(&format!("in/{file}"), text);
    }
    space.write("clientbook.toml", format!("version = 1\n{policy}"));
    let ran = space.run(&["check", "in", "--month", "2026-10", "--format", "json", "--quiet"]);
    assert!([0, 1].contains(&ran.code), "{name}: {}", ran.stderr);
    let run: Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{name}: {error}\n{}", ran.stderr));
    let lines = run["metrics"].as_array().unwrap();
    assert!(lines.len() > 200, "{name}: {} figures", lines.len());
    for line in lines {
        // What is not a number is written as null: it would stand here without a reason.
        assert!(line["value"].is_number() != line["reason"].is_string(), "{name}: {line}");
        let known = line["value"].is_number();
        assert!(!(known && line["den"].as_f64().is_some_and(|den| den <= 0.0)), "{name}: divided by nothing: {line}");
        let share = line["metric"].as_str().is_some_and(|id| id.ends_with("_share"));
        assert!(!(known && share && line["n"] == 0), "{name}: a share of nobody: {line}");
    }
    assert!(!ran.stdout.contains("NaN") && !ran.stdout.contains("inf\"") && !ran.stdout.contains("Infinity"));
    run
}

/// Value and reason of the company's figure.
fn told<'r>(run: &'r Value, id: &str) -> (Option<f64>, Option<&'r str>) {
    let of = |line: &&Value| line["metric"] == id && line["grain"] == "company";
    let line = run["metrics"].as_array().unwrap().iter().find(of).unwrap_or_else(|| panic!("no {id}"));
    (line["value"].as_f64(), line["reason"].as_str())
}

const CUSTOMERS: &str = "Customer,Country,Owner\nAlfa Srl,Italy,Fiona\nBeta GmbH,Germany,Leo\n";
const ORDERS: &str = "Order No.,Order Date,Customer,Amount,Currency,Salesperson\n\
    P1,2026-10-05,Alfa Srl,1000,USD,Fiona\nP2,2026-09-05,Beta GmbH,500,USD,Leo\nP3,2025-10-05,Alfa Srl,300,USD,Fiona\n";

#[test]
fn tables_that_nobody_gave_leave_their_figures_unknown() {
    let run = figures("no_tables", "", &[("customers.csv", CUSTOMERS)]);
    for id in ["order_amount", "csat_share", "complaint_count", "inquiry_count", "payment_received_amount", "receivable_balance"] {
        assert_eq!(told(&run, id), (None, Some("NO_SHEET")), "{id}");
    }
    let run = figures("no_surveys", "", &[("customers.csv", CUSTOMERS), ("orders.csv", ORDERS)]);
    assert_eq!((told(&run, "order_amount").0, told(&run, "csat_share").1), (Some(1000.0), Some("NO_SHEET")));
}

#[test]
fn columns_that_are_not_there_leave_their_figures_unknown() {
    let run = figures("no_columns", "", &[("orders.csv", ORDERS)]);
    for id in ["on_time_share", "margin_amount", "shipped_amount"] {
        assert_eq!(told(&run, id), (None, Some("NO_COLUMN")), "{id}");
    }
}

#[test]
fn amounts_without_a_rate_are_unknown_and_counts_are_not() {
    let run = figures("no_rates", "", &[("orders.csv", &ORDERS.replace("USD", "CHF"))]);
    assert_eq!((told(&run, "order_amount"), told(&run, "order_count").0), ((None, Some("NO_RATE")), Some(1.0)));
}

#[test]
fn without_targets_nothing_is_attained() {
    let run = figures("no_targets", "", &[("orders.csv", ORDERS)]);
    for id in ["order_amount_target", "order_amount_attainment", "order_amount_year_attainment", "new_customers_target"] {
        assert_eq!(told(&run, id), (None, Some("NO_TARGET")), "{id}");
    }
}

#[test]
fn a_hand_in_that_is_missing_is_no_fall() {
    let contacts = "Date,Customer,Method,Content\n2026-09-10,Beta GmbH,phone,called\n";
    let staff = "Name,Position\nFiona,Sales\nLeo,Sales\n";
    let files = [
        ("staff.csv", staff),
        ("2026-09/Fiona.csv", "Customer,Country,Expected close date\nAlfa Srl,Italy,2026-12-01\n"),
        ("2026-09/Leo.csv", "Customer,Country,Expected close date\nBeta GmbH,Germany,2026-12-01\n"),
        ("2026-10/Fiona.csv", "Customer,Country,Expected close date\nAlfa Srl,Italy,2026-12-01\n"),
        ("2026-09/contacts.csv", contacts),
    ];
    let run = figures("hand_in", "", &files);
    assert_eq!(told(&run, "follow_up_compliance_share").0, None);
}

#[test]
fn a_month_in_which_nothing_happened_is_a_true_nought_only_where_the_sheet_covers_it() {
    let rows = "Order No.,Order Date,Customer,Amount,Currency\nP1,2025-09-05,Alfa Srl,1000,USD\nP2,2026-11-05,Alfa Srl,500,USD\n";
    let run = figures("quiet_month", "", &[("orders.csv", rows)]);
    assert_eq!((told(&run, "order_amount").0, told(&run, "order_count").0), (Some(0.0), Some(0.0)));
    assert_eq!(told(&run, "average_order_value"), (None, Some("NO_DATA")));
    assert_eq!(told(&run, "performance_mom_share"), (None, Some("NO_BASE")));
    let before = "Order No.,Order Date,Customer,Amount,Currency\nP1,2026-08-05,Alfa Srl,1000,USD\n";
    let run = figures("not_covered", "", &[("orders.csv", before)]);
    assert_eq!(told(&run, "order_amount"), (None, Some("NO_SHEET")));
}

#[test]
fn the_first_month_has_nothing_to_compare_with() {
    let rows = "Order No.,Order Date,Customer,Amount,Currency\nP1,2026-10-05,Alfa Srl,1000,USD\n";
    let run = figures("one_customer", "", &[("orders.csv", rows)]);
    assert_eq!(told(&run, "order_amount").0, Some(1000.0));
    for id in ["order_amount_change", "performance_mom_share", "performance_yoy_share"] {
        assert_eq!(told(&run, id).0, None, "{id}");
    }
    for id in ["repurchase_share", "retention_share", "repeat_customer_share"] {
        assert_eq!(told(&run, id).0, None, "{id}");
    }
    assert_eq!(told(&run, "concentration_top1_share").1, Some("PARTIAL"));
}

#[test]
fn sheets_with_headers_alone_tell_nothing() {
    let header = |text: &str| format!("{}\n", text.lines().next().unwrap());
    let run = figures("no_rows", "", &[("customers.csv", &header(CUSTOMERS)), ("orders.csv", &header(ORDERS))]);
    assert_eq!(run["customers"], 0);
    assert!(run["metrics"].as_array().unwrap().iter().all(|line| line["value"].is_null()));
}

#[test]
fn one_answer_and_one_complaint_are_too_few_for_a_share() {
    let answers = "Date,Customer,Overall satisfaction\n2026-10-05,Alfa Srl,5\n";
    let complaints = "Complaint No.,Received,Customer,Content,Closed on\nK1,2026-10-06,Alfa Srl,scratched,2026-10-09\n";
    let run = figures("few", "", &[("customers.csv", CUSTOMERS), ("surveys.csv", answers), ("complaints.csv", complaints)]);
    assert_eq!(told(&run, "csat_share").0, None);
    assert_eq!(told(&run, "complaint_rate_per_100").0, None);
    assert_eq!(told(&run, "complaint_count").0, Some(1.0));
}

/// Names that break what reads them, in a month without any before it: each workbook opens, no cell is a formula of somebody's
/// making or an error, and every edition is made.
#[test]
fn names_nobody_expects_make_workbooks_that_open() {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    let long = format!("Compagnia {}", "Lunghissima ".repeat(17));
    let odd = [
        "=HYPERLINK(\"\"http://x.example\"\",\"\"y\"\")",
        "شركة النور للتجارة",
        "😀🏠 Casa Felice",
        "@SUM(A1)",
        "+39 Home S.r.l.",
        long.trim(),
    ];
    let (mut customers, mut orders) = (
        "Customer,Country,Owner,Expected close date\n".to_owned(),
        "Order No.,Order Date,Customer,Amount,Currency,Salesperson\n".to_owned(),
    );
    for (place, name) in odd.iter().enumerate() {
        customers.push_str(&format!("\"{name}\",Italy,\"{}\",2026-11-20\n", ["=Lia+1", "مها"][place % 2]));
        orders.push_str(&format!("P{place},2026-10-0{},\"{name}\",1000,USD,\"{}\"\n", place + 1, ["=Lia+1", "مها"][place % 2]));
    }
    let space = Workspace::new("odd_names");
    space.write("in/customers.csv", customers).write("in/orders.csv", orders);
    let named = ["--edition", "management,meeting,salesperson,country,external", "--country", "IT", "--language", "it", "--quiet"];
    space.run(&[&["report", "in", "--month", "2026-10", "--output", "out"], &named[..]].concat()).exits(0);
    let made = space.files("out/2026-10");
    let books: Vec<&String> = made.iter().map(|(file, _)| file).filter(|file| file.contains(".xlsx")).collect();
    assert!(books.len() >= 7, "{books:?}");
    for file in books {
        let mut book: Xlsx<_> = open_workbook(space.path("out/2026-10").join(file)).unwrap();
        for name in book.sheet_names() {
            let formulas = book.worksheet_formula(&name).unwrap();
            let foreign = formulas.used_cells().find(|(.., text)| text.contains("HYPERLINK") || text.contains("Lia"));
            assert!(foreign.is_none(), "{file} {name}: {foreign:?}");
            let error = book
                .worksheet_range(&name)
                .unwrap()
                .used_cells()
                .find(|(.., cell)| matches!(cell, Data::Error(_)))
                .map(|cell| cell.2.clone());
            assert!(error.is_none(), "{file} {name}: {error:?}");
        }
    }
}

/// A small company sees its figures: few dashes on the sheets made of the samples, none on the tiles.
#[test]
fn at_least_nine_in_ten_cells_of_the_samples_are_filled() {
    use calamine::{Reader, Xlsx, open_workbook};
    let example = project("reports/example");
    assert!(example.exists() && !samples().is_empty());
    let (mut told, mut dashes) = (0_u32, 0_u32);
    for (name, _) in
        crate::workspace::files_below(&example).iter().filter(|(name, _)| name.contains("management-") && name.contains(".xlsx"))
    {
        let mut book: Xlsx<_> = open_workbook(example.join(name)).unwrap();
        for sheet in book.sheet_names() {
            for (_, _, cell) in book.worksheet_range(&sheet).unwrap().used_cells() {
                let text = cell.to_string();
                if text == "—" || text.starts_with("— ") {
                    dashes += 1;
                } else {
                    told += 1;
                }
            }
        }
    }
    assert!(told > 500, "{told} cells");
    assert!(10 * dashes <= told + dashes, "{dashes} dashes beside {told} cells");
}

#[test]
fn a_complaint_sheet_without_plans_is_judged_by_its_answers() {
    let complaints =
        "Complaint No.,Received,Customer,Category,Content,First response\nK1,2026-10-06,Alfa Srl,quality,scratched,2026-10-06\n";
    let space = Workspace::new("no_plans");
    space.write("in/customers.csv", CUSTOMERS).write("in/complaints.csv", complaints).write("clientbook.toml", "version = 1\n");
    space.run(&["report", "in", "--month", "2026-10", "--language", "en", "--quiet"]).exits(0);
    let sheet = cells(&space, "Satisfaction and complaints");
    assert!(sheet.iter().any(|row| row.contains("Alfa Srl") && row.contains("|yes|")), "{sheet:?}");
}

/// The rows of a sheet of the management workbook, cells joined by bars.
fn cells(space: &Workspace, sheet: &str) -> Vec<String> {
    use calamine::{Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(space.path("reports/2026-10/management-2026-10.xlsx")).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn the_first_page_of_a_first_month_claims_no_rise_and_counts_people_only() {
    let customers = "Customer,Country,Owner,Need,Expected close date\nAlfa Srl,Italy,Fiona,explicit,2026-11-15\nBeta GmbH,Germany,,,\n";
    let space = Workspace::new("first_page");
    space.write("in/customers.csv", customers).write("in/orders.csv", ORDERS).write("clientbook.toml", "version = 1\n");
    space.run(&["report", "in", "--month", "2026-10", "--language", "en", "--quiet"]).exits(0);
    let page = cells(&space, "Summary").join("\n");
    // Last month's grades were never told: the sheet speaks for this month alone.
    assert!(page.contains("|MoM —   YoY —|"), "{page}");
    assert!(page.contains("Salespeople: 2,"), "{page}");
    assert!(page.contains("Grades: 1 of 1 at A or B"), "a share of one customer: {page}");
}

#[test]
fn what_a_grade_lacks_is_said() {
    let customers = "Customer,Country,Owner,Expected close date\nAlfa Srl,Italy,Fiona,2026-10-20\nBeta GmbH,Germany,Leo,2026-10-20\n";
    let orders = "Order No.,Order Date,Customer,Amount,Currency\nP1,2026-10-18,Beta GmbH,500,USD\n";
    let space = Workspace::new("grade_lacks");
    space.write("in/customers.csv", customers).write("in/orders.csv", orders).write("clientbook.toml", "version = 1\n");
    space.run(&["report", "in", "--month", "2026-10", "--language", "en", "--quiet"]).exits(0);
    let sheet = cells(&space, "Customers");
    let said = |name: &str, words: &str| sheet.iter().any(|row| row.contains(name) && row.contains(words));
    assert!(
        said("Alfa Srl", "2026-10-20 passed 11 days ago") && said("Beta GmbH", "Ordered around the close date 2026-10-20"),
        "{sheet:?}"
    );
}

#[test]
fn rates_quoted_in_yuan_serve_a_dollar_company() {
    let rates = "Month,Currency,Rate\n2026-10,USD,7.1\n2026-10,EUR,7.81\n";
    let orders = "Order No.,Order Date,Customer,Amount,Currency\nP1,2026-10-18,Beta GmbH,100,EUR\n";
    let run = figures("yuan", "", &[("rates.csv", rates), ("orders.csv", orders)]);
    assert_eq!(told(&run, "order_amount").0, Some(110.0));
}
