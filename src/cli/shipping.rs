//! What ships an archive while a command crawls.

use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use tokio::sync::watch;

use super::clock::now;
use super::console::Console;
use super::next_step::hinted;
use crate::bucket::{Bucket, BucketSecrets};
use crate::config::{BucketSettings, Config};
use crate::crawl::{RunEnding, RunReport, Stop};
use crate::shipping::{SINGLE, Shipped, ShippingError, ShippingOrder, ShippingThread};

/// The bucket of a configuration, with the secrets of the environment. The archive's name there is
/// that of its site, where it is one of several below a root.
pub(super) fn order(
    config: &Config,
    settings: &BucketSettings,
    dir: &Path,
) -> Result<ShippingOrder, ShippingError> {
    let secrets = BucketSecrets::from(|name| std::env::var(name).ok())?;
    let name = dir.file_name().and_then(|name| name.to_str());
    let site = name.filter(|_| config.root.is_some()).unwrap_or(SINGLE);
    Ok(ShippingOrder {
        bucket: Bucket::open(&settings.place, &secrets)?,
        settings: settings.clone(),
        site: site.to_owned(),
        dir: dir.to_path_buf(),
        clock: now,
    })
}

/// A signal to stop for one archive alone, which also hears that for all.
pub(super) fn own_stop(all: Stop) -> (watch::Sender<bool>, Stop) {
    let (hand, own) = Stop::new();
    let heard = hand.clone();
    tokio::spawn(async move {
        all.wait().await;
        // A crawl that has ended no longer listens.
        let _ = heard.send(true);
    });
    (hand, own)
}

/// Ships the configured archive from now on; what is thrown away is not.
pub(super) fn begin_now(
    config: &Config,
    dir: &Path,
    hand: watch::Sender<bool>,
    console: Console,
) -> anyhow::Result<Option<ShippingThread>> {
    let Some(settings) = config.bucket.as_ref().filter(|_| dir == config.archive_dir) else {
        return Ok(None);
    };
    let lost = move || {
        console.complain(console.lang.pick(
            "Dừng thu: kho không gửi lên bucket được nữa.",
            "The crawl stops: the archive can no longer be shipped.",
        ));
        // A crawl that has ended no longer listens.
        let _ = hand.send(true);
    };
    let order = order(config, settings, dir).map_err(hinted)?;
    let thread = ShippingThread::begin(order, lost).map_err(hinted)?;
    Ok(Some(thread))
}

/// The same, while others crawl.
pub(super) async fn begin(
    config: &Arc<Config>,
    dir: &Path,
    hand: watch::Sender<bool>,
    console: Console,
) -> anyhow::Result<Option<ShippingThread>> {
    let (config, dir) = (Arc::clone(config), dir.to_path_buf());
    let begun = move || begin_now(&config, &dir, hand, console);
    tokio::task::spawn_blocking(begun)
        .await
        .context(BROKE_OFF)?
}

const BROKE_OFF: &str = "the shipping broke off";

/// Ships the rest, while others crawl.
pub(super) async fn end_of(
    thread: ShippingThread,
) -> anyhow::Result<Result<Shipped, ShippingError>> {
    let ended = tokio::task::spawn_blocking(move || thread.end()).await;
    ended.context(BROKE_OFF)
}

/// The same, after a crawl. A bucket that does not answer makes it incomplete: nothing is lost, and
/// the next one ships it.
pub(super) async fn end(
    thread: Option<ShippingThread>,
    report: anyhow::Result<RunReport>,
    console: Console,
) -> anyhow::Result<RunReport> {
    let Some(thread) = thread else {
        return report;
    };
    let shipped = end_of(thread).await?;
    let mut report = report?;
    if !told(shipped, console)? && report.ending == RunEnding::Complete {
        report.ending = RunEnding::Incomplete;
    }
    Ok(report)
}

/// Says what was shipped. False where the bucket did not answer, or something is left out.
pub(super) fn told(
    shipped: Result<Shipped, ShippingError>,
    console: Console,
) -> anyhow::Result<bool> {
    match shipped {
        Ok(shipped) => {
            console.say(&line(&shipped, console));
            for file in &shipped.left_out {
                let said = console.lang.pick(
                    "không gửi, vì nằm ngoài kho",
                    "not shipped, as it lies outside of the archive",
                );
                console.complain(&format!("  {said}: {file}"));
            }
            Ok(shipped.left_out.is_empty())
        }
        Err(error) if error.is_passing() => {
            let word = console.lang.pick("chưa gửi lên bucket", "not shipped");
            console.complain(&format!("{word}: {error}"));
            if let Some(hint) = error.hint() {
                console.complain(&format!("hint: {hint}"));
            }
            Ok(false)
        }
        Err(error) => Err(hinted(error)),
    }
}

fn line(shipped: &Shipped, console: Console) -> String {
    let lang = console.lang;
    format!(
        "{}: {} {}, {} {}, {} byte",
        lang.pick("Đã gửi lên bucket", "Shipped to the bucket"),
        shipped.runs,
        lang.pick("đợt đã niêm phong", "sealed runs"),
        shipped.objects,
        lang.pick("đối tượng", "objects"),
        shipped.bytes,
    )
}
