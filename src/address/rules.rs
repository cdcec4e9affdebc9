//! The address rules of one site: read from configuration, then asked.

use serde::Deserialize;
use url::Url;

use crate::record::Role;

use super::error::{AddressError, shown};
use super::glob::{Candidate, PathGlob};
use super::memo::Memo;
use super::scope::HostRule;
use super::{canonical, query, visitor};

/// Address rules as written in configuration.
///
/// Globs are matched against the decoded path without regard to case: `*` stays within a
/// segment (`/*.html` does not match `/a.html/b`), `**` crosses them; a slash at the path's end
/// need not be in the glob. A glob with a `?` is
/// matched against the query too: `/Detail.aspx?*ContentID=*`; without one it takes any query,
/// but for what a glob with a `?` names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RulesSource {
    /// The site's hosts, each with an optional port and an optional leading `*.` (any
    /// subdomain): `haiphong.gov.vn`, `*.haiphong.gov.vn`, `127.0.0.1:8090`. Without a port
    /// only the default ones are in scope.
    pub hosts: Vec<String>,
    /// Hosts that the site has left, in the same form. They are never asked; what is held of
    /// them stays the site's, and is known again at its new address.
    pub former_hosts: Vec<String>,
    /// Globs of article addresses.
    pub article: Vec<String>,
    /// Globs of pages that list articles.
    pub list: Vec<String>,
    /// Globs of pages never asked for. Wins over `list`, which wins over `article`; among those
    /// two, one that names a query wins over one that does not: `/?p=*` over `/`.
    pub ignore: Vec<String>,
    /// The only query parameters that tell pages apart; the rest is dropped. Without it
    /// every parameter stays but tracking marks. An empty list drops all queries.
    pub keep_query: Option<Vec<String>>,
}

/// Compiled [`RulesSource`].
#[derive(Clone, Debug)]
pub struct Rules {
    hosts: Vec<HostRule>,
    former: Vec<HostRule>,
    article: Vec<PathGlob>,
    list: Vec<PathGlob>,
    ignore: Vec<PathGlob>,
    keep_query: Option<Vec<String>>,
    memo: Memo,
}

impl Rules {
    /// Compiles the rules; the error names the first entry that cannot be read.
    pub fn compile(source: &RulesSource) -> Result<Self, AddressError> {
        let host = |entry: &String| {
            HostRule::parse(entry).map_err(|fault| AddressError::BadHost {
                host: shown(entry),
                fault,
            })
        };
        let lower = |names: &Vec<String>| names.iter().map(|name| name.to_lowercase()).collect();
        Ok(Self {
            hosts: source.hosts.iter().map(host).collect::<Result<_, _>>()?,
            former: source
                .former_hosts
                .iter()
                .map(host)
                .collect::<Result<_, _>>()?,
            article: compile_globs("article", &source.article)?,
            list: compile_globs("list", &source.list)?,
            ignore: compile_globs("ignore", &source.ignore)?,
            keep_query: source.keep_query.as_ref().map(lower),
            memo: Memo::default(),
        })
    }

    /// The one spelling of a page: [`resolve`](Self::resolve)d, then percent-encoding in
    /// normal form, tracking marks and print switches dropped, AMP,
    /// `/page/1` and `.html/` folded. Idempotent. Case and other trailing slashes stay: only
    /// the server knows what they mean. Refuses [traps](AddressError::Trap).
    pub fn canonical(&self, base: Option<&Url>, href: &str) -> Result<Url, AddressError> {
        canonical::fold(self.resolve(base, href)?, self.keep_query.as_deref())
    }

    /// A page's [canonical](Self::canonical) address and its [role](Self::role).
    pub fn place(
        &self,
        base: Option<&Url>,
        href: &str,
    ) -> Result<(Url, Option<Role>), AddressError> {
        let place = || {
            let url = self.canonical(base, href)?;
            let role = self.role(&url);
            Ok((url, role))
        };
        // What is absolute does not hang on its base.
        if href.starts_with("http://") || href.starts_with("https://") {
            self.memo.place(href, place)
        } else {
            place()
        }
    }

    /// `href` as an absolute http(s) address of this site, without userinfo and fragment, and
    /// without the session of a visit (`;jsessionid=…`), unless `keep_query` names it. Else
    /// path and query stay as named, as the address of a machine (feed, sitemap, REST)
    /// needs it: `?sitemap=posts&paged=1` names a file, not the first page of a list.
    pub fn resolve(&self, base: Option<&Url>, href: &str) -> Result<Url, AddressError> {
        let mut url = canonical::absolute(base, href)?;
        if !self.in_scope(&url) {
            return Err(AddressError::OutOfScope {
                href: shown(url.as_str()),
            });
        }
        visitor::forget(&mut url, self.keep_query.as_deref());
        Ok(url)
    }

