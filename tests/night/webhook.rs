//! The webhook: what is told, once, whatever the receiver does.

use hpnews::notify::{DeliveryLedger, Secret, signature};
use hpnews::record::ChangeKind::{Encoding, Missing, Number, Removed};

use crate::receivers::{Behave, Receiver};
use crate::scene::{KEY, Scene};

fn ids(came: &crate::receivers::Came) -> Vec<String> {
    let changes = came.json()["changes"].as_array().unwrap().clone();
    let id = |it: serde_json::Value| it["article_id"].as_str().unwrap().to_owned();
    changes.into_iter().map(id).collect()
}

#[test]
fn a_night_is_told_signed_gravest_first_and_never_again() {
    let hook = Receiver::webhook(&[Behave::Take]);
    let mut scene = Scene::webhook(hook.port);
    scene.run(&[("truoc", Removed)], None);
    let run = scene.run(
        &[
            ("so", Number),
            ("go", Removed),
            ("ma", Encoding),
            ("repeat", Number),
        ],
        None,
    );
    let (told, _) = scene.tell();
    assert_eq!((told[0].changes, told[0].untold), (3, 0));
    let came = hook.came();
    assert_eq!(came.len(), 1);
    assert_eq!(
        ids(&came[0]),
        ["go", "repeat", "so"],
        "from_kind up, nothing of before"
    );
    let body = came[0].json();
    assert_eq!(body["schema"], "hpnews/notice/1");
    assert_eq!(body["runs"], serde_json::json!([run]));
    assert_eq!(body["day"], "2026-11-03");
    assert_eq!(
        came[0].header("x-hpnews-delivery"),
        body["delivery"].as_str()
    );
    let signed = signature(&Secret::new(KEY), came[0].body.as_bytes());
    assert_eq!(came[0].header("x-hpnews-signature"), Some(signed.as_str()));
    assert!(scene.tell().0[0].error.is_none());
    assert_eq!(hook.came().len(), 1, "told twice");
    let ledger = scene.ledger();
    assert!(
        !ledger.contains("tokentoken") && !ledger.contains(KEY),
        "{ledger}"
    );
}

#[test]
fn with_a_reading_room_each_change_says_where_it_is_shown() {
    for (base, rooms) in [
        ("", [None, None]),
        (
            "[serve]\nbase = \"https://kho.example.vn/\"",
            [
                Some("https://kho.example.vn/a/go/history"),
                Some("https://kho.example.vn/a/so/compare?to=20261101193000"),
            ],
        ),
    ] {
        let hook = Receiver::webhook(&[Behave::Take]);
        let mut scene = Scene::webhook(hook.port);
        scene.set(base);
        scene.run(&[("so", Number), ("go", Removed)], None);
        scene.tell();
        let told = hook.came()[0].json();
        for (at, room) in rooms.into_iter().enumerate() {
            assert_eq!(told["changes"][at]["room"].as_str(), room, "{base}");
        }
    }
}

#[test]
fn an_undone_edit_is_told_and_an_alternation_once() {
    for (nights, told) in [
        // 250 → 350, and back.
        (&[&["so"][..], &["repeat-so"]][..], 2),
        // … and forth and back again: both were told.
        (
            &[&["so"], &["repeat-so"], &["repeat-so"], &["repeat-so"]],
            2,
        ),
        // Two articles undone in one night.
        (&[&["mot", "hai"], &["repeat-mot", "repeat-hai"]], 4),
    ] {
        let hook = Receiver::webhook(&[Behave::Take]);
        let mut scene = Scene::webhook(hook.port);
        scene.run(&[], None);
        scene.tell();
        for night in nights {
            let night: Vec<_> = night.iter().map(|name| (*name, Number)).collect();
            scene.run(&night, None);
            scene.tell();
        }
        let came = hook.came();
        let count: usize = came.iter().map(|it| ids(it).len()).sum();
        assert_eq!(count, told, "{nights:?}");
    }
}

#[test]
fn what_was_refused_is_told_the_next_night_together_with_the_new() {
    let hook = Receiver::webhook(&[Behave::Say(400)]);
    let mut scene = Scene::webhook(hook.port);
    scene.set("attempts = 3");
    scene.run(&[("mot", Removed)], None);
    let (told, said) = scene.tell();
    assert_eq!(told[0].untold, 1);
    assert_eq!(hook.came().len(), 1, "a 400 is not tried again");
    let error = told[0].error.clone().unwrap();
    assert!(
        error.to_string().contains("400") && error.hint().contains("--test"),
        "{error}"
    );
    assert!(
        !said.contains("tokentoken") && !said.contains(KEY),
        "{said}"
    );
    scene.run(&[("hai", Removed)], None);
    hook.plan(&[Behave::Take]);
    assert_eq!(scene.tell().0[0].changes, 2);
    assert_eq!(ids(&hook.came()[1]), ["mot", "hai"]);
}

#[test]
fn a_500_is_tried_again_within_the_night_under_the_same_id() {
    let hook = Receiver::webhook(&[Behave::Say(500), Behave::Say(503), Behave::Take]);
    let mut scene = Scene::webhook(hook.port);
    scene.set("attempts = 3");
    scene.run(&[("mot", Removed)], None);
    assert_eq!(scene.tell().0[0].changes, 1);
    let came = hook.came();
    assert_eq!(came.len(), 3);
    let id = |at: usize| came[at].header("x-hpnews-delivery");
    assert!(id(0).is_some() && id(0) == id(1) && id(1) == id(2));
    assert_eq!(scene.ledger().matches("\"intent\"").count(), 3);
}

