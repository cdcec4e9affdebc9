//! Layouts and sites written into a configuration that somebody keeps: comments, order and
//! everything else stay as they are, byte for byte.
//!
//! Pure: a text in, a text out. Never overwrites a layout unasked, and never gives a text that
//! could not be read again.

use thiserror::Error;
use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

use crate::extract::LayoutSource;

/// The longest line of a list, in letters; a longer list has a line for each entry.
const LINE: usize = 90;

/// What becomes of the layouts that a site has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placing {
    /// The new ones stand before them: theirs are the pages that both fit.
    InFront,
    /// The new ones stand behind them: theirs are the pages that none of those fits.
    Behind,
    /// The new ones take their place.
    Replace,
}

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WriteError {
    /// The text is no TOML.
    #[error("cannot change the configuration: it is no TOML: {0}")]
    Syntax(String),
    /// The file does not have the site.
    #[error("cannot write layouts of site \"{0}\": the file has no such [[site]]")]
    NoSite(String),
    /// The file has a site of that name already.
    #[error("cannot add site \"{0}\": the file has one of that name")]
    Taken(String),
    /// Sites or layouts stand in `[…]` instead of below `[[…]]`.
    #[error("cannot change `{0}`: it is not written as [[{0}]]")]
    Inline(&'static str),
}

/// The configuration with the layouts of one site added or replaced. A name that another
/// layout of the site has is given a number.
pub fn with_layouts(
    text: &str,
    site: &str,
    layouts: &[LayoutSource],
    placing: Placing,
) -> Result<String, WriteError> {
    let mut file = parse(text)?;
    let table = site_table(&mut file, site)?;
    let old = match table.remove("layout") {
        None => ArrayOfTables::new(),
        Some(Item::ArrayOfTables(old)) => old,
        Some(_) => return Err(WriteError::Inline("site.layout")),
    };
    let kept: Vec<Table> = match placing {
        Placing::InFront | Placing::Behind => old.iter().cloned().collect(),
        Placing::Replace => Vec::new(),
    };
    let taken = |name: &str| {
        kept.iter()
            .any(|it| it.get("name").and_then(Item::as_str) == Some(name))
    };
    let mut new: Vec<Table> = Vec::new();
    for layout in layouts {
        let mut name = layout.name.clone();
        let mut number = 2;
        while taken(&name) {
            name = format!("{}-{number}", layout.name);
            number += 1;
        }
        new.push(layout_table(&LayoutSource {
            name,
            ..layout.clone()
        }));
    }
    if let (Placing::Replace, Some(first), Some(replaced)) =
        (placing, new.first_mut(), old.iter().next())
    {
        keep_comment(first, replaced);
    }
    let beside = match placing {
        Placing::Behind => old.iter().last(),
        Placing::InFront | Placing::Replace => old.iter().next(),
    };
    if let Some(place) = beside.and_then(Table::position) {
        for layout in &mut new {
            layout.set_position(Some(place));
        }
    }
    let all: ArrayOfTables = match placing {
        Placing::Behind => kept.into_iter().chain(new).collect(),
        Placing::InFront | Placing::Replace => new.into_iter().chain(kept).collect(),
    };
    table.insert("layout", Item::ArrayOfTables(all));
    Ok(file.to_string())
}

/// The `[[site]]` of a name.
fn site_table<'f>(file: &'f mut DocumentMut, site: &str) -> Result<&'f mut Table, WriteError> {
    let none = || WriteError::NoSite(site.to_owned());
    let sites = file.get_mut("site").ok_or_else(none)?;
    let sites = sites
        .as_array_of_tables_mut()
        .ok_or(WriteError::Inline("site"))?;
    let named = |it: &Table| it.get("name").and_then(Item::as_str) == Some(site);
    let place = sites.iter().position(named).ok_or_else(none)?;
    sites.get_mut(place).ok_or_else(none)
}

