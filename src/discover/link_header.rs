//! The `Link` response header (RFC 8288, section 3).

/// Targets of the links of one header value whose `rel` has `relation`, in order. Apache
/// folds several headers into one value, with commas between.
pub(super) fn targets<'a>(value: &'a str, relation: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = value;
    while let Some((target, behind)) = rest
        .split_once('<')
        .and_then(|(_, behind)| behind.split_once('>'))
    {
        let (parameters, next) = behind.split_at(until(b',', behind));
        if has_relation(parameters, relation) {
            found.push(target.trim());
        }
        rest = next;
    }
    found
}

/// Offset of the first separator outside quotes, or the end.
fn until(separator: u8, text: &str) -> usize {
    let mut quoted = false;
    let mut escaped = false;
    let is_end = |byte: u8| {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            _ => return !quoted && byte == separator,
        }
        false
    };
    text.bytes().position(is_end).unwrap_or(text.len())
}

/// Whether the first `rel` among the parameters (a later one does not count) has the
/// relation among its words.
fn has_relation(parameters: &str, relation: &str) -> bool {
    let mut rest = parameters;
    while !rest.is_empty() {
        let (parameter, next) = rest.split_at(until(b';', rest));
        rest = next.get(1..).unwrap_or_default();
        if let Some((name, value)) = parameter.split_once('=')
            && name.trim().eq_ignore_ascii_case("rel")
        {
            let mut words = value.trim().trim_matches('"').split_ascii_whitespace();
            return words.any(|word| word.eq_ignore_ascii_case(relation));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_found_in_folded_headers() {
        let api = "https://api.w.org/";
        for (value, expected) in [
            (
                "<http://h.vn/wp-json/>; rel=\"https://api.w.org/\"",
                vec!["http://h.vn/wp-json/"],
            ),
            (
                "<http://h.vn/?p=5>; rel=shortlink, </wp-json/>; title=\"a, b\"; \
                 rel=\"x https://api.w.org/\", </z>; rel=next",
                vec!["/wp-json/"],
            ),
            (
                "</a>; REL=https://api.w.org/, </b>; rel=\"https://api.w.org/\"",
                vec!["/a", "/b"],
            ),
            ("</a>; rel=next; rel=\"https://api.w.org/\"", vec![]),
            (
                "</a>; title=\"\\\", </b>; rel=x\"; rel=\"https://api.w.org/\"",
                vec!["/a"],
            ),
            (
                "</a>; title=\"x; rel=next\"; rel=\"https://api.w.org/\"",
                vec!["/a"],
            ),
            ("</a>", vec![]),
            ("<", vec![]),
            ("<a", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(targets(value, api), expected, "{value}");
        }
    }
}
