//! From a caller that blocks to a client that does not: one network thread for all buckets of the
//! process.

use std::future::Future;
use std::io;
use std::sync::{LazyLock, mpsc};

use tokio::runtime::{Builder, Runtime};

/// Lives as long as the process: a runtime must not be dropped inside another.
static NETWORK: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).thread_name("bucket").enable_all();
    builder.build()
});

/// Does work on the network thread and waits for it; also from within another runtime.
pub(super) fn wait<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> Result<T, String> {
    let network = NETWORK.as_ref().map_err(ToString::to_string)?;
    let (give, take) = mpsc::sync_channel(1);
    network.spawn(async move {
        // Nobody waits any more only where the caller's thread is gone.
        let _ = give.send(work.await);
    });
    take.recv()
        .map_err(|_| "the network thread ended".to_owned())
}
