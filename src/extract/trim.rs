//! What stands between the blocks of a reading without being its text: other news, lines of the
//! page's frame.
//!
//! Goes by words in common use and by where links lead. Never takes running text, nor a last
//! line that links to something else than another article: that may be a document.

use url::Url;

use super::generic::is_related_label;
use super::reading::{BodyReading, Paragraph, is_file_label};
use crate::record::{BlockKind, BodyLink, Related};
use crate::text::dates;

/// Text from which on a block is running text, in letters.
const RUNNING: usize = 80;
/// The longest label above a list of links, in letters.
const LABEL: usize = 60;
/// The shortest headline of another article, in letters.
const HEADLINE: usize = 20;
/// Links from which on a list is one.
const ROW: usize = 3;

/// What announces a link to another article in the middle of the text.
const POINTERS: [&str; 12] = [
    ">>",
    "»",
    "xem thêm",
    "xem thêm:",
    "đọc thêm",
    "mời bạn đọc",
    "mời xem",
    "tin liên quan",
    "bài liên quan",
    "read more",
    "see also",
    "lesen sie auch",
];

/// Takes off other news: what stands under a label, links in a row, a single link in the
/// middle that leads to an article of the same site. Gives what was taken off.
pub(super) fn other_news(reading: &mut BodyReading, own: &Url) -> Vec<Related> {
    let mut taken = Vec::new();
    let mut at = 0;
    while at < reading.paragraphs.len() {
        let all = &reading.paragraphs;
        let labelled = is_related_label(&all[at].text);
        let row = links_from(all, at + usize::from(labelled));
        let announced = !labelled && is_label(&all[at]) && {
            let below = links_from(all, at + 1);
            below > at + 2 && all[at + 1..below].iter().all(|it| is_other(it, own))
        };
        let in_row = row > at + 1 && is_row(&all[at..row], own);
        let alone = row == at + 1 && is_pointer(&all[at], own, row == all.len());
        let end = if announced {
            links_from(all, at + 1)
        } else if labelled || in_row || alone {
            row
        } else {
            at += 1;
            continue;
        };
        for _ in at..end {
            let block = reading.remove(at);
            taken.extend(block.links.into_iter().map(related));
        }
        let last = at == reading.paragraphs.len();
        if let Some(before) = at.checked_sub(1).filter(|_| last) {
            reading.paragraphs[before].before_tail = true;
        }
    }
    taken
}

fn related(link: BodyLink) -> Related {
    Related {
        url: link.url,
        title: link.text,
        published_text: None,
    }
}

/// The end of the row of links that begins here; a short line between two is part of it.
fn links_from(all: &[Paragraph], start: usize) -> usize {
    let mut end = start;
    let linked = |at: usize| all.get(at).is_some_and(is_linked);
    let short = |at: usize| {
        all.get(at)
            .is_some_and(|it| it.text.chars().count() <= LABEL && !is_sentence(&it.text))
    };
    loop {
        if linked(end) {
            end += 1;
        } else if end > start && short(end) && linked(end + 1) {
            end += 2;
        } else {
            return end;
        }
    }
}

/// Whether a block is a link: nearly all of it, or all but a date.
fn is_linked(block: &Paragraph) -> bool {
    let mut rest = block.text.clone();
    for link in &block.links {
        rest = rest.replacen(&link.text, "", 1);
    }
    let says_more = rest.contains(char::is_alphabetic);
    block.linked || (!block.links.is_empty() && !says_more)
}

fn is_label(block: &Paragraph) -> bool {
    !block.linked && block.text.chars().count() <= LABEL && !is_sentence(&block.text)
}

fn is_sentence(text: &str) -> bool {
    text.ends_with(['.', '!', '?', '…', '”', ';'])
}

/// Whether blocks of links are other news: each leads to an article of the site, or in a list of
/// some most do and the rest only have a short headline.
fn is_row(blocks: &[Paragraph], own: &Url) -> bool {
    let others = blocks.iter().filter(|it| is_other(it, own)).count();
    let links = || blocks.iter().flat_map(|it| &it.links);
    others == blocks.len()
        || (blocks.len() >= ROW
            && others * 2 > blocks.len()
            && links().all(|it| leads_to_article(it, own)))
}

/// Whether a block is a link to another article of the site.
fn is_other(block: &Paragraph, own: &Url) -> bool {
    let mut links = block.links.iter().peekable();
    links.peek().is_some() && links.all(|link| is_article(link, own))
}

/// Whether a link leads to an article of the same site, by the shape of its address.
pub(super) fn is_article(link: &BodyLink, own: &Url) -> bool {
    link.text.chars().count() >= HEADLINE && leads_to_article(link, own)
}

fn leads_to_article(link: &BodyLink, own: &Url) -> bool {
    let Ok(url) = Url::parse(&link.url) else {
        return false;
    };
    let bare = |url: &Url| {
        let host = url.host_str().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host).to_owned()
    };
    let last = |url: &Url| {
        let path = url.path().trim_end_matches('/').to_owned();
        path.rsplit('/').next().unwrap_or_default().to_owned()
    };
    let ending = |name: &str| name.rsplit_once('.').map(|(_, it)| it.to_owned());
    let (name, own_name) = (last(&url), last(own));
    let slug = name.len() >= HEADLINE || own_name.len() < HEADLINE;
    bare(&url) == bare(own)
        && url.path() != own.path()
        && ending(&name) == ending(&own_name)
        && slug
}

