//! 基础资料: staff, rates, holidays, targets, the handover of a leaver's customers.

use std::error::Error;

use super::{COMPANY, Output};
use crate::calendar::{CLOSED, day, month_start, plus};
use crate::delimited::UTF8_BOM;
use crate::row;
use crate::sheet::{Cell, Sheet};
use crate::world::World;
use crate::world::orders::rate;
use crate::world::spelling;
use crate::world::staff::{ACTIVE, HANK, STAFF, YANA, handover_day};

/// Weekend days worked instead.
const WORKED: [(i32, u32, u32, &str); 8] = [
    (2025, 9, 28, "国庆节调休"),
    (2025, 10, 11, "国庆节调休"),
    (2026, 1, 4, "元旦调休"),
    (2026, 2, 14, "春节调休"),
    (2026, 2, 28, "春节调休"),
    (2026, 5, 9, "劳动节调休"),
    (2026, 9, 20, "国庆节调休"),
    (2026, 10, 10, "国庆节调休"),
];
/// Italian public holidays of 2026.
const ITALY: [(u32, u32, &str); 13] = [
    (1, 1, "Capodanno"),
    (1, 6, "Epifania"),
    (4, 5, "Pasqua"),
    (4, 6, "Lunedì dell'Angelo"),
    (4, 25, "Festa della Liberazione"),
    (5, 1, "Festa del Lavoro"),
    (6, 2, "Festa della Repubblica"),
    (8, 15, "Ferragosto"),
    (10, 4, "San Francesco"),
    (11, 1, "Ognissanti"),
    (12, 8, "Immacolata"),
    (12, 25, "Natale"),
    (12, 26, "Santo Stefano"),
];

/// The five files.
pub(crate) fn files(world: &World) -> Result<Vec<Output>, Box<dyn Error>> {
    Ok(vec![
        Output::xlsx("基础资料/员工名单_中英文名与代号.xlsx", &[staff()])?,
        Output::csv("基础资料/汇率表_按月_UTF8带BOM.csv", rates(), UTF8_BOM),
        Output::csv("基础资料/节假日_含调休与意大利.csv", holidays(), UTF8_BOM),
        Output::xlsx("基础资料/业绩目标_月份为列带合计.xlsx", &[targets(2025), targets(2026)])?,
        Output::xlsx("基础资料/客户交接表_孙浩离职.xlsx", &[handover(world)])?,
    ])
}

fn staff() -> Sheet {
    let mut sheet = Sheet::new("员工名单");
    sheet.header(&["序号", "姓名", "英文名", "代号", "部门/组别", "职务", "入职日期", "离职日期", "邮箱", "备注"]);
    for (serial, one) in (1_i64..).zip(&STAFF) {
        let mail = format!("{}@lanbo-homeware.example", one.given().to_lowercase());
        let (year, month, date) = one.joined;
        let note = match one.left {
            Some(_) => "已离职，客户见交接表",
            None if one.joined == (2026, 9, 1) => "新入职，接孙浩客户",
            None => "",
        };
        let joined = day(year, month, date);
        sheet.push(row![serial, one.chinese, one.english, one.initials, one.team, one.job, joined, one.left_on(), mail, note]);
    }
    sheet
}

fn rates() -> Sheet {
    let mut sheet = Sheet::new("汇率");
    sheet.push(row!["月份", "币种", "对美元汇率", "来源"]);
    for month in -2..24 {
        let first = month_start(month);
        for code in ["USD", "EUR", "CNY"] {
            let value = f64::from(i32::try_from(rate(code, first)).unwrap_or(0)) / 100_000.0;
            sheet.push(vec![
                Cell::from(first.format("%Y-%m").to_string()),
                Cell::from(code),
                Cell::Number(value),
                Cell::from("示例汇率（虚构）"),
            ]);
        }
    }
    sheet
}

