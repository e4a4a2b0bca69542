//! Entity of a table (表的主题): headers and names decide together.
//!
//! A header that one entity alone has says much, 日期 and 状态 say nearly nothing; the names of sheet, title and file
//! speak too. An entity whose anchor fields are missing is out: such a row could not become a record.

use std::collections::BTreeSet;

use super::head::{self, Ear};
use super::lexicon::Lexicon;
use super::mapping::{Heading, Home};
use super::subject::Subject;
use crate::model::{Entity, folding};

/// Texts that name a table, best first.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub(super) sheet: String,
    pub(super) title: String,
    pub(super) file: String,
}

/// Weight of the sheet's, the title's and the file's name against one header that only one entity has.
const NAME_WEIGHTS: [f64; 3] = [2.0, 1.5, 0.8];
/// Weight of the share of columns that find a field.
const COVERAGE_WEIGHT: f64 = 2.5;
/// Weight of a column whose values are this entity's.
const VALUE_WEIGHT: f64 = 0.8;
/// Number, day, customer, goods and amount with no other word are an order, not an offer.
const ORDER_PRIOR: f64 = 0.25;
/// A column about who sells to us: 供应商编号, `Codice fornitore`.
const SUPPLIERS: [&str; 8] = ["供应商", "供货商", "供方", "采购员", "supplier", "vendor", "fornitor", "进项"];
/// So many names are no list of choices, be they ever so often the same …
const MANY: usize = 20;
/// … as long as they are several.
const FEW: usize = 3;
/// Weight of a column whose head word alone speaks for an entity.
const HINT: f64 = 0.1;
/// A second column of the same field says less.
const REPEATED: f64 = 0.3;

/// Decides the subject of a table with these headings; `given` are headings of what the sheet says once for all rows,
/// asked where the table alone is none of ours; `values` are some of each column's.
pub(super) fn decide(headings: &[Heading], names: &Names, given: &[Heading], values: &[Vec<String>]) -> Subject {
    let given: Vec<Heading> = given.iter().filter(|heading| names_whose(heading)).cloned().collect();
    let together = || {
        let together: Vec<Heading> = headings.iter().chain(&given).cloned().collect();
        match alone(&together, names, values, Ear::Sure) {
            Subject::Of(entity) if entity != Entity::Customer && says_enough(entity, headings) => Subject::Of(entity),
            _ => Subject::Unknown,
        }
    };
    let mut subject = alone(headings, names, values, Ear::Sure).whole(headings, names);
    if subject == Subject::Unknown && !given.is_empty() {
        subject = together();
    }
    if subject == Subject::Unknown {
        subject = alone(headings, names, values, Ear::Keen);
    }
    if subject == Subject::Unknown && mere_names(headings, values) { Subject::Of(Entity::Customer) } else { subject }
}

/// Whether a table is a number, many names and at most where they are: a list of customers, not one of choices.
fn mere_names(headings: &[Heading], values: &[Vec<String>]) -> bool {
    let identifies = |heading: &Heading| {
        let key = folding::key(&heading.own.whole);
        key.ends_with("id") || Lexicon::shipped().serial.contains(&key) || key == "编号"
    };
    let home = |heading: &Heading| heading.homes().into_iter().find(|home| home.entity == Entity::Customer).map(|home| home.field);
    let names = |field: Option<&str>| matches!(field, Some("name" | "name_local" | "last_name" | "person_name"));
    let plain =
        headings.iter().filter(|heading| !heading.own.whole.is_empty()).all(|heading| identifies(heading) || home(heading).is_some());
    let many = |column: &Vec<String>| column.len() >= MANY && column.iter().collect::<BTreeSet<_>>().len() >= FEW;
    plain && headings.iter().zip(values).any(|(heading, column)| names(home(heading)) && many(column))
}

/// Whether a statement above a table says whose its rows are, or of which order.
fn names_whose(heading: &Heading) -> bool {
    heading.homes().iter().any(|home| matches!(home.field, "customer" | "customer_code" | "order_no"))
}

