//! The invented company's true story, before anybody mistypes it.

pub(crate) mod care;
pub(crate) mod customers;
pub(crate) mod deals;
pub(crate) mod orders;
pub(crate) mod payments;
pub(crate) mod places;
pub(crate) mod plans;
pub(crate) mod products;
pub(crate) mod spelling;
pub(crate) mod staff;

use customers::Customer;
use orders::Order;
use plans::Plan;

/// Everything that happened.
pub(crate) struct World {
    pub(crate) customers: Vec<Customer>,
    pub(crate) orders: Vec<Order>,
    pub(crate) inquiries: Vec<deals::Inquiry>,
    pub(crate) complaints: Vec<care::Complaint>,
    /// One for each customer: what its salesperson expects.
    pub(crate) plans: Vec<Plan>,
}

impl World {
    /// Tells the story; always the same.
    pub(crate) fn tell() -> Self {
        let customers = customers::all();
        let orders = orders::all(&customers);
        let inquiries = deals::inquiries(&customers, &orders);
        let complaints = care::complaints(&customers, &orders);
        let plans = plans::all(&customers, &orders);
        Self { customers, orders, inquiries, complaints, plans }
    }
}

/// Lower-case ASCII with hyphens, for addresses: `Küchenwelt Nord` → `kuchenwelt-nord`.
pub(crate) fn ascii(text: &str) -> String {
    const PLAIN: [(&str, char); 15] = [
        ("àáâãäåÁ", 'a'),
        ("èéêëę", 'e'),
        ("ìíîïı", 'i'),
        ("òóôõöøÓ", 'o'),
        ("ùúûüÜ", 'u'),
        ("çć", 'c'),
        ("ñń", 'n'),
        ("łŁ", 'l'),
        ("śşŞ", 's'),
        ("żź", 'z'),
        ("ÉÈ", 'e'),
        ("ğ", 'g'),
        ("ý", 'y'),
        ("ß", 's'),
        ("Å", 'a'),
    ];
    let mut out = String::new();
    for letter in text.chars() {
        let plain = PLAIN.iter().find(|(accented, _)| accented.contains(letter)).map_or(letter, |(_, plain)| *plain);
        if plain.is_ascii_alphanumeric() {
            out.push(plain.to_ascii_lowercase());
        } else if plain != '\'' && !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// Latin text without the accents that Chinese code pages have no room for.
pub(crate) fn unaccented(text: &str) -> String {
    let fold = |letter: char| match letter {
        '\u{80}'..='\u{24F}' => ascii(&letter.to_string()),
        _ => letter.to_string(),
    };
    text.chars().map(fold).collect()
}
