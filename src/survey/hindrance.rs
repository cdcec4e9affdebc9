//! What an address turned out to be, and why there may be no survey of it.

use thiserror::Error;
use url::Url;

/// What an address turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProbeResult {
    /// An article.
    Article,
    /// No page: a PDF, a picture, a feed.
    File(String),
    /// There is nothing, by this status.
    Status(u16),
    /// robots.txt forbids it.
    Forbidden,
}

/// Why there is no survey.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Hindrance {
    /// Not an address of a site.
    #[error("{0}")]
    Address(String),
    /// The host does not answer, or will not now.
    #[error("{reason}")]
    Down {
        /// Why.
        reason: String,
    },
    /// robots.txt forbids the home page.
    #[error("{url} is {reason}")]
    Forbidden {
        /// What was to be asked.
        url: Url,
        /// The rule, or why nobody can say.
        reason: String,
    },
    /// The home page is none.
    #[error("{url} is no page: {is}")]
    NoHome {
        /// What was asked.
        url: Url,
        /// What it is.
        is: ProbeResult,
    },
    /// A firewall stands before it.
    #[error("{url} shows a wall: {reason}")]
    Wall {
        /// What was asked.
        url: Url,
        /// What showed it.
        reason: String,
    },
    /// A login stands before it.
    #[error("{url} is a login, and no source names an article")]
    Login {
        /// What was asked.
        url: Url,
    },
    /// A script draws it.
    #[error("{url} is empty until a script draws it, and no source names an article")]
    Script {
        /// What was asked.
        url: Url,
    },
    /// Nothing on it, or in its sources, is an article.
    #[error("{url} names no article")]
    NoArticles {
        /// What was asked.
        url: Url,
        /// Hosts on which its sources name articles.
        elsewhere: Vec<String>,
    },
}

impl std::fmt::Display for ProbeResult {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Article => formatter.write_str("an article"),
            Self::File(kind) => write!(formatter, "it is {kind}"),
            Self::Status(status) => write!(formatter, "the server answered {status}"),
            Self::Forbidden => formatter.write_str("robots.txt forbids it"),
        }
    }
}
