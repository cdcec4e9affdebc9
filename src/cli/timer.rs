//! `hpnews install-timer`: a systemd service and timer for `nightly`, and the cron line.
#![expect(
    clippy::disallowed_methods,
    reason = "the command line is where a person's units are read and written"
)]

use std::path::{Component, Path, PathBuf};

use anyhow::{Context as _, anyhow};

use super::args::{Global, InstallTimerArgs};
use super::context::{self, Context};
use super::next_step::NextStep;
use super::runtime::state_dir;
use super::units::{self, SystemdUnits, UnitScope};
use super::{console, exit};
use crate::crawl;

pub(super) fn run(global: &Global, args: &InstallTimerArgs) -> anyhow::Result<u8> {
    let context = Context::new(global)?;
    let console = context.console;
    let units = plan(global, args, &context)?;
    let (service, timer) = (units.service(), units.timer());
    foretell(&context);
    if args.print {
        let text = format!(
            "# hpnews.service\n{service}\n# hpnews.timer\n{timer}\n# cron\n{}\n",
            units.cron()
        );
        console::data(&text)?;
        return Ok(exit::COMPLETE);
    }
    let folder = folder(units.scope)?;
    let files = [("hpnews.service", service), ("hpnews.timer", timer)]
        .map(|(name, text)| (folder.join(name), text));
    for (path, _) in &files {
        if !args.force {
            refuse_foreign(path)?;
        }
    }
    // The service may write nowhere else, and systemd wants these to be there.
    for dir in &units.writes {
        make(dir)?;
    }
    make(&folder)?;
    for (path, text) in &files {
        write(path, text)?;
        console::data(&format!("{}\n", path.display()))?;
    }
    let lang = console.lang;
    let systemctl = match units.scope {
        UnitScope::User => "systemctl --user",
        UnitScope::System => "systemctl",
    };
    console.say(&format!(
        "{}: {systemctl} daemon-reload && {systemctl} enable --now hpnews.timer",
        lang.pick("Bật", "Switch it on")
    ));
    if units.scope == UnitScope::User {
        console.say(lang.pick(
            "Để chạy cả khi không đăng nhập: loginctl enable-linger",
            "To let it run while nobody is logged in: loginctl enable-linger",
        ));
    }
    console.say(&format!(
        "{}: {}",
        lang.pick("Khoá và mật khẩu đặt trong", "Keys and passwords go into"),
        units.secrets().display()
    ));
    console.say(&format!(
        "{}:\n{}",
        lang.pick("Hoặc dùng cron", "Or with cron"),
        units.cron()
    ));
    Ok(exit::COMPLETE)
}

/// Nobody watches a night: what would keep each from running is told now.
fn foretell(context: &Context) {
    let Err(error) = crawl::check(&context.config, &crawl::Plan::default()) else {
        return;
    };
    let console = context.console;
    console.complain(&format!(
        "{}: {error}",
        console.lang.pick(
            "Như thế này thì không đêm nào chạy được",
            "No night will run like this"
        )
    ));
    if let Some(hint) = error.hint() {
        console.complain(&format!("hint: {hint}"));
    }
}

fn plan(
    global: &Global,
    args: &InstallTimerArgs,
    context: &Context,
) -> anyhow::Result<SystemdUnits> {
    let config = context::config_file(global)
        .map(|path| absolute(&path))
        .transpose()?;
    let home = match config.as_deref().and_then(Path::parent) {
        Some(folder) => folder.to_path_buf(),
        None => absolute(Path::new("."))?,
    };
    let archive = absolute(&context.config.archive_dir)?;
    let state = absolute(&state_dir()?)?;
    let mut writes = vec![archive.clone(), state.clone()];
    if let Some(metrics) = &context.config.nightly.metrics {
        let metrics = absolute(&home.join(metrics))?;
        writes.extend(metrics.parent().map(Path::to_path_buf));
    }
    let scope = if args.system {
        UnitScope::System
    } else {
        UnitScope::User
    };
    let units = SystemdUnits {
        scope,
        at: args.at,
        binary: absolute(&std::env::current_exe().context("cannot tell where this program lies")?)?,
        config,
        home,
        archive,
        state,
        writes,
        contact: context::own_contact(global),
        user: std::env::var("SUDO_USER")
            .ok()
            .filter(|it| !it.is_empty() && args.system),
    };
    units::check(&units).map_err(|path| {
        anyhow!(
            "cannot name {} in a unit: a line break or a name that is no text",
            path.display()
        )
        .with_next_step("give that folder a plainer name")
    })?;
    Ok(units)
}

/// The full path without `.` and `..`, which systemd refuses. What lies before a `..` is looked
/// up: behind a symbolic link its folder is another than the name says.
fn absolute(path: &Path) -> anyhow::Result<PathBuf> {
    let full = std::path::absolute(path)
        .with_context(|| format!("cannot tell the full path of {}", path.display()))?;
    let mut plain = PathBuf::new();
    for part in full.components() {
        match part {
            Component::ParentDir => {
                plain = std::fs::canonicalize(&plain).unwrap_or(plain);
                plain.pop();
            }
            Component::CurDir => {}
            other => plain.push(other),
        }
    }
    Ok(plain)
}

/// Where systemd looks for units.
fn folder(scope: UnitScope) -> anyhow::Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    match scope {
        UnitScope::System => Ok(PathBuf::from("/etc/systemd/system")),
        UnitScope::User => set("XDG_CONFIG_HOME")
            .map(PathBuf::from)
            .or_else(|| Some(PathBuf::from(set("HOME")?).join(".config")))
            .map(|config| config.join("systemd/user"))
            .ok_or_else(|| {
                anyhow!("cannot tell where your units lie: $HOME is not set")
                    .with_next_step("use --system, or --print and put them there yourself")
            }),
    }
}

fn refuse_foreign(path: &Path) -> anyhow::Result<()> {
    match std::fs::read_to_string(path) {
        Ok(text) if text.starts_with(units::MARK) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(anyhow!(
            "will not overwrite {}: hpnews did not write it",
            path.display()
        )
        .with_next_step("move it away, or use --force")),
    }
}

fn make(dir: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(dir).with_context(|| format!("cannot make {}", dir.display()))
}

/// In one step: systemd may read at any moment.
fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    std::fs::write(&beside, text)
        .and_then(|()| std::fs::rename(&beside, path))
        .with_context(|| format!("cannot write {}", path.display()))
        .map_err(|error| {
            error.with_next_step("--system needs root; --user writes into your own folder")
        })
}
