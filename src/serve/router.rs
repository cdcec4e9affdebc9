//! Which address is which page, and what stands before all of them: names, keys and limits.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Extension, RawPathParams, Request, State};
use axum::http::{HeaderMap, HeaderName, Response, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::IntoResponse as _;
use axum::routing::{MethodRouter, get};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use super::archived::{POLICY, archived};
use super::page::{not_replayed, refused};
use super::pages;
use super::refusal::Refusal;
use super::reply::PageReply;
use super::room::{Make, Room};
use super::visit::PageRequest;

const STYLE: &str = concat!(
    include_str!("../report/style.css"),
    include_str!("style.css")
);

/// Which of the two is asked.
#[derive(Clone, Copy)]
enum AskedOrigin {
    /// The reading room: its pages are in the reader's language.
    Room,
    /// Pages as they were: the same for everybody (the address of a memento must not vary).
    Replay,
}

/// The reading room.
pub(super) fn room(room: &Arc<Room>) -> Router {
    let mut router = Router::new();
    for (path, make) in pages::ROUTES {
        router = router.route(path, page(*make, AskedOrigin::Room));
    }
    router
        .route(
            "/style.css",
            get(|asked: HeaderMap| async move {
                PageReply::new("text/css; charset=utf-8", STYLE)
                    .response(&asked, "default-src 'none'")
            }),
        )
        .route("/robots.txt", get(robots))
        .route("/healthz", get(health))
        .route("/favicon.ico", get(no_icon))
        .fallback_service(
            page(|_, _, _| Err(Refusal::Unknown), AskedOrigin::Room).with_state(Arc::clone(room)),
        )
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(middleware::from_fn_with_state(Arc::clone(room), admit))
        .with_state(Arc::clone(room))
}

/// Pages as they were, on an origin of their own.
pub(super) fn replay(room: &Arc<Room>) -> Router {
    Router::new()
        .route("/robots.txt", get(robots))
        .route("/favicon.ico", get(no_icon))
        .fallback_service(page(archived, AskedOrigin::Replay).with_state(Arc::clone(room)))
        .layer(middleware::from_fn_with_state(Arc::clone(room), admit))
}

fn page(make: Make, origin: AskedOrigin) -> MethodRouter<Arc<Room>> {
    get(
        move |State(room): State<Arc<Room>>, pieces: RawPathParams, uri: Uri, asked: HeaderMap| async move {
            let pieces = pieces.iter().map(|(_, value)| value.to_owned()).collect();
            let visit = PageRequest::new(&uri, &asked, pieces, room.config.report.language);
            let result = Arc::clone(&room).make(visit.clone(), make).await;
            let answer = result.unwrap_or_else(|refusal| {
                if refusal.status().is_server_error() {
                    tracing::warn!("{}: {refusal}", uri.path());
                }
                let answer = match origin {
                    AskedOrigin::Room => refused(&refusal, &visit, &room),
                    AskedOrigin::Replay => not_replayed(&refusal, &room),
                };
                match refusal.status() {
                    StatusCode::SERVICE_UNAVAILABLE => {
                        answer.with(header::RETRY_AFTER, "5".to_owned())
                    }
                    _ => answer,
                }
            });
            match origin {
                AskedOrigin::Replay => answer.response(&asked, POLICY),
                AskedOrigin::Room => answer
                    .with(header::VARY, "accept-language".to_owned())
                    .response(&asked, &room.policy()),
            }
        },
    )
}

async fn robots() -> Response<Body> {
    PageReply::new(
        "text/plain; charset=utf-8",
        "User-agent: *\nDisallow: /search\nDisallow: /address\n",
    )
    .response(&HeaderMap::new(), "default-src 'none'")
}

/// Browsers ask for one unasked.
async fn no_icon() -> StatusCode {
    StatusCode::NO_CONTENT
}

/// Whether the archive can be read now.
async fn health(State(room): State<Arc<Room>>) -> Response<Body> {
    let path = Uri::from_static("/healthz");
    let visit = PageRequest::new(
        &path,
        &HeaderMap::new(),
        Vec::new(),
        room.config.report.language,
    );
    let made = room.make(visit, |_, _, _| {
        Ok(PageReply::new("text/plain; charset=utf-8", "ok\n"))
    });
    match made.await {
        Ok(answer) => answer.response(&HeaderMap::new(), "default-src 'none'"),
        Err(refusal) => (refusal.status(), format!("{refusal}\n")).into_response(),
    }
}

/// Lets a request in, or says why not.
pub(super) async fn admit(
    State(room): State<Arc<Room>>,
    Extension(peer): Extension<SocketAddr>,
    request: Request,
    next: Next,
) -> Response<Body> {
    match turned_away(&room, peer, &request) {
        Some(response) => response,
        None => next.run(request).await,
    }
}

/// What stands before every page: the name it is asked under, the client's share, and the key.
fn turned_away(room: &Room, peer: SocketAddr, request: &Request) -> Option<Response<Body>> {
    let says = |name: HeaderName| request.headers().get(name).and_then(|it| it.to_str().ok());
    let host = says(header::HOST).or_else(|| request.uri().host());
    if !room.access.knows(host) {
        let said = "This server does not know the name it was asked under: see `serve.hosts`.\n";
        return Some((StatusCode::MISDIRECTED_REQUEST, said).into_response());
    }
    let forwarded = says(HeaderName::from_static("x-forwarded-for"));
    if !room.has_room_for(client(peer.ip(), forwarded)) {
        let wait = [(header::RETRY_AFTER, "60")];
        let said = "Too many requests in a minute.\n";
        return Some((StatusCode::TOO_MANY_REQUESTS, wait, said).into_response());
    }
    let is_health = request.uri().path() == "/healthz";
    if !is_health && !room.access.admits(says(header::AUTHORIZATION)) {
        let ask = [(
            header::WWW_AUTHENTICATE,
            "Basic realm=\"hpnews\", charset=\"UTF-8\"",
        )];
        let said = "A login or a token is needed.\n";
        return Some((StatusCode::UNAUTHORIZED, ask, said).into_response());
    }
    None
}

/// Who asks. A proxy on this machine says for whom; nobody else is believed.
fn client(peer: IpAddr, forwarded: Option<&str>) -> IpAddr {
    let last = forwarded.and_then(|it| it.rsplit(',').next()?.trim().parse().ok());
    last.filter(|_| peer.is_loopback()).unwrap_or(peer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_on_this_machine_says_who_asks() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        for (peer, forwarded, wanted) in [
            ("127.0.0.1", Some("10.0.0.1, 203.0.113.7"), "203.0.113.7"),
            ("127.0.0.1", Some("nonsense"), "127.0.0.1"),
            ("127.0.0.1", None, "127.0.0.1"),
            ("203.0.113.9", Some("203.0.113.7"), "203.0.113.9"),
        ] {
            assert_eq!(
                client(ip(peer), forwarded),
                ip(wanted),
                "{peer} {forwarded:?}"
            );
        }
    }
}
