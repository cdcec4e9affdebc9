//! Pages as they were, on an origin of their own: `/web/<14 digits>/<url>`, and Memento (RFC
//! 7089) around it.
//!
//! Gives articles, their parts, and what belongs to them; never lists, feeds or REST answers:
//! those hold parts of other articles. A capture that holds anything withheld is given as a whole
//! or not at all.

use axum::http::{HeaderName, StatusCode, header};
use chrono::{DateTime, Utc};
use url::Url;

use super::markup::Markup;
use super::refusal::Refusal;
use super::reply::PageReply;
use super::room::Room;
use super::visit::PageRequest;
use crate::http::Capture;
use crate::memento::{
    AddressFault, ArchivedAddress, Mementos, Modifier, TimeMapFormat, http_date, of_http_date,
};
use crate::published::Published;
use crate::reading::captures_of;
use crate::record::Role;
use crate::replay::{self, View};
use crate::report::Language;
use crate::store::{CaptureRow, Resolved};
use crate::text::charset;

/// What an archived document may do: be looked at, with what the archive itself gives.
pub(super) const POLICY: &str = "sandbox; default-src 'none'; img-src 'self' data:; \
    style-src 'self' 'unsafe-inline'; font-src 'self' data:; media-src 'self'; frame-src 'self'; \
    form-action 'none'; base-uri 'none'";

const MEMENTO_DATETIME: HeaderName = HeaderName::from_static("memento-datetime");

pub(super) fn archived(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let asked = ArchivedAddress::parse(&visit.target).map_err(|fault| match fault {
        AddressFault::Elsewhere => Refusal::Unknown,
        fault => Refusal::Parameter {
            name: "url",
            cause: fault.to_string(),
        },
    })?;
    let url = asked.url();
    let withheld = published.withheld();
    if withheld.has_part_at(url.as_str()) || withheld.has_file(url.as_str()) {
        return Err(Refusal::Withheld);
    }
    let ShownCaptures { rows, withheld } = shown(published, room, url)?;
    if rows.is_empty() && !withheld.is_empty() {
        return Err(Refusal::Withheld);
    }
    let mementos = Mementos::new(&room.replay, url, rows.iter().map(|row| row.at));
    let mementos = mementos.ok_or(Refusal::Unknown)?;
    match asked {
        ArchivedAddress::TimeMap { format, .. } => timemap(&mementos, format),
        ArchivedAddress::TimeGate { .. } => {
            let wanted = visit.accept_datetime.as_deref().map(|text| {
                of_http_date(text).ok_or_else(|| Refusal::Parameter {
                    name: "Accept-Datetime",
                    cause: "a time as in `Thu, 31 May 2007 20:35:00 GMT`".to_owned(),
                })
            });
            let at = mementos.nearest(wanted.transpose()?);
            Ok(found(&mementos.uri(at))
                .with(header::LINK, mementos.link_header(at))
                .with(header::VARY, "accept-datetime".to_owned()))
        }
        ArchivedAddress::Memento {
            at,
            modifier,
            ref url,
        } => {
            let exact = rows
                .iter()
                .rfind(|row| row.at.timestamp() == at.timestamp());
            let Some(row) = exact else {
                // What was captured then is not shown, and nothing else stands for it.
                if withheld.contains(&at.timestamp()) {
                    return Err(Refusal::Withheld);
                }
                let at = mementos.nearest(Some(at));
                let nearest = ArchivedAddress::Memento {
                    at,
                    modifier,
                    url: url.clone(),
                };
                return Ok(found(&format!("{}{nearest}", room.replay)));
            };
            let at = mementos.nearest(Some(row.at));
            let answer = memento(row, modifier, published, room)?;
            Ok(answer
                .with(MEMENTO_DATETIME, http_date(at))
                .with(header::LINK, mementos.link_header(at)))
        }
    }
}

/// The captures of an address, as far as they may be shown.
pub(super) struct ShownCaptures {
    /// Oldest first.
    pub(super) rows: Vec<CaptureRow>,
    /// Seconds of those that a takedown keeps from being shown.
    pub(super) withheld: Vec<i64>,
}

pub(super) fn shown(
    published: &Published,
    room: &Room,
    url: &Url,
) -> Result<ShownCaptures, Refusal> {
    let reader = published.reader();
    let found = captures_of(reader, &room.config, url.as_str())?;
    // What another address answered is not shown under this one.
    let rows = if found.is_claimed {
        Vec::new()
    } else {
        found.rows
    };
    let is_article = || -> Result<bool, Refusal> {
        let found = reader.articles().resolve(url.as_str())?;
        Ok(matches!(found, Resolved::Article(_)))
    };
    let mut shown = Vec::new();
    let mut withheld = Vec::new();
    for row in rows {
        let belongs = match row.role {
            Role::Article | Role::Part | Role::Media | Role::Requisite => true,
            Role::Page => is_article()?,
            _ => false,
        };
        // A 304 has no body of its own: the capture before it stands for it.
        if belongs && row.status != Some(304) {
            if published.withholds(&row)? {
                withheld.push(row.at.timestamp());
            } else {
                shown.push(row);
            }
        }
    }
    Ok(ShownCaptures {
        rows: shown,
        withheld,
    })
}

