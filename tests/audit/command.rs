//! The commands: exit codes, data on stdout, talk on stderr.

use std::fs;

use crate::scene::{copy_of_nights, flip, memory, nights, run, those};

#[test]
fn exit_codes_and_lines() {
    let config = &nights().config;
    let copy = copy_of_nights();
    let (code, out, said) = run(copy.path(), config, &["verify", "--deep"]);
    assert_eq!((code, out.as_str()), (0, ""), "{said}");
    assert!(
        said.contains("0 findings") && said.contains("2 manifests"),
        "{said}"
    );

    let file = those(copy.path(), "snapshots/", ".json").remove(0);
    flip(&copy.path().join(&file), 400, 2);
    let (code, out, _) = run(copy.path(), config, &["verify"]);
    assert_eq!(code, 1);
    let line = out.lines().find(|it| it.starts_with("altered: ")).unwrap();
    assert!(
        line.contains(&file) && line.contains("hint: run `hpnews repair`"),
        "{line}"
    );

    let (code, out, _) = run(copy.path(), config, &["--json", "verify"]);
    assert_eq!(code, 1);
    let lines: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let (counts, found) = lines.split_last().unwrap();
    assert_eq!(counts["counts"]["findings"], found.len());
    assert!(
        found
            .iter()
            .any(|it| it["file"] == file.as_str() && it["what"] == "altered")
    );

    let (code, out, _) = run(copy.path(), config, &["repair", "--dry-run"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("would repair: restore"), "{out}");
    let (code, out, said) = run(copy.path(), config, &["repair"]);
    assert_eq!(code, 0, "{out}{said}");
    assert_eq!(
        run(copy.path(), config, &["verify", "--sample", "1/3"]).0,
        0
    );

    let nothing = memory();
    fs::create_dir(nothing.path().join("x")).unwrap();
    let (code, _, said) = run(&nothing.path().join("x"), config, &["verify"]);
    assert_eq!(code, 2, "{said}");
    assert_eq!(run(copy.path(), config, &["verify", "--sample", "30"]).0, 2);
}
