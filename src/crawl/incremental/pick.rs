//! Which sources a night asks: some always, others in turn.
//!
//! Pure. Knows of a source what it brought before, not what it says.

use url::Url;

use crate::discover::rest;
use crate::record::{DiscoverySource, Role};
use crate::store::SourceRow;

/// The sources of every night, REST apart: what is configured (the home page), and the sitemaps
/// that robots.txt names, whatever they answered last night; and one feed.
pub(super) fn every_night(rows: &[SourceRow]) -> Vec<&SourceRow> {
    let feed = rows
        .iter()
        .filter(|row| row.role == Role::Feed && was_read(row))
        .filter(|row| !discovery(row, &[DiscoverySource::Seed]))
        // WordPress's main feed has the shortest address of all its feeds.
        .min_by_key(|row| row.url.len());
    let roots: Vec<&SourceRow> = rows.iter().filter(|row| is_root(row)).collect();
    let none_configured = !roots.iter().any(|row| row.role == Role::Feed);
    roots
        .into_iter()
        .chain(feed.filter(|_| none_configured))
        .collect()
}

/// The others, those longest unread first: sections' lists, feeds, sitemaps below an index,
/// and what brought nothing when it was last asked. Not the further pages of a list: their
/// first page leads there when it names something new.
pub(super) fn in_turn<'a>(rows: &'a [SourceRow], always: &[&SourceRow]) -> Vec<&'a SourceRow> {
    let mut others: Vec<&SourceRow> = rows
        .iter()
        .filter(|row| match row.role {
            Role::List => is_first_page(row),
            Role::Rest => !was_read(row) && page(row) == Some(1),
            Role::Feed | Role::Sitemap => true,
            _ => false,
        })
        // Those have their own time.
        .filter(|row| row.last_outcome.as_deref() != Some("failed"))
        .filter(|row| !always.iter().any(|it| it.url == row.url))
        .collect();
    others.sort_by_key(|row| row.last_seen);
    others
}

/// Where REST tells nothing: the first page of every list, and every feed.
pub(super) fn without_rest(rows: &[SourceRow]) -> impl Iterator<Item = &SourceRow> {
    rows.iter().filter(|row| {
        was_read(row)
            && match row.role {
                Role::List => is_first_page(row),
                Role::Feed => true,
                _ => false,
            }
    })
}

/// Sitemaps of which their index says that they were modified since they were last read.
pub(super) fn modified_sitemaps(rows: &[SourceRow]) -> impl Iterator<Item = &SourceRow> {
    rows.iter()
        .filter(|row| row.role == Role::Sitemap && row.modified > row.modified_at_look)
}

/// The first page of the REST collection in the order of the nights, where REST has answered.
pub(super) fn posts(rows: &[SourceRow]) -> Option<Url> {
    rows.iter()
        .filter(|row| row.role == Role::Rest && was_read(row) && page(row) == Some(1))
        .find_map(|row| Url::parse(&row.url).ok())
        .map(|first| rest::latest_first(&first))
}

fn page(row: &SourceRow) -> Option<u32> {
    rest::number_of(&Url::parse(&row.url).ok()?)
}

fn was_read(row: &SourceRow) -> bool {
    matches!(row.last_outcome.as_deref(), Some("read" | "read_in_part"))
}

fn is_root(row: &SourceRow) -> bool {
    match row.role {
        Role::List | Role::Feed => discovery(row, &[DiscoverySource::Seed]),
        Role::Sitemap => discovery(row, &[DiscoverySource::Seed, DiscoverySource::Robots]),
        _ => false,
    }
}

fn discovery(row: &SourceRow, discovery_sources: &[DiscoverySource]) -> bool {
    row.discovery_sources
        .iter()
        .any(|source| discovery_sources.contains(source))
}

