//! `hpnews replay URL`: a stored response as it was captured: its head, and its body decoded.

use anyhow::anyhow;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;
use url::{Position, Url};

use super::args::{Global, ReplayArgs};
use super::console::Console;
use super::context::Context;
use super::next_step::{NextStep, hinted};

use super::{console, exit, moment, which};
use crate::http::Capture;
use crate::published::Published;
use crate::reading::{CapturesOf, captures_of};
use crate::store::{Archive, CaptureRow};
use crate::text::terminal_safe;

/// How many addresses are named instead of one that was never captured.
const NEAREST: usize = 5;

pub(super) fn run(global: &Global, args: &ReplayArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let at = match &args.at {
        Some(text) => Some(moment::last(text, moment::zone(&context.config))?),
        None => None,
    };
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let published = context.published(reader, args.takedowns)?;
    if published.withheld().has_part_at(&args.url) {
        return Err(withheld(&args.url));
    }
    let reader = published.reader();
    Url::parse(&args.url).map_err(|error| {
        anyhow!("cannot replay `{}`: {error}", args.url)
            .with_next_step("write the whole address, with https://")
    })?;
    let found = captures_of(reader, &context.config, &args.url).map_err(hinted)?;
    let row = chosen(&found, at, context.console).ok_or_else(|| never(&published, &args.url))?;
    if published.withholds(row).map_err(hinted)? {
        return Err(withheld(&args.url));
    }
    if found.is_claimed {
        which::say_claimed(context.console, &row.url);
    }
    let place = &row.evidence.location;
    let capture = reader.capture_at(place).map_err(hinted)?;
    if global.json {
        console::json_line(&json!({
            "url": row.url, "at": row.at, "site": row.site, "role": row.role,
            "status": capture.status, "content_type": capture.content_type(),
            "bytes": capture.body.len(), "payload": capture.payload,
            "truncated": capture.truncated.map(crate::http::Truncation::as_str),
            "revisit": row.evidence.revisit, "run": row.run, "warc": place,
            "captures": found.rows.len(),
        }))?;
    } else {
        print(&capture, args)?;
    }
    Ok(exit::COMPLETE)
}

fn print(capture: &Capture, args: &ReplayArgs) -> anyhow::Result<()> {
    if !args.body {
        console::bytes(&capture.response_head)?;
    }
    if !args.headers {
        console::bytes(&capture.body)?;
    }
    Ok(())
}

/// The capture that stood at a time; one from after it, aloud.
fn chosen(found: &CapturesOf, at: Option<DateTime<Utc>>, console: Console) -> Option<&CaptureRow> {
    let row = found.standing(at)?;
    if let Some(at) = at.filter(|at| row.at > *at) {
        console.say(&format!(
            "{} {}; {} {}",
            console
                .lang
                .pick("chưa có bản nào trước", "nothing was captured by"),
            at.to_rfc3339_opts(SecondsFormat::Secs, true),
            console
                .lang
                .pick("đây là bản đầu tiên:", "this is the first capture:"),
            row.at.to_rfc3339_opts(SecondsFormat::Secs, true),
        ));
    }
    Some(row)
}

/// Says the same of what is there and of what is not.
fn withheld(text: &str) -> anyhow::Error {
    anyhow!("cannot replay {}: it is withheld", terminal_safe(text)).with_next_step(
        "a takedown in withhold.toml names it, or something it shows; the operator reads it with --include-withheld",
    )
}

fn never(published: &Published, text: &str) -> anyhow::Error {
    let error = anyhow!(
        "cannot replay {}: it was never captured",
        terminal_safe(text)
    );
    let near = near(published, text).unwrap_or_default();
    if near.is_empty() {
        return error.with_next_step("`hpnews list --json` prints the addresses of articles");
    }
    error.with_next_step(&format!("there is {}", terminal_safe(&near.join(", "))))
}

/// Captured addresses of the same host, by either scheme, that are written most alike.
fn near(published: &Published, text: &str) -> Option<Vec<String>> {
    let (reader, withheld) = (published.reader(), published.withheld());
    let host = Url::parse(text).ok()?[..Position::BeforePath].to_owned();
    let other = match host.strip_prefix("https:") {
        Some(rest) => format!("http:{rest}"),
        None => host.replacen("http:", "https:", 1),
    };
    let mut known = reader.captures().addresses(&host).ok()?;
    known.extend(reader.captures().addresses(&other).ok()?);
    let mut near: Vec<(usize, String)> = known
        .into_iter()
        .map(|url| (strsim::levenshtein(&url, text), url))
        .filter(|(distance, _)| *distance * 4 <= text.len())
        .filter(|(_, url)| {
            !withheld.has_part_at(url) && withheld.redact_text(&mut url.clone()) == 0
        })
        .collect();
    near.sort();
    Some(near.into_iter().take(NEAREST).map(|(_, url)| url).collect())
}
