//! Where what REST says of an article is not what its page says.
//!
//! The page stays the truth: a gap tells, and changes no value. Marks, case and how a theme sets
//! its dashes are no disagreement.

use std::collections::HashSet;

use crate::record::{Article, Gap, SourceMetadata};

/// So many words in a row are compared, where there are as many.
const RUN: usize = 4;

/// Tells each disagreement.
pub(super) fn disagreements(article: &mut Article, source_metadata: &SourceMetadata) {
    let found: Vec<Gap> = [
        title(article, source_metadata),
        lead(article, source_metadata),
        modified(article, source_metadata),
    ]
    .into_iter()
    .flatten()
    .collect();
    article.gaps.extend(found);
}

fn title(article: &Article, source_metadata: &SourceMetadata) -> Option<Gap> {
    let (page, rest) = (article.title.as_ref()?, source_metadata.title.as_ref()?);
    (words(page) != words(rest)).then(|| gap("title", page, rest))
}

/// An excerpt that stands anywhere in the text is no other lead.
fn lead(article: &Article, source_metadata: &SourceMetadata) -> Option<Gap> {
    let (page, rest) = (article.lead.as_ref()?, source_metadata.excerpt.as_ref()?);
    (!stand_in(&words(rest), &printed(article))).then(|| gap("lead", page, rest))
}

/// A page may be older than what was told: a copy that somebody keeps.
fn modified(article: &Article, source_metadata: &SourceMetadata) -> Option<Gap> {
    let (page, told) = (article.modified_at?, source_metadata.modified_at?);
    let told = told.with_timezone(page.offset());
    ((told - page).num_seconds() >= 60).then(|| Gap {
        field: "modified_at".to_owned(),
        reason: format!("the page says {page}, discovery was told {told}"),
    })
}

/// All words of the article's text, in order.
fn printed(article: &Article) -> Vec<String> {
    let lead = article.lead.as_deref().into_iter();
    let body = article.body.iter().map(|it| it.text.as_str());
    let captions = article.images.iter().filter_map(|it| it.caption.as_deref());
    lead.chain(body).chain(captions).flat_map(words).collect()
}

/// Whether most runs of some words stand among others.
fn stand_in(own: &[String], others: &[String]) -> bool {
    let width = RUN.min(own.len()).max(1);
    let known: HashSet<&[String]> = others.windows(width).collect();
    let runs = own.windows(width);
    let (all, there) = (runs.len(), runs.filter(|it| known.contains(it)).count());
    there * 5 >= all * 4
}

/// Words as a reader hears them.
fn words(text: &str) -> Vec<String> {
    text.split(|it: char| !it.is_alphanumeric())
        .filter(|it| !it.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn gap(field: &str, page: &str, rest: &str) -> Gap {
    Gap {
        field: field.to_owned(),
        reason: format!("the page says “{page}”, REST says “{rest}”"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Block, BlockKind};

    const LEAD: &str = "Sáng 5/4, tuyến đò Bến Lau chạy lại sau hai tuần sửa bến.";
    const TEXT: &str = "Theo ban quản lý, mỗi ngày có 12 chuyến, chuyến đầu lúc 5 giờ 30 phút.";
    const TITLE: &str = "Đò Bến Lau – chạy lại";

    #[test]
    fn only_other_words_are_a_disagreement() {
        let cut = "Theo ban quản lý, mỗi ngày có 12 chuyến";
        for (lead, rest_title, excerpt, gaps) in [
            (Some(LEAD), None, None, vec![]),
            (
                Some(LEAD),
                Some("ĐÒ BẾN LAU - chạy lại"),
                Some(LEAD),
                vec![],
            ),
            (Some(LEAD), Some(TITLE), Some(cut), vec![]),
            (None, Some(TITLE), Some(LEAD), vec![]),
            (
                Some("Bến đò sửa xong sớm năm ngày."),
                Some("Đò Bến Lau ngừng chạy"),
                Some(LEAD),
                vec!["title", "lead"],
            ),
        ] {
            let mut article = Article {
                title: Some(TITLE.to_owned()),
                lead: lead.map(str::to_owned),
                body: vec![Block {
                    kind: BlockKind::Paragraph,
                    text: TEXT.to_owned(),
                }],
                ..Article::default()
            };
            let source_metadata = SourceMetadata {
                title: rest_title.map(str::to_owned),
                excerpt: excerpt.map(str::to_owned),
                ..SourceMetadata::default()
            };
            let before = article.clone();
            disagreements(&mut article, &source_metadata);
            let found: Vec<_> = article.gaps.iter().map(|gap| gap.field.as_str()).collect();
            assert_eq!(found, gaps, "{lead:?} {excerpt:?}");
            article.gaps.clear();
            assert_eq!(article, before);
        }
    }

    #[test]
    fn a_page_older_than_what_was_told_has_a_gap() {
        let at = |text: &str| chrono::DateTime::parse_from_rfc3339(text).ok();
        for (told, gaps) in [
            (at("2026-04-05T01:00:30Z"), 0),
            (at("2026-04-05T03:00:00Z"), 1),
            (at("2026-04-04T03:00:00Z"), 0),
            (None, 0),
        ] {
            let mut article = Article {
                modified_at: at("2026-04-05T08:00:00+07:00"),
                ..Article::default()
            };
            let source_metadata = SourceMetadata {
                modified_at: told,
                ..SourceMetadata::default()
            };
            disagreements(&mut article, &source_metadata);
            assert_eq!(article.gaps.len(), gaps, "{told:?}");
        }
    }
}
