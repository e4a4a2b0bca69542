//! Narrow (窄数): the numbers of a column, of one, two or four bytes each, as the largest needs.

/// Numbers that grow wider with the largest of them.
#[derive(Debug, Clone)]
pub(super) enum Numbers {
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
            Self::Byte(all) => all.len(),
            Self::Short(all) => all.len(),
            Self::Long(all) => all.len(),
        }
    }

    /// One of them; 0 beyond the last.
    pub(super) fn get(&self, at: usize) -> u32 {
        match self {
            Self::Byte(all) => all.get(at).copied().unwrap_or(0).into(),
            Self::Short(all) => all.get(at).copied().unwrap_or(0).into(),
            Self::Long(all) => all.get(at).copied().unwrap_or(0),
        }
    }

    pub(super) fn push(&mut self, number: u32) {
        match self {
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
            Self::Byte(all) => all.reserve(height.saturating_sub(all.len())),
            Self::Short(all) => all.reserve(height.saturating_sub(all.len())),
            Self::Long(all) => all.reserve(height.saturating_sub(all.len())),
        }
    }

    pub(super) fn nulls(&mut self, height: usize) {
        match self {
            Self::Byte(all) => all.resize(height.max(all.len()), 0),
            Self::Short(all) => all.resize(height.max(all.len()), 0),
            Self::Long(all) => all.resize(height.max(all.len()), 0),
        }
    }

    pub(super) fn iter(&self) -> Box<dyn Iterator<Item = u32> + '_> {
        match self {
            Self::Byte(all) => Box::new(all.iter().map(|number| u32::from(*number))),
            Self::Short(all) => Box::new(all.iter().map(|number| u32::from(*number))),
            Self::Long(all) => Box::new(all.iter().copied()),
        }
    }
}

/// The same numbers with room for as many as before.
fn wider<A: Copy, B: From<A>>(all: &Vec<A>) -> Vec<B> {
    let mut wider = Vec::with_capacity(all.capacity());
    wider.extend(all.iter().map(|number| B::from(*number)));
    wider
}