fn timemap(mementos: &Mementos<'_>, format: TimeMapFormat) -> Result<PageReply, Refusal> {
    match format {
        TimeMapFormat::Link => Ok(PageReply::new(
            "application/link-format",
            mementos.timemap(),
        )),
        TimeMapFormat::Json => PageReply::json(&mementos.timemap_json()),
    }
}

fn found(address: &str) -> PageReply {
    PageReply::new("text/plain; charset=utf-8", "")
        .of_status(StatusCode::FOUND)
        .with(header::LOCATION, address.to_owned())
}

fn memento(
    row: &CaptureRow,
    modifier: Modifier,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let capture = published.reader().capture_at(&row.evidence.location)?;
    let withheld = published.withheld();
    let allowed =
        |url: &Url| !withheld.has_part_at(url.as_str()) && !withheld.has_file(url.as_str());
    // What cannot be looked up is left to be asked for.
    let held = |url: &Url| {
        let rows = published.reader().captures().of(url.as_str());
        let is_there = |row: &CaptureRow| row.status.is_some_and(|it| it < 400);
        rows.map_or(true, |rows| rows.iter().any(is_there))
    };
    let view = View {
        at: row.at,
        url: &capture.url,
        allowed: &allowed,
        held: &held,
    };
    if let Some(target) = target(&capture, &view) {
        return Ok(found(&format!("{}{target}", room.replay)));
    }
    let content_type = capture.content_type().unwrap_or_default();
    let essence = content_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    let text = || charset::decode(&capture.body, Some(&content_type)).text;
    let is_html = matches!(essence.as_str(), "text/html" | "application/xhtml+xml");
    let answer = match modifier {
        Modifier::Page if is_html => {
            let banner = banner(row, room);
            PageReply::html(replay::page(&text(), &view, &banner))
        }
        Modifier::Frame if is_html => PageReply::html(replay::page(&text(), &view, "")),
        Modifier::Style => PageReply::new("text/css; charset=utf-8", replay::css(&text(), &view)),
        _ => PageReply::new(harmless(&essence), capture.body.clone()),
    };
    let status = StatusCode::from_u16(capture.status).unwrap_or(StatusCode::OK);
    // Sandboxed pages load fonts only so.
    Ok(answer
        .of_status(status)
        .with(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*".to_owned()))
}

/// Where a redirect led, within the archive.
fn target(capture: &Capture, view: &View<'_>) -> Option<ArchivedAddress> {
    if !(300..400).contains(&capture.status) {
        return None;
    }
    let location = capture
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("location"))?;
    let url = capture
        .url
        .join(std::str::from_utf8(&location.1).ok()?)
        .ok()?;
    let is_web = matches!(url.scheme(), "http" | "https");
    (is_web && (view.allowed)(&url)).then_some(ArchivedAddress::Memento {
        at: view.at,
        modifier: Modifier::Page,
        url,
    })
}

/// A media type that a browser shows or saves, and never runs.
fn harmless(essence: &str) -> &'static str {
    const SHOWN: &[&str] = &[
        "image/png",
        "image/jpeg",
        "image/gif",
        "image/webp",
        "image/avif",
        "image/svg+xml",
        "image/x-icon",
        "image/vnd.microsoft.icon",
        "image/bmp",
        "font/woff",
        "font/woff2",
        "font/ttf",
        "font/otf",
        "audio/mpeg",
        "audio/ogg",
        "video/mp4",
        "video/webm",
        "application/pdf",
        "text/css",
        "text/html",
    ];
    let known = SHOWN.iter().find(|it| **it == essence);
    known.copied().unwrap_or("application/octet-stream")
}

/// When the page was captured, and the way back. In one language, so that the answer is the same
/// for everybody (an address of a memento must not vary).
fn banner(row: &CaptureRow, room: &Room) -> String {
    let language: Language = room.config.report.language;
    let zone = crate::pipeline::zone(&room.config);
    let at: DateTime<Utc> = row.at;
    let at = language.time(at.with_timezone(&zone).fixed_offset());
    let mut out = Markup::new();
    out.open("p", &[("style", STRIP), ("lang", language.tag())]);
    out.text(language.pick("Trang như đã lưu lúc ", "The page as it was on "))
        .text(&at);
    let query: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("url", &row.url)
        .finish();
    let back = format!("{}?{query}", room.address("/address"));
    out.raw(" · ")
        .open("a", &[("href", &back), ("style", "color:#fff")]);
    out.text(language.pick("Địa chỉ này trong kho", "This address in the archive"))
        .raw("</a></p>");
    out.into_string()
}

const STRIP: &str = "margin:0;padding:0 12px;height:40px;font:14px/40px sans-serif;color:#fff;\
    background:#1a1a1a;white-space:nowrap;overflow:hidden;text-overflow:ellipsis";
