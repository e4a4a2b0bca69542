//! 2026-09/ and 2026-10/: the follow-up log, a page for each salesperson, dates written in every way.
//!
//! October's file is September's, gone on with: except that one page is missing and one has no new row.

use std::error::Error;

use chrono::NaiveDate;

use super::Output;
use crate::calendar::{as_of, day, in_month, plus, workday};
use crate::rng::Rng;
use crate::row;
use crate::sheet::{Cell, Sheet};
use crate::world::World;
use crate::world::spelling;
use crate::world::staff::{ACTIVE, FIONA, HANK, NO_LOG, OLD_LOG, STAFF, TINA, YANA};

/// 2026-01 and 2026-09 as months of the story.
const JANUARY: i64 = 14;
const SEPTEMBER: i64 = 22;
const METHODS: [&str; 6] = ["邮件", "电话", "WhatsApp", "邮件", "拜访", "微信"];
/// Content, the customer's answer, next step.
const TALK: [(&str, &str, &str); 10] = [
    ("发新品目录", "", "等回复"),
    ("跟进报价，客户嫌价高", "希望降3%", "重新核价"),
    ("确认样品颜色", "样品OK", "催下单"),
    ("问年底采购计划", "12月有一个柜", "做PI"),
    ("通知船期", "收到", "发提单复印件"),
    ("催尾款", "下周付", "看水单"),
    ("节日问候", "", ""),
    ("处理客诉，提出补货方案", "同意", "结案"),
    ("客户询问MOQ", "数量太大", "与工厂商量"),
    ("视频会议介绍新产线", "有兴趣", "寄样"),
];

/// One log a month.
pub(crate) fn files(world: &World) -> Result<Vec<Output>, Box<dyn Error>> {
    let september: Vec<Sheet> = ACTIVE.iter().chain(&[HANK]).map(|who| page(world, *who, SEPTEMBER)).collect();
    let handed_in = ACTIVE.iter().filter(|who| **who != NO_LOG);
    let october: Vec<Sheet> = handed_in.map(|who| page(world, *who, if *who == OLD_LOG { SEPTEMBER } else { SEPTEMBER + 1 })).collect();
    let name = "跟进记录_日期格式混用.xlsx";
    Ok(vec![Output::xlsx(&format!("2026-09/{name}"), &september)?, Output::xlsx(&format!("2026-10/{name}"), &october)?])
}

fn page(world: &World, who: usize, last: i64) -> Sheet {
    let mut sheet = Sheet::new(STAFF[who].tab);
    sheet.push(row![format!("2026年跟进记录 {}", STAFF[who].english)]);
    sheet.header(&["序号", "跟进日期", "客户名称", "跟进方式", "方向", "跟进内容", "客户反馈", "下一步动作", "下次跟进日期"]);
    let mut rng = Rng::new(101 + u64::try_from(who).unwrap_or(0));
    let mut serial = 0;
    for month in JANUARY..=last {
        if (who == HANK && month >= SEPTEMBER) || (who == YANA && month < SEPTEMBER) {
            continue;
        }
        if who == FIONA {
            sheet.push(row![format!("—— {}月 ——", month - JANUARY + 1)]);
        }
        for (date, at) in contacts(world, who, month, &mut rng) {
            serial += 1;
            entry(&mut sheet, world, (who, serial, date, at), &mut rng);
        }
        if who == TINA && month == SEPTEMBER - 1 {
            sheet.push(row!["", "2026-08-28", "", "邮件", "我方联系", "发新品目录", "", "", ""]);
        }
    }
    sheet
}

/// Days of the month with the customer spoken to: regular customers most months, the others now and then.
fn contacts(world: &World, who: usize, month: i64, rng: &mut Rng) -> Vec<(NaiveDate, usize)> {
    let mut list = Vec::new();
    for (at, one) in world.customers.iter().enumerate() {
        let date = in_month(month, rng.range(10, 980));
        let often = match one.profile {
            'R' => 72,
            'N' | 'W' => 55,
            'P' | 'O' => 34,
            _ => 10,
        };
        let talk = rng.chance(often);
        if talk && one.owner_on(date) == who && !one.unlisted && one.since < date {
            list.push((date, at));
        }
    }
    list.sort_unstable();
    list
}

fn entry(sheet: &mut Sheet, world: &World, (who, serial, date, at): (usize, i64, NaiveDate, usize), rng: &mut Rng) {
    let one = &world.customers[at];
    let style = [0, 2, 0, 2, 5, 1, 0, 6][rng.below(8)];
    let (content, answer, next) = TALK[rng.below(TALK.len())];
    let inbound = rng.chance(32);
    let direction = if inbound { "客户回复" } else { "我方联系" };
    let own = [1, 2, 0, 3, 0, 4, 5, 0, 6][who];
    let shape = if own == 6 || rng.chance(12) { rng.below(6) } else { own };
    let later = workday(plus(date, rng.range(5, 40)));
    let later = (!next.is_empty() && rng.chance(70)).then_some(later);
    let method = METHODS[rng.below(METHODS.len())];
    let answer = if inbound && answer.is_empty() { "已回复" } else { answer };
    sheet.push(row![
        serial,
        written(date, shape),
        spelling::typed(one, style),
        method,
        direction,
        content,
        answer,
        next,
        later.map(|day| written(day, own % 6))
    ]);
    assert!(date <= as_of() && date >= day(2026, 1, 1), "the log is of 2026");
}

/// The date as this person writes it.
fn written(date: NaiveDate, shape: usize) -> Cell {
    let pattern = match shape {
        1 => "%Y.%-m.%-d",
        2 => "%Y年%-m月%-d日",
        3 => "%-m/%-d",
        4 => "%-m月%-d日",
        5 => "%Y-%m-%d",
        _ => return Cell::Date(date),
    };
    Cell::Text(date.format(pattern).to_string())
}
