//! Yes or no (是否): words and marks in four languages.
//!
//! Decides that a header which says `0是` turns the figures round.

use super::value::{Read, Value};
use crate::finding::Kind as Problem;
use crate::model::folding;
use crate::model::raw::Cell;

const YES: [&str; 27] = [
    "是", "有", "已", "已收", "对", "需要", "要", "是的", "y", "yes", "true", "t", "si", "sì", "s", "√", "✓", "✔", "☑", "■", "1", "●", "v",
    "ok", "收取", "确认", "通过",
];
const NO: [&str; 22] = [
    "否",
    "无",
    "没有",
    "未",
    "不",
    "不是",
    "不需要",
    "未收",
    "n",
    "no",
    "false",
    "f",
    "×",
    "✗",
    "✘",
    "x",
    "0",
    "□",
    "-",
    "/",
    "n/a",
    "免费",
];

/// Reads a yes-or-no cell.
pub(super) fn read(cell: &Cell, header: &str) -> Read {
    let turned = ["0是", "0=是", "0:是"].iter().any(|mark| folding::fold(header).replace(' ', "").contains(mark));
    let flag = |yes: bool| Read::good(Value::Flag(yes));
    match cell {
        Cell::Empty => Read::BLANK,
        Cell::Bool(yes) => flag(*yes),
        Cell::Number(number) if *number == 0.0 => flag(turned),
        Cell::Number(number) if (*number - 1.0).abs() < f64::EPSILON => flag(!turned),
        Cell::Text(text) => {
            let folded = folding::fold(text);
            let figure = folded == "0" || folded == "1";
            if YES.contains(&folded.as_str()) {
                flag(!(figure && turned))
            } else if NO.contains(&folded.as_str()) {
                flag(figure && turned)
            } else if super::value::says_nothing(text) {
                Read::BLANK
            } else {
                Read::bad(Problem::BadValue)
            }
        }
        _ => Read::bad(Problem::BadValue),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_marks() {
        for (text, expected) in [
            ("是", Value::Flag(true)),
            ("√", Value::Flag(true)),
            ("Sì", Value::Flag(true)),
            ("Y", Value::Flag(true)),
            ("1", Value::Flag(true)),
            ("否", Value::Flag(false)),
            ("無", Value::Flag(false)),
            ("No", Value::Flag(false)),
            ("-", Value::Flag(false)),
            ("也许", Value::Null),
            ("待定", Value::Null),
        ] {
            assert_eq!(read(&Cell::Text(text.into()), "是否重开").value, expected, "{text}");
        }
        assert_eq!(read(&Cell::Number(0.0), "客户决策人0是1否").value, Value::Flag(true));
        assert_eq!(read(&Cell::Number(1.0), "是否").value, Value::Flag(true));
        assert_eq!(read(&Cell::Empty, "是否"), Read::BLANK);
    }
}
