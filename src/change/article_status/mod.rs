//! Where an article stands: live, missing, removed, unlisted.
//!
//! Never believes one look: a portal that is down or blocks says nothing of its articles.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::record::ChangeKind;

/// Nights of absence after which an article counts as removed …
const NIGHTS: usize = 3;
/// … and the least time between the first and the last of them.
const SPAN: TimeDelta = TimeDelta::hours(72);
/// Nights of 410, by which a portal says itself that the article is gone for good.
const NIGHTS_OF_410: usize = 2;
/// The least time between two looks that count as two nights. A run of some hours may look at an
/// article late one night and early the next; two calendar days may be a minute apart.
const NIGHT: TimeDelta = TimeDelta::hours(18);

/// Where an article stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ArticleStatus {
    /// There and listed.
    #[default]
    Live,
    /// Not there at the last look.
    Missing,
    /// Gone for good, as far as anyone can tell.
    Removed,
    /// There, but no source lists it.
    Unlisted,
}

/// What one look at an article's address saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObservationOutcome {
    /// The article.
    Article,
    /// 404.
    NotFound,
    /// 410.
    Gone,
    /// A redirect to the home page or a list.
    RedirectHome,
    /// A redirect to another article, or that article in its place.
    Another,
    /// A page with status 200 that says there is none.
    SoftNotFound,
}

/// A look that did not see the article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// When.
    pub at: DateTime<Utc>,
    /// In which run.
    pub run: String,
    /// What it saw instead; never [`ObservationOutcome::Article`].
    pub sight: ObservationOutcome,
}

/// A change of standing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusChange {
    /// Where it stands now.
    pub now: ArticleStatus,
    /// How it is told: `Missing`, `Removed`, `Unlisted` or `Restored`.
    pub kind: ChangeKind,
    /// Why, for a person: what was seen, how often, since when.
    pub reason: String,
}

/// What the looks of this run mean for an article. `absences` are all looks since it was last
/// seen, oldest first, this run's last; empty when this run saw it. `listed` is `Some(false)`
/// when a complete list of this run lacks it, `None` when no list was complete. `healthy` is
/// false when the portal's own control pages did not answer as they should: then nothing is
/// concluded from an absence. `None` = it stands as it stood.
pub fn judge(
    was: ArticleStatus,
    absences: &[Absence],
    listed: Option<bool>,
    healthy: bool,
) -> Option<StatusChange> {
    let Some(last) = absences.last() else {
        return seen(was, listed, healthy);
    };
    match was {
        _ if !healthy => None,
        ArticleStatus::Live | ArticleStatus::Unlisted => Some(StatusChange {
            now: ArticleStatus::Missing,
            kind: ChangeKind::Missing,
            reason: format!("{} at {}", words(last.sight), told(last.at)),
        }),
        ArticleStatus::Missing => gone_for_good(absences),
        ArticleStatus::Removed => None,
    }
}

/// What it means that this run saw the article.
fn seen(was: ArticleStatus, listed: Option<bool>, healthy: bool) -> Option<StatusChange> {
    let (now, kind, reason) = match (was, listed) {
        (ArticleStatus::Missing, _) => (ArticleStatus::Live, ChangeKind::Restored, "seen again"),
        (ArticleStatus::Removed, _) => (
            ArticleStatus::Live,
            ChangeKind::Restored,
            "seen again after its removal",
        ),
        (ArticleStatus::Unlisted, Some(true)) => {
            (ArticleStatus::Live, ChangeKind::Restored, "listed again")
        }
        (ArticleStatus::Live, Some(false)) if healthy => (
            ArticleStatus::Unlisted,
            ChangeKind::Unlisted,
            "still answers, and a complete list of the portal lacks it",
        ),
        _ => return None,
    };
    Some(StatusChange {
        now,
        kind,
        reason: reason.to_owned(),
    })
}

/// Whether a missing article is removed by now.
fn gone_for_good(absences: &[Absence]) -> Option<StatusChange> {
    let gone: Vec<&Absence> = absences
        .iter()
        .filter(|absence| absence.sight == ObservationOutcome::Gone)
        .collect();
    let by_word = nights(&gone);
    let all = nights(&absences.iter().collect::<Vec<_>>());
    let counted = if by_word.len() >= NIGHTS_OF_410 {
        by_word
    } else if all.len() >= NIGHTS && span(&all, absences) >= SPAN {
        all
    } else {
        return None;
    };
    let mut sights: Vec<&str> = Vec::new();
    for absence in &counted {
        let word = words(absence.sight);
        if !sights.contains(&word) {
            sights.push(word);
        }
    }
    Some(StatusChange {
        now: ArticleStatus::Removed,
        kind: ChangeKind::Removed,
        reason: format!(
            "{} on {} nights since {}",
            sights.join(", "),
            counted.len(),
            told(counted.first()?.at)
        ),
    })
}

/// The looks that count as nights of their own: each of another run and at least [`NIGHT`] after
/// the one before. A look that is later than one that came after it was
/// told by a clock that has been put back since: it is left out, so that a clock that jumps back
/// makes a removal later and never sooner.
fn nights<'a>(absences: &[&'a Absence]) -> Vec<&'a Absence> {
    let mut believed: Vec<&Absence> = Vec::with_capacity(absences.len());
    for absence in absences {
        while believed.last().is_some_and(|last| last.at > absence.at) {
            believed.pop();
        }
        believed.push(absence);
    }
    let mut counted: Vec<&Absence> = Vec::new();
    for absence in believed {
        let another = counted.last().is_none_or(|last| {
            last.run != absence.run && absence.at.signed_duration_since(last.at) >= NIGHT
        });
        if another {
            counted.push(absence);
        }
    }
    counted
}

/// Whether what was seen at these times, oldest first, has lasted as long as a removal must.
pub(super) fn is_for_good(at: &[DateTime<Utc>]) -> bool {
    let mut nights: Vec<DateTime<Utc>> = Vec::new();
    for at in at {
        if nights.last().is_none_or(|last| *at - *last >= NIGHT) {
            nights.push(*at);
        }
    }
    let span = nights.first().zip(at.last());
    nights.len() >= NIGHTS && span.is_some_and(|(first, last)| *last - *first >= SPAN)
}

/// From the first night to the last look. To the last night would be less, and not in order: a
/// look a little later can take the place of a night, and what was put back come out longer.
fn span(nights: &[&Absence], absences: &[Absence]) -> TimeDelta {
    match (nights.first(), absences.last()) {
        (Some(first), Some(last)) => last.at.signed_duration_since(first.at),
        _ => TimeDelta::zero(),
    }
}

fn told(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}

fn words(sight: ObservationOutcome) -> &'static str {
    match sight {
        ObservationOutcome::Article => "the article",
        ObservationOutcome::NotFound => "404",
        ObservationOutcome::Gone => "410",
        ObservationOutcome::RedirectHome => "a redirect to the home page or a list",
        ObservationOutcome::Another => "another article in its place",
        ObservationOutcome::SoftNotFound => "a page that says there is none",
    }
}

#[cfg(test)]
mod tests;
