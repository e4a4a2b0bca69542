//! List (短列表): what one field of a record says, mostly nothing or one thing. Neither asks for memory of its own.
//!
//! Decides nothing. Records are held by the million, and pairs of them compared by the ten million: a thing in its place costs
//! neither an allocation nor a look elsewhere.

use std::ops::{Deref, DerefMut};

/// Things of one field, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum List<T> {
    /// Nothing.
    #[default]
    None,
    /// One thing.
    One(T),
    /// Two or more.
    Many(Box<[T]>),
}

impl<T: Ord> List<T> {
    /// Sorted, each once.
    pub(super) fn sorted(things: impl IntoIterator<Item = T>) -> Self {
        match Self::from_iter(things) {
            Self::Many(many) => {
                let mut all = Vec::from(many);
                all.sort_unstable();
                all.dedup();
                Self::from(all)
            }
            few => few,
        }
    }
}

impl<T: Clone> List<T> {
    /// Leaves out what does not hold.
    pub(super) fn retain(&mut self, holds: impl Fn(&T) -> bool) {
        if !self.iter().all(&holds) {
            *self = self.iter().filter(|thing| holds(thing)).cloned().collect();
        }
    }
}

impl<T> Deref for List<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Self::None => &[],
            Self::One(one) => std::slice::from_ref(one),
            Self::Many(many) => many,
        }
    }
}

impl<T> DerefMut for List<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        match self {
            Self::None => &mut [],
            Self::One(one) => std::slice::from_mut(one),
            Self::Many(many) => many,
        }
    }
}

impl<T> From<Vec<T>> for List<T> {
    fn from(things: Vec<T>) -> Self {
        if things.len() > 1 { Self::Many(things.into_boxed_slice()) } else { things.into_iter().collect() }
    }
}

impl<T> FromIterator<T> for List<T> {
    fn from_iter<I: IntoIterator<Item = T>>(things: I) -> Self {
        let mut things = things.into_iter();
        let Some(first) = things.next() else { return Self::None };
        let Some(second) = things.next() else { return Self::One(first) };
        Self::Many([first, second].into_iter().chain(things).collect())
    }
}

impl<'l, T> IntoIterator for &'l List<T> {
    type Item = &'l T;
    type IntoIter = std::slice::Iter<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<'l, T> IntoIterator for &'l mut List<T> {
    type Item = &'l mut T;
    type IntoIter = std::slice::IterMut<'l, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter_mut()
    }
}

#[cfg(test)]
mod tests {
    use super::super::name::Name;
    use super::super::record::Text;
    use super::*;

    #[test]
    fn one_text_needs_no_more_room_than_itself() {
        assert_eq!((size_of::<List<Text>>(), size_of::<List<Name>>()), (size_of::<Text>(), size_of::<Name>()));
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
