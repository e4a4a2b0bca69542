//! Inquiries and what became of them.

use chrono::{NaiveDate, NaiveDateTime};

use super::customers::Customer;
use super::orders::Order;
use crate::calendar::{as_of, at, in_month, month_start, plus};
use crate::rng::Rng;

/// One inquiry.
pub(crate) struct Inquiry {
    pub(crate) no: String,
    pub(crate) received: NaiveDateTime,
    pub(crate) replied: Option<NaiveDateTime>,
    pub(crate) customer: usize,
    pub(crate) owner: usize,
    pub(crate) product: usize,
    pub(crate) quantity: i64,
    pub(crate) channel: &'static str,
    pub(crate) status: &'static str,
    pub(crate) close: Option<NaiveDate>,
    pub(crate) priority: &'static str,
    /// Spelling style of the customer's name.
    pub(crate) draw: i64,
    /// True where a quotation followed.
    pub(crate) quoted: bool,
}

/// Months with a register of inquiries: 2025-09 to 2026-10.
const FIRST: i64 = 10;
const A_MONTH: i64 = 25;

/// About 25 a month; a third from customers who never buy.
pub(crate) fn inquiries(customers: &[Customer], orders: &[Order]) -> Vec<Inquiry> {
    let mut rng = Rng::new(37);
    let mut list = Vec::new();
    for month in FIRST..24 {
        let mut moments: Vec<NaiveDateTime> = (0..A_MONTH + rng.range(-3, 3)).map(|_| arrival(month, &mut rng)).collect();
        moments.sort_unstable();
        for (serial, received) in (1..).zip(moments) {
            let no = format!("XP{}{serial:03}", month_start(month).format("%y%m"));
            let weights: Vec<i64> = customers.iter().map(|one| weight(one, received.date())).collect();
            let who = rng.weighted(&weights);
            list.push(one(no, received, who, &customers[who], orders, &mut rng));
        }
    }
    list
}

fn arrival(month: i64, rng: &mut Rng) -> NaiveDateTime {
    at(in_month(month, rng.range(0, 985)), rng.range(7 * 60 + 30, 22 * 60))
}

fn weight(one: &Customer, date: NaiveDate) -> i64 {
    if one.since > date && one.profile != 'N' {
        return 0;
    }
    match one.profile {
        'P' => 7,
        'N' if date > one.since => 6,
        'W' => 6,
        'R' => 3,
        'O' => 2,
        'Q' => i64::from(one.unlisted) * 4,
        _ => 0,
    }
}

fn one(no: String, received: NaiveDateTime, who: usize, customer: &Customer, orders: &[Order], rng: &mut Rng) -> Inquiry {
    let wait = match rng.range(0, 99) {
        0..35 => rng.range(4, 30),
        35..65 => rng.range(31, 120),
        65..88 => rng.range(121, 1380),
        _ => rng.range(1500, 4200),
    };
    let replied = Some(received + chrono::Duration::minutes(wait)).filter(|_| !rng.chance(6));
    let replied = replied.filter(|moment| moment.date() <= as_of());
    let age = (as_of() - received.date()).num_days();
    let mine = |order: &&Order| order.customer == who && order.valid();
    let won = orders.iter().filter(mine).any(|order| (3..70).contains(&(order.date - received.date()).num_days()));
    let quoted = replied.is_some() && (won || rng.chance(45));
    let status = match (won, replied.is_some()) {
        (true, _) => "已成交",
        (false, false) => "未回复",
        (false, true) if age > 150 => "已关闭",
        (false, true) if quoted => "报价中",
        (false, true) => "跟进中",
    };
    let open = matches!(status, "报价中" | "跟进中" | "未回复");
    let close = (open && rng.chance(75)).then(|| plus(received.date(), rng.range(20, 190)));
    Inquiry {
        no,
        received,
        replied,
        customer: who,
        owner: customer.owner_on(received.date()),
        product: (who * 3 + rng.below(5)) % super::products::RANGE.len(),
        quantity: rng.range(2, 60) * 100,
        channel: ["国际站", "官网", "展会", "邮件开发", "老客户转介绍", "WhatsApp"][(who + rng.below(2)) % 6],
        status,
        close,
        priority: ["高", "中", "中", "低"][rng.below(4)],
        draw: rng.range(0, 99),
        quoted,
    }
}
