//! Presence (有无): which sheets of a workbook have something to say this month.

use std::collections::BTreeSet;

use super::desk::{Desk, Sheet};
use crate::model::numbers::Segment;
use crate::model::watch::Rhythm;
use crate::model::{Grain, MetricValue, Month};

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
                empty.contains(&false) || !watch.improvements.is_empty() || watch.scorecards.iter().any(|card| !card.parts.is_empty())
            }
            Sheet::Merges => !self.view.merges.is_empty() || !self.view.review.is_empty(),
            Sheet::Concentration => computed.customers.iter().any(|line| line.amount_12m.is_some_and(|amount| amount > 0.0)),
            Sheet::Priorities => computed.customers.iter().any(|line| line.segment.quadrant.is_some()),
            Sheet::Slips => !computed.slips.is_empty(),
            Sheet::Collisions => !computed.collisions.is_empty(),
            _ => true,
        }
    }

    /// Whether no earlier month is asked for and none has a figure.
    pub(super) fn knows_nothing_earlier(&self) -> bool {
        let (focus, of) = &self.plan.focus;
        let is_earlier = |(_, month, grain, key, value): (&str, Month, Grain, &str, &MetricValue)| {
            month < self.view.month && grain == *focus && key == of && value.value.is_some_and(|value| value != 0.0)
        };
        !self.view.months.iter().any(|month| *month < self.view.month) && !self.view.computed.values.iter().any(is_earlier)
    }

    /// A holiday in the language of the report, whichever its calendar was written in; one nobody knows as it was written.
    pub(super) fn holiday(&self, name: &str) -> String {
        let plain: String = name.to_lowercase().chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
        let id = plain.split_whitespace().collect::<Vec<_>>().join("_");
        self.words.find(&format!("value.holiday.{id}")).unwrap_or(name).to_owned()
    }

    /// Up to 13 months ending with this one.
    pub(super) fn trend_months(&self) -> Vec<Month> {
        let earliest = self.view.month.plus(-12);
        let known = self.view.months.iter().copied().filter(|month| *month >= earliest && *month <= self.view.month);
        let mut months: BTreeSet<Month> = known.collect();
        months.insert(self.view.month);
        months.into_iter().collect()
    }
}
