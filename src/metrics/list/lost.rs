//! Lost (丢单与流失原因): why inquiries were lost and why customers left, as reason codes, from what the sheets say (R-C8, R-C8b).
//!
//! Decides the code by the first word of its list that the text holds; a text that names none of them is another reason, an
//! empty cell an untold one. A customer has left when a reason stands in its row or its order clock gave up.

use std::collections::BTreeMap;

use super::Desk;
use crate::metrics::stats;
use crate::metrics::watch::Relation;
use crate::model::money::micros_to_f64;
use crate::model::numbers::BreakdownLine;
use crate::model::{Entity, Unit};

/// A reason code with the words that tell it, in Chinese, English and Italian.
type Code = (&'static str, &'static [&'static str]);

/// Reasons for which an inquiry is lost.
const INQUIRY: [Code; 6] = [
    ("price", &["价", "贵", "預算", "预算", "price", "expensive", "budget", "prezzo", "caro", "costo"]),
    ("delivery", &["交期", "交货", "交貨", "货期", "貨期", "delivery", "lead time", "consegna"]),
    ("quality", &["质量", "質量", "品质", "品質", "quality", "qualità"]),
    ("certificate", &["认证", "認證", "资质", "資質", "证书", "證書", "certif", "audit"]),
    ("size", &["规模", "規模", "产能", "產能", "小厂", "capacity", "too small", "capacità"]),
    ("service", &["服务", "服務", "回复慢", "回覆慢", "响应", "響應", "service", "slow", "servizio", "lent"]),
];

/// Reasons for which a customer leaves: the five of the company's rules. A competitor is named before its price.
const CUSTOMER: [Code; 5] = [
    (
        "competitor",
        &["竞争", "競爭", "竞品", "同行", "对手", "對手", "别家", "別家", "其他供应商", "competitor", "other supplier", "concorren"],
    ),
    (
        "decision_maker",
        &[
            "换人",
            "換人",
            "采购变",
            "決策",
            "决策",
            "离职",
            "離職",
            "人事",
            "新老板",
            "new buyer",
            "left the company",
            "management change",
            "cambio",
            "nuovo buyer",
        ],
    ),
    (
        "business_change",
        &[
            "转型",
            "轉型",
            "停业",
            "停業",
            "倒闭",
            "倒閉",
            "破产",
            "破產",
            "模式",
            "业务调整",
            "自产",
            "closed down",
            "bankrupt",
            "business model",
            "strategy",
            "in-house",
            "cessat",
            "fallit",
        ],
    ),
    (
        "product_price",
        &[
            "质量",
            "質量",
            "品质",
            "品質",
            "产品",
            "價",
            "价",
            "贵",
            "貴",
            "quality",
            "product",
            "price",
            "expensive",
            "qualità",
            "prodott",
            "prezzo",
        ],
    ),
    (
        "service",
        &[
            "服务",
            "服務",
            "交期",
            "沟通",
            "溝通",
            "回复",
            "回覆",
            "响应",
            "service",
            "delivery",
            "communication",
            "slow",
            "servizio",
            "consegna",
        ],
    ),
];

/// Lines of a table by two keys at most: a long tail helps nobody.
const LINES: usize = 30;

/// Code of a reason.
fn code(text: Option<&str>, codes: &[Code]) -> &'static str {
    let Some(text) = text.map(str::to_lowercase).filter(|text| !text.trim().is_empty()) else { return "untold" };
    codes.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map_or("other", |(code, _)| code)
}

/// How many, and their amount where one is known.
type Counted = BTreeMap<String, (u32, Option<f64>)>;

/// Lost inquiries of twelve months: row and code.
fn lost(desk: &Desk<'_, '_>) -> Vec<(usize, &'static str)> {
    let (table, month) = (desk.world.table(Entity::Inquiry), desk.month());
    let (days, statuses, reasons) = (table.dates("received_at"), table.texts("status"), table.texts("lost_reason"));
    let inside = |row: &usize| days[*row].is_some_and(|on| (month.plus(-11)..=month).contains(&desk.world.month_of(on)));
    let rows = (0..table.len()).filter(inside).filter(|row| statuses[*row] == Some("lost") || reasons[*row].is_some());
    rows.map(|row| (row, code(reasons[row], &INQUIRY))).collect()
}

/// Lost inquiries by code.
pub(super) fn counted(desk: &Desk<'_, '_>) -> Counted {
    let mut counted = Counted::new();
    for (_, code) in lost(desk) {
        counted.entry(code.to_owned()).or_default().0 += 1;
    }
    counted
}

/// Lost inquiries by code, and by the customer's country, the product and the salesperson.
pub(super) fn crossed(desk: &Desk<'_, '_>) -> Vec<BreakdownLine> {
    let (world, lost) = (desk.world, lost(desk));
    let table = world.table(Entity::Inquiry);
    let (products, parties) = (table.texts("product"), world.parties(table));
    let country = |row: usize| desk.country(parties[row].0);
    let staff = |row: usize| {
        world.whose(parties[row].0, parties[row].1).staff.and_then(|place| world.member(place)).map(|member| member.name.clone())
    };
    let product = |row: usize| products[row].map(str::to_owned);
    [
        by_two("lost_reason_country", &lost, &country),
        by_two("lost_reason_product", &lost, &product),
        by_two("lost_reason_staff", &lost, &staff),
    ]
    .concat()
}

/// One table: rows whose second key is known, the most frequent first; a line's value is its share of the second key's rows.
fn by_two(table: &'static str, lost: &[(usize, &'static str)], second: &dyn Fn(usize) -> Option<String>) -> Vec<BreakdownLine> {
    let mut cells: BTreeMap<(String, &str), u32> = BTreeMap::new();
    let mut all: BTreeMap<String, u32> = BTreeMap::new();
    for (row, code) in lost {
        let Some(key) = second(*row) else { continue };
        *all.entry(key.clone()).or_default() += 1;
        *cells.entry((key, code)).or_default() += 1;
    }
    let mut rows: Vec<_> = cells.into_iter().collect();
    rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    rows.truncate(LINES);
    let line = |((second, code), count): ((String, &str), u32)| {
        let (n, of) = (f64::from(count), f64::from(all.get(&second).copied().unwrap_or(count)));
        BreakdownLine {
            table,
            key: code.to_owned(),
            second: Some(second),
            words: "lost_reason",
            count,
            amount: None,
            value: Some(n / of),
            unit: Unit::Share,
            interval: stats::wilson(n, of),
            cumulative_share: None,
            reason: None,
            months: 12,
        }
    };
    rows.into_iter().map(line).collect()
}

