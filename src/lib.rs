//! clientbook (客户月报): sheets of a foreign-trade company in, the month's workbooks out.
//!
//! ```text
//! sheets ──▶ ingest ──▶ normalise ──▶ resolve ──▶ metrics ──▶ report ──▶ workbooks
//!            raw rows   typed rows    one row a    figures,    laid out
//!            + origin   + findings    customer     lists
//!                           ▲             │           │
//!                           └──── book (history, ids, decisions)
//! ```
//!
//! Data goes down the line once; only `pipeline` knows the order. See `ARCHITECTURE.md`.

pub mod book;
pub mod cli;
pub mod error;
pub mod finding;
pub mod ingest;
pub mod metrics;
pub mod model;
pub mod normalise;
pub mod pipeline;
pub mod policy;
pub mod report;
pub mod resolve;
pub mod words;
