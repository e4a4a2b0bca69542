//! Address (地址): whether two addresses are one place.
//!
//! Decides that a place is a house number in a street. The words every street has (Street, West, 2nd floor) tell no street from
//! another and are brought to one spelling; an ordinal (4th, fourth) is a street's name, no house number. `near`: the number and
//! most of the street, or all of the shorter one; `digit`, `number`: another house in the street, by one digit or more; `part`: some of
//! the street.

use super::distance::slips;
use super::record::Text;
use super::similar::likeness;

/// Words that every town has: alike, they say nothing.
const COMMON: [&str; 22] = [
    "st", "ave", "rd", "blvd", "dr", "pl", "way", "ln", "ct", "circuit", "cres", "close", "via", "viale", "piazza", "rue", "calle", "no",
    "nr", "between", "and", "sts",
];

/// Sides of the sky: half of a street's name, and all of it in `47 South Street`.
const SIDES: [&str; 4] = ["n", "s", "e", "w"];

/// Words that name a door in the house, with the figure behind them; `2nd floor` has it before.
const DOORS: [&str; 8] = ["suite", "ste", "unit", "apt", "room", "floor", "fl", "#"];

/// Words with a shorter spelling.
const SHORT: [(&str, &str); 29] = [
    ("street", "st"),
    ("str", "st"),
    ("strasse", "st"),
    ("avenue", "ave"),
    ("av", "ave"),
    ("road", "rd"),
    ("boulevard", "blvd"),
    ("blv", "blvd"),
    ("drive", "dr"),
    ("place", "pl"),
    ("lane", "ln"),
    ("court", "ct"),
    ("crescent", "cres"),
    ("north", "n"),
    ("south", "s"),
    ("east", "e"),
    ("west", "w"),
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("sixth", "6th"),
    ("seventh", "7th"),
    ("eighth", "8th"),
    ("ninth", "9th"),
    ("tenth", "10th"),
    ("eleventh", "11th"),
    ("twelfth", "12th"),
];

/// Words past which an address is not compared letter by letter.
const LONG: usize = 9;
/// Letters below which two slips make another street.
const SHORT_STREET: usize = 12;
/// Slips that glue a number to its street or split it, which leave its digits as they are.
const GLUED: usize = 2;

/// Level of two addresses that are not the same word for word. Figures of persons' houses are mistyped more often than people move
/// next door; of two companies in one street neither is a slip.
pub(super) fn level(a: &[Text], b: &[Text], person: bool) -> &'static str {
    let (one, other) = (Place::of(a), Place::of(b));
    let common = one.street.iter().filter(|word| other.street.iter().any(|known| likeness(word, known) > 0.8)).count();
    let (shorter, longer) = (one.street.len().min(other.street.len()), one.street.len().max(other.street.len()));
    let same_number = one.numbers.iter().any(|number| other.numbers.iter().any(|known| same(number, known, person)));
    let numbered = !one.numbers.is_empty() && !other.numbers.is_empty();
    let most = common > 0 && common * 3 >= longer * 2;
    let some = common > 0 && (common * 3 >= longer || common == shorter);
    let digit = || one.numbers.iter().any(|number| other.numbers.iter().any(|known| same(number, known, true)));
    match (numbered, same_number) {
        (true, true) if some || (shorter == 0 && one.is_within(&other)) => "near",
        (false, _) if most && common >= 2 => "near",
        _ if one.is_glued(&other) => "near",
        (true, false) if some && !person && digit() => "digit",
        (true, false) if some && !person => "number",
        _ if some => "part",
        _ => "else",
    }
}

/// A house number and a word of the street's name.
pub(super) fn house(words: &[Text]) -> Option<(&str, &str)> {
    if words.is_empty() {
        return None;
    }
    let place = Place::of(words);
    Some((place.numbers.first().copied()?, place.street.first().copied()?))
}

/// House numbers, and the words that name the street.
struct Place<'a> {
    words: &'a [Text],
    numbers: Vec<&'a str>,
    street: Vec<&'a str>,
    all: Vec<&'a str>,
}

