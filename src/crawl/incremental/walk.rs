//! The walk through the REST collection: by modification, latest first, as far as something is
//! new; and, where the number of posts is not what it should be, once through all by number.
//!
//! Never believes a list that is not whole: while it was read, posts may have come and gone.
//! Never takes the first order for a whole list by itself: posts edited in one second stand in no
//! certain order, and some are named twice from page to page and others never.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, TimeDelta};
use url::Url;

use crate::discover::rest::{self, Posts};

/// Pages a night reads at most to compare numbers: 10,000 posts. Beyond, the report says that
/// they were not compared.
pub(super) const MOST_PAGES: u32 = 100;

/// What a complete list of a site's posts says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::crawl) struct PostListing {
    /// Nothing is missing from `ids`.
    pub(in crate::crawl) complete: bool,
    /// The numbers of the posts that the portal lists.
    pub(in crate::crawl) ids: BTreeSet<u64>,
}

/// Tonight's walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IncrementalWalk {
    first: Url,
    /// The latest modification known before it began.
    known_until: Option<DateTime<FixedOffset>>,
    latest: Leg,
    numbered: Leg,
    /// The posts came in the order that was asked for.
    ordered: bool,
    /// The last page read ends with something new.
    more: bool,
}

/// The pages read in one order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Leg {
    read: BTreeSet<u32>,
    ids: BTreeSet<u64>,
    /// Posts named, those named twice counted twice.
    discovered: usize,
    total: Option<u64>,
    pages: Option<u32>,
    /// A page named another total than the page before.
    wavered: bool,
    /// The last page read may not be the last there is.
    goes_on: bool,
}

impl Leg {
    fn take(&mut self, number: u32, page: &Url, posts: &Posts) {
        self.read.insert(number);
        self.goes_on = posts.may_have_more(page);
        let ids = posts
            .findings
            .iter()
            .filter_map(|it| it.source_metadata.post_id);
        let before = self.discovered;
        self.ids.extend(ids.inspect(|_| self.discovered += 1));
        self.wavered |= before > 0 && self.total != posts.total;
        self.total = posts.total.or(self.total);
        self.pages = posts.total_pages.or(self.pages);
    }

    /// How many posts there are, by the portal's own count.
    fn total(&self) -> Option<u64> {
        self.total.filter(|_| !self.wavered)
    }

    fn next(&self) -> u32 {
        self.read.last().map_or(1, |last| last + 1)
    }

    /// The last page to be asked.
    fn last(&self) -> u32 {
        let last = self.pages.unwrap_or(1);
        let last = if self.goes_on {
            last.max(self.next())
        } else {
            last
        };
        last.min(MOST_PAGES)
    }

    fn is_whole(&self) -> bool {
        self.total() == u64::try_from(self.ids.len()).ok()
    }
}

impl IncrementalWalk {
    pub(super) fn new(first: Url, known_until: Option<DateTime<FixedOffset>>) -> Self {
        Self {
            first,
            known_until,
            latest: Leg::default(),
            numbered: Leg::default(),
            ordered: true,
            more: false,
        }
    }

    /// The address of a page in the order of modification.
    pub(super) fn page(&self, number: u32) -> Url {
        rest::page_at(&self.first, number)
    }

    /// Takes a page that was read, if it is one of the walk's. `news` says whether its last post
    /// was not known as it is.
    pub(super) fn take(&mut self, page: &Url, posts: &Posts, news: bool) {
        let number = rest::number_of(page).unwrap_or(1);
        if *page == rest::by_number(&self.page(number)) {
            self.numbered.take(number, page, posts);
        } else if *page == self.page(number) {
            self.latest.take(number, page, posts);
            self.ordered &= posts.are_latest_first();
            let last = posts
                .findings
                .last()
                .and_then(|it| it.source_metadata.modified_at);
            // A second earlier: another post may have been edited in the same one.
            let until = self.known_until.map(|at| at - TimeDelta::seconds(1));
            self.more = news || (last.is_some() && last >= until && self.known_until.is_some());
        }
    }

    /// Whether REST answered tonight.
    pub(super) fn has_begun(&self) -> bool {
        !self.latest.read.is_empty()
    }

    /// How many posts there are, by the portal's own count.
    pub(super) fn total(&self) -> Option<u64> {
        self.newest().total()
    }

    /// The pages after those read: the next one while there is something new; then all by number
    /// (but no more than a night reads), where there are not `expected` many posts, or where the
    /// order of modification cannot be trusted.
    pub(super) fn next(&self, expected: Option<u64>) -> Vec<Url> {
        let after = self.latest.next();
        if self.ordered && self.more && after <= self.latest.last() {
            return vec![self.page(after)];
        }
        let told_twice = self.latest.discovered > self.latest.ids.len();
        let as_expected = self.total() == expected && self.ordered && !told_twice;
        if self.total().is_none() || as_expected || self.complete().is_some() {
            return Vec::new();
        }
        (self.numbered.next()..=self.newest().last())
            .map(|number| rest::by_number(&self.page(number)))
            .collect()
    }

    /// The numbers of all posts, if the walk has seen every one.
    pub(super) fn complete(&self) -> Option<&BTreeSet<u64>> {
        [&self.numbered, &self.latest]
            .into_iter()
            .find(|leg| leg.is_whole())
            .map(|leg| &leg.ids)
    }

