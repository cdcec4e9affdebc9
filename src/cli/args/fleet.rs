//! The options of `hpnews worker` and `hpnews fleet`.

use clap::{ArgGroup, Args, Subcommand};

#[derive(Debug, Args)]
pub(in crate::cli) struct WorkerArgs {
    /// Most sites this worker takes
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(in crate::cli) capacity: u16,
    /// Its name; no other worker of the fleet has it [default: this machine's]
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) name: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum FleetCommand {
    /// Make the tables, claim the bucket, and enter the sites of the configuration
    Init,
    /// Say who has which site, until when, and when its next night is due
    Status,
    /// Have workers give their sites back and end
    Drain(DrainArgs),
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("whom").required(true).args(["worker", "all"]))]
pub(in crate::cli) struct DrainArgs {
    /// The worker, by the name `hpnews fleet status` prints
    #[arg(value_name = "WORKER")]
    pub(in crate::cli) worker: Option<String>,
    /// All workers
    #[arg(long)]
    pub(in crate::cli) all: bool,
}
