//! Settling (定夺): headers that may mean two things are decided by the other columns and by the cells below.
//!
//! *Stato* is a status or a country, 编号 a customer's number or a running one, *Name* a company or a person, *Agente* a
//! colleague or a trading house. A header whose cells cannot be what it says is left alone and reported.

use super::context::has_legal_form;
use super::grid::Grid;
use super::lexicon::Lexicon;
use super::source::Ruled;
use super::told;
use crate::finding::{Finding, Kind};
use crate::model::field::Kind as FieldKind;
use crate::model::raw::{Column, Match};
use crate::model::{Catalogue, Entity, Origin, folding};

/// Cells of a column that are looked at.
const LOOKED_AT: usize = 50;
/// Fewer cells contradict nothing.
const FEWEST: usize = 3;

/// Decides what can be decided, and reports what contradicts itself.
pub(super) fn settle(columns: &mut [Column], grid: &Grid, body: &[u32], entity: Entity, at: &Origin) -> Vec<Finding> {
    let values: Vec<Vec<String>> = columns.iter().map(|column| values(column, grid, body)).collect();
    for place in 0..columns.len() {
        if columns[place].matched == Match::Policy {
            continue;
        }
        columns[place].field = match settled(columns, &values, place, entity) {
            Ruled::Silent => continue,
            Ruled::LeftAlone => None,
            Ruled::Field(field) => Some(field),
        };
        columns[place].matched = Match::Context;
    }
    number_of_orders(columns, entity);
    day_of_entry(columns, entity);
    let mut findings = Vec::new();
    for (column, values) in columns.iter_mut().zip(&values) {
        let Some(field) = column.field.filter(|_| column.matched != Match::Policy) else { continue };
        if values.len() >= FEWEST && Catalogue::shipped().field(entity, field).is_some_and(|field| !any_fits(&field.kind, values)) {
            let finding = Finding::new(Kind::ColumnDoubtful).at(at.at_column(column.index)).of(entity, field);
            findings.push(finding.with("header", &column.header).with("value", &values[0]));
            column.field = None;
            column.matched = Match::Unknown;
        }
    }
    findings
}

/// Where nothing else tells the day of an event, the day it was entered does: exports of web programs have no other.
fn day_of_entry(columns: &mut [Column], entity: Entity) {
    const ENTERED: [&str; 14] = [
        "创建时间",
        "创建日期",
        "添加时间",
        "录入时间",
        "录入日期",
        "提交时间",
        "createtime",
        "createdat",
        "createdon",
        "createdtime",
        "createddate",
        "datacreazione",
        "creatoil",
        "dateadded",
    ];
    let days = match entity {
        Entity::Customer | Entity::Contact | Entity::Staff | Entity::Product => return,
        _ => ["on", "received_at", "due_on"],
    };
    let known = |field: &str| columns.iter().any(|column| column.field == Some(field));
    if days.iter().any(|field| known(field)) {
        return;
    }
    let Some(field) = days.iter().find_map(|field| Catalogue::shipped().field(entity, field)) else { return };
    let entered = columns.iter_mut().find(|column| column.field.is_none() && ENTERED.contains(&folding::key(&column.header).as_str()));
    if let Some(column) = entered {
        column.field = Some(field.id);
        column.matched = Match::Context;
    }
}

/// Where orders have no number of their own, their invoice's or the customer's order number is theirs.
fn number_of_orders(columns: &mut [Column], entity: Entity) {
    if entity != Entity::Order || columns.iter().any(|column| column.field == Some("no")) {
        return;
    }
    let own = |field: &str| Catalogue::shipped().field(entity, field).map(|field| field.id);
    for other in ["invoice_no", "po_no"] {
        let found = columns.iter_mut().find(|column| column.field == Some(other) && column.matched != Match::Policy);
        if let Some(column) = found {
            column.field = own("no");
            column.matched = Match::Context;
            return;
        }
    }
}

pub(super) fn values(column: &Column, grid: &Grid, body: &[u32]) -> Vec<String> {
    let shown = body.iter().map(|row| grid.get(*row, column.index).show());
    shown.filter(|text| !text.is_empty()).take(LOOKED_AT).collect()
}

