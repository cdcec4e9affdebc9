//! The units: what systemd itself says of them.

use std::path::Path;
use std::process::{Command, Output};

fn hpnews(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_hpnews"))
        .args(args)
        .current_dir(dir)
        .env("HPNEWS_STATE", dir.join("state"))
        .env("XDG_CONFIG_HOME", dir.join("settings"))
        .env("HPNEWS_LANG", "en")
        .env_remove("SUDO_USER")
        .env_remove("HPNEWS_CONTACT")
        .env_remove("HPNEWS_CONFIG")
        .env_remove("HPNEWS_ARCHIVE")
        .output()
        .unwrap()
}

fn talk(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A folder whose name every reader of units stumbles over.
fn odd() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let odd = dir.path().join("tin 100% \"cũ\" $HOME");
    std::fs::create_dir(&odd).unwrap();
    std::fs::write(odd.join("config.toml"), "").unwrap();
    (dir, odd)
}

#[test]
fn the_units_are_written_verified_and_written_again_but_never_over_another_s() {
    let (_dir, odd) = odd();
    let output = hpnews(&odd, &["install-timer", "--at", "03:15"]);
    assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
    let said = talk(&output);
    assert!(
        said.contains("15 3 * * * cd '") && said.contains("systemctl --user"),
        "{said}"
    );
    let units = odd.join("settings/systemd/user");
    let timer = std::fs::read_to_string(units.join("hpnews.timer")).unwrap();
    assert!(timer.contains("OnCalendar=*-*-* 03:15:00\n") && timer.contains("Persistent=true"));
    assert_eq!(hpnews(&odd, &["install-timer"]).status.code(), Some(0));
    verify(&units, &["--user"]);
    std::fs::write(
        units.join("hpnews.service"),
        "[Service]\nExecStart=/bin/true\n",
    )
    .unwrap();
    let refused = hpnews(&odd, &["install-timer"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(talk(&refused).contains("--force"), "{}", talk(&refused));
    assert_eq!(
        hpnews(&odd, &["install-timer", "--force"]).status.code(),
        Some(0)
    );
}

#[test]
fn what_would_keep_every_night_from_running_is_told_when_the_timer_is_made() {
    let (_dir, odd) = odd();
    let warning = "No night will run like this: cannot crawl";
    let without = hpnews(&odd, &["install-timer", "--print"]);
    let said = talk(&without);
    assert!(
        said.contains(warning) && said.contains("hint: set identity.contact"),
        "{said}"
    );
    let with = hpnews(&odd, &["--contact", "a@b.vn", "install-timer", "--print"]);
    assert!(!talk(&with).contains(warning), "{}", talk(&with));
    let units = String::from_utf8(with.stdout).unwrap();
    assert_eq!(
        units.matches("--contact").count(),
        2,
        "service and cron: {units}"
    );
}

#[test]
fn the_system_s_units_are_sound_too() {
    let (_dir, odd) = odd();
    let output = hpnews(&odd, &["install-timer", "--system", "--print"]);
    assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    let (service, rest) = text.split_once("# hpnews.timer\n").unwrap();
    let (timer, cron) = rest.split_once("# cron\n").unwrap();
    assert!(cron.contains("100\\% "), "{cron}");
    let units = odd.join("units");
    std::fs::create_dir(&units).unwrap();
    std::fs::write(units.join("hpnews.service"), service).unwrap();
    std::fs::write(units.join("hpnews.timer"), timer).unwrap();
    verify(&units, &[]);
}

#[test]
fn no_path_of_a_unit_or_of_the_cron_line_has_two_dots() {
    let dir = tempfile::tempdir().unwrap();
    let work = dir.path().join("việc/trong");
    std::fs::create_dir_all(&work).unwrap();
    std::fs::write(
        dir.path().join("việc/config.toml"),
        "[nightly]\nmetrics = \"../so/a.prom\"\n",
    )
    .unwrap();
    std::fs::create_dir(dir.path().join("so")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(dir.path().join("so"), work.join("lối-tắt")).unwrap();
    let root = std::fs::canonicalize(dir.path()).unwrap();
    for (args, wanted) in [
        (
            &["--config", "../config.toml"][..],
            root.join("việc/trong/archive"),
        ),
        (
            &[
                "--config",
                ".././config.toml",
                "--archive",
                "../../kho/./mới",
            ],
            root.join("kho/mới"),
        ),
        // What stands before `..` is a link: the kernel goes to the folder beside its target.
        (
            &["--config", "../config.toml", "--archive", "lối-tắt/../kho"],
            root.join("kho"),
        ),
    ] {
        let args = [args, &["install-timer", "--system", "--print"]].concat();
        let output = hpnews(&work, &args);
        assert_eq!(output.status.code(), Some(0), "{}", talk(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        let paths = text.lines().filter(|line| line.contains('/'));
        assert!(
            !paths
                .into_iter()
                .any(|line| line.contains("/../") || line.contains("/./")),
            "{args:?}: {text}"
        );
        assert!(text.contains(wanted.to_str().unwrap()), "{args:?}: {text}");
        let (service, rest) = text.split_once("# hpnews.timer\n").unwrap();
        let timer = rest.split_once("# cron\n").unwrap().0;
        std::fs::write(dir.path().join("hpnews.service"), service).unwrap();
        std::fs::write(dir.path().join("hpnews.timer"), timer).unwrap();
        verify(dir.path(), &[]);
    }
}

#[test]
fn a_time_that_is_none_is_refused() {
    let (_dir, odd) = odd();
    let output = hpnews(&odd, &["install-timer", "--at", "25:00"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(talk(&output).contains("HH:MM"), "{}", talk(&output));
}

/// systemd's own opinion: no word against our files.
fn verify(units: &Path, how: &[&str]) {
    let output = Command::new("systemd-analyze")
        .args(how)
        .arg("verify")
        .args([units.join("hpnews.service"), units.join("hpnews.timer")])
        .env("XDG_RUNTIME_DIR", units)
        .output();
    let output = match output {
        Ok(output) => output,
        Err(error) => {
            eprintln!("SKIPPED systemd-analyze verify: {error}");
            return;
        }
    };
    let said = talk(&output);
    let ours: Vec<&str> = said
        .lines()
        .filter(|line| line.contains("hpnews.") && !line.contains("man "))
        .collect();
    assert!(ours.is_empty(), "{said}");
}
