//! How the program speaks: data to stdout, talk to stderr, in Vietnamese or English.
//!
//! Never prints what a site sent without stripping its control characters.

use std::io::{self, IsTerminal, Write};

use chrono::SecondsFormat;
use clap::ValueEnum;
use serde_json::json;

pub(super) use crate::record::word;
use crate::report::Language;
use crate::text::json_safe;

/// The language of messages where nobody names one: from the locale variables, in the order
/// POSIX reads them.
pub(super) fn locale_language() -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    match set {
        Some(locale) if locale.starts_with("vi") => Language::Vietnamese,
        _ => Language::English,
    }
}

/// The form of what is said, where it goes into a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Log {
    /// A time, a level and the words.
    Plain,
    /// One JSON object a line: `timestamp`, `level`, `message`.
    Json,
}

/// How much is said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Console {
    pub(super) lang: Language,
    pub(super) quiet: bool,
    pub(super) json: bool,
    pub(super) log: Option<Log>,
}

impl Console {
    /// A line for a person, on stderr; silent with `-q`.
    pub(super) fn say(self, line: &str) {
        if !self.quiet {
            self.write("INFO", line);
        }
    }

    /// What went wrong, on stderr; also with `-q`.
    pub(super) fn complain(self, line: &str) {
        self.write("ERROR", line);
    }

    fn write(self, level: &str, text: &str) {
        let mut out = String::new();
        for line in text.lines() {
            // The times of `tracing`'s own lines.
            let time = super::clock::now().to_rfc3339_opts(SecondsFormat::Micros, true);
            match self.log {
                None => out.push_str(line),
                Some(Log::Plain) => out.extend([&*format!("{time} {level:>5} "), line.trim()]),
                Some(Log::Json) => {
                    let event = json!({"timestamp": time, "level": level, "message": line.trim()});
                    out.push_str(&json_safe(&event.to_string()));
                }
            }
            out.push('\n');
        }
        // A closed stderr leaves nobody to tell.
        let _ = io::stderr().lock().write_all(out.as_bytes());
    }

    /// True when stderr is a terminal and may show a moving bar.
    pub(super) fn lively(self) -> bool {
        !self.quiet && !self.json && self.log.is_none() && io::stderr().is_terminal()
    }
}

/// True when colour is wanted there: a terminal, and no `NO_COLOR` (no-color.org).
pub(super) fn colour(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// Columns of the terminal that stdout is; `None` when it is none.
pub(super) fn columns() -> Option<usize> {
    let size = rustix::termios::tcgetwinsize(io::stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

/// Writes data to stdout. A reader that stops reading (`| head`) is a success.
pub(super) fn data(text: &str) -> io::Result<()> {
    bytes(text.as_bytes())
}

/// Writes what was captured to stdout, byte for byte: it was asked for as it is.
pub(super) fn bytes(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// One JSON object a line.
pub(super) fn json_line<T: serde::Serialize>(value: &T) -> anyhow::Result<()> {
    let mut line = json_safe(&serde_json::to_string(value)?);
    line.push('\n');
    Ok(data(&line)?)
}
