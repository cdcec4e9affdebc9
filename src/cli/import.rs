//! `hpnews import`: other tools' WARC files, and what they brought.

use anyhow::anyhow;

use super::args::{self, Global};
use super::clock::now;
use super::console::{self, Console};
use super::context::Context;
use super::exit::code_of;
use super::labelled::line;
use super::next_step::{NextStep, hinted};
use super::opening::open;
use super::runtime::{beside_brake, scratch};
use super::summary::{causes, counts};
use crate::config::Config;
use crate::crawl::{self, ArchiveHandle, Import, ImportStep, Imported, InputFile};
use crate::report::Language;
use crate::store::{Archive, StoreError};
use crate::text::terminal_safe;

pub(super) fn run(global: &Global, args: &args::ImportArgs) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let (console, config) = (context.console, context.config);
    let dir = config.archive_dir.clone();
    // Kept until the import has ended.
    let mut temporary = None;
    let shelf = match Archive::open_for_reading(&dir) {
        Ok(reader) if args.dry_run => Some(ArchiveHandle::Looking(Box::new(reader))),
        // Compared with nothing, where there is no archive yet.
        Err(_) if args.dry_run => {
            let empty = temporary.insert(scratch()?).path().join("archive");
            Some(ArchiveHandle::Looking(Box::new(nothing(
                &empty, &config, console,
            )?)))
        }
        // Made when there is something to put into it.
        Err(StoreError::NotAnArchive { .. }) if !dir.exists() => None,
        _ => Some(ArchiveHandle::Writing(Box::new(open(
            &dir, &config, console,
        )?))),
    };
    let wanted = Import {
        files: args.files.iter().cloned().map(InputFile::from).collect(),
        site: args.site.clone(),
        by_reference: args.by_reference,
    };
    let report = beside_brake(console, move |stop| {
        let told = |step: &ImportStep| tell(step, console);
        let shelf = || match shelf {
            Some(shelf) => Ok(shelf),
            None => Ok(ArchiveHandle::Writing(Box::new(Archive::open(
                &dir,
                &crawl::open_options(&config),
            )?))),
        };
        crawl::import(&config, shelf, &wanted, now, stop, &told)
    })?;
    if console.json {
        console::json_line(&report)?;
    } else {
        console.say(text(&report, console.lang).trim_end());
    }
    if report.files == 0 || report.records == 0 {
        let error = anyhow!("cannot import: none of the files holds anything that can be used");
        return Err(error.with_next_step(
            "nothing was stored; name WARC, ARC or WACZ files of the sites in config.toml",
        ));
    }
    Ok(code_of(report.ending))
}

/// An empty archive to compare with.
pub(super) fn nothing(
    dir: &std::path::Path,
    config: &Config,
    console: Console,
) -> anyhow::Result<crate::store::Reader> {
    drop(open(dir, config, console)?);
    Archive::open_for_reading(dir).map_err(hinted)
}

fn tell(step: &ImportStep, console: Console) {
    match step {
        ImportStep::Reading { file } => tracing::info!("reading {}", terminal_safe(file)),
        ImportStep::LeftAlone { .. } => {
            console.say(&terminal_safe(&left_alone(step, console.lang)));
        }
        ImportStep::Read {
            file,
            records,
            taken,
            left_out,
        } => {
            let lang = console.lang;
            let mut text = format!(
                "  {file}: {records} {}, {taken} {}",
                lang.pick("bản ghi", "records"),
                lang.pick("lần thu được lấy", "captures taken"),
            );
            for (why, count) in left_out {
                text = format!(
                    "{text} · {} {count} × {}",
                    lang.pick("bỏ", "left out"),
                    because(why, lang)
                );
            }
            console.say(&terminal_safe(&text));
        }
        ImportStep::Rewritten { .. } => console.say(&terminal_safe(&rewritten(step, console.lang))),
        ImportStep::Problem(problem) => {
            console.say(&format!("  {}", terminal_safe(&problem.to_string())));
        }
    }
}

