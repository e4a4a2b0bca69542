//! List (短列表): what one field of a record says, mostly nothing or one text. Neither asks for memory of its own.
//!
//! Decides nothing. Records are held by the million, and pairs of them compared by the ten million: a text in its place costs
//! neither an allocation nor a look elsewhere.

use std::ops::Deref;

use super::record::Text;

/// Texts of one field, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum List {
    /// Nothing.
    #[default]
    None,
    /// One text.
    One(Text),
    /// Two or more.
    Many(Box<[Text]>),
}

impl List {
    /// Sorted, each text once.
    pub(super) fn sorted(texts: impl IntoIterator<Item = Text>) -> Self {
        let mut texts = texts.into_iter();
        let Some(first) = texts.next() else { return Self::None };
        let Some(second) = texts.next() else { return Self::One(first) };
        let mut all: Vec<Text> = [first, second].into_iter().chain(texts).collect();
        all.sort_unstable();
        all.dedup();
        Self::from(all)
    }

    /// Leaves out what does not hold.
    pub(super) fn retain(&mut self, holds: impl Fn(&Text) -> bool) {
        if !self.iter().all(&holds) {
            *self = self.iter().filter(|text| holds(text)).cloned().collect();
        }
    }
}

impl Deref for List {
    type Target = [Text];

    fn deref(&self) -> &[Text] {
        match self {
            Self::None => &[],
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(texts) => texts,
        }
    }
}

impl From<Vec<Text>> for List {
    fn from(mut texts: Vec<Text>) -> Self {
        match texts.len() {
            0 => Self::None,
            1 => texts.pop().map_or(Self::None, Self::One),
            _ => Self::Many(texts.into_boxed_slice()),
        }
    }
}

impl FromIterator<Text> for List {
    fn from_iter<I: IntoIterator<Item = Text>>(texts: I) -> Self {
        let mut texts = texts.into_iter();
        let Some(first) = texts.next() else { return Self::None };
        let Some(second) = texts.next() else { return Self::One(first) };
        Self::Many([first, second].into_iter().chain(texts).collect())
    }
}

impl<'l> IntoIterator for &'l List {
    type Item = &'l Text;
    type IntoIter = std::slice::Iter<'l, Text>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_needs_no_more_room_than_itself() {
        assert_eq!(size_of::<List>(), size_of::<Text>());
        let of = |texts: &[&str]| List::sorted(texts.iter().map(|text| Text::from(*text)));
        assert_eq!((&*of(&[]), &*of(&["b"])), (&[][..], &[Text::from("b")][..]));
        let mut list = of(&["b", "a", "b"]);
        assert_eq!(list.len(), 2);
        list.retain(|text| text != "a");
        assert_eq!(list, of(&["b"]));
        list.retain(|_| false);
        assert_eq!(list, List::None);
    }
}
