//! The headlines of an archive: `cargo run --example hello -- archive`.

#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use hpnews::store::{Archive, Filter};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dir = std::env::args().nth(1).ok_or("usage: hello ARCHIVE")?;
    let reader = Archive::open_for_reading(dir.as_ref())?;
    for article in reader.each_newest(&Filter::default()) {
        println!("{:?}", article?.title);
    }
    Ok(())
}
