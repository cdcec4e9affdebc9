//! Transitions: tables, and properties over any sequence of looks.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{Absence, Sight, Standing, judge};
use crate::record::Class;

fn at(hours: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap() + TimeDelta::hours(hours)
}

/// Absences of runs of their own at these hours.
fn absences(looks: &[(i64, Sight)]) -> Vec<Absence> {
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

fn class(was: Standing, looks: &[(i64, Sight)], listed: Option<bool>) -> Option<Class> {
    judge(was, &absences(looks), listed, true).map(|verdict| verdict.class)
}

#[test]
fn an_absence_makes_it_missing_once() {
    use Sight::{Another, Gone, NotFound, RedirectHome, SoftNotFound};
    for sight in [NotFound, Gone, RedirectHome, Another, SoftNotFound] {
        for was in [Standing::Live, Standing::Unlisted] {
            assert_eq!(class(was, &[(0, sight)], None), Some(Class::Missing));
        }
        assert_eq!(class(Standing::Missing, &[(0, sight)], None), None);
        assert_eq!(class(Standing::Removed, &[(0, sight)], None), None);
    }
    // Nights on which the portal was ill were looks as well; it is told as missing first.
    let four = [
        (0, NotFound),
        (24, NotFound),
        (48, NotFound),
        (72, NotFound),
    ];
    assert_eq!(class(Standing::Live, &four, None), Some(Class::Missing));
}

#[test]
fn removal_takes_three_nights_and_seventy_two_hours() {
    use Sight::{Gone, NotFound, RedirectHome};
    let removed = |looks: &[(i64, Sight)]| class(Standing::Missing, looks, None).is_some();
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
        (0, Sight::NotFound),
        (30, Sight::NotFound),
        (80, Sight::NotFound),
    ]);
    looks[2].run = "run-1".to_owned();
    assert_eq!(judge(Standing::Missing, &looks, None, true), None);
}

#[test]
fn an_ill_portal_proves_nothing() {
    let looks = absences(&[
        (0, Sight::Gone),
        (24, Sight::Gone),
        (48, Sight::Gone),
        (96, Sight::Gone),
    ]);
    for was in [Standing::Live, Standing::Missing, Standing::Unlisted] {
        assert_eq!(judge(was, &looks, Some(false), false), None);
    }
    assert_eq!(judge(Standing::Live, &[], Some(false), false), None);
    // Seeing the article is no conclusion from an absence.
    let back = judge(Standing::Removed, &[], None, false).unwrap();
    assert_eq!((back.now, back.class), (Standing::Live, Class::Restored));
}

#[test]
fn lists_tell_of_live_articles_only() {
    for (was, listed, expected) in [
        (Standing::Live, Some(false), Some(Class::Unlisted)),
        (Standing::Live, Some(true), None),
        (Standing::Live, None, None),
        (Standing::Unlisted, Some(false), None),
        (Standing::Unlisted, None, None),
        (Standing::Unlisted, Some(true), Some(Class::Restored)),
        (Standing::Missing, Some(false), Some(Class::Restored)),
        (Standing::Removed, None, Some(Class::Restored)),
    ] {
        assert_eq!(class(was, &[], listed), expected, "{was:?} {listed:?}");
    }
    // Absent and unlisted at once: it is missing.
    let both = class(Standing::Live, &[(0, Sight::NotFound)], Some(false));
    assert_eq!(both, Some(Class::Missing));
}

#[test]
fn the_reason_names_what_was_seen_and_since_when() {
    let looks = absences(&[
        (0, Sight::NotFound),
        (24, Sight::RedirectHome),
        (48, Sight::NotFound),
        (72, Sight::NotFound),
    ]);
    let verdict = judge(Standing::Missing, &looks, None, true).unwrap();
    assert_eq!(
        verdict.reason,
        "404, a redirect to the home page or a list on 4 nights since 2026-11-18 11:06 UTC"
    );
}

#[test]
fn a_clock_that_was_far_ahead_once_does_not_stop_the_count_for_good() {
    let ahead = [
        (90_000, Sight::NotFound),
        (0, Sight::NotFound),
        (24, Sight::NotFound),
        (72, Sight::NotFound),
    ];
    assert_eq!(class(Standing::Missing, &ahead, None), Some(Class::Removed));
}

/// One night of a simulated portal.
#[derive(Clone, Debug)]
struct Look {
    later: i64,
    sight: Option<Sight>,
    listed: Option<bool>,
    healthy: bool,
}

fn look() -> impl Strategy<Value = Look> {
    let sight = prop_oneof![
        3 => Just(None),
        4 => Just(Some(Sight::NotFound)),
        2 => Just(Some(Sight::Gone)),
        1 => Just(Some(Sight::SoftNotFound)),
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
fn run(looks: &[Look], shift: impl Fn(usize) -> i64) -> Vec<(usize, Standing, Standing, Class)> {
    let (mut standing, mut hours) = (Standing::Live, 0);
    let mut absent: Vec<(i64, Sight)> = Vec::new();
    let mut told = Vec::new();
    for (number, look) in looks.iter().enumerate() {
        hours += look.later;
        match look.sight {
            Some(sight) => absent.push((hours + shift(number), sight)),
            None => absent.clear(),
        }
        if let Some(verdict) = judge(standing, &absences(&absent), look.listed, look.healthy) {
            told.push((number, standing, verdict.now, verdict.class));
            standing = verdict.now;
        }
    }
    told
}

proptest! {
    #[test]
    fn any_looks_give_a_legal_sequence(looks in prop::collection::vec(look(), 0..40)) {
        for (number, from, to, class) in run(&looks, |_| 0) {
            let legal = matches!(
                (from, to, class),
                (Standing::Live | Standing::Unlisted, Standing::Missing, Class::Missing)
                    | (Standing::Missing, Standing::Removed, Class::Removed)
                    | (Standing::Live, Standing::Unlisted, Class::Unlisted)
                    | (
                        Standing::Missing | Standing::Removed | Standing::Unlisted,
                        Standing::Live,
                        Class::Restored
                    )
            );
            prop_assert!(legal, "{from:?} -> {to:?} as {class:?}");
            let seen = looks[number].sight.is_none();
            prop_assert_eq!(seen, matches!(class, Class::Restored | Class::Unlisted));
            prop_assert!(looks[number].healthy || class == Class::Restored);
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
            .map(|later| Look { later, sight: Some(Sight::NotFound), listed: None, healthy: true })
            .collect();
        let removal = |told: &[(usize, Standing, Standing, Class)]| {
            told.iter().find(|told| told.3 == Class::Removed).map_or(usize::MAX, |told| told.0)
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
            sight: Some(Sight::NotFound),
            listed: None,
            healthy: true,
        })
        .into();
    let removed = |back: i64| {
        let told = run(&looks, |number| if number >= 1 { -back } else { 0 });
        told.into_iter()
            .find(|it| it.3 == Class::Removed)
            .map(|it| it.0)
    };
    assert_eq!(removed(0), Some(6));
    assert_eq!(removed(8), Some(6));
}
