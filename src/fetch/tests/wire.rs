//! What is kept of the wire: heads exact, connections reused, requests as meant.

use super::*;

const ODD_HEAD: &[u8] = b"HTTP/1.1 299  Very  Odd\r\nX-oDD:  two  spaces \r\nSet-Cookie: a=1\r\nx-odd:nospace\r\nset-COOKIE: b=2\r\nX-Latin: \xe9\xff\r\nX-Utf: H\xe1\xba\xa3i\r\nContent-Length: 2\r\n\r\n";

#[tokio::test]
async fn response_head_is_kept_exactly() {
    let reply = [ODD_HEAD, b"hi"].concat();
    let exchange = exchange(reply).await.unwrap();
    assert_eq!(exchange.response_head, ODD_HEAD);
    assert_eq!(
        (exchange.status, exchange.body.as_slice()),
        (299, &b"hi"[..])
    );
    assert_eq!(exchange.reason, " Very  Odd");
    let names: Vec<_> = exchange
        .headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "X-oDD",
            "Set-Cookie",
            "x-odd",
            "set-COOKIE",
            "X-Latin",
            "X-Utf",
            "Content-Length"
        ]
    );
    assert_eq!(exchange.header("x-LATIN"), Some(&b"\xe9\xff"[..]));
    assert_eq!(exchange.header_lines("set-cookie").count(), 2);
    assert_eq!(exchange.peer.unwrap().to_string(), "127.0.0.1");
    assert!(exchange.first_byte_at >= exchange.requested_at);
    assert_eq!(exchange.payload, crate::digest::PayloadDigest::of(b"hi"));
}

#[tokio::test]
async fn request_head_is_what_the_server_read() {
    let (sender, mut requests) = tokio::sync::mpsc::unbounded_channel();
    let server = Server::start(move |mut stream, _| {
        let sender = sender.clone();
        async move {
            loop {
                let head = read_request(&mut stream).await;
                if head.is_empty() {
                    return;
                }
                let _ = sender.send(head);
                let _ = stream.write_all(&ok("ETag: W/\"a\"\r\n", b"")).await;
            }
        }
    })
    .await;
    let client = client();
    let url = server
        .url("/t%E1%BB%9D?q=|{}&x=Hải#part")
        .replace("http://", "http://user:pw@");
    let first = get(&client, &url).await.unwrap();
    assert_eq!(requests.recv().await.unwrap(), first.request_head);
    let head = String::from_utf8(first.request_head.clone()).unwrap();
    assert!(
        head.starts_with("GET /t%E1%BB%9D?q=|{}&x=H%E1%BA%A3i HTTP/1.1\r\n"),
        "{head}"
    );
    for line in [
        format!("Host: 127.0.0.1:{}", server.port),
        "User-Agent: hpnews-test (+https://example.vn/)".to_owned(),
        "Accept-Encoding: gzip".to_owned(),
        "Accept-Language: vi".to_owned(),
    ] {
        assert_eq!(
            head.lines().filter(|&l| l == line).count(),
            1,
            "{line} in {head}"
        );
    }
    for never in [
        "authorization",
        "cookie",
        "if-none-match",
        "if-modified-since",
        "referer",
    ] {
        assert!(!head.to_ascii_lowercase().contains(never), "{head}");
    }
    assert_eq!(
        first.url.as_str(),
        server.url("/t%E1%BB%9D?q=|{}&x=H%E1%BA%A3i")
    );

    let url = Url::parse(&server.url("/")).unwrap();
    let again = client
        .get_with(&turn(&url), &url, &first.validators())
        .await
        .unwrap();
    let head = String::from_utf8(again.request_head.clone()).unwrap();
    assert!(head.contains("If-None-Match: W/\"a\"\r\n"), "{head}");
    assert!(!head.contains("If-Modified-Since"), "{head}");
}

