//! An invented month for the tests: forty customers, eight salespeople, thirteen months, every list filled and ugly.

use std::sync::Arc;

use chrono::{Days, NaiveDate};

use crate::finding::{Finding, Kind};
use crate::model::raw::FileReport;
use crate::model::resolved::{Evidence, Merge, ReviewPair, StaffMember};
use crate::model::view::{
    ComplaintLine, Computed, Controls, CustomerLine, FileControl, FollowUpLine, Grade, HandIn, MoneyControl, MonthView, OrderLineView,
    ReceivableLine, RowNote, SlipLine, SurveyLine,
};
use crate::model::{Better, Entity, Grain, MetricSpec, MetricTable, MetricValue, Money, Month, Origin, Outcome, Reason, Unit};

const NAMES: [&str; 20] = [
    "Rossi Ferramenta S.p.A.",
    "Bianchi Utensili S.r.l.",
    "Müller & Söhne GmbH",
    "Polski Handel Sp. z o.o.",
    "Acme Import LLC",
    "Ferretería García, S.L.",
    "Nordic Tools AB",
    "Société Dupont et Fils",
    "Tanaka Shōji K.K.",
    "台灣永順五金股份有限公司",
    "Al Noor Trading FZE",
    "São Paulo Máquinas Ltda",
    "=HYPERLINK(\"http://x\",\"点我\")",
    "😀 Happy Homes Pty Ltd",
    "Kowalski Narzędzia",
    "Van den Berg B.V.",
    "İstanbul Hırdavat A.Ş.",
    "Lagos Building Supplies",
    "Maria Conti",
    "-Minus & Co",
];
const COUNTRIES: [&str; 10] = ["IT", "DE", "PL", "US", "ES", "SE", "FR", "JP", "TW", "AE"];
const STAFF: [&str; 8] = ["王芳", "张伟", "李娜", "刘洋", "陈静", "赵磊", "孙悦", "周强"];

fn spec(id: &'static str, unit: Unit, better: Better) -> MetricSpec {
    MetricSpec {
        id,
        unit,
        better,
        grains: &[Grain::Company, Grain::Salesperson],
        needs: &[Entity::Order],
        min_n: 5,
        requirements: &["R-KM1"],
        definition: "M1",
        window: "month",
    }
}

