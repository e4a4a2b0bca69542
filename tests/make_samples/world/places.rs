//! Countries of the story: their names, the telephone numbers nobody has, and common personal names.

use crate::rng::Rng;

/// One country.
pub(crate) struct Place {
    pub(crate) code: &'static str,
    pub(crate) english: &'static str,
    pub(crate) chinese: &'static str,
    pub(crate) taiwan: &'static str,
    /// Telephone pattern: `#` is a digit; the ranges are reserved for fiction or do not exist.
    phone: &'static str,
    names: usize,
}

const fn place(
    code: &'static str,
    english: &'static str,
    chinese: &'static str,
    taiwan: &'static str,
    phone: &'static str,
    names: usize,
) -> Place {
    Place { code, english, chinese, taiwan, phone, names }
}

static PLACES: [Place; 47] = [
    place("IT", "Italy", "意大利", "義大利", "+39 0# 5550 ####", 0),
    place("DE", "Germany", "德国", "德國", "+49 30 23125 ###", 1),
    place("AT", "Austria", "奥地利", "奧地利", "+43 1 5550 ####", 1),
    place("CH", "Switzerland", "瑞士", "瑞士", "+41 44 555 0# ##", 1),
    place("FR", "France", "法国", "法國", "+33 1 99 00 ## ##", 2),
    place("ES", "Spain", "西班牙", "西班牙", "+34 91 555 0# ##", 3),
    place("PT", "Portugal", "葡萄牙", "葡萄牙", "+351 21 555 0###", 3),
    place("GB", "United Kingdom", "英国", "英國", "+44 20 7946 0###", 4),
    place("NL", "Netherlands", "荷兰", "荷蘭", "+31 20 555 0###", 1),
    place("PL", "Poland", "波兰", "波蘭", "+48 22 555 0# ##", 5),
    place("GR", "Greece", "希腊", "希臘", "+30 21 0555 0###", 5),
    place("TR", "Türkiye", "土耳其", "土耳其", "+90 212 555 0# ##", 6),
    place("RU", "Russia", "俄罗斯", "俄羅斯", "+7 495 555 0###", 5),
    place("US", "United States", "美国", "美國", "+1 ### 555 01##", 4),
    place("CA", "Canada", "加拿大", "加拿大", "+1 ### 555 01##", 4),
    place("MX", "Mexico", "墨西哥", "墨西哥", "+52 33 5550 ####", 3),
    place("BR", "Brazil", "巴西", "巴西", "+55 11 5550 ####", 3),
    place("CL", "Chile", "智利", "智利", "+56 2 5550 ####", 3),
    place("PE", "Peru", "秘鲁", "秘魯", "+51 1 555 0###", 3),
    place("AR", "Argentina", "阿根廷", "阿根廷", "+54 11 5550 ####", 3),
    place("CO", "Colombia", "哥伦比亚", "哥倫比亞", "+57 1 555 0###", 3),
    place("AE", "United Arab Emirates", "阿联酋", "阿聯", "+971 4 555 0###", 6),
    place("SA", "Saudi Arabia", "沙特", "沙烏地阿拉伯", "+966 11 555 0###", 6),
    place("LB", "Lebanon", "黎巴嫩", "黎巴嫩", "+961 1 555 0##", 6),
    place("EG", "Egypt", "埃及", "埃及", "+20 3 555 0###", 6),
    place("TN", "Tunisia", "突尼斯", "突尼西亞", "+216 71 555 0##", 6),
    place("MA", "Morocco", "摩洛哥", "摩洛哥", "+212 522 555 0##", 6),
    place("ZA", "South Africa", "南非", "南非", "+27 21 555 0###", 4),
    place("KE", "Kenya", "肯尼亚", "肯亞", "+254 20 555 0###", 4),
    place("NG", "Nigeria", "尼日利亚", "奈及利亞", "+234 1 555 0###", 4),
    place("UG", "Uganda", "乌干达", "烏干達", "+256 41 555 0###", 4),
    place("IN", "India", "印度", "印度", "+91 22 5550 ####", 6),
    place("JP", "Japan", "日本", "日本", "+81 6 5550 ####", 7),
    place("KR", "South Korea", "韩国", "韓國", "+82 2 5550 ####", 7),
    place("AU", "Australia", "澳大利亚", "澳洲", "+61 3 5550 ####", 4),
    place("NZ", "New Zealand", "新西兰", "紐西蘭", "+64 9 555 0###", 4),
    place("SG", "Singapore", "新加坡", "新加坡", "+65 5550 ####", 7),
    place("MY", "Malaysia", "马来西亚", "馬來西亞", "+60 4 555 0###", 7),
    place("VN", "Vietnam", "越南", "越南", "+84 28 5550 ####", 7),
    place("TW", "Taiwan", "中国台湾", "台灣", "+886 2 5550 ####", 7),
    place("HK", "Hong Kong", "中国香港", "香港", "+852 5550 ####", 7),
    place("CN", "China", "中国", "中國", "+86 579 5550 ####", 7),
    place("SE", "Sweden", "瑞典", "瑞典", "+46 8 555 0## ##", 1),
    place("NO", "Norway", "挪威", "挪威", "+47 55 50 ## ##", 1),
    place("LT", "Lithuania", "立陶宛", "立陶宛", "+370 5 555 0###", 5),
    place("CZ", "Czechia", "捷克", "捷克", "+420 2 5550 ####", 5),
    place("HU", "Hungary", "匈牙利", "匈牙利", "+36 1 555 0###", 5),
];
const GIVEN: [&[&str]; 8] = [
    &["Luca", "Chiara", "Matteo", "Francesca", "Davide", "Silvia", "Andrea", "Nicolò"],
    &["Lukas", "Anke", "Jonas", "Heike", "Björn", "Sabine"],
    &["Julien", "Amélie", "Hugo", "Céline", "Benoît"],
    &["Javier", "Lucía", "Rafael", "Marta", "Diego", "Inês"],
    &["Grace", "Tom", "Hannah", "Peter", "Olivia", "Ben"],
    &["Marek", "Agnieszka", "Nikos", "Irina", "Piotr"],
    &["Omar", "Layla", "Yusuf", "Priya", "Karim", "Aylin"],
    &["Kenji", "Mei-Ling", "Wai Man", "Haruka", "Chih-Wei", "Min-ho"],
];
const FAMILY: [&[&str]; 8] = [
    &["Bianconi", "Gallorini", "De Santis", "Moretto", "Pellicani", "Zanforlin", "D'Alberti"],
    &["Krügermann", "Vosskamp", "Hellwege", "Lindqvist", "Steinhof"],
    &["Lacombelle", "Montfaucon", "Desrives", "Garambois"],
    &["Olivares", "Quintanal", "Peñarroya", "Vilanova", "Barbosinha"],
    &["Whitcombe", "Larkfield", "Osgoodby", "Penhallow", "Marlowe"],
    &["Zielonka", "Papadimos", "Wiśniowska", "Sokolenko"],
    &["Al Harithi", "Benmansour", "Yildizer", "Rajwani", "Haddadin"],
    &["Shirakawa", "Chan", "Lin", "Tanabe", "Ong", "Parkson"],
];

/// The country with that ISO code.
pub(crate) fn find(code: &str) -> &'static Place {
    PLACES.iter().find(|place| place.code == code).unwrap_or_else(|| panic!("no country {code}"))
}

impl Place {
    /// A number of this country.
    pub(crate) fn number(&self, rng: &mut Rng) -> String {
        let mut out = String::new();
        for letter in self.phone.chars() {
            let digit = char::from_digit(u32::try_from(rng.range(2, 9)).unwrap_or(2), 10).unwrap_or('2');
            out.push(if letter == '#' { digit } else { letter });
        }
        out
    }

    /// Given names usual there.
    pub(crate) const fn given(&self) -> &'static [&'static str] {
        GIVEN[self.names]
    }

    /// Family names usual there.
    pub(crate) const fn family(&self) -> &'static [&'static str] {
        FAMILY[self.names]
    }
}
