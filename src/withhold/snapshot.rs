//! A version of an article without what is withheld of it.

use std::collections::BTreeSet;

use super::span::{hide, hide_address, hide_some};
use super::{Field, Hidden, MARK, Span, Withheld};
use crate::record::{Hint, Image, Snapshot};

impl Withheld {
    /// Takes out of a version what is withheld of its article. Of an article that is withheld
    /// as a whole the caller publishes nothing at all.
    pub fn redact(&self, snapshot: &mut Snapshot) -> Hidden {
        let (fields, spans) = self.of(&snapshot.article_id);
        let count = |it: &Snapshot| (it.related.len() + it.links.len()) as u64;
        let links = count(snapshot);
        snapshot.related.retain(|it| !self.has_address(&it.url));
        snapshot.links.retain(|it| !self.has_address(&it.url));
        let links = links - count(snapshot);
        snapshot.duplicate_of.take_if(|id| self.has_whole(id));
        drop_fields(snapshot, &fields);
        let spans = hide_text(snapshot, &spans) + hide_addresses(snapshot, &spans);
        Hidden {
            fields,
            spans,
            links,
        }
    }

    /// The same of an address that an article leads to.
    pub fn redact_link(&self, article_id: &str, address: &mut String) {
        if self.has_address(address) {
            MARK.clone_into(address);
        }
        hide_address(address, &self.of(article_id).1);
    }

    /// The same of an address of an article.
    pub fn redact_address(&self, article_id: &str, address: &mut String) {
        let (fields, spans) = self.of(article_id);
        if fields.contains(&Field::Url) {
            MARK.clone_into(address);
        }
        hide_address(address, &spans);
    }
}

fn drop_fields(snapshot: &mut Snapshot, fields: &BTreeSet<Field>) {
    for field in fields {
        match field {
            Field::Title => snapshot.title = None,
            Field::Lead => {
                snapshot.lead = None;
                snapshot.links.clear();
            }
            Field::Body => {
                snapshot.body.clear();
                snapshot.links.clear();
                snapshot.embeds.clear();
            }
            Field::Images => snapshot.images.clear(),
            Field::Author => snapshot.author = None,
            Field::Source => snapshot.source = None,
            Field::Categories => snapshot.categories.clear(),
            Field::Attachments => snapshot.attachments.clear(),
            Field::Related => snapshot.related.clear(),
            Field::Url => drop_addresses(snapshot),
            Field::Published => {
                snapshot.published_at = None;
                snapshot.published_date = None;
                snapshot.published_text = None;
                snapshot.times.clear();
            }
        }
        snapshot.gaps.retain(|gap| gap.field != field.word());
        for page in &mut snapshot.provenance.pages {
            drop_told(&mut page.hint, *field);
        }
    }
}

/// What sources had told of a field.
fn drop_told(hint: &mut Hint, field: Field) {
    match field {
        Field::Title => hint.title = None,
        Field::Lead | Field::Body => {
            hint.lead = None;
            hint.excerpt = None;
        }
        Field::Categories => hint.categories.clear(),
        Field::Published => hint.published_at = None,
        _ => {}
    }
}

fn drop_addresses(snapshot: &mut Snapshot) {
    MARK.clone_into(&mut snapshot.url);
    snapshot.previous_urls.clear();
    snapshot.provenance.previous = None;
    for page in &mut snapshot.provenance.pages {
        MARK.clone_into(&mut page.url);
    }
}

fn hide_text(snapshot: &mut Snapshot, spans: &[Span]) -> u64 {
    if spans.is_empty() {
        return 0;
    }
    let mut hidden = 0;
    for text in [
        &mut snapshot.title,
        &mut snapshot.published_text,
        &mut snapshot.lead,
        &mut snapshot.author,
        &mut snapshot.source,
    ] {
        hidden += hide_some(text, spans);
    }
    for block in &mut snapshot.body {
        hidden += hide(&mut block.text, spans);
    }
    for Image {
        caption,
        credit,
        alt,
        ..
    } in &mut snapshot.images
    {
        for text in [caption, credit, alt] {
            hidden += hide_some(text, spans);
        }
    }
    for name in &mut snapshot.categories {
        hidden += hide(name, spans);
    }
    for file in &mut snapshot.attachments {
        hidden += hide_some(&mut file.title, spans);
    }
    for link in &mut snapshot.related {
        hidden += hide(&mut link.title, spans);
    }
    for link in &mut snapshot.links {
        hidden += hide(&mut link.text, spans);
    }
    for embed in &mut snapshot.embeds {
        hidden += hide_some(&mut embed.title, spans);
    }
    for time in &mut snapshot.times {
        hidden += hide(&mut time.text, spans);
    }
    for gap in &mut snapshot.gaps {
        hidden += hide(&mut gap.reason, spans);
    }
    for page in &mut snapshot.provenance.pages {
        let Hint {
            lead,
            title,
            excerpt,
            categories,
            ..
        } = &mut page.hint;
        for text in [lead, title, excerpt] {
            hidden += hide_some(text, spans);
        }
        hidden += categories.iter_mut().map(|it| hide(it, spans)).sum::<u64>();
    }
    hidden
}

fn hide_addresses(snapshot: &mut Snapshot, spans: &[Span]) -> u64 {
    if spans.is_empty() {
        return 0;
    }
    let mut hidden = hide_address(&mut snapshot.url, spans);
    let own = snapshot.previous_urls.iter_mut();
    let pages = snapshot.provenance.pages.iter_mut().map(|it| &mut it.url);
    let images = snapshot.images.iter_mut().map(|it| &mut it.url);
    let files = snapshot.attachments.iter_mut().map(|it| &mut it.url);
    let related = snapshot.related.iter_mut().map(|it| &mut it.url);
    let links = snapshot.links.iter_mut().map(|it| &mut it.url);
    let embeds = snapshot.embeds.iter_mut().map(|it| &mut it.url);
    let previous = snapshot.provenance.previous.iter_mut();
    for address in own
        .chain(pages)
        .chain(images)
        .chain(files)
        .chain(related)
        .chain(links)
        .chain(embeds)
        .chain(previous)
    {
        hidden += hide_address(address, spans);
    }
    hidden
}
