//! Boxes of files beside an article's text: "Tệp đính kèm: …".
//!
//! Takes a box only where the words before its first file say what it is: a list of new
//! documents in the page's frame has files too.

use scraper::ElementRef;

use super::gather::PageFacts;
use super::picture::media_type;
use super::place::{CARD_BYTES, bytes};
use super::reading::is_file_label;
use super::visible;

/// How far above a link its box may begin.
const LEVELS: usize = 5;

/// The links in such boxes.
pub(super) fn links<'a>(found: &PageFacts<'a>) -> Vec<(&'a str, ElementRef<'a>)> {
    let files = found
        .anchors
        .iter()
        .filter(|(_, it)| media_type(it).is_some());
    let labelled = files.filter(|(it, _)| is_labelled(*it));
    labelled.map(|(it, href)| (*href, *it)).collect()
}

/// Whether the words that stand first in the nearest box that has any are a label of files.
fn is_labelled(link: ElementRef<'_>) -> bool {
    let around = link.ancestors().filter_map(ElementRef::wrap).take(LEVELS);
    let mut labels = around
        .take_while(|it| bytes(*it) <= CARD_BYTES)
        .map(before_first_link);
    let label = labels.find(|it| !it.is_empty());
    label.is_some_and(|it| is_file_label(&it))
}

/// The words of a box before its first link that has any.
fn before_first_link(around: ElementRef<'_>) -> String {
    let links = around.descendants().filter_map(ElementRef::wrap);
    let mut links = links
        .filter(|it| it.value().name() == "a")
        .map(visible::text);
    let (text, first) = (visible::text(around), links.find(|it| !it.is_empty()));
    let before = first.and_then(|first| Some(text.split_once(&first)?.0.trim().to_owned()));
    before.unwrap_or_default()
}
