//! Every version of one article, and word by word what each changed.
//!
//! ```sh
//! cargo run --example versions_of_an_article -- archive https://…/an-article.html
//! ```

#![expect(clippy::print_stdout, reason = "an example prints what it finds")]

use std::path::Path;

use hpnews::change::{Side, between};
use hpnews::store::{Archive, Resolved};
use hpnews::text::terminal_safe;

fn main() -> anyhow::Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [dir, article] = args.as_slice() else {
        anyhow::bail!("usage: versions_of_an_article ARCHIVE URL|ID");
    };
    let reader = Archive::open_for_reading(Path::new(dir))?;
    let Resolved::Article(id) = reader.articles().resolve(article)? else {
        anyhow::bail!("no such article, or several: {article}");
    };
    let mut before = None;
    for version in reader.articles().versions(&id)? {
        println!("{}  {}", version.captured_at, version.path);
        let snapshot = reader.read_snapshot(&version.path)?;
        if let Some(before) = &before {
            let difference = between(before, &snapshot);
            let kinds: Vec<&str> = difference.kinds.iter().map(|it| it.word()).collect();
            println!("  {}", kinds.join(", "));
            for field in &difference.fields {
                let pieces = field.pieces.iter().map(|piece| match piece.side {
                    Side::Same => piece.text.clone(),
                    Side::Removed => format!("[-{}-]", piece.text),
                    Side::Added => format!("{{+{}+}}", piece.text),
                });
                println!(
                    "  {}: {}",
                    field.field,
                    terminal_safe(&pieces.collect::<String>())
                );
            }
        }
        before = Some(snapshot);
    }
    Ok(())
}
