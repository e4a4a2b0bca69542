//! A folder to begin with: policy, blank templates, blank corrections sheets. What is there already stays as it is.
//!
//! Decides how the company's first answers are written into the policy: the line that stands there as a comment is taken up, so that
//! the file reads the same whether it was answered or edited.

use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::model::Month;
use crate::policy::{self, Policy};
use crate::report::{self, Workbook};
use crate::words::Words;

/// Name of a policy file.
pub const POLICY: &str = "clientbook.toml";
/// Folder of the blank templates.
const TEMPLATES: &str = "templates";

/// A choice of the company's own, asked in this order: what figures depend on most comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Currency of all totals.
    BaseCurrency,
    /// What the letters of a grade column mean.
    GradeScheme,
    /// Names of the salespeople.
    Staff,
    /// Ordered or shipped.
    PerformanceBasis,
    /// First month of the fiscal year.
    FiscalMonth,
    /// The company's name.
    Company,
}

impl Question {
    /// All of them, in the order they are asked.
    pub const ALL: [Self; 6] =
        [Self::BaseCurrency, Self::GradeScheme, Self::Staff, Self::PerformanceBasis, Self::FiscalMonth, Self::Company];

    /// Id of its words and of `--set`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::BaseCurrency => "base_currency",
            Self::GradeScheme => "grade_scheme",
            Self::Staff => "staff",
            Self::PerformanceBasis => "performance_basis",
            Self::FiscalMonth => "fiscal_month",
            Self::Company => "company",
        }
    }

    /// What may be chosen, in the order of its number; empty where anything may be written.
    #[must_use]
    pub const fn choices(self) -> &'static [&'static str] {
        match self {
            Self::GradeScheme => &["intent", "value", "lianlian"],
            Self::PerformanceBasis => &["ordered", "shipped"],
            _ => &[],
        }
    }

    /// The policy with this answer; `None` when the answer makes no sense.
    #[must_use]
    pub fn answered(self, text: &str, answer: &str) -> Option<String> {
        let answer = answer.trim();
        let numbered = answer.parse::<usize>().ok().and_then(|number| self.choices().get(number.checked_sub(1)?)).copied();
        let chosen = numbered.unwrap_or(answer);
        if !self.choices().is_empty() && !self.choices().contains(&chosen) {
            return None;
        }
        let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let made = match self {
            Self::BaseCurrency => {
                let code = chosen.to_uppercase();
                let is_code = code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase());
                set(text, "base_currency", &quoted(&code)).filter(|_| is_code)?
            }
            Self::Company => set(text, "name", &quoted(chosen))?,
            Self::PerformanceBasis => set(text, "performance_basis", &quoted(chosen))?,
            Self::GradeScheme => {
                let taken = text.replacen("# [[source]]", "[[source]]", 1);
                set(&set(&taken, "file", "\"*\"")?, "grade_scheme", &quoted(chosen))?
            }
            Self::FiscalMonth => {
                let month: u32 = chosen.parse().ok().filter(|month| (1..=12).contains(month))?;
                text.replacen("[calendar]\n", &format!("[calendar]\nfiscal_start_month = {month}\n"), 1)
            }
            Self::Staff => {
                let names = chosen.split([',', '，', '、', ';', '；', '/']).map(str::trim).filter(|name| !name.is_empty());
                let members: String = names.map(|name| format!("[[staff.member]]\nname = {}\n\n", quoted(name))).collect();
                text.replacen("# [[staff.member]]", &format!("{members}# [[staff.member]]"), 1)
            }
        };
        policy::load(&made, Path::new(POLICY)).ok().map(|_| made)
    }
}

/// Takes up the first line that stands there as the comment `# key = …`.
fn set(text: &str, key: &str, value: &str) -> Option<String> {
    let start = format!("# {key} = ");
    let line = text.lines().find(|line| line.starts_with(&start))?;
    Some(text.replacen(line, &format!("{key} = {value}"), 1))
}

/// The policy before anything is answered.
#[must_use]
pub fn blank_policy(words: &Words) -> String {
    words.get("migration.init.policy").trim_start().to_owned()
}

/// Writes what is missing; gives each path and whether it was made.
///
/// # Errors
/// `output` when the folder cannot be written.
pub fn init(dir: &Path, chosen: &str, policy: &Policy, words: &Words, month: Month) -> Result<Vec<(PathBuf, bool)>> {
    let mut files = vec![Workbook { name: POLICY.to_owned(), bytes: chosen.as_bytes().to_vec() }];
    for template in report::templates(policy, words, month)? {
        files.push(Workbook { name: format!("{TEMPLATES}/{}", template.name), bytes: template.bytes });
    }
    files.push(report::corrections(policy, words, month)?);
    let (kept, new): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| dir.join(&file.name).exists());
    report::publish(dir, "", &new, &[])?;
    let mut told: Vec<_> = new.iter().map(|file| (dir.join(&file.name), true)).collect();
    told.extend(kept.iter().map(|file| (dir.join(&file.name), false)));
    told.sort();
    Ok(told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    #[test]
    fn every_answer_lands_in_the_policy_of_every_language() {
        for language in Language::ALL {
            let mut text = blank_policy(Words::of(language));
            for (question, answer) in Question::ALL.into_iter().zip(["eur", "1", "王芳、李娜", "shipped", "4", "Ditta \"Uno\" S.r.l."])
            {
                text = question.answered(&text, answer).unwrap_or_else(|| panic!("{language:?} {}", question.id()));
            }
            let policy = policy::load(&text, Path::new(POLICY)).unwrap();
            assert_eq!((policy.company.base_currency.as_str(), policy.company.name.as_str()), ("EUR", "Ditta \"Uno\" S.r.l."));
            assert_eq!(policy.staff.member.iter().map(|member| member.name.as_str()).collect::<Vec<_>>(), ["王芳", "李娜"]);
            assert_eq!(policy.calendar.fiscal_start_month, 4, "{language:?}");
            assert!(text.contains("performance_basis = \"shipped\"") && text.contains("\ngrade_scheme = \"intent\""), "{text}");
        }
    }

    #[test]
    fn an_answer_that_makes_no_sense_is_none() {
        let text = blank_policy(Words::of(Language::ZhHans));
        for (question, answer) in [
            (Question::BaseCurrency, "dollars"),
            (Question::GradeScheme, "7"),
            (Question::PerformanceBasis, "both"),
            (Question::FiscalMonth, "13"),
        ] {
            assert_eq!(question.answered(&text, answer), None, "{answer}");
        }
    }
}
