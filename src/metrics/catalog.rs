//! Catalogue (指标目录): every metric once, in the order of columns, definitions sheet, documents and command line.
//!
//! A metric names the fact it sums (`cube`), the form that turns the sums into a value, and the window. Metrics whose rows
//! must be looked at together (medians, customers) are [`Form::Own`]: their file sets them.

mod customers;
mod follow_up;
mod money;
mod segment;
mod service;
mod team;

use chrono::NaiveDate;

use crate::model::{Better, Entity, Grain, MetricSpec, Month, Unit};

/// How sums of facts become a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The numerator.
    Sum,
    /// The number of facts.
    Count,
    /// Numerator ÷ denominator with Wilson interval; a month of too few is widened where `widen` says so.
    Share {
        /// Whether earlier months may be added.
        widen: bool,
    },
    /// Numerator ÷ denominator, widened as a share.
    Mean,
    /// Numerator ÷ denominator of amounts, without an interval.
    Ratio,
    /// Net promoters: +1, 0 or −1 a fact.
    Promoters,
    /// Computed in a file of its own.
    Own,
}

/// Which months a metric of sums adds up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// The month.
    Month,
    /// From the first month of the business year.
    YearToDate,
    /// The last twelve months.
    Months12,
    /// The state at the month's end.
    AsOf,
}

impl Span {
    const fn id(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::YearToDate => "year_to_date",
            Self::Months12 => "months_12",
            Self::AsOf => "as_of",
        }
    }
}

/// One metric: what it is, and how it is made.
#[derive(Debug, Clone, Copy)]
pub struct Metric {
    /// What it is.
    pub spec: MetricSpec,
    /// Fact it sums; the metric's own id where it has facts of its own.
    pub fact: &'static str,
    /// How sums become a value.
    pub form: Form,
    /// Which months it adds up.
    pub span: Span,
    /// Table of the monthly hand-in that feeds it: without it the figure is not comparable.
    pub hand_in: Option<Entity>,
    /// Field without whose column it cannot be told.
    pub column: Option<(Entity, &'static str)>,
}

/// Company, salesperson and country.
const ALL: &[Grain] = &[Grain::Company, Grain::Salesperson, Grain::Country];
/// These, and the groups they add up to.
const WIDE: &[Grain] = &[Grain::Company, Grain::Salesperson, Grain::Country, Grain::Team, Grain::Region, Grain::Channel];
/// These, and products.
const WIDEST: &[Grain] = &[Grain::Company, Grain::Salesperson, Grain::Country, Grain::Team, Grain::Region, Grain::Channel, Grain::Product];
/// Company and salesperson.
const PEOPLE: &[Grain] = &[Grain::Company, Grain::Salesperson];
/// Company alone.
const COMPANY: &[Grain] = &[Grain::Company];
const ORDER: &[Entity] = &[Entity::Order];
const CUSTOMER: &[Entity] = &[Entity::Customer];
const SURVEY: &[Entity] = &[Entity::Survey];
const INQUIRY: &[Entity] = &[Entity::Inquiry];
const COMPLAINT: &[Entity] = &[Entity::Complaint];
const RECEIVABLE: &[Entity] = &[Entity::Receivable];

const fn metric(id: &'static str, unit: Unit, better: Better, definition: &'static str, requirements: &'static [&'static str]) -> Metric {
    let spec = MetricSpec { id, unit, better, grains: ALL, needs: &[], min_n: 0, requirements, definition, window: "month" };
    Metric { spec, fact: id, form: Form::Own, span: Span::Month, hand_in: None, column: None }
}

impl Metric {
    /// Whether an event of this day can count in the month's figure; a state counts what came before.
    #[must_use]
    pub fn holds(&self, on: NaiveDate, month: Month, fiscal_start: u32) -> bool {
        let begun = self.span == Span::AsOf || on >= super::figure::first_of(self.span, month, fiscal_start).first();
        begun && on <= month.last()
    }

