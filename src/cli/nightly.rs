//! `hpnews nightly`: a whole night, unattended, with one exit code.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;

use super::args::Global;
use super::clock::now;
use super::console::{self, Console};
use super::context::Context;
use super::next_step::hinted;
#[cfg(feature = "bucket")]
use super::night_shipping::nightly;
use super::opening::tell_recovered;
use super::progress::CrawlProgress;
use super::runtime::{brake, intermediates, runtime, state_dir};
use super::together::{failed, worst_of};
use super::verify::{FindingPrinter, finding_line};
use super::{deliveries, search, summary};
use crate::audit;
use crate::crawl::{self, Stop};
use crate::notify::{Limits, Secrets};
use crate::pipeline::{self, PipelineOutcome, PipelineSetup, PipelineStep};
use crate::search::SearchStep;
use crate::text::terminal_safe;

pub(super) fn run(global: &Global) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    crawl::check(&context.config, &crawl::Plan::default()).map_err(hinted)?;
    let console = context.console;
    let runtime = runtime()?;
    let outcome = runtime.block_on(async {
        let (hand, stop) = Stop::new();
        brake(hand, console);
        nightly(setup(context, stop)?, console).await
    });
    // An audit that was left behind only reads.
    runtime.shutdown_background();
    let outcome = outcome?;
    sum_up(&outcome, console)?;
    Ok(outcome.ending.code())
}

/// One archive's night.
#[cfg(not(feature = "bucket"))]
async fn nightly(setup: PipelineSetup, _: Console) -> anyhow::Result<PipelineOutcome> {
    pipeline::nightly(setup).await.map_err(hinted)
}

/// The nights of several sites at once, each of its own archive. What stops one does not stop the
/// others.
pub(super) fn run_all(members: &[Global], console: Console) -> anyhow::Result<u8> {
    let runtime = runtime()?;
    let code = runtime.block_on(async {
        let (hand, stop) = Stop::new();
        brake(hand, console);
        let mut nights = JoinSet::new();
        for member in members {
            let context = Context::new(member)?;
            crawl::check(&context.config, &crawl::Plan::default()).map_err(hinted)?;
            let setup = setup(context, stop.clone())?;
            let name = member.member.clone().unwrap_or_default();
            nights.spawn(async move {
                let ended = nightly(setup, console).await;
                let told = ended.and_then(|outcome| {
                    console.say(&format!("── {name}"));
                    sum_up(&outcome, console)?;
                    Ok(outcome.ending.code())
                });
                told.unwrap_or_else(|error| failed(&name, &error, console))
            });
        }
        worst_of(nights).await
    });
    runtime.shutdown_background();
    code
}

/// Everything a night needs, from the configuration and the environment.
pub(super) fn setup(context: Context, stop: Stop) -> anyhow::Result<PipelineSetup> {
    let console = context.console;
    let config = Arc::new(context.config);
    let shown = PipelineDisplay {
        console,
        progress: CrawlProgress::new(console),
        audit: Mutex::new(None),
        dir: config.archive_dir.display().to_string(),
    };
    Ok(PipelineSetup {
        dir: config.archive_dir.clone(),
        lanes: state_dir()?.join("lanes"),
        lease: None,
        due_at: None,
        intermediates: intermediates(&config)?,
        secrets: Secrets::look_up(&config.notify, |name| std::env::var(name).ok()),
        limits: Limits::default(),
        clock: now,
        stop,
        watch: Arc::new(move |step| shown.show(step)),
        config,
    })
}

/// A night as it is told on stderr.
struct PipelineDisplay {
    console: Console,
    progress: CrawlProgress,
    audit: Mutex<Option<FindingPrinter>>,
    dir: String,
}

