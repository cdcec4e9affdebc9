//! What is due, and what is news.

use chrono::Duration;
use hpnews::record::{DiscoveredUrl, DiscoverySource, Role, SourceMetadata};
use hpnews::store::{Among, Archive, Event, Outcome};

use super::scene::{
    HOST, SITE, article, at, captured, discovered, failed, local, open, options, page, url,
};

fn tell(archive: &mut Archive, discovered: Vec<DiscoveredUrl>) {
    let site = SITE.to_owned();
    let event = Event::Discovered {
        at: at(1),
        site,
        from: None,
        discovered,
    };
    archive.commit(&event).unwrap();
}

fn modified(n: u32, seconds: i64) -> DiscoveredUrl {
    let modified_at = Some(local(at(seconds)));
    let source_metadata = SourceMetadata {
        modified_at,
        ..SourceMetadata::default()
    };
    DiscoveredUrl {
        source_metadata,
        ..discovered(&url(n), Role::Article, DiscoverySource::Sitemap)
    }
}

fn place(path: &str) -> String {
    format!("https://{HOST}/{path}")
}

#[test]
fn sources_then_articles_newest_first_then_pages_and_a_part_nobody_waits_for_last() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    tell(
        &mut archive,
        vec![
            discovered(&place("page"), Role::Page, DiscoverySource::Link),
            discovered(&url(1), Role::Article, DiscoverySource::Link),
            modified(2, -50),
            modified(3, -10),
            discovered(&place("list"), Role::List, DiscoverySource::Link),
            discovered(&place("feed"), Role::Feed, DiscoverySource::Link),
            discovered(
                &place("sitemap.xml"),
                Role::Sitemap,
                DiscoverySource::Robots,
            ),
            discovered(&place("wp-json"), Role::Rest, DiscoverySource::Link),
            discovered(&place("home"), Role::List, DiscoverySource::Seed),
            discovered(&place("part"), Role::Part, DiscoverySource::Page),
            discovered("https://other.vn/", Role::Page, DiscoverySource::Link),
        ],
    );
    assert_eq!(
        archive
            .addresses()
            .pending_counts(Some(HOST))
            .unwrap()
            .total(),
        10
    );
    assert_eq!(
        archive.addresses().pending_counts(None).unwrap().total(),
        11
    );
    assert_eq!(
        archive.addresses().hosts_pending().unwrap(),
        ["other.vn", HOST]
    );
    let mut order = Vec::new();
    while let Some(task) = archive
        .addresses()
        .next_due(HOST, &Among::default(), at(2))
        .unwrap()
    {
        archive
            .commit(&captured(at(2), &task.url, task.role, Outcome::Read))
            .unwrap();
        order.push(task.url);
    }
    let mut wanted = ["home", "wp-json", "sitemap.xml", "feed", "list"]
        .map(place)
        .to_vec();
    wanted.extend([url(3), url(2), url(1), place("page"), place("part")]);
    assert_eq!(order, wanted);
}

#[test]
fn a_part_whose_first_page_was_read_comes_before_everything() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let part = place("part");
    tell(
        &mut archive,
        vec![
            discovered(&url(1), Role::Article, DiscoverySource::Link),
            discovered(&place("home"), Role::List, DiscoverySource::Seed),
            discovered(&part, Role::Part, DiscoverySource::Page),
        ],
    );
    let kept = Outcome::PartKept {
        article_url: url(1),
        number: 1,
        of: vec![url(1), part.clone()],
        extracted: Box::new(article(1, 1)),
        page: Box::new(page(&url(1), 1, 1, at(1))),
    };
    archive
        .commit(&captured(at(1), &url(1), Role::Article, kept))
        .unwrap();
    let next = archive
        .addresses()
        .next_due(HOST, &Among::default(), at(2))
        .unwrap()
        .unwrap();
    assert_eq!((next.url, next.role), (part, Role::Part));
}

