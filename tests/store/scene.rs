//! Articles, captures and a scripted run to build archives of.

use std::path::Path;

use chrono::{DateTime, Duration, FixedOffset, Utc};
use hpnews::digest::{ContentDigest, PartDigest, PayloadDigest};
use hpnews::http::Capture;
use hpnews::record::{
    Article, Block, BlockKind, BodyLink, Cause, Digests, DiscoveredUrl, DiscoverySource, Embed,
    EmbedKind, Provenance, Role, SNAPSHOT_SCHEMA, Snapshot, SourceMetadata, SourcePage,
};
use hpnews::store::{Archive, Event, Evidence, OpenOptions, Outcome, ScheduleReason};
use serde_json::{Value, json};
use url::Url;

pub(crate) const SITE: &str = "thanhpho";
pub(crate) const HOST: &str = "thanhphohaiphong.gov.vn";

pub(crate) fn open(dir: &Path) -> Archive {
    Archive::open(dir, &OpenOptions::new("hpnews/test")).unwrap()
}

/// As a crawl opens it: bursts share syncs and transactions.
pub(crate) fn open_grouped(dir: &Path) -> Archive {
    let options = OpenOptions {
        group_bursts: true,
        ..OpenOptions::new("hpnews/test")
    };
    Archive::open(dir, &options).unwrap()
}

pub(crate) fn options() -> Value {
    json!({"sites": [SITE], "limit": null})
}

/// Second `n` of the story, which begins late on a UTC day: in Hải Phòng it is the next.
pub(crate) fn at(n: i64) -> DateTime<Utc> {
    let start: DateTime<Utc> = "2026-11-23T20:00:00Z".parse().unwrap();
    start + Duration::seconds(n)
}

pub(crate) fn local(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.with_timezone(&FixedOffset::east_opt(7 * 3600).unwrap())
}

pub(crate) fn url(n: u32) -> String {
    format!("https://{HOST}/tin-tuc/hai-phong-bai-{n}/")
}

pub(crate) fn article_id(n: u32) -> String {
    format!("{SITE}:post-{n}")
}

pub(crate) fn article(n: u32, version: u32) -> Article {
    Article {
        layout: "wordpress".to_owned(),
        title: Some(format!("Hải Phòng đón khách thứ {n}")),
        published_at: Some(local(published(n))),
        published_date: Some(local(published(n)).date_naive()),
        body: vec![Block {
            kind: BlockKind::Paragraph,
            text: format!("Nội dung bài {n}, bản {version}."),
        }],
        categories: vec!["Kinh tế".to_owned()],
        links: vec![BodyLink {
            url: format!("https://{HOST}/van-ban/{n}.html"),
            text: "văn bản".to_owned(),
        }],
        embeds: vec![Embed {
            url: format!("https://video.example.vn/{n}"),
            kind: EmbedKind::Video,
            title: Some("Khách đến cảng".to_owned()),
        }],
        ..Article::default()
    }
}

fn published(n: u32) -> DateTime<Utc> {
    at(0) - Duration::days(i64::from(n))
}

/// Version `version` of article `n`, as captured by `run` at `captured`.
pub(crate) fn snapshot(run: &str, n: u32, version: u32, captured: DateTime<Utc>) -> Snapshot {
    let article = article(n, version);
    Snapshot {
        schema: SNAPSHOT_SCHEMA.to_owned(),
        article_id: article_id(n),
        url: url(n),
        previous_urls: Vec::new(),
        site: SITE.to_owned(),
        duplicate_of: None,
        captured_at: local(captured),
        digests: Digests {
            content: ContentDigest::of(&article.content_form()),
            title: PartDigest::of(&article.title),
            body: PartDigest::of(&article.body),
            captions: PartDigest::of(&json!([])),
            related: PartDigest::of(&json!([])),
            payload: payload(n, version),
        },
        provenance: Provenance {
            run: run.to_owned(),
            software: "hpnews/test".to_owned(),
            extractor: 1,
            previous: None,
            cause: Cause::Crawl,
            recipe: PartDigest::of(&"test"),
            pages: vec![page(&url(n), n, version, captured)],
        },
        layout: article.layout,
        title: article.title,
        published_at: article.published_at,
        published_date: article.published_date,
        published_text: None,
        published_offset_assumed: true,
        modified_at: None,
        lead: None,
        body: article.body,
        images: Vec::new(),
        author: None,
        source: None,
        categories: article.categories,
        attachments: Vec::new(),
        links: article.links,
        embeds: article.embeds,
        related: Vec::new(),
        language: Some("vi".to_owned()),
        fields: article.fields,
        times: Vec::new(),
        gaps: Vec::new(),
    }
}

