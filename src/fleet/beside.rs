//! Work on disk and bucket, which block, with all else going on beside it.

use super::error::FleetError;

/// Does it on a thread that may block.
pub(super) async fn beside<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, FleetError> + Send + 'static,
) -> Result<T, FleetError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| {
        Err(FleetError::Local {
            what: "end what was begun".to_owned(),
            source: std::io::Error::other(error),
        })
    })
}
