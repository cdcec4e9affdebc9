//! `hpnews history`: one article's versions, looks and changes of standing in order, and the
//! times between in which nobody looked.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use super::args::{self, Global};
use super::context::Context;
use super::next_step::hinted;

use super::{console, exit, moment, which};
use crate::published::Published;
use crate::reading::{HistoryEvent, HistoryLine, history};
use crate::redaction::Withheld;
use crate::report::{Language, kind_name, localize_reason};
use crate::store::Archive;
use crate::text::terminal_safe;

pub(super) fn run(global: &Global, args: &args::HistoryArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let id = which::article(&reader, &args.article, context.console)?;
    // The operator's own command: nothing is taken out.
    let published = Published::without(reader, Withheld::default());
    let lines = history(&published, &id).map_err(hinted)?;
    let lines = lines.unwrap_or_default();
    let zone = moment::zone(&context.config);
    if global.json {
        for line in &lines {
            console::json_line(&object(&id, line, zone))?;
        }
        return Ok(exit::COMPLETE);
    }
    let every = global.verbose > 0;
    console::data(&text(&id, &lines, (zone, every), context.console.lang))?;
    Ok(exit::COMPLETE)
}

fn object(id: &str, line: &HistoryLine, zone: Tz) -> Value {
    let civil = |at: DateTime<Utc>| at.with_timezone(&zone).to_rfc3339();
    let mut object = json!({"article_id": id, "at": civil(line.at), "run": line.run});
    let own = match &line.known {
        HistoryEvent::Version {
            number,
            path,
            title,
            superseded,
        } => json!({
            "kind": "version", "number": number, "file": path, "title": title,
            "superseded": superseded,
        }),
        HistoryEvent::Unchanged => json!({"kind": "unchanged"}),
        HistoryEvent::Absent(sight) => json!({"kind": "absent", "sight": sight}),
        HistoryEvent::Transition { kind, reason, from } => json!({
            "kind": "transition", "change_kind": kind, "reason": reason, "previous_url": from,
        }),
        HistoryEvent::Gap(until) => json!({"kind": "not_observed", "until": civil(*until)}),
    };
    if let (Value::Object(all), Value::Object(own)) = (&mut object, own) {
        all.extend(own);
    }
    object
}

fn text(id: &str, lines: &[HistoryLine], (zone, every): (Tz, bool), lang: Language) -> String {
    let time = |at: DateTime<Utc>| at.with_timezone(&zone).format("%Y-%m-%d %H:%M").to_string();
    let mut out = format!("{}\n", terminal_safe(id));
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let same = lines[at..]
            .iter()
            .take_while(|it| matches!(it.known, HistoryEvent::Unchanged))
            .count();
        let said = if same > 2 && !every {
            let last = lines[at + same - 1].at;
            at += same - 1;
            format!(
                "{same} {} {}",
                lang.pick("lần xem không đổi, đến", "looks, unchanged, until"),
                time(last)
            )
        } else {
            said(&line.known, &time, lang)
        };
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}  {}", time(line.at), terminal_safe(&said));
        at += 1;
    }
    out
}

fn said(known: &HistoryEvent, time: &impl Fn(DateTime<Utc>) -> String, lang: Language) -> String {
    match known {
        HistoryEvent::Version {
            number,
            path,
            title,
            superseded,
        } => {
            let again = match superseded {
                Some(_) => lang.pick(" (đã đọc lại)", " (read again since)"),
                None => "",
            };
            format!(
                "{} {number}{again}: {} ({path})",
                lang.pick("Bản", "Version"),
                title.as_deref().unwrap_or("—")
            )
        }
        HistoryEvent::Unchanged => lang.pick("không đổi", "unchanged").to_owned(),
        HistoryEvent::Absent(sight) => format!(
            "{}: {}",
            lang.pick("không thấy bài", "not there"),
            localize_reason(&console::word(sight).replace('_', " "), lang)
        ),
        HistoryEvent::Transition { kind, reason, from } => {
            let from = from.as_ref().map(|from| format!(" ({from} →)"));
            format!(
                "** {}: {}{}",
                kind_name(*kind, lang),
                localize_reason(reason, lang),
                from.unwrap_or_default()
            )
        }
        HistoryEvent::Gap(until) => format!(
            "-- {} {} --",
            lang.pick("không quan sát cho đến", "not observed until"),
            time(*until)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::ObservationOutcome;

    #[test]
    fn a_night_left_out_is_named_and_unchanged_looks_are_counted() {
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("a time");
        let line = |text: &str, known| HistoryLine {
            at: at(text),
            run: Some("r".to_owned()),
            known,
        };
        let version = HistoryEvent::Version {
            number: 1,
            path: "snapshots/a.json".to_owned(),
            title: Some("Tin\u{1b}[31m".to_owned()),
            superseded: None,
        };
        let lines = vec![
            line("2026-11-01T18:00:00Z", version),
            line("2026-11-02T18:00:00Z", HistoryEvent::Unchanged),
            line("2026-11-03T18:00:00Z", HistoryEvent::Unchanged),
            line("2026-11-04T18:00:00Z", HistoryEvent::Unchanged),
            line(
                "2026-11-04T18:00:00Z",
                HistoryEvent::Gap(at("2026-11-08T18:00:00Z")),
            ),
            line(
                "2026-11-08T18:00:00Z",
                HistoryEvent::Absent(ObservationOutcome::NotFound),
            ),
        ];
        let zone = chrono_tz::Asia::Ho_Chi_Minh;
        assert_eq!(
            text("p:post-1", &lines, (zone, false), Language::English),
            "p:post-1
2026-11-02 01:00  Version 1: Tin[31m (snapshots/a.json)
2026-11-03 01:00  3 looks, unchanged, until 2026-11-05 01:00
2026-11-05 01:00  -- not observed until 2026-11-09 01:00 --
2026-11-09 01:00  not there: not found
"
        );
        assert_eq!(
            text("p:post-1", &lines, (zone, true), Language::Vietnamese)
                .lines()
                .count(),
            7
        );
    }
}
