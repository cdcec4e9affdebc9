//! May we ask: robots.txt by RFC 9309, with our own matcher.
//!
//! Held to the reference programs (Google's robotstxt, protego, crawler-commons) by
//! `tests/robots_cases.rs`. Where they leave room the stricter reading is taken.
//! Pure: never fetches, caches or waits, and never panics whatever the bytes.

mod encoding;
mod line;
mod pattern;
mod policy;
mod wall;

use std::cmp::Reverse;
use std::collections::HashMap;
use std::fmt;
use std::time::Duration;

use url::Url;

use self::line::{Directive, directive, lines};
use self::pattern::{ComparablePath, Pattern};
pub use self::policy::{DenyReason, RobotsPolicy};

/// The rules of one robots.txt.
#[derive(Clone, Debug, Default)]
pub struct Robots {
    /// Agent name in lower case, or `*`, to the runs of User-agent lines it stands in.
    agents: HashMap<String, Vec<usize>>,
    runs: Vec<AgentLines>,
    groups: Vec<Vec<Rule>>,
    sitemaps: Vec<String>,
}

/// User-agent lines that follow each other. Rules are for the whole group, that is
/// for all runs until the first rule (only a rule ends a group, RFC 9309 §2.2); a
/// Crawl-delay is only for its own run. So in `User-agent: a`, `Crawl-delay: 300`,
/// `User-agent: *`, `Disallow: /x` the delay is `a`'s alone.
#[derive(Clone, Debug)]
struct AgentLines {
    group: usize,
    delay: Option<Duration>,
}

#[derive(Clone, Debug)]
struct Rule {
    allow: bool,
    pattern: Pattern,
    line: u32,
    text: String,
}

impl Rule {
    /// Larger wins: the longest match, and Allow in a tie (RFC 9309 §2.2.2).
    fn rank(&self) -> (usize, bool) {
        (self.pattern.octets(), self.allow)
    }
}

/// The answer for one address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RobotsVerdict {
    /// Whether the address may be asked for.
    pub allowed: bool,
    /// The line that decided; `None` when no rule matched.
    pub rule: Option<DecidingLine>,
}

/// The line of robots.txt that decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecidingLine {
    /// Line number, from 1.
    pub line: u32,
    /// The line as written, trimmed; bytes that are not UTF-8 replaced. It is the
    /// site's text: make it safe before a terminal sees it.
    pub text: String,
}

impl fmt::Display for DecidingLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "robots.txt line {}: {}", self.line, self.text)
    }
}

impl Robots {
    /// Reads a robots.txt body, already decoded from its content coding, in whatever
    /// encoding it is. Bytes that are no directives (an HTML page, say) give no rules, so
    /// all is allowed.
    pub fn parse(body: &[u8]) -> Self {
        let mut robots = Self::default();
        let body = encoding::plain(body);
        let mut section = Section::Rules;
        for (number, line) in lines(&body) {
            if let Some(directive) = directive(line) {
                robots.take(directive, number, line, &mut section);
            }
        }
        for group in &mut robots.groups {
            group.sort_by_key(|rule| Reverse(rule.rank()));
        }
        robots
    }

    fn take(&mut self, directive: Directive<'_>, number: u32, line: &[u8], section: &mut Section) {
        match directive {
            Directive::UserAgent(value) => {
                if *section == Section::Rules {
                    self.groups.push(Vec::new());
                }
                if *section != Section::Agents {
                    let group = self.groups.len() - 1;
                    self.runs.push(AgentLines { group, delay: None });
                }
                *section = Section::Agents;
                let run = self.runs.len() - 1;
                for name in names_of_line(value) {
                    let runs = self.agents.entry(name).or_default();
                    if runs.last() != Some(&run) {
                        runs.push(run);
                    }
                }
            }
            Directive::Allow(value) => {
                *section = Section::Rules;
                self.rule(true, value, number, line);
                if let Some(folder) = folder_of_index(value) {
                    self.rule(true, &folder, number, line);
                }
            }
            Directive::Disallow(value) => {
                *section = Section::Rules;
                self.rule(false, value, number, line);
                // In which encoding it forbids is not said, so it forbids in each.
                for path in encoding::in_utf8(value) {
                    self.rule(false, path.as_bytes(), number, line);
                }
            }
            Directive::CrawlDelay(delay) => {
                if *section == Section::Agents {
                    *section = Section::Delays;
                }
                if let Some(run) = self.runs.last_mut() {
                    run.delay = run.delay.max(Some(delay));
                }
            }
            Directive::Sitemap(value) => {
                self.sitemaps
                    .push(String::from_utf8_lossy(value).into_owned());
            }
        }
    }

