//! The files of an article: its pictures and what it offers for download, kept as evidence
//! because portals delete them first.
//!
//! Pure. Only the site's own hosts are asked, whatever an article shows from elsewhere. The
//! `address` globs do not matter here: they tell pages apart, and files lie where pages are
//! ignored (`/wp-content/uploads/`). Whether a file that is held is still the same, a night asks
//! of a few (`incremental::files`).

use super::answer::AnswerReading;
use crate::config::{Media, Site};
use crate::http::{Capture, Truncation};
use crate::record::{Article, DiscoveredUrl, DiscoverySource, Role, SourceMetadata};

/// The files of an article that are to be kept.
pub(super) fn discovered(site: &Site, wanted: Media, article: &Article) -> Vec<DiscoveredUrl> {
    let pictures = article.images.iter().map(|it| &it.url);
    let files = article.attachments.iter().map(|it| &it.url);
    let pictures = pictures.filter(|_| wanted.images());
    let files = files.filter(|_| wanted.attachments());
    let mut discovered: Vec<DiscoveredUrl> = Vec::new();
    for href in files.chain(pictures) {
        if let Ok(url) = site.rules.resolve(None, href)
            && !discovered.iter().any(|it| it.url == url.as_str())
        {
            discovered.push(DiscoveredUrl {
                url: url.into(),
                role: Role::Media,
                source: DiscoverySource::Link,
                hops: 0,
                source_metadata: SourceMetadata::default(),
            });
        }
    }
    discovered
}

/// What the answer of a file means, when it is one; the rest is read as any answer is.
pub(super) fn read(capture: &Capture) -> Option<AnswerReading> {
    // It is as it was.
    if capture.confirms() {
        return Some(kept());
    }
    if (400..500).contains(&capture.status) && !matches!(capture.status, 408 | 429) {
        return Some(AnswerReading::Status);
    }
    if !(200..300).contains(&capture.status) || capture.undecoded.is_some() {
        return None;
    }
    match capture.truncated {
        None => {}
        Some(Truncation::Length) => {
            return Some(no_file(
                "too_large",
                "it is longer than fetch.max_body; what came is kept",
            ));
        }
        Some(_) => return None,
    }
    // A portal without the file may well answer with a page that says so.
    let content_type = capture.content_type().unwrap_or_default();
    let page = ["text/html", "application/xhtml"]
        .iter()
        .any(|it| content_type.to_ascii_lowercase().starts_with(it));
    if page {
        return Some(no_file("not_a_file", "a page came instead of the file"));
    }
    Some(kept())
}

fn kept() -> AnswerReading {
    AnswerReading::Media {
        discovered: Vec::new(),
    }
}

fn no_file(kind: &str, reason: &str) -> AnswerReading {
    AnswerReading::NotArticle {
        kind: kind.to_owned(),
        reason: reason.to_owned(),
        discovered: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Overrides, UserFile};
    use crate::record::{Attachment, Image};

    const SITE: &str = "[[site]]\nname = \"a\"\nhome = \"https://a.vn/\"\n\
        time_zone = \"Asia/Ho_Chi_Minh\"\n[site.address]\nhosts = [\"a.vn\"]\n\
        ignore = [\"/wp-*/**\"]\n";

    fn urls(wanted: Media) -> Vec<String> {
        let file = UserFile {
            name: "test",
            text: SITE,
        };
        let config = Config::parse(Some(file), &Overrides::default()).unwrap();
        let image = |url: &str| Image {
            url: url.to_owned(),
            ..Image::default()
        };
        let article = Article {
            images: vec![
                image("https://a.vn/wp-content/uploads/1.jpg"),
                image("https://cdn.example/2.jpg"),
                image("http://169.254.169.254/3.jpg"),
                image("https://a.vn/wp-content/uploads/1.jpg#x"),
                image("data:image/png;base64,AAAA"),
            ],
            attachments: vec![Attachment {
                url: "https://a.vn/wp-content/uploads/qd.pdf?v=2".to_owned(),
                title: None,
                media_type: None,
            }],
            ..Article::default()
        };
        let discovered = discovered(&config.sites[0], wanted, &article);
        assert!(discovered.iter().all(|it| it.role == Role::Media));
        discovered.into_iter().map(|it| it.url).collect()
    }

    #[test]
    fn files_of_the_site_s_own_hosts_are_named_and_no_others() {
        let file = "https://a.vn/wp-content/uploads/qd.pdf?v=2".to_owned();
        let picture = "https://a.vn/wp-content/uploads/1.jpg".to_owned();
        assert_eq!(urls(Media::None), Vec::<String>::new());
        assert_eq!(urls(Media::Attachments), std::slice::from_ref(&file));
        assert_eq!(urls(Media::Images), std::slice::from_ref(&picture));
        assert_eq!(urls(Media::All), [file, picture]);
    }
}
