//! Plan (工作簿计划): what one workbook is: its kind and edition, who receives it, whose figures it shows, its sheets.

use super::edition::Edition;
use super::sheet::Sheet;
use crate::model::own::Mark;
use crate::model::{Grain, Month};

/// One workbook to be laid out.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    /// Kind in the mark and in the name of the file: `management`, `analysis`, `salesperson` …
    pub(super) kind: &'static str,
    pub(super) edition: Edition,
    /// Who receives it, as a person reads it; empty for management.
    pub(super) recipient: String,
    /// Whose figures the workbook is about: the company's, one salesperson's, one country's.
    pub(super) focus: (Grain, String),
    /// Its sheets in order; the first is the one it opens on.
    pub(super) sheets: &'static [Sheet],
}

impl Plan {
    pub(super) fn management() -> Self {
        Self::of_company("management", Edition::Management, &Sheet::MANAGEMENT)
    }

    pub(super) fn migration() -> Self {
        Self::of_company("migration", Edition::Management, &[Sheet::Summary, Sheet::Quality, Sheet::Merges])
    }

    pub(super) fn analysis() -> Self {
        Self::of_company("analysis", Edition::Management, &Sheet::ANALYSIS)
    }

    pub(super) fn meeting() -> Self {
        Self::of_company("meeting", Edition::Meeting, &Sheet::MEETING)
    }

    pub(super) fn external() -> Self {
        Self::of_company("external", Edition::External, &Sheet::EXTERNAL)
    }

    /// The workbook of a list that is too long for another one.
    pub(super) fn bulk(of: &Self) -> Self {
        Self { kind: "bulk", sheets: &[], ..of.clone() }
    }

    pub(super) fn salesperson(id: &str, name: &str) -> Self {
        Self {
            kind: "salesperson",
            edition: Edition::Salesperson,
            recipient: name.to_owned(),
            focus: (Grain::Salesperson, id.to_owned()),
            sheets: &Sheet::SALESPERSON,
        }
    }

    pub(super) fn country(code: &str, name: &str) -> Self {
        Self {
            kind: "country",
            edition: Edition::Country,
            recipient: name.to_owned(),
            focus: (Grain::Country, code.to_owned()),
            sheets: &Sheet::COUNTRY,
        }
    }

    fn of_company(kind: &'static str, edition: Edition, sheets: &'static [Sheet]) -> Self {
        Self { kind, edition, recipient: String::new(), focus: (Grain::Company, String::new()), sheets }
    }

    /// The sheet it opens on.
    pub(super) fn home(&self) -> Sheet {
        self.sheets.first().copied().unwrap_or(Sheet::Definitions)
    }

    /// What makes the workbook known as ours when it comes back.
    pub(super) fn mark(&self, month: Month) -> Mark {
        Mark { kind: self.kind.into(), month: month.to_string(), edition: self.edition.id().into(), recipient: self.recipient.clone() }
    }

    /// Name below the month's folder. `taken` are the names of this run's other workbooks, in lower case.
    pub(super) fn file_name(&self, month: Month, taken: &[String]) -> String {
        let stem = match self.kind {
            "salesperson" => format!("salespeople/{}", safe_name(&self.recipient)),
            "country" => format!("country-{}", safe_name(&self.focus.1)),
            kind => kind.to_owned(),
        };
        let mut name = format!("{stem}-{month}.xlsx");
        let mut number = 2;
        while taken.contains(&name.to_lowercase()) {
            name = format!("{stem}-{number}-{month}.xlsx");
            number += 1;
        }
        name
    }
}

/// A name that every system takes as the start of a file's name: Windows refuses some signs, names of devices, and a
/// dot or blank at the end.
fn safe_name(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_control() || "<>:\"/\\|?*".contains(c) { '_' } else { c }).take(60).collect();
    let plain = plain.trim_matches(|c: char| c == '.' || c.is_whitespace()).to_owned();
    // `NUL.txt` is the device, too.
    let upper = plain.split('.').next().unwrap_or_default().trim_end().to_uppercase();
    let numbered = |stem: &str| upper.strip_prefix(stem).is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_digit()));
    let device = matches!(upper.as_str(), "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT");
    if plain.is_empty() || device { format!("_{plain}") } else { plain }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_are_safe_on_windows_and_unique() {
        for (name, wanted) in [
            ("王芳", "王芳"),
            ("Li/Ming?", "Li_Ming_"),
            ("con", "_con"),
            (" a. ", "a"),
            ("COM7", "_COM7"),
            ("", "_"),
            ("Common", "Common"),
            ("Nul.txt", "_Nul.txt"),
            ("小明...", "小明"),
        ] {
            assert_eq!(safe_name(name), wanted, "{name}");
        }
        let month = "2026-10".parse().unwrap();
        let plan = Plan::salesperson("S1", "Li/Ming");
        assert_eq!(plan.file_name(month, &[]), "salespeople/Li_Ming-2026-10.xlsx");
        assert_eq!(plan.file_name(month, &["salespeople/li_ming-2026-10.xlsx".to_owned()]), "salespeople/Li_Ming-2-2026-10.xlsx");
    }
}
