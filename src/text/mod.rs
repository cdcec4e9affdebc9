//! TEMPORARY STUB of the text room, only what `extract` calls. The lead drops this commit.
use unicode_normalization::UnicodeNormalization;
pub mod dates;
/// NFC, white space collapsed.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        if unicode_normalization::is_nfc(word) {
            out.push_str(word);
        } else {
            out.extend(word.nfc());
        }
    }
    out
}
