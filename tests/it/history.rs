//! Histories with known answers: purchases and answers of years ago, mapped by the policy, with nothing but a number for a
//! customer. Every figure is counted here a second time with plain loops.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use serde_json::Value;

use crate::workspace::Workspace;

/// Numbers that look random and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

/// A purchase: customer, day, cents.
type Purchase = (u64, NaiveDate, u64);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A shop's buyers of 1997 and the first half of 1998, some buying once, some often, and one purchase of nothing.
fn purchases() -> Vec<Purchase> {
    let (mut dice, mut found) = (Dice(1997), Vec::new());
    for customer in 1..=180 {
        let pace = [0, 0, 400, 150, 60, 25][usize::try_from(dice.below(6)).unwrap()];
        let mut on = day("1997-01-01") + Days::new(dice.below(84));
        while on <= day("1998-06-30") {
            found.push((customer * 37, on, (1 + dice.below(5)) * 1177 + dice.below(2) * 22));
            if pace == 0 {
                break;
            }
            on = on + Days::new(dice.below(2 * pace));
        }
    }
    found.push((37, day("1997-05-05"), 0));
    found
}

fn metric<'r>(run: &'r Value, id: &str) -> &'r Value {
    let of = |line: &&Value| line["metric"] == id && line["grain"] == "company";
    run["metrics"].as_array().unwrap().iter().find(of).unwrap_or_else(|| panic!("no {id}"))
}

fn near(found: &Value, wanted: f64) -> bool {
    found.as_f64().is_some_and(|found| (found - wanted).abs() < 1e-9 * wanted.abs().max(1.0))
}

#[expect(clippy::cast_precision_loss, reason = "cents and counts")]
fn float(number: usize) -> f64 {
    number as f64
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place in a short list")]
fn quantile(values: &[f64], share: f64) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let place = share * float(sorted.len() - 1);
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    low + (high - low) * (place - place.floor())
}

/// Quintile marks, 1 the lowest: one more for each cut below the value.
fn mark(value: f64, all: &[f64]) -> usize {
    1 + [0.2, 0.4, 0.6, 0.8].iter().filter(|share| value > quantile(all, **share)).count()
}

fn customers(all: &[Purchase], after: NaiveDate, until: NaiveDate) -> BTreeSet<u64> {
    all.iter().filter(|(_, on, _)| *on > after && *on <= until).map(|(customer, ..)| *customer).collect()
}

