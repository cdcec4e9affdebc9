//! Photon, WordPress.com's image proxy: the picture behind its address.

use url::{Host, Url};

/// The origin of a picture served through Photon:
/// `https://i1.wp.com/thanhphohaiphong.gov.vn/wp-content/uploads/2023/04/a.jpg?fit=665%2C443&ssl=1`
/// is `https://thanhphohaiphong.gov.vn/wp-content/uploads/2023/04/a.jpg`. The query is
/// Photon's own and goes; `ssl=1` is how it says https. `None` for any other address.
pub fn image_origin(url: &Url) -> Option<Url> {
    let Some(Host::Domain("i0.wp.com" | "i1.wp.com" | "i2.wp.com" | "i3.wp.com")) = url.host()
    else {
        return None;
    };
    let ssl = url
        .query_pairs()
        .any(|(name, value)| name == "ssl" && value == "1");
    let scheme = if ssl { "https" } else { "http" };
    let rest = url.path().strip_prefix('/')?;
    let (host, path) = rest.split_once('/')?;
    if host.is_empty() || path.is_empty() || host.contains('@') {
        return None;
    }
    let origin = Url::parse(&format!("{scheme}://{rest}")).ok()?;
    origin.domain()?.contains('.').then_some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn photon_maps_back() {
        for (address, origin) in [
            (
                "https://i1.wp.com/h.gov.vn/wp-content/uploads/a.jpg?fit=665%2C443&ssl=1",
                Some("https://h.gov.vn/wp-content/uploads/a.jpg"),
            ),
            (
                "https://i0.wp.com/h.gov.vn/a%20b.jpg?resize=1",
                Some("http://h.gov.vn/a%20b.jpg"),
            ),
            ("http://i3.wp.com/127.0.0.1/a.jpg", None),
            ("http://i2.wp.com/h.vn/", None),
            ("http://i2.wp.com/h.vn", None),
            ("http://i2.wp.com/u@h.vn/a.jpg", None),
            ("http://i2.wp.com//a.jpg", None),
            ("http://i2.wp.com/a.jpg/b", Some("http://a.jpg/b")),
            ("http://i9.wp.com/h.vn/a.jpg", None),
            ("http://h.vn/i1.wp.com/a.jpg", None),
        ] {
            let found = image_origin(&Url::parse(address).unwrap());
            assert_eq!(found.as_ref().map(Url::as_str), origin, "{address}");
        }
    }
}
