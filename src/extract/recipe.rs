//! A site's recipe: its selectors, one layout per era of the portal, compiled once.
//!
//! Pure. Knows selectors and paths, never a page.

use chrono_tz::Tz;
use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use scraper::Selector;
use serde::{Deserialize, Serialize};
use url::Url;

use super::css;
use super::page::PageKind;
use super::selector_index::{SelectorBatch, SelectorIndex};
use crate::digest::PartDigest;

/// One layout as written in the configuration. Every list holds alternatives in CSS,
/// the best first: the first that finds something wins.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LayoutSource {
    /// Its name, kept in every snapshot read with it.
    pub name: String,
    /// Globs on the path (`/video/**`); the layout fits only addresses that match one.
    pub paths: Vec<String>,
    /// Selectors; the layout fits only pages where one finds something.
    pub matches: Vec<String>,
    /// Set when pages that fit are no articles: `video`, `print`, `list`, ….
    pub not_article: Option<PageKind>,
    /// Headline.
    pub title: Vec<String>,
    /// Publication date as printed (or a `<time datetime>`, `<meta content>`).
    pub date: Vec<String>,
    /// Labels printed right before the date (`Thời gian:`), for pages whose markup gives
    /// it no name: tried after `date`, and only where nothing but a date follows.
    pub date_labels: Vec<String>,
    /// Modification date as printed (or a `<time datetime>`, `<meta content>`).
    pub modified: Vec<String>,
    /// The lead; one that lies in the body is taken out of it.
    pub lead: Vec<String>,
    /// The elements that hold the body.
    pub body: Vec<String>,
    /// What is cut from the body.
    pub strip: Vec<String>,
    /// Captions; each goes to the picture before it.
    pub caption: Vec<String>,
    /// Photographer or agency inside a caption.
    pub credit: Vec<String>,
    /// The byline inside the body: taken only where it is the last short block.
    pub byline: Vec<String>,
    /// The author outside the body.
    pub author: Vec<String>,
    /// Where the portal has the news from.
    pub source: Vec<String>,
    /// Sections; a link to the home page among them is left out.
    pub category: Vec<String>,
    /// Links to files (or boxes of them) outside the body; those inside are always found.
    pub attachment: Vec<String>,
    /// Items of the "Tin khác" list: links, or elements that hold one.
    pub related: Vec<String>,
    /// The date inside such an item, where it is not simply the text beside the link.
    pub related_date: Vec<String>,
    /// Links to the other pages of the same article.
    pub next_part: Vec<String>,
    /// Printed labels cut from the front of author, source, date and section, e.g.
    /// `Nguồn tin`; a colon or full stop after them goes too.
    pub labels: Vec<String>,
    /// The layout prints lists as paragraphs that begin with a dash.
    pub dash_lists: bool,
}

/// Why a recipe cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecipeError {
    /// A selector is no CSS.
    #[error("cannot compile layout `{layout}`: `{field}` has the selector `{selector}`: {cause}")]
    Selector {
        /// Its layout.
        layout: String,
        /// The field it stands in.
        field: &'static str,
        /// The selector as written.
        selector: String,
        /// What in it is wrong.
        cause: String,
    },
    /// A path is no glob.
    #[error("cannot compile layout `{layout}`: `paths` has the glob `{glob}`: {cause}")]
    Path {
        /// Its layout.
        layout: String,
        /// The glob as written.
        glob: String,
        /// What the glob parser says.
        cause: String,
    },
    /// Two layouts of one name (`generic` is taken), or one without.
    #[error("cannot compile the recipe: the layout name `{0}` is empty, reserved or used twice")]
    Name(String),
    /// A layout that would fit every page hides those behind it.
    #[error("cannot compile layout `{0}`: it has neither `matches` nor `paths`")]
    FitsAll(String),
}

/// The selector lists of a layout, by place in [`Layout::fields`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SelectorField {
    Matches,
    Title,
    Date,
    Modified,
    Lead,
    Body,
    Strip,
    Caption,
    Credit,
    Byline,
    Author,
    Source,
    Category,
    Attachment,
    Related,
    RelatedDate,
    NextPart,
}

