//! The session of a visitor, which servers write into addresses for who keeps no cookies: no
//! two visits have the same one, so with it every page has ever new addresses.
//!
//! What is one can be told without knowing the site: a name that only sessions have, or a name
//! that others have too over a value that nobody wrote. A number, a word or a slug under such a
//! name (`sid=1024`) stays: it names a page.

use url::Url;

/// Names that only sessions have: Java, PHP, ASP.NET. (And ASP's `ASPSESSIONID…`.)
const ALWAYS: &[&str] = &[
    "asp.net_sessionid",
    "jsessionid",
    "phpsessid",
    "phpsessionid",
];

/// Names that sessions have, and sections, stories or searches as well.
const PERHAPS: &[&str] = &[
    "oscsid",
    "s",
    "sess",
    "sessid",
    "session",
    "session_id",
    "sessionid",
    "sid",
    "ssid",
    "zenid",
];

/// The least letters and digits of a session's value. PHP's have 26 or 32.
const LEAST: usize = 16;

/// How often letters and digits change at least: a date or number within a word does not.
const CHANGES: usize = 4;

/// An address without the marks of a visit. Parameters in `keep` (names in lower case) stay.
pub(super) fn forget(url: &mut Url, keep: Option<&[String]>) {
    if url.path().contains([';', '(', '%']) {
        let path = url.path().split('/').filter(|segment| !is_session(segment));
        let path: Vec<&str> = path.map(without_parameters).collect();
        let path = path.join("/");
        if path != url.path() {
            url.set_path(&path);
        }
    }
    let Some(query) = url.query() else { return };
    // ColdFusion's number is a session's where its token stands beside it.
    let fusion = ["cfid", "cftoken"];
    let names: Vec<String> = query.split('&').map(super::query::name_of).collect();
    let is_fusion = fusion.iter().all(|it| names.iter().any(|name| name == it));
    let stays = |(pair, name): &(&str, &String)| {
        let value = pair.split_once('=').map_or("", |(_, value)| value);
        let kept = keep.is_some_and(|keep| keep.contains(name));
        kept || !(is_mark(name, value) || is_fusion && fusion.contains(&name.as_str()))
    };
    let kept: Vec<&str> = query
        .split('&')
        .zip(&names)
        .filter(stays)
        .map(|(pair, _)| pair)
        .collect();
    if kept.len() < names.len() {
        let query = kept.join("&");
        url.set_query(Some(query.as_str()).filter(|it| !it.is_empty()));
    }
}

/// A segment without the parameters (`tin.html;jsessionid=…`) that are sessions.
fn without_parameters(segment: &str) -> &str {
    let mut ends = segment.match_indices([';', '%']).map(|(at, _)| at);
    let begins = ends.find(|&at| {
        let rest = &segment[at..];
        let parameter = rest.strip_prefix(';').or_else(|| {
            let escaped = rest.get(..3).filter(|it| it.eq_ignore_ascii_case("%3b"));
            escaped.map(|it| &rest[it.len()..])
        });
        let pair = parameter.and_then(|it| it.split(';').next());
        pair.and_then(|it| it.split_once('='))
            .is_some_and(|(name, value)| is_mark(&name.to_ascii_lowercase(), value))
    });
    // What stands behind a session belongs to it: no server writes more there.
    &segment[..begins.unwrap_or(segment.len())]
}

fn is_mark(name: &str, value: &str) -> bool {
    ALWAYS.contains(&name)
        || name.starts_with("aspsessionid")
        || PERHAPS.contains(&name) && nobody_wrote(value)
}

/// Letters and digits without sense: many, and mixed.
fn nobody_wrote(value: &str) -> bool {
    let bytes = value.as_bytes();
    let changes = bytes
        .windows(2)
        .filter(|pair| pair[0].is_ascii_digit() != pair[1].is_ascii_digit());
    bytes.len() >= LEAST
        && bytes.iter().all(u8::is_ascii_alphanumeric)
        && changes.count() >= CHANGES
}

