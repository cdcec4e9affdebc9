//! How the program speaks: data to stdout, talk to stderr, in Vietnamese or English.
//!
//! Never prints what a site sent without stripping its control characters.

use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;

use crate::report::Language;
use crate::text::json_safe;

/// The language of what is said to people. Data and file formats do not change with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// Tiếng Việt.
    Vi,
    /// English.
    En,
}

impl Lang {
    /// From the locale variables, in the order POSIX reads them.
    pub(super) fn from_locale() -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
            .into_iter()
            .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
        match set {
            Some(locale) if locale.starts_with("vi") => Self::Vi,
            _ => Self::En,
        }
    }

    /// The phrase in this language.
    pub(super) fn pick<'a>(self, vi: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Vi => vi,
            Self::En => en,
        }
    }

    /// The same for reports.
    pub(super) fn of_reports(self) -> Language {
        match self {
            Self::Vi => Language::Vietnamese,
            Self::En => Language::English,
        }
    }
}

/// How much is said.
#[derive(Clone, Copy, Debug)]
pub(super) struct Talk {
    pub(super) lang: Lang,
    pub(super) quiet: bool,
    pub(super) json: bool,
}

impl Talk {
    /// A line for a person, on stderr; silent with `-q`.
    pub(super) fn say(self, line: &str) {
        if !self.quiet {
            // A closed stderr leaves nobody to tell.
            let _ = writeln!(io::stderr().lock(), "{line}");
        }
    }

    /// True when stderr is a terminal and may show a moving bar.
    pub(super) fn lively(self) -> bool {
        !self.quiet && !self.json && io::stderr().is_terminal()
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

/// A word of the data formats (`sitemap`, `rest`), as serde writes it.
pub(super) fn word<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}
