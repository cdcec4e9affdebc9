//! `README.md`: the dump's dataset card, as Hugging Face reads it and people do.
//!
//! Assembles; the prose is in `card_text`.

use std::fmt::Write as _;

use super::card_text as text;
use super::describe::TITLE;
use super::{ColumnType, Description};
use crate::redaction::MARK;

/// The whole card.
pub fn card(dump: &Description) -> String {
    let mut out = String::new();
    yaml(&mut out, dump);
    let _ = writeln!(out, "# {TITLE}\n");
    out.push_str(text::WHAT);
    state(&mut out, dump);
    tables(&mut out, dump);
    out.push_str(&text::loading(dump));
    out.push_str(text::HOW);
    coverage(&mut out, dump);
    out.push_str(text::LIMITS);
    missing(&mut out, dump);
    withheld(&mut out, dump);
    out.push_str(text::LICENCE);
    cite(&mut out, dump);
    columns(&mut out, dump);
    out
}

/// The front matter: configurations with their files, and the features of each.
fn yaml(out: &mut String, dump: &Description) {
    let rows: u64 = dump
        .tables
        .iter()
        .map(|(table, _)| dump.rows(*table))
        .max()
        .unwrap_or(0);
    let size = match rows {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        _ => "1M<n<10M",
    };
    let _ = writeln!(
        out,
        "---\npretty_name: \"{TITLE}\"\nlanguage:\n- vi\nlicense: other\n\
         license_name: see-readme\nsize_categories:\n- {size}\ntags:\n- news\n- vietnamese\n\
         - web-archive"
    );
    configurations(out, dump);
    out.push_str("---\n\n");
}

/// Of the tables with rows: `datasets` refuses one without, and a list of none.
fn configurations(out: &mut String, dump: &Description) {
    let tables = dump.tables.iter();
    let with_rows: Vec<_> = tables.filter(|(table, _)| dump.has_rows(*table)).collect();
    if with_rows.is_empty() {
        return;
    }
    out.push_str("configs:\n");
    for (at, (table, _)) in with_rows.iter().enumerate() {
        let _ = writeln!(out, "- config_name: {table}");
        if at == 0 {
            out.push_str("  default: true\n");
        }
        let _ = writeln!(
            out,
            "  data_files:\n  - split: train\n    path: \"{}\"",
            dump.glob(*table)
        );
    }
    out.push_str("dataset_info:\n");
    for (table, columns) in with_rows {
        let _ = writeln!(out, "- config_name: {table}\n  features:");
        for column in columns {
            let kind = match column.kind {
                ColumnType::Text | ColumnType::Json => "string",
                ColumnType::Time => "\"timestamp[us, tz=UTC]\"",
                ColumnType::Date => "date32",
                ColumnType::Integer => "int64",
                ColumnType::Flag => "bool",
            };
            let _ = writeln!(out, "  - name: {}\n    dtype: {kind}", column.name);
        }
    }
}

fn state(out: &mut String, dump: &Description) {
    let (vi, en) = match dump.runs {
        Some((first, last)) => {
            let form = "%Y-%m-%d %H:%M UTC";
            let (first, last) = (first.format(form), last.format(form));
            (
                format!("{} đợt chạy, từ {first} đến {last}", dump.run_count),
                format!("{} runs, from {first} to {last}", dump.run_count),
            )
        }
        None => ("chưa có đợt chạy nào".to_owned(), "no run yet".to_owned()),
    };
    let sites: Vec<String> = dump
        .sites
        .iter()
        .map(|(name, home)| format!("`{name}` <{home}>"))
        .collect();
    let _ = writeln!(
        out,
        "- Cổng thông tin / portals: {}\n- Trạng thái / state: `{}` ({vi} / {en})\n\
         - Dữ liệu / data: `{}`; múi giờ của các cổng / civil days: {}\n- Phần mềm / software: {}",
        sites.join(", "),
        dump.state,
        dump.fingerprint,
        dump.zone,
        dump.software,
    );
    for site in &dump.not_live {
        let _ = writeln!(
            out,
            "- Cổng không còn như trước / portal not live: `{}`: `{}`, {} ({})",
            site.name, site.state, site.since, site.reason,
        );
    }
    if !dump.choice.is_empty() {
        let _ = writeln!(
            out,
            "- Chỉ gồm / only: {}",
            dump.choice
                .iter()
                .map(|it| format!("`{it}`"))
                .collect::<Vec<_>>()
                .join(", ")
        );
    }
    out.push('\n');
}

