//! Hostile files (恶意文件): small files of each format, changed at random by a fixed rule, read whole. Shared by the test that
//! runs a few of them each time and by the program that runs as many as one likes.

pub(crate) mod seeds;

use std::panic::{AssertUnwindSafe, catch_unwind};

use clientbook::ingest::{self, Request};
use clientbook::normalise;
use clientbook::policy::Policy;

use seeds::Seed;

/// A small generator of numbers that are the same on every machine.
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// Starts at a number.
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// The next number below a bound.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap_or(0) % bound.max(1)
    }
}

/// Numbers that lengths and counts break on.
const EDGES: [u8; 9] = [0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF, b'"', b'<'];

/// Changes bytes in place: bits, edge numbers, pieces cut, doubled, moved or taken from another seed.
pub(crate) fn change(bytes: &mut Vec<u8>, other: &[u8], dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        if bytes.is_empty() {
            bytes.extend_from_slice(other);
        }
        let at = dice.below(bytes.len());
        let length = dice.below(40).min(bytes.len() - at);
        match dice.below(8) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 | 2 => bytes[at] = EDGES[dice.below(EDGES.len())],
            3 => {
                let edge = EDGES[dice.below(EDGES.len())];
                bytes[at..at + length.min(4)].fill(edge);
            }
            4 => drop(bytes.drain(at..at + length)),
            5 => {
                let piece = bytes[at..at + length].to_vec();
                let to = dice.below(bytes.len());
                drop(bytes.splice(to..to, piece));
            }
            6 => {
                let from = dice.below(other.len());
                let piece = &other[from..(from + length).min(other.len())];
                drop(bytes.splice(at..at, piece.iter().copied()));
            }
            _ if dice.below(6) == 0 => bytes.truncate(at),
            _ => bytes[at] = u8::try_from(dice.below(256)).unwrap_or(0),
        }
    }
}

/// The file of one turn: always the same for a seed and a turn; in turn 0 unchanged.
pub(crate) fn file(seeds: &[Seed], which: usize, turn: u64) -> Vec<u8> {
    if turn == 0 {
        return seeds[which].whole();
    }
    let mut dice = Dice::new(turn.wrapping_mul(31).wrapping_add(which as u64));
    let other = &seeds[dice.below(seeds.len())];
    seeds[which].changed(other, &mut dice)
}

/// Reads and types a file; what panicked, if anything did.
///
/// A panic inside a reader is caught there and told as damage with the cause `panic`: for a reader of ours that is a fault
/// too. `whole` asks for it.
pub(crate) fn read(bytes: Vec<u8>, policy: &Policy, whole: bool) -> Result<(), String> {
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let (mut intake, findings) = ingest::read_bytes("file", bytes, &Request::default(), policy);
        let tidied = normalise::tidy(&mut intake, policy);
        let panicked = findings.iter().any(|finding| finding.args.contains(&("cause", "panic".to_owned())));
        (panicked, tidied.err().map(|error| error.to_string()))
    }));
    match outcome {
        Err(_) => Err("panic".to_owned()),
        Ok((true, _)) if whole => Err("panic in a reader".to_owned()),
        Ok((_, Some(error))) => Err(error),
        Ok(_) => Ok(()),
    }
}
