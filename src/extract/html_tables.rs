//! Tells tables of data from tables that only set a page.
//!
//! Never splits cells or guesses heads: a data table is rows of text.

use scraper::ElementRef;

use super::gather::attr;
use super::visible;

/// Text up to which a table around one picture holds only its caption, in bytes.
const CAPTION_TABLE_BYTES: usize = 800;

/// What a table is for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum TablePurpose {
    /// Rows separated by `\n`, cells by `\t`.
    Data(String),
    /// A picture and its caption.
    Picture,
    /// Anything else set in a table.
    Layout,
}

/// Looks into one table.
pub(super) fn look(table: ElementRef<'_>) -> TablePurpose {
    let mut rows: Vec<String> = Vec::new();
    let (mut columns, mut widest, mut pictures, mut nested, mut bytes) = (0, 0, 0, false, 0);
    let below = table.descendants().skip(1).filter_map(ElementRef::wrap);
    for element in below {
        match element.value().name() {
            "tr" => {
                rows.push(String::new());
                columns = 0;
            }
            "td" | "th" => {
                let cell = visible::text(element);
                columns += 1;
                widest = widest.max(columns);
                bytes += cell.len();
                if let Some(row) = rows.last_mut() {
                    if columns > 1 {
                        row.push('\t');
                    }
                    row.push_str(&cell);
                }
            }
            "img" | "amp-img" => pictures += 1,
            "table" => nested = true,
            _ => {}
        }
    }
    rows.retain(|row| !row.trim().is_empty());
    if pictures == 0 && !nested && widest >= 2 && rows.len() >= 2 {
        return TablePurpose::Data(rows.join("\n"));
    }
    let class = attr(table, "class").unwrap_or_default();
    let named = ["image", "photo", "picture", "caption"]
        .iter()
        .any(|it| class.contains(it));
    if pictures > 0 && !nested && (named || (bytes <= CAPTION_TABLE_BYTES && widest == 1)) {
        return TablePurpose::Picture;
    }
    TablePurpose::Layout
}

/// The links in a data table: where each leads, and its text.
pub(super) fn links(table: ElementRef<'_>) -> Vec<(&str, String)> {
    let links = table.descendants().filter_map(ElementRef::wrap);
    let links = links.filter(|it| it.value().name() == "a");
    let hrefs = links.filter_map(|link| Some((attr(link, "href")?.trim(), link)));
    hrefs
        .map(|(href, link)| (href, visible::text(link)))
        .collect()
}