/// Specifications of the metrics that the sheets name.
pub(super) fn specs() -> Vec<MetricSpec> {
    let of = |ids: &[&'static str], unit, better| ids.iter().map(|id| spec(id, unit, better)).collect::<Vec<_>>();
    [
        of(
            &[
                "order_amount",
                "order_amount_ytd",
                "order_amount_12m",
                "average_order_value",
                "order_amount_target",
                "order_amount_year_target",
                "expected_amount_ab",
                "payment_received_amount",
            ],
            Unit::Money,
            Better::Higher,
        ),
        of(&["receivable_balance", "receivable_overdue_amount"], Unit::Money, Better::Lower),
        of(
            &[
                "order_count",
                "order_count_ytd",
                "active_customers_12m",
                "new_customers",
                "new_customers_ytd",
                "new_customers_target",
                "inquiry_count",
                "grade_a_count",
                "grade_b_count",
                "grade_c_count",
            ],
            Unit::Count,
            Better::Higher,
        ),
        of(&["grade_d_count", "grade_e_count", "grade_none_count", "urgency_urgent_count"], Unit::Count, Better::Neutral),
        of(&["grade_overdue_count", "follow_up_overdue_count", "complaint_count", "complaint_open_count"], Unit::Count, Better::Lower),
        of(
            &[
                "order_amount_attainment",
                "order_amount_year_attainment",
                "grade_ab_share",
                "csat_share",
                "inquiry_reply_24h_share",
                "repurchase_share",
                "returning_share",
                "follow_up_compliance_share",
                "survey_response_share",
                "complaint_response_share",
            ],
            Unit::Share,
            Better::Higher,
        ),
        of(&["churn_share", "grade_stale_share", "receivable_overdue_share"], Unit::Share, Better::Lower),
        of(&["csat_mean", "csat_customer_mean"], Unit::Score, Better::Higher),
        of(&["nps"], Unit::Points, Better::Higher),
        of(&["complaint_rate_per_100"], Unit::Per100, Better::Lower),
        of(&["complaint_resolution_days"], Unit::Days, Better::Lower),
    ]
    .concat()
}

/// A small even scatter, the same in every run.
fn scatter(seed: u32) -> f64 {
    let mut mixed = seed.wrapping_add(0x9E37_79B9).wrapping_mul(0x85EB_CA6B);
    mixed = (mixed ^ (mixed >> 13)).wrapping_mul(0xC2B2_AE35);
    f64::from((mixed ^ (mixed >> 16)) >> 8) / f64::from(1_u32 << 24)
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn origin(sheet: &str, row: u32) -> Origin {
    Origin::sheet("2026-10/客户跟进表_最终版2.xlsx", sheet).at_row(row)
}

/// The full month: 2026-10 with twelve months before it.
pub(super) fn month_view() -> MonthView {
    let month: Month = "2026-10".parse().unwrap();
    let mut view = empty_view(month);
    view.months = month.range_from(month.plus(-12));
    view.company = "示例工具进出口有限公司".into();
    view.computed = computed(&view.months, &view.staff);
    view.merges = vec![Merge {
        id: "M1a2b".into(),
        customer_id: "C0001".into(),
        kept_record: "r1".into(),
        merged_record: "r2".into(),
        kept_name: NAMES[0].into(),
        merged_name: "ROSSI FERRAMENTA SPA".into(),
        kept_origin: origin("王芳", 7),
        merged_origin: origin("李娜", 12),
        score: 14.2,
        evidence: vec![evidence("name", "near", 6.1), evidence("domain", "exact", 8.9), evidence("city", "else", -0.8)],
    }];
    view.review = vec![ReviewPair {
        record_a: "r3".into(),
        record_b: "r4".into(),
        customer_a: "C0002".into(),
        customer_b: "C0003".into(),
        name_a: NAMES[1].into(),
        name_b: "Bianchi Utensili di Bianchi Paolo".into(),
        origin_a: origin("王芳", 9),
        origin_b: Origin::file("历史客户/老客户.csv").at_row(77),
        score: 5.4,
        evidence: vec![evidence("name", "near", 5.4)],
    }];
    view
}

fn evidence(comparison: &'static str, level: &'static str, bits: f64) -> Evidence {
    Evidence { comparison, level, bits, left: "a".into(), right: "b".into() }
}

/// A month with nothing in it but staff and one file.
pub(super) fn empty_view(month: Month) -> MonthView {
    let staff = STAFF.iter().enumerate().map(|(place, name)| StaffMember {
        id: format!("S{place}"),
        name: (*name).into(),
        aliases: Vec::new(),
        team: None,
        joined_on: None,
        left_on: None,
        listed: true,
        sells: true,
    });
    let file = "2026-10/客户跟进表_最终版2.xlsx";
    MonthView {
        month,
        as_of: month.last(),
        months: vec![month],
        reconstructed: Vec::new(),
        company: String::new(),
        base_currency: "USD".into(),
        version: "0.1.0".into(),
        closed: false,
        specs: specs(),
        computed: Computed::default(),
        staff: staff.collect(),
        merges: Vec::new(),
        review: Vec::new(),
        files: vec![FileReport {
            file: file.into(),
            format: "xlsx".into(),
            sha256: "ab".repeat(32),
            size: 1000,
            skipped: None,
            sheets: Vec::new(),
        }],
        controls: Controls {
            files: vec![FileControl { file: file.into(), rows_in: 120, rows_out: [100, 10, 4, 6] }],
            money: vec![MoneyControl {
                currency: "USD".into(),
                micros_in: 5_000_000_000,
                micros_out: [4_000_000_000, 1_000_000_000, 0, 0],
            }],
        },
        not_used: vec![RowNote {
            origin: origin("王芳", 3),
            entity: Some(Entity::Customer),
            outcome: Outcome::Rejected,
            reason: "no_customer".into(),
        }],
        carried: vec![("2026-09/客户.xlsx".into(), 80)],
        thresholds: vec![("grade.a_months".into(), "1".into()), ("follow_up.prospect_months".into(), "3".into())],
    }
}

fn computed(months: &[Month], staff: &[StaffMember]) -> Computed {
    let now = months[months.len() - 1];
    let customers: Vec<_> = (0..40).map(customer).collect();
    let mut computed = Computed { values: values(months, staff, &customers), ..Computed::default() };
    computed.follow_ups = customers
        .iter()
        .zip(0_i64..)
        .filter(|(_, place)| place % 3 != 1)
        .map(|(line, place)| FollowUpLine {
            customer: line.id.clone(),
            name: line.name.clone(),
            owner: line.owner.clone(),
            grade: line.grade,
            due_on: now.last() - Days::new(u64::try_from(place * 2).unwrap()),
            overdue_days: place * 2 - 5,
            why: ["planned", "cadence", "expected_close"][usize::try_from(place % 3).unwrap()],
            at_stake: line.expected_amount,
            next_action: Some("寄样品并确认包装；客户要求 11 月中旬前给出最终报价，需与工厂核实交期".into()),
            origin: line.origin.clone(),
        })
        .collect();
    computed.complaints = (0..5).map(complaint).collect();
    computed.surveys = (0..12).map(survey).collect();
    computed.receivables = (0..9).map(receivable).collect();
    computed.slips = vec![SlipLine {
        customer: "C0003".into(),
        name: NAMES[2].into(),
        owner: Some("S2".into()),
        before: day("2026-10-15"),
        now: day("2026-12-01"),
        slip_count: 3,
        origin: Some(origin("李娜", 22)),
    }];
    computed.hand_ins = staff
        .iter()
        .zip(0_u32..)
        .flat_map(|(member, place)| {
            [Entity::Customer, Entity::Interaction].map(|entity| HandIn {
                staff: member.id.clone(),
                entity,
                state: if place == 6 && entity == Entity::Interaction { "unchanged" } else { "new" },
                rows: 20 + place,
                rows_new: place,
                newest_on: Some(day("2026-10-28")),
                origin: Some(origin(&member.name, 1)),
            })
        })
        .collect();
    computed.orders = customers
        .iter()
        .zip(0_u32..)
        .filter(|(line, _)| line.amount_month.is_some_and(|amount| amount > 0.0))
        .map(|(line, place)| OrderLineView {
            no: format!("PI26{place:04}"),
            on: day("2026-10-12"),
            customer: Some(line.id.clone()),
            name: line.name.clone(),
            owner: line.owner.clone(),
            country: line.country.clone(),
            amount: Money::new(1_000_000 * 1200, "EUR"),
            amount_base: line.amount_month,
            origin: Origin::file("台账/订单.csv").at_row(place + 2),
        })
        .collect();
    for line in &customers {
        *computed.movement.entry((line.grade_before, line.grade)).or_default() += 1;
    }
    computed.customers = customers;
    computed
}

fn customer(place: u32) -> CustomerLine {
    let index = usize::try_from(place).unwrap();
    let grade =
        [Some(Grade::A), Some(Grade::B), Some(Grade::C), Some(Grade::D), Some(Grade::B), Some(Grade::E), None, Some(Grade::C)][index % 8];
    let before = [Some(Grade::B), Some(Grade::B), Some(Grade::B), None, Some(Grade::C), Some(Grade::E), Some(Grade::D)][index % 7];
    let name = if place == 11 {
        "超长名称".repeat(50)
    } else if place < 20 {
        NAMES[index].to_owned()
    } else {
        format!("{} {place}", NAMES[index % 12])
    };
    let big = (scatter(place) * 90_000.0).round() + 4_000.0;
    CustomerLine {
        id: format!("C{place:04}"),
        name,
        country: (place != 7).then(|| COUNTRIES[index % 10].into()),
        owner: (place != 9).then(|| format!("S{}", place % 8)),
        customer_type: Some("wholesaler".into()),
        grade,
        grade_basis: "date",
        grade_reason: ("report.chart.csat", vec![("share", "90%".into()), ("n", "21".into())]),
        grade_before: before,
        grade_declared: Some("B".into()),
        flags: if place % 5 == 0 { vec!["OVERDUE", "SLIPPED"] } else { Vec::new() },
        urgency: [Some("urgent"), Some("soon"), None][index % 3],
        deal_state: ["won", "negotiating", "potential"][index % 3],
        need_state: Some("target"),
        expected_close: (place % 4 != 3).then(|| day("2026-11-20")),
        expected_amount: (place % 4 != 3).then_some(big * 1.5),
        next_contact_on: Some(day("2026-11-03")),
        last_contact_on: Some(day("2026-10-20")),
        last_order_on: (place % 3 == 0).then(|| day("2026-10-12")),
        order_count: place % 7,
        amount_month: (place % 3 == 0).then_some(big),
        amount_ytd: (place % 3 != 2).then_some(big * 4.0),
        amount_12m: (place % 3 != 2).then_some(big * 5.5),
        csat: (place % 4 == 0).then_some(4.5),
        complaints_open: u32::from(place == 4),
        overdue_amount: (place % 6 == 0).then_some(big / 3.0),
        origin: Some(origin(STAFF[index % 8], place + 4)),
        row_count: 1 + place % 3,
        ..CustomerLine::default()
    }
}

fn values(months: &[Month], staff: &[StaffMember], customers: &[CustomerLine]) -> MetricTable {
    let mut table = MetricTable::default();
    let now = months[months.len() - 1];
    for (month, place) in months.iter().zip(0_u32..) {
        let grow = 1.0 + f64::from(place) * 0.02;
        for (member, number) in staff.iter().zip(0_u32..) {
            let own: f64 =
                customers.iter().filter(|line| line.owner.as_deref() == Some(&member.id)).filter_map(|line| line.amount_month).sum();
            let amount = (own * grow / 1.24 * (0.9 + 0.2 * scatter(place * 8 + number))).round();
            let amount = if *month == now { own } else { amount };
            figures(&mut table, *month, Grain::Salesperson, &member.id, amount, 60_000.0 + f64::from(number) * 6_000.0, place * 8 + number);
        }
        let owned: f64 = staff.iter().filter_map(|member| table.get("order_amount", *month, Grain::Salesperson, &member.id)?.value).sum();
        let unowned: f64 = if *month == now {
            customers.iter().filter(|line| line.owner.is_none()).filter_map(|line| line.amount_month).sum()
        } else {
            0.0
        };
        figures(&mut table, *month, Grain::Salesperson, "", unowned, 0.0, 77);
        figures(&mut table, *month, Grain::Company, "", owned + unowned, 980_000.0, place * 31 + 5);
    }
    for code in COUNTRIES.iter().copied().chain(["ZZ"]) {
        let of: f64 =
            customers.iter().filter(|line| line.country.as_deref().unwrap_or("ZZ") == code).filter_map(|line| line.amount_month).sum();
        figures(&mut table, now, Grain::Country, code, of, 0.0, 3);
    }
    for month in months {
        for spec in specs().into_iter().filter(|spec| matches!(spec.unit, Unit::Count | Unit::Money) && !spec.id.starts_with("average")) {
            let keys = staff.iter().map(|member| member.id.as_str()).chain([""]);
            let sum: f64 = keys.filter_map(|key| table.get(spec.id, *month, Grain::Salesperson, key)?.value).sum();
            table.set(spec.id, *month, Grain::Company, "", MetricValue::known(sum));
        }
        let value = |metric: &str| table.company(metric, *month).and_then(|figure| figure.value).unwrap();
        let graded: f64 = ["a", "b", "c", "d", "e"].iter().map(|letter| value(&format!("grade_{letter}_count"))).sum();
        let share = (value("grade_a_count") + value("grade_b_count")) / graded;
        let attained = value("order_amount") / value("order_amount_target");
        table.set("grade_ab_share", *month, Grain::Company, "", MetricValue::known(share));
        table.set("order_amount_attainment", *month, Grain::Company, "", MetricValue::known(attained));
    }
    table.set("csat_share", months[months.len() / 2], Grain::Company, "", MetricValue::unknown(Reason::NTooSmall));
    table.set("csat_share", now, Grain::Salesperson, "S3", MetricValue::unknown(Reason::NTooSmall));
    table
}

fn figures(table: &mut MetricTable, month: Month, grain: Grain, key: &str, amount: f64, target: f64, seed: u32) {
    let mut set = |metric: &str, value: f64| table.set(metric, month, grain, key, MetricValue::known(value));
    let company = if grain == Grain::Company { 8.0 } else { 1.0 };
    let some = |low: f64, high: f64, step: u32| low + (high - low) * scatter(seed * 13 + step);
    for (metric, value) in [
        ("order_amount", amount),
        ("order_amount_ytd", amount * 9.2),
        ("order_amount_12m", amount * 11.0),
        ("order_count", (some(2.0, 6.0, 1) * company).round()),
        ("average_order_value", amount / 4.0),
        ("active_customers_12m", (some(4.0, 9.0, 2) * company).round()),
        ("new_customers", (some(0.0, 3.0, 3) * company).round()),
        ("grade_a_count", (some(1.0, 4.0, 4) * company).round()),
        ("grade_b_count", (some(2.0, 4.0, 5) * company).round()),
        ("grade_c_count", (some(3.0, 5.0, 6) * company).round()),
        ("grade_d_count", (some(2.0, 5.0, 7) * company).round()),
        ("grade_e_count", (some(1.0, 2.0, 8) * company).round()),
        ("grade_none_count", some(0.0, 2.0, 9).round()),
        ("grade_ab_share", some(0.35, 0.5, 10)),
        ("expected_amount_ab", amount * 1.8),
        ("follow_up_overdue_count", (some(0.0, 4.0, 11) * company).round()),
        ("inquiry_count", (some(4.0, 9.0, 12) * company).round()),
        ("csat_mean", some(4.0, 4.7, 13)),
        ("nps", some(20.0, 60.0, 14)),
        ("complaint_count", (some(0.0, 1.0, 15) * company).round()),
        ("complaint_open_count", (some(0.0, 0.5, 16) * company).round()),
        ("complaint_rate_per_100", some(0.5, 3.0, 17)),
        ("returning_share", some(0.5, 0.7, 18)),
        ("receivable_balance", some(100_000.0, 150_000.0, 19) * company),
        ("receivable_overdue_amount", some(12_000.0, 24_000.0, 20) * company),
        ("payment_received_amount", amount * 0.8),
        ("churn_share", some(0.05, 0.15, 21)),
    ] {
        set(metric, value);
    }
    if target > 0.0 {
        set("order_amount_target", target);
        set("order_amount_attainment", amount / target);
    }
    for (metric, low, high) in [("csat_share", 0.84, 0.97), ("inquiry_reply_24h_share", 0.85, 0.98), ("repurchase_share", 0.4, 0.52)] {
        let n = 6 + seed % 30;
        let value = MetricValue { n: Some(n), value: Some(some(low, high, 30)), ..MetricValue::default() };
        table.set(metric, month, grain, key, value);
    }
}

fn complaint(place: u32) -> ComplaintLine {
    ComplaintLine {
        no: format!("KS-{place:03}"),
        customer: Some("C0004".into()),
        name: NAMES[4].into(),
        country: Some("US".into()),
        owner: Some("S4".into()),
        kind: Some("quality".into()),
        content: Some("涂层脱落，客户要求补货；已寄出照片，等待工厂分析原因".into()),
        received_on: Some(day("2026-10-03")),
        closed_on: (place % 2 == 0).then(|| day("2026-10-20")),
        age_days: Some(17),
        within_limit: [Some(true), Some(false), None][usize::try_from(place % 3).unwrap()],
        origin: Origin::file("台账/投诉.xlsx").at_row(place + 2),
    }
}

fn survey(place: u32) -> SurveyLine {
    SurveyLine {
        on: Some(day("2026-10-18")),
        customer: (place % 2 == 0).then(|| "C0001".into()),
        name: NAMES[usize::try_from(place).unwrap()].into(),
        owner: Some("S1".into()),
        score: Some(f64::from(3 + place % 3)),
        scale: "1-5".into(),
        nps: (place % 3 == 0).then_some(9.0),
        comment: Some("Delivery was late but quality is good".into()),
        origin: Origin::file("台账/满意度.csv").at_row(place + 2),
    }
}

fn receivable(place: u32) -> ReceivableLine {
    let days = i64::from(place) * 17 - 30;
    ReceivableLine {
        no: format!("INV{place:04}"),
        customer: Some(format!("C{place:04}")),
        name: NAMES[usize::try_from(place).unwrap()].into(),
        owner: Some("S1".into()),
        due_on: Some(day("2026-09-30")),
        overdue_days: (place != 5).then_some(days),
        balance: Money::new(12_345_670_000, "EUR"),
        balance_base: (place != 6).then_some(13_456.78),
        origin: Origin::file("台账/应收.xlsx").at_row(place + 2),
    }
}

/// Findings of several kinds, some with money.
pub(super) fn findings() -> Vec<Finding> {
    let file: Arc<str> = Arc::from("台账/订单.csv");
    let mut found = vec![
        Finding::new(Kind::RateMissing)
            .at(Origin::file(file.clone()).at_row(8).at_column(5))
            .with("currency", "PLN")
            .worth(Money::new(8_800_000_000, "PLN")),
        Finding::new(Kind::ColumnGuessed).at(origin("王芳", 2)).with("header", "预计下单").of(Entity::Customer, "expected_close"),
    ];
    for row in 10..16 {
        found.push(
            Finding::new(Kind::BadDate)
                .at(Origin::file(file.clone()).at_row(row).at_column(2))
                .with("header", "日期")
                .with("value", "2026-13-45"),
        );
    }
    found
}
