//! How a whole site is, by what a run saw at the addresses of its articles.
//!
//! Never believes a few looks, and says nothing while one article is still seen where it was:
//! an odd page is no portal that died. Never knows words of spam: what a page says of other
//! things than its article is evidence enough.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::article_status::is_for_good;

/// How a site is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SiteState {
    /// It shows its articles.
    #[default]
    Live,
    /// None of its articles is where it was, or nothing answers: not long enough to say more.
    Silent,
    /// The same for three nights and 72 hours.
    Gone,
    /// Its articles' addresses lead to as many on another host.
    Moved,
    /// Its addresses answer, with what is no article of it.
    TakenOver,
}

impl SiteState {
    /// As it is written in files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Silent => "silent",
            Self::Gone => "gone",
            Self::Moved => "moved",
            Self::TakenOver => "taken_over",
        }
    }
}

/// What one look at an article's address saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Glance {
    /// The article, or its words in a form the recipe does not know.
    Article,
    /// Nothing: 404, 410, a page that says so, its list.
    Nothing,
    /// A page with status 200 that says nothing of the article.
    Strange,
    /// A redirect to an address outside the site: host and whole address.
    Elsewhere {
        /// Of the target.
        host: String,
        /// The target.
        url: String,
    },
}

/// A site's state, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteVerdict {
    /// How it is.
    pub state: SiteState,
    /// What was seen, for a person.
    pub reason: String,
}

/// The state that a run's looks show. Fewer than `least` say nothing; `silent` are the times of the
/// earlier runs, oldest first, since which nothing of the site was seen, this one last.
/// `None`: they are too few, or too unlike, to say anything.
pub fn judge_site(looks: &[Glance], least: usize, silent: &[DateTime<Utc>]) -> Option<SiteVerdict> {
    if looks.contains(&Glance::Article) {
        return Some(verdict(SiteState::Live, "its articles are seen".to_owned()));
    }
    let all = looks.len();
    if all < least.max(1) {
        return None;
    }
    let nearly = |some: usize| some * 10 >= all * 9;
    let count = |is: fn(&Glance) -> bool| looks.iter().filter(|it| is(it)).count();
    if let Some(moved) = moved(looks).filter(|(some, ..)| nearly(*some)) {
        let (some, host, targets) = moved;
        return Some(if targets * 2 > some {
            let reason = format!("{some} of {all} addresses lead to {host}");
            verdict(SiteState::Moved, reason)
        } else {
            let reason = format!("{some} of {all} addresses lead to {targets} of {host}");
            verdict(SiteState::TakenOver, reason)
        });
    }
    let strange = count(|it| *it == Glance::Strange);
    if nearly(strange) {
        let reason = format!("{strange} of {all} pages say nothing of their articles");
        return Some(verdict(SiteState::TakenOver, reason));
    }
    let nothing = count(|it| *it == Glance::Nothing);
    nearly(nothing).then(|| {
        let reason = format!("{nothing} of {all} addresses show nothing");
        verdict(quiet(true, silent), reason)
    })
}

/// The state of a site none of whose hosts answered; `others` tells whether another site's did.
/// Where none did, it may be our own line that is silent.
pub fn judge_unanswered(others: bool, silent: &[DateTime<Utc>]) -> SiteVerdict {
    verdict(
        quiet(others, silent),
        "none of its hosts answered".to_owned(),
    )
}

fn quiet(is_sure: bool, silent: &[DateTime<Utc>]) -> SiteState {
    if is_sure && is_for_good(silent) {
        SiteState::Gone
    } else {
        SiteState::Silent
    }
}

fn verdict(state: SiteState, reason: String) -> SiteVerdict {
    SiteVerdict { state, reason }
}

/// Of the host that most addresses lead to: how many, its name, how many targets.
fn moved(looks: &[Glance]) -> Option<(usize, &str, usize)> {
    let mut hosts: BTreeMap<&str, (usize, BTreeSet<&str>)> = BTreeMap::new();
    for look in looks {
        if let Glance::Elsewhere { host, url } = look {
            let (count, targets) = hosts.entry(host).or_default();
            *count += 1;
            targets.insert(url);
        }
    }
    let most = hosts.into_iter().max_by_key(|(_, (count, _))| *count)?;
    let (host, (count, targets)) = most;
    Some((count, host, targets.len()))
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    fn elsewhere(host: &str, path: usize) -> Glance {
        Glance::Elsewhere {
            host: host.to_owned(),
            url: format!("https://{host}/{path}"),
        }
    }

    #[test]
    fn a_site_is_what_nearly_all_its_addresses_show() {
        use Glance::{Article, Nothing, Strange};
        let one = |it: Glance, count| vec![it; count];
        let to = |path: fn(usize) -> usize| {
            let all = (0..10).map(|it| elsewhere("haiphong.gov.vn", path(it)));
            all.collect::<Vec<_>>()
        };
        for (looks, want) in [
            (vec![], None),
            (one(Strange, 2), None),
            (one(Strange, 3), Some(SiteState::TakenOver)),
            (
                [one(Strange, 30), one(Article, 1)].concat(),
                Some(SiteState::Live),
            ),
            (
                [one(Strange, 9), one(Nothing, 1)].concat(),
                Some(SiteState::TakenOver),
            ),
            ([one(Strange, 5), one(Nothing, 5)].concat(), None),
            (one(Nothing, 5), Some(SiteState::Silent)),
            (to(|it| it), Some(SiteState::Moved)),
            (to(|_| 0), Some(SiteState::TakenOver)),
        ] {
            let found = judge_site(&looks, 3, &[DateTime::UNIX_EPOCH]);
            assert_eq!(found.map(|it| it.state), want, "{looks:?}");
        }
    }

    #[test]
    fn our_own_line_may_be_what_is_silent() {
        let nights: Vec<_> = (0..9)
            .map(|it| DateTime::UNIX_EPOCH + TimeDelta::days(it))
            .collect();
        for (others, want) in [(false, SiteState::Silent), (true, SiteState::Gone)] {
            assert_eq!(judge_unanswered(others, &nights).state, want, "{others}");
        }
        assert_eq!(
            judge_unanswered(true, &nights[..3]).state,
            SiteState::Silent
        );
    }

    #[test]
    fn silence_is_the_end_after_three_nights_and_72_hours() {
        let night = |hours| DateTime::UNIX_EPOCH + TimeDelta::hours(hours);
        for (hours, want) in [
            (&[0][..], SiteState::Silent),
            (&[0, 24, 48], SiteState::Silent),
            (&[0, 72], SiteState::Silent),
            (&[0, 24, 72], SiteState::Gone),
            (&[0, 1, 72], SiteState::Silent),
        ] {
            let silent: Vec<_> = hours.iter().map(|it| night(*it)).collect();
            let found = judge_site(
                &[Glance::Nothing, Glance::Nothing, Glance::Nothing],
                3,
                &silent,
            );
            assert_eq!(found.map(|it| it.state), Some(want), "{hours:?}");
        }
    }
}
