//! Digests as other tools spell them.

use super::*;

#[test]
fn a_digest_is_the_same_in_base32_and_base16_in_any_case() {
    let hello = "Hải Phòng".as_bytes();
    let sha256 = crate::digest::sha256(hello);
    for text in [
        sha256.clone(),
        sha256.to_uppercase(),
        sha256.replace("sha256", "SHA-256"),
    ] {
        assert_eq!(
            LabelledDigest::parse(&text),
            LabelledDigest::parse(&sha256),
            "{text}"
        );
        assert_eq!(
            LabelledDigest::parse(&text).unwrap().is_of(hello),
            Some(true)
        );
        assert_eq!(
            LabelledDigest::parse(&text)
                .unwrap()
                .is_of("khác".as_bytes()),
            Some(false)
        );
    }
    // `printf a | sha1sum`, and the same in RFC 4648's base32.
    let hex = LabelledDigest::parse("sha1:86f7e437faa5a7fce15d1ddcb9eaeaea377667b8").unwrap();
    let base32 = LabelledDigest::parse("sha1:q336in72uwt7zyk5dxolt2xk5i3xmz5y").unwrap();
    assert_eq!(
        hex,
        LabelledDigest::parse("SHA1:86F7E437FAA5A7FCE15D1DDCB9EAEAEA377667B8").unwrap()
    );
    assert_eq!(hex.is_of(b"a"), Some(true));
    assert_eq!(base32.is_of(b"a"), Some(true), "{base32:?} {hex:?}");
    for odd in ["", "sha1", "sha1:", "sha1:zz", "crc:00", "sha1:86f7"] {
        assert_eq!(LabelledDigest::parse(odd), None, "{odd}");
    }
}
