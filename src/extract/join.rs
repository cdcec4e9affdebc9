//! One article out of the parts it was printed in.
//!
//! Never fetches; the parts come in order.

use crate::record::Article;

/// Joins the parts of one article: bodies, pictures, links, embeds and files one after the
/// other, all else from the first part. The byline may stand at the end of the last part only.
pub fn join(parts: Vec<Article>) -> Article {
    let mut parts = parts.into_iter();
    let mut whole = parts.next().unwrap_or_default();
    for part in parts {
        if whole.author.is_none() && part.author.is_some() {
            whole.author = part.author;
            whole.gaps.retain(|gap| gap.field != "author");
            if let Some(origin) = part.fields.get("author") {
                whole.fields.insert("author".into(), origin.clone());
            }
        }
        whole.body.extend(part.body);
        whole.images.extend(part.images);
        whole.links.extend(part.links);
        whole.embeds.extend(part.embeds);
        for file in part.attachments {
            if !whole.attachments.contains(&file) {
                whole.attachments.push(file);
            }
        }
        for gap in part.gaps {
            if !whole.gaps.contains(&gap) {
                whole.gaps.push(gap);
            }
        }
    }
    whole
}
