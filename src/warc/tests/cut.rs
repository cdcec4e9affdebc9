//! Gzip members cut short inside a file: each loses itself alone.

use super::damage::{blocks, members};
use super::*;

/// Each member but the last is cut in turn, every `step` bytes; all others must be found.
fn each_cut_loses_its_member_alone(members: &[Vec<u8>], step: usize) {
    let blocks = blocks(members);
    for (n, member) in members.iter().enumerate().take(members.len() - 1) {
        for cut in (1..member.len()).step_by(step) {
            let mut left = members.to_vec();
            left[n].truncate(cut);
            let (read, errors) = read_all(&left.concat());
            let whole = member.len();
            assert!(!errors.is_empty(), "member {n} cut at {cut} of {whole}");
            for (other, block) in blocks.iter().enumerate() {
                let is_found = other == n || read.iter().any(|read| read.2 == *block);
                assert!(
                    is_found,
                    "member {n} cut at {cut} of {whole}: {other} is lost"
                );
            }
        }
    }
}

#[test]
fn a_member_cut_short_inside_a_file_loses_itself_alone() {
    each_cut_loses_its_member_alone(&members(), 1);
}

/// The decoder runs on into the next member, finds the same code tables there and ends where
/// that member ends.
#[test]
fn a_member_cut_short_in_front_of_a_page_like_it_does_not_swallow_that() {
    let words = "thành phố cầu đường phường xã huyện quận dự án công trình nhân dân ngày tháng";
    let words: Vec<&str> = words.split(' ').collect();
    let mut dice = 1u32;
    let text: String = (0..5000)
        .flat_map(|_| {
            dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            [words[(dice >> 16) as usize % words.len()], " "]
        })
        .collect();
    let one = |n: u8| {
        let body = format!("{n}{text}");
        let path = format!("/{n}");
        response(&page(&path, body.as_bytes()), id(&path), &id("info")).to_gzip(6)
    };
    each_cut_loses_its_member_alone(&[one(1), one(2), one(3)], 41);
}
