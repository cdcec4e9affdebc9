//! The encoding a page declares, against html5lib's sniffing tests (82 cases, MIT), with
//! the default those tests assume: windows-1252.

use hpnews::text::charset;

/// Cases on which we differ from html5lib, with the reason. None.
const EXCEPTIONS: [(u64, &str); 0] = [];

#[test]
fn html5lib_sniffing_cases() {
    let mut total = 0;
    let mut wrong = Vec::new();
    for line in include_str!("fixtures/cases/encoding.jsonl").lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let id = case["id"].as_u64().unwrap();
        let page = base64(case["data_b64"].as_str().unwrap());
        let expected =
            encoding_rs::Encoding::for_label(case["encoding"].as_str().unwrap().as_bytes())
                .unwrap();
        let found = charset::declared(&page).map_or(encoding_rs::WINDOWS_1252, |(found, _)| found);
        let excepted = EXCEPTIONS.iter().any(|&(known, _)| known == id);
        if (found == expected) == excepted {
            wrong.push((id, expected.name(), found.name()));
        }
        total += 1;
    }
    println!("html5lib encoding: {} of {total}", total - wrong.len());
    assert_eq!(total, 82);
    assert!(wrong.is_empty(), "(id, expected, found): {wrong:?}");
}

/// Standard alphabet, padded, no line breaks: what the fixture holds.
fn base64(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(|&b| b != b'=').map(sextet).collect();
    let mut bytes = Vec::new();
    for quartet in digits.chunks(4) {
        for pair in quartet.windows(2).zip([2, 4, 6]) {
            let (&[high, low], shift) = pair else {
                unreachable!("windows(2) gives two");
            };
            bytes.push(high << shift | low >> (6 - shift));
        }
    }
    bytes
}

fn sextet(digit: u8) -> u8 {
    match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => panic!("not base64: {digit:#x}"),
    }
}
