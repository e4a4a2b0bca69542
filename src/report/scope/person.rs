//! A salesperson's view: own customers, own events, own figures, and what to correct in own sheets.

use std::collections::BTreeSet;

use super::bare;
use super::mask::Mask;
use super::owners::Owners;
use crate::finding::{Finding, Kind};
use crate::model::Origin;
use crate::model::numbers::CareLine;
use crate::model::resolved::StaffMember;
use crate::model::view::{Computed, MonthView};

/// Kinds that tell of somebody else by their nature.
const OF_OTHERS: [Kind; 6] =
    [Kind::MayBeSame, Kind::OwnersCollide, Kind::SourcesDisagree, Kind::DecisionsContradict, Kind::StaffUnlisted, Kind::StaffShared];

/// The view and the findings of one salesperson. `colleague` and `handed_over` are what stands in
/// place of a colleague's name and of a colleague's customer.
pub(in super::super) fn salesperson(
    view: &MonthView,
    findings: &[Finding],
    member: &StaffMember,
    owners: &Owners<'_>,
    (colleague, handed_over): (&str, &str),
) -> (MonthView, Vec<Finding>) {
    let mask = Mask::new(&view.staff, member, colleague);
    let computed = computed(&view.computed, &member.id, &mask, (owners, handed_over));
    let own = Places::of(view, member, &computed);
    let is_theirs = |finding: &Finding| {
        let tells = |text: &str| mask.names_someone(text) || owners.is_anothers(text, &member.id);
        let named =
            finding.staff.as_deref().map(|staff| staff == member.id || staff == member.name || member.aliases.iter().any(|a| a == staff));
        let placed = finding.origin.as_ref().is_some_and(|origin| own.holds(origin));
        named.unwrap_or(placed) && !OF_OTHERS.contains(&finding.kind) && !finding.args.iter().any(|(_, text)| tells(text))
    };
    let mut findings: Vec<Finding> = findings.iter().filter(|finding| is_theirs(finding)).map(|finding| masked(finding, &mask)).collect();
    findings.extend(doubles(view, &computed));
    let not_used = view.not_used.iter().filter(|note| own.holds(&note.origin)).cloned().collect();
    let answers = view.answers.iter().filter(|answer| answer.who == member.name).cloned().collect();
    let narrowed = MonthView { computed, staff: vec![member.clone()], not_used, answers, ..bare(view) };
    (narrowed, findings)
}

/// Own customers that may be another record's, or that somebody else deals with as well: the own name is told and no more.
fn doubles(view: &MonthView, own: &Computed) -> Vec<Finding> {
    let pairs = view.review.iter().flat_map(|pair| [pair.customer_a.as_str(), pair.customer_b.as_str()]);
    let shared = view.computed.collisions.iter().map(|collision| collision.customer.as_str());
    let ids: BTreeSet<&str> = pairs.chain(shared).collect();
    let told = own.customers.iter().filter(|line| ids.contains(line.id.as_str()));
    told.map(|line| Finding::new(Kind::AskManager).with("name", &line.name)).collect()
}

fn masked(finding: &Finding, mask: &Mask) -> Finding {
    Finding { origin: finding.origin.as_ref().map(|origin| mask.origin(origin)), ..finding.clone() }
}

