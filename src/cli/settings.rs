//! `hpnews config`: every value in force and who set it.

use std::fmt::Write as _;

use serde::Serialize;

use super::args::Global;
use super::context::Context;
use super::{console, exit};

#[derive(Serialize)]
struct SettingLine<'a> {
    key: &'a str,
    value: &'a str,
    source: String,
}

pub(super) fn run(global: &Global) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let settings = &context.config.settings;
    if global.json {
        for setting in settings {
            console::json_line(&SettingLine {
                key: &setting.key,
                value: &setting.value,
                source: setting.source.to_string(),
            })?;
        }
        return Ok(exit::COMPLETE);
    }
    let mut text = String::new();
    for setting in settings {
        let left = format!("{} = {}", setting.key, setting.value);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{left:<60}  # {}", setting.source);
    }
    console::data(&text)?;
    Ok(exit::COMPLETE)
}
