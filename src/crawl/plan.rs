//! What one run is asked to do, and which of the named addresses that leaves.
//!
//! Pure. Never drops an address silently: what a plan refuses has a cause that ends up
//! in the run's report.

use chrono::{DateTime, FixedOffset, NaiveDate};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::record::{DiscoveredUrl, Role, SourceMetadata};

/// The bounds of one run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Names of the sites; empty means all enabled ones.
    pub sites: Vec<String>,
    /// First day of publication, in the site's civil time.
    pub since: Option<NaiveDate>,
    /// Last day of publication.
    pub until: Option<NaiveDate>,
    /// Most articles fetched.
    pub limit: Option<u64>,
    /// Last part of a section's address.
    pub section: Option<String>,
    /// Ask the sources, fetch no article.
    pub dry_run: bool,
    /// Ask for everything, as on the first night.
    #[serde(default)]
    pub full: bool,
}

/// Why an address is not fetched in this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlanRefusal {
    /// Published outside `since..=until`.
    OutOfRange,
    /// The run's limit is reached.
    Limit,
    /// A dry run.
    DryRun,
    /// More list pages than configured.
    TooManyLists,
    /// More sitemaps than configured.
    TooManySitemaps,
}

impl PlanRefusal {
    /// Short stable cause for reports.
    pub fn cause(self) -> &'static str {
        match self {
            Self::OutOfRange => "out_of_range",
            Self::Limit => "limit",
            Self::DryRun => "dry_run",
            Self::TooManyLists => "too_many_lists",
            Self::TooManySitemaps => "too_many_sitemaps",
        }
    }

    /// For a person.
    pub fn detail(self) -> &'static str {
        match self {
            Self::OutOfRange => "published outside --since and --until",
            Self::Limit => "the run's --limit was reached",
            Self::DryRun => "--dry-run fetches no article",
            Self::TooManyLists => "more list pages than discover.max_list_pages",
            Self::TooManySitemaps => "more sitemaps than discover.max_sitemaps",
        }
    }
}

impl Plan {
    /// Whether an address may be asked, by what is known before asking.
    pub fn refuses(
        &self,
        role: Role,
        source_metadata: &SourceMetadata,
        zone: Tz,
        done: Done,
    ) -> Option<PlanRefusal> {
        match role {
            Role::Article | Role::Page => {
                if self.dry_run && role == Role::Article {
                    Some(PlanRefusal::DryRun)
                } else if source_metadata
                    .published_at
                    .is_some_and(|at| !self.covers(at, zone))
                {
                    Some(PlanRefusal::OutOfRange)
                } else if self.limit.is_some_and(|limit| done.articles >= limit) {
                    Some(PlanRefusal::Limit)
                } else {
                    None
                }
            }
            Role::List if done.lists >= done.max_lists => Some(PlanRefusal::TooManyLists),
            Role::Sitemap if done.sitemaps >= done.max_sitemaps => {
                Some(PlanRefusal::TooManySitemaps)
            }
            _ => None,
        }
    }

    /// True when a publication time lies within `since..=until` of the site's calendar.
    pub fn covers(&self, at: DateTime<FixedOffset>, zone: Tz) -> bool {
        self.covers_day(at.with_timezone(&zone).date_naive())
    }

    /// The same of a day of that calendar.
    pub fn covers_day(&self, day: NaiveDate) -> bool {
        self.since.is_none_or(|since| day >= since) && self.until.is_none_or(|until| day <= until)
    }

    /// With `--section`, only that section's lists lead on: sources that name the whole
    /// site do not, and neither do other sections' lists. Articles lead nowhere.
    pub fn admits(&self, discovered: &DiscoveredUrl, from: &From<'_>) -> bool {
        let Some(section) = &self.section else {
            return true;
        };
        match from {
            From::Seed => discovered.role == Role::List,
            From::List(url) => match discovered.role {
                Role::List => in_section(&discovered.url, section),
                Role::Article | Role::Page | Role::Part => in_section(url, section),
                Role::Robots
                | Role::Sitemap
                | Role::Feed
                | Role::Rest
                | Role::Media
                | Role::Requisite => false,
            },
            From::Article => {
                matches!(discovered.role, Role::Media | Role::Requisite)
                    || matches!(discovered.role, Role::Part | Role::Article)
                        && matches!(
                            discovered.source,
                            crate::record::DiscoverySource::Page
                                | crate::record::DiscoverySource::Canonical
                                | crate::record::DiscoverySource::Redirect
                        )
            }
            From::Other => false,
        }
    }
}

/// What was fetched so far, against what may be.
#[derive(Clone, Copy, Debug, Default)]
pub struct Done {
    /// Articles (and pages that might be articles) asked for.
    pub articles: u64,
    /// List pages of the site asked for.
    pub lists: u64,
    /// `discover.max_list_pages`.
    pub max_lists: u64,
    /// Sitemaps of the site asked for.
    pub sitemaps: u64,
    /// `discover.max_sitemaps`.
    pub max_sitemaps: u64,
}

