//! What is one token and what is not; nothing of a text is lost.

use proptest::prelude::*;

use super::{Decimal, Token, TokenKind, TokenValue};

fn tokens(text: &str) -> Vec<Token<'_>> {
    super::tokens(text, Decimal::default())
}

fn of_kind(text: &str, kind: TokenKind) -> Vec<&str> {
    let tokens = tokens(text);
    let found = tokens.iter().filter(|token| token.kind == kind);
    found.map(|token| token.text).collect()
}

#[test]
fn numbers_are_kept_whole_with_their_units() {
    for (text, found) in [
        (
            "đạt 2.300 tỷ đồng, tăng 3,5% so với",
            &["2.300 tỷ đồng", "3,5%"][..],
        ),
        (
            "1.000.000 đồng và 1,000,000 USD",
            &["1.000.000 đồng", "1,000,000 USD"],
        ),
        (
            "hơn 12.000 TEU, 21 giờ, 38 lượt/giờ/cẩu",
            &["12.000 TEU", "21 giờ", "38 lượt"],
        ),
        ("5/73 chỉ tiêu, 24/24 giờ", &["5/73", "24/24 giờ"]),
        ("rộng 250 m² và 3 ha", &["250 m²", "3 ha"]),
        (
            "lạnh -3°C; 2 học sinh; 100 triệu USD",
            &["-3°C", "2 học sinh", "100 triệu USD"],
        ),
        ("Đại hội lần thứ XIII", &["XIII"]),
        ("3 năm 2021", &["3"]),
        ("1.2.3", &["1.2.3"]),
        ("khoảng 43 báo cáo viên.", &["43"]),
    ] {
        assert_eq!(of_kind(text, TokenKind::Number), found, "{text:?}");
    }
}

#[test]
fn dates_and_times_in_every_printed_form() {
    for (text, found) in [
        ("ngày 8/4 và ngày 08/04/2021", &["8/4", "08/04/2021"][..]),
        (
            "Sáng 8-4; 08.04.2021; 2021-04-08",
            &["8-4", "08.04.2021", "2021-04-08"],
        ),
        (
            "8 tháng 4 năm 2021, 8 tháng Tư",
            &["8 tháng 4 năm 2021", "8 tháng Tư"],
        ),
        (
            "tháng 4/2021, tháng 12 năm 2020, tháng Giêng",
            &["tháng 4/2021", "tháng 12 năm 2020", "tháng Giêng"],
        ),
        ("quý II/2021 và quý 3", &["quý II/2021", "quý 3"]),
        (
            "năm 2021, giai đoạn 2020 – 2025",
            &["năm 2021", "2020 – 2025"],
        ),
        ("sáng thứ Tư, Chủ nhật", &["thứ Tư", "Chủ nhật"]),
        (
            "lúc 17h15, 17:15, 5 giờ sáng, 17 giờ 15 phút",
            &["17h15", "17:15", "5 giờ", "17 giờ 15 phút"],
        ),
        ("đạt 7/12 xã, 7 tháng đầu năm, lần thứ hai", &[]),
        ("32/4 và 8/13", &[]),
        ("(8/4)", &["8/4"]),
    ] {
        assert_eq!(of_kind(text, TokenKind::Date), found, "{text:?}");
    }
}

#[test]
fn numbers_of_documents_are_kept_whole() {
    for (text, found) in [
        (
            "Quyết định số 3107/2016/QĐ-UBND ngày",
            &["3107/2016/QĐ-UBND"][..],
        ),
        ("Nghị quyết số 45-NQ/TW của", &["45-NQ/TW"]),
        (
            "Văn bản số 17/UBBC-SNV, 01/CT-TTg",
            &["17/UBBC-SNV", "01/CT-TTg"],
        ),
        ("Luật số 45/2019/QH14", &["45/2019/QH14"]),
        ("thực hiện Nghị quyết 45, Kế hoạch số 12", &["45", "12"]),
        ("hội đồng quyết định 3 nội dung", &[]),
        ("20/11/2023, 60 km/h, 5/73", &[]),
    ] {
        assert_eq!(of_kind(text, TokenKind::Document), found, "{text:?}");
    }
}

