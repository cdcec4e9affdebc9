//! List items that are set as plain lines with a dash at their head.
//!
//! Never takes speech for a list, nor one line alone.

use super::reading::Paragraph;
use crate::record::BlockKind;

/// Marks that stand at the head of an item.
const MARKS: [char; 8] = ['-', '+', '–', '—', '•', '●', '▪', '·'];

/// Makes items of such lines: of all of them where the layout is known to set its lists so, else
/// of those that stand in a row.
pub(super) fn items(paragraphs: &mut [Paragraph], all: bool) {
    let alike = |a: &Paragraph, b: &Paragraph| is_dashed(a) == is_dashed(b);
    for row in paragraphs.chunk_by_mut(alike) {
        let list = row.len() > 1 && !row.iter().any(|it| is_speech(&it.text));
        if all || list {
            row.iter_mut().for_each(make_item);
        }
    }
}

fn is_dashed(paragraph: &Paragraph) -> bool {
    paragraph.kind == BlockKind::Paragraph && item(&paragraph.text).is_some()
}

fn make_item(paragraph: &mut Paragraph) {
    if paragraph.kind == BlockKind::Paragraph
        && let Some(text) = item(&paragraph.text).map(str::to_owned)
    {
        paragraph.text = text;
        paragraph.kind = BlockKind::ListItem;
    }
}

/// What stands behind the dash.
fn item(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(MARKS)?.strip_prefix(' ')?;
    (!rest.is_empty()).then_some(rest)
}

/// Whether a line asks, exclaims or begins with a quotation: those of a list do neither.
fn is_speech(text: &str) -> bool {
    let quotes = ['“', '„', '"', '«', '”'];
    text.contains(['?', '!']) || item(text).is_some_and(|it| it.starts_with(quotes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_a_dash_in_a_row_are_a_list() {
        for (lines, all, expected) in [
            (
                &["Chỉ tiêu năm nay:", "– Trồng 5 ha rừng", "– Mở 3 lớp nghề"][..],
                false,
                &["Chỉ tiêu năm nay:", "* Trồng 5 ha rừng", "* Mở 3 lớp nghề"][..],
            ),
            (
                &["- Đợt một từ ngày 5;", "- Đợt hai từ ngày 9."],
                false,
                &["* Đợt một từ ngày 5;", "* Đợt hai từ ngày 9."],
            ),
            (
                &["• Sổ hộ khẩu", "• Đơn đề nghị", "Nộp tại phường."],
                false,
                &["* Sổ hộ khẩu", "* Đơn đề nghị", "Nộp tại phường."],
            ),
            (
                &["– Bác có khỏe không?", "– Tôi vẫn khỏe."],
                false,
                &["– Bác có khỏe không?", "– Tôi vẫn khỏe."],
            ),
            (
                &["– Một dòng", "Lời thường", "-5 độ C", "–"],
                false,
                &["– Một dòng", "Lời thường", "-5 độ C", "–"],
            ),
            (
                &["– Một dòng", "Lời thường"],
                true,
                &["* Một dòng", "Lời thường"],
            ),
        ] {
            let plain = |it: &&str| Paragraph::plain(BlockKind::Paragraph, (*it).to_owned());
            let mut paragraphs: Vec<Paragraph> = lines.iter().map(plain).collect();
            items(&mut paragraphs, all);
            let read = paragraphs.iter().map(|it| match it.kind {
                BlockKind::ListItem => format!("* {}", it.text),
                _ => it.text.clone(),
            });
            assert_eq!(read.collect::<Vec<_>>(), expected, "{lines:?}");
        }
    }
}