impl<'a> Place<'a> {
    fn of(words: &'a [Text]) -> Self {
        let mut place = Self { words, numbers: Vec::new(), street: Vec::new(), all: Vec::with_capacity(words.len()) };
        let mut door = false;
        for word in words {
            let word = SHORT.iter().find(|(long, _)| *long == word.as_str()).map_or(word.as_str(), |(_, short)| *short);
            let ordinal = ["st", "nd", "rd", "th"].iter().any(|end| word.ends_with(end));
            let numbered = word.starts_with(|c: char| c.is_ascii_digit());
            if DOORS.contains(&word) {
                if matches!(word, "floor" | "fl") && place.all.last().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_digit())) {
                    place.drop_last();
                } else {
                    door = true;
                }
                continue;
            }
            // The figure of a door.
            if std::mem::take(&mut door) && (numbered || word.len() == 1) && !place.all.is_empty() {
                continue;
            }
            place.all.push(word);
            if numbered && !ordinal {
                place.numbers.push(word);
            } else if !COMMON.contains(&word) && !SIDES.contains(&word) {
                place.street.push(word);
            }
        }
        if place.street.is_empty() {
            place.street = place.all.iter().copied().filter(|word| SIDES.contains(word)).collect();
        }
        place
    }

    /// Takes the figure of a floor back.
    fn drop_last(&mut self) {
        let last = self.all.pop();
        for list in [&mut self.numbers, &mut self.street] {
            if list.last().copied() == last {
                list.pop();
            }
        }
    }

    /// Whether the shorter of the two is a part of the longer.
    fn is_within(&self, other: &Self) -> bool {
        let (short, long) = if self.all.len() <= other.all.len() { (self, other) } else { (other, self) };
        short.all.iter().all(|word| long.all.contains(word))
    }

    /// `216M ill St.` and `216 Mill St.`, `67 Main Aenue` and `67 Maib Avenue`: the same figures, and hardly a letter another.
    fn is_glued(&self, other: &Self) -> bool {
        let figures = |place: &Self| place.all.iter().flat_map(|word| word.bytes()).filter(u8::is_ascii_digit).collect::<Vec<u8>>();
        if figures(self) != figures(other) || self.is_across(other) {
            return false;
        }
        let figureless = figures(self).is_empty();
        let hardly = |one: &str, other: &str| {
            let longer = one.len().max(other.len());
            slips(one, other) <= if longer < SHORT_STREET || figureless { GLUED - 1 } else { GLUED }
                && (!figureless || longer >= SHORT_STREET)
        };
        let spelled = |place: &Self| place.all.iter().map(|word| long(word)).collect::<String>();
        hardly(&spelled(self), &spelled(other))
            || (self.words.len() < LONG && other.words.len() < LONG && hardly(&self.words.concat(), &other.words.concat()))
    }

    /// North of the town and south of it.
    fn is_across(&self, other: &Self) -> bool {
        let sides = |place: &Self| -> Vec<&str> { place.all.iter().copied().filter(|word| SIDES.contains(word)).collect() };
        let (one, another) = (sides(self), sides(other));
        !one.is_empty() && !another.is_empty() && one.iter().any(|side| !another.contains(side))
    }
}

/// A side of the sky in full, where a letter of it may be mistyped.
fn long(word: &str) -> &str {
    match word {
        "n" => "north",
        "s" => "south",
        "e" => "east",
        "w" => "west",
        _ => word,
    }
}

fn same(a: &str, b: &str, person: bool) -> bool {
    a == b || (person && a.len().max(b.len()) > 1 && slips(a, b) == 1)
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    #[test]
    fn a_place_is_a_number_in_a_street() {
        for (a, b, wanted) in [
            ("239 W. Broadway", "239 W. Broadway between Walker and White Sts.", "near"),
            ("570 4th St.", "570 Fourth Street", "near"),
            ("3615 West 16th", "3615 W. 16th St.", "near"),
            ("9912 S. Avenue H", "9912 S. Avenue", "near"),
            ("216M ill St.", "216 Mill St.", "near"),
            ("47 South St", "47 South Street", "near"),
            ("47 South St", "47 North Street", "else"),
            ("11 Hill Avenue Suite 4", "11 Hil Ave", "near"),
            ("24 King Road 2nd floor", "24 King Rd", "near"),
            ("Via Garibaldi 5", "Via Giuseppe Garibaldi 5", "near"),
            ("840 Second Ave.", "1237 Second Ave.", "number"),
            ("12 Oak Street", "Oak Street", "part"),
            ("26 Queen Rd.", "226 Queen Road", "digit"),
            ("67 Main Aenue", "67 Maib Avenue", "near"),
            ("137oNorth Road", "137 North Rd.", "near"),
            ("Via Roma 5", "Via Como 5", "else"),
            ("Via Roma", "Via Coma", "else"),
            ("237 Pine Road", "237 North Avenue", "else"),
            ("6800 S. Wentworth Ave.", "6301 S. Halsted Street", "else"),
        ] {
            assert_eq!(level(&tokens(a), &tokens(b), false), wanted, "{a} / {b}");
        }
        assert_eq!(level(&tokens("12 Oak Street"), &tokens("13 Oak Street"), true), "near");
    }
}
