//! Progress of a crawl on stderr: a moving bar on a terminal, plain lines elsewhere.
//!
//! Never touches stdout, and never prints a site's text unstripped.

use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::console::Console;
use crate::crawl::{Ahead, CrawlStep, Witness};
use crate::report::Language;
use crate::text::terminal_safe;

/// A line every so many addresses where there is no terminal.
const EVERY: u64 = 100;

/// Shows the steps of a crawl.
pub(super) struct CrawlProgress {
    console: Console,
    bar: Option<ProgressBar>,
    done: Mutex<u64>,
}

impl CrawlProgress {
    pub(super) fn new(console: Console) -> Self {
        let bar = console.lively().then(|| {
            let bar = ProgressBar::new(0);
            let style = ProgressStyle::with_template(
                "{spinner} {pos}/{len} {wide_bar} {per_sec}, {eta} {msg}",
            );
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self {
            console,
            bar,
            done: Mutex::new(0),
        }
    }

    /// Shows one step.
    pub(super) fn show(&self, step: &CrawlStep) {
        let lang = self.console.lang;
        match step {
            CrawlStep::Begun { run, resumed: true } => {
                self.line(&format!(
                    "{} {run}",
                    lang.pick("Tiếp tục đợt", "Resuming run")
                ));
            }
            CrawlStep::Begun { .. } => {}
            CrawlStep::ClockSetRight(ahead) => self.line(&set_right(ahead, lang)),
            CrawlStep::Renamed { from, to } => {
                self.line(&format!(
                    "  {from}: {} {to}",
                    lang.pick("nay mang tên", "goes by another name now:")
                ));
            }
            CrawlStep::PutBack { restored, asked } => {
                self.line(&format!(
                    "  {}: {restored} {}, {asked} {}",
                    lang.pick("Bản lưu đã mất", "Snapshots that were gone"),
                    lang.pick("phục hồi từ WARC", "put back from their WARC records"),
                    lang.pick("bài được hỏi lại", "articles asked again"),
                ));
            }
            CrawlStep::Done {
                url,
                what,
                detail,
                counts,
                pending,
            } => {
                tracing::info!("{what} {} {}", terminal_safe(url), terminal_safe(detail));
                self.advance(*pending, counts);
            }
            CrawlStep::Failed {
                url,
                cause,
                detail,
                retry_at,
            } => {
                let next = match retry_at {
                    Some(at) => format!(
                        "{} {}",
                        lang.pick("thử lại lúc", "again at"),
                        at.format("%H:%M:%S UTC")
                    ),
                    None => lang.pick("bỏ", "given up").to_owned(),
                };
                self.line(&format!(
                    "  {cause}: {} ({}), {next}",
                    terminal_safe(url),
                    terminal_safe(detail)
                ));
            }
            CrawlStep::SetAside { host, reason } => {
                self.line(&format!(
                    "  {host}: {} ({})",
                    lang.pick("để lại cho đợt sau", "left for the next run"),
                    terminal_safe(reason)
                ));
            }
            CrawlStep::Waiting { host, until } => {
                self.line(&format!(
                    "  {host}: {} {}",
                    lang.pick("chờ đến", "waiting until"),
                    until.format("%H:%M:%S UTC")
                ));
            }
        }
    }

    fn advance(&self, pending: u64, counts: &crate::crawl::Counts) {
        let mut done = self
            .done
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        *done += 1;
        let lang = self.console.lang;
        let news = format!(
            "{} {}, {} {}, {} {}",
            counts.new + counts.changed,
            lang.pick("mới", "new"),
            counts.unchanged,
            lang.pick("không đổi", "unchanged"),
            counts.failures(),
            lang.pick("lỗi", "failed")
        );
        if let Some(bar) = &self.bar {
            bar.set_length(*done + pending);
            bar.set_position(*done);
            bar.set_message(news);
        } else if done.is_multiple_of(EVERY) {
            self.console
                .say(&format!("  {}/{} · {news}", *done, *done + pending));
        }
    }

    fn line(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            None => self.console.say(text),
        }
    }
}

/// That a run's clock was ahead, and who says so.
pub(super) fn set_right(ahead: &Ahead, lang: Language) -> String {
    let seconds = ahead.by.num_seconds();
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let who = match ahead.witness {
        Witness::Servers => lang.pick("theo giờ của máy chủ", "by the servers' own Date"),
        Witness::Disk => lang.pick("theo giờ của ổ đĩa", "by the disk's own time"),
        Witness::Operator => lang.pick("theo người vận hành", "by the operator's word"),
    };
    match lang {
        Language::Vietnamese => format!(
            "  Đồng hồ của đợt {} đã chạy nhanh {days} ngày {hours} giờ {minutes} phút ({who}); \
             các mốc giờ của đợt ấy được chỉnh lại",
            ahead.run
        ),
        Language::English => format!(
            "  The clock of run {} was {days} d {hours} h {minutes} min ahead ({who}); its times \
             are set right",
            ahead.run
        ),
    }
}
