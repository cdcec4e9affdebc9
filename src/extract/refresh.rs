//! A page that sends its reader on: `<meta http-equiv="refresh">`, or the header of that name.
//!
//! Pure. Says where and how soon; whether to follow is the caller's to judge.

use url::Url;

/// Where a page leads by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refresh {
    /// After so many seconds.
    pub after: u32,
    /// The address, absolute.
    pub to: Url,
}

impl Refresh {
    /// Reads the value of `Refresh` or of the element's `content`, as HTML's "shared declarative
    /// refresh steps" do. `None` when it names no address: then the page reloads itself.
    pub fn parse(value: &str, base: &Url) -> Option<Self> {
        let value = value.trim_start();
        let rest = value.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = &value[..value.len() - rest.len()];
        if digits.is_empty() && !rest.starts_with('.') {
            return None;
        }
        let after = match digits {
            "" => 0,
            // Digits that overflow are a very long time.
            digits => digits.parse().unwrap_or(u32::MAX),
        };
        let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
        let href = rest.trim_start_matches([';', ',', ' ', '\t', '\r', '\n']);
        if href.len() == rest.len() {
            return None;
        }
        let named = href.get(..3).filter(|it| it.eq_ignore_ascii_case("url"));
        let href = named
            .and_then(|_| href[3..].trim_start().strip_prefix('='))
            .map_or(href, str::trim_start);
        let href = match href.chars().next()? {
            quote @ ('"' | '\'') => href[1..].split(quote).next()?,
            _ => href,
        };
        let to = base.join(href.trim()).ok()?;
        Some(Self { after, to })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        let base = Url::parse("http://a.vn/tin/cu.html").unwrap();
        for (value, expected) in [
            ("0; url=/moi.html", Some((0, "http://a.vn/moi.html"))),
            ("0;URL='moi.html'", Some((0, "http://a.vn/tin/moi.html"))),
            (
                "5,url = \"/m?a=1&b=2\" x",
                Some((5, "http://a.vn/m?a=1&b=2")),
            ),
            (" 3 ;\n /moi.html ", Some((3, "http://a.vn/moi.html"))),
            ("0.5;url=//b.vn/", Some((0, "http://b.vn/"))),
            (".5; url=/x", Some((0, "http://a.vn/x"))),
            ("1 /x", Some((1, "http://a.vn/x"))),
            ("0; urls", Some((0, "http://a.vn/tin/urls"))),
            ("99999999999;/x", Some((u32::MAX, "http://a.vn/x"))),
            ("0;url=/tin-tức", Some((0, "http://a.vn/tin-t%E1%BB%A9c"))),
            ("300", None),
            ("0;", None),
            ("0; url=", None),
            ("url=/x", None),
            ("0x; /x", None),
            ("", None),
        ] {
            let found = Refresh::parse(value, &base);
            let found = found.as_ref().map(|it| (it.after, it.to.as_str()));
            assert_eq!(found, expected, "{value:?}");
        }
    }
}
