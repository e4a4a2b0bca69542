//! Code-like headers (字段名): `cust_name`, `currencyCode`, `orderQty` as exports of systems write them.
//!
//! Decides which ordinary headers such a name may stand for: its abbreviations written out, its table's name in front and
//! its kind's name behind left away.

/// Abbreviations and what they stand for.
const SHORT: [(&str, &str); 49] = [
    ("cust", "customer"),
    ("cst", "customer"),
    ("cli", "client"),
    ("qty", "quantity"),
    ("amt", "amount"),
    ("num", "no"),
    ("nbr", "no"),
    ("dt", "date"),
    ("tel", "phone"),
    ("addr", "address"),
    ("curr", "currency"),
    ("cur", "currency"),
    ("ccy", "currency"),
    ("desc", "description"),
    ("prod", "product"),
    ("ord", "order"),
    ("inv", "invoice"),
    ("pmt", "payment"),
    ("ctry", "country"),
    ("emp", "salesperson"),
    ("salesman", "salesperson"),
    ("sp", "salesperson"),
    ("mail", "email"),
    ("eml", "email"),
    ("nm", "name"),
    ("cd", "code"),
    ("nr", "no"),
    ("id", "id"),
    ("prc", "price"),
    ("val", "value"),
    ("sts", "status"),
    ("stat", "status"),
    ("typ", "type"),
    ("rmk", "remark"),
    ("mob", "mobile"),
    ("ph", "phone"),
    ("cntct", "contact"),
    ("slsmn", "salesperson"),
    ("rep", "salesperson"),
    ("dlv", "delivery"),
    ("dlvry", "delivery"),
    ("shp", "ship"),
    ("crt", "created"),
    ("upd", "updated"),
    ("lst", "last"),
    ("nxt", "next"),
    ("comp", "company"),
    ("itm", "item"),
    ("rcv", "received"),
];
/// The table's own name in front of a field.
const FRONT: [&str; 14] = [
    "customer", "client", "contact", "order", "account", "company", "buyer", "crm", "sales", "billing", "payment", "invoice", "product",
    "lead",
];
/// The kind of a field behind its name.
const BEHIND: [&str; 7] = ["code", "name", "value", "text", "total", "desc", "str"];

/// Whether a word names a table of a system, in front of its fields.
pub(super) fn is_table(word: &str) -> bool {
    let word = word.trim().to_ascii_lowercase();
    FRONT.contains(&word.as_str())
        || ["deal", "organization", "person", "activity", "opportunity", "from", "ticket", "case"].contains(&word.as_str())
}

/// Ordinary headers for a code-like one, the closest first; none for words as people write them.
pub(super) fn spellings(header: &str) -> Vec<String> {
    if !header.is_ascii() || header.contains(' ') {
        return Vec::new();
    }
    let words = words(header);
    if words.len() < 2 && !SHORT.iter().any(|(short, _)| *short == header.to_ascii_lowercase()) {
        return Vec::new();
    }
    let full: Vec<&str> =
        words.iter().map(|word| SHORT.iter().find(|(short, _)| short == word).map_or(word.as_str(), |(_, full)| *full)).collect();
    let mut found = vec![full.join(" ")];
    if full.len() < 2 {
        return found;
    }
    if FRONT.contains(&full[0]) {
        found.push(full[1..].join(" "));
    }
    let last = full.len() - 1;
    if BEHIND.contains(&full[last]) {
        found.push(full[..last].join(" "));
        if FRONT.contains(&full[0]) && last > 1 {
            found.push(full[1..last].join(" "));
        }
    }
    found
}

/// Parts between underscores, hyphens, dots and humps, in lower case.
fn words(header: &str) -> Vec<String> {
    let mut words: Vec<String> = vec![String::new()];
    let mut before = ' ';
    for sign in header.chars() {
        let cut = matches!(sign, '_' | '-' | '.');
        if cut || (sign.is_ascii_uppercase() && before.is_ascii_lowercase()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| !cut) {
            word.push(sign.to_ascii_lowercase());
        }
        before = sign;
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_systems_become_headers() {
        assert_eq!(spellings("cust_name"), ["customer name", "name", "customer"]);
        assert_eq!(spellings("currencyCode"), ["currency code", "currency"]);
        assert_eq!(spellings("cust_nm"), ["customer name", "name", "customer"]);
        assert_eq!((spellings("ctry"), spellings("Ctry")), (vec!["country".to_owned()], vec!["country".to_owned()]));
        assert_eq!(spellings("contact_email"), ["contact email", "email"]);
        assert!(spellings("Customer Name").is_empty());
        assert!(spellings("USD").is_empty());
        assert!(spellings("邮箱_1").is_empty());
    }
}
