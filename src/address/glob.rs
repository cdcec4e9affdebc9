//! One glob over a path, and over the query where the glob has a `?`.

use globset::{GlobBuilder, GlobMatcher};
use url::Url;

use super::percent;

/// What is wrong with a glob.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GlobFault {
    /// Does not begin with `/` or `**/`, so it could match no path.
    #[error("a glob begins with `/` or `**/`")]
    NotRooted,
    /// Not in the syntax of globs.
    #[error("{}", .0.kind())]
    Syntax(#[from] globset::Error),
}

/// A compiled glob.
#[derive(Clone, Debug)]
pub(super) struct PathGlob {
    path: GlobMatcher,
    query: Option<GlobMatcher>,
}

/// What globs are matched against: path and query as a person writes them, in lower case.
pub(super) struct Candidate {
    path: String,
    query: Option<String>,
}

impl Candidate {
    pub(super) fn of(url: &Url) -> Self {
        let readable = |part: &str| percent::readable(part).to_lowercase();
        Self {
            path: readable(url.path()),
            query: url.query().map(readable),
        }
    }
}

impl PathGlob {
    /// `*` stays within a path segment, `**` crosses them; `{a,b}` and `[a-z]` as usual.
    /// A `?` is no wildcard here: it begins the query part, in which `*` matches anything.
    pub(super) fn compile(glob: &str) -> Result<Self, GlobFault> {
        if !glob.starts_with('/') && !glob.starts_with("**/") {
            return Err(GlobFault::NotRooted);
        }
        // Case is folded here and in the candidate: globset folds only ASCII.
        let glob = glob.to_lowercase();
        let (path, query) = match glob.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (glob.as_str(), None),
        };
        Ok(Self {
            path: matcher(path, true)?,
            query: query.map(|query| matcher(query, false)).transpose()?,
        })
    }

    /// Whether it speaks of the query too: then it says more of an address than one that
    /// takes whatever query comes.
    pub(super) fn has_query(&self) -> bool {
        self.query.is_some()
    }

    /// A slash at the path's end need not be in the glob: to whoever writes one, `/2026/*/*` is
    /// `/2026/11/le-hoi/` too, and an article missed by it is missed in silence.
    pub(super) fn matches(&self, candidate: &Candidate) -> bool {
        let path = &candidate.path;
        let bare = path.strip_suffix('/').filter(|it| !it.is_empty());
        (self.path.is_match(path) || bare.is_some_and(|it| self.path.is_match(it)))
            && self.query.as_ref().is_none_or(|glob| {
                candidate
                    .query
                    .as_ref()
                    .is_some_and(|query| glob.is_match(query))
            })
    }
}

fn matcher(glob: &str, literal_separator: bool) -> Result<GlobMatcher, globset::Error> {
    Ok(GlobBuilder::new(&glob.replace('?', "[?]"))
        .literal_separator(literal_separator)
        .backslash_escape(true)
        .empty_alternates(true)
        .build()?
        .compile_matcher())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(glob: &str, address: &str) -> bool {
        let url = Url::parse("http://h.vn").unwrap().join(address).unwrap();
        PathGlob::compile(glob)
            .unwrap()
            .matches(&Candidate::of(&url))
    }

    #[test]
    fn globs_match_paths_and_queries() {
        for (glob, address, expected) in [
            ("/*.html", "/a.html", true),
            ("/*.html", "/a.html/b", false),
            ("/*.html", "/a/b.html", false),
            ("/*.html", "/A.HTML", true),
            ("/20*/*/*", "/2026/11/le-hoi/", true),
            ("/20*/*/*", "/2026/11/", true),
            ("/20*/*/*", "/2026/11", false),
            ("/20*/*/*/", "/2026/11/le-hoi", false),
            ("/tin/*?page=*", "/tin/a/?page=2", true),
            ("/*", "/", true),
            ("/x*", "/", false),
            ("/*.html", "/a.html?x=1", true),
            ("/**/*.html", "/a/b/c.html", true),
            ("**/*.pdf", "/a/b.pdf", true),
            ("/category/**", "/category/x/page/2", true),
            ("/{video,anh}/*", "/video/x", true),
            ("/*.html{,/}", "/a.html/", true),
            ("/tin-tức/*", "/tin-t%E1%BB%A9c/a", true),
            ("/ĐẢNG/*", "/%C4%91%E1%BA%A3ng/a", true),
            ("/a/*", "/a/b%2Fc", true),
            (
                "/Portal/Detail.aspx?*ContentID=*",
                "/portal/detail.aspx?a=1&contentid=9",
                true,
            ),
            (
                "/Portal/Detail.aspx?*ContentID=*",
                "/Portal/Detail.aspx",
                false,
            ),
            ("/?p=*", "/?p=5", true),
            ("/?p=*", "/xp=5", false),
            ("/*?replytocom=*", "/a?replytocom=/b/c", true),
            ("/x?a=?", "/x?a=?", true),
            ("/x?a=?", "/x?a=1", false),
        ] {
            assert_eq!(matches(glob, address), expected, "{glob} on {address}");
        }
    }

    #[test]
    fn a_glob_that_could_match_nothing_is_refused() {
        assert_eq!(
            PathGlob::compile("*.html").unwrap_err(),
            GlobFault::NotRooted
        );
        assert!(matches!(
            PathGlob::compile("/a[").unwrap_err(),
            GlobFault::Syntax(_)
        ));
    }
}