fn payload(n: u32, version: u32) -> PayloadDigest {
    PayloadDigest::of(format!("{n}/{version}").as_bytes())
}

pub(crate) fn page(url: &str, n: u32, version: u32, captured: DateTime<Utc>) -> SourcePage {
    SourcePage {
        url: url.to_owned(),
        captured_at: local(captured),
        payload: payload(n, version),
        warc: None,
        source_metadata: SourceMetadata::default(),
    }
}

pub(crate) fn discovered(url: &str, role: Role, source: DiscoverySource) -> DiscoveredUrl {
    DiscoveredUrl {
        url: url.to_owned(),
        role,
        source,
        hops: 0,
        source_metadata: SourceMetadata::default(),
    }
}

pub(crate) fn captured(at: DateTime<Utc>, url: &str, role: Role, outcome: Outcome) -> Event {
    Event::Captured {
        at,
        site: SITE.to_owned(),
        url: url.to_owned(),
        role,
        status: if outcome == Outcome::HttpError {
            404
        } else {
            200
        },
        payload: Some(PayloadDigest::of(url.as_bytes())),
        bytes: 1000,
        content_type: Some("text/html; charset=UTF-8".to_owned()),
        warc: None,
        outcome,
        discovered: Vec::new(),
    }
}

pub(crate) fn due(at: DateTime<Utc>, url: &str, reason: ScheduleReason) -> Event {
    Event::Scheduled {
        at,
        site: SITE.to_owned(),
        url: url.to_owned(),
        reason,
        detail: "for a reason".to_owned(),
    }
}

pub(crate) fn failed(at: DateTime<Utc>, url: &str, retry_at: Option<DateTime<Utc>>) -> Event {
    Event::Failed {
        at,
        site: SITE.to_owned(),
        url: url.to_owned(),
        role: Role::Article,
        cause: "timeout".to_owned(),
        detail: "no byte in 30 s".to_owned(),
        retry_at,
        warc: None,
    }
}

/// What a conductor does with a page of article `n`: stores it only if it says something new.
/// `page` is the address asked, which differs from the article's for a last part.
pub(crate) fn visit_at(
    archive: &mut Archive,
    run: &str,
    (n, version): (u32, u32),
    now: DateTime<Utc>,
    (page, role): (&str, Role),
) {
    let content = ContentDigest::of(&article(n, version).content_form());
    let known = archive
        .articles()
        .article_for(&url(n), Some(u64::from(n)), SITE)
        .unwrap();
    let same = known
        .and_then(|known| known.newest)
        .is_some_and(|newest| newest.content == content);
    let (article_id, article_url) = (article_id(n), url(n));
    let exchange = exchange(page, &format!("{n}/{version}"), now);
    let evidence = archive.keep_capture(SITE, &exchange).unwrap();
    let outcome = if same {
        Outcome::Unchanged {
            article_id,
            article_url,
            content,
        }
    } else {
        let mut snapshot = snapshot(run, n, version, now);
        snapshot.provenance.pages[0].warc = Some(evidence.location.clone());
        let stored = archive.store_snapshot(&snapshot).unwrap();
        Outcome::Stored {
            article_id,
            article_url,
            snapshot: stored.into(),
            content,
        }
    };
    archive
        .commit(&kept(captured(now, page, role, outcome), evidence))
        .unwrap();
}

/// A page as a server sends it.
pub(crate) fn exchange(url: &str, body: &str, now: DateTime<Utc>) -> Capture {
    let length = body.len();
    let head = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}");
    let url: Url = url.parse().unwrap();
    let host = url.host_str().unwrap();
    Capture {
        request_head: format!("GET {} HTTP/1.1\r\nHost: {host}\r\n\r\n", url.path()).into(),
        url,
        requested_at: now,
        status: 200,
        reason: "OK".to_owned(),
        headers: vec![
            ("Content-Type".to_owned(), b"text/html".to_vec()),
            ("Content-Length".to_owned(), length.to_string().into()),
        ],
        response_head: format!("{head}\r\n\r\n").into(),
        body: body.into(),
        payload: PayloadDigest::of(body.as_bytes()),
        truncated: None,
        undecoded: None,
        peer: Some([192, 0, 2, 1].into()),
    }
}

