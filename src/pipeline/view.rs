//! Assembling the month's view from what the stages gave.

use crate::model::frame::Rows;
use crate::model::lineage::Outcome;
use crate::model::own::Answer;
use crate::model::raw::Intake;
use crate::model::resolved::Resolved;
use crate::model::view::{Computed, Controls, MonthView, RowNote};
use crate::model::{Entity, LineageRow, MetricSpec, Month, Origin};

use super::Job;
use crate::metrics;

/// Everything a workbook says about the month.
#[expect(clippy::too_many_arguments, reason = "one argument a stage: this is where they meet")]
pub(super) fn assemble(
    job: &Job,
    from: Month,
    computed: Computed,
    resolved: Resolved,
    intake: Intake,
    lineage: &[LineageRow],
    controls: Controls,
    carried: Vec<(String, u32)>,
    closed: bool,
    answers: Vec<Answer>,
) -> MonthView {
    let months = job.month.range_from(from);
    // Without a hand-in folder, only the report month itself is known as it stands.
    let oldest = oldest_hand_in(&resolved).unwrap_or(job.month);
    let reconstructed = months.iter().copied().filter(|month| *month < oldest).collect();
    MonthView {
        month: job.month,
        as_of: job.month.last(),
        data_until: computed.newest_on.unwrap_or_else(|| job.month.last()),
        months,
        reconstructed,
        company: job.policy.company.name.clone(),
        base_currency: job.policy.company.base_currency.clone(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        closed,
        specs: metrics::CATALOG.iter().map(|metric| metric.spec).collect::<Vec<MetricSpec>>(),
        computed,
        staff: resolved.staff,
        merges: resolved.merges,
        review: resolved.review,
        files: intake.files,
        controls,
        not_used: not_used(lineage),
        carried,
        answers,
        thresholds: job.policy.settings(),
    }
}

/// The oldest month whose state was handed in, this time or carried.
fn oldest_hand_in(resolved: &Resolved) -> Option<Month> {
    let customers = Rows::of(resolved.tables.get(&Entity::Customer)?);
    (0..customers.len()).filter_map(|row| customers.text("hand_in", row)?.parse().ok()).min()
}

/// Rejected rows, and ignored ones that a person may have meant: layout rows such as headers and totals are left out.
fn not_used(lineage: &[LineageRow]) -> Vec<RowNote> {
    const LAYOUT: [&str; 10] =
        ["title", "unit_line", "form_line", "header", "header_again", "note", "average", "total_row", "own_workbook", "corrections"];
    let counts = |row: &&LineageRow| match row.outcome {
        Outcome::Rejected => true,
        Outcome::Ignored => !LAYOUT.contains(&&*row.reason),
        Outcome::Used | Outcome::Merged => false,
    };
    lineage
        .iter()
        .filter(counts)
        .map(|row| RowNote {
            origin: Origin::sheet(row.file.clone(), row.sheet.clone()).at_row(row.row),
            entity: row.entity,
            outcome: row.outcome,
            reason: row.reason.to_string(),
        })
        .collect()
}
