//! What is found, and what is not.

use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;

use crate::scene::{Says, Scene, question, says};

fn scene() -> Scene {
    Scene::of(&[
        says(
            "Thông xe đường Hồ Sen – Cầu Rào 2",
            &["Tổng mức đầu tư 2.300 tỷ đồng theo Quyết định 3107/2016/QĐ-UBND."],
        ),
        says(
            "Ông Dương Văn Hòa nhận huy hiệu",
            &["Lễ trao ở huyện Thủy Nguyên."],
        ),
        says("Hoá đơn điện tử", &["Doanh nghiệp thuỷ sản dùng hoá đơn."]),
        says(
            "Rào chắn ở đầu cầu",
            &["Cầu cũ đang sửa.", "Rào sắt dựng hai bên."],
        ),
        Says {
            caption: Some("Toàn cảnh bến phà Đình Vũ"),
            author: Some("Nguyễn Thu Hằng"),
            section: "Văn hóa - Xã hội",
            ..says("Chuyến phà cuối", &["Tàu về lúc 16:30 ngày 14/10/2018."])
        },
        says("Đỗ xe trên vỉa hè", &["Đo đạc xong, đổ bê tông."]),
    ])
}

#[test]
fn words_are_found_as_vietnamese_are_searched_for() {
    let scene = scene();
    let mut wrong = String::new();
    for (text, found) in [
        // Accents as typed first, then without them.
        ("đường", &[1, 2][..]),
        ("dương", &[2, 1]),
        ("duong", &[1, 2]),
        ("ĐƯỜNG", &[1, 2]),
        ("đỗ", &[6]),
        // Tone placement.
        ("hoà", &[2, 3]),
        ("hòa", &[2, 3]),
        ("hoá", &[3, 2]),
        ("thuỷ", &[2, 3]),
        ("thủy", &[2, 3]),
        // Side by side before apart.
        ("cầu rào", &[1, 4]),
        ("\"cầu rào\"", &[1]),
        ("“Cầu Rào”", &[1]),
        ("\"rào cầu\"", &[]),
        ("cau rao", &[1, 4]),
        // No phrase reaches over the end of a paragraph, or from one field to another.
        ("\"sửa rào\"", &[]),
        ("\"phà đình\"", &[5]),
        ("\"cuối tàu\"", &[]),
        // Numbers as typed.
        ("3107/2016/QĐ-UBND", &[1]),
        ("3107/2016/qd-ubnd", &[1]),
        ("2.300 tỷ", &[1]),
        ("16:30", &[5]),
        ("14/10/2018", &[5]),
        ("10/14/2018", &[]),
        // Operators.
        ("phà OR sắt", &[5, 4]),
        ("cầu -sắt", &[1]),
        ("cầu NOT (sắt OR đầu)", &[]),
        ("(phà OR cầu) rào", &[1, 4]),
        // Fields.
        ("title:phà", &[5]),
        ("title:tàu", &[]),
        ("body:tàu", &[5]),
        ("caption:\"đình vũ\"", &[5]),
        ("author:hằng", &[5]),
        ("author:\"thu hang\"", &[5]),
        ("hằng", &[]),
        ("section:\"văn hoá\"", &[5]),
        ("section:\"van hoa\" phà", &[5]),
        ("xã hội", &[]),
        ("không có từ nào", &[]),
    ] {
        let mut got = scene.find(text);
        let mut want = found.to_vec();
        if [
            "phà OR sắt",
            "(phà OR cầu) rào",
            "duong",
            "hoà",
            "hòa",
            "thuỷ",
            "thủy",
        ]
        .contains(&text)
        {
            got.sort_unstable();
            want.sort_unstable();
        }
        if got != want {
            let _ = writeln!(wrong, "{text}: {got:?} instead of {want:?}");
        }
        let nfd: String = text.nfd().collect();
        if scene.find(&nfd) != scene.find(text) {
            let _ = writeln!(wrong, "{text}: not the same in NFD");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn exact_leaves_other_accents_out() {
    let scene = scene();
    for (text, found) in [
        ("đường", &[1][..]),
        ("duong", &[]),
        ("hoà", &[2]),
        ("đo", &[6]),
    ] {
        let mut question = question(text);
        question.exact = true;
        assert_eq!(scene.numbers(&question), found, "{text}");
    }
}

#[test]
fn what_was_found_is_marked_where_it_stands() {
    let scene = scene();
    let (answer, _) = scene.ask(&question("cau rao"));
    let hit = &answer.hits[0];
    assert_eq!(hit.form.word(), "folded");
    let marked = |text: &str, marks: &[(usize, usize)]| -> Vec<String> {
        let part =
            |mark: &(usize, usize)| text.chars().skip(mark.0).take(mark.1 - mark.0).collect();
        marks.iter().map(part).collect()
    };
    assert_eq!(marked(&hit.title.text, &hit.title.marks), ["Cầu Rào"]);
    let (answer, _) = scene.ask(&question("3107/2016/QĐ-UBND"));
    let piece = &answer.hits[0].snippet.piece;
    assert_eq!(marked(&piece.text, &piece.marks), ["3107/2016/QĐ-UBND"]);
    let (answer, _) = scene.ask(&question("\"đình vũ\""));
    assert_eq!(answer.hits[0].snippet.field, "caption");
}

#[test]
fn dates_are_those_of_publication_or_else_of_capture() {
    let dated = |published| Says {
        published,
        ..says("Bản tin", &["Bản tin trong ngày."])
    };
    let scene = Scene::of(&[
        dated(Some("2023-02-28T23:59:59+07:00")),
        dated(Some("2023-03-01T00:00:00+07:00")),
        dated(Some("2023-03-31T23:59:59+07:00")),
        dated(Some("2023-04-01T00:00:00+07:00")),
        dated(None),
        dated(Some("2023-03-15")),
        dated(Some("2023-04-01")),
    ]);
    let mut march = question("bản tin");
    march.since = Some("2023-03-01T00:00:00+07:00".parse().unwrap());
    march.until = Some("2023-03-31T23:59:59.999999+07:00".parse().unwrap());
    assert_eq!(scene.numbers(&march), [3, 6, 2], "a day alone is a date");
    let mut late = question("bản tin");
    late.since = Some("2026-01-01T00:00:00+07:00".parse().unwrap());
    assert_eq!(scene.numbers(&late), [5]);
}

#[test]
fn past_versions_changed_and_removed_articles_are_found_when_asked_for() {
    let scene = Scene::of(&[
        says("Cầu khánh thành", &["Vốn 2.300 tỷ đồng."]),
        says("Cầu hoàn thành", &["Vốn 100 tỷ đồng."]),
        says("Cầu bị gỡ", &["Vốn 5 tỷ đồng."]),
    ]);
    assert_eq!(scene.find("2.300 tỷ"), [1]);
    scene.night(1, &[(1, says("Cầu khánh thành", &["Vốn 3.200 tỷ đồng."]))]);
    assert_eq!(scene.find("2.300 tỷ"), Vec::<u32>::new());
    assert_eq!(scene.find("3.200 tỷ"), [1]);
    let with = |change: &dyn Fn(&mut hpnews::search::Question)| {
        let mut question = question("cầu");
        change(&mut question);
        let (answer, _) = scene.ask(&question);
        let mut found = crate::scene::numbers(&answer);
        found.sort_unstable();
        (found, answer)
    };
    let mut past = question("2.300 tỷ");
    past.past = true;
    let (answer, _) = scene.ask(&past);
    assert_eq!(answer.hits.len(), 1);
    assert!(!answer.hits[0].current);
    assert_eq!(with(&|it| it.past = true).0, [1, 1, 2, 3]);
    assert_eq!(with(&|it| it.changed = true).0, [1]);
    assert_eq!(with(&|it| it.removed = true).0, Vec::<u32>::new());
    crate::scene::remove(&scene.path(), 3, 2);
    assert_eq!(with(&|it| it.removed = true).0, [3]);
    assert_eq!(with(&|_| {}).0, [1, 2, 3]);
}