/// What kind of page named an address.
#[derive(Clone, Copy, Debug)]
pub enum From<'a> {
    /// The configuration.
    Seed,
    /// A list page, by its address.
    List(&'a str),
    /// An article.
    Article,
    /// A sitemap, feed, REST answer or robots.txt.
    Other,
}

/// True when the section's name is a whole segment of the address's path.
fn in_section(url: &str, section: &str) -> bool {
    url.split(['/', '?', '#'])
        .any(|part| part.eq_ignore_ascii_case(section))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::DiscoverySource;

    const ZONE: Tz = chrono_tz::Asia::Ho_Chi_Minh;

    fn discovered(url: &str, role: Role) -> DiscoveredUrl {
        DiscoveredUrl {
            url: url.to_owned(),
            role,
            source: DiscoverySource::List,
            hops: 0,
            source_metadata: SourceMetadata::default(),
        }
    }

    fn at(text: &str) -> SourceMetadata {
        SourceMetadata {
            published_at: DateTime::parse_from_rfc3339(text).ok(),
            ..SourceMetadata::default()
        }
    }

    #[test]
    fn days_are_civil_days_of_the_site() {
        let plan = Plan {
            since: NaiveDate::from_ymd_opt(2023, 4, 5),
            until: NaiveDate::from_ymd_opt(2023, 4, 5),
            ..Plan::default()
        };
        for (time, want) in [
            ("2023-04-05T00:00:00+07:00", None),
            ("2023-04-04T17:00:00Z", None),
            ("2023-04-04T16:59:59Z", Some(PlanRefusal::OutOfRange)),
            ("2023-04-05T23:59:59+07:00", None),
            ("2023-04-05T17:00:00Z", Some(PlanRefusal::OutOfRange)),
        ] {
            let got = plan.refuses(Role::Article, &at(time), ZONE, Done::default());
            assert_eq!(got, want, "{time}");
        }
        let unknown = plan.refuses(
            Role::Article,
            &SourceMetadata::default(),
            ZONE,
            Done::default(),
        );
        assert_eq!(unknown, None, "no hint: only the page itself can tell");
    }

    #[test]
    fn limit_counts_articles_and_never_stops_sources() {
        let plan = Plan {
            limit: Some(2),
            ..Plan::default()
        };
        let done = Done {
            articles: 2,
            max_lists: 9,
            max_sitemaps: 9,
            ..Done::default()
        };
        let refuses = |role| plan.refuses(role, &SourceMetadata::default(), ZONE, done);
        assert_eq!(refuses(Role::Article), Some(PlanRefusal::Limit));
        assert_eq!(refuses(Role::Part), None, "a begun article is finished");
        assert_eq!(refuses(Role::Sitemap), None);
    }

    #[test]
    fn lists_and_sitemaps_without_end_come_to_one() {
        let done = Done {
            lists: 7,
            max_lists: 7,
            sitemaps: 9,
            max_sitemaps: 9,
            ..Done::default()
        };
        for (role, refused) in [
            (Role::List, Some(PlanRefusal::TooManyLists)),
            (Role::Sitemap, Some(PlanRefusal::TooManySitemaps)),
            (Role::Feed, None),
            (Role::Article, None),
        ] {
            let found = Plan::default().refuses(role, &SourceMetadata::default(), ZONE, done);
            assert_eq!(found, refused, "{role:?}");
        }
    }

    #[test]
    fn a_section_leads_on_only_through_its_own_lists() {
        let plan = Plan {
            section: Some("chinh-tri".to_owned()),
            ..Plan::default()
        };
        let list = "http://a.vn/category/chinh-tri/page/2";
        let article = discovered("http://a.vn/tin.html", Role::Article);
        assert!(plan.admits(&article, &From::List(list)));
        assert!(!plan.admits(&article, &From::List("http://a.vn/")));
        assert!(!plan.admits(&article, &From::Article));
        assert!(!plan.admits(&article, &From::Other));
        assert!(plan.admits(&discovered(list, Role::List), &From::List("http://a.vn/")));
        let other = discovered("http://a.vn/category/kinh-te", Role::List);
        assert!(!plan.admits(&other, &From::List("http://a.vn/")));
        assert!(
            !plan.admits(&other, &From::List(list)),
            "its menu names them all"
        );
        let rest = discovered("http://a.vn/wp-json/wp/v2/posts", Role::Rest);
        assert!(!plan.admits(&rest, &From::List(list)));
        assert!(!plan.admits(&discovered("http://a.vn/feed/", Role::Feed), &From::Seed));
    }
}