    /// Adds a rule to the last group; before the first User-agent line there is none,
    /// and the rule is for nobody.
    fn rule(&mut self, allow: bool, value: &[u8], number: u32, line: &[u8]) {
        if let (Some(group), Some(pattern)) = (self.groups.last_mut(), Pattern::new(value)) {
            group.push(Rule {
                allow,
                pattern,
                line: number,
                text: String::from_utf8_lossy(line.trim_ascii()).into_owned(),
            });
        }
    }

    /// Whether `agent` may ask for `url`. `agent` is the product token (`hpnews`), or
    /// begins with it (`hpnews/0.1`).
    pub fn verdict(&self, agent: &str, url: &Url) -> RobotsVerdict {
        // "The /robots.txt URI is implicitly allowed" (RFC 9309 §2.2.2).
        if url.path() == "/robots.txt" {
            return RobotsVerdict {
                allowed: true,
                rule: None,
            };
        }
        let path = match url.query() {
            Some(query) => ComparablePath::new(&format!("{}?{query}", url.path())),
            None => ComparablePath::new(url.path()),
        };
        let best = self
            .runs_of(agent)
            .filter_map(|run| {
                let mut group = self.groups[run.group].iter();
                group.find(|rule| rule.pattern.matches(&path))
            })
            .max_by_key(|rule| rule.rank());
        RobotsVerdict {
            allowed: best.is_none_or(|rule| rule.allow),
            rule: best.map(|rule| DecidingLine {
                line: rule.line,
                text: rule.text.clone(),
            }),
        }
    }

    /// The Crawl-delay for `agent`: of several the longest.
    pub fn crawl_delay(&self, agent: &str) -> Option<Duration> {
        self.runs_of(agent).filter_map(|run| run.delay).max()
    }

    /// Values of Sitemap lines as written, in order; they may be relative or no URL at all.
    pub fn sitemaps(&self) -> &[String] {
        &self.sitemaps
    }

    /// The runs that name the agent; if none does, those of `*`.
    fn runs_of(&self, agent: &str) -> impl Iterator<Item = &AgentLines> {
        let named = self.agents.get(&product(agent.as_bytes()));
        let runs = named.or_else(|| self.agents.get(ANY_AGENT));
        runs.into_iter().flatten().map(|&run| &self.runs[run])
    }
}

/// What the lines read last were about.
#[derive(Clone, Copy, PartialEq)]
enum Section {
    /// User-agent lines: the next one joins them.
    Agents,
    /// Crawl-delay lines right after them: the next User-agent line opens a run.
    Delays,
    /// Rules, or nothing yet: the next User-agent line opens a group.
    Rules,
}

const ANY_AGENT: &str = "*";

/// Under which names a crawler may find a User-agent line. `* foo` is everybody, as in
/// Google's parser. Else the line is cut to its product token (RFC 9309 §2.2.1:
/// letters, `_` and `-`), so `hpnews2` and `hpnews/1.0` speak to `hpnews`; a crawler
/// whose own name is no such token (`bot3`) must be named in full.
fn names_of_line(value: &[u8]) -> impl Iterator<Item = String> {
    let product = product(value);
    let token = product.trim_start_matches(|c: char| c.is_ascii_alphabetic() || "_-".contains(c));
    let token = product[..product.len() - token.len()].to_owned();
    let shorter = (token != product).then_some(token);
    let names = std::iter::once(product).chain(shorter);
    names.filter(|name| !name.is_empty())
}

/// A name without its version, in lower case.
fn product(value: &[u8]) -> String {
    let ends = |b: &u8| *b == b'/' || b.is_ascii_whitespace();
    let name = value.split(ends).next().unwrap_or(value);
    String::from_utf8_lossy(name).to_ascii_lowercase()
}

/// `/news/index.html` → `/news/$`. No RFC says so, but the three reference programs
/// agree: who allows a folder's index page allows the folder's own address.
fn folder_of_index(value: &[u8]) -> Option<Vec<u8>> {
    let slash = value.iter().rposition(|&b| b == b'/')?;
    let (folder, page) = value.split_at(slash + 1);
    page.starts_with(b"index.htm")
        .then(|| [folder, b"$"].concat())
}

#[cfg(test)]
mod tests;
