//! Tests: demo faults.

use std::time::Duration;

use tokio::time::timeout;

use super::client::{Connection, get};
use super::portal;
use crate::demo::InjectedFault;

const REQUEST: &[u8] = b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n";

#[tokio::test]
async fn faults_last_as_long_as_told() {
    let portal = portal().await;
    portal.fault("/robots.txt", InjectedFault::Status(503), 1);
    portal.fault("/robots.txt", InjectedFault::RetryAfter(7), 2);
    portal.fault(
        "/feed/",
        InjectedFault::RedirectTo("/elsewhere".to_owned()),
        1,
    );
    portal.fault(
        "/page/2",
        InjectedFault::Html("<p>captcha</p>".to_owned()),
        1,
    );
    for (target, status) in [
        ("/robots.txt", 503),
        ("/robots.txt?x", 429),
        ("/robots.txt", 429),
        ("/robots.txt", 200),
        ("/feed/", 302),
        ("/feed/", 200),
    ] {
        let answer = get(&portal, target).await;
        assert_eq!(answer.status, status, "{target}");
        let wait = (status == 429).then_some("7");
        assert_eq!(answer.field("retry-after"), wait);
    }
    assert_eq!(get(&portal, "/page/2").await.text(), "<p>captcha</p>");
    assert_eq!(portal.requests().len(), 7, "faulty requests count");
}

#[tokio::test]
async fn a_fault_for_any_path() {
    let portal = portal().await;
    portal.fault("*", InjectedFault::Status(500), 2);
    assert_eq!(get(&portal, "/").await.status, 500);
    assert_eq!(get(&portal, "/robots.txt").await.status, 500);
    assert_eq!(get(&portal, "/robots.txt").await.status, 200);
}

#[tokio::test]
async fn drop_closes_without_a_byte_and_cut_within_the_body() {
    let portal = portal().await;
    portal.fault("/robots.txt", InjectedFault::Drop, 1);
    let mut connection = Connection::open(&portal).await;
    connection.send(REQUEST).await;
    assert!(connection.closed().await);

    for more in ["", "Accept-Encoding: gzip\r\n"] {
        portal.fault("/", InjectedFault::Cut, 1);
        let mut connection = Connection::open(&portal).await;
        let head = format!("GET / HTTP/1.1\r\nHost: x\r\n{more}\r\n");
        connection.send(head.as_bytes()).await;
        assert!(connection.answer().await.is_none());
    }
}

#[tokio::test]
async fn hang_never_answers() {
    let portal = portal().await;
    portal.fault("/robots.txt", InjectedFault::Hang, 1);
    let mut connection = Connection::open(&portal).await;
    connection.send(REQUEST).await;
    let silence = timeout(Duration::from_millis(50), connection.closed()).await;
    assert!(silence.is_err());
    assert_eq!(
        get(&portal, "/robots.txt").await.status,
        200,
        "others are served"
    );
}
