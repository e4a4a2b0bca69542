//! Invented companies, and how one of them is written in another year: capitals, another spelling of the legal form, a remark,
//! a missing mailbox, another salesperson.

use std::collections::BTreeSet;

use crate::rng::Rng;

/// A company that exists once.
pub(crate) struct Company {
    pub(crate) key: String,
    stem: String,
    trade: &'static str,
    home: &'static Home,
    pub(crate) city: &'static str,
    pub(crate) domain: String,
    local: String,
    pub(crate) contact: String,
    owner: usize,
}

/// One way a row writes it.
pub(crate) struct Written {
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) staff: &'static str,
}

struct Home {
    names: [&'static str; 3],
    dial: &'static str,
    digits: usize,
    cities: [&'static str; 4],
    forms: [&'static str; 3],
    tld: &'static str,
    trades: [&'static str; 6],
}

const HOMES: [Home; 6] = [
    Home {
        names: ["意大利", "Italy", "IT"],
        dial: "+39",
        digits: 9,
        cities: ["Milano", "Torino", "Bologna", "Verona"],
        forms: ["S.r.l.", "Srl", "SRL"],
        tld: "it",
        trades: ["Casa", "Arredi", "Import", "Forniture", "Luce", "Giardino"],
    },
    Home {
        names: ["德国", "Germany", "DE"],
        dial: "+49",
        digits: 10,
        cities: ["Hamburg", "Bremen", "Dresden", "Leipzig"],
        forms: ["GmbH", "G.m.b.H.", "GMBH"],
        tld: "de",
        trades: ["Handels", "Wohnen", "Haushalt", "Garten", "Licht", "Textil"],
    },
    Home {
        names: ["美国", "United States", "USA"],
        dial: "+1",
        digits: 10,
        cities: ["Chicago", "Dallas", "Seattle", "Atlanta"],
        forms: ["Inc.", "Inc", "INC."],
        tld: "com",
        trades: ["Home", "Supply", "Imports", "Outdoor", "Lighting", "Gifts"],
    },
    Home {
        names: ["英国", "United Kingdom", "UK"],
        dial: "+44",
        digits: 10,
        cities: ["Leeds", "Bristol", "London", "Glasgow"],
        forms: ["Ltd", "Limited", "LTD."],
        tld: "uk",
        trades: ["Homeware", "Trading", "Interiors", "Garden", "Textiles", "Gifts"],
    },
    Home {
        names: ["法国", "France", "FR"],
        dial: "+33",
        digits: 9,
        cities: ["Lyon", "Nantes", "Lille", "Paris"],
        forms: ["SARL", "S.A.R.L.", "Sarl"],
        tld: "fr",
        trades: ["Maison", "Distribution", "Jardin", "Decor", "Cadeaux", "Textile"],
    },
    Home {
        names: ["西班牙", "Spain", "ES"],
        dial: "+34",
        digits: 9,
        cities: ["Madrid", "Valencia", "Sevilla", "Bilbao"],
        forms: ["S.L.", "SL", "S.L"],
        tld: "es",
        trades: ["Hogar", "Comercial", "Terraza", "Luz", "Regalos", "Textil"],
    },
];

/// Salespeople of the invented exporter.
pub(crate) const STAFF: [&str; 8] = ["王芳", "李强", "张敏", "刘洋", "陈静", "赵磊", "周婷", "吴晓燕"];

const HEADS: [&str; 40] = [
    "Bel", "Cor", "Dal", "Fer", "Gal", "Lom", "Mar", "Nov", "Pal", "Ros", "Sal", "Tor", "Val", "Zan", "Bre", "Cas", "Dor", "Fal", "Gri",
    "Lan", "Mon", "Nar", "Ost", "Per", "Qua", "Riv", "Ser", "Tav", "Urb", "Ven", "Alb", "Bor", "Cam", "Del", "Ern", "Fos", "Gus", "Hol",
    "Ilv", "Jor",
];
const MIDDLES: [&str; 30] = [
    "a", "e", "i", "o", "ando", "ello", "ino", "ero", "ana", "ato", "eri", "ico", "ola", "uma", "ave", "ester", "ingo", "ora", "ute",
    "izze", "ard", "ent", "imo", "onde", "ulta", "aste", "erbe", "igno", "opra", "unda",
];
const TAILS: [&str; 30] = [
    "ni", "ri", "ti", "lli", "sso", "mare", "dorf", "berg", "ville", "ford", "ley", "stad", "nova", "via", "port", "monte", "stein",
    "field", "court", "wick", "zza", "neri", "tane", "riba", "dello", "quist", "moor", "hurst", "bach", "garde",
];
const PEOPLE: [&str; 12] = [
    "Anna Riva",
    "Marco Belli",
    "Jan Kessel",
    "Eva Lind",
    "Tom Hurst",
    "Lucy Marsh",
    "Paul Nantes",
    "Ines Vega",
    "Carla Monti",
    "Otto Brandt",
    "Nora Fell",
    "Luis Prado",
];

/// So many companies; no two share a stem.
pub(crate) fn companies(rng: &mut Rng, count: usize) -> Vec<Company> {
    let mut taken = BTreeSet::new();
    let mut made = Vec::with_capacity(count);
    while made.len() < count {
        let stem = format!("{}{}{}", rng.pick(&HEADS), rng.pick(&MIDDLES), rng.pick(&TAILS));
        let home = &HOMES[rng.below(HOMES.len())];
        if !taken.insert(stem.clone()) {
            continue;
        }
        let local: String =
            (0..home.digits).map(|place| char::from(b'0' + u8::try_from(rng.range(i64::from(place == 0) * 2, 9)).unwrap_or(5))).collect();
        made.push(Company {
            key: format!("L{:05}", made.len() + 1),
            trade: home.trades[rng.below(6)],
            city: home.cities[rng.below(4)],
            domain: format!("{}-{}.example", stem.to_lowercase(), home.tld),
            stem,
            home,
            local,
            contact: (*rng.pick(&PEOPLE)).to_owned(),
            owner: rng.below(STAFF.len()),
        });
    }
    made
}

impl Company {
    /// The company as the row of a year writes it; a customer is handed over now and then.
    pub(crate) fn written(&self, rng: &mut Rng, year: usize) -> Written {
        let form = self.home.forms[rng.below(3)];
        let plain = format!("{} {} {form}", self.stem, self.trade);
        let name = match rng.range(0, 11) {
            0 => plain.to_uppercase(),
            1 => format!("{plain}（老客户）"),
            2 => format!("{} {}", self.stem, self.trade),
            3 => format!("{}, {form}", format_args!("{} {}", self.stem, self.trade)),
            _ => plain,
        };
        let local = match rng.range(0, 2) {
            0 => format!("{} {}", self.home.dial, self.local),
            1 => format!("00{}-{}", self.home.dial.trim_start_matches('+'), self.local),
            _ => format!("({}) {} {}", self.home.dial, &self.local[..3], &self.local[3..]),
        };
        let handed_over = usize::from(year >= 6 && self.owner.is_multiple_of(3));
        Written {
            name,
            country: (*rng.pick(&self.home.names)).to_owned(),
            email: if rng.chance(80) { format!("info@{}", self.domain) } else { String::new() },
            phone: if rng.chance(75) { local } else { String::new() },
            staff: STAFF[(self.owner + handed_over) % STAFF.len()],
        }
    }

    /// The name other sheets know it by.
    pub(crate) fn usual(&self) -> String {
        format!("{} {} {}", self.stem, self.trade, self.home.forms[0])
    }
}