    const fn needs(mut self, needs: &'static [Entity]) -> Self {
        self.spec.needs = needs;
        self
    }
    const fn sums(mut self, fact: &'static str, form: Form) -> Self {
        self.fact = fact;
        self.form = form;
        self
    }
    const fn over(mut self, span: Span) -> Self {
        self.span = span;
        self.spec.window = span.id();
        self
    }
    const fn by(mut self, grains: &'static [Grain]) -> Self {
        self.spec.grains = grains;
        self
    }
    const fn at_least(mut self, min_n: u32) -> Self {
        self.spec.min_n = min_n;
        self
    }
    const fn fed_by(mut self, entity: Entity) -> Self {
        self.hand_in = Some(entity);
        self
    }
    const fn column(mut self, entity: Entity, field: &'static str) -> Self {
        self.column = Some((entity, field));
        self
    }
}

const fn orders(id: &'static str, unit: Unit, span: Span, form: Form, requirements: &'static [&'static str]) -> Metric {
    metric(id, unit, Better::Higher, "M12", requirements).needs(ORDER).sums("order", form).over(span)
}

const fn buyers(id: &'static str, better: Better, definition: &'static str, requirements: &'static [&'static str]) -> Metric {
    let share = Form::Share { widen: false };
    metric(id, Unit::Share, better, definition, requirements).needs(ORDER).sums(id, share).over(Span::AsOf).at_least(5)
}

const fn grade(id: &'static str, better: Better, requirements: &'static [&'static str]) -> Metric {
    let counted = metric(id, Unit::Count, better, "G1", requirements).needs(CUSTOMER);
    counted.sums(id, Form::Count).over(Span::AsOf).fed_by(Entity::Customer)
}

const fn share(id: &'static str, better: Better, definition: &'static str, requirements: &'static [&'static str]) -> Metric {
    metric(id, Unit::Share, better, definition, requirements).sums(id, Form::Share { widen: true }).at_least(5)
}

/// A share of a state: other months' states are never added to it.
const fn state_share(id: &'static str, better: Better, definition: &'static str, requirements: &'static [&'static str]) -> Metric {
    share(id, better, definition, requirements).sums(id, Form::Share { widen: false }).over(Span::AsOf)
}

const fn grade_rate(id: &'static str) -> Metric {
    share(id, Better::Higher, "G4", &["R-G6"]).needs(ORDER)
}

const fn happened(id: &'static str, better: Better, definition: &'static str, requirements: &'static [&'static str]) -> Metric {
    metric(id, Unit::Count, better, definition, requirements).sums(id, Form::Count)
}

use Better::{Higher, Lower, Neutral};

/// Every metric: the first ones, then those of each topic's own file.
pub const CATALOG: &[Metric] =
    &joined::<
        {
            FIRST.len()
                + follow_up::FOLLOW_UP.len()
                + segment::SEGMENT.len()
                + service::SERVICE.len()
                + money::MONEY.len()
                + customers::CUSTOMERS.len()
                + team::TEAM.len()
        },
    >(&[FIRST, follow_up::FOLLOW_UP, segment::SEGMENT, service::SERVICE, money::MONEY, customers::CUSTOMERS, team::TEAM]);

/// Lists of metrics one after the other.
const fn joined<const N: usize>(lists: &[&[Metric]]) -> [Metric; N] {
    let mut all = [lists[0][0]; N];
    let (mut list, mut place) = (0, 0);
    while list < lists.len() {
        let mut item = 0;
        while item < lists[list].len() {
            all[place] = lists[list][item];
            (item, place) = (item + 1, place + 1);
        }
        list += 1;
    }
    all
}

