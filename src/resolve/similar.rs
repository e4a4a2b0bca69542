//! Likeness (相似度): how far two words, and two names, are the same but for typing mistakes, abbreviations and order.

use strsim::jaro_winkler;

use super::distance::{may_be_like, slips};
use super::name::{Name, Word};

/// Information of a name's alignment above which more words add nothing.
const WORDS_CAP: f64 = 20.0;
/// A word found on one side alone counts at most so much against.
const ALONE_CAP: f64 = 8.0;

/// A word that says less than this tells no company from others.
const TELLING_BITS: f32 = 6.0;

/// Jaro–Winkler likeness from which two words that start alike are one, slips or not.
const LIKE: f64 = 0.95;

/// Characters other than Latin ones from which a word may have a slip in it.
const HAN_WORD: usize = 6;

/// What an alignment of two names came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Alignment {
    /// Level id of the comparison `name`.
    pub level: &'static str,
    /// Bits of the words found on both sides.
    pub shared: f64,
}

/// Likeness of two words from 0 to 1.
pub(super) fn likeness(a: &str, b: &str) -> f64 {
    if a == b {
        return 1.0;
    }
    // Another number is another thing, however near.
    if [a, b].iter().any(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
        return 0.0;
    }
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    // An abbreviation leaves a good part out: `Mecc` for `Meccanica`; `Zeme` is not short for `Zemega`.
    if short.len() >= 3 && long.len() >= short.len() + 3 && long.starts_with(short) && short.chars().nth(1).is_some() {
        return if short.len() >= 5 { 0.85 } else { 0.75 };
    }
    // 杭州远方 and 远方: the town stands before the name or is left out.
    if !short.is_ascii() && short.chars().count() >= 2 && long.ends_with(short) {
        return 0.85;
    }
    if !short.is_ascii() || !long.is_ascii() {
        // Each character is a word's worth: 远方 and 远华 are two names, and so are most longer ones that differ in one.
        return if long.chars().count() >= HAN_WORD && slips(a, b) == 1 { 0.85 } else { 0.0 };
    }
    if long.len() - short.len() > 2 || long.len() < 4 {
        return 0.0;
    }
    match slips(a, b) {
        1 if long.len() >= 7 => 0.93,
        1 if long.len() >= 5 => 0.87,
        1 => 0.80,
        2 if long.len() >= 8 => 0.85,
        _ if long.len() >= 6 && a.as_bytes()[..2] == b.as_bytes()[..2] && may_be_like(a, b, LIKE) && jaro_winkler(a, b) >= LIKE => 0.85,
        _ => 0.0,
    }
}

/// Whether two codes, numbers or names differ by no more than a slip of the key.
pub(super) fn is_slip(a: &str, b: &str) -> bool {
    a.len().abs_diff(b.len()) <= 1 && a.len().max(b.len()) >= 4 && slips(a, b) == 1
}

/// Aligns the words of two names, whatever their order; `None` when their scripts differ and nothing can be said.
pub(super) fn align(a: &Name, b: &Name) -> Option<Alignment> {
    if a.han != b.han {
        return None;
    }
    let whole = |name: &Name| name.bits().min(WORDS_CAP);
    if !a.distinguishes() || !b.distinguishes() {
        return None;
    }
    let apart = !a.unit.is_empty() && !b.unit.is_empty() && a.unit != b.unit;
    if a.core_key == b.core_key {
        return Some(Alignment { level: if apart { "unit" } else { "exact" }, shared: whole(a) });
    }
    let (mut left, mut right) = (Open::of(a), Open::of(b));
    let mut shared = 0.0;
    let mut slipped = 0;
    let (mut telling, mut telling_slip, mut firm) = (false, false, false);
    // Equal words first, so that a likeness never takes an equal word's partner.
    for exact in [true, false] {
        for at in 0..a.words.len() {
            let one = &a.words[at];
            let graded = right.words().map(|(place, word)| (place, grade(one, word, exact)));
            let best = if left.has(at) { graded.max_by(|x, y| x.1.total_cmp(&y.1)) } else { None };
            let Some((place, grade)) = best.filter(|(_, grade)| *grade > 0.0) else { continue };
            let other = &b.words[place];
            left.close(at);
            right.close(place);
            shared += f64::from(one.bits.min(other.bits)) * grade;
            slipped += u32::from(!exact);
            if !one.trade && !other.trade && one.bits.min(other.bits) >= TELLING_BITS {
                telling = true;
                telling_slip |= !exact;
                firm |= exact;
            }
        }
    }
    let alone = |open: &Open| open.words().map(|(_, word)| f64::from(word.bits).min(ALONE_CAP)).sum::<f64>();
    let telling_alone = |open: &Open| open.words().any(|(_, word)| !word.trade && word.bits >= TELLING_BITS);
    let (over_left, over_right) = (alone(&left), alone(&right));
    let units = |open: &Open| open.words().any(|(_, word)| is_unit(&word.text));
    let level = if !telling {
        "else"
    } else if apart || units(&left) || units(&right) {
        "unit"
    } else if left.is_empty() && right.is_empty() {
        match (slipped, firm) {
            (0, _) => "words",
            (_, true) => "near",
            (_, false) => "slip",
        }
    } else if left.is_empty() || right.is_empty() {
        if telling_slip { "part" } else { "contained" }
    } else if telling_alone(&left) && telling_alone(&right) && over_left.min(over_right) > shared {
        "else"
    } else {
        "similar"
    };
    let against = 0.25 * over_left.max(over_right) + 0.25 * over_left.min(over_right);
    Some(Alignment { level, shared: (shared - against).clamp(0.0, WORDS_CAP) })
}

