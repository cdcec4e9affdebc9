//! `hpnews completions`, `hpnews man`, `hpnews schema`: texts made from the code itself.

use std::path::Path;

use anyhow::Context as _;
use clap::CommandFactory;
use clap_complete::Shell;

use super::args::{Cli, SchemaArg};
use super::{console, exit};

pub(super) fn completions(shell: Shell) -> anyhow::Result<u8> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "hpnews", &mut text);
    console::data(&String::from_utf8(text)?)?;
    Ok(exit::COMPLETE)
}

pub(super) fn man(dir: Option<&Path>) -> anyhow::Result<u8> {
    if let Some(dir) = dir {
        clap_mangen::generate_to(Cli::command(), dir)
            .with_context(|| format!("cannot write man pages into {}", dir.display()))?;
    } else {
        let mut text = Vec::new();
        clap_mangen::Man::new(Cli::command()).render(&mut text)?;
        console::data(&String::from_utf8(text)?)?;
    }
    Ok(exit::COMPLETE)
}

pub(super) fn schema(of: SchemaArg) -> anyhow::Result<u8> {
    console::data(&match of {
        SchemaArg::Snapshot => crate::record::snapshot_schema(),
        SchemaArg::Change => crate::record::change_schema(),
    })?;
    Ok(exit::COMPLETE)
}
