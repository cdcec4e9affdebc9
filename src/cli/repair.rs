//! `hpnews repair`.

use super::args::{Global, Repair};
use super::exit;

pub(super) fn run(_global: &Global, _args: &Repair) -> anyhow::Result<u8> {
    Ok(exit::COMPLETE)
}