#[test]
fn names_are_runs_of_capitals_that_no_sentence_begins() {
    for (text, found) in [
        ("Dự lễ có ông Trần Văn Bảo.", &["ông Trần Văn Bảo"][..]),
        ("Đồng chí Nguyễn Minh phát biểu.", &["Đồng chí Nguyễn Minh"]),
        ("Hải Phòng mở hội.", &["Hải Phòng"]),
        ("Theo Sở Xây dựng, cầu đã xong.", &["Sở Xây"]),
        ("Người dân phường Máy Tơ. Nhiều hộ", &["Máy Tơ"]),
        ("UBND huyện họp", &["UBND"]),
        ("THÔNG BÁO VỀ VIỆC CẮT NƯỚC", &[]),
        ("“Khách hàng quan tâm”", &[]),
        ("Ảnh: Đức Thịnh", &["Đức Thịnh"]),
    ] {
        assert_eq!(of_kind(text, TokenKind::Name), found, "{text:?}");
    }
}

#[test]
fn one_value_in_several_spellings() {
    let value = |text: &str| -> TokenValue { tokens(text).remove(0).value };
    for (one, other) in [
        ("2.300", "2300"),
        ("1 204 567", "1.204.567"),
        ("1 204,5", "1.204,5"),
        ("–2°C", "-2°C"),
        ("âm 2°C", "−2°C"),
        ("1.204¹ ha", "1.204 ha"),
        ("1.204[1] ha", "1.204 ha"),
        ("hai mươi lăm người", "25 người"),
        ("hai triệu đồng", "2.000.000 đồng"),
        ("5 mét vuông", "5 m²"),
        ("3,5%", "3.5 %"),
        ("1 triệu đồng", "1.000.000 đồng"),
        ("1,5 tỷ", "1.500 triệu"),
        ("05", "5"),
        ("0,50", "0,5"),
        ("1.234,5", "1,234.5"),
        ("17h15", "17:15"),
        ("8/4/2021", "08-04-2021"),
        ("2021-04-08", "8 tháng 4 năm 2021"),
        ("12/2020/QĐ-UBND", "12/2020/QĐ–UBND"),
    ] {
        assert_eq!(
            spelled(&value(one)),
            spelled(&value(other)),
            "{one} = {other}"
        );
    }
    for (one, other) in [
        ("2.300", "2,300"),
        ("2.300", "23.00"),
        ("–2°C", "2°C"),
        ("10^6 con", "10^5 con"),
        ("10⁶ con", "10⁵ con"),
        ("3,5", "35"),
        ("0,125", "125"),
        ("450 m", "450 km"),
        ("1 tỷ", "1 triệu"),
        ("8/4/2021", "4/8/2021"),
        ("-3°", "3°"),
    ] {
        assert_ne!(
            spelled(&value(one)),
            spelled(&value(other)),
            "{one} ≠ {other}"
        );
    }
}

fn spelled(value: &TokenValue) -> String {
    match value {
        TokenValue::AsWritten => "as written".to_owned(),
        TokenValue::Quantity(quantity) => quantity.spelling(),
        TokenValue::Spelling(spelling) => spelling.clone(),
    }
}

/// Texts that look like the portal's, and worse.
pub(in crate::change) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => "[a-zđàảãáạâêôơư]{1,5}",
        2 => "[A-ZĐ][a-zàả]{0,4}",
        1 => "[0-9]{1,4}([.,/:-][0-9]{1,4}){0,3}",
        1 => prop::sample::select(vec![
            "tháng", "năm 2021", "quý II", "lúc 5 giờ", "tỷ đồng", "%", "ông Trần Văn", "thứ",
            "Nghị quyết số 45", "3107/2016/QĐ-UBND", "17h15", "đính chính", "Cập nhật:", "hoà",
            "\u{200D}", "\u{302}", "m²", "-", "(", ")", "“", "…",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    let space = prop::sample::select(vec![" ", " ", " ", "", "\n", "\t", "  "]);
    prop::collection::vec((piece, space), 0..24).prop_map(|all| {
        all.into_iter()
            .flat_map(|(piece, space)| [piece, space.to_owned()])
            .collect()
    })
}

proptest! {
    #[test]
    fn the_tokens_are_the_text(text in text()) {
        let tokens = tokens(&text);
        let again: String = tokens.iter().flat_map(|token| [token.space, token.text]).collect();
        prop_assert_eq!(&again, &text);
        for token in &tokens {
            prop_assert!(token.space.chars().all(char::is_whitespace));
        }
    }
}
