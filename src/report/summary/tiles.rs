//! Tiles (指标卡): six figures, each with its comparison, a second figure that explains it, its target, and thirteen
//! months as a small line. Nothing is said by colour alone: every arrow and verdict has its sign.

use rust_xlsxwriter::{ChartEmptyCells, Format, Sparkline, SparklineType, Url, Worksheet};

use super::super::desk::{Desk, Sheet};
use super::super::detail::trend;
use super::super::number::{self, Change};
use super::super::page::{HEADER_ROW, fitting};
use super::super::table::note;
use super::super::theme::{Ground, Ink, Look};
use super::TILE_ROW;
use crate::error::Result;
use crate::model::{MetricValue, Unit};

/// One tile.
struct Tile {
    metric: &'static str,
    /// A second figure: year to date, or what stands behind the first.
    second: &'static str,
    /// Target and attainment, where the metric has them.
    target: Option<(&'static str, &'static str)>,
    /// Sheet with the detail.
    to: Sheet,
}

const TILES: [Tile; 6] = [
    Tile {
        metric: "order_amount",
        second: "order_amount_ytd",
        target: Some(("order_amount_target", "order_amount_attainment")),
        to: Sheet::Salespeople,
    },
    Tile { metric: "grade_a_count", second: "expected_amount_ab", target: None, to: Sheet::Customers },
    Tile { metric: "csat_share", second: "csat_mean", target: None, to: Sheet::Satisfaction },
    Tile { metric: "inquiry_reply_24h_share", second: "inquiry_count", target: None, to: Sheet::Salespeople },
    Tile { metric: "repurchase_share", second: "returning_share", target: None, to: Sheet::Customers },
    Tile { metric: "receivable_overdue_amount", second: "receivable_balance", target: None, to: Sheet::Receivables },
];

/// Writes the six tiles.
pub(super) fn write(sheet: &mut Worksheet, desk: &Desk<'_>) -> Result<()> {
    for (tile, place) in TILES.iter().zip(0_u16..) {
        write_tile(sheet, desk, tile, 1 + place * 3)?;
    }
    Ok(())
}

fn write_tile(sheet: &mut Worksheet, desk: &Desk<'_>, tile: &Tile, left: u16) -> Result<()> {
    let theme = &desk.theme;
    for row in TILE_ROW..TILE_ROW + 5 {
        for column in left..left + 3 {
            let look = Look::note().on(Ground::Tile);
            sheet.write_blank(row, column, &theme.format(&if column == left { look.edge() } else { look }))?;
        }
    }
    let figure = desk.overall(tile.metric, desk.view.month);
    let label = Url::new(desk.link(tile.to)).set_text(label(desk, tile.metric, figure));
    let face = || Look::note().on(Ground::Tile).edge().indent(1);
    sheet.write_url_with_format(TILE_ROW, left, label, &theme.format(&face().bold().ink(Ink::Accent)))?;
    write_value(sheet, desk, tile, figure, left)?;
    write_runs(sheet, desk, TILE_ROW + 2, left, &comparison(desk, tile.metric, figure))?;
    write_runs(sheet, desk, TILE_ROW + 3, left, &[(second(desk, tile.second), Ink::Normal)])?;
    write_runs(sheet, desk, TILE_ROW + 4, left, &target(desk, tile))?;
    sparkline(sheet, desk, tile.metric, left + 2)
}

/// A share says how many it stands on.
fn label(desk: &Desk<'_>, metric: &str, figure: Option<&MetricValue>) -> String {
    let name = desk.short(metric);
    match figure.and_then(|figure| figure.n) {
        Some(n) if desk.nature(metric).0 == Unit::Share => {
            let months = figure.map_or(0, |figure| figure.widened_months);
            let key = if months > 0 { "tile.label_widened" } else { "tile.label_n" };
            desk.say(key, &[("name", name), ("n", n.to_string()), ("months", months.to_string())])
        }
        _ => format!("{name} ›"),
    }
}

fn write_value(sheet: &mut Worksheet, desk: &Desk<'_>, tile: &Tile, figure: Option<&MetricValue>, left: u16) -> Result<()> {
    let unit = desk.nature(tile.metric).0;
    let few = is_few(desk, unit, figure);
    let look = Look::body().size(20.0).bold().on(Ground::Tile).edge().indent(1);
    let look = if few { look.ink(Ink::Muted) } else { look };
    let row = TILE_ROW + 1;
    if let Some(value) = figure.and_then(|figure| figure.value) {
        // A number that does not fit shows as ###: the size gives way before that.
        let size = fitting(&number::show(desk.words, unit, value), 20.0, 104.0);
        let look = look.size(size);
        let (value, format) = number::tile(desk.words, unit, value);
        let format: Format = desk.theme.format(&look.number(format));
        sheet.merge_range(row, left, row, left + 1, "", &format)?;
        sheet.write_number_with_format(row, left, value, &format)?;
    } else {
        let format = desk.theme.format(&look.ink(Ink::Muted));
        sheet.merge_range(row, left, row, left + 1, "—", &format)?;
        sheet.insert_note(row, left, &note(&desk.theme, &desk.reason(figure)))?;
    }
    Ok(())
}

/// Whether a share stands on so few that it is shown in grey.
fn is_few(desk: &Desk<'_>, unit: Unit, figure: Option<&MetricValue>) -> bool {
    unit == Unit::Share && figure.and_then(|figure| figure.n).is_some_and(|n| n < desk.policy.metric.grey_share_n)
}

