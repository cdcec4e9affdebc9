//! Feeds that are not well-formed, or of old kinds (Atom 0.3): item by item, as far as they go.
//!
//! Reads the page of an item and its times, nothing else.

use chrono::{DateTime, FixedOffset};
use quick_xml::errors::IllFormedError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use crate::discover::instant::instant;
use crate::discover::sitemap::resolved;
use crate::discover::{Caps, DiscoverError, Limit, ListedUrl, SourceListing};
use crate::record::{DiscoverySource, SourceMetadata};

/// What is read of one item.
#[derive(Default)]
struct LooseItem {
    link: String,
    guid: String,
    /// The `guid` is no address, whatever it looks like.
    is_opaque: bool,
    published: String,
    updated: String,
}

/// Every whole item.
pub(super) fn read(text: &str, caps: &Caps) -> Result<SourceListing, DiscoverError> {
    let mut findings = Vec::new();
    let shortfall = each(text, |item| {
        if findings.len() == caps.entries {
            return Err(DiscoverError::Limit(Limit::Entries(caps.entries)));
        }
        findings.extend(finding(item));
        Ok(())
    });
    match shortfall {
        Err(error) if findings.is_empty() => Err(error),
        outcome => Ok(SourceListing {
            findings,
            shortfall: outcome.err(),
        }),
    }
}

/// The `guid`s that say of themselves that they are no addresses.
pub(super) fn opaque_guids(text: &str) -> Vec<String> {
    let mut guids = Vec::new();
    let walked = each(text, |item| {
        guids.extend(item.is_opaque.then(|| item.guid.trim().to_owned()));
        Ok(())
    });
    // Where it breaks off, the other reader has said so.
    walked.ok();
    guids
}

fn finding(item: &LooseItem) -> Option<ListedUrl> {
    let guid = Some(item.guid.trim()).filter(|guid| {
        !item.is_opaque && (guid.starts_with("http://") || guid.starts_with("https://"))
    });
    let link = Some(item.link.trim()).filter(|link| !link.is_empty());
    Some(ListedUrl {
        href: link.or(guid)?.to_owned(),
        source: DiscoverySource::Feed,
        role: None,
        source_metadata: SourceMetadata {
            published_at: time(&item.published),
            modified_at: time(&item.updated),
            ..SourceMetadata::default()
        },
    })
}

fn time(text: &str) -> Option<DateTime<FixedOffset>> {
    let text = text.trim();
    instant(text).or_else(|| DateTime::parse_from_rfc2822(text).ok())
}

/// Gives each whole item to `take`; an error where the text breaks off.
fn each(
    text: &str,
    mut take: impl FnMut(&LooseItem) -> Result<(), DiscoverError>,
) -> Result<(), DiscoverError> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    // `<br>` in a description that nobody escaped: the item goes on.
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    let mut open: Vec<String> = Vec::new();
    let mut item: Option<LooseItem> = None;
    loop {
        let at = reader.buffer_position();
        let malformed = |cause| DiscoverError::Xml { at, cause };
        let event = reader.read_event().map_err(malformed)?;
        let field = item.as_mut().zip(open.last());
        match event {
            Event::Start(element) => {
                let name = local(&element);
                if is_item(&name) {
                    item = Some(LooseItem::default());
                } else if let Some(item) = &mut item {
                    item.note(&name, &element);
                }
                open.push(name);
            }
            Event::Empty(element) => {
                if let Some(item) = &mut item {
                    item.note(&local(&element), &element);
                }
            }
            Event::End(element) => {
                let name = local_name(element.name().as_ref());
                if is_item(&name)
                    && let Some(item) = item.take()
                {
                    take(&item)?;
                }
                if let Some(at) = open.iter().rposition(|it| *it == name) {
                    open.truncate(at);
                }
            }
            Event::Text(text) => push(field, &text.xml10_content()),
            Event::CData(text) => push(field, &text.xml10_content()),
            Event::GeneralRef(reference) => push(field, &resolved(&reference)),
            Event::Eof => {
                return match open.pop() {
                    None => Ok(()),
                    Some(name) => Err(malformed(IllFormedError::MissingEndTag(name).into())),
                };
            }
            Event::DocType(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
}

fn push(field: Option<(&mut LooseItem, &String)>, text: &str) {
    let Some((item, name)) = field else { return };
    match name.as_str() {
        "link" => item.link.push_str(text),
        "guid" => item.guid.push_str(text),
        "pubdate" | "published" | "issued" | "date" => item.published.push_str(text),
        "updated" | "modified" => item.updated.push_str(text),
        _ => {}
    }
}

fn is_item(name: &str) -> bool {
    matches!(name, "item" | "entry")
}

fn local(element: &BytesStart<'_>) -> String {
    local_name(element.name().as_ref())
}

fn local_name(name: &str) -> String {
    let local = name.rsplit(':').next().unwrap_or_default();
    local.to_ascii_lowercase()
}

impl LooseItem {
    /// What an element says in its attributes.
    fn note(&mut self, name: &str, element: &BytesStart<'_>) {
        let attribute = |name: &str| {
            let found = element.try_get_attribute(name).ok().flatten()?;
            let value = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
            Some(value.into_owned())
        };
        match name {
            "guid" => {
                let said = attribute("isPermaLink");
                self.is_opaque = said.is_some_and(|it| it.trim().eq_ignore_ascii_case("false"));
            }
            "link" if self.link.is_empty() => {
                let is_page = attribute("rel").is_none_or(|rel| rel == "alternate");
                if let Some(href) = attribute("href").filter(|_| is_page) {
                    self.link = href;
                }
            }
            _ => {}
        }
    }
}
