//! ARC files.

use super::*;

fn arc(words: &[&str], version: u8) -> Vec<Vec<u8>> {
    let about =
        format!("{version} 0 Thư viện\nURL IP-address Archive-date Content-type Archive-length\n");
    let mut parts = vec![format!(
        "filedesc://cu.arc 0.0.0.0 20080430204825 text/plain {}\n{about}\n",
        about.len()
    )];
    for word in words {
        let block = body(word);
        let fields = if version == 2 {
            "200 - - 0 cu.arc "
        } else {
            ""
        };
        let length = block.len();
        parts.push(format!("https://thu.example/{word} 203.0.113.7 20080430204825 text/html {fields}{length}\n{block}\n"));
    }
    parts.into_iter().map(String::into_bytes).collect()
}

#[test]
fn arc_files_are_read_plain_and_packed() {
    for version in [1, 2] {
        let parts = arc(&["một", "hai ba"], version);
        let members: Vec<Vec<u8>> = parts.iter().map(|part| zip(part)).collect();
        for file in [parts.concat(), members.concat(), zip(&parts.concat())] {
            let (records, done) = salvage(&file);
            assert_eq!(records[1..], pages(&["một", "hai ba"]));
            assert_eq!((done.was_arc, done.found, done.damage.len()), (true, 3, 0));
        }
    }
    let parts = arc(&["một", "hai", "ba"], 1);
    let text = String::from_utf8(parts[2].clone()).unwrap();
    let length = body("hai").len().to_string();
    for wrong in ["99", "99999"] {
        let two = text.replace(&format!(" {length}\n"), &format!(" {wrong}\n"));
        let file = [
            parts[0].clone(),
            parts[1].clone(),
            two.into_bytes(),
            parts[3].clone(),
        ];
        let (records, done) = salvage(&file.concat());
        let want: &[&str] = if wrong == "99" {
            &["một", "hai", "ba"]
        } else {
            &["một", "ba"]
        };
        assert_eq!(records[1..], pages(want), "{wrong}");
        assert_eq!(
            offsets(&done.damage),
            [(parts[0].len() + parts[1].len()) as u64]
        );
    }
}

#[test]
fn an_arc_s_record_says_as_warc_what_it_said() {
    let mut clear = Cursor::new(Vec::new());
    let file = [
        arc(&["một"], 1).concat(),
        b"dns:thu.example 203.0.113.1 200804302048 text/dns 3\na b\n".to_vec(),
    ]
    .concat();
    let mut source = Cursor::new(file);
    let unpacked = unpack(FilePacking::Plain, &mut source, &mut clear, 1 << 20).unwrap();
    let origin = RewriteSource {
        name: "cu.arc",
        sha256: "00",
        software: "x",
    };
    let mut out = Vec::new();
    rewrite(source, &unpacked, origin, &mut out).unwrap();
    let mut reader = WarcReader::new(out.as_slice());
    let mut seen = Vec::new();
    while let Some(header) = reader.next_record().unwrap() {
        let field = |name: &str| header.field(name).unwrap_or("-").to_owned();
        seen.push(
            [
                header.kind().as_str().to_owned(),
                field("WARC-Date"),
                field("WARC-IP-Address"),
                field("Content-Type"),
            ]
            .join(" "),
        );
    }
    assert_eq!(
        seen[2..],
        [
            "response 2008-04-30T20:48:25Z 203.0.113.7 application/http; msgtype=response",
            "resource 2008-04-30T20:48:00Z 203.0.113.1 text/dns",
        ]
    );
}

#[test]
fn an_arc_record_whose_length_is_no_number_is_taken_to_the_next_and_told() {
    let parts = arc(&["một", "hai", "ba"], 1);
    let text = |part: usize| String::from_utf8(parts[part].clone()).unwrap();
    let length = format!(" {}\n", body("hai").len());
    for wrong in [" -1\n", " abc\n", " -\n"] {
        let two = text(2).replace(&length, wrong);
        let two = two.replace("20080430204825", "200804302048250000");
        let empty = format!("https://thu.example/không - 20080430204825 text/html{wrong}\n");
        let first = text(0).replace(" text/plain ", " text/plain x");
        let file = [&first, &text(1), &two, &empty, &text(3)]
            .map(String::as_str)
            .concat();
        let (records, done) = salvage(file.as_bytes());
        assert_eq!(records[1..], pages(&["một", "hai", "ba"]), "{wrong:?}");
        let second = first.len() + parts[1].len();
        let told = [0, second, second + two.len()].map(|at| at as u64);
        assert_eq!(offsets(&done.damage), told, "{wrong:?}: {:?}", done.damage);
        assert!(done.damage[2].cause.contains("left out"));
    }
}
