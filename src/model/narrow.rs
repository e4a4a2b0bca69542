//! Narrow (窄数): the numbers of a column, of one, two or four bytes each, as the largest needs; none where they only count up.

/// Numbers that grow wider with the largest of them.
#[derive(Debug, Clone)]
pub(super) enum Numbers {
    /// 1, 2, 3 … so many, with room asked for so many: the texts of a column that are all unlike.
    Counting(usize, usize),
    Byte(Vec<u8>),
    Short(Vec<u16>),
    Long(Vec<u32>),
}

impl Default for Numbers {
    fn default() -> Self {
        Self::Byte(Vec::new())
    }
}

impl Numbers {
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Counting(height, _) => *height,
            Self::Byte(all) => all.len(),
            Self::Short(all) => all.len(),
            Self::Long(all) => all.len(),
        }
    }

    /// One of them; 0 beyond the last.
    pub(super) fn get(&self, at: usize) -> u32 {
        match self {
            Self::Counting(height, _) if at < *height => numbered(at),
            Self::Counting(..) => 0,
            Self::Byte(all) => all.get(at).copied().unwrap_or(0).into(),
            Self::Short(all) => all.get(at).copied().unwrap_or(0).into(),
            Self::Long(all) => all.get(at).copied().unwrap_or(0),
        }
    }

    pub(super) fn push(&mut self, number: u32) {
        match self {
            Self::Counting(height, _) if number == numbered(*height) => return *height += 1,
            Self::Counting(..) => self.spell(),
            Self::Byte(all) => match u8::try_from(number) {
                Ok(number) => return all.push(number),
                Err(_) => *self = Self::Short(wider(all)),
            },
            Self::Short(all) => match u16::try_from(number) {
                Ok(number) => return all.push(number),
                Err(_) => *self = Self::Long(wider(all)),
            },
            Self::Long(all) => return all.push(number),
        }
        self.push(number);
    }

    pub(super) fn expect(&mut self, height: usize) {
        match self {
            Self::Counting(_, room) => *room = height,
            Self::Byte(all) => all.reserve(height.saturating_sub(all.len())),
            Self::Short(all) => all.reserve(height.saturating_sub(all.len())),
            Self::Long(all) => all.reserve(height.saturating_sub(all.len())),
        }
    }

    pub(super) fn nulls(&mut self, height: usize) {
        if height > self.len() {
            self.spell();
        }
        match self {
            Self::Counting(..) => {}
            Self::Byte(all) => all.resize(height.max(all.len()), 0),
            Self::Short(all) => all.resize(height.max(all.len()), 0),
            Self::Long(all) => all.resize(height.max(all.len()), 0),
        }
    }

    pub(super) fn iter(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match self {
            Self::Counting(height, _) => Box::new((0..*height).map(numbered)),
            Self::Byte(all) => Box::new(all.iter().map(|number| u32::from(*number))),
            Self::Short(all) => Box::new(all.iter().map(|number| u32::from(*number))),
            Self::Long(all) => Box::new(all.iter().copied()),
        }
    }
}

impl Numbers {
    /// Whether they are 1, 2, 3 … to the last; then they take no room from here on.
    pub(super) fn count_up(&mut self) {
        if self.iter().enumerate().all(|(at, number)| number == numbered(at)) {
            *self = Self::Counting(self.len(), self.len());
        }
    }

    /// Numbers that no longer only count up, one by one.
    fn spell(&mut self) {
        if let Self::Counting(height, room) = *self {
            let mut all = Vec::with_capacity(room.max(height + 1));
            all.extend((0..height).map(numbered));
            *self = Self::Long(all);
        }
    }
}

/// The number of the text first met in a cell, where all before it are unlike.
fn numbered(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(u32::MAX)
}

/// Where texts end that stand one behind another: four bytes each, and the places from which another four gibibytes are to be added.
#[derive(Debug, Clone, Default)]
pub(super) struct Ends {
    low: Vec<u32>,
    wraps: Vec<usize>,
}

impl Ends {
    pub(super) const fn len(&self) -> usize {
        self.low.len()
    }

    pub(super) fn reserve(&mut self, more: usize) {
        self.low.reserve(more);
    }

    #[expect(clippy::cast_possible_truncation, reason = "what is cut off is counted in `wraps`")]
    pub(super) fn push(&mut self, end: usize) {
        while (end as u64) >> 32 > self.wraps.len() as u64 {
            self.wraps.push(self.low.len());
        }
        self.low.push(end as u32);
    }

    /// The end of one of them.
    pub(super) fn get(&self, at: usize) -> usize {
        let wraps = self.wraps.partition_point(|first| *first <= at) as u64;
        usize::try_from(wraps << 32 | u64::from(self.low[at])).unwrap_or(usize::MAX)
    }
}

/// The same numbers with room for as many as before.
fn wider<A: Copy, B: From<A>>(all: &Vec<A>) -> Vec<B> {
    let mut wider = Vec::with_capacity(all.capacity());
    wider.extend(all.iter().map(|number| B::from(*number)));
    wider
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_goes_on_until_something_else_comes() {
        let mut numbers = Numbers::Counting(0, 8);
        for number in 1..=5 {
            numbers.push(number);
        }
        assert!(matches!(numbers, Numbers::Counting(5, 8)));
        numbers.push(2);
        numbers.nulls(8);
        assert_eq!(numbers.iter().collect::<Vec<_>>(), [1, 2, 3, 4, 5, 2, 0, 0]);
        let mut spelt = Numbers::default();
        for number in 1..=3 {
            spelt.push(number);
        }
        spelt.count_up();
        assert_eq!((spelt.len(), spelt.get(2), spelt.get(3)), (3, 3, 0));
        assert!(matches!(spelt, Numbers::Counting(..)));
    }

    #[test]
    fn ends_beyond_four_gibibytes() {
        let mut ends = Ends::default();
        let wanted = [5, 7, (1 << 32) + 3, (1 << 32) + 9, 3 << 32];
        for end in wanted {
            ends.push(end);
        }
        assert_eq!((0..5).map(|at| ends.get(at)).collect::<Vec<_>>(), wanted);
    }
}
