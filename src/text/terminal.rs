//! What may be printed to a terminal: a title cannot move the cursor, recolour the screen
//! or turn the rest of the line around.
//!
//! For display only. Never used on text that is stored or compared.

use std::fmt::Write as _;

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

/// JSON text with the same characters written as `\u` escapes, which changes its bytes and
/// not its meaning: in JSON they stand only inside strings, and serde escapes C0 already.
pub fn json_safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && terminal_power(c) {
            // All of them are below U+10000: one escape is enough. A String takes all.
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    safe
}

/// What [`terminal_safe`] drops or replaces.
fn terminal_power(c: char) -> bool {
    c.is_control() || is_bidi_control(c) || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Unicode `PropList.txt`, `Bidi_Control`.
fn is_bidi_control(c: char) -> bool {
    matches!(c,
        '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::{is_bidi_control, json_safe, terminal_safe};

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
            let json = json_safe(&serde_json::to_string_pretty(&[given]).unwrap());
            assert_eq!(terminal_safe(&json), json.replace('\n', " "));
            let read: [String; 1] = serde_json::from_str(&json).unwrap();
            assert_eq!(read[0], *given, "nothing is lost");
            changed += usize::from(printed != *given);
        }
        assert!(changed > 0, "the list holds control characters");
    }
}