/// The better field, or none, for one ambiguous column.
fn settled(columns: &[Column], values: &[Vec<String>], place: usize, entity: Entity) -> Ruled {
    let (column, values) = (&columns[place], &values[place]);
    let key = folding::key(&column.header);
    let has = |field: &str| columns.iter().any(|column| column.field == Some(field));
    let offers = |field: &str| Catalogue::shipped().field(entity, field).map_or(Ruled::Silent, |field| Ruled::Field(field.id));
    let when = |holds: bool, ruled: Ruled| if holds { ruled } else { Ruled::Silent };
    let companies = values.iter().filter(|value| has_legal_form(value)).count();
    let Some(field) = column.field else { return Ruled::Silent };
    match (key.as_str(), field) {
        ("name" | "id" | "title", _)
            if entity == Entity::Order && !has("no") && values.iter().all(|value| told::is_marked_number(value)) =>
        {
            when(!values.is_empty(), offers("no"))
        }
        ("stato" | "state", "status" | "region") if !has("country") => {
            let countries = values.iter().filter(|value| Lexicon::shipped().country.contains(&folding::key(value))).count();
            when(countries * 2 > values.len(), offers("country"))
        }
        ("编号" | "号码" | "单号" | "no" | "id" | "code" | "number" | "codice" | "n" | "num", _) => {
            when(counts_up(values), Ruled::LeftAlone)
        }
        ("name" | "nome" | "姓名" | "fullname" | "nominativo", "person_name" | "first_name")
            if !["name", "name_local", "short_name", "last_name"].iter().any(|field| has(field)) =>
        {
            let about_persons = ["first_name", "birthday", "gender"].iter().any(|field| has(field));
            let spoken = matches!(key.as_str(), "name" | "nome") && !about_persons && !mostly_persons(values);
            when(companies * 3 >= values.len().max(1) || has("contact") || spoken, offers("name"))
        }
        // Where no other column is the name, the only one, or the English one of several, is.
        (_, "name_local") if !has("name") => {
            when(claims(columns, "name_local") == 1 || ["英文", "english", "inglese"].iter().any(|word| key.contains(word)), offers("name"))
        }
        // 名称 is the goods' name on a list of goods, unless firms stand below it.
        ("名称" | "name" | "nome", "product") if !has("customer") => when(companies * 3 >= values.len().max(1), offers("customer")),
        // An item number of letters names the article, one that counts up its line.
        ("itemno" | "item" | "项目" | "项次" | "posizione", "line") => {
            let article = if offers("sku") == Ruled::Silent { offers("product") } else { offers("sku") };
            when(!values.iter().all(|value| value.parse::<u32>().is_ok()), article)
        }
        // A customer told only by number, beside the name or without one.
        (_, "customer") if !has("customer_code") && numbers(values) => offers("customer_code"),
        // Beside the customers, one firm in every row is the one that keeps the sheet.
        ("company" | "公司" | "azienda" | "societa" | "公司名称" | "companyname", "customer") => {
            when(claims(columns, "customer") > 1 && always_the_same(values), Ruled::LeftAlone)
        }
        // Who answered or complained for the customer named in another column.
        (_, "customer") if claims(columns, "customer") > 1 && companies == 0 && mostly_persons(values) => offers("contact"),
        // Whom a colleague followed up (跟进对象), where companies stand below it and nothing else names them.
        (_, "contact") if !has("customer") && !has("customer_code") => when(companies * 2 > values.len(), offers("customer")),
        // 汇率 beside amounts is a currency in some sheets and a rate in others.
        (_, "currency") => when(!values.is_empty() && values.iter().all(|value| value.parse::<f64>().is_ok()), Ruled::LeftAlone),
        (_, "payer") if !has("customer") && !has("customer_code") => offers("customer"),
        ("item" | "articolo" | "article", "sku") if !has("product") => when(!values.iter().any(|value| coded(value)), offers("product")),
        ("esito" | "outcome" | "result", "remedy") if !has("status") => when(few(values), offers("status")),
        // The only remark on a record of what was said is what was said.
        (_, "remark") if !has("content") && !has("result") && !has("subject") && entity == Entity::Interaction => offers("content"),
        ("responsabile" | "assignedto" | "incaricato", "department") if !has("staff") => when(mostly_persons(values), offers("staff")),
        ("agente" | "agent" | "commerciale", "staff") => when(companies * 2 >= values.len().max(1), offers("agent")),
        _ => Ruled::Silent,
    }
}

fn claims(columns: &[Column], field: &str) -> usize {
    columns.iter().filter(|column| column.field == Some(field)).count()
}

fn always_the_same(values: &[String]) -> bool {
    values.len() >= FEWEST && values.iter().all(|value| *value == values[0])
}

fn numbers(values: &[String]) -> bool {
    values.len() >= FEWEST && values.iter().all(|value| value.bytes().all(|byte| byte.is_ascii_digit()))
}

/// `CH-01`, `X100`: letters and digits without a blank.
fn coded(value: &str) -> bool {
    !value.contains(' ') && value.bytes().any(|byte| byte.is_ascii_digit())
}

/// A few words that come again and again.
fn few(values: &[String]) -> bool {
    let distinct: std::collections::BTreeSet<&String> = values.iter().collect();
    values.len() >= 2 * FEWEST && distinct.len() * 2 <= values.len()
}

/// Whether most cells read like `Marco Rossi` or 王芳 and not like `Caffè della Stazione` or 远方贸易.
fn mostly_persons(values: &[String]) -> bool {
    const BETWEEN: [&str; 12] = ["of", "the", "and", "on", "at", "for", "in", "by", "del", "della", "dei", "al"];
    let person = |value: &&String| {
        if !value.is_ascii() && value.chars().all(|c| c.is_alphabetic() && c as u32 > 0x2e80) {
            return value.chars().count() <= 3;
        }
        let words: Vec<&str> = value.split_whitespace().collect();
        let lettered = |word: &&str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-'));
        (2..=3).contains(&words.len())
            && words.iter().all(lettered)
            && !words.iter().any(|word| BETWEEN.contains(&word.to_lowercase().as_str()))
    };
    values.iter().filter(person).count() * 10 >= values.len() * 7
}