/// All of them with the names they have in the configuration.
pub(super) const FIELDS: [(SelectorField, &str); 17] = [
    (SelectorField::Matches, "matches"),
    (SelectorField::Title, "title"),
    (SelectorField::Date, "date"),
    (SelectorField::Modified, "modified"),
    (SelectorField::Lead, "lead"),
    (SelectorField::Body, "body"),
    (SelectorField::Strip, "strip"),
    (SelectorField::Caption, "caption"),
    (SelectorField::Credit, "credit"),
    (SelectorField::Byline, "byline"),
    (SelectorField::Author, "author"),
    (SelectorField::Source, "source"),
    (SelectorField::Category, "category"),
    (SelectorField::Attachment, "attachment"),
    (SelectorField::Related, "related"),
    (SelectorField::RelatedDate, "related_date"),
    (SelectorField::NextPart, "next_part"),
];

impl LayoutSource {
    fn list(&self, field: SelectorField) -> &[String] {
        match field {
            SelectorField::Matches => &self.matches,
            SelectorField::Title => &self.title,
            SelectorField::Date => &self.date,
            SelectorField::Modified => &self.modified,
            SelectorField::Lead => &self.lead,
            SelectorField::Body => &self.body,
            SelectorField::Strip => &self.strip,
            SelectorField::Caption => &self.caption,
            SelectorField::Credit => &self.credit,
            SelectorField::Byline => &self.byline,
            SelectorField::Author => &self.author,
            SelectorField::Source => &self.source,
            SelectorField::Category => &self.category,
            SelectorField::Attachment => &self.attachment,
            SelectorField::Related => &self.related,
            SelectorField::RelatedDate => &self.related_date,
            SelectorField::NextPart => &self.next_part,
        }
    }
}

/// One compiled layout.
#[derive(Debug)]
pub(super) struct Layout {
    pub name: String,
    /// Where its selectors stand in [`Recipe::table`].
    pub batch: SelectorBatch,
    pub not_article: Option<PageKind>,
    pub labels: Vec<String>,
    pub date_labels: Vec<String>,
    pub dash_lists: bool,
    paths: Option<GlobSet>,
    /// Per field the selectors' places in the recipe's table.
    fields: [Vec<usize>; FIELDS.len()],
}

impl Layout {
    /// The selectors of a field, as places in [`Recipe::table`].
    pub(super) fn selectors(&self, field: SelectorField) -> &[usize] {
        &self.fields[field as usize]
    }

    /// Whether the recipe says anything of a field.
    pub(super) fn names(&self, field: SelectorField) -> bool {
        !self.selectors(field).is_empty()
    }

    /// Whether the address may be of this layout.
    pub(super) fn fits_path(&self, url: &Url) -> bool {
        self.paths
            .as_ref()
            .is_none_or(|set| set.is_match(url.path()))
    }
}

/// A site's layouts, ready to read pages with.
#[derive(Debug)]
pub struct Recipe {
    digest: PartDigest,
    pub(super) layouts: Vec<Layout>,
    pub(super) table: SelectorIndex,
    pub(super) zone: Tz,
}

impl Recipe {
    /// Compiles the layouts of one site; `zone` is the civil time its pages print.
    pub fn compile(sources: &[LayoutSource], zone: Tz) -> Result<Self, RecipeError> {
        let mut table = SelectorIndex::default();
        let mut layouts: Vec<Layout> = Vec::with_capacity(sources.len());
        for source in sources {
            let taken = layouts.iter().any(|layout| layout.name == source.name);
            if taken || source.name.is_empty() || source.name == "generic" {
                return Err(RecipeError::Name(source.name.clone()));
            }
            layouts.push(layout(source, layouts.len(), &mut table)?);
            if source.matches.is_empty() && source.paths.is_empty() {
                return Err(RecipeError::FitsAll(source.name.clone()));
            }
        }
        Ok(Self {
            digest: PartDigest::of(&(zone.name(), sources)),
            layouts,
            table,
            zone,
        })
    }

    /// Of the layouts as written and the zone: two recipes with the same digest read a
    /// page alike.
    pub fn digest(&self) -> &PartDigest {
        &self.digest
    }

