//! What a number counts: its magnitude («tỷ») and its unit (`%`, `km`, «hộ»).

use super::atoms::Atoms;

/// Powers of ten.
pub(super) const MAGNITUDES: [(&str, i64); 8] = [
    ("chục", 1),
    ("trăm", 2),
    ("nghìn", 3),
    ("ngàn", 3),
    ("vạn", 4),
    ("triệu", 6),
    ("tỷ", 9),
    ("tỉ", 9),
];

/// Units as written and as told apart.
const UNITS: [(&str, &str); 70] = [
    ("đồng", "đồng"),
    ("đ", "đồng"),
    ("vnđ", "đồng"),
    ("vnd", "đồng"),
    ("usd", "usd"),
    ("euro", "euro"),
    ("eur", "euro"),
    ("km", "km"),
    ("m", "m"),
    ("cm", "cm"),
    ("mm", "mm"),
    ("km2", "km2"),
    ("m2", "m2"),
    ("m3", "m3"),
    ("ha", "ha"),
    ("hecta", "ha"),
    ("tấn", "tấn"),
    ("tạ", "tạ"),
    ("yến", "yến"),
    ("kg", "kg"),
    ("g", "g"),
    ("lít", "lít"),
    ("kwh", "kwh"),
    ("mw", "mw"),
    ("kv", "kv"),
    ("teu", "teu"),
    ("độ", "độ"),
    ("giờ", "giờ"),
    ("phút", "phút"),
    ("giây", "giây"),
    ("ngày", "ngày"),
    ("tuần", "tuần"),
    ("tháng", "tháng"),
    ("năm", "năm"),
    ("tuổi", "tuổi"),
    ("người", "người"),
    ("hộ", "hộ"),
    ("lượt", "lượt"),
    ("lần", "lần"),
    ("ca", "ca"),
    ("vụ", "vụ"),
    ("suất", "suất"),
    ("điểm", "điểm"),
    ("xã", "xã"),
    ("xe", "xe"),
    ("tàu", "tàu"),
    ("phiếu", "phiếu"),
    ("mét", "m"),
    ("kilomet", "km"),
    ("kilômét", "km"),
    ("centimet", "cm"),
    ("milimet", "mm"),
    ("dặm", "dặm"),
    ("sào", "sào"),
    ("mẫu", "mẫu"),
    ("gam", "g"),
    ("gram", "g"),
    ("kilogam", "kg"),
    ("kw", "kw"),
    ("gw", "gw"),
    ("ml", "ml"),
    ("l", "lít"),
    ("mg", "mg"),
    ("dm", "dm"),
    ("hécta", "ha"),
    ("lạng", "lạng"),
    ("inch", "inch"),
    ("kwp", "kwp"),
    ("wh", "wh"),
    ("thước", "thước"),
];

/// Signs of money behind a number.
const MONEY: [(char, &str); 3] = [('₫', "đồng"), ('$', "usd"), ('€', "euro")];

/// Units of two syllables.
const PAIRS: [(&str, &str, &str); 6] = [
    ("học", "sinh", "học sinh"),
    ("học", "viên", "học viên"),
    ("hải", "lý", "hải lý"),
    ("cây", "số", "km"),
    ("mét", "vuông", "m2"),
    ("mét", "khối", "m3"),
];

/// The unit that begins at `at`, its power of ten, and the first atom behind it.
pub(super) fn unit(atoms: &Atoms<'_>, mut at: usize) -> (String, i64, usize) {
    if let Some((_, money)) = atoms
        .mark(at)
        .and_then(|it| MONEY.iter().find(|(mark, _)| *mark == it))
    {
        return ((*money).to_owned(), 0, at + 1);
    }
    if let Some(mark @ ('%' | '‰' | '°')) = atoms.mark(at) {
        let celsius = mark == '°' && atoms.glued(at + 1) && atoms.is(at + 1, &["c"]);
        return (mark.to_string(), 0, at + 1 + usize::from(celsius));
    }
    let mut magnitude = 0;
    while let Some((_, power)) = atoms
        .word(at)
        .and_then(|word| MAGNITUDES.iter().find(|(name, _)| *name == word))
    {
        magnitude += power;
        at += 1;
    }
    let Some(word) = atoms.word(at).map(superscripts_down) else {
        return (String::new(), magnitude, at);
    };
    let pair =
        |(first, second, _): &&(&str, &str, &str)| word == *first && atoms.is(at + 1, &[second]);
    if let Some((_, _, unit)) = PAIRS.iter().find(pair) {
        return ((*unit).to_owned(), magnitude, at + 2);
    }
    // «3 năm 2021» are no three years.
    let leads_on = matches!(word.as_str(), "năm" | "tháng") && atoms.digits(at + 1).is_some();
    match UNITS.iter().find(|(name, _)| *name == word) {
        Some((_, unit)) if !leads_on => ((*unit).to_owned(), magnitude, at + 1),
        _ => (String::new(), magnitude, at),
    }
}

fn superscripts_down(word: &str) -> String {
    word.replace('²', "2").replace('³', "3")
}

/// Whether such a unit tells how much of a whole or how warm: without it a number is another.
pub(in crate::change) fn is_scale(unit: &str) -> bool {
    matches!(unit, "%" | "‰" | "°" | "độ")
}

/// Whether a word is a unit or a magnitude.
pub(super) fn is_known(word: &str) -> bool {
    let word = superscripts_down(word);
    UNITS.iter().any(|(name, _)| *name == word) || MAGNITUDES.iter().any(|(name, _)| *name == word)
}
