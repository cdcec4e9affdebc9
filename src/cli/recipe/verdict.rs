//! What a check comes to: the exit code, and why a page is none.

use super::load::LoadedPage;
use crate::cli::exit;
use crate::coverage::FieldCheck;

/// The exit code: whether any page was none, or a field that every article has is missing on
/// more than a tenth; whether there was no page at all.
pub(super) fn code(pages: usize, none: usize, fields: &[FieldCheck]) -> u8 {
    let is_short = |it: &FieldCheck| it.required && it.is_short();
    if none == pages {
        exit::COULD_NOT_RUN
    } else if none > 0 || fields.iter().any(is_short) {
        exit::INCOMPLETE
    } else {
        exit::COMPLETE
    }
}

/// Names a page that is none.
pub(super) fn is_no_page(loaded: &LoadedPage) -> Option<String> {
    match &loaded.pages {
        Ok(pages) => match pages.first() {
            Some((_, capture)) => crate::crawl::html_of(capture).err().map(|it| it.reason),
            None => Some("it was read from no page".to_owned()),
        },
        Err(reason) => Some(reason.clone()),
    }
}
