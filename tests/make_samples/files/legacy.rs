//! 历史客户, Chinese side: the old `.xls` (twice) and the Traditional-Chinese export.

use super::{COMPANY, Output};
use crate::calendar::plus;
use crate::delimited::TAIWAN;
use crate::row;
use crate::sheet::{Cell, Sheet};
use crate::world::World;
use crate::world::customers::Customer;
use crate::world::staff::STAFF;
use crate::world::{spelling, unaccented as plain};

/// The three files.
pub(crate) fn files(world: &World) -> Vec<Output> {
    let old = archive(world);
    vec![
        Output::xls("历史客户/客户档案_横幅合并合计备注.xls", old.clone()),
        Output::xls("历史客户/客户档案_横幅合并合计备注_最终版2.xls", old),
        Output::csv("历史客户/客戶資料_繁體Big5.csv", taiwan(world), TAIWAN),
    ]
}

/// Customers of the old archive: continental Europe and Latin America, grouped by country.
fn archived(one: &Customer, at: usize) -> bool {
    let code = one.place.code;
    let near = ["DE", "FR", "ES", "PT", "NL", "PL", "GR", "TR", "RU", "BR", "MX", "CL", "PE", "AR", "AT", "EG"].contains(&code);
    let age = one.since < crate::calendar::day(2025, 6, 1);
    !one.unlisted && one.kind != 'p' && age && (near || (code == "IT" && at.is_multiple_of(3)))
}

fn archive(world: &World) -> Sheet {
    let mut sheet = Sheet::new("客户档案");
    sheet.banner(COMPANY, 12);
    sheet.banner("客 户 档 案 表", 12);
    sheet.push(row!["填表单位：外贸部", "", "", "", "截止日期：", plus(crate::calendar::day(2025, 6, 30), 0), "", "", "单位：美元"]);
    sheet.header(&[
        "序号",
        "国家",
        "客户名称",
        "联系人",
        "电话",
        "E-mail",
        "业务员",
        "客户等级",
        "建档时间",
        "年采购额(美元)",
        "付款方式",
        "备注",
    ]);
    let mut people: Vec<(usize, &Customer)> = world.customers.iter().enumerate().filter(|(at, one)| archived(one, *at)).collect();
    people.sort_by_key(|(at, one)| (one.place.code, *at));
    let (mut start, mut code, mut total) = (sheet.rows.len(), "", 0);
    for (serial, (at, one)) in (1_i64..).zip(people) {
        let row = sheet.rows.len();
        let first = code != one.place.code;
        if first {
            merge(&mut sheet, start, row);
            (start, code) = (row, one.place.code);
        }
        let style = [0, 1, 4, 0, 5, 3, 0, 8, 2][at % 9];
        let bought = if one.buys() && one.profile != 'W' { one.size / 100 * 4 / 1000 * 1000 } else { 0 };
        total += bought;
        let country = if first { Cell::from(one.place.chinese) } else { Cell::Blank };
        let phone = local_phone(&one.phone, at);
        let grade = ["A级", "B级", "重点客户", "C级", ""][at % 5];
        let terms = ["T/T", "L/C", "T/T 30%", ""][at % 4];
        let note = ["", "", "老客户", "已停", "换采购", ""][at % 6];
        let who = STAFF[one.owner_before].written(at % 3);
        sheet.push_customer(
            &one.key,
            vec![
                Cell::from(serial),
                country,
                Cell::from(spelling::typed(one, style)),
                Cell::from(one.main().full()),
                Cell::from(phone),
                Cell::from(&one.main().mail),
                Cell::from(who),
                Cell::from(grade),
                Cell::from(one.since),
                if bought == 0 { Cell::Blank } else { Cell::from(bought) },
                Cell::from(terms),
                Cell::from(note),
            ],
        );
    }
    let end = sheet.rows.len();
    merge(&mut sheet, start, end);
    sheet.push(row!["合计", "", "", "", "", "", "", "", "", total]);
    sheet.push(row!["填表人：马丽", "", "", "主管领导：郑国华", "", "", "", "", "填表日期：2025-07-03"]);
    sheet.push(row!["说明：1. 重点客户指年采购额10万美元以上。"]);
    sheet.push(row!["2. 国家一栏合并单元格，勿拆分。"]);
    sheet.push(row!["3. 红色为已停客户。"]);
    sheet
}

/// Merges the country cells of rows `start..end`.
fn merge(sheet: &mut Sheet, start: usize, end: usize) {
    if end > start + 1 {
        sheet.merges.push((start, 1, end - 1, 1));
    }
}

/// The number as people write it: with 00, without blanks, with an extension.
fn local_phone(phone: &str, at: usize) -> String {
    match at % 4 {
        1 => phone.replace('+', "00"),
        2 => phone.replace(' ', ""),
        3 => format!("{} ext.{}", phone.replace(' ', "-"), 10 + at % 80),
        _ => phone.to_owned(),
    }
}

fn taiwan(world: &World) -> Sheet {
    let mut sheet = Sheet::new("客戶資料");
    sheet.push(row!["客戶代號", "公司名稱", "國家/地區", "聯絡人", "電話1", "電郵", "業務員", "幣別", "統一編號", "建檔日期", "備註"]);
    let east = ["TW", "HK", "JP", "KR", "SG", "CN", "AU"];
    let listed = world.customers.iter().enumerate().filter(|(_, one)| {
        let translated = !one.chinese.is_empty() && ["IT", "DE", "FR", "US", "GB", "AE"].contains(&one.place.code);
        !one.unlisted && (east.contains(&one.place.code) || translated)
    });
    for (serial, (at, one)) in (1..).zip(listed) {
        let name = if one.chinese.is_empty() { plain(&spelling::reform(one)) } else { spelling::traditional(&one.chinese) };
        let form = if one.chinese.is_empty() { "" } else { ["有限公司", "", "股份有限公司", ""][at % 4] };
        let who = spelling::traditional(STAFF[one.owner_before].chinese);
        let mail = if at % 5 == 0 { one.main().mail.to_uppercase() } else { one.main().mail.clone() };
        let money = if one.place.code == "CN" { "CNY" } else { "USD" };
        let note = ["", "舊客戶", "", "參展認識"][at % 4];
        let tax = if one.place.code == "TW" { one.tax.chars().skip(3).collect() } else { String::new() };
        let number = format!("K{:04}", 100 + serial);
        sheet.push_customer(
            &one.key,
            row![
                number,
                format!("{name}{form}"),
                one.place.taiwan,
                plain(&one.main().full()),
                one.phone.clone(),
                mail,
                who,
                money,
                tax,
                one.since,
                note
            ],
        );
    }
    sheet
}
