//! Limits of time and size, each met by a server that would pass it.

use std::time::Instant;

use super::*;
use crate::politeness::Deadline;

/// Sends `head`, then `piece` for ever, every so often.
async fn dripping(head: &'static [u8], piece: &'static [u8], every: Duration) -> Server {
    Server::start(move |mut stream, _| async move {
        read_request(&mut stream).await;
        let mut going = stream.write_all(head).await.is_ok();
        while going {
            tokio::time::sleep(every).await;
            going = stream.write_all(piece).await.is_ok();
        }
    })
    .await
}

async fn timed(server: &Server) -> (Result<Exchange, FetchError>, Duration) {
    let client = client();
    let started = Instant::now();
    let outcome = get(&client, &server.url("/")).await;
    (outcome, started.elapsed())
}

/// An answer to a client that waits as long as it takes: of limits of size alone.
async fn unhurried(server: &Server) -> Result<Exchange, FetchError> {
    let patience = Duration::from_secs(120);
    let mut options = options();
    options.limits.first_byte = patience;
    options.limits.idle = patience;
    options.limits.whole = patience;
    get(&Client::new(options).unwrap(), &server.url("/")).await
}

#[tokio::test]
async fn silence_is_given_up_at_the_first_byte_limit() {
    let server = dripping(b"", b"", Duration::from_millis(200)).await;
    let (outcome, took) = timed(&server).await;
    let error = outcome.unwrap_err();
    let after = limits().first_byte;
    assert!(
        matches!(error, FetchError::Timeout { phase: FetchPhase::FirstByte, after: a } if a == after),
        "{error}"
    );
    assert!(took >= after && took < after * 2, "{took:?}");
}

#[tokio::test]
async fn a_head_byte_by_byte_is_given_up_at_the_same_limit() {
    let server = dripping(b"HTTP/1.1 200 OK\r\nX: ", b"y", Duration::from_millis(50)).await;
    let (outcome, took) = timed(&server).await;
    let error = outcome.unwrap_err();
    assert!(
        matches!(
            error,
            FetchError::Timeout {
                phase: FetchPhase::FirstByte,
                ..
            }
        ),
        "{error}"
    );
    assert!(took < limits().first_byte * 2, "{took:?}");
}

#[tokio::test]
async fn a_body_that_stops_is_truncated_at_the_idle_limit() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello";
    let server = dripping(head, b"", Duration::from_millis(200)).await;
    let (outcome, took) = timed(&server).await;
    let exchange = outcome.unwrap();
    assert_eq!(exchange.truncated, Some(Truncation::Time));
    assert_eq!(exchange.body, b"hello");
    let (phase, after) = (FetchPhase::Idle, limits().idle);
    assert_eq!(exchange.notes, [ExchangeNote::TimedOut { phase, after }]);
    assert!(took >= after && took < after * 2, "{took:?}");
}

#[tokio::test]
async fn a_body_byte_by_byte_is_truncated_at_the_whole_limit() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n";
    let server = dripping(head, b"x", Duration::from_millis(50)).await;
    let (outcome, took) = timed(&server).await;
    let exchange = outcome.unwrap();
    let (phase, after) = (FetchPhase::Whole, limits().whole);
    assert_eq!(exchange.notes, [ExchangeNote::TimedOut { phase, after }]);
    assert!(!exchange.body.is_empty());
    assert!(took >= after && took < after * 2, "{took:?}");
}

#[tokio::test]
async fn the_whole_limit_holds_although_other_phases_have_longer_ones() {
    let mut options = options();
    options.limits.first_byte = Duration::from_secs(60);
    options.limits.whole = Duration::from_millis(300);
    let server = dripping(b"", b"", Duration::from_millis(50)).await;
    let client = Client::new(options).unwrap();
    let error = get(&client, &server.url("/")).await.unwrap_err();
    assert!(
        matches!(
            error,
            FetchError::Timeout {
                phase: FetchPhase::Whole,
                ..
            }
        ),
        "{error}"
    );
}

