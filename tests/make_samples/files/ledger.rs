//! 台账: the order ledger as GBK text, and the order lines.

use std::error::Error;

use super::Output;
use crate::delimited::CHINA;
use crate::row;
use crate::sheet::{Cell, Sheet, money};
use crate::world::World;
use crate::world::orders::Order;
use crate::world::products::RANGE;
use crate::world::staff::STAFF;
use crate::world::unaccented;

/// The two files.
pub(crate) fn files(world: &World) -> Result<Vec<Output>, Box<dyn Error>> {
    Ok(vec![
        Output::csv("台账/订单台账_GBK_金额表头带币种.csv", ledger(world), CHINA),
        Output::xlsx("台账/订单明细_近12个月_含隐藏表.xlsx", &[lines(world), old_prices()])?,
    ])
}

fn ledger(world: &World) -> Sheet {
    let mut sheet = Sheet::new("订单台账");
    let titles = [
        "订单号",
        "下单日期",
        "客户名称",
        "业务员",
        "订单类型",
        "金额(USD)",
        "金额(EUR)",
        "金额(CNY)",
        "付款方式",
        "预计发货日期",
        "实际发货日期",
        "状态",
        "备注",
    ];
    sheet.push(titles.map(Cell::from).to_vec());
    let mut sums = [0_i64; 3];
    for (at, order) in world.orders.iter().enumerate() {
        let column = ["USD", "EUR", "CNY"].iter().position(|code| *code == order.currency).unwrap_or(0);
        sums[column] += order.amount;
        sheet.push(entry(order, at, column));
        if order.no == "LB-PI-26040" {
            // Two rows nobody can use: a day that does not exist, an amount that is not there.
            let typed = unaccented(&order.typed);
            sheet.push(row![
                "LB-PI-26991",
                "2026/2/30",
                typed.clone(),
                "FW",
                "大货",
                "18400.00",
                "",
                "",
                "T/T",
                "2026/4/10",
                "",
                "已确认",
                "日期抄错"
            ]);
            sheet.push(row!["LB-PI-26992", "2026/3/26", typed, "王芳", "大货", "", "", "", "T/T", "2026/5/8", "", "已确认", "金额待补"]);
        }
    }
    let mut total = row!["合计", "", "", "", ""];
    total.extend(sums.map(|sum| Cell::Text(format!("{}.{:02}", sum / 100, sum % 100))));
    sheet.push(total);
    sheet
}

fn entry(order: &Order, at: usize, column: usize) -> Vec<Cell> {
    let mut amounts = [Cell::Blank, Cell::Blank, Cell::Blank];
    amounts[column] = money(order.amount);
    let kind = if order.sample { "样品单" } else { "大货" };
    let note = match order.status() {
        "已取消" => "客户取消",
        _ if at.is_multiple_of(17) => "加急",
        _ => "",
    };
    let mut cells = row![order.no.clone(), order.date, unaccented(&order.typed), STAFF[order.owner].written(at / 3), kind];
    cells.extend(amounts);
    cells.extend(row![order.terms.text(), order.planned, order.shipped, order.status(), note]);
    cells
}

fn lines(world: &World) -> Sheet {
    let mut sheet = Sheet::new("订单明细");
    sheet.header(&["订单号", "行号", "货号", "产品名称", "数量", "单位", "单价", "金额", "币种"]);
    let first = crate::calendar::day(2025, 11, 1);
    for order in world.orders.iter().filter(|order| order.date >= first) {
        for (serial, line) in (1_i64..).zip(&order.lines) {
            let product = &RANGE[line.product];
            let mut cells = row![order.no.clone(), serial, product.sku, product.chinese, line.quantity, product.unit];
            cells.extend([money(line.price), money(line.price * line.quantity), Cell::from(order.currency)]);
            sheet.push(cells);
        }
    }
    sheet
}

/// A price list of years ago, hidden and forgotten.
fn old_prices() -> Sheet {
    let mut sheet = Sheet::new("Sheet3");
    sheet.hidden = true;
    sheet.header(&["货号", "产品名称", "2022年单价(USD)"]);
    for product in &RANGE {
        sheet.push(vec![Cell::from(product.sku), Cell::from(product.english), money(product.cents * 9 / 10)]);
    }
    sheet
}
