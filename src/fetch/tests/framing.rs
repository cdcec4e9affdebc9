//! Bodies: where they end, how they are coded, and servers that get either wrong.

use super::*;

fn fault(outcome: Result<Exchange, FetchError>) -> ProtocolFault {
    match outcome {
        Err(FetchError::Protocol { fault }) => fault,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn chunked_gzip_of_two_members_is_put_together() {
    let coded = [gzip("Thứ Tư, ".as_bytes()), gzip("05/04/2023".as_bytes())].concat();
    let (a, b) = coded.split_at(13);
    let mut reply = b"HTTP/1.1 200 OK\r\nContent-Encoding: GZIP\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n".to_vec();
    reply.extend(
        format!("{:x};ext=1\r\n", a.len())
            .bytes()
            .chain(a.iter().copied()),
    );
    reply.extend(
        format!("\r\n{:X}\r\n", b.len())
            .bytes()
            .chain(b.iter().copied()),
    );
    reply.extend_from_slice(b"\r\n0\r\nX-T: y\r\n\r\n");
    let exchange = exchange(reply).await.unwrap();
    assert_eq!(
        String::from_utf8(exchange.body.clone()).unwrap(),
        "Thứ Tư, 05/04/2023"
    );
    assert_eq!(exchange.encoded_bytes, coded.len() as u64);
    assert_eq!((exchange.truncated, exchange.notes), (None, vec![]));
}

#[tokio::test]
async fn a_large_coded_body_is_decoded_off_the_runtime() {
    // Not compressible: the coded form itself passes the inline limit.
    let mut state = 1_u32;
    let noise: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(400_000)
    .collect();
    let coded = gzip(&noise);
    assert!(coded.len() > 256 * 1024);
    let exchange = exchange(ok("Content-Encoding: gzip\r\n", &coded))
        .await
        .unwrap();
    assert_eq!(exchange.payload, crate::digest::PayloadDigest::of(&noise));
}

#[tokio::test]
async fn interim_responses_are_split_off() {
    let hint = "HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n";
    let exchange = exchange([hint.as_bytes(), &ok("", b"hi")].concat())
        .await
        .unwrap();
    assert_eq!(
        exchange.response_head,
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"
    );
    assert_eq!(exchange.notes, [ExchangeNote::Interim { count: 1 }]);
}

#[tokio::test]
async fn a_body_shorter_than_declared_is_truncated_evidence() {
    let exchange = exchange("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc")
        .await
        .unwrap();
    assert_eq!(exchange.truncated, Some(Truncation::Disconnect));
    assert_eq!(exchange.body, b"abc");
}

#[tokio::test]
async fn bytes_past_the_declared_length_are_not_the_next_answer() {
    let server = Server::start(|mut stream, _| async move {
        while !read_request(&mut stream).await.is_empty() {
            let reply = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil";
            let _ = stream.write_all(reply).await;
        }
    })
    .await;
    let client = client();
    for _ in 0..3 {
        let exchange = get(&client, &server.url("/")).await.unwrap();
        assert_eq!(exchange.body, b"hi");
        assert!(
            exchange.notes == [ExchangeNote::ExtraBytes],
            "{:?}",
            exchange.notes
        );
    }
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn lengths_that_are_no_lengths_are_protocol_errors() {
    for length in [
        "-5",
        "5\r\nContent-Length: 7",
        "99999999999999999999999",
        "0x5",
        "5, 7",
        "",
    ] {
        let reply = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\nhello");
        let outcome = exchange(reply).await;
        assert!(
            matches!(fault(outcome), ProtocolFault::Head { .. }),
            "{length}"
        );
    }
}

#[tokio::test]
async fn chunked_wins_over_a_length_and_the_connection_is_left() {
    let server = Server::start(|mut stream, _| async move {
        while !read_request(&mut stream).await.is_empty() {
            let reply = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
            let _ = stream.write_all(reply).await;
        }
    })
    .await;
    let client = client();
    for _ in 0..2 {
        let exchange = get(&client, &server.url("/")).await.unwrap();
        assert_eq!(exchange.body, b"abc");
        assert!(
            exchange.notes == [ExchangeNote::BothLengths],
            "{:?}",
            exchange.notes
        );
    }
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_body_ended_by_close_is_taken_and_noted() {
    let exchange = exchange("HTTP/1.0 200 OK\r\n\r\nhello").await.unwrap();
    assert_eq!(
        (exchange.body.clone(), exchange.truncated),
        (b"hello".to_vec(), None)
    );
    assert_eq!(exchange.notes, [ExchangeNote::LengthUnknown]);
}

#[tokio::test]
async fn a_reset_ends_a_body_ended_by_close_early() {
    let server = Server::start(|mut stream, _| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nhalf").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        stream.set_zero_linger().unwrap();
    })
    .await;
    let exchange = get(&client(), &server.url("/")).await.unwrap();
    assert_eq!(exchange.body, b"half");
    assert_eq!(exchange.truncated, Some(Truncation::Disconnect));
}

#[tokio::test]
async fn a_reset_before_the_head_is_a_disconnect() {
    let server = Server::start(|mut stream, _| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-").await;
        tokio::time::sleep(Duration::from_millis(100)).await;
        stream.set_zero_linger().unwrap();
    })
    .await;
    let error = get(&client(), &server.url("/")).await.unwrap_err();
    assert!(
        matches!(error, FetchError::Disconnect { received: 19 }),
        "{error:?}"
    );
}

#[tokio::test]
async fn what_is_not_http_is_a_protocol_error() {
    let garbage: [&[u8]; 7] = [
        b"<html>HTTP/0.9</html>",
        b"\x16\x03\x01\x02\x00garbage\r\n\r\n",
        b"HTTP/2.0 200 OK\r\n\r\n",
        b"HTTP/1.1 99 Low\r\n\r\n",
        b"HTTP 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX: a\rX-Injected: b\r\n\r\n",
    ];
    for reply in garbage {
        let outcome = exchange(reply).await;
        assert!(
            matches!(fault(outcome), ProtocolFault::Head { .. }),
            "{reply:?}"
        );
    }
}

/// Found in review: one line without a colon cost the page.
#[tokio::test]
async fn stray_lines_in_a_head_are_passed_over_and_the_connection_is_left() {
    let php = "<br />\r\n<b>Notice</b>:  Undefined index in <b>/a.php</b> on line <b>3</b>\r\n";
    for (stray, count) in [
        ("P3P CP=\"x\"\r\n", 1),
        ("HTTP/1.1 200 OK\r\n", 1),
        (php, 2),
        ("X : y\r\nkhông dấu hai chấm\r\n\tgập dòng\r\n", 2),
    ] {
        let reply = ok(&format!("Server: nginx\r\n{stray}X-After: 1\r\n"), b"hello");
        let server = Server::start(move |mut stream, _| {
            let reply = reply.clone();
            async move {
                while !read_request(&mut stream).await.is_empty() {
                    let _ = stream.write_all(&reply).await;
                }
            }
        })
        .await;
        let client = client();
        for connections in 1..=2 {
            let exchange = get(&client, &server.url("/")).await.unwrap();
            assert_eq!(exchange.body, b"hello", "{stray}");
            assert_eq!(exchange.header("x-after"), Some(&b"1"[..]), "{stray}");
            let head = String::from_utf8(exchange.response_head.clone()).unwrap();
            assert!(head.contains(stray), "kept as sent: {head}");
            assert!(
                exchange.notes == [ExchangeNote::StrayLines { count }],
                "{stray}"
            );
            assert_eq!(server.connections(), connections);
        }
    }
}

#[tokio::test]
async fn answers_to_questions_not_asked_are_protocol_errors() {
    let partial = "HTTP/1.1 206 Partial Content\r\nContent-Length: 2\r\n\r\nhi";
    assert_eq!(
        fault(exchange(partial).await),
        ProtocolFault::Unasked { status: 206 }
    );
    let upgrade = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n";
    assert_eq!(
        fault(exchange(upgrade).await),
        ProtocolFault::Unasked { status: 101 }
    );
    let only = "HTTP/1.1 100 Continue\r\n\r\n";
    assert_eq!(
        fault(exchange(only).await),
        ProtocolFault::OnlyInterim { count: 1 }
    );
}

#[tokio::test]
async fn codings_we_cannot_undo_are_named() {
    let coding = "compress".to_owned();
    let kept = exchange(ok("Content-Encoding: compress\r\n", b"x"))
        .await
        .unwrap();
    assert_eq!(kept.undecoded, Some(CodingError::Unknown { coding }));
    assert_eq!(kept.body, b"x", "as it was sent");
    let reply = "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n";
    let coding = "gzip, chunked".to_owned();
    assert_eq!(
        fault(exchange(reply).await),
        ProtocolFault::TransferCoding { coding }
    );
}

#[tokio::test]
async fn broken_chunks_are_protocol_errors_and_missing_ones_truncation() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    for bad in [
        "ZZ\r\nhello\r\n0\r\n\r\n",
        "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
    ] {
        let outcome = exchange(format!("{head}{bad}")).await;
        assert!(
            matches!(fault(outcome), ProtocolFault::Framing { .. }),
            "{bad}"
        );
    }
    for cut in ["5\r\nhello\r\n", "5\r\nhel", "5\r\nhello\r\n0\r\n"] {
        let exchange = exchange(format!("{head}{cut}")).await.unwrap();
        assert_eq!(exchange.truncated, Some(Truncation::Disconnect), "{cut}");
    }
}

#[tokio::test]
async fn a_gzip_cut_on_the_wire_keeps_what_came() {
    let coded = gzip(&"hello ".repeat(5000).into_bytes());
    let half = &coded[..coded.len() / 2];
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        coded.len()
    );
    let exchange = exchange([head.as_bytes(), half].concat()).await.unwrap();
    assert_eq!(exchange.truncated, Some(Truncation::Disconnect));
    assert_eq!(exchange.encoded_bytes, half.len() as u64);
    assert!(exchange.body.starts_with(b"hello hello"));
}

#[tokio::test]
async fn folded_headers_and_150_of_them_are_taken() {
    let mut headers = "X-Folded: a\r\n\tb\r\n".to_owned();
    for number in 0..150 {
        headers.extend(["X-H", &number.to_string(), ": y\r\n"]);
    }
    let exchange = exchange(ok(&headers, b"")).await.unwrap();
    assert_eq!(exchange.header("x-folded"), Some(&b"a b"[..]));
    assert_eq!(exchange.headers.len(), 152);
}
