//! What a configuration is made of: the embedded default, the user's file, what overrides both.
//!
//! Pure.

use std::fmt;

/// The commented default that `hpnews init` writes; also the reference of every key.
pub const DEFAULT: &str = include_str!("../../config.toml");

/// What environment and command line override, each with its source.
#[derive(Clone, Debug, Default)]
pub struct Overrides {
    /// `identity.contact`
    pub contact: Option<(String, Source)>,
    /// `archive.dir`
    pub archive_dir: Option<(String, Source)>,
}

/// The user's file: its name for messages, and its text.
#[derive(Clone, Copy, Debug)]
pub struct UserFile<'a> {
    /// As the user gave it.
    pub name: &'a str,
    /// Its content.
    pub text: &'a str,
}

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// The embedded `config.toml`.
    Default,
    /// The user's file, by name.
    File(String),
    /// An environment variable, by name.
    Env(&'static str),
    /// A command-line flag, by name.
    Flag(&'static str),
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(name) => f.write_str(name),
            Self::Env(name) => write!(f, "${name}"),
            Self::Flag(name) => f.write_str(name),
        }
    }
}
