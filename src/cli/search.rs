//! `hpnews search`: full text over the archive's articles.

use anyhow::anyhow;
use chrono::{DateTime, FixedOffset, NaiveDate};
use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

use super::args::{Global, SearchArgs, SortArg};
use super::clock::now;
use super::console::Console;
use super::context::Context;
use super::moment::{self, Range};
use super::next_step::{NextStep, hinted};
use super::{console, exit};
use crate::published::{Audience, Published};
use crate::report::Language;
use crate::search::{
    Answer, Hit, Marked, Query, QueryError, Question, SearchStep, Snippet, SortOrder, Unread,
    search, search_as_it_stands, search_everything,
};
use crate::store::Archive;
use crate::text::terminal_safe;

/// One line of `--json`. Marks are ranges of characters.
#[derive(Serialize)]
struct HitLine<'a> {
    article_id: &'a str,
    url: &'a str,
    title: Option<&'a str>,
    title_marks: &'a [(usize, usize)],
    published_at: Option<DateTime<FixedOffset>>,
    published_date: Option<NaiveDate>,
    captured_at: DateTime<FixedOffset>,
    categories: &'a [String],
    author: Option<&'a str>,
    current: bool,
    #[serde(rename = "match")]
    form: &'static str,
    score: Option<f64>,
    snippet: &'a Snippet,
    file: &'a str,
}

pub(super) fn run(global: &Global, args: &SearchArgs) -> anyhow::Result<u8> {
    let context = Context::for_reading(global)?;
    let console = context.console;
    let typed = args.query.join(" ");
    let query = Query::parse(&typed).map_err(|error| unreadable(&error, &typed))?;
    if let Some(word) = starred(&typed) {
        let said = console.lang.pick(
            "dấu * không được tìm: từ được tìm như viết, không có phần thay thế",
            "stars are not searched: words are looked for as they stand, none stands for others",
        );
        console.say(&format!("`{}`: {said}", terminal_safe(word)));
    }
    let zone = moment::zone(&context.config);
    let range = Range::of(args.since.as_deref(), args.until.as_deref(), zone)?;
    let question = Question {
        query,
        since: range.since,
        until: range.until,
        past: args.past,
        changed: args.changed,
        removed: args.removed,
        exact: args.exact,
        order: match args.sort {
            SortArg::Rank if args.recent => SortOrder::Recent(now()),
            SortArg::Rank => SortOrder::Rank,
            SortArg::Date => SortOrder::Date,
            SortArg::Title => SortOrder::Title,
        },
        limit: Some(args.limit).filter(|limit| *limit > 0),
    };
    let reader = Archive::open_for_reading(&context.config.archive_dir).map_err(hinted)?;
    let mut indexing = Indexing::new(console);
    let published = Published::open(reader, &context.config, Audience::Public).map_err(hinted)?;
    let mut show = |notice| indexing.show(notice);
    let answer = match context.scope(args.takedowns) {
        Audience::Public if args.no_update => search_as_it_stands(&published, &question, &mut show),
        Audience::Public => search(&published, &question, &mut show),
        Audience::Everything => search_everything(&published, &question, &mut show),
    };
    indexing.end();
    let answer = answer.map_err(hinted)?;
    let colour = console::colour(&std::io::stdout());
    let mut out = String::new();
    for hit in &answer.hits {
        if global.json {
            console::json_line(&line(hit))?;
        } else {
            out.push_str(&text(hit, colour, console.lang));
        }
    }
    console::data(&out)?;
    console.say(&summary(&answer, console.lang));
    for unread in &answer.unread {
        console.complain(&format!(
            "  {}: {}",
            console.lang.pick("bỏ qua", "left out"),
            terminal_safe(&said_of(unread, console.lang))
        ));
    }
    Ok(if answer.unread.is_empty() {
        exit::COMPLETE
    } else {
        exit::INCOMPLETE
    })
}

/// A version that is left out, in words.
pub(super) fn said_of(unread: &Unread, lang: Language) -> String {
    let kept_back = lang.pick(
        "một phiên bản không đọc được; `hpnews verify` nêu tên tệp",
        "a version of it cannot be read; `hpnews verify` names the file",
    );
    let article = || format!("{}: {kept_back}", unread.article_id);
    unread.cause.clone().unwrap_or_else(article)
}

/// The first word with a star in or beside it.
fn starred(typed: &str) -> Option<&str> {
    let mut words = typed.split_whitespace();
    words.find(|word| word.contains('*') && word.contains(char::is_alphanumeric))
}

/// The error with the query below it, and a sign under the place.
fn unreadable(error: &QueryError, typed: &str) -> anyhow::Error {
    let at = match error {
        QueryError::Empty => None,
        QueryError::Unbalanced { at, .. }
        | QueryError::NoOperand { at, .. }
        | QueryError::OnlyExcluded { at }
        | QueryError::UnknownField { at, .. }
        | QueryError::TooMuch { at, .. } => Some(*at),
    };
    let hint = error.hint();
    let shown = at.filter(|_| typed.chars().count() <= 160).map(|at| {
        let blanks = " ".repeat(at.saturating_sub(1));
        format!("\n  {}\n  {blanks}^", terminal_safe(typed))
    });
    anyhow!("{error}{}", shown.unwrap_or_default()).with_next_step(&hint)
}