/// `handed_over` stands for a customer that is now a colleague's, in the rows behind the salesperson's own figures.
fn computed(all: &Computed, id: &str, mask: &Mask, (owners, handed_over): (&Owners<'_>, &str)) -> Computed {
    let is_own = |owner: &Option<String>| owner.as_deref() == Some(id);
    let place = |origin: &Option<Origin>| origin.as_ref().map(|origin| mask.origin(origin));
    let note = |text: &Option<String>| text.as_ref().map(|text| mask.text(text));
    let mut own = Computed::default();
    let named = |customer: &mut Option<String>, name: &mut String| {
        if owners.is_anothers(customer.as_deref().unwrap_or(name), id) {
            (*customer, *name) = (None, handed_over.to_owned());
        }
    };
    let customers: BTreeSet<&str> = all.customers.iter().filter(|line| is_own(&line.owner)).map(|line| line.id.as_str()).collect();
    for (metric, month, grain, key, value) in owners.values(id) {
        own.values.set(metric, *month, *grain, key, (*value).clone());
    }
    for line in all.customers.iter().filter(|line| is_own(&line.owner)) {
        *own.movement.entry((line.grade_before, line.grade)).or_default() += 1;
        let mut line = line.clone();
        line.origin = place(&line.origin);
        own.customers.push(line);
    }
    for line in all.follow_ups.iter().filter(|line| is_own(&line.owner)) {
        let mut line = line.clone();
        (line.origin, line.next_action) = (place(&line.origin), note(&line.next_action));
        own.follow_ups.push(line);
    }
    for line in all.complaints.iter().filter(|line| is_own(&line.owner)) {
        let mut line = line.clone();
        named(&mut line.customer, &mut line.name);
        (line.origin, line.content) = (mask.origin(&line.origin), note(&line.content));
        own.complaints.push(line);
    }
    for line in all.surveys.iter().filter(|line| is_own(&line.owner)) {
        let mut line = line.clone();
        named(&mut line.customer, &mut line.name);
        (line.origin, line.comment) = (mask.origin(&line.origin), note(&line.comment));
        own.surveys.push(line);
    }
    for line in all.receivables.iter().filter(|line| is_own(&line.owner)) {
        let mut line = line.clone();
        named(&mut line.customer, &mut line.name);
        line.origin = mask.origin(&line.origin);
        own.receivables.push(line);
    }
    for line in all.slips.iter().filter(|line| is_own(&line.owner)) {
        let mut line = line.clone();
        line.origin = place(&line.origin);
        own.slips.push(line);
    }
    for line in all.tasks.iter().filter(|line| is_own(&line.owner)) {
        let mut line = line.clone();
        named(&mut line.customer, &mut line.name);
        line.origin = place(&line.origin);
        // The second owner's name is not the first one's business.
        line.detail =
            if line.kind == "owner_two" || owners.tells_of_anothers(&line.detail, id) { String::new() } else { mask.text(&line.detail) };
        own.tasks.push(line);
    }
    for line in all.care.iter().filter(|line| is_own(&line.owner) && customers.contains(line.customer.as_str())) {
        own.care.push(CareLine { about: mask.text(&line.about), ..line.clone() });
    }
    own.hand_ins.extend(all.hand_ins.iter().filter(|line| line.staff == id).cloned());
    for line in all.orders.iter().filter(|line| is_own(&line.owner)) {
        let mut line = line.clone();
        named(&mut line.customer, &mut line.name);
        line.origin = mask.origin(&line.origin);
        own.orders.push(line);
    }
    own
}

/// Sheets and rows that are the salesperson's own.
struct Places {
    sheets: BTreeSet<(String, String)>,
    rows: BTreeSet<(String, String, u32)>,
    names: Vec<String>,
}

impl Places {
    /// Sheets handed in, rows of own lines wherever they stand, and sheets or files called by the person's name. A sheet
    /// handed in by several people belongs to none of them as a whole.
    fn of(view: &MonthView, member: &StaffMember, own: &Computed) -> Self {
        let handed = |mine: bool| {
            let of = view.computed.hand_ins.iter().filter(move |line| (line.staff == member.id) == mine);
            of.filter_map(|line| line.origin.as_ref())
                .map(|origin| (origin.file.to_string(), origin.sheet.to_string()))
                .collect::<BTreeSet<_>>()
        };
        let sheets = handed(true).difference(&handed(false)).cloned().collect();
        let origins = own
            .customers
            .iter()
            .filter_map(|line| line.origin.as_ref())
            .chain(own.follow_ups.iter().filter_map(|line| line.origin.as_ref()))
            .chain(own.complaints.iter().map(|line| &line.origin))
            .chain(own.surveys.iter().map(|line| &line.origin))
            .chain(own.receivables.iter().map(|line| &line.origin))
            .chain(own.orders.iter().map(|line| &line.origin));
        let rows = origins.filter(|origin| origin.row > 0).map(|o| (o.file.to_string(), o.sheet.to_string(), o.row)).collect();
        let names = std::iter::once(&member.name).chain(&member.aliases).filter(|name| name.chars().count() >= 2).cloned().collect();
        Self { sheets, rows, names }
    }

    fn holds(&self, origin: &Origin) -> bool {
        let (file, sheet) = (origin.file.to_string(), origin.sheet.to_string());
        let stem = file.rsplit('/').next().and_then(|name| name.split('.').next()).unwrap_or("");
        let called = self.names.iter().any(|name| *name == sheet || *name == stem || stem.split(['_', '-', ' ']).any(|part| part == name));
        called || self.sheets.contains(&(file.clone(), sheet.clone())) || self.rows.contains(&(file, sheet, origin.row))
    }
}
