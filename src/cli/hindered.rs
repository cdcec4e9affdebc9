//! Why a survey found no site, and what to try, in words.

use anyhow::anyhow;

use super::console::Console;
use super::next_step::NextStep;
use crate::report::Language;

use super::surveyed::seen;
use crate::survey::Hindrance;
use crate::text::terminal_safe;

/// Why there is nothing to write, and what to try.
pub(super) fn hindered(hindrance: &Hindrance, requests: usize, console: Console) -> anyhow::Error {
    let lang = console.lang;
    let what = terminal_safe(&what(hindrance, lang));
    let sent = lang.pick("lượt hỏi; không ghi gì", "requests; nothing was written");
    anyhow!("{what} ({requests} {sent})").with_next_step(hint(hindrance, lang))
}

fn what(hindrance: &Hindrance, lang: Language) -> String {
    let (url, said) = match hindrance {
        Hindrance::Address(cause) => return cause.clone(),
        Hindrance::Down { reason } => {
            let down = lang.pick("trang không trả lời", "the site does not answer");
            return format!("{down}: {reason}");
        }
        Hindrance::Forbidden { url, reason } => {
            let said = lang.pick("không được phép hỏi", "it may not be asked");
            (url, format!("{said}: {reason}"))
        }
        Hindrance::NoHome { url, is } => (url, seen(is, lang)),
        Hindrance::Wall { url, reason } => {
            let said = lang.pick(
                "trang của tường lửa hoặc trang bảo trì",
                "the page of a firewall, or of maintenance",
            );
            (url, format!("{said}: {reason}"))
        }
        Hindrance::Login { url } => (
            url,
            lang.pick(
                "là trang đăng nhập, và không nguồn nào nêu bài viết",
                "it is a login, and no source names an article",
            )
            .to_owned(),
        ),
        Hindrance::Script { url } => (
            url,
            lang.pick(
                "trang do script vẽ, và không REST, sitemap hay feed nào nêu bài viết",
                "a script draws it, and no REST, sitemap or feed names an article",
            )
            .to_owned(),
        ),
        Hindrance::NoArticles { url, elsewhere } if elsewhere.is_empty() => (
            url,
            lang.pick(
                "không thấy bài viết nào trên trang, trong REST, sitemap hay feed",
                "no article on the page, in REST, in a sitemap or a feed",
            )
            .to_owned(),
        ),
        Hindrance::NoArticles { url, elsewhere } => {
            let said = lang.pick("bài viết nằm trên máy chủ", "its articles are on the host");
            (url, format!("{said} {}", elsewhere.join(", ")))
        }
    };
    format!("{url}: {said}")
}

fn hint(hindrance: &Hindrance, lang: Language) -> &'static str {
    let (vi, en) = match hindrance {
        Hindrance::Address(_) => (
            "ghi địa chỉ của một trang web",
            "write the address of a site",
        ),
        Hindrance::Down { .. } => (
            "mở địa chỉ này bằng trình duyệt; nếu mở được, thử https:// hoặc www., hoặc chạy lại sau",
            "open it in a browser; if it opens there, try https:// or www., or try again later",
        ),
        Hindrance::Forbidden { .. } => (
            "hpnews luôn theo robots.txt: hãy xin phép chủ trang, hoặc thử một chuyên mục được phép",
            "hpnews obeys robots.txt: ask the site's owner, or try a section that is allowed",
        ),
        Hindrance::NoHome { .. } => (
            "cho địa chỉ trang chủ của trang tin",
            "give the address of the site's home page",
        ),
        Hindrance::Wall { .. } => (
            "hpnews không giả trình duyệt: hãy xin chủ trang cho qua, hoặc chạy lại sau",
            "hpnews never plays a browser: ask the site's owner to let it in, or try again later",
        ),
        Hindrance::Login { .. } => (
            "hpnews không đăng nhập: cho địa chỉ phần mở cho mọi người",
            "hpnews never logs in: give the address of the part that is open to all",
        ),
        Hindrance::Script { .. } => (
            "hpnews không chạy script: tìm địa chỉ sitemap hoặc feed và ghi vào site.sources",
            "hpnews runs no scripts: look for a sitemap or feed and write it into site.sources",
        ),
        Hindrance::NoArticles { elsewhere, .. } if elsewhere.is_empty() => (
            "cho địa chỉ một chuyên mục có tin, hoặc viết [[site]] với name, home và address.article",
            "give the address of a section with news, or write a [[site]] with name, home and address.article",
        ),
        Hindrance::NoArticles { .. } => (
            "chạy `hpnews init` với địa chỉ máy chủ ấy",
            "run `hpnews init` with the address of that host",
        ),
    };
    // Both live as long as the program.
    match lang {
        Language::Vietnamese => vi,
        Language::English => en,
    }
}
