//! 台账: the register of inquiries, with a hidden sheet of drop-down lists.

use std::error::Error;

use chrono::Duration;

use super::Output;
use crate::row;
use crate::sheet::Sheet;
use crate::world::World;
use crate::world::products::RANGE;
use crate::world::spelling;
use crate::world::staff::STAFF;

/// 询盘登记 and the hidden 下拉选项.
pub(crate) fn file(world: &World) -> Result<Output, Box<dyn Error>> {
    let mut sheet = Sheet::new("询盘登记");
    let titles = [
        "询盘编号",
        "询盘时间",
        "首次回复时间",
        "客户名称",
        "国家",
        "联系人",
        "邮箱",
        "需求产品",
        "采购数量",
        "询盘来源",
        "业务员",
        "状态",
        "预计成交日期",
        "优先级",
        "备注",
    ];
    sheet.header(&titles);
    for (at, one) in world.inquiries.iter().enumerate() {
        let buyer = &world.customers[one.customer];
        let name = spelling::usual(buyer, one.draw);
        let contact = &buyer.contacts[at % buyer.contacts.len()];
        let who = STAFF[one.owner].written(at % 2 * 4);
        let cells = row![
            one.no.clone(),
            one.received,
            one.replied,
            name,
            buyer.place.chinese,
            contact.full(),
            contact.mail.clone(),
            RANGE[one.product].chinese,
            one.quantity,
            one.channel,
            who,
            one.status,
            one.close,
            one.priority,
            ""
        ];
        sheet.push(cells);
        if at % 97 == 40 {
            let mut spam = row![
                format!("{}-X", one.no),
                one.received + Duration::minutes(7),
                "",
                "SEO Growth Wizards",
                "",
                "Rank Master",
                "offer@seo-wizards.example",
                "",
                "",
                "邮件",
                who_spam(at),
                "垃圾"
            ];
            spam.extend(row!["", "低", "推广广告，非客户"]);
            sheet.push(spam);
        }
        if at == 300 {
            // Answered before it came: a date typed wrong.
            let early = one.received - Duration::days(30);
            sheet.push(row![
                format!("{}-B", one.no),
                one.received,
                early,
                spelling::typed(buyer, 0),
                buyer.place.chinese,
                contact.full(),
                contact.mail.clone(),
                RANGE[3].chinese,
                600_i64,
                "邮件",
                "周婷",
                "跟进中",
                "",
                "中",
                "回复时间填错"
            ]);
        }
    }
    let mut options = Sheet::new("下拉选项");
    options.hidden = true;
    options.header(&["状态", "优先级", "询盘来源"]);
    for (status, priority, source) in [
        ("跟进中", "高", "国际站"),
        ("报价中", "中", "官网"),
        ("已成交", "低", "展会"),
        ("已关闭", "", "邮件开发"),
        ("未回复", "", "老客户转介绍"),
        ("垃圾", "", "WhatsApp"),
    ] {
        options.push(row![status, priority, source]);
    }
    Output::xlsx("台账/询盘登记表_垃圾询盘_隐藏选项表.xlsx", &[sheet, options])
}

fn who_spam(at: usize) -> &'static str {
    STAFF[at % 7].chinese
}
