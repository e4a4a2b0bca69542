//! Shared orders (业绩分成): two colleagues named in one cell, each with a part.
//!
//! Decides that `王芳50%/李强50%` is the first colleague's order, of which the second has the rest. Names without parts say nothing of a
//! split: the first one's order.

use super::plan::Sheet;
use super::read::RowRead;
use super::value::Value;
use crate::model::Entity;
use crate::model::stock::Record;

/// Splits the cell of the salesperson of an order, where it tells parts and no column of its own does.
pub(super) fn tell(sheet: &Sheet, row: Record<'_>, read: &mut RowRead) {
    if sheet.table.entity != Entity::Order {
        return;
    }
    let (Some(first), Some(second), Some(share)) = (sheet.place("staff"), sheet.place("co_staff"), sheet.place("staff_share")) else {
        return;
    };
    if !read.values[second].is_null() {
        return;
    }
    let Some(text) = read.texts[first].text(row.cells.stock()) else { return };
    let Some((one, part, other)) = parts(text) else { return };
    read.values[first] = Value::Text(one.as_str().into());
    read.values[second] = Value::Text(other.as_str().into());
    read.values[share] = Value::Number(part);
}

/// First colleague, its part, and the second, who has the rest.
fn parts(text: &str) -> Option<(String, f64, String)> {
    let text = text.replace('％', "%");
    let (one, rest) = text.split_once('%')?;
    let (other, rest) = rest.split_once('%')?;
    let told = |piece: &str| {
        let name = piece.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
        let part: f64 = piece[name.len()..].parse().ok()?;
        let name = name.trim_matches(|c: char| !c.is_alphanumeric());
        (!name.is_empty()).then(|| (name.to_owned(), part))
    };
    let ((one, part), (other, left)) = (told(one)?, told(other)?);
    let whole = (part + left - 100.0).abs() < 0.01 && part > 0.0 && left > 0.0;
    (whole && !rest.chars().any(char::is_alphanumeric)).then_some((one, part / 100.0, other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_names_with_parts_share() {
        let told = |one: &str, part, other: &str| Some((one.to_owned(), part, other.to_owned()));
        assert_eq!(parts("王芳50%/李强50%"), told("王芳", 0.5, "李强"));
        assert_eq!(parts("王芳(60%)李强(40%)"), told("王芳", 0.6, "李强"));
        assert_eq!(parts("Fiona Wang 62.5 %, Leo 37.5％"), None);
        assert_eq!(parts("Fiona Wang 62.5%, Leo Lee 37.5％"), told("Fiona Wang", 0.625, "Leo Lee"));
        for text in ["王芳/李强", "王芳50%", "50%/50%", "王芳60%李强60%", "王芳50%李强30%张敏20%"] {
            assert_eq!(parts(text), None, "{text}");
        }
    }
}
