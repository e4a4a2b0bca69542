//! Input (填写项): what a person may type beside a row of ours, and the words that are understood there.
//!
//! Decides the ids of input columns and which texts of any language mean which choice.

use crate::model::folding;

/// One kind of input cell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// Same customer, different customers, not known (review pairs).
    Decision,
    /// What is to be done next (customers).
    NextAction,
    /// When it is to be done (customers).
    NextOn,
    /// Expected close date (customers).
    ExpectedClose,
    /// Intent grade that a person sets (customers); its reason stands in [`Input::Reason`].
    Grade,
    /// Why: of a grade set by hand, or of a figure disputed.
    Reason,
    /// A target figure.
    Target,
    /// A limit of the parameters sheet, tried out or proposed for the policy.
    Setting,
    /// Agreed or disputed (figures).
    Reply,
    /// A field put right: of the customer the row is about, or of the cell it is about.
    Fix(String),
}

impl Input {
    /// Id of the column: what stands after the `@`.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Decision => "decision".to_owned(),
            Self::NextAction => "next_action".to_owned(),
            Self::NextOn => "next_on".to_owned(),
            Self::ExpectedClose => "expected_close".to_owned(),
            Self::Grade => "grade".to_owned(),
            Self::Reason => "reason".to_owned(),
            Self::Target => "target".to_owned(),
            Self::Setting => "setting".to_owned(),
            Self::Reply => "reply".to_owned(),
            Self::Fix(field) => format!("fix.{field}"),
        }
    }

    /// The input of an id.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        let plain = [
            Self::Decision,
            Self::NextAction,
            Self::NextOn,
            Self::ExpectedClose,
            Self::Grade,
            Self::Reason,
            Self::Target,
            Self::Setting,
            Self::Reply,
        ];
        plain.into_iter().find(|input| input.id() == id).or_else(|| id.strip_prefix("fix.").map(|field| Self::Fix(field.to_owned())))
    }
}

/// A choice of a drop-down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// 同一客户.
    Same,
    /// 不同客户.
    Different,
    /// 不确定.
    Unsure,
    /// 确认.
    Agreed,
    /// 异议.
    Disputed,
}

impl Choice {
    /// Drop-down of [`Input::Decision`].
    pub const DECISIONS: [Self; 3] = [Self::Same, Self::Different, Self::Unsure];
    /// Drop-down of [`Input::Reply`].
    pub const REPLIES: [Self; 2] = [Self::Agreed, Self::Disputed];

    /// Id: its words are `report.choice.<id>`.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Unsure => "unsure",
            Self::Agreed => "agreed",
            Self::Disputed => "disputed",
        }
    }

    /// The choice a person's text means, in any language, whatever its width and case.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let key = folding::key(text);
        let line = include_str!("../data/own_choices.csv")
            .lines()
            .skip(1)
            .find(|line| line.split(',').skip(1).any(|said| folding::key(said) == key));
        let id = line?.split(',').next()?;
        Self::DECISIONS.into_iter().chain(Self::REPLIES).find(|choice| choice.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_read_back() {
        for input in [Input::Decision, Input::NextOn, Input::Setting, Input::Fix("phone".into()), Input::Reason] {
            assert_eq!(Input::from_id(&input.id()), Some(input));
        }
        assert_eq!(Input::from_id("colour"), None);
    }

    #[test]
    fn a_choice_is_understood_in_any_language() {
        for (text, choice) in [
            ("同一客户", Some(Choice::Same)),
            ("ＤＩＦＦＥＲＥＮＴ customers", Some(Choice::Different)),
            ("不確定", Some(Choice::Unsure)),
            ("contesto", Some(Choice::Disputed)),
            ("确认", Some(Choice::Agreed)),
            ("maybe later", None),
            ("", None),
        ] {
            assert_eq!(Choice::read(text), choice, "{text}");
        }
    }
}
