//! Whole flows over real sockets: the demo portal in this process, the real binary beside
//! it, and what it left on disk, on the terminal and in the portal's log of requests.
//!
//! No test depends on how fast anything is: moments are counted in requests the portal has
//! seen, and times are held only against lower bounds.

#![expect(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests look at files and clocks, stop at the first surprise, and skip aloud"
)]

mod acknowledged;
mod addresses;
mod adopt;
mod asked;
mod beside;
mod bounds;
mod by_site;
mod canonical;
mod claimed;
mod clock;
mod commands;
mod conditional;
mod drift;
mod endless;
mod exclusive;
mod extract;
mod failing;
mod fields;
mod first_form;
mod foreign_packages;
mod former_hosts;
mod half_broken;
mod handmade;
mod hints;
mod hosts;
mod http;
mod import;
mod import_foreign;
mod import_spoilt;
mod init;
mod interrupted;
mod late;
mod lost;
mod media;
mod mistaken;
mod nights;
mod packages;
mod permission;
mod recipe_check;
mod reextract;
mod replay;
mod requisites;
mod rest;
mod retry_after;
#[path = "../support/server.rs"]
#[expect(dead_code, reason = "the simulated sites' own tests use all of it")]
mod server;
mod sessions;
mod signals;
mod site_state;
mod sites;
mod sources;
mod spacing;
mod spellings;
mod standing;
mod truth;
mod versions;
mod wire;
mod world;
