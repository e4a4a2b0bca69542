//! State (客户现状): what the newest customer sheet says of a customer in a month.
//!
//! Decides which row speaks: those of the newest hand-in up to the month; rows outside hand-in folders speak for the
//! newest month alone, and only of customers no hand-in names. Letters count as intent grades only under a declared scheme.

use chrono::NaiveDate;

use super::world::World;
use crate::model::view::Grade;
use crate::model::{Entity, Month, horizon};
use crate::policy::Policy;

/// What a sheet says of a customer.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct State<'a> {
    pub(super) row: usize,
    pub(super) hand_in: Option<Month>,
    pub(super) updated_on: Option<NaiveDate>,
    /// `explicit`, `latent`, `none`.
    pub(super) need: Option<&'a str>,
    pub(super) status: Option<&'a str>,
    /// Months of a horizon in words.
    pub(super) horizon: Option<i32>,
    pub(super) expected_close: Option<NaiveDate>,
    pub(super) expected_amount: Option<(i128, &'a str)>,
    pub(super) next_contact_on: Option<NaiveDate>,
    pub(super) last_contact_on: Option<NaiveDate>,
    pub(super) next_action: Option<&'a str>,
    pub(super) letter: Option<&'a str>,
    /// The letter, where it is declared to mean intent.
    pub(super) declared: Option<Grade>,
}

impl State<'_> {
    /// Takes from another row of the same hand-in what this one leaves open.
    fn fill(&mut self, other: &Self) {
        self.updated_on = self.updated_on.max(other.updated_on);
        self.need = self.need.or(other.need);
        self.status = self.status.or(other.status);
        self.horizon = self.horizon.or(other.horizon);
        self.expected_close = self.expected_close.or(other.expected_close);
        self.expected_amount = self.expected_amount.or(other.expected_amount);
        self.next_contact_on = self.next_contact_on.or(other.next_contact_on);
        self.last_contact_on = self.last_contact_on.max(other.last_contact_on);
        self.next_action = self.next_action.or(other.next_action);
        self.letter = self.letter.or(other.letter);
        self.declared = self.declared.or(other.declared);
    }

    /// Day the row speaks of.
    pub(super) fn dated(&self) -> Option<NaiveDate> {
        self.updated_on.or(self.hand_in.map(Month::last))
    }

    /// Close date: as stated, else the horizon in words counted from the row's own date.
    pub(super) fn close(&self) -> Option<NaiveDate> {
        let counted = || Some(crate::model::period::add_months(self.dated()?, self.horizon?));
        self.expected_close.or_else(counted)
    }
}

/// States of every customer.
#[derive(Debug, Default)]
pub(super) struct States<'a> {
    /// By customer's place, each ordered by hand-in; without a hand-in under `None`.
    states: Vec<Vec<(Option<Month>, State<'a>)>>,
    newest: Option<Month>,
}

impl<'a> States<'a> {
    /// What is known of a customer in a month.
    pub(super) fn at(&self, customer: usize, month: Month) -> Option<&State<'a>> {
        let states = self.states.get(customer)?;
        let until = &states[..states.partition_point(|(at, _)| *at <= Some(month))];
        // What stands in no hand-in comes first.
        until.last().filter(|(at, _)| at.is_some() || self.newest == Some(month)).map(|(_, state)| state)
    }

    /// Close dates of the hand-ins up to a month, oldest first.
    pub(super) fn closes(&self, customer: usize, month: Month) -> Vec<(Month, Option<NaiveDate>, usize)> {
        let states = self.states.get(customer).into_iter().flatten();
        states.filter_map(|(at, state)| Some(((*at)?, state.close(), state.row))).filter(|(at, ..)| *at <= month).collect()
    }

    /// Day the close date was last edited, as far as the hand-ins tell.
    pub(super) fn edited_on(&self, customer: usize, month: Month) -> Option<NaiveDate> {
        let closes = self.closes(customer, month);
        let (_, now, _) = closes.last()?;
        now.as_ref()?;
        let unchanged = closes.iter().rev().take_while(|(_, close, _)| close == now).last()?;
        Some(unchanged.0.last())
    }
}

