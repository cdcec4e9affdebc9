//! `hpnews verify`: whether the archive, or a package, is what it was.
#![expect(
    clippy::disallowed_methods,
    reason = "the command line is where a person's files are opened and the day is asked"
)]

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use chrono::Utc;
use indicatif::ProgressBar;
use serde_json::json;

use super::args::{Global, VerifyArgs};
use super::console::{self, Console};
use super::context::{self, Context};
use super::exit;
use super::next_step::hinted;
use crate::audit::{self, AuditCounts, AuditStep, Depth, Finding, Share};
use crate::report::Language;
use crate::text::terminal_safe;

pub(super) fn run(global: &Global, args: &VerifyArgs) -> anyhow::Result<u8> {
    let mut source = FindingPrinter::new(context::console(global));
    let mut findings = 0;
    if args.packages.is_empty() {
        let context = Context::for_reading(global)?;
        let share = args
            .sample
            .map_or(Share::ALL, |of| Share::of_night(of, Utc::now()));
        let depth = Depth {
            share,
            deep: args.deep,
        };
        let dir = &context.config.archive_dir;
        let checked = audit::verify(dir, &context.config, depth, &mut |told| source.hear(&told))
            .map_err(hinted)?;
        findings += checked.findings;
        source.sum_up(&dir.display().to_string(), &checked)?;
    }
    for path in &args.packages {
        let checked = package(path, &mut source)?;
        findings += checked.findings;
        source.sum_up(&path.display().to_string(), &checked)?;
    }
    Ok(if findings == 0 {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    })
}

fn package(path: &Path, source: &mut FindingPrinter) -> anyhow::Result<AuditCounts> {
    let name = path.display().to_string();
    let file = File::open(path).with_context(|| format!("cannot open {name}"))?;
    let mut beside = path.as_os_str().to_owned();
    beside.push(".sha256");
    let sidecar = match std::fs::read(&beside) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => {
            let beside = Path::new(&beside).display();
            return Err(error).with_context(|| format!("cannot read {beside}"));
        }
    };
    let mut tell = |told: AuditStep| source.hear(&told);
    audit::verify_package(&name, file, sidecar.as_deref(), &mut tell).map_err(hinted)
}

/// Prints findings as they come, and shows on a terminal that something goes on.
pub(super) struct FindingPrinter {
    console: Console,
    bar: Option<ProgressBar>,
    /// The first failure to print: a broken disk under stdout must not pass for a clean end.
    failed: Option<anyhow::Error>,
}

impl FindingPrinter {
    pub(super) fn new(console: Console) -> Self {
        let bar = console.lively().then(|| {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Self {
            console,
            bar,
            failed: None,
        }
    }

    pub(super) fn hear(&mut self, told: &AuditStep) {
        match told {
            AuditStep::Finding(finding) => {
                let shown = self.console.json;
                let printed = self.offline(|| print_finding(finding, shown));
                if let Err(error) = printed {
                    self.failed.get_or_insert(error);
                }
            }
            AuditStep::Resealed { file, reason } => {
                let said = self
                    .console
                    .lang
                    .pick("được niêm phong lại", "sealed again");
                let line = format!("  {said}: {file}: {}", terminal_safe(reason));
                self.offline(|| self.console.say(&line));
            }
            AuditStep::Step { files } => {
                if let Some(bar) = &self.bar {
                    let said = self.console.lang.pick("tệp", "files");
                    bar.set_message(format!("{files} {said}"));
                }
            }
        }
    }

    /// Prints with the moving bar out of the way.
    fn offline<T>(&self, print: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(print),
            None => print(),
        }
    }

    /// Takes the moving bar away; an error when something could not be printed.
    pub(super) fn finish(&mut self) -> anyhow::Result<()> {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.failed.take().map_or(Ok(()), Err)
    }

    /// The last words on one archive or package.
    fn sum_up(&mut self, name: &str, checked: &AuditCounts) -> anyhow::Result<()> {
        self.finish()?;
        if self.console.json {
            console::json_line(&json!({"checked": name, "counts": checked}))?;
        }
        for line in summary(self.console.lang, name, checked) {
            self.console.say(&line);
        }
        Ok(())
    }
}

/// Prints one finding, and what to do about it.
pub(super) fn print_finding(finding: &Finding, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        let mut value = serde_json::to_value(finding)?;
        value["hint"] = json!(finding.hint());
        return console::json_line(&value);
    }
    Ok(console::data(&format!("{}\n", finding_line(finding)))?)
}

/// The same in words.
pub(super) fn finding_line(finding: &Finding) -> String {
    let line = terminal_safe(&finding.to_string());
    format!("{line} (hint: {})", finding.hint())
}

fn summary(lang: Language, name: &str, checked: &AuditCounts) -> Vec<String> {
    let pick = |vi, en| lang.pick(vi, en);
    let mut parts = Vec::new();
    for (count, said) in [
        (checked.manifests, pick("bản kê", "manifests")),
        (checked.sealed, pick("tệp đã niêm phong", "sealed files")),
        (
            checked.open,
            pick("tệp chưa niêm phong", "files not sealed yet"),
        ),
        (checked.hashed, pick("tệp đã đọc", "files read whole")),
        (checked.records, pick("bản ghi WARC", "WARC records")),
        (checked.index_lines, pick("dòng CDXJ", "CDXJ lines")),
        (checked.journal_lines, pick("dòng nhật ký", "journal lines")),
        (checked.snapshots, pick("phiên bản", "snapshots")),
        (checked.recomputed, pick("trích lại", "read again")),
        (
            checked.package_entries,
            pick("mục trong gói", "package entries"),
        ),
    ] {
        if count > 0 {
            parts.push(format!("{count} {said}"));
        }
    }
    let mut lines = vec![format!("{name}: {}", parts.join(", "))];
    for (why, count) in &checked.not_checked {
        let said = pick("không kiểm", "not checked");
        lines.push(format!("  {said}: {count} × {why}"));
    }
    lines.push(format!(
        "{} {}",
        checked.findings,
        pick("phát hiện", "findings")
    ));
    lines
}
