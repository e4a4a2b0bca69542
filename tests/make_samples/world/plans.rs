//! What the salespeople expect of each customer, at the end of September and at the end of October 2026.

use chrono::NaiveDate;

use super::customers::Customer;
use super::orders::Order;
use crate::calendar::{day, plus, workday};
use crate::rng::Rng;

/// What one monthly sheet says about a customer.
#[derive(Clone)]
pub(crate) struct Outlook {
    pub(crate) need: &'static str,
    pub(crate) close: Option<NaiveDate>,
    /// US cents.
    pub(crate) amount: Option<i64>,
    pub(crate) last: NaiveDate,
    pub(crate) next: Option<NaiveDate>,
    pub(crate) method: &'static str,
    pub(crate) grade: &'static str,
    pub(crate) status: &'static str,
    pub(crate) note: &'static str,
}

/// September's view and October's.
pub(crate) struct Plan {
    pub(crate) before: Outlook,
    pub(crate) now: Outlook,
    /// Spelling style of the name in the monthly sheets.
    pub(crate) style: usize,
    /// False for customers nobody keeps in the monthly sheets any more.
    pub(crate) followed: bool,
}

/// One plan for each customer.
pub(crate) fn all(customers: &[Customer], orders: &[Order]) -> Vec<Plan> {
    let mut rng = Rng::new(53);
    customers.iter().enumerate().map(|(at, one)| plan(at, one, orders, &mut rng)).collect()
}

fn plan(at: usize, one: &Customer, orders: &[Order], rng: &mut Rng) -> Plan {
    let october = orders.iter().find(|order| order.customer == at && order.valid() && order.date >= day(2026, 10, 1));
    let before = september(one, october, rng);
    let now = october_view(one, &before, october.is_some(), rng);
    let forgotten = match one.profile {
        'Q' => !at.is_multiple_of(3),
        'C' => at.is_multiple_of(2),
        _ => false,
    };
    let followed = !one.unlisted && !forgotten;
    let style = [0, 0, 2, 0, 1, 5, 0, 6, 2][rng.below(9)];
    Plan { before, now, style, followed }
}

fn september(one: &Customer, october: Option<&Order>, rng: &mut Rng) -> Outlook {
    let end = day(2026, 9, 30);
    let need = match one.profile {
        'C' if rng.chance(35) => "无需求",
        'Q' if rng.chance(20) => "无需求",
        'C' | 'Q' => "潜在需求",
        'P' if rng.chance(40) => "潜在需求",
        'O' if rng.chance(25) => "潜在需求",
        _ => "有明显需求",
    };
    let evident = need == "有明显需求";
    let close = match october {
        Some(order) if rng.chance(75) => Some(workday(plus(order.date, rng.range(-3, 9)))),
        _ if evident && rng.chance(88) => Some(workday(plus(end, rng.range(4, 230)))),
        _ => None,
    };
    let amount = (evident && rng.chance(85)).then(|| (one.size * rng.range(70, 120) / 100 / 50_000 + 1) * 50_000);
    let last = workday(plus(day(2026, 9, 2), rng.range(0, 26)));
    let next = rng.chance(85).then(|| workday(plus(end, rng.range(-6, 38))));
    let method = ["邮件", "电话", "WhatsApp", "邮件", "拜访", "微信"][rng.below(6)];
    let grade = declared(need, close, end, rng);
    let status = if one.buys() && one.profile != 'N' {
        "已成交"
    } else {
        ["跟进中", "报价中", "样品阶段", "初次联系"][rng.below(4)]
    };
    let note = ["", "", "", "等客户新品目录", "价格敏感", "要FSC证书", "年底盘点后再谈"][rng.below(7)];
    Outlook { need, close, amount, last, next, method, grade, status, note }
}

fn october_view(one: &Customer, before: &Outlook, ordered: bool, rng: &mut Rng) -> Outlook {
    let end = day(2026, 10, 31);
    let mut now = before.clone();
    if ordered {
        now.status = "已下单";
        now.close = rng.chance(40).then(|| workday(plus(end, rng.range(30, 120))));
        now.note = "10月已下单，跟进下一单";
    } else if let Some(close) = before.close {
        // Dates that came near are put off; a few are simply left standing in the past.
        let near = close <= plus(end, 20);
        if (near && rng.chance(70)) || rng.chance(10) {
            now.close = Some(workday(plus(close, rng.range(3, 9) * 7)));
            now.note = "客户推迟";
        }
    }
    if rng.chance(78) {
        now.last = workday(plus(day(2026, 10, 9), rng.range(0, 20)));
        now.next = rng.chance(82).then(|| workday(plus(end, rng.range(-9, 40))));
    }
    if one.profile == 'C' && before.need == "潜在需求" && rng.chance(20) {
        now.need = "无需求";
        now.note = "客户说已换供应商";
    }
    now.grade = declared(now.need, now.close, end, rng);
    now
}

/// The letter the salesperson writes: mostly right, sometimes hopeful, sometimes missing.
fn declared(need: &str, close: Option<NaiveDate>, end: NaiveDate, rng: &mut Rng) -> &'static str {
    if rng.chance(9) {
        return "";
    }
    let days = close.map(|date| (date - end).num_days());
    let right = match (need, days) {
        ("无需求", _) => 4,
        ("潜在需求", _) => 3,
        (_, Some(..=31)) => 0,
        (_, Some(32..=92) | None) => 1,
        (_, Some(93..=183)) => 2,
        _ => 3,
    };
    let written = if right > 0 && right < 4 && rng.chance(14) { right - 1 } else { right };
    ["A", "B", "C", "D", "E"][written]
}
