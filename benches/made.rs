//! Made customers (造出的客户): trade customers of known shape, typed as `normalise` would give them.
//!
//! Decides nothing about quality: names of syllables, one to five rows a customer, slips, other legal forms, missing cells.

use clientbook::model::Entity;
use clientbook::model::frame::complete;
use polars::prelude::{DataFrame, IntoColumn, NamedFrom, Series};

/// A plain generator of numbers, the same everywhere.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % sides
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }

    fn stem(&mut self) -> String {
        (0..3 + self.roll(2)).map(|_| self.pick(&SYLLABLES)).collect()
    }
}

const SYLLABLES: [&str; 40] = [
    "al", "be", "bra", "cor", "da", "del", "en", "fa", "fer", "ga", "gi", "gran", "hol", "in", "ka", "kre", "la", "lo", "mar", "mi", "na",
    "nor", "o", "pa", "per", "qui", "ra", "ri", "sal", "ste", "ta", "ter", "u", "va", "vi", "wal", "xe", "yo", "za", "zu",
];
const TRADE: [&str; 12] = [
    "Trading",
    "Industrial",
    "Import Export",
    "Tools",
    "Hardware",
    "Meccanica",
    "International",
    "Lighting",
    "Group",
    "Textile",
    "Foods",
    "Machinery",
];
const FORMS: [(&str, &str, &str, [&str; 3]); 5] = [
    ("IT", "39", "it", ["S.r.l.", "SRL", "S.p.A."]),
    ("DE", "49", "de", ["GmbH", "GmbH & Co. KG", "AG"]),
    ("GB", "44", "co.uk", ["Ltd", "Limited", "PLC"]),
    ("CN", "86", "cn", ["Co., Ltd.", "Co.,Ltd", "Limited"]),
    ("US", "1", "com", ["Inc.", "LLC", "Corp."]),
];
const COLUMNS: [&str; 8] = ["record_id", "file", "name", "country", "email", "phone", "contact", "city"];

/// A customer table of so many rows.
pub(crate) fn customers(rows: usize) -> DataFrame {
    let mut dice = Dice(20_261_001);
    let mut columns: [Vec<Option<String>>; 8] = Default::default();
    while columns[0].len() < rows {
        let (country, code, host, forms) = FORMS[dice.roll(FORMS.len())];
        let (stem, trade, city, person) = (dice.stem(), dice.pick(&TRADE), dice.stem(), format!("{} {}", dice.stem(), dice.stem()));
        let number = format!("{}{}", 200 + dice.roll(700), 1_000_000 + dice.roll(8_999_999));
        let mut again = true;
        while again && columns[0].len() < rows {
            let mut name = format!("{stem} {trade} {}", dice.pick(&forms));
            if dice.roll(5) == 0 {
                let at = 1 + dice.roll(stem.len() - 1);
                name.remove(at);
            }
            let row = [
                Some(format!("r{}", columns[0].len())),
                Some(format!("{}.csv", dice.roll(20))),
                Some(name),
                Some(country.to_owned()).filter(|_| dice.roll(10) > 0),
                Some(format!("{}@{stem}.{host}", dice.pick(&["info", "sales", "export"]))).filter(|_| dice.roll(5) > 0),
                Some(format!("+{code}{number}")).filter(|_| dice.roll(4) > 0),
                Some(person.clone()).filter(|_| dice.roll(6) > 0),
                Some(city.clone()).filter(|_| dice.roll(3) > 0),
            ];
            columns.iter_mut().zip(row).for_each(|(column, cell)| column.push(cell));
            again = dice.roll(100) < 45;
        }
    }
    let mut made: Vec<_> = COLUMNS.iter().zip(columns).map(|(name, cells)| Series::new((*name).into(), cells).into_column()).collect();
    let numbers: Vec<u32> = (2..).take(rows).collect();
    made.push(Series::new("row_first".into(), numbers.clone()).into_column());
    made.push(Series::new("row_last".into(), numbers).into_column());
    complete(Entity::Customer, &DataFrame::new(rows, made).unwrap()).unwrap()
}
