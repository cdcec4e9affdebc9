//! The second look at one capture: what it is, and where its article belongs in time.

use url::Url;

use super::handed::hand_on;
use super::survey::source;
use super::{CAUSE, Importing, no_article};
use crate::config::Site;
use crate::crawl::CrawlError;
use crate::crawl::again::{self, TimelinePlace};
use crate::crawl::alias;
use crate::crawl::reextract::ArchiveHandle;
use crate::crawl::reread::{Pages, Reread, missing_part, recompute};
use crate::crawl::version::{WholeVersion, civil};
use crate::digest::ContentDigest;
use crate::http::Capture;
use crate::record::{Role, SourceMetadata, SourcePage, WarcLocation};
use crate::store::{Event, Evidence, Outcome, Same};
use crate::warc::{Header, RecordType};

impl Importing<'_> {
    /// One capture of a site.
    pub(super) fn capture(
        &mut self,
        site: &Site,
        index: usize,
        header: &Header,
        mut capture: Capture,
        length: u64,
    ) -> Result<(), CrawlError> {
        self.done.captures += 1;
        let mut confirmed = None;
        let location = self.location(index, header, length);
        let known = || self.shelf.captures().at(&location.file, location.offset);
        if self.taker.is_none() && known()?.is_some() {
            self.done.known += 1;
            return Ok(());
        }
        let revisit = header.kind() == RecordType::Revisit;
        let original = if revisit {
            self.original(site, header)?
        } else {
            None
        };
        match original {
            Some(original) if capture.status == 304 => confirmed = Some(original),
            Some(original) => capture.complete(original),
            None if revisit && capture.status != 304 => {
                return self.wait(index, header, location);
            }
            None => {}
        }
        let evidence = Evidence::of(&site.name, &capture, location, revisit);
        let (url, role, outcome) = match confirmed {
            Some(original) => self.confirmation(site, &capture, original, &evidence)?,
            None => self.meaning(site, &capture, &evidence)?,
        };
        if let Outcome::NotArticle {
            reason_kind,
            reason,
        } = &outcome
            && reason_kind == "broken"
            && may_be_page(role, &capture)
        {
            let said = self.files[index].said.clone();
            let cause = format!("{url} is not read: {reason}");
            self.blame("broken", &said, Some(header.offset), &cause);
        }
        self.count(&outcome, capture.status, role);
        let event = Event::Reread {
            at: (self.clock)(),
            captured_at: capture.requested_at,
            cause: CAUSE,
            site: site.name.clone(),
            url,
            role,
            status: capture.status,
            payload: (!capture.body.is_empty()).then(|| capture.payload.clone()),
            warc: evidence,
            outcome,
        };
        if let ArchiveHandle::Writing(archive) = &mut self.shelf {
            archive.commit(&event)?;
        }
        Ok(())
    }

    pub(super) fn location(&self, index: usize, header: &Header, length: u64) -> WarcLocation {
        // A file whose captures have none is rewritten first.
        let id = header.id().map(|id| id.as_str().to_owned());
        WarcLocation {
            file: self.places[index].clone(),
            offset: header.offset,
            length,
            record_id: id.unwrap_or_default(),
        }
    }

    /// What a capture is: its address, what it would have been asked for, and what it says.
    pub(super) fn meaning(
        &mut self,
        site: &Site,
        capture: &Capture,
        evidence: &Evidence,
    ) -> Result<(String, Role, Outcome), CrawlError> {
        let asked = capture.url.to_string();
        if capture.url.path() == "/robots.txt" {
            return Ok((asked, Role::Robots, Outcome::Read));
        }
        let canonical = match site.rules.canonical(None, &asked) {
            Ok(url) => url,
            Err(error) => {
                let outcome = no_article("address", &error.to_string());
                return Ok((asked, Role::Page, outcome));
            }
        };
        let role = site.rules.role(&canonical);
        if let Some(outcome) = no_answer(site, capture) {
            return Ok((canonical.into(), role.unwrap_or(Role::Page), outcome));
        }
        if !capture.is_html() {
            let (role, outcome) = file(site, capture);
            return Ok((asked, role, outcome));
        }
        let outcome = match role {
            Some(Role::List) => Outcome::Read,
            None => no_article("ignored", "the site's rules ignore its address"),
            Some(_) if self.survey.first_page(&canonical).is_some() => {
                // Read with its first page.
                self.done.parts += 1;
                return Ok((canonical.into(), Role::Part, Outcome::Read));
            }
            Some(Role::Page) if site.rules.knows_articles() => no_article(
                "unknown_address",
                "its address is that of no article of the site",
            ),
            Some(_) if canonical != capture.url && self.survey.has_page(canonical.as_str()) => {
                let of = canonical.to_string();
                Outcome::Alias { of, same: None }
            }
            Some(_) => self.article(site, &canonical, capture, evidence)?,
        };
        Ok((canonical.into(), role.unwrap_or(Role::Page), outcome))
    }

    /// A page of an article's address.
    fn article(
        &mut self,
        site: &Site,
        canonical: &Url,
        capture: &Capture,
        evidence: &Evidence,
    ) -> Result<Outcome, CrawlError> {
        let source_metadata = match self.survey.hint(canonical.as_str()) {
            Some(source_metadata) => source_metadata.clone(),
            None => self
                .shelf
                .discovery()
                .source_metadata_of(canonical.as_str())?,
        };
        let page = page(
            site,
            canonical.as_str(),
            capture,
            &evidence.location,
            &source_metadata,
        );
        let mut pages = vec![(page, capture.clone())];
        let mut read = match recompute(site, &pages) {
            Ok(read) => read,
            Err(none) => return Ok(no_article(&none.kind, &none.reason)),
        };
        if let Some(of) = &read.alias_of
            && let Some(same) = self.same(site, of, &read, capture)?
        {
            return Ok(Outcome::Alias {
                of: of.to_string(),
                same: Some(same),
            });
        }
        if read.parts.len() > 1 {
            match self.with_parts(site, &mut pages, &read.parts, &source_metadata) {
                Ok(whole) => read = whole,
                Err(reason) => return Ok(no_article("parts", &reason)),
            }
        }
        let pages: Vec<SourcePage> = pages.into_iter().map(|(page, _)| page).collect();
        let whole = WholeVersion {
            url: pages[0].url.clone(),
            article: read.article,
            post_id: read.post_id,
            pages,
        };
        let is_confirmation = evidence.revisit && evidence.status() == Some(304);
        self.file_article(site, whole, is_confirmation)
    }

    /// What shows that a page is a copy of what lies at the address that it names as its own:
    /// in the files, or in the archive.
    fn same(
        &self,
        site: &Site,
        of: &Url,
        read: &Reread,
        capture: &Capture,
    ) -> Result<Option<Same>, CrawlError> {
        let own = (&read.article, read.post_id);
        let spot = self.survey.nearest(of.as_str(), capture.requested_at);
        if let Some(spot) = spot
            && let Some((header, other, length)) = self.at(spot)
        {
            let place = self.location(spot.0, &header, length);
            let page = page(
                site,
                of.as_str(),
                &other,
                &place,
                &SourceMetadata::default(),
            );
            // Of two that name each other, neither stands for both.
            return Ok(match recompute(site, &[(page, other)]) {
                Ok(other) if other.alias_of.is_none() => {
                    alias::agree(own, (&other.article, other.post_id))
                }
                _ => None,
            });
        }
        match self
            .shelf
            .articles()
            .article_for(of.as_str(), None, &site.name)?
        {
            Some(known) => Ok(alias::was_same(&self.shelf, &known, own)?),
            None => Ok(None),
        }
    }

    /// The same article with its later pages, each the copy nearest in time.
    fn with_parts(
        &self,
        site: &Site,
        pages: &mut Pages,
        parts: &[String],
        source_metadata: &SourceMetadata,
    ) -> Result<Reread, String> {
        let at = pages[0].1.requested_at;
        let mut missing = Vec::new();
        for (number, part) in (2..).zip(&parts[1..]) {
            let found = self.survey.nearest(part, at);
            let found = found.and_then(|spot| Some((spot, self.at(spot)?)));
            match found {
                Some(((index, _), (header, capture, length))) => {
                    let place = self.location(index, &header, length);
                    pages.push((page(site, part, &capture, &place, source_metadata), capture));
                }
                None => missing.push(missing_part(number, "it is not in the files")),
            }
        }
        let mut read = recompute(site, pages).map_err(|none| none.reason)?;
        read.article.gaps.extend(missing);
        Ok(read)
    }

    /// Compares with what is held of that time; what is not held becomes a file.
    fn file_article(
        &mut self,
        site: &Site,
        whole: WholeVersion,
        is_confirmation: bool,
    ) -> Result<Outcome, CrawlError> {
        let content = ContentDigest::of(&whole.article.content_form());
        let place = TimelinePlace::of(&self.shelf, site, &whole)?;
        if let Some(taker) = self.taker {
            let article_id = place.article_id;
            return Ok(hand_on(
                taker,
                site,
                whole,
                content,
                article_id,
                is_confirmation,
            ));
        }
        let content = place.as_held(&self.shelf, site, content);
        if place.holds(&content) || self.filed.get(&place.article_id) == Some(&content) {
            return Ok(Outcome::Unchanged {
                article_id: place.article_id,
                article_url: whole.url,
                content,
            });
        }
        if is_confirmation {
            return Ok(no_article("not_modified", "the server answered 304"));
        }
        let known = place.in_force.is_some() || place.next.is_some();
        if known || self.filed.contains_key(&place.article_id) {
            self.done.counts.changed += 1;
        } else {
            self.done.counts.new += 1;
        }
        if let (ArchiveHandle::Writing(archive), Some(run)) = (&mut self.shelf, &self.run) {
            return Ok(again::file(archive, site, run, CAUSE, whole, &place)?);
        }
        let article_id = place.article_id;
        self.filed.insert(article_id.clone(), content.clone());
        Ok(Outcome::Stored {
            article_id,
            article_url: whole.url,
            snapshot: String::new(),
            content,
        })
    }

    fn count(&mut self, outcome: &Outcome, status: u16, role: Role) {
        let counts = &mut self.done.counts;
        match outcome {
            Outcome::Unchanged { .. } => counts.unchanged += 1,
            Outcome::Read if role == Role::Part => {}
            Outcome::Read | Outcome::ReadInPart { .. } => counts.sources += 1,
            Outcome::Media => counts.files += 1,
            Outcome::Redirected { .. } | Outcome::Alias { .. } => counts.elsewhere += 1,
            Outcome::HttpError => *counts.gone.entry(status).or_default() += 1,
            Outcome::NotArticle { reason_kind, .. } => self.done.no_article(reason_kind),
            // Counted where it was told whether the article was known. Other tools' captures are
            // no night's, so none is held back.
            Outcome::Stored { .. } | Outcome::PartKept { .. } | Outcome::Drifted { .. } => {}
        }
    }
}