fn tables(out: &mut String, dump: &Description) {
    out.push_str(
        "## Bảng / Tables\n\n| | dòng / rows | tệp / files | |\n| --- | ---: | ---: | --- |\n",
    );
    for (table, _) in &dump.tables {
        let files = dump
            .parts
            .iter()
            .filter(|part| part.table == *table)
            .count();
        let _ = writeln!(
            out,
            "| `{table}` | {} | {files} | {}. / {}. |",
            dump.rows(*table),
            table.vi(),
            table.en()
        );
    }
    out.push('\n');
}

fn coverage(out: &mut String, dump: &Description) {
    out.push_str(text::COVERAGE);
    out.push_str(
        "| tháng / month | bài / articles | bản / versions | đêm chạy / nights run | \
         đêm lỡ / nights missed |\n| --- | ---: | ---: | ---: | ---: |\n",
    );
    for (month, it) in &dump.months {
        let _ = writeln!(
            out,
            "| {month} | {} | {} | {} | {} |",
            it.articles, it.versions, it.nights, it.missed
        );
    }
    out.push('\n');
}

fn missing(out: &mut String, dump: &Description) {
    if dump.missing.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "### Dòng thiếu / Missing rows\n\n{} tệp của kho bị hỏng nên thiếu dòng; `missing.jsonl` \
         ghi rõ. / {} files of the archive are damaged, so rows are missing; `missing.jsonl` \
         names them.\n",
        dump.missing.len(),
        dump.missing.len()
    );
}

fn withheld(out: &mut String, dump: &Description) {
    out.push_str("## Không công bố / Withheld\n\n");
    let it = &dump.withheld;
    if it.is_empty() {
        out.push_str("Không có gì. / Nothing.\n\n");
        return;
    }
    let _ = writeln!(
        out,
        "- Bài không công bố / articles withheld: {}\n\
         - Bài không công bố một phần / articles withheld in part: {} (phần / fields: {}, chỗ chữ / \
         places in the text: {}, liên kết / links: {})\n\n\
         Cột `withheld` ghi phần nào; chữ không công bố thay bằng `{MARK}`. / The column `withheld` \
         names the parts; `{MARK}` stands where words are withheld.\n",
        it.articles, it.articles_in_part, it.fields, it.spans, it.links,
    );
    if !it.rows.is_empty() {
        out.push_str("| | dòng không công bố / rows withheld |\n| --- | ---: |\n");
        for (table, rows) in &it.rows {
            let _ = writeln!(out, "| `{table}` | {rows} |");
        }
        out.push('\n');
    }
    if let Some(contact) = &dump.contact {
        let _ = writeln!(
            out,
            "Yêu cầu gỡ: {contact}. / To have something taken down: {contact}.\n"
        );
    }
}

fn cite(out: &mut String, dump: &Description) {
    let year = dump
        .last_day()
        .map_or_else(String::new, |day| day.format("%Y").to_string());
    let _ = writeln!(
        out,
        "## Trích dẫn / How to cite\n\n> {}\n\n```bibtex\n@misc{{hpnews-{},\n  title = {{{TITLE}}},\n  \
         author = {{hpnews}},\n  year = {{{year}}},\n  version = {{{}}},\n  \
         note = {{state {}, data {}}}\n}}\n```\n\nKèm theo từng bài / for one article: `article_id`, \
         `captured_at`, `content_digest`.\n",
        dump.citation(),
        dump.fingerprint,
        dump.version(),
        dump.state,
        dump.fingerprint,
    );
}

fn columns(out: &mut String, dump: &Description) {
    out.push_str("## Cột / Columns\n\n");
    for (table, columns) in &dump.tables {
        let _ = writeln!(out, "### {table}\n\n| | | |\n| --- | --- | --- |");
        for column in columns {
            let kind = match column.kind {
                ColumnType::Text => "text",
                ColumnType::Json => "text (JSON)",
                ColumnType::Time => "time (UTC)",
                ColumnType::Date => "date",
                ColumnType::Integer => "integer",
                ColumnType::Flag => "boolean",
            };
            let null = if column.nullable { ", null" } else { "" };
            let _ = writeln!(
                out,
                "| `{}` | {kind}{null} | {}. / {}. |",
                column.name, column.vi, column.en
            );
        }
        out.push('\n');
    }
}
