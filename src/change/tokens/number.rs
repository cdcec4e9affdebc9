//! Numbers: `2.300 tỷ đồng`, `3,5%`, `1.000.000 đồng`, `5/73`, `XIII` behind «thứ».
//!
//! Vietnamese and English separators are told apart by the digits behind them: groups of three
//! are thousands, anything else is a fraction. So `2.300` = `2,300` = `2300`, and `3,5` = `3.5`.

use super::atoms::Atoms;
use super::{Found, Kind, Value};

/// A number and what it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::change) struct Quantity {
    /// Digits without leading or trailing zeros; as written where it is no plain number.
    pub(in crate::change) digits: String,
    /// Power of ten of the last digit, the magnitude («tỷ») included.
    pub(in crate::change) exponent: i64,
    /// `%`, `đồng`, `km`, …; empty when none is known.
    pub(in crate::change) unit: String,
}

impl Quantity {
    /// Whether both are the same amount, whatever the unit.
    pub(in crate::change) fn amounts_to(&self, other: &Self) -> bool {
        (&self.digits, self.exponent) == (&other.digits, other.exponent)
    }

    /// One spelling of it.
    pub(in crate::change) fn spelling(&self) -> String {
        format!("{}e{} {}", self.digits, self.exponent, self.unit)
    }
}

/// Powers of ten.
const MAGNITUDES: [(&str, i64); 8] = [
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
const UNITS: [(&str, &str); 47] = [
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
];

/// Units of two syllables.
const PAIRS: [(&str, &str, &str); 2] = [("học", "sinh", "học sinh"), ("học", "viên", "học viên")];

/// A number that begins at `at`.
pub(super) fn find(atoms: &Atoms<'_>, at: usize) -> Option<Found> {
    if let Some(roman) = roman(atoms, at) {
        return Some(roman);
    }
    let signed = matches!(atoms.mark(at), Some('-' | '−' | '+'))
        && !(atoms.glued(at) && at > 0)
        && atoms.glued(at + 1);
    let start = at + usize::from(signed);
    atoms.digits(start)?;
    let mut end = start + 1;
    let mut parts = vec![(None, atoms.digits(start)?)];
    while let (Some(mark @ ('.' | ',')), Some(digits)) = (atoms.joint(end), atoms.digits(end + 1)) {
        parts.push((Some(mark), digits));
        end += 2;
    }
    if let (1, Some('/'), Some(_)) = (parts.len(), atoms.joint(end), atoms.digits(end + 1)) {
        let (unit, magnitude, end) = unit(atoms, end + 2);
        let ratio = atoms.text(start, start + 3).to_owned();
        let quantity = Quantity {
            digits: ratio,
            exponent: magnitude,
            unit,
        };
        return Some(Found::new(
            end - at,
            Kind::Number,
            Value::Quantity(quantity),
        ));
    }
    let (digits, exponent) = amount(&parts).unwrap_or((atoms.text(start, end).to_owned(), 0));
    let (unit, magnitude, end) = unit(atoms, end);
    if signed && !matches!(unit.as_str(), "%" | "‰" | "°" | "độ") {
        return None;
    }
    let sign = if signed && atoms.mark(at) != Some('+') {
        "-"
    } else {
        ""
    };
    let quantity = Quantity {
        digits: format!("{sign}{digits}"),
        exponent: if digits == "0" {
            0
        } else {
            exponent + magnitude
        },
        unit,
    };
    Some(Found::new(
        end - at,
        Kind::Number,
        Value::Quantity(quantity),
    ))
}

/// `Đại hội lần thứ XIII`, `khóa XVI`.
fn roman(atoms: &Atoms<'_>, at: usize) -> Option<Found> {
    let capitals = atoms.text(at, at + 1);
    let is_roman = !capitals.is_empty() && capitals.chars().all(|c| "IVXLC".contains(c));
    if !is_roman || !atoms.follows(at, &["thứ", "khóa", "khoá", "kỳ", "lần", "quý", "hội"])
    {
        return None;
    }
    Some(Found::new(
        1,
        Kind::Number,
        Value::Spelling(capitals.to_owned()),
    ))
}

/// Digits and power of ten of digit groups, each with the mark before it.
fn amount(parts: &[(Option<char>, &str)]) -> Option<(String, i64)> {
    let (_, first) = parts.first()?;
    let marks: Vec<char> = parts.iter().filter_map(|(mark, _)| *mark).collect();
    let last = parts.last()?.1;
    let thousands = |groups: &[(Option<char>, &str)]| {
        groups.iter().skip(1).all(|(_, digits)| digits.len() == 3)
            && (1..=3).contains(&first.len())
            && *first != "0"
    };
    let one_mark = marks.windows(2).all(|pair| pair[0] == pair[1]);
    let fraction = match marks.len() {
        0 => 0,
        _ if one_mark && thousands(parts) => 0,
        1 => last.len(),
        count => {
            let (whole, _) = parts.split_at(parts.len() - 1);
            let whole_mark = marks[..count - 1].windows(2).all(|pair| pair[0] == pair[1]);
            let apart = marks[count - 1] != marks[count - 2];
            if !(apart && whole_mark && thousands(whole)) {
                return None;
            }
            last.len()
        }
    };
    let all: String = parts.iter().map(|(_, digits)| *digits).collect();
    let digits = all.trim_start_matches('0');
    let bare = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - bare.len()).ok()?;
    if bare.is_empty() {
        return Some(("0".to_owned(), 0));
    }
    Some((bare.to_owned(), zeros - i64::try_from(fraction).ok()?))
}

/// The unit that begins at `at`, its power of ten, and the first atom behind it.
fn unit(atoms: &Atoms<'_>, mut at: usize) -> (String, i64, usize) {
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
