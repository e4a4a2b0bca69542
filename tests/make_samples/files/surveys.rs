//! 台账: satisfaction on three scales, each in its own sheet, and how many were asked.

use std::error::Error;

use chrono::NaiveDate;

use super::Output;
use crate::calendar::{in_month, month_name};
use crate::rng::Rng;
use crate::row;
use crate::sheet::Sheet;
use crate::world::World;
use crate::world::spelling;
use crate::world::staff::STAFF;

const WORDS: [&str; 5] = ["非常满意", "满意", "一般", "不满意", "非常不满意"];
/// Months surveyed: 2026-05 to 2026-10, and answers in each.
const ANSWERS: [(i64, usize); 6] = [(18, 9), (19, 10), (20, 11), (21, 12), (22, 14), (23, 16)];

/// Five sheets: words, 1–10, NPS 0–10, effort 1–7, and the numbers invited.
pub(crate) fn file(world: &World) -> Result<Output, Box<dyn Error>> {
    let mut rng = Rng::new(79);
    let mut words = Sheet::new("订单满意度(五级)");
    words.header(&["评价日期", "客户名称", "订单号", "业务员", "产品质量", "交货准时", "服务态度", "总体满意度", "建议"]);
    let mut ten = Sheet::new("售后回访(1-10分)");
    ten.header(&["回访时间", "客户", "业务员", "满意度评分(1-10)", "评价"]);
    let mut nps = Sheet::new("NPS(0-10)");
    nps.header(&["日期", "客户名称", "邮箱", "推荐意愿(0-10)", "原因"]);
    let mut ease = Sheet::new("问题解决容易度(1-7)");
    ease.header(&["日期", "客户名称", "业务员", "解决问题是否容易(1-7)"]);
    let mut asked = Sheet::new("发放统计");
    asked.header(&["月份", "问卷", "发放数", "回收数"]);

    for (month, answers) in ANSWERS {
        for (date, who) in answered(world, month, answers, &mut rng) {
            let order = &world.orders[who];
            let name = spelling::typed(&world.customers[order.customer], [0, 2, 1][rng.below(3)]);
            let [quality, delivery, service] = [12, 20, 6].map(|bad| WORDS[level(bad, &mut rng)]);
            let remark = ["", "", "", "包装再加强", "希望交期更短", "good service"][rng.below(6)];
            words.push(row![
                date,
                name,
                order.no.clone(),
                STAFF[world.customers[order.customer].owner_on(date)].chinese,
                quality,
                delivery,
                service,
                WORDS[level(10, &mut rng)],
                remark
            ]);
        }
        for (date, who) in answered(world, month, answers - 3, &mut rng) {
            let order = &world.orders[who];
            let score = i64::try_from(10 - level(12, &mut rng) * 2).unwrap_or(0) - rng.range(0, 1);
            ten.push(row![
                date,
                spelling::typed(&world.customers[order.customer], 0),
                STAFF[world.customers[order.customer].owner_on(date)].given(),
                score.max(1),
                ""
            ]);
        }
        for (date, who) in answered(world, month, answers + 2, &mut rng) {
            let buyer = &world.customers[world.orders[who].customer];
            let score = [10, 9, 9, 8, 8, 7, 10, 6, 9, 4, 7, 10][rng.below(12)];
            nps.push(row![
                date,
                spelling::typed(buyer, 0),
                buyer.main().mail.clone(),
                i64::from(score),
                if score < 7 { "交期不稳定" } else { "" }
            ]);
        }
        for (date, who) in answered(world, month, answers - 4, &mut rng) {
            let order = &world.orders[who];
            ease.push(row![
                date,
                spelling::typed(&world.customers[order.customer], 2),
                STAFF[world.customers[order.customer].owner_on(date)].chinese,
                [7, 6, 6, 5, 5, 4, 3][rng.below(7)]
            ]);
        }
        let count = i64::try_from(answers).unwrap_or(0);
        for (title, got) in [("订单满意度", count), ("售后回访", count - 3), ("NPS", count + 2), ("问题解决容易度", count - 4)]
        {
            asked.push(row![month_name(month), title, got * 2 + month % 5 + 3, got]);
        }
    }
    // A mark the scale does not have.
    ten.push(row!["2026-10-28", "Casa Tavernella S.p.A.", "Fiona", 12_i64, "笔误？"]);
    Output::xlsx("台账/满意度调查_三种量表_发放数另表.xlsx", &[words, ten, nps, ease, asked])
}

/// Days of that month, each with the index of an order shipped before.
fn answered(world: &World, month: i64, count: usize, rng: &mut Rng) -> Vec<(NaiveDate, usize)> {
    let mut days: Vec<NaiveDate> = (0..count).map(|_| in_month(month, rng.range(30, 960))).collect();
    days.sort_unstable();
    let find = |date: NaiveDate, rng: &mut Rng| {
        let fit = |at: &usize| {
            world.orders[*at].valid() && world.orders[*at].shipped.is_some_and(|sent| sent < date && (date - sent).num_days() < 120)
        };
        let choices: Vec<usize> = (0..world.orders.len()).filter(fit).collect();
        choices[rng.below(choices.len())]
    };
    days.into_iter().map(|date| (date, find(date, rng))).collect()
}

/// 0 best … 4 worst; `bad` percent are below the middle.
fn level(bad: i64, rng: &mut Rng) -> usize {
    match rng.range(0, 99) {
        draw if draw < bad / 4 => 4,
        draw if draw < bad => 3,
        draw if draw < bad + 16 => 2,
        draw if draw < 62 => 1,
        _ => 0,
    }
}
