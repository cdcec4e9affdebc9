//! `--since`, `--until`, `--limit`, `--section`, `--dry-run` do what they say.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use hpnews::demo::Truth;

use crate::world::{World, urls_kept};

fn urls(world: &World, wanted: impl Fn(&Truth) -> bool) -> BTreeSet<String> {
    let mut truth = world.portal.truth();
    truth.retain(|it| wanted(it));
    truth.into_iter().map(|it| it.url).collect()
}

#[test]
fn since_and_until_keep_the_days_between_both_included() {
    let world = World::new();
    let day = |text: &str| text.parse::<NaiveDate>().unwrap();
    // Both are days of publication: an inclusive bound at either end.
    let (since, until) = ("2024-05-22", "2025-02-28");
    let crawl = ["crawl", "--since", since, "--until", until];
    world.run(&crawl).exits(0, &[]);
    let within = |it: &Truth| {
        let published = it.published_at.date_naive();
        published >= day(since) && published <= day(until)
    };
    let want = urls(&world, within);
    assert!(want.len() > 5 && want.len() < world.portal.truth().len());
    assert_eq!(urls_kept(&world.archive()), want);
}

#[test]
fn a_limit_bounds_the_articles_and_the_next_crawl_keeps_the_rest() {
    let world = World::new();
    world.run(&["crawl", "--limit", "3"]).exits(0, &["limit"]);
    assert_eq!(urls_kept(&world.archive()).len(), 3);
    world.run(&["crawl"]).exits(0, &[]);
    crate::truth::kept_exactly(&world, &world.archive());
}

/// What its lists link to: the portal's "Tin đọc nhiều" beside every list is of all sections.
#[test]
fn a_section_keeps_all_its_articles_and_asks_no_other_section_s_lists() {
    let world = World::new();
    let crawl = ["crawl", "--section", "kinh-te"];
    world.run(&crawl).exits(0, &[]);
    let want = urls(&world, |it| it.categories == ["Kinh tế"]);
    assert!(want.len() > 8, "more than one list page");
    let kept = urls_kept(&world.archive());
    assert!(kept.is_superset(&want), "{kept:?}");
    let most_read = 4;
    assert!(kept.len() <= want.len() + most_read, "{kept:?}");
    let asked = world.asked();
    let lists: Vec<&String> = asked
        .keys()
        .filter(|path| path.starts_with("/category/") || path.starts_with("/page/"))
        .collect();
    assert!(lists.len() > 1 && lists.iter().all(|it| it.contains("/kinh-te")));
    for path in ["/feed/", "/sitemap_index.xml", "/wp-json/wp/v2/posts"] {
        assert!(!asked.keys().any(|it| it.starts_with(path)), "{path}");
    }
}

#[test]
fn a_dry_run_prints_each_address_with_its_tellers_and_stores_nothing() {
    let world = World::new();
    let dry = world.run(&["crawl", "--dry-run"]);
    dry.exits(0, &["articles would be fetched"]);
    assert!(!world.archive().exists(), "an archive was made");
    let rows: Vec<_> = dry
        .out
        .lines()
        .map(|line| line.split_once('\t').unwrap())
        .collect();
    let named: BTreeSet<String> = rows.iter().map(|(url, _)| (*url).to_owned()).collect();
    assert_eq!(named.len(), rows.len(), "an address is printed twice");
    for url in urls(&world, |_| true) {
        assert!(named.contains(&url), "{url} is not named");
        let path = url.strip_prefix(world.portal.base().as_str()).unwrap();
        assert_eq!(
            world.times_asked(&format!("/{path}")),
            0,
            "{path} was asked"
        );
    }
    let listed = world.truth_of("cang-nam-trieu-don-tau-chay-dien").url;
    let unlisted = world.truth_of("giai-ma-gieng-co-giua-san-truong").url;
    let discovery_sources = |url: &str| rows.iter().find(|row| row.0 == url).unwrap().1;
    for source in ["rest", "sitemap", "feed", "list"] {
        assert!(
            discovery_sources(&listed).split(',').any(|it| it == source),
            "{source}"
        );
    }
    let mut few: Vec<_> = discovery_sources(&unlisted).split(',').collect();
    few.sort_unstable();
    assert_eq!(few, ["rest", "sitemap"]);

    for line in world.run(&["--json", "crawl", "--dry-run"]).json() {
        assert!(line["url"].is_string() && line["named_by"].is_array());
    }
}
