//! E-mail: one message a receiver, recognisable, readable, and never a login in the clear.

use hpnews::notify::Secret;
use hpnews::record::ChangeKind::Removed;

use crate::receivers::{Behave, Receiver};
use crate::scene::Scene;

const TWO: &str = "\"a@haiphong.example\", \"Bạn đọc <b@haiphong.example>\"";

#[test]
fn each_receiver_gets_one_message_in_vietnamese_with_a_stable_id() {
    let server = Receiver::mail(&[Behave::Take]);
    let mut scene = Scene::mail(server.port, TWO);
    scene.run(&[("mot", Removed)], None);
    let (told, _) = scene.tell();
    assert_eq!(told.iter().map(|it| it.changes).collect::<Vec<_>>(), [1, 1]);
    let came = server.came();
    assert_eq!(came.len(), 2);
    let text = &came[0].body;
    for line in [
        "Auto-Submitted: auto-generated",
        "Content-Language: vi",
        "Content-Type: multipart/alternative;",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Type: text/html; charset=utf-8",
        "Subject: ",
        "@haiphong.example>",
    ] {
        assert!(text.contains(line), "{line} is not in {text}");
    }
    let id = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("Message-ID: "));
        line.unwrap().to_owned()
    };
    assert_ne!(id(text), id(&came[1].body));
    scene.tell();
    assert_eq!(server.came().len(), 2, "told twice");
    let ledger = scene.ledger();
    assert!(!ledger.contains('@'), "{ledger}");
    python_reads(text);
}

#[test]
fn a_mail_of_a_great_night_stays_small_and_says_where_the_rest_is() {
    for (count, rest) in [(3, false), (190, true), (3000, true)] {
        let server = Receiver::mail(&[Behave::Take]);
        let mut scene = Scene::mail(server.port, "\"to@haiphong.example\"");
        let names: Vec<String> = (0..count)
            .map(|at| format!("bai-{at}-{}", "de-bien-ve-an-toan-truoc-mua-bao".repeat(4)))
            .collect();
        let night: Vec<_> = names.iter().map(|name| (name.as_str(), Removed)).collect();
        scene.run(&night, None);
        assert_eq!(scene.tell().0[0].changes, count);
        let came = server.came();
        let size = came[0].body.len();
        assert!(size < 100_000, "{count}: {size} bytes");
        let says_where = came[0].decoded().contains("hpnews report 2026-11-02");
        assert_eq!(says_where, rest, "{count}");
    }
}

/// Another program's reading of the message, where there is a Python.
fn python_reads(message: &str) {
    let script = "
import sys, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
assert not m.defects, m.defects
plain, html = m.get_body(('plain',)), m.get_body(('html',))
for part in (plain, html):
    assert 'Bão số 3' in part.get_content(), part.get_content()
assert m['subject'].startswith('hpnews 02/11/2026'), m['subject']
";
    let child = std::process::Command::new("python3")
        .args(["-c", script])
        .stdin(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn();
    let Ok(mut child) = child else {
        eprintln!("SKIPPED reading the message with Python: there is none");
        return;
    };
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, message.as_bytes()).unwrap();
    drop(stdin);
    let ended = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(ended.status.success(), "{said}");
}

#[test]
fn one_receiver_refused_does_not_keep_the_other_from_being_told() {
    let server = Receiver::mail(&[Behave::Say(550), Behave::Take]);
    let mut scene = Scene::mail(server.port, TWO);
    scene.run(&[("mot", Removed)], None);
    let (told, _) = scene.tell();
    assert_eq!((told[0].untold, told[1].changes), (1, 1));
    assert!(told[0].error.as_ref().unwrap().to_string().contains("550"));
    scene.tell();
    assert_eq!(
        server.came().len(),
        2,
        "only the refused one is tried again"
    );
}

#[test]
fn greylisting_is_waited_out() {
    let server = Receiver::mail(&[Behave::Say(451), Behave::Take]);
    let mut scene = Scene::mail(server.port, "\"a@haiphong.example\"");
    scene.set("attempts = 2");
    scene.run(&[("mot", Removed)], None);
    assert_eq!(scene.tell().0[0].changes, 1);
}

#[test]
fn a_server_that_is_slow_breaks_tls_or_refuses_the_login_is_named_with_a_next_step() {
    for (behave, words, hint) in [
        (Behave::Hang, "gave up waiting", "nothing is lost"),
        (Behave::BadStarttls, "TLS session", "certificate"),
        (Behave::BadLogin, "535", "environment"),
    ] {
        let server = Receiver::mail(&[behave]);
        let mut scene = Scene::mail(server.port, "\"a@haiphong.example\"");
        scene.secrets.smtp_user = Some(Secret::new("kho"));
        scene.secrets.smtp_password = Some(Secret::new("mật-khẩu"));
        scene.run(&[("mot", Removed)], None);
        let (told, said) = scene.tell();
        let error = told[0].error.as_ref().unwrap();
        assert!(error.to_string().contains(words), "{behave:?}: {error}");
        assert!(error.hint().contains(hint), "{behave:?}: {}", error.hint());
        assert!(!said.contains("mật-khẩu"), "{said}");
        assert!(server.came().is_empty());
    }
}

#[test]
fn taken_without_an_answer_it_is_sent_again_under_the_same_message_id() {
    for behave in [Behave::TakeAndClose, Behave::TakeAndHang] {
        let server = Receiver::mail(&[behave, Behave::Take]);
        let mut scene = Scene::mail(server.port, "\"a@haiphong.example\"");
        scene.run(&[("mot", Removed)], None);
        assert_eq!(scene.tell().0[0].untold, 1, "{behave:?}");
        let (told, said) = scene.tell();
        assert_eq!(told[0].changes, 1);
        assert!(said.contains("again "), "{said}");
        let came = server.came();
        let id = |at: usize| {
            came[at]
                .body
                .lines()
                .find(|it| it.starts_with("Message-ID: "))
                .unwrap()
        };
        assert_eq!(id(0), id(1));
    }
}

#[test]
fn an_address_that_is_none_is_told_by_its_key() {
    let server = Receiver::mail(&[Behave::Take]);
    let mut scene = Scene::mail(server.port, "\"không phải địa chỉ\"");
    scene.run(&[("mot", Removed)], None);
    let error = scene.tell().0[0].error.clone().unwrap();
    assert!(error.hint().contains("notify.mail_to"), "{}", error.hint());
}
