//! Records that end otherwise, and lengths that lead elsewhere.

use super::*;

#[test]
fn a_record_whose_end_or_length_is_wrong_is_taken_if_it_is_whole() {
    let long = body("một").len();
    let chars = body("một").chars().count();
    let next = record("hai");
    for (name, length, separator, told) in [
        ("right", long, "\r\n\r\n", false),
        ("line feeds alone", long, "\n\n", false),
        ("one line end", long, "\r\n", true),
        ("one line feed", long, "\n", true),
        ("none", long, "", true),
        ("three", long, "\r\n\r\n\r\n", false),
        (
            "a length that counts one byte of them",
            long + 1,
            "\r\n\r\n",
            true,
        ),
        ("three bytes", long + 3, "\r\n\r\n", true),
        ("in characters", chars, "\r\n\r\n", true),
        ("too short", 20, "\r\n\r\n", true),
        ("nothing", 0, "\r\n\r\n", true),
    ] {
        let plain = [said("một", length), separator.into(), next.clone()].concat();
        let first = [said("một", length), separator.into()].concat();
        let packed = [zip(&first), zip(&next)].concat();
        for (form, file) in [("plain", plain), ("members", packed)] {
            let (records, done) = salvage(&file);
            assert_eq!(records, pages(&["một", "hai"]), "{name}, {form}");
            assert_eq!(
                !done.damage.is_empty(),
                told,
                "{name}, {form}: {:?}",
                done.damage
            );
        }
    }
}

#[test]
fn a_length_that_swallows_records_loses_its_own_alone() {
    let far = "Đò sang sông. ".repeat(40_000);
    let good: Vec<Vec<u8>> = (0..12)
        .map(|n| {
            let text =
                String::from_utf8(said(&n.to_string(), body(&n.to_string()).len() + far.len()));
            format!("{}{far}\r\n\r\n", text.unwrap()).into_bytes()
        })
        .collect();
    let long = body("một").len();
    for (name, length, head) in [
        ("within the file", long + 200_000, ""),
        ("beyond it", long + 30_000_000, ""),
        ("beyond all", usize::MAX, ""),
        (
            "a head that says less than there is",
            long + 200_000,
            "Content-Length: 999999\r\n",
        ),
    ] {
        let mut wrong = String::from_utf8(said("một", length)).unwrap();
        wrong = wrong.replace("OK\r\n", &format!("OK\r\n{head}"));
        let file = [wrong.into_bytes(), b"\r\n\r\n".to_vec(), good.concat()].concat();
        let (records, done) = salvage(&file);
        assert_eq!(records.len(), 12, "{name}: {:?}", done.damage);
        assert_eq!(offsets(&done.damage), [0], "{name}");
        assert!(done.damage[0].cause.contains("left out"), "{name}");
    }
    // HTTP's own length proves the block whole.
    let html = "<p>Cầu Bính thông xe.</p>";
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", html.len());
    let text = String::from_utf8(said("một", 400_000)).unwrap();
    let text = text.replace(&body("một"), &format!("{head}{html}"));
    let file = [text.into_bytes(), b"\r\n\r\n".to_vec(), good[0].clone()].concat();
    let (records, done) = salvage(&file);
    assert_eq!(records[0].1, format!("{head}{html}"));
    assert!(done.damage[0].cause.contains("taken"), "{:?}", done.damage);
}

#[test]
fn lines_that_end_in_two_carriage_returns_are_read() {
    let head = "HTTP/1.0 302 \r\nLocation: https://thu.example/hai\r\nContent-Length: 0\r\n\r\n";
    for (name, head, separator) in [
        ("to the end of the file", head, ""),
        ("before another", head, "\r\n\r\n"),
        ("one line end", head, "\r\n"),
    ] {
        let page = format!(
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:x:cũ>\r\n\
             WARC-Date: 2014-01-27T17:12:38Z\r\nWARC-Target-URI: https://thu.example/cũ\r\n\
             Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{head}",
            head.len()
        );
        let page = format!("{page}{separator}").replace('\n', "\r\n");
        let next = match separator {
            "" => Vec::new(),
            _ => record("hai"),
        };
        let (records, done) = salvage(&[page.into_bytes(), next.clone()].concat());
        assert_eq!(
            records.len(),
            1 + usize::from(!next.is_empty()),
            "{name}: {:?}",
            done.damage
        );
        assert_eq!(records[0].1, head.replace('\n', "\r\n"), "{name}");
        assert!(!done.damage.is_empty(), "{name}");
    }
}