fn is_first_page(row: &SourceRow) -> bool {
    row.discovery_sources
        .iter()
        .any(|source| *source != DiscoverySource::Page)
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta};

    use super::*;

    fn row(url: &str, role: Role, source: DiscoverySource) -> SourceRow {
        SourceRow {
            url: url.to_owned(),
            role,
            discovery_sources: vec![source],
            last_seen: None,
            last_outcome: Some("read".to_owned()),
            modified: None,
            modified_at_look: None,
        }
    }

    fn urls<'a>(rows: impl IntoIterator<Item = &'a SourceRow>) -> Vec<&'a str> {
        rows.into_iter().map(|row| row.url.as_str()).collect()
    }

    fn portal() -> Vec<SourceRow> {
        let mut closed = row("http://a.vn/atom", Role::Feed, DiscoverySource::List);
        closed.last_outcome = Some("http_error".to_owned());
        vec![
            row("http://a.vn/", Role::List, DiscoverySource::Seed),
            row(
                "http://a.vn/category/x/feed",
                Role::Feed,
                DiscoverySource::List,
            ),
            row("http://a.vn/feed/", Role::Feed, DiscoverySource::List),
            closed,
            row(
                "http://a.vn/sitemap.xml",
                Role::Sitemap,
                DiscoverySource::Robots,
            ),
            row(
                "http://a.vn/sitemap-1.xml",
                Role::Sitemap,
                DiscoverySource::Sitemap,
            ),
            row("http://a.vn/category/x", Role::List, DiscoverySource::List),
            row(
                "http://a.vn/category/x/page/2",
                Role::List,
                DiscoverySource::Page,
            ),
        ]
    }

    #[test]
    fn every_night_asks_the_home_page_one_feed_and_the_sitemap_index() {
        let rows = portal();
        let always = every_night(&rows);
        assert_eq!(
            urls(always),
            [
                "http://a.vn/",
                "http://a.vn/sitemap.xml",
                "http://a.vn/feed/"
            ]
        );
    }

    #[test]
    fn the_others_take_turns_and_further_pages_of_lists_have_none() {
        let mut rows = portal();
        rows[6].last_seen = DateTime::from_timestamp(1, 0);
        rows[1].last_seen = DateTime::from_timestamp(2, 0);
        rows[5].last_seen = DateTime::from_timestamp(3, 0);
        rows[3].last_seen = DateTime::from_timestamp(4, 0);
        let always = every_night(&rows);
        assert_eq!(
            urls(in_turn(&rows, &always)),
            [
                "http://a.vn/category/x",
                "http://a.vn/category/x/feed",
                "http://a.vn/sitemap-1.xml",
                "http://a.vn/atom"
            ]
        );
    }

    #[test]
    fn a_sitemap_is_read_again_when_its_index_says_that_it_moved() {
        let mut rows = portal();
        let at = DateTime::parse_from_rfc3339("2026-11-23T01:00:00+07:00").unwrap();
        for (said, read, wanted) in [
            (None, None, false),
            (Some(at), None, true),
            (Some(at), Some(at), false),
            (Some(at), Some(at - TimeDelta::seconds(1)), true),
            (None, Some(at), false),
        ] {
            rows[5].modified = said;
            rows[5].modified_at_look = read;
            assert_eq!(
                modified_sitemaps(&rows).count() == 1,
                wanted,
                "{said:?} {read:?}"
            );
        }
    }

    #[test]
    fn rest_is_read_latest_first_where_it_has_answered() {
        let address = "http://a.vn/wp-json/wp/v2/posts?orderby=id&order=asc&page=";
        let mut rows = vec![
            row(&format!("{address}2"), Role::Rest, DiscoverySource::Rest),
            row(&format!("{address}1"), Role::Rest, DiscoverySource::Link),
        ];
        assert_eq!(
            posts(&rows).unwrap().query(),
            Some("orderby=modified&order=desc&page=1")
        );
        rows[1].last_outcome = Some("http_error".to_owned());
        assert_eq!(posts(&rows), None);
        assert_eq!(urls(in_turn(&rows, &[])), [format!("{address}1")]);
    }
}
