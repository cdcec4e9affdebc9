//! Where articles stand: what each look says of it, moves, and transitions told once.

use chrono::{DateTime, Duration, Utc};
use hpnews::change::{ArticleStatus, ObservationOutcome};
use hpnews::record::{ChangeKind, DiscoverySource, Role};
use hpnews::store::{Among, Archive, Event, Outcome, ScheduleReason};

use super::nights::{begin, gone, redirect, skipped, states, tell, transition};
use super::scene::{
    HOST, SITE, article_id, at, captured, discovered, due, failed, open, options, url, visit,
    visit_to,
};

/// Three articles read on the first night; a night begun.
fn second_night() -> (tempfile::TempDir, Archive, String) {
    let dir = tempfile::tempdir().unwrap();
    let mut archive = open(dir.path());
    let run = archive.begin_run(&options(), at(0)).unwrap().stamp;
    for n in 1..=3 {
        visit(&mut archive, &run, n, 1, at(i64::from(n)));
    }
    archive.write_changes(&run, &[]).unwrap();
    archive.finish_run("complete", at(10)).unwrap();
    let run = begin(&mut archive, 1);
    (dir, archive, run)
}

fn later(n: i64) -> DateTime<Utc> {
    at(n) + Duration::days(1)
}

#[test]
fn every_way_not_to_see_an_article_is_an_absence_and_a_refusal_is_none() {
    let list = format!("https://{HOST}/tin-tuc/");
    let home = format!("https://{HOST}/");
    let not = |kind: &str| Outcome::NotArticle {
        reason_kind: kind.to_owned(),
        reason: String::new(),
    };
    let page = |outcome| captured(later(1), &url(1), Role::Article, outcome);
    let mut to_list = redirect(later(1), &url(1), &list);
    if let Event::Captured { discovered: it, .. } = &mut to_list {
        it.push(discovered(&list, Role::List, DiscoverySource::Redirect));
    }
    let cases = [
        (
            gone(later(1), &url(1), 404),
            Some(ObservationOutcome::NotFound),
        ),
        (gone(later(1), &url(1), 410), Some(ObservationOutcome::Gone)),
        (to_list, Some(ObservationOutcome::RedirectHome)),
        (
            redirect(later(1), &url(1), &home),
            Some(ObservationOutcome::RedirectHome),
        ),
        // The twin is known as another article: no need to ask it.
        (
            redirect(later(1), &url(1), &url(2)),
            Some(ObservationOutcome::Another),
        ),
        (
            page(not("redirect_elsewhere")),
            Some(ObservationOutcome::Another),
        ),
        (
            page(not("soft_404")),
            Some(ObservationOutcome::SoftNotFound),
        ),
        (page(not("redirect_loop")), None),
        (page(not("list")), None),
        (failed(later(1), &url(1), None), None),
        (skipped(later(1), 1), None),
    ];
    for (event, expected) in cases {
        let (_dir, mut archive, run) = second_night();
        archive
            .commit(&due(later(0), &url(1), ScheduleReason::Schedule))
            .unwrap();
        archive.commit(&event).unwrap();
        let found = archive.observations().looked_at(SITE, &run).unwrap();
        let sights: Vec<ObservationOutcome> = found
            .iter()
            .flat_map(|it| it.absences.iter().map(|absence| absence.sight))
            .collect();
        assert_eq!(sights, Vec::from_iter(expected), "{event:?}");
        let absent = u64::from(expected.is_some());
        assert_eq!(
            archive.observations().sights(SITE, &run).unwrap(),
            (0, absent)
        );
        assert_eq!(
            archive.observations().absent(SITE).unwrap().len() as u64,
            absent
        );
        for it in found {
            let is = (it.article_id, it.url, it.seen, it.at, it.moved_from);
            assert_eq!(is, (article_id(1), url(1), false, later(1), None));
        }
        assert_eq!(states(&archive, 2), "dormant", "nobody had to ask the twin");
    }
}

