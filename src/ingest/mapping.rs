//! Mapping (列对应): header → field, with the reason.
//!
//! The one home of header texts is the field catalogue; this file decides how a header on a sheet finds its alias there:
//! whole, without its unit, as two halves that agree, as parent and child. Likeness is only a suggestion.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::asked;
use super::codes;
use super::header::Header;
use super::sense;
use crate::model::raw::Match;
use crate::model::{Catalogue, Entity, folding};

/// Alike enough to suggest: one letter in eight may differ.
const ALIKE: f64 = 0.87;

/// A field a header may stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Home {
    pub(super) entity: Entity,
    pub(super) field: &'static str,
    pub(super) matched: Match,
}

type Index = BTreeMap<String, Vec<(Entity, &'static str)>>;

static INDEX: LazyLock<Index> = LazyLock::new(|| {
    let mut index = Index::new();
    for field in Catalogue::shipped().fields() {
        for alias in &field.aliases {
            let homes = index.entry(folding::key(&alias.text)).or_default();
            // The first field keeps a key that two aliases of one entity fold to.
            if homes.iter().all(|(entity, _)| *entity != field.entity) {
                homes.push((field.entity, field.id));
            }
        }
    }
    index
});

/// Whether a text is a header somewhere, whole or as two halves that agree.
pub(super) fn known(text: &str) -> bool {
    if is_number_like(text) {
        return false;
    }
    let header = Header::parse(text);
    INDEX.contains_key(&folding::key(&header.whole))
        || INDEX.contains_key(&folding::key(&header.core))
        || halves(&header.core).iter().any(|(left, right)| {
            let right = homes_of(right);
            homes_of(left).iter().any(|home| right.contains(home))
        })
        || codes::spellings(&header.core).iter().any(|text| INDEX.contains_key(&folding::key(text)))
        || !sense::homes(&header.core).is_empty()
        || !one_half(&header.core).is_empty()
        || !asked::homes(&header.whole).is_empty()
}

/// Whether a text is a number, a day or a code with a number (`SO00000001`), which no header is: whatever is cut off a header
/// before it is looked up, a year in front or behind, a mark, half of it, three digits in a row would still stand in the key.
fn is_number_like(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !text.is_ascii() || bytes.iter().any(|byte| matches!(byte, b'(' | b'[')) {
        return false;
    }
    if !bytes.iter().any(u8::is_ascii_alphabetic) {
        return bytes.iter().any(u8::is_ascii_digit);
    }
    // Of `SO00012024` the year goes, and digits enough stay.
    let year = bytes.len().checked_sub(4).filter(|at| bytes[*at..].starts_with(b"20"));
    let rest = &bytes[..year.unwrap_or(bytes.len())];
    bytes[0].is_ascii_alphabetic() && rest.windows(3).any(|three| three.iter().all(u8::is_ascii_digit))
}

/// Parent and child of a two-row header, or the header alone.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Heading {
    /// Text of the merged cell above; empty in a one-row header.
    pub(super) parent: Header,
    /// The header itself.
    pub(super) own: Header,
}

impl Heading {
    /// As it is shown: `parent/child`.
    pub(super) fn shown(&self) -> String {
        if self.parent.shown.is_empty() { self.own.shown.clone() } else { format!("{}/{}", self.parent.shown, self.own.shown) }
    }

    /// The fields of all entities it may stand for, one an entity.
    pub(super) fn homes(&self) -> Vec<Home> {
        let mut homes = Vec::new();
        if let Some(month) = homes_of(&self.parent.core).into_iter().find(|home| home.1.starts_with("month_")) {
            // 9月 over 目标 and 实际: the month's target is one field, what was reached another matter.
            let own = homes_of(&self.own.core).into_iter().find(|home| home.0 == month.0);
            if own.is_some_and(|own| own.1 == "value") {
                push(&mut homes, Home { entity: month.0, field: month.1, matched: Match::Compound });
            }
            return homes;
        }
        if !self.parent.whole.is_empty() {
            add(&mut homes, &format!("{}{}", self.parent.core, self.own.core), Match::Compound);
        }
        add(&mut homes, &self.own.whole, Match::Alias);
        if self.own.core != self.own.whole {
            add(&mut homes, &self.own.core, Match::Compound);
        }
        if homes.is_empty() {
            homes = self.asked();
            if !homes.is_empty() {
                return homes;
            }
        }
        for (left, right) in halves(&self.own.core) {
            let (left, right) = (homes_of(&left), homes_of(&right));
            for (entity, field) in left {
                if right.contains(&(entity, field)) {
                    push(&mut homes, Home { entity, field, matched: Match::Compound });
                }
            }
        }
        if let Some((of, rest)) =
            self.own.core.split_once(" - ").or_else(|| self.own.core.split_once(": ")).filter(|(of, _)| codes::is_table(of))
        {
            // `Deal - Organization`, `Account: Name`: exports that name their table in each header.
            let rest = rest.trim_matches(['(', ')', ' ']);
            add(&mut homes, &format!("{of} {rest}"), Match::Compound);
            add(&mut homes, rest, Match::Compound);
            for (entity, field) in sense::homes(rest) {
                push(&mut homes, Home { entity, field, matched: Match::Compound });
            }
        }
        let spellings = codes::spellings(&self.own.core);
        for spelling in &spellings {
            add(&mut homes, spelling, Match::Compound);
        }
        let joined = format!("{}{}", self.parent.core, self.own.core);
        let whole = if self.parent.whole.is_empty() { &self.own.core } else { &joined };
        let spoken = sense::homes(whole).into_iter().chain(sense::homes(&self.own.core));
        let spelt = spellings.iter().flat_map(|spelling| sense::homes(spelling));
        for (entity, field) in spoken.chain(spelt).chain(one_half(&self.own.core)) {
            push(&mut homes, Home { entity, field, matched: Match::Compound });
        }
        for (entity, field) in self.bare() {
            push(&mut homes, Home { entity: *entity, field, matched: Match::Context });
        }
        homes
    }

