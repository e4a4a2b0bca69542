//! Payment terms (付款条件): what a sheet's words say about deposit, method and days, and when money falls due by them.
//!
//! Decides the anchors of M10: a deposit is due with the order, a balance before shipment on the promised day, everything
//! else from the bill of lading (shipment) plus the days told, else the policy's. A derived day is marked as derived.

use chrono::{NaiveDate, TimeDelta};

use crate::policy::MoneyRules;

/// How the balance is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    /// Before the goods leave.
    BeforeShipment,
    /// Against a copy of the bill of lading.
    Copy,
    /// Letter of credit.
    Credit,
    /// Documents against payment.
    Documents,
    /// Documents against acceptance.
    Acceptance,
    /// Open account.
    Open,
}

/// Terms as understood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Terms {
    pub(super) deposit_share: f64,
    pub(super) method: Method,
    /// Days after the anchor, where told.
    pub(super) days: Option<i64>,
}

/// Understands terms: the word they were read as, and their original text. None where nothing is told.
pub(super) fn parse(word: Option<&str>, text: Option<&str>, policy: &MoneyRules) -> Option<Terms> {
    let told = text.unwrap_or_default().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| told.contains(word));
    let (share, days) = (percent(&told), days(&told));
    let plain = |method| Terms { deposit_share: 0.0, method, days };
    let terms = match word? {
        "tt_100_advance" | "paypal" => Terms { deposit_share: 1.0, method: Method::BeforeShipment, days: None },
        "tt_30_70" => {
            let copy = has(&["提单", "b/l", "bl copy", "copy of", "传真件", "polizza"]);
            let named = share.is_some()
                || told.contains("30/70")
                || told.contains("30 70")
                || has(&["定金", "订金", "预付", "deposit", "advance", "acconto", "anticipo"]);
            // 电汇 alone names no deposit; without any text the word itself does.
            let usual = if named || told.is_empty() { policy.deposit_share } else { 0.0 };
            Terms { deposit_share: share.unwrap_or(usual), method: if copy { Method::Copy } else { Method::BeforeShipment }, days }
        }
        "oa" => plain(Method::Open),
        "lc_sight" | "lc_usance" => plain(Method::Credit),
        "dp" => plain(Method::Documents),
        "da" => plain(Method::Acceptance),
        _ => return None,
    };
    Some(terms)
}

/// First percentage of a text, as a share.
fn percent(text: &str) -> Option<f64> {
    let end = text.find(['%', '％'])?;
    let digits: String = text[..end].trim_end().chars().rev().take_while(char::is_ascii_digit).collect();
    let number: f64 = digits.chars().rev().collect::<String>().parse().ok()?;
    (0.0..=100.0).contains(&number).then_some(number / 100.0)
}

/// Days of a text: the number before 天, days, gg, or after net.
fn days(text: &str) -> Option<i64> {
    let number = |digits: &str| digits.parse::<i64>().ok().filter(|days| (0..=365).contains(days));
    let before = ["天", "日", "day", "gg", "giorni"].iter().find_map(|unit| {
        let head = text[..text.find(unit)?].trim_end();
        let start = head.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + head[at..].chars().next().map_or(1, char::len_utf8));
        number(&head[start..])
    });
    let after = || {
        let tail = text[text.find("net")? + 3..].trim_start_matches([' ', '_']);
        number(&tail[..tail.find(|c: char| !c.is_ascii_digit()).unwrap_or(tail.len())])
    };
    before.or_else(after)
}

impl Terms {
    /// Day the balance falls due: from the promised day or the shipment.
    pub(super) fn due_on(&self, promised: Option<NaiveDate>, shipped: Option<NaiveDate>, policy: &MoneyRules) -> Option<NaiveDate> {
        let (anchor, usual) = match self.method {
            Method::BeforeShipment => (shipped.or(promised), 0),
            Method::Copy => (shipped, policy.terms_days_copy),
            Method::Credit => (shipped, policy.terms_days_lc),
            Method::Documents => (shipped, policy.terms_days_dp),
            Method::Acceptance => (shipped, policy.terms_days_da),
            Method::Open => (shipped, policy.terms_days_oa),
        };
        // A credit's own days run after the documents were accepted.
        let days = if self.method == Method::Credit { usual + self.days.unwrap_or(0) } else { self.days.unwrap_or(usual) };
        anchor?.checked_add_signed(TimeDelta::days(days))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn terms(word: &str, text: &str) -> Terms {
        parse(Some(word), Some(text), &Policy::shipped().money).unwrap()
    }

    #[test]
    fn words_become_deposit_method_and_days() {
        assert_eq!(terms("tt_30_70", "40%定金，见提单复印件付余款"), Terms { deposit_share: 0.4, method: Method::Copy, days: None });
        assert_eq!(terms("tt_30_70", "T/T 30/70"), Terms { deposit_share: 0.3, method: Method::BeforeShipment, days: None });
        assert!((terms("tt_30_70", "").deposit_share - 0.3).abs() < 1e-9 && terms("tt_30_70", "电汇").deposit_share.abs() < 1e-9);
        assert_eq!(terms("oa", "月结60天"), Terms { deposit_share: 0.0, method: Method::Open, days: Some(60) });
        assert_eq!((terms("oa", "net 45").days, terms("oa", "bonifico 90 gg").days, terms("oa", "赊账").days), (Some(45), Some(90), None));
        assert_eq!(parse(Some("other"), Some("…"), &Policy::shipped().money), None);
        assert_eq!(parse(None, Some("月结30天"), &Policy::shipped().money), None);
    }

    #[test]
    fn money_falls_due_from_its_anchor() {
        let policy = Policy::shipped().money;
        let (promised, shipped): (Option<NaiveDate>, _) = ("2026-10-01".parse().ok(), "2026-10-10".parse().ok());
        let due = |word, text, shipped| terms(word, text).due_on(promised, shipped, &policy).map(|day| day.to_string());
        assert_eq!(due("oa", "net 30", shipped), Some("2026-11-09".into()));
        assert_eq!(due("oa", "", shipped), Some("2026-11-09".into()));
        assert_eq!(due("oa", "net 30", None), None);
        assert_eq!(due("tt_30_70", "30%定金，发货前付清", None), Some("2026-10-01".into()));
        assert_eq!(due("lc_usance", "L/C 90 days", shipped), Some("2027-01-18".into()));
        assert_eq!(due("dp", "D/P", shipped), Some("2026-10-20".into()));
    }
}
