//! A portal on a content server of 2010: one page for all, told apart by its query, no source but
//! its lists, classes without any meaning to a machine.

use std::fmt::Write as _;

use super::story::{SECTIONS, Story, others, weekday};

const PAGE: usize = 12;

pub(crate) fn address(story: &Story) -> String {
    let menu = SECTIONS
        .iter()
        .position(|it| *it == story.section)
        .expect("a section");
    format!(
        "/Portal/Detail.aspx?Organization=UBND&MenuID=72{menu}&ContentID={}",
        story.number
    )
}

/// The page of any target but an article's.
pub(crate) fn page(all: &[Story], target: &str) -> Option<String> {
    if target == "/" {
        return Some(list(all, None, 1));
    }
    let query = target.strip_prefix("/Portal/Default.aspx?Organization=UBND&MenuID=72")?;
    let (menu, number) = query.split_once("&page=").unwrap_or((query, "1"));
    let menu: usize = menu.parse().ok()?;
    let section = SECTIONS.get(menu)?;
    let number: usize = number.parse().ok()?;
    let of: Vec<Story> = all
        .iter()
        .filter(|it| it.section == *section)
        .cloned()
        .collect();
    (number >= 1 && number <= of.len().div_ceil(PAGE)).then(|| list(&of, Some(menu), number))
}

fn list(of: &[Story], menu: Option<usize>, number: usize) -> String {
    let mut rows = String::new();
    for story in of.iter().skip((number - 1) * PAGE).take(PAGE) {
        let href = address(story).replace('&', "&amp;");
        let _ = write!(
            rows,
            "<div class=\"divList_Item\"><a class=\"divList_Title\" href=\"{href}\">{}</a>\
             <span class=\"divList_Date\">({})</span><div class=\"divList_Desc\">{}</div></div>",
            story.title,
            story.published.format("%d/%m/%Y"),
            story.lead
        );
    }
    if let Some(menu) = menu {
        for page in 1..=of.len().div_ceil(PAGE) {
            let _ = write!(
                rows,
                "<a class=\"pager\" href=\"/Portal/Default.aspx?Organization=UBND&amp;MenuID=72{menu}&amp;page={page}\">{page}</a> "
            );
        }
    }
    frame(
        "Cổng thông tin điện tử",
        &format!("<div class=\"divList\">{rows}</div>"),
        of.len(),
    )
}

pub(crate) fn article(all: &[Story], story: &Story) -> String {
    let at = story.published;
    let mut text = String::new();
    for (index, paragraph) in story.paragraphs.iter().enumerate() {
        let _ = write!(
            text,
            "<p style=\"text-align: justify;\"><span style=\"font-size: 13px;\">{paragraph}</span></p>"
        );
        for picture in story.pictures.iter().filter(|it| it.after == index + 1) {
            let caption = picture.caption.as_ref().map_or(String::new(), |it| {
                format!("<tr><td class=\"image_desc\">{it}</td></tr>")
            });
            let _ = write!(
                text,
                "<table class=\"image\" align=\"center\" width=\"500\"><tbody><tr><td><img src=\"{}\" width=\"500\" /></td></tr>{caption}</tbody></table>",
                picture.src
            );
        }
    }
    let author = story.author.map_or(String::new(), |it| {
        format!("<div class=\"divDetail_Author\">{it}</div>")
    });
    let source = story.source.map_or(String::new(), |it| {
        format!("<div class=\"divDetail_Source\">Nguồn tin: <span>{it}</span></div>")
    });
    let file = story.file.as_ref().map_or(String::new(), |(path, title)| {
        format!("<div class=\"divDetail_File\">Tệp đính kèm: <a href=\"{path}\">{title}</a></div>")
    });
    let mut other = String::new();
    for it in others(all, story) {
        let _ = write!(
            other,
            "<li><a href=\"{}\">{}</a> <i>({})</i></li>",
            address(it).replace('&', "&amp;"),
            it.title,
            it.published.format("%d/%m/%Y")
        );
    }
    let menu = SECTIONS
        .iter()
        .position(|it| *it == story.section)
        .expect("a section");
    let main = format!(
        "<div id=\"ctl00_m_g_5c1f_ctl00_divDetail\" class=\"divDetail\">\
         <div class=\"divDetail_Path\"><a href=\"/\">Trang chủ</a> &raquo; <a href=\"/Portal/Default.aspx?Organization=UBND&amp;MenuID=72{menu}\">{}</a></div>\
         <div class=\"divDetail_Title\">{}</div>\
         <div class=\"divDetail_DateCreate\">{}, {}</div>\
         <div class=\"divDetail_Tool\"><a href=\"#\">Gửi cho bạn bè</a> <a href=\"/Portal/PrintItem.aspx?ContentID={}\">In bài viết</a></div>\
         <div class=\"divDetail_Description\">{}</div>\
         <div class=\"divDetail_Content\">{text}</div>{author}{source}{file}\
         <div class=\"divDetail_View\">Số lượt xem: {}</div>\
         <div class=\"divDetail_Other\"><div class=\"tieude\">Các tin khác</div><ul>{other}</ul></div></div>",
        story.section.1,
        story.title,
        weekday(at),
        at.format("%d/%m/%Y %H:%M"),
        story.number,
        story.lead,
        story.number % 977
    );
    frame(&story.title, &main, story.number)
}

fn frame(title: &str, main: &str, visits: usize) -> String {
    let menu: String = SECTIONS.iter().enumerate().map(|(at, it)| {
        format!("<td class=\"menu\"><a href=\"/Portal/Default.aspx?Organization=UBND&amp;MenuID=72{at}\">{}</a></td>", it.1)
    }).collect();
    format!(
        "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\"><html><head><title>{title}</title>\
         <meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\" /></head><body>\
         <form id=\"aspnetForm\" method=\"post\"><input type=\"hidden\" name=\"__VIEWSTATE\" value=\"dDw0{visits}\" />\
         <table class=\"banner\"><tr><td>ỦY BAN NHÂN DÂN THÀNH PHỐ</td></tr><tr>{menu}</tr></table>\
         <table class=\"khung\"><tr><td class=\"giua\">{main}</td><td class=\"phai\"><div class=\"box\">\
         <div class=\"tieude\">Thống kê truy cập</div>Đang truy cập: {}<br />Tổng lượt truy cập: {}</div></td></tr></table>\
         <div class=\"chan\">Bản quyền thuộc về Ủy ban nhân dân thành phố. Điện thoại: 0225 000 000</div></form></body></html>",
        visits % 31 + 2,
        visits * 31 + 100_000
    )
}
