//! The README in English and in Vietnamese of equal content: the same headings, code, tables, links,
//! names and numbers, block by block. Every page in short sentences; no link leads nowhere.

use std::path::{Path, PathBuf};

const TOP: &str = env!("CARGO_MANIFEST_DIR");
const ENGLISH: &str = include_str!("../../README.md");
const VIETNAMESE: &str = include_str!("../../README.vi.md");
const ARCHITECTURE: &str = include_str!("../../ARCHITECTURE.md");

/// Words a sentence, on average: less than this.
const MEAN: f64 = 20.0;
/// Words of the longest sentence, at most.
const LONGEST: usize = 40;
/// Beginnings of words that readers whose English is second must look up.
const LITERARY: [&str; 4] = ["mend", "grave", "woke", "awake"];

/// One block of a page.
#[derive(Debug)]
enum Block {
    /// Level and text.
    Heading(usize, String),
    /// With its fences.
    Code(String),
    /// Cells, row by row.
    Table(Vec<Vec<String>>),
    /// With its bullet or number.
    Item(String),
    Paragraph(String),
}

fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = page.lines().peekable();
    while let Some(line) = lines.next() {
        let is_item = |line: &str| {
            line.starts_with("- ")
                || line.contains(". ") && line.starts_with(|c: char| c.is_ascii_digit())
        };
        if line.starts_with("```") {
            let mut code = vec![line];
            code.extend(lines.by_ref().take_while(|it| *it != "```"));
            found.push(Block::Code(code.join("\n")));
        } else if line.starts_with('#') {
            let level = line.len() - line.trim_start_matches('#').len();
            found.push(Block::Heading(level, line[level..].trim().to_owned()));
        } else if line.starts_with('|') {
            let cells = |line: &str| {
                line.trim_matches('|')
                    .split('|')
                    .map(|it| it.trim().to_owned())
                    .collect()
            };
            let mut rows = vec![cells(line)];
            while let Some(row) = lines.next_if(|it| it.starts_with('|')) {
                rows.push(cells(row));
            }
            found.push(Block::Table(rows));
        } else if !line.is_empty() {
            let mut text = line.to_owned();
            while let Some(more) =
                lines.next_if(|it| !it.is_empty() && !it.starts_with("```") && !is_item(it))
            {
                text.push(' ');
                text.push_str(more.trim());
            }
            found.push(if is_item(line) {
                Block::Item(text)
            } else {
                Block::Paragraph(text)
            });
        }
    }
    found
}

/// What stands between two marks, in order.
fn between<'a>(text: &'a str, open: &str, close: &str) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((inside, after)) = rest
        .split_once(open)
        .and_then(|(_, it)| it.split_once(close))
    {
        found.push(inside);
        rest = after;
    }
    found
}

fn headings(page: &str) -> Vec<String> {
    let found = blocks(page).into_iter().filter_map(|it| match it {
        Block::Heading(_, text) => Some(text),
        _ => None,
    });
    found.collect()
}

/// A heading's name in a link, as code forges make it.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// What must be the same in both languages: names in code, links, numbers. In any order, for
/// sentences are built otherwise.
fn facts(text: &str, headings: &[String]) -> Vec<String> {
    let link = |target: &str| match target.strip_prefix('#') {
        Some(name) => {
            let place = headings.iter().position(|it| anchor(it) == name);
            format!(
                "heading {}",
                place.unwrap_or_else(|| panic!("no heading `{name}`"))
            )
        }
        None => target.replace("README.vi.md", "README.md"),
    };
    let mut found: Vec<String> = between(text, "](", ")").into_iter().map(link).collect();
    found.extend(between(text, "`", "`").into_iter().map(str::to_owned));
    let numbers = text.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    let numbers = numbers.map(|it| it.trim_matches(['.', ',']));
    found.extend(numbers.filter(|it| !it.is_empty()).map(str::to_owned));
    found.sort();
    found
}

#[test]
fn the_vietnamese_readme_says_the_same() {
    let (ours, theirs) = (blocks(ENGLISH), blocks(VIETNAMESE));
    let (heads, their_heads) = (headings(ENGLISH), headings(VIETNAMESE));
    for (ours, theirs) in ours.iter().zip(&theirs) {
        let both = || format!("{ours:#?}\n{theirs:#?}");
        match (ours, theirs) {
            (Block::Heading(level, _), Block::Heading(other, _)) => {
                assert_eq!(level, other, "{}", both());
            }
            (Block::Code(code), Block::Code(other)) => assert_eq!(code, other),
            (Block::Table(rows), Block::Table(others)) => {
                let shape = |rows: &[Vec<String>]| rows.iter().map(Vec::len).collect::<Vec<_>>();
                assert_eq!(shape(rows), shape(others), "{}", both());
                for (cell, other) in rows.iter().flatten().zip(others.iter().flatten()) {
                    assert_eq!(
                        facts(cell, &heads),
                        facts(other, &their_heads),
                        "{}",
                        both()
                    );
                }
            }
            (Block::Item(text), Block::Item(other))
            | (Block::Paragraph(text), Block::Paragraph(other)) => {
                assert_eq!(
                    facts(text, &heads),
                    facts(other, &their_heads),
                    "{}",
                    both()
                );
            }
            _ => panic!("not of one kind: {}", both()),
        }
    }
    assert_eq!(
        ours.len(),
        theirs.len(),
        "one page has blocks the other lacks"
    );
    assert_eq!(heads.len(), their_heads.len());
}