#[test]
fn a_history_of_purchases_gives_the_published_kinds_of_figures() {
    let space = Workspace::new("purchases");
    let all = purchases();
    let lines = all
        .iter()
        .enumerate()
        .map(|(row, (customer, on, cents))| format!("{customer:05},{row},{},1,{}.{:02}\n", on.format("%Y%m%d"), cents / 100, cents % 100));
    space.write("in/sample.csv", format!("id,sample id,date,quantity,dollars\n{}", lines.collect::<String>()));
    space.write(
        "clientbook.toml",
        "version = 1\n[value]\nwindow_months = 18\nretention_window_months = 6\n\n[[source]]\nfile = \"sample.csv\"\nentity = \"order\"\n\
         currency = \"USD\"\ncolumns = { \"id\" = \"customer_code\", \"date\" = \"on\", \"quantity\" = \"quantity\", \"dollars\" = \"amount\" }\n",
    );
    let ran = space.run(&["check", "in", "--month", "1998-06", "--format", "json", "--quiet"]).exits(0);
    let run: Value = serde_json::from_str(&ran.stdout).unwrap();

    let valid: Vec<Purchase> = all.iter().copied().filter(|(.., cents)| *cents > 0).collect();
    let (end, half, start) = (day("1998-06-30"), day("1997-12-31"), day("1997-06-30"));
    let mut days: BTreeMap<u64, BTreeSet<NaiveDate>> = BTreeMap::new();
    let (mut counts, mut cents): (BTreeMap<u64, usize>, BTreeMap<u64, u64>) = (BTreeMap::new(), BTreeMap::new());
    for (customer, on, paid) in &valid {
        days.entry(*customer).or_default().insert(*on);
        *counts.entry(*customer).or_default() += 1;
        *cents.entry(*customer).or_default() += paid;
    }
    assert_eq!(run["customers"], days.len());

    // Rows without a number are one purchase a day.
    let repeated = days.values().filter(|days| days.len() > 1).count();
    let told = metric(&run, "repeat_customer_share");
    assert!(near(&told["num"], float(repeated)) && near(&told["den"], float(counts.len())), "{told}");
    assert!(near(&told["value"], float(repeated) / float(counts.len())), "{told}");
    // Wilson's limits, by the formula.
    let (n, share, z) = (float(counts.len()), float(repeated) / float(counts.len()), 1.959_963_984_540_054_f64);
    let (centre, half_width) = (
        (share + z * z / (2.0 * n)) / (1.0 + z * z / n),
        z / (1.0 + z * z / n) * (share * (1.0 - share) / n + z * z / (4.0 * n * n)).sqrt(),
    );
    assert!(near(&told["interval"][0], centre - half_width) && near(&told["interval"][1], centre + half_width), "{told}");

    let (then, now) = (customers(&valid, start, half), customers(&valid, half, end));
    let told = metric(&run, "retention_share");
    assert!(near(&told["num"], float(then.intersection(&now).count())) && near(&told["den"], float(then.len())), "{told}");
    let told = metric(&run, "churn_share");
    assert!(near(&told["value"], 1.0 - float(then.intersection(&now).count()) / float(then.len())), "{told}");

    let mut amounts: Vec<u64> = cents.values().copied().collect();
    amounts.sort_unstable_by(|a, b| b.cmp(a));
    let (top, total): (u64, u64) = (amounts.iter().take(amounts.len().div_ceil(5)).sum(), amounts.iter().sum());
    let told = metric(&run, "concentration_top20_share");
    assert!(near(&told["value"], float(usize::try_from(top).unwrap()) / float(usize::try_from(total).unwrap())), "{told}");
    assert_eq!(told["n"], amounts.len());

    let gaps = |days: &BTreeSet<NaiveDate>| -> Vec<f64> {
        days.iter().zip(days.iter().skip(1)).map(|(a, b)| float(usize::try_from((*b - *a).num_days()).unwrap())).collect()
    };
    let by_customer: BTreeMap<u64, Vec<f64>> = days.iter().map(|(customer, days)| (*customer, gaps(days))).collect();
    let (every, own): (Vec<f64>, Vec<f64>) = (
        by_customer.values().flatten().copied().collect(),
        by_customer.values().filter(|gaps| !gaps.is_empty()).map(|gaps| quantile(gaps, 0.5)).collect(),
    );
    let told = metric(&run, "order_gap_median_days");
    assert!(near(&told["value"], quantile(&every, 0.5)) && told["n"] == every.len(), "{told}");
    let told = metric(&run, "order_cycle_median_days");
    assert!(near(&told["value"], quantile(&own, 0.5)) && told["n"] == own.len(), "{told}");

    // Every buyer with its scores and its own gap.
    let recency: BTreeMap<u64, f64> = days
        .iter()
        .map(|(customer, days)| (*customer, float(usize::try_from((end - *days.last().unwrap()).num_days()).unwrap())))
        .collect();
    let (all_r, all_f): (Vec<f64>, Vec<f64>) = (recency.values().copied().collect(), counts.values().map(|count| float(*count)).collect());
    let all_m: Vec<f64> = cents.values().map(|cents| float(usize::try_from(*cents).unwrap()) / 100.0).collect();
    let buyers = run["buyers"].as_array().unwrap();
    assert_eq!(buyers.len(), days.len());
    for buyer in buyers {
        let customer: u64 = buyer["name"].as_str().unwrap().parse().unwrap();
        let money = float(usize::try_from(cents[&customer]).unwrap()) / 100.0;
        assert!(near(&buyer["recency_days"], recency[&customer]) && buyer["window_orders"] == counts[&customer], "{buyer}");
        assert!(near(&buyer["window_amount"], money), "{buyer}");
        let wanted = [6 - mark(recency[&customer], &all_r), mark(float(counts[&customer]), &all_f), mark(money, &all_m)];
        assert_eq!(buyer["rfm"], serde_json::json!(wanted), "{buyer}");
        match by_customer[&customer].as_slice() {
            [] => assert!(buyer["gap_days"].is_null(), "{buyer}"),
            gaps => assert!(near(&buyer["gap_days"], quantile(gaps, 0.5)), "{buyer}"),
        }
    }
}

