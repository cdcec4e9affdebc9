//! Why the reading room cannot be opened.

use std::io;
use std::net::SocketAddr;

use thiserror::Error;

use crate::published::PoolError;

/// Why the reading room cannot be opened.
#[derive(Debug, Error)]
pub enum ServeError {
    /// Nothing can listen there.
    #[error("cannot listen on {bind}: {source}")]
    Listen {
        /// The address.
        bind: SocketAddr,
        /// What the system said.
        source: io::Error,
    },
    /// Others can reach it, and no name is known under which they may.
    #[error("cannot open the reading room on {bind}: it has no name")]
    NoHosts {
        /// The address.
        bind: SocketAddr,
    },
    /// Others can reach it, and nothing keeps them out.
    #[error("cannot open the reading room on {bind}: everybody could read it")]
    Unguarded {
        /// The address.
        bind: SocketAddr,
    },
    /// The login is none.
    #[error("the login in ${variable} is not `user:password`")]
    Login {
        /// The environment variable.
        variable: String,
    },
    /// Nothing can be handed on.
    #[error(transparent)]
    Published(#[from] PoolError),
}

impl ServeError {
    /// What to do next, for a person.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Listen { source, .. } if source.kind() == io::ErrorKind::AddrInUse => {
                Some("another program listens there: choose another port with --bind")
            }
            Self::Listen { .. } => Some("choose an address of this machine with --bind"),
            Self::NoHosts { .. } => {
                Some("name it with --host, or `serve.hosts` in the configuration")
            }
            Self::Unguarded { .. } => Some(
                "put a login into the variable that `serve.login_env` names, or say that \
                 everybody may read: --public, or serve.public = true",
            ),
            Self::Login { .. } => Some("write a name, a colon and a password"),
            Self::Published(error) => error.hint(),
        }
    }
}
