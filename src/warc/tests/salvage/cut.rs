//! Records at the end of a cut file: their bytes end where their length says or where the file
//! does. What looks like a line end behind a cut one may be its own.

use super::*;

const PAGE: &str = "<p>Cầu Bính thông xe.</p>\n";

/// A response of the page, with a line more in its head.
fn http(line: &str) -> String {
    format!("HTTP/1.1 200 OK\r\n{line}\r\n{PAGE}")
}

/// What HTTP's own length proves to be there, what it proves not to be, and what it says nothing of.
fn blocks() -> [String; 3] {
    let length = |length: usize| http(&format!("Content-Length: {length}\r\n"));
    [length(PAGE.len()), length(4000), http("")]
}

fn arc(length: usize, block: &str) -> Vec<u8> {
    format!("https://thu.example/cũ 203.0.113.7 20140216050220 text/html {length}\n{block}").into()
}

fn warc(line: &str, length: usize, block: &str) -> Vec<u8> {
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:cũ>\r\n\
         WARC-Date: 2014-02-16T05:02:20Z\r\nWARC-Target-URI: https://thu.example/cũ\r\n\
         {line}Content-Type: application/http; msgtype=response\r\n\
         Content-Length: {length}\r\n\r\n{block}"
    )
    .into()
}

/// A file, the block that is taken of it, and whether anything is told.
type Case<'a> = (&'a str, Vec<u8>, Option<&'a str>, bool);

fn are_taken(cases: &[Case<'_>]) {
    for (name, file, want, is_told) in cases {
        let (records, done) = salvage(file);
        let taken: Vec<&str> = records.iter().map(|it| it.1.as_str()).collect();
        assert_eq!(taken, Vec::from_iter(*want), "{name}: {:?}", done.damage);
        assert_eq!(
            !done.damage.is_empty(),
            *is_told,
            "{name}: {:?}",
            done.damage
        );
    }
}

#[test]
fn an_arc_record_at_the_end_of_a_cut_file_keeps_its_last_bytes() {
    let [whole, short, open] = &blocks();
    let (length, behind) = (whole.len(), format!("{whole}\n"));
    are_taken(&[
        ("whole", arc(length, whole), Some(whole), false),
        ("one line end", arc(length, &behind), Some(whole), false),
        ("too long", arc(length + 12, whole), Some(whole), true),
        (
            "the same, and a line end (warcio's example-space-in-url.arc)",
            arc(length + 12, &behind),
            Some(&behind),
            true,
        ),
        ("in its body", arc(short.len() + 12, short), None, true),
        (
            "a member of its own",
            zip(&arc(open.len() + 12, open)),
            Some(open),
            true,
        ),
    ]);
}

#[test]
fn a_warc_record_at_the_end_of_a_cut_file_keeps_its_last_bytes() {
    let [whole, short, open] = &blocks();
    let length = whole.len();
    let [one, half, two] = ["\r\n", "\r\n\r", "\r\n\r\n"].map(|it| format!("{whole}{it}"));
    let [open_one, open_two] = ["\r\n", "\r\n\r\n"].map(|it| format!("{open}{it}"));
    let sum = crate::digest::sha256(PAGE.as_bytes());
    let sum = format!("WARC-Payload-Digest: {sum}\r\n");
    let beyond = open.len() + 12;
    are_taken(&[
        ("whole", warc("", length, whole), Some(whole), false),
        ("one line end", warc("", length, &one), Some(whole), false),
        ("three bytes", warc("", length, &half), Some(whole), false),
        ("too long", warc("", length + 12, whole), Some(whole), true),
        (
            "the same, and all line ends",
            warc("", length + 12, &two),
            Some(whole),
            true,
        ),
        ("in its body", warc("", short.len() + 12, short), None, true),
        ("in a body of no length", warc("", beyond, open), None, true),
        (
            "a digest that counts its last line end",
            warc(&sum, beyond, open),
            Some(open),
            true,
        ),
        (
            "a member of its own",
            zip(&warc("", beyond, open)),
            Some(open),
            true,
        ),
        (
            "a member with one line end",
            zip(&warc("", beyond, &open_one)),
            Some(&open_one),
            true,
        ),
        (
            "a member with both",
            zip(&warc("", beyond, &open_two)),
            Some(open),
            true,
        ),
    ]);
}
