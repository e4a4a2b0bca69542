//! Payment terms (付款条件): what a sheet's words say about deposit, method and days, and when money falls due by them.
//!
//! Decides the anchors of M10: a deposit is due with the order, a balance before shipment on the promised day, everything
//! else from the bill of lading (shipment) plus the days told, else the policy's; to the end of a month where terms say so
//! (月结30天: month's end, then the days; 30 gg d.f.f.m.: the days, then month's end). A derived day is marked as derived.

use chrono::{NaiveDate, TimeDelta};

use crate::model::Month;
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

/// Where the end of a month comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MonthEnd {
    /// The days run from the end of the anchor's month.
    ThenDays,
    /// Due at the end of the month in which the days are over.
    AfterDays,
}

/// Terms as understood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Terms {
    pub(super) deposit_share: f64,
    pub(super) method: Method,
    /// Days after the anchor, where told.
    pub(super) days: Option<i64>,
    /// Whether, and where, a month's end counts.
    pub(super) month_end: Option<MonthEnd>,
}

/// Understands terms: the word they were read as, and their original text. None where nothing is told.
pub(super) fn parse(word: Option<&str>, text: Option<&str>, policy: &MoneyRules) -> Option<Terms> {
    let word = word?;
    let told = text.unwrap_or_default().to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| told.contains(word));
    let (share, days) = (percent(&told), days(&told));
    let month_end = month_end(&told);
    // 30% deposit, balance L/C or O/A: the word is the balance's, the deposit stands before it.
    let before = has(&DEPOSIT) || told.contains("t/t") || told.contains("in advance");
    let deposit_share = share.filter(|share| before && *share < 1.0).unwrap_or(0.0);
    let plain = |method| Terms { deposit_share, method, days, month_end };
    let terms = match word {
        "tt_100_advance" | "paypal" => Terms { deposit_share: 1.0, method: Method::BeforeShipment, days: None, month_end: None },
        "tt_30_70" => {
            let copy = has(&["提单", "b/l", "bl copy", "copy of", "传真件", "polizza"]);
            let share = share.or_else(|| split(&told));
            let named = share.is_some() || has(&DEPOSIT);
            // 电汇 alone names no deposit; without any text the word itself does.
            let usual = if named || told.is_empty() { policy.deposit_share } else { 0.0 };
            // 70% 见提单后60天: days after the bill of lading are credit, not a copy of it.
            let method = match (copy, days) {
                (true, Some(_)) => Method::Open,
                (true, None) => Method::Copy,
                (false, _) => Method::BeforeShipment,
            };
            Terms { deposit_share: share.unwrap_or(usual), method, days, month_end }
        }
        "oa" => plain(Method::Open),
        "lc_sight" | "lc_usance" => plain(Method::Credit),
        "dp" => plain(Method::Documents),
        "da" => plain(Method::Acceptance),
        _ => return None,
    };
    Some(terms)
}

/// Words for what is paid with the order.
const DEPOSIT: [&str; 9] = ["定金", "订金", "預付", "预付", "deposit", "advance", "acconto", "anticipo", "前t/t"];

/// `30/70`, `20-80`: a deposit and its balance.
fn split(text: &str) -> Option<f64> {
    let numbers: Vec<f64> = text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect();
    let pair = numbers.windows(2).find(|pair| (pair[0] + pair[1] - 100.0).abs() < 0.5 && pair[0] > 0.0 && pair[1] > 0.0)?;
    Some(pair[0] / 100.0)
}

