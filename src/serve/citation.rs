//! How a version is cited, with the digest that proves it. Pure.

use chrono::Datelike as _;

use super::subject::PublishedVersion;
use crate::record::Snapshot;
use crate::report::Language;

/// A manner of citing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CitationStyle {
    /// The Chicago Manual of Style, bibliography form.
    Chicago,
    /// APA, 7th edition.
    Apa,
    /// `BibLaTeX`'s `@online`.
    BibTex,
}

/// What a citation says.
pub(super) struct Citation<'a> {
    snapshot: &'a Snapshot,
    /// Where the version can be read.
    address: &'a str,
    /// Of its content; `None` where a part is not published, since it would confirm a guess.
    digest: Option<String>,
    language: Language,
}

impl<'a> Citation<'a> {
    pub(super) fn of(shown: &'a PublishedVersion, address: &'a str, language: Language) -> Self {
        let is_whole = shown.hidden.is_nothing();
        Self {
            snapshot: &shown.snapshot,
            address,
            digest: is_whole.then(|| shown.snapshot.digests.content.to_string()),
            language,
        }
    }

    pub(super) fn in_style(&self, style: CitationStyle) -> String {
        match style {
            CitationStyle::Chicago => self.chicago(),
            CitationStyle::Apa => self.apa(),
            CitationStyle::BibTex => self.bibtex(),
        }
    }

    fn chicago(&self) -> String {
        let it = self.snapshot;
        let mut parts = Vec::new();
        parts.extend(it.author.clone());
        parts.push(format!("“{}”", self.title()));
        parts.push(it.site.clone());
        parts.extend(self.published());
        let captured = self.language.time(it.captured_at);
        parts.push(format!(
            "{} {captured}",
            self.language.pick("Lưu lúc", "Archived")
        ));
        let mut said = parts.join(". ");
        said.push_str(". ");
        said.push_str(self.address);
        self.with_digest(said)
    }

    fn apa(&self) -> String {
        let it = self.snapshot;
        let year = it.published_date.map_or_else(
            || self.language.pick("không rõ năm", "n.d.").to_owned(),
            |day| self.language.day(day),
        );
        let author = it.author.as_deref().unwrap_or(&it.site);
        let captured = self.language.time(it.captured_at);
        let retrieved = self.language.pick("Bản lưu lúc", "Archived");
        self.with_digest(format!(
            "{author}. ({year}). {}. {}. {retrieved} {captured}. {}",
            self.title(),
            it.site,
            self.address
        ))
    }

    fn bibtex(&self) -> String {
        let it = self.snapshot;
        let key: String = it
            .article_id
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
            .collect();
        let mut fields = vec![("title", self.title().to_owned())];
        fields.extend(
            it.author
                .clone()
                .map(|author| ("author", format!("{{{}}}", escaped(&author)))),
        );
        fields.push(("organization", it.site.clone()));
        fields.extend(it.published_date.map(|day| ("date", day.to_string())));
        fields.push(("url", self.address.to_owned()));
        fields.push(("urldate", it.captured_at.date_naive().to_string()));
        fields.extend(self.digest.clone().map(|digest| ("note", digest)));
        let fields = fields.into_iter().map(|(name, value)| match name {
            // Its braces keep the name as it stands: a Vietnamese name has no comma to turn it.
            "author" | "url" => format!("  {name} = {{{value}}}"),
            _ => format!("  {name} = {{{}}}", escaped(&value)),
        });
        let fields: Vec<String> = fields.collect();
        let year = it
            .published_date
            .map_or(it.captured_at.year(), |day| day.year());
        format!("@online{{{key}-{year},\n{}\n}}\n", fields.join(",\n"))
    }

    fn title(&self) -> &str {
        let title = self.snapshot.title.as_deref();
        title.unwrap_or(self.language.pick("Không có tiêu đề", "No headline"))
    }

    fn published(&self) -> Option<String> {
        let it = self.snapshot;
        let at = it.published_at.map(|at| self.language.time(at));
        at.or_else(|| it.published_date.map(|day| self.language.day(day)))
    }

    fn with_digest(&self, mut said: String) -> String {
        if let Some(digest) = &self.digest {
            said.push_str(" [");
            said.push_str(digest);
            said.push(']');
        }
        said
    }
}

/// Text in which nothing is a command of TeX.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\textbackslash{}"),
            '{' | '}' | '$' | '&' | '#' | '_' | '%' => {
                out.push('\\');
                out.push(c);
            }
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
