//! Comparison (比对): two records side by side, field by field. Each comparison ends at a level worth so many bits; a field
//! that either side lacks says nothing. Companies are compared by name, place and contact points, persons by names, birthday
//! and address; a company is never a person.

use chrono::NaiveDate;

use super::distance::{are_shuffled, slips};
use super::nickname::is_nickname;
use super::record::{Record, Text, last_digits};
use super::similar::{align, is_slip, likeness};
use super::weights::{Step, step};

/// Share of what two like names lose in weight for being common both.
const ESTABLISHED: f64 = 0.4;
/// Names of persons at least this like each other are one name misspelt.
const NAMES_ALIKE: f64 = 0.75;

/// What the two are called, into a list used again and again.
pub(super) fn compare_names(a: &Record, b: &Record, steps: &mut Vec<Step>) {
    steps.clear();
    if a.person && b.person {
        person_names(a, b, steps);
    } else {
        steps.extend(company_names(a, b));
    }
}

/// Every other comparison that says something about the two, behind their names.
pub(super) fn compare_rest(a: &Record, b: &Record, steps: &mut Vec<Step>) {
    if !(a.person && b.person) {
        steps.extend(legal_form(a, b));
        steps.extend(contact(a, b));
    }
    let mut word = |comparison, left: &Option<Text>, right: &Option<Text>| {
        if let (Some(left), Some(right)) = (left, right) {
            let mut found = step(comparison, text_level(comparison, left, right), 0.0);
            // A town half the file lives in says less than an ordinary one.
            if found.bits > 0.0 {
                let common = if comparison == "city" { a.said.city.max(b.said.city) } else { a.said.postcode.max(b.said.postcode) };
                let common = if matches!(comparison, "city" | "postcode") { f64::from(common) } else { 0.0 };
                found.bits = (found.bits - common).max(0.0);
            }
            steps.push(found);
        }
    };
    word("country", &a.country, &b.country);
    word("region", &a.region, &b.region);
    word("city", &a.city, &b.city);
    word("postcode", &a.postcode, &b.postcode);
    word("tax_id", &a.tax_id, &b.tax_id);
    if a.code.is_some() && b.code.is_some() && (a.sheet == b.sheet || a.code == b.code) {
        word("code", &a.code, &b.code);
    }
    steps.extend(address(a, b));
    let mut email = best_of("email", &a.emails, &b.emails, email_level);
    if let Some(found) = &mut email
        && found.level == "exact"
        && !a.emails.iter().any(|email| !is_office(email) && b.emails.contains(email))
    {
        *found = step("email", "office", 0.0);
    }
    if let Some(found) = &mut email
        && found.level == "number"
        && namesakes(steps)
    {
        // Whoever is called so has such an address; another figure in it is another person's.
        *found = step("email", "else", 0.0);
    }
    steps.extend(email);
    // The domain says nothing new where the whole address is the same.
    if !steps.iter().any(|step| step.comparison == "email" && matches!(step.level, "exact" | "office")) {
        steps.extend(best_of("domain", &a.domains, &b.domains, |a, b| if is_slip(a, b) && a.len() > 7 { "near" } else { "else" }));
    }
    steps.extend(best_of("phone", &a.phones, &b.phones, phone_level));
    if let (Some(left), Some(right)) = (a.birthday, b.birthday) {
        steps.push(step("birthday", birthday_level(left, right), 0.0));
    }
}

/// Whether both names of two persons are the same but for their order and a slip.
fn namesakes(steps: &[Step]) -> bool {
    ["given", "family"]
        .iter()
        .all(|part| steps.iter().any(|step| step.comparison == *part && matches!(step.level, "exact" | "swapped" | "near")))
}

fn text_level(comparison: &str, left: &str, right: &str) -> &'static str {
    if left == right {
        "exact"
    } else if !matches!(comparison, "country" | "region" | "code")
        && (is_slip(left, right) || (comparison == "city" && likeness(left, right) > 0.8))
    {
        "near"
    } else {
        "else"
    }
}

fn company_names(a: &Record, b: &Record) -> Option<Step> {
    let pairs = a.names.iter().flat_map(|left| b.names.iter().filter_map(move |right| align(left, right)));
    pairs.map(|found| step("name", found.level, found.shared)).max_by(|x, y| x.bits.total_cmp(&y.bits))
}

