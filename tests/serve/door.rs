//! What stands before every page: names, keys, limits, forms of a request.

use crate::planting::two_nights;
use crate::reader::{OpenRoom, get, raw};

#[test]
fn only_our_names_are_answered_and_a_login_opens_the_room() {
    let world = two_nights();
    let room = OpenRoom::with(&world, &[], |it| it.env("HPNEWS_SERVE_LOGIN", "thu:thu"));
    let login = ("Authorization", "Basic dGh1OnRodQ==");
    for (headers, status) in [
        (vec![("Host", "evil.example"), login], 421),
        (vec![], 401),
        (vec![("Authorization", "Basic eDp5")], 401),
        (vec![login], 200),
    ] {
        for host in [&room.room, &room.replay] {
            let page = get(host, "/robots.txt", &headers);
            assert_eq!(page.status, status, "{headers:?}");
        }
    }
    assert_eq!(
        get(&room.room, "/healthz", &[]).status,
        200,
        "a supervisor has no login"
    );
}

#[test]
fn a_client_that_asks_too_often_is_told_to_wait() {
    let mut world = two_nights();
    world.set("serve", "requests_per_minute", 5);
    let room = OpenRoom::of(&world, &[]);
    let answers: Vec<u16> = (0..8).map(|_| room.get("/data").status).collect();
    assert_eq!(answers[..5], [200; 5]);
    assert_eq!(answers[7], 429);
    let other = [("X-Forwarded-For", "203.0.113.7")];
    assert_eq!(
        get(&room.room, "/data", &other).status,
        200,
        "a proxy says who asks"
    );
}

#[test]
fn odd_requests_get_an_answer_and_end_nothing() {
    let world = two_nights();
    let room = OpenRoom::of(&world, &[]);
    let host = room.room.clone();
    for (bytes, wanted) in [
        (
            format!(
                "POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            ),
            Some(405),
        ),
        (
            format!(
                "GET /{} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
                "a".repeat(70_000)
            ),
            None,
        ),
        ("GARBAGE\r\n\r\n".to_owned(), Some(400)),
        (
            format!(
                "GET /a/..%2F..%2Fetc%2Fpasswd HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            ),
            Some(404),
        ),
        (
            format!(
                "GET /articles?after=%00%ff&year=99999999999 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            ),
            Some(400),
        ),
        (
            format!(
                "GET /articles?year=2147483647 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            ),
            None,
        ),
        (
            format!(
                "GET /changes?after=18446744073709551615 HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            ),
            None,
        ),
        (
            format!(
                "GET /search?q=%22%27%28%29*%3A%5C HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            ),
            None,
        ),
    ] {
        let page = raw(&host, bytes.as_bytes());
        let status = page.map(|it| it.status);
        assert!(
            status.is_none_or(|it| it < 500),
            "{status:?}: {}",
            &bytes[..60]
        );
        if wanted.is_some() {
            assert_eq!(status, wanted, "{}", &bytes[..60.min(bytes.len())]);
        }
    }
    assert_eq!(room.get("/healthz").text(), "ok\n");
}

/// A supervisor's stop ends it well, and the answer under way goes out.
#[test]
fn told_to_stop_it_ends_well() {
    let world = two_nights();
    let mut room = OpenRoom::of(&world, &[]);
    assert_eq!(room.get("/").status, 200);
    assert_eq!(room.stopped(), Some(0));
}
