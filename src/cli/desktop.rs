//! Double click: on Windows a program started from the desktop loses its window when it ends, so it waits for a key and
//! opens the report folder.

use super::job::Setting;
use super::report::Done;

/// Waits for Enter when a person watches, and opens the month's folder. Elsewhere than on Windows nothing happens.
pub(super) fn wait_and_open(setting: &Setting, done: Option<&Done>) {
    #[cfg(windows)]
    {
        use std::io::IsTerminal;
        if !std::io::stdin().is_terminal() {
            return;
        }
        if let Some(done) = done {
            let _unopened = std::process::Command::new("explorer").arg(&done.folder).spawn();
        }
        super::say::note(setting.words.get("cli.press_enter"));
        let mut line = String::new();
        let _gone = std::io::stdin().read_line(&mut line);
    }
    #[cfg(not(windows))]
    let _ = (setting.words, done.map(|done| &done.folder));
}
