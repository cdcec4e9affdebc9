use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::{Bounds, History, choose, due};

const DAY: u64 = 86_400;

fn bounds(budget: u64) -> Bounds {
    Bounds {
        budget,
        shortest: Duration::from_secs(DAY),
        longest: Duration::from_secs(180 * DAY),
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).expect("a time of this century")
}

/// Of an age in days, first looked at on its first day, last looked at `since` days ago.
fn history(age: i64, since: i64, looks: u32, changes: u32) -> History {
    let dated = now() - TimeDelta::days(age);
    History {
        dated,
        first_look: dated,
        last_look: now() - TimeDelta::days(since),
        looks,
        changes,
        last_change: None,
    }
}

fn worth(history: &History) -> f64 {
    due(history, &bounds(1), now()).worth
}

#[test]
fn what_is_likelier_to_have_been_edited_is_worth_more() {
    for (why, more, less) in [
        ("new before old", history(2, 1, 2, 0), history(700, 1, 2, 0)),
        (
            "edited before not",
            history(700, 9, 9, 2),
            history(700, 9, 9, 0),
        ),
        (
            "often before once",
            history(700, 9, 9, 7),
            history(700, 9, 9, 1),
        ),
        (
            "long ago before just now",
            history(700, 40, 9, 1),
            history(700, 4, 9, 1),
        ),
        (
            "a hot old one before an idle young one",
            history(700, 1, 60, 40),
            history(20, 1, 9, 0),
        ),
    ] {
        assert!(worth(&more) > worth(&less), "{why}");
    }
}

#[test]
fn looks_are_corrected_for_the_edits_they_could_not_tell_apart() {
    // Cho and Garcia-Molina: six changes in ten looks are more than six edits.
    let ten = due(&history(100, 1, 11, 6), &bounds(1), now()).rate;
    let one = due(&history(100, 1, 11, 1), &bounds(1), now()).rate;
    assert!(ten / one > 6.0, "{}", ten / one);
}

#[test]
fn nothing_is_asked_twice_within_the_shortest_interval() {
    let hot = history(1, 0, 50, 49);
    assert_eq!(choose(&[hot], &bounds(9), now()), Vec::<usize>::new());
}

#[test]
fn what_was_never_edited_is_looked_at_after_the_longest_interval_all_the_same() {
    let looks = 4_000;
    let idle = |since| history(9_000, since, looks, 0);
    let bounds = Bounds {
        longest: Duration::from_secs(3 * DAY),
        ..bounds(9)
    };
    assert_eq!(choose(&[idle(2), idle(3)], &bounds, now()), [1]);
}

#[test]
fn a_clock_that_was_set_back_makes_nothing_due() {
    let mut ahead = history(10, 0, 3, 1);
    ahead.last_look = now() + TimeDelta::days(1);
    assert_eq!(
        choose(std::slice::from_ref(&ahead), &bounds(9), now()),
        Vec::<usize>::new()
    );
    assert!(due(&ahead, &bounds(9), now()).at > now());
    // Nor does a portal whose clock runs ahead.
    let mut unborn = history(10, 2, 3, 1);
    unborn.dated = now() + TimeDelta::days(400);
    assert!(due(&unborn, &bounds(9), now()).worth.is_finite());
}

#[test]
fn the_reason_is_told() {
    assert_eq!(
        due(&history(30, 3, 5, 2), &bounds(1), now()).reason,
        "30 days old, 2 edits in 5 looks, last look 3 days ago"
    );
}

fn any_history() -> impl Strategy<Value = History> {
    (0_i64..6_000, 0_i64..400, 1_u32..300, 0_u32..300).prop_map(|(age, since, looks, changes)| {
        history(age.max(since), since, looks, changes.min(looks - 1))
    })
}

proptest! {
    #[test]
    fn due_lies_within_the_bounds(history in any_history()) {
        let due = due(&history, &bounds(1), now());
        prop_assert!(due.at >= history.last_look + TimeDelta::days(1));
        prop_assert!(due.at <= history.last_look + TimeDelta::days(180));
        prop_assert!((0.0..=1.0).contains(&due.worth));
        prop_assert!(due.rate > 0.0 && due.rate.is_finite());
    }

    #[test]
    fn one_more_edit_never_makes_it_later(history in any_history()) {
        prop_assume!(history.changes + 1 < history.looks);
        let more = History { changes: history.changes + 1, ..history.clone() };
        let (less, more) = (due(&history, &bounds(1), now()), due(&more, &bounds(1), now()));
        prop_assert!(more.at <= less.at);
        prop_assert!(more.worth >= less.worth);
    }

    /// An article that gets older and is looked at without an edit is looked at less often.
    #[test]
    fn older_without_edits_is_later(age in 1_i64..3_000, more in 1_i64..1_000) {
        let wait = |age| {
            let history = history(age, 0, 9, 0);
            due(&history, &bounds(1), now()).at - history.last_look
        };
        prop_assert!(wait(age + more) >= wait(age) - TimeDelta::seconds(2));
    }

    #[test]
    fn the_choice_is_the_most_worthwhile_of_what_is_due(
        histories in prop::collection::vec(any_history(), 0..60),
        budget in 0_u64..70,
    ) {
        let bounds = bounds(budget);
        let all: Vec<_> = histories.iter().map(|it| due(it, &bounds, now())).collect();
        let chosen = choose(&histories, &bounds, now());
        let is_due = |index: usize| all[index].at <= now();
        let waiting = (0..all.len()).filter(|index| is_due(*index)).count();
        prop_assert_eq!(chosen.len() as u64, budget.min(waiting as u64));
        for pair in chosen.windows(2) {
            prop_assert!(all[pair[0]].worth >= all[pair[1]].worth);
        }
        for (index, other) in all.iter().enumerate() {
            prop_assert!(!chosen.contains(&index) || is_due(index));
            if is_due(index) && !chosen.contains(&index) {
                prop_assert!(chosen.iter().all(|it| all[*it].worth >= other.worth));
            }
        }
    }
}
