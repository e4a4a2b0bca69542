//! 台账: two fairs, what they cost and whom we met there.

use std::error::Error;

use chrono::NaiveDate;

use super::Output;
use crate::calendar::{as_of, day, plus, workday};
use crate::row;
use crate::sheet::{Cell, Sheet, money};
use crate::world::World;
use crate::world::products::RANGE;
use crate::world::spelling;
use crate::world::staff::STAFF;

const SPRING: &str = "米兰家居示例展 2026春";
const AUTUMN: &str = "宁波家居示例展 2026秋";
/// Fair, item, cents, currency.
const COSTS: [(&str, &str, i64, &str); 9] = [
    (SPRING, "展位费", 1_250_000, "EUR"),
    (SPRING, "搭建", 430_000, "EUR"),
    (SPRING, "差旅", 512_000, "EUR"),
    (SPRING, "样品运输", 168_050, "EUR"),
    (SPRING, "宣传资料", 920_000, "CNY"),
    (AUTUMN, "展位费", 4_800_000, "CNY"),
    (AUTUMN, "搭建", 1_650_000, "CNY"),
    (AUTUMN, "差旅招待", 735_000, "CNY"),
    (AUTUMN, "礼品", 210_000, "CNY"),
];

/// 展会费用 and 展会客户.
pub(crate) fn file(world: &World) -> Result<Output, Box<dyn Error>> {
    let fairs = [(SPRING, day(2026, 4, 14), day(2026, 4, 17), "Milano"), (AUTUMN, day(2026, 10, 16), day(2026, 10, 19), "宁波")];
    let mut costs = Sheet::new("展会费用");
    costs.header(&["展会名称", "开始时间", "结束时间", "办展地点", "费用项目", "金额", "币种"]);
    for (fair, item, cents, code) in COSTS {
        let (name, start, end, place) = fairs[usize::from(fair == AUTUMN)];
        let mut cells = row![name, start, end, place, item];
        cells.extend([money(cents), Cell::from(code)]);
        costs.push(cells);
    }
    let mut people = Sheet::new("展会客户");
    people.banner("展会客户登记（名片扫描）", 12);
    people.header(&[
        "展会名称",
        "接待日期",
        "公司名称",
        "国家",
        "联系人",
        "邮箱",
        "感兴趣产品",
        "意向级别",
        "老客户或新客户",
        "接待人",
        "首次跟进日期",
        "备注",
    ]);
    for (name, start, _, _) in fairs {
        let met = world.customers.iter().enumerate().filter(|(at, one)| match (one.profile, name == SPRING) {
            ('N', true) => true,
            ('P', spring) => one.since < start && (at % 2 == 0) == spring,
            ('R', true) => one.place.code == "IT" && at % 4 == 0,
            ('R' | 'O', false) => at % 16 == 5,
            _ => false,
        });
        for (at, one) in met {
            leads(&mut people, name, start, (at, one), world);
        }
    }
    Output::xlsx("台账/展会客户与费用_两场.xlsx", &[costs, people])
}

fn leads(sheet: &mut Sheet, fair: &str, start: NaiveDate, (at, one): (usize, &crate::world::customers::Customer), world: &World) {
    let seen = plus(start, i64::try_from(at % 4).unwrap_or(0));
    let wait = [1, 2, 1, 6, 2, 13][at % 6];
    let first = Some(workday(plus(start, 4 + wait))).filter(|date| *date <= as_of() && at % 7 != 3);
    let old = world.orders.iter().any(|order| order.date < start && world.customers[order.customer].key == one.key);
    let host = STAFF[one.owner_on(start)].written(at % 2);
    let level = ["A", "B", "B", "C"][at % 4];
    let product = RANGE[at % RANGE.len()].chinese;
    let kind = if old { "老客户" } else { "新客户" };
    sheet.push(row![
        fair,
        seen,
        spelling::typed(one, [0, 1, 2][at % 3]),
        one.place.chinese,
        one.main().full(),
        one.main().mail.clone(),
        product,
        level,
        kind,
        host,
        first,
        ""
    ]);
}
