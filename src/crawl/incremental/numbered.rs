//! Which of the pages that a list leads to comes next, whatever system numbers them: `/page/3`,
//! `?paged=3`, `?page=3`, `?start=20`, `/trang-3`, `/tin/3`.
//!
//! Pure. Learns the form from the links themselves: they differ in one number.

use std::collections::BTreeMap;

/// The pages after a list's page among those it leads to: one, but for a first page whose links
/// begin with a 1, which may be itself or, where counting begins with 0, the second.
pub(super) fn next_of<'a>(url: &str, further: &[&'a str]) -> Vec<&'a str> {
    let mut forms: BTreeMap<(String, String), BTreeMap<u64, &'a str>> = BTreeMap::new();
    for &it in further.iter().filter(|it| **it != url) {
        for (form, number) in forms_of(it) {
            forms.entry(form).or_default().insert(number, it);
        }
    }
    let own = forms_of(url);
    let number_in = |form: &(String, String)| own.iter().find(|it| it.0 == *form).map(|it| it.1);
    // The form most of them share; of those, the one the page itself has.
    let best = forms
        .iter()
        .max_by_key(|(form, pages)| (pages.len(), number_in(form).is_some(), is_usual(&form.0)));
    let Some((form, pages)) = best else {
        return further
            .iter()
            .copied()
            .filter(|it| *it != url)
            .take(1)
            .collect();
    };
    let behind = number_in(form).unwrap_or(0) + 1;
    let after: Vec<&str> = pages.range(behind..).map(|(_, it)| *it).collect();
    let is_unsure = number_in(form).is_none() && pages.contains_key(&1);
    after
        .into_iter()
        .take(if is_unsure { 2 } else { 1 })
        .collect()
}

/// What stands before and behind each number of an address, and the number.
fn forms_of(url: &str) -> Vec<((String, String), u64)> {
    let path = url.find("://").map_or(0, |at| at + 3);
    let path = path + url[path..].find('/').unwrap_or(0);
    let mut found = Vec::new();
    let mut from = path;
    while let Some(at) = url[from..].find(|c: char| c.is_ascii_digit()) {
        let start = from + at;
        let length = url[start..].find(|c: char| !c.is_ascii_digit());
        let end = length.map_or(url.len(), |it| start + it);
        if let Ok(number) = url[start..end].parse() {
            found.push(((url[..start].to_owned(), url[end..].to_owned()), number));
        }
        from = end;
    }
    found
}

/// Whether a number is called what page numbers are called.
fn is_usual(before: &str) -> bool {
    let word = before.trim_end_matches(['=', '/', '-', '_', '.']);
    [
        "page",
        "paged",
        "pg",
        "trang",
        "start",
        "offset",
        "limitstart",
        "cur",
    ]
    .iter()
    .any(|it| word.to_ascii_lowercase().ends_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_told_in_any_system() {
        for (url, further, next) in [
            (
                "/",
                &["/page/9", "/page/3", "/page/2"][..],
                &["/page/2"][..],
            ),
            ("/page/2", &["/page/9", "/page/3", "/page/1"], &["/page/3"]),
            ("/page/9", &["/page/7", "/page/8"], &[]),
            ("/", &["/?paged=3", "/?paged=2"], &["/?paged=2"]),
            (
                "/tin?page=3",
                &["/tin?page=1", "/tin?page=2", "/tin?page=4"],
                &["/tin?page=4"],
            ),
            (
                "/tin?start=10",
                &["/tin", "/tin?start=20", "/tin?start=30"],
                &["/tin?start=20"],
            ),
            (
                "/tin",
                &["/tin?start=10", "/tin?start=20"],
                &["/tin?start=10"],
            ),
            (
                "/tin/trang-9",
                &["/tin/trang-8", "/tin/trang-10"],
                &["/tin/trang-10"],
            ),
            ("/tin/2", &["/tin/1", "/tin/3", "/tin/4"], &["/tin/3"]),
            (
                "/tin-2026",
                &["/tin-2026/p2.html", "/tin-2026/p3.html"],
                &["/tin-2026/p2.html"],
            ),
            // Counting from 0, and a link of the first page to itself.
            (
                "/tin",
                &["/tin?page=1", "/tin?page=2"],
                &["/tin?page=1", "/tin?page=2"],
            ),
            (
                "/tin?page=1",
                &["/tin?page=0", "/tin?page=2"],
                &["/tin?page=2"],
            ),
            // One that is only called the next.
            ("/tin", &["/tin/cu-hon"], &["/tin/cu-hon"]),
            ("/tin?truoc=90", &["/tin?truoc=80"], &[]),
            ("/tin", &[], &[]),
        ] {
            let full = |it: &&str| format!("http://a2.vn{it}");
            let url = full(&url);
            let further: Vec<String> = further.iter().map(full).collect();
            let further: Vec<&str> = further.iter().map(String::as_str).collect();
            let next: Vec<String> = next.iter().map(full).collect();
            assert_eq!(next_of(&url, &further), next, "{url} {further:?}");
        }
    }
}