fn holidays() -> Sheet {
    let mut sheet = Sheet::new("节假日");
    sheet.push(row!["日期", "名称", "类型", "国家"]);
    let mut days: Vec<_> = Vec::new();
    for (year, month, first, length, name) in CLOSED {
        days.extend((0..length).map(|add| (plus(day(year, month, first), add), name, "放假", "中国")));
    }
    days.extend(WORKED.map(|(year, month, date, name)| (day(year, month, date), name, "上班", "中国")));
    days.extend(ITALY.map(|(month, date, name)| (day(2026, month, date), name, "放假", "意大利")));
    days.sort_unstable();
    for (date, name, kind, country) in days {
        sheet.push(row![date, name, kind, country]);
    }
    sheet
}

/// Share of the year's target in each month, in thousandths.
const SEASON: [i64; 12] = [75, 35, 85, 90, 88, 84, 84, 86, 88, 100, 95, 90];

fn targets(year: i32) -> Sheet {
    let mut sheet = Sheet::new(&format!("{year}年目标"));
    sheet.banner(&format!("{COMPANY} {year}年度业务员目标"), 15);
    sheet.push(row!["单位：美元 / 家"]);
    let mut head = vec!["业务员", "指标"];
    let months: Vec<String> = (1..13).map(|month| format!("{month}月")).collect();
    head.extend(months.iter().map(String::as_str));
    head.push("合计");
    sheet.header(&head);
    let people = if year == 2025 { [0, 1, 2, 3, 4, 5, 6, HANK].to_vec() } else { [0, 1, 2, 3, 4, 5, 6, HANK, YANA].to_vec() };
    let mut sums = [0_i64; 12];
    for who in people {
        let yearly = (1_180_000 + i64::try_from(who * 7 % 5).unwrap_or(0) * 110_000) * if year == 2025 { 85 } else { 100 } / 100;
        let serving = |month: usize| match who {
            HANK => year == 2025 || month < 8,
            YANA => month >= 8,
            _ => true,
        };
        let sales: Vec<i64> = (0..12).map(|month| if serving(month) { yearly * SEASON[month] / 1_000_000 * 1000 } else { 0 }).collect();
        let fresh: Vec<i64> = (0..12).map(|month| i64::from(serving(month) && !(month == 1 || (who + month) % 3 == 0))).collect();
        for (kpi, values) in [("销售额(USD)", &sales), ("新客户数", &fresh)] {
            let mut cells = row![STAFF[who].written(who), kpi];
            cells.extend(values.iter().enumerate().map(|(month, value)| if serving(month) { Cell::from(*value) } else { Cell::Blank }));
            cells.push(Cell::from(values.iter().sum::<i64>()));
            sheet.push(cells);
        }
        for (sum, value) in sums.iter_mut().zip(&sales) {
            *sum += value;
        }
    }
    let mut cells = row!["合计", "销售额(USD)"];
    cells.extend(sums.map(Cell::from));
    cells.push(Cell::from(sums.iter().sum::<i64>()));
    sheet.push(cells);
    sheet
}

fn handover(world: &World) -> Sheet {
    let mut sheet = Sheet::new("交接明细");
    sheet.banner("客户交接表", 7);
    sheet.push(row!["移交人：孙浩", "", "监交人：郑国华"]);
    sheet.header(&["序号", "交接日期", "原业务员", "接手业务员", "客户名称", "国家", "交接说明"]);
    let moved = world.customers.iter().filter(|one| one.owner_before == HANK && !one.unlisted);
    for (serial, one) in (1_i64..).zip(moved) {
        let to = STAFF[one.owner].written(usize::from(one.owner == YANA));
        let note = if one.profile == 'R' { "老客户，有在产订单" } else { "" };
        sheet.push(row![serial, handover_day(), "孙浩", to, spelling::typed(one, 0), one.place.chinese, note]);
    }
    assert!(ACTIVE.contains(&YANA), "the newcomer is in post");
    sheet
}
