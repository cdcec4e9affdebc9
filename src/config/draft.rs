//! A site as it was surveyed, written as a person would: short, each key with its reason.
//!
//! Pure: gives texts. What is in force is decided when they are read.

use std::fmt::Write as _;

use toml_edit::{DocumentMut, Item, Table, value};
use url::Url;

use super::{DEFAULT, Sources, WriteError, with_site};
use crate::address::RulesSource;

/// What is written of a site.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'a> {
    /// Its name, which no other site of the file has.
    pub name: &'a str,
    /// Its front page.
    pub home: &'a Url,
    /// Its zone, by its IANA name.
    pub zone: &'a str,
    /// How that is known, in a few words.
    pub zone_known: &'a str,
    /// Its sources.
    pub sources: &'a Sources,
    /// Its hosts and globs.
    pub address: &'a RulesSource,
    /// On how many addresses of articles the globs were tried.
    pub tried: usize,
}

impl Draft<'_> {
    /// Its `[[site]]`.
    pub fn text(&self) -> String {
        let mut out = format!(
            "[[site]]\nname = {}\nhome = {}\n# Civil time of its dates: {}.\ntime_zone = {}\n",
            quoted(self.name),
            quoted(self.home.as_str()),
            self.zone_known,
            quoted(self.zone)
        );
        self.write_sources(&mut out);
        let RulesSource {
            hosts,
            article,
            list,
            ignore,
            keep_query,
            ..
        } = self.address;
        out.push_str("\n[site.address]\n");
        write_list(&mut out, "hosts", hosts);
        if article.is_empty() {
            out.push_str(
                "# No glob holds for its articles: every page of these hosts is asked for once, and what it\n\
                 # shows says whether it is one. Globs would spare the others, e.g. article = [\"/*.html\"].\n",
            );
        } else {
            // Writing to a String cannot fail.
            let _ = writeln!(
                out,
                "# Globs on the path; ignore wins over list, list over article. Tried on {} addresses.",
                self.tried
            );
            write_list(&mut out, "article", article);
        }
        write_list(&mut out, "list", list);
        if !ignore.is_empty() {
            write_list(&mut out, "ignore", ignore);
        }
        if let Some(kept) = keep_query {
            out.push_str(
                "# The query tells pages apart by these; whatever else is in it is dropped.\n",
            );
            write_list(&mut out, "keep_query", kept);
        }
        let _ = writeln!(
            out,
            "\n# Its layouts come here: `hpnews recipe learn {} --write`. Without any, pages are read by\n\
             # what they say of themselves and by the generic reader.",
            self.name
        );
        out
    }

    fn write_sources(&self, out: &mut String) {
        let Sources {
            lists,
            sitemaps,
            feeds,
            rest,
        } = self.sources;
        let all = [
            ("lists", lists),
            ("sitemaps", sitemaps),
            ("feeds", feeds),
            ("rest", rest),
        ];
        if all.iter().all(|(_, urls)| urls.is_empty()) {
            return;
        }
        out.push_str("\n[site.sources]\n# They answered; what robots.txt and the pages name is asked besides.\n");
        for (key, urls) in all.into_iter().filter(|(_, urls)| !urls.is_empty()) {
            let urls: Vec<String> = urls.iter().map(|it| self.below_home(it)).collect();
            write_list(out, key, &urls);
        }
    }

    /// An address as the file says it: without the host where that is the home page's.
    fn below_home(&self, url: &Url) -> String {
        let whole = url.as_str();
        let own = (url.origin() == self.home.origin()).then(|| &url[url::Position::BeforePath..]);
        own.unwrap_or(whole).to_owned()
    }

    /// A whole configuration with this site alone.
    pub fn whole(&self) -> Result<String, WriteError> {
        let end = DEFAULT.find("# The sites.").unwrap_or(DEFAULT.len());
        let end = DEFAULT[..end].rfind("\n# ---").map_or(end, |at| at + 1);
        let head = "# ---------------------------------------------------------------------------------------\n\
                    # The sites. `hpnews init URL` adds one; `hpnews init --print` shows every key of a recipe.\n";
        with_site(
            &format!("{}{head}", &DEFAULT[..end]),
            self.name,
            &self.text(),
        )
    }
}

/// The configuration with one text set, where it is empty or missing; everything else as it was.
pub fn with_text(text: &str, table: &str, key: &str, new: &str) -> Result<String, WriteError> {
    let parsed = text.parse::<DocumentMut>();
    let mut file = parsed.map_err(|error| WriteError::Syntax(error.to_string()))?;
    let table = file
        .entry(table)
        .or_insert_with(|| Item::Table(Table::new()));
    if let Some(old) = table.get_mut(key).and_then(Item::as_value_mut) {
        let decor = old.decor().clone();
        *old = new.into();
        *old.decor_mut() = decor;
    } else if let Some(table) = table.as_table_like_mut() {
        table.insert(key, value(new));
    }
    Ok(file.to_string())
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A list in one line where it is short, else with a line for each entry.
fn write_list(out: &mut String, key: &str, entries: &[String]) {
    let entries: Vec<String> = entries.iter().map(|it| quoted(it)).collect();
    let line = format!("{key} = [{}]", entries.join(", "));
    // Writing to a String cannot fail.
    let _ = if line.chars().count() <= 95 {
        writeln!(out, "{line}")
    } else {
        writeln!(out, "{key} = [\n  {},\n]", entries.join(",\n  "))
    };
}
