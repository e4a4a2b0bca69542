//! 2026-09/ and 2026-10/: the customer book, a page for each salesperson, under two header rows.

use std::error::Error;

use super::{COMPANY, Output};
use crate::row;
use crate::sheet::{Cell, Sheet, money};
use crate::world::World;
use crate::world::customers::Customer;
use crate::world::plans::Plan;
use crate::world::spelling;
use crate::world::staff::{ACTIVE, JENNY, MINDY, RAY, STAFF, YANA};

/// One workbook a month.
pub(crate) fn files(world: &World) -> Result<Vec<Output>, Box<dyn Error>> {
    let book = |month: &str| {
        let pages: Vec<Sheet> = ACTIVE.iter().map(|who| page(world, *who, month)).collect();
        Output::xlsx(&format!("{month}/客户跟进总表_每人一页_两行表头.xlsx"), &pages)
    };
    Ok(vec![book("2026-09")?, book("2026-10")?])
}

fn page(world: &World, who: usize, month: &str) -> Sheet {
    let mut sheet = Sheet::new(STAFF[who].tab);
    sheet.banner(&format!("{COMPANY} 客户跟进总表 {month} 业务员：{}", STAFF[who].written(who)), 14);
    sheet.two_headers(&[
        ("序号", &[]),
        ("客户信息", &["客户名称", "国家", "联系人", "邮箱"]),
        ("需求", &["需求情况", "预计成交日期", "预计金额(USD)"]),
        ("跟进", &["最近跟进", "下次跟进", "跟进方式"]),
        ("等级", &[]),
        ("状态", &[]),
        ("备注", &[]),
    ]);
    let mine = world.customers.iter().zip(&world.plans).filter(|(one, plan)| one.owner == who && plan.followed);
    let mut serial = 0;
    for (one, plan) in mine {
        // Customers met or won only now are new in October's page.
        if month == "2026-09" && one.profile == 'P' && serial % 11 == 10 {
            serial += 1;
            continue;
        }
        serial += 1;
        sheet.push_customer(&one.key, entry(serial, one, plan, month));
        // Somebody enters a customer twice, with another contact.
        if matches!(who, JENNY | MINDY | RAY) && one.contacts.len() > 1 && serial == 5 + i64::try_from(who).unwrap_or(0) % 3 {
            let other = &one.contacts[1];
            let name = spelling::typed(one, 1);
            sheet.push_customer(
                &one.key,
                row![
                    "",
                    name,
                    one.place.chinese,
                    other.full(),
                    other.mail.clone(),
                    "潜在需求",
                    "",
                    "",
                    "",
                    "",
                    "邮件",
                    "C",
                    "跟进中",
                    "另一联系人"
                ],
            );
        }
    }
    if who == YANA {
        sheet.push(row![""]);
        sheet.push(row!["注：以上客户9月1日由孙浩移交。"]);
    }
    sheet
}

fn entry(serial: i64, one: &Customer, plan: &Plan, month: &str) -> Vec<Cell> {
    let october = month == "2026-10";
    let view = if october { &plan.now } else { &plan.before };
    // A few names were tidied or retyped between the months.
    let style = if october && serial % 10 == 7 { plan.style + 2 } else { plan.style };
    let country = if serial % 13 == 6 { "" } else { one.place.chinese };
    let mail = if serial % 9 == 4 { String::new() } else { one.main().mail.clone() };
    let mut cells = row![serial, spelling::typed(one, style), country, one.main().full(), mail, view.need, view.close];
    cells.push(view.amount.map_or(Cell::Blank, money));
    cells.extend(row![view.last, view.next, view.method, view.grade, view.status, view.note]);
    cells
}
