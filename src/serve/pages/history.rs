//! All that is known of an article in order: versions, looks, where it stood, and the times in
//! which nobody looked.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::change::ObservationOutcome;
use crate::published::Published;
use crate::reading::{HistoryEvent, HistoryLine, history as read};
use crate::report::{article_path, kind_name, localize_reason, stamp};
use crate::serve::markup::Markup;
use crate::serve::page::RoomPage;
use crate::serve::parts;
use crate::serve::refusal::Refusal;
use crate::serve::reply::PageReply;
use crate::serve::room::Room;
use crate::serve::subject::PublishedArticle;
use crate::serve::visit::{Form, PageRequest};

/// So many looks in a row that found nothing new are said in one line.
const MANY: usize = 3;

pub(super) fn history(
    visit: &PageRequest,
    published: &Published,
    room: &Room,
) -> Result<PageReply, Refusal> {
    let subject = PublishedArticle::asked(visit, published)?;
    let lines = read(published, &subject.id)?.ok_or(Refusal::Withheld)?;
    let zone = crate::pipeline::zone(&room.config);
    if visit.form == Form::Json {
        let events: Vec<Value> = lines.iter().map(|line| object(line, zone)).collect();
        return PageReply::json(&json!({"article_id": subject.id, "events": events}));
    }
    let newest = PublishedArticle::read(published, subject.newest()?)?;
    let mut body = Markup::new();
    body.raw("<p>").link(
        &visit.href(&article_path(&subject.id), &[]),
        visit.pick("Bài viết", "The article"),
    );
    body.raw("</p>\n<ol class=\"history\">\n");
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let is_look = |it: &&HistoryLine| matches!(it.known, HistoryEvent::Unchanged);
        let same = lines[at..].iter().take_while(is_look).count();
        if same >= MANY {
            let last = &lines[at + same - 1];
            looks(&mut body, visit, zone, (line.at, last.at), same);
            at += same;
        } else {
            entry(&mut body, visit, zone, &subject, line);
            at += 1;
        }
    }
    body.raw("</ol>\n");
    let title = parts::title(newest.snapshot.title.as_deref(), visit);
    let title = format!("{}: {title}", visit.pick("Lịch sử", "History"));
    let mut page = RoomPage::new(&title, body);
    page.forms = &[Form::Json];
    Ok(page.answer(visit, room))
}

fn object(line: &HistoryLine, zone: Tz) -> Value {
    let civil = |at: DateTime<Utc>| at.with_timezone(&zone).to_rfc3339();
    let mut object = match &line.known {
        HistoryEvent::Version {
            number, superseded, ..
        } => json!({
            "kind": "version", "number": number, "version": stamp(line.at),
            "read_again": superseded.is_some(),
        }),
        HistoryEvent::Unchanged => json!({"kind": "unchanged"}),
        HistoryEvent::Absent(outcome) => json!({"kind": "absent", "outcome": outcome}),
        HistoryEvent::Transition { kind, reason, from } => json!({
            "kind": "transition", "change_kind": kind, "reason": reason, "previous_url": from,
        }),
        HistoryEvent::Gap(until) => json!({"kind": "not_observed", "until": civil(*until)}),
    };
    object["at"] = json!(civil(line.at));
    object["run"] = json!(line.run);
    object
}

fn looks(
    out: &mut Markup,
    visit: &PageRequest,
    zone: Tz,
    (first, last): (DateTime<Utc>, DateTime<Utc>),
    count: usize,
) {
    out.raw("<li>");
    time(out, visit, zone, first);
    out.raw(" – ");
    time(out, visit, zone, last);
    out.raw(": ").text(&visit.language.number(count as u64));
    out.text(visit.pick(" lần xem, không đổi", " looks, unchanged"))
        .raw("</li>\n");
}

fn time(out: &mut Markup, visit: &PageRequest, zone: Tz, at: DateTime<Utc>) {
    parts::time(out, at.with_timezone(&zone).fixed_offset(), visit.language);
}

fn entry(
    out: &mut Markup,
    visit: &PageRequest,
    zone: Tz,
    subject: &PublishedArticle,
    line: &HistoryLine,
) {
    let is_gap = matches!(line.known, HistoryEvent::Gap(_));
    out.open("li", if is_gap { &[("class", "gap")] } else { &[] });
    if !is_gap {
        time(out, visit, zone, line.at);
        out.raw(": ");
    }
    match &line.known {
        HistoryEvent::Version {
            number,
            title,
            superseded,
            ..
        } => {
            version(out, visit, subject, line.at, (*number, title.as_deref()));
            if superseded.is_some() {
                out.text(visit.pick(" (đã đọc lại)", " (read again since)"));
            }
        }
        HistoryEvent::Unchanged => {
            out.text(visit.pick("không đổi", "unchanged"));
        }
        HistoryEvent::Absent(outcome) => {
            out.text(visit.pick("không thấy bài: ", "not there: "))
                .text(absent(*outcome, visit));
        }
        HistoryEvent::Transition { kind, reason, from } => {
            out.element("strong", &[], kind_name(*kind, visit.language))
                .raw(": ");
            out.bdi(&localize_reason(reason, visit.language));
            if let Some(from) = from {
                out.raw(" (").outward(from, from).raw(" →)");
            }
        }
        HistoryEvent::Gap(until) => {
            out.text(visit.pick("Không quan sát từ ", "Not observed from "));
            time(out, visit, zone, line.at);
            out.text(visit.pick(" đến ", " to "));
            time(out, visit, zone, *until);
        }
    }
    out.close("li");
}

fn version(
    out: &mut Markup,
    visit: &PageRequest,
    subject: &PublishedArticle,
    at: DateTime<Utc>,
    (number, title): (usize, Option<&str>),
) {
    let base = article_path(&subject.id);
    let name = format!("{} {number}", visit.pick("Bản", "Version"));
    let digits = stamp(at);
    out.link(&visit.href(&format!("{base}/{digits}"), &[]), &name);
    out.raw(": ").bdi(parts::title(title, visit));
    if number > 1 {
        let href = visit.href(&format!("{base}/compare"), &[("to", &digits)]);
        out.raw(" · ")
            .link(&href, visit.pick("đã đổi gì", "what changed"));
    }
}

fn absent(outcome: ObservationOutcome, visit: &PageRequest) -> &'static str {
    let (vi, en) = match outcome {
        ObservationOutcome::Article => ("bài vẫn còn", "the article"),
        ObservationOutcome::NotFound => ("404", "404"),
        ObservationOutcome::Gone => ("410", "410"),
        ObservationOutcome::RedirectHome => (
            "bị chuyển về trang chủ hoặc trang danh sách",
            "a redirect to the home page or a list",
        ),
        ObservationOutcome::Another => ("bài khác đứng thế chỗ", "another article in its place"),
        ObservationOutcome::SoftNotFound => (
            "trang báo rằng không có bài",
            "a page that says there is none",
        ),
    };
    visit.language.pick(vi, en)
}