impl PipelineDisplay {
    fn show(&self, step: &PipelineStep<'_>) {
        let (console, lang) = (self.console, self.console.lang);
        match step {
            PipelineStep::Busy(error) => {
                console.say(&format!("{}: {error}", lang.pick("Đang chờ", "Waiting")));
            }
            PipelineStep::Recovered(recovered) => tell_recovered(recovered, console),
            PipelineStep::Missed(days) => {
                let days: Vec<String> = days.iter().map(ToString::to_string).collect();
                console.say(&format!(
                    "{} {}: {}",
                    lang.pick("Đã lỡ", "Missed"),
                    lang.pick("các đêm, nay bù", "nights, caught up now"),
                    days.join(", ")
                ));
            }
            PipelineStep::GoesOn(runs) => console.say(&format!(
                "{} {}",
                lang.pick(
                    "Đêm trước bị dừng sau khi thu xong; làm tiếp phần còn lại của đợt",
                    "The night before was stopped after its crawl; going on with what is left of run",
                ),
                runs.join(", ")
            )),
            PipelineStep::Crawl(step) => self.progress.show(step),
            PipelineStep::Crawled(report) => {
                console.say(summary::text(report, &self.dir, lang).trim_end());
            }
            PipelineStep::Audit(told) => self.audit(told),
            PipelineStep::Verified(checked) => {
                if let Some(mut source) = self.source().take() {
                    // Findings that could not be printed are counted below.
                    let _ = source.finish();
                }
                console.say(&format!(
                    "  {}: {} {}, {} {}",
                    lang.pick("Kiểm tra", "Verified"),
                    checked.hashed,
                    lang.pick("tệp", "files"),
                    checked.findings,
                    lang.pick("phát hiện", "findings"),
                ));
            }
            PipelineStep::Wrote(file) => console.say(&format!("  {}: {file}", lang.pick("Đã ghi", "Wrote"))),
            PipelineStep::Again(delivery) => console.say(&format!(
                "  {} {delivery}",
                lang.pick(
                    "gửi lại (lần trước không rõ đã tới chưa), cùng mã",
                    "sent again (it may have arrived before), under the same id"
                )
            )),
            PipelineStep::Attempt(attempt) => deliveries::tell_attempt(attempt, console),
            PipelineStep::Search(step) => self.search(*step),
            PipelineStep::Unsearchable(version) => console.complain(&format!(
                "  {}: {}",
                lang.pick("không tìm được", "cannot be searched"),
                terminal_safe(&search::said_of(version, lang))
            )),
            PipelineStep::Failed(stage, error) => {
                let line = format!(
                    "{} {}: {error}",
                    stage.word(),
                    lang.pick("thất bại", "failed")
                );
                console.complain(&line);
                if let Some(hint) = error.hint() {
                    console.complain(&format!("hint: {hint}"));
                }
            }
        }
    }

    fn audit(&self, told: &audit::AuditStep) {
        // Findings are data of `verify`; a night's data is its outcome, so here they are console.
        if let audit::AuditStep::Finding(finding) = told {
            self.console
                .complain(&format!("  {}", finding_line(finding)));
        } else {
            let mut source = self.source();
            source
                .get_or_insert_with(|| FindingPrinter::new(self.console))
                .hear(told);
        }
    }

    fn search(&self, step: SearchStep) {
        let lang = self.console.lang;
        if let Some(line) = search::notice_line(step, lang) {
            self.console.complain(&format!("  {line}"));
        }
        // The bar of `hpnews search` is for somebody who waits.
        if let SearchStep::Indexing { done, total } = step
            && done == total
        {
            let (indexed, versions) = (
                lang.pick("Lập chỉ mục", "Indexed"),
                lang.pick("phiên bản", "versions"),
            );
            self.console
                .say(&format!("  {indexed}: {total} {versions}"));
        }
    }

    fn source(&self) -> std::sync::MutexGuard<'_, Option<FindingPrinter>> {
        self.audit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The outcome as data with `--json`; its worst part in words.
fn sum_up(outcome: &PipelineOutcome, console: Console) -> anyhow::Result<()> {
    if console.json {
        let runs: Vec<&str> = outcome.crawls.iter().map(|it| it.run.as_str()).collect();
        console::json_line(&serde_json::json!({
            "exit": outcome.ending.code(),
            "runs": runs,
            "missed": outcome.missed,
            "crawls": outcome.crawls,
            "verified": outcome.checked,
            "papers": outcome.papers,
            "told": outcome.told.iter().map(deliveries::as_json).collect::<Vec<_>>(),
        }))?;
    }
    for told in &outcome.told {
        deliveries::tell_told(told, console);
    }
    let lang = console.lang;
    let said = match outcome.ending {
        pipeline::PipelineEnding::Complete => lang.pick("xong cả", "complete"),
        pipeline::PipelineEnding::Incomplete => lang.pick(
            "xong, có thất bại hoặc phát hiện nêu ở trên",
            "done, with the failures or findings named above",
        ),
        pipeline::PipelineEnding::Broken => lang.pick(
            "có phần không chạy được, nêu ở trên",
            "a part could not run, see above",
        ),
        pipeline::PipelineEnding::Interrupted => lang.pick(
            "bị dừng; chạy lại `hpnews nightly` để tiếp tục",
            "interrupted; run `hpnews nightly` again: it goes on from here",
        ),
    };
    console.say(&format!("{}: {said}", lang.pick("Đêm", "Night")));
    Ok(())
}
