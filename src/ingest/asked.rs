//! Question (题目): forms and surveys export the whole question as a header.
//!
//! Decides what a header is a question, and which matter it asks about (`asked.toml`). In a grid of questions the last part tells:
//! `How satisfied are you with … [Delivery]`, 请对以下各项评分—交货.

use std::sync::LazyLock;

use super::sense;
use crate::model::{Catalogue, Entity, folding};

/// More characters are a story, and no question.
const LONGEST: usize = 200;
/// What stands between a grid's question and one of its lines.
const GRID: [&str; 5] = ["—", "--", " - ", "–", ">"];

/// What some programs write below a question, whatever it asks.
const ANSWERS: [&str; 3] = ["Response", "Open-Ended Response", "Answer"];

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    marks: Marks,
    opinion: Marks,
    topic: Vec<Topic>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Marks {
    han: Vec<String>,
    latin: Vec<String>,
}

/// A matter and the words it is asked about in.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    fields: Vec<String>,
    han: Vec<String>,
    latin: Vec<String>,
    #[serde(default)]
    with_han: Vec<String>,
    #[serde(default)]
    not: Vec<String>,
    #[serde(default)]
    opinion: bool,
}

static ASKED: LazyLock<Written> = LazyLock::new(|| {
    let mut written: Written = toml::from_str(include_str!("asked.toml")).unwrap_or_else(|error| panic!("asked: {error}"));
    // Latin words are searched with the blanks around them.
    let marks = [&mut written.marks, &mut written.opinion].into_iter().flat_map(|marks| [&mut marks.han, &mut marks.latin]);
    let topics = written.topic.iter_mut().flat_map(|topic| [&mut topic.han, &mut topic.latin, &mut topic.with_han, &mut topic.not]);
    for word in marks.chain(topics).flatten().filter(|word| word.is_ascii() && *word != "?") {
        *word = format!(" {word} ");
    }
    written
});

/// A text to be searched: Chinese by its characters, other languages by their words.
struct Said {
    han: bool,
    key: String,
    /// The words between blanks, one before and one behind.
    words: String,
    questioned: bool,
}

impl Said {
    fn of(text: &str) -> Self {
        let words = sense::words(text).join(" ");
        Self {
            han: text.chars().any(folding::is_han),
            key: folding::key(text),
            words: format!(" {words} "),
            questioned: text.contains(['?', '？']),
        }
    }

    fn has(&self, word: &str) -> bool {
        match word {
            "?" => self.questioned,
            word if word.is_ascii() => self.words.contains(word),
            word => self.key.contains(word),
        }
    }

    fn has_any(&self, marks: &Marks) -> bool {
        if self.han { marks.han.iter().any(|word| self.has(word)) } else { marks.latin.iter().any(|word| self.has(word)) }
    }

    fn speaks_of(&self, topic: &Topic) -> bool {
        let words = if self.han { &topic.han } else { &topic.latin };
        words.iter().any(|word| self.has(word))
            && (!self.han || topic.with_han.is_empty() || topic.with_han.iter().any(|word| self.has(word)))
            && !topic.not.iter().any(|word| self.has(word))
    }
}

/// The fields a question asks for, one an entity; none where the text is no question.
pub(super) fn homes(text: &str) -> Vec<(Entity, &'static str)> {
    if text.chars().count() > LONGEST {
        return Vec::new();
    }
    let whole = Said::of(text);
    if !whole.has_any(&ASKED.marks) && !whole.has_any(&ASKED.opinion) || whole.words.split(' ').count() < 4 && !whole.han {
        return Vec::new();
    }
    let opinion = whole.has_any(&ASKED.opinion);
    let said: Vec<Said> = line(text).map(Said::of).into_iter().chain([whole]).collect();
    // The line of a grid alone tells, where it tells anything.
    let spoken = said.iter().map(|said| {
        let topics = ASKED.topic.iter().filter(|topic| (opinion || !topic.opinion) && said.speaks_of(topic));
        topics.collect::<Vec<_>>()
    });
    let Some(topics) = spoken.into_iter().find(|topics| !topics.is_empty()) else { return Vec::new() };
    let field = |entity: &Entity| {
        let ids = topics.iter().flat_map(|topic| &topic.fields);
        ids.filter_map(|id| Catalogue::shipped().field(*entity, id)).map(|field| (*entity, field.id)).next()
    };
    Entity::ALL.iter().filter_map(field).collect()
}