#[test]
fn an_address_that_shows_another_article_does_not_show_its_own() {
    let (_dir, mut archive, run) = second_night();
    // Article 2 has taken the address of article 1, as WordPress gives a freed slug away.
    visit_to(&mut archive, &run, (2, 1), later(1), &url(1));
    let found = archive.observations().looked_at(SITE, &run).unwrap();
    let is: Vec<_> = found
        .iter()
        .map(|it| (it.article_id.as_str(), it.seen, it.moved_from.as_deref()))
        .collect();
    let second = url(2);
    assert_eq!(
        is,
        [
            (article_id(1).as_str(), false, None),
            (article_id(2).as_str(), true, Some(second.as_str()))
        ]
    );
    assert_eq!(found[0].absences[0].sight, ObservationOutcome::Another);
    assert_eq!(archive.observations().sights(SITE, &run).unwrap(), (1, 1));
    // It is missed at that address the next night as well.
    archive.finish_run("complete", later(2)).unwrap();
    let run = begin(&mut archive, 2);
    visit_to(&mut archive, &run, (2, 1), later(86_400), &url(1));
    let found = archive.observations().looked_at(SITE, &run).unwrap();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].absences.len(), 2);
}

#[test]
fn a_move_is_told_once_and_a_redirect_waits_for_its_target() {
    let (dir, mut archive, run) = second_night();
    let new = format!("https://{HOST}/tin-tuc/doi-ten/");
    archive
        .commit(&due(later(0), &url(1), ScheduleReason::Modified))
        .unwrap();
    archive.commit(&redirect(later(1), &url(1), &new)).unwrap();
    assert_eq!(
        archive.observations().looked_at(SITE, &run).unwrap(),
        [],
        "not known yet"
    );
    tell(
        &mut archive,
        later(1),
        &[discovered(&new, Role::Article, DiscoverySource::Redirect)],
    );
    archive
        .commit(&failed(later(2), &new, Some(later(3))))
        .unwrap();
    assert_eq!(
        archive.observations().looked_at(SITE, &run).unwrap(),
        [],
        "nor by a failure"
    );
    visit_to(&mut archive, &run, (1, 1), later(4), &new);
    let found = archive.observations().looked_at(SITE, &run).unwrap();
    let [moved] = found.as_slice() else {
        panic!("{found:?}");
    };
    assert_eq!((moved.seen, moved.url.as_str()), (true, new.as_str()));
    assert_eq!(
        (moved.moved_from.clone(), moved.at),
        (Some(url(1)), later(4))
    );
    assert_eq!(moved.absences, []);
    // The run is given up before it told of it: the next one does.
    let run = begin(&mut archive, 3);
    let found = archive.observations().looked_at(SITE, &run).unwrap();
    assert_eq!(found[0].moved_from, Some(url(1)));
    archive
        .commit(&transition(
            later(4),
            1,
            ChangeKind::Moved,
            ArticleStatus::Live,
        ))
        .unwrap();
    assert_eq!(
        archive.observations().looked_at(SITE, &run).unwrap(),
        [],
        "told"
    );
    drop(archive);
    let archive = open(dir.path());
    assert_eq!(
        archive.observations().looked_at(SITE, &run).unwrap(),
        [],
        "told, also after a kill"
    );
    assert_eq!(
        archive.observations().transitions_of(&run).unwrap().len(),
        1
    );
}

#[test]
fn an_old_address_that_comes_back_is_asked_for_its_article() {
    let (_dir, mut archive, run) = second_night();
    let new = format!("https://{HOST}/tin-tuc/doi-ten/");
    visit_to(&mut archive, &run, (1, 1), later(1), &new);
    archive
        .commit(&transition(
            later(1),
            1,
            ChangeKind::Moved,
            ArticleStatus::Live,
        ))
        .unwrap();
    archive.finish_run("complete", later(2)).unwrap();
    let run = begin(&mut archive, 2);
    let now = at(0) + Duration::days(2);
    archive
        .commit(&due(now, &new, ScheduleReason::Schedule))
        .unwrap();
    archive.commit(&redirect(now, &new, &url(1))).unwrap();
    let task = archive
        .addresses()
        .next_due(HOST, &Among::default(), now)
        .unwrap()
        .unwrap();
    assert_eq!(
        (task.url, task.due),
        (url(1), Some(ScheduleReason::Confirm))
    );
    assert_eq!(archive.observations().looked_at(SITE, &run).unwrap(), []);
    archive.commit(&gone(now, &url(1), 404)).unwrap();
    let found = archive.observations().looked_at(SITE, &run).unwrap();
    assert_eq!(
        found[0].absences[0].sight,
        ObservationOutcome::Another,
        "it is not there"
    );
}

