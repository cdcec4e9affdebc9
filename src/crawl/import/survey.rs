//! The first look through the files: what sources say of addresses, where each page lies,
//! and which response a revisit may refer to. No page is read yet.
//!
//! Pure. Keeps some bytes for each address, none of a body.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};
use url::Url;

use crate::config::Site;
use crate::discover::{self, Caps, ListedUrl, read_feed, read_sitemap, rest};
use crate::http::{Capture, bare};
use crate::record::{Role, Snapshot, SourceMetadata};
use crate::warc::{Header, LabelledDigest, RecordId, RecordType};

/// Where a record lies: which of the files, and its first byte.
pub(super) type RecordSpot = (usize, u64);

/// One copy of a page.
#[derive(Clone, Copy, Debug)]
struct Copy {
    at: DateTime<Utc>,
    spot: RecordSpot,
    /// Whose answer it is not is known once all requests are.
    exchange: ExchangeKey,
}

/// What may name a response, or the request it answers.
#[derive(Clone, Copy, Debug)]
struct ExchangeKey {
    own: Option<u64>,
    beside: Option<u64>,
    then: u64,
}

impl ExchangeKey {
    fn of(header: &Header) -> Self {
        let id = |text: &str| RecordId::parse(text).map(|id| fingerprint(&id));
        let at = header.date().unwrap_or_default();
        Self {
            own: header.id().map(|id| fingerprint(&id)),
            beside: header.field("WARC-Concurrent-To").and_then(id),
            then: moment(header.target().unwrap_or_default(), at),
        }
    }
}

/// What the first look brought.
#[derive(Debug, Default)]
pub(super) struct FileSurvey {
    hints: HashMap<String, SourceMetadata>,
    /// Copies of pages by canonical address; only those asked for by that very address.
    pages: HashMap<String, Vec<Copy>>,
    /// Full responses, by fingerprints of record id, of address and second, and of address and
    /// payload digest.
    originals: HashMap<u64, RecordSpot>,
    /// Full responses of addresses in their canonical spelling.
    full: HashMap<String, Vec<(DateTime<Utc>, RecordSpot)>>,
    /// Requests that asked for something else than a page, and what they stand beside.
    others: HashSet<u64>,
    /// Records that a snapshot among the files was read from.
    cited: HashSet<u64>,
}

impl FileSurvey {
    /// Where the response of that name lies.
    pub(super) fn response(&self, id: &RecordId) -> Option<RecordSpot> {
        self.originals.get(&fingerprint(id)).copied()
    }

    /// Notes which records a snapshot was read from.
    pub(super) fn cite(&mut self, snapshot: &Snapshot) {
        let places = snapshot.provenance.pages.iter();
        let places = places.filter_map(|page| page.warc.as_ref());
        let ids = places.filter_map(|place| RecordId::parse(&place.record_id));
        self.cited.extend(ids.map(|id| fingerprint(&id)));
    }

    /// Whether a snapshot was read from a record.
    pub(super) fn is_cited(&self, header: &Header) -> bool {
        header
            .id()
            .is_some_and(|id| self.cited.contains(&fingerprint(&id)))
    }

    /// Notes where a response lies.
    pub(super) fn note(
        &mut self,
        site: &Site,
        header: &Header,
        capture: &Capture,
        spot: RecordSpot,
    ) {
        if header.kind() != RecordType::Revisit {
            self.note_original(Some(site), header, spot);
            let own = spelled(Some(site), &capture.url);
            let sums = match header.payload() {
                Some(_) => Vec::new(),
                None => LabelledDigest::all_of(&capture.body),
            };
            for sum in sums {
                self.originals.entry(bytes(&own, &sum)).or_insert(spot);
            }
            if capture.status == 200 {
                let at = capture.requested_at;
                self.full.entry(own).or_default().push((at, spot));
            }
        }
        let page = capture.status == 200 && capture.is_html();
        let address = site.rules.canonical(None, capture.url.as_str());
        if page && address.is_ok_and(|address| address == capture.url) {
            let copies = self.pages.entry(capture.url.to_string()).or_default();
            copies.push(Copy {
                at: capture.requested_at,
                spot,
                exchange: ExchangeKey::of(header),
            });
        }
    }

    /// Notes where a response lies that a revisit may refer to, whoever's it is.
    pub(super) fn note_original(&mut self, site: Option<&Site>, header: &Header, spot: RecordSpot) {
        if let Some(id) = header.id() {
            self.originals.insert(fingerprint(&id), spot);
        }
        let Some(url) = header.target().and_then(|url| Url::parse(url).ok()) else {
            return;
        };
        let url = spelled(site, &url);
        if let Some(at) = header.date() {
            self.originals.entry(moment(&url, at)).or_insert(spot);
        }
        if let Some(sum) = header.payload() {
            self.originals.entry(bytes(&url, &sum)).or_insert(spot);
        }
    }

    /// Forgets the responses of a file that is left where it is.
    pub(super) fn forget(&mut self, file: usize) {
        self.originals.retain(|_, (index, _)| *index != file);
    }

    /// Hears what a request asked: the answer to anything but a GET is no version of a page.
    pub(super) fn hear_request(&mut self, header: &Header, head: &[u8]) {
        if head.starts_with(b"GET ") {
            return;
        }
        let it = ExchangeKey::of(header);
        match it.beside {
            Some(response) => self.others.insert(response),
            None => self.others.insert(it.then),
        };
        self.others.extend(it.own);
    }

    /// Whether a response answers another request than a GET.
    pub(super) fn is_of_another_method(&self, response: &Header) -> bool {
        self.is_other(ExchangeKey::of(response))
    }

