//! Date lines that may tell of an update beside the publication.

use super::printed::DateParts;
use super::tokens::Tokens;
use super::{DateError, DateLine, Printed, TimeLabel, clock, date_line, names};

/// A date line that may also tell of an update: `05/04/2023 17:15 (Cập nhật: 06/04/2023
/// 08:00)`, `Published … | Updated …`. What stands behind a word of updating is the update's,
/// up to a word of publishing. Two times with nothing between them but a stroke are both,
/// the earlier one first.
pub fn parse_line(text: &str) -> DateLine {
    match date_line(text) {
        Ok(line) => read(&Tokens::of(&line.to_lowercase())).0,
        Err(error) => DateLine::unread(error),
    }
}

/// A line that is nothing but a date: no word besides those that dates and their labels are
/// made of, no other number; beside it, behind a stroke, may stand a name, or how many read.
/// `None` for any other line.
pub fn parse_alone(text: &str) -> Option<DateLine> {
    let line = date_line(text).ok()?.to_lowercase();
    alone(&line).or_else(|| alone(&without_others(&line)?))
}

/// The parts of a line that tell its date: without those that hold no figure and announce no
/// update, and without those that count.
fn without_others(line: &str) -> Option<String> {
    let counts = |it: &&str| COUNTED.iter().any(|word| it.contains(word));
    let parts = line.split(['|', '•', '·']);
    let parts = parts
        .flat_map(|it| it.split(" - "))
        .flat_map(|it| it.split(" – "));
    let dates = parts.filter_map(|part| {
        let pieces: Vec<&str> = part.split(',').filter(|it| !counts(it)).collect();
        let part = pieces.join(",");
        let tokens = Tokens::of(&part);
        let of_update = |at| matches!(label(&tokens, at), Some((TimeLabel::Update, _)));
        let told = part.contains(|it: char| it.is_ascii_digit());
        (told || (0..tokens.len()).any(of_update)).then_some(part)
    });
    let dates: Vec<String> = dates.collect();
    (!dates.is_empty()).then(|| dates.join(" | "))
}

fn alone(line: &str) -> Option<DateLine> {
    let tokens = Tokens::of(line);
    let alone = (0..tokens.len()).all(|at| {
        tokens.word(at).is_none_or(|word| {
            WORDS.contains(&word)
                || LABELS.contains(&word)
                || names::month(&tokens, at).is_some()
                || names::weekday(&tokens, at).is_some()
                || clock::names_zone(&tokens, at)
        })
    });
    let (line, strays) = alone.then(|| read(&tokens))?;
    let told = |it: &Result<Printed, DateError>| {
        matches!(
            it,
            Ok(_) | Err(DateError::MonthOrDay | DateError::Impossible { .. })
        )
    };
    (strays == 0 && (told(&line.published) || told(&line.modified))).then_some(line)
}

/// What the words at the end of a text announce.
pub fn label_at_end(text: &str) -> Option<TimeLabel> {
    let line = super::super::clean(text).to_lowercase();
    let tokens = Tokens::of(&line);
    let from = tokens.len().saturating_sub(4);
    (from..tokens.len())
        .rev()
        .find_map(|at| Some(label(&tokens, at)?.0))
}

/// What the pieces say, and how many numbers are neither date nor time.
fn read(tokens: &Tokens<'_>) -> (DateLine, usize) {
    let (mut published, mut modified) = (LineSegment::default(), LineSegment::default());
    let (mut at, mut of, mut labelled) = (0, TimeLabel::Publication, false);
    while at < tokens.len() {
        if let Some((event, next)) = label(tokens, at) {
            labelled |= event == TimeLabel::Update;
            (of, at) = (event, next);
            continue;
        }
        let stroke = matches!(tokens.mark(at), Some('|' | '•' | '·'));
        if stroke && !labelled && published.is_instant() && names_another_day(tokens, at + 1) {
            of = TimeLabel::Update;
        }
        let segment = match of {
            TimeLabel::Publication => &mut published,
            TimeLabel::Update => &mut modified,
        };
        at = segment.step(tokens, at);
    }
    let strays = published.found.strays + modified.found.strays;
    (
        joined(published.finish(), modified.finish(), labelled),
        strays,
    )
}

