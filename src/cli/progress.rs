//! Progress (进度): a line on a terminal for work over a second; nothing when piped or quiet.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::words::Words;

/// A spinner that names the stage and the file.
pub(super) struct Progress {
    bar: ProgressBar,
    words: &'static Words,
    started: Instant,
}

impl Progress {
    /// Draws on stderr when it is a terminal, unless quiet.
    pub(super) fn new(words: &'static Words, quiet: bool) -> Self {
        let target = if quiet { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(8) };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
            bar.set_style(style);
        }
        Self { bar, words, started: Instant::now() }
    }

    /// Names the stage and the file it is at.
    pub(super) fn at(&self, stage: &str, file: &str) {
        if self.started.elapsed() < Duration::from_secs(1) {
            return;
        }
        self.bar.set_message(format!("{} {file}", self.words.get(&format!("cli.stage.{stage}"))));
        self.bar.tick();
    }

    /// Clears the line.
    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}
