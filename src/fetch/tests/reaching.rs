//! Where the client goes and where it does not.

use super::*;

/// Each of these is 127.0.0.1 in disguise, or as good as.
const DISGUISES: [&str; 8] = [
    "127.0.0.1",
    "0x7f.1",
    "2130706433",
    "017700000001",
    "[::ffff:127.0.0.1]",
    "[::1]",
    "localhost",
    "0.0.0.0",
];

#[tokio::test]
async fn loopback_is_refused_in_every_disguise_and_no_connection_is_made() {
    let server = Server::replying(ok("", b"secret")).await;
    let mut options = options();
    options.reach = AddressPolicy::Public;
    let client = Client::new(options).unwrap();
    for host in DISGUISES {
        let url = format!("http://{host}:{}/", server.port);
        let error = get(&client, &url).await.unwrap_err();
        let refused = matches!(
            error,
            FetchError::Refused {
                reason: FetchRefusal::Address { .. },
                ..
            }
        );
        assert!(refused, "{host}: {error:?}");
        assert!(!error.worth_retrying());
    }
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn metadata_and_private_addresses_are_refused_whatever_the_reach() {
    let client = client();
    for host in [
        "169.254.169.254",
        "10.0.0.1",
        "192.168.1.1",
        "[fe80::1]",
        "[fc00::1]",
        "100.64.0.1",
    ] {
        for scheme in ["http", "https"] {
            let error = get(&client, &format!("{scheme}://{host}/latest/meta-data")).await;
            assert_eq!(error.unwrap_err().kind(), "refused", "{host}");
        }
    }
}

#[tokio::test]
async fn a_site_on_loopback_is_reached_when_that_is_allowed() {
    let server = Server::replying(ok("", b"hi")).await;
    for host in ["127.0.0.1", "2130706433", "localhost"] {
        let url = format!("http://{host}:{}/", server.port);
        let exchange = get(&client(), &url).await.unwrap();
        assert_eq!(
            (
                exchange.body.as_slice(),
                exchange.peer.unwrap().is_loopback()
            ),
            (&b"hi"[..], true)
        );
    }
}

#[tokio::test]
async fn other_schemes_are_refused() {
    let client = client();
    for url in [
        "file:///etc/passwd",
        "gopher://127.0.0.1:1/_x",
        "data:text/html,hi",
        "ftp://a.vn/",
    ] {
        let error = get(&client, url).await.unwrap_err();
        let refused = matches!(
            error,
            FetchError::Refused {
                reason: FetchRefusal::Scheme,
                ..
            }
        );
        assert!(refused, "{error:?}");
    }
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_reported_and_not_followed() {
    let trap = Server::replying(ok("", b"secret")).await;
    let location = format!("Location: http://2130706433:{}/\r\n", trap.port);
    let reply = format!("HTTP/1.1 302 Found\r\n{location}Content-Length: 0\r\n\r\n");
    let exchange = exchange(reply).await.unwrap();
    assert_eq!(exchange.status, 302);
    let target = exchange.location().unwrap().unwrap();
    assert_eq!(target.as_str(), trap.url("/"));
    assert_eq!(trap.connections(), 0);
}

#[tokio::test]
async fn unknown_names_and_closed_ports_say_so() {
    let client = client();
    // RFC 6761: this name never resolves.
    let error = get(&client, "http://nowhere.invalid/").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.worth_retrying()),
        ("dns", true),
        "{error}"
    );
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let error = get(&client, &format!("http://127.0.0.1:{port}/"))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.worth_retrying()),
        ("connect", true),
        "{error}"
    );
    let again = get(&client, &format!("http://127.0.0.1:{port}/"))
        .await
        .unwrap_err();
    assert_eq!(again.kind(), "connect", "the line is as good as before");
}