#[test]
fn a_retry_waits_for_its_time_and_a_new_run_forgets_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    tell(
        &mut archive,
        vec![discovered(&url(1), Role::Article, DiscoverySource::List)],
    );
    archive
        .commit(&failed(at(2), &url(1), Some(at(60))))
        .unwrap();
    assert_eq!(
        archive
            .addresses()
            .next_due(HOST, &Among::default(), at(59))
            .unwrap(),
        None
    );
    assert_eq!(
        archive
            .addresses()
            .earliest_retry(HOST, &Among::default())
            .unwrap(),
        Some(at(60))
    );
    assert_eq!(archive.addresses().pending_counts(None).unwrap().retries, 1);
    let task = archive
        .addresses()
        .next_due(HOST, &Among::default(), at(60))
        .unwrap()
        .unwrap();
    assert_eq!(
        (task.attempts, task.last.unwrap().outcome.as_str()),
        (1, "failed")
    );
    archive.commit(&failed(at(61), &url(1), None)).unwrap();
    assert_eq!(
        archive
            .addresses()
            .next_due(HOST, &Among::default(), at(9999))
            .unwrap(),
        None
    );
    assert_eq!(
        archive
            .addresses()
            .earliest_retry(HOST, &Among::default())
            .unwrap(),
        None
    );
    archive.finish_run("gaps", at(62)).unwrap();

    archive
        .begin_run(&options(), at(0) + Duration::days(1))
        .unwrap();
    let task = archive
        .addresses()
        .next_due(HOST, &Among::default(), at(0))
        .unwrap()
        .unwrap();
    assert_eq!(task.attempts, 0);
    assert_eq!(task.last.unwrap().run, "20261123T200000Z");
}

#[test]
fn only_news_is_news() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let first = modified(1, 0);
    let twice = [modified(1, 0), modified(1, 0)];
    assert_eq!(
        archive.discovery().unknown(&twice).unwrap(),
        [modified(1, 0)]
    );
    tell(&mut archive, vec![first.clone()]);
    let later = modified(1, 5);
    let number = DiscoveredUrl {
        source_metadata: SourceMetadata {
            post_id: Some(1),
            ..SourceMetadata::default()
        },
        ..first.clone()
    };
    let by_feed = DiscoveredUrl {
        source: DiscoverySource::Feed,
        ..first.clone()
    };
    let as_page = DiscoveredUrl {
        role: Role::Page,
        ..first.clone()
    };
    let far = DiscoveredUrl {
        hops: 3,
        ..first.clone()
    };
    for (discovered, news) in [
        (&first, false),
        (&modified(1, -5), false),
        (&as_page, false),
        (&far, false),
        (&later, true),
        (&number, true),
        (&by_feed, true),
        (&modified(2, 0), true),
    ] {
        let got = archive
            .discovery()
            .unknown(std::slice::from_ref(discovered))
            .unwrap();
        assert_eq!(!got.is_empty(), news, "{discovered:?}");
    }
    tell(&mut archive, vec![later, number, by_feed]);
    let source_metadata = archive
        .addresses()
        .next_due(HOST, &Among::default(), at(2))
        .unwrap()
        .unwrap()
        .source_metadata;
    assert_eq!(
        (source_metadata.modified_at, source_metadata.post_id),
        (Some(local(at(5))), Some(1))
    );
    let discovery_sources: Vec<DiscoverySource> = archive
        .discovery()
        .discovery_sources(&url(1))
        .unwrap()
        .iter()
        .map(|t| t.source)
        .collect();
    assert_eq!(
        discovery_sources,
        [DiscoverySource::Feed, DiscoverySource::Sitemap]
    );
}