/// Reads the customer sheets. Letters under no declared scheme stay unused; normalise reports their columns.
pub(super) fn read<'a>(world: &World<'a>) -> States<'a> {
    let table = world.table(Entity::Customer);
    let mut states: Vec<Vec<(Option<Month>, State<'a>)>> = vec![Vec::new(); world.customers.len()];
    let [files, sheets, hand_ins] = ["file", "sheet", "hand_in"].map(|name| table.texts(name));
    let parties = world.parties(table);
    let mut rows = rows(world);
    for row in 0..table.len() {
        let Some(state) = rows.get_mut(row) else { continue };
        let file = files[row].unwrap_or_default();
        if scheme(world.policy, file, sheets[row].unwrap_or_default()) == Some("intent") {
            state.declared = state.letter.and_then(Grade::from_letter);
        }
        state.hand_in = hand_ins[row].and_then(|text| world.month_named(text));
        let Some(known) = parties[row].0.and_then(|place| states.get_mut(place)) else { continue };
        match known.binary_search_by_key(&state.hand_in, |(at, _)| *at) {
            Ok(place) => merge(&mut known[place].1, state),
            Err(place) => known.insert(place, (state.hand_in, *state)),
        }
    }
    States { states, newest: Some(world.question.month) }
}

/// Of two rows of one hand-in the later edited speaks first.
fn merge<'a>(kept: &mut State<'a>, other: &State<'a>) {
    if other.updated_on > kept.updated_on {
        let mut first = *other;
        first.fill(kept);
        *kept = first;
    } else {
        kept.fill(other);
    }
}

fn rows<'a>(world: &World<'a>) -> Vec<State<'a>> {
    let table = world.table(Entity::Customer);
    let [needs, statuses, horizons, codes, currencies, actions, letters] =
        ["need", "status", "need_horizon", "expected_amount_currency", "currency", "next_action", "grade"].map(|name| table.texts(name));
    let [updated, closes, nexts, lasts] =
        ["updated_on", "expected_close", "next_contact_on", "last_contact_on"].map(|name| table.dates(name));
    let amounts = table.micros("expected_amount");
    // A close date column often holds words (1个月内): their original text is a horizon too.
    let told = table.texts("expected_close_text");
    let horizon = |row: usize| horizons[row].or(told[row].filter(|_| closes[row].is_none())).and_then(horizon::months);
    let state = |row: usize| State {
        row,
        hand_in: None,
        updated_on: updated[row],
        need: needs[row],
        status: statuses[row],
        horizon: horizon(row),
        expected_close: closes[row],
        expected_amount: amounts[row].map(|micros| (micros, codes[row].or(currencies[row]).unwrap_or_default())),
        next_contact_on: nexts[row],
        last_contact_on: lasts[row],
        next_action: actions[row],
        letter: letters[row],
        declared: None,
    };
    (0..table.len()).map(state).collect()
}

/// What letters mean in a file: the first source of the policy that fits and says it.
fn scheme<'p>(policy: &'p Policy, file: &str, sheet: &str) -> Option<&'p str> {
    let fits = |pattern: &str, text: &str| glob(pattern.as_bytes(), text.as_bytes());
    let sources = policy.source.iter().filter(|source| fits(&source.file, file));
    let mut named = sources.filter(|source| source.sheet.as_ref().is_none_or(|pattern| fits(pattern, sheet)));
    named.find_map(|source| source.grade_scheme.as_deref())
}

/// `*` stands for anything within a path part, `**` for anything.
fn glob(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', b'*', b'/', rest @ ..] if glob(rest, text) => true,
        [b'*', b'*', rest @ ..] => (0..=text.len()).any(|cut| glob(rest, &text[cut..])),
        [b'*', rest @ ..] => {
            let part = text.iter().position(|byte| *byte == b'/').unwrap_or(text.len());
            (0..=part).any(|cut| glob(rest, &text[cut..]))
        }
        [b'?', rest @ ..] => text.first().is_some_and(|byte| *byte != b'/') && glob(rest, &text[1..]),
        [first, rest @ ..] => text.first() == Some(first) && glob(rest, &text[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_name_files() {
        let fits = |pattern: &str, text: &str| glob(pattern.as_bytes(), text.as_bytes());
        assert!(fits("2026-*/客户跟进总表*", "2026-10/客户跟进总表_每人一页.xlsx"));
        assert!(!fits("2026-*", "2026-10/a.xlsx"));
        assert!(fits("**/旧/**", "a/b/旧/c.xlsx") && fits("**/*.csv", "x.csv"));
    }
}
