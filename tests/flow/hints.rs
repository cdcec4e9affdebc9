//! What sources say was modified, true and false: the first is followed the same night, the
//! second costs no more than the budget.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::Utc;

use crate::wire::{Wire, article, html, list, not_found};

fn path(number: usize) -> String {
    format!("/tin/{number}.html")
}

fn sitemap(entries: impl Iterator<Item = (usize, String)>) -> Vec<u8> {
    let mut map = "<urlset>".to_owned();
    for (number, modified) in entries {
        let path = path(number);
        map.extend(["<url><loc>", &path, "</loc><lastmod>", &modified]);
        map += "</lastmod></url>";
    }
    html(map + "</urlset>")
}

fn feed(entries: impl Iterator<Item = (usize, String)>) -> Vec<u8> {
    let mut feed = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Tin</title><id>tin</id>\
                    <updated>2026-11-02T08:00:00Z</updated>"
        .to_owned();
    for (number, modified) in entries {
        let path = path(number);
        feed.extend([
            "<entry><title>Tin</title><id>",
            &path,
            "</id><link href=\"",
            &path,
        ]);
        feed.extend(["\"/><updated>", &modified, "</updated></entry>"]);
    }
    html(feed + "</feed>")
}

/// A site and the number of its night.
struct Nights {
    wire: Wire,
    night: Arc<AtomicUsize>,
}

impl Nights {
    /// `edits` is how often an article has been edited by a night, as the feed says; `map` is
    /// what the sitemap says.
    fn of(
        budget: usize,
        articles: usize,
        edits: fn(usize, usize) -> usize,
        map: fn(usize, usize) -> String,
    ) -> Self {
        let night = Arc::new(AtomicUsize::new(1));
        let tonight = Arc::clone(&night);
        let mut wire = Wire::site(move |asked| {
            let night = tonight.load(Ordering::Relaxed);
            // Years ahead of what anybody else says.
            let honest = |n| (n, format!("2027-01-{:02}T08:00:00Z", 1 + edits(night, n)));
            match asked.path.as_str() {
                "/" => list([path(0)]),
                "/sitemap.xml" => sitemap((0..articles).map(|n| (n, map(night, n)))),
                "/feed.xml" => feed((0..articles).map(honest)),
                path => match path
                    .strip_prefix("/tin/")
                    .and_then(|it| it.split('.').next())
                {
                    Some(number) => {
                        let number = number.parse().expect("only these are named");
                        article(&format!("{path} lần {}", edits(night, number)))
                    }
                    None => not_found(),
                },
            }
        });
        let budget = budget.to_string();
        wire.settings
            .extend(["[revisit]\nbudget = \"", &budget, " requests/night\"\n"]);
        Self { wire, night }
    }

    fn asks(&mut self, sources: &str) {
        sources.clone_into(&mut self.wire.sources);
    }

    /// One more night; how many articles it asked.
    fn next(&self, words: &[&str]) -> usize {
        let seen = self.wire.requests().len();
        self.wire.run(&["crawl"]).exits(0, words);
        self.night.fetch_add(1, Ordering::Relaxed);
        let asked = self.wire.paths_after(seen);
        asked.iter().filter(|it| it.starts_with("/tin/")).count()
    }
}

const BOTH: &str = "sitemaps = [\"/sitemap.xml\"]\nfeeds = [\"/feed.xml\"]\nrest = []";
const MAP: &str = "sitemaps = [\"/sitemap.xml\"]\nfeeds = []\nrest = []";

/// The time of the request; it must grow from night to night.
fn always_now(night: usize, _: usize) -> String {
    let now = Utc::now() + chrono::TimeDelta::seconds(i64::try_from(night).expect("few"));
    now.to_rfc3339()
}

#[test]
fn a_lastmod_that_is_always_now_costs_no_more_than_the_budget() {
    for (budget, later) in [(5, 5), (1, 1), (2000, 0)] {
        let mut nights = Nights::of(budget, 30, |_, _| 0, always_now);
        nights.asks(MAP);
        assert_eq!(nights.next(&["30 new"]), 30);
        for _ in 2..=3 {
            let asked = nights.next(&[]);
            assert!(asked <= budget, "{asked} of {budget}");
        }
        let asked = nights.next(&[]);
        assert!(
            asked <= later,
            "{asked} asked on the fourth night, budget {budget}"
        );
    }
}

/// A sitemap regenerated each night with one moment for all, and a feed that is right.
#[test]
fn a_false_word_of_one_source_hides_no_true_word_of_another() {
    let edits = |night, n| usize::from(night >= 7 && [21, 25, 29].contains(&n));
    let generated = |night, _| format!("2028-03-{night:02}T00:00:00+07:00");
    let mut nights = Nights::of(4, 30, edits, generated);
    nights.asks(BOTH);
    nights.next(&["30 new"]);
    for _ in 2..=6 {
        assert!(nights.next(&["0 changed"]) <= 4);
    }
    let asked = nights.next(&["3 changed"]);
    assert!(asked <= 4 + 3, "{asked}");
}

#[test]
fn true_words_are_followed_at_once_beyond_the_budget() {
    let edits = |night, n| usize::from(night >= 2) + usize::from(night >= 4 && n < 9);
    let told = |night, n: usize| {
        let day = 1 + usize::from(night >= 2) + usize::from(night >= 4 && n < 9);
        format!("2027-01-{day:02}T08:00:00Z")
    };
    let mut nights = Nights::of(3, 15, edits, told);
    nights.asks(MAP);
    nights.next(&["15 new"]);
    assert_eq!(nights.next(&["15 changed"]), 15);
    assert_eq!(nights.next(&["0 changed"]), 0);
    assert_eq!(nights.next(&["9 changed"]), 9);
}
