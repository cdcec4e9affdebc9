//! Session marks that the SURT key leaves out, in the forms and the order of the Internet
//! Archive's canonicalizer. The text is escaped and in lower case already.

/// A path without the session segments of ASP.NET that stand above an `.aspx` page.
pub(super) fn without_segments(mut path: String) -> String {
    for is_session in [is_nested_session, is_plain_session] {
        path = without_session_segment(path, is_session);
    }
    path
}

/// A query without the session parameters of Java, PHP, ASP and `ColdFusion`.
pub(super) fn without_parameters(mut query: String) -> String {
    for (name, value) in SESSIONS {
        query = without_session_parameter(query, name, *value);
    }
    query
}

/// Length of a session parameter's value at the start of the text.
type SessionValue = fn(&str) -> Option<usize>;

/// Session parameters and the forms of their values, in the order they are dropped.
const SESSIONS: &[(&str, SessionValue)] = &[
    ("jsessionid=", |rest| alphanumeric(rest, 32)),
    ("phpsessid=", |rest| alphanumeric(rest, 32)),
    ("sid=", |rest| alphanumeric(rest, 32)),
    ("aspsessionid", |rest| {
        let value = rest.get(alphanumeric(rest, 8)?..)?.strip_prefix('=')?;
        Some(9 + alphanumeric(value, 24)?).filter(|&len| {
            let letter = |byte: u8| byte == b'=' || byte.is_ascii_alphabetic();
            rest[..len].bytes().all(letter)
        })
    }),
    ("cfid=", |rest| {
        let (id, rest) = rest.split_once('&')?;
        let token = rest.strip_prefix("cftoken=")?.split('&').next()?;
        (!id.is_empty() && !token.is_empty()).then(|| id.len() + 9 + token.len())
    }),
];

/// `count`, when that many letters or digits stand at the start of the text.
fn alphanumeric(text: &str, count: usize) -> Option<usize> {
    let head = text.as_bytes().get(..count)?;
    head.iter().all(u8::is_ascii_alphanumeric).then_some(count)
}

/// Without the last parameter that is such a session (and its `&`). As in the original,
/// a name may be the tail of another (`xsid=…` leaves `x`).
fn without_session_parameter(query: String, name: &str, value: SessionValue) -> String {
    for (at, _) in query.rmatch_indices(name) {
        let rest = &query[at + name.len()..];
        let Some(after) = value(rest).map(|len| &rest[len..]) else {
            continue;
        };
        if after.is_empty() || after.starts_with('&') {
            return format!("{}{}", &query[..at], after.get(1..).unwrap_or_default());
        }
    }
    query
}

/// Without the last segment that is a session of ASP.NET, when an `.aspx` page is below it.
fn without_session_segment(path: String, is_session: fn(&str) -> bool) -> String {
    for (at, _) in path.rmatch_indices('/') {
        let Some((segment, page)) = path[at + 1..].split_once('/') else {
            continue;
        };
        let before_query = page.split('?').next().unwrap_or_default();
        let has_page = before_query
            .char_indices()
            .any(|(at, _)| at > 0 && page[at..].starts_with(".aspx"));
        if has_page && is_session(segment) {
            return format!("{}{page}", &path[..=at]);
        }
    }
    path
}

/// `(4hqa0555fwsecu455xqckv45)`: 24 letters or digits.
fn is_plain_session(segment: &str) -> bool {
    segment
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        .is_some_and(|id| id.len() == 24 && alphanumeric(id, 24).is_some())
}

/// `(S(4hqa0555fwsecu455xqckv45))`, one lettered session or more within brackets.
fn is_nested_session(segment: &str) -> bool {
    let inner = segment
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let Some(inner) = inner.filter(|inner| !inner.is_empty() && inner.is_ascii()) else {
        return false;
    };
    inner.as_bytes().chunks(27).all(|chunk| {
        let chunk = std::str::from_utf8(chunk).unwrap_or_default();
        let mut chars = chunk.chars();
        chars.next().is_some_and(|first| first.is_ascii_lowercase())
            && is_plain_session(chars.as_str())
    })
}
