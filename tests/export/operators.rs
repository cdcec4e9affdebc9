//! What is made with `--include-withheld` says so itself: a file outlives the terminal it was
//! made on.

use hpnews::report::{Language, for_operator};

use crate::planting::line;
use crate::planting::{two_nights, withhold};
use crate::scene::{NAMED, contents};

const ALL: &str = "--include-withheld";

#[test]
fn a_report_and_a_feed_for_the_operator_say_so_inside() {
    let world = two_nights();
    let truth = world.truth_of(NAMED);
    let (vi, en) = (
        for_operator(Language::Vietnamese),
        for_operator(Language::English),
    );
    for (lang, said) in [("vi", vi), ("en", en)] {
        for form in ["html", "md"] {
            let args = ["report", "--format", form, "--lang", lang];
            let all = world.run(&[&args[..], &[ALL]].concat());
            assert!(all.exits(0, &[]).out.contains(said), "{args:?}");
            assert!(!world.run(&args).out.contains(ALL), "{args:?}");
        }
    }
    for (args, wanted) in [
        (&["--json", "report"][..], false),
        (&["--json", "report", ALL], true),
    ] {
        let told = world.run(args).exits(0, &[]).json();
        assert_eq!(told[0]["includes_withheld"], wanted);
    }

    // The documents of both kinds, and back again, whether or not something is withheld.
    let feeds = world.archive().join("feeds");
    let whole = line(&format!("url = \"{}\"", truth.url), "");
    for lines in [vec![whole], vec![]] {
        withhold(&world, &lines);
        for (args, marked) in [(&["feeds", ALL][..], true), (&["feeds"], false)] {
            world.run(args).exits(0, &[]);
            for (name, bytes) in contents(&feeds) {
                let text = String::from_utf8(bytes).unwrap();
                assert_eq!(text.contains(vi), marked, "{name}, {lines:?}");
            }
        }
    }
}
