//! The response head, byte for byte: where it ends, and what it says.
//!
//! Pure. Decides no framing: hyper does, and a head hyper refuses is never parsed here.

use super::error::{FetchError, ProtocolFault, ResponsePart};
use crate::http::status_line;

/// Lines a head may have. Real CDNs send 150; hyper's own default is 100.
pub(super) const MAX_LINES: usize = 256;

/// Interim (1xx) responses one exchange may have. One `103 Early Hints` is usual.
const MAX_INTERIM: u32 = 64;

/// Cuts a response's bytes into interim heads (counted and dropped), the final head
/// (kept exactly) and the rest, which is body.
#[derive(Debug, Default)]
pub(super) struct HeadReader {
    head: Vec<u8>,
    /// Bytes of the interim heads, so that the cap covers them as well.
    passed: usize,
    /// Lines of the head at hand.
    lines: usize,
    interim: u32,
    blank_line: bool,
    whole: bool,
}

impl HeadReader {
    /// Takes the next bytes off the wire; answers how many of them are head.
    pub(super) fn feed(&mut self, bytes: &[u8], max_head: u64) -> Result<usize, FetchError> {
        let mut taken = 0;
        while !self.whole && taken < bytes.len() {
            taken += self.feed_line(&bytes[taken..]);
            let size = (self.passed + self.head.len()) as u64;
            if size > max_head {
                let what = ResponsePart::Head;
                return Err(FetchError::TooLarge {
                    what,
                    limit: max_head,
                });
            }
            if self.blank_line {
                self.close_head()?;
            }
        }
        Ok(taken)
    }

    /// Takes up to the end of the current line. Empty lines before a status line are
    /// no part of the message (as hyper reads it) and are dropped.
    fn feed_line(&mut self, bytes: &[u8]) -> usize {
        if self.head.is_empty() && matches!(bytes[0], b'\r' | b'\n') {
            return 1;
        }
        let newline = bytes.iter().position(|&byte| byte == b'\n');
        let taken = newline.map_or(bytes.len(), |at| at + 1);
        self.head.extend_from_slice(&bytes[..taken]);
        self.lines += usize::from(newline.is_some());
        self.blank_line =
            newline.is_some() && (self.head.ends_with(b"\n\n") || self.head.ends_with(b"\n\r\n"));
        taken
    }

    fn close_head(&mut self) -> Result<(), FetchError> {
        self.blank_line = false;
        let status = status_line(&self.head).map(|(status, _)| status);
        if matches!(status, Some(100 | 102..=199)) {
            self.interim += 1;
            self.passed += self.head.len();
            self.head.clear();
            self.lines = 0;
            let count = self.interim;
            return if count > MAX_INTERIM {
                Err(ProtocolFault::OnlyInterim { count }.into())
            } else {
                Ok(())
            };
        }
        // The status line and the empty one are not header lines.
        if self.lines > MAX_LINES + 2 {
            let what = ResponsePart::HeadLines;
            let limit = MAX_LINES as u64;
            return Err(FetchError::TooLarge { what, limit });
        }
        self.whole = true;
        Ok(())
    }

    /// The final head is here, up to and with its empty line.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// No byte of any response has come.
    pub(super) fn is_untouched(&self) -> bool {
        self.head.is_empty() && self.interim == 0
    }

    /// Interim responses that came before.
    pub(super) fn interim(&self) -> u32 {
        self.interim
    }

    /// The final head as far as it came.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.head
    }

    /// What is here can still become an HTTP/1 response.
    pub(super) fn looks_like_http(&self) -> bool {
        self.head.iter().zip(b"HTTP/1.").all(|(a, b)| a == b)
    }

    /// Gives the head away.
    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.head
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::http::parse;

    const ODD: &[u8] = b"HTTP/1.1 299  Very  Odd\r\nX-oDD:  two  spaces \r\nSet-Cookie: a=1\r\nx-odd:\r\nset-cookie: b=2\r\nX-L: \xe9\r\nX-F: a\r\n\t b\r\n\r\n";

    #[test]
    fn interim_heads_are_counted_under_the_same_cap() {
        let hint = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n";
        let mut reader = HeadReader::default();
        for _ in 0..MAX_INTERIM {
            assert_eq!(reader.feed(hint, 1 << 20).unwrap(), hint.len());
        }
        assert!(matches!(
            reader.feed(hint, 1 << 20),
            Err(FetchError::Protocol {
                fault: ProtocolFault::OnlyInterim { count: 65 }
            })
        ));
        let mut reader = HeadReader::default();
        assert!(reader.feed(hint, 50).is_ok());
        assert!(matches!(
            reader.feed(hint, 50),
            Err(FetchError::TooLarge {
                what: ResponsePart::Head,
                limit: 50
            })
        ));
    }

    #[test]
    fn switching_protocols_is_final() {
        let mut reader = HeadReader::default();
        let raw = b"HTTP/1.1 101 Switching Protocols\r\n\r\n";
        assert_eq!(reader.feed(raw, 1000).unwrap(), raw.len());
        assert!(reader.is_whole());
    }

    proptest! {
        /// However the wire cuts it, the same bytes are head and the same are body.
        #[test]
        fn cuts_do_not_matter(sizes in prop::collection::vec(1_usize..40, 1..40)) {
            let mut wire = b"\r\nHTTP/1.1 103 Early Hints\r\n\r\n".to_vec();
            wire.extend_from_slice(ODD);
            wire.extend_from_slice(b"body\r\n\r\nmore");
            let (mut reader, mut rest, mut body) = (HeadReader::default(), &wire[..], Vec::new());
            for size in sizes.iter().cycle() {
                let (piece, after) = rest.split_at((*size).min(rest.len()));
                let head = reader.feed(piece, 10_000).unwrap();
                body.extend_from_slice(&piece[head..]);
                rest = after;
                if rest.is_empty() {
                    break;
                }
            }
            prop_assert!(reader.is_whole());
            prop_assert_eq!(reader.interim(), 1);
            prop_assert_eq!(reader.into_bytes(), ODD);
            prop_assert_eq!(body, b"body\r\n\r\nmore");
        }

        #[test]
        fn no_bytes_make_the_parser_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let mut raw = b"HTTP/1.1 200 OK\r\n".to_vec();
            raw.extend_from_slice(&bytes);
            let _ = parse(&raw);
            let _ = parse(&bytes);
            let _ = HeadReader::default().feed(&bytes, 100);
        }
    }
}
