//! What may be printed to a terminal: a title cannot move the cursor, recolour the screen
//! or turn the rest of the line around.
//!
//! For display only. Never used on text that is stored or compared.

/// `text` as one line without control characters. Tabs and line ends (U+0009..=U+000D,
/// U+0085, U+2028, U+2029) become blanks, so that words stay apart; every other C0 and C1
/// control, U+007F included, is dropped, and so are the twelve characters of Unicode's
/// `Bidi_Control`. An ANSI escape loses its ESC and its parameters stay to be seen:
/// `ESC[31m` prints as `[31m`.
pub fn terminal_safe(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\t'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some(' '),
            c if c.is_control() || is_bidi_control(c) => None,
            c => Some(c),
        })
        .collect()
}

/// Unicode `PropList.txt`, `Bidi_Control`.
fn is_bidi_control(c: char) -> bool {
    matches!(c,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{is_bidi_control, terminal_safe};

    #[test]
    fn escapes_and_overrides_lose_their_power() {
        for (given, printed) in [
            ("Hải Phòng: “tin mới”", "Hải Phòng: “tin mới”"),
            ("\u{1B}[31mđỏ\u{1B}[0m", "[31mđỏ[0m"),
            ("\u{9B}31m", "31m"),
            ("\u{1B}]0;tên\u{7}", "]0;tên"),
            ("một\r\nhai\tba", "một  hai ba"),
            ("\u{202E}gpj.exe\u{2069}", "gpj.exe"),
            ("a\0b\u{8}\u{7F}", "ab"),
            ("👩\u{200D}🌾", "👩\u{200D}🌾"),
        ] {
            assert_eq!(terminal_safe(given), printed, "{given:?}");
        }
    }

    #[test]
    fn naughty_strings_print_harmlessly() {
        let naughty: Vec<String> = serde_json::from_str(include_str!(
            "../../tests/fixtures/cases/naughty_strings.json"
        ))
        .unwrap();
        assert_eq!(naughty.len(), 515);
        let mut changed = 0;
        for given in &naughty {
            let printed = terminal_safe(given);
            assert!(
                !printed
                    .chars()
                    .any(|c| c.is_control() || is_bidi_control(c)),
                "{given:?}"
            );
            assert_eq!(terminal_safe(&printed), printed);
            changed += usize::from(printed != *given);
        }
        assert!(changed > 0, "the list holds control characters");
    }
}
