//! A country's view: its customers with their events, and its figures.

use std::collections::BTreeSet;

use super::bare;
use crate::model::Grain;
use crate::model::view::{Computed, MonthView};

/// The view of one country (ISO code; `ZZ` is unknown).
pub(in super::super) fn country(view: &MonthView, code: &str) -> MonthView {
    let all = &view.computed;
    let is_here = |country: &Option<String>| country.as_deref().unwrap_or("ZZ") == code;
    let mut own =
        Computed { customers: all.customers.iter().filter(|line| is_here(&line.country)).cloned().collect(), ..Computed::default() };
    let ids: BTreeSet<String> = own.customers.iter().map(|line| line.id.clone()).collect();
    let known = |customer: &Option<String>| customer.as_ref().is_some_and(|customer| ids.contains(customer));
    for line in &own.customers {
        *own.movement.entry((line.grade_before, line.grade)).or_default() += 1;
    }
    for (metric, month, grain, key, value) in all.values.iter() {
        if (grain == Grain::Country && key == code) || (grain == Grain::Customer && ids.contains(key)) {
            own.values.set(metric, month, grain, key, value.clone());
        }
    }
    own.follow_ups.extend(all.follow_ups.iter().filter(|line| ids.contains(&line.customer)).cloned());
    own.complaints.extend(all.complaints.iter().filter(|line| known(&line.customer)).cloned());
    own.surveys.extend(all.surveys.iter().filter(|line| known(&line.customer)).cloned());
    own.care.extend(all.care.iter().filter(|line| ids.contains(&line.customer)).cloned());
    own.receivables.extend(all.receivables.iter().filter(|line| known(&line.customer)).cloned());
    own.slips.extend(all.slips.iter().filter(|line| ids.contains(&line.customer)).cloned());
    // An order's country is its customer's; one of nobody stands where its own row says.
    own.orders.extend(all.orders.iter().filter(|line| is_here(&line.country)).cloned());
    // Whoever owns a customer or is credited with an order is called by name.
    let owners = own.customers.iter().map(|line| &line.owner).chain(own.orders.iter().map(|line| &line.owner));
    let owners: BTreeSet<&String> = owners.flatten().collect();
    let staff = view.staff.iter().filter(|member| owners.contains(&member.id)).cloned().collect();
    MonthView { computed: own, staff, ..bare(view) }
}
