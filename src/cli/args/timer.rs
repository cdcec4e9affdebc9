//! The options of `hpnews install-timer`.

use chrono::NaiveTime;
use clap::Args;

#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "four switches of a command, each on its own"
)]
pub(in crate::cli) struct InstallTimerArgs {
    /// For your own systemd [default]
    #[arg(long, conflicts_with = "system")]
    pub(in crate::cli) user: bool,
    /// For the machine's systemd; needs root
    #[arg(long)]
    pub(in crate::cli) system: bool,
    /// When, in this machine's time
    #[arg(long, default_value = "02:30", value_name = "HH:MM", value_parser = time_of_day)]
    pub(in crate::cli) at: NaiveTime,
    /// Print units and cron line; write nothing
    #[arg(long)]
    pub(in crate::cli) print: bool,
    /// Overwrite units that hpnews did not write
    #[arg(long)]
    pub(in crate::cli) force: bool,
}

fn time_of_day(text: &str) -> Result<NaiveTime, String> {
    NaiveTime::parse_from_str(text, "%H:%M")
        .map_err(|_| "a time is written HH:MM, as in 02:30".to_owned())
}
