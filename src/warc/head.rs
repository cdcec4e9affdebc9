//! The head of a response as it stands in the archive.
//!
//! Never reads a body, and changes nothing of a head but what the stored entity makes untrue.

use crate::http::Capture;

/// What renamed headers begin with; pywb and warcio use the same.
const RENAMED: &[u8] = b"X-Archive-Orig-";

/// The head as the server sent it (order, case, repeats, reason, folds, odd bytes), but:
/// `Transfer-Encoding` and, where its codings were undone, `Content-Encoding` renamed
/// `X-Archive-Orig-…`; a `Content-Length` that is not that of the stored entity renamed too,
/// and a right one put at the head's end. `room`: bytes the caller will append.
pub(super) fn stored_head(capture: &Capture, room: usize) -> Vec<u8> {
    let raw = &capture.response_head;
    let fits = length_fits(capture);
    let mut head = Vec::with_capacity(raw.len() + 128 + room);
    let mut is_end_seen = false;
    for (at, line) in raw.split_inclusive(|&byte| byte == b'\n').enumerate() {
        let is_end = matches!(line, b"\r\n" | b"\n") && at > 0;
        if is_end && !is_end_seen && !fits {
            push_length(&mut head, capture.body.len(), line);
        }
        is_end_seen |= is_end;
        let is_untrue = match name_of(line).to_ascii_lowercase().as_slice() {
            b"transfer-encoding" => true,
            b"content-encoding" => capture.undecoded.is_none(),
            b"content-length" => !fits,
            _ => false,
        };
        if is_untrue && at > 0 {
            head.extend_from_slice(RENAMED);
        }
        head.extend_from_slice(line);
    }
    head
}

/// Whether each `Content-Length`, if any, is that of the stored entity. A 304 tells the
/// length of what it did not send (RFC 9110 §8.6), so there it is never wrong.
fn length_fits(capture: &Capture) -> bool {
    let length = capture.body.len().to_string();
    capture.status == 304
        || capture
            .header_lines("content-length")
            .all(|value| value == length.as_bytes())
}

fn push_length(head: &mut Vec<u8>, length: usize, line_end: &[u8]) {
    head.extend_from_slice(b"Content-Length: ");
    head.extend_from_slice(length.to_string().as_bytes());
    head.extend_from_slice(line_end);
}

/// A header line's name; empty for a folded line, which belongs to the header before it.
fn name_of(line: &[u8]) -> &[u8] {
    if matches!(line.first(), Some(b' ' | b'\t')) {
        return b"";
    }
    match line.iter().position(|&byte| byte == b':') {
        Some(colon) => line[..colon].trim_ascii(),
        None => b"",
    }
}
