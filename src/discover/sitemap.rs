//! Sitemaps (sitemaps.org 0.9): address sets, indexes, and plain lists of addresses.

use quick_xml::Reader;
use quick_xml::errors::IllFormedError;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};

use super::instant::instant;
use super::{Caps, DiscoverError, ExpectedFormat, Limit, ListedUrl, SourceListing};
use crate::record::{DiscoverySource, Role, SourceMetadata};

/// Elements within one another; sitemaps with news and image extensions need five.
const MAX_DEPTH: usize = 32;

/// Reads the document, which begins with its root.
pub(super) fn read(document: &str, caps: &Caps) -> Result<SourceListing, DiscoverError> {
    SitemapWalk::new(document, caps).run()
}

fn is_address(line: &str) -> bool {
    line.starts_with("http://") || line.starts_with("https://")
}

/// Whether a text is a plain list of addresses.
pub(super) fn is_list(text: &str) -> bool {
    is_address(text.trim_start())
}

/// A plain list: an address a line. Other lines are passed over.
pub(super) fn read_list(text: &str, caps: &Caps) -> SourceListing {
    let mut lines = text.lines().map(str::trim).filter(|line| is_address(line));
    let findings = lines
        .by_ref()
        .take(caps.entries)
        .map(|line| ListedUrl {
            href: line.to_owned(),
            source: DiscoverySource::Sitemap,
            role: None,
            source_metadata: SourceMetadata::default(),
        })
        .collect();
    let limit = DiscoverError::Limit(Limit::Entries(caps.entries));
    SourceListing {
        findings,
        shortfall: lines.next().map(|_| limit),
    }
}

/// The texts of one entry that are read.
#[derive(Default)]
struct SitemapEntry {
    loc: String,
    lastmod: String,
    published: String,
}

/// One walk through the XML.
struct SitemapWalk<'a> {
    reader: Reader<&'a [u8]>,
    caps: &'a Caps,
    /// Qualified names of the open elements.
    open: Vec<String>,
    entry: SitemapEntry,
    told: SourceListing,
}

impl<'a> SitemapWalk<'a> {
    fn new(text: &'a str, caps: &'a Caps) -> Self {
        let mut reader = Reader::from_str(text);
        // `<loc>…?a=1&b=2</loc>` is a common fault, and its meaning is plain.
        reader.config_mut().allow_dangling_amp = true;
        Self {
            reader,
            caps,
            open: Vec::new(),
            entry: SitemapEntry::default(),
            told: SourceListing {
                findings: Vec::new(),
                shortfall: None,
            },
        }
    }

    fn run(mut self) -> Result<SourceListing, DiscoverError> {
        loop {
            match self.step() {
                Ok(true) => {}
                Ok(false) => return Ok(self.told),
                Err(refusal @ DiscoverError::Doctype { .. }) => return Err(refusal),
                Err(shortfall) => {
                    self.told.shortfall = Some(shortfall);
                    return Ok(self.told);
                }
            }
        }
    }

    /// Takes one event; false at the end.
    fn step(&mut self) -> Result<bool, DiscoverError> {
        let at = self.reader.buffer_position();
        let malformed = |cause| DiscoverError::Xml { at, cause };
        match self.reader.read_event().map_err(malformed)? {
            Event::DocType(_) => {
                let wanted = ExpectedFormat::Sitemap;
                return Err(DiscoverError::Doctype { wanted });
            }
            Event::Start(element) => {
                if self.open.len() == MAX_DEPTH {
                    return Err(DiscoverError::Limit(Limit::Depth(MAX_DEPTH)));
                }
                self.open.push(element.name().as_ref().to_owned());
            }
            Event::End(_) => {
                let closed = self.open.pop();
                if closed.as_deref().is_some_and(is_entry) {
                    self.finish_entry(closed.as_deref().map(local) == Some("sitemap"))?;
                }
            }
            Event::Text(text) => self.push(&text.xml10_content()),
            Event::CData(text) => self.push(&text.xml10_content()),
            Event::GeneralRef(reference) => self.push(&resolved(&reference)),
            Event::Eof => {
                return match self.open.pop() {
                    None => Ok(false),
                    Some(name) => Err(malformed(IllFormedError::MissingEndTag(name).into())),
                };
            }
            Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
        Ok(true)
    }

    /// Adds text to the field of the entry that is open.
    fn push(&mut self, text: &str) {
        let field = match self.open.as_slice() {
            // The prefix of the entry: `<image:loc>` is the address of a picture.
            [.., entry, name] if is_entry(entry) && prefix(entry) == prefix(name) => {
                match local(name) {
                    "loc" => &mut self.entry.loc,
                    "lastmod" => &mut self.entry.lastmod,
                    _ => return,
                }
            }
            [.., entry, _, name] if is_entry(entry) && local(name) == "publication_date" => {
                &mut self.entry.published
            }
            _ => return,
        };
        field.push_str(text);
    }

    fn finish_entry(&mut self, is_index: bool) -> Result<(), DiscoverError> {
        let entry = std::mem::take(&mut self.entry);
        let href = entry.loc.trim();
        if href.is_empty() {
            return Ok(());
        }
        if self.told.findings.len() == self.caps.entries {
            return Err(DiscoverError::Limit(Limit::Entries(self.caps.entries)));
        }
        self.told.findings.push(ListedUrl {
            href: href.to_owned(),
            source: DiscoverySource::Sitemap,
            role: is_index.then_some(Role::Sitemap),
            source_metadata: SourceMetadata {
                published_at: instant(&entry.published),
                modified_at: instant(&entry.lastmod),
                ..SourceMetadata::default()
            },
        });
        Ok(())
    }
}

/// Whether an element is an entry, wherever it stands: sets are found within sets, and under a
/// root of another name.
fn is_entry(name: &str) -> bool {
    matches!(local(name), "url" | "sitemap")
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or_default()
}

fn prefix(name: &str) -> Option<&str> {
    name.rsplit_once(':').map(|(prefix, _)| prefix)
}

/// The text of `&amp;`, `&#38;` and the like. A name that XML does not define stays as it
/// was written: without a document type it can only be a badly escaped query.
pub(super) fn resolved(reference: &BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    match resolve_predefined_entity(reference) {
        Some(text) => text.to_owned(),
        None => format!("&{};", &**reference),
    }
}