/// 1, 2, 3 …: running numbers say nothing.
fn counts_up(values: &[String]) -> bool {
    values.len() >= FEWEST && values.iter().zip(1_u32..).all(|(value, number)| value.trim_start_matches('0') == number.to_string())
}

/// Whether at least one cell can be what the field holds.
pub(super) fn any_fits(kind: &FieldKind, values: &[String]) -> bool {
    let digit = |text: &String| text.chars().any(|c| c.is_ascii_digit() || "〇零一二三四五六七八九十初底中旬今明昨".contains(c));
    match kind {
        FieldKind::Email => values.iter().any(|text| text.contains('@')),
        FieldKind::Date | FieldKind::DateTime => {
            values.iter().any(|text| digit(text) || text.chars().filter(|c| c.is_alphabetic()).count() <= 5)
        }
        FieldKind::Money | FieldKind::Number | FieldKind::Count => values.iter().any(digit),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::grid::tests::grid;
    use super::super::{columns, layout};
    use super::*;

    fn second(entity: Entity, rows: &[&str]) -> (Option<&'static str>, Match, usize) {
        let sheet = grid("", rows);
        let header = &layout::headers(&sheet, &std::collections::BTreeSet::new())[0];
        let body: Vec<u32> = (2..=u32::try_from(rows.len()).unwrap()).collect();
        let (columns, findings) = columns::columns(&sheet, header, &body, entity, None, &Origin::sheet("a.csv", ""));
        let doubtful = findings.iter().filter(|finding| finding.kind == Kind::ColumnDoubtful).count();
        (columns[1].field, columns[1].matched, doubtful)
    }

    #[test]
    fn the_cells_decide_between_two_meanings() {
        let customers = |rows: &[&str]| second(Entity::Customer, rows);
        assert_eq!(
            customers(&["Ragione Sociale|Stato|Telefono", "Rossi|Italia|1", "Haus|Germania|2"]),
            (Some("country"), Match::Context, 0)
        );
        assert_eq!(customers(&["Ragione Sociale|Stato|Telefono", "Rossi|Attivo|1", "Haus||2"]), (Some("status"), Match::Alias, 0));
        assert_eq!(customers(&["客户名称|编号|国家", "Rossi|1|意大利", "Haus|2|德国", "Casa|3|英国"]), (None, Match::Context, 0));
        assert_eq!(customers(&["客户名称|编号|国家", "Rossi|7|意大利", "Haus|9|德国", "Casa|3|英国"]), (Some("code"), Match::Alias, 0));
        assert_eq!(customers(&["Country|Name|Phone", "Italy|Rossi S.r.l.|1", "Germany|Haus GmbH|2"]), (Some("name"), Match::Context, 0));
        assert_eq!(customers(&["No|Name|City", "1|Marco Rossi|Milano", "2|Anna Li|Roma"]), (Some("person_name"), Match::Alias, 0));
        assert_eq!(customers(&["No|Name|City", "1|Cafe of the Arts|Milano", "2|Brunello|Roma"]).0, Some("name"));
        assert_eq!(customers(&["Company|Name|Phone", "Rossi|Marco Rossi|1", "Haus|Jens Vogel|2"]), (Some("person_name"), Match::Alias, 0));
        let quoted = ["报价单号|名称|单价", "1|Milano Trading S.r.l.|1", "2|Export GmbH|2"];
        assert_eq!(second(Entity::Quotation, &quoted), (Some("customer"), Match::Context, 0));
        assert_eq!(second(Entity::Quotation, &["报价单号|名称|单价", "1|瓷砖|1", "2|阀门|2"]), (Some("product"), Match::Context, 0));
        let own = ["Order Reference|Company|Customer", "S1|Our Co|Rossi", "S2|Our Co|Haus", "S3|Our Co|Casa"];
        assert_eq!(second(Entity::Order, &own), (None, Match::Context, 0));
        let orders = ["N. ordine|Agente|Importo", "1|Milano Trading S.r.l.|1", "2|Export GmbH|2"];
        assert_eq!(second(Entity::Order, &orders), (Some("agent"), Match::Context, 0));
    }

    #[test]
    fn a_header_its_cells_contradict_is_left_alone_and_told() {
        let rows = ["客户名称|邮箱|国家", "Rossi|微信|意大利", "Haus|电话|德国", "Casa|展会|英国"];
        assert_eq!(second(Entity::Customer, &rows), (None, Match::Unknown, 1));
        assert_eq!(second(Entity::Customer, &rows[..3]), (Some("email"), Match::Alias, 0));
    }
}