/// Whether a single block of links points at another article: it says so, or it stands in
/// the middle of the text.
fn is_pointer(block: &Paragraph, own: &Url, last: bool) -> bool {
    let lower = block.text.to_lowercase();
    let says = POINTERS.iter().any(|it| lower.starts_with(it));
    (says && !block.links.is_empty()) || (!last && is_other(block, own))
}

/// Takes off the lines above the running text that are no text: the way to the section, a
/// date, the headline again.
pub(super) fn frame(reading: &mut BodyReading, title: &str) {
    let running = |it: &Paragraph| it.text.chars().count() >= RUNNING && !it.linked;
    let Some(text) = reading.paragraphs.iter().position(running) else {
        return;
    };
    for at in (0..text).rev() {
        let block = &reading.paragraphs[at];
        if block.linked || is_date(&block.text) || block.text == title {
            reading.remove(at);
        }
    }
    while let [.., _, last] = reading.paragraphs.as_slice()
        && (is_date(&last.text)
            || (is_file_label(&last.text) && last.links.is_empty())
            || heads_nothing(reading))
    {
        reading.remove(reading.paragraphs.len() - 1);
    }
}

/// Whether the last line is marked as a heading and nothing stands below it: what it heads is
/// no part of the article.
fn heads_nothing(reading: &BodyReading) -> bool {
    let pictured = reading
        .images
        .last()
        .is_some_and(|(at, _)| *at == reading.paragraphs.len());
    let bare = reading.embeds.is_empty() && !reading.has_files() && !pictured;
    let last = reading.paragraphs.last();
    bare && last.is_some_and(|it| it.kind == BlockKind::Heading && !it.strong && !it.right)
}

/// Whether a line is nothing but a date.
fn is_date(line: &str) -> bool {
    const WORDS: &str = "thứ hai ba tư năm sáu bảy chủ nhật ngày tháng lúc giờ phút gmt utc am pm sa ch h \
                         cập đăng xuất bản cn t2 t3 t4 t5 t6 t7 published posted updated on at";
    let figures = line.chars().filter(char::is_ascii_digit).count();
    let mut words = line.split(|it: char| !it.is_alphanumeric());
    let said = words.all(|it| {
        let word = it.to_lowercase();
        !word.starts_with(char::is_alphabetic) || WORDS.split(' ').any(|it| it == word)
    });
    figures >= 3 && (said || line.len() <= 30) && dates::parse(line).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_other_news_may_have_a_short_headline() {
        let own = Url::parse("https://h.vn/ke-song-lau-sua-xong.html").unwrap();
        let to = |text: &str, path: &str| {
            let mut block = Paragraph::plain(BlockKind::ListItem, text.to_owned());
            block.linked = true;
            block.links = vec![BodyLink {
                url: format!("https://h.vn{path}"),
                text: text.to_owned(),
            }];
            block
        };
        let long = || {
            to(
                "Chợ phiên Gò Đồng mở lại sau bão",
                "/cho-phien-go-dong-mo-lai.html",
            )
        };
        let short = || to("Tin vắn 14/10", "/tin-van-ngay-14-10-2018.html");
        let away = || {
            to(
                "Quyết định số 12 của huyện",
                "/tep/quyet-dinh-so-12-cua-huyen.pdf",
            )
        };
        for (blocks, is) in [
            (vec![long(), long()], true),
            (vec![short(), long(), long()], true),
            (vec![long(), short(), long(), long()], true),
            (vec![long(), short()], false),
            (vec![short(), short(), long()], false),
            (vec![long(), long(), away()], false),
        ] {
            assert_eq!(is_row(&blocks, &own), is, "{}", blocks.len());
        }
    }

    #[test]
    fn a_link_with_its_date_is_a_link() {
        for (text, link, is) in [
            ("Tin vắn 14/10/2018 (14/10)", "Tin vắn 14/10/2018", true),
            ("Họp giao ban, 05/08", "Họp giao ban", true),
            ("Theo Quyết định 12", "Quyết định 12", false),
            ("Không có liên kết", "", false),
        ] {
            let mut block = Paragraph::plain(BlockKind::ListItem, text.to_owned());
            if !link.is_empty() {
                let url = "https://h.vn/a.html".to_owned();
                let text = link.to_owned();
                block.links = vec![BodyLink { url, text }];
            }
            assert_eq!(is_linked(&block), is, "{text}");
        }
    }

    #[test]
    fn a_line_is_a_date_only_when_it_is_nothing_else() {
        for (line, is) in [
            ("Chủ nhật, 5/4/2026, 17:15 (GMT+7)", true),
            ("05/04/2026", true),
            ("Ngày 5/4/2026, thành phố tổ chức hội nghị", false),
            ("Năm 2026", false),
        ] {
            assert_eq!(is_date(line), is, "{line}");
        }
    }
}
