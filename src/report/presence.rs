//! Presence (有无): which sheets of a workbook have something to say this month.

use super::desk::{Desk, Sheet};
use crate::model::Grain;
use crate::model::numbers::Segment;
use crate::model::watch::Rhythm;

impl Desk<'_> {
    /// Whether a sheet has something to say this month; those not named always do, if only that nothing is amiss.
    pub(super) fn has(&self, sheet: Sheet) -> bool {
        let computed = &self.view.computed;
        match sheet {
            Sheet::Customers => !computed.customers.is_empty(),
            Sheet::Salespeople | Sheet::ByStaff => !self.keys(Grain::Salesperson).is_empty(),
            Sheet::Grades => computed.customers.iter().any(|line| line.grade.is_some()) || self.now("grade_a_count").is_some(),
            Sheet::FollowUps => !computed.follow_ups.is_empty() || !computed.slips.is_empty(),
            Sheet::Satisfaction => {
                let told = |id: &&str| self.now(id).is_some();
                !computed.surveys.is_empty() || !computed.complaints.is_empty() || ["csat_share", "complaint_count"].iter().any(told)
            }
            Sheet::Countries => !self.keys(Grain::Country).is_empty(),
            Sheet::Receivables => !computed.receivables.is_empty(),
            Sheet::Orders => !computed.orders.is_empty(),
            Sheet::Dimensions => self.grains().iter().any(|grain| !matches!(grain, Grain::Salesperson | Grain::Country)),
            Sheet::Watch => computed.watch.lists.values().any(|lines| !lines.is_empty()),
            Sheet::Classes => computed.customers.iter().any(|line| line.segment != Segment::default() || line.rhythm != Rhythm::default()),
            Sheet::Breakdowns => !computed.breakdowns.is_empty(),
            Sheet::Service => !computed.promises.is_empty() || !computed.breaches.is_empty(),
            Sheet::Tasks => !computed.tasks.is_empty() || !computed.care.is_empty(),
            Sheet::Further => {
                let watch = &computed.watch;
                let empty = [watch.currencies.is_empty(), watch.funnel.is_empty(), watch.channels.is_empty(), watch.stages.is_empty()];
                empty.contains(&false) || watch.scorecards.iter().any(|card| !card.parts.is_empty())
            }
            Sheet::Merges => !self.view.merges.is_empty() || !self.view.review.is_empty(),
            Sheet::Concentration => computed.customers.iter().any(|line| line.amount_12m.is_some_and(|amount| amount > 0.0)),
            Sheet::Slips => !computed.slips.is_empty(),
            Sheet::Collisions => !computed.collisions.is_empty(),
            _ => true,
        }
    }
}
