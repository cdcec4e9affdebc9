//! SURT, the sort key of web archives: `vn,gov,haiphong)/tin.html?a=1&b=2`.
//!
//! The form is that of the Internet Archive's canonicalizer, which pywb and cdxj-indexer
//! use for the first field of a CDXJ line. It folds far more than
//! [`Rules::canonical`](super::Rules::canonical) may (letter case, `www`, http and https),
//! so it is a key to look captures up by, never the identity of an article.

use url::{Host, Url};

use super::{percent, session};

/// The SURT key of an http(s) address. Equal to what Python's `surt.surt` prints for
/// `url.as_str()` in version 0.3.1 (checked on 200,000 random addresses in the shapes of portals).
pub fn surt(url: &Url) -> String {
    let mut key = reversed_host(url);
    if let Some(port) = url.port() {
        key.push(':');
        key.push_str(&port.to_string());
    }
    key.push(')');
    key.push_str(&path_key(url.path()));
    if let Some(query) = url.query().map(query_key).filter(|query| !query.is_empty()) {
        key.push('?');
        key.push_str(&query);
    }
    key
}

/// The host's labels from the last to the first, without `www`, `www2`, …. An IPv4
/// address is turned round too, an IPv6 address stands without its brackets.
fn reversed_host(url: &Url) -> String {
    if let Some(Host::Ipv6(ip)) = url.host() {
        return ip.to_string();
    }
    let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let mut labels: Vec<&str> = host.split('.').filter(|label| !label.is_empty()).collect();
    let is_www = |label: &str| {
        label
            .strip_prefix("www")
            .is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    if labels.len() > 1 && is_www(labels[0]) {
        labels.remove(0);
    }
    labels.reverse();
    labels.join(",")
}

fn path_key(path: &str) -> String {
    let path = unescaped(path);
    let mut segments: Vec<&[u8]> = Vec::new();
    for segment in path.split(|&byte| byte == b'/').skip(1) {
        match segment {
            b"." => {}
            b".." if !segments.is_empty() => {
                segments.pop();
            }
            _ => segments.push(segment),
        }
    }
    // Only now: `..` takes back an empty segment like any other.
    segments.retain(|segment| !segment.is_empty());
    let mut path = vec![b'/'];
    path.extend(segments.join(&b'/'));
    session::without_segments(escaped_lower(&path))
}

fn query_key(query: &str) -> String {
    let query = session::without_parameters(escaped_lower(&unescaped(query)));
    let mut pairs: Vec<&str> = query.split('&').collect();
    // By name, then value; a name alone before the same name with `=`.
    pairs.sort_by_key(|&pair| match pair.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (pair, None),
    });
    pairs.join("&")
}

/// Escapes decoded until none is left (`%2541` is `A`). Two escapes never overlap, so one
/// walk with a stack gives what repeated passes would, in linear time.
fn unescaped(text: &str) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::with_capacity(text.len());
    for byte in text.bytes() {
        out.push(byte);
        while let [.., b'%', high, low] = out[..] {
            let Some(value) = percent::byte_of(&[high, low]) else {
                break;
            };
            out.truncate(out.len() - 3);
            out.push(value);
        }
    }
    out
}

/// Blanks, controls, non-ASCII, `#` and `%` escaped; letters in lower case.
fn escaped_lower(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        if byte <= 0x20 || byte >= 0x7f || byte == b'#' || byte == b'%' {
            percent::push_escaped(&mut out, byte);
        } else {
            out.push(byte);
        }
    }
    out.make_ascii_lowercase();
    String::from_utf8(out).expect("everything above ASCII was escaped")
}
