//! Precedence (来源优先级): which kind of source wins where two tell the same event.

use crate::policy::Policy;

/// Ranks of sources, from the policy.
#[derive(Debug)]
pub(super) struct Precedence<'a> {
    policy: &'a Policy,
}

/// File and sheet names tell the kind of a source where the policy does not.
const TOLD_BY_NAME: [(&str, &[&str]); 3] = [
    ("finance", &["财务", "財務", "收款", "应收", "finance", "contabil"]),
    ("merchandiser", &["跟单", "跟單", "merchandis"]),
    ("ledger", &["台账", "台賬", "总表", "ledger", "登记"]),
];

impl<'a> Precedence<'a> {
    pub(super) const fn new(policy: &'a Policy) -> Self {
        Self { policy }
    }

    /// Rank of a source: smaller wins. An explicit number of the policy comes before any kind.
    pub(super) fn of(&self, file: &str, sheet: &str) -> (i32, usize) {
        let rule = self.policy.source.iter().find(|rule| {
            (rule.kind.is_some() || rule.precedence.is_some())
                && fits(&rule.file, file)
                && rule.sheet.as_deref().is_none_or(|pattern| fits(pattern, sheet))
        });
        let number = rule.and_then(|rule| rule.precedence).unwrap_or(0);
        let kind = rule.and_then(|rule| rule.kind.as_deref()).or_else(|| by_name(file, sheet)).unwrap_or("salesperson");
        let rank = self.policy.events.precedence.iter().position(|known| known == kind).unwrap_or(usize::MAX);
        (-number, rank)
    }
}

fn by_name(file: &str, sheet: &str) -> Option<&'static str> {
    let name = file.rsplit('/').next().unwrap_or(file).to_lowercase();
    let told = |words: &&[&str]| words.iter().any(|word| name.contains(word) || sheet.contains(word));
    TOLD_BY_NAME.iter().find(|(_, words)| told(words)).map(|(kind, _)| *kind)
}

/// `*` stands for any run within a name, `**` across folders too.
fn fits(pattern: &str, text: &str) -> bool {
    fn matched(pattern: &[char], text: &[char]) -> bool {
        match pattern {
            [] => text.is_empty(),
            ['*', '*', rest @ ..] => {
                let rest = rest.strip_prefix(&['/']).unwrap_or(rest);
                (0..=text.len()).any(|cut| matched(rest, &text[cut..]))
            }
            ['*', rest @ ..] => (0..=text.len()).take_while(|cut| !text[..*cut].contains(&'/')).any(|cut| matched(rest, &text[cut..])),
            [c, rest @ ..] => text.first() == Some(c) && matched(rest, &text[1..]),
        }
    }
    let chars = |text: &str| text.chars().collect::<Vec<_>>();
    matched(&chars(pattern), &chars(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_and_names_tell_the_kind() {
        assert!(fits("台账/财务*", "台账/财务收款.xlsx") && fits("**/a.csv", "x/y/a.csv") && !fits("*.csv", "x/a.csv"));
        let policy = Policy::shipped();
        let precedence = Precedence::new(&policy);
        assert!(precedence.of("台账/财务收款.xlsx", "") < precedence.of("台账/订单台账.csv", ""));
        assert!(precedence.of("台账/订单台账.csv", "") < precedence.of("台账/跟单表.xlsx", ""));
    }
}
