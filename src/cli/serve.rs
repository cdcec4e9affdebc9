//! `hpnews serve`: the archive in a browser, until it is told to stop.

use std::sync::Arc;

use anyhow::Context as _;

use super::args::{Global, ServeArgs};
use super::console::Console;
use super::context::Context;
use super::exit;
use super::next_step::hinted;
use super::runtime::runtime;
use super::signals::Signals;
use crate::config::Config;
use crate::published::{Audience, Published};
use crate::search::bring_up_to_date;
use crate::serve::ReadingRoom;
use crate::store::Archive;

pub(super) fn run(global: &Global, args: &ServeArgs) -> anyhow::Result<u8> {
    let mut context = Context::for_reading(global)?;
    let settings = &mut context.config.serve;
    settings.bind = args.bind.unwrap_or(settings.bind);
    settings.replay_bind = args.replay_bind.or(settings.replay_bind);
    settings.hosts.extend(args.host.iter().cloned());
    settings.public |= args.public;
    runtime()?.block_on(open(Arc::new(context.config), context.console))?;
    Ok(exit::COMPLETE)
}

/// Opens the reading room and says where; returns when it was told to stop.
pub(super) async fn open(config: Arc<Config>, console: Console) -> anyhow::Result<()> {
    index(&config, console)?;
    let secret = |name: &str| std::env::var(name).ok().filter(|it| !it.is_empty());
    let login = secret(&config.serve.login_env);
    let token = secret(&config.serve.token_env);
    let room = ReadingRoom::open(config, login.as_deref(), token.as_deref());
    let room = room.await.map_err(hinted)?;
    console.say(&format!(
        "{} http://{}/\n{} http://{}/\n{}",
        console.lang.pick("Phòng đọc:", "Reading room:"),
        room.room_address,
        console
            .lang
            .pick("Trang như đã lưu:", "Pages as they were:"),
        room.replay_address,
        console.lang.pick("Ctrl-C để dừng.", "Ctrl-C stops it."),
    ));
    let mut signals = Signals::listen().context("cannot listen to signals")?;
    room.serve(async move { signals.next().await })
        .await
        .map_err(hinted)
}

/// The room itself writes nothing, so words are indexed before it opens. Where that cannot be (a
/// read-only disk), all else can be read.
fn index(config: &Config, console: Console) -> anyhow::Result<()> {
    let reader = Archive::open_for_reading(&config.archive_dir).map_err(hinted)?;
    let published = Published::open(reader, config, Audience::Public).map_err(hinted)?;
    match bring_up_to_date(&published, &mut |_| {}) {
        Ok(unread) if unread.is_empty() => {}
        Ok(unread) => console.complain(&format!(
            "{} {} (`hpnews verify`)",
            unread.len(),
            console.lang.pick(
                "bản không đọc được, nên không tìm được",
                "versions cannot be read, and so not be searched",
            ),
        )),
        Err(error) => console.complain(&format!(
            "{}: {error}",
            console.lang.pick(
                "không cập nhật được chỉ mục tìm kiếm",
                "the search index stays as it is"
            ),
        )),
    }
    Ok(())
}
