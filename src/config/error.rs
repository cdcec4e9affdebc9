//! Why a configuration cannot be used: the thing, its place, the cause, the next step.
//!
//! Pure. Never shows what may be a secret: who makes the error leaves it out.

use thiserror::Error;

use super::FilePosition;

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// Not TOML, a wrong type, or an unknown key; `detail` quotes the line.
    #[error("cannot read {file}: {detail}")]
    Syntax {
        /// The file's name as the user gave it.
        file: String,
        /// Line, column and cause.
        detail: String,
        /// The key it may have meant.
        nearest: Option<String>,
    },
    /// A value that is well formed but cannot be used.
    #[error("cannot use {key} of site \"{site}\"{}: {cause}", in_brackets(place.as_ref()))]
    Site {
        /// The site's name.
        site: String,
        /// The key below `[[site]]`; a layout's keys begin with `layout.<name>`.
        key: String,
        /// Where in the file it stands.
        place: Option<FilePosition>,
        /// Why not.
        cause: String,
    },
    /// A value outside the sites that cannot be used.
    #[error("cannot use {key} = {value}: {cause}")]
    Value {
        /// Dotted key.
        key: &'static str,
        /// As given.
        value: String,
        /// Why not.
        cause: String,
    },
    /// A key that neither the file nor the default gives.
    #[error("no value for {key}")]
    Missing {
        /// Dotted key.
        key: &'static str,
    },
}

impl ConfigError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            Self::Syntax {
                nearest: Some(key), ..
            } => format!("did you mean `{key}`? `hpnews init --print` shows every key"),
            Self::Syntax { detail, .. } if detail.contains("expected a sequence") => {
                "a list stands in brackets, even one of a single entry: [\"…\"]".to_owned()
            }
            Self::Syntax { .. } | Self::Missing { .. } => {
                "`hpnews init --print` shows every key with its meaning".to_owned()
            }
            Self::Site { site, .. } => {
                format!(
                    "repair [[site]] \"{site}\"; `hpnews recipe check FILE` tries selectors on a page"
                )
            }
            Self::Value { key, .. } => {
                format!("repair {key}; `hpnews config` shows what is in force")
            }
        }
    }
}

fn in_brackets(place: Option<&FilePosition>) -> String {
    place.map_or_else(String::new, |place| format!(" ({place})"))
}
