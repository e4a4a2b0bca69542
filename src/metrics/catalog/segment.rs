//! Segment (客户分类): value, concentration, relationship, standing, prospects.

use super::{COMPANY, CUSTOMER, Form, Higher, Lower, Metric, Neutral, ORDER, Span, happened, metric};
use crate::model::{Better, Entity, Unit};

const fn counted(
    id: &'static str,
    better: Better,
    definition: &'static str,
    requirements: &'static [&'static str],
    needs: &'static [Entity],
) -> Metric {
    happened(id, better, definition, requirements).needs(needs).over(Span::AsOf)
}

const fn hangs(id: &'static str, unit: Unit, better: Better, requirements: &'static [&'static str]) -> Metric {
    metric(id, unit, better, "V3", requirements).needs(ORDER).by(COMPANY).over(Span::Months12)
}

const fn mean(id: &'static str, definition: &'static str, requirements: &'static [&'static str]) -> Metric {
    metric(id, Unit::Score, Better::Higher, definition, requirements).sums(id, Form::Mean).over(Span::AsOf)
}

pub(super) const SEGMENT: &[Metric] = &[
    counted("value_a_count", Higher, "V1", &["R-P1", "R-P2", "R-K3"], ORDER),
    counted("value_b_count", Neutral, "V1", &["R-P1", "R-K3"], ORDER),
    counted("value_c_count", Neutral, "V1", &["R-P1", "R-K3"], ORDER),
    counted("rising_small_count", Higher, "V1", &["R-N15"], ORDER),
    hangs("concentration_top1_share", Unit::Share, Lower, &["R-P3"]),
    hangs("concentration_top20_share", Unit::Share, Neutral, &["R-P3"]),
    hangs("concentration_hhi", Unit::Ratio, Lower, &["R-P3"]),
    hangs("concentration_agent_top1_share", Unit::Share, Lower, &["R-P3"]).column(Entity::Order, "agent"),
    hangs("pareto_80_customers", Unit::Count, Neutral, &["R-P3"]),
    hangs("order_amount_12m_without_largest", Unit::Money, Higher, &["R-P3"]),
    counted("relation_best_count", Higher, "V8", &["R-R1", "R-R2"], ORDER),
    counted("relation_good_count", Higher, "V8", &["R-R1", "R-R2"], ORDER),
    counted("relation_ordinary_count", Neutral, "V8", &["R-R1", "R-R2"], ORDER),
    counted("relation_at_risk_count", Lower, "V8", &["R-R1", "R-R2", "R-C1", "R-C2", "R-C3", "R-C4", "R-C5"], ORDER),
    counted("standing_long_term_count", Higher, "V8", &["R-K2"], ORDER),
    counted("standing_one_off_count", Lower, "V8", &["R-K2"], ORDER),
    counted("standing_new_count", Higher, "V8", &["R-K2"], ORDER),
    counted("standing_potential_count", Neutral, "V8", &["R-K2"], CUSTOMER),
    counted("important_count", Neutral, "V1", &["R-D3"], CUSTOMER),
    counted("do_now_count", Lower, "G5", &["R-U5"], CUSTOMER).fed_by(Entity::Customer),
    counted("prospect_high_count", Higher, "V1", &["R-P4"], CUSTOMER),
    mean("prospect_score_mean", "V1", &["R-P4", "R-KD7"]).needs(CUSTOMER),
    mean("loyalty_index_mean", "M1", &["R-S4'"]).needs(ORDER),
];