/// Whether the columns alone, without what is said above them, are mostly this entity's.
fn says_enough(entity: Entity, headings: &[Heading]) -> bool {
    let mut fields: Vec<&str> = Vec::new();
    for heading in headings {
        fields.extend(heading.homes().iter().filter(|home| home.entity == entity).map(|home| home.field));
    }
    let mapped = fields.len();
    fields.sort_unstable();
    fields.dedup();
    fields.len() >= 3 && mapped * 2 >= headings.len()
}

/// What a column's values say about an entity: its numbers' prefix, its states.
fn value_bonus(entity: Entity, values: &[Vec<String>], lexicon: &Lexicon) -> f64 {
    let speaking = values.iter().filter(|column| {
        let spoken = column.iter().filter(|value| lexicon.speaks_for(entity, value)).count();
        spoken > 0 && spoken * 2 >= column.len()
    });
    VALUE_WEIGHT * f64::from(u32::try_from(speaking.count().min(2)).unwrap_or(0))
}

fn alone(headings: &[Heading], names: &Names, values: &[Vec<String>], ear: Ear) -> Subject {
    let lexicon = Lexicon::shipped();
    let homes: Vec<Vec<Home>> = headings.iter().map(Heading::homes).collect();
    if other_subject(headings, &homes, names, lexicon) {
        return Subject::Other;
    }
    let mut best: Option<(f64, Entity)> = None;
    let spoken = Spoken::of(names, lexicon);
    for entity in Entity::ALL {
        let bonus = spoken.bonus(entity);
        let Some(score) = score(entity, headings, &homes, bonus > 0.0, ear) else { continue };
        let prior = if entity == Entity::Order { ORDER_PRIOR } else { 0.0 };
        let score = score + bonus + prior + value_bonus(entity, values, lexicon);
        if best.is_none_or(|(highest, _)| score > highest + 1e-9) {
            best = Some((score, entity));
        }
    }
    best.map_or(Subject::Unknown, |(_, entity)| Subject::Of(entity))
}

/// `None` when the headers rule the entity out; a name that speaks for it asks less of them.
#[expect(clippy::cast_precision_loss, reason = "counts of columns are small")]
fn score(entity: Entity, headings: &[Heading], homes: &[Vec<Home>], by_name: bool, ear: Ear) -> Option<f64> {
    let lexicon = Lexicon::shipped();
    let (mut sum, mut mapped, mut written, mut own) = (0.0, 0_usize, 0_usize, false);
    // A number that no other entity has (询盘编号) says what a row is, whatever else is missing.
    let mut numbered = false;
    let (mut fields, mut hinted): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for (heading, homes) in headings.iter().zip(homes) {
        if heading.own.whole.is_empty() || lexicon.serial.contains(&folding::key(&heading.own.whole)) {
            continue;
        }
        let home = homes.iter().find(|home| home.entity == entity);
        if lexicon.administrative.contains(&folding::key(&heading.own.whole)) {
            fields.extend(home.map(|home| home.field));
            continue;
        }
        written += 1;
        let Some(home) = home else {
            hinted.extend(if ear == Ear::Keen { head::field(heading, entity) } else { None });
            continue;
        };
        let rarity = 1.0 / homes.len() as f64;
        own |= homes.len() == 1;
        numbered |= homes.len() == 1 && home.field == "no";
        sum += if fields.contains(&home.field) { rarity * REPEATED } else { rarity };
        mapped += 1;
        fields.push(home.field);
    }
    hinted.retain(|field| !fields.contains(field));
    hinted.dedup();
    if by_name || !fields.is_empty() {
        mapped += hinted.len();
        sum += HINT * hinted.len() as f64;
        fields.extend(hinted);
    }
    // A row of months for each customer is what was sold, not what is aimed at.
    let names_customer = |home: &Home| home.entity == Entity::Customer && home.field == "name";
    if entity == Entity::Target && !fields.contains(&"staff") && homes.iter().flatten().any(names_customer) {
        return None;
    }
    // Months and currencies in rows and columns are rates only where something calls them so: they may be sales as well.
    if entity == Entity::ExchangeRate && !fields.contains(&"rate") && !by_name {
        return None;
    }
    let mut groups = lexicon.anchors(entity).iter();
    let anchored = groups.all(|group| group.iter().any(|field| fields.contains(&field.as_str())) || numbered);
    // 新客户数 and 询盘数 say nothing alone; on a sheet called 目标 they are what is aimed at.
    let measures = fields.iter().filter(|field| field.starts_with("kpi_")).count() >= 2;
    let anchored = anchored || by_name && measures;
    let anchored = anchored && (entity != Entity::Customer || can_be_found(&fields));
    let distinct = fields.iter().enumerate().filter(|(index, field)| !fields[..*index].contains(field)).count();
    let (fewest, least_tenths) = if by_name { (2, 3) } else { (3, 5) };
    if !anchored || distinct < fewest || mapped * 10 < written * least_tenths || (lexicon.special(entity) && !by_name && !own) {
        return None;
    }
    Some(sum + COVERAGE_WEIGHT * mapped as f64 / written as f64)
}