/// A word that tells one house, shop or site of a name from the next: a number, a quarter of the sky.
fn is_unit(word: &str) -> bool {
    const SIDES: [&str; 12] = ["ii", "iii", "iv", "north", "south", "east", "west", "nord", "sud", "est", "ovest", "ouest"];
    SIDES.contains(&word) || word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Words of a name that have no partner yet: a bit each, so that no pair asks for memory. Words past the 64th are left out.
#[derive(Clone, Copy)]
struct Open<'n> {
    name: &'n Name,
    bits: u64,
}

impl<'n> Open<'n> {
    fn of(name: &'n Name) -> Self {
        let count = u32::try_from(name.words.len().min(64)).unwrap_or(64);
        Self { name, bits: u64::MAX.checked_shr(64 - count).unwrap_or(0) }
    }

    fn has(self, at: usize) -> bool {
        at < 64 && self.bits & (1 << at) != 0
    }

    fn close(&mut self, at: usize) {
        self.bits &= !(1 << at);
    }

    fn is_empty(self) -> bool {
        self.bits == 0
    }

    fn words(self) -> impl Iterator<Item = (usize, &'n Word)> {
        self.name.words.iter().take(64).enumerate().filter(move |(at, _)| self.has(*at))
    }
}

fn grade(a: &Word, b: &Word, exact: bool) -> f64 {
    if exact { f64::from(u8::from(a.text == b.text)) } else { likeness(&a.text, &b.text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn aligned(a: &str, b: &str) -> Option<&'static str> {
        let weighed = |text: &str| {
            let mut name = Name::parse(text).unwrap();
            name.words.iter_mut().for_each(|word| word.bits = if word.trade { 3.0 } else { 12.0 });
            name
        };
        align(&weighed(a), &weighed(b)).map(|found| found.level)
    }

    #[test]
    fn names_align_in_any_order_and_through_slips() {
        for (a, b, level) in [
            ("Rossi Trading S.r.l.", "ROSSI TRADING SPA", Some("exact")),
            ("Casa Rossi Mobili", "Mobili Rossi Casa", Some("words")),
            ("Brunello Industrial", "Brunelo Ind. Srl", Some("slip")),
            ("Brunello Adriatica", "Brunello Adriatca Srl", Some("near")),
            ("Ferramenta Brunello S.r.l.", "Brunello", Some("contained")),
            ("Ferramenta Brunello S.r.l.", "Brunelo", Some("part")),
            ("Brunello Ferramenta", "Brunelo Mobili", Some("similar")),
            ("Rossi Trading", "Rossi Trading 2", Some("unit")),
            ("Rossi (HK) Trading", "Rossi (Milano) Trading", Some("unit")),
            ("Rossi (HK) Trading", "Rossi Trading", Some("exact")),
            ("Brunello North", "Brunello South", Some("unit")),
            ("00001", "00002", Some("else")),
            ("Rossi Trading", "Bianchi Trading", Some("else")),
            ("布鲁内洛", "Brunello", None),
            ("Trading Company", "International Trading Company", None),
        ] {
            assert_eq!(aligned(a, b), level, "{a} / {b}");
        }
    }
}
