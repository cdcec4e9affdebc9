//! The room's pure parts on addresses and pages in the shapes of portals.

mod globs;
mod links;
mod sample;
mod zone;

use url::Url;

/// Addresses below one host, from paths.
fn urls(paths: &[&str]) -> Vec<Url> {
    let base = Url::parse("https://cong.haiphong.example/").expect("an address");
    let all = paths.iter().map(|it| base.join(it));
    all.map(|it| it.expect("an address")).collect()
}
