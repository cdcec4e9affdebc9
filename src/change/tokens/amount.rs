//! Groups of digits → an amount, by the mark that a text writes before its decimals.
//!
//! Three digits behind a single mark say nothing by themselves: `1.204` is a thousand and more
//! in Vietnamese, and one and a fifth in English. What the text's other numbers show decides;
//! where they show nothing, Vietnamese does.

use super::unit;

/// The mark before the decimals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::change) enum Decimal {
    /// `1.204,5`: Vietnamese.
    #[default]
    Comma,
    /// `1,204.5`: English.
    Point,
}

/// A group of digits with the mark before it.
pub(super) type DigitGroup<'a> = (Option<char>, &'a str);

impl Decimal {
    /// What most numbers of some texts show, as far as they show it.
    pub(in crate::change) fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Self {
        let (mut comma, mut point) = (0_usize, 0_usize);
        for shown in texts.into_iter().flat_map(shown) {
            match shown {
                Self::Comma => comma += 1,
                Self::Point => point += 1,
            }
        }
        if point > comma {
            Self::Point
        } else {
            Self::Comma
        }
    }

    fn is(self, mark: char) -> bool {
        mark == if self == Self::Comma { ',' } else { '.' }
    }

    fn by(mark: char) -> Self {
        if mark == ',' {
            Self::Comma
        } else {
            Self::Point
        }
    }
}

/// Digits and power of ten of digit groups; `None` where they are no plain number.
pub(super) fn amount(groups: &[DigitGroup<'_>], decimal: Decimal) -> Option<(String, i64)> {
    let last = groups.last()?.1;
    let fraction = match own(groups) {
        OwnUnit::Fraction(_) => last.len(),
        OwnUnit::Either(mark) if decimal.is(mark) => last.len(),
        OwnUnit::Either(_) | OwnUnit::Whole => 0,
        OwnUnit::Neither => return None,
    };
    let all: String = groups.iter().map(|(_, digits)| *digits).collect();
    let digits = all.trim_start_matches('0');
    let bare = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - bare.len()).ok()?;
    if bare.is_empty() {
        return Some(("0".to_owned(), 0));
    }
    Some((bare.to_owned(), zeros - i64::try_from(fraction).ok()?))
}

/// What a number says by itself.
enum OwnUnit {
    /// It has no fraction.
    Whole,
    /// Behind this mark stands its fraction.
    Fraction(char),
    /// Three digits behind one such mark.
    Either(char),
    /// It is no plain number.
    Neither,
}

fn own(groups: &[DigitGroup<'_>]) -> OwnUnit {
    let marks: Vec<char> = groups.iter().filter_map(|(mark, _)| *mark).collect();
    let thousands = |groups: &[DigitGroup<'_>]| {
        let first = groups[0].1;
        let rest = groups.iter().skip(1).all(|(_, digits)| digits.len() == 3);
        rest && (1..=3).contains(&first.len()) && first != "0"
    };
    let one_mark = marks.windows(2).all(|pair| pair[0] == pair[1]);
    match *marks {
        [] | [' '] => OwnUnit::Whole,
        [mark] if thousands(groups) => OwnUnit::Either(mark),
        [mark] => OwnUnit::Fraction(mark),
        _ if one_mark && thousands(groups) => OwnUnit::Whole,
        [.., before, last] => {
            let (whole, _) = groups.split_at(groups.len() - 1);
            let whole_mark = marks[..marks.len() - 1]
                .windows(2)
                .all(|pair| pair[0] == pair[1]);
            if before != last && last != ' ' && whole_mark && thousands(whole) {
                OwnUnit::Fraction(last)
            } else {
                OwnUnit::Neither
            }
        }
    }
}

/// The marks that the numbers of a text prove: by both marks in one, by several groups of
/// thousands, or by a fraction of something that is measured. «Điều 3.1» proves nothing.
fn shown(text: &str) -> Vec<Decimal> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let run = &rest[start..];
        let end = run.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',');
        let (run, behind) = run.split_at(end.unwrap_or(run.len()));
        rest = behind;
        // A stop behind the number parts it from what follows.
        let measured = !run.ends_with(['.', ',']) && is_measured(behind);
        let run = run.trim_end_matches(['.', ',']);
        let mut from = 0;
        let mut groups: Vec<DigitGroup<'_>> = Vec::new();
        for (at, mark) in run.match_indices(['.', ',']) {
            groups.push((mark_before(run, from), &run[from..at]));
            from = at + mark.len();
        }
        groups.push((mark_before(run, from), &run[from..]));
        found.extend(match own(&groups) {
            OwnUnit::Whole if groups.len() > 2 => groups[1].0.map(other),
            OwnUnit::Fraction(mark) if groups.len() > 2 || measured => Some(Decimal::by(mark)),
            _ => None,
        });
    }
    found
}

fn mark_before(run: &str, at: usize) -> Option<char> {
    run[..at].chars().next_back()
}

fn other(thousands: char) -> Decimal {
    Decimal::by(if thousands == ',' { '.' } else { ',' })
}

/// Whether a unit or a magnitude begins a text.
fn is_measured(text: &str) -> bool {
    let text = text.trim_start();
    let word = text.split(|c: char| !c.is_alphanumeric()).next();
    text.starts_with(['%', '‰', '°', '₫', '$', '€'])
        || word.is_some_and(|word| unit::is_known(&word.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_shows_which_mark_stands_before_its_decimals() {
        for (text, want) in [
            ("mất 4,5 ha rừng", vec![Decimal::Comma]),
            ("tăng 3.5% so với cùng kỳ", vec![Decimal::Point]),
            ("chi 1.204,5 tỷ và 1.000.000 đồng", vec![Decimal::Comma; 2]),
            ("1,204.5 and 1,000,000 USD", vec![Decimal::Point; 2]),
            ("còn 1.204 ha, 1,204 ha", vec![]),
            ("Điều 3.1, mục 2.15, ngày 8.4.2021, bản 1.2.3.4", vec![]),
            ("Có 12 hộ. 5, 6 và 7.", vec![]),
            ("0,125 km", vec![Decimal::Comma]),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
        assert_eq!(Decimal::of(["không có số", "1.204 ha"]), Decimal::Comma);
        assert_eq!(Decimal::of(["3.5%", "4,5 ha"]), Decimal::Comma, "undecided");
        assert_eq!(
            Decimal::of(["3.5%", "4,5 ha", "2.25 triệu"]),
            Decimal::Point
        );
    }
}
