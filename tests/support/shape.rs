//! Twelve kinds of site, and how each shows what its editors did.
//!
//! Addresses, paging and sources are those of the systems named; pages are as short as those
//! systems' own markup lets them be.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use super::newsroom::{Newsroom, Post};
use super::server::{Answer, Asked};
use super::{markup, sources};

/// Posts on a page of a list.
const PAGE: usize = 10;
/// The first night on which a site is elsewhere, or another's.
pub(crate) const TURN: u32 = 4;

/// A kind of site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// WordPress without permalinks.
    PlainLinks,
    /// WordPress whose apex redirects everything to `www`.
    WwwRedirect,
    /// WordPress that answers 401 to REST.
    RestClosed,
    SharePoint,
    Liferay,
    Joomla,
    Drupal,
    /// A newspaper's own system, paged by `?page=`.
    Newspaper,
    /// Files made by a generator, no source but its pages.
    Static,
    /// A newspaper on which half of everything fails.
    HalfBroken,
    /// A WordPress that moves to another host and other addresses.
    Moves,
    /// A newspaper whose name somebody else has from one day on.
    TakenOver,
}

pub(crate) const SHAPES: [Shape; 12] = [
    Shape::PlainLinks,
    Shape::WwwRedirect,
    Shape::RestClosed,
    Shape::SharePoint,
    Shape::Liferay,
    Shape::Joomla,
    Shape::Drupal,
    Shape::Newspaper,
    Shape::Static,
    Shape::HalfBroken,
    Shape::Moves,
    Shape::TakenOver,
];

impl Shape {
    /// Path and query of a post.
    pub(crate) fn address(self, post: &Post) -> String {
        let Post { number, slug, .. } = post;
        match self {
            Self::PlainLinks => format!("/?p={number}"),
            Self::WwwRedirect | Self::Moves => {
                format!("/{}/{slug}/", post.published.format("%Y/%m"))
            }
            Self::RestClosed => format!("/{slug}.html"),
            Self::SharePoint => format!("/tin-tuc/Pages/{slug}.aspx"),
            Self::Liferay => format!("/web/cong/-/{slug}"),
            Self::Joomla => format!("/index.php/tin-tuc/{number}-{slug}"),
            Self::Drupal => format!("/node/{number}"),
            Self::Newspaper | Self::HalfBroken | Self::TakenOver => {
                format!("/{slug}-{number}.html")
            }
            Self::Static => format!("/bai/{slug}.html"),
        }
    }

    /// Where a post is after the move.
    pub(crate) fn new_address(post: &Post) -> String {
        format!("/bai-viet/{}-{}.html", post.number, post.slug)
    }

    /// Path and query of a page of the list, from 0.
    fn list(self, page: usize) -> String {
        let human = page + 1;
        match self {
            _ if page == 0 => "/".to_owned(),
            Self::PlainLinks => format!("/?paged={human}"),
            Self::WwwRedirect | Self::Moves | Self::RestClosed => format!("/page/{human}/"),
            Self::SharePoint => format!("/tin-tuc/Pages/default.aspx?Page={human}"),
            Self::Liferay => format!("/web/cong/tin?_101_INSTANCE_cur={human}"),
            Self::Joomla => format!("/index.php/tin-tuc?start={}", page * PAGE),
            Self::Drupal => format!("/tin-tuc?page={page}"),
            Self::Newspaper | Self::HalfBroken | Self::TakenOver => {
                format!("/tin-moi?page={human}")
            }
            Self::Static => format!("/trang-{human}.html"),
        }
    }