/// A list of mere names is no list of customers: something must say where to find them.
fn can_be_found(fields: &[&str]) -> bool {
    let telling =
        ["name", "name_local", "short_name", "code", "contact", "email", "phone", "mobile", "country", "city", "address", "website"];
    fields.iter().any(|field| telling.contains(field))
}

/// The words of one name that no longer word covers, with the place where each ends.
fn words_in(name: &str, lexicon: &Lexicon) -> Vec<(usize, usize, Entity)> {
    let key = folding::key(name);
    let phrases = latin_phrases(&folding::fold(name));
    let mut found: Vec<(usize, usize, Entity)> = Vec::new();
    for (word, entity) in &lexicon.subjects {
        if word.is_ascii() && !phrases.contains(word.as_str()) {
            continue;
        }
        found.extend(key.match_indices(word.as_str()).map(|(at, _)| (at, at + word.len(), *entity)));
    }
    let covered =
        |one: &(usize, usize, Entity)| found.iter().any(|other| other.0 <= one.0 && one.1 <= other.1 && other.1 - other.0 > one.1 - one.0);
    found.iter().filter(|one| !covered(one)).copied().collect()
}

/// One to three Latin words together: `orderlines` stands in `Order lines 2026`, `pi` not in `pipeline`.
fn latin_phrases(spaced: &str) -> BTreeSet<String> {
    let parts: Vec<&str> = spaced.split(|c: char| !c.is_ascii_alphabetic()).filter(|part| !part.is_empty()).collect();
    (0..parts.len())
        .flat_map(|from| (from + 1..=parts.len().min(from + 3)).map(move |to| (from, to)))
        .map(|(from, to)| parts[from..to].concat())
        .collect()
}

/// The words for entities in the names of a table.
struct Spoken([Vec<(usize, usize, Entity)>; 3]);

impl Spoken {
    fn of(names: &Names, lexicon: &Lexicon) -> Self {
        Self([&names.sheet, &names.title, &names.file].map(|name| words_in(name, lexicon)))
    }

    /// How much the names speak for an entity.
    fn bonus(&self, entity: Entity) -> f64 {
        let mut bonus = 0.0;
        for (words, weight) in self.0.iter().zip(NAME_WEIGHTS) {
            let last = words.iter().map(|word| word.1).max();
            let best = words.iter().filter(|word| word.2 == entity).map(|word| if Some(word.1) == last { weight } else { weight / 2.0 });
            bonus += best.fold(0.0, f64::max);
        }
        bonus
    }
}

/// The head noun of a name stands last: 展会费用 is about costs.
pub(super) fn name_bonus(entity: Entity, names: &Names, lexicon: &Lexicon) -> f64 {
    Spoken::of(names, lexicon).bonus(entity)
}

