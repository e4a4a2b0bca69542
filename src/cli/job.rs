//! Job (任务): arguments, policy, environment and today → one checked [`Job`]. Below this nothing asks the environment.

use std::path::{Path, PathBuf};

use super::args::{Common, LanguageName, RunArgs};
use super::{password, usage};
use crate::error::{Error, Kind, Result};
use crate::model::Month;
use crate::pipeline::{Job, LogLine, Request};
use crate::policy::{self, Calendar, Policy};
use crate::words::{Language, Words};

/// What holds for every command: policy, language, folders.
pub(super) struct Setting {
    /// The policy in force.
    pub(super) policy: Policy,
    /// File it came from; `None` when only the defaults hold.
    pub(super) policy_file: Option<PathBuf>,
    /// Texts of the chosen language.
    pub(super) words: &'static Words,
    /// The language was named on the command line.
    pub(super) language_named: bool,
    /// Folder of the book.
    pub(super) book: PathBuf,
}

/// Name of a policy file.
const POLICY: &str = "clientbook.toml";

impl Setting {
    /// Finds policy and language. On an error the best known words come with it.
    pub(super) fn find(common: &Common, inputs: &[PathBuf]) -> std::result::Result<Self, (Error, &'static Words)> {
        let machine = machine_language();
        let spoken = Words::of(match common.language {
            Some(name) => Language::ALL.into_iter().find(|language| language.tag() == name.tag()).unwrap_or(Language::En),
            None => machine,
        });
        let found = find_policy(common.policy.as_deref(), inputs).map_err(|error| (error, spoken))?;
        let (policy, policy_file) = match found {
            Some((path, text)) => (policy::load(&text, &path).map_err(|error| (error, spoken))?, Some(path)),
            None => (Policy::shipped(), None),
        };
        let language = language(common.language, &policy.company.language, machine).map_err(|error| (error, spoken))?;
        let book = common.book.clone().unwrap_or_else(|| PathBuf::from("book"));
        Ok(Self { policy, policy_file, words: Words::of(language), language_named: common.language.is_some(), book })
    }

    /// The job of `report` and `check`.
    pub(super) fn job(&self, args: &RunArgs, output: &Path) -> Result<Job> {
        let calendar = &self.policy.calendar;
        let month = args.month.map_or_else(|| last_full_month(calendar), |named| calendar.cut(named));
        let from = args.from.map_or(month, |named| calendar.cut(named));
        if from > month {
            return Err(usage(&from.to_string(), &format!("--from > --month {month}")));
        }
        let inputs = if args.inputs.is_empty() { vec![self.policy_folder()] } else { args.inputs.clone() };
        for input in &inputs {
            if !input.exists() {
                return Err(Error::new(Kind::InputMissing).with("path", input.display()));
            }
        }
        if let Some(path) = args.decisions.as_ref().filter(|path| !path.is_file()) {
            return Err(Error::new(Kind::InputMissing).with("path", path.display()));
        }
        let mut request = Request {
            inputs,
            skip: vec![self.book.clone(), output.to_path_buf()],
            encoding: encoding(args.encoding.as_deref())?,
            passwords: Vec::new(),
        };
        request.passwords = password::ask(args.password_file.as_deref(), &request, &self.policy, self.words)?;
        Ok(Job {
            inputs: request.inputs,
            decisions: args.decisions.clone(),
            skip: request.skip,
            encoding: request.encoding,
            passwords: request.passwords,
            month,
            from,
            handed_in: Some(month),
            fresh: args.fresh,
            book: self.book.clone(),
            policy: self.policy.clone(),
            words: self.words,
            asked: None,
        })
    }

    /// A job on the book alone, for `explain`.
    pub(super) fn job_on_book(&self, month: Month) -> Job {
        let month = self.policy.calendar.cut(month);
        Job {
            inputs: Vec::new(),
            decisions: None,
            skip: Vec::new(),
            encoding: None,
            passwords: Vec::new(),
            month,
            from: month,
            handed_in: None,
            fresh: false,
            book: self.book.clone(),
            policy: self.policy.clone(),
            words: self.words,
            asked: None,
        }
    }

