//! Proposals (口径建议): limits that a manager typed on the parameters sheet. They were tried in that workbook; the policy
//! stays as it is until somebody writes them there.
//!
//! Decides that a proposal is listed in the month it came back in, with the line to write, and that what was taken back or
//! says what it said before is none.

use crate::finding::{Finding, Kind};
use crate::model::own::{Answer, Input};
use crate::model::{Month, Origin};

/// One finding for each setting typed anew. `held` are the answers that hold.
#[must_use]
pub fn proposals(held: &[Answer], month: Month) -> Vec<Finding> {
    let month = month.to_string();
    let now = |answer: &&Answer| {
        answer.input == Input::Setting.id() && answer.read_in == month && !answer.after.is_empty() && answer.after != answer.before
    };
    held.iter().filter(now).filter_map(proposal).collect()
}

/// `setting|<parameter>|<key of the policy>`, the key empty where the policy has none.
fn proposal(answer: &Answer) -> Option<Finding> {
    let mut parts = answer.about.strip_prefix("setting|")?.splitn(2, '|');
    let (parameter, key) = (parts.next()?, parts.next().unwrap_or_default());
    let kind = if key.is_empty() { Kind::SettingTried } else { Kind::SettingProposed };
    let found = Finding::new(kind).at(Origin::file(answer.source.as_str())).with("parameter", parameter);
    let found = found.with("before", &answer.before).with("value", &answer.after);
    Some(match key.split_once('.') {
        // Days count only where grades go by days and not by calendar months.
        Some(("grade", key)) => found.with("line", format!("[grade] mode = \"days\", {key} = {}", answer.after)),
        Some((section, key)) => found.with("line", format!("[{section}] {key} = {}", answer.after)),
        None => found,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(about: &str, before: &str, after: &str, read_in: &str) -> Answer {
        Answer {
            about: about.into(),
            input: "setting".into(),
            who: String::new(),
            saved: "1".into(),
            month: "2026-10".into(),
            read_in: read_in.into(),
            before: before.into(),
            after: after.into(),
            source: "a.xlsx › 参数与口径!B6".into(),
        }
    }

    #[test]
    fn a_limit_typed_is_proposed_with_its_line_in_the_month_it_came_back() {
        let held = [
            answer("setting|a_days|grade.a_days", "30", "42", "2026-11"),
            answer("setting|b_days|grade.b_days", "92", "92", "2026-11"),
            answer("setting|money_late|money.overdue_grace_days", "0", "5", "2026-11"),
            answer("setting|report_date|", "2026-10-31", "2026-11-05", "2026-11"),
            answer("setting|c_days|grade.c_days", "181", "", "2026-11"),
            answer("setting|c_days|grade.c_days", "181", "200", "2026-10"),
        ];
        let told: Vec<(Kind, String)> = proposals(&held, "2026-11".parse().unwrap())
            .into_iter()
            .map(|found| (found.kind, found.args.iter().find(|(name, _)| *name == "line").map_or(String::new(), |(_, line)| line.clone())))
            .collect();
        let wanted = [
            (Kind::SettingProposed, "[grade] mode = \"days\", a_days = 42"),
            (Kind::SettingProposed, "[money] overdue_grace_days = 5"),
            (Kind::SettingTried, ""),
        ];
        assert_eq!(told, wanted.map(|(kind, line)| (kind, line.to_owned())));
    }
}
