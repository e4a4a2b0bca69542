//! Charts (图): the grades of the last six months as stacked bars, and satisfaction as a line; where nobody asked for it, the
//! orders of the months instead. One hue, values written on the bars, a gap where a month is unknown.

use rust_xlsxwriter::{
    Chart, ChartDataLabel, ChartDataLabelPosition, ChartEmptyCells, ChartFormat, ChartLegendPosition, ChartLine, ChartMarker,
    ChartMarkerType, ChartSolidFill, Color, Worksheet,
};

use super::super::desk::{Desk, Sheet};
use super::super::detail::trend;
use super::super::number;
use super::super::page::HEADER_ROW;
use super::super::theme::{Ink, Theme};
use super::{CHART_ROW, COLUMN_PIXELS, COLUMNS, heading};
use crate::error::Result;
use crate::model::Unit;
use crate::model::view::Grade;

const LEFT: (u16, u16) = (1, 9);
const RIGHT: (u16, u16) = (11, COLUMNS);
const HEIGHT: u32 = 226;
/// Months of grades shown.
const GRADE_MONTHS: usize = 6;

/// Writes both charts with their headings.
pub(super) fn write(sheet: &mut Worksheet, desk: &Desk<'_>) -> Result<()> {
    let grades = grade_message(desk);
    heading(sheet, desk, CHART_ROW, LEFT, &grades, Sheet::Customers)?;
    // Axes around nothing would look like a fault.
    let known = |metrics: &[&str]| {
        let months = desk.trend_months();
        metrics.iter().any(|metric| months.iter().any(|month| desk.overall(metric, *month).is_some_and(|figure| figure.value.is_some())))
    };
    if known(&["grade_a_count", "grade_none_count"]) {
        let chart = grade_chart(desk, &grades);
        sheet.insert_chart_with_offset(CHART_ROW + 1, LEFT.0, &chart, 0, 3)?;
    }
    let months_of = |metric: &str| {
        desk.trend_months().iter().filter(|month| desk.overall(metric, **month).is_some_and(|figure| figure.value.is_some())).count()
    };
    let (metric, sheet_of) = match months_of("csat_share") {
        0 if months_of("order_amount") > 1 => ("order_amount", Sheet::Results),
        _ => ("csat_share", Sheet::Satisfaction),
    };
    let message = if metric == "csat_share" { satisfaction_message(desk) } else { orders_message(desk) };
    heading(sheet, desk, CHART_ROW, RIGHT, &message, sheet_of)?;
    if months_of(metric) > 0 {
        sheet.insert_chart_with_offset(CHART_ROW + 1, RIGHT.0, &line_chart(desk, metric, &message), 0, 3)?;
    }
    Ok(())
}

fn pixels(columns: (u16, u16)) -> u32 {
    u32::from(columns.1 - columns.0 + 1) * COLUMN_PIXELS
}

/// Column of a metric on the data sheet.
fn data_column(desk: &Desk<'_>, metric: &str) -> u16 {
    trend(desk).iter().position(|known| *known == metric).and_then(|place| u16::try_from(place + 1).ok()).unwrap_or(1)
}

fn grade_message(desk: &Desk<'_>) -> String {
    let counts: Option<Vec<f64>> = ["a", "b", "c", "d", "e"].iter().map(|letter| desk.now(&format!("grade_{letter}_count"))).collect();
    let Some(counts) = counts else {
        return desk.say("chart.grades_unknown", &[("reason", desk.reason(desk.overall("grade_a_count", desk.view.month)))]);
    };
    let all: f64 = counts.iter().sum();
    if all <= 0.0 {
        return desk.text("chart.no_grades");
    }
    // Of few customers a share says nothing: their numbers do.
    let share = desk.now("grade_ab_share").map(|_| (counts[0] + counts[1]) / all);
    let few = || [("ab", number::grouped(counts[0] + counts[1], 0)), ("all", number::grouped(all, 0))];
    let told = share.map(|share| desk.say("chart.grades", &[("share", number::show(desk.words, Unit::Share, share))]));
    let mut parts = vec![told.unwrap_or_else(|| desk.say("chart.grades_few", &few()))];
    let before = desk.before("grade_ab_share", 1);
    let change = desk.now("grade_ab_share").zip(before).and_then(|(now, before)| number::signed(desk.words, Unit::Share, now, before));
    parts.extend(change.map(|change| desk.say("chart.against_last_month", &[("change", change)])));
    if let Some((rose, fell)) = desk.moved() {
        parts.push(desk.say("chart.moved", &[("rose", rose.to_string()), ("fell", fell.to_string())]));
    }
    let none = desk.now("grade_none_count").unwrap_or(0.0);
    if none > 0.0 {
        parts.push(desk.say("chart.ungraded", &[("count", number::grouped(none, 0))]));
    }
    parts.join(&desk.text("comma"))
}

