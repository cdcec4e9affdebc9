//! Tests: demo pages.

use std::collections::BTreeSet;

use scraper::{Html, Selector};
use unicode_normalization::UnicodeNormalization as _;
use url::Url;

use super::client::{Answer, get};
use super::{Portal, portal};
use crate::demo::Truth;
use crate::record::BlockKind;

/// A page's text in its own charset, NFC.
fn decoded(answer: &Answer) -> String {
    let content_type = answer.field("content-type").unwrap();
    let (_, charset) = content_type.split_once("charset=").unwrap();
    let encoding = encoding_rs::Encoding::for_label(charset.as_bytes()).unwrap();
    let (text, _, malformed) = encoding.decode(&answer.body);
    assert!(!malformed);
    text.nfc().collect()
}

async fn page(portal: &Portal, url: &str) -> Html {
    let target = url.replacen(portal.base().as_str(), "/", 1);
    Html::parse_document(&decoded(&get(portal, &target).await))
}

/// White space collapsed.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn texts(html: &Html, selectors: &[&str]) -> Vec<String> {
    let selector = Selector::parse(&selectors.join(", ")).unwrap();
    let found = html.select(&selector);
    found
        .map(|e| squeezed(&e.text().collect::<String>()))
        .collect()
}

/// The selectors of a layout, by key.
fn layout(portal: &Portal, name: &str) -> toml::Table {
    let config: toml::Table = portal.config().parse().unwrap();
    let layouts = config["site"][0]["layout"].as_array().unwrap();
    let found = layouts.iter().find(|l| l["name"].as_str() == Some(name));
    found.unwrap().as_table().unwrap().clone()
}

#[tokio::test]
async fn pages_say_the_truth_in_order() {
    let portal = portal().await;
    let truths = portal.truth();
    assert_eq!(truths.len(), 27);
    for truth in truths {
        let mut text = String::new();
        let parts = if truth.url.contains("hoi-nghi-doi-thoai") {
            2
        } else {
            1
        };
        for part in 1..=parts {
            let url = match part {
                1 => truth.url.clone(),
                _ => format!("{}/{part}", truth.url),
            };
            let html = page(&portal, &url).await;
            text += &squeezed(&html.root_element().text().collect::<Vec<_>>().join(" "));
        }
        let title = &text[text.find(&truth.title).unwrap()..];
        assert!(title.contains(&truth.published_text), "{}", truth.url);
        let mut rest = &title[title.find(&truth.lead).unwrap()..];
        let blocks = truth.body.iter().map(|b| squeezed(&b.text));
        for expected in blocks
            .chain(truth.author.clone())
            .chain(truth.source.clone())
        {
            let at = rest.find(&expected);
            let at = at.unwrap_or_else(|| panic!("{}: {expected}", truth.url));
            rest = &rest[at + expected.len()..];
        }
        for caption in truth.images.iter().filter_map(|i| i.caption.as_ref()) {
            assert!(title.contains(caption.as_str()), "{}: {caption}", truth.url);
        }
    }
}

#[tokio::test]
async fn the_layouts_selectors_find_the_fields() {
    let portal = portal().await;
    for truth in portal.truth() {
        let html = page(&portal, &truth.url).await;
        let layout = layout(&portal, truth.layout);
        let find = |key: &str| {
            let selectors = layout.get(key).and_then(|list| list.as_array());
            let selectors: Vec<_> = selectors
                .into_iter()
                .flatten()
                .filter_map(|s| s.as_str())
                .collect();
            if selectors.is_empty() {
                Vec::new()
            } else {
                texts(&html, &selectors)
            }
        };
        check_fields(&truth, &find);
        assert_eq!(find("body").len(), 1);
        let next = find("next_part");
        assert_eq!(!next.is_empty(), truth.url.contains("hoi-nghi-doi-thoai"));
    }
}

fn check_fields(truth: &Truth, find: &dyn Fn(&str) -> Vec<String>) {
    let url = &truth.url;
    assert_eq!(find("matches").len(), 1, "{url}");
    for (key, value) in [
        ("title", &truth.title),
        ("date", &truth.published_text),
        ("lead", &truth.lead),
        ("category", &truth.categories[0]),
    ] {
        assert_eq!(find(key), [value.as_str()], "{key} of {url}");
    }
    let filled = |key: &str| {
        let mut found = find(key);
        found.retain(|text| !text.is_empty());
        found
    };
    let own: Vec<_> = truth.source.iter().cloned().collect();
    assert_eq!(filled("source"), own, "source of {url}");
    let titles: Vec<_> = truth
        .attachments
        .iter()
        .filter_map(|a| a.title.clone())
        .collect();
    assert_eq!(find("attachment"), titles, "attachments of {url}");
    let related = |r: &crate::record::Related| {
        format!(
            "{} {}",
            r.title,
            r.published_text.as_deref().unwrap_or_default()
        )
    };
    let related: Vec<_> = truth.related.iter().map(related).collect();
    assert_eq!(find("related"), related, "related of {url}");
    if !url.contains("hoi-nghi-doi-thoai") {
        let captions: Vec<_> = truth
            .images
            .iter()
            .filter_map(|i| i.caption.clone())
            .collect();
        assert_eq!(find("caption"), captions, "captions of {url}");
        let author: Vec<_> = truth.author.iter().cloned().collect();
        assert_eq!(filled("author"), author, "author of {url}");
    }
}

