//! What most articles share is the recipe's, and what one has is its own.

use serde_json::{Value, json};

use super::*;
use crate::change::between;
use crate::record::SNAPSHOT_SCHEMA;

/// A version that says what `given` says.
fn version(given: &Value) -> Snapshot {
    let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    let mut whole = json!({
        "schema": SNAPSHOT_SCHEMA, "article_id": "s:post-1", "url": "http://a.vn/tin.html",
        "previous_urls": [], "site": "s", "duplicate_of": null, "layout": "moi",
        "title": "Tin trong ngày", "published_at": "2021-04-08T16:40:00+07:00",
        "published_text": null, "published_offset_assumed": true, "modified_at": null,
        "lead": null, "body": [], "images": [], "author": null, "source": null,
        "categories": ["Tin tức"], "attachments": [], "related": [], "language": "vi",
        "captured_at": "2026-11-23T22:00:00+07:00", "fields": {}, "gaps": [],
        "digests": {"content": digest, "title": digest, "body": digest, "captions": digest,
            "related": digest, "payload": digest},
        "provenance": {"run": "r", "software": "t", "extractor": 1, "previous": null,
            "cause": "crawl", "recipe": digest, "pages": []},
    });
    for (key, value) in given.as_object().unwrap() {
        whole[key] = match key.as_str() {
            "body" => {
                let texts = value.as_array().unwrap().iter();
                texts
                    .map(|text| json!({"kind": "paragraph", "text": text}))
                    .collect()
            }
            _ => value.clone(),
        };
    }
    serde_json::from_value(whole).unwrap()
}

/// So many pairs alike.
fn pairs(count: usize, old: &Value, new: &Value) -> Vec<Pair> {
    vec![(version(old), version(new)); count]
}

/// The fields in which two versions still differ.
fn left(shift: &Shift, old: &Value, new: &Value) -> Vec<&'static str> {
    let (before, after) = shift.undone(&version(old), &version(new));
    let fields = between(&before, &after).fields;
    fields.into_iter().map(|it| it.field).collect()
}

#[test]
fn what_most_pages_lose_gain_or_spell_otherwise_is_the_recipes() {
    let nothing = json!({});
    let source = json!({"source": "Báo Hải Phòng"});
    let name = json!({"author": "Đỗ Thị Ngọc Ánh"});
    let capitals = json!({"author": "ĐỖ THỊ NGỌC ÁNH"});
    let lead = json!({"lead": "Sáng nay, thành phố thông xe cầu mới."});
    for (old, new, field, turn) in [
        (&source, &nothing, "source", [3, 0, 0]),
        (&nothing, &lead, "lead", [0, 3, 0]),
        (&name, &capitals, "author", [0, 0, 3]),
    ] {
        let all = pairs(3, old, new);
        let shift = Shift::across(&all);
        let told = shift.new_since(&Shift::default(), &all);
        let [lost, gained, otherwise] = turn;
        let turn = FieldShift {
            lost,
            gained,
            otherwise,
            of: 3,
        };
        assert_eq!(told, [(field, turn)]);
        assert_eq!(shift.new_since(&shift, &all), [], "{field} is told once");
        assert_eq!(left(&shift, old, new), [""; 0], "{field}");
    }
}

#[test]
fn what_few_pages_show_is_no_recipes() {
    let (had, lost) = (json!({"source": "TTXVN"}), json!({}));
    for (changed, same, is_across, is_recipes) in [
        (2, 0, true, false),
        (3, 2, true, true),
        (3, 3, true, false),
        (4, 0, false, false),
        (5, 0, false, true),
        (5, 5, false, false),
    ] {
        let mut all = pairs(changed, &had, &lost);
        all.extend(pairs(same, &had, &had));
        let shift = if is_across {
            Shift::across(&all)
        } else {
            Shift::within(&all, all.len())
        };
        let told = shift.new_since(&Shift::default(), &all);
        assert_eq!(
            told.len() == 1,
            is_recipes,
            "{changed} of {}",
            changed + same
        );
    }
    let all = pairs(6, &had, &lost);
    let shift = Shift::within(&all, 100);
    assert_eq!(shift, Shift::default(), "a run looked at a hundred");
}

#[test]
fn an_edit_of_the_redesign_night_is_shown_without_what_the_theme_did() {
    let text = "Cảng Nam Triệu đón chuyến tàu đầu tiên.";
    let old = json!({"source": "TTXVN", "body": [text, "In trang"]});
    let new = json!({"body": [text, "Chia sẻ bài viết"]});
    let shift = Shift::across(&pairs(4, &old, &new));
    for (edit, fields) in [
        (json!({"body": [text, "Chia sẻ bài viết"]}), vec![]),
        (
            json!({"title": "Tin trong đêm", "body": [text, "Chia sẻ bài viết"]}),
            vec!["title"],
        ),
        (
            json!({"body": [text, "Tàu rời cảng lúc 19 giờ.", "Chia sẻ bài viết"]}),
            vec!["body"],
        ),
        (
            json!({"categories": ["Kinh tế"], "body": [text, "Chia sẻ bài viết"]}),
            vec!["categories"],
        ),
    ] {
        assert_eq!(left(&shift, &old, &edit), fields, "{edit}");
    }
}

#[test]
fn what_moved_beside_the_body_is_no_edit_and_what_the_portal_calls_unmodified_is_none() {
    let told = "2021-04-09T08:00:00+07:00";
    let text = "Lễ khai mạc diễn ra tối qua.";
    let shift = Shift::across(&[]);
    for (old, new, fields) in [
        (
            json!({"author": "Vũ Đình Quý", "body": [text]}),
            json!({"author": "Vũ Đình Quý", "body": [text, "Tác giả: Vũ Đình Quý"]}),
            vec![],
        ),
        (
            json!({"modified_at": told, "body": [text]}),
            json!({"modified_at": told, "body": [text, "Xem thêm"], "lead": "Tối qua."}),
            vec![],
        ),
        (
            json!({"modified_at": told, "body": [text]}),
            json!({"modified_at": "2021-04-10T08:00:00+07:00", "body": [text, "Xem thêm"]}),
            vec!["body"],
        ),
    ] {
        assert_eq!(left(&shift, &old, &new), fields, "{new}");
    }
}
