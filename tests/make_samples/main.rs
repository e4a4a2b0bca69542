//! Makes the samples folder again.
fn main() {}
