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
use super::column;
use crate::model::{Grain, Unit};

/// Steps shown one by one; the rest is one step.
const STEPS: usize = 8;
/// Longest name below a column of the chart, in digits.
const NAME: f64 = 20.0;
/// Hidden columns that the chart reads: foot, rise, fall, standing, and the top of each column.
pub(super) const HIDDEN: u16 = 20;
const TOP: u16 = 4;

/// The change of the order amount, told by one dimension.
pub(super) struct Bridge {
    grain: Grain,
    before: f64,
    now: f64,
    /// Name and change, greatest first; they add up to the whole change.
    steps: Vec<(String, f64)>,
}

/// One bridge a dimension whose two months are known: by salesperson and by country.
pub(super) fn bridges(desk: &Desk<'_>) -> Vec<Bridge> {
    [Grain::Salesperson, Grain::Country].into_iter().filter_map(|grain| bridge(desk, grain)).collect()
}

fn bridge(desk: &Desk<'_>, grain: Grain) -> Option<Bridge> {
    let (before, now) = (desk.before("order_amount", 1)?, desk.now("order_amount")?);
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
    let mut steps: Vec<(String, f64)> = keys.into_iter().map(|key| (name(key), value(key, 0) - value(key, 1))).collect();
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
    Some(Bridge { grain, before, now, steps })
}

impl Bridge {
    /// The change and its greatest part on each side.
    pub(super) fn sentence(&self, desk: &Desk<'_>) -> String {
        let signed = |change: f64| format!("{}{}", if change < 0.0 { "-" } else { "+" }, number::money(desk.words, change.abs()));
        let mut parts = vec![desk.say(
            "bridge.whole",
            &[("before", desk.amount(self.before)), ("now", desk.amount(self.now)), ("change", signed(self.now - self.before))],
        )];
        for (key, wanted) in [("bridge.most_up", 1.0), ("bridge.most_down", -1.0)] {
            let most = self.steps.iter().find(|(_, change)| change * wanted > 0.0);
            parts.extend(most.map(|(name, change)| desk.say(key, &[("name", name.clone()), ("change", signed(*change))])));
        }
        parts.join(&desk.text("comma"))
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
        let name = if self.grain == Grain::Salesperson { "tbl_bridge_staff" } else { "tbl_bridge_country" };
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
        let signed = |change: f64| format!("{}{}", if change < 0.0 { "-" } else { "+" }, number::money(desk.words, change.abs()));
        let steps = self.steps.iter().map(|(_, change)| signed(*change));
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
