//! The people of the invented exporter and the names they go by.

use chrono::NaiveDate;

use crate::calendar::day;

/// One employee.
pub(crate) struct Person {
    pub(crate) chinese: &'static str,
    pub(crate) english: &'static str,
    pub(crate) initials: &'static str,
    pub(crate) team: &'static str,
    pub(crate) job: &'static str,
    pub(crate) joined: (i32, u32, u32),
    pub(crate) left: Option<(i32, u32, u32)>,
    /// What this person's sheet is called in the customer and follow-up workbooks.
    pub(crate) tab: &'static str,
}

/// Salespeople first (0 to 8), then the others.
pub(crate) const STAFF: [Person; 13] = [
    person("王芳", "Fiona Wang", "FW", "欧洲组", "业务员", (2017, 3, 6), "王芳"),
    person("李强", "Jack Li", "JL", "欧洲组", "业务员", (2018, 7, 2), "Jack"),
    person("陈静", "Jenny Chen", "JC", "欧洲组", "业务员", (2020, 2, 17), "Jenny Chen "),
    person("刘洋", "Leo Liu", "LL", "美洲组", "业务员", (2019, 5, 13), "刘洋 Leo"),
    person("张敏", "Mindy Zhang", "MZ", "美洲组", "业务员", (2021, 9, 1), "张敏"),
    person("赵磊", "Ray Zhao", "RZ", "中东亚太组", "业务员", (2016, 11, 7), "Ray"),
    person("周婷", "Tina Zhou", "TZ", "中东亚太组", "业务员", (2022, 3, 21), " 周婷"),
    Person { left: Some((2026, 8, 31)), ..person("孙浩", "Hank Sun", "HS", "欧洲组", "业务员", (2019, 10, 8), "孙浩") },
    person("吴晓燕", "Yana Wu", "YW", "欧洲组", "业务员", (2026, 9, 1), "Yana"),
    person("郑国华", "Gary Zheng", "GZ", "外贸部", "经理", (2012, 4, 9), ""),
    person("马丽", "Mary Ma", "MM", "跟单组", "跟单员", (2018, 1, 15), ""),
    person("何俊", "Joe He", "JH", "跟单组", "跟单员", (2023, 6, 5), ""),
    person("钱慧", "Helen Qian", "HQ", "财务部", "会计", (2015, 8, 24), ""),
];

pub(crate) const FIONA: usize = 0;
pub(crate) const JACK: usize = 1;
pub(crate) const JENNY: usize = 2;
pub(crate) const LEO: usize = 3;
pub(crate) const MINDY: usize = 4;
pub(crate) const RAY: usize = 5;
pub(crate) const TINA: usize = 6;
pub(crate) const HANK: usize = 7;
pub(crate) const YANA: usize = 8;
/// Salespeople in post in the report month, in the order of their sheets.
pub(crate) const ACTIVE: [usize; 8] = [FIONA, JACK, JENNY, LEO, MINDY, RAY, TINA, YANA];
/// Handed in no follow-up log in the report month.
pub(crate) const NO_LOG: usize = LEO;
/// Handed in last month's follow-up log again.
pub(crate) const OLD_LOG: usize = RAY;

const fn person(
    chinese: &'static str,
    english: &'static str,
    initials: &'static str,
    team: &'static str,
    job: &'static str,
    joined: (i32, u32, u32),
    tab: &'static str,
) -> Person {
    Person { chinese, english, initials, team, job, joined, left: None, tab }
}

impl Person {
    /// The day this person left, if so.
    pub(crate) fn left_on(&self) -> Option<NaiveDate> {
        self.left.map(|(year, month, date)| day(year, month, date))
    }

    /// The English given name alone.
    pub(crate) fn given(&self) -> &'static str {
        self.english.split(' ').next().unwrap_or(self.english)
    }

    /// The name as colleagues write it: Chinese, English given name, English full name, initials, or both.
    pub(crate) fn written(&self, style: usize) -> String {
        match style % 5 {
            0 => self.chinese.to_owned(),
            1 => self.given().to_owned(),
            2 => self.initials.to_owned(),
            3 => self.english.to_owned(),
            _ => format!("{}{}", self.chinese, self.given()),
        }
    }
}

/// The day Hank's customers changed hands.
pub(crate) fn handover_day() -> NaiveDate {
    day(2026, 9, 1)
}
