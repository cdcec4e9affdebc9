//! In which fields a snapshot and a newer reading of the same pages differ.
//!
//! Pure. How a field was found (`fields`) is not compared: another selector that finds the
//! same text changes nothing that an article says.

use serde::Serialize;
use serde_json::Value;

use super::reread::is_missing_part;
use crate::record::{Article, Snapshot};

/// One field, before and after.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FieldChange {
    /// Its name in a snapshot.
    pub field: &'static str,
    /// As the snapshot has it.
    pub before: Value,
    /// As it is read now.
    pub after: Value,
}

/// The fields that differ, in the order of a snapshot's keys.
pub fn differ(snapshot: &Snapshot, article: &Article) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    let out = &mut changes;
    let (old, new) = (snapshot, article);
    field(out, "layout", &old.layout, &new.layout);
    field(out, "title", &old.title, &new.title);
    field(out, "published_at", &old.published_at, &new.published_at);
    let days = (&old.published_date, &new.published_date);
    field(out, "published_date", days.0, days.1);
    let printed = (&old.published_text, &new.published_text);
    field(out, "published_text", printed.0, printed.1);
    let assumed = (old.published_offset_assumed, new.published_offset_assumed);
    field(out, "published_offset_assumed", &assumed.0, &assumed.1);
    field(out, "modified_at", &old.modified_at, &new.modified_at);
    field(out, "lead", &old.lead, &new.lead);
    field(out, "body", &old.body, &new.body);
    field(out, "images", &old.images, &new.images);
    field(out, "author", &old.author, &new.author);
    field(out, "source", &old.source, &new.source);
    field(out, "categories", &old.categories, &new.categories);
    field(out, "attachments", &old.attachments, &new.attachments);
    field(out, "links", &old.links, &new.links);
    field(out, "embeds", &old.embeds, &new.embeds);
    field(out, "related", &old.related, &new.related);
    field(out, "language", &old.language, &new.language);
    field(out, "times", &old.times, &new.times);
    field(out, "gaps", &old.gaps, &new.gaps);
    changes
}

fn field<T: PartialEq + Serialize>(
    out: &mut Vec<FieldChange>,
    field: &'static str,
    before: &T,
    after: &T,
) {
    if before == after {
        return;
    }
    // What a snapshot holds was JSON before, or is about to be.
    let value = |it: &T| serde_json::to_value(it).unwrap_or_default();
    out.push(FieldChange {
        field,
        before: value(before),
        after: value(after),
    });
}

/// Takes over the gaps of pages that could not be had: the crawl told them, not the pages.
pub(super) fn keep_missing_parts(snapshot: &Snapshot, article: &mut Article) {
    let told = snapshot.gaps.iter().filter(|gap| is_missing_part(gap));
    article.gaps.extend(told.cloned());
}

#[cfg(test)]
mod tests {
    use super::super::reread::missing_part;
    use super::super::version::{Made, PreviousVersion, WholeVersion, snapshot};
    use super::*;
    use crate::config::{Config, Overrides};
    use crate::digest::PayloadDigest;
    use crate::record::{Block, BlockKind, Cause, SourceMetadata, SourcePage};

    fn stored(article: &Article) -> Snapshot {
        let config = Config::parse(None, &Overrides::default()).unwrap();
        let url = "https://thanhphohaiphong.gov.vn/a.html".to_owned();
        let whole = WholeVersion {
            article: article.clone(),
            post_id: None,
            pages: vec![SourcePage {
                url: url.clone(),
                captured_at: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
                payload: PayloadDigest::of(b""),
                warc: None,
                source_metadata: SourceMetadata::default(),
            }],
            url,
        };
        let made = Made {
            run: "r",
            cause: Cause::Crawl,
            article_id: "a".to_owned(),
            content: crate::digest::ContentDigest::of(&article.content_form()),
            earlier: PreviousVersion::default(),
            duplicate_of: None,
        };
        snapshot(&config.sites[0], whole, made)
    }

    fn article() -> Article {
        Article {
            title: Some("Cầu mới".to_owned()),
            body: vec![Block {
                kind: BlockKind::Paragraph,
                text: "Thông xe.".to_owned(),
            }],
            ..Article::default()
        }
    }

    #[test]
    fn only_what_an_article_says_counts_as_a_change() {
        let old = stored(&article());
        assert_eq!(differ(&old, &article()), []);
        let mut new = article();
        new.fields.insert(
            "title".to_owned(),
            crate::record::FieldOrigin {
                origin: crate::record::Origin::Meta,
                selector: None,
                confidence: 0.5,
            },
        );
        assert_eq!(differ(&old, &new), []);
        new.lead = Some("Sáng nay".to_owned());
        new.body.clear();
        let changes = differ(&old, &new);
        let names: Vec<_> = changes.iter().map(|it| it.field).collect();
        assert_eq!(names, ["lead", "body"]);
        assert_eq!(changes[0].before, Value::Null);
        assert_eq!(changes[0].after, "Sáng nay");
    }

    #[test]
    fn a_page_that_could_not_be_had_is_no_change_when_it_is_read_again() {
        let mut half = article();
        half.gaps.push(missing_part(2, "HTTP 404"));
        let old = stored(&half);
        let mut again = article();
        keep_missing_parts(&old, &mut again);
        assert_eq!(differ(&old, &again), []);
    }
}