/// Walks the lists as a reader would, by pagination.
async fn listed(portal: &Portal, start: Url) -> BTreeSet<String> {
    let item = Selector::parse(".item h3 a").unwrap();
    let next = Selector::parse("a.next").unwrap();
    let mut found = BTreeSet::new();
    let mut at = Some(start.to_string());
    while let Some(url) = at {
        let html = page(portal, &url).await;
        found.extend(
            html.select(&item)
                .filter_map(|a| a.attr("href"))
                .map(str::to_owned),
        );
        at = html
            .select(&next)
            .next()
            .and_then(|a| a.attr("href"))
            .map(str::to_owned);
    }
    found
}

#[tokio::test]
async fn lists_show_everything_but_the_unlisted() {
    let portal = portal().await;
    let mut expected: BTreeSet<_> = portal.truth().into_iter().map(|t| t.url).collect();
    expected.retain(|url| !url.contains("gieng-co"));
    assert_eq!(listed(&portal, portal.base()).await, expected);
    let mut by_section = BTreeSet::new();
    for section in ["tin-tuc-su-kien", "kinh-te", "van-hoa-xa-hoi"] {
        let start = portal.base().join(&format!("category/{section}")).unwrap();
        by_section.extend(listed(&portal, start).await);
    }
    assert_eq!(by_section, expected);
}

#[tokio::test]
async fn the_home_page_leads_astray() {
    let portal = portal().await;
    let html = page(&portal, portal.base().as_str()).await;
    let anchors = Selector::parse("a[href]").unwrap();
    let links: Vec<_> = html
        .select(&anchors)
        .filter_map(|a| a.attr("href"))
        .collect();
    for ending in [
        "/tin-da-go-bo.html",
        "/lap-lai.html",
        "/cau-ben-lau-moi-sap-thong-xe.html",
        "/ban-nhap/tin-chua-duyet.html",
        "/wp-admin/",
        "?print=1",
        ".html/amp",
        "/page/2",
    ] {
        assert!(links.iter().any(|l| l.ends_with(ending)), "{ending}");
    }
    assert!(
        links.iter().any(|l| l.contains("/?p=")) && links.iter().any(|l| l.contains("/tim-kiem"))
    );
    assert_eq!(texts(&html, &[".today"]), ["Thứ Hai, 23/11/2026"]);
}

#[tokio::test]
async fn odd_pages_are_odd_on_the_wire() {
    let portal = portal().await;
    let nfd = get(&portal, "/so-hoa-sac-phong-dinh-lang-kenh.html").await;
    assert!(nfd.text().contains('\u{323}'));
    let old = get(&portal, "/hoan-thanh-ke-song-doan-qua-lang-kenh.html").await;
    assert_eq!(
        old.field("content-type"),
        Some("text/html; charset=windows-1258")
    );
    assert!(String::from_utf8(old.body).is_err());
}

#[test]
fn the_articles_hold_what_the_tests_of_the_flow_need() {
    let portal = tokio::runtime::Runtime::new().unwrap().block_on(portal());
    let truths = portal.truth();
    let layouts: BTreeSet<_> = truths.iter().map(|t| t.layout).collect();
    assert_eq!(layouts, BTreeSet::from(["cu", "moi", "video"]));
    let kinds = truths.iter().flat_map(|t| &t.body).map(|b| b.kind);
    let kinds: std::collections::HashSet<BlockKind> = kinds.collect();
    assert_eq!(kinds.len(), 5, "every kind of block");
    let twins = |t: &&Truth| t.url.contains("thu-vien-tren-thuyen");
    let twins: Vec<_> = truths.iter().filter(twins).collect();
    assert_eq!(
        (&twins[0].body, &twins[0].images),
        (&twins[1].body, &twins[1].images)
    );
    for truth in &truths {
        let strings = [&truth.title, &truth.lead];
        let all = strings
            .into_iter()
            .chain(truth.body.iter().map(|b| &b.text));
        for text in all {
            assert_eq!(text.nfc().collect::<String>(), *text, "truth is NFC");
            assert!(!text.is_empty() && text.trim() == text, "{text:?}");
        }
    }
    let ids: BTreeSet<_> = truths.iter().map(|t| t.post_id).collect();
    assert_eq!(ids.len(), truths.len());
}
