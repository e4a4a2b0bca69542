//! `calendar.closing_day` and `calendar.time_zone`: what a month holds, from the sheets to the head of the workbook.

use serde_json::Value;

use crate::workspace::Workspace;

const ORDERS: &str = "Order No.,Order Date,Customer,Amount,Currency,Salesperson\n\
    P1,2026-09-25,Alfa Srl,1,USD,Fiona\nP2,2026-09-26,Alfa Srl,2,USD,Fiona\nP3,2026-10-25,Beta GmbH,4,USD,Leo\n\
    P4,2026-10-26,Beta GmbH,8,USD,Leo\nP5,2026-11-25,Alfa Srl,16,USD,Fiona\nP6,2026-11-26,Alfa Srl,32,USD,Fiona\n";

/// Figures of a month as `report` tells them to programs.
fn figures(space: &Workspace, arguments: &[&str]) -> Value {
    let ran = space.run(&[&["report", "in", "--format", "json"], arguments].concat()).exits(0);
    serde_json::from_str(&ran.stdout).unwrap()
}

fn company(run: &Value, id: &str) -> Option<f64> {
    let of = |line: &&Value| line["metric"] == id && line["grain"] == "company";
    run["metrics"].as_array().unwrap().iter().find(of).unwrap_or_else(|| panic!("no {id}"))["value"].as_f64()
}

/// The rows of a sheet of a workbook, cells joined by bars.
fn cells(space: &Workspace, book: &str, sheet: &str) -> String {
    use calamine::{Reader, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(space.path(book)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|")).collect::<Vec<_>>().join("\n")
}

#[test]
fn an_order_of_the_26th_counts_in_the_next_month() {
    let space = Workspace::new("closing_day");
    space.write("in/orders.csv", ORDERS).write("clientbook.toml", "version = 1\n[calendar]\nclosing_day = 25\n");
    for (month, amount) in [("2026-09", 1.0), ("2026-10", 6.0), ("2026-11", 24.0)] {
        let run = figures(&space, &["--month", month, "--fresh"]);
        assert_eq!(company(&run, "order_amount"), Some(amount), "{month}");
    }
    let ran = space.run(&["report", "in", "--month", "2026-10", "--from", "2026-09", "--fresh", "--language", "en"]).exits(0);
    assert!(ran.stdout.contains("Client report 2026-10 (2026-09-26 to 2026-10-25)"), "{}", ran.stdout);
    let book = "reports/2026-10/management-2026-10.xlsx";
    assert!(cells(&space, book, "Summary").contains("Period 2026-09-26 to 2026-10-25"));
    let trend = cells(&space, "reports/2026-10/analysis-2026-10.xlsx", "Trends");
    assert!(trend.contains("|2026-09|2026-10|") && trend.contains("Order amount|1|6|"), "{trend}");
    assert!(cells(&space, "reports/2026-10/analysis-2026-10.xlsx", "Definitions").contains("the days after one closing up to the next"));
    let refused = space.write("clientbook.toml", "version = 1\n[calendar]\nclosing_day = 31\n").run(&["check", "in"]).exits(3);
    assert!(refused.stderr.contains("calendar.closing_day"), "{}", refused.stderr);
}

#[test]
fn months_closed_to_another_day_are_set_against_nothing() {
    let space = Workspace::new("recut");
    space.write("in/orders.csv", ORDERS).write("clientbook.toml", "version = 1\n");
    let run = figures(&space, &["--month", "2026-09"]);
    assert_eq!(company(&run, "order_amount"), Some(3.0));
    space.run(&["close", "2026-09"]).exits(0);
    let run = figures(&space, &["--month", "2026-10"]);
    assert_eq!((company(&run, "order_amount"), company(&run, "adjustment_amount")), (Some(12.0), Some(0.0)));
    assert!(run["findings"]["month_recut"].is_null());
    // September as it is cut now holds 1, and 3 were published: nobody returned the other 2.
    space.write("clientbook.toml", "version = 1\n[calendar]\nclosing_day = 25\n");
    let run = figures(&space, &["--month", "2026-10"]);
    assert_eq!((company(&run, "order_amount"), company(&run, "performance_amount")), (Some(6.0), Some(6.0)));
    assert_eq!((run["findings"]["month_recut"]["all"].clone(), company(&run, "adjustment_amount")), (1.into(), None));
    let told = space.run(&["check", "in", "--month", "2026-10", "--language", "en"]).exits(1);
    assert!(told.stdout.contains("closed to 2026-09-30, by today's policy to 2026-09-25"), "{}", told.stdout);
}

#[test]
fn a_time_of_another_zone_counts_in_the_month_of_the_companys_clocks() {
    let orders = "Order No.,Order Date,Customer,Amount,Currency\n\
        P1,2025-01-31T23:30:00Z,Alfa Srl,1,USD\nP2,2025-01-31 23:30 UTC,Alfa Srl,2,USD\nP3,2025-01-31T23:30:00+08:00,Alfa Srl,4,USD\n\
        P4,2025-01-31 23:30,Alfa Srl,8,USD\nP5,2025-01-31,Alfa Srl,16,USD\nP6,2025-02-28T15:59:00Z,Alfa Srl,32,USD\n\
        P7,2025-02-28T16:01:00Z,Alfa Srl,64,USD\n";
    let space = Workspace::new("time_zone");
    space.write("in/orders.csv", orders).write("clientbook.toml", "version = 1\n");
    let amounts = |space: &Workspace| {
        ["2025-01", "2025-02", "2025-03"].map(|month| company(&figures(space, &["--month", month, "--fresh"]), "order_amount"))
    };
    assert_eq!(amounts(&space), [Some(28.0), Some(35.0), Some(64.0)], "Shanghai");
    space.write("clientbook.toml", "version = 1\n[calendar]\ntime_zone = \"Europe/Rome\"\n");
    assert_eq!(amounts(&space), [Some(28.0), Some(99.0), None], "Rome: half past midnight of February, and 17:01 of its last day");
}