/// Why a record that may be a capture was left out.
fn because(why: &str, lang: Language) -> &'static str {
    match why {
        "conversion" => lang.pick("bản chuyển đổi (conversion)", "conversion record"),
        "other_host" => lang.pick("máy chủ khác", "other host"),
        "method" => lang.pick(
            "trả lời yêu cầu không phải GET",
            "answer to another request than a GET",
        ),
        "no_original" => lang.pick(
            "dẫn đến bản gốc không có ở đây",
            "revisit of a response that is not at hand",
        ),
        _ => lang.pick("không đọc được", "unreadable"),
    }
}

pub(super) fn left_alone(step: &ImportStep, lang: Language) -> String {
    let ImportStep::LeftAlone { file, sites, hosts } = step else {
        return String::new();
    };
    let nothing = lang.pick(
        "không lấy: không có phản hồi nào của",
        "left alone: it holds no response of",
    );
    let but = lang.pick("chỉ có của", "only of");
    let mut text = format!("  {file}: {nothing} {}", sites.join(", "));
    if !hosts.is_empty() {
        text = format!("{text}, {but} {}", hosts.join(", "));
    }
    text
}

pub(super) fn rewritten(step: &ImportStep, lang: Language) -> String {
    let ImportStep::Rewritten {
        file,
        records,
        named,
        joined,
        was_arc,
    } = step
    else {
        return String::new();
    };
    let mut text = format!(
        "  {file}: {} {records} {}",
        lang.pick(
            "lấy thành tệp WARC mới, mỗi bản ghi nén riêng:",
            "taken as a new WARC file, each record packed by itself:",
        ),
        lang.pick("bản ghi", "records"),
    );
    for (count, vi, en) in [
        (u64::from(*was_arc), "từ ARC", "from ARC"),
        (*named, "được đặt WARC-Record-ID", "given a WARC-Record-ID"),
        (*joined, "ghép từ nhiều đoạn", "joined of segments"),
    ] {
        if count > 0 {
            text = format!("{text} · {count} {}", lang.pick(vi, en));
        }
    }
    text
}

fn text(report: &Imported, lang: Language) -> String {
    let mut out = String::new();
    let it = &report.counts;
    let run = report.run.as_deref();
    line(
        &mut out,
        lang.pick("Đợt nhập", "Run"),
        run.unwrap_or_else(|| lang.pick("không lưu gì", "nothing stored")),
    );
    let read = [
        (report.files, "tệp", "files"),
        (report.records, "bản ghi", "records"),
        (report.captures, "lần thu", "captures"),
    ];
    line(&mut out, lang.pick("Đã đọc", "Read"), &counts(lang, &read));
    let articles = [
        (it.new, "mới", "new"),
        (it.changed, "phiên bản khác", "other versions"),
        (it.unchanged, "không đổi", "unchanged"),
    ];
    let label = lang.pick("Bài viết", "Articles");
    line(&mut out, label, &counts(lang, &articles));
    other_pages(&mut out, report, lang);
    causes(&mut out, lang.pick("Lỗi", "Problems"), &report.problems, "");
    out
}

fn other_pages(out: &mut String, report: &Imported, lang: Language) {
    let it = &report.counts;
    let others = [
        (it.sources, "nguồn", "sources"),
        (report.parts, "trang sau", "later pages"),
        (it.files, "tệp đính kèm", "files"),
        (
            it.elsewhere,
            "chuyển hướng hoặc trùng",
            "redirects or duplicates",
        ),
    ];
    let label = lang.pick("Trang khác", "Other pages");
    line(out, label, &counts(lang, &others));
    causes(
        out,
        lang.pick("Không phải bài", "No article"),
        &it.not_article,
        "",
    );
    causes(out, lang.pick("Không còn", "Gone"), &it.gone, "HTTP ");
    for (label, count) in [
        (lang.pick("Đã có", "Held already"), report.known),
        (
            lang.pick("Nay có bản gốc", "Originals found now"),
            report.resolved,
        ),
        (
            lang.pick("Ngoài phạm vi", "Out of scope"),
            report.out_of_scope,
        ),
    ] {
        if count > 0 {
            line(out, label, &count.to_string());
        }
    }
}
