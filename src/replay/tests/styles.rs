//! Addresses in a style sheet.

use super::hostile::led_to;
use super::{css, with};

/// `~` stands for the archive's address of the time.
const STYLES: &[(&str, &str)] = &[
    (
        "a{b:url(x.png)}",
        "a{b:url(\"~im_/https://hp.vn/tin/x.png\")}",
    ),
    (
        "a{b:u\\72l( 'x.png' )}",
        "a{b:u\\72l( \"~im_/https://hp.vn/tin/x.png\" )}",
    ),
    (
        "a{b:url(//x.vn/\\61 .png)",
        "a{b:url(\"~im_/https://x.vn/a.png\")",
    ),
    (
        "@import url(a.css) screen;",
        "@import url(\"~cs_/https://hp.vn/tin/a.css\") screen;",
    ),
    (
        "@IMPORT'a.css'layer(x);@import \"/kin.css\";",
        "@IMPORT\"~cs_/https://hp.vn/tin/a.css\"layer(x);@import \"about:invalid\";",
    ),
    (
        "@import 'data:text/css,a{b:url(//x.vn)}';",
        "@import \"about:invalid\";",
    ),
    (
        "@namespace svg url(http://www.w3.org/2000/svg);",
        "@namespace svg url(http://www.w3.org/2000/svg);",
    ),
    (
        "@font-face{src:url('f.woff2') format('woff2'),url(data:font/woff;base64,AA)}",
        "@font-face{src:url(\"~im_/https://hp.vn/tin/f.woff2\") format('woff2'),url(data:font/woff;base64,AA)}",
    ),
    (
        "a{b:image-set('x.png' 1x,url(y.png) type('image/png'))}",
        "a{b:image-set(\"~im_/https://hp.vn/tin/x.png\" 1x,url(\"~im_/https://hp.vn/tin/y.png\") type('image/png'))}",
    ),
    (
        "a{--x:'//x.vn/a';b:image-set(var(--x) 1x)}",
        "a{--x:'//x.vn/a';b:image-set(none(--x) 1x)}",
    ),
    (
        "a::after{content:'url(x.png)'}/* url(x.png) */",
        "a::after{content:'url(x.png)'}/* url(x.png) */",
    ),
    (
        "a{b:url(#m)}c{d:url(javascript:x)}",
        "a{b:url(#m)}c{d:url(\"about:invalid\")}",
    ),
    ("a{b:url(x y.png)}c{d:e}", "a{b:url(x y.png)}c{d:e}"),
];

#[test]
fn style_sheets_are_rewritten_token_by_token() {
    for (text, expected) in STYLES {
        let expected = expected.replace('~', "/web/20230425010203");
        let once = with(|view| css(text, view));
        assert_eq!(once, expected, "{text}");
        assert_eq!(with(|view| css(&once, view)), once, "{text}");
        assert_eq!(led_to(&once, css), Vec::<String>::new(), "{text}");
    }
}
