//! Tests: demo machines.

use std::collections::BTreeSet;

use serde_json::Value;

use super::client::{get, gunzip};
use super::{Portal, portal};

async fn json(portal: &Portal, target: &str) -> (u16, Value) {
    let answer = get(portal, target).await;
    (answer.status, serde_json::from_slice(&answer.body).unwrap())
}

/// Addresses of `.html` articles.
fn posts(portal: &Portal) -> BTreeSet<String> {
    let urls = portal.truth().into_iter().map(|t| t.url);
    urls.filter(|u| !u.contains("/video/")).collect()
}

#[tokio::test]
async fn robots_leads_to_every_post_by_gzipped_sitemap() {
    let portal = portal().await;
    let robots = get(&portal, "/robots.txt").await.text();
    for line in [
        "Disallow: /wp-admin/",
        "Disallow: /tim-kiem",
        "Disallow: /ban-nhap/",
    ] {
        assert!(robots.lines().any(|l| l == line), "{line}");
    }
    assert!(!robots.to_lowercase().contains("crawl-delay"));
    assert!(robots.contains(&format!("Sitemap: {}sitemap_index.xml", portal.base())));
    let index = get(&portal, "/sitemap_index.xml").await.text();
    assert!(index.contains("/sitemap-bai-viet.xml.gz</loc>"));
    assert!(index.contains("/sitemap-chuyen-muc.xml</loc>"));

    let packed = get(&portal, "/sitemap-bai-viet.xml.gz").await;
    assert_eq!(packed.field("content-encoding"), None, "a gzip file");
    let map = String::from_utf8(gunzip(&packed.body)).unwrap();
    let locs = map
        .split("<loc>")
        .skip(1)
        .filter_map(|rest| rest.split("</loc>").next());
    assert_eq!(
        locs.map(str::to_owned).collect::<BTreeSet<_>>(),
        posts(&portal)
    );
    assert!(map.contains("<lastmod>2025-08-22T09:12:00+07:00</lastmod>"));
}

#[tokio::test]
async fn rest_walks_every_post() {
    let portal = portal().await;
    let mut found = BTreeSet::new();
    let mut next = Some("/wp-json/wp/v2/posts?_fields=id,link,modified_gmt&per_page=10".to_owned());
    while let Some(target) = next {
        let answer = get(&portal, &target).await;
        assert_eq!(answer.field("x-wp-total"), Some("26"));
        assert_eq!(answer.field("x-wp-totalpages"), Some("3"));
        let items: Vec<Value> = serde_json::from_slice(&answer.body).unwrap();
        for item in &items {
            assert_eq!(item.as_object().unwrap().len(), 3);
            found.insert(item["link"].as_str().unwrap().to_owned());
        }
        let mut links = answer.field("link").unwrap_or_default().split(", ");
        let link = links.find_map(|l| l.strip_suffix("; rel=\"next\""));
        let path = |l: &str| {
            l.trim_matches(['<', '>'])
                .replacen(portal.base().as_str(), "/", 1)
        };
        next = link.map(path);
    }
    assert_eq!(found, posts(&portal));
}

#[tokio::test]
async fn rest_times_orders_and_refusals() {
    let portal = portal().await;
    let root = "/wp-json/wp/v2/posts";
    let (_, first) = json(
        &portal,
        &format!("{root}?per_page=1&_fields=date,date_gmt,title"),
    )
    .await;
    assert_eq!(first[0]["date"], "2025-09-02T10:40:00");
    assert_eq!(first[0]["date_gmt"], "2025-09-02T03:40:00");
    assert_eq!(
        first[0]["title"]["rendered"].as_str().map(|t| &t[..5]),
        Some("Khán")
    );
    let (_, oldest) = json(&portal, &format!("{root}?order=asc&per_page=1")).await;
    assert_eq!(oldest[0]["slug"], "cho-tau-ca-ve-kip-giao-thua");
    // 22/08/2025 09:12 local is 02:12 UTC: an offset counts, its absence means local time.
    for (after, count) in [
        ("2025-08-22T09:11:59", 2),
        ("2025-08-22T09:12:00", 1),
        ("2025-08-22T02:11:59Z", 2),
        ("2025-08-22T02:12:00Z", 1),
    ] {
        let target = format!("{root}?orderby=modified&modified_after={after}");
        let (_, found) = json(&portal, &target).await;
        assert_eq!(found.as_array().unwrap().len(), count, "{after}");
    }
    for (query, code) in [
        ("per_page=101", "rest_invalid_param"),
        ("per_page=0", "rest_invalid_param"),
        ("page=0", "rest_invalid_param"),
        ("order=up", "rest_invalid_param"),
        ("orderby=x", "rest_invalid_param"),
        ("modified_after=x", "rest_invalid_param"),
        ("page=9", "rest_post_invalid_page_number"),
    ] {
        let (status, error) = json(&portal, &format!("{root}?{query}")).await;
        assert_eq!(status, 400, "{query}");
        assert_eq!(error["code"], code, "{query}");
    }
}

#[tokio::test]
async fn the_feed_has_the_ten_newest_listed() {
    let portal = portal().await;
    let feed = get(&portal, "/feed/").await.body;
    let feed = feed_rs::parser::parse(&feed[..]).unwrap();
    let links: Vec<_> = feed
        .entries
        .iter()
        .map(|e| e.links[0].href.clone())
        .collect();
    let newest: Vec<_> = portal.truth().into_iter().map(|t| t.url).take(10).collect();
    assert_eq!(links, newest);
    let first = feed.entries[0].published.unwrap();
    assert_eq!(first.to_rfc3339(), "2025-09-02T03:40:00+00:00");
}

#[tokio::test]
async fn pictures_and_files_are_what_they_say() {
    let portal = portal().await;
    for truth in portal.truth() {
        let pictures = truth
            .images
            .iter()
            .map(|i| (&i.url, "image/png", &b"\x89PNG\r\n\x1a\n"[..]));
        let files = truth
            .attachments
            .iter()
            .map(|a| (&a.url, "application/pdf", &b"%PDF-1.4\n"[..]));
        for (url, media_type, magic) in pictures.chain(files) {
            let answer = get(&portal, &url.replacen(portal.base().as_str(), "/", 1)).await;
            assert_eq!(answer.status, 200, "{url}");
            assert_eq!(answer.field("content-type"), Some(media_type));
            assert!(answer.body.starts_with(magic));
        }
    }
}
