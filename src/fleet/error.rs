//! Why a fleet cannot work together.

use thiserror::Error;

use crate::shipping::ShippingError;

/// Why a worker, or a question to the fleet, failed. Nothing of an archive is lost by any of these.
#[derive(Debug, Error)]
pub enum FleetError {
    /// The database's address cannot be used.
    #[error("cannot use the database of [fleet]: {cause}")]
    Address {
        /// Why not. Never quotes what may hold a password.
        cause: String,
    },
    /// The database did not answer, or let nobody in.
    #[error("cannot reach the fleet's database at {host}: {cause}")]
    Unreachable {
        /// Host and port.
        host: String,
        /// What it, or the network, said.
        cause: String,
        /// Whether it may be another time.
        is_passing: bool,
    },
    /// The database refused a statement, or broke off.
    #[error("the fleet's database could not {what}: {source}")]
    Database {
        /// What was asked of it.
        what: &'static str,
        /// The answer.
        source: tokio_postgres::Error,
    },
    /// Its tables are of another version.
    #[error("the fleet's database has schema {found}, this program knows {known}")]
    Schema {
        /// The version of its tables; 0: it has none.
        found: i32,
        /// The version this program knows.
        known: i32,
    },
    /// The server is too old.
    #[error("the fleet's database is PostgreSQL {found}; 15 or later is needed")]
    TooOld {
        /// Its version, as it says it.
        found: String,
    },
    /// No bucket is configured, or another fleet's.
    #[error("cannot use the fleet's bucket: {cause}")]
    Bucket {
        /// Why not.
        cause: String,
    },
    /// The bucket said no, or nothing.
    #[error(transparent)]
    Shipping(#[from] ShippingError),
    /// A file or thread of the worker's own.
    #[error("cannot {what}: {source}")]
    Local {
        /// The action and its object.
        what: String,
        /// The cause.
        source: std::io::Error,
    },
}

impl FleetError {
    /// What to do next.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::Address { .. } => {
                "write [fleet] postgres = \"host=db.example.vn dbname=hpnews user=hpnews\", or set \
                 HPNEWS_POSTGRES to such a line"
                    .to_owned()
            }
            Self::Unreachable { .. } => {
                "`psql` with the same line says more; docs/fleet.md tells how to set it up"
                    .to_owned()
            }
            Self::Database { .. } => "see the database's log".to_owned(),
            Self::Schema { found, known } if found > known => {
                "a newer hpnews made them: use that one on every machine".to_owned()
            }
            Self::Schema { .. } => "`hpnews fleet init` makes them".to_owned(),
            Self::TooOld { .. } => "install PostgreSQL 15 or later".to_owned(),
            Self::Bucket { .. } => "set [bucket] url to this fleet's own bucket".to_owned(),
            Self::Shipping(error) => return error.hint().map(Into::into),
            Self::Local { .. } => return None,
        })
    }

    /// Whether the same may be done later without anybody's doing.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { is_passing, .. } => *is_passing,
            Self::Database { source, .. } => source.is_closed() || source.as_db_error().is_none(),
            Self::Shipping(error) => error.is_passing(),
            _ => false,
        }
    }
}
