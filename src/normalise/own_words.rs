//! Own words (自定义词): what the policy adds to vocabularies and names of countries.
//!
//! Decides that a word of the company's own is looked for first and as the whole cell; that it can only mean a value the
//! program knows, so that a typing mistake in the policy is refused and not read as a value nobody counts.

use std::collections::BTreeMap;

use super::{category, place};
use crate::error::{Error, Kind, Result};
use crate::model::folding;
use crate::policy::{Policy, Vocabulary};

/// Added words by vocabulary and key; those of countries under `country`.
#[derive(Debug, Default)]
pub(super) struct OwnWords(BTreeMap<String, BTreeMap<String, &'static str>>);

/// The vocabulary under which names of countries are kept.
pub(super) const COUNTRY: &str = "country";

impl OwnWords {
    /// The words of a policy; those that mean nothing known are left to [`check`].
    pub(super) fn of(vocabulary: &Vocabulary) -> Self {
        let mut words = Self::default();
        for (name, values) in &vocabulary.words {
            for (value, spellings) in values {
                words.add(name, category::value(name, value), spellings);
            }
        }
        for (code, names) in &vocabulary.countries {
            words.add(COUNTRY, place::country(code).map(|country| country.code), names);
        }
        words
    }

    fn add(&mut self, name: &str, value: Option<&'static str>, spellings: &[String]) {
        let Some(value) = value else { return };
        let known = self.0.entry(name.to_owned()).or_default();
        known.extend(spellings.iter().map(|spelling| (folding::key(spelling), value)));
    }

    /// What a whole cell means by one of these words.
    pub(super) fn find(&self, vocabulary: &str, text: &str) -> Option<&'static str> {
        self.0.get(vocabulary)?.get(&folding::key(text)).copied()
    }
}

/// Refuses a policy that adds spellings to a value or country that does not exist.
///
/// # Errors
/// `policy_value` with the key and what there is.
pub(super) fn check(policy: &Policy) -> Result<()> {
    let wrong = |key: String, cause: String| {
        Err(Error::new(Kind::PolicyValue).with("path", "clientbook.toml").with("key", key).with("cause", cause))
    };
    for (name, values) in &policy.vocabulary.words {
        if let Some(value) = values.keys().find(|value| category::value(name, value).is_none()) {
            let there = category::values(name);
            let there = if there.is_empty() { category::vocabularies() } else { there };
            return wrong(format!("vocabulary.words.{name}.{value}"), there.join(" | "));
        }
    }
    match policy.vocabulary.countries.keys().find(|code| place::country(code).is_none()) {
        Some(code) => wrong(format!("vocabulary.countries.{code}"), "ISO 3166 alpha-2: IT, DE, US …".to_owned()),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(text: &str) -> Policy {
        Policy { vocabulary: toml::from_str(text).unwrap(), ..Policy::shipped() }
    }

    #[test]
    fn words_of_a_company_are_found_whole() {
        let policy = policy("[words.channel]\nexhibition = [\"义乌展\"]\n[countries]\nIT = [\"义国\"]\n");
        let words = OwnWords::of(&policy.vocabulary);
        assert_eq!(words.find("channel", " 义乌展 "), Some("exhibition"));
        assert_eq!(words.find(COUNTRY, "義國"), Some("IT"));
        assert_eq!(words.find("channel", "义乌展会"), None);
        assert!(check(&policy).is_ok());
    }

    #[test]
    fn a_value_that_is_none_is_refused_with_those_there_are() {
        let error = check(&policy("[words.channel]\nexibition = [\"义乌展\"]\n")).unwrap_err().to_string();
        assert!(error.contains("vocabulary.words.channel.exibition") && error.contains("exhibition"), "{error}");
        assert!(check(&policy("[words.chanel]\nexhibition = [\"x\"]\n")).unwrap_err().to_string().contains("channel"));
        assert!(check(&policy("[countries]\nXQ = [\"x\"]\n")).is_err());
    }
}
