//! Addresses in a page, one element at a time.

use super::body;

/// `~` stands for the archive's address of the time.
const POINTED: &[(&str, &str)] = &[
    (
        "<a href='/a?b=1&amp;c=2#x'>á</a>",
        "<a href=\"~/https://hp.vn/a?b=1&amp;c=2#x\">á</a>",
    ),
    (
        "<a href=//kh%C3%A1c.vn/ target=_blank ping=/p>b</a>",
        "<a href=\"~/https://xn--khc-fla.vn/\">b</a>",
    ),
    ("<a href='#top'>c</a>", "<a href=\"#top\">c</a>"),
    (
        "<a href='?p=2'>d</a>",
        "<a href=\"~/https://hp.vn/tin/le-hoi.html?p=2\">d</a>",
    ),
    ("<a href='JavaScript:alert(1)'>e</a>", "<a href=\"#\">e</a>"),
    (
        "<a href=' java\nscript:alert(1)'>e</a>",
        "<a href=\"#\">e</a>",
    ),
    ("<a href='mailto:a@hp.vn'>f</a>", "<a href=\"#\">f</a>"),
    ("<a href='/kin/1.html'>g</a>", "<a>g</a>"),
    (
        "<img src=a.jpg onerror=x()>",
        "<img src=\"~im_/https://hp.vn/tin/a.jpg\">",
    ),
    ("<img src='/kin/a.jpg'>", "<img>"),
    (
        "<img src='data:image/gif;base64,R0lGOD'>",
        "<img src=\"data:image/gif;base64,R0lGOD\">",
    ),
    (
        "<img srcset='a.jpg, /b,c.jpg 2x, /kin/c.jpg 3x,d.jpg 4x, /vang/e.jpg 5x'>",
        "<img srcset=\"~im_/https://hp.vn/tin/a.jpg, ~im_/https://hp.vn/b,c.jpg 2x, \
             ~im_/https://hp.vn/tin/d.jpg 4x\">",
    ),
    (
        "<video poster=p.jpg><source src=v.mp4></video>",
        "<video poster=\"~im_/https://hp.vn/tin/p.jpg\"><source src=\"~im_/https://hp.vn/tin/v.mp4\"></video>",
    ),
    (
        "<iframe src='https://www.youtube.com/embed/1' srcdoc='<b>x'>y</iframe>",
        "<iframe src=\"~if_/https://www.youtube.com/embed/1\"></iframe>",
    ),
    (
        "<iframe src='data:text/html,<script>x</script>'></iframe>",
        "<iframe></iframe>",
    ),
    (
        "<object data=a.pdf codebase=/x></object>",
        "<object data=\"~if_/https://hp.vn/tin/a.pdf\"></object>",
    ),
    (
        "<form action=/tim method=post><button formaction=javascript:x>t</button></form>",
        "<form action=\"~/https://hp.vn/tim\"><button>t</button></form>",
    ),
    (
        "<p style='background:url(a.png)'>h</p>",
        "<p style=\"background:url(&quot;~im_/https://hp.vn/tin/a.png&quot;)\">h</p>",
    ),
    (
        "<style>@import 'b.css';p{background:URL( \"/kin/a.png\" )}</style>",
        "<style>@import \"~cs_/https://hp.vn/tin/b.css\";p{background:URL( \"about:invalid\" )}</style>",
    ),
    (
        "<link rel='preload' href=a.css as=style><link rel='shortcut ICON' href=/f.ico><link rel=stylesheet href=/a.css integrity=x crossorigin>",
        "<link href=\"~im_/https://hp.vn/f.ico\" rel=\"shortcut ICON\"><link href=\"~cs_/https://hp.vn/a.css\" rel=\"stylesheet\">",
    ),
    (
        "<noscript><img src=/n.jpg></noscript><script>x</script>",
        "<img src=\"~im_/https://hp.vn/n.jpg\">",
    ),
    (
        "<svg><image xlink:href=a.png /><a xlink:href='javascript:x'>i</a><rect fill='url(http://x.vn/#a)'/></svg>",
        "<svg><image xlink:href=\"~im_/https://hp.vn/tin/a.png\"></image><a xlink:href=\"#\">i</a>\
             <rect fill=\"url(&quot;~im_/http://x.vn/#a&quot;)\"></rect></svg>",
    ),
    (
        "<svg><a><set attributeName=href to='javascript:x'/><animate attributeName=xlink:href values='javascript:x'/>j</a></svg>",
        "<svg><a>j</a></svg>",
    ),
    ("<pre>\n\nk</pre><!-- l -->", "<pre>\n\nk</pre>"),
    ("<pre><!-- -->\nk</pre>", "<pre>\n\nk</pre>"),
    ("<xmp><b>m</xmp>", "<pre>&lt;b&gt;m</pre>"),
    ("n<plaintext>o", "n<pre>o&lt;/body&gt;&lt;/html&gt;</pre>"),
];

#[test]
fn addresses_are_pointed_at_the_archive() {
    for (html, expected) in POINTED {
        let expected = expected.replace('~', "/web/20230425010203");
        assert_eq!(body(html), expected, "{html}");
    }
}