fn legal_form(a: &Record, b: &Record) -> Option<Step> {
    let (one, other) = (a.names.first()?, b.names.first()?);
    let (left, right) = (one.legal.as_ref()?, other.legal.as_ref()?);
    // 有限公司 and 有限责任公司 are one form, written shorter or longer; 股份有限公司 is another.
    let longer = |form: &str| one.han && other.han && form.ends_with("公司") && !form.contains("股份");
    let level = if left.0 == right.0 || (longer(left.0) && longer(right.0) && left.1 == right.1) {
        "exact"
    } else if left.1 == right.1 {
        "class"
    } else {
        "else"
    };
    Some(step("legal_form", level, 0.0))
}

fn contact(a: &Record, b: &Record) -> Option<Step> {
    if a.contact.is_empty() || b.contact.is_empty() {
        return None;
    }
    let level = if a.contact == b.contact {
        "exact"
    } else if letters(a).abs_diff(letters(b)) <= 1 && is_slip(&a.contact.replace(' ', ""), &b.contact.replace(' ', "")) {
        "near"
    } else if a.contact_words().any(|word| b.contact_words().any(|other| word == other)) {
        "part"
    } else {
        "else"
    };
    Some(step("contact", level, 0.0))
}

/// Letters of the contact's name.
fn letters(record: &Record) -> usize {
    record.contact.bytes().filter(|letter| *letter != b' ').count()
}

/// Given and family name, either way round.
fn person_names(a: &Record, b: &Record, steps: &mut Vec<Step>) {
    let (a_given, b_given) = (a.given.as_ref().zip(Some(a.said.given)), b.given.as_ref().zip(Some(b.said.given)));
    let (a_family, b_family) = (a.family.as_ref().zip(Some(a.said.family)), b.family.as_ref().zip(Some(b.said.family)));
    // One name in both columns is one name.
    let once = a.given == a.family || b.given == b.family;
    let straight = alike(a.given.as_ref(), b.given.as_ref()) + if once { 0 } else { alike(a.family.as_ref(), b.family.as_ref()) };
    let swapped = a.given != b.given && alike(a.given.as_ref(), b.family.as_ref()) + alike(a.family.as_ref(), b.given.as_ref()) > straight;
    let mut pair = |comparison, left: Option<(&Text, f32)>, right: Option<(&Text, f32)>| {
        if let (Some((left, one)), Some((right, other))) = (left, right) {
            let level = if left == right {
                if swapped { "swapped" } else { "exact" }
            } else if if comparison == "given" { is_one_name(left, right) } else { are_alike(left, right) } {
                "near"
            } else if left.len().max(right.len()) > 4 && are_shuffled(left, right) && !are_brother_and_sister(left, right) {
                "shuffled"
            } else {
                "else"
            };
            let mut found = step(comparison, level, f64::from(one.max(other)));
            if level == "near" {
                // Schmidt and Schmitt are two names; a name that only one record has may be a slip.
                let kind = usize::from(comparison == "family");
                found.bits -= (f64::from(a.said.common[kind].min(b.said.common[kind])) * ESTABLISHED).min(found.bits.max(0.0));
            }
            steps.push(found);
        }
    };
    if swapped {
        pair("given", a_given, b_family);
        pair("family", a_family, b_given);
    } else {
        pair("given", a_given, b_given);
        pair("family", a_family.filter(|_| !once), b_family);
    }
}

/// Two for equal names, one for names alike.
fn alike(a: Option<&Text>, b: Option<&Text>) -> u8 {
    match (a, b) {
        (Some(left), Some(right)) if left == right => 2,
        (Some(left), Some(right)) => u8::from(are_alike(left, right)),
        _ => 0,
    }
}

/// Whether two given names are hardly one name mistyped.
pub(super) fn are_two_names(a: &str, b: &str) -> bool {
    let longer = a.len().max(b.len());
    !is_one_name(a, b) && slips(a, b) > if longer > 4 { 2 } else { 1 } && !are_shuffled(a, b)
}

/// Whether two given names are one, written otherwise.
pub(super) fn is_one_name(a: &str, b: &str) -> bool {
    is_initial(a, b) || is_nickname(a, b) || (are_alike(a, b) && !are_brother_and_sister(a, b))
}

/// A slip of the key apart: names of persons are short, and so are misspelt ones.
fn are_alike(a: &str, b: &str) -> bool {
    likeness(a, b) >= NAMES_ALIKE || (a.len().max(b.len()) == 3 && slips(a, b) == 1)
}

/// `M.` for Marco.
fn is_initial(a: &str, b: &str) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    short.chars().nth(1).is_none() && long.starts_with(short)
}

