//! `hpnews crawl`: the main job, and its dry run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use chrono::{DateTime, Utc};
use tokio::sync::watch;

use super::args::{self, Global};
use super::console::Console;
use super::context::{Context, Suggestion};
use super::moment::{self, Range};
use super::progress::CrawlProgress;
use super::signals::Signals;
use super::{console, exit, summary};
use crate::config::Config;
use crate::crawl::{self, CrawlError, CrawlSetup, Plan, RunEnding, RunReport, Stop};
use crate::lane::Lanes;
use crate::pipeline::{NightMetrics, write_metrics};
use crate::store::{Archive, Rebuilt, Recovered, Scratch, StoreError};

pub(super) fn run(global: &Global, args: &args::CrawlArgs) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let plan = plan(&context.config, args)?;
    crawl::check(&context.config, &plan).map_err(crawl_error)?;
    if plan.dry_run {
        return dry_run(context, plan);
    }
    let dir = context.config.archive_dir.clone();
    let config = Arc::new(context.config);
    let report = crawl_into(&config, &dir, plan, context.console)?;
    tell(&report, &dir, context.console)?;
    measure(&config, &dir, &report)?;
    Ok(code(&report))
}

fn plan(config: &Config, args: &args::CrawlArgs) -> anyhow::Result<Plan> {
    let zone = moment::zone(config);
    let range = Range::of(args.since.as_deref(), args.until.as_deref(), zone)?;
    let (since, until) = range.days();
    Ok(Plan {
        sites: args.sites.clone(),
        since,
        until,
        limit: args.limit,
        section: args.section.clone(),
        dry_run: args.dry_run,
        full: args.full,
    })
}

/// The run's figures, where they are wanted.
fn measure(config: &Config, dir: &Path, report: &RunReport) -> anyhow::Result<()> {
    let Some(path) = &config.nightly.metrics else {
        return Ok(());
    };
    let figures = NightMetrics {
        started_at: report.started_at,
        ended_at: report.finished_at,
        exit: code(report),
        crawls: vec![report],
        findings: None,
        told: &[],
    };
    write_metrics(path, dir, &figures).map_err(super::nightly::night_error)
}

/// The exit code a report stands for.
pub(super) fn code(report: &RunReport) -> u8 {
    code_of(report.ending)
}

/// The exit code an ending stands for.
pub(super) fn code_of(ending: RunEnding) -> u8 {
    match ending {
        RunEnding::Complete => exit::COMPLETE,
        RunEnding::Incomplete => exit::INCOMPLETE,
        RunEnding::Interrupted => exit::INTERRUPTED,
    }
}

/// The report as data with `--json`, else as the summary on stderr.
fn tell(report: &RunReport, dir: &Path, console: Console) -> anyhow::Result<()> {
    if console.json {
        return console::json_line(report);
    }
    console.say(summary::text(report, &dir.display().to_string(), console.lang).trim_end());
    Ok(())
}

/// One crawl into an archive folder, with progress on stderr and signals as the brake.
pub(super) fn crawl_into(
    config: &Arc<Config>,
    dir: &Path,
    plan: Plan,
    console: Console,
) -> anyhow::Result<RunReport> {
    let runtime = runtime()?;
    runtime.block_on(crawl_with(config, dir, plan, console))
}

/// The same, inside a runtime that is already there.
pub(super) async fn crawl_with(
    config: &Arc<Config>,
    dir: &Path,
    plan: Plan,
    console: Console,
) -> anyhow::Result<RunReport> {
    let archive = open(dir, config, console)?;
    let lanes =
        Lanes::open(&state_dir()?.join("lanes")).map_err(|error| crawl_error(error.into()))?;
    let (hand, stop) = Stop::new();
    brake(hand, console);
    let progress = CrawlProgress::new(console);
    let report = crawl::crawl(CrawlSetup {
        intermediates: intermediates(config)?,
        config: Arc::clone(config),
        archive,
        lanes,
        plan,
        clock: now,
        stop,
        watch: Box::new(move |step| progress.show(step)),
    })
    .await;
    report.map_err(crawl_error)
}

