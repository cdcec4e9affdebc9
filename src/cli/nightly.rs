//! `hpnews nightly`: a whole night, unattended, with one exit code.

use std::sync::{Arc, Mutex, PoisonError};

use anyhow::anyhow;

use super::args::Global;
use super::context::{Context, Hint};
use super::crawl::{brake, intermediates, now, runtime, state_dir, tell_recovered};
use super::progress::Progress;
use super::talk::{self, Talk};
use super::verify::{Teller, finding_line};
use super::{notify, summary};
use crate::audit;
use crate::crawl::{self, Stop};
use crate::night::{self, NightError, Outcome, Setup, Step};
use crate::notify::{Limits, Secrets};

pub(super) fn run(global: &Global) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    crawl::check(&context.config, &crawl::Plan::default()).map_err(super::crawl::crawl_error)?;
    let talk = context.talk;
    let runtime = runtime()?;
    let outcome = runtime.block_on(async {
        let (hand, stop) = Stop::new();
        brake(hand, talk);
        let setup = setup(context, stop)?;
        night::nightly(setup).await.map_err(night_error)
    });
    // An audit that was left behind only reads.
    runtime.shutdown_background();
    let outcome = outcome?;
    sum_up(&outcome, talk)?;
    Ok(outcome.ending.code())
}

/// Everything a night needs, from the configuration and the environment.
pub(super) fn setup(context: Context, stop: Stop) -> anyhow::Result<Setup> {
    let talk = context.talk;
    let config = Arc::new(context.config);
    let shown = Shown {
        talk,
        progress: Progress::new(talk),
        audit: Mutex::new(None),
        dir: config.archive_dir.display().to_string(),
    };
    Ok(Setup {
        dir: config.archive_dir.clone(),
        lanes: state_dir()?.join("lanes"),
        intermediates: intermediates(&config)?,
        secrets: Secrets::look_up(&config.notify, |name| std::env::var(name).ok()),
        limits: Limits::default(),
        clock: now,
        stop,
        watch: Arc::new(move |step| shown.show(step)),
        config,
    })
}

pub(super) fn night_error(error: NightError) -> anyhow::Error {
    match error.hint() {
        Some(hint) => anyhow!(error).context_hint(&hint),
        None => anyhow!(error),
    }
}

/// A night as it is told on stderr.
struct Shown {
    talk: Talk,
    progress: Progress,
    audit: Mutex<Option<Teller>>,
    dir: String,
}

impl Shown {
    fn show(&self, step: &Step<'_>) {
        let (talk, lang) = (self.talk, self.talk.lang);
        match step {
            Step::Busy(error) => {
                talk.say(&format!("{}: {error}", lang.pick("Đang chờ", "Waiting")));
            }
            Step::Recovered(recovered) => tell_recovered(recovered, talk),
            Step::Missed(days) => {
                let days: Vec<String> = days.iter().map(ToString::to_string).collect();
                talk.say(&format!(
                    "{} {}: {}",
                    lang.pick("Đã lỡ", "Missed"),
                    lang.pick("các đêm, nay bù", "nights, caught up now"),
                    days.join(", ")
                ));
            }
            Step::GoesOn(runs) => talk.say(&format!(
                "{} {}",
                lang.pick(
                    "Đêm trước bị dừng sau khi thu xong; làm tiếp phần còn lại của đợt",
                    "The night before was stopped after its crawl; going on with what is left of run",
                ),
                runs.join(", ")
            )),
            Step::Crawl(step) => self.progress.show(step),
            Step::Crawled(report) => {
                talk.say(summary::text(report, &self.dir, lang).trim_end());
            }
            Step::Audit(told) => self.audit(told),
            Step::Verified(checked) => {
                if let Some(mut teller) = self.teller().take() {
                    // Findings that could not be printed are counted below.
                    let _ = teller.finish();
                }
                talk.say(&format!(
                    "  {}: {} {}, {} {}",
                    lang.pick("Kiểm tra", "Verified"),
                    checked.hashed,
                    lang.pick("tệp", "files"),
                    checked.findings,
                    lang.pick("phát hiện", "findings"),
                ));
            }
            Step::Wrote(file) => talk.say(&format!("  {}: {file}", lang.pick("Đã ghi", "Wrote"))),
            Step::Again(delivery) => talk.say(&format!(
                "  {} {delivery}",
                lang.pick(
                    "gửi lại (lần trước không rõ đã tới chưa), cùng mã",
                    "sent again (it may have arrived before), under the same id"
                )
            )),
            Step::Attempt(attempt) => notify::tell_attempt(attempt, talk),
            Step::Failed(stage, error) => {
                let line = format!(
                    "{} {}: {error}",
                    stage.word(),
                    lang.pick("thất bại", "failed")
                );
                talk.complain(&line);
                if let Some(hint) = error.hint() {
                    talk.complain(&format!("hint: {hint}"));
                }
            }
        }
    }

    fn audit(&self, told: &audit::Told) {
        // Findings are data of `verify`; a night's data is its outcome, so here they are talk.
        if let audit::Told::Finding(finding) = told {
            self.talk.complain(&format!("  {}", finding_line(finding)));
        } else {
            let mut teller = self.teller();
            teller
                .get_or_insert_with(|| Teller::new(self.talk))
                .hear(told);
        }
    }

    fn teller(&self) -> std::sync::MutexGuard<'_, Option<Teller>> {
        self.audit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The outcome as data with `--json`; its worst part in words.
fn sum_up(outcome: &Outcome, talk: Talk) -> anyhow::Result<()> {
    if talk.json {
        let runs: Vec<&str> = outcome.crawls.iter().map(|it| it.run.as_str()).collect();
        talk::json_line(&serde_json::json!({
            "exit": outcome.ending.code(),
            "runs": runs,
            "missed": outcome.missed,
            "crawls": outcome.crawls,
            "verified": outcome.checked,
            "papers": outcome.papers,
            "told": outcome.told.iter().map(notify::as_json).collect::<Vec<_>>(),
        }))?;
    }
    for told in &outcome.told {
        notify::tell_told(told, talk);
    }
    let lang = talk.lang;
    let said = match outcome.ending {
        night::Ending::Complete => lang.pick("xong cả", "complete"),
        night::Ending::Incomplete => lang.pick(
            "xong, có thất bại hoặc phát hiện nêu ở trên",
            "done, with the failures or findings named above",
        ),
        night::Ending::Broken => lang.pick(
            "có phần không chạy được, nêu ở trên",
            "a part could not run, see above",
        ),
        night::Ending::Interrupted => lang.pick(
            "bị dừng; chạy lại `hpnews nightly` để tiếp tục",
            "interrupted; run `hpnews nightly` again: it goes on from here",
        ),
    };
    talk.say(&format!("{}: {said}", lang.pick("Đêm", "Night")));
    Ok(())
}
