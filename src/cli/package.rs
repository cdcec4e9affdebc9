//! `hpnews package`: a day, a range, a section or one article as WACZ or BagIt.

use serde_json::json;

use super::args::{self, Global};
use super::clock::now;
use super::context::Context;
use super::moment::{self, Range};
use super::next_step::hinted;
use super::{console, exit, named, which};
use crate::crawl::SOFTWARE;
use crate::package::{
    PackageFormat, PackageRequest, PackageSummary, SegmentHeaders, Selection, Subject, pack,
};
use crate::report::Language;
use crate::store::{Archive, Reader};
use crate::text::terminal_safe;

pub(super) fn run(global: &Global, args: &args::PackageArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let published = context.published(reader, args.takedowns)?;
    let reader = published.reader();
    let order = PackageRequest {
        choice: choice(reader, args, &context)?,
        form: if args.bagit {
            PackageFormat::Bag
        } else {
            PackageFormat::Wacz
        },
        software: SOFTWARE.to_owned(),
        operator: context.config.identity.contact.clone(),
        now: now(),
        is_kept: true,
    };
    let packed = pack(&published, &order, &args.out, &SegmentHeaders::default()).map_err(hinted)?;
    if global.json {
        console::json_line(&json!({
            "path": packed.path, "bytes": packed.bytes, "sha256": packed.sha256,
            "captures": packed.captures, "pages": packed.pages,
            "originals": packed.originals, "records": packed.records,
            "withheld": packed.withheld, "lost": packed.lost,
        }))?;
    } else {
        console::data(&text(&packed, context.console.lang))?;
    }
    if packed.lost.is_empty() {
        return Ok(exit::COMPLETE);
    }
    context
        .console
        .say(&lost(&packed.lost, context.console.lang));
    Ok(exit::INCOMPLETE)
}

/// What was left out because its original is gone.
fn lost(addresses: &[String], lang: Language) -> String {
    let said = lang.pick(
        "bản ghi lặp (revisit) bị để lại: bản gốc không còn trong kho lưu trữ",
        "revisits left out: what they refer to is no longer in the archive",
    );
    let mut text = format!("{} {said}", addresses.len());
    for address in addresses {
        text = format!("{text}\n  {}", terminal_safe(address));
    }
    text
}

/// What the arguments choose. Days are civil days of the first site.
fn choice(
    reader: &Reader,
    args: &args::PackageArgs,
    context: &Context,
) -> anyhow::Result<Selection> {
    let zone = moment::zone(&context.config);
    let since = args.day.as_ref().or(args.since.as_ref());
    let until = args.day.as_ref().or(args.until.as_ref());
    let (subject, name) = match (&args.article, &args.section) {
        (Some(word), _) => {
            let id = which::article(reader, word, context.console)?;
            (Subject::Article(id.clone()), id)
        }
        (None, Some(section)) => (Subject::Section(section.clone()), section.clone()),
        (None, None) => (Subject::Everything, String::new()),
    };
    let when = match (since, until) {
        (Some(since), Some(until)) if since == until => since.clone(),
        (None, None) => String::new(),
        _ => format!(
            "{}..{}",
            since.map_or("", String::as_str),
            until.map_or("", String::as_str)
        ),
    };
    let range = Range::of(since.map(String::as_str), until.map(String::as_str), zone)?;
    named::section(reader, args.section.as_deref())?;
    let name = [name, when].into_iter().filter(|part| !part.is_empty());
    Ok(Selection {
        subject,
        since: range.since,
        until: range.until,
        name: name.collect::<Vec<_>>().join(" "),
    })
}

fn text(packed: &PackageSummary, lang: Language) -> String {
    let withheld = if packed.withheld > 0 {
        let said = lang.pick(
            "bản ghi không công bố, để lại",
            "records withheld, left out",
        );
        format!("{} {said}, ", packed.withheld)
    } else {
        String::new()
    };
    format!(
        "{}: {} {}, {} {}, {} {}, {withheld}{} kB, sha256 {}\n",
        packed.path.display(),
        packed.captures,
        lang.pick("lần tải", "captures"),
        packed.pages,
        lang.pick("lần xem bài", "looks at articles"),
        packed.originals,
        lang.pick("bản gốc kèm theo", "originals brought along"),
        packed.bytes / 1000,
        packed.sha256,
    )
}