/// Customers who left, by code, with the amount of the months before their newest order.
pub(super) fn churned(desk: &Desk<'_, '_>, relations: &[Relation]) -> Counted {
    let table = desk.world.table(Entity::Customer);
    let mut reasons: BTreeMap<usize, &str> = BTreeMap::new();
    for (text, (place, _)) in table.texts("lost_reason").into_iter().zip(desk.world.parties(table).iter()) {
        if let (Some(text), Some(place)) = (text, place) {
            reasons.insert(*place, text);
        }
    }
    let mut counted = Counted::new();
    for (place, relation) in relations.iter().enumerate() {
        let reason = reasons.get(&place).copied();
        if reason.is_none() && relation.rhythm.band != Some("lost") {
            continue;
        }
        let line = counted.entry(code(reason, &CUSTOMER).to_owned()).or_default();
        line.0 += 1;
        if let Some(amount) = relation.at_stake.map(micros_to_f64) {
            line.1 = Some(line.1.unwrap_or(0.0) + amount);
        }
    }
    // Nobody wrote a reason down: a table of "untold" alone tells nothing.
    if reasons.is_empty() { Counted::new() } else { counted }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_of_inquiries_have_codes() {
        let told =
            ["价格太高", "Delivery too late", "没有CE认证", "质量不好", "客户找了本地供应商", " "].map(|text| code(Some(text), &INQUIRY));
        assert_eq!(told, ["price", "delivery", "certificate", "quality", "other", "untold"]);
        assert_eq!(code(None, &INQUIRY), "untold");
    }

    #[test]
    fn reasons_of_customers_are_the_five_of_the_rules() {
        let texts = ["同行价格更低", "采购经理离职", "客户停业", "产品质量问题", "沟通不畅", "不清楚", ""];
        let told = texts.map(|text| code(Some(text), &CUSTOMER));
        assert_eq!(told, ["competitor", "decision_maker", "business_change", "product_price", "service", "other", "untold"]);
    }

    #[test]
    fn a_second_key_has_shares_of_its_own() {
        let lost = [(0, "price"), (1, "price"), (2, "quality"), (3, "price"), (4, "price")];
        let country = |row: usize| ["IT", "IT", "IT", "DE", ""].get(row).filter(|code| !code.is_empty()).map(|code| (*code).to_owned());
        let lines = by_two("lost_reason_country", &lost, &country);
        let told: Vec<_> = lines.iter().map(|line| (line.key.as_str(), line.second.as_deref(), line.count)).collect();
        assert_eq!(told, [("price", Some("IT"), 2), ("price", Some("DE"), 1), ("quality", Some("IT"), 1)]);
        assert_eq!((lines[0].value, lines[1].value), (Some(2.0 / 3.0), Some(1.0)));
        assert!(by_two("lost_reason_staff", &[], &country).is_empty());
    }
}
