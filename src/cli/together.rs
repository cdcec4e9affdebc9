//! What is done for several archives at once, and how that ended.

use anyhow::Context as _;
use tokio::task::JoinSet;

use super::console::Console;
use super::{exit, next_step};

/// The worst exit code of what goes on at once. An interruption stops all, so it is told unless
/// something could not run.
pub(super) async fn worst_of(mut running: JoinSet<u8>) -> anyhow::Result<u8> {
    let mut codes = Vec::new();
    while let Some(ended) = running.join_next().await {
        codes.push(ended.context("the work broke off")?);
    }
    let order = [
        exit::COULD_NOT_RUN,
        exit::INTERRUPTED,
        exit::INCOMPLETE,
        exit::COMPLETE,
    ];
    let worst = order.into_iter().find(|code| codes.contains(code));
    Ok(worst.unwrap_or(exit::COMPLETE))
}

/// Tells why one archive's part could not be done. The others' are done.
pub(super) fn failed(name: &str, error: &anyhow::Error, console: Console) -> u8 {
    let words = next_step::in_words(error);
    let word = console.lang.pick("lỗi", "error");
    console.complain(&format!("{name}: {word}: {words}"));
    exit::COULD_NOT_RUN
}
