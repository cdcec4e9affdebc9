//! The sections of the portal.
//!
//! Pure.

/// A section of the portal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Category {
    /// Tin tức - Sự kiện.
    News,
    /// Kinh tế.
    Economy,
    /// Văn hóa - Xã hội.
    Society,
}

impl Category {
    /// In the order of the menu.
    pub const ALL: [Self; 3] = [Self::News, Self::Economy, Self::Society];

    /// Its name in addresses.
    pub fn slug(self) -> &'static str {
        match self {
            Self::News => "tin-tuc-su-kien",
            Self::Economy => "kinh-te",
            Self::Society => "van-hoa-xa-hoi",
        }
    }

    /// Its name on pages.
    pub fn name(self) -> &'static str {
        match self {
            Self::News => "Tin tức - Sự kiện",
            Self::Economy => "Kinh tế",
            Self::Society => "Văn hóa - Xã hội",
        }
    }

    /// The section with this slug.
    pub(super) fn of(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|c| c.slug() == slug)
    }

    /// WordPress term id.
    pub(super) fn id(self) -> u64 {
        match self {
            Self::News => 3,
            Self::Economy => 4,
            Self::Society => 5,
        }
    }
}
