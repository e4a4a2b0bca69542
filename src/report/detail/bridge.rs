//! Bridge (变动桥): from last month's order amount to this month's, the greatest changes one by one.
//!
//! Excel's own waterfall cannot be written, so it is made of stacked columns: an invisible foot, and what rose or fell on
//! it. The table beside it says the same in numbers; what only the chart reads stands in hidden columns, and a line without
//! ink above the columns carries the labels, so that they are readable on the thinnest step.

use rust_xlsxwriter::{Chart, ChartDataLabel, ChartDataLabelPosition, ChartFormat, ChartSolidFill, ChartType};

use super::super::desk::Desk;
use super::super::number;
use super::super::table::{Cell, Kind, List};
use super::super::theme::{Ink, Theme};
use super::super::width;
use super::{column, said};
use crate::model::{Grain, Unit};

/// Steps shown one by one; the rest is one step.
const STEPS: usize = 8;
/// Longest name below a column of the chart, in digits.
const NAME: f64 = 20.0;
/// Hidden columns that the chart reads: foot, rise, fall, standing, and the top of each column.
pub(super) const HIDDEN: u16 = 20;
const TOP: u16 = 4;

/// What a bridge goes by: what customers did, or a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Reason,
    Grain(Grain),
}

/// What customers did: figures of the catalogue that add up to the change.
const REASONS: [&str; 7] = ["new", "won_back", "more", "less", "lost", "price", "fx"];

/// The change of the order amount, told by what customers did or by one dimension.
pub(super) struct Bridge {
    by: By,
    before: f64,
    now: f64,
    /// Name and change, greatest first; they add up to the whole change.
    steps: Vec<(String, f64)>,
}

/// One bridge a cause or dimension whose two months are known: what customers did, salespeople, countries.
pub(super) fn bridges(desk: &Desk<'_>) -> Vec<Bridge> {
    let Some((before, now)) = desk.before("order_amount", 1).zip(desk.now("order_amount")) else { return Vec::new() };
    [By::Reason, By::Grain(Grain::Salesperson), By::Grain(Grain::Country)]
        .into_iter()
        .filter_map(|by| {
            let steps = match by {
                By::Reason => reasons(desk),
                By::Grain(grain) => keys(desk, grain),
            };
            steps.map(|steps| bridge(desk, by, (before, now), steps))
        })
        .collect()
}

/// What customers did, where all of it is known.
fn reasons(desk: &Desk<'_>) -> Option<Vec<(String, f64)>> {
    let step = |id: &&str| Some((desk.text(&format!("bridge_reason.{id}")), desk.now(&format!("bridge_{id}_amount"))?));
    let steps: Vec<_> = REASONS.iter().filter_map(step).collect();
    (steps.len() >= 5).then_some(steps)
}

/// The change of each key of a dimension, where there are several.
fn keys(desk: &Desk<'_>, grain: Grain) -> Option<Vec<(String, f64)>> {
    let values = &desk.view.computed.values;
    let value = |key: &str, back: i32| {
        values.get("order_amount", desk.view.month.plus(-back), grain, key).and_then(|figure| figure.value).unwrap_or(0.0)
    };
    let mut keys: Vec<&str> = values
        .iter()
        .filter(|(metric, month, of, ..)| {
            *metric == "order_amount" && *of == grain && (*month == desk.view.month || *month == desk.view.month.plus(-1))
        })
        .map(|(_, _, _, key, _)| key)
        .collect();
    keys.sort_unstable();
    keys.dedup();
    if keys.len() < 2 {
        return None;
    }
    let name = |key: &str| width::clip(&desk.key_name(grain, key), NAME);
    Some(keys.into_iter().map(|key| (name(key), value(key, 0) - value(key, 1))).collect())
}

/// The greatest steps one by one, then the others together.
fn bridge(desk: &Desk<'_>, by: By, (before, now): (f64, f64), mut steps: Vec<(String, f64)>) -> Bridge {
    steps.retain(|(_, change)| change.abs() >= 0.5);
    steps.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0)));
    let rest: f64 = steps.iter().skip(STEPS).map(|(_, change)| change).sum();
    let more = steps.len().saturating_sub(STEPS);
    steps.truncate(STEPS);
    // What no key explains, such as months told for the company alone, is a step of its own.
    let told: f64 = steps.iter().map(|(_, change)| change).sum::<f64>() + rest;
    if more > 0 {
        steps.push((desk.say("bridge.rest", &[("count", more.to_string())]), rest));
    }
    if (now - before - told).abs() >= 0.5 {
        steps.push((desk.text("bridge.unexplained"), now - before - told));
    }
    Bridge { by, before, now, steps }
}

/// Why the month is as it is against the last one, in one line: what customers did, then countries. Nobody is named.
pub(in super::super) fn why(desk: &Desk<'_>) -> Option<String> {
    let bridges = bridges(desk);
    let told: Vec<String> = bridges
        .iter()
        .filter(|bridge| bridge.by != By::Grain(Grain::Salesperson))
        .map(|bridge| bridge.most(desk).join(&desk.text("comma")))
        .filter(|told| !told.is_empty())
        .collect();
    let change = bridges.first().map(|bridge| signed(desk, bridge.now - bridge.before))?;
    let facts = told.join(&desk.text("semicolon"));
    (!told.is_empty()).then(|| desk.say("bridge.why", &[("change", change), ("facts", facts)]))
}

fn signed(desk: &Desk<'_>, change: f64) -> String {
    format!("{}{}", if change < 0.0 { "-" } else { "+" }, number::money(desk.words, change.abs()))
}

