//! Quick (快查): a fast hash for numbers and short texts, and a map that is only looked up, never walked.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A map that is only looked up, never walked.
pub type Quick<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// A fast hash. Nobody outside chooses an order by it, and a file that makes texts collide slows only itself.
#[derive(Debug, Default)]
pub struct Mix(u64);

impl Mix {
    const fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

impl Hasher for Mix {
    fn write(&mut self, bytes: &[u8]) {
        let length = (bytes.len() as u64) << 56;
        // The last word overlaps the one before it: no byte has to be counted or copied.
        if let Some(last) = bytes.last_chunk::<8>() {
            for word in bytes[..bytes.len() - 1].as_chunks::<8>().0 {
                self.add(u64::from_le_bytes(*word));
            }
            return self.add(u64::from_le_bytes(*last) ^ length);
        }
        let word = match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>(), bytes) {
            (Some(first), Some(last), _) => u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)),
            (.., [first, .., last]) => u64::from(*first) << 16 | u64::from(bytes[bytes.len() / 2]) << 8 | u64::from(*last),
            (.., [only]) => u64::from(*only),
            (.., []) => 0,
        };
        self.add(word ^ length);
    }

    fn write_u8(&mut self, byte: u8) {
        self.add(u64::from(byte));
    }

    fn write_u32(&mut self, word: u32) {
        self.add(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.add(word as u64);
    }

    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}
