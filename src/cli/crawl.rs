//! `hpnews crawl`: the main job, and its dry run.

use std::path::Path;
use std::sync::Arc;

use tokio::task::JoinSet;

use super::args::{self, Global};
use super::clock::now;
use super::console::Console;
use super::opening::open;
use super::runtime::{brake, intermediates, runtime, scratch, state_dir};

use super::context::Context;
use super::moment::{self, Range};
use super::next_step::hinted;
use super::progress::CrawlProgress;
#[cfg(feature = "bucket")]
use super::shipping;
use super::together::{failed, worst_of};
use super::{console, exit, summary};
use crate::config::Config;
use crate::crawl::{self, CrawlError, CrawlSetup, Plan, RunReport, Stop};
use crate::lane::Lanes;
use crate::pipeline::{NightMetrics, write_metrics};

pub(super) fn run(global: &Global, args: &args::CrawlArgs) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let plan = plan(&context.config, args)?;
    crawl::check(&context.config, &plan).map_err(hinted)?;
    if plan.dry_run {
        return dry_run(context, plan);
    }
    let dir = context.config.archive_dir.clone();
    let config = Arc::new(context.config);
    let report = crawl_into(&config, &dir, plan, context.console)?;
    tell(&report, &dir, context.console)?;
    measure(&config, &dir, &report)?;
    Ok(exit::code(&report))
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
        exit: exit::code(report),
        crawls: vec![report],
        findings: None,
        told: &[],
    };
    write_metrics(path, dir, &figures).map_err(hinted)
}

/// Crawls into the archives of several sites at once, each with a lock and a journal of its own. What
/// stops one does not stop the others.
pub(super) fn run_all(
    members: &[Global],
    args: &args::CrawlArgs,
    console: Console,
) -> anyhow::Result<u8> {
    let alone = args::CrawlArgs {
        sites: Vec::new(),
        ..args.clone()
    };
    if args.dry_run {
        let mut codes = members.iter().map(|member| run(member, &alone));
        return codes.try_fold(exit::COMPLETE, |worst, code| Ok(worst.max(code?)));
    }
    runtime()?.block_on(async {
        let (hand, stop) = Stop::new();
        brake(hand, console);
        let mut crawls = JoinSet::new();
        for member in members {
            let context = Context::new(member)?;
            let plan = plan(&context.config, &alone)?;
            crawl::check(&context.config, &plan).map_err(hinted)?;
            let (dir, config) = (context.config.archive_dir.clone(), Arc::new(context.config));
            let name = member.member.clone().unwrap_or_default();
            let stop = stop.clone();
            crawls.spawn(async move {
                let done = crawl_until(&config, &dir, plan, console, stop).await;
                let told = done.and_then(|report| {
                    console.say(&format!("── {name}"));
                    tell(&report, &dir, console)?;
                    measure(&config, &dir, &report)?;
                    Ok(exit::code(&report))
                });
                told.unwrap_or_else(|error| failed(&name, &error, console))
            });
        }
        worst_of(crawls).await
    })
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
    let (hand, stop) = Stop::new();
    brake(hand, console);
    crawl_until(config, dir, plan, console, stop).await
}

/// The same, with the signal to stop that others hear too.
async fn crawl_until(
    config: &Arc<Config>,
    dir: &Path,
    plan: Plan,
    console: Console,
    stop: Stop,
) -> anyhow::Result<RunReport> {
    let archive = open(dir, config, console)?;
    let lanes = Lanes::open(&state_dir()?.join("lanes"))
        .map_err(|error| hinted(CrawlError::from(error)))?;
    #[cfg(feature = "bucket")]
    let (hand, stop) = shipping::own_stop(stop);
    #[cfg(feature = "bucket")]
    let shipping = shipping::begin(config, dir, hand, console).await?;
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
    let report = report.map_err(hinted);
    #[cfg(feature = "bucket")]
    let report = shipping::end(shipping, report, console).await;
    report
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
    Ok(exit::code(&report))
}
