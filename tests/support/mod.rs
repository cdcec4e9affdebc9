//! A portal in twelve shapes, for whole nights over real sockets.
//!
//! `newsroom` is what the editors do, `shape` how a content system shows it, `server` the
//! sockets. Nothing here knows how hpnews reads a page.

mod markup;
pub(crate) mod newsroom;
pub(crate) mod server;
pub(crate) mod shape;
mod sources;
