//! Whether a text names the author of an article: a person, an agency, a signature.
//!
//! Takes the label before a name and the date behind it off. Accounts of the system, the
//! site's own name, offices and companies, dates and sentences are nobody. Never looks at a
//! page's elements.

use super::gather::PageFacts;
use super::jsonld::Linked;
use super::own::SelfDescription;
use crate::text;

/// The longest list of names, in letters.
const LETTERS: usize = 120;
/// The most words of one name.
const WORDS: usize = 6;

/// Accounts that systems come with or newsrooms share.
const ACCOUNTS: [&str; 28] = [
    "admin",
    "administrator",
    "quản trị",
    "quản trị viên",
    "quản trị hệ thống",
    "ban biên tập",
    "bbt",
    "biên tập viên",
    "editor",
    "editors",
    "editorial team",
    "webmaster",
    "root",
    "user",
    "super user",
    "guest",
    "supervisor",
    "no author",
    "unknown",
    "anonymous",
    "staff",
    "author",
    "redaktion",
    "die redaktion",
    "redacción",
    "la rédaction",
    "agencies",
    "agenturen",
];

/// What the names of offices and companies begin with.
const OFFICES: [&str; 22] = [
    "cổng",
    "báo",
    "đài",
    "tạp chí",
    "ủy ban",
    "uỷ ban",
    "ubnd",
    "sở",
    "trung tâm",
    "công ty",
    "tòa soạn",
    "toà soạn",
    "ban quản",
    "văn phòng",
    "phòng",
    "chi cục",
    "cục",
    "bộ",
    "hội",
    "ban tổ chức",
    "công an",
    "liên đoàn",
];
/// What they hold or end in, and what pages are made with.
const COMPANIES: [&str; 22] = [
    "vnpt",
    "viettel",
    "nukeviet",
    "joomla",
    "wordpress",
    "drupal",
    "sharepoint",
    "liferay",
    "gmbh",
    " ag",
    " ltd",
    " inc",
    " llc",
    "e.v.",
    "e. v.",
    "verlag",
    "verband",
    "ministerium",
    " agency",
    "publisher",
    "feuerwehr",
    " media",
];

/// Printed before a name.
const LABELS: [&str; 17] = [
    "được đăng bởi",
    "đăng bởi",
    "người đăng",
    "viết bởi",
    "bởi",
    "tác giả",
    "người viết",
    "posted by",
    "written by",
    "story by",
    "by",
    "erstellt von",
    "geschrieben von",
    "von",
    "par",
    "por",
    "di",
];

/// Words behind which a date stands, or a name is missing.
const ENDS: [&str; 26] = [
    "by",
    "on",
    "in",
    "am",
    "at",
    "vom",
    "von",
    "um",
    "le",
    "por",
    "par",
    "posted",
    "published",
    "updated",
    "written",
    "follow",
    "author",
    "autor",
    "veröffentlicht",
    "geschrieben",
    "theo",
    "đăng",
    "bởi",
    "ngày",
    "lúc",
    "erstellt",
];

/// Names that are no author's on this page.
pub(super) struct Nobody {
    /// The site's own, lower case.
    sites: Vec<String>,
    /// The page is in Vietnamese, where a name has a capital: one word in lower case is an
    /// account, elsewhere it may be a pen name.
    accounts: bool,
}

impl Nobody {
    pub(super) fn of(found: &PageFacts<'_>, linked: &Linked, own: &SelfDescription<'_>) -> Self {
        let said = [
            "og:site_name",
            "application-name",
            "publisher",
            "article:publisher",
            "copyright",
        ];
        let said = said.iter().filter_map(|key| found.meta(key));
        let said = said.chain(linked.publisher.as_deref());
        let mut sites: Vec<String> = said.map(|it| text::clean(it).to_lowercase()).collect();
        sites.push(own.host().to_lowercase());
        let accounts = found
            .lang
            .is_some_and(|it| it.to_ascii_lowercase().starts_with("vi"));
        Self { sites, accounts }
    }
}

