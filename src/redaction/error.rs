//! Why a list of takedowns cannot be used. Each of these stops what was to be published.

use thiserror::Error;

/// Why a list of takedowns cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum WithholdError {
    /// Not TOML, a wrong type, or an unknown key; `cause` quotes the line.
    #[error("cannot read {file}: {cause}")]
    Syntax {
        /// The file's name.
        file: String,
        /// Line, column and cause.
        cause: String,
    },
    /// A takedown that says too little, or what nobody understands.
    #[error("{file}:{line}: cannot use this takedown: {cause}")]
    Takedown {
        /// The file's name.
        file: String,
        /// Its line, from 1.
        line: usize,
        /// Why not.
        cause: String,
    },
    /// A takedown that stands for nothing in this archive: what it means would be published.
    #[error("{file}:{line}: {cause}")]
    Unmatched {
        /// The file's name.
        file: String,
        /// Its line, from 1.
        line: usize,
        /// What is not there.
        cause: String,
    },
}

impl WithholdError {
    /// What to do next, for a person.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Unmatched { .. } => {
                "nothing is published until it matches: repair its address, article_id or text, or \
                 add `pending = true` where the archive need not hold it yet; \
                 `hpnews list --json` prints addresses and ids"
            }
            Self::Syntax { .. } | Self::Takedown { .. } => {
                "repair it; nothing is published until it can be read. A takedown is one line: \
                 { url = \"https://…\", reason = \"…\", on = 2026-11-23 }"
            }
        }
    }
}