/// Whether a text is what some programs write below a question, whatever it asks.
pub(super) fn is_answer(text: &str) -> bool {
    ANSWERS.iter().any(|word| text.eq_ignore_ascii_case(word))
}

/// The line of a grid of questions.
fn line(text: &str) -> Option<&str> {
    let text = text.trim();
    if let Some(inside) = text.strip_suffix([']', '】']).and_then(|rest| rest.rsplit_once(['[', '【'])) {
        return Some(inside.1);
    }
    let (_, line) = GRID.iter().find_map(|mark| text.rsplit_once(mark))?;
    Some(line.trim()).filter(|line| !line.is_empty() && !is_answer(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn survey(text: &str) -> Option<&'static str> {
        homes(text).into_iter().find(|home| home.0 == Entity::Survey).map(|home| home.1)
    }

    #[test]
    fn opinions_asked_in_three_languages() {
        for (text, field) in [
            ("您对我们的产品质量是否满意？", "quality"),
            ("您对交货及时性的满意程度？", "delivery"),
            ("您对业务员的服务态度满意吗？", "service"),
            ("您对我们回复邮件的速度满意吗", "response"),
            ("您认为我们的价格是否合理？", "price"),
            ("您有多大可能向同行推荐我们公司？", "nps"),
            ("总的来说，您对我司的产品和服务满意吗", "overall"),
            ("您还有什么意见或建议", "comment"),
            ("How satisfied are you with the quality of our products?", "quality"),
            ("On a scale of 0-10, how likely are you to recommend us to a friend?", "nps"),
            ("Overall, how satisfied are you with our company?", "overall"),
            ("How would you rate the quality of our service?", "service"),
            ("What could we do to improve?", "comment"),
            ("Quanto è soddisfatto dei tempi di consegna?", "delivery"),
            ("Come valuta la nostra assistenza?", "service"),
            ("Con quale probabilità consiglierebbe la nostra azienda a un collega?", "nps"),
        ] {
            assert_eq!(survey(text), Some(field), "{text}");
        }
    }

    #[test]
    fn a_grid_asks_by_its_line() {
        assert_eq!(survey("请您对以下各项评分—交货及时性"), Some("delivery"));
        assert_eq!(survey("How satisfied are you with the following? [Product quality]"), Some("quality"));
        assert_eq!(survey("Quanto è soddisfatto di: [Prezzi]"), Some("price"));
    }

    #[test]
    fn who_answers_and_what_a_colleague_asks() {
        assert_eq!(survey("请问贵公司名称是？"), Some("customer"));
        assert_eq!(survey("What is the name of your company?"), Some("customer"));
        assert_eq!(survey("您的姓名"), Some("contact"));
        let complaint = |text: &str| homes(text).into_iter().find(|home| home.0 == Entity::Complaint).map(|home| home.1);
        assert_eq!(complaint("哪个客户"), Some("customer"));
        assert_eq!(complaint("怎么解决"), Some("remedy"));
        assert_eq!(complaint("几时回复"), Some("responded_at"));
    }

    #[test]
    fn headers_that_ask_nobody() {
        for text in [
            "是否发货",
            "是否含税",
            "是否有联系人",
            "推荐客户来源",
            "质量",
            "客户名称",
            "订单号",
            "Delivery",
            "Price per unit",
            "Expected close on",
            "Likely delivery date",
            "On-time delivery rate",
            "Prezzo in valuta",
        ] {
            assert_eq!(homes(text), Vec::new(), "{text}");
        }
    }

    #[test]
    fn every_field_named_exists_somewhere() {
        for id in ASKED.topic.iter().flat_map(|topic| &topic.fields) {
            assert!(Entity::ALL.iter().any(|entity| Catalogue::shipped().field(*entity, id).is_some()), "{id}");
        }
    }
}
