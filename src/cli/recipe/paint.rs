//! Colours of what `recipe check` shows, and the words of its warnings.

use crate::cli::console::{self};
use crate::coverage::{FieldCheck, Warning};
use crate::report::Language;
use crate::text::terminal_safe;

/// Colours, where they are wanted.
pub(super) struct Paint {
    colour: bool,
}

impl Paint {
    pub(super) fn for_stdout() -> Self {
        Self {
            colour: console::colour(&std::io::stdout()),
        }
    }

    fn with(&self, code: &str, text: &str) -> String {
        if self.colour {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    pub(super) fn bold(&self, text: &str) -> String {
        self.with("1", text)
    }

    pub(super) fn green(&self, text: &str) -> String {
        self.with("32", text)
    }

    pub(super) fn red(&self, text: &str) -> String {
        self.with("31", text)
    }

    pub(super) fn dim(&self, text: &str) -> String {
        self.with("2", text)
    }
}

/// What looks wrong in a field, one line each.
pub(super) fn warnings(check: &FieldCheck, lang: Language) -> Vec<String> {
    let all = check.warnings.iter();
    all.map(|it| terminal_safe(&warning(it, lang))).collect()
}

fn warning(warning: &Warning, lang: Language) -> String {
    let on = |pages: &usize| format!("({pages} {})", lang.pick("trang", "pages"));
    match warning {
        Warning::Same => lang
            .pick("mọi trang đều giống nhau", "the same on all pages")
            .to_owned(),
        Warning::Counter { pages, line } => format!(
            "{}: “{line}” {}",
            lang.pick("có số đếm lượt xem", "contains a counter"),
            on(pages)
        ),
        Warning::Furniture { pages, line } => format!(
            "{}: “{line}” {}",
            lang.pick(
                "dòng lặp lại ở nhiều bài, có lẽ thuộc khung trang: thêm vào strip",
                "many articles have the same line, likely the page's frame: add it to strip"
            ),
            on(pages)
        ),
        Warning::Otherwise { pages, page, told } => format!(
            "{} {}: “{page}” / “{told}”",
            lang.pick("REST hoặc nguồn khác nói khác", "REST says otherwise"),
            on(pages)
        ),
    }
}
