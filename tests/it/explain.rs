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

#[test]
fn an_id_a_number_and_a_row_in_any_way_of_writing_lead_from_the_cell_to_the_figures() {
    let space = Workspace::new("explain_trace");
    space.write(
        "old/台账/订单.csv",
        "订单号,下单日期,客户名称,金额,币种,业务员\nPI-1,2026/10/5,Alba Chiara S.r.l.,\"1,000\",USD,王芳\nPI-2,2024/10/6,Luce Alta GmbH,700,USD,王芳\n",
    );
    space.write(
        "old/客户.csv",
        "客户名称,国家,邮箱\nAlba Chiara S.r.l.,意大利,info@albachiara.example\nLuce Alta GmbH,德国,info@lucealta.example\n",
    );
    space.run(&["report", "old", "--month", "2026-10", "--quiet"]).exits(0);
    for what in ["PI-1", "pi-1", "台账/订单.csv › 2", "台账\\订单.csv:2", "D:\\旧表\\台账\\订单.csv > 2", "订单.csv › 第 2 行"]
    {
        let told = space.run(&["explain", what]).exits(0).stdout;
        assert!(told.contains("PI-1") && !told.contains("PI-2"), "{what}: {told}");
        assert!(told.contains("1,000 → 1000 USD"), "the cell and what it was read as: {what}: {told}");
        assert!(told.contains("C0001  Alba Chiara S.r.l.") && told.contains("王芳"), "{what}: {told}");
        assert!(told.contains("order_amount 订单额: 1000.0000"), "the figure it went into: {what}: {told}");
    }
    let old = space.run(&["explain", "PI-2"]).exits(0).stdout;
    assert!(
        old.contains("700 USD") && !old.contains("order_amount 订单额"),
        "an order of two years ago is in no figure of this month: {old}"
    );
    for what in ["C0001", "c0001", "Alba Chiara S.r.l."] {
        let told = space.run(&["explain", what]).exits(0).stdout;
        assert!(told.contains("1000.00 USD") && told.contains("订单.csv › 第 2 行"), "{what}: {told}");
    }
    assert!(space.run(&["explain", "王芳"]).exits(0).stdout.contains("order_amount"));
    space.run(&["explain", "PI-99"]).exits(2);
    space.run(&["explain", "台账/订单.csv › 99"]).exits(2);
}
