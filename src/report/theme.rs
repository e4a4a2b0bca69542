//! Theme (外观): fonts, colours, number formats. The only place that makes a cell format.
//!
//! One accent hue from the policy, dark to light; green and vermilion only beside a sign, so that the page survives a
//! grey printer and a colour-blind reader. Every text colour keeps 4.5:1 on its ground.

use rust_xlsxwriter::{ChartFont, Color, Format, FormatAlign, FormatBorder, FormatUnderline};

use crate::model::Unit;
use crate::model::view::Grade;
use crate::policy::Report;

/// Text colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Ink {
    Normal,
    Muted,
    Accent,
    White,
    Good,
    Bad,
}

/// Ground of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ground {
    None,
    Tile,
    Head,
    Total,
    Warn,
    /// To be filled in: tinted, and not locked.
    Input,
    /// The bar colour of a grade.
    Grade(Grade),
}

/// Where the text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
    Centre,
}

/// Everything a cell format says, as plain data.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "a format is a list of switches")]
pub(super) struct Look {
    pub(super) size: f64,
    pub(super) bold: bool,
    pub(super) ink: Ink,
    pub(super) ground: Ground,
    pub(super) side: Side,
    pub(super) wrap: bool,
    pub(super) link: bool,
    pub(super) quote: bool,
    pub(super) line_below: bool,
    /// A pale line below: rows of a compact list.
    pub(super) hair_below: bool,
    /// A thick accent edge on the left: the start of a tile.
    pub(super) edge: bool,
    pub(super) indent: u8,
    pub(super) number: String,
}

impl Look {
    /// Body text: 10 pt, left, dark.
    pub(super) fn body() -> Self {
        Self {
            size: 10.0,
            bold: false,
            ink: Ink::Normal,
            ground: Ground::None,
            side: Side::Left,
            wrap: false,
            link: false,
            quote: false,
            line_below: false,
            hair_below: false,
            edge: false,
            indent: 0,
            number: String::new(),
        }
    }

    /// Small grey text: notes and units.
    pub(super) fn note() -> Self {
        Self { size: 9.0, ink: Ink::Muted, ..Self::body() }
    }

    /// Header of a list.
    pub(super) fn head(side: Side) -> Self {
        Self { bold: true, ink: Ink::White, ground: Ground::Head, side, ..Self::body() }
    }

    /// Heading of a block.
    pub(super) fn heading() -> Self {
        Self { size: 11.0, bold: true, ink: Ink::Accent, line_below: true, ..Self::body() }
    }

    pub(super) fn size(mut self, size: f64) -> Self {
        self.size = size;
        self
    }

    pub(super) fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    pub(super) fn ink(mut self, ink: Ink) -> Self {
        self.ink = ink;
        self
    }

    pub(super) fn on(mut self, ground: Ground) -> Self {
        self.ground = ground;
        self
    }

    pub(super) fn side(mut self, side: Side) -> Self {
        self.side = side;
        self
    }

    pub(super) fn link(mut self) -> Self {
        self.link = true;
        self.ink = Ink::Accent;
        self
    }

    pub(super) fn number(mut self, number: impl Into<String>) -> Self {
        self.number = number.into();
        self
    }

    pub(super) fn indent(mut self, indent: u8) -> Self {
        self.indent = indent;
        self
    }

    pub(super) fn wrap(mut self) -> Self {
        self.wrap = true;
        self
    }

    pub(super) fn hair(mut self) -> Self {
        self.hair_below = true;
        self
    }

    pub(super) fn edge(mut self) -> Self {
        self.edge = true;
        self
    }

    /// Text that a spreadsheet could take for a formula keeps its quote.
    pub(super) fn quoted(mut self, text: &str) -> Self {
        self.quote = looks_like_formula(text);
        self
    }
}

/// Whether a spreadsheet could take the text for a formula.
pub(super) fn looks_like_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// The look of all workbooks of a run.
#[derive(Debug, Clone)]
pub(super) struct Theme {
    font: String,
    accent: u32,
}

const DARK: u32 = 0x0021_2B36;
const MUTED: u32 = 0x005B_6470;
const GOOD: u32 = 0x0000_7355;
const BAD: u32 = 0x00B8_4300;
const GREY: u32 = 0x00BF_C4CA;

impl Theme {
    /// From the policy, whose accent is checked to be six hex digits.
    pub(super) fn new(report: &Report) -> Self {
        Self { font: report.font.clone(), accent: u32::from_str_radix(&report.accent, 16).unwrap_or(0x0000_72B2) }
    }

