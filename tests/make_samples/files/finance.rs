//! 台账: money received and money owed, with the ledger's PI numbers for the third time.

use std::error::Error;

use chrono::NaiveDate;

use super::Output;
use crate::calendar::{as_of, day};
use crate::rng::Rng;
use crate::row;
use crate::sheet::{Cell, Sheet, money};
use crate::world::World;
use crate::world::orders::Order;
use crate::world::payments::{Instalment, instalments};
use crate::world::spelling;
use crate::world::staff::STAFF;

/// Sheets 收款明细 and 应收账款 for the orders since November 2025.
pub(crate) fn file(world: &World) -> Result<Output, Box<dyn Error>> {
    let mut received = Sheet::new("收款明细");
    received.header(&["回款编号", "回款日期", "PI号", "客户名称", "付款人名称", "款项", "回款金额", "币种", "手续费", "回款方式", "备注"]);
    let mut owed = Sheet::new("应收账款");
    owed.banner("应收账款明细表（截至2026-10-31）", 11);
    owed.header(&["序号", "PI号", "客户名称", "业务员", "币种", "应收总额", "已收款金额", "未收款", "到期日", "逾期天数", "备注"]);

    let mut rng = Rng::new(67);
    let recent = world.orders.iter().filter(|order| order.date >= day(2025, 11, 1) && !order.cancelled);
    let parts: Vec<(&Order, Vec<Instalment>)> = recent.map(|order| (order, instalments(order, &mut rng))).collect();
    let mut paid: Vec<(NaiveDate, &Order, &Instalment)> = Vec::new();
    for (order, list) in &parts {
        paid.extend(list.iter().filter_map(|part| part.received.map(|date| (date, *order, part))));
    }
    paid.sort_by_key(|(date, order, part)| (*date, order.no.clone(), part.kind));
    for (serial, (date, order, part)) in (1..).zip(&paid) {
        let buyer = &world.customers[order.customer];
        // Bank fees are cut off on the way; third parties pay for some.
        let fee = if serial % 6 == 0 { 2_500 } else { 0 };
        let payer = if serial % 23 == 0 { "Harbour Pearl Trading Ltd".to_owned() } else { spelling::typed(buyer, 1) };
        let mut cells = row![format!("SK{serial:04}"), *date, order.no.clone(), spelling::typed(buyer, 0), payer, part.kind];
        cells.extend([money(part.amount - fee), Cell::from(order.currency), money(fee)]);
        cells.extend(row![if order.terms.text().starts_with("L/C") { "L/C" } else { "T/T" }, if fee > 0 { "扣银行费" } else { "" }]);
        received.push(cells);
    }
    received.push(row!["SK9999", "2026-10-29", "", "某客户", "", "定金", "待确认", "USD", "", "T/T", "水单看不清，未知客户"]);

    let mut serial = 0_i64;
    for (order, list) in &parts {
        let open = |part: &&Instalment| part.received.is_none() && (order.shipped.is_some() || part.due <= as_of());
        let Some(due) = list.iter().filter(open).map(|part| part.due).min() else { continue };
        serial += 1;
        let got: i64 = list.iter().filter(|part| part.received.is_some()).map(|part| part.amount).sum();
        let late = (as_of() - due).num_days().max(0);
        let mut cells = row![
            serial,
            order.no.clone(),
            spelling::typed(&world.customers[order.customer], 0),
            STAFF[world.customers[order.customer].owner].chinese,
            order.currency
        ];
        cells.extend([money(order.amount), money(got), money(order.amount - got)]);
        cells.extend(row![due, late, if late > 60 { "已发催款函" } else { "" }]);
        owed.push(cells);
    }
    owed.push(row!["", "制表：钱慧", "", "", "", "", "", "", "", "", ""]);
    Output::xlsx("台账/财务收款与应收_两表_手续费另列.xlsx", &[received, owed])
}
