//! `close`: a draft becomes final and is never rewritten.

use crate::workspace::{Workspace, samples};

#[test]
fn a_closed_month_is_never_rewritten() {
    let space = Workspace::new("close");
    space.run(&["close", "2026-10"]).exits(2);
    space.run(&["report", &samples(), "--month", "2026-10", "--output", "out", "--quiet"]).exits(0);
    space.run(&["close", "2026-10"]).exits(0);
    let before = space.files("out");
    let book = space.files("book");
    let ran = space.run(&["report", &samples(), "--month", "2026-10", "--output", "out", "--quiet"]).exits(5);
    assert!(ran.stderr.contains("2026-10"), "{}", ran.stderr);
    assert_eq!(before, space.files("out"));
    assert_eq!(book, space.files("book"));
    space.run(&["close", "2026-10"]).exits(5);
}

#[test]
fn facts_not_given_again_are_carried_from_the_book() {
    let space = Workspace::new("carried");
    space.write(
        "a/订单.csv",
        "订单号,下单日期,客户名称,金额,币种\nPI-0,2026-01-08,Alba Chiara S.r.l.,200,USD\nPI-1,2026-09-05,Alba Chiara S.r.l.,1000,USD\n",
    );
    space.write("b/订单十月.csv", "订单号,下单日期,客户名称,金额,币种\nPI-2,2026-10-05,Alba Chiara S.r.l.,500,USD\n");
    space.run(&["report", "a", "--month", "2026-09"]).exits(0);
    let ran = space.run(&["report", "b", "--month", "2026-10", "--format", "json"]).exits(0);
    let run: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(run["carried"][0]["file"], "订单.csv");
    let value = |metric: &str| {
        run["metrics"].as_array().unwrap().iter().find(|value| value["metric"] == metric && value["grain"] == "company").unwrap()["value"]
            .clone()
    };
    assert_eq!((value("order_amount"), value("order_amount_ytd")), (500.0.into(), 1700.0.into()));
    let fresh = space.run(&["report", "b", "--month", "2026-10", "--fresh", "--format", "json"]).exits(0);
    assert!(fresh.stdout.contains("\"carried\": []"), "{}", fresh.stdout);
}