impl Bridge {
    /// The change and its greatest part on each side.
    pub(super) fn sentence(&self, desk: &Desk<'_>) -> String {
        let change = signed(desk, self.now - self.before);
        let whole = desk.say("bridge.whole", &[("before", desk.amount(self.before)), ("now", desk.amount(self.now)), ("change", change)]);
        std::iter::once(whole).chain(self.most(desk)).collect::<Vec<_>>().join(&desk.text("comma"))
    }

    /// The greatest part on each side.
    fn most(&self, desk: &Desk<'_>) -> Vec<String> {
        let most = |(key, wanted): (&str, f64)| {
            let (name, change) = self.steps.iter().find(|(_, change)| change * wanted > 0.0)?;
            Some(desk.say(key, &[("name", name.clone()), ("change", signed(desk, *change))]))
        };
        [("bridge.most_up", 1.0), ("bridge.most_down", -1.0)].into_iter().filter_map(most).collect()
    }

    /// The heading of its block: what it goes by, and its greatest parts.
    pub(super) fn heading(&self, desk: &Desk<'_>) -> String {
        let what = match self.by {
            By::Reason => desk.text("bridge.reason"),
            By::Grain(Grain::Salesperson) => desk.text("column.staff"),
            By::Grain(_) => desk.text("column.country"),
        };
        said::named(desk, desk.say("heading.by", &[("what", what)]), self.most(desk).into_iter().map(Some))
    }

    /// Steps with their running amount.
    pub(super) fn list(&self, desk: &Desk<'_>) -> List {
        let money = Kind::Number(Unit::Money);
        let columns = vec![column(desk, "step", Kind::Text), column(desk, "change_amount", money), column(desk, "running", money)];
        let whole = |name: String, amount: f64| vec![Cell::text(name), Cell::Blank, Cell::Number(amount)];
        let mut rows = vec![whole(desk.text("bridge.before"), self.before)];
        let mut run = self.before;
        for (name, change) in &self.steps {
            run += change;
            rows.push(vec![Cell::text(name), Cell::Number(*change), Cell::Number(run)]);
        }
        rows.push(whole(desk.text("bridge.now"), self.now));
        let name = match self.by {
            By::Reason => "tbl_bridge_reason",
            By::Grain(Grain::Salesperson) => "tbl_bridge_staff",
            By::Grain(_) => "tbl_bridge_country",
        };
        List { name: name.into(), alt: self.sentence(desk), columns, rows, total: None }
    }

    /// What the chart reads, one row for each of the list: foot, rise, fall, standing, top.
    pub(super) fn data(&self) -> Vec<Vec<Option<f64>>> {
        let whole = |amount: f64| vec![None, None, None, Some(amount), Some(amount)];
        let mut rows = vec![whole(self.before)];
        let mut run = self.before;
        for (_, change) in &self.steps {
            let (foot, top) = (run.min(run + change).max(0.0), run.max(run + change));
            run += change;
            let (up, down) = if *change >= 0.0 { (Some(*change), None) } else { (None, Some(-change)) };
            rows.push(vec![Some(foot), up, down, None, Some(top)]);
        }
        rows.push(whole(self.now));
        rows
    }

    /// Amount or change above each column, as a person says it.
    fn labels(&self, desk: &Desk<'_>) -> Vec<ChartDataLabel> {
        let steps = self.steps.iter().map(|(_, change)| signed(desk, *change));
        let texts = std::iter::once(number::money(desk.words, self.before)).chain(steps).chain([number::money(desk.words, self.now)]);
        let label = |text: String| {
            let mut label = ChartDataLabel::new();
            label.set_value(text.as_str()).set_font(&desk.theme.chart_font(9.0, Ink::Normal));
            label
        };
        texts.map(label).collect()
    }

    /// The columns of the list at `first` of the sheet `name`, as a bridge.
    pub(super) fn chart(&self, desk: &Desk<'_>, name: &str, first: u32) -> Chart {
        let theme = &desk.theme;
        let last = first + u32::try_from(self.steps.len() + 1).unwrap_or(1);
        let mut chart = Chart::new(ChartType::ColumnStacked);
        chart.set_width(1000).set_height(280).set_alt_text(self.sentence(desk));
        chart.title().set_hidden();
        chart.legend().set_hidden();
        chart.chart_area().set_format(ChartFormat::new().set_no_border());
        chart.x_axis().set_font(&theme.chart_font(9.0, Ink::Muted));
        chart.y_axis().set_font(&theme.chart_font(9.0, Ink::Muted)).set_num_format("#,##0").set_major_gridlines(false);
        chart.show_hidden_data();
        let values = |place: u16| (name, first, HIDDEN + place, last, HIDDEN + place);
        let parts = [(0, None), (1, Some(Theme::good())), (2, Some(Theme::bad())), (3, Some(theme.tint(0.25)))];
        for (place, fill) in parts {
            let series = chart.add_series().set_name((name, first - 1, HIDDEN + place)).set_gap(40).set_overlap(100);
            series.set_categories((name, first, 0, last, 0)).set_values(values(place));
            match fill {
                Some(fill) => series.set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(fill))),
                None => series.set_format(ChartFormat::new().set_no_fill().set_no_border()),
            };
        }
        let mut above = Chart::new(ChartType::Line);
        let series = above.add_series().set_name((name, first - 1, HIDDEN + TOP));
        series.set_categories((name, first, 0, last, 0)).set_values(values(TOP));
        series.set_format(ChartFormat::new().set_no_line());
        let mut label = ChartDataLabel::new();
        label.show_value().set_position(ChartDataLabelPosition::Above).set_font(&theme.chart_font(9.0, Ink::Normal));
        series.set_data_label(&label).set_custom_data_labels(&self.labels(desk));
        chart.combine(&above);
        chart
    }
}
