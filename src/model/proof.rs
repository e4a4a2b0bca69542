//! Proof (依据): the comparisons of two merged records, packed small, for a big book holds hundreds of thousands of merges.
//!
//! Decides nothing: what goes in comes out. Which comparisons ended at which levels is shared by all merges alike; what both
//! records say alike is kept once.

use std::collections::HashSet;
use std::num::NonZeroU32;
use std::sync::Arc;

use polars::prelude::PlSmallStr;

use super::resolved::Evidence;

/// Comparison and level of each step.
type Shape = Arc<[(&'static str, &'static str)]>;

/// Shapes met so far; only looked up.
#[derive(Debug, Default)]
pub struct Shapes(HashSet<Shape>);

/// One comparison's bits, the length of what the left side says, and one more than that of the right; `None` where it says what the left
/// says.
type Step = (f64, u32, Option<NonZeroU32>);

/// What spoke for and against two records.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Proof {
    shape: Shape,
    steps: Box<[Step]>,
    said: Box<str>,
}

impl Proof {
    /// Packs the comparisons.
    #[must_use]
    pub fn of(list: &[Evidence], shapes: &mut Shapes) -> Self {
        let shape: Vec<(&str, &str)> = list.iter().map(|one| (one.comparison, one.level)).collect();
        let shape = shapes.0.get(shape.as_slice()).cloned().unwrap_or_else(|| {
            let made: Shape = Arc::from(shape);
            shapes.0.insert(Arc::clone(&made));
            made
        });
        let length = |text: &str| u32::try_from(text.len()).unwrap_or(u32::MAX);
        let mut said = String::with_capacity(list.iter().map(|one| one.left.len() + one.right.len()).sum());
        let mut steps = Vec::with_capacity(list.len());
        for one in list {
            said.push_str(&one.left);
            let differs = one.left != one.right;
            if differs {
                said.push_str(&one.right);
            }
            let right = length(&one.right).saturating_add(1);
            steps.push((one.bits, length(&one.left), NonZeroU32::new(right).filter(|_| differs)));
        }
        Self { shape, steps: steps.into_boxed_slice(), said: said.into_boxed_str() }
    }

    /// The comparisons as they were.
    #[must_use]
    pub fn list(&self) -> Vec<Evidence> {
        let mut rest = &*self.said;
        let mut next = |length: u32| {
            let (text, after) = rest.split_at_checked(length as usize).unwrap_or((rest, ""));
            rest = after;
            PlSmallStr::from(text)
        };
        let both = self.shape.iter().zip(&self.steps);
        both.map(|((comparison, level), (bits, left, right))| {
            let left = next(*left);
            let right = right.map_or_else(|| left.clone(), |right| next(right.get() - 1));
            Evidence { comparison, level, bits: *bits, left, right }
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let one =
            |comparison, level, bits, left: &str, right: &str| Evidence { comparison, level, bits, left: left.into(), right: right.into() };
        let list = [
            one("name", "near", 9.25, "Rossi Ferramenta", "罗西五金"),
            one("country", "exact", 3.0, "IT", "IT"),
            one("city", "else", -2.0, "", "milano"),
            one("phone", "else", -2.0, "", ""),
        ];
        let mut shapes = Shapes::default();
        let (first, second) = (Proof::of(&list, &mut shapes), Proof::of(&list, &mut shapes));
        assert_eq!(first.list(), list);
        assert_eq!(first, second);
        assert!(Arc::ptr_eq(&first.shape, &second.shape));
        assert_eq!(Proof::of(&[], &mut shapes).list(), []);
    }
}