fn line(hit: &Hit) -> HitLine<'_> {
    let snapshot = &hit.snapshot;
    HitLine {
        article_id: &snapshot.article_id,
        url: &snapshot.url,
        title: snapshot.title.as_deref(),
        title_marks: &hit.title.marks,
        published_at: snapshot.published_at,
        published_date: snapshot.published_date,
        captured_at: snapshot.captured_at,
        categories: &snapshot.categories,
        author: snapshot.author.as_deref(),
        current: hit.current,
        form: hit.form.word(),
        score: hit.score,
        snippet: &hit.snippet,
        file: &hit.path,
    }
}

fn text(hit: &Hit, colour: bool, lang: Language) -> String {
    let snapshot = &hit.snapshot;
    let day = snapshot
        .published_date
        .map_or_else(|| "????-??-??".to_owned(), |day| day.to_string());
    let past = if hit.current {
        String::new()
    } else {
        let when = snapshot.captured_at.format("%Y-%m-%d");
        format!("  [{} {when}]", lang.pick("bản cũ, lưu", "past version of"))
    };
    let title = if hit.title.text.is_empty() {
        "—".to_owned()
    } else {
        marked(&hit.title, colour)
    };
    format!(
        "{day}  {title}{past}\n    {}\n    {}\n",
        marked(&hit.snippet.piece, colour),
        terminal_safe(&snapshot.url)
    )
}

/// The text with its marks in colour, without whatever might move the cursor.
fn marked(marked: &Marked, colour: bool) -> String {
    if !colour {
        return terminal_safe(&marked.text);
    }
    let chars: Vec<char> = marked.text.chars().collect();
    let piece = |from: usize, to: usize| {
        let piece = chars.get(from..to).unwrap_or_default();
        terminal_safe(&piece.iter().collect::<String>())
    };
    let mut out = String::new();
    let mut here = 0;
    for &(from, to) in &marked.marks {
        out.push_str(&piece(here, from));
        out.push_str("\u{1B}[1;33m");
        out.push_str(&piece(from, to));
        out.push_str("\u{1B}[0m");
        here = to;
    }
    out.push_str(&piece(here, chars.len()));
    out
}

fn summary(answer: &Answer, lang: Language) -> String {
    let (shown, found) = (answer.hits.len(), answer.found);
    if found == 0 {
        let nothing = lang.pick("Không tìm thấy bài nào", "Nothing found");
        let of = lang.pick("phiên bản được tìm", "versions searched");
        return format!("{nothing}; {} {of}", answer.indexed);
    }
    let at_least = if answer.more {
        lang.pick("ít nhất ", "at least ")
    } else {
        ""
    };
    let mut line = format!("{shown} / {at_least}{found}");
    if answer.unranked {
        line.push_str(lang.pick(
            ": quá nhiều để xếp hạng, bài có từ trong tiêu đề rồi bài mới đứng trước; hãy thêm từ, «…» hoặc --since",
            ": too many to rank, so headlines and then the newest come first; add words, \"…\" or --since",
        ));
    }
    line
}

/// What is to be known of the index, in words.
pub(super) fn notice_line(notice: SearchStep, lang: Language) -> Option<&'static str> {
    match notice {
        SearchStep::MadeAnew => Some(lang.pick(
            "Chỉ mục hỏng hoặc của phiên bản khác: đang lập lại từ các tệp",
            "The index is damaged or of another form: making it anew from the files",
        )),
        SearchStep::Behind => Some(lang.pick(
            "Chưa cập nhật được chỉ mục (tiến trình khác đang làm, hoặc đĩa chỉ đọc): chỉ tìm được phần đã có",
            "The index could not be brought up to date (another process is at it, or the disk is read-only): only what it holds is searched",
        )),
        SearchStep::Indexing { .. } => None,
    }
}

/// Progress of indexing: a bar on a terminal, a line elsewhere.
struct Indexing {
    console: Console,
    bar: Option<ProgressBar>,
    told: bool,
}

impl Indexing {
    fn new(console: Console) -> Self {
        Self {
            console,
            bar: None,
            told: false,
        }
    }

    fn show(&mut self, notice: SearchStep) {
        if let SearchStep::Indexing { done, total } = notice {
            self.advance(done, total);
        }
        if let Some(line) = notice_line(notice, self.console.lang) {
            self.console.say(line);
        }
    }

    fn advance(&mut self, done: usize, total: usize) {
        let word = self.console.lang.pick("Lập chỉ mục", "Indexing");
        if self.console.lively() {
            let bar = self.bar.get_or_insert_with(|| {
                let bar = ProgressBar::new(total as u64);
                let style =
                    ProgressStyle::with_template("{msg} {pos}/{len} {wide_bar} {per_sec}, {eta}");
                bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
                bar.set_message(word);
                bar
            });
            bar.set_position(done as u64);
        } else if !self.told && done < total {
            self.told = true;
            self.console.say(&format!("{word}: {total}"));
        }
    }

    fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

/// Makes the index anew where there is one; what was made of the files is made again.
pub(super) fn remake(published: &Published, console: Console) -> anyhow::Result<()> {
    let mut indexing = Indexing::new(console);
    let made = crate::search::remake(published, &mut |notice| indexing.show(notice));
    indexing.end();
    made.map(|_| ()).map_err(hinted)
}