    /// `href` as it was written, but for marks that never change a page: what is asked where its
    /// [canonical](Self::canonical) form is not there.
    pub fn spelled(&self, base: Option<&Url>, href: &str) -> Result<Url, AddressError> {
        let mut url = self.resolve(base, href)?;
        let query = url.query().and_then(query::unmarked);
        url.set_query(query.as_deref());
        Ok(url)
    }

    /// Whether an address is http(s) on a host and port of the site, of today or before.
    pub fn in_scope(&self, url: &Url) -> bool {
        let mut hosts = self.hosts.iter().chain(&self.former);
        matches!(url.scheme(), "http" | "https") && hosts.any(|host| host.covers(url))
    }

    /// Whether an address is on a host that the site has left: it is not asked.
    pub fn is_former(&self, url: &Url) -> bool {
        let covers = |hosts: &[HostRule]| hosts.iter().any(|host| host.covers(url));
        covers(&self.former) && !covers(&self.hosts)
    }

    /// Whether the site has left a host.
    pub fn has_left(&self) -> bool {
        !self.former.is_empty()
    }

    /// Whether some host, seen as one server, is of this site and of the other.
    pub fn shares_host(&self, other: &Self) -> bool {
        let mut pairs = self
            .hosts
            .iter()
            .flat_map(|a| other.hosts.iter().map(move |b| (a, b)));
        pairs.any(|(a, b)| a.overlaps(b))
    }

    /// Whether the site's articles can be told by their addresses.
    pub fn knows_articles(&self) -> bool {
        !self.article.is_empty()
    }

    /// What a page of the site is asked for: `None` when `ignore` matches, else
    /// [`Role::List`], [`Role::Article`], or [`Role::Page`] when no glob matches. Looks at
    /// path and query only, never at the host.
    pub fn role(&self, url: &Url) -> Option<Role> {
        let candidate = Candidate::of(url);
        let any = |globs: &[PathGlob], query: bool| {
            let mut globs = globs.iter().filter(|glob| glob.has_query() || !query);
            globs.any(|glob| glob.matches(&candidate))
        };
        if any(&self.ignore, false) {
            None
        } else if any(&self.list, true) {
            Some(Role::List)
        } else if any(&self.article, true) || query::is_plain_permalink(url) {
            Some(Role::Article)
        } else if any(&self.list, false) {
            Some(Role::List)
        } else if any(&self.article, false) {
            Some(Role::Article)
        } else {
            Some(Role::Page)
        }
    }
}

fn compile_globs(list: &'static str, globs: &[String]) -> Result<Vec<PathGlob>, AddressError> {
    globs
        .iter()
        .map(|glob| {
            PathGlob::compile(glob).map_err(|fault| AddressError::BadGlob {
                list,
                glob: shown(glob),
                fault,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_was_left_is_the_sites_and_is_not_asked() {
        let own = |name: &str| vec![name.to_owned()];
        let rules = Rules::compile(&RulesSource {
            hosts: own("h.vn"),
            former_hosts: own("cu.h.example"),
            ..RulesSource::default()
        })
        .unwrap();
        for (address, in_scope, former) in [
            ("http://cu.h.example/a.html", true, true),
            ("https://h.vn/a.html", true, false),
            ("https://www.h.vn/a.html", false, false),
            ("https://h.example/a.html", false, false),
        ] {
            let url = Url::parse(address).unwrap();
            assert_eq!(rules.in_scope(&url), in_scope, "{address}");
            assert_eq!(rules.is_former(&url), former, "{address}");
        }
        assert!(rules.has_left());
    }

    #[test]
    fn a_bad_rule_is_named() {
        let of = |key: &str, value: &str| {
            let source = toml::from_str::<RulesSource>(&format!("{key} = ['{value}']")).unwrap();
            Rules::compile(&source).unwrap_err().to_string()
        };
        assert_eq!(
            of("list", "category/*"),
            "cannot read glob `category/*` of `list`: a glob begins with `/` or `**/`"
        );
        assert!(of("ignore", "/a[").starts_with("cannot read glob `/a[` of `ignore`: "));
        assert_eq!(
            of("hosts", "127.0.0.1"),
            "cannot read host `127.0.0.1`: a loopback host needs its port"
        );
        let unknown = toml::from_str::<RulesSource>("articles = []").unwrap_err();
        assert!(unknown.to_string().contains("unknown field `articles`"));
    }
}
