//! Whether a firewall answered in place of the site: a challenge to prove that one is a person.
//!
//! Such an answer says nothing of the site's rules. A page "not found", whatever its status,
//! is the site's own and says that there are none. Goes by few and plain marks: a wall that
//! is not known here looks like a page without rules.

use crate::http::{Capture, text};

/// How much of a page is looked at, in bytes.
const WINDOW: usize = 128 * 1024;

/// Text up to which a page can be a mere notice, in characters.
const NOTICE: usize = 1_500;

/// What only challenges have among their marks and scripts.
const MARKS: &[&str] = &[
    "_cf_chl_opt",
    "cf-browser-verification",
    "captcha-delivery.com",
    "awswafintegration",
    "slowaes.decrypt",
    "sucuri_cloudproxy_js",
    "incapsula incident",
    "px-captcha",
];

/// What challenges say.
const CHALLENGES: &[&str] = &[
    "captcha",
    "just a moment",
    "checking your browser",
    "ddos protection",
    "verify you are human",
    "not a robot",
    "are you a robot",
    "enable javascript and cookies",
    "xác minh bạn",
    "xác thực truy cập",
    "kiểm tra trình duyệt",
    "không phải là robot",
    "không phải robot",
    "không phải là người máy",
];

/// What else a firewall says where the status says that all is well.
const REFUSALS: &[&str] = &[
    "access denied",
    "request rejected",
    "requested url was rejected",
    "attention required",
    "forbidden",
    "too many requests",
    "service unavailable",
    "under maintenance",
    "truy cập bị từ chối",
    "bị chặn",
    "bảo trì",
];

/// Whether the answer is a wall. 404 and 410 never are: they speak of this address.
pub(super) fn is_wall(capture: &Capture) -> bool {
    let served = matches!(capture.status, 200..=299);
    if !served && !matches!(capture.status, 400..=403 | 405..=409 | 411..=499) {
        return false;
    }
    let says = |name: &str, word: &str| {
        let mut lines = capture.header_lines(name).map(text);
        lines.any(|line| line.to_ascii_lowercase().contains(word))
    };
    if says("cf-mitigated", "challenge") || says("x-amzn-waf-action", "") {
        return true;
    }
    let body = &capture.body[..capture.body.len().min(WINDOW)];
    let body = String::from_utf8_lossy(body).to_lowercase();
    if !body
        .trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n'])
        .starts_with('<')
    {
        return false;
    }
    let (visible, scripts) = split(&body);
    if visible.chars().count() > NOTICE {
        return false;
    }
    let any = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    any(MARKS, &body)
        || any(CHALLENGES, &visible)
        || served && (any(REFUSALS, &visible) || is_cookie_trick(&scripts))
}

/// A script that sets a cookie and asks again: who runs no script never gets further. (An
/// application that draws its pages by script, and sends its frame for any address, does not.)
fn is_cookie_trick(scripts: &str) -> bool {
    let again = [
        "location.reload",
        "location.href",
        "location.replace",
        "location=",
    ];
    let scripts = scripts.replace(' ', "");
    scripts.contains("document.cookie=") && again.iter().any(|it| scripts.contains(it))
}

/// The text a person sees, title included, and the text of scripts. Crude on purpose: no
/// wall hides behind broken markup.
fn split(html: &str) -> (String, String) {
    let (mut visible, mut scripts) = (String::new(), String::new());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        visible.push_str(&rest[..at]);
        visible.push(' ');
        rest = &rest[at..];
        let hidden = ["script", "style"]
            .into_iter()
            .find(|name| rest[1..].starts_with(name));
        let end = |mark: &str| rest.find(mark).map_or(rest.len(), |end| end + mark.len());
        let end = match hidden {
            Some(name) => {
                let end = end(&format!("</{name}"));
                if name == "script" {
                    scripts.push_str(&rest[..end]);
                }
                end
            }
            None if rest.starts_with("<!--") => end("-->"),
            None => end(">"),
        };
        rest = &rest[end..];
    }
    visible.push_str(rest);
    let words: Vec<&str> = visible.split_whitespace().collect();
    (words.join(" "), scripts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::digest::PayloadDigest;
    use chrono::DateTime;
    use url::Url;

    fn answer(status: u16, header: Option<(&str, &str)>, body: &str) -> Capture {
        Capture {
            url: Url::parse("http://haiphong.gov.vn/robots.txt").unwrap(),
            requested_at: DateTime::UNIX_EPOCH,
            status,
            reason: String::new(),
            headers: header
                .map(|(name, value)| (name.to_owned(), value.as_bytes().to_vec()))
                .into_iter()
                .collect(),
            request_head: Vec::new(),
            response_head: Vec::new(),
            body: body.as_bytes().to_vec(),
            payload: PayloadDigest::of(body.as_bytes()),
            truncated: None,
            undecoded: None,
            peer: None,
        }
    }

    #[test]
    fn challenges_are_walls_and_pages_are_not() {
        let trick = "<html><body><script>document.cookie = \"D1N=41c\" + \"; path=/\"; \
                     window.location.reload(true);</script></body></html>";
        let app = "<!doctype html><html><head><title>Cổng thông tin</title>\
                   <script src=/static/main.js></script></head><body><noscript>You need to enable \
                   JavaScript to run this app.</noscript><div id=root></div></body></html>";
        let cloudflare = "<!DOCTYPE html><html><head><title>Just a moment...</title></head>\
                          <body><script>window._cf_chl_opt={}</script></body></html>";
        let shop = format!(
            "<html><body><p>{}</p><form>Nhập mã captcha để gửi góp ý</form></body></html>",
            "Trang bạn tìm không có ở đây. ".repeat(80)
        );
        let nginx = "<html><head><title>403 Forbidden</title></head><body><center><h1>403 \
                     Forbidden</h1></center><hr><center>nginx</center></body></html>";
        let table: [(u16, &str, bool); 17] = [
            (200, cloudflare, true),
            (403, cloudflare, true),
            (
                405,
                "<html><body>Xin hãy giải CAPTCHA để xem trang</body></html>",
                true,
            ),
            (
                200,
                "\u{feff}\n<p>Đang kiểm tra trình duyệt của bạn…</p>",
                true,
            ),
            (401, "<h1>Hãy chứng tỏ bạn không phải là robot</h1>", true),
            (200, trick, true),
            (
                200,
                "<title>Request Rejected</title>The requested URL was rejected. Support ID: 7",
                true,
            ),
            (200, "<h1>Hệ thống đang bảo trì</h1>", true),
            // The site's own pages, or plain refusals: RFC 9309 takes them for "no rules".
            (
                200,
                "<html><title>404</title><h1>Không tìm thấy trang</h1></html>",
                false,
            ),
            (200, app, false),
            (200, &shop, false),
            (404, cloudflare, false),
            (403, nginx, false),
            (401, "<h1>Hãy đăng nhập</h1>", false),
            (200, "User-agent: *\nDisallow: /captcha/\n", false),
            (200, "", false),
            (503, cloudflare, false),
        ];
        for (status, body, expected) in table {
            assert_eq!(
                is_wall(&answer(status, None, body)),
                expected,
                "{status} {body}"
            );
        }
        for (header, expected) in [
            (("CF-Mitigated", "challenge"), true),
            (("x-amzn-waf-action", "captcha"), true),
            (("Server", "cloudflare"), false),
        ] {
            assert_eq!(
                is_wall(&answer(403, Some(header), "")),
                expected,
                "{header:?}"
            );
        }
    }
}