    /// The fields it asks for as a question; the caption above may be the question, and this a line of it.
    fn asked(&self) -> Vec<Home> {
        let asked = if self.parent.whole.is_empty() {
            asked::homes(&self.own.whole)
        } else {
            asked::homes(&format!("{} — {}", self.parent.whole, self.own.whole))
        };
        asked.into_iter().map(|(entity, field)| Home { entity, field, matched: Match::Compound }).collect()
    }

    /// The fields it may stand for as a bare header, the likeliest of an entity first.
    pub(super) fn bare(&self) -> &'static [(Entity, &'static str)] {
        if self.parent.whole.is_empty() { Catalogue::shipped().bare(&folding::key(&self.own.core)) } else { &[] }
    }

    /// The field of one entity that is most alike, by the header without its unit.
    pub(super) fn alike(&self, entity: Entity) -> Option<&'static str> {
        let own = folding::key(&self.own.core);
        if own.chars().count() < 4 {
            return None;
        }
        let aliases = INDEX.iter().filter(|(key, _)| key.chars().count() >= 4);
        let candidates = aliases.filter_map(|(key, homes)| {
            let (_, field) = homes.iter().find(|(of, _)| *of == entity)?;
            let likeness = strsim::normalized_damerau_levenshtein(&own, key);
            (likeness >= ALIKE).then_some((likeness, *field))
        });
        candidates
            .fold(None, |best: Option<(f64, &'static str)>, next| if best.is_none_or(|best| next.0 > best.0) { Some(next) } else { best })
            .map(|best| best.1)
    }

    /// `跟进日` for `跟进日期`: a date column may leave out or change its last word.
    pub(super) fn date_like(&self, entity: Entity) -> Option<&'static str> {
        let stem = date_stem(&folding::key(&self.own.core));
        if stem.chars().count() < 2 {
            return None;
        }
        ["日期", "时间", ""].into_iter().find_map(|ending| {
            let homes = INDEX.get(&format!("{stem}{ending}"))?;
            let (_, field) = homes.iter().find(|(of, _)| *of == entity)?;
            let kind = &Catalogue::shipped().field(entity, field)?.kind;
            matches!(kind, crate::model::Kind::Date | crate::model::Kind::DateTime).then_some(*field)
        })
    }
}

fn date_stem(key: &str) -> String {
    ["日期", "时间", "日", "于"].into_iter().find_map(|ending| key.strip_suffix(ending)).unwrap_or(key).to_owned()
}

fn homes_of(text: &str) -> Vec<(Entity, &'static str)> {
    INDEX.get(&folding::key(text)).cloned().unwrap_or_default()
}

fn add(homes: &mut Vec<Home>, text: &str, matched: Match) {
    for (entity, field) in homes_of(text) {
        push(homes, Home { entity, field, matched });
    }
}

fn push(homes: &mut Vec<Home>, home: Home) {
    if homes.iter().all(|known| known.entity != home.entity) {
        homes.push(home);
    }
}

/// What the Chinese and the Latin half of a header say where only one of them says anything: 跟进业务/Sales.
fn one_half(text: &str) -> Vec<(Entity, &'static str)> {
    // 客户A and B客户 count customers: one letter is no language.
    let word = |half: &String| half.chars().nth(1).is_some() || half.chars().all(folding::is_han);
    let Some((left, right)) = languages(text).filter(|(left, right)| word(left) && word(right)) else { return Vec::new() };
    let (of_left, of_right) = (spoken(&left), spoken(&right));
    let telling = |text: &str| text.chars().any(folding::is_han) || text.chars().count() >= 4;
    let said = |half: &str, own: &[(Entity, &'static str)], other: &[(Entity, &'static str)]| {
        let silent = |entity: Entity| other.iter().all(|home| home.0 != entity);
        own.iter().filter(|home| telling(half) && silent(home.0)).copied().collect::<Vec<_>>()
    };
    let mut found = said(&left, &of_left, &of_right);
    found.extend(said(&right, &of_right, &of_left));
    found.extend(of_left.iter().filter(|home| of_right.contains(home)));
    found
}

