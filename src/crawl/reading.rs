//! What an answer means: which addresses it names, and whether it is an article.
//!
//! Pure: a capture in, a [`AnswerReading`] out. Never stores, never asks again, never takes a
//! redirect's word that a page has moved: the target is read as a page of its own.

use url::Url;

use super::answer::{AnswerReading, ExtractedPage, Says};
use super::leads::redirect;
use super::reread::{self, NoArticle};
use super::{media, requisites};
use crate::config::{Discover, Site};
use crate::discover::{
    self, Caps, DiscoverError, ListedUrl, SourceListing, page, read_feed, read_sitemap, rest,
};
use crate::extract::{Extracted, PageKind, PageVerdict};
use crate::http::{Capture, Truncation};
use crate::politeness::Failure;
use crate::record::{DiscoveredUrl, DiscoverySource, Rejected, Role, SourceMetadata};
use crate::store::Task;

/// Reads one answer.
pub(super) fn read(
    site: &Site,
    wanted: &Discover,
    task: &Task,
    capture: &Capture,
) -> AnswerReading {
    if let Some(location) = capture.location() {
        return match location {
            Ok(target) => redirect(site, task, capture, &target),
            Err(error) => failed("redirect", &error.to_string(), Failure::Refused),
        };
    }
    if matches!(task.role, Role::Media | Role::Requisite)
        && let Some(reading) = media::read(capture)
    {
        return requisites::following(site, task, capture, reading);
    }
    if capture.confirms() && task.role == Role::Article {
        return AnswerReading::Confirmed;
    }
    match capture.status {
        200..=299 => {}
        // Gone, or a source that is not there: an answer, not a failure.
        404 | 410 => return AnswerReading::Status,
        400..=499
            if task.role.is_source()
                && task.role != Role::List
                && !matches!(capture.status, 408 | 429) =>
        {
            return AnswerReading::Status;
        }
        // A page that is refused (401, 403, 451) says nothing of the article.
        _ => {
            let said = format!("the server answered {} {}", capture.status, capture.reason);
            let cause = format!("http_{}", capture.status);
            return failed(&cause, &said, Failure::Status(capture.status));
        }
    }
    if let Some(error) = &capture.undecoded {
        let failure = if error.may_pass() {
            Failure::Disconnected
        } else {
            Failure::Refused
        };
        return failed("undecoded", &error.to_string(), failure);
    }
    // Of a source that is too long, what came is used: it would be no shorter another time.
    let is_usable =
        |it: Truncation| !it.worth_retrying() && !capture.body.is_empty() && task.role.is_source();
    if let Some(truncated) = capture.truncated.filter(|it| !is_usable(*it)) {
        let said = broken_off(capture).unwrap_or_default();
        let failure = if truncated.worth_retrying() {
            Failure::Disconnected
        } else {
            Failure::Refused
        };
        return failed("truncated", &said, failure);
    }
    let caps = Caps::default();
    match task.role {
        Role::Sitemap => source(site, task, capture, read_sitemap(&capture.body, &caps)),
        Role::Feed => source(site, task, capture, read_feed(&capture.body, &caps)),
        Role::Rest => posts(site, capture),
        // Read above, whatever came.
        Role::Media | Role::Requisite => AnswerReading::Media {
            discovered: Vec::new(),
        },
        Role::Robots | Role::List | Role::Part | Role::Article | Role::Page => {
            html(site, wanted, task, capture)
        }
    }
}

/// A sitemap or feed. What could be read before it broke off is used.
///
/// A sitemap named by a sitemap is a hop further from the start, so that indexes which name
/// ever new indexes come to an end.
fn source(
    site: &Site,
    task: &Task,
    capture: &Capture,
    told: Result<SourceListing, DiscoverError>,
) -> AnswerReading {
    let broken = broken_off(capture);
    match told {
        Ok(told) => {
            let (mut discovered, rejected) = name(site, capture, &told.findings);
            for nested in discovered.iter_mut().filter(|it| it.role == Role::Sitemap) {
                nested.hops = task.hops.saturating_add(1);
            }
            let shortfall = told.shortfall.map(|it| it.to_string()).or(broken);
            AnswerReading::Source {
                discovered,
                rejected,
                shortfall,
            }
        }
        Err(error) => not_a_source(&error),
    }
}

