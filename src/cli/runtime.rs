//! What a command has of its process: the runtime, the signals to stop, the folders
//! of this machine. Never says what a command does.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context as _, anyhow};
use tokio::sync::watch;

use super::console::Console;
use super::exit;
use super::next_step::{NextStep, hinted};
use super::signals::Signals;
use crate::config::Config;
use crate::crawl::{CrawlError, Stop};
use crate::store::Scratch;

pub(super) fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    // One thread waits for the network; what costs time runs beside it, if another host would
    // have to wait. More threads would only hand each other the one request under way.
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("cannot start the runtime")
}

/// Work without network, with the signals to stop heard beside it.
pub(super) fn beside_brake<T: Send + 'static>(
    console: Console,
    work: impl FnOnce(&Stop) -> Result<T, CrawlError> + Send + 'static,
) -> anyhow::Result<T> {
    stoppable(console, work)?.map_err(hinted)
}

/// The same for work that fails in ways of its own.
pub(super) fn stoppable<T: Send + 'static>(
    console: Console,
    work: impl FnOnce(&Stop) -> T + Send + 'static,
) -> anyhow::Result<T> {
    runtime()?
        .block_on(async {
            let (hand, stop) = Stop::new();
            brake(hand, console);
            tokio::task::spawn_blocking(move || work(&stop)).await
        })
        .context("the work broke off")
}

/// First signal to stop: finish what is in hand. Second: at once; the archive bears it.
pub(super) fn brake(hand: watch::Sender<bool>, console: Console) {
    let mut signals = match Signals::listen() {
        Ok(signals) => signals,
        Err(error) => return tracing::warn!("signals end this process at once: {error}"),
    };
    tokio::spawn(async move {
        signals.next().await;
        console.say(console.lang.pick(
            "Đang dừng sau việc dở này; bấm Ctrl-C lần nữa để dừng ngay.",
            "Stopping after what is in hand; press Ctrl-C again to stop at once.",
        ));
        // A crawl that has ended no longer listens.
        let _ = hand.send(true);
        signals.next().await;
        std::process::exit(i32::from(exit::INTERRUPTED));
    });
}

/// Where this machine's processes share what they know of each host's pace.
pub(super) fn state_dir() -> anyhow::Result<PathBuf> {
    let set = |name: &str| {
        std::env::var_os(name)
            .filter(|value| !value.is_empty())
            .map(PathBuf::from)
    };
    set("HPNEWS_STATE")
        .or_else(|| Some(set("XDG_STATE_HOME")?.join("hpnews")))
        .or_else(|| Some(set("HOME")?.join(".local/state/hpnews")))
        .ok_or_else(|| {
            anyhow!("cannot tell where to keep the lanes: neither $HPNEWS_STATE nor $HOME is set")
                .with_next_step(
                    "set HPNEWS_STATE to a folder that all hpnews of this machine share",
                )
        })
}

/// A folder for what is thrown away.
pub(super) fn scratch() -> anyhow::Result<Scratch> {
    Scratch::new().map_err(|error| {
        anyhow!("cannot make a temporary folder: {error}")
            .with_next_step("set TMPDIR to a folder with room that this user may write to")
    })
}

/// The PEM files of intermediate certificates, read once.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the user's files are read"
)]
pub(super) fn intermediates(config: &Config) -> anyhow::Result<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    for site in &config.sites {
        if let Some(path) = &site.intermediates {
            let pem = std::fs::read_to_string(path).with_context(|| {
                format!(
                    "cannot read site.tls.intermediates of \"{}\": {}",
                    site.name,
                    path.display()
                )
            })?;
            found.insert(site.name.clone(), pem);
        }
    }
    Ok(found)
}