#[test]
fn a_page_may_turn_out_to_be_an_article() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    tell(
        &mut archive,
        vec![discovered(&url(1), Role::Page, DiscoverySource::Link)],
    );
    tell(
        &mut archive,
        vec![discovered(&url(1), Role::Article, DiscoverySource::Rest)],
    );
    tell(
        &mut archive,
        vec![discovered(&url(1), Role::List, DiscoverySource::Link)],
    );
    assert_eq!(
        archive
            .addresses()
            .next_due(HOST, &Among::default(), at(2))
            .unwrap()
            .unwrap()
            .role,
        Role::Article
    );
}

/// A list names the section it is of; read after the article, it tells only that it was read.
#[test]
fn lists_add_their_sections_until_the_article_was_looked_at() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let said = |source: DiscoverySource, categories: &[&str], lead: Option<&str>| DiscoveredUrl {
        source_metadata: SourceMetadata {
            categories: categories.iter().map(|it| (*it).to_owned()).collect(),
            lead: lead.map(str::to_owned),
            ..SourceMetadata::default()
        },
        ..discovered(&url(1), Role::Article, source)
    };
    let known = |archive: &Archive| {
        let source_metadata = archive.discovery().source_metadata_of(&url(1)).unwrap();
        (source_metadata.categories.join(", "), source_metadata.lead)
    };
    tell(
        &mut archive,
        vec![said(DiscoverySource::List, &["Kinh tế"], Some("Sáng nay."))],
    );
    tell(
        &mut archive,
        vec![said(DiscoverySource::List, &["Thời sự"], None)],
    );
    let lead = Some("Sáng nay.".to_owned());
    assert_eq!(
        known(&archive),
        ("Kinh tế, Thời sự".to_owned(), lead.clone())
    );

    let gone = captured(at(5), &url(1), Role::Article, Outcome::HttpError);
    archive.commit(&gone).unwrap();
    tell(
        &mut archive,
        vec![said(DiscoverySource::List, &["Xã hội"], Some("Chiều nay."))],
    );
    assert_eq!(
        known(&archive),
        ("Kinh tế, Thời sự".to_owned(), lead.clone())
    );
    tell(
        &mut archive,
        vec![said(DiscoverySource::Rest, &["Xã hội"], None)],
    );
    assert_eq!(known(&archive), ("Xã hội".to_owned(), lead));
}

/// A host may be of several sites, and of two schemes with a robots.txt each.
#[test]
fn what_is_due_is_looked_for_among_the_sites_and_origins_that_are_asked() {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    archive.begin_run(&options(), at(0)).unwrap();
    let tell = |archive: &mut Archive, site: &str, url: &str| {
        let discovered = vec![discovered(url, Role::Article, DiscoverySource::List)];
        let (at, site, from) = (at(1), site.to_owned(), None);
        let event = Event::Discovered {
            at,
            site,
            from,
            discovered,
        };
        archive.commit(&event).unwrap();
    };
    tell(&mut archive, "viet", "http://cong.vn/bai-1.html");
    tell(&mut archive, "viet", "https://cong.vn/bai-2.html");
    tell(&mut archive, "anh", "https://cong.vn/en/3.html");
    let strings = |words: &[&str]| words.iter().map(|&it| it.to_owned()).collect();
    for (sites, offline, due) in [
        (&[][..], &[][..], Some("http://cong.vn/bai-1.html")),
        (&["anh"], &[], Some("https://cong.vn/en/3.html")),
        (&["khac"], &[], None),
        (
            &["viet"],
            &["http://cong.vn"],
            Some("https://cong.vn/bai-2.html"),
        ),
        (&["viet"], &["http://cong.vn", "https://cong.vn"], None),
        (
            &["anh", "viet"],
            &["http://cong.v"],
            Some("http://cong.vn/bai-1.html"),
        ),
    ] {
        let among = Among {
            sites: strings(sites),
            offline: strings(offline),
        };
        let task = archive
            .addresses()
            .next_due("cong.vn", &among, at(2))
            .unwrap();
        assert_eq!(task.map(|it| it.url).as_deref(), due, "{among:?}");
    }
}
