//! `hpnews bucket`.

use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct BucketArgs {
    #[command(subcommand)]
    pub(in crate::cli) command: BucketCommand,
    /// The archive's name in the bucket [default: what its folder noted, or `archive`]
    #[arg(long, value_name = "NAME", global = true)]
    pub(in crate::cli) site: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum BucketCommand {
    /// Bring there what is not there yet: sealed files, then what a run has begun
    Push,
    /// Restore the archive into an empty folder, byte for byte
    Pull,
    /// Prove that the bucket holds what its log says
    Check {
        /// Compare lengths alone; read nothing
        #[arg(long)]
        quick: bool,
    },
    /// Remove WARC files from this disk that the bucket holds; they are then read from there
    Evict,
}