/// Whether a whole segment is ASP.NET's: `(S(…))`, with tickets beside it (`(X(1)F(…)S(…))`), or
/// the bare `(…)` of its first version.
fn is_session(segment: &str) -> bool {
    let plain = segment.replace("%28", "(").replace("%29", ")");
    let inner = plain.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let Some(mut rest) = inner else { return false };
    if nobody_wrote(rest) && rest.len() == 24 {
        return true;
    }
    let mut is_any = false;
    while let Some((ticket, after)) = rest.split_once(')') {
        let Some((name, value)) = ticket.split_once('(') else {
            return false;
        };
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_".contains(c);
        if !matches!(name, "A" | "F" | "S" | "X") || !value.chars().all(is_plain) {
            return false;
        }
        is_any |= value.len() >= LEAST || name == "X" && value == "1";
        rest = after;
    }
    is_any && rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sessions_go_and_names_of_pages_stay() {
        const PHP: &str = "4h7qa0555fwsecu455xqckv453";
        const HEX: &str = "0123456789abcdef0f1e2d3c4b5a6978";
        for (given, expected) in [
            ("/tin.html;jsessionid=1A2B3C?id=5", "/tin.html?id=5"),
            ("/tin;JSESSIONID=x!-12!34/bai.html", "/tin/bai.html"),
            ("/;jsessionid=AB", "/"),
            ("/tin.html%3bjsessionid=AB12", "/tin.html"),
            ("/a;v=1;jsessionid=AB/b", "/a;v=1/b"),
            (&format!("/tin.html;sid={HEX}"), "/tin.html"),
            (
                "/(S(4hqa0555fwsecu455xqckv45))/Detail.aspx?ID=1",
                "/Detail.aspx?ID=1",
            ),
            (
                "/cong/(X(1)S(4hqa0555fwsecu455xqckv45))/tin.aspx",
                "/cong/tin.aspx",
            ),
            ("/(X(1))/tin.aspx", "/tin.aspx"),
            (
                "/%28S%284hqa0555fwsecu455xqckv45%29%29/tin.aspx",
                "/tin.aspx",
            ),
            ("/(4hqa0555fwsecu455xqckv45)/tin.aspx", "/tin.aspx"),
            ("/(S(4hqa0555fwsecu455xqckv45))/", "/"),
            (&format!("/xem.php?PHPSESSID={PHP}&id=7"), "/xem.php?id=7"),
            ("/xem.php?id=7&phpsessid=", "/xem.php?id=7"),
            (&format!("/xem.php?id=7&sid={HEX}"), "/xem.php?id=7"),
            (&format!("/xem.php?s={HEX}"), "/xem.php"),
            ("/x.asp?ASPSESSIONIDQABCTRSD=AAAA&b=1", "/x.asp?b=1"),
            ("/x.cfm?CFID=12&CFTOKEN=34&tin=5", "/x.cfm?tin=5"),
            // Pages' own names under the same words.
            ("/xem.php?sid=1024", "/xem.php?sid=1024"),
            ("/xem.php?sid=20261130083015", "/xem.php?sid=20261130083015"),
            (
                "/xem.php?sid=khanh-thanh-cau-so-2-nam-2026",
                "/xem.php?sid=khanh-thanh-cau-so-2-nam-2026",
            ),
            (
                "/xem.php?sid=haiphong20261130sukien",
                "/xem.php?sid=haiphong20261130sukien",
            ),
            (
                "/?sid=550e8400-e29b-41d4-a716-446655440000",
                "/?sid=550e8400-e29b-41d4-a716-446655440000",
            ),
            ("/?s=cau+moi", "/?s=cau+moi"),
            (
                "/?session=2026-ky-hop-thu-12",
                "/?session=2026-ky-hop-thu-12",
            ),
            ("/x.cfm?cfid=12&tin=5", "/x.cfm?cfid=12&tin=5"),
            (&format!("/?id={HEX}"), &format!("/?id={HEX}")),
            ("/tin;v=2.html", "/tin;v=2.html"),
            ("/(S(1))/a", "/(S(1))/a"),
            ("/bang-(A)-va-(B)/a", "/bang-(A)-va-(B)/a"),
            (
                "/(nghi-quyet-so-15-nam-2026)/a",
                "/(nghi-quyet-so-15-nam-2026)/a",
            ),
            ("/100%25(x)", "/100%25(x)"),
        ] {
            let at = |path: &str| Url::parse(&format!("http://h.vn{path}")).unwrap();
            let mut url = at(given);
            forget(&mut url, None);
            assert_eq!(url, at(expected), "{given}");
        }
    }

    #[test]
    fn a_parameter_that_the_operator_keeps_stays() {
        let keep = ["sid".to_owned(), "phpsessid".to_owned()];
        let text = "http://h.vn/x?sid=0123456789abcdef0f1e2d3c4b5a6978&PHPSESSID=1";
        let mut url = Url::parse(text).unwrap();
        forget(&mut url, Some(&keep));
        assert_eq!(url.as_str(), text);
    }
}
