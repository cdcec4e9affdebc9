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
use crate::store::KnownArticle;

/// The tool and version snapshots and archives name.
pub const SOFTWARE: &str = concat!("hpnews/", env!("CARGO_PKG_VERSION"));

/// An article ready to be stored: all its parts joined.
pub(super) struct WholeVersion {
    pub(super) url: String,
    pub(super) article: Article,
    pub(super) post_id: Option<u64>,
    pub(super) pages: Vec<SourcePage>,
}

/// A name that outlives a change of address where the portal numbers its posts.
pub(super) fn article_id(site: &Site, whole: &WholeVersion) -> String {
    if let Some(id) = whole.post_id {
        return format!("{}:post-{id}", site.name);
    }
    let key = Url::parse(&whole.url).map_or_else(|_| whole.url.clone(), |url| surt(&url));
    let digest = PartDigest::of(&key);
    let hex = digest.as_str().trim_start_matches("sha256:");
    format!("{}:url-{}", site.name, &hex[..16])
}

/// The portal's own number in an article's name.
pub(super) fn number(article_id: &str) -> Option<u64> {
    article_id.rsplit_once(":post-")?.1.parse().ok()
}

/// What a version is besides what it says.
pub(super) struct Made<'a> {
    pub(super) run: &'a str,
    pub(super) cause: Cause,
    pub(super) article_id: String,
    /// Of the article's content form: it was compared with what is held.
    pub(super) content: ContentDigest,
    pub(super) earlier: PreviousVersion,
    pub(super) duplicate_of: Option<String>,
}

/// What came before a version.
#[derive(Clone, Debug, Default)]
pub(super) struct PreviousVersion {
    /// The addresses the article had.
    pub(super) urls: Vec<String>,
    /// The file of the version before.
    pub(super) file: Option<String>,
}

/// The snapshot of an article.
pub(super) fn snapshot(site: &Site, whole: WholeVersion, made: Made<'_>) -> Snapshot {
    let page = &whole.pages[0];
    let frame = SnapshotFrame {
        schema: SNAPSHOT_SCHEMA.to_owned(),
        article_id: made.article_id,
        captured_at: page.captured_at,
        digests: digests(&whole.article, made.content, page.payload.clone()),
        url: whole.url,
        previous_urls: made.earlier.urls,
        site: site.name.clone(),
        duplicate_of: made.duplicate_of,
        provenance: Provenance {
            run: made.run.to_owned(),
            software: SOFTWARE.to_owned(),
            extractor: EXTRACTOR,
            recipe: site.recipe.digest().clone(),
            cause: made.cause,
            previous: made.earlier.file,
            pages: whole.pages,
        },
    };
    frame.around(whole.article)
}

/// What of a snapshot is not what its article says.
struct SnapshotFrame {
    schema: String,
    article_id: String,
    url: String,
    previous_urls: Vec<String>,
    site: String,
    duplicate_of: Option<String>,
    captured_at: DateTime<FixedOffset>,
    digests: Digests,
    provenance: Provenance,
}

impl SnapshotFrame {
    fn around(self, article: Article) -> Snapshot {
        Snapshot {
            schema: self.schema,
            article_id: self.article_id,
            url: self.url,
            previous_urls: self.previous_urls,
            site: self.site,
            duplicate_of: self.duplicate_of,
            layout: article.layout,
            title: article.title,
            published_at: article.published_at,
            published_date: article.published_date,
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
            links: article.links,
            embeds: article.embeds,
            related: article.related,
            language: article.language,
            captured_at: self.captured_at,
            digests: self.digests,
            provenance: self.provenance,
            fields: article.fields,
            times: article.times,
            gaps: article.gaps,
        }
    }
}

/// The same version saying what another reading of its pages says.
pub(super) fn said_by(version: &Snapshot, article: Article) -> Snapshot {
    let version = version.clone();
    let content = ContentDigest::of(&article.content_form());
    let frame = SnapshotFrame {
        schema: SNAPSHOT_SCHEMA.to_owned(),
        article_id: version.article_id,
        url: version.url,
        previous_urls: version.previous_urls,
        site: version.site,
        duplicate_of: version.duplicate_of,
        captured_at: version.captured_at,
        digests: digests(&article, content, version.digests.payload),
        provenance: version.provenance,
    };
    frame.around(article)
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
pub(super) fn earlier(known: Option<KnownArticle>, url: &str) -> PreviousVersion {
    let Some(known) = known else {
        return PreviousVersion::default();
    };
    let mut urls = known.previous_urls;
    if let Some(newest) = &known.newest
        && newest.url != url
        && !urls.contains(&newest.url)
    {
        urls.push(newest.url.clone());
    }
    urls.retain(|previous| previous != url);
    PreviousVersion {
        urls,
        file: known.newest.map(|newest| newest.path),
    }
}

/// A moment in the site's civil time, in whole seconds.
pub(super) fn civil(at: DateTime<Utc>, zone: Tz) -> DateTime<FixedOffset> {
    at.trunc_subsecs(0).with_timezone(&zone).fixed_offset()
}