/// The name a text gives, without the label before it and the date beside it; `None` where
/// it is none.
pub(super) fn named(text: &str, nobody: &Nobody) -> Option<String> {
    let text = text::clean(text);
    let inner = text.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let text = inner.unwrap_or(&text);
    let mut name = without_label(text.trim_matches(is_mark));
    name = name.split(['|', '•', '·']).next().unwrap_or_default();
    // A date behind the name.
    let figure = name.find(|it: char| it.is_ascii_digit());
    let before = figure.map(|at| &name[..at]).filter(|it| it.contains(' '));
    name = before.unwrap_or(name);
    for behind in [" for the ", " in "] {
        let at = name.to_lowercase().find(behind);
        name = at.and_then(|at| name.get(..at)).unwrap_or(name);
    }
    name = without_ends(name);
    let lower = name.to_lowercase();
    let bare = lower.trim_start_matches("www.");
    let nobody = ACCOUNTS.contains(&bare)
        || bare.contains("admin")
        || nobody.sites.iter().any(|site| site == bare)
        || nobody.accounts && is_account(name)
        || is_office(&lower);
    (is_name(name) && !nobody).then(|| name.to_owned())
}

/// The rest of a line that begins as a byline does.
pub(super) fn announced(line: &str) -> Option<&str> {
    let rest = without_label(line);
    let name = rest.starts_with(char::is_uppercase) && rest.len() < line.len();
    name.then_some(rest)
}

/// One word in lower case: an account, unless the page prints it as a byline.
pub(super) fn is_account(name: &str) -> bool {
    !name.contains(' ') && !name.contains(char::is_uppercase)
}

/// Whether a text looks like a name or a list of names.
fn is_name(name: &str) -> bool {
    let letters = name.chars().count();
    let lower = name.to_lowercase();
    let joined = [" and ", " und ", " và ", " et ", " y "];
    let apart = joined
        .iter()
        .fold(lower.clone(), |text, it| text.replace(it, ","));
    let mut parts = apart.split([',', ';', '&', '/']);
    let long = parts.any(|it| it.split_whitespace().count() > WORDS);
    let address = ["://", "@", "www.", "[at]"]
        .iter()
        .any(|it| lower.contains(it));
    let sentence = name.ends_with(['!', '?', '…']) || name.contains(": ");
    let credit = ["©", "(c)", "ảnh", "foto", "photo"];
    let credit = credit.iter().any(|it| lower.starts_with(it));
    let begins = name.starts_with(|it: char| it.is_alphabetic() || it == '【');
    (2..=LETTERS).contains(&letters) && begins && !long && !address && !sentence && !credit
}

/// Whether a name is an office's or a company's: those who made the page, not its text.
pub(super) fn is_office(lower: &str) -> bool {
    let begins = |office: &&str| {
        let rest = lower.strip_prefix(*office);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    OFFICES.iter().any(begins) || COMPANIES.iter().any(|it| lower.contains(it))
}

/// Without what announces a name, also behind a date: `02.02.2022, 11:30 von Minh Trang`.
fn without_label(text: &str) -> &str {
    for label in LABELS {
        let start = text.get(..label.len()).unwrap_or_default();
        let rest = text.get(label.len()..).unwrap_or_default();
        if start.to_lowercase() == label && rest.starts_with([' ', ':']) {
            return rest.trim_start_matches([' ', ':']);
        }
    }
    for label in [" by ", " von ", " bởi "] {
        let at = text.to_lowercase().find(label);
        let parts = at.and_then(|at| Some((text.get(..at)?, text.get(at + label.len()..)?)));
        // Right behind the figures of a date or a clock; elsewhere the words are a phrase's.
        if let Some((date, name)) = parts
            && date
                .trim_end_matches(is_mark)
                .ends_with(|it: char| it.is_ascii_digit())
        {
            return name.trim_start();
        }
    }
    text
}

/// Without words at either end that announce a name or a date.
fn without_ends(name: &str) -> &str {
    let mut name = name.trim_matches(is_mark);
    while let Some((before, last)) = name.rsplit_once(' ') {
        if !ENDS.contains(&last.to_lowercase().as_str()) {
            break;
        }
        name = before.trim_matches(is_mark);
    }
    if ENDS.contains(&name.to_lowercase().as_str()) {
        return "";
    }
    name
}

fn is_mark(it: char) -> bool {
    it.is_whitespace()
        || matches!(
            it,
            ',' | '|' | '-' | '–' | '—' | '•' | '·' | ':' | ';' | '/'
        )
}