fn satisfaction_message(desk: &Desk<'_>) -> String {
    let figure = desk.overall("csat_share", desk.view.month);
    let Some(share) = figure.and_then(|figure| figure.value) else {
        return desk.say("chart.csat_unknown", &[("reason", desk.reason(figure))]);
    };
    let n = figure.and_then(|figure| figure.n).map_or_else(|| "—".to_owned(), |n| n.to_string());
    let mut parts = vec![desk.say("chart.csat", &[("share", number::show(desk.words, Unit::Share, share)), ("n", n)])];
    let before = desk.before("csat_share", 1);
    let change = before.and_then(|before| number::signed(desk.words, Unit::Share, share, before));
    parts.extend(change.map(|change| desk.say("chart.against_last_month", &[("change", change)])));
    parts.join(&desk.text("comma"))
}

/// The month's orders among those of the months shown.
fn orders_message(desk: &Desk<'_>) -> String {
    let known = desk.trend_months().into_iter().filter_map(|month| Some((desk.overall("order_amount", month)?.value?, month)));
    let highest = known.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let Some((high, month)) = highest else { return desk.text("title.results") };
    let now = desk.now("order_amount").map_or_else(|| "—".to_owned(), |now| desk.amount(now));
    desk.say("chart.orders", &[("amount", now), ("high", desk.amount(high)), ("month", month.to_string())])
}

fn plain(chart: &mut Chart, theme: &Theme, columns: (u16, u16), alt: &str) {
    chart.set_width(pixels(columns)).set_height(HEIGHT).set_alt_text(alt);
    chart.title().set_hidden();
    chart.chart_area().set_format(ChartFormat::new().set_no_border().set_no_fill());
    chart.plot_area().set_format(ChartFormat::new().set_no_fill());
    chart.legend().set_position(ChartLegendPosition::Top).set_font(&theme.chart_font(9.0, Ink::Muted));
    let axis = ChartLine::new().set_color(Theme::hairline()).clone();
    chart.x_axis().set_font(&theme.chart_font(9.0, Ink::Muted)).set_format(ChartFormat::new().set_line(&axis));
    chart.y_axis().set_font(&theme.chart_font(9.0, Ink::Muted)).set_format(ChartFormat::new().set_line(&axis));
}

fn grade_chart(desk: &Desk<'_>, alt: &str) -> Chart {
    let theme = &desk.theme;
    let data = desk.sheet_name(Sheet::Results);
    let months = desk.trend_months().len();
    let (first, last) = (months.saturating_sub(GRADE_MONTHS), months - 1);
    let row = |place: usize| HEADER_ROW + 1 + u32::try_from(place).unwrap_or(0);
    let mut chart = Chart::new(rust_xlsxwriter::ChartType::BarStacked);
    plain(&mut chart, theme, LEFT, alt);
    for grade in Grade::ALL {
        let column = data_column(desk, &format!("grade_{}_count", grade.letter().to_lowercase()));
        let (fill, ink) = theme.grade(grade);
        series(&mut chart, desk, (&data, row(first), row(last), column), &desk.text(&format!("grade.{}", grade.letter())), fill, ink);
    }
    if desk.now("grade_none_count").is_some_and(|count| count > 0.0) {
        let column = data_column(desk, "grade_none_count");
        series(&mut chart, desk, (&data, row(first), row(last), column), &desk.text("grade.none"), Color::RGB(0x00F1_F3F5), Ink::Muted);
    }
    // Axes of a bar chart are swapped: x holds the values.
    chart.x_axis().set_hidden(true).set_major_gridlines(false);
    chart.y_axis().set_reverse().set_major_gridlines(false);
    chart
}

/// Fewest customers whose part of the bar holds a number: the longest bar fills the plot.
fn sliver(desk: &Desk<'_>) -> f64 {
    let counts = ["a", "b", "c", "d", "e", "none"].map(|id| format!("grade_{id}_count"));
    let total = |month| counts.iter().filter_map(|metric| desk.overall(metric, month)?.value).sum::<f64>();
    let longest = desk.trend_months().into_iter().map(total).fold(0.0, f64::max);
    // A digit takes a sixtieth of the plot; a part that holds a number is a twentieth of the bar or so.
    longest * (0.002 + 0.016 * ((longest * 0.05).max(1.0).log10().floor() + 1.0)) + 0.1
}

