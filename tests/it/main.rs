//! Integration tests: one binary, one module a command, each in a workspace of its own.

mod check;
mod close;
mod docs;
mod explain;
mod inspect;
mod metrics;
mod refusals;
mod report;
mod same_bytes;
mod samples;
mod workspace;
