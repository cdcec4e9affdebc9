//! `hpnews import`: stub
use super::args::{self, Global};
pub(super) fn run(_global: &Global, _args: &args::Import) -> anyhow::Result<u8> {
    todo!()
}