    fn is_other(&self, it: ExchangeKey) -> bool {
        let names = [it.own, it.beside, Some(it.then)];
        names.iter().flatten().any(|it| self.others.contains(it))
    }

    /// Leaves out copies that are none. Called when all requests were heard.
    pub(super) fn settle(&mut self) {
        let mut pages = std::mem::take(&mut self.pages);
        for copies in pages.values_mut() {
            copies.retain(|copy| !self.is_other(copy.exchange));
        }
        pages.retain(|_, copies| !copies.is_empty());
        self.pages = pages;
    }

    /// Hears what a source says of articles.
    pub(super) fn hear(&mut self, site: &Site, capture: &Capture) {
        let (_, findings) = source(site, capture).unwrap_or((Role::Feed, Vec::new()));
        let (discovered, _) = discover::name(&findings, Some(&capture.url), &site.rules);
        for discovered in discovered {
            let known = self.hints.entry(discovered.url).or_default();
            let said = discovered.source_metadata;
            known.published_at = known.published_at.or(said.published_at);
            known.modified_at = known.modified_at.max(said.modified_at);
            known.post_id = known.post_id.or(said.post_id);
            if known.categories.is_empty() {
                known.categories = said.categories;
            }
            known.lead = known.lead.take().or(said.lead);
        }
    }

    /// What the sources say of an address.
    pub(super) fn hint(&self, address: &str) -> Option<&SourceMetadata> {
        self.hints.get(address)
    }

    /// Whether a page was asked for by that very address.
    pub(super) fn has_page(&self, address: &str) -> bool {
        self.pages.contains_key(address)
    }

    /// The copy of a page that is nearest in time.
    pub(super) fn nearest(&self, address: &str, at: DateTime<Utc>) -> Option<RecordSpot> {
        let copies = self.pages.get(address)?;
        let nearest = copies.iter().min_by_key(|copy| (copy.at - at).abs());
        nearest.map(|copy| copy.spot)
    }

    /// The response a revisit refers to: the one it names by its record, by address and time, or
    /// by address and payload; where it says no more than that the server answered 304, the
    /// newest before it.
    pub(super) fn original(&self, site: &Site, revisit: &Header) -> Option<RecordSpot> {
        let discovered = revisit
            .field("WARC-Refers-To")
            .and_then(RecordId::parse)
            .and_then(|id| self.originals.get(&fingerprint(&id)));
        let url = revisit.original_url()?;
        let spellings = [spelled(Some(site), &url), spelled(None, &url)];
        let by_moment = || {
            let at = revisit.original_date()?;
            let mut keys = spellings.iter().map(|url| moment(url, at));
            keys.find_map(|key| self.originals.get(&key))
        };
        let by_bytes = || {
            let sum = revisit.payload()?;
            let mut keys = spellings.iter().map(|url| bytes(url, &sum));
            keys.find_map(|key| self.originals.get(&key))
        };
        let found = discovered.or_else(by_moment).or_else(by_bytes).copied();
        let newest = || {
            let at = revisit.date()?;
            let copies = self.full.get(&spellings[0])?.iter();
            let before = copies.filter(|(taken, _)| *taken <= at);
            before
                .max_by_key(|(taken, _)| *taken)
                .map(|(_, spot)| *spot)
        };
        found.or_else(|| newest().filter(|_| revisit.is_not_modified()))
    }

    /// The first page of the article that an address is a later page of, going by its form
    /// (`slug.html/2`, `?page=2`) and by the pages there are.
    pub(super) fn first_page(&self, address: &Url) -> Option<String> {
        let mut first = address.clone();
        let page = address.query_pairs().find(|(key, _)| key == "page");
        if page.is_some_and(|(_, value)| value.parse::<u32>().is_ok()) {
            first.set_query(None);
        } else {
            let (slug, last) = address.path().trim_end_matches('/').rsplit_once('/')?;
            last.parse::<u32>().ok()?;
            first.set_path(slug);
        }
        let first = first.to_string();
        let slashed = format!("{first}/");
        [first, slashed].into_iter().find(|it| self.has_page(it))
    }
}

/// What a sitemap, feed or REST answer names; `None` when the capture is none.
pub(super) fn source(site: &Site, capture: &Capture) -> Option<(Role, Vec<ListedUrl>)> {
    let content_type = capture
        .content_type()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let path = capture.url.path().to_ascii_lowercase();
    if content_type.starts_with("text/html") {
        return None;
    }
    if content_type.contains("json") {
        let posts = rest::read(&capture.body, None, site.zone).ok()?;
        return Some((Role::Rest, posts.findings));
    }
    let xml = content_type.contains("xml") || path.contains(".xml") || path.contains("/feed");
    if !xml {
        return None;
    }
    let caps = Caps::default();
    if let Ok(told) = read_sitemap(&capture.body, &caps) {
        return Some((Role::Sitemap, told.findings));
    }
    let told = read_feed(&capture.body, &caps).ok()?;
    Some((Role::Feed, told.findings))
}

fn moment(url: &str, at: DateTime<Utc>) -> u64 {
    fingerprint(&(url, at.timestamp()))
}

fn bytes(url: &str, sum: &LabelledDigest) -> u64 {
    fingerprint(&(url, sum))
}

/// An address in one spelling: its site's canonical one, or as addresses are written.
fn spelled(site: Option<&Site>, url: &Url) -> String {
    let canonical = site.and_then(|site| site.rules.canonical(None, url.as_str()).ok());
    canonical.unwrap_or_else(|| bare(url.clone())).into()
}

fn fingerprint<T: Hash>(value: &T) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
