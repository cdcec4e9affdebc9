//! One version of an article: the snapshot made of what was read.
//!
//! Pure. Never decides whether it is a new one.

use chrono::{DateTime, FixedOffset, SubsecRound, Utc};
use chrono_tz::Tz;
use url::Url;

use crate::address::surt;
use crate::config::Site;
use crate::digest::{ContentDigest, PartDigest, PayloadDigest};
use crate::extract::EXTRACTOR;
use crate::record::{Article, Cause, Digests, Provenance, SNAPSHOT_SCHEMA, Snapshot, SourcePage};
use crate::store::Known;

/// The tool and version snapshots and archives name.
pub const SOFTWARE: &str = concat!("hpnews/", env!("CARGO_PKG_VERSION"));

/// An article ready to be stored: all its parts joined.
pub(super) struct Whole {
    pub(super) url: String,
    pub(super) article: Article,
    pub(super) post_id: Option<u64>,
    pub(super) pages: Vec<SourcePage>,
}

/// A name that outlives a change of address where the portal numbers its posts.
pub(super) fn article_id(site: &Site, whole: &Whole) -> String {
    if let Some(id) = whole.post_id {
        return format!("{}:post-{id}", site.name);
    }
    let key = Url::parse(&whole.url).map_or_else(|_| whole.url.clone(), |url| surt(&url));
    let digest = PartDigest::of(&key);
    let hex = digest.as_str().trim_start_matches("sha256:");
    format!("{}:url-{}", site.name, &hex[..16])
}

/// What a version is besides what it says.
pub(super) struct Made<'a> {
    pub(super) run: &'a str,
    pub(super) cause: Cause,
    pub(super) article_id: String,
    /// Of the article's content form: it was compared with what is held.
    pub(super) content: ContentDigest,
    pub(super) earlier: Earlier,
    pub(super) duplicate_of: Option<String>,
}

/// What came before a version.
#[derive(Clone, Debug, Default)]
pub(super) struct Earlier {
    /// The addresses the article had.
    pub(super) urls: Vec<String>,
    /// The file of the version before.
    pub(super) file: Option<String>,
}

/// The snapshot of an article.
pub(super) fn snapshot(site: &Site, whole: Whole, made: Made<'_>) -> Snapshot {
    let article = whole.article;
    let digests = digests(&article, made.content, whole.pages[0].payload.clone());
    Snapshot {
        schema: SNAPSHOT_SCHEMA.to_owned(),
        article_id: made.article_id,
        captured_at: whole.pages[0].captured_at,
        url: whole.url,
        previous_urls: made.earlier.urls,
        site: site.name.clone(),
        duplicate_of: made.duplicate_of,
        layout: article.layout,
        title: article.title,
        published_at: article.published_at,
        published_text: article.published_text,
        published_offset_assumed: article.published_offset_assumed,
        modified_at: article.modified_at,
        lead: article.lead,
        body: article.body,
        images: article.images,
        author: article.author,
        source: article.source,
        categories: article.categories,
        attachments: article.attachments,
        related: article.related,
        language: article.language,
        digests,
        provenance: Provenance {
            run: made.run.to_owned(),
            software: SOFTWARE.to_owned(),
            extractor: EXTRACTOR,
            recipe: site.recipe.digest().clone(),
            cause: made.cause,
            previous: made.earlier.file,
            pages: whole.pages,
        },
        fields: article.fields,
        gaps: article.gaps,
    }
}

/// What a version says.
pub(super) fn said(version: &Snapshot) -> Article {
    Article {
        layout: version.layout.clone(),
        title: version.title.clone(),
        lead: version.lead.clone(),
        body: version.body.clone(),
        ..Article::default()
    }
}

/// The same version saying what another reading of its pages says.
pub(super) fn said_by(version: &Snapshot, article: Article) -> Snapshot {
    let content = ContentDigest::of(&article.content_form());
    let digests = digests(&article, content, version.digests.payload.clone());
    Snapshot {
        layout: article.layout,
        title: article.title,
        published_at: article.published_at,
        published_text: article.published_text,
        published_offset_assumed: article.published_offset_assumed,
        modified_at: article.modified_at,
        lead: article.lead,
        body: article.body,
        images: article.images,
        author: article.author,
        source: article.source,
        categories: article.categories,
        attachments: article.attachments,
        related: article.related,
        language: article.language,
        digests,
        fields: article.fields,
        gaps: article.gaps,
        ..version.clone()
    }
}

fn digests(article: &Article, content: ContentDigest, payload: PayloadDigest) -> Digests {
    let captions: Vec<_> = article.images.iter().map(|image| &image.caption).collect();
    Digests {
        content,
        title: PartDigest::of(&article.title),
        body: PartDigest::of(&article.body),
        captions: PartDigest::of(&captions),
        related: PartDigest::of(&article.related),
        payload,
    }
}

/// What came before a version that has just been fetched.
pub(super) fn earlier(known: Option<Known>, url: &str) -> Earlier {
    let Some(known) = known else {
        return Earlier::default();
    };
    let mut urls = known.previous_urls;
    if let Some(newest) = &known.newest
        && newest.url != url
        && !urls.contains(&newest.url)
    {
        urls.push(newest.url.clone());
    }
    urls.retain(|previous| previous != url);
    Earlier {
        urls,
        file: known.newest.map(|newest| newest.path),
    }
}

/// A moment in the site's civil time, in whole seconds.
pub(super) fn civil(at: DateTime<Utc>, zone: Tz) -> DateTime<FixedOffset> {
    at.trunc_subsecs(0).with_timezone(&zone).fixed_offset()
}