/// The archive for writing, and what had to be put right in it.
pub(super) fn open(dir: &Path, config: &Config, console: Console) -> anyhow::Result<Archive> {
    let archive = Archive::open(dir, &crawl::open_options(config)).map_err(store_error)?;
    tell_recovered(archive.recovered(), console);
    Ok(archive)
}

/// What a killed process had left behind and opening the archive put right.
pub(super) fn tell_recovered(recovered: &Recovered, console: Console) {
    if *recovered == Recovered::default() {
        return;
    }
    if let Some(why) = recovered.rebuilt {
        let lang = console.lang;
        let why = match why {
            Rebuilt::Unreadable => lang.pick("thiếu hoặc không đọc được", "it could not be read"),
            Rebuilt::Damaged => lang.pick("đã hỏng", "it was damaged"),
            Rebuilt::Foreign => lang.pick(
                "không khớp với nhật ký",
                "it was made of other journals than are there",
            ),
        };
        let said = lang.pick(
            "Danh mục được dựng lại từ các tệp",
            "The catalog was rebuilt from the files",
        );
        console.say(&format!("{said}: {why}"));
    }
    console.say(&format!(
        "{}: {} {}, {} {}, {} {}",
        console.lang.pick("Đã khôi phục", "Recovered"),
        recovered.applied,
        console.lang.pick("sự kiện", "events"),
        recovered.cut,
        console.lang.pick("byte dở dang đã cắt", "torn bytes cut"),
        recovered.adopted.len(),
        console.lang.pick("phiên bản nhận lại", "snapshots adopted"),
    ));
    for path in &recovered.restored {
        let said = console
            .lang
            .pick("phục hồi từ bản ghi WARC", "put back from its WARC record");
        console.say(&format!("  {said}: {path}"));
    }
    for damage in &recovered.damaged {
        console.say(&format!(
            "  {}: {damage}",
            console.lang.pick("hỏng", "damaged")
        ));
    }
}

/// The wall clock of the commands.
#[expect(
    clippy::disallowed_methods,
    reason = "the command line is where the clock is read"
)]
pub(super) fn now() -> DateTime<Utc> {
    Utc::now()
}

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
    stoppable(console, work)?.map_err(crawl_error)
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
                .context_hint("set HPNEWS_STATE to a folder that all hpnews of this machine share")
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

pub(super) fn crawl_error(error: CrawlError) -> anyhow::Error {
    match error.hint() {
        Some(hint) => anyhow!(error).context_hint(&hint),
        None => anyhow!(error),
    }
}

pub(super) fn store_error(error: StoreError) -> anyhow::Error {
    crawl_error(error.into())
}

/// A folder for what is thrown away.
pub(super) fn scratch() -> anyhow::Result<Scratch> {
    Scratch::new().map_err(|error| {
        anyhow!("cannot make a temporary folder: {error}")
            .context_hint("set TMPDIR to a folder with room that this user may write to")
    })
}

/// Asks the sources into an archive that is thrown away, and prints what would be fetched.
fn dry_run(context: Context, plan: Plan) -> anyhow::Result<u8> {
    let folder = scratch()?;
    let config = Arc::new(context.config);
    let console = context.console;
    let report = crawl_into(&config, &folder.path().join("archive"), plan, console)?;
    let mut count = 0_u64;
    for address in report.not_seen.iter().filter(|it| it.cause == "dry_run") {
        count += 1;
        if console.json {
            console::json_line(address)?;
        } else {
            let discovery_sources: Vec<String> =
                address.named_by.iter().map(console::word).collect();
            console::data(&format!(
                "{}\t{}\n",
                address.url,
                discovery_sources.join(",")
            ))?;
        }
    }
    console.say(&format!(
        "{count} {} ({} {})",
        console
            .lang
            .pick("bài sẽ được tải", "articles would be fetched"),
        report.counts.sources,
        console.lang.pick("nguồn đã đọc", "sources read"),
    ));
    Ok(code(&report))
}