/// What is no page: a source, or a file.
fn file(site: &Site, capture: &Capture) -> (Role, Outcome) {
    if let Some((role, _)) = source(site, capture) {
        return (role, Outcome::Read);
    }
    let content_type = capture.content_type().unwrap_or_default();
    let essence = content_type
        .split([';', ','])
        .next()
        .unwrap_or_default()
        .trim();
    if essence == "text/css" || essence.starts_with("font/") {
        return (Role::Requisite, Outcome::Media);
    }
    let kept = ["image/", "application/", "audio/", "video/"];
    let code = ["javascript", "json", "xml"];
    if kept.iter().any(|it| essence.starts_with(it)) && !code.iter().any(|it| essence.contains(it))
    {
        return (Role::Media, Outcome::Media);
    }
    (
        Role::Page,
        no_article("not_html", &format!("it is {essence}")),
    )
}

/// Redirects, error statuses and broken bodies say nothing of an article.
fn no_answer(site: &Site, capture: &Capture) -> Option<Outcome> {
    if let Some(Ok(target)) = capture.location() {
        let to = site.rules.canonical(None, target.as_str());
        return Some(match to {
            Ok(to) => Outcome::Redirected { to: to.into() },
            Err(error) => no_article("redirect_elsewhere", &error.to_string()),
        });
    }
    if capture.status == 304 {
        return Some(no_article("not_modified", "the server answered 304"));
    }
    if !(200..300).contains(&capture.status) {
        return Some(Outcome::HttpError);
    }
    let none = crate::crawl::reread::whole(capture).err()?;
    Some(no_article(&none.kind, &none.reason))
}

/// Whether an answer that could not be read may have been an article.
fn may_be_page(role: Role, capture: &Capture) -> bool {
    matches!(role, Role::Article | Role::Page) && capture.is_html()
}

fn page(
    site: &Site,
    url: &str,
    capture: &Capture,
    place: &WarcLocation,
    source_metadata: &SourceMetadata,
) -> SourcePage {
    SourcePage {
        url: url.to_owned(),
        captured_at: civil(capture.requested_at, site.zone),
        payload: capture.payload.clone(),
        warc: Some(place.clone()),
        source_metadata: source_metadata.clone(),
    }
}