/// The end of a month, as the three languages say it.
fn month_end(text: &str) -> Option<MonthEnd> {
    let words: Vec<&str> = text.split(|c: char| !c.is_alphanumeric()).collect();
    let dotted: String = text.chars().filter(|c| *c != '.').collect();
    if ["dffm", "fine mese"].iter().any(|word| dotted.contains(word)) || words.contains(&"fm") {
        return Some(MonthEnd::AfterDays);
    }
    let said = ["月结", "月結", "月底", "月末", "end of month", "end of the month"].iter().any(|word| text.contains(word));
    (said || words.contains(&"eom")).then_some(MonthEnd::ThenDays)
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
        let after = |day: NaiveDate| day.checked_add_signed(TimeDelta::days(days));
        // 月结 is the calendar month's end to the customer, whatever day we close our books.
        let end = |day: NaiveDate| Month::of_calendar(day).last();
        match self.month_end {
            None => after(anchor?),
            // 月结 alone is due at the month's end, not the policy's days after it.
            Some(MonthEnd::ThenDays) if self.days.is_none() => Some(end(anchor?)),
            Some(MonthEnd::ThenDays) => after(end(anchor?)),
            Some(MonthEnd::AfterDays) => after(anchor?).map(end),
        }
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
        assert_eq!(
            terms("tt_30_70", "40%定金，见提单复印件付余款"),
            Terms { deposit_share: 0.4, method: Method::Copy, days: None, month_end: None }
        );
        assert_eq!(
            terms("tt_30_70", "T/T 30/70"),
            Terms { deposit_share: 0.3, method: Method::BeforeShipment, days: None, month_end: None }
        );
        assert!((terms("tt_30_70", "").deposit_share - 0.3).abs() < 1e-9 && terms("tt_30_70", "电汇").deposit_share.abs() < 1e-9);
        assert_eq!(
            terms("oa", "月结60天"),
            Terms { deposit_share: 0.0, method: Method::Open, days: Some(60), month_end: Some(MonthEnd::ThenDays) }
        );
        assert_eq!((terms("oa", "net 45").days, terms("oa", "bonifico 90 gg").days, terms("oa", "赊账").days), (Some(45), Some(90), None));
        assert_eq!(parse(Some("other"), Some("…"), &Policy::shipped().money), None);
        assert_eq!(parse(None, Some("月结30天"), &Policy::shipped().money), None);
    }

    #[test]
    fn every_spelling_of_the_vocabulary_has_a_due_day_or_is_other() {
        let policy = Policy::shipped().money;
        let day = "2026-10-10".parse().ok();
        let mut read = 0;
        for line in include_str!("../normalise/data/words.csv").lines().filter(|line| line.starts_with("payment_terms,")) {
            let (word, text) = line["payment_terms,".len()..].split_once(',').unwrap();
            let due = parse(Some(word), Some(text.trim_matches('"')), &policy).and_then(|terms| terms.due_on(day, day, &policy));
            assert_eq!(due.is_some(), word != "other", "{line}");
            read += 1;
        }
        assert!(read > 100);
    }

    #[test]
    fn a_months_end_and_a_deposit_before_credit() {
        let policy = Policy::shipped().money;
        let shipped = "2026-10-10".parse().ok();
        let due = |word, text| terms(word, text).due_on(None, shipped, &policy).map(|day| day.to_string());
        assert_eq!(due("oa", "月结30天"), Some("2026-11-30".into()));
        assert_eq!(due("oa", "月结"), Some("2026-10-31".into()));
        assert_eq!(due("oa", "60 gg d.f.f.m."), Some("2026-12-31".into()));
        assert_eq!(due("oa", "30 gg FM"), Some("2026-11-30".into()));
        assert_eq!(due("oa", "30 days EOM"), Some("2026-11-30".into()));
        assert_eq!(due("oa", "Net 60 days after B/L date"), Some("2026-12-09".into()));
        assert_eq!(due("tt_30_70", "30%定金，70%见提单后60天"), Some("2026-12-09".into()));
        let share = |word, text| (terms(word, text).deposit_share * 100.0).round();
        assert!((share("lc_sight", "30% deposit, balance L/C at sight") - 30.0).abs() < 1e-9);
        assert!((share("tt_30_70", "T/T 20/80") - 20.0).abs() < 1e-9);
        assert!(share("oa", "O/A 60 days").abs() < 1e-9);
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