    /// Globs of articles and lists, and the parameters that tell pages apart.
    fn globs(self) -> [&'static str; 3] {
        match self {
            Self::PlainLinks => [r#""/?p=*""#, r#""/", "/?paged=*""#, r#""p", "paged""#],
            Self::WwwRedirect => [r#""/20*/*/*""#, r#""/", "/page/*""#, ""],
            Self::Moves => [r#""/20*/*/*", "/bai-viet/*""#, r#""/", "/page/*""#, ""],
            Self::RestClosed => [r#""/*.html""#, r#""/", "/page/*""#, ""],
            Self::SharePoint => [
                r#""/tin-tuc/Pages/*.aspx""#,
                r#""/", "/tin-tuc/Pages/default.aspx*""#,
                r#""Page""#,
            ],
            Self::Liferay => [
                r#""/web/cong/-/*""#,
                r#""/", "/web/cong/tin*""#,
                r#""_101_INSTANCE_cur""#,
            ],
            Self::Joomla => [
                r#""/index.php/tin-tuc/*""#,
                r#""/", "/index.php/tin-tuc*""#,
                r#""start", "format", "type""#,
            ],
            Self::Drupal => [r#""/node/*""#, r#""/", "/tin-tuc*""#, r#""page""#],
            Self::Newspaper | Self::HalfBroken | Self::TakenOver => {
                [r#""/*.html""#, r#""/", "/tin-moi*""#, r#""page""#]
            }
            Self::Static => [r#""/bai/*.html""#, r#""/", "/trang-*.html""#, ""],
        }
    }

    /// Paths of sitemaps, feeds and REST roots.
    fn sources(self) -> [&'static str; 3] {
        match self {
            Self::PlainLinks => ["", r#""/?feed=rss2""#, r#""/?rest_route=/""#],
            Self::WwwRedirect => [r#""/wp-sitemap.xml""#, r#""/feed/""#, r#""/wp-json/""#],
            Self::Moves => [r#""/wp-sitemap.xml""#, r#""/feed/""#, ""],
            Self::RestClosed => ["", r#""/feed/""#, r#""/wp-json/""#],
            Self::Joomla => ["", r#""/index.php/tin-tuc?format=feed&type=rss""#, ""],
            Self::Drupal => [r#""/sitemap.xml""#, r#""/rss.xml""#, ""],
            Self::Newspaper | Self::TakenOver => ["", r#""/rss/tin-moi.rss""#, ""],
            Self::HalfBroken => [r#""/sitemap.xml""#, r#""/rss/tin-moi.rss""#, ""],
            Self::SharePoint | Self::Liferay | Self::Static => ["", "", ""],
        }
    }

    /// The `[[site]]` of it.
    pub(crate) fn settings(self, names: &[String]) -> String {
        let ([article, list, keep], [sitemaps, feeds, rest]) = (self.globs(), self.sources());
        let hosts: Vec<String> = names.iter().map(|it| format!("{it:?}")).collect();
        format!(
            "[[site]]\nname = \"mau\"\nhome = \"http://{}/\"\ntime_zone = \"Asia/Ho_Chi_Minh\"\n\
             [site.sources]\nsitemaps = [{sitemaps}]\nfeeds = [{feeds}]\nrest = [{rest}]\n\
             [site.address]\nhosts = [{}]\narticle = [{article}]\nlist = [{list}]\n\
             keep_query = [{keep}]\n",
            names[0],
            hosts.join(", ")
        )
    }

    /// How many hosts it has.
    pub(crate) fn hosts(self) -> usize {
        match self {
            Self::WwwRedirect | Self::Moves => 2,
            _ => 1,
        }
    }
}

/// A site of some shape, and what its editors did until now.
pub(crate) struct Site {
    pub(crate) shape: Shape,
    pub(crate) room: Mutex<Newsroom>,
    /// From 1.
    pub(crate) night: AtomicU32,
}

/// What robots.txt forbids: an article that its lists name.
pub(crate) fn forbidden(room: &Newsroom) -> Post {
    Post {
        number: 9_999,
        slug: "van-ban-noi-bo".to_owned(),
        title: "Văn bản nội bộ".to_owned(),
        ..room.posts[0].clone()
    }
}

/// How a post's page is on the half broken site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Health {
    /// It never answers.
    Broken,
    /// It breaks off, or is refused, now and then: the first time surely.
    Flaky,
    Sound,
}

pub(crate) fn health(post: &Post) -> Health {
    match post.number % 4 {
        0 => Health::Broken,
        1 | 2 => Health::Flaky,
        _ => Health::Sound,
    }
}

impl Site {
    /// What one request gets.
    pub(crate) fn answer(&self, asked: &Asked, names: &[String]) -> Answer {
        let room = self.room.lock().expect("no thread panics in it");
        let turned = self.night.load(Ordering::SeqCst) >= TURN;
        match self.shape {
            Shape::WwwRedirect if asked.host == 0 => {
                Answer::to(&format!("http://{}{}", names[1], asked.target))
            }
            Shape::Moves if turned && asked.host == 0 => {
                let target = self.moved(&room, &asked.target);
                Answer::to(&format!("http://{}{target}", names[1]))
            }
            Shape::Moves if !turned && asked.host == 1 => not_found(),
            Shape::TakenOver if turned => spam(&asked.target),
            Shape::HalfBroken => half_broken(asked, self.page(&room, asked, names), &room),
            _ => self.page(&room, asked, names),
        }
    }

    fn moved(&self, room: &Newsroom, target: &str) -> String {
        let found = room
            .posts
            .iter()
            .find(|it| self.shape.address(it) == target);
        found.map_or_else(|| target.to_owned(), Shape::new_address)
    }

    /// Where a post is on this host.
    fn address_on(&self, host: usize, post: &Post) -> String {
        match self.shape {
            Shape::Moves if host == 1 => Shape::new_address(post),
            shape => shape.address(post),
        }
    }

    fn page(&self, room: &Newsroom, asked: &Asked, names: &[String]) -> Answer {
        let (shape, host) = (self.shape, &names[asked.host]);
        let address = |post: &Post| self.address_on(asked.host, post);
        if asked.target == "/robots.txt" {
            return robots(shape, &forbidden(room));
        }
        let url = |post: &Post| format!("http://{host}{}", address(post));
        let [sitemaps, feeds, rest] = shape.sources();
        let is = |list: &str| list.trim_matches('"') == asked.target;
        if is(feeds) {
            return sources::rss(&room.article_status()[..PAGE], &url);
        }
        if is(sitemaps) {
            return sources::sitemap(&room.article_status(), &url);
        }
        if !rest.is_empty() && sources::is_rest(&asked.target) {
            if shape == Shape::RestClosed {
                return sources::rest_closed();
            }
            return sources::rest(&room.article_status(), &asked.target, &url);
        }
        let pages = room.article_status().len().div_ceil(PAGE);
        if let Some(page) = (0..pages).find(|it| shape.list(*it) == asked.target) {
            return self.list(room, page, &address);
        }
        match room.posts.iter().find(|it| address(it) == asked.target) {
            Some(post) if post.removed.is_none() => {
                Answer::html(markup::article(shape, post, &url(post)))
            }
            _ => not_found(),
        }
    }

    fn list(&self, room: &Newsroom, page: usize, address: &dyn Fn(&Post) -> String) -> Answer {
        let article_status = room.article_status();
        let shown = article_status.iter().skip(page * PAGE).take(PAGE);
        let link = |post: &Post| {
            let (href, title) = (address(post), &post.title);
            format!("<li><a href=\"{href}\">{title}</a></li>\n")
        };
        let mut rows: String = shown.map(|it| link(it)).collect();
        rows += &link(&forbidden(room));
        if (page + 1) * PAGE < article_status.len() {
            let older = self.shape.list(page + 1).replace('&', "&amp;");
            let next = [
                "<li><a class=\"next\" href=\"",
                &older,
                "\">Trang sau</a></li>",
            ];
            rows.extend(next);
        }
        Answer::html(format!(
            "<!doctype html><html lang=\"vi\"><head><title>Cổng tin mẫu</title></head>\
             <body class=\"home\"><ul>{rows}</ul></body></html>"
        ))
    }
}

fn robots(shape: Shape, forbidden: &Post) -> Answer {
    let (old, new) = (shape.address(forbidden), Shape::new_address(forbidden));
    let rules = format!("User-agent: *\nDisallow: {old}\nDisallow: {new}\n");
    Answer::new(200, "text/plain", rules)
}

fn not_found() -> Answer {
    let body = "<!doctype html><title>404</title><h1>Không tìm thấy trang</h1>";
    Answer::new(404, "text/html", body)
}

/// What somebody serves who bought the name: the same for every address.
fn spam(target: &str) -> Answer {
    if target == "/robots.txt" {
        return Answer::new(200, "text/plain", "User-agent: *\nDisallow:\n");
    }
    Answer::html(
        "<!doctype html><html lang=\"vi\"><head><title>Nhà cái uy tín số 1 – tặng 100% nạp đầu</title>\
         </head><body><h1>Nhà cái uy tín số 1</h1><p>Đăng ký hôm nay để nhận thưởng 100% cho lần nạp \
         đầu tiên, quay hũ không giới hạn, rút tiền trong một phút.</p><p>Cá cược bóng đá, sòng bài \
         trực tuyến, nổ hũ, bắn cá đổi thưởng với tỷ lệ cao nhất thị trường.</p>\
         <a href=\"/dang-ky\">Đăng ký</a></body></html>",
    )
}

/// A quarter of the articles never answers; another fails once a night in some way; the sitemap
/// is forbidden and the feed is not well-formed.
fn half_broken(asked: &Asked, whole: Answer, room: &Newsroom) -> Answer {
    if asked.target == "/sitemap.xml" {
        return Answer::new(403, "text/html", "Forbidden");
    }
    if asked.target == "/rss/tin-moi.rss" {
        let body = whole.body.replacen("<title>", "<title>Tin & ảnh: ", 2);
        return Answer { body, ..whole };
    }
    let post = room
        .posts
        .iter()
        .find(|it| Shape::HalfBroken.address(it) == asked.target);
    match post {
        Some(post) if health(post) == Health::Broken => {
            Answer::new(500, "text/html", "Lỗi máy chủ")
        }
        Some(post) if post.number % 4 == 1 && asked.before.is_multiple_of(2) => Answer {
            cut: Some(whole.body.len() / 2),
            ..whole
        },
        Some(post) if post.number % 4 == 2 && asked.before.is_multiple_of(3) => {
            Answer::new(503, "text/html", "Quá tải")
        }
        _ => whole,
    }
}
