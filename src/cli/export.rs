//! `hpnews export`: the archive as a dataset.

use std::ops::ControlFlow;

use anyhow::anyhow;
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use super::args::{self, CompressionArg, Global};
use super::console::Console;
use super::context::Context;
use super::moment::{self, Range};
use super::next_step::{NextStep, hinted};
use super::runtime::stoppable;
use super::{console, exit, named};
use crate::config::Config;
use crate::crawl::SOFTWARE;
use crate::dataset::{FileCompression, Format, Table};
use crate::export::{ExportRequest, Exported, choose_columns, export};
use crate::report::Language;
use crate::store::{Archive, Reader};
use crate::text::terminal_safe;

/// A line every so many articles where there is no terminal.
const EVERY: u64 = 10_000;

pub(super) fn run(global: &Global, args: &args::ExportArgs) -> anyhow::Result<u8> {
    run_all(std::slice::from_ref(global), args)
}

/// One dataset of one archive, or of several below a root.
pub(super) fn run_all(members: &[Global], args: &args::ExportArgs) -> anyhow::Result<u8> {
    let mut contexts = Vec::with_capacity(members.len());
    for global in members {
        let context = Context::for_reading(global)?;
        let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
        contexts.push((context, reader));
    }
    let readers: Vec<&Reader> = contexts.iter().map(|(_, reader)| reader).collect();
    named::section_of(&readers, args.section.as_deref())?;
    let mut archives = Vec::with_capacity(members.len());
    let mut first = None;
    for (context, reader) in contexts {
        archives.push(context.published(reader, args.takedowns)?);
        first = first.or(Some(context));
    }
    let (Some(context), Some(global)) = (first, members.first()) else {
        return Err(anyhow!("there is no archive to export"));
    };
    let order = order(&context.config, args)?;
    let (console, out) = (context.console, args.out.clone());
    let done = stoppable(console, move |stop| {
        let mut progress = ExportProgress::new(console);
        let done = export(&archives, &order, &out, &mut |done, total| {
            progress.show(done, total);
            if stop.asked() {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        });
        progress.end();
        done
    })?;
    let Some(done) = done.map_err(hinted)? else {
        console.complain(console.lang.pick(
            "đã dừng; không có gì được xuất và không còn tệp dở dang",
            "stopped: nothing was exported, and nothing is left of it",
        ));
        return Ok(exit::INTERRUPTED);
    };
    tell(&done, global, console)?;
    complain(&done, console);
    if done.missing.is_empty() {
        Ok(exit::COMPLETE)
    } else {
        Ok(exit::INCOMPLETE)
    }
}

/// What the arguments ask for. Days are civil days of the first site.
fn order(config: &Config, args: &args::ExportArgs) -> anyhow::Result<ExportRequest> {
    let zone = moment::zone(config);
    let mut tables: Vec<Table> = args.what.iter().flat_map(|what| what.tables()).collect();
    tables.sort();
    tables.dedup();
    let format = Format::from(args.format);
    if args.bom && format != Format::Csv {
        return Err(
            anyhow!("cannot begin {} with a byte order mark", format.ending())
                .with_next_step("--bom goes with --format csv"),
        );
    }
    let range = Range::of(args.since.as_deref(), args.until.as_deref(), zone)?;
    let as_of = args.as_of.as_deref();
    let sites = config.sites.iter();
    Ok(ExportRequest {
        tables: choose_columns(&tables, &args.columns).map_err(hinted)?,
        format,
        packing: packing(format, args.compress),
        split: args.split.into(),
        bom: args.bom,
        as_of: as_of.map(|text| moment::last(text, zone)).transpose()?,
        since: range.since,
        until: range.end(),
        section: args.section.clone(),
        text: args.text.clone(),
        since_export: args.earlier.clone(),
        zone,
        sites: sites
            .map(|site| (site.name.clone(), site.home.to_string()))
            .collect(),
        contact: config.identity.contact.clone(),
        software: SOFTWARE.to_owned(),
        choice: choice(args),
    })
}

fn packing(format: Format, asked: Option<CompressionArg>) -> FileCompression {
    match (asked, format) {
        (Some(packed), _) => packed.into(),
        (None, Format::Parquet) => FileCompression::Zstd,
        (None, Format::Jsonl | Format::Csv) => FileCompression::None,
    }
}

/// The choice as the card tells it. Not --as-of: the state says it, and the dump made on that
/// night is the same.
fn choice(args: &args::ExportArgs) -> Vec<String> {
    let named = [
        ("since", &args.since),
        ("until", &args.until),
        ("section", &args.section),
        ("text", &args.text),
    ];
    let named = named.into_iter();
    named
        .filter_map(|(name, value)| Some(format!("{name}={}", value.as_deref()?)))
        .collect()
}

fn tell(done: &Exported, global: &Global, console: Console) -> anyhow::Result<()> {
    let lang = console.lang;
    for part in &done.parts {
        if global.json {
            console::json_line(&json!({
                "file": done.path.join(&part.path), "table": part.table.name(),
                "rows": part.rows, "bytes": part.bytes, "sha256": part.sha256,
            }))?;
        } else {
            console::data(&format!(
                "{}: {} {}, {} kB\n",
                done.path.join(&part.path).display(),
                part.rows,
                lang.pick("dòng", "rows"),
                part.bytes / 1000,
            ))?;
        }
    }
    if done.parts.iter().all(|part| part.rows == 0) {
        let nothing = lang.pick("Không có dòng nào như vậy", "No such rows");
        console.say(nothing);
    }
    console.say(&format!(
        "{} {}, {} {}",
        lang.pick("Trạng thái", "State"),
        done.state,
        lang.pick("dữ liệu", "data"),
        done.fingerprint,
    ));
    if let Some(ledger) = &done.ledger {
        console.say(&format!(
            "{} {}, {} {}, {} {}, {} {}",
            ledger.added,
            lang.pick("bài thêm", "articles added"),
            ledger.changed,
            lang.pick("đổi", "changed"),
            ledger.withdrawn,
            lang.pick("rút", "withdrawn"),
            ledger.not_chosen,
            lang.pick("lần này không chọn", "not chosen this time"),
        ));
    }
    let held = &done.withheld;
    if held.is_empty() {
        console.say(lang.pick("Không công bố: không có gì", "Withheld: nothing"));
    } else {
        let rows: u64 = held.rows.values().sum();
        console.say(&format!(
            "{}: {} {} ({rows} {}), {} {} ({} {}, {} {})",
            lang.pick("Không công bố", "Withheld"),
            held.articles,
            lang.pick("bài", "articles"),
            lang.pick("dòng", "rows"),
            held.articles_in_part,
            lang.pick("bài một phần", "articles in part"),
            held.fields,
            lang.pick("phần", "fields"),
            held.spans,
            lang.pick("chỗ chữ", "places in the text"),
        ));
    }
    Ok(())
}

/// What a person must look into.
fn complain(done: &Exported, console: Console) {
    let lang = console.lang;
    for it in &done.missing {
        console.complain(&format!(
            "{} {}: {} ({})",
            lang.pick("thiếu dòng vì tệp hỏng", "rows are missing for the damaged"),
            it.file,
            terminal_safe(&it.cause),
            it.tables.join(", "),
        ));
    }
    if !done.missing.is_empty() {
        console.complain(lang.pick(
            "hint: missing.jsonl và README.md ghi các dòng thiếu; lấy tệp từ bản sao rồi xuất lại",
            "hint: missing.jsonl and README.md name them; restore the files from a copy and export again",
        ));
    }
}

/// A bar on a terminal, a line now and then elsewhere.
struct ExportProgress {
    console: Console,
    bar: Option<ProgressBar>,
    told: u64,
}

impl ExportProgress {
    fn new(console: Console) -> Self {
        let bar = console.lively().then(|| {
            let bar = ProgressBar::new(0);
            let style =
                ProgressStyle::with_template("{spinner} {pos}/{len} {wide_bar} {per_sec}, {eta}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self {
            console,
            bar,
            told: 0,
        }
    }

    fn show(&mut self, done: u64, total: u64) {
        if let Some(bar) = &self.bar {
            bar.set_length(total);
            bar.set_position(done);
        } else if done - self.told >= EVERY {
            self.told = done;
            let what = match self.console.lang {
                Language::Vietnamese => "bài",
                Language::English => "articles",
            };
            self.console.say(&format!("  {done}/{total} {what}"));
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