    /// The civil time its pages print.
    pub fn zone(&self) -> Tz {
        self.zone
    }

    /// Whether it knows any layout.
    pub fn has_layouts(&self) -> bool {
        !self.layouts.is_empty()
    }

    /// The recipe without any selector: only the page's own structure is read.
    pub fn generic(zone: Tz) -> Self {
        Self {
            digest: PartDigest::of(&(zone.name(), [(); 0])),
            layouts: Vec::new(),
            table: SelectorIndex::default(),
            zone,
        }
    }
}

fn layout(
    source: &LayoutSource,
    place: usize,
    table: &mut SelectorIndex,
) -> Result<Layout, RecipeError> {
    let mut fields: [Vec<usize>; FIELDS.len()] = Default::default();
    for (field, name) in FIELDS {
        for text in source.list(field) {
            let selector = Selector::parse(text).map_err(|cause| RecipeError::Selector {
                layout: source.name.clone(),
                field: name,
                selector: text.clone(),
                cause: css::fault(text, &cause),
            })?;
            let batch = match field {
                SelectorField::Matches => SelectorBatch::Tests,
                _ => SelectorBatch::Layout(place),
            };
            fields[field as usize].push(table.add(batch, text, selector));
        }
    }
    Ok(Layout {
        name: source.name.clone(),
        batch: SelectorBatch::Layout(place),
        not_article: source.not_article,
        labels: source.labels.clone(),
        date_labels: source.date_labels.clone(),
        dash_lists: source.dash_lists,
        paths: paths(source)?,
        fields,
    })
}

fn paths(source: &LayoutSource) -> Result<Option<GlobSet>, RecipeError> {
    if source.paths.is_empty() {
        return Ok(None);
    }
    let error = |glob: &str, cause: globset::Error| RecipeError::Path {
        layout: source.name.clone(),
        glob: glob.to_owned(),
        cause: cause.kind().to_string(),
    };
    let mut set = GlobSetBuilder::new();
    for path in &source.paths {
        let glob = GlobBuilder::new(path).literal_separator(true).build();
        set.add(glob.map_err(|cause| error(path, cause))?);
    }
    set.build()
        .map(Some)
        .map_err(|cause| error(&source.paths.join(" "), cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Asia::Ho_Chi_Minh;

    fn source(name: &str) -> LayoutSource {
        LayoutSource {
            name: name.into(),
            matches: vec!["article".into()],
            ..Default::default()
        }
    }

    #[test]
    fn errors_name_layout_field_selector_and_cause() {
        let mut wrong = source("mới");
        wrong.title = vec!["h1".into(), "h1[".into()];
        let error = Recipe::compile(&[wrong], Ho_Chi_Minh).expect_err("`h1[` is no CSS");
        let text = error.to_string();
        for part in ["`mới`", "`title`", "`h1[`"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!text.ends_with(": "), "{text}");
    }

    #[test]
    fn layouts_that_cannot_be_told_apart_are_refused() {
        let all = LayoutSource {
            name: "mọi trang".into(),
            ..Default::default()
        };
        let glob = LayoutSource {
            paths: vec!["/a[".into()],
            ..source("glob")
        };
        let cases = [
            (vec![source("a"), source("a")], "used twice"),
            (vec![source("generic")], "reserved"),
            (vec![source("")], "empty"),
            (vec![all], "neither"),
            (vec![glob], "`/a[`"),
        ];
        for (sources, part) in cases {
            let error = Recipe::compile(&sources, Ho_Chi_Minh).expect_err(part);
            assert!(error.to_string().contains(part), "{error}");
        }
    }

    #[test]
    fn paths_are_globs_on_the_path_alone() {
        let video = LayoutSource {
            paths: vec!["/video/*".into()],
            ..source("video")
        };
        let recipe = Recipe::compile(&[video], Ho_Chi_Minh).expect("compiles");
        let fits = |url: &str| recipe.layouts[0].fits_path(&Url::parse(url).expect("a URL"));
        assert!(fits("http://a.vn/video/le-hoi?x=1"));
        assert!(!fits("http://a.vn/video/a/b"));
        assert!(!fits("http://a.vn/tin/video/x.html"));
    }
}