/// The sentences of a page's prose, each as its words: paragraphs and list items; a block's end
/// ends a sentence.
fn sentences(page: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for block in blocks(page) {
        let (Block::Item(text) | Block::Paragraph(text)) = block else {
            continue;
        };
        if text.starts_with("![") {
            continue;
        }
        let mut words = Vec::new();
        for word in text.split_whitespace() {
            if word.chars().any(char::is_alphanumeric) {
                words.push(word.to_owned());
            }
            if word
                .trim_end_matches([')', '*', '"'])
                .ends_with(['.', '!', '?'])
                && words.len() > 1
            {
                found.push(std::mem::take(&mut words));
            }
        }
        if !words.is_empty() {
            found.push(words);
        }
    }
    found
}

#[test]
fn every_page_is_written_in_short_sentences_of_plain_words() {
    assert!(sentences(ENGLISH).len() > 100, "the sentences were found");
    for path in pages() {
        let name = path.strip_prefix(TOP).expect("it lies below").display();
        let page = std::fs::read_to_string(&path).expect("a page is UTF-8");
        let found = sentences(&page);
        let words: usize = found.iter().map(Vec::len).sum();
        let mean = words as f64 / found.len() as f64;
        let longest = found.iter().max_by_key(|it| it.len());
        let longest = longest.expect("there is prose");
        let most = longest.len();
        println!(
            "{name}: {} sentences, {mean:.1} words each, the longest {most}",
            found.len()
        );
        // One line a change, for those who know what they look for.
        if path.ends_with("CHANGELOG.md") {
            continue;
        }
        assert!(mean < MEAN, "{name}: {mean:.1} words a sentence");
        assert!(most <= LONGEST, "{name}: {most}: {}", longest.join(" "));
        let words = page.split(|c: char| !c.is_alphabetic());
        let literary = words.map(str::to_lowercase);
        let literary = literary.filter(|word| LITERARY.iter().any(|it| word.starts_with(it)));
        assert_eq!(literary.collect::<Vec<_>>(), [""; 0], "{name}");
    }
}

/// Every page for people: those at the top, and below `docs/`.
fn pages() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in ["", "archive", "docs", "docs/decisions"] {
        let entries =
            std::fs::read_dir(Path::new(TOP).join(folder)).expect("the folder is readable");
        let paths = entries.map(|it| it.expect("an entry").path());
        found.extend(paths.filter(|path| path.extension().is_some_and(|it| it == "md")));
    }
    found
}

#[test]
fn every_link_of_every_page_leads_somewhere() {
    let pages = pages();
    assert!(pages.len() >= 10, "{pages:?}");
    for page in pages {
        let text = std::fs::read_to_string(&page).expect("a page is UTF-8");
        let anchors: Vec<String> = headings(&text).iter().map(|it| anchor(it)).collect();
        for block in blocks(&text) {
            let text = match block {
                Block::Heading(_, text) | Block::Item(text) | Block::Paragraph(text) => text,
                Block::Table(rows) => rows.concat().join(" "),
                Block::Code(_) => continue,
            };
            for target in between(&text, "](", ")") {
                let (path, name) = target.split_once('#').unwrap_or((target, ""));
                let there = match path {
                    _ if target.starts_with("http") => true,
                    "" => anchors.iter().any(|it| it == name),
                    _ => page.with_file_name(path).exists(),
                };
                assert!(there, "{}: {target}", page.display());
            }
        }
    }
}

#[test]
fn the_program_in_the_readme_is_the_example() {
    let program = blocks(ENGLISH).into_iter().find_map(|it| match it {
        Block::Code(code) => code.strip_prefix("```rust\n").map(str::to_owned),
        _ => None,
    });
    let program = program.expect("the README has a program");
    assert!(include_str!("../../examples/hello.rs").ends_with(&format!("{program}\n")));
}

#[test]
fn every_place_to_change_is_there() {
    let (_, page) = ARCHITECTURE
        .split_once("## Where to change what")
        .expect("there is a table");
    let top = Path::new(TOP);
    let mut places = 0;
    for name in between(page, "`", "`") {
        if name.contains(' ') || !name.contains(['/', '.']) {
            continue;
        }
        let there = top.join(name).exists() || top.join("src").join(name).exists();
        assert!(there, "`{name}` is neither at the top nor below src/");
        places += 1;
    }
    assert!(places >= 15, "the places were found");
}

#[test]
fn the_ten_steps_of_a_page_name_functions_that_are_there() {
    let page = include_str!("../../docs/one-page.md");
    let mut steps: Vec<usize> = Vec::new();
    for block in blocks(page) {
        let text = match block {
            Block::Heading(2, name) => {
                let number = (steps.len() + 1).to_string();
                assert_eq!(name.split_once(". ").map(|it| it.0), Some(&*number));
                steps.push(0);
                continue;
            }
            Block::Item(text) | Block::Paragraph(text) => text,
            _ => continue,
        };
        for link in between(&text, "[`", ")") {
            let (name, path) = link.split_once("`](").expect("a function and its file");
            let source = Path::new(TOP).join("docs").join(path);
            let source = std::fs::read_to_string(&source).expect("the file is there");
            let is_there = ["(", "<"]
                .iter()
                .any(|it| source.contains(&format!("fn {name}{it}")));
            assert!(is_there, "{path} defines no function `{name}`");
            if let Some(step) = steps.last_mut() {
                *step += 1;
            }
        }
    }
    assert_eq!(steps.len(), 10);
    assert!(steps.iter().all(|it| *it > 0), "{steps:?}");
}
