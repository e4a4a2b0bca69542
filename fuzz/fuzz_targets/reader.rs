//! Any bytes as a file: sheets, or a word about what it is.
#![no_main]

use clientbook::ingest::{self, Request};
use clientbook::policy::Policy;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = ingest::read_bytes("file", bytes.to_vec(), &Request::default(), &Policy::shipped());
});
