//! A version that cannot be read is told, and its file's name gives nothing away that is withheld.

use std::fs;

use crate::archive::{article_id, url};
use crate::command::ran;
use crate::scene::{Scene, says};

#[test]
fn what_is_left_out_is_named_by_its_file_only_where_nothing_is_withheld() {
    let takedown =
        |line: &str| format!("[[article]]\n{line}\nreason = \"yêu cầu\"\non = 2026-11-23\n");
    for (case, list, code, tells_file) in [
        ("nothing", String::new(), 1, true),
        (
            "some words",
            takedown("text = \"Nguyễn Văn Hành\""),
            1,
            false,
        ),
        (
            "another article",
            takedown(&format!("url = \"{}\"", url(1))),
            1,
            false,
        ),
        (
            "a field of it",
            takedown(&format!("url = \"{}\"\nfields = [\"url\"]", url(2))),
            2,
            false,
        ),
        (
            "the article",
            takedown(&format!("url = \"{}\"", url(2))),
            2,
            false,
        ),
    ] {
        let scene = Scene::of(&[says("Cầu Rào 2", &["Thông xe."])]);
        let files = scene.night(1, &[(2, says("Cầu Bính", &["Sửa chữa."]))]);
        fs::write(scene.path().join(&files[0]), "{").unwrap();
        let dir = scene.dir.path();
        fs::write(dir.join("withhold.toml"), list).unwrap();
        let (out, err) = ran(dir, code, &["search", "cầu"]);
        let said = format!("{out}{err}");
        assert_eq!(said.contains(&files[0]), tells_file, "{case}: {said}");
        let names = |what: &str| said.contains(what);
        assert_eq!(names(".json"), tells_file, "{case}: {said}");
        assert!(tells_file || !names(&url(2)), "{case}: {said}");
        let id = article_id(2);
        assert!(names("cannot be read") != tells_file, "{case}: {said}");
        assert!(tells_file || names(&id), "{case}: {said}");
        if code == 1 {
            let (_, err) = ran(dir, 1, &["search", "--include-withheld", "cầu"]);
            assert!(err.contains(&files[0]), "{case}, the operator: {err}");
        }
    }
}
