//! 台账: the register of quotations; some prices are whole sentences.

use std::error::Error;

use super::Output;
use crate::calendar::{as_of, plus, workday};
use crate::row;
use crate::sheet::{Cell, Sheet, money};
use crate::world::World;
use crate::world::products::RANGE;
use crate::world::spelling;
use crate::world::staff::STAFF;

/// 报价登记, from the inquiries that were quoted.
pub(crate) fn file(world: &World) -> Result<Output, Box<dyn Error>> {
    let mut sheet = Sheet::new("报价登记");
    sheet.header(&[
        "报价单号",
        "报价日期",
        "询盘编号",
        "客户名称",
        "产品描述",
        "数量",
        "单价",
        "报价金额",
        "币种",
        "价格条款",
        "有效日期",
        "业务员",
        "状态",
    ]);
    for (serial, one) in (1..).zip(world.inquiries.iter().filter(|one| one.quoted)) {
        let buyer = &world.customers[one.customer];
        let product = &RANGE[one.product];
        let date = workday(plus(one.replied.unwrap_or(one.received).date(), i64::from(serial % 4)));
        if date > as_of() {
            continue;
        }
        let cents = product.cents * i64::from(97 + serial % 9) / 100;
        let status = match one.status {
            "已成交" => "已下单",
            "已关闭" => "未成交",
            _ if (as_of() - date).num_days() > 45 => "已过期",
            _ => "待客户回复",
        };
        let price = if serial % 7 == 0 {
            Cell::Text(format!("FOB NINGBO USD {}.{:02}/pc(MOQ 1000)", cents / 100, cents % 100))
        } else {
            money(cents)
        };
        let quantity = if serial % 11 == 0 { Cell::Text(format!("{}pcs", one.quantity)) } else { Cell::from(one.quantity) };
        let mut cells = row![
            format!("LBQ{}-{serial:03}", date.format("%y%m")),
            date,
            one.no.clone(),
            spelling::usual(buyer, one.draw),
            product.english
        ];
        cells.extend([quantity, price, money(cents * one.quantity)]);
        let terms = if serial % 5 == 0 { "CIF" } else { "FOB Ningbo" };
        cells.extend(row!["USD", terms, plus(date, 30), STAFF[one.owner].given(), status]);
        sheet.push(cells);
    }
    Output::xlsx("台账/报价单登记_单价写成一句话.xlsx", &[sheet])
}
