//! Lists: the home page and the sections, in pages.
//!
//! Pure. The home page also carries the links that lead a careless crawler astray.

use std::fmt::Write as _;

use super::category::Category;
use super::frame::{HtmlFrame, escape, link};
use super::reply::Reply;
use super::site::DemoSite;
use super::story::{Face, Story};
use super::truth::weekday;

/// Page `number` (from 1) of a section, or of all news; `None` past the end.
pub(super) fn list(site: &DemoSite, category: Option<Category>, number: usize) -> Option<Reply> {
    let stories = site.listed(category);
    let per_page = site.options.per_page.max(1);
    let pages = stories.chunks(per_page).count().max(1);
    if number == 0 || number > pages {
        return None;
    }
    let items = stories.chunks(per_page).nth(number - 1).unwrap_or_default();
    let items: String = items.iter().map(|s| item(site, s)).collect();
    let (title, root) = match category {
        Some(c) => (c.name(), site.absolute(&format!("/category/{}", c.slug()))),
        None => ("Tin mới", site.absolute("")),
    };
    let astray = match (category, number) {
        (None, 1) => highlights(site),
        _ => String::new(),
    };
    let pagination = pagination(&root, number, pages);
    let newest = site.listed(None).into_iter().next();
    let newest = newest.filter(|_| site.options.newest_box);
    let newest = newest.map_or_else(String::new, |story| {
        format!(
            "<aside>{}</aside>",
            link(&site.address(story), &story.title)
        )
    });
    let main = format!(
        "<main class=\"col-main category-list\"><h1 class=\"archive-title\">{title}</h1>\n\
         {items}{pagination}{newest}{astray}</main>"
    );
    let head = if number < pages {
        format!("<link rel=\"next\" href=\"{root}/page/{}\">\n", number + 1)
    } else {
        String::new()
    };
    let frame = HtmlFrame {
        title,
        head: &head,
        main: &main,
        charset: "UTF-8",
    };
    Some(Reply::html(frame.html(site)))
}

fn item(site: &DemoSite, story: &Story) -> String {
    let day = story.date.date();
    let date = format!("{}, {}", weekday(day), day.format("%d/%m/%Y"));
    let mut words = story.lead.split_whitespace();
    let teaser: Vec<_> = words.by_ref().take(32).collect();
    let more = if words.next().is_some() { "…" } else { "" };
    format!(
        "<div class=\"item\"><h3>{}</h3><span class=\"d\">{date}</span><p>{}{more}</p></div>\n",
        link(&site.address(story), &story.title),
        escape(&teaser.join(" ")),
    )
}

fn pagination(root: &str, number: usize, pages: usize) -> String {
    if pages == 1 {
        return String::new();
    }
    let address = |n: usize| match n {
        // The home page's root is the bare origin; its first page needs the slash.
        1 if root.matches('/').count() == 2 => format!("{root}/"),
        1 => root.to_owned(),
        _ => format!("{root}/page/{n}"),
    };
    let mut html = "<nav class=\"pagination\">".to_owned();
    for n in 1..=pages {
        // Writing to a String cannot fail.
        let _ = if n == number {
            write!(html, "<span class=\"page-numbers current\">{n}</span> ")
        } else {
            let there = address(n);
            write!(html, "<a class=\"page-numbers\" href=\"{there}\">{n}</a> ")
        };
    }
    if number < pages {
        let next = address(number + 1);
        let _ = write!(
            html,
            "<a class=\"next page-numbers\" href=\"{next}\">Trang sau</a>"
        );
    }
    html + "</nav>\n"
}

/// "Đáng chú ý": links as editors paste them. One is gone, one moved, one runs in a
/// circle, one is forbidden, the others are copies.
fn highlights(site: &DemoSite) -> String {
    let mut links = vec![
        ("/tin-da-go-bo.html".to_owned(), "Tin đã gỡ bỏ".to_owned()),
        (
            "/lap-lai.html".to_owned(),
            "Chuyên trang đang chuyển nhà".to_owned(),
        ),
        (
            "/ban-nhap/tin-chua-duyet.html".to_owned(),
            "Tin chưa duyệt".to_owned(),
        ),
        ("/wp-admin/".to_owned(), "Đăng nhập".to_owned()),
    ];
    let renamed = site
        .stories
        .iter()
        .filter_map(|s| Some((s.formerly.as_ref()?, s)));
    links.extend(renamed.map(|(old, s)| (format!("/{old}.html"), s.title.clone())));
    let pages = site.listed(None);
    let new: Vec<_> = pages.iter().filter(|s| s.face == Face::New).collect();
    let copies: [&dyn Fn(&Story) -> String; 4] = [
        &|s| format!("/{}.html", s.slug.to_ascii_uppercase()),
        &|s| format!("/{}.html?print=1", s.slug),
        &|s| format!("/?p={}", s.id),
        &|s| format!("/{}.html/amp", s.slug),
    ];
    for (copy, story) in copies.iter().zip(new) {
        links.push((copy(story), story.title.clone()));
    }
    let item =
        |(path, text): &(String, String)| format!("<li>{}</li>", link(&site.absolute(path), text));
    let items: String = links.iter().map(item).collect();
    format!("<section class=\"highlights\"><h2>Đáng chú ý</h2><ul>{items}</ul></section>")
}