/// The configuration with one more site, given as TOML with its `[[site]]`.
pub fn with_site(text: &str, name: &str, site: &str) -> Result<String, WriteError> {
    let file = parse(text)?;
    if let Some(sites) = file.get("site") {
        let sites = sites
            .as_array_of_tables()
            .ok_or(WriteError::Inline("site"))?;
        let mut names = sites
            .iter()
            .filter_map(|it| it.get("name").and_then(Item::as_str));
        if names.any(|it| it == name) {
            return Err(WriteError::Taken(name.to_owned()));
        }
    }
    let gap = match text {
        "" => "",
        text if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let whole = format!("{text}{gap}{}\n", site.trim());
    parse(&whole).map(|_| whole)
}

/// Layouts as they stand in a configuration, below the `[[site]]` they are of.
pub fn layouts_text(layouts: &[LayoutSource]) -> String {
    let tables: ArrayOfTables = layouts.iter().map(layout_table).collect();
    let mut site = Table::new();
    site.set_implicit(true);
    site.insert("layout", Item::ArrayOfTables(tables));
    let mut file = DocumentMut::new();
    file.insert("site", Item::Table(site));
    file.to_string().trim_start().to_owned()
}

fn parse(text: &str) -> Result<DocumentMut, WriteError> {
    let parsed = text.parse::<DocumentMut>();
    parsed.map_err(|error| WriteError::Syntax(error.to_string().trim_end().to_owned()))
}

/// What stands above the first layout and, by a blank line, is not its own, stays.
fn keep_comment(new: &mut Table, replaced: &Table) {
    let above = replaced.decor().prefix().and_then(|it| it.as_str());
    let above = above.unwrap_or_default();
    let end = above
        .trim_end_matches('\n')
        .rfind("\n\n")
        .map_or(0, |at| at + 1);
    new.decor_mut().set_prefix(format!("{}\n", &above[..end]));
}

/// One layout, its keys in the order of the reference, empty ones left out.
fn layout_table(layout: &LayoutSource) -> Table {
    let mut table = Table::new();
    table.decor_mut().set_prefix("\n");
    // A layout is texts, lists of texts and a switch: it always has this form.
    let written = serde_json::to_value(layout).unwrap_or_default();
    for key in KEYS {
        match &written[key] {
            serde_json::Value::String(text) => {
                table.insert(key, value(text.as_str()));
            }
            serde_json::Value::Bool(true) => {
                table.insert(key, value(true));
            }
            serde_json::Value::Array(all) if !all.is_empty() => {
                let all = all.iter().filter_map(serde_json::Value::as_str);
                table.insert(key, value(list(key, all.collect())));
            }
            _ => {}
        }
    }
    table
}

/// The keys of a layout, in the order of the reference.
const KEYS: [&str; 23] = [
    "name",
    "paths",
    "matches",
    "not_article",
    "title",
    "date",
    "date_labels",
    "modified",
    "lead",
    "body",
    "strip",
    "caption",
    "credit",
    "byline",
    "author",
    "source",
    "category",
    "attachment",
    "related",
    "related_date",
    "next_part",
    "labels",
    "dash_lists",
];

fn list(key: &str, entries: Vec<&str>) -> Array {
    let mut array = Array::new();
    let letters: usize = entries.iter().map(|it| it.chars().count() + 4).sum();
    let long = key.len() + 5 + letters > LINE;
    for entry in entries {
        let mut entry = Value::from(entry);
        if long {
            entry.decor_mut().set_prefix("\n  ");
        }
        array.push_formatted(entry);
    }
    if long {
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    } else {
        array.fmt();
    }
    array
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Config, Overrides, UserFile};

    fn layout(name: &str) -> LayoutSource {
        LayoutSource {
            name: name.to_owned(),
            matches: vec!["#noidung".to_owned()],
            title: vec![".title".to_owned(), "[class*=\"tieu-de\"]".to_owned()],
            labels: vec!["Nguồn tin".to_owned()],
            ..LayoutSource::default()
        }
    }

    fn parsed(text: &str) -> Config {
        let file = UserFile {
            name: "thử", text
        };
        Config::parse(Some(file), &Overrides::default()).expect("it can be read")
    }

    #[test]
    fn all_but_the_new_layouts_stays_byte_for_byte() {
        let default = crate::config::DEFAULT;
        for site in ["thanhphohaiphong", "haiphong"] {
            let text = with_layouts(default, site, &[layout("a"), layout("b")], Placing::InFront)
                .expect("it is written");
            let written = layouts_text(&[layout("a"), layout("b")]);
            let at = text.find(&written).expect("as it is printed");
            let rest = format!("{}{}", &text[..at - 1], &text[at + written.len()..]);
            assert!(rest == default, "{site}: something else changed");
            parsed(&text);
        }
    }

    #[test]
    fn replaced_layouts_go_and_what_is_said_above_them_stays() {
        let default = crate::config::DEFAULT;
        let text = with_layouts(default, "haiphong", &[layout("mới")], Placing::Replace);
        let text = text.expect("it is written");
        parsed(&text);
        assert!(!text.contains("cong-2025") && text.contains("name = \"bai-viet\""));
        let again = with_layouts(&text, "haiphong", &[layout("mới")], Placing::Replace);
        assert_eq!(
            again.expect("it is written"),
            text,
            "the same again changes nothing"
        );
        let first = with_layouts(
            default,
            "thanhphohaiphong",
            &[layout("mới")],
            Placing::Replace,
        );
        let first = first.expect("it is written");
        assert!(first.contains("# Layouts, tried in this order."), "{first}");
        assert!(
            !first.contains("a player and a title"),
            "it was of the layout that went"
        );
    }

    #[test]
    fn a_name_that_is_taken_gets_a_number() {
        let text = "[[site]]\nname = \"a\"\n[[site.layout]]\nname = \"tin\"\nmatches = [\"p\"]\n";
        let text = with_layouts(text, "a", &[layout("tin")], Placing::InFront).expect("written");
        let new = text.find("name = \"tin-2\"").expect("the new one");
        assert!(
            new < text.find("name = \"tin\"").expect("the old one"),
            "{text}"
        );
    }

    #[test]
    fn what_cannot_be_written_says_why() {
        let one = [layout("a")];
        for (text, wanted) in [
            ("[[site]\n", "no TOML"),
            ("", "no such [[site]]"),
            ("[[site]]\nname = \"b\"\n", "no such [[site]]"),
            ("site = [{ name = \"a\" }]\n", "[[site]]"),
            (
                "[[site]]\nname = \"a\"\nlayout = [{ name = \"x\" }]\n",
                "[[site.layout]]",
            ),
        ] {
            let error = with_layouts(text, "a", &one, Placing::Replace).expect_err(wanted);
            assert!(error.to_string().contains(wanted), "{error}");
        }
    }

    #[test]
    fn every_key_of_a_layout_is_written() {
        let keys = serde_json::to_value(LayoutSource::default()).expect("JSON");
        let keys = keys.as_object().expect("an object").keys();
        let mut keys: Vec<&str> = keys.map(String::as_str).collect();
        let mut known = KEYS.to_vec();
        keys.sort_unstable();
        known.sort_unstable();
        assert_eq!(keys, known);
        let long = (0..9).map(|it| format!("div[class*=\"dài-{it}\"] > p"));
        let layout = LayoutSource {
            strip: long.collect(),
            dash_lists: true,
            not_article: Some(crate::extract::PageKind::Video),
            ..layout("a")
        };
        let text = layouts_text(std::slice::from_ref(&layout));
        let read: toml::Value = toml::from_str(&text).expect("TOML");
        let read = read["site"]["layout"][0].clone();
        assert_eq!(read.try_into::<LayoutSource>().expect("a layout"), layout);
        assert!(text.lines().all(|it| it.chars().count() <= LINE), "{text}");
    }

    #[test]
    fn a_site_is_added_once() {
        let site = "[[site]]\nname = \"moi\"\nhome = \"https://a.vn/\"\n";
        for text in [
            "",
            "# của tôi\n[archive]\ndir = \"a\"",
            "[[site]]\nname = \"cu\"\n",
        ] {
            let whole = with_site(text, "moi", site).expect("it is written");
            assert!(whole.starts_with(text) && whole.ends_with(site), "{whole}");
            let again = with_site(&whole, "moi", site);
            assert_eq!(again, Err(WriteError::Taken("moi".to_owned())));
        }
    }
}