/// A page of the REST collection; the first one tells how many there are.
fn posts(site: &Site, capture: &Capture) -> AnswerReading {
    let pages = header(capture, "x-wp-totalpages");
    let total = header(capture, "x-wp-total");
    match rest::read(&capture.body, pages.as_deref(), site.zone) {
        Ok(posts) => {
            let mut posts = posts.with_total(total.as_deref());
            posts.shortfall = posts.shortfall.or_else(|| broken_off(capture));
            let mut findings = posts.findings.clone();
            // In that order only a night reads it, and no further than it has to.
            if !rest::is_latest_first(&capture.url) {
                findings.extend(rest::further_pages(&capture.url, &posts));
            }
            let (discovered, rejected) = name(site, capture, &findings);
            AnswerReading::Posts {
                discovered,
                rejected,
                posts,
            }
        }
        Err(error) => not_a_source(&error),
    }
}

fn not_a_source(error: &DiscoverError) -> AnswerReading {
    not_article("not_a_source", error.to_string(), Vec::new())
}

fn not_article(kind: &str, reason: String, discovered: Vec<DiscoveredUrl>) -> AnswerReading {
    AnswerReading::NotArticle {
        kind: kind.to_owned(),
        reason,
        discovered,
    }
}

fn broken_off(capture: &Capture) -> Option<String> {
    let truncated = capture.truncated?;
    Some(format!("the body broke off ({})", truncated.as_str()))
}

fn asks_for_a_password(capture: &Capture) -> bool {
    let body = String::from_utf8_lossy(&capture.body).to_ascii_lowercase();
    ["password", "\"password", "'password"]
        .iter()
        .any(|kind| body.contains(&format!("type={kind}")))
}

/// An HTML page: what it says and where it leads.
fn html(site: &Site, wanted: &Discover, task: &Task, capture: &Capture) -> AnswerReading {
    let mut extracted = match reread::page(site, &task.source_metadata, capture) {
        Ok(extracted) => extracted,
        Err(NoArticle { kind, reason }) => {
            return AnswerReading::NotArticle {
                kind,
                reason,
                discovered: Vec::new(),
            };
        }
    };
    let mut discovered = discovered(site, wanted, task, capture, &extracted);
    if let Some(target) = reread::leads_on(site, &task.url, capture, &extracted) {
        let mut reading = redirect(site, task, capture, &target);
        if let AnswerReading::Redirect { discovered: to, .. } = &mut reading {
            to.extend(discovered);
        }
        return reading;
    }
    if task.role == Role::List {
        return listed(capture, extracted.verdict, discovered);
    }
    let canonical = match task.role {
        Role::Part => None,
        _ => reread::claim(site, &task.url, &mut extracted),
    };
    if matches!(
        extracted.verdict,
        PageVerdict::Article(_)
            | PageVerdict::NotArticle {
                kind: PageKind::Print | PageKind::Empty,
                ..
            }
    ) {
        discovered.extend(canonical.iter().map(named_as_own));
    }
    let parts = reread::parts(site, &task.url, &extracted);
    match extracted.verdict {
        PageVerdict::Article(article) => AnswerReading::Article(ExtractedPage {
            says: Says {
                article,
                post_id: extracted.post_id.or(task.source_metadata.post_id),
                canonical,
            },
            parts,
            discovered,
        }),
        // It says nothing of the article behind it, which is still to be had another day.
        PageVerdict::NotArticle {
            kind: PageKind::Block,
            reason,
        } => failed("block_page", &reason, Failure::Refused),
        PageVerdict::NotArticle { kind, reason } => AnswerReading::NotArticle {
            kind: kind.as_str().to_owned(),
            reason,
            discovered,
        },
    }
}

/// A page of a list. A wall in front of it says nothing of what is behind it.
fn listed(
    capture: &Capture,
    verdict: PageVerdict,
    discovered: Vec<DiscoveredUrl>,
) -> AnswerReading {
    if let PageVerdict::NotArticle {
        kind: PageKind::Block,
        reason,
    } = verdict
    {
        return failed("block_page", &reason, Failure::Refused);
    }
    if discovered.is_empty() && asks_for_a_password(capture) {
        let reason = "a login, in place of a list".to_owned();
        return not_article("login", reason, discovered);
    }
    AnswerReading::Source {
        discovered,
        rejected: Vec::new(),
        shortfall: None,
    }
}

