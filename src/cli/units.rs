//! The text of the units and the cron line, with every path quoted as its reader wants it.
//!
//! Pure: systemd.syntax(7), systemd.exec(5), systemd.timer(5), crontab(5).

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use chrono::{NaiveTime, Timelike};

/// The first line of what we write: what does not begin so is another's.
pub(super) const MARK: &str = "# Written by `hpnews install-timer`; it will be overwritten.\n";

/// Whose systemd it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UnitScope {
    User,
    System,
}

/// What the units say. All paths are absolute.
#[derive(Clone, Debug)]
pub(super) struct SystemdUnits {
    pub(super) scope: UnitScope,
    pub(super) at: NaiveTime,
    pub(super) binary: PathBuf,
    pub(super) config: Option<PathBuf>,
    /// Where relative paths of the configuration begin.
    pub(super) home: PathBuf,
    pub(super) archive: PathBuf,
    pub(super) state: PathBuf,
    /// Everything a night writes.
    pub(super) writes: Vec<PathBuf>,
    /// Who to tell the sites of, where the configuration does not say.
    pub(super) contact: Option<String>,
    /// Whose the system service is.
    pub(super) user: Option<String>,
}

/// Refuses what no unit can name.
pub(super) fn check(units: &SystemdUnits) -> Result<(), &Path> {
    let all = [&units.binary, &units.home, &units.archive, &units.state];
    let mut all = all.into_iter().chain(&units.config).chain(&units.writes);
    let bad = all.find(|path| {
        path.to_str()
            .is_none_or(|text| text.contains(['\n', '\r', '\0']))
    });
    bad.map_or(Ok(()), |path| Err(path.as_path()))
}

impl SystemdUnits {
    /// The file of keys and passwords, which need not be there.
    pub(super) fn secrets(&self) -> PathBuf {
        self.home.join("hpnews.env")
    }

    pub(super) fn service(&self) -> String {
        let mut command = quoted(&self.binary);
        if let Some(config) = &self.config {
            let _ = write!(command, " --config {}", argument(config));
        }
        let _ = write!(command, " --archive {}", argument(&self.archive));
        if let Some(contact) = &self.contact {
            let _ = write!(command, " --contact {}", argument(Path::new(contact)));
        }
        command.push_str(" --log plain nightly");
        let mut text = format!(
            "{MARK}[Unit]
Description=hpnews: a night of the news archive
Documentation=man:hpnews(1)
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command}
WorkingDirectory={}
Environment={}
# HPNEWS_WEBHOOK_KEY=…, HPNEWS_SMTP_USER=…, HPNEWS_SMTP_PASSWORD=…; readable for its owner only.
EnvironmentFile=-{}
# As Ctrl-C: the request under way is finished, and the next night goes on.
KillSignal=SIGINT
TimeoutStartSec=23h
TimeoutStopSec=3min
# 1: done, with failures the report names; 130: stopped. Only 2 is a failed unit.
SuccessExitStatus=1 130
Nice=10
IOSchedulingClass=idle
",
            plain(&self.home),
            assignment("HPNEWS_STATE", &self.state),
            plain(&self.secrets()),
        );
        text.push_str(HARDENING);
        if self.scope == UnitScope::System {
            if let Some(user) = &self.user {
                let _ = writeln!(text, "User={}\nCapabilityBoundingSet=", percent(user));
            }
            text.push_str(SYSTEM_HARDENING);
            let writes: Vec<String> = self.writes.iter().map(|path| quoted(path)).collect();
            let _ = writeln!(text, "ReadWritePaths={}", writes.join(" "));
        }
        text
    }

    pub(super) fn timer(&self) -> String {
        format!(
            "{MARK}[Unit]
Description=hpnews: every night

[Timer]
OnCalendar=*-*-* {:02}:{:02}:00
# A night the machine slept through is caught up when it wakes.
Persistent=true
RandomizedDelaySec=10min
AccuracySec=1min

[Install]
WantedBy=timers.target
",
            self.at.hour(),
            self.at.minute()
        )
    }

    pub(super) fn cron(&self) -> String {
        let config = self.config.as_deref();
        let config = config.map_or_else(String::new, |it| format!(" --config {}", shell(it)));
        let contact = self.contact.as_deref().map(Path::new);
        let contact = contact.map_or_else(String::new, |it| format!(" --contact {}", shell(it)));
        let line = format!(
            "cd {} && HPNEWS_STATE={} {}{config} --archive {}{contact} --log plain nightly",
            shell(&self.home),
            shell(&self.state),
            shell(&self.binary),
            shell(&self.archive)
        );
        // cron takes a bare % for the end of the command.
        let line = line.replace('%', "\\%");
        format!("{} {} * * * {line}", self.at.minute(), self.at.hour())
    }
}