#[test]
fn no_redirect_is_followed_and_a_long_retry_after_is_left_for_the_next_night() {
    for (behave, word) in [(Behave::Redirect, "302"), (Behave::Say(429), "429")] {
        let hook = Receiver::webhook(&[behave]);
        let mut scene = Scene::webhook(hook.port);
        scene.set("attempts = 3");
        scene.run(&[("mot", Removed)], None);
        let (told, _) = scene.tell();
        assert!(told[0].error.as_ref().unwrap().to_string().contains(word));
        assert_eq!(hook.came().len(), 1, "{behave:?}");
    }
}

#[test]
fn a_receiver_that_is_down_or_never_answers_loses_nothing() {
    let port = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap().port()
    };
    let mut down = Scene::webhook(port);
    down.run(&[("mot", Removed)], None);
    let (told, said) = down.tell();
    assert!(
        told[0]
            .error
            .as_ref()
            .unwrap()
            .to_string()
            .contains("could not reach"),
        "{said}"
    );
    assert!(!said.contains("tokentoken"), "{said}");
    let hook = Receiver::webhook(&[Behave::Hang]);
    let mut slow = Scene::webhook(hook.port);
    slow.run(&[("mot", Removed)], None);
    let (told, _) = slow.tell();
    assert!(
        told[0]
            .error
            .as_ref()
            .unwrap()
            .to_string()
            .contains("gave up waiting")
    );
    hook.plan(&[Behave::Take]);
    assert_eq!(slow.tell().0[0].changes, 1);
}

#[test]
fn one_that_may_have_arrived_is_sent_again_as_it_was_before_the_new() {
    let hook = Receiver::webhook(&[Behave::TakeAndClose]);
    let mut scene = Scene::webhook(hook.port);
    scene.run(&[("mot", Removed)], None);
    assert_eq!(scene.tell().0[0].untold, 1);
    scene.run(&[("hai", Missing)], None);
    hook.plan(&[Behave::Take]);
    let (told, said) = scene.tell();
    assert_eq!(told[0].changes, 2);
    let came = hook.came();
    assert_eq!(came[0].body, came[1].body, "the same under the same id");
    assert!(said.contains(&format!(
        "again {}",
        came[0].header("x-hpnews-delivery").unwrap()
    )));
    assert_eq!(ids(&came[2]), ["hai"]);
}

#[test]
fn killed_at_any_line_of_the_ledger_nothing_is_lost_and_only_the_id_at_hand_is_repeated() {
    let hook = Receiver::webhook(&[Behave::Take]);
    let mut scene = Scene::webhook(hook.port);
    let run = scene.run(&[("mot", Removed)], None);
    scene.tell();
    let first = hook.came()[0].clone();
    let whole = scene.ledger();
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    assert_eq!(lines.len(), 3, "{whole}");
    for kept in 0..=lines.len() {
        for torn in [0, 9] {
            let mut text = lines[..kept].concat();
            text.extend(lines.get(kept).map(|line| &line[..torn]));
            std::fs::write(scene.ledger_path(), &text).unwrap();
            let before = hook.came().len();
            assert!(scene.tell().0[0].error.is_none());
            let came = hook.came().split_off(before);
            assert_eq!(came.len(), usize::from(kept < 3), "kept {kept}");
            for it in came {
                assert_eq!(it.body, first.body);
                assert_eq!(
                    it.header("x-hpnews-delivery"),
                    first.header("x-hpnews-delivery")
                );
            }
            let ledger = DeliveryLedger::open(&scene.archive()).unwrap();
            let memory = ledger.memory(&hpnews::notify::Channel::Webhook);
            assert!(
                memory.untold(std::slice::from_ref(&run)).is_empty() && memory.open().is_none()
            );
        }
    }
}

#[test]
fn an_alarm_that_lasts_is_told_once() {
    let hook = Receiver::webhook(&[Behave::Take]);
    let mut scene = Scene::webhook(hook.port);
    for _ in 0..3 {
        scene.run(&[], Some("20261101T193000Z"));
        scene.tell();
    }
    let came = hook.came();
    assert_eq!(came.len(), 1);
    scene.run(&[], Some("20261104T193000Z"));
    scene.tell();
    assert_eq!(hook.came().len(), 2, "another one is news");
    assert_eq!(came[0].json()["drift"][0]["site"], "thanhphohaiphong");
}

#[test]
fn quiet_nights_are_told_only_where_they_are_wanted() {
    let hook = Receiver::webhook(&[Behave::Take]);
    let mut scene = Scene::webhook(hook.port);
    scene.run(&[("ma", Encoding)], None);
    scene.tell();
    assert!(hook.came().is_empty());
    scene.set("quiet_nights = true");
    scene.run(&[], None);
    scene.tell();
    assert_eq!(hook.came().len(), 1);
    assert_eq!(ids(&hook.came()[0]), Vec::<String>::new());
}

#[test]
fn without_its_key_nothing_is_sent_and_the_variable_is_named() {
    let hook = Receiver::webhook(&[Behave::Take]);
    let mut scene = Scene::webhook(hook.port);
    scene.secrets.webhook_key = None;
    scene.run(&[("mot", Removed)], None);
    let error = scene.tell().0[0].error.clone().unwrap();
    assert!(error.to_string().contains("$HPNEWS_WEBHOOK_KEY"), "{error}");
    assert!(hook.came().is_empty());
}
