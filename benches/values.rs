//! How the value parsers stand millions of texts nobody would write.
//!
//! `cargo bench --bench values -- TIMES [PARSER]...`: prints per parser how many texts were read and which broke a promise;
//! fails when any did.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

use std::process::ExitCode;
use std::time::Instant;

use clientbook::normalise::trial;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let times = arguments.next().and_then(|times| times.parse().ok()).unwrap_or(100_000);
    let named: Vec<String> = arguments.collect();
    let mut broken = 0;
    for parser in trial::PARSERS.iter().filter(|parser| named.is_empty() || named.iter().any(|name| name == *parser)) {
        let start = Instant::now();
        let failed = trial::run(parser, 20_261_031, times);
        println!("{parser:<10} {times} texts, {} broken, {:.1} s", failed.len(), start.elapsed().as_secs_f64());
        for (text, promise) in &failed {
            println!("    {text:?}: {promise}");
        }
        broken += failed.len();
    }
    if broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
