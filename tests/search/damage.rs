//! Bad input: an index that is damaged, snapshots that are, and a disk that is full.

use std::fs;

use hpnews::search::{SearchError, SearchStep, remake, search};

use crate::scene::{Scene, question, says};

fn scene() -> Scene {
    Scene::of(&[
        says("Cầu Rào 2", &["Thông xe."]),
        says("Cầu Bính", &["Sửa chữa."]),
    ])
}

#[test]
fn a_damaged_index_is_made_anew_and_said() {
    let scene = scene();
    assert_eq!(scene.find("cầu").len(), 2);
    let path = scene.path().join("search.sqlite");
    let whole = fs::read(&path).unwrap();
    let zeroed = |from: usize, to: usize| {
        let mut bytes = whole.clone();
        bytes[from..to].fill(0);
        bytes
    };
    for (what, bytes) in [
        (
            "garbage",
            b"this is no database, and long enough to be taken for none".repeat(100),
        ),
        ("cut in half", whole[..whole.len() / 2].to_vec()),
        ("the first page zeroed", zeroed(0, 4096)),
        ("all but the first page zeroed", zeroed(4096, whole.len())),
        ("another form", {
            let mut bytes = whole.clone();
            bytes[63] = 99;
            bytes
        }),
        ("a few bytes", whole[..50].to_vec()),
    ] {
        for ending in ["-wal", "-shm"] {
            let _ = fs::remove_file(scene.path().join(format!("search.sqlite{ending}")));
        }
        fs::write(&path, bytes).unwrap();
        let (answer, notices) = scene.ask(&question("cầu"));
        assert_eq!(answer.hits.len(), 2, "{what}");
        assert!(
            notices.contains(&SearchStep::MadeAnew),
            "{what}: {notices:?}"
        );
        let (_, notices) = scene.ask(&question("cầu"));
        assert_eq!(notices, [], "{what}: once");
    }
    fs::write(&path, b"").unwrap();
    assert_eq!(
        scene.find("cầu").len(),
        2,
        "an empty file is an empty index"
    );
}

#[test]
fn an_index_of_another_archive_is_made_anew() {
    let (one, other) = (scene(), Scene::of(&[says("Bến phà", &["Đóng cửa."])]));
    other.night(1, &[(2, says("Bến cảng", &["Mở cửa."]))]);
    assert_eq!(other.find("bến").len(), 2);
    assert_eq!(one.find("cầu").len(), 2);
    fs::copy(
        other.path().join("search.sqlite"),
        one.path().join("search.sqlite"),
    )
    .unwrap();
    let (answer, notices) = one.ask(&question("cầu"));
    assert_eq!(answer.hits.len(), 2);
    assert!(notices.contains(&SearchStep::MadeAnew));
    assert_eq!(one.find("bến"), Vec::<u32>::new());
}

#[test]
fn a_snapshot_that_is_damaged_is_named_and_the_others_are_found() {
    let scene = scene();
    let files = scene.night(
        1,
        &[
            (3, says("Cầu Kiền", &["Nhịp giữa."])),
            (4, says("Cầu Đất", &["Phố cũ."])),
        ],
    );
    let path = scene.path().join(&files[0]);
    let whole = fs::read(&path).unwrap();
    fs::write(&path, "{").unwrap();
    let (answer, _) = scene.ask(&question("cầu"));
    let mut found = crate::scene::numbers(&answer);
    found.sort_unstable();
    assert_eq!(found, [1, 2, 4]);
    assert_eq!(answer.unread.len(), 1);
    assert!(
        answer.unread[0].cause.as_ref().unwrap().contains(&files[0]),
        "{:?}",
        answer.unread
    );
    fs::write(&path, whole).unwrap();
    let (answer, _) = scene.ask(&question("cầu"));
    assert_eq!(
        (answer.hits.len(), answer.unread.len()),
        (4, 0),
        "it was restored"
    );
    // Gone after it was indexed.
    fs::remove_file(&path).unwrap();
    let (answer, _) = scene.ask(&question("cầu"));
    assert_eq!((answer.hits.len(), answer.unread.len()), (3, 1));
    let (answer, _) = scene.ask(&question("bính"));
    assert_eq!(answer.unread, [], "nothing that was asked for is missing");
}

#[test]
fn an_update_takes_in_what_is_new_and_nothing_twice() {
    let scene = scene();
    assert_eq!(scene.find("cầu").len(), 2);
    scene.night(
        1,
        &[
            (1, says("Cầu Rào 2", &["Đóng đường."])),
            (3, says("Cầu Kiền", &[])),
        ],
    );
    let (answer, notices) = scene.ask(&question("cầu"));
    assert_eq!(answer.hits.len(), 3);
    assert_eq!(notices, [SearchStep::Indexing { done: 2, total: 2 }]);
    assert_eq!(answer.indexed, 4);
    assert_eq!(scene.find("thông xe"), Vec::<u32>::new());
    assert!(remake(&scene.reader(), &mut |_| {}).unwrap());
    let (again, notices) = scene.ask(&question("cầu"));
    assert_eq!((again.hits, notices), (answer.hits, Vec::new()));
}

#[test]
fn there_is_nothing_to_remake_where_nobody_searched() {
    let scene = scene();
    assert!(!remake(&scene.reader(), &mut |_| {}).unwrap());
    assert!(!scene.path().join("search.sqlite").exists());
}

#[test]
fn what_another_process_is_indexing_is_not_touched() {
    let scene = scene();
    let lock = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(false)
        .open(scene.path().join("search.lock"))
        .unwrap();
    lock.lock().unwrap();
    let refused = search(&scene.reader(), &question("cầu"), &mut |_| {});
    assert!(matches!(refused, Err(SearchError::BeingMade { .. })));
    lock.unlock().unwrap();
    assert_eq!(scene.find("cầu").len(), 2);
    scene.night(1, &[(3, says("Cầu Kiền", &["Nhịp giữa."]))]);
    lock.lock().unwrap();
    let (answer, notices) = scene.ask(&question("cầu"));
    assert_eq!((answer.hits.len(), notices), (2, vec![SearchStep::Behind]));
    lock.unlock().unwrap();
    assert_eq!(scene.find("cầu").len(), 3);
}