fn series(chart: &mut Chart, desk: &Desk<'_>, range: (&str, u32, u32, u16), name: &str, fill: Color, ink: Ink) {
    let (data, first, last, column) = range;
    // Few months get thin bars, not blocks.
    let gap = 35 + 60 * u16::try_from(5_u32.saturating_sub(last - first)).unwrap_or(0);
    let mut label = ChartDataLabel::new();
    // The few ungraded are named in the heading; their bar is too narrow for a number.
    let format = if ink == Ink::Muted { ";;;".to_owned() } else { format!("[<{:.1}]\"\";0", sliver(desk)) };
    label.show_value().set_position(ChartDataLabelPosition::Center).set_font(&desk.theme.chart_font(9.0, ink)).set_num_format(format);
    chart
        .add_series()
        .set_name(name)
        .set_categories((data, first, 0, last, 0))
        .set_values((data, first, column, last, column))
        .set_format(ChartFormat::new().set_solid_fill(ChartSolidFill::new().set_color(fill)).set_no_border())
        .set_data_label(&label)
        .set_gap(gap)
        .set_overlap(100);
}

/// One metric by months, the newest month written on the line.
fn line_chart(desk: &Desk<'_>, metric: &str, alt: &str) -> Chart {
    let theme = &desk.theme;
    let data = desk.sheet_name(Sheet::Results);
    let months = desk.trend_months();
    let last = HEADER_ROW + u32::try_from(months.len()).unwrap_or(1);
    let unit = desk.nature(metric).0;
    let mut chart = Chart::new(rust_xlsxwriter::ChartType::Line);
    plain(&mut chart, theme, RIGHT, alt);
    chart.show_empty_cells_as(ChartEmptyCells::Gaps);
    let known: Vec<Option<f64>> = months.iter().map(|month| desk.overall(metric, *month).and_then(|figure| figure.value)).collect();
    let newest = known.iter().rposition(Option::is_some);
    // The line starts where the answers do, but shows at least half a year.
    let skipped = known.iter().position(Option::is_some).unwrap_or(0).min(months.len().saturating_sub(GRADE_MONTHS));
    let first = HEADER_ROW + 1 + u32::try_from(skipped).unwrap_or(0);
    let labels: Vec<ChartDataLabel> = (skipped..months.len())
        .map(|place| {
            let mut label = ChartDataLabel::new();
            if Some(place) == newest {
                let shown = known[place].map_or_else(String::new, |value| number::show(desk.words, unit, value));
                label
                    .show_value()
                    .set_value(shown.as_str())
                    .set_position(ChartDataLabelPosition::Above)
                    .set_font(theme.chart_font(10.0, Ink::Accent).set_bold());
            } else {
                label.set_hidden();
            }
            label.to_custom()
        })
        .collect();
    let column = data_column(desk, metric);
    let mut marker = ChartMarker::new();
    marker.set_type(ChartMarkerType::Circle).set_size(5).set_format(
        ChartFormat::new()
            .set_solid_fill(ChartSolidFill::new().set_color(theme.accent()))
            .set_border(ChartLine::new().set_color(theme.accent())),
    );
    chart
        .add_series()
        .set_name(desk.short(metric).as_str())
        .set_categories((data.as_str(), first, 0, last, 0))
        .set_values((data.as_str(), first, column, last, column))
        .set_format(ChartFormat::new().set_line(ChartLine::new().set_color(theme.accent()).set_width(2.25)))
        .set_marker(&marker)
        .set_custom_data_labels(&labels);
    chart.legend().set_hidden();
    let hairline = ChartLine::new().set_color(Theme::hairline()).clone();
    chart.y_axis().set_major_gridlines(true).set_major_gridlines_line(&hairline);
    if unit != Unit::Share {
        chart.y_axis().set_min(0.0).set_num_format("#,##0");
        return chart;
    }
    let lowest = known.iter().flatten().copied().fold(1.0, f64::min);
    let floor = ((lowest - 0.05) * 10.0).floor().max(0.0) / 10.0;
    let floor = if floor < 0.5 { (floor * 5.0).floor() / 5.0 } else { floor };
    chart.y_axis().set_min(floor).set_max(1.0).set_major_unit(if floor < 0.5 { 0.2 } else { 0.1 }).set_num_format("0%");
    chart
}
