//! What the portal offers to machines besides REST: robots.txt, sitemaps, RSS.
//!
//! Pure. Incomplete in the ways the real ones are: films are in no sitemap, unlisted
//! articles in no feed.

use std::fmt::Write as _;

use super::category::Category;
use super::frame::escape;
use super::reply::{self, Reply};
use super::site::DemoSite;
use super::story::Story;
use super::truth::zoned;

/// Items in the feed, WordPress's default.
const FEED_ITEMS: usize = 10;

/// robots.txt.
pub(super) fn robots(site: &DemoSite) -> Reply {
    let text = format!(
        "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\
         Disallow: /tim-kiem\nDisallow: /ban-nhap/\n\nSitemap: {}\n",
        site.absolute("/sitemap_index.xml")
    );
    Reply::new("text/plain; charset=utf-8", text)
}

/// The sitemap index: of the posts it says when one was last modified, as plugins do.
pub(super) fn sitemap_index(site: &DemoSite) -> Reply {
    let posts = site.posts();
    let newest = posts.iter().max_by_key(|story| story.modified).copied();
    let maps = [
        ("/sitemap-bai-viet.xml.gz", newest),
        ("/sitemap-chuyen-muc.xml", None),
    ];
    let entries = maps.map(|(path, newest)| entry("sitemap", &site.absolute(path), newest));
    xml("sitemapindex", &entries.concat())
}

/// The sitemap of posts: a gzip file, not a gzip encoding.
pub(super) fn sitemap_posts(site: &DemoSite) -> Reply {
    let mut posts = site.posts();
    posts.sort_by_key(|s| s.id);
    let entries: String = posts
        .iter()
        .map(|s| entry("url", &site.address(s), Some(s)))
        .collect();
    Reply::new(
        "application/gzip",
        reply::gzip(&xml("urlset", &entries).body),
    )
}

/// The sitemap of sections.
pub(super) fn sitemap_sections(site: &DemoSite) -> Reply {
    let entries = Category::ALL.map(|c| {
        let address = site.absolute(&format!("/category/{}", c.slug()));
        entry("url", &address, None)
    });
    xml("urlset", &entries.concat())
}

fn xml(root: &str, entries: &str) -> Reply {
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <{root} xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{entries}</{root}>\n"
    );
    Reply::new("application/xml; charset=UTF-8", text)
}

fn entry(kind: &str, address: &str, story: Option<&Story>) -> String {
    let changed = story.map_or_else(String::new, |s| {
        format!("<lastmod>{}</lastmod>", zoned(s.modified).to_rfc3339())
    });
    format!("<{kind}><loc>{}</loc>{changed}</{kind}>\n", escape(address))
}

/// The newest articles as RSS 2.0. Its validator is WordPress's: it knows the newest
/// modification of the whole site and nothing else, so it survives deletions.
pub(super) fn rss(site: &DemoSite) -> Reply {
    let home = site.absolute("/");
    let own = site.absolute("/feed/");
    let newest = site
        .stories
        .iter()
        .map(|s| s.modified)
        .max()
        .unwrap_or_default();
    let built = zoned(newest).to_utc();
    let mut items = String::new();
    for story in site.listed(None).into_iter().take(FEED_ITEMS) {
        // Writing to a String cannot fail.
        let _ = writeln!(
            items,
            "<item><title>{title}</title><link>{link}</link>\
             <dc:creator>Ban biên tập</dc:creator><pubDate>{date}</pubDate>\
             <category>{category}</category>\
             <guid isPermaLink=\"false\">{home}?p={id}</guid>\
             <description>{lead}</description></item>",
            title = escape(&story.title),
            link = site.address(story),
            date = zoned(story.date).to_utc().to_rfc2822(),
            category = escape(story.category.name()),
            id = story.id,
            lead = escape(&story.lead),
        );
    }
    let text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rss version=\"2.0\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>\n\
         <title>Cổng tin tức (bản thử)</title><link>{home}</link>\
         <atom:link href=\"{own}\" rel=\"self\" type=\"application/rss+xml\"/>\
         <description>Bản mô phỏng</description><language>vi</language>\
         <lastBuildDate>{}</lastBuildDate>\n{items}</channel></rss>\n",
        built.to_rfc2822()
    );
    let stamp = built.format("%a, %d %b %Y %H:%M:%S GMT").to_string();
    Reply {
        etag: Some(format!("\"{:x}\"", built.timestamp())),
        ..Reply::new("application/rss+xml; charset=UTF-8", text)
    }
    .with("Last-Modified", stamp)
}