fn named_as_own(url: &Url) -> DiscoveredUrl {
    DiscoveredUrl {
        url: url.to_string(),
        role: Role::Article,
        source: DiscoverySource::Canonical,
        hops: 0,
        source_metadata: SourceMetadata::default(),
    }
}

/// Everything the page leads to that this run asks for.
fn discovered(
    site: &Site,
    wanted: &Discover,
    task: &Task,
    capture: &Capture,
    extracted: &Extracted,
) -> Vec<DiscoveredUrl> {
    let mut findings = page::read(&extracted.links, &capture.url, task.role);
    if let PageVerdict::Article(article) = &extracted.verdict {
        findings.extend(article.related.iter().map(|related| ListedUrl {
            href: related.url.clone(),
            source: DiscoverySource::Related,
            role: None,
            source_metadata: SourceMetadata::default(),
        }));
    }
    if task.role == Role::List {
        findings.extend(page::read_listing(&extracted.listing));
    }
    findings.extend(rest_root(capture, extracted));
    let parts = reread::parts(site, &task.url, extracted);
    let (mut discovered, _) = name(site, capture, &findings);
    discovered.retain(|it| !parts.contains(&it.url) && is_wanted(wanted, task.role, it));
    discovered.extend(parts.iter().skip(1).map(|part| DiscoveredUrl {
        url: part.clone(),
        role: Role::Part,
        source: DiscoverySource::Page,
        hops: 0,
        source_metadata: task.source_metadata.clone(),
    }));
    if matches!(extracted.verdict, PageVerdict::Article(_)) {
        let sheets = requisites::of_page(site, capture, &extracted.links);
        discovered.retain(|it| !sheets.iter().any(|sheet| sheet.url == it.url));
        discovered.extend(sheets);
    }
    discovered
}

/// The first page of the REST collection whose root the page or its headers name.
fn rest_root(capture: &Capture, extracted: &Extracted) -> Option<ListedUrl> {
    let headers: Vec<String> = capture
        .header_lines("link")
        .map(|line| String::from_utf8_lossy(line).into_owned())
        .collect();
    let root = rest::root_of_headers(headers.iter().map(String::as_str))
        .or_else(|| rest::root_of_links(&extracted.links))?;
    let root = capture.url.join(root).ok()?;
    Some(ListedUrl {
        href: rest::posts_page(&root, 1, &rest::PostWindow::default()).into(),
        source: DiscoverySource::Link,
        role: Some(Role::Rest),
        source_metadata: SourceMetadata::default(),
    })
}

/// The switches of `[discover]`. Where the site's articles are known by their addresses,
/// pages of no known kind are not asked for.
fn is_wanted(wanted: &Discover, from: Role, discovered: &DiscoveredUrl) -> bool {
    match discovered.role {
        Role::Rest => wanted.rest,
        Role::Sitemap | Role::Robots => wanted.sitemaps,
        Role::Feed => wanted.feeds,
        Role::List => wanted.lists,
        Role::Part | Role::Media | Role::Requisite => true,
        Role::Article | Role::Page => from == Role::List || wanted.links,
    }
}

fn name(
    site: &Site,
    capture: &Capture,
    findings: &[ListedUrl],
) -> (Vec<DiscoveredUrl>, Vec<Rejected>) {
    let (mut discovered, refused) = discover::name(findings, Some(&capture.url), &site.rules);
    if site.rules.knows_articles() {
        discovered.retain(|it| it.role != Role::Page);
    }
    let rejected = refused
        .iter()
        .filter_map(discover::RefusedListing::rejected);
    (discovered, rejected.collect())
}

fn header(capture: &Capture, name: &str) -> Option<String> {
    capture
        .header(name)
        .map(|value| String::from_utf8_lossy(value).into_owned())
}

fn failed(cause: &str, detail: &str, failure: Failure) -> AnswerReading {
    AnswerReading::Failed {
        cause: cause.to_owned(),
        detail: detail.to_owned(),
        failure,
    }
}