#[tokio::test]
async fn one_connection_serves_many_exchanges_and_each_head_is_its_own() {
    let server = Server::start(|mut stream, _| async move {
        for number in 0.. {
            if read_request(&mut stream).await.is_empty() {
                return;
            }
            let reply = ok(&format!("X-Number: {number}\r\n"), &vec![b'x'; 40_000]);
            let _ = stream.write_all(&reply).await;
        }
    })
    .await;
    let client = client();
    for number in 0..20 {
        let exchange = get(&client, &server.url("/")).await.unwrap();
        let expected = format!("X-Number: {number}\r\n");
        let head = String::from_utf8(exchange.response_head.clone()).unwrap();
        assert!(head.contains(&expected), "{head}");
        assert_eq!(exchange.body.len(), 40_000);
        assert_eq!(
            exchange
                .request_head
                .windows(4)
                .filter(|w| w == b"GET ")
                .count(),
            1
        );
    }
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn a_request_that_a_kept_alive_connection_took_is_not_sent_again_in_the_same_turn() {
    // The first connection takes a second request and hangs up on it: the server may have
    // seen it, so another needs another turn and its pause.
    let server = Server::start(|mut stream, number| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(&ok("", b"hello")).await;
        read_request(&mut stream).await;
        if number > 0 {
            let _ = stream.write_all(&ok("", b"again")).await;
        }
    })
    .await;
    let client = client();
    assert_eq!(get(&client, &server.url("/")).await.unwrap().notes, []);
    let error = get(&client, &server.url("/")).await.unwrap_err();
    assert!(
        matches!(error, FetchError::Disconnect { received: 0 }) && error.worth_retrying(),
        "{error}"
    );
    assert_eq!(server.connections(), 1);
    let third = get(&client, &server.url("/")).await.unwrap();
    assert_eq!(third.body, b"hello");
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_connection_closed_while_idle_is_replaced_without_a_failure() {
    let server = Server::start(|mut stream, _| async move {
        read_request(&mut stream).await;
        let _ = stream.write_all(&ok("", b"hello")).await;
    })
    .await;
    let client = client();
    for connections in 1..=3 {
        let exchange = get(&client, &server.url("/")).await.unwrap();
        assert_eq!(
            (exchange.body.clone(), exchange.notes.clone()),
            (b"hello".to_vec(), vec![])
        );
        assert_eq!(server.connections(), connections);
        // Any pause does: the end of the connection is on its way already.
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn a_fresh_connection_closed_without_an_answer_is_not_asked_twice() {
    let server = Server::replying("").await;
    let error = get(&client(), &server.url("/")).await.unwrap_err();
    assert!(
        matches!(error, FetchError::Disconnect { received: 0 }),
        "{error}"
    );
    assert!(error.worth_retrying());
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn exchanges_asked_for_at_once_take_their_turns() {
    let server = Server::start(|mut stream, _| async move {
        loop {
            let head = read_request(&mut stream).await;
            let Some(path) = head.split(|&byte| byte == b' ').nth(1) else {
                return;
            };
            let path = path.to_vec();
            tokio::time::sleep(Duration::from_millis(10)).await;
            let _ = stream.write_all(&ok("", &path)).await;
        }
    })
    .await;
    let client = Arc::new(client());
    let mut asking = tokio::task::JoinSet::new();
    for number in 0..8 {
        let (client, url) = (Arc::clone(&client), server.url(&format!("/{number}")));
        asking.spawn(async move { get(&client, &url).await.unwrap() });
    }
    for exchange in asking.join_all().await {
        assert_eq!(exchange.body, exchange.url.path().as_bytes());
    }
}

#[tokio::test]
async fn an_abandoned_exchange_leaves_nothing_for_the_next() {
    let server = Server::start(|mut stream, number| async move {
        read_request(&mut stream).await;
        if number == 0 {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let _ = stream.write_all(&ok("X-Late: 1\r\n", b"late")).await;
        }
        let _ = stream.write_all(&ok("", b"fresh")).await;
    })
    .await;
    let client = client();
    let url = server.url("/");
    let abandoned = tokio::time::timeout(Duration::from_millis(100), get(&client, &url)).await;
    assert!(abandoned.is_err());
    assert_eq!(get(&client, &url).await.unwrap().body, b"fresh");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn sockets_have_no_files_and_answer_to_this_process_alone() {
    let sockets = crate::fetch::socket::Sockets::new().unwrap();
    let (one, other) = (sockets.next(), sockets.next());
    assert_ne!(one, other);
    let name = one.to_str().unwrap().strip_prefix('\0').expect("no path");
    let listener = tokio::net::UnixListener::bind(&one).unwrap();
    let own = tokio::net::UnixStream::connect(&one).await.unwrap();
    let (near, _) = listener.accept().await.unwrap();
    assert!(crate::fetch::socket::is_own(&near));
    drop(own);
    let script = "import socket, sys; s = socket.socket(socket.AF_UNIX); \
                  s.connect('\\0' + sys.argv[1]); s.recv(1)";
    let stranger = std::process::Command::new("python3")
        .args(["-c", script, name])
        .spawn();
    let Ok(mut stranger) = stranger else {
        eprintln!("SKIPPED the stranger: there is no Python");
        return;
    };
    let (near, _) = listener.accept().await.unwrap();
    assert!(!crate::fetch::socket::is_own(&near));
    drop(near);
    stranger.wait().unwrap();
}