/// What a text says as a header of its own, by its letters or by its sense.
fn spoken(text: &str) -> Vec<(Entity, &'static str)> {
    let mut homes = homes_of(text);
    homes.extend(sense::homes(text).into_iter().filter(|(entity, _)| homes.iter().all(|(known, _)| known != entity)).collect::<Vec<_>>());
    homes
}

/// The Chinese and the Latin half of a header, whichever comes first.
fn languages(text: &str) -> Option<(String, String)> {
    let letters: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| c.is_alphabetic()).collect();
    let border = |pair: &&[(usize, char)]| folding::is_han(pair[0].1) != folding::is_han(pair[1].1);
    let apart = |pair: &&[(usize, char)]| pair[0].0 + pair[0].1.len_utf8() < pair[1].0;
    // PI签订日期 Date: where they stand apart, the languages part.
    let cut = letters.windows(2).filter(border).find(apart).or_else(|| letters.windows(2).find(border))?;
    let (left, right) = text.split_at(cut[0].0 + cut[0].1.len_utf8());
    let trim = |half: &str| half.trim_matches(|c: char| !c.is_alphanumeric() && c != '.' && c != '#').to_owned();
    let (left, right) = (trim(left), trim(right));
    (!left.is_empty() && !right.is_empty()).then_some((left, right))
}

/// The ways to cut a bilingual header: at a slash, at a bracket, and where Chinese meets Latin.
fn halves(text: &str) -> Vec<(String, String)> {
    let mut cuts = Vec::new();
    for mark in ['/', '|', '(', '-', '\\'] {
        if let Some((left, right)) = text.split_once(mark) {
            cuts.push((left.to_owned(), right.trim_end_matches(')').to_owned()));
        }
    }
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let han = |c: char| folding::is_han(c);
    let boundary = chars.windows(2).find(|pair| {
        let (left, right) = (pair[0].1, pair[1].1);
        han(left) != han(right)
            && (han(left) || left.is_alphabetic() || left == ' ')
            && (han(right) || right.is_alphabetic() || right == ' ')
    });
    if let Some(pair) = boundary {
        let (left, right) = text.split_at(pair[1].0);
        cuts.push((left.trim().to_owned(), right.trim().to_owned()));
    }
    cuts.retain(|(left, right)| !left.trim().is_empty() && !right.trim().is_empty());
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heading(parent: &str, own: &str) -> Heading {
        Heading { parent: Header::parse(parent), own: Header::parse(own) }
    }

    fn home(parent: &str, own: &str, entity: Entity) -> Option<(&'static str, Match)> {
        heading(parent, own).homes().into_iter().find(|home| home.entity == entity).map(|home| (home.field, home.matched))
    }

    #[test]
    fn a_header_finds_its_alias_whole_cut_or_halved() {
        assert_eq!(home("", "客戶名稱", Entity::Order), Some(("customer", Match::Alias)));
        assert_eq!(home("", "金额（EUR）", Entity::Order), Some(("amount", Match::Compound)));
        assert_eq!(home("", "*邮箱:", Entity::Customer), Some(("email", Match::Alias)));
        assert_eq!(home("", "国别 Country", Entity::Order), Some(("country", Match::Compound)));
        assert_eq!(home("", "国家/Customer", Entity::Order), None);
        assert_eq!(home("客户信息", "客户名称", Entity::Customer), Some(("name", Match::Alias)));
        assert_eq!(home("已收货款", "时间", Entity::Payment), Some(("on", Match::Compound)));
        assert_eq!(home("", "Fatturato 2025 (EUR)", Entity::Customer), Some(("annual_revenue", Match::Compound)));
    }

    #[test]
    fn a_number_is_told_from_a_header_without_looking_it_up() {
        for key in INDEX.keys().filter(|key| key.is_ascii()) {
            assert!(key.chars().any(char::is_alphabetic), "{key}");
            let digits: Vec<bool> = key.chars().map(|c| c.is_ascii_digit()).collect();
            assert!(!digits.windows(3).any(|three| three.iter().all(|digit| *digit)), "{key}");
        }
        for text in ["SO00000001", "C0011623", "01.02.2024", "12,112.00", "2024/1/1"] {
            assert!(is_number_like(text) && !known(text), "{text}");
        }
        for text in ["Sales 2025", "2025 Sales", "Month 12", "Amount (2025)", "T/T 30%"] {
            assert!(!is_number_like(text), "{text}");
        }
    }

    #[test]
    fn likeness_suggests_and_no_more() {
        assert_eq!(heading("", "Condizioni di pagamneto").alike(Entity::Order), Some("payment_terms"));
        assert_eq!(heading("", "Colour").alike(Entity::Order), None);
        assert_eq!(heading("", "赔付").alike(Entity::Complaint), None);
        assert_eq!(heading("", "寄样日").date_like(Entity::Sample), Some("sent_on"));
    }
}