#[tokio::test]
async fn a_handshake_that_stalls_counts_as_connecting() {
    let mut options = options();
    options.limits.connect = Duration::from_millis(300);
    let server = dripping(b"", b"", Duration::from_millis(50)).await;
    let client = Client::new(options).unwrap();
    let url = server.url("/").replace("http:", "https:");
    let error = get(&client, &url).await.unwrap_err();
    assert!(
        matches!(
            error,
            FetchError::Timeout {
                phase: FetchPhase::Connect,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_endless_head_stops_at_its_cap() {
    let server = dripping(b"HTTP/1.1 200 OK\r\nX: ", &[b'a'; 16384], Duration::ZERO).await;
    let error = unhurried(&server).await.unwrap_err();
    let limit = limits().max_head;
    assert!(
        matches!(error, FetchError::TooLarge { what: ResponsePart::Head, limit: l } if l == limit),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_head_of_too_many_lines_is_too_large() {
    let error = exchange(ok(&"X: y\r\n".repeat(5000), b""))
        .await
        .unwrap_err();
    assert!(
        matches!(
            error,
            FetchError::TooLarge {
                what: ResponsePart::HeadLines,
                ..
            }
        ),
        "{error:?}"
    );
}

#[tokio::test]
async fn an_endless_body_stops_at_its_cap() {
    let max_body = usize::try_from(limits().max_body).unwrap();
    for (head, chunk) in [
        (&b"HTTP/1.1 200 OK\r\n\r\n"[..], &[b'x'; 16384][..]),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            &[b"400\r\n".as_slice(), &[b'x'; 1024], b"\r\n"].concat(),
        ),
    ] {
        let head: &'static [u8] = head.to_vec().leak();
        let piece: &'static [u8] = chunk.repeat(200).leak();
        let server = dripping(head, piece, Duration::ZERO).await;
        let exchange = unhurried(&server).await.unwrap();
        assert_eq!(exchange.truncated, Some(Truncation::Length));
        assert!(exchange.body.len() > max_body / 2 && exchange.body.len() <= max_body);
    }
}

#[tokio::test]
async fn a_body_exactly_at_its_cap_is_whole_and_one_declared_past_it_is_not_read() {
    let max_body = usize::try_from(limits().max_body).unwrap();
    let whole = exchange(ok("", &vec![b'x'; max_body])).await.unwrap();
    assert_eq!((whole.truncated, whole.body.len()), (None, max_body));
    let past = exchange(ok("", &vec![b'x'; max_body + 1])).await.unwrap();
    assert_eq!(
        (past.truncated, past.body.len()),
        (Some(Truncation::Length), 0)
    );
    for kind in [
        "application/xml",
        "text/plain",
        "application/json; charset=utf-8",
    ] {
        let head = format!("Content-Type: {kind}\r\n");
        let past = exchange(ok(&head, &vec![b'x'; max_body + 1]))
            .await
            .unwrap();
        assert_eq!(past.truncated, Some(Truncation::Length), "{kind}");
        assert!(
            past.body.len() > max_body / 2,
            "{kind}: a list is read up to it"
        );
    }
}

#[tokio::test]
async fn a_bomb_stops_at_the_decoded_cap() {
    let mut options = options();
    options.limits.max_decoded = 100_000;
    let reply = ok("Content-Encoding: gzip\r\n", &gzip(&vec![0; 1 << 20]));
    let server = Server::replying(reply).await;
    let client = Client::new(options).unwrap();
    let bomb = get(&client, &server.url("/")).await.unwrap();
    let limit = 100_000;
    assert_eq!(bomb.undecoded, Some(CodingError::TooLarge { limit }));
    assert_eq!(bomb.body.len() as u64, bomb.encoded_bytes, "kept as sent");
}

#[tokio::test]
async fn no_head_is_sent_when_the_permission_is_over_and_what_runs_ends_with_it() {
    let server = Server::start(|mut stream, _| async move {
        read_request(&mut stream).await;
        std::future::pending::<()>().await;
    })
    .await;
    let url = Url::parse(&server.url("/")).unwrap();
    let epoch = tokio::time::Instant::now();
    let ending = move |after| Some(Deadline::new(move || epoch.elapsed(), after));
    let over = client()
        .get(&turn(&url).ending(ending(Duration::ZERO)), &url)
        .await
        .unwrap_err();
    assert!(matches!(
        over,
        FetchError::Refused {
            reason: FetchRefusal::Ended,
            ..
        }
    ));
    assert_eq!(server.connections(), 0, "nothing was asked");
    let soon = epoch.elapsed() + Duration::from_millis(200);
    let soon = turn(&url).ending(ending(soon));
    let broken_off = client().get(&soon, &url).await.unwrap_err();
    assert!(matches!(
        broken_off,
        FetchError::Timeout {
            phase: FetchPhase::Permit,
            ..
        }
    ));
    assert_eq!(server.connections(), 1);
}

/// A process that was stopped between the permit and the connection: the deadline passed meanwhile.
#[tokio::test]
async fn a_head_is_not_written_when_the_permission_ended_while_it_was_dialled() {
    let server = Server::replying(ok("", b"never asked for")).await;
    let url = Url::parse(&server.url("/")).unwrap();
    let looks = AtomicUsize::new(0);
    // Over from the third look on: the client's, twice, then the one before the head.
    let clock = move || match looks.fetch_add(1, Ordering::Relaxed) {
        0..2 => Duration::ZERO,
        _ => Duration::from_secs(9),
    };
    let turn = turn(&url).ending(Some(Deadline::new(clock, Duration::from_secs(5))));
    let refused = client().get(&turn, &url).await.unwrap_err();
    let FetchError::Refused { reason, .. } = refused else {
        panic!("{refused}");
    };
    assert_eq!(reason, FetchRefusal::Ended);
    assert_eq!(
        server.connections(),
        1,
        "it was dialled, and nothing was written"
    );
}