/// The event of a capture that was kept.
pub(crate) fn kept(mut event: Event, evidence: Evidence) -> Event {
    if let Event::Captured { warc, payload, .. } = &mut event {
        payload.clone_from(&evidence.asked.as_ref().unwrap().payload);
        *warc = Some(evidence);
    }
    event
}

pub(crate) fn visit(archive: &mut Archive, run: &str, n: u32, version: u32, now: DateTime<Utc>) {
    visit_at(archive, run, (n, version), now, (&url(n), Role::Article));
}

/// The page of an article that lives at another address now.
pub(crate) fn visit_to(
    archive: &mut Archive,
    run: &str,
    (n, version): (u32, u32),
    now: DateTime<Utc>,
    to: &str,
) {
    let evidence = archive
        .keep_capture(SITE, &exchange(to, &format!("{n}/{version}/{to}"), now))
        .unwrap();
    let content = ContentDigest::of(&article(n, version).content_form());
    let known = archive
        .articles()
        .article_for(to, Some(u64::from(n)), SITE)
        .unwrap();
    let newest = known.and_then(|known| known.newest);
    let (article_id, article_url) = (article_id(n), to.to_owned());
    let outcome = if newest.is_some_and(|newest| newest.content == content) {
        Outcome::Unchanged {
            article_id,
            article_url,
            content,
        }
    } else {
        let mut snapshot = snapshot(run, n, version, now);
        to.clone_into(&mut snapshot.url);
        snapshot.provenance.pages = vec![page(to, n, version, now)];
        let stored = archive.store_snapshot(&snapshot).unwrap();
        Outcome::Stored {
            article_id,
            article_url,
            snapshot: stored.into(),
            content,
        }
    };
    archive
        .commit(&kept(captured(now, to, Role::Article, outcome), evidence))
        .unwrap();
}

/// How many steps the scripted run has.
pub(crate) const STEPS: usize = 14;

/// Step `n` of a scripted run that has every kind of event and outcome in it.
pub(crate) fn step(archive: &mut Archive, run: &str, n: usize) {
    step_of(archive, run, n, 0);
}

/// The same, so many nights later.
pub(crate) fn step_of(archive: &mut Archive, run: &str, n: usize, night: i64) {
    let now = at(i64::try_from(n).unwrap()) + Duration::days(night);
    match n {
        3 | 8 => visit(archive, run, 1, 1, now),
        5 => visit(archive, run, 2, 1, now),
        7 => visit_at(archive, run, (3, 1), now, (&second_page(), Role::Part)),
        9 => visit(archive, run, 1, 2, now),
        13 => drop(archive.finish_run("complete", now).unwrap()),
        _ => archive.commit(&event(n, now)).unwrap(),
    }
}

fn second_page() -> String {
    format!("{}2/", url(3))
}

/// The steps that touch no snapshot.
fn event(n: usize, now: DateTime<Utc>) -> Event {
    let site = SITE.to_owned();
    let list = format!("https://{HOST}/tin-tuc/");
    let capture = |n, outcome| captured(now, &url(n), Role::Article, outcome);
    match n {
        0 => Event::Discovered {
            at: now,
            site,
            from: None,
            discovered: vec![discovered(&list, Role::List, DiscoverySource::Seed)],
        },
        1 => Event::Robots {
            at: now,
            host: HOST.to_owned(),
            status: Some(200),
            body: "User-agent: *\nDisallow: /wp-admin/\n".to_owned(),
            warc: None,
        },
        2 => {
            let told = (1..=6).map(|n| discovered(&url(n), Role::Article, DiscoverySource::List));
            let mut event = captured(now, &list, Role::List, Outcome::Read);
            if let Event::Captured { discovered, .. } = &mut event {
                discovered.extend(told);
            }
            event
        }
        4 => failed(now, &url(2), Some(at(30))),
        6 => {
            let kept = Outcome::PartKept {
                article_url: url(3),
                number: 1,
                of: vec![url(3), second_page()],
                extracted: Box::new(article(3, 1)),
                page: Box::new(page(&url(3), 3, 1, now)),
            };
            capture(3, kept)
        }
        10 => capture(4, Outcome::HttpError),
        11 => {
            let (reason_kind, reason) = ("soft_404".to_owned(), "nothing found".to_owned());
            capture(
                5,
                Outcome::NotArticle {
                    reason_kind,
                    reason,
                },
            )
        }
        12 => Event::Skipped {
            at: now,
            site,
            url: url(6),
            role: Role::Article,
            cause: "limit".to_owned(),
            detail: "the run's limit is reached".to_owned(),
        },
        _ => unreachable!("the script has {STEPS} steps"),
    }
}