/// What works in a user's systemd too: none of these needs a mount namespace.
const HARDENING: &str = "\
UMask=0022
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
# AF_UNIX: the door to the network is a socket of its own; AF_NETLINK: name resolution.
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
";

const SYSTEM_HARDENING: &str = "\
ProtectSystem=strict
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictNamespaces=yes
MemoryDenyWriteExecute=yes
";

fn text(path: &Path) -> &str {
    // `check` has refused others.
    path.to_str().unwrap_or_default()
}

/// systemd reads `%` as the beginning of a specifier.
fn percent(text: &str) -> String {
    text.replace('%', "%%")
}

/// A setting that is one path as it is.
fn plain(path: &Path) -> String {
    percent(text(path))
}

/// One word of a setting that is a list of words.
fn quoted(path: &Path) -> String {
    format!("\"{}\"", inside(text(path)))
}

fn inside(text: &str) -> String {
    percent(&text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// One argument of a command, where `$` begins a variable as well.
fn argument(path: &Path) -> String {
    quoted(path).replace('$', "$$")
}

fn assignment(name: &str, path: &Path) -> String {
    format!("\"{name}={}\"", inside(text(path)))
}

/// One word for a POSIX shell.
fn shell(path: &Path) -> String {
    format!("'{}'", text(path).replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn units(scope: UnitScope) -> SystemdUnits {
        let root = Path::new("/srv/tin tức 100% \"cũ\" $x\\y");
        SystemdUnits {
            scope,
            at: NaiveTime::from_hms_opt(2, 5, 0).unwrap(),
            binary: PathBuf::from("/opt/hp news/hpnews"),
            config: Some(root.join("config.toml")),
            home: root.to_path_buf(),
            archive: root.join("archive"),
            state: root.join("state"),
            writes: vec![root.join("archive"), root.join("state")],
            contact: None,
            user: None,
        }
    }

    #[test]
    fn a_contact_that_no_file_holds_goes_with_the_units() {
        let mut units = units(UnitScope::User);
        assert!(!units.service().contains("--contact") && !units.cron().contains("--contact"));
        units.contact = Some("https://a.vn/?q=50%&x=$y".to_owned());
        let service = units.service();
        assert!(
            service.contains("--contact \"https://a.vn/?q=50%%&x=$$y\" --log plain nightly"),
            "{service}"
        );
        let cron = units.cron();
        assert!(
            cron.contains("--contact 'https://a.vn/?q=50\\%&x=$y' --log"),
            "{cron}"
        );
    }

    #[test]
    fn paths_with_spaces_percents_quotes_and_dollars_stay_what_they_are() {
        let service = units(UnitScope::System).service();
        assert!(service.contains(
            r#"ExecStart="/opt/hp news/hpnews" --config "/srv/tin tức 100%% \"cũ\" $$x\\y/config.toml" --archive "#
        ), "{service}");
        assert!(
            service.contains("\nWorkingDirectory=/srv/tin tức 100%% \"cũ\" $x\\y\n"),
            "{service}"
        );
        assert!(
            service.contains(r#"ReadWritePaths="/srv/tin tức 100%% \"cũ\" $x\\y/archive" "#),
            "{service}"
        );
        let cron = units(UnitScope::User).cron();
        assert!(
            cron.starts_with("5 2 * * * cd '/srv/tin tức 100\\% \"cũ\" $x\\y' && "),
            "{cron}"
        );
    }

    #[test]
    fn only_a_system_service_has_what_needs_a_mount_namespace() {
        assert!(!units(UnitScope::User).service().contains("ProtectSystem"));
        assert!(
            units(UnitScope::System)
                .service()
                .contains("ProtectSystem=strict")
        );
    }

    #[test]
    fn what_no_unit_can_name_is_refused() {
        let mut units = units(UnitScope::User);
        units.archive = PathBuf::from("/srv/a\nExecStart=/bin/sh");
        assert_eq!(check(&units), Err(units.archive.as_path()));
    }
}
