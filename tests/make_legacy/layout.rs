//! Ten layouts of legacy sheets, whose headers change between years.

use chrono::NaiveDate;

use crate::company::{Company, Written};
use crate::rng::Rng;
use crate::row;
use crate::sheet::{Cell, Sheet, money};

/// Layouts; the first five are customer lists.
pub(crate) const LAYOUTS: [&str; 10] =
    ["客户档案", "客户名单", "Clients", "Anagrafica", "名片登记", "订单台账", "收款登记", "询盘登记", "跟进记录", "客诉登记"];
/// Layouts that list customers.
pub(crate) const LISTS: usize = 5;

fn day(rng: &mut Rng, year: usize) -> NaiveDate {
    let start = NaiveDate::from_ymd_opt(2015 + i32::try_from(year).unwrap_or(0), 1, 1).unwrap_or_default();
    start + chrono::TimeDelta::days(rng.range(0, 364))
}

/// The headers of a layout in a year.
fn headers(layout: usize, year: usize) -> &'static [&'static str] {
    let late = year >= 5;
    match (layout, late) {
        (0, false) => &["序号", "客户名称", "国家", "城市", "电话", "邮箱", "联系人", "业务员"],
        (0, true) => &["客户编号", "公司名称*", "国家/地区", "城市", "联系电话", "电子邮箱", "联系人", "负责人"],
        (1, false) => &["客户", "国别", "E-mail", "电话", "业务员", "备注"],
        (1, true) => &["客户全称", "国家", "邮箱地址", "手机", "跟进人", "备注"],
        (2, false) => &["Company Name", "Country", "City", "Email", "Phone", "Contact Person"],
        (2, true) => &["company_name", "country", "city", "email", "phone", "contact"],
        (3, _) => &["Ragione Sociale", "Paese", "Città", "Telefono", "Email", "Referente"],
        (4, false) => &["公司", "姓名", "邮箱", "电话", "国家"],
        (4, true) => &["公司名称", "联系人", "E-mail", "Tel", "国家"],
        (5, false) => &["订单号", "下单日期", "客户名称", "金额", "币种", "业务员"],
        (5, true) => &["PI号", "日期", "客户", "订单金额", "货币", "外销员"],
        (6, _) => &["水单号", "收款日期", "客户名称", "收款金额", "币种", "对应PI"],
        (7, _) => &["询盘编号", "收到日期", "客户名称", "邮箱", "产品", "业务员"],
        (8, _) => &["日期", "客户名称", "跟进方式", "跟进内容", "下一步", "业务员"],
        _ => &["客诉编号", "投诉日期", "客户名称", "投诉内容", "结案日期", "责任部门"],
    }
}

/// What the rows of one file are about.
pub(crate) struct Page<'a> {
    pub(crate) layout: usize,
    pub(crate) year: usize,
    /// Number of the file among those of its layout and year.
    pub(crate) copy: usize,
    pub(crate) companies: Vec<&'a Company>,
}

/// One file's sheet.
pub(crate) fn sheet(rng: &mut Rng, page: &Page<'_>) -> Sheet {
    let (layout, year) = (page.layout, page.year);
    let mut sheet = Sheet::new(LAYOUTS[layout]);
    let titles = headers(layout, year);
    if year.is_multiple_of(2) {
        sheet.banner(&format!("{}年{}", 2015 + year, LAYOUTS[layout]), titles.len());
    }
    sheet.header(titles);
    let (mut total, mut number) = (0, 0);
    for company in &page.companies {
        number += 1;
        let written = company.written(rng, year);
        let cells = cells(rng, page, company, &written, number, &mut total);
        if layout < LISTS { sheet.push_customer(&company.key, cells) } else { sheet.push(cells) }
    }
    if layout == 5 {
        sheet.push(row!["合计", "", "", money(total), "", ""]);
    }
    sheet
}

fn cells(rng: &mut Rng, page: &Page<'_>, company: &Company, w: &Written, number: i64, total: &mut i64) -> Vec<Cell> {
    let (layout, year) = (page.layout, page.year);
    let on = day(rng, year);
    let no = |kind: &str| format!("{kind}{}{}-{number:04}", 2015 + year, page.copy);
    // One row in eighty lacks what its record cannot do without.
    let broken = rng.range(0, 79) == 0;
    let (city, contact, usual) = (company.city, company.contact.as_str(), company.usual());
    match (layout, year >= 5) {
        (0, false) => row![number, &w.name, &w.country, city, &w.phone, &w.email, contact, w.staff],
        (0, true) => row!["", &w.name, &w.country, city, &w.phone, &w.email, contact, w.staff],
        (1, _) => row![&w.name, &w.country, &w.email, &w.phone, w.staff, ""],
        (2, _) => row![&w.name, &w.country, city, &w.email, &w.phone, contact],
        (3, _) => row![&w.name, &w.country, city, &w.phone, &w.email, contact],
        (4, _) => row![&w.name, contact, &w.email, &w.phone, &w.country],
        (5, _) => {
            let cents = rng.range(50_000, 9_000_000);
            *total += cents;
            if broken {
                row![no("PI"), "待定", &usual, money(cents), "USD", w.staff]
            } else {
                row![no("PI"), on, &usual, money(cents), "USD", w.staff]
            }
        }
        (6, _) => row![no("FX"), on, &usual, money(rng.range(50_000, 4_000_000)), if rng.chance(70) { "USD" } else { "EUR" }, no("PI")],
        (7, _) => row![no("XP"), on, if broken { "" } else { &usual }, if broken { "" } else { &w.email }, "LED lamp", w.staff],
        (8, _) => row![on, &usual, "邮件", "已发目录，等回复", "下周跟进", w.staff],
        _ => row![no("KS"), on, &usual, "包装破损", on + chrono::TimeDelta::days(rng.range(2, 40)), "质检部"],
    }
}
