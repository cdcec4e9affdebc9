//! Tests: demo wire.

use super::client::{Connection, get};
use super::portal;
use crate::demo::server::MAX_HEAD;

#[tokio::test]
async fn one_connection_serves_many_requests_in_order() {
    let portal = portal().await;
    let mut connection = Connection::open(&portal).await;
    let request = |target: &str| format!("GET {target} HTTP/1.1\r\nHost: x\r\n\r\n");
    let pipelined = request("/robots.txt") + &request("/nope") + &request("/feed/");
    connection.send(pipelined.as_bytes()).await;
    for (status, kind) in [
        (200, "text/plain"),
        (404, "text/html"),
        (200, "application/rss"),
    ] {
        let answer = connection.answer().await.unwrap();
        assert_eq!(answer.status, status);
        assert!(answer.field("content-type").unwrap().starts_with(kind));
    }
    assert_eq!(
        connection.get("/", "Connection: close\r\n").await.status,
        200
    );
    assert!(connection.closed().await);
}

#[tokio::test]
async fn html_is_chunked_and_gzipped_only_when_asked() {
    let portal = portal().await;
    let mut connection = Connection::open(&portal).await;
    let plain = connection.get("/", "").await;
    let packed = connection.get("/", "Accept-Encoding: gzip\r\n").await;
    assert_eq!(plain.field("content-encoding"), None);
    assert_eq!(packed.field("content-encoding"), Some("gzip"));
    assert_eq!(plain.field("transfer-encoding"), Some("chunked"));
    assert_eq!(plain.field("content-length"), None);
    assert_eq!(plain.field("vary"), Some("Accept-Encoding"));
    assert_eq!(plain.body, packed.body);
    let text = connection
        .get("/robots.txt", "Accept-Encoding: gzip\r\n")
        .await;
    assert_eq!(text.field("content-encoding"), None);
    assert_eq!(
        text.field("content-length"),
        Some(text.body.len().to_string().as_str())
    );
}

#[tokio::test]
async fn http_1_0_gets_no_chunks_and_a_closed_connection() {
    let portal = portal().await;
    let mut connection = Connection::open(&portal).await;
    connection.send(b"GET / HTTP/1.0\r\n\r\n").await;
    let answer = connection.answer().await.unwrap();
    assert_eq!(answer.field("transfer-encoding"), None);
    assert!(answer.text().contains("</html>"));
    assert!(connection.closed().await);
}

#[tokio::test]
async fn garbage_and_long_heads_are_refused() {
    let portal = portal().await;
    let long = format!("GET /{} HTTP/1.1\r\nHost: x\r\n\r\n", "a".repeat(MAX_HEAD));
    let endless = "x".repeat(MAX_HEAD * 4);
    for (status, bytes) in [
        (400, &b"\x16\x03\x01\x00\xff\x01\r\n\r\n"[..]),
        (400, b"GET /\r\n\r\n"),
        (405, b"HEAD / HTTP/1.1\r\nHost: x\r\n\r\n"),
        (431, long.as_bytes()),
        (431, endless.as_bytes()),
    ] {
        let mut connection = Connection::open(&portal).await;
        connection.send(bytes).await;
        let answer = connection.answer().await.unwrap();
        assert_eq!(answer.status, status);
        assert!(connection.closed().await);
    }
    assert!(portal.requests().is_empty(), "a refused request is none");
}

#[tokio::test]
async fn validators_on_files_and_feed_only() {
    let portal = portal().await;
    let picture = "/wp-content/uploads/2025/09/cau-ben-lau-01.png";
    let mut connection = Connection::open(&portal).await;
    for target in [picture, "/feed/"] {
        let first = connection.get(target, "").await;
        let etag = first.field("etag").unwrap().to_owned();
        let again = connection
            .get(target, &format!("If-None-Match: {etag}\r\n"))
            .await;
        assert_eq!((again.status, again.body.len()), (304, 0));
        let other = connection.get(target, "If-None-Match: \"other\"\r\n").await;
        assert_eq!(other.body, first.body);
    }
    let page = get(&portal, "/").await;
    assert!(page.field("etag").is_none() && page.field("last-modified").is_none());
}

#[tokio::test]
async fn requests_are_kept_with_time_and_agent() {
    let portal = portal().await;
    get(&portal, "/a?b=c").await;
    get(&portal, "/robots.txt").await;
    let requests = portal.requests();
    let paths: Vec<_> = requests.iter().map(|r| r.path.as_str()).collect();
    assert_eq!(paths, ["/a?b=c", "/robots.txt"]);
    assert!(requests[0].at < requests[1].at);
    assert_eq!(requests[0].user_agent, "test");
}

#[tokio::test]
async fn a_dropped_portal_closes_its_connections() {
    let portal = portal().await;
    let mut connection = Connection::open(&portal).await;
    connection.get("/robots.txt", "").await;
    drop(portal);
    assert!(connection.closed().await);
}
