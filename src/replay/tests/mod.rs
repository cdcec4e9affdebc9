//! What is rewritten and what goes; and that no page, however hostile, gets a script or an
//! address out of the archive through.

use chrono::{DateTime, Utc};
use url::Url;

use super::{View, css, page};
use crate::memento;

mod hostile;
mod pointed;
mod styles;

const URL: &str = "https://hp.vn/tin/le-hoi.html?p=1";

fn at(digits: &str) -> DateTime<Utc> {
    memento::of_digits(digits).unwrap()
}

fn with<T>(see: impl Fn(&View<'_>) -> T) -> T {
    let url = Url::parse(URL).unwrap();
    see(&View {
        at: at("20230425010203"),
        url: &url,
        allowed: &|it| !it.path().starts_with("/kin"),
        held: &|it| !it.path().starts_with("/vang"),
    })
}

fn seen(html: &str) -> String {
    with(|view| page(html, view, ""))
}

/// What stands in the body of a page with this body.
fn body(html: &str) -> String {
    let page = seen(&format!(
        "<!DOCTYPE html><html><head></head><body>{html}</body></html>"
    ));
    let inner = page.strip_prefix("<!DOCTYPE html><html><head></head><body>");
    let inner = inner.and_then(|it| it.strip_suffix("</body></html>"));
    inner.unwrap_or(&page).to_owned()
}

#[test]
fn the_head_keeps_what_makes_the_look_and_nothing_else() {
    let page = seen(
        "<html lang=vi manifest=/m><head><meta charset=windows-1252><base href='https://hp.vn/mau/'>\
         <meta http-equiv=refresh content='0;url=//x.vn'><meta name=Viewport content='width=device-width'>\
         <meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">\
         <meta property=og:url content='https://hp.vn/'><title>Lễ hội</title>\
         <link rel=stylesheet href=s.css></head><body>x</body></html>",
    );
    // Without a declaration, so in the mode it was drawn in.
    assert_eq!(
        page,
        "<html lang=\"vi\"><head><meta content=\"width=device-width\" name=\"Viewport\"><title>Lễ hội</title>\
         <link href=\"/web/20230425010203cs_/https://hp.vn/mau/s.css\" rel=\"stylesheet\"></head><body>x</body></html>"
    );
    for (declared, kept) in [
        ("<!DOCTYPE html>", "<!DOCTYPE html><html>"),
        (
            "<!doctype HTML SYSTEM 'about:legacy-compat'>",
            "<!DOCTYPE html><html>",
        ),
        (
            "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Transitional//EN' 'x'>",
            "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Tr",
        ),
        (
            "<!DOCTYPE html PUBLIC '-//W3C//DTD HTML 4.01 Transitional//EN'>",
            "<html>",
        ),
    ] {
        assert!(
            seen(declared).starts_with(kept),
            "{declared}: {}",
            seen(declared)
        );
    }
}

#[test]
fn a_page_nested_without_end_is_shown_as_its_source() {
    let html = format!("<p onclick=x>&lt;{}", "<div>".repeat(100_000));
    let shown = with(|view| page(&html, view, "<b>01:02</b>"));
    assert!(
        shown.contains("<b>01:02</b></hpnews-banner><pre"),
        "{}",
        &shown[..900]
    );
    assert!(shown.contains(">&lt;p onclick=x&gt;&amp;lt;&lt;div&gt;&lt;div&gt;"));
    assert_eq!(
        hostile::escapes(&shown.replace("&lt;div&gt;", "")),
        Vec::<String>::new()
    );
    let deep = format!("a{}b:url(//x.vn)", "{(".repeat(100_000));
    assert!(
        with(|view| css(&deep, view)).ends_with("b:url(\"/web/20230425010203im_/https://x.vn/\")")
    );
}

#[test]
fn the_banner_is_the_first_of_the_body() {
    let shown = with(|view| {
        page(
            "<p>x<body class=a>",
            view,
            "<a href='/bai/1'>Bản đã lưu</a>",
        )
    });
    let (before, after) = shown.split_once("<hpnews-banner ").unwrap();
    assert!(before.ends_with("<body class=\"a\">"), "{before}");
    assert!(
        after.ends_with("<a href='/bai/1'>Bản đã lưu</a></hpnews-banner><p>x</p></body></html>"),
        "{after}"
    );
}
