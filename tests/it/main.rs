//! Integration tests: one binary, one module a command, each in a workspace of its own.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on says so by panicking")]

mod check;
mod close;
mod closing;
mod corrections;
mod crowds;
mod docs;
mod edges;
mod explain;
mod forget;
mod history;
mod hostile;
mod init;
mod inspect;
mod metrics;
mod migrate;
mod others;
mod privacy;
mod recount;
mod recount_served;
mod refusals;
mod report;
mod round_trip;
mod same_bytes;
mod samples;
mod workspace;