fn other_subject(headings: &[Heading], homes: &[Vec<Home>], names: &Names, lexicon: &Lexicon) -> bool {
    let keys: Vec<String> = headings.iter().map(|heading| folding::key(&heading.own.core)).collect();
    let of_supplier = |key: &String| SUPPLIERS.iter().any(|word| key.contains(word));
    let other_column = keys.iter().any(|key| lexicon.other_header.contains(key) || of_supplier(key));
    let customer_column = homes.iter().flatten().any(|home| match home.entity {
        Entity::Customer => home.field == "name",
        _ => home.field == "customer",
    });
    let by_name = [&names.sheet, &names.title].into_iter().any(|name| {
        let (key, phrases) = (folding::key(name), latin_phrases(&folding::fold(name)));
        lexicon.other_subject.iter().any(|word| if word.is_ascii() { phrases.contains(word.as_str()) } else { key.contains(word.as_str()) })
    });
    (by_name && (other_column || !customer_column)) || (other_column && !customer_column)
}

#[cfg(test)]
mod tests {
    use super::super::header::Header;
    use super::*;

    fn subject(headers: &str, sheet: &str, title: &str) -> Subject {
        let headings: Vec<Heading> = headers.split('|').map(|text| Heading { own: Header::parse(text), ..Heading::default() }).collect();
        decide(&headings, &Names { sheet: sheet.to_owned(), title: title.to_owned(), file: String::new() }, &[], &[])
    }

    #[test]
    fn ambiguous_headers_are_decided_by_the_rare_ones_and_by_the_name() {
        assert_eq!(subject("日期|客户名称|业务员|状态|跟进内容|下一步", "Sheet1", ""), Subject::Of(Entity::Interaction));
        assert_eq!(subject("订单号|行号|货号|产品名称|数量|单位|单价|金额|币种", "订单明细", ""), Subject::Of(Entity::OrderLine));
        assert_eq!(subject("日期|客户名称|金额|币种|备注", "收款", ""), Subject::Of(Entity::Payment));
        assert_eq!(subject("日期|客户名称|金额|币种|备注", "", "2026年订单台账"), Subject::Of(Entity::Order));
        assert_eq!(subject("展会名称|开始时间|结束时间|办展地点|费用项目|金额|币种", "展会费用", ""), Subject::Of(Entity::Cost));
        assert_eq!(subject("日期|客户|拜访方式|地点|拜访目的|结果|业务员", "拜访记录", ""), Subject::Of(Entity::Visit));
        assert_eq!(subject("货号|品名|规格|单位|FOB价|币种|起订量|有效期至", "价目表", ""), Subject::Of(Entity::PriceList));
        assert_eq!(subject("货号|产品名称|类别|规格|单位|成本价|海关编码", "产品目录", ""), Subject::Of(Entity::Product));
        assert_eq!(subject("PI号|客户|出货日期|提单号|柜号|目的港|金额", "", "2026年出货明细"), Subject::Of(Entity::Shipment));
        assert_eq!(subject("日期|客户名称|PI号|扣款金额|扣款原因|责任部门", "客户扣款", ""), Subject::Of(Entity::Deduction));
        assert_eq!(
            subject("Ticket No.|Customer|Created|Topic|Priority|First Response|Resolved", "Support", ""),
            Subject::Of(Entity::ServiceRequest)
        );
        assert_eq!(subject("日期|客户|反馈内容|责任部门|改进措施|完成日期", "客户反馈", ""), Subject::Of(Entity::Feedback));
        assert_eq!(subject("目标客户|国家|网址|优先级|业务员", "目标客户名单", ""), Subject::Of(Entity::CompanyTarget));
        assert_eq!(
            subject("出货日期|合同号|客户|货值(USD)|柜型|柜号|船名航次|ETD|ETA|目的港|提单号", "10月", ""),
            Subject::Of(Entity::Shipment)
        );
        assert_eq!(subject("下单日期|合同号|客户|货值(USD)|柜号|船名航次|ETD|ETA|目的港|提单号", "10月", ""), Subject::Of(Entity::Order));
        let issue = "编号|出库单编号|出库状态|客户名称|出库时间|合计数量|最终合计价格|备注|创建时间";
        assert_eq!(subject(issue, "", ""), Subject::Of(Entity::Shipment));
        let given_back = "编号|退货单编号|退货状态|客户名称|退货时间|合计数量|最终合计价格|备注|创建时间";
        assert_eq!(subject(given_back, "", ""), Subject::Of(Entity::Deduction));
        let received =
            "编号|回款编号|回款计划编号|回款方式|回款金额|客户名字|合同编号|负责人名字|负责人部门|审批状态|创建时间|更新时间|创建人名字";
        assert_eq!(subject(received, "", ""), Subject::Of(Entity::Payment));
        let calls = "Nome|Genitore|Stato|Data Inizio|Data Fine|Direzione|Durata|Descrizione|Utenti|Contatti|Promemoria";
        assert_eq!(subject(calls, "", ""), Subject::Of(Entity::Interaction));
        assert_eq!(subject("月份|USD|EUR|GBP", "2026年汇率", ""), Subject::Of(Entity::ExchangeRate));
        assert_ne!(subject("月份|USD|EUR|GBP", "销售额", ""), Subject::Of(Entity::ExchangeRate));
        assert_eq!(subject("客户|信用额度|保险额度|账期|有效期至", "授信", ""), Subject::Of(Entity::CreditLimit));
        assert_eq!(subject("公司名称|国家|列入原因|列入日期", "黑名单", ""), Subject::Of(Entity::Blacklist));
        let retail = "InvoiceNo|StockCode|Description|Quantity|InvoiceDate|UnitPrice|CustomerID|Country";
        assert_eq!(subject(retail, "", ""), Subject::Of(Entity::Order));
        assert_eq!(subject(retail, "Order lines", ""), Subject::Of(Entity::OrderLine));
        assert_eq!(subject("业务员|销售额目标|新客户数|询盘数|拜访次数", "2026年10月目标", ""), Subject::Of(Entity::Target));
        assert_eq!(subject("Codice cliente|Ragione Sociale|CAP|Città|Paese|P.IVA|Agente", "", ""), Subject::Of(Entity::Customer));
    }

