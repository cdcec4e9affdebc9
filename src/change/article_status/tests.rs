//! Transitions: tables, and properties over any sequence of looks.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{Absence, ArticleStatus, ObservationOutcome, judge};
use crate::record::ChangeKind;

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap() + TimeDelta::hours(hours)
}

/// Absences of runs of their own at these hours.
fn absences(looks: &[(i64, ObservationOutcome)]) -> Vec<Absence> {
    looks
        .iter()
        .enumerate()
        .map(|(run, &(hours, sight))| Absence {
            at: at(hours),
            run: format!("run-{run}"),
            sight,
        })
        .collect()
}

fn kind(
    was: ArticleStatus,
    looks: &[(i64, ObservationOutcome)],
    listed: Option<bool>,
) -> Option<ChangeKind> {
    judge(was, &absences(looks), listed, true).map(|verdict| verdict.kind)
}

#[test]
fn an_absence_makes_it_missing_once() {
    use ObservationOutcome::{Another, Gone, NotFound, RedirectHome, SoftNotFound};
    for sight in [NotFound, Gone, RedirectHome, Another, SoftNotFound] {
        for was in [ArticleStatus::Live, ArticleStatus::Unlisted] {
            assert_eq!(kind(was, &[(0, sight)], None), Some(ChangeKind::Missing));
        }
        assert_eq!(kind(ArticleStatus::Missing, &[(0, sight)], None), None);
        assert_eq!(kind(ArticleStatus::Removed, &[(0, sight)], None), None);
    }
    // Nights on which the portal was ill were looks as well; it is told as missing first.
    let four = [
        (0, NotFound),
        (24, NotFound),
        (48, NotFound),
        (72, NotFound),
    ];
    assert_eq!(
        kind(ArticleStatus::Live, &four, None),
        Some(ChangeKind::Missing)
    );
}

#[test]
fn removal_takes_three_nights_and_seventy_two_hours() {
    use ObservationOutcome::{Gone, NotFound, RedirectHome};
    let removed =
        |looks: &[(i64, ObservationOutcome)]| kind(ArticleStatus::Missing, looks, None).is_some();
    for (looks, expected) in [
        (&[(0, NotFound)][..], false),
        (&[(0, NotFound), (24, NotFound)], false),
        (&[(0, NotFound), (24, NotFound), (48, NotFound)], false),
        (&[(0, NotFound), (24, NotFound), (71, NotFound)], false),
        (&[(0, NotFound), (24, NotFound), (72, NotFound)], true),
        (&[(0, NotFound), (24, RedirectHome), (72, NotFound)], true),
        (&[(0, NotFound), (96, NotFound)], false),
        (&[(0, NotFound), (95, NotFound), (96, NotFound)], false),
        (&[(0, NotFound), (78, NotFound), (96, NotFound)], true),
        (&[(0, Gone)], false),
        (&[(0, Gone), (1, Gone)], false),
        (&[(0, Gone), (17, Gone)], false),
        (&[(0, Gone), (24, Gone)], true),
        (&[(0, Gone), (24, NotFound)], false),
        (&[(0, NotFound), (24, Gone), (48, Gone)], true),
    ] {
        assert_eq!(removed(looks), expected, "{looks:?}");
    }
}

#[test]
fn looks_of_one_run_are_one_night() {
    let mut looks = absences(&[
        (0, ObservationOutcome::NotFound),
        (30, ObservationOutcome::NotFound),
        (80, ObservationOutcome::NotFound),
    ]);
    looks[2].run = "run-1".to_owned();
    assert_eq!(judge(ArticleStatus::Missing, &looks, None, true), None);
}

#[test]
fn an_ill_portal_proves_nothing() {
    let looks = absences(&[
        (0, ObservationOutcome::Gone),
        (24, ObservationOutcome::Gone),
        (48, ObservationOutcome::Gone),
        (96, ObservationOutcome::Gone),
    ]);
    for was in [
        ArticleStatus::Live,
        ArticleStatus::Missing,
        ArticleStatus::Unlisted,
    ] {
        assert_eq!(judge(was, &looks, Some(false), false), None);
    }
    assert_eq!(judge(ArticleStatus::Live, &[], Some(false), false), None);
    // Seeing the article is no conclusion from an absence.
    let back = judge(ArticleStatus::Removed, &[], None, false).unwrap();
    assert_eq!(
        (back.now, back.kind),
        (ArticleStatus::Live, ChangeKind::Restored)
    );
}

#[test]
fn lists_tell_of_live_articles_only() {
    for (was, listed, expected) in [
        (ArticleStatus::Live, Some(false), Some(ChangeKind::Unlisted)),
        (ArticleStatus::Live, Some(true), None),
        (ArticleStatus::Live, None, None),
        (ArticleStatus::Unlisted, Some(false), None),
        (ArticleStatus::Unlisted, None, None),
        (
            ArticleStatus::Unlisted,
            Some(true),
            Some(ChangeKind::Restored),
        ),
        (
            ArticleStatus::Missing,
            Some(false),
            Some(ChangeKind::Restored),
        ),
        (ArticleStatus::Removed, None, Some(ChangeKind::Restored)),
    ] {
        assert_eq!(kind(was, &[], listed), expected, "{was:?} {listed:?}");
    }
    // Absent and unlisted at once: it is missing.
    let both = kind(
        ArticleStatus::Live,
        &[(0, ObservationOutcome::NotFound)],
        Some(false),
    );
    assert_eq!(both, Some(ChangeKind::Missing));
}