/// Paolo and Paola, Simone and Simona: no slip of the key.
fn are_brother_and_sister(a: &str, b: &str) -> bool {
    let (Some((left, one)), Some((right, other))) =
        (a.split_at_checked(a.len().wrapping_sub(1)), b.split_at_checked(b.len().wrapping_sub(1)))
    else {
        return false;
    };
    left == right && matches!((one, other), ("a", "o" | "e") | ("o" | "e", "a"))
}

fn address(a: &Record, b: &Record) -> Option<Step> {
    if a.address.is_empty() || b.address.is_empty() {
        return None;
    }
    let level = if a.address == b.address { "exact" } else { super::address::level(&a.address, &b.address, a.person) };
    Some(step("address", level, 0.0))
}

fn best_of(comparison: &'static str, a: &[Text], b: &[Text], unequal: impl Fn(&str, &str) -> &'static str) -> Option<Step> {
    let pairs = a.iter().flat_map(|left| b.iter().map(move |right| (left, right)));
    let levels = pairs.map(|(left, right)| if left == right { "exact" } else { unequal(left, right) });
    levels.map(|level| step(comparison, level, 0.0)).max_by(|x, y| x.bits.total_cmp(&y.bits))
}

/// A number without its country is the same as one with it; two countries' numbers are not.
fn phone_level(a: &str, b: &str) -> &'static str {
    let abroad = a.starts_with('+') && b.starts_with('+');
    match (last_digits(a) == last_digits(b), abroad) {
        (true, false) => "exact",
        (true, true) => "near",
        _ if is_slip(a, b) => "near",
        _ => "else",
    }
}

/// A mailbox that every house of a firm gives, `info@`: no one person's.
fn is_office(email: &str) -> bool {
    const DESKS: [&str; 19] = [
        "info",
        "office",
        "contact",
        "sales",
        "mail",
        "admin",
        "hello",
        "service",
        "support",
        "export",
        "import",
        "order",
        "orders",
        "enquiry",
        "purchase",
        "purchasing",
        "reception",
        "commerciale",
        "vendite",
    ];
    DESKS.contains(&email.split('@').next().unwrap_or_default())
}

fn email_level(a: &str, b: &str) -> &'static str {
    let (left, right) = (a.split('@').next().unwrap_or_default(), b.split('@').next().unwrap_or_default());
    let general = |local: &str| {
        local.len() < 6 || matches!(local, "office" | "contact" | "export" | "import" | "purchase" | "purchasing" | "commerciale")
    };
    if general(left) || general(right) {
        "else"
    } else if slips(a, b) <= 2 {
        // `rossi69` and `rossi67` are two people more often than a slip.
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        if digits(a) == digits(b) { "near" } else { "number" }
    } else if left == right {
        "local"
    } else {
        "else"
    }
}

/// One digit wrong, two neighbours exchanged, or day and month: `near`. Day, month or year another: `part`. The first of January
/// stands for an unknown day: with the year alone it is `near` at best.
fn birthday_level(a: NaiveDate, b: NaiveDate) -> &'static str {
    use chrono::Datelike;
    let placeholder = |day: NaiveDate| day.ordinal() == 1;
    if a == b {
        return if placeholder(a) { "near" } else { "exact" };
    }
    let (same_year, same_month, same_day) = (a.year() == b.year(), a.month() == b.month(), a.day() == b.day());
    if placeholder(a) || placeholder(b) {
        return if same_year { "loose" } else { "else" };
    }
    let swapped = same_year && a.month() == b.day() && a.day() == b.month();
    let written = |day: NaiveDate| {
        let (year, month, day) = (day.year().unsigned_abs(), day.month(), day.day());
        [year / 1000, year / 100 % 10, year / 10 % 10, year % 10, month / 10, month % 10, day / 10, day % 10]
    };
    let (left, right) = (written(a), written(b));
    let digits = left.iter().zip(right).filter(|(x, y)| **x != *y).count();
    let exchanged = digits == 2 && left.windows(2).zip(right.windows(2)).any(|(x, y)| x[0] == y[1] && x[1] == y[0] && x[0] != x[1]);
    if swapped || exchanged || digits == 1 {
        "near"
    } else if u8::from(same_year) + u8::from(same_month) + u8::from(same_day) == 2 {
        "part"
    } else if digits == 2 || (same_year || same_month || same_day) && (a.year() - b.year()).abs() <= 1 {
        "loose"
    } else {
        "else"
    }
}
