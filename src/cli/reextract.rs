//! `hpnews reextract`: the stored captures read again, and what that changes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use super::alarm;
use super::args::{self, Global};
use super::clock::now;
use super::console::{self, Console};
use super::context::Context;
use super::exit::code_of;
use super::labelled::line;
use super::moment::{self, Range};
use super::next_step::hinted;
use super::opening::open;
use super::runtime::beside_brake;
use super::summary::counts;
use crate::crawl::{
    self, ArchiveHandle, DifferenceKind, ReadingDifference, Reextract, Reextracted,
};
use crate::report::Language;
use crate::store::Archive;
use crate::text::terminal_safe;

/// Examples shown of each field.
const EXAMPLES: usize = 2;

/// Characters of a value shown.
const SHOWN: usize = 60;

pub(super) fn run(global: &Global, args: &args::ReextractArgs) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let (console, dir) = (context.console, &context.config.archive_dir);
    let zone = moment::zone(&context.config);
    let (since, until) = Range::of(args.since.as_deref(), args.until.as_deref(), zone)?.days();
    // A folder without an archive is a mistake, not a reason to begin one.
    let reader = Archive::open_for_reading(dir).map_err(hinted)?;
    let shelf = if args.dry_run {
        ArchiveHandle::Looking(Box::new(reader))
    } else {
        ArchiveHandle::Writing(Box::new(open(dir, &context.config, console)?))
    };
    let wanted = Reextract {
        site: args.site.clone(),
        since,
        until,
    };
    let config = context.config;
    let examples = Arc::new(Examples::default());
    let kept = Arc::clone(&examples);
    let report = beside_brake(console, move |stop| {
        let told = |finding: &ReadingDifference| kept.tell(finding, console);
        crawl::reextract(&config, shelf, &wanted, now, stop, &told)
    })?;
    if console.json {
        console::json_line(&report)?;
    } else {
        console.say(text(&report, &examples, console.lang).trim_end());
    }
    Ok(code_of(report.ending))
}

/// A few examples of each field, kept for the end.
#[derive(Default)]
struct Examples(Mutex<BTreeMap<&'static str, Vec<String>>>);

impl Examples {
    /// Data as it comes with `--json`; else problems at once, examples for the end.
    fn tell(&self, finding: &ReadingDifference, console: Console) {
        if console.json {
            // A closed stdout leaves nobody to tell; the run goes on.
            let _ = console::json_line(finding);
            return;
        }
        let reason = finding.reason.as_deref().unwrap_or_default();
        let url = terminal_safe(&finding.url);
        match finding.kind {
            DifferenceKind::Problem => console.say(&format!("  {url}: {}", terminal_safe(reason))),
            DifferenceKind::NoArticle => console.say(&format!(
                "  {}: {url} ({})",
                console
                    .lang
                    .pick("không còn là bài viết", "no article any more"),
                terminal_safe(reason)
            )),
            DifferenceKind::NewArticle => console.say(&format!(
                "  {}: {url}",
                console.lang.pick("nay là bài viết", "an article now")
            )),
            DifferenceKind::NewVersion | DifferenceKind::Changed => {}
        }
        let mut kept = self
            .0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        for change in &finding.changes {
            let shown = kept.entry(change.field).or_default();
            if shown.len() < EXAMPLES {
                let (before, after) = (short(&change.before), short(&change.after));
                shown.push(format!("{url}\n      - {before}\n      + {after}"));
            }
        }
    }
}

/// The beginning of a value; of a list, its first member that says something.
fn short(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut cut: String = text.chars().take(SHOWN).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    terminal_safe(&cut)
}

fn text(report: &Reextracted, examples: &Examples, lang: Language) -> String {
    let mut out = String::new();
    let run = report.run.as_deref();
    line(
        &mut out,
        lang.pick("Đợt đọc lại", "Run"),
        run.unwrap_or_else(|| lang.pick("chạy thử, không lưu gì", "dry run, nothing stored")),
    );
    line(
        &mut out,
        lang.pick("Đã đọc", "Read"),
        &format!(
            "{} {} · {:.1} MB · {} {}",
            report.captures,
            lang.pick("lần thu", "captures"),
            megabytes(report.bytes),
            report.compared,
            lang.pick("phiên bản được so", "versions compared"),
        ),
    );
    if report.is_unchanged() {
        // Where some could not be read, nothing is said of those.
        let nothing = match report.problems {
            0 => lang.pick("không có gì thay đổi", "nothing changed"),
            _ => lang.pick(
                "không có gì thay đổi trong những gì đọc được",
                "nothing changed in what could be read",
            ),
        };
        line(&mut out, lang.pick("Kết quả", "Result"), nothing);
    } else {
        let found = [
            (report.changed, "phiên bản khác đi", "versions changed"),
            (report.new_articles, "bài mới", "new articles"),
            (report.new_versions, "phiên bản mới", "new versions"),
            (
                report.no_articles,
                "không còn là bài",
                "no article any more",
            ),
        ];
        let label = lang.pick("Kết quả", "Result");
        line(&mut out, label, &counts(lang, &found));
    }
    recipe(&mut out, report, lang);
    let kept = examples
        .0
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    for (field, count) in &report.fields {
        line(&mut out, &format!("  {field}"), &count.to_string());
        for example in kept.get(field).into_iter().flatten() {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "    {example}");
        }
    }
    out.push_str(&alarm::recipe_changes(&report.recipe, lang));
    if report.problems > 0 {
        let count = report.problems.to_string();
        line(&mut out, lang.pick("Không đọc được", "Unreadable"), &count);
    }
    out
}

/// What a changed recipe did for pages that it did not fit, or no longer knows.
fn recipe(out: &mut String, report: &Reextracted, lang: Language) {
    for (count, said) in [
        (
            report.repaired,
            lang.pick(
                "trang trước đây không khớp nay đã đọc được",
                "pages that had not fitted were read",
            ),
        ),
        (
            report.unfit,
            lang.pick(
                "trang vẫn không khớp: sửa công thức (`hpnews recipe check URL`)",
                "pages still do not fit: repair the recipe (`hpnews recipe check URL`)",
            ),
        ),
        (
            report.outgrown,
            lang.pick(
                "phiên bản cũ giữ nguyên, vì công thức không còn bố cục của chúng",
                "old versions left as they are: the recipe no longer has their layout",
            ),
        ),
    ] {
        if count > 0 {
            let name = lang.pick("Công thức", "Recipe");
            line(out, name, &format!("{count} {said}"));
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
