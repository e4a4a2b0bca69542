//! The many ways people type one customer's name.

use super::customers::Customer;

/// Simplified → Traditional, only for the characters the table's Chinese names use.
const TRADITIONAL: &str = "内內鲁魯卢盧托托佩佩纳納罗羅贝貝丽麗岸岸红紅灯燈雾霧货貨厨廚义義图圖锦錦桥橋贸貿进進狮獅购購维維湾灣\
商商宁寧铂鉑枫楓谷谷蓝藍园園长長国國区區员員类類级級备備务務户戶电電话話传傳真真业業联聯络絡风風兰蘭仓倉储儲销銷礼禮发發\
贵貴黄黃个個单單历歷样樣转轉介介绍紹东東兴興华華伦倫宾賓欧歐亚亞阳陽万萬号號铺鋪门門诺諾带帶产產复復记記绿綠丰豐庄莊\
艺藝尔爾莱萊维維马馬达達拉拉隆隆综綜综綜极極语語询詢质質桥橋蓬蓬径徑运運陈陳静靜孙孫刘劉张張赵趙杂雜乌烏吴吳晓曉强強外外屿嶼樱櫻虹虹泽澤";

/// Common short or long forms of a legal form.
const FORMS: [(&str, &str); 17] = [
    ("S.r.l.", "SRL"),
    ("S.p.A.", "SPA"),
    ("S.n.c.", "snc"),
    ("S.a.s.", "SAS"),
    ("GmbH & Co. KG", "GmbH&Co.KG"),
    ("Co., Ltd.", "Company Limited"),
    ("Co., Ltd", "Co.,Ltd"),
    ("Limited", "Ltd"),
    ("Ltd", "Limited"),
    ("Inc.", "Inc"),
    ("LLC", "L.L.C."),
    ("L.L.C", "LLC"),
    ("B.V.", "BV"),
    ("S.L.", "SL"),
    ("Sp. z o.o.", "SP.ZO.O."),
    ("Pty Ltd", "Pty. Limited"),
    ("Pvt. Ltd.", "Private Limited"),
];

/// Name and legal form as registered.
pub(crate) fn formal(customer: &Customer) -> String {
    format!("{} {}", customer.name, customer.legal).trim_end().to_owned()
}

/// The legal form written another way.
pub(crate) fn reform(customer: &Customer) -> String {
    let other = FORMS.iter().find(|(form, _)| *form == customer.legal);
    let form = other.map_or_else(|| customer.legal.replace('.', ""), |(_, short)| (*short).to_owned());
    format!("{} {form}", customer.name).trim_end().to_owned()
}

/// Latin letters and digits in full width, as a Chinese input method leaves them.
pub(crate) fn wide(text: &str) -> String {
    text.chars()
        .map(|letter| match letter {
            ' ' => '\u{3000}',
            '!'..='~' => char::from_u32(u32::from(letter) + 0xFEE0).unwrap_or(letter),
            _ => letter,
        })
        .collect()
}

/// Simplified to Traditional Chinese, character by character.
pub(crate) fn traditional(text: &str) -> String {
    let table: Vec<char> = TRADITIONAL.chars().collect();
    let swap = |letter| table.chunks(2).find(|pair| pair[0] == letter).map_or(letter, |pair| pair[1]);
    text.chars().map(swap).collect()
}

/// One of the spellings; `style` 0 is the registered one. A private person's name has fewer.
pub(crate) fn typed(customer: &Customer, style: usize) -> String {
    if customer.kind == 'p' {
        return person(customer, style);
    }
    match style % 9 {
        1 => reform(customer).to_uppercase(),
        2 => customer.name.clone(),
        3 => wide(&reform(customer)),
        4 => format!("{}（老客户）", reform(customer)),
        5 if !customer.chinese.is_empty() => customer.chinese.clone(),
        6 => formal(customer).replace(" & ", " and ").replace(", ", ","),
        7 => format!(" {}  ", formal(customer)),
        8 => format!("{} / {}", reform(customer), customer.city),
        _ => formal(customer),
    }
}

fn person(customer: &Customer, style: usize) -> String {
    let contact = customer.main();
    match style % 3 {
        1 => format!("{} {}", contact.family, contact.given),
        2 => format!("Mr/Ms {}", contact.full()),
        _ => contact.full(),
    }
}

/// The spelling used in registers: mostly close to the registered name.
pub(crate) fn usual(customer: &Customer, draw: i64) -> String {
    let style = match draw {
        0..55 => 0,
        55..68 => 2,
        68..78 => 1,
        78..84 => 6,
        84..90 => 5,
        90..94 => 4,
        94..97 => 7,
        _ => 3,
    };
    typed(customer, style)
}
