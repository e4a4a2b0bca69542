//! Money (金额类): performance by its basis, growth, the change bridge, margin, backlog, receipts, ageing.

use super::Better::{Higher, Lower, Neutral};
use super::{COMPANY, Form, Metric, ORDER, RECEIVABLE, Span, metric};
use crate::model::{Better, Entity, Unit};

/// Share of orders whose papers are in order.
const fn paper(id: &'static str, requirements: &'static [&'static str]) -> Metric {
    metric(id, Unit::Share, Higher, "M9", requirements).needs(ORDER).sums(id, Form::Share { widen: true }).at_least(5)
}

const fn sum(id: &'static str, better: Better, needs: &'static [Entity], requirements: &'static [&'static str]) -> Metric {
    metric(id, Unit::Money, better, "M12", requirements).needs(needs).sums(id, Form::Sum)
}

const fn growth(id: &'static str, definition: &'static str) -> Metric {
    metric(id, Unit::Share, Higher, definition, &["R-KS1"]).needs(ORDER).sums("order", Form::Own)
}

const fn step(id: &'static str) -> Metric {
    metric(id, Unit::Money, Neutral, "M12", &["R-KS1", "R-KM2"]).needs(ORDER).sums(id, Form::Own)
}

const fn owed(id: &'static str, better: Better) -> Metric {
    metric(id, Unit::Money, better, "M10", &["R-KS5"])
        .needs(RECEIVABLE)
        .sums(id, Form::Sum)
        .over(Span::AsOf)
        .column(Entity::Receivable, "due_on")
}

const PAYMENT: &[Entity] = &[Entity::Payment];

/// Money.
pub(super) const MONEY: &[Metric] = &[
    metric("performance_amount", Unit::Money, Higher, "M12", &["R-KS1"]).sums("order", Form::Own),
    metric("performance_amount_ytd", Unit::Money, Higher, "M12", &["R-KS1"]).sums("order", Form::Own).over(Span::YearToDate),
    growth("performance_mom_share", "M12"),
    growth("performance_yoy_share", "M12"),
    growth("order_amount_mom_constant_share", "X1"),
    growth("order_amount_yoy_constant_share", "X1"),
    metric("order_amount_change", Unit::Money, Neutral, "M12", &["R-KS1", "R-KM2"]).needs(ORDER).sums("order", Form::Own),
    step("bridge_new_amount"),
    step("bridge_won_back_amount"),
    step("bridge_more_amount"),
    step("bridge_less_amount"),
    step("bridge_lost_amount"),
    step("bridge_price_amount"),
    step("bridge_fx_amount"),
    sum("adjustment_amount", Neutral, ORDER, &["R-O1"]).sums("order", Form::Own),
    sum("shipped_amount", Higher, ORDER, &["R-KS5"]).column(Entity::Order, "shipped_on"),
    sum("invoiced_amount", Higher, RECEIVABLE, &["R-KS5"]).column(Entity::Receivable, "on"),
    sum("deposit_amount", Higher, PAYMENT, &["R-X3"]).column(Entity::Payment, "kind"),
    sum("bank_fee_amount", Lower, PAYMENT, &["R-KS5"]).column(Entity::Payment, "bank_fee"),
    sum("deduction_amount", Lower, &[], &["R-KS6"]).sums("deduction_amount", Form::Own),
    sum("mistake_cost_amount", Lower, &[Entity::Cost], &["R-KS6"]),
    sum("margin_amount", Higher, ORDER, &["R-P2"]).sums("margin_amount", Form::Own),
    metric("margin_share", Unit::Share, Higher, "M12", &["R-P2"]).needs(ORDER).sums("margin_share", Form::Own),
    metric("margin_known_share", Unit::Share, Higher, "M12", &["R-P2"]).needs(ORDER).sums("margin_known_share", Form::Own),
    sum("backlog_amount", Neutral, ORDER, &["R-KS5b"]).over(Span::AsOf).column(Entity::Order, "shipped_on"),
    metric("late_order_count", Unit::Count, Lower, "M9", &["R-KS5", "R-KS5b"])
        .needs(ORDER)
        .sums("late_order_count", Form::Count)
        .over(Span::AsOf)
        .column(Entity::Order, "due_on"),
    paper("packing_confirmed_share", &["R-N6"]),
    sum("change_cost_amount", Lower, ORDER, &["R-N6"]).column(Entity::Order, "change_cost"),
    metric("change_cost_customer_share", Unit::Share, Higher, "M12", &["R-N6"])
        .needs(ORDER)
        .sums("change_cost_customer_share", Form::Ratio)
        .column(Entity::Order, "change_bearer"),
    paper("contract_complete_share", &["R-N7"]),
    metric("order_release_days", Unit::Days, Lower, "M9", &["R-N9"])
        .needs(ORDER)
        .sums("order_release_days", Form::Own)
        .at_least(3)
        .column(Entity::Order, "released_on"),
    owed("receipt_30d_amount", Higher),
    owed("receipt_60d_amount", Higher),
    owed("receivable_1_30_amount", Lower),
    owed("receivable_31_60_amount", Lower),
    owed("receivable_61_90_amount", Lower),
    owed("receivable_over_90_amount", Lower),
    metric("receivable_late_days", Unit::Days, Lower, "M10", &["R-KS5"])
        .needs(RECEIVABLE)
        .sums("receivable_late_days", Form::Ratio)
        .over(Span::AsOf)
        .column(Entity::Receivable, "due_on"),
    metric("payment_late_share", Unit::Share, Lower, "M10", &["R-C4", "R-KS5"])
        .needs(PAYMENT)
        .sums("payment_late_share", Form::Share { widen: true })
        .at_least(5),
    metric("dso_days", Unit::Days, Lower, "M10", &["R-KS5"]).needs(RECEIVABLE).sums("receivable", Form::Own).over(Span::AsOf).by(COMPANY),
    metric("collection_share", Unit::Share, Higher, "M12", &["R-KS1", "R-KS5"])
        .needs(&[Entity::Order, Entity::Payment])
        .sums("order", Form::Own)
        .over(Span::Months12),
    metric("deposit_missing_count", Unit::Count, Lower, "M10", &["R-X3", "R-N4"])
        .needs(&[Entity::Order, Entity::Payment])
        .sums("deposit_missing_count", Form::Count)
        .over(Span::AsOf),
];
