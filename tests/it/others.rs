//! Sheets of others (别家的表): exports that were never made for us, told line by line, without a header, or on their side;
//! and a sheet people go on writing in that lost rows.

use serde_json::Value;

use super::workspace::Workspace;

const RETAIL: &str = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,HANGING HEART HOLDER,6,2010-12-01 8:26,2.55,17850,United Kingdom
536365,71053,METAL LANTERN,6,2010-12-01 8:26,3.39,17850,United Kingdom
536366,22633,HAND WARMER,6,2010-12-01 8:28,1.85,17850,United Kingdom
C536379,D,Discount,-1,2010-12-01 9:41,27.5,14527,United Kingdom
536370,22728,ALARM CLOCK,24,2010-12-01 8:45,3.75,12583,France
536544,21773,DECORATIVE BOTTLE,1,2010-12-01 14:32,2.51,,United Kingdom
";

const POLICY: &str = "version = 1\n[company]\nbase_currency = \"GBP\"\n[[source]]\nfile = \"**\"\ncurrency = \"GBP\"\n";

fn told(space: &Workspace, month: &str) -> Value {
    let ran = space.run(&["check", "in", "--month", month, "--format", "json", "--quiet", "--policy", "clientbook.toml"]);
    serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {}{}", ran.stdout, ran.stderr))
}

fn metric(run: &Value, id: &str) -> Option<f64> {
    let line = run["metrics"].as_array()?.iter().find(|line| line["metric"] == id && line["grain"] == "company")?;
    line["value"].as_f64()
}

fn kinds(run: &Value) -> String {
    run["findings"].to_string()
}

#[test]
fn an_export_told_line_by_line_becomes_orders_and_customers() {
    let space = Workspace::new("others_retail");
    space.write("clientbook.toml", POLICY).write("in/Online_Retail.csv", RETAIL);
    let run = told(&space, "2010-12");
    // Three invoices of customers and one of nobody; the cancellation is no order.
    assert_eq!(metric(&run, "order_count"), Some(4.0));
    let amount = metric(&run, "order_amount").unwrap();
    assert!((amount - (6.0 * 2.55 + 6.0 * 3.39 + 6.0 * 1.85 + 24.0 * 3.75 + 2.51)).abs() < 1e-6, "{amount}");
    assert_eq!(run["customers"], 3, "{}", run["customers"]);
    assert!(kinds(&run).contains("amount_negative"));
}

#[test]
fn purchases_without_a_header_are_suggested_as_orders() {
    let space = Workspace::new("others_cdnow");
    let rows = " 00001 19970101  1   11.77\n 00002 19970112  1   12.00\n 00002 19970112  5   77.00\n 00003 19970102  2   20.76\n 00003 19970130  2   20.76\n";
    space.write("clientbook.toml", POLICY).write("in/CDNOW_master.txt", rows);
    let run = told(&space, "1997-01");
    assert_eq!((metric(&run, "order_count"), run["customers"].clone()), (Some(5.0), 3.into()));
    assert!((metric(&run, "order_amount").unwrap() - 142.29).abs() < 1e-6);
    assert!(kinds(&run).contains("column_guessed"));
}

#[test]
fn a_table_on_its_side_gives_a_customer_a_column() {
    let space = Workspace::new("others_side");
    let rows = "项目,客户A,客户B,客户C\n客户名称,Rossi S.r.l.,Haus GmbH,Dupont SA\n国家,意大利,德国,法国\n联系人,Mario,Anna,Luc\n邮箱,a@rossi.example,b@haus.example,c@dupont.example\n";
    space.write("clientbook.toml", POLICY).write("in/客户对比.csv", rows);
    assert_eq!(told(&space, "2026-10")["customers"], 3);
}

#[test]
fn rows_gone_since_last_month_are_named() {
    let space = Workspace::new("others_vanished");
    let head = "订单号,下单日期,客户名称,金额(GBP)\n";
    let row = |number: u32| format!("PI-{number},2026-09-0{number},Rossi {number} S.r.l.,{number}000\n");
    let all: String = (1..=6).map(row).collect();
    space.write("clientbook.toml", POLICY).write("in/2026-09/9月订单台账.csv", format!("{head}{all}"));
    let ran = space.run(&["report", "in", "--month", "2026-09", "--policy", "clientbook.toml", "--quiet"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    std::fs::remove_dir_all(space.path("in/2026-09")).unwrap();
    let left: String = [1, 3, 4, 6].into_iter().map(row).collect();
    space.write("in/2026-10/10月订单台账.csv", format!("{head}{left}"));
    let ran = space.run(&["check", "in", "--month", "2026-10", "--policy", "clientbook.toml", "--language", "en"]);
    assert!(
        ran.stdout.contains("2 rows of last month's sheet are gone, among them: PI-5 (5000.00 GBP); PI-2 (2000.00 GBP)"),
        "{}",
        ran.stdout
    );
}