#[test]
fn invoice_lines_with_a_unit_price_add_up_to_orders() {
    let space = Workspace::new("invoices");
    let (mut dice, mut text) =
        (Dice(2010), "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n".to_owned());
    let mut sums: BTreeMap<u64, (u64, NaiveDate, u64)> = BTreeMap::new();
    for no in 536_365..536_665_u64 {
        let (on, customer) = (day("2010-12-01") + Days::new((no - 536_365) * 12 / 10), 12_346 + dice.below(40) * 7);
        let cancelled = dice.below(25) == 0;
        let mut sum = 0;
        for line in 0..=dice.below(4) {
            let (quantity, cents) = (1 + dice.below(24), [255, 339, 275, 185][usize::try_from(dice.below(4)).unwrap()]);
            sum += quantity * cents;
            let (letter, sign) = if cancelled { ("C", "-") } else { ("", "") };
            text += &format!(
                "{letter}{no},8512{line}A,WHITE LANTERN {line},{sign}{quantity},{},{}.{:02},{customer},United Kingdom\n",
                on.format("%-m/%-d/%Y 8:26"),
                cents / 100,
                cents % 100
            );
        }
        if !cancelled {
            sums.insert(no, (customer, on, sum));
        }
    }
    space.write("in/retail.csv", text);
    space.write(
        "clientbook.toml",
        "version = 1\n[company]\nbase_currency = \"GBP\"\n\n[[source]]\nfile = \"retail.csv\"\nentity = \"order\"\ncurrency = \"GBP\"\n\
         columns = { InvoiceNo = \"no\", StockCode = \"product\", Quantity = \"quantity\", InvoiceDate = \"on\", UnitPrice = \"unit_price\", \
         CustomerID = \"customer_code\", Country = \"country\" }\n",
    );
    let ran = space.run(&["check", "in", "--month", "2011-11", "--format", "json", "--quiet"]).exits(0);
    let run: Value = serde_json::from_str(&ran.stdout).unwrap();
    let (end, start, year) = (day("2011-11-30"), day("2011-10-31"), day("2010-11-30"));
    let within = |from: NaiveDate| sums.values().filter(move |(_, on, _)| *on > from && *on <= end);
    let amount = |from: NaiveDate| float(usize::try_from(within(from).map(|(.., cents)| *cents).sum::<u64>()).unwrap()) / 100.0;
    assert!(near(&metric(&run, "order_count")["value"], float(within(start).count())), "{}", metric(&run, "order_count"));
    assert!(near(&metric(&run, "order_amount")["value"], amount(start)), "{}", metric(&run, "order_amount"));
    assert!(near(&metric(&run, "order_amount_12m")["value"], amount(year)), "{}", metric(&run, "order_amount_12m"));
    let buyers: BTreeSet<u64> = within(year).map(|(customer, ..)| *customer).collect();
    assert!(near(&metric(&run, "active_customers_12m")["value"], float(buyers.len())));
    let average = amount(start) / float(within(start).count());
    assert!(near(&metric(&run, "average_order_value")["value"], average));
    let told = metric(&run, "repeat_customer_share");
    let mut counts: BTreeMap<u64, usize> = BTreeMap::new();
    within(year).for_each(|(customer, ..)| *counts.entry(*customer).or_default() += 1);
    assert!(
        near(&told["num"], float(counts.values().filter(|count| **count > 1).count())) && near(&told["den"], float(counts.len())),
        "{told}"
    );
}

#[test]
fn a_survey_of_ten_point_marks_gives_its_index_and_limits() {
    let space = Workspace::new("survey");
    let mut dice = Dice(7);
    let (mut text, mut marks): (String, Vec<[f64; 3]>) = ("respondent,date,Q1,Q2,Q3\n".to_owned(), Vec::new());
    for row in 0..60_u64 {
        let told: [u64; 3] = std::array::from_fn(|question| if row == 0 { 1 + 9 * u64::from(question > 0) } else { 4 + dice.below(7) });
        text += &format!("R{row:03},2013-03-{:02},{},{},{}\n", 1 + row % 28, told[0], told[1], told[2]);
        marks.push(told.map(|mark| float(usize::try_from(mark).unwrap())));
    }
    space.write("in/answers.csv", text);
    space.write(
        "clientbook.toml",
        "version = 1\n[satisfaction]\nindex_weights = [0.3885, 0.3190, 0.2925, 0.0, 0.0, 0.0]\n\n[[source]]\nfile = \"answers.csv\"\nentity = \"survey\"\n\
         columns = { respondent = \"customer_code\", date = \"on\", Q1 = \"overall\", Q2 = \"quality\", Q3 = \"delivery\" }\n",
    );
    let ran = space.run(&["check", "in", "--month", "2013-03", "--format", "json", "--quiet"]).exits(0);
    let run: Value = serde_json::from_str(&ran.stdout).unwrap();
    let mean = |question: usize| marks.iter().map(|mark| mark[question]).sum::<f64>() / 60.0;
    let wanted = ((mean(0) - 1.0) * 0.3885 + (mean(1) - 1.0) * 0.3190 + (mean(2) - 1.0) * 0.2925) / 9.0 * 100.0;
    let told = metric(&run, "satisfaction_index");
    assert!(near(&told["value"], wanted) && told["n"] == 60, "{told} and {wanted}");
}
