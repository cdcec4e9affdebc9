//! The strip above a page.
//!
//! It is one element, the first of the body, out of the flow; the page is moved down by its
//! height. So whatever lies below it lies as it did.

/// Height of the strip in CSS pixels.
pub const BANNER_HEIGHT: u32 = 40;

/// The page with the banner put in at the place where its body begins.
pub(super) fn above(page: &str, body: usize, banner: &str) -> String {
    let (before, after) = page.split_at(body);
    format!("{before}{}{after}", strip(banner))
}

/// The source of a page that is not shown otherwise, written as any page is.
pub(super) fn source(html: &str, banner: &str) -> String {
    let mut text = String::with_capacity(html.len() + html.len() / 8);
    // The first line break behind `<pre>` is not part of its text.
    if html.starts_with(['\n', '\r']) {
        text.push('\n');
    }
    for character in html.replace("\r\n", "\n").chars() {
        match character {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            '\u{a0}' => text.push_str("&nbsp;"),
            '\r' => text.push('\n'),
            '\0' => {}
            it => text.push(it),
        }
    }
    let strip = if banner.is_empty() {
        String::new()
    } else {
        strip(banner)
    };
    format!(
        "<!DOCTYPE html><html><head><meta content=\"width=device-width\" name=\"viewport\"></head>\
         <body>{strip}<pre style=\"white-space:pre-wrap;overflow-wrap:anywhere\">{text}</pre></body></html>"
    )
}

fn strip(banner: &str) -> String {
    format!(
        "<hpnews-banner style=\"all:initial;display:block!important;position:fixed!important;\
         inset:0 0 auto 0!important;height:{BANNER_HEIGHT}px!important;z-index:2147483647!important;\
         overflow:hidden!important;box-sizing:border-box!important\"><style>\
         html{{margin-top:{BANNER_HEIGHT}px!important;scroll-padding-top:{BANNER_HEIGHT}px!important}}\
         </style>{banner}</hpnews-banner>"
    )
}
