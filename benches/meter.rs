//! Meter (计量): what this process has cost so far, for every bench alike.
//!
//! Read from `/proc`; zero where the system does not tell (benches are run on Linux).
#![allow(dead_code, reason = "each bench includes this file and takes what it needs")]

use std::fs;

/// CPU seconds of this process, user and system, all threads.
pub(crate) fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks: f64 = after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum();
    ticks / 100.0
}

/// Highest resident memory of this process in KiB.
pub(crate) fn peak_kib() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kib| kib.parse().ok()).unwrap_or_default()
}

/// The same in MiB.
#[expect(clippy::cast_precision_loss, reason = "no memory has 2^52 KiB")]
pub(crate) fn peak_mib() -> f64 {
    peak_kib() as f64 / 1024.0
}