#[test]
fn the_reason_names_what_was_seen_and_since_when() {
    let looks = absences(&[
        (0, ObservationOutcome::NotFound),
        (24, ObservationOutcome::RedirectHome),
        (48, ObservationOutcome::NotFound),
        (72, ObservationOutcome::NotFound),
    ]);
    let verdict = judge(ArticleStatus::Missing, &looks, None, true).unwrap();
    assert_eq!(
        verdict.reason,
        "404, a redirect to the home page or a list on 4 nights since 2026-11-18 11:06 UTC"
    );
}

#[test]
fn a_clock_that_was_far_ahead_once_does_not_stop_the_count_for_good() {
    let ahead = [
        (90_000, ObservationOutcome::NotFound),
        (0, ObservationOutcome::NotFound),
        (24, ObservationOutcome::NotFound),
        (72, ObservationOutcome::NotFound),
    ];
    assert_eq!(
        kind(ArticleStatus::Missing, &ahead, None),
        Some(ChangeKind::Removed)
    );
}

/// One night of a simulated portal.
#[derive(Clone, Debug)]
struct Look {
    later: i64,
    sight: Option<ObservationOutcome>,
    listed: Option<bool>,
    healthy: bool,
}

fn look() -> impl Strategy<Value = Look> {
    let sight = prop_oneof![
        3 => Just(None),
        4 => Just(Some(ObservationOutcome::NotFound)),
        2 => Just(Some(ObservationOutcome::Gone)),
        1 => Just(Some(ObservationOutcome::SoftNotFound)),
    ];
    (
        1..60_i64,
        sight,
        any::<Option<bool>>(),
        prop::bool::weighted(0.8),
    )
        .prop_map(|(later, sight, listed, healthy)| Look {
            later,
            sight,
            listed,
            healthy,
        })
}

/// Runs the looks; answers each transition with the number of its look.
fn run(
    looks: &[Look],
    shift: impl Fn(usize) -> i64,
) -> Vec<(usize, ArticleStatus, ArticleStatus, ChangeKind)> {
    let (mut article_status, mut hours) = (ArticleStatus::Live, 0);
    let mut absent: Vec<(i64, ObservationOutcome)> = Vec::new();
    let mut told = Vec::new();
    for (number, look) in looks.iter().enumerate() {
        hours += look.later;
        match look.sight {
            Some(sight) => absent.push((hours + shift(number), sight)),
            None => absent.clear(),
        }
        if let Some(verdict) = judge(
            article_status,
            &absences(&absent),
            look.listed,
            look.healthy,
        ) {
            told.push((number, article_status, verdict.now, verdict.kind));
            article_status = verdict.now;
        }
    }
    told
}

proptest! {
    #[test]
    fn any_looks_give_a_legal_sequence(looks in prop::collection::vec(look(), 0..40)) {
        for (number, from, to, kind) in run(&looks, |_| 0) {
            let legal = matches!(
                (from, to, kind),
                (ArticleStatus::Live | ArticleStatus::Unlisted, ArticleStatus::Missing, ChangeKind::Missing)
                    | (ArticleStatus::Missing, ArticleStatus::Removed, ChangeKind::Removed)
                    | (ArticleStatus::Live, ArticleStatus::Unlisted, ChangeKind::Unlisted)
                    | (
                        ArticleStatus::Missing | ArticleStatus::Removed | ArticleStatus::Unlisted,
                        ArticleStatus::Live,
                        ChangeKind::Restored
                    )
            );
            prop_assert!(legal, "{from:?} -> {to:?} as {kind:?}");
            let seen = looks[number].sight.is_none();
            prop_assert_eq!(seen, matches!(kind, ChangeKind::Restored | ChangeKind::Unlisted));
            prop_assert!(looks[number].healthy || kind == ChangeKind::Restored);
        }
    }

    #[test]
    fn a_clock_put_back_never_hastens_a_removal(
        laters in prop::collection::vec(6..40_i64, 2..20),
        jump in 0..20_usize,
        back in 1..200_i64,
    ) {
        let looks: Vec<Look> = laters
            .into_iter()
            .map(|later| Look { later, sight: Some(ObservationOutcome::NotFound), listed: None, healthy: true })
            .collect();
        let removal = |told: &[(usize, ArticleStatus, ArticleStatus, ChangeKind)]| {
            told.iter().find(|told| told.3 == ChangeKind::Removed).map_or(usize::MAX, |told| told.0)
        };
        let right = removal(&run(&looks, |_| 0));
        let put_back = removal(&run(&looks, |number| if number >= jump { -back } else { 0 }));
        prop_assert!(put_back >= right, "{put_back} < {right}");
    }
}

/// A look soon after a night took its place once the clock was put back, and the span with it.
#[test]
fn looks_between_nights_do_not_shorten_the_time_an_article_is_missing() {
    let looks: Vec<Look> = [6, 25, 12, 12, 10, 10, 12]
        .map(|later| Look {
            later,
            sight: Some(ObservationOutcome::NotFound),
            listed: None,
            healthy: true,
        })
        .into();
    let removed = |back: i64| {
        let told = run(&looks, |number| if number >= 1 { -back } else { 0 });
        told.into_iter()
            .find(|it| it.3 == ChangeKind::Removed)
            .map(|it| it.0)
    };
    assert_eq!(removed(0), Some(6));
    assert_eq!(removed(8), Some(6));
}
