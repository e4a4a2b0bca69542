//! By hand (手工更正): the places that a corrections sheet of people's own names: a cell of a file, or a customer.

use crate::model::folding;

/// Kind of such a sheet among the returned workbooks.
pub const BY_HAND: &str = "corrections_by_hand";

/// What a correction is about. The column, or the field of the customer, stands in [`super::Input::Fix`] as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spot {
    /// A cell of a sheet; no sheet = the only one that fits.
    Cell {
        /// File as written: a name, or a path in either way of writing.
        file: String,
        /// Sheet as written.
        sheet: String,
        /// Row as Excel shows it.
        row: u32,
    },
    /// A customer by name or id.
    Customer(String),
}

impl Spot {
    /// The text that journals keep.
    #[must_use]
    pub fn about(&self) -> String {
        let plain = |text: &str| text.replace('|', "¦");
        match self {
            Self::Cell { file, sheet, row } => format!("hand|{}|{}|{row}", plain(file), plain(sheet)),
            Self::Customer(name) => format!("who|{}", plain(name)),
        }
    }

    /// Reads it back.
    #[must_use]
    pub fn parse(about: &str) -> Option<Self> {
        let parts: Vec<&str> = about.split('|').collect();
        match parts.as_slice() {
            ["hand", file, sheet, row] => Some(Self::Cell { file: (*file).to_owned(), sheet: (*sheet).to_owned(), row: row.parse().ok()? }),
            ["who", name] => Some(Self::Customer((*name).to_owned())),
            _ => None,
        }
    }
}

/// Whether a file as a person wrote it is the one of this label: its name, the end of its path or more than its path, with or
/// without the ending, and with `\` for `/`.
#[must_use]
pub fn same_file(told: &str, label: &str) -> bool {
    let plain = |text: &str| folding::fold(&text.replace('\\', "/").replace('|', "¦"));
    let (told, label) = (plain(told.trim().trim_matches('"')), plain(label));
    let ends = |long: &str, short: &str| long.strip_suffix(short).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    let bare = |path: &str| path.rsplit_once('.').map_or_else(|| path.to_owned(), |(stem, _)| stem.to_owned());
    !told.is_empty() && (ends(&label, &told) || ends(&told, &label) || ends(&bare(&label), &told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_reads_back() {
        for spot in [Spot::Cell { file: "台账/a.xls".into(), sheet: String::new(), row: 7 }, Spot::Customer("C0042".into())] {
            assert_eq!(Spot::parse(&spot.about()), Some(spot));
        }
        assert_eq!(Spot::parse("cell|order|a|b|3"), None);
    }

    #[test]
    fn a_file_is_known_however_its_path_is_written() {
        for told in ["订单.XLS", "台账\\订单.xls", "D:\\数据\\台账\\订单.xls", "\"台账/订单.xls\"", "订单", "台账/订单"]
        {
            assert!(same_file(told, "台账/订单.xls"), "{told}");
        }
        for told in ["单.xls", "", "旧订单.xls", "别处/订单.xls"] {
            assert!(!same_file(told, "台账/订单.xls"), "{told}");
        }
    }
}
