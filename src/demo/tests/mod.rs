//! The portal, asked over real sockets.

mod client;
mod faults;
mod machines;
mod pages;
mod routes;
mod wire;

use std::time::Duration;

use super::*;

/// A portal with nothing slow in it.
async fn portal() -> Portal {
    let options = PortalOptions {
        slow: Duration::from_millis(30),
        ..PortalOptions::default()
    };
    Portal::start(options).await.unwrap()
}