    /// Why it has not, for a person.
    pub(super) fn shortfall(&self) -> String {
        let leg = self.newest();
        match (leg.total, leg.pages) {
            (None, _) => "the portal does not say how many posts it has".to_owned(),
            (_, Some(pages)) if pages > MOST_PAGES => {
                format!("it has {pages} pages; a night reads {MOST_PAGES} at most")
            }
            _ if leg.wavered => "it changed while it was read".to_owned(),
            (Some(total), _) => format!("{} of {total} posts could be read", leg.ids.len()),
        }
    }

    fn newest(&self) -> &Leg {
        if self.numbered.read.is_empty() {
            &self.latest
        } else {
            &self.numbered
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::ListedUrl;
    use crate::record::{DiscoverySource, Role, SourceMetadata};

    fn day(number: i64) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-11-01T00:00:00+07:00").unwrap() + TimeDelta::days(number)
    }

    /// Posts with these days of modification; the number is the day.
    fn posts(days: &[i64], total: u64, pages: u32) -> Posts {
        let finding = |at: &i64| ListedUrl {
            href: format!("http://a.vn/{at}.html"),
            source: DiscoverySource::Rest,
            role: Some(Role::Article),
            source_metadata: SourceMetadata {
                modified_at: Some(day(*at)),
                post_id: u64::try_from(*at).ok(),
                ..SourceMetadata::default()
            },
        };
        Posts {
            findings: days.iter().map(finding).collect(),
            unreadable: 0,
            total_pages: Some(pages),
            total: Some(total),
            shortfall: None,
        }
    }

    fn walk(known_until: i64) -> IncrementalWalk {
        let first = "http://a.vn/posts?orderby=modified&order=desc&page=1";
        IncrementalWalk::new(Url::parse(first).unwrap(), Some(day(known_until)))
    }

    fn by_number(number: u32) -> Url {
        let page = "http://a.vn/posts?orderby=id&order=asc&page=";
        Url::parse(&format!("{page}{number}")).unwrap()
    }

    /// Takes a page in the order of modification.
    fn latest(walk: &mut IncrementalWalk, number: u32, posts: &Posts, news: bool) {
        let page = walk.page(number);
        walk.take(&page, posts, news);
    }

    #[test]
    fn a_quiet_night_reads_one_page() {
        let mut walk = walk(9);
        latest(&mut walk, 1, &posts(&[9, 8, 7], 6, 2), false);
        assert!(walk.next(Some(6)).is_empty());
        assert_eq!(walk.total(), Some(6));
        assert_eq!(walk.complete(), None, "three of six were seen");
    }

    #[test]
    fn it_goes_on_while_the_last_post_of_a_page_is_new() {
        let mut walk = walk(5);
        latest(&mut walk, 1, &posts(&[9, 8, 7], 9, 3), true);
        assert_eq!(walk.next(Some(9)), [walk.page(2)]);
        latest(&mut walk, 2, &posts(&[6, 4, 3], 9, 3), false);
        assert!(walk.next(Some(9)).is_empty());
    }

    #[test]
    fn another_edit_in_the_same_second_is_not_passed_over() {
        let mut walk = walk(7);
        latest(&mut walk, 1, &posts(&[9, 8, 7], 9, 3), false);
        assert_eq!(walk.next(Some(9)), [walk.page(2)]);
    }

    #[test]
    fn a_portal_that_ignores_the_order_is_read_to_its_end() {
        let mut walk = walk(9);
        latest(&mut walk, 1, &posts(&[3, 9, 1], 9, 3), false);
        assert_eq!(walk.next(Some(9)), [1, 2, 3].map(by_number));
    }

    #[test]
    fn only_a_list_that_is_whole_is_complete() {
        let mut whole = walk(9);
        latest(&mut whole, 1, &posts(&[9, 8], 4, 2), false);
        assert_eq!(whole.next(Some(5)), [1, 2].map(by_number));
        whole.take(&by_number(1), &posts(&[6, 7], 4, 2), false);
        assert_eq!(whole.next(Some(5)), [by_number(2)]);
        whole.take(&by_number(2), &posts(&[8, 9], 4, 2), false);
        assert_eq!(whole.complete().map(BTreeSet::len), Some(4));
        assert!(whole.next(Some(5)).is_empty());

        let mut shrunk = walk(9);
        latest(&mut shrunk, 1, &posts(&[9, 8], 4, 2), false);
        shrunk.take(&by_number(1), &posts(&[6, 7], 4, 2), false);
        shrunk.take(&by_number(2), &posts(&[9], 3, 2), false);
        assert_eq!(shrunk.complete(), None);
        assert_eq!(shrunk.shortfall(), "it changed while it was read");
    }

    #[test]
    fn posts_edited_in_one_second_do_not_hide_one_another() {
        let mut walk = walk(5);
        latest(&mut walk, 1, &posts(&[9, 8], 4, 2), true);
        // Another order on the second page: the eighth again, the seventh never.
        latest(&mut walk, 2, &posts(&[8, 6], 4, 2), false);
        assert_eq!(walk.complete(), None);
        assert_eq!(walk.next(Some(4)), [1, 2].map(by_number));
    }

    #[test]
    fn a_huge_collection_is_not_walked_to_its_end() {
        let mut walk = walk(9);
        latest(&mut walk, 1, &posts(&[9, 8], 100_000, 1_000), false);
        assert_eq!(walk.next(Some(5)).last(), Some(&by_number(MOST_PAGES)));
        assert_eq!(
            walk.shortfall(),
            "it has 1000 pages; a night reads 100 at most"
        );
    }
}
