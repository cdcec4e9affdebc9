//! The headlines of one month, oldest first.
//!
//! ```sh
//! cargo run --example titles_of_a_month -- archive 2023-04
//! ```

#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use std::path::Path;

use anyhow::Context;
use chrono::{Months, NaiveDate};
use chrono_tz::Asia::Ho_Chi_Minh;
use hpnews::store::{Archive, Filter};
use hpnews::text::terminal_safe;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [dir, month] = args.as_slice() else {
        anyhow::bail!("usage: titles_of_a_month ARCHIVE YYYY-MM");
    };
    let first: NaiveDate = format!("{month}-01")
        .parse()
        .context("a month is YYYY-MM")?;
    // Months are civil time of the portals, instants are not.
    let midnight = |day: NaiveDate| {
        let local = day.and_hms_opt(0, 0, 0)?.and_local_timezone(Ho_Chi_Minh);
        Some(local.earliest()?.to_utc())
    };
    let filter = Filter {
        since: midnight(first),
        until: midnight(first + Months::new(1)),
        ..Filter::default()
    };
    let reader = Archive::open_for_reading(Path::new(dir))?;
    let mut articles = reader
        .articles()
        .each(&filter)
        .collect::<Result<Vec<_>, _>>()?;
    articles.reverse();
    for article in articles {
        // Without a date, an article counts by the day it was first captured.
        let Some(published) = article.published_at else {
            continue;
        };
        let title = article.title.as_deref().unwrap_or("—");
        println!(
            "{}  {}",
            published.format("%Y-%m-%d %H:%M"),
            terminal_safe(title)
        );
    }
    Ok(())
}