    /// The cell format of a look.
    pub(super) fn format(&self, look: &Look) -> Format {
        let side = match look.side {
            Side::Left => FormatAlign::Left,
            Side::Right => FormatAlign::Right,
            Side::Centre => FormatAlign::Center,
        };
        let mut format = Format::new()
            .set_font_name(self.font.as_str())
            .set_font_charset(134)
            .set_font_size(look.size)
            .set_font_color(Color::RGB(self.ink(look.ink)))
            .set_align(side)
            .set_align(FormatAlign::VerticalCenter);
        if look.bold {
            format = format.set_bold();
        }
        if look.wrap {
            format = format.set_text_wrap();
        }
        if look.link {
            format = format.set_underline(FormatUnderline::Single);
        }
        if look.quote {
            format = format.set_quote_prefix();
        }
        if look.indent > 0 {
            format = format.set_indent(look.indent);
        }
        if !look.number.is_empty() {
            format = format.set_num_format(look.number.as_str());
        }
        if look.line_below {
            format = format.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(self.accent());
        }
        if look.hair_below {
            format = format.set_border_bottom(FormatBorder::Hair).set_border_bottom_color(self.tint(0.6));
        }
        if look.edge {
            format = format.set_border_left(FormatBorder::Thick).set_border_left_color(self.accent());
        }
        match look.ground {
            Ground::None => format,
            Ground::Tile => format.set_background_color(self.tint(0.94)),
            Ground::Head => format.set_background_color(Color::RGB(mix(self.accent, 0, 0.62))),
            Ground::Total => {
                format.set_background_color(self.tint(0.88)).set_border_top(FormatBorder::Thin).set_border_top_color(self.accent())
            }
            Ground::Grade(grade) => {
                let (fill, ink) = self.grade(grade);
                format.set_background_color(fill).set_font_color(Color::RGB(self.ink(ink)))
            }
            Ground::Input => format.set_background_color(Color::RGB(0x00FF_F8DC)).set_unlocked(),
            Ground::Warn => format.set_background_color(Color::RGB(0x00FD_EFE3)),
        }
    }

    /// The format of every cell that has none of its own.
    pub(super) fn default_format(&self) -> Format {
        Format::new().set_font_name(self.font.as_str()).set_font_charset(134).set_font_size(10).set_align(FormatAlign::VerticalCenter)
    }

    /// Font name, for notes.
    pub(super) fn font_name(&self) -> &str {
        &self.font
    }

    /// Font of a chart text.
    pub(super) fn chart_font(&self, size: f64, ink: Ink) -> ChartFont {
        let mut font = ChartFont::new();
        font.set_name(self.font.as_str()).set_size(size).set_color(Color::RGB(self.ink(ink))).unset_bold();
        font
    }

    /// The accent colour.
    pub(super) fn accent(&self) -> Color {
        Color::RGB(self.accent)
    }

    /// The accent mixed with white: 0 is the accent, 1 is white.
    pub(super) fn tint(&self, white: f64) -> Color {
        Color::RGB(mix(self.accent, 0x00FF_FFFF, white))
    }

    /// What rose, in a chart: the sign stands on the label.
    pub(super) fn good() -> Color {
        Color::RGB(0x0080_C7AE)
    }

    /// What fell.
    pub(super) fn bad() -> Color {
        Color::RGB(0x00F0_A77A)
    }

    /// Pale grey for lines in charts.
    pub(super) fn hairline() -> Color {
        Color::RGB(0x00E1_E5EA)
    }

    /// Fill and text colour of a grade's bar: one hue from dark to light, grey for E.
    pub(super) fn grade(&self, grade: Grade) -> (Color, Ink) {
        match grade {
            Grade::A => (Color::RGB(mix(self.accent, 0, 0.45)), Ink::White),
            Grade::B => (Color::RGB(mix(self.accent, 0, 0.10)), Ink::White),
            Grade::C => (self.tint(0.45), Ink::Normal),
            Grade::D => (self.tint(0.75), Ink::Normal),
            Grade::E => (Color::RGB(GREY), Ink::Normal),
        }
    }

    fn ink(&self, ink: Ink) -> u32 {
        match ink {
            Ink::Normal => DARK,
            Ink::Muted => MUTED,
            Ink::Accent => mix(self.accent, 0, 0.15),
            Ink::White => 0x00FF_FFFF,
            Ink::Good => GOOD,
            Ink::Bad => BAD,
        }
    }
}

/// Number format of a unit in lists.
pub(super) const fn number_format(unit: Unit) -> &'static str {
    match unit {
        Unit::Count | Unit::Money => "#,##0",
        Unit::Share => "0.0%",
        Unit::Days | Unit::Hours | Unit::Per100 | Unit::Points => "0.0",
        Unit::Score | Unit::Ratio => "0.00",
    }
}

/// `share` of the way from `from` to `to`, channel by channel.
fn mix(from: u32, to: u32, share: f64) -> u32 {
    let channel = |shift: u32| {
        let (a, b) = (f64::from((from >> shift) & 0xFF), f64::from((to >> shift) & 0xFF));
        to_byte(a + (b - a) * share) << shift
    };
    channel(16) | channel(8) | channel(0)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte just before")]
fn to_byte(value: f64) -> u32 {
    value.round().clamp(0.0, 255.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_mix_channel_by_channel() {
        assert_eq!(mix(0x00FF_0000, 0x0000_00FF, 0.0), 0x00FF_0000);
        assert_eq!(mix(0x0000_0000, 0x00FF_FFFF, 0.5), 0x0080_8080);
    }

    #[test]
    fn text_like_a_formula_is_quoted() {
        assert!(Look::body().quoted("=HYPERLINK(\"x\")").quote);
        assert!(!Look::body().quoted("Acme = best").quote);
    }
}