    fn policy_folder(&self) -> PathBuf {
        let folder = self.policy_file.as_deref().and_then(Path::parent).filter(|folder| !folder.as_os_str().is_empty());
        folder.map_or_else(|| PathBuf::from("."), Path::to_path_buf)
    }
}

/// Named, else in the current folder, else in the first input folder.
fn find_policy(named: Option<&Path>, inputs: &[PathBuf]) -> Result<Option<(PathBuf, String)>> {
    if let Some(path) = named {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::new(Kind::PolicyMissing).with("path", path.display()).with("cause", error))?;
        return Ok(Some((path.to_path_buf(), text)));
    }
    let first = inputs.first().map(|input| if input.is_dir() { input.clone() } else { input.parent().unwrap_or(input).to_path_buf() });
    for folder in [Some(PathBuf::new()), first].into_iter().flatten() {
        let path = folder.join(POLICY);
        if path.is_file() {
            let text = std::fs::read_to_string(&path)
                .map_err(|error| Error::new(Kind::PolicyMissing).with("path", path.display()).with("cause", error))?;
            return Ok(Some((path, text)));
        }
    }
    Ok(None)
}

/// Asked for, else the policy's, else the machine's. A language that is not complete yet is refused when asked for.
fn language(asked: Option<LanguageName>, policy: &str, machine: Language) -> Result<Language> {
    let tag = asked.map_or(policy, |name| name.tag());
    match Language::ALL.into_iter().find(|language| language.tag() == tag) {
        Some(language) => Ok(language),
        None if tag.is_empty() => Ok(machine),
        None => Err(Error::new(Kind::NotAvailable).with("what", format!("--language {tag}"))),
    }
}

/// Chinese of Taiwan, Hong Kong and Macao is written in traditional characters.
fn machine_language() -> Language {
    let locale = sys_locale::get_locale().unwrap_or_default().to_lowercase();
    let traditional = ["hant", "tw", "hk", "mo"].iter().any(|part| locale.split(['-', '_', '.']).any(|piece| piece == *part));
    match locale.get(..2) {
        Some("zh") if traditional => Language::ZhHant,
        Some("zh") => Language::ZhHans,
        Some("it") => Language::It,
        _ => Language::En,
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks for today")]
pub(super) fn last_full_month(calendar: &Calendar) -> Month {
    calendar.month_of(chrono::Local::now().date_naive()).plus(-1)
}

/// Who ran this when and where, for the book's log.
#[expect(clippy::disallowed_methods, reason = "the log stands outside the same-bytes law; user and machine come from the environment")]
pub(super) fn log_line() -> LogLine {
    let ask = |names: [&str; 2]| names.into_iter().find_map(|name| std::env::var(name).ok()).unwrap_or_default();
    let now = chrono::Local::now();
    LogLine {
        who: ask(["USERNAME", "USER"]),
        when: now.format("%Y-%m-%d %H:%M:%S").to_string(),
        utc: now.to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        place: ask(["COMPUTERNAME", "HOSTNAME"]),
    }
}

pub(super) fn encoding(label: Option<&str>) -> Result<Option<String>> {
    match label {
        Some(label) if encoding_rs::Encoding::for_label(label.as_bytes()).is_none() => {
            Err(usage(label, "--encoding: GB18030, UTF-8, UTF-16LE, Big5, windows-1252 …"))
        }
        other => Ok(other.map(str::to_owned)),
    }
}

pub(super) fn passwords(file: Option<&Path>) -> Result<Vec<String>> {
    let Some(file) = file else { return Ok(Vec::new()) };
    let text =
        std::fs::read_to_string(file).map_err(|error| Error::new(Kind::InputMissing).with("path", file.display()).with("cause", error))?;
    Ok(text.lines().map(str::to_owned).filter(|line| !line.is_empty()).collect())
}
