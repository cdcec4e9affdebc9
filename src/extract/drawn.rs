//! Pages that say nothing before a script runs: walls, and shells that a script fills.
//!
//! Goes by how little text a page shows and by what its scripts are for. Never runs one.

use scraper::{ElementRef, Node};

use super::gather::{PageFacts, attr};
use super::hydration::{self, Hydrated, code};
use super::jsonld::Linked;
use super::own::SelfDescription;
use super::page::PageKind;

/// Text up to which a page shows nothing, in letters: a "loading" line, a name, a menu.
const SHOWN_LETTERS: usize = 400;

/// Roots that scripts fill, by `id`.
const ROOTS: [&str; 8] = [
    "root",
    "app",
    "__next",
    "__nuxt",
    "___gatsby",
    "main-app",
    "q-app",
    "svelte",
];
/// What only the scripts of firewalls hold.
const CHALLENGES: [&str; 10] = [
    "__cf_chl",
    "/cdn-cgi/challenge-platform",
    "cf-browser-verification",
    "_incapsula_resource",
    "sucuri_cloudproxy",
    "ddos-guard",
    "slowaes",
    "aws-waf-token",
    "px-captcha",
    "geo.captcha-delivery.com",
];

/// What to do about a shell without data.
const EMPTY: &str = "a script draws it, and its data holds no article: REST, a feed or the \
                     address of its data must give it";

/// Why a page shows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Drawn {
    /// It lets nobody in who cannot run its script.
    Wall(&'static str),
    /// A script draws all that people see.
    Shell,
}

/// The article in the data of a page that a script draws, or what such a page is instead;
/// nothing of a page that shows what it says.
pub(super) fn judge(
    found: &PageFacts<'_>,
    own: &SelfDescription<'_>,
    linked: &Linked,
) -> Result<Option<Hydrated>, (PageKind, String)> {
    match of(found) {
        None => Ok(None),
        Some(Drawn::Wall(reason)) => Err((PageKind::Block, reason.to_owned())),
        Some(Drawn::Shell) => {
            let hydrated = hydration::read(found, own);
            if hydrated.is_none() && linked.body.is_none() {
                return Err((PageKind::Script, EMPTY.to_owned()));
            }
            Ok(hydrated)
        }
    }
}

/// Whether the page shows nothing before a script runs.
fn of(found: &PageFacts<'_>) -> Option<Drawn> {
    let body = found.body?;
    if shows_text(body) {
        return None;
    }
    let scripts = || found.scripts.iter().map(|it| code(*it).to_lowercase());
    if scripts().any(|it| CHALLENGES.iter().any(|mark| it.contains(mark))) {
        return Some(Drawn::Wall("its script is a firewall's challenge"));
    }
    let moves = [
        "location.reload",
        "location.href",
        "location.replace",
        "location =",
    ];
    let moves = |it: &String| moves.iter().any(|call| it.contains(call));
    let cookie = |it: &String| it.contains("document.cookie");
    if scripts().any(|it| cookie(&it) && (moves(&it) || found.refresh.is_some())) {
        return Some(Drawn::Wall("its script sets a cookie and loads it again"));
    }
    is_shell(found, body).then_some(Drawn::Shell)
}

/// Whether a page has more text than a notice, outside scripts and links.
fn shows_text(body: ElementRef<'_>) -> bool {
    let mut letters = 0;
    let mut open = vec![*body];
    while let Some(node) = open.pop() {
        match node.value() {
            Node::Text(text) => letters += text.split_whitespace().map(str::len).sum::<usize>(),
            Node::Element(it) if is_silent(it.name()) => {}
            _ => open.extend(node.children()),
        }
        if letters > SHOWN_LETTERS {
            return true;
        }
    }
    false
}

fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "script" | "style" | "noscript" | "template" | "nav" | "footer" | "svg"
    )
}

/// Whether a script is there to fill the page: an empty root it is known to fill, data for it,
/// a word to those without scripts.
fn is_shell(found: &PageFacts<'_>, body: ElementRef<'_>) -> bool {
    let mut below = body.descendants().filter_map(ElementRef::wrap);
    let root = below.any(|it| {
        let named = attr(it, "id").is_some_and(|id| ROOTS.contains(&id));
        (named || it.value().name() == "app-root") && !shows_text(it)
    });
    let mut noscripts = body.descendants().filter_map(ElementRef::wrap);
    let asks = noscripts.any(|it| {
        let words = it.text().collect::<String>().to_lowercase();
        it.value().name() == "noscript" && words.contains("javascript")
    });
    !found.scripts.is_empty() && (root || asks)
}

#[cfg(test)]
mod tests {
    use super::super::gather::gather;
    use super::super::selector_index::SelectorIndex;
    use super::{Drawn, of};

    #[test]
    fn walls_shells_and_pages() {
        let long =
            "<p>Sáng nay, đoàn khảo sát đã kiểm tra tuyến đê biển và ghi nhận ba điểm sạt lở.</p>"
                .repeat(6);
        for (body, expected) in [
            (
                "<script>document.cookie='D1N=abc';window.location.reload(true);</script>",
                "wall",
            ),
            (
                "<p>Đang tải…</p><script>var c='k=1'; document.cookie = c; location.href = '/';</script>",
                "wall",
            ),
            (
                "<noscript>Bật JavaScript</noscript><script src=/cdn-cgi/challenge-platform/h/g></script>\
              <script>window._cf_chl_opt={};var a='/cdn-cgi/challenge-platform/x';</script>",
                "wall",
            ),
            ("<div id=root></div><script src=/main.js></script>", "shell"),
            (
                "<div id=app><div class=loading>Đang tải</div></div><script src=/app.js></script>",
                "shell",
            ),
            (
                "<noscript>You need to enable JavaScript to run this app.</noscript><main></main><script src=/a.js></script>",
                "shell",
            ),
            ("<div id=app></div>", ""),
            ("<p>Một dòng.</p><script src=/thong-ke.js></script>", ""),
            (
                &format!(
                    "<div id=root>{long}</div><script>document.cookie='a=1';location.reload()</script>"
                ),
                "",
            ),
        ] {
            let html = scraper::Html::parse_document(&format!("<html><body>{body}"));
            let found = gather(&html, &SelectorIndex::default());
            let got = match of(&found) {
                Some(Drawn::Wall(_)) => "wall",
                Some(Drawn::Shell) => "shell",
                None => "",
            };
            assert_eq!(got, expected, "{body}");
        }
    }
}
