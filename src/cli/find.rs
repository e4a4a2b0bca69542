//! `find`: whether a customer is already known, and to whom, before a salesperson opens a new one. The owner is masked: a
//! colleague's customers are told by the manager.

use super::args::FindArgs;
use super::job::Setting;
use super::say;
use crate::error::Result;
use crate::model::resolved::StaffMember;
use crate::pipeline::{self, How};

/// Likely customers shown.
const SHOWN: usize = 5;

pub(super) fn find(setting: &Setting, args: &FindArgs) -> Result<u8> {
    let month = pipeline::newest_month(&setting.book)?;
    let (found, staff) = pipeline::find(&setting.job_on_book(month), &args.name)?;
    let words = setting.words;
    if found.is_empty() && pipeline::is_erased(&setting.book, &args.name)? {
        say::out(&format!("{}\n", words.get("cli.find.erased")));
        return Ok(0);
    }
    if found.is_empty() {
        say::out(&format!("{}\n", words.say("cli.find.unknown", &[("name", args.name.clone())])));
        return Ok(0);
    }
    let mut text = String::new();
    let sure = found.iter().any(|known| known.how == How::Same);
    for known in found.iter().filter(|known| !sure || known.how == How::Same).take(SHOWN) {
        let key = if known.how == How::Same { "cli.find.same" } else { "cli.find.alike" };
        let name = if known.how == How::Same { known.name.clone() } else { masked(&known.name) };
        let owner = known.owner.as_deref().and_then(|id| staff.iter().find(|member| member.id == id));
        let owner = owner.map_or_else(|| words.get("cli.find.no_owner").to_owned(), initial);
        let country = known.country.clone().unwrap_or_else(|| "—".to_owned());
        text.push_str(&words.say(key, &[("name", name), ("country", country), ("owner", owner)]));
        text.push('\n');
    }
    text.push_str(words.get("cli.find.ask"));
    text.push('\n');
    say::out(&text);
    Ok(0)
}

/// 王芳 → 王＊; Fiona Wang → F＊.
fn initial(member: &StaffMember) -> String {
    member.name.chars().next().map_or_else(String::new, |first| format!("{first}＊"))
}

/// The first half of each word, three signs at most.
fn masked(name: &str) -> String {
    let word = |word: &str| {
        let kept: String = word.chars().take(word.chars().count().div_ceil(2).min(3)).collect();
        format!("{kept}…")
    };
    name.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn a_likely_name_is_shown_in_part() {
        assert_eq!((masked("Rossi Ferramenta"), masked("海天贸易")), ("Ros… Fer…".to_owned(), "海天…".to_owned()));
    }
}
