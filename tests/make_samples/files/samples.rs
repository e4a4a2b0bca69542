//! 台账: the register of samples, with a list of suppliers that is none of our business.

use std::error::Error;

use super::Output;
use crate::calendar::{as_of, plus, workday};
use crate::row;
use crate::sheet::Sheet;
use crate::world::World;
use crate::world::products::RANGE;
use crate::world::spelling;
use crate::world::staff::STAFF;

/// 样品登记 and 供应商名录.
pub(crate) fn file(world: &World) -> Result<Output, Box<dyn Error>> {
    let mut sheet = Sheet::new("样品登记");
    sheet.header(&[
        "样品编号",
        "申请日期",
        "寄出日期",
        "客户名称",
        "货号",
        "产品名称",
        "寄件数量",
        "物流公司",
        "快递单号",
        "收件人",
        "收件日期",
        "是否收取打样费",
        "样品状态",
        "客户评语",
        "业务员",
    ]);
    let asked = world.inquiries.iter().filter(|one| one.quoted).step_by(3);
    for (serial, one) in (1_i64..).zip(asked) {
        let buyer = &world.customers[one.customer];
        let product = &RANGE[one.product];
        let asked_on = workday(plus(one.received.date(), 4 + serial % 7));
        let sent = Some(workday(plus(asked_on, 3 + serial % 9))).filter(|date| *date <= as_of());
        let arrived = sent.map(|date| workday(plus(date, 5 + serial % 4))).filter(|date| *date <= as_of());
        if asked_on > as_of() {
            continue;
        }
        let state = match (sent, arrived) {
            (None, _) => "打样中",
            (Some(_), None) => "已寄出",
            _ => ["已签收", "客户确认", "已签收", "需修改"][usize::try_from(serial % 4).unwrap_or(0)],
        };
        let verdict = match state {
            "客户确认" => "OK, approved",
            "需修改" => "颜色偏深",
            _ => "",
        };
        let courier = ["DHL", "FedEx", "UPS", "顺丰国际"][usize::try_from(serial % 4).unwrap_or(0)];
        let tracking = sent.map(|date| format!("{}{:06}", date.format("%m%d"), serial * 7919 % 1_000_000));
        let free = if serial % 3 == 0 { "是" } else { "否" };
        sheet.push(row![
            format!("YP{serial:03}"),
            asked_on,
            sent,
            spelling::usual(buyer, one.draw),
            product.sku,
            product.chinese,
            1 + serial % 4,
            courier,
            tracking,
            buyer.main().full(),
            arrived,
            free,
            state,
            verdict,
            STAFF[one.owner].chinese
        ]);
    }
    let mut makers = Sheet::new("供应商名录");
    makers.header(&["序号", "供应商名称", "主营产品", "联系人", "电话", "开票税率"]);
    for (serial, (name, goods)) in (1_i64..).zip([
        ("瓷都示例陶瓷厂", "陶瓷"),
        ("永康示例五金厂", "不锈钢"),
        ("安吉示例竹木厂", "竹木"),
        ("沧州示例玻璃厂", "玻璃"),
        ("台州示例塑胶厂", "塑料"),
    ]) {
        makers.push(row![serial, name, goods, "厂长", format!("0000-5550{serial:03}"), "13%"]);
    }
    Output::xlsx("台账/样品登记_夹带供应商名录.xlsx", &[sheet, makers])
}
