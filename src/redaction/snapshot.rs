//! A version of an article without what is withheld of it.

use std::collections::BTreeSet;

use super::veil::Veil;
use super::{Hidden, MARK, RedactedField, Withheld};
use crate::record::{Image, Snapshot, SourceMetadata};

impl Withheld {
    /// A version as it is published, and what was taken out of it; `None` where its article is
    /// withheld as a whole.
    pub fn published(&self, mut snapshot: Snapshot) -> Option<(Snapshot, Hidden)> {
        let whole = self.has_whole(&snapshot.article_id) || self.has_whole_at(&snapshot.url);
        (!whole).then(|| {
            let hidden = self.redact(&mut snapshot);
            (snapshot, hidden)
        })
    }

    /// Takes out of a version what is withheld of its article, and what it repeats of others
    /// that are. Of an article that is withheld as a whole the caller publishes nothing at all.
    pub fn redact(&self, snapshot: &mut Snapshot) -> Hidden {
        if self.is_empty() {
            return Hidden::default();
        }
        let fields = self.fields(&snapshot.article_id);
        let links = self.drop_links(snapshot);
        snapshot.duplicate_of.take_if(|id| self.hides_place(id));
        drop_fields(snapshot, &fields);
        let veil = self.veil([snapshot.article_id.as_str()]);
        let spans = self.hide_links(snapshot)
            + hide_text(snapshot, &veil)
            + hide_addresses(snapshot, &veil);
        let hidden = Hidden {
            fields,
            spans,
            links,
        };
        if self.names(&snapshot.article_id) || !hidden.is_nothing() {
            // A file of a snapshot is named by its address and its digest.
            snapshot.provenance.previous = None;
        }
        hidden
    }

    /// Takes out links to what is withheld, and pictures of it.
    fn drop_links(&self, snapshot: &mut Snapshot) -> u64 {
        let count = |it: &Snapshot| {
            let shown = it.images.len() + it.attachments.len() + it.embeds.len();
            (it.related.len() + it.links.len() + shown) as u64
        };
        let before = count(snapshot);
        let kept = |url: &str| !self.has_address(url) && !self.has_file(url);
        snapshot.related.retain(|it| kept(&it.url));
        snapshot.links.retain(|it| kept(&it.url));
        snapshot.embeds.retain(|it| kept(&it.url));
        snapshot.images.retain(|it| !self.has_file(&it.url));
        snapshot.attachments.retain(|it| !self.has_file(&it.url));
        before - count(snapshot)
    }

    /// A link says of the article it leads to what that may not say itself.
    fn hide_links(&self, snapshot: &mut Snapshot) -> u64 {
        let related = snapshot.related.iter_mut();
        let related = related.map(|it| (&it.url, &mut it.title));
        let links = snapshot.links.iter_mut().map(|it| (&it.url, &mut it.text));
        related
            .chain(links)
            .map(|(url, text)| self.veil(self.addresses.owners(url)).text(text))
            .sum()
    }

    /// The same of an address that an article leads to.
    pub fn redact_link(&self, article_id: &str, address: &mut String) {
        self.veil([article_id]).address(address);
    }

    /// The same of an address of an article.
    pub fn redact_address(&self, article_id: &str, address: &mut String) {
        if self.has_field(article_id, RedactedField::Url) {
            MARK.clone_into(address);
        }
        self.veil([article_id]).address(address);
    }
}

fn drop_fields(snapshot: &mut Snapshot, fields: &BTreeSet<RedactedField>) {
    for field in fields {
        match field {
            RedactedField::Title => snapshot.title = None,
            RedactedField::Lead => {
                snapshot.lead = None;
                snapshot.links.clear();
            }
            RedactedField::Body => {
                snapshot.body.clear();
                snapshot.links.clear();
                snapshot.embeds.clear();
            }
            RedactedField::Images => snapshot.images.clear(),
            RedactedField::Author => snapshot.author = None,
            RedactedField::Source => snapshot.source = None,
            RedactedField::Categories => snapshot.categories.clear(),
            RedactedField::Attachments => snapshot.attachments.clear(),
            RedactedField::Related => snapshot.related.clear(),
            RedactedField::Url => drop_addresses(snapshot),
            RedactedField::Published => {
                snapshot.published_at = None;
                snapshot.published_date = None;
                snapshot.published_text = None;
                snapshot.times.clear();
            }
        }
        snapshot.gaps.retain(|gap| gap.field != field.word());
        for page in &mut snapshot.provenance.pages {
            drop_told(&mut page.source_metadata, *field);
        }
    }
}

/// What sources had told of a field.
fn drop_told(source_metadata: &mut SourceMetadata, field: RedactedField) {
    match field {
        RedactedField::Title => source_metadata.title = None,
        RedactedField::Lead | RedactedField::Body => {
            source_metadata.lead = None;
            source_metadata.excerpt = None;
        }
        RedactedField::Categories => source_metadata.categories.clear(),
        RedactedField::Published => source_metadata.published_at = None,
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

fn hide_text(snapshot: &mut Snapshot, veil: &Veil<'_>) -> u64 {
    let mut hidden = 0;
    for text in [
        &mut snapshot.title,
        &mut snapshot.published_text,
        &mut snapshot.lead,
        &mut snapshot.author,
        &mut snapshot.source,
    ] {
        hidden += veil.some(text);
    }
    for block in &mut snapshot.body {
        hidden += veil.text(&mut block.text);
    }
    for Image {
        caption,
        credit,
        alt,
        ..
    } in &mut snapshot.images
    {
        for text in [caption, credit, alt] {
            hidden += veil.some(text);
        }
    }
    for name in &mut snapshot.categories {
        hidden += veil.text(name);
    }
    for file in &mut snapshot.attachments {
        hidden += veil.some(&mut file.title);
    }
    for link in &mut snapshot.related {
        hidden += veil.text(&mut link.title);
    }
    for link in &mut snapshot.links {
        hidden += veil.text(&mut link.text);
    }
    for embed in &mut snapshot.embeds {
        hidden += veil.some(&mut embed.title);
    }
    for time in &mut snapshot.times {
        hidden += veil.text(&mut time.text);
    }
    for gap in &mut snapshot.gaps {
        hidden += veil.text(&mut gap.reason);
    }
    for page in &mut snapshot.provenance.pages {
        let SourceMetadata {
            lead,
            title,
            excerpt,
            categories,
            ..
        } = &mut page.source_metadata;
        for text in [lead, title, excerpt] {
            hidden += veil.some(text);
        }
        hidden += categories.iter_mut().map(|it| veil.text(it)).sum::<u64>();
    }
    hidden
}

/// An article's own addresses too: of one whose headline is withheld they repeat it.
fn hide_addresses(snapshot: &mut Snapshot, veil: &Veil<'_>) -> u64 {
    let mut hidden = veil.address(&mut snapshot.url);
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
        hidden += veil.address(address);
    }
    hidden
}
