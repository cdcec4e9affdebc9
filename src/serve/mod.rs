//! EDGE: the reading room: the archive in a browser, read-only, without script, in Vietnamese
//! and English. Pages as they were have an origin of their own.
//!
//! Everything is shown through [`Published`](crate::published::Published): nothing that a
//! takedown names is in any page, list, count, feed or tag. Never writes to the archive, never
//! asks a portal, and keeps nothing of who reads: no cookies, no log of questions.
//!
//! Start with `router` (which address is which page), then `room` (what all requests share) and
//! any file of `pages`.

mod access;
mod archived;
mod citation;
mod csv;
mod error;
mod facets;
mod ledger;
mod listen;
mod markup;
mod memo;
mod page;
mod pages;
mod parts;
mod refusal;
mod reply;
mod room;
mod router;
mod shifts;
mod story;
mod subject;
mod visit;

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::watch;

pub use access::Access;
pub use error::ServeError;

use crate::config::Config;
use room::Room;

/// Both origins, listening and not yet answering.
#[derive(Debug)]
pub struct ReadingRoom {
    config: Arc<Config>,
    access: Access,
    room: TcpListener,
    replay: TcpListener,
    /// Where the room listens.
    pub room_address: SocketAddr,
    /// Where pages as they were are shown.
    pub replay_address: SocketAddr,
}

impl ReadingRoom {
    /// Listens for both. `login` is `user:password`; a reader shows it or the token.
    pub async fn open(
        config: Arc<Config>,
        login: Option<&str>,
        token: Option<&str>,
    ) -> Result<Self, ServeError> {
        let settings = &config.serve;
        let replay = settings
            .replay_bind
            .unwrap_or_else(|| next_port(settings.bind));
        let access = Access::new(settings, replay, login, token)?;
        let (room, room_address) = bind(settings.bind).await?;
        let (replay, replay_address) = bind(replay).await?;
        Ok(Self {
            config,
            access,
            room,
            replay,
            room_address,
            replay_address,
        })
    }

    /// Answers until told to stop, then lets the last answers out.
    pub async fn serve(self, stop: impl Future<Output = ()>) -> Result<(), ServeError> {
        let bound = (self.room_address, self.replay_address);
        let room = Arc::new(Room::new(self.config, self.access, bound));
        room.prepare()?;
        let (stopped, heard) = watch::channel(false);
        let until = |mut heard: watch::Receiver<bool>| async move {
            // An error means that the sender is gone: that is a stop too.
            let _ = heard.wait_for(|stopped| *stopped).await;
        };
        let pages = listen::serve(self.room, router::room(&room), until(heard.clone()));
        let replay = listen::serve(self.replay, router::replay(&room), until(heard));
        let told = async {
            stop.await;
            // Nobody hears it where both have ended.
            let _ = stopped.send(true);
        };
        tokio::join!(pages, replay, told);
        Ok(())
    }
}

/// Port 0 lets the system choose both.
fn next_port(bind: SocketAddr) -> SocketAddr {
    let port = match bind.port() {
        0 => 0,
        port => port.checked_add(1).unwrap_or(port - 1),
    };
    SocketAddr::new(bind.ip(), port)
}

#[expect(
    clippy::disallowed_methods,
    reason = "a reading room is asked: it listens"
)]
async fn bind(bind: SocketAddr) -> Result<(TcpListener, SocketAddr), ServeError> {
    let refused = |source| ServeError::Listen { bind, source };
    let listener = TcpListener::bind(bind).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    Ok((listener, address))
}