    #[test]
    fn many_names_and_persons_of_no_company_are_customers() {
        let headings: Vec<Heading> =
            ["record_id", "company_name"].iter().map(|text| Heading { own: Header::parse(text), ..Heading::default() }).collect();
        let column = |of: &str, rows: usize| (0..rows).map(|row| format!("{of} {row}")).collect::<Vec<_>>();
        let subject_of = |rows| decide(&headings, &Names::default(), &[], &[column("R", rows), column("Firm", rows)]);
        assert_eq!((subject_of(20), subject_of(5)), (Subject::Of(Entity::Customer), Subject::Unknown));
        assert_eq!(subject("record_id|first_name|surname|dob", "", ""), Subject::Of(Entity::Customer));
        assert_eq!(subject("first_name|surname|email", "联系人", ""), Subject::Of(Entity::Contact));
    }

    #[test]
    fn where_no_header_is_known_the_head_words_decide() {
        let leads = "Lead handler|Came in on|Prospect company|Prospect email|Product wanted|Quantity wanted|Lead stage";
        assert_eq!(subject(leads, "Leads", ""), Subject::Of(Entity::Inquiry));
        let fair = "Fair|Visitor company|Visitor phone|Looking for|Heat|Talked to";
        assert_eq!(subject(fair, "Fair leads", ""), Subject::Of(Entity::ExhibitionLead));
    }

    #[test]
    fn other_subjects_and_lists_without_anchor_are_not_taken() {
        assert_eq!(subject("序号|供应商名称|主营产品|联系人|电话|开票税率", "供应商名录", ""), Subject::Other);
        assert_eq!(subject("状态|优先级|询盘来源", "下拉选项", ""), Subject::Other);
        assert_eq!(subject("货号|产品名称|2022年单价(USD)", "Sheet3", ""), Subject::Of(Entity::PriceList));
        assert_eq!(subject("颜色|尺码|材质", "Sheet1", ""), Subject::Unknown);
        assert_eq!(subject("客户|国家|1月|2月|3月|4月|合计", "2026", "客户月度销售额"), Subject::Unknown);
    }
}
