//! One article's versions, looks and changes of standing in order.

use chrono::{DateTime, TimeDelta, Utc};

use crate::change::ObservationOutcome;
use crate::published::Published;
use crate::record::ChangeKind;
use crate::store::{StoreError, VersionRow};

/// Looks further apart than this are named as a gap: a night was left out.
const NIGHTLY: TimeDelta = TimeDelta::hours(36);

/// What is known of one moment.
#[derive(Clone, Debug)]
pub enum HistoryEvent {
    /// A version.
    Version {
        /// From 1.
        number: usize,
        /// Its file below the archive: it names the address, so it is not for every page.
        path: String,
        /// Headline.
        title: Option<String>,
        /// The file of what was read later from the same capture, if anything was.
        superseded: Option<String>,
    },
    /// A look that found nothing new.
    Unchanged,
    /// A look that did not see it.
    Absent(ObservationOutcome),
    /// It was told where it stands now.
    Transition {
        /// What.
        kind: ChangeKind,
        /// Why, for a person.
        reason: String,
        /// The address before, of a move.
        from: Option<String>,
    },
    /// Nobody looked from here until then.
    Gap(DateTime<Utc>),
}

/// One line of an article's history.
#[derive(Clone, Debug)]
pub struct HistoryLine {
    /// When.
    pub at: DateTime<Utc>,
    /// In which run; `None` of a gap.
    pub run: Option<String>,
    /// What.
    pub known: HistoryEvent,
}

/// All that is known of an article, oldest first, with the times between in which nobody looked;
/// `None` where it is withheld as a whole.
pub fn history(published: &Published, id: &str) -> Result<Option<Vec<HistoryLine>>, StoreError> {
    let (reader, withheld) = (published.reader(), published.withheld());
    if withheld.has_whole(id) {
        return Ok(None);
    }
    let mut lines = Vec::new();
    let versions = reader.articles().versions(id)?;
    for (at, version) in versions.into_iter().enumerate() {
        lines.push(HistoryLine {
            at: version.captured_at.to_utc(),
            known: HistoryEvent::Version {
                number: at + 1,
                title: title(published, &version)?,
                path: version.path,
                superseded: version.superseded,
            },
            run: Some(version.run),
        });
    }
    let looks = reader.articles().observations(id)?;
    lines.extend(
        looks
            .into_iter()
            .filter(|look| !look.changed)
            .map(|look| HistoryLine {
                at: look.at,
                run: Some(look.run),
                known: HistoryEvent::Unchanged,
            }),
    );
    let absences = reader.observations().absences(id)?;
    lines.extend(absences.into_iter().map(|absence| HistoryLine {
        at: absence.at,
        run: Some(absence.run),
        known: HistoryEvent::Absent(absence.sight),
    }));
    let mut lines = with_gaps(lines);
    let transitions = reader.observations().transitions(id)?;
    lines.extend(transitions.into_iter().map(|mut told| {
        withheld.redact_text(&mut told.reason);
        if let Some(from) = &mut told.from {
            withheld.redact_address(id, from);
        }
        HistoryLine {
            at: told.at,
            run: Some(told.run),
            known: HistoryEvent::Transition {
                kind: told.kind,
                reason: told.reason,
                from: told.from,
            },
        }
    }));
    // A transition stands behind the look that decided it, a gap behind the look before it.
    lines.sort_by_key(|line| line.at);
    Ok(Some(lines))
}

/// A version's headline as it is published.
fn title(published: &Published, version: &VersionRow) -> Result<Option<String>, StoreError> {
    if published.withheld().is_empty() {
        return Ok(version.title.clone());
    }
    let snapshot = published.snapshot(&version.path)?;
    Ok(snapshot.and_then(|(snapshot, _)| snapshot.title))
}

/// The looks in order, with what lies between them.
fn with_gaps(mut looks: Vec<HistoryLine>) -> Vec<HistoryLine> {
    looks.sort_by_key(|line| line.at);
    let times: Vec<DateTime<Utc>> = looks.iter().map(|line| line.at).collect();
    for pair in times.windows(2) {
        if pair[1] - pair[0] > NIGHTLY {
            looks.push(HistoryLine {
                at: pair[0],
                run: None,
                known: HistoryEvent::Gap(pair[1]),
            });
        }
    }
    looks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_night_left_out_is_a_gap_and_one_after_another_is_none() {
        let look = |text: &str| HistoryLine {
            at: text.parse().expect("a time"),
            run: Some("r".to_owned()),
            known: HistoryEvent::Unchanged,
        };
        let lines = with_gaps(vec![
            look("2026-11-08T18:00:00Z"),
            look("2026-11-03T18:00:00Z"),
            look("2026-11-04T18:00:00Z"),
        ]);
        let gaps = lines.iter().filter_map(|line| match line.known {
            HistoryEvent::Gap(until) => Some((line.at.to_string(), until.to_string())),
            _ => None,
        });
        let wanted = ("2026-11-04 18:00:00 UTC", "2026-11-08 18:00:00 UTC");
        let wanted = (wanted.0.to_owned(), wanted.1.to_owned());
        assert_eq!(gaps.collect::<Vec<_>>(), [wanted]);
    }
}
