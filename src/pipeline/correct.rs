//! Correcting (更正的次序): files are read with the corrections that are known; a corrections sheet among them that says something new
//! has them read once more.

use std::time::Instant;

use super::{Job, Timed, Watch, read};
use crate::error::Result;
use crate::finding::Finding;
use crate::model::field::Alias;
use crate::model::own::{Answer, Input, Spot};
use crate::model::raw::{Intake, RawTable};
use crate::model::resolved::Resolved;
use crate::model::{Catalogue, Entity, folding};
use crate::normalise::{self, Corrections};
use crate::policy::Policy;
use crate::resolve::{self, CustomerFix};

/// Files read and typed, their cells put right.
pub(super) struct Reading<'a, 'p> {
    pub(super) intake: Intake,
    pub(super) findings: Vec<Finding>,
    pub(super) tidying: Timed<'p>,
    pub(super) corrections: Corrections<'a>,
}

impl<'a, 'p> Reading<'a, 'p> {
    /// Reads with these corrections. A row that moved is looked for in its whole file: only then a file is held as a whole.
    pub(super) fn of(job: &'p Job, watch: Watch<'_>, fixes: &'a [Answer]) -> Result<Self> {
        let (mut tidying, mut corrections) = (Timed::new(job), Corrections::of(fixes));
        let mut held: Vec<RawTable> = Vec::new();
        let (intake, findings) = read(job, watch, &mut |table| {
            if fixes.is_empty() {
                return tidying.take(table);
            }
            if held.first().is_some_and(|first| first.origin.file != table.origin.file) {
                flush(&mut held, &mut corrections, &mut tidying);
            }
            held.push(table);
        })?;
        flush(&mut held, &mut corrections, &mut tidying);
        Ok(Self { intake, findings, tidying, corrections })
    }
}

fn flush(held: &mut Vec<RawTable>, corrections: &mut Corrections<'_>, tidying: &mut Timed<'_>) {
    let start = Instant::now();
    corrections.correct(held);
    tidying.spent += start.elapsed();
    held.drain(..).for_each(|table| tidying.take(table));
}

/// The answers that put cells right.
pub(super) fn fixes(held: &[Answer]) -> Vec<Answer> {
    let of_cell = |answer: &&Answer| is_fix(answer) && (answer.about.starts_with("cell|") || answer.about.starts_with("hand|"));
    held.iter().filter(of_cell).cloned().collect()
}

/// Corrections of cells that were withdrawn, the other way round: rows that only the book still knows hold what was corrected.
pub(super) fn withdrawn(journal: &[Answer], held: &[Answer]) -> Vec<Answer> {
    let of_cell = |answer: &&Answer| is_fix(answer) && answer.after.is_empty() && !answer.before.is_empty();
    let back = |answer: &Answer| {
        let said = journal.iter().filter(|other| (&other.about, &other.input) == (&answer.about, &answer.input) && !other.after.is_empty());
        let first = said.min_by(|a, b| (&a.saved, &a.read_in).cmp(&(&b.saved, &b.read_in)))?;
        Some(Answer { after: first.before.clone(), ..answer.clone() })
    };
    held.iter().filter(of_cell).filter_map(back).collect()
}

/// Whether the answer puts something right, be it a cell or a customer.
pub(super) fn is_fix(answer: &Answer) -> bool {
    matches!(Input::from_id(&answer.input), Some(Input::Fix(_)))
}

/// Puts customers right as people's own sheets say.
pub(super) fn customers(resolved: &mut Resolved, held: &[Answer], policy: &Policy) -> Result<Vec<Finding>> {
    let mut fixes = Vec::new();
    for answer in held.iter().filter(|answer| !answer.after.is_empty()) {
        let (Some(Spot::Customer(customer)), Some(Input::Fix(told))) = (Spot::parse(&answer.about), Input::from_id(&answer.input)) else {
            continue;
        };
        let told = folding::key(&told);
        let known = |alias: &Alias| folding::key(&alias.text) == told;
        let field = Catalogue::shipped().of(Entity::Customer).find(|field| field.id == told || field.aliases.iter().any(known));
        let typed = |text: &str| match field {
            Some(field) if !text.is_empty() => normalise::typed(field, text, None, policy),
            _ => Ok(None),
        };
        fixes.push(CustomerFix { answer, customer, field, value: typed(&answer.after)?, was: typed(&answer.before)? });
    }
    resolve::correct(resolved, &fixes)
}
