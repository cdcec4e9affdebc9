//! `hpnews demo`: the main job with no network. A small portal starts inside this process
//! on a free loopback port, and the production code crawls it: all of it, then what may have
//! changed, which is nothing; then its editors change a figure and take an article down, and it
//! tells.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;

use super::args::{self, Global};
use super::crawl::crawl_with;
use super::exit::code;
use super::next_step::hinted;
use super::runtime::{runtime, scratch};
use super::{console, context, exit, show, summary};
use crate::config::{Config, Overrides, UserFile};
use crate::crawl::Plan;
use crate::demo::{DemoSite, Portal, PortalOptions, StoryPiece};
use crate::pipeline;
use crate::published::Published;
use crate::redaction::Withheld;
use crate::report::{PlainStyle, plain};
use crate::store::{Archive, Filter};

/// Columns of a terminal that does not say how many it has.
const WIDTH: usize = 100;

/// How many articles are shown.
const SHOWN: usize = 3;

/// The story whose figure is edited, and the figure before and after.
const EDITED: (&str, &str, &str) = ("lop-day-boi-mien-phi-ven-song-lau", "1.204", "1.402");
/// The story that is taken down.
const REMOVED: &str = "cang-nam-trieu-don-tau-chay-dien";

pub(super) fn run(global: &Global, args: &args::DemoArgs) -> anyhow::Result<u8> {
    runtime()?.block_on(demo(global, args))
}

async fn demo(global: &Global, args: &args::DemoArgs) -> anyhow::Result<u8> {
    let console = context::console(global);
    let portal = Portal::start(PortalOptions::default())
        .await
        .context("cannot start the demo portal on loopback")?;
    let text = portal.config();
    let file = UserFile {
        name: "the demo's configuration",
        text: &text,
    };
    let config = Arc::new(Config::parse(Some(file), &Overrides::default())?);
    let temporary = scratch()?;
    let dir: PathBuf = args
        .keep
        .clone()
        .unwrap_or_else(|| temporary.path().join("archive"));
    console.say(&format!(
        "{} {}",
        console.lang.pick("Cổng thử nghiệm:", "Demo portal:"),
        portal.base()
    ));
    console.say(
        console
            .lang
            .pick("\nLần thu thập thứ nhất", "\nFirst crawl"),
    );
    let first = crawl_with(&config, &dir, Plan::default(), console).await?;
    let shown = dir.display().to_string();
    console.say(&summary::text(&first, &shown, console.lang));
    show_some(&dir, console)?;
    console.say(console.lang.pick("Lần thu thập thứ hai", "Second crawl"));
    let second = crawl_with(&config, &dir, Plan::default(), console).await?;
    console.say(&summary::text(&second, &shown, console.lang));
    let stored = second.counts.new + second.counts.changed;
    console.say(&format!(
        "{} {stored} {}",
        console
            .lang
            .pick("Lần hai lưu thêm", "The second crawl stored"),
        console.lang.pick("phiên bản.", "new versions.")
    ));
    portal.edit(edit);
    console.say(console.lang.pick(
        "\nLần thứ ba: một con số đã bị sửa, một bài đã bị gỡ",
        "\nThird crawl: a figure was edited, an article was taken down",
    ));
    let third = crawl_with(&config, &dir, Plan::default(), console).await?;
    console.say(&summary::text(&third, &shown, console.lang));
    let told = tell_changes(&dir, &config, console)?;
    if args.keep.is_some() {
        console.say(&format!(
            "{} hpnews --archive {shown} list",
            console.lang.pick("Xem tiếp:", "Look around:")
        ));
    }
    #[cfg(feature = "serve")]
    if args.serve {
        // A free port: somebody's real room may have the usual one.
        let own = format!("[archive]\ndir = {shown:?}\n[serve]\nbind = \"127.0.0.1:0\"\n");
        let text = format!("{text}\n{own}");
        super::serve::open(Arc::new(reading(&text)?), console).await?;
    }
    let as_told = stored == 0 && told == 2;
    Ok(code(&first).max(code(&second)).max(if as_told {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    }))
}

/// The demo's configuration with its archive, as the reading room wants it.
#[cfg(feature = "serve")]
fn reading(text: &str) -> anyhow::Result<Config> {
    let file = UserFile {
        name: "the demo's configuration",
        text,
    };
    Ok(Config::parse(Some(file), &Overrides::default())?)
}

/// What the editors do between two nights.
fn edit(site: &mut DemoSite) {
    let (slug, before, after) = EDITED;
    let newest = site.stories.iter().map(|it| it.modified).max();
    if let Some(story) = site.story_mut(slug) {
        for piece in story.parts.iter_mut().flatten() {
            if let StoryPiece::Block(block) = piece {
                block.text = block.text.replace(before, after);
            }
        }
        for text in [&mut story.title, &mut story.lead] {
            *text = text.replace(before, after);
        }
        story.modified = newest.unwrap_or(story.modified) + chrono::TimeDelta::seconds(60);
    }
    site.remove(REMOVED);
}

/// What the last night told, with the words. Gives how many changes there are.
fn tell_changes(dir: &Path, config: &Config, console: console::Console) -> anyhow::Result<usize> {
    let reader = Archive::open_for_reading(dir).map_err(hinted)?;
    let changes = pipeline::whole_ledger(&reader).map_err(hinted)?;
    let published = Published::without(reader, Withheld::default());
    let look = PlainStyle {
        colour: console::colour(&std::io::stdout()),
        columns: console::columns().unwrap_or(WIDTH),
        side_by_side: false,
        language: console.lang,
    };
    let mut shown = pipeline::PublishedChanges::new(&published, config);
    for change in &changes {
        if console.json {
            console::json_line(change)?;
        } else {
            let item = shown.item(change.clone());
            if let Some(item) = item {
                console::data(&format!("\n{}", plain(&item, &look)))?;
            }
        }
    }
    Ok(changes.len())
}

/// A few articles, as they were kept.
fn show_some(dir: &Path, console: console::Console) -> anyhow::Result<()> {
    let reader = Archive::open_for_reading(dir).map_err(hinted)?;
    let rows = reader.articles().list(&Filter::default()).map_err(hinted)?;
    for row in rows.iter().take(SHOWN) {
        let snapshot = show::newest(&reader, &row.article_id)?;
        if console.json {
            console::json_line(&snapshot)?;
        } else {
            console::data(&show::text(&snapshot, console.lang))?;
        }
    }
    Ok(())
}