/// Of two times without a word between them the second is the update, if it is later.
fn joined(
    published: Result<Printed, DateError>,
    modified: Result<Printed, DateError>,
    labelled: bool,
) -> DateLine {
    match (&published, &modified) {
        (Ok(first), Ok(second)) if !labelled && second.civil < first.civil => {
            DateLine::unread(DateError::Ambiguous)
        }
        // Said twice.
        (Ok(first), Ok(second)) if !labelled && second.civil == first.civil => DateLine {
            published,
            modified: Err(DateError::NoDate),
        },
        _ => DateLine {
            published,
            modified,
        },
    }
}

/// What a date line is made of besides names of days and months.
const WORDS: [&str; 48] = [
    "ngày", "tháng", "năm", "lúc", "giờ", "phút", "thứ", "chủ", "nhật", "cn", "một", "hai", "ba",
    "tư", "sáu", "bảy", "bẩy", "tám", "chín", "mười", "h", "g", "sáng", "trưa", "chiều", "tối",
    "đêm", "khuya", "sa", "ch", "am", "pm", "a", "p", "m", "gmt", "utc", "t", "z", "st", "nd",
    "rd", "th", "at", "on", "date", "uhr", "um",
];
/// What is counted beside a date.
const COUNTED: [&str; 7] = [
    "lượt xem",
    "lượt đọc",
    "lần xem",
    "lần đọc",
    "truy cập",
    "bình luận",
    "views",
];
/// The words of its labels.
const LABELS: [&str; 24] = [
    "chỉnh",
    "sửa",
    "lần",
    "cuối",
    "cập",
    "đã",
    "được",
    "đăng",
    "xuất",
    "bản",
    "phát",
    "hành",
    "gửi",
    "tải",
    "lên",
    "thời",
    "gian",
    "updated",
    "last",
    "modified",
    "published",
    "posted",
    "vào",
    "by",
];

/// The word that announces a time at `at`, and what follows it.
fn label(tokens: &Tokens<'_>, at: usize) -> Option<(TimeLabel, usize)> {
    let (event, words) = match (tokens.word(at)?, tokens.word(at + 1)) {
        ("cập", Some("nhật")) | ("chỉnh", Some("sửa")) | ("sửa", Some("đổi" | "lần" | "lúc")) => {
            (TimeLabel::Update, 2)
        }
        ("updated" | "modified" | "edited", _) => (TimeLabel::Update, 1),
        ("xuất", Some("bản")) | ("phát", Some("hành")) => (TimeLabel::Publication, 2),
        ("đăng" | "published" | "posted", _) => (TimeLabel::Publication, 1),
        _ => return None,
    };
    Some((event, at + words))
}

/// Whether a full date stands behind `at` before the next stroke.
fn names_another_day(tokens: &Tokens<'_>, at: usize) -> bool {
    let mut rest = DateParts::default();
    let mut at = at;
    while at < tokens.len() && !matches!(tokens.mark(at), Some('|' | '•' | '·')) {
        match rest.step(tokens, at) {
            Ok(next) => at = next,
            Err(_) => return false,
        }
    }
    rest.date.is_some() && rest.time.is_some()
}

/// The part of a line that tells one time. What goes wrong in it does not touch the others.
#[derive(Default)]
struct LineSegment {
    found: DateParts,
    error: Option<DateError>,
}

impl LineSegment {
    fn step(&mut self, tokens: &Tokens<'_>, at: usize) -> usize {
        if self.error.is_some() {
            return at + 1;
        }
        self.found.step(tokens, at).unwrap_or_else(|error| {
            self.error = Some(error);
            at + 1
        })
    }

    fn is_instant(&self) -> bool {
        self.error.is_none() && self.found.date.is_some() && self.found.time.is_some()
    }

    fn finish(self) -> Result<Printed, DateError> {
        self.error.map_or_else(|| self.found.finish(), Err)
    }
}
