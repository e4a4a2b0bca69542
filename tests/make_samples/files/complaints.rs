//! 台账: complaints with the dates of their four stages.

use std::error::Error;

use super::Output;
use crate::row;
use crate::sheet::{Cell, Sheet, money};
use crate::world::World;
use crate::world::products::RANGE;
use crate::world::spelling;
use crate::world::staff::STAFF;

/// 客诉台账.
pub(crate) fn file(world: &World) -> Result<Output, Box<dyn Error>> {
    let mut sheet = Sheet::new("客诉台账");
    sheet.banner("客户投诉处理台账", 17);
    sheet.header(&[
        "客诉编号",
        "受理日期",
        "响应日期",
        "方案日期",
        "结案日期",
        "客户名称",
        "订单号",
        "产品",
        "投诉类型",
        "投诉内容",
        "严重程度",
        "责任单位",
        "处理结果",
        "赔偿金额(USD)",
        "是否重开",
        "状态",
        "业务员",
    ]);
    for (at, one) in world.complaints.iter().enumerate() {
        let order = &world.orders[one.order];
        let name = spelling::typed(&world.customers[order.customer], [0, 2, 0, 1][at % 4]);
        let state = match (one.closed, one.answered) {
            (Some(_), _) if one.reopened => "已结案(重开)",
            (Some(_), _) => "已结案",
            (None, Some(_)) => "处理中",
            (None, None) => "待响应",
        };
        let result = if one.closed.is_some() { one.remedy } else { "" };
        let mut cells = row![
            one.no.clone(),
            one.accepted,
            one.answered,
            one.proposed,
            one.closed,
            name,
            order.no.clone(),
            RANGE[order.lines[0].product].chinese
        ];
        cells.extend(row![one.kind.0, one.kind.1, one.severity, one.kind.2, result]);
        cells.push(if one.paid > 0 { money(one.paid) } else { Cell::Blank });
        cells.extend(row![
            if one.reopened { "是" } else { "否" },
            state,
            STAFF[world.customers[order.customer].owner_on(one.accepted)].chinese
        ]);
        sheet.push(cells);
        if at == 20 {
            sheet.push(row![
                "KS202609-99",
                "2026/9/31",
                "",
                "",
                "",
                "Casa Tavernella",
                "",
                "",
                "质量问题",
                "日期填错，待核",
                "一般",
                "",
                "",
                "",
                "否",
                "待响应",
                "王芳"
            ]);
        }
    }
    Output::xlsx("台账/客诉台账_阶段日期_重开.xlsx", &[sheet])
}
