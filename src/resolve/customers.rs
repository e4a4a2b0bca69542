//! Customers (客户合并): records → one cluster a customer; events find theirs or found a new one.

use std::collections::BTreeMap;

use super::attach::{Known, names};
use super::block;
use super::cluster::{Bands, Clusters, Rules, cluster};
use super::events::Once;
use super::party::Party;
use super::rarity::Rarity;
use crate::finding::{Finding, Kind};
use crate::model::Entity;
use crate::model::frame::Rows;
use crate::model::resolved::{Decision, Memory, Verdict};
use crate::policy::Policy;

/// Tables whose rows name a customer, in the order in which they may found one.
pub(super) const NAMING: [Entity; 12] = [
    Entity::Order,
    Entity::Inquiry,
    Entity::Quotation,
    Entity::Sample,
    Entity::ExhibitionLead,
    Entity::Interaction,
    Entity::Payment,
    Entity::Receivable,
    Entity::Complaint,
    Entity::Survey,
    Entity::OrderLine,
    Entity::Handover,
];
/// An event of these kinds makes an unknown name a customer; the others only refer to one.
const FOUNDING: [Entity; 5] = [Entity::Order, Entity::Inquiry, Entity::Quotation, Entity::Sample, Entity::ExhibitionLead];

/// Who belongs to whom.
#[derive(Debug, Default)]
pub(super) struct Assignment {
    /// Parties of the customer and contact tables.
    pub(super) parties: Vec<Party>,
    /// Bands and joins among them.
    pub(super) clusters: Clusters,
    /// Customer (cluster index) of each row that stands for itself, by table.
    pub(super) of_row: BTreeMap<Entity, Vec<Option<usize>>>,
    /// Fingerprints by customer, of parties that events founded.
    pub(super) founded: BTreeMap<usize, Vec<String>>,
    /// What was found.
    pub(super) findings: Vec<Finding>,
}

/// Clusters the customer records, then attaches the events.
pub(super) fn assign(tables: &BTreeMap<Entity, Once>, memory: &Memory, policy: &Policy) -> Assignment {
    let mut parties = Vec::new();
    for entity in [Entity::Customer, Entity::Contact] {
        let Some(once) = tables.get(&entity) else { continue };
        let rows = Rows::of(&once.frame);
        let own = (0..rows.len()).filter(|row| once.stands_for[*row].0 == *row);
        parties.extend(own.map(|row| Party::of_customer(rows, entity, row)));
    }
    // Canonical order: what the record says, not where it stands.
    parties.sort_by_cached_key(|party| (party.fingerprint(), party.record.clone()));
    let rarity = Rarity::learn(&parties, policy.resolve.shared_contact_names);
    let mut findings = Vec::new();
    let rules = rules(&parties, &memory.decisions, &mut findings);
    let pairs = block::pairs(&parties, &rarity, policy.resolve.block_cap);
    let bands = Bands { automatic: policy.resolve.automatic_bits, review: policy.resolve.review_bits };
    let clusters = cluster(&parties, &pairs, &rarity, &rules, bands);
    let mut assignment = Assignment { parties, clusters, findings, ..Assignment::default() };
    attach(tables, &rarity, &mut assignment);
    assignment
}

/// Decisions by fingerprint → rules by party. Contradictions are told, and neither side is taken.
fn rules(parties: &[Party], decisions: &[Decision], findings: &mut Vec<Finding>) -> Rules {
    let mut by_print: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, party) in parties.iter().enumerate() {
        by_print.entry(party.fingerprint()).or_default().push(index);
    }
    let mut rules = Rules::default();
    for decision in decisions {
        let (Some(left), Some(right)) = (by_print.get(&decision.fingerprints.0), by_print.get(&decision.fingerprints.1)) else { continue };
        for (one, other) in left.iter().flat_map(|one| right.iter().map(move |other| (*one.min(other), *one.max(other)))) {
            match decision.verdict {
                Verdict::Same => rules.same.insert((one, other)),
                Verdict::Different => rules.different.insert((one, other)),
                Verdict::Unsure => rules.unsure.insert((one, other)),
            };
        }
    }
    let both: Vec<(usize, usize)> = rules.same.intersection(&rules.different).copied().collect();
    for pair in both {
        rules.same.remove(&pair);
        rules.different.remove(&pair);
        let finding = Finding::new(Kind::DecisionsContradict).about(Entity::Customer);
        findings.push(finding.with("left", &parties[pair.0].shown).with("right", &parties[pair.1].shown));
    }
    rules
}

fn attach(tables: &BTreeMap<Entity, Once>, rarity: &Rarity, assignment: &mut Assignment) {
    let mut known = Known::default();
    for (index, party) in assignment.parties.iter().enumerate() {
        let customer = assignment.clusters.of[index];
        known.add(customer, party);
        if let Some((entity, row)) = party.place {
            let length = tables[&entity].frame.height();
            assignment.of_row.entry(entity).or_insert_with(|| vec![None; length])[row] = Some(customer);
        }
    }
    let mut next = assignment.parties.len();
    for entity in NAMING {
        let Some(once) = tables.get(&entity) else { continue };
        let rows = Rows::of(&once.frame);
        let mut own: Vec<(String, usize)> =
            (0..rows.len()).filter(|row| once.stands_for[*row].0 == *row).map(|row| (sort_key(rows, row), row)).collect();
        own.sort();
        let mut found: Vec<Option<usize>> = vec![None; rows.len()];
        let mut asked: BTreeMap<String, Option<usize>> = BTreeMap::new();
        for (key, row) in own {
            let party = Party::of_event(rows, entity, row);
            let customer = *asked.entry(key).or_insert_with(|| known.find(&party, rarity));
            found[row] = customer.or_else(|| {
                let nobody = party.is_blank() || names(&party).iter().all(super::name::Name::says_nothing) && party.emails.is_empty();
                if nobody || !FOUNDING.contains(&entity) {
                    unmatched(entity, rows, row, &party, &mut assignment.findings);
                    return None;
                }
                // Known from here on, so the same name met again is the same customer.
                let again = known.find(&party, rarity);
                if again.is_none() {
                    known.add(next, &party);
                    assignment.founded.entry(next).or_default().push(party.fingerprint());
                    let finding = Finding::new(Kind::CustomerOnlyInEvents).about(entity).at(rows.origin(row)).with("name", shown(&party));
                    assignment.findings.push(finding);
                    next += 1;
                }
                again.or(Some(next - 1))
            });
        }
        assignment.of_row.insert(entity, found);
    }
}

/// Events are taken in the order of what they say, so that the order of files decides nothing.
fn sort_key(rows: Rows<'_>, row: usize) -> String {
    ["customer", "customer_code", "email", "country"].map(|column| rows.text(column, row).unwrap_or_default()).join("\u{1}")
}

fn shown(party: &Party) -> String {
    if party.shown.is_empty() { party.emails.first().cloned().unwrap_or_default() } else { party.shown.clone() }
}

fn unmatched(entity: Entity, rows: Rows<'_>, row: usize, party: &Party, findings: &mut Vec<Finding>) {
    let anonymous = matches!(entity, Entity::Survey | Entity::OrderLine) && party.shown.is_empty();
    if !anonymous {
        findings.push(Finding::new(Kind::CustomerUnmatched).about(entity).at(rows.origin(row)).with("name", shown(party)));
    }
}
