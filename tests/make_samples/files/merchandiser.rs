//! 台账: the merchandisers' sheet, with the ledger's PI numbers and two amounts that disagree.

use std::error::Error;

use super::{COMPANY, Output};
use crate::calendar::day;
use crate::row;
use crate::sheet::{Sheet, money};
use crate::world::World;
use crate::world::spelling;
use crate::world::staff::STAFF;

const PORTS: [(&str, &str); 8] = [
    ("IT", "Genova"),
    ("DE", "Hamburg"),
    ("FR", "Le Havre"),
    ("ES", "Valencia"),
    ("GB", "Felixstowe"),
    ("US", "Los Angeles"),
    ("AU", "Melbourne"),
    ("AE", "Jebel Ali"),
];

/// Orders since May 2026.
pub(crate) fn file(world: &World) -> Result<Output, Box<dyn Error>> {
    let mut sheet = Sheet::new("跟单进度");
    sheet.banner(&format!("{COMPANY} 跟单进度表"), 13);
    sheet.header(&[
        "序号",
        "PI号",
        "客户",
        "业务员",
        "跟单员",
        "订单金额",
        "币种",
        "工厂",
        "预计发货日期",
        "实际发货日期",
        "目的港",
        "提单号码",
        "备注",
    ]);
    let recent = world.orders.iter().filter(|order| order.date >= day(2026, 5, 1) && !order.cancelled && !order.sample);
    for (serial, order) in (1_i64..).zip(recent) {
        let buyer = &world.customers[order.customer];
        let port = PORTS.iter().find(|(code, _)| *code == buyer.place.code).map_or("", |(_, port)| port);
        // The 20th and the 55th were changed by e-mail and corrected in one place only.
        let amount = match serial {
            20 => order.amount + 120_000,
            55 => order.amount - 86_050,
            _ => order.amount,
        };
        let merchandiser = STAFF[10 + usize::from(serial % 2 == 0)].chinese;
        let bill = order.shipped.map(|date| format!("LBSH{}{serial:03}", date.format("%y%m")));
        let factory = ["瓷都示例厂", "永康示例五金厂", "安吉示例竹木厂"][order.customer % 3];
        let note = if order.shipped.is_some_and(|date| date > order.planned) { "延期出运" } else { "" };
        let mut cells = row![serial, order.no.clone(), spelling::typed(buyer, 2), STAFF[buyer.owner].initials, merchandiser];
        cells.push(money(amount));
        cells.extend(row![order.currency, factory, order.planned, order.shipped, port, bill, note]);
        sheet.push(cells);
    }
    Output::xlsx("台账/跟单表_同一PI再次出现_两处金额不符.xlsx", &[sheet])
}
