//! The bytes a server sent for an address, as they were last captured: to a file or a pipe.
//!
//! ```sh
//! cargo run --example payload_of_a_capture -- archive https://…/an-article.html > page.html
//! ```

#![expect(clippy::print_stderr, reason = "an example says what it finds")]

use std::io::Write;
use std::path::Path;

use anyhow::Context;
use hpnews::digest::PayloadDigest;
use hpnews::store::Archive;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [dir, url] = args.as_slice() else {
        anyhow::bail!("usage: payload_of_a_capture ARCHIVE URL");
    };
    let reader = Archive::open_for_reading(Path::new(dir))?;
    let row = reader.captures().of(url)?.pop().context("never captured")?;
    // Of a revisit, the body is read from the record it refers to.
    let capture = reader.capture_at(&row.evidence.location)?;
    anyhow::ensure!(
        PayloadDigest::of(&capture.body) == capture.payload,
        "the body is not what its digest was taken of"
    );
    let place = &row.evidence.location;
    eprintln!(
        "{} {} at {}, {} bytes {:?}, from {} at byte {}",
        capture.status,
        capture.reason,
        capture.requested_at,
        capture.body.len(),
        capture.content_type().unwrap_or_default(),
        place.file,
        place.offset
    );
    std::io::stdout().write_all(&capture.body)?;
    Ok(())
}
