//! The walk through the REST collection, latest modification first: as far as something is new,
//! and, where the number of posts is not what it should be, to its end.
//!
//! Never believes a list that is not whole: while it was read, a post may have moved to a page
//! that was read before.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset, TimeDelta};
use url::Url;

use crate::discover::rest::{self, Posts};

/// Pages a night reads at most to compare numbers: 10,000 posts. Beyond, the report says that
/// they were not compared.
pub(super) const MOST_PAGES: u32 = 100;

/// Tonight's walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Walk {
    first: Url,
    /// The latest modification known before it began.
    known_until: Option<DateTime<FixedOffset>>,
    read: BTreeSet<u32>,
    ids: BTreeSet<u64>,
    total: Option<u64>,
    pages: Option<u32>,
    /// Each page named the same total.
    steady: bool,
    /// The posts came in the order that was asked for.
    ordered: bool,
    /// The last page read ends with something new.
    more: bool,
    /// Every page was asked for.
    whole: bool,
}

impl Walk {
    pub(super) fn new(first: Url, known_until: Option<DateTime<FixedOffset>>) -> Self {
        Self {
            first,
            known_until,
            read: BTreeSet::new(),
            ids: BTreeSet::new(),
            total: None,
            pages: None,
            steady: true,
            ordered: true,
            more: false,
            whole: false,
        }
    }

    /// The address of a page.
    pub(super) fn page(&self, number: u32) -> Url {
        rest::page_at(&self.first, number)
    }

    /// Takes a page that was read. `news` says whether its last post was not known as it is.
    pub(super) fn take(&mut self, number: u32, posts: &Posts, news: bool) {
        self.read.insert(number);
        let ids = posts.findings.iter().filter_map(|it| it.hint.post_id);
        self.ids.extend(ids);
        if self.total.is_some() && self.total != posts.total {
            self.steady = false;
        }
        self.total = posts.total.or(self.total);
        self.pages = posts.total_pages.or(self.pages);
        self.ordered &= posts.are_latest_first();
        let last = posts.findings.last().and_then(|it| it.hint.modified_at);
        // A second earlier: another post may have been edited in the same one.
        let until = self.known_until.map(|at| at - TimeDelta::seconds(1));
        self.more = news || (last.is_some() && last >= until && self.known_until.is_some());
    }

    /// Whether REST answered tonight.
    pub(super) fn has_begun(&self) -> bool {
        !self.read.is_empty()
    }

    /// How many posts there are, by the portal's own count.
    pub(super) fn total(&self) -> Option<u64> {
        self.total.filter(|_| self.steady)
    }

    /// The pages after those read: `all` of them (but no more than a night reads), or the next
    /// one while there is something new.
    pub(super) fn next(&mut self, all: bool) -> Vec<u32> {
        let after = self.read.last().map_or(1, |last| last + 1);
        let last = self.pages.unwrap_or(1);
        if all || !self.ordered {
            self.whole = true;
            return (after..=last.min(MOST_PAGES)).collect();
        }
        let next = self.more && after <= last.min(MOST_PAGES) && !self.whole;
        next.then_some(after).into_iter().collect()
    }

    /// The numbers of all posts, if the walk has seen every one.
    pub(super) fn complete(&self) -> Option<&BTreeSet<u64>> {
        let seen = u64::try_from(self.ids.len()).unwrap_or(u64::MAX);
        (self.total() == Some(seen)).then_some(&self.ids)
    }

    /// Why it has not, for a person.
    pub(super) fn shortfall(&self) -> String {
        match (self.total, self.pages) {
            (None, _) => "the portal does not say how many posts it has".to_owned(),
            (_, Some(pages)) if pages > MOST_PAGES => {
                format!("it has {pages} pages; a night reads {MOST_PAGES} at most")
            }
            _ if !self.steady => "it changed while it was read".to_owned(),
            (Some(total), _) => format!("{} of {total} posts could be read", self.ids.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::discover::Finding;
    use crate::record::{Hint, Role, Teller};

    fn day(number: i64) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-11-01T00:00:00+07:00").unwrap() + TimeDelta::days(number)
    }

    /// Posts with these days of modification; the number is the day.
    fn posts(days: &[i64], total: u64, pages: u32) -> Posts {
        let finding = |at: &i64| Finding {
            href: format!("http://a.vn/{at}.html"),
            teller: Teller::Rest,
            role: Some(Role::Article),
            hint: Hint {
                modified_at: Some(day(*at)),
                post_id: u64::try_from(*at).ok(),
                ..Hint::default()
            },
        };
        Posts {
            findings: days.iter().map(finding).collect(),
            unreadable: 0,
            total_pages: Some(pages),
            total: Some(total),
        }
    }

    fn walk(known_until: i64) -> Walk {
        let first = "http://a.vn/posts?orderby=modified&order=desc&page=1";
        Walk::new(Url::parse(first).unwrap(), Some(day(known_until)))
    }

    #[test]
    fn a_quiet_night_reads_one_page() {
        let mut walk = walk(9);
        walk.take(1, &posts(&[9, 8, 7], 6, 2), false);
        assert_eq!(walk.next(false), []);
        assert_eq!(walk.total(), Some(6));
        assert_eq!(walk.complete(), None, "three of six were seen");
    }

    #[test]
    fn it_goes_on_while_the_last_post_of_a_page_is_new() {
        let mut walk = walk(5);
        walk.take(1, &posts(&[9, 8, 7], 9, 3), true);
        assert_eq!(walk.next(false), [2]);
        walk.take(2, &posts(&[6, 4, 3], 9, 3), false);
        assert_eq!(walk.next(false), []);
    }

    #[test]
    fn another_edit_in_the_same_second_is_not_passed_over() {
        let mut walk = walk(7);
        walk.take(1, &posts(&[9, 8, 7], 9, 3), false);
        assert_eq!(walk.next(false), [2]);
    }

    #[test]
    fn a_portal_that_ignores_the_order_is_read_to_its_end() {
        let mut walk = walk(9);
        walk.take(1, &posts(&[3, 9, 1], 9, 3), false);
        assert_eq!(walk.next(false), [2, 3]);
    }

    #[test]
    fn only_a_list_that_is_whole_is_complete() {
        let mut whole = walk(9);
        whole.take(1, &posts(&[9, 8], 4, 2), false);
        assert_eq!(whole.next(true), [2]);
        whole.take(2, &posts(&[7, 6], 4, 2), false);
        assert_eq!(whole.complete().map(BTreeSet::len), Some(4));

        let mut moved = walk(9);
        moved.take(1, &posts(&[9, 8], 4, 2), false);
        // A post of page 2 was edited and moved to page 1, which pushed another down.
        moved.take(2, &posts(&[8, 7], 4, 2), false);
        assert_eq!(moved.complete(), None);

        let mut shrunk = walk(9);
        shrunk.take(1, &posts(&[9, 8], 4, 2), false);
        shrunk.take(2, &posts(&[6], 3, 2), false);
        assert_eq!(shrunk.complete(), None);
        assert_eq!(shrunk.shortfall(), "it changed while it was read");
    }

    #[test]
    fn a_huge_collection_is_not_walked_to_its_end() {
        let mut walk = walk(9);
        walk.take(1, &posts(&[9, 8], 100_000, 1_000), false);
        assert_eq!(walk.next(true).last(), Some(&MOST_PAGES));
        assert_eq!(
            walk.shortfall(),
            "it has 1000 pages; a night reads 100 at most"
        );
    }
}