#[test]
fn standing_follows_transitions_and_a_sight_closes_absences() {
    let (_dir, mut archive, mut run) = second_night();
    for night in 1..=3 {
        let now = at(0) + Duration::days(night);
        archive
            .commit(&due(now, &url(1), ScheduleReason::Confirm))
            .unwrap();
        archive.commit(&gone(now, &url(1), 404)).unwrap();
        let found = archive.observations().looked_at(SITE, &run).unwrap();
        assert_eq!(found[0].absences.len(), usize::try_from(night).unwrap());
        let (kind, status) = match night {
            1 | 2 => (ChangeKind::Missing, ArticleStatus::Missing),
            _ => (ChangeKind::Removed, ArticleStatus::Removed),
        };
        if night != 2 {
            let event = transition(now, 1, kind, status);
            archive.commit(&event).unwrap();
            archive.commit(&event).unwrap();
        }
        assert_eq!(
            archive.observations().absent(SITE).unwrap()[0].article_status,
            status
        );
        archive.finish_run("complete", now).unwrap();
        run = begin(&mut archive, night + 1);
    }
    assert_eq!(
        archive.observations().held_posts(SITE).unwrap().len(),
        2,
        "a removed one is not held"
    );
    let now = at(0) + Duration::days(4);
    visit(&mut archive, &run, 1, 1, now);
    let found = archive.observations().looked_at(SITE, &run).unwrap();
    assert_eq!(
        (found[0].seen, found[0].article_status),
        (true, ArticleStatus::Removed)
    );
    assert_eq!((found[0].absences.len(), found[0].at), (0, now));
    let restored = transition(now, 1, ChangeKind::Restored, ArticleStatus::Live);
    archive.commit(&restored).unwrap();
    assert_eq!(archive.observations().looked_at(SITE, &run).unwrap(), []);
    assert_eq!(archive.observations().absent(SITE).unwrap(), []);
    let told: Vec<_> = archive
        .observations()
        .transitions(&article_id(1))
        .unwrap()
        .into_iter()
        .map(|it| (it.kind, it.now))
        .collect();
    assert_eq!(
        told,
        [
            (ChangeKind::Missing, ArticleStatus::Missing),
            (ChangeKind::Removed, ArticleStatus::Removed),
            (ChangeKind::Restored, ArticleStatus::Live)
        ]
    );
    let history = archive
        .observations()
        .revisitable_article(&article_id(1))
        .unwrap()
        .unwrap();
    assert_eq!(
        (history.looks, history.changes, history.last_look),
        (2, 0, now)
    );
    assert_eq!(history.first_look, at(1));
}

#[test]
fn looks_and_changes_are_counted_as_they_come() {
    let (_dir, mut archive, mut run) = second_night();
    for (night, version) in [(1, 1), (2, 2), (3, 2), (4, 3)] {
        let now = at(0) + Duration::days(night);
        visit(&mut archive, &run, 1, version, now);
        archive.finish_run("complete", now).unwrap();
        run = begin(&mut archive, night + 1);
    }
    let history = archive
        .observations()
        .revisitable_article(&article_id(1))
        .unwrap()
        .unwrap();
    assert_eq!((history.looks, history.changes), (5, 2));
    assert_eq!(history.last_change, Some(at(0) + Duration::days(4)));
    assert_eq!(
        archive
            .observations()
            .revisitable_article("no:post-1")
            .unwrap(),
        None
    );
}
