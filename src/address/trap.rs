//! Addresses that breed: too long, or repeating themselves.

use url::Url;

use super::error::{AddressError, MAX_BYTES, shown};

/// How often a segment, or a pair of them, stands in a row before it is a trap.
const REPEATS: usize = 3;

/// Refuses an address longer than [`MAX_BYTES`].
pub(super) fn check_length(url: &Url) -> Result<(), AddressError> {
    let bytes = url.as_str().len();
    if bytes > MAX_BYTES {
        return Err(AddressError::TooLong {
            href: shown(url.as_str()),
            bytes,
        });
    }
    Ok(())
}

/// Refuses a path that says one segment, or one pair of segments, three times in a row:
/// the mark of a relative link that misses its `/` and leads one level deeper each time.
pub(super) fn check_repeats(url: &Url) -> Result<(), AddressError> {
    let segments: Vec<&str> = url.path().split('/').skip(1).collect();
    for width in [1, 2] {
        let run = segments.windows(width * REPEATS).find(|run| {
            run.iter()
                .zip(run.iter().skip(width))
                .all(|(left, right)| left == right)
        });
        if let Some(run) = run {
            return Err(AddressError::Trap {
                href: shown(url.as_str()),
                run: shown(&run[..width].join("/")),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repeats(path: &str) -> Option<String> {
        let url = Url::parse(&format!("http://h.vn{path}")).unwrap();
        match check_repeats(&url) {
            Err(AddressError::Trap { run, .. }) => Some(run),
            _ => None,
        }
    }

    #[test]
    fn three_in_a_row_is_a_trap() {
        for (path, run) in [
            ("/a/a/a", Some("a")),
            ("/x/tin/tin/tin/y.html", Some("tin")),
            ("/a/b/a/b/a/b", Some("a/b")),
            ("/x/a/b/a/b/a/b.html", None),
            ("/x/b/a/b/a/b/a/y", Some("b/a")),
            ("/a////b", Some("")),
            ("/a/a/b", None),
            ("/2011/11/11/tin.html", None),
            ("/a/b/a/b/", None),
            ("/", None),
            ("//", None),
        ] {
            assert_eq!(repeats(path).as_deref(), run, "{path}");
        }
    }

    #[test]
    fn the_length_limit_is_exact() {
        let of_len = |bytes: usize| {
            let head = "http://h.vn/";
            Url::parse(&format!("{head}{}", "a".repeat(bytes - head.len()))).unwrap()
        };
        assert_eq!(check_length(&of_len(MAX_BYTES)), Ok(()));
        assert!(matches!(
            check_length(&of_len(MAX_BYTES + 1)),
            Err(AddressError::TooLong { bytes: 2_001, .. })
        ));
    }
}
