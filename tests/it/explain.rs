//! `explain`: a customer, a metric and a row, from the book alone.

use crate::workspace::{Workspace, samples};

#[test]
fn customer_metric_and_row_are_explained() {
    let space = Workspace::new("explain");
    space.run(&["report", &samples(), "--month", "2026-10", "--quiet"]).exits(0);
    let customer = space.run(&["explain", "Dolce Dimora Salento"]).exits(0);
    assert!(customer.stdout.contains("Dolce Dimora Salento") && customer.stdout.contains("等级"), "{}", customer.stdout);
    assert!(!customer.stdout.contains("grade_reason"), "a key instead of its words: {}", customer.stdout);
    let metric = space.run(&["explain", "order_amount"]).exits(0);
    assert!(metric.stdout.contains("2026-10 company"), "{}", metric.stdout);
    let row = space.run(&["explain", "台账/订单台账_GBK_金额表头带币种.csv › 279"]).exits(0);
    assert!(row.stdout.contains("拒绝"), "{}", row.stdout);
    space.run(&["explain", "nobody of this name"]).exits(2);
    let pair = space.run(&["explain", "Casa Tavernella S.p.A.", "Casa Tavernella Deutschland"]).exits(0);
    assert!(pair.stdout.contains("country else"), "{}", pair.stdout);
}

#[test]
fn without_a_book_it_says_what_is_missing() {
    let space = Workspace::new("explain_nothing");
    let ran = space.run(&["explain", "order_amount"]).exits(2);
    assert!(ran.stderr.contains("book"), "{}", ran.stderr);
}
