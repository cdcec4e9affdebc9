//! How long the fleet's database may take: whoever holds a lease must know soon that it cannot be
//! renewed.

use std::time::Duration;

use super::error::FleetError;

/// For a connection, and for one statement.
pub(super) const LIMIT: Duration = Duration::from_secs(3);

/// One statement's time, whatever the network does meanwhile.
pub(super) async fn within<T>(
    what: &'static str,
    asked: impl Future<Output = Result<T, tokio_postgres::Error>>,
) -> Result<T, FleetError> {
    match tokio::time::timeout(LIMIT, asked).await {
        Ok(answer) => answer.map_err(|source| FleetError::Database { what, source }),
        Err(_) => Err(FleetError::Unreachable {
            host: "its host".to_owned(),
            cause: format!("no answer in {LIMIT:?}"),
            is_passing: true,
        }),
    }
}