const FIRST: &[Metric] = &[
    orders("order_amount", Unit::Money, Span::Month, Form::Sum, &["R-KS1"]).by(WIDEST),
    orders("order_amount_ytd", Unit::Money, Span::YearToDate, Form::Sum, &["R-KS1"]).by(WIDEST),
    orders("order_amount_12m", Unit::Money, Span::Months12, Form::Sum, &["R-KS1", "R-KM2"]).by(WIDEST),
    orders("order_count", Unit::Count, Span::Month, Form::Count, &["R-KS1"]).by(WIDE),
    orders("order_count_ytd", Unit::Count, Span::YearToDate, Form::Count, &["R-KS1"]).by(WIDE),
    orders("average_order_value", Unit::Money, Span::Month, Form::Mean, &["R-KM3"]).by(WIDE),
    metric("order_amount_target", Unit::Money, Neutral, "X6", &["R-KS3"]).by(PEOPLE),
    metric("order_amount_attainment", Unit::Share, Higher, "X6", &["R-KS3"]).needs(ORDER).by(PEOPLE),
    metric("order_amount_year_target", Unit::Money, Neutral, "X6", &["R-KS3"]).by(PEOPLE).over(Span::YearToDate),
    metric("order_amount_year_attainment", Unit::Share, Higher, "X6", &["R-KS3"]).needs(ORDER).by(PEOPLE).over(Span::YearToDate),
    happened("active_customers_12m", Higher, "M12", &["R-KM2", "R-KM3"]).needs(ORDER).over(Span::AsOf).by(WIDE),
    happened("new_customers", Higher, "D3", &["R-KD2", "R-KS2"]).needs(ORDER).sums("new_customer", Form::Count).by(WIDE),
    happened("new_customers_ytd", Higher, "D3", &["R-KD2"]).needs(ORDER).sums("new_customer", Form::Count).over(Span::YearToDate),
    metric("new_customers_target", Unit::Count, Neutral, "X6", &["R-KS3"]).by(PEOPLE),
    grade("grade_a_count", Higher, &["R-G1"]),
    grade("grade_b_count", Higher, &["R-G2"]),
    grade("grade_c_count", Neutral, &["R-G3"]),
    grade("grade_d_count", Neutral, &["R-G4"]),
    grade("grade_e_count", Lower, &["R-G5"]),
    grade("grade_none_count", Lower, &["R-G5", "R-G6"]),
    grade("grade_overdue_count", Lower, &["R-G6"]),
    buyers("grade_ab_share", Higher, "G1", &["R-G1", "R-G2"]).needs(CUSTOMER).fed_by(Entity::Customer),
    buyers("grade_stale_share", Lower, "G3", &["R-G6"]).needs(CUSTOMER).fed_by(Entity::Customer),
    grade_rate("grade_hit_a_share"),
    grade_rate("grade_hit_b_share"),
    grade_rate("grade_hit_c_share"),
    grade_rate("grade_foresight_a_share"),
    grade_rate("grade_foresight_ab_share"),
    metric("customer_grade", Unit::Count, Neutral, "G1", &["R-G6"]).needs(CUSTOMER).by(&[Grain::Customer]).over(Span::AsOf),
    metric("expected_amount_ab", Unit::Money, Higher, "G1", &["R-KS12"])
        .needs(CUSTOMER)
        .sums("expected_amount_ab", Form::Sum)
        .over(Span::AsOf)
        .fed_by(Entity::Customer)
        .column(Entity::Customer, "expected_amount"),
    happened("deal_won_count", Higher, "G6", &["R-D1"]).needs(ORDER).over(Span::AsOf),
    happened("deal_negotiating_count", Neutral, "G6", &["R-D1"]).needs(CUSTOMER).over(Span::AsOf),
    happened("deal_potential_count", Neutral, "G6", &["R-D1"]).needs(CUSTOMER).over(Span::AsOf),
    happened("urgency_urgent_count", Lower, "G5", &["R-U1"]).needs(CUSTOMER).over(Span::AsOf).fed_by(Entity::Customer),
    happened("follow_up_overdue_count", Lower, "G5", &["R-F1", "R-F2"]).needs(CUSTOMER).over(Span::AsOf).fed_by(Entity::Interaction),
    buyers("follow_up_compliance_share", Higher, "M11", &["R-F1", "R-F2"]).needs(&[Entity::Interaction]).fed_by(Entity::Interaction),
    happened("inquiry_count", Higher, "D1", &["R-KD1"]).needs(INQUIRY).by(WIDE),
    happened("inquiry_distinct_count", Higher, "D1", &["R-KD1"]).needs(INQUIRY).sums("inquiry_period", Form::Count).by(WIDE),
    happened("inquiry_valid_count", Higher, "D1", &["R-KD1"]).needs(INQUIRY).by(WIDE),
    share("inquiry_reply_24h_share", Higher, "D8", &["R-T2"]).needs(INQUIRY).column(Entity::Inquiry, "replied_at").by(WIDE),
    share("csat_share", Higher, "S1", &["R-S1'", "R-KM4"]).needs(SURVEY).column(Entity::Survey, "overall").by(WIDE),
    metric("csat_mean", Unit::Score, Higher, "S2", &["R-S1'", "R-KM4"])
        .needs(SURVEY)
        .by(WIDE)
        .sums("csat_mean", Form::Mean)
        .at_least(5)
        .column(Entity::Survey, "overall"),
    metric("csat_customer_mean", Unit::Score, Higher, "S2", &["R-S1'"]).needs(SURVEY).at_least(5).column(Entity::Survey, "overall"),
    metric("nps", Unit::Points, Higher, "S3", &["R-S1'"])
        .needs(SURVEY)
        .by(WIDE)
        .sums("nps", Form::Promoters)
        .at_least(10)
        .column(Entity::Survey, "nps"),
    metric("survey_response_share", Unit::Share, Higher, "S6", &["R-S1'"])
        .needs(SURVEY)
        .by(COMPANY)
        .at_least(5)
        .column(Entity::Survey, "invited"),
    happened("complaint_count", Lower, "C1", &["R-Q1"]).needs(COMPLAINT).by(WIDEST),
    happened("complaint_open_count", Lower, "C4", &["R-Q1"]).needs(COMPLAINT).over(Span::AsOf).by(WIDE),
    metric("complaint_rate_per_100", Unit::Per100, Lower, "C1", &["R-Q1"])
        .needs(&[Entity::Complaint, Entity::Order])
        .by(WIDE)
        .column(Entity::Order, "shipped_on"),
    share("complaint_plan_24h_share", Higher, "C3", &["R-T3"]).needs(COMPLAINT).column(Entity::Complaint, "plan_at"),
    share("complaint_response_share", Higher, "C3", &["R-T4"]).needs(COMPLAINT).column(Entity::Complaint, "responded_at"),
    metric("complaint_resolution_days", Unit::Days, Lower, "C4", &["R-Q5", "R-KM6"])
        .needs(COMPLAINT)
        .at_least(3)
        .column(Entity::Complaint, "closed_on"),
    buyers("repurchase_share", Higher, "M1", &["R-KM1"]).by(WIDE),
    buyers("repeat_customer_share", Higher, "M1", &["R-KM1"]),
    buyers("returning_share", Neutral, "M2", &["R-KS13"]),
    buyers("retention_share", Higher, "M3", &["R-KM1", "R-KM5"]).by(WIDE),
    buyers("churn_share", Lower, "M4", &["R-KM5"]).by(WIDE),
    share("on_time_share", Higher, "M9", &["R-KS5"]).needs(ORDER).column(Entity::Order, "due_on").by(WIDE),
    metric("receivable_balance", Unit::Money, Neutral, "M10", &["R-KS5"]).needs(RECEIVABLE).sums("receivable", Form::Sum).over(Span::AsOf),
    metric("receivable_overdue_amount", Unit::Money, Lower, "M10", &["R-KS5"])
        .needs(RECEIVABLE)
        .sums("receivable_overdue", Form::Sum)
        .over(Span::AsOf)
        .column(Entity::Receivable, "due_on"),
    metric("receivable_overdue_share", Unit::Share, Lower, "M10", &["R-KS5"])
        .needs(RECEIVABLE)
        .over(Span::AsOf)
        .column(Entity::Receivable, "due_on"),
    metric("payment_received_amount", Unit::Money, Higher, "M12", &["R-KS5"]).needs(&[Entity::Payment]).sums("payment", Form::Sum),
    metric("concentration_top5_share", Unit::Share, Lower, "V3", &["R-P3"]).needs(ORDER).by(COMPANY).over(Span::Months12),
];

/// The metric of an id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Metric> {
    CATALOG.iter().find(|metric| metric.spec.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_every_metric_answers_a_requirement() {
        let ids: BTreeSet<_> = CATALOG.iter().map(|metric| metric.spec.id).collect();
        assert_eq!(ids.len(), CATALOG.len());
        for metric in CATALOG {
            assert!(!metric.spec.definition.is_empty() && !metric.spec.requirements.is_empty(), "{}", metric.spec.id);
            assert!(metric.spec.requirements.iter().all(|row| row.starts_with("R-")), "{}", metric.spec.id);
            assert_eq!(metric.spec.window, metric.span.id());
        }
    }
}
