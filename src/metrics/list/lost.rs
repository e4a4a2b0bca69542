//! Lost (丢单原因): why inquiries were lost, as reason codes, from what the sheet says of each (R-C8b).
//!
//! Decides the code by the first word of its list that the text holds; a text that names none of them is another reason, an
//! empty cell an untold one.

use std::collections::BTreeMap;

use super::Desk;
use crate::model::{Entity, Month};

/// Codes with the words that tell them, in Chinese, English and Italian.
const CODES: [(&str, &[&str]); 6] = [
    ("price", &["价", "贵", "預算", "预算", "price", "expensive", "budget", "prezzo", "caro", "costo"]),
    ("delivery", &["交期", "交货", "交貨", "货期", "貨期", "delivery", "lead time", "consegna"]),
    ("quality", &["质量", "質量", "品质", "品質", "quality", "qualità"]),
    ("certificate", &["认证", "認證", "资质", "資質", "证书", "證書", "certif", "audit"]),
    ("size", &["规模", "規模", "产能", "產能", "小厂", "capacity", "too small", "capacità"]),
    ("service", &["服务", "服務", "回复慢", "回覆慢", "响应", "響應", "service", "slow", "servizio", "lent"]),
];

/// Code of a reason.
fn code(text: Option<&str>) -> &'static str {
    let Some(text) = text.map(str::to_lowercase).filter(|text| !text.trim().is_empty()) else { return "untold" };
    CODES.iter().find(|(_, words)| words.iter().any(|word| text.contains(word))).map_or("other", |(code, _)| code)
}

/// Lost inquiries of twelve months by code.
pub(super) fn counted(desk: &Desk<'_, '_>) -> BTreeMap<String, (u32, Option<f64>)> {
    let (table, month) = (desk.world.table(Entity::Inquiry), desk.month());
    let (days, statuses, reasons) = (table.dates("received_at"), table.texts("status"), table.texts("lost_reason"));
    let mut counted: BTreeMap<String, (u32, Option<f64>)> = BTreeMap::new();
    for row in 0..table.len() {
        let inside = days[row].is_some_and(|on| (month.plus(-11)..=month).contains(&Month::of(on)));
        if inside && (statuses[row] == Some("lost") || reasons[row].is_some()) {
            counted.entry(code(reasons[row]).to_owned()).or_default().0 += 1;
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_codes() {
        let told = ["价格太高", "Delivery too late", "没有CE认证", "质量不好", "客户找了本地供应商", " "].map(|text| code(Some(text)));
        assert_eq!(told, ["price", "delivery", "certificate", "quality", "other", "untold"]);
        assert_eq!(code(None), "untold");
    }
}
