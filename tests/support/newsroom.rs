//! What the editors of a portal do in six days: they publish, edit and remove.

use chrono::{DateTime, Days, FixedOffset, TimeDelta};

/// Posts before the first night.
const FIRST: u32 = 24;

/// A post as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    pub(crate) number: u32,
    pub(crate) slug: String,
    pub(crate) title: String,
    pub(crate) published: DateTime<FixedOffset>,
    pub(crate) modified: DateTime<FixedOffset>,
    /// How often it was edited.
    pub(crate) edits: u32,
    /// The day on which it was removed, from 1.
    pub(crate) removed: Option<u32>,
}

const PLACES: [&str; 8] = [
    "Kiến Thụy",
    "An Lão",
    "Vĩnh Bảo",
    "Tiên Lãng",
    "Cát Hải",
    "Thủy Nguyên",
    "Đồ Sơn",
    "Lê Chân",
];
const SLUGS: [&str; 8] = [
    "kien-thuy",
    "an-lao",
    "vinh-bao",
    "tien-lang",
    "cat-hai",
    "thuy-nguyen",
    "do-son",
    "le-chan",
];
const WORKS: [(&str, &str); 5] = [
    ("sửa xong kè sông", "sua-xong-ke-song"),
    ("mở lớp dạy bơi", "mo-lop-day-boi"),
    ("trồng lại rừng ngập mặn", "trong-lai-rung-ngap-man"),
    ("khánh thành trạm y tế", "khanh-thanh-tram-y-te"),
    ("thu hoạch vụ cói", "thu-hoach-vu-coi"),
];

impl Post {
    fn new(number: u32, published: DateTime<FixedOffset>) -> Self {
        let n = number as usize;
        let (work, slug) = WORKS[n % WORKS.len()];
        Self {
            number: 4_000 + number * 7,
            slug: format!("{}-{slug}-dot-{number}", SLUGS[n % SLUGS.len()]),
            title: format!("{} {work} đợt {number}", PLACES[n % PLACES.len()]),
            published,
            modified: published,
            edits: 0,
            removed: None,
        }
    }

    /// Its paragraphs: no two posts share one, and each edit changes a figure in the first.
    pub(crate) fn paragraphs(&self) -> Vec<String> {
        let (title, n) = (&self.title, self.number);
        let households = n + 100 * self.edits;
        vec![
            format!(
                "{title}: theo báo cáo số {n}, công việc kéo dài {} ngày và có {households} hộ dân \
                 cùng góp sức, nhiều hơn hẳn dự tính lúc ban đầu.",
                n % 40 + 3
            ),
            format!(
                "Kinh phí của đợt này là {} triệu đồng, một phần do bà con trong xã đóng góp, phần \
                 còn lại lấy từ quỹ của thôn số {}.",
                n % 900 + 50,
                n % 17 + 1
            ),
            format!(
                "Ban quản lý cho biết sẽ nghiệm thu hạng mục {n} trước mùa mưa, sau đó bàn giao cho \
                 địa phương trông coi và bảo dưỡng hằng năm."
            ),
        ]
    }

    /// The paragraph that an edit changes.
    pub(crate) fn first_paragraph(&self) -> String {
        self.paragraphs().swap_remove(0)
    }
}

/// The editors and all they ever published, oldest first.
pub(crate) struct Newsroom {
    pub(crate) posts: Vec<Post>,
    began: DateTime<FixedOffset>,
}

impl Newsroom {
    /// One post every seven hours, the newest two hours before the first night at `began`.
    pub(crate) fn new(began: DateTime<FixedOffset>) -> Self {
        let at = |n: u32| began - TimeDelta::hours(i64::from(FIRST - n) * 7 - 5);
        Self {
            posts: (0..FIRST).map(|n| Post::new(n, at(n))).collect(),
            began,
        }
    }

    /// The day before night `night`, from 1: two posts are published, two edited, and on the
    /// first two days one is removed.
    pub(crate) fn pass_day(&mut self, night: u32) {
        let evening = self.began + Days::new(u64::from(night));
        let at = |hours: i64| evening - TimeDelta::hours(hours);
        for hours in [6, 3] {
            let number = u32::try_from(self.posts.len()).expect("they are few");
            self.posts.push(Post::new(number, at(hours)));
        }
        let (recent, old) = (self.posts.len() - 4, night as usize * 2);
        for index in [recent, old] {
            let post = &mut self.posts[index];
            post.edits += 1;
            post.modified = at(2);
        }
        if night <= 2 {
            self.posts[night as usize * 5 + 10].removed = Some(night);
        }
    }

    /// What stands now, newest first.
    pub(crate) fn article_status(&self) -> Vec<&Post> {
        self.posts
            .iter()
            .rev()
            .filter(|it| it.removed.is_none())
            .collect()
    }
}
