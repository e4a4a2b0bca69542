//! Key (汇总键): metric, month, grain and whose an event is, as one number, so that adding a fact costs one look.
//!
//! Decides how many bits each part has; a place beyond them counts as none.

use std::hash::Hasher;

use super::{Key, Whose};
use crate::model::Month;

/// Spreads a packed key over a table: its low bits are the country, of which there are few.
#[derive(Debug, Default)]
pub(super) struct KeyHasher(u64);

impl Hasher for KeyHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, key: u64) {
        // The odd number nearest 2⁶⁴ ÷ the golden ratio spreads neighbours; the turn brings the spread bits down.
        self.0 = (self.0 ^ key).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(26);
    }
}

/// Month 0 of the fact table.
fn epoch() -> Month {
    Month::of(chrono::NaiveDate::default())
}

/// Bits of a key: channel, country, salesperson (each a place + 1; 0 = none), grain once rolled up, month from
/// [`MONTH_ZERO`], metric.
const CHANNEL_BITS: u32 = 6;
const COUNTRY_BITS: u32 = 9;
const STAFF_BITS: u32 = 14;
/// Bits below the grain; a product takes all of them.
const EVENT_BITS: u32 = STAFF_BITS + COUNTRY_BITS + CHANNEL_BITS;
const GRAIN_BITS: u32 = 3;
const MONTH_BITS: u32 = 19;
/// Grains of rolled-up keys; facts themselves have 0 or, of a product, its own.
const OF_STAFF: u64 = 1;
const OF_COUNTRY: u64 = 2;
const OF_CHANNEL: u64 = 3;
const OF_PRODUCT: u64 = 4;
/// Months are counted from so far before the epoch, which no calendar reaches.
const MONTH_ZERO: i32 = 1 << 18;

const fn placed(place: Option<u32>, bits: u32) -> u64 {
    match place {
        Some(place) if (place as u64) + 1 < 1 << bits => place as u64 + 1,
        _ => 0,
    }
}

pub(super) fn pack(metric: u64, month: Month, event: u64) -> u64 {
    let month = u64::try_from((month.since(epoch()) + MONTH_ZERO).clamp(0, 2 * MONTH_ZERO - 1)).unwrap_or(0);
    (((metric << MONTH_BITS) | month) << (GRAIN_BITS + EVENT_BITS)) | event
}

/// Whose an event is, as bits.
pub(super) fn event(whose: Whose) -> u64 {
    let staff = placed(whose.staff, STAFF_BITS) << (COUNTRY_BITS + CHANNEL_BITS);
    staff | (placed(whose.country, COUNTRY_BITS) << CHANNEL_BITS) | placed(whose.channel, CHANNEL_BITS)
}

/// Which product an event is about, as bits.
pub(super) fn product(place: Option<u32>) -> u64 {
    (OF_PRODUCT << EVENT_BITS) | placed(place, EVENT_BITS)
}

/// The keys that a fact's key adds to: company, colleague, country, channel; a product's is its own.
pub(super) fn rolled_up(key: u64) -> impl Iterator<Item = u64> {
    let (channel, country) = ((1_u64 << CHANNEL_BITS) - 1, ((1_u64 << COUNTRY_BITS) - 1) << CHANNEL_BITS);
    let staff = ((1_u64 << STAFF_BITS) - 1) << (COUNTRY_BITS + CHANNEL_BITS);
    let (rest, grain) = (key & !(staff | country | channel), |grain: u64| grain << EVENT_BITS);
    let of_product = (rest >> EVENT_BITS) & ((1 << GRAIN_BITS) - 1) == OF_PRODUCT;
    let of = |kept: u64, id: u64| (key & kept > 0).then_some(rest | (key & kept) | grain(id));
    let keys = if of_product {
        [Some(key), None, None, None]
    } else {
        [Some(rest), Some(rest | (key & staff) | grain(OF_STAFF)), of(country, OF_COUNTRY), of(channel, OF_CHANNEL)]
    };
    keys.into_iter().flatten()
}

/// Metric's place, key and month of a rolled-up key.
pub(super) fn unpack(key: u64) -> Option<(usize, Key, Month)> {
    let part = |shift: u32, bits: u32| (key >> shift) & ((1 << bits) - 1);
    let place = |shift: u32, bits: u32| u32::try_from(part(shift, bits)).ok().and_then(|place| place.checked_sub(1));
    let month = i32::try_from(part(EVENT_BITS + GRAIN_BITS, MONTH_BITS)).ok()? - MONTH_ZERO;
    let whose = match part(EVENT_BITS, GRAIN_BITS) {
        0 => Key::Company,
        OF_STAFF => place(COUNTRY_BITS + CHANNEL_BITS, STAFF_BITS).map_or(Key::Nobody, Key::Staff),
        OF_COUNTRY => Key::Country(place(CHANNEL_BITS, COUNTRY_BITS)?),
        OF_CHANNEL => Key::Channel(place(0, CHANNEL_BITS)?),
        _ => place(0, EVENT_BITS).map_or(Key::Products, Key::Product),
    };
    Some((usize::try_from(key >> (EVENT_BITS + GRAIN_BITS + MONTH_BITS)).ok()?, whose, epoch().plus(month)))
}
