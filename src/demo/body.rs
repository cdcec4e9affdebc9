//! The body of an article as HTML: text blocks and pictures in reading order.
//!
//! Pure. Lead, byline and everything around the body are `page`'s.

use super::frame::escape;
use super::site::DemoSite;
use super::story::{Face, Story, StoryPiece};
use crate::record::{Block, BlockKind};

/// The pieces of one page.
pub(super) fn body(site: &DemoSite, story: &Story, part: usize) -> String {
    let mut html = String::new();
    let mut in_list = false;
    for (n, piece) in story.parts[part].iter().enumerate() {
        let item = matches!(
            piece,
            StoryPiece::Block(Block {
                kind: BlockKind::ListItem,
                ..
            })
        );
        if item != in_list {
            html.push_str(if item { "<ul>\n" } else { "</ul>\n" });
            in_list = item;
        }
        match piece {
            StoryPiece::Block(block) => html.push_str(&text(block)),
            StoryPiece::Picture { file, caption } => {
                let address = site.absolute(&story.upload(file));
                html.push_str(&picture(story.face, n, &address, caption.as_deref()));
            }
        }
    }
    if in_list {
        html.push_str("</ul>\n");
    }
    html
}

fn text(block: &Block) -> String {
    let lines = escape(&block.text).replace('\n', "<br />\n");
    match block.kind {
        BlockKind::Paragraph => format!("<p>{lines}</p>\n"),
        BlockKind::Heading => format!("<h3>{lines}</h3>\n"),
        BlockKind::ListItem => format!("<li>{lines}</li>\n"),
        BlockKind::Quote => format!("<blockquote><p>{lines}</p></blockquote>\n"),
        BlockKind::Table => {
            let row = |row: &str| {
                format!(
                    "<tr><td>{}</td></tr>\n",
                    escape(row).replace('\t', "</td><td>")
                )
            };
            let rows: String = block.text.lines().map(row).collect();
            format!("<table class=\"so-lieu\">\n{rows}</table>\n")
        }
    }
}

/// A picture in one of the caption styles editors have used over the years.
fn picture(face: Face, place: usize, address: &str, caption: Option<&str>) -> String {
    let image = format!("<img src=\"{address}\" alt=\"\">");
    let Some(caption) = caption.map(escape) else {
        return format!("<p>{image}</p>\n");
    };
    match face {
        Face::Old => format!(
            "<table class=\"image\" align=\"center\"><tr><td>{image}</td></tr>\
             <tr><td class=\"image_desc\">{caption}</td></tr></table>\n"
        ),
        _ if place.is_multiple_of(2) => format!(
            "<figure class=\"wp-block-image\">{image}<figcaption>{caption}</figcaption></figure>\n"
        ),
        _ => format!(
            "<div class=\"wp-caption aligncenter\">{image}<p class=\"wp-caption-text\">{caption}</p></div>\n"
        ),
    }
}
