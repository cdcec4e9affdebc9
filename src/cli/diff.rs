//! `hpnews diff`: two versions of one article, word by word.

use std::io;
use std::sync::Arc;

use anyhow::anyhow;
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::args::{self, Global};
use super::console::Console;
use super::context::Context;
use super::next_step::{NextStep, hinted};

use super::{console, exit, moment, which};
use crate::change::Side;
use crate::crawl::Shifts;
use crate::published::Published;
use crate::reading::{ComparedVersions, compare};
use crate::record::Snapshot;
use crate::redaction::Withheld;
use crate::report::{PlainStyle, ReportedChange, comparison, comparison_beside, plain};
use crate::store::{Archive, VersionRow};
use crate::text::terminal_safe;

/// A terminal this wide shows the versions beside each other.
const WIDE: usize = 100;

pub(super) fn run(global: &Global, args: &args::DiffArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let lang = context.console.lang;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let id = which::article(&reader, &args.article, context.console)?;
    let versions = reader.articles().versions(&id).map_err(hinted)?;
    let (a, b) = chosen(&versions, args, moment::zone(&context.config))?;
    let before = reader.read_snapshot(&a).map_err(hinted)?;
    let after = reader.read_snapshot(&b).map_err(hinted)?;
    for (path, snapshot) in [(&a, &before), (&b, &after)] {
        if snapshot.article_id != id {
            return Err(anyhow!("{path} is a version of {}", snapshot.article_id)
                .with_next_step(&format!("`hpnews history {id}` prints the files of {id}")));
        }
    }
    // The operator's own command: nothing is taken out.
    let published = Published::without(reader, Withheld::default());
    let config = &context.config;
    let shifts = |earlier: (&str, &Snapshot), after: &Snapshot| {
        Shifts::between(published.reader(), config, earlier, after).map(Arc::new)
    };
    let compared = compare(&published, config, (&a, before), (&b, after), &shifts);
    let Some(compared) = compared.map_err(hinted)? else {
        return Err(anyhow!("{id} is withheld"));
    };
    note(&compared, context.console);
    let item = compared.item;
    if global.json {
        console::json_line(&object(&item))?;
    } else if args.html {
        let page = if args.side_by_side {
            comparison_beside
        } else {
            comparison
        };
        console::data(&page(
            &item,
            global.lang.unwrap_or(context.config.report.language),
        ))?;
    } else {
        let columns = console::columns();
        let wide = columns.is_some_and(|columns| columns >= WIDE) && !args.inline;
        let look = PlainStyle {
            colour: console::colour(&io::stdout()),
            columns: columns.unwrap_or(WIDE),
            side_by_side: args.side_by_side || wide,
            language: lang,
        };
        console::data(&plain(&item, &look))?;
    }
    Ok(exit::COMPLETE)
}

/// What the comparison is not: a comparison of two files byte for byte.
fn note(comparison: &ComparedVersions, console: Console) {
    let lang = console.lang;
    if comparison.is_reread {
        console.say(lang.pick(
            "Lưu ý: hai bản được đọc bằng hai công thức khác nhau; bản trước được đọc lại từ bằng chứng, nếu còn đọc được.",
            "note: the versions were read by different recipes; the earlier page was read again, if it could be",
        ));
    }
    if comparison.is_freed {
        console.say(lang.pick(
            "Lưu ý: những gì giao diện hoặc công thức mới làm khác đi trên hầu hết các bài không hiện ở đây.",
            "note: what a new theme or recipe does otherwise on most articles is not shown",
        ));
    }
    if comparison.is_same() {
        console.say(lang.pick("Hai bản nói như nhau.", "The versions say the same."));
    }
}

/// The files of the two versions.
fn chosen(
    versions: &[VersionRow],
    args: &args::DiffArgs,
    zone: Tz,
) -> anyhow::Result<(String, String)> {
    // What was read again from the same capture is no version of its own, unless asked for.
    let own: Vec<&VersionRow> = versions
        .iter()
        .filter(|it| it.superseded.is_none())
        .collect();
    let pair = match (&args.a, &args.b, own.as_slice()) {
        (Some(a), Some(b), _) => Some((version(versions, a, zone)?, version(versions, b, zone)?)),
        (Some(a), None, [.., newest]) => Some((version(versions, a, zone)?, newest.path.clone())),
        (None, _, [.., a, b]) => Some((a.path.clone(), b.path.clone())),
        _ => None,
    };
    pair.ok_or_else(|| {
        anyhow!("nothing to compare: the archive holds one version of it")
            .with_next_step("`hpnews history` shows every look at it")
    })
}

/// The file of the version a word means.
fn version(versions: &[VersionRow], word: &str, zone: Tz) -> anyhow::Result<String> {
    let word = word.trim_start_matches("./");
    if let Some(row) = versions
        .iter()
        .find(|it| it.path == word || word.ends_with(&format!("/{}", it.path)))
    {
        return Ok(row.path.clone());
    }
    // Fourteen digits are a time, as replay tools have it.
    if let Some(number) = word.parse::<usize>().ok().filter(|_| word.len() < 8) {
        let row = number.checked_sub(1).and_then(|at| versions.get(at));
        return row.map(|it| it.path.clone()).ok_or_else(|| {
            anyhow!("there is no version {number}")
                .with_next_step(&format!("the versions are 1 to {}", versions.len()))
        });
    }
    let until = moment::last(word, zone).map_err(|_| {
        anyhow!("`{}` is no version of this article", terminal_safe(word)).with_next_step(
            "write a number of `hpnews history`, a day, a time, or a snapshot's file",
        )
    })?;
    let known = versions.iter().filter(|it| it.superseded.is_none());
    let mut earlier = known.filter(|it| it.captured_at <= until);
    earlier
        .next_back()
        .map(|it| it.path.clone())
        .ok_or_else(|| {
            anyhow!("no version is as old as {}", terminal_safe(word))
                .with_next_step("`hpnews history` prints when each was captured")
        })
}

fn object(item: &ReportedChange) -> Value {
    let change = &item.change;
    let fields: Vec<Value> = item
        .difference
        .iter()
        .flat_map(|difference| &difference.fields)
        .map(|field| {
            let pieces: Vec<Value> = field
                .pieces
                .iter()
                .map(|piece| {
                    let side = match piece.side {
                        Side::Same => "same",
                        Side::Removed => "removed",
                        Side::Added => "added",
                    };
                    json!({"side": side, "text": piece.text})
                })
                .collect();
            json!({
                "field": field.field, "index": field.index, "kind": field.kind, "pieces": pieces,
            })
        })
        .collect();
    json!({
        "article_id": change.article_id, "url": change.url, "title": change.title,
        "before": change.before, "after": change.after, "kinds": change.kinds,
        "announced": change.announced, "backdated": change.backdated,
        "figures": change.figures, "fields": fields,
    })
}
