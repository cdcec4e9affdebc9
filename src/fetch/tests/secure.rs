//! TLS: whom the client believes.

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use super::*;

/// A root, an intermediate and a leaf for `localhost`.
struct Chain {
    root_pem: String,
    middle: CertificateDer<'static>,
    middle_pem: String,
    leaf: CertificateDer<'static>,
    key: KeyPair,
}

fn authority(name: &str) -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params
}

fn chain(name: &str) -> Chain {
    let root = CertifiedIssuer::self_signed(authority("root"), KeyPair::generate().unwrap());
    let root = root.unwrap();
    let key = KeyPair::generate().unwrap();
    let middle = CertifiedIssuer::signed_by(authority("middle"), key, &root).unwrap();
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let leaf = params.signed_by(&key, &middle).unwrap();
    Chain {
        root_pem: root.pem(),
        middle: middle.der().clone(),
        middle_pem: middle.pem(),
        leaf: leaf.der().clone(),
        key,
    }
}

/// Serves `reply` over TLS with these certificates; ends with `close_notify` or not.
async fn serve(
    certificates: Vec<CertificateDer<'static>>,
    key: &KeyPair,
    reply: Vec<u8>,
    politely: bool,
) -> Server {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(certificates, key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let reply: Arc<[u8]> = reply.into();
    Server::start(move |stream, _| {
        let (acceptor, reply) = (acceptor.clone(), Arc::clone(&reply));
        async move {
            let Ok(mut stream) = acceptor.accept(stream).await else {
                return;
            };
            read_request(&mut stream).await;
            let _ = stream.write_all(&reply).await;
            let _ = stream.flush().await;
            if politely {
                let _ = stream.shutdown().await;
            }
        }
    })
    .await
}

async fn ask(
    server: &Server,
    roots: &str,
    intermediate: Option<&str>,
) -> Result<Exchange, FetchError> {
    let mut options = options();
    options.extra_roots = roots.to_owned();
    if let Some(pem) = intermediate {
        options
            .intermediates
            .insert("localhost".to_owned(), pem.to_owned());
    }
    let client = Client::new(options).unwrap();
    get(&client, &format!("https://localhost:{}/a?b", server.port)).await
}

fn is_certificate_error(outcome: Result<Exchange, FetchError>) -> bool {
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), "tls", "{error}");
    error.is_certificate() && !error.worth_retrying()
}

#[tokio::test]
async fn a_whole_chain_to_a_trusted_root_is_believed_and_the_heads_are_exact() {
    let chain = chain("localhost");
    let reply = b"HTTP/1.1 200 FINE\r\nx-Odd:  1\r\nContent-Length: 2\r\n\r\nhi";
    let sent = vec![chain.leaf.clone(), chain.middle.clone()];
    let server = serve(sent, &chain.key, reply.to_vec(), true).await;
    let exchange = ask(&server, &chain.root_pem, None).await.unwrap();
    assert_eq!(exchange.response_head, &reply[..reply.len() - 2]);
    let head = String::from_utf8(exchange.request_head.clone()).unwrap();
    assert!(head.starts_with("GET /a?b HTTP/1.1\r\n"), "{head}");
    assert!(
        head.contains(&format!("Host: localhost:{}\r\n", server.port)),
        "{head}"
    );
    assert_eq!(
        (exchange.body.as_slice(), exchange.notes.clone()),
        (&b"hi"[..], vec![])
    );
    assert_eq!(exchange.url.scheme(), "https");
}

#[tokio::test]
async fn a_missing_intermediate_fails_unless_it_is_configured_for_the_host() {
    let chain = chain("localhost");
    let server = serve(vec![chain.leaf.clone()], &chain.key, ok("", b"hi"), true).await;
    assert!(is_certificate_error(
        ask(&server, &chain.root_pem, None).await
    ));
    let exchange = ask(&server, &chain.root_pem, Some(&chain.middle_pem))
        .await
        .unwrap();
    assert_eq!(exchange.notes, [ExchangeNote::ChainCompleted]);
}

#[tokio::test]
async fn a_configured_intermediate_is_no_root() {
    let (chain, other) = (chain("localhost"), chain("localhost"));
    let server = serve(vec![chain.leaf.clone()], &chain.key, ok("", b"hi"), true).await;
    let outcome = ask(&server, &other.root_pem, Some(&chain.middle_pem)).await;
    assert!(is_certificate_error(outcome));
}

#[tokio::test]
async fn a_wrong_name_and_a_self_signed_certificate_fail() {
    let wrong = chain("www.thanhphohaiphong.gov.vn");
    let sent = vec![wrong.leaf.clone(), wrong.middle.clone()];
    let server = serve(sent, &wrong.key, ok("", b"hi"), true).await;
    assert!(is_certificate_error(
        ask(&server, &wrong.root_pem, None).await
    ));

    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    let own = params.self_signed(&key).unwrap();
    let server = serve(vec![own.der().clone()], &key, ok("", b"hi"), true).await;
    assert!(is_certificate_error(
        ask(&server, &wrong.root_pem, None).await
    ));
}

#[tokio::test]
async fn an_expired_certificate_fails() {
    let root = CertifiedIssuer::self_signed(authority("root"), KeyPair::generate().unwrap());
    let root = root.unwrap();
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.not_after = rcgen::date_time_ymd(2020, 1, 1);
    let leaf = params.signed_by(&key, &root).unwrap();
    let server = serve(vec![leaf.der().clone()], &key, ok("", b"hi"), true).await;
    assert!(is_certificate_error(ask(&server, &root.pem(), None).await));
}

#[tokio::test]
async fn a_tls_stream_without_its_end_truncates_a_body_ended_by_close() {
    let chain = chain("localhost");
    let sent = vec![chain.leaf.clone(), chain.middle.clone()];
    let reply = b"HTTP/1.1 200 OK\r\n\r\nhalf".to_vec();
    for (politely, truncated) in [(true, None), (false, Some(Truncation::Disconnect))] {
        let server = serve(sent.clone(), &chain.key, reply.clone(), politely).await;
        let exchange = ask(&server, &chain.root_pem, None).await.unwrap();
        assert_eq!(
            (exchange.body.as_slice(), exchange.truncated),
            (&b"half"[..], truncated)
        );
    }
}

#[tokio::test]
async fn a_server_without_tls_is_a_tls_error_but_no_certificates() {
    let server = Server::start(|mut stream, _| async move {
        let _ = stream.write_all(&ok("", b"hi")).await;
        read_request(&mut stream).await;
    })
    .await;
    let error = ask(&server, "", None).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.is_certificate()),
        ("tls", false),
        "{error}"
    );
}

#[test]
fn what_is_no_certificate_is_refused_when_the_client_is_made() {
    let mut options = options();
    options
        .intermediates
        .insert("a.vn".to_owned(), "not PEM".to_owned());
    let error = Client::new(options).err().unwrap();
    assert_eq!(
        error.to_string(),
        "could not read the certificates for a.vn: no certificate in it"
    );
}
