//! `hpnews demo`: the main job with no network. A small portal starts inside this process
//! on a free loopback port, and the production code crawls it, twice.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context as _;

use super::args::{self, Global};
use super::crawl::{code, crawl_with, runtime, store_error};
use super::{context, exit, show, summary, talk};
use crate::config::{Config, Overrides, UserFile};
use crate::crawl::Plan;
use crate::demo::{Portal, PortalOptions};
use crate::store::{Archive, Filter};

/// How many articles are shown.
const SHOWN: usize = 3;

pub(super) fn run(global: &Global, args: &args::Demo) -> anyhow::Result<u8> {
    runtime()?.block_on(demo(global, args))
}

async fn demo(global: &Global, args: &args::Demo) -> anyhow::Result<u8> {
    let talk = context::talk(global);
    let portal = Portal::start(PortalOptions::default())
        .await
        .context("cannot start the demo portal on loopback")?;
    let text = portal.config();
    let file = UserFile {
        name: "the demo's configuration",
        text: &text,
    };
    let config = Arc::new(Config::parse(Some(file), &Overrides::default())?);
    let temporary = tempfile::tempdir().context("cannot make a temporary folder")?;
    let dir: PathBuf = args
        .keep
        .clone()
        .unwrap_or_else(|| temporary.path().join("archive"));
    talk.say(&format!(
        "{} {}",
        talk.lang.pick("Cổng thử nghiệm:", "Demo portal:"),
        portal.base()
    ));
    talk.say(talk.lang.pick("\nLần thu thập thứ nhất", "\nFirst crawl"));
    let first = crawl_with(&config, &dir, Plan::default(), talk).await?;
    let shown = dir.display().to_string();
    talk.say(&summary::text(&first, &shown, talk.lang));
    show_some(&dir, talk)?;
    talk.say(talk.lang.pick("Lần thu thập thứ hai", "Second crawl"));
    let second = crawl_with(&config, &dir, Plan::default(), talk).await?;
    talk.say(&summary::text(&second, &shown, talk.lang));
    let stored = second.counts.new + second.counts.changed;
    talk.say(&format!(
        "{} {stored} {}",
        talk.lang
            .pick("Lần hai lưu thêm", "The second crawl stored"),
        talk.lang.pick("phiên bản.", "new versions.")
    ));
    if args.keep.is_some() {
        talk.say(&format!(
            "{} hpnews --archive {shown} list",
            talk.lang.pick("Xem tiếp:", "Look around:")
        ));
    }
    Ok(code(&first).max(code(&second)).max(if stored == 0 {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    }))
}

/// A few articles, as they were kept.
fn show_some(dir: &std::path::Path, talk: talk::Talk) -> anyhow::Result<()> {
    let reader = Archive::open_for_reading(dir).map_err(store_error)?;
    let rows = reader.list(&Filter::default()).map_err(store_error)?;
    for row in rows.iter().take(SHOWN) {
        let snapshot = show::newest(&reader, &row.article_id)?;
        if talk.json {
            talk::json_line(&snapshot)?;
        } else {
            talk::data(&show::text(&snapshot, talk.lang))?;
        }
    }
    Ok(())
}