/// Text in colours, on one line over the tile's three columns.
fn write_runs(sheet: &mut Worksheet, desk: &Desk<'_>, row: u32, left: u16, runs: &[(String, Ink)]) -> Result<()> {
    let theme = &desk.theme;
    let cell = theme.format(&Look::note().on(Ground::Tile).edge().indent(1));
    match runs {
        [] => {}
        [(text, ink)] => {
            let look = Look::note().ink(*ink).on(Ground::Tile).edge().indent(1);
            sheet.write_string_with_format(row, left, text, &theme.format(&look))?;
        }
        _ => {
            let formats: Vec<Format> = runs.iter().map(|(_, ink)| theme.format(&Look::note().ink(*ink))).collect();
            let segments: Vec<(&Format, &str)> = formats.iter().zip(runs).map(|(format, (text, _))| (format, text.as_str())).collect();
            sheet.write_rich_string_with_format(row, left, &segments, &cell)?;
        }
    }
    Ok(())
}

/// Last month and the same month last year; the first month says that there is nothing to compare.
fn comparison(desk: &Desk<'_>, metric: &str, figure: Option<&MetricValue>) -> Vec<(String, Ink)> {
    let Some(now) = figure.and_then(|figure| figure.value) else {
        let by_currency = desk.by_currency(2).filter(|_| metric == "order_amount");
        return vec![(by_currency.unwrap_or_else(|| desk.reason(figure)), Ink::Bad)];
    };
    if desk.first_month() {
        return vec![(desk.text("first_month"), Ink::Muted)];
    }
    let (unit, better) = desk.nature(metric);
    let against = |months: i32| -> Option<Change> {
        let before = desk.before(metric, months)?;
        number::change(desk.words, unit, better, now, before)
    };
    let mut runs = Vec::new();
    for (key, months) in [("tile.month_on_month", 1), ("tile.year_on_year", 12)] {
        let gap = if runs.is_empty() { "" } else { "   " };
        runs.push((format!("{gap}{} ", desk.text(key)), Ink::Muted));
        runs.push(against(months).map_or_else(|| ("—".to_owned(), Ink::Muted), |change| (change.text, change.ink)));
    }
    runs
}

fn second(desk: &Desk<'_>, metric: &str) -> String {
    let unit = desk.nature(metric).0;
    let value = desk.now(metric).map_or_else(|| "—".to_owned(), |value| number::show(desk.words, unit, value));
    format!("{} {value}", desk.short(metric))
}

/// Target and attainment; where no target exists, the range of the months shown.
fn target(desk: &Desk<'_>, tile: &Tile) -> Vec<(String, Ink)> {
    let unit = desk.nature(tile.metric).0;
    if let Some((target, attainment)) = tile.target {
        let Some(goal) = desk.now(target) else { return vec![(desk.text("tile.no_target"), Ink::Muted)] };
        let mut runs = vec![(desk.say("tile.target", &[("value", number::show(desk.words, unit, goal))]), Ink::Muted)];
        if let Some(share) = desk.now(attainment) {
            let (sign, ink) = verdict(share);
            runs.push((
                format!("   {sign} {}", desk.say("tile.attained", &[("share", number::show(desk.words, Unit::Share, share))])),
                ink,
            ));
        }
        return runs;
    }
    let figure = desk.overall(tile.metric, desk.view.month);
    if let Some((low, high)) = figure.filter(|figure| is_few(desk, unit, Some(figure))).and_then(|figure| figure.interval) {
        let text =
            desk.say("tile.interval", &[("low", number::show(desk.words, unit, low)), ("high", number::show(desk.words, unit, high))]);
        return vec![(text, Ink::Muted)];
    }
    let known: Vec<f64> = desk.trend_months().iter().filter_map(|month| desk.overall(tile.metric, *month)?.value).collect();
    if known.len() < 2 {
        return vec![(desk.text("tile.no_target"), Ink::Muted)];
    }
    let low = known.iter().copied().fold(f64::MAX, f64::min);
    let high = known.iter().copied().fold(f64::MIN, f64::max);
    let text = desk.say(
        "tile.range",
        &[
            ("months", known.len().to_string()),
            ("low", number::show(desk.words, unit, low)),
            ("high", number::show(desk.words, unit, high)),
        ],
    );
    vec![(text, Ink::Muted)]
}

/// Reached, near, or missed: the sign says it, the colour only helps.
const fn verdict(share: f64) -> (&'static str, Ink) {
    if share >= 1.0 {
        ("✓", Ink::Good)
    } else if share >= 0.8 {
        ("○", Ink::Normal)
    } else {
        ("×", Ink::Bad)
    }
}

fn sparkline(sheet: &mut Worksheet, desk: &Desk<'_>, metric: &str, column: u16) -> Result<()> {
    let Some(place) = trend(desk).iter().position(|known| *known == metric) else { return Ok(()) };
    let months = u32::try_from(desk.trend_months().len()).unwrap_or(1);
    let data = u16::try_from(place + 1).unwrap_or(1);
    let name = desk.sheet_name(Sheet::Results);
    let line = Sparkline::new()
        .set_range((name.as_str(), HEADER_ROW + 1, data, HEADER_ROW + months, data))
        .set_type(SparklineType::Line)
        .show_last_point(true)
        .show_empty_cells_as(ChartEmptyCells::Gaps)
        .set_sparkline_color(desk.theme.accent())
        .set_last_point_color(desk.theme.accent())
        .set_line_weight(1.5);
    sheet.add_sparkline(TILE_ROW + 1, column, &line)?;
    Ok(())
}
