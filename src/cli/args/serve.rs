//! The arguments of `serve`.

use std::net::SocketAddr;

use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = AFTER)]
pub(in crate::cli) struct ServeArgs {
    /// Where to listen [default: `serve.bind` of the configuration]
    #[arg(long, value_name = "ADDR:PORT")]
    pub(in crate::cli) bind: Option<SocketAddr>,
    /// Where pages as they were are shown [default: the next port]
    #[arg(long, value_name = "ADDR:PORT")]
    pub(in crate::cli) replay_bind: Option<SocketAddr>,
    /// A name under which it may be asked, besides localhost; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(in crate::cli) host: Vec<String>,
    /// Everybody may read who can reach it
    #[arg(long)]
    pub(in crate::cli) public: bool,
}

const AFTER: &str = "\
Only this machine can reach the default address. Beyond it the reading room needs a name (--host)
and a login in $HPNEWS_SERVE_LOGIN (user:password) or a token in $HPNEWS_SERVE_TOKEN, or --public.
Takedowns always hold: what withhold.toml names is on no page.";
