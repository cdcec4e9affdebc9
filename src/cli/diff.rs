//! `hpnews diff`: two versions of one article, word by word.

use std::io;

use anyhow::anyhow;
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::args::{self, Global};
use super::context::Context;
use super::next_step::{NextStep, hinted};

use super::{console, exit, moment, which};
use crate::change::{self, Difference, Side};
use crate::crawl::{Shifts, comparable};
use crate::record::{CHANGE_SCHEMA, Change, ChangeKind, Snapshot};
use crate::report::{PlainStyle, ReportedChange, comparison, comparison_beside, plain};
use crate::store::{Archive, Reader, VersionRow};
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
    let (before, after) = compared(&context, &reader, (&a, before), after)?;
    let difference = change::between(&before, &after);
    if difference.fields.is_empty() {
        context
            .console
            .say(lang.pick("Hai bản nói như nhau.", "The versions say the same."));
    }
    let item = item(difference, before, after, (a, b));
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

/// The two as one recipe reads them, without what is the recipe's between them.
fn compared(
    context: &Context,
    reader: &Reader,
    (path, before): (&str, Snapshot),
    after: Snapshot,
) -> anyhow::Result<(Snapshot, Snapshot)> {
    let lang = context.console.lang;
    let one_reader = before.provenance.recipe == after.provenance.recipe
        && before.provenance.extractor == after.provenance.extractor;
    if !one_reader {
        context.console.say(lang.pick(
            "Lưu ý: hai bản được đọc bằng hai công thức khác nhau; bản trước được đọc lại từ bằng chứng, nếu còn đọc được.",
            "note: the versions were read by different recipes; the earlier page was read again, if it could be",
        ));
    }
    let before = comparable(reader, &context.config, &before, &after);
    let shifts = Shifts::between(reader, &context.config, (path, &before), &after);
    let Some(undone) = shifts.map_err(hinted)?.undone(&before, &after) else {
        return Ok((before, after));
    };
    if undone != (before, after) {
        context.console.say(lang.pick(
            "Lưu ý: những gì giao diện hoặc công thức mới làm khác đi trên hầu hết các bài không hiện ở đây.",
            "note: what a new theme or recipe does otherwise on most articles is not shown",
        ));
    }
    Ok(undone)
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

/// The comparison as a change that nobody told.
fn item(
    difference: Difference,
    before: Snapshot,
    after: Snapshot,
    (a, b): (String, String),
) -> ReportedChange {
    let mut fields: Vec<String> = Vec::new();
    for it in &difference.fields {
        if !fields.iter().any(|known| known == it.field) {
            fields.push(it.field.to_owned());
        }
    }
    let change = Change {
        schema: CHANGE_SCHEMA.to_owned(),
        id: String::new(),
        run: after.provenance.run.clone(),
        at: after.captured_at,
        last_seen_before: Some(before.captured_at),
        site: after.site.clone(),
        article_id: after.article_id.clone(),
        url: after.url.clone(),
        previous_url: (before.url != after.url).then(|| before.url.clone()),
        title: after.title.clone(),
        categories: after.categories.clone(),
        kind: difference
            .kinds
            .first()
            .copied()
            .unwrap_or(ChangeKind::Encoding),
        kinds: difference.kinds.clone(),
        fields,
        announced: difference.announced.clone(),
        backdated: difference.backdated,
        figures: difference.figures.clone(),
        files: Vec::new(),
        before: Some(a),
        after: Some(b),
        repeats: None,
        reason: None,
    };
    ReportedChange {
        change,
        difference: Some(difference),
        before: Some(before),
        after: Some(after),
    }
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
