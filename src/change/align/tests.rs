//! Which block is which.

use proptest::prelude::*;

use super::{BlockFate, align};

const A: &str = "Chợ mở lại sau ba tháng sửa chữa, tiểu thương phấn khởi.";
const A2: &str = "Chợ mở lại sau bốn tháng sửa chữa, tiểu thương rất phấn khởi.";
const B: &str = "Bến xe dời ra ngoại ô từ đầu tuần tới.";
const C: &str = "Cầu mới thông xe vào cuối năm, nối hai bờ sông.";
const D: &str = "Trường làng xây thêm một dãy phòng học.";

#[test]
fn the_fates_of_blocks() {
    let split: Vec<&str> = A.split_inclusive(", ").collect();
    for (before, after, fates) in [
        (
            &[A, B][..],
            &[A, B][..],
            vec![BlockFate::Kept(0, 0), BlockFate::Kept(1, 1)],
        ),
        (
            &[A, B],
            &[A, C, B],
            vec![
                BlockFate::Kept(0, 0),
                BlockFate::New(1),
                BlockFate::Kept(1, 2),
            ],
        ),
        (
            &[A, B, C],
            &[A, C],
            vec![
                BlockFate::Kept(0, 0),
                BlockFate::Gone(1),
                BlockFate::Kept(2, 1),
            ],
        ),
        (
            &[B, A, C],
            &[B, A2, C],
            vec![
                BlockFate::Kept(0, 0),
                BlockFate::Changed(1..2, 1..2),
                BlockFate::Kept(2, 2),
            ],
        ),
        (
            &[A, B, C],
            &[C, A, B],
            vec![
                BlockFate::Moved(2, 0),
                BlockFate::Kept(0, 1),
                BlockFate::Kept(1, 2),
            ],
        ),
        (
            &[B, A],
            &[B, split[0], split[1]],
            vec![BlockFate::Kept(0, 0), BlockFate::Changed(1..2, 1..3)],
        ),
        (
            &[split[0], split[1], B],
            &[A, B],
            vec![BlockFate::Changed(0..2, 0..1), BlockFate::Kept(2, 1)],
        ),
        (
            &[A, D],
            &[C, A2, D],
            vec![
                BlockFate::New(0),
                BlockFate::Changed(0..1, 1..2),
                BlockFate::Kept(1, 2),
            ],
        ),
        (&[], &[A], vec![BlockFate::New(0)]),
        (&[A], &[], vec![BlockFate::Gone(0)]),
    ] {
        assert_eq!(align(before, after), fates, "{before:?} {after:?}");
    }
}

#[test]
fn a_gap_of_many_blocks_is_still_told_in_order() {
    let before: Vec<String> = (0..300).map(|at| format!("{A} số {at}")).collect();
    let after: Vec<String> = (0..300).map(|at| format!("{A} mục {at}")).collect();
    let before: Vec<&str> = before.iter().map(String::as_str).collect();
    let after: Vec<&str> = after.iter().map(String::as_str).collect();
    let fates = align(&before, &after);
    assert_eq!(fates.len(), 300);
    assert_eq!(fates[7], BlockFate::Changed(7..8, 7..8));
}

proptest! {
    #[test]
    fn every_block_has_one_fate(
        before in prop::collection::vec(prop::sample::select(vec![A, A2, B, C, D, "a", "b"]), 0..12),
        after in prop::collection::vec(prop::sample::select(vec![A, A2, B, C, D, "a", "c"]), 0..12),
    ) {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        for fate in align(&before, &after) {
            match fate {
                BlockFate::Kept(from, to) | BlockFate::Moved(from, to) => {
                    prop_assert_eq!(before[from], after[to]);
                    old.push(from);
                    new.push(to);
                }
                BlockFate::Changed(from, to) => {
                    old.extend(from);
                    new.extend(to);
                }
                BlockFate::Gone(from) => old.push(from),
                BlockFate::New(to) => new.push(to),
            }
        }
        old.sort_unstable();
        new.sort_unstable();
        prop_assert_eq!(old, (0..before.len()).collect::<Vec<_>>());
        prop_assert_eq!(new, (0..after.len()).collect::<Vec<_>>());
    }
}
