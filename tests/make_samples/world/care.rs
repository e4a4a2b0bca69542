//! Complaints and how they were settled.

use chrono::NaiveDate;

use super::customers::Customer;
use super::orders::Order;
use crate::calendar::{as_of, day, plus};
use crate::rng::Rng;

/// Type, content, responsible department.
const KINDS: [(&str, &str, &str); 8] = [
    ("质量问题", "杯口有毛刺，约2%不良", "生产部"),
    ("包装破损", "外箱受潮，内盒压扁", "包装车间"),
    ("交货延迟", "比约定船期晚两周", "跟单组"),
    ("数量短缺", "少装3箱", "仓库"),
    ("颜色色差", "与确认样色差明显", "质检部"),
    ("单证错误", "原产地证书品名写错", "单证组"),
    ("质量问题", "手柄松动", "生产部"),
    ("运输破损", "到港后破损率5%", "货代"),
];

/// One complaint.
pub(crate) struct Complaint {
    pub(crate) no: String,
    pub(crate) order: usize,
    pub(crate) kind: (&'static str, &'static str, &'static str),
    pub(crate) severity: &'static str,
    pub(crate) accepted: NaiveDate,
    pub(crate) answered: Option<NaiveDate>,
    pub(crate) proposed: Option<NaiveDate>,
    pub(crate) closed: Option<NaiveDate>,
    pub(crate) reopened: bool,
    pub(crate) remedy: &'static str,
    /// Compensation in US cents.
    pub(crate) paid: i64,
}

/// About forty, 2025-09 to 2026-10, each on a shipped order.
pub(crate) fn complaints(customers: &[Customer], orders: &[Order]) -> Vec<Complaint> {
    let mut rng = Rng::new(41);
    let mut list = Vec::new();
    for (at, order) in orders.iter().enumerate() {
        let Some(shipped) = order.shipped.filter(|_| order.valid()) else { continue };
        let accepted = plus(shipped, rng.range(18, 52));
        // One customer complains again and again about the same thing.
        let often = customers[order.customer].name == "Linea Cucina Biancospino";
        let chosen = rng.chance(if often { 85 } else { 17 });
        if chosen && accepted >= day(2025, 9, 1) && accepted <= as_of() {
            list.push((accepted, at, often));
        }
    }
    list.sort_unstable();
    (1..).zip(list).map(|(serial, (accepted, at, often))| one(serial, accepted, at, often, &mut rng)).collect()
}

fn one(serial: i32, accepted: NaiveDate, order: usize, often: bool, rng: &mut Rng) -> Complaint {
    let known = |date: NaiveDate| Some(date).filter(|date| *date <= as_of());
    let answered = known(plus(accepted, rng.range(0, 2)));
    let proposed = answered.and_then(|date| known(plus(date, rng.range(1, 7))));
    let closed = proposed.and_then(|date| known(plus(date, rng.range(3, 28)))).filter(|_| !rng.chance(5));
    let kind = if often { KINDS[0] } else { KINDS[rng.below(KINDS.len())] };
    let remedy = ["下单补货", "折让", "换货", "道歉说明", "退款"][rng.below(5)];
    let paid = match remedy {
        "道歉说明" => 0,
        _ => rng.range(8, 240) * 1000,
    };
    Complaint {
        no: format!("KS{}-{serial:02}", accepted.format("%Y%m")),
        order,
        kind,
        severity: ["一般", "一般", "严重", "轻微", "重大"][rng.below(5)],
        accepted,
        answered,
        proposed,
        closed,
        reopened: closed.is_some() && rng.chance(14),
        remedy,
        paid: if closed.is_some() { paid } else { 0 },
    }
}
