//! How many articles a year has, and how many syllables their leads and bodies have.
//! (Vietnamese is written with blanks between syllables.) Streams: the archive may be of any
//! size.
//!
//! ```sh
//! cargo run --example words_by_year -- archive
//! ```

#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use chrono::Datelike;
use hpnews::store::{Archive, Filter};

fn main() -> anyhow::Result<()> {
    let dir = std::env::args()
        .nth(1)
        .context("usage: words_by_year ARCHIVE")?;
    let reader = Archive::open_for_reading(Path::new(&dir))?;
    let mut years: BTreeMap<i32, (u64, usize)> = BTreeMap::new();
    for snapshot in reader.each_newest(&Filter::default()) {
        let snapshot = snapshot?;
        let Some(published) = snapshot.published_at else {
            continue;
        };
        let blocks = snapshot.body.iter().map(|block| block.text.as_str());
        let texts = blocks.chain(snapshot.lead.as_deref());
        let (articles, syllables) = years.entry(published.year()).or_default();
        *articles += 1;
        *syllables += texts
            .map(|text| text.split_whitespace().count())
            .sum::<usize>();
    }
    println!("year  articles  syllables");
    for (year, (articles, syllables)) in years {
        println!("{year}  {articles:>8}  {syllables:>9}");
    }
    Ok(())
}
