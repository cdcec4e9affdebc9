//! Why one request gets no page.

use axum::http::StatusCode;
use thiserror::Error;

use crate::published::PoolError;
use crate::report::Language;
use crate::search::SearchError;
use crate::store::StoreError;

/// Why one request gets no page.
#[derive(Debug, Error)]
pub(super) enum Refusal {
    /// Nothing here has this address.
    #[error("nothing has this address")]
    Unknown,
    /// A takedown names it. Said whether or not it is here.
    #[error("it is not published")]
    Withheld,
    /// A parameter cannot be understood.
    #[error("`{name}` cannot be understood: {cause}")]
    Parameter {
        /// Its name.
        name: &'static str,
        /// What is wrong with it.
        cause: String,
    },
    /// Too many ask at once.
    #[error("too many ask at once")]
    Busy,
    /// Nothing can be handed on now.
    #[error(transparent)]
    Shut(#[from] PoolError),
    /// Words cannot be searched now.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The archive cannot be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A fault of this program.
    #[error("this page could not be made")]
    Fault,
}

impl Refusal {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Unknown | Self::Withheld => StatusCode::NOT_FOUND,
            Self::Parameter { .. } => StatusCode::BAD_REQUEST,
            Self::Busy | Self::Shut(_) | Self::Search(_) | Self::Store(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Fault => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is said of it, and what to do next.
    pub(super) fn words(&self, language: Language) -> (String, &'static str) {
        let pick = |vi, en| language.pick(vi, en);
        let said = match self {
            Self::Unknown => pick("Không có trang này", "No such page").to_owned(),
            Self::Withheld => pick("Không công bố", "Not published").to_owned(),
            Self::Parameter { name, cause } => {
                format!("{} {name}: {cause}", pick("Không hiểu", "Not understood:"))
            }
            Self::Busy | Self::Shut(PoolError::Busy { .. }) => {
                pick("Đang có quá nhiều người hỏi", "Too many ask at once").to_owned()
            }
            Self::Store(StoreError::TooSlow { .. }) => {
                pick("Mất quá nhiều thời gian", "It took too long").to_owned()
            }
            Self::Search(_) => pick("Chưa tìm được", "Search is not ready").to_owned(),
            Self::Store(_) | Self::Shut(_) => {
                pick("Không đọc được kho", "The archive cannot be read").to_owned()
            }
            Self::Fault => {
                pick("Không làm được trang này", "This page could not be made").to_owned()
            }
        };
        (said, self.next_step(language))
    }

    fn next_step(&self, language: Language) -> &'static str {
        let (vi, en) = match self {
            Self::Unknown => (
                "Xem danh sách bài viết, hoặc dán địa chỉ của bài vào ô tìm kiếm.",
                "Look through the articles, or paste the article's address into the search box.",
            ),
            Self::Withheld => (
                "Người giữ kho không công bố nội dung ở địa chỉ này. Cách liên hệ ở trang “Về kho này”.",
                "The keeper of this archive does not publish what is at this address. \
                 “About” says how to reach them.",
            ),
            Self::Parameter { .. } => (
                "Sửa tham số ấy trong địa chỉ, hoặc bỏ đi.",
                "Correct that parameter in the address, or leave it out.",
            ),
            Self::Busy | Self::Shut(PoolError::Busy { .. }) => {
                ("Thử lại sau vài giây.", "Try again in a few seconds.")
            }
            Self::Store(StoreError::TooSlow { .. }) => (
                "Hỏi hẹp hơn: một năm, một chuyên mục, nhiều từ hơn.",
                "Ask for less: one year, one section, more words.",
            ),
            Self::Search(_) => (
                "Người giữ kho chạy `hpnews search` một lần thì tìm được. Danh sách bài vẫn xem được.",
                "It works once the keeper has run `hpnews search`. Lists work all the same.",
            ),
            Self::Store(_) | Self::Shut(_) => (
                "Người giữ kho chạy `hpnews verify` để biết vì sao. Thử lại sau vài phút.",
                "The keeper can run `hpnews verify` to learn why. Try again in some minutes.",
            ),
            Self::Fault => (
                "Xin báo cho người giữ kho địa chỉ này.",
                "Please tell the keeper of this archive its address.",
            ),
        };
        language.pick(vi, en)
    }
}
