//! `init`: a folder to begin with: a policy that asks for the company's choices, and blank templates to fill in.
//!
//! On a terminal the choices are asked one by one, the most important first, Enter for the default; without one, `--set` answers and
//! the rest stays in the policy as comments. What is there already stays as it is.

use std::io::{BufRead, IsTerminal};

use super::args::InitArgs;
use super::job::{Setting, last_full_month};
use super::{say, usage};
use crate::error::Result;
use crate::pipeline::{self, Question};
use crate::words::Words;

pub(super) fn init(setting: &Setting, args: &InitArgs) -> Result<u8> {
    let words = setting.words;
    let mut policy = pipeline::blank_policy(words);
    let mut open = Question::ALL.to_vec();
    for told in &args.set {
        let (id, answer) = told.split_once('=').ok_or_else(|| usage(told, "--set base_currency=EUR"))?;
        let question = Question::ALL.into_iter().find(|question| question.id() == id.trim());
        let made = question.and_then(|question| question.answered(&policy, answer));
        policy = made.ok_or_else(|| usage(told, &format!("--set {}", Question::ALL.map(Question::id).join(" | "))))?;
        open.retain(|known| Some(*known) != question);
    }
    // A policy that is there already was answered before.
    if std::io::stdin().is_terminal() && !args.dir.join(pipeline::POLICY).exists() {
        policy = ask(&open, policy, words, &mut std::io::stdin().lock(), &mut say::out);
    }
    for (path, made) in pipeline::init(&args.dir, &policy, &setting.policy, words, last_full_month(&setting.policy.calendar))? {
        let key = if made { "migration.cli.init_done" } else { "migration.cli.init_kept" };
        say::out(&format!("{}\n", words.say(key, &[("path", path.display().to_string())])));
    }
    say::out(&format!("{}\n", words.get("migration.cli.init_next")));
    Ok(0)
}

/// Asks question by question; an answer that makes no sense is asked for again, an end of input leaves the rest as it is.
fn ask(open: &[Question], mut policy: String, words: &Words, reader: &mut dyn BufRead, tell: &mut dyn FnMut(&str)) -> String {
    tell(&format!("{}\n", words.get("migration.ask.intro")));
    for (place, question) in open.iter().enumerate() {
        loop {
            tell(&format!("{}/{} {} ", place + 1, open.len(), words.get(&format!("migration.ask.{}", question.id()))));
            let mut line = String::new();
            match reader.read_line(&mut line) {
                Ok(read) if read > 0 => {}
                _ => return policy,
            }
            if line.trim().is_empty() {
                break;
            }
            if let Some(made) = question.answered(&policy, &line) {
                policy = made;
                break;
            }
            tell(&format!("{}\n", words.get("migration.ask.again")));
        }
    }
    policy
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words::Language;

    fn asked(typed: &str) -> (String, String) {
        let words = Words::of(Language::ZhHans);
        let (blank, mut told) = (pipeline::blank_policy(words), String::new());
        let policy = ask(&Question::ALL, blank, words, &mut typed.as_bytes(), &mut |text| told.push_str(text));
        (policy, told)
    }

    #[test]
    fn enter_takes_the_default_and_nonsense_is_asked_again() {
        let blank = pipeline::blank_policy(Words::of(Language::ZhHans));
        assert_eq!(asked("\n\n\n\n\n\n").0, blank);
        let (policy, told) = asked("美元\nCNY\n\n王芳，李娜\n2\n\n宁波某某公司\n");
        assert!(
            policy.contains("\nbase_currency = \"CNY\"")
                && policy.contains("\nname = \"李娜\"")
                && policy.contains("\nname = \"宁波某某公司\"")
        );
        assert!(policy.contains("performance_basis = \"shipped\"") && policy.contains("# grade_scheme"));
        assert_eq!(told.matches("1/6").count(), 2, "{told}");
        assert!(told.find("1/6").unwrap() < told.find("6/6").unwrap());
    }

    #[test]
    fn an_end_of_input_leaves_the_rest_as_it_is() {
        let (policy, _) = asked("EUR\n");
        assert!(policy.contains("\nbase_currency = \"EUR\"") && policy.contains("# performance_basis"));
    }
}
