//! The elements of HTML as the scoring tells them apart.

/// What an element is to the scoring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Text,
    Body,
    Div,
    Paragraph,
    Article,
    Section,
    Header,
    /// `h1` and `h2` may be the page's title; the others may not.
    Heading(u8),
    Cell,
    HeadCell,
    Row,
    Table,
    Preformatted,
    Quote,
    List,
    Terms,
    Term,
    Item,
    Form,
    Fieldset,
    Address,
    Link,
    /// `del` and `ins`, phrasing when all inside is.
    Edit,
    Break,
    Rule,
    Image,
    Input,
    Embed,
    /// Never part of an article's text: `footer`, `aside`, `button`.
    Furniture,
    Figure,
    /// `caption`, `col`, `thead` and the like: what only tables of data have.
    TableMember,
    Phrasing,
    Other,
}

impl Tag {
    pub(super) fn of(name: &str) -> Self {
        match name {
            "div" => Self::Div,
            "p" => Self::Paragraph,
            "article" => Self::Article,
            "section" => Self::Section,
            "header" => Self::Header,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" | "h4" | "h5" | "h6" => Self::Heading(3),
            "td" => Self::Cell,
            "th" => Self::HeadCell,
            "tr" => Self::Row,
            "table" => Self::Table,
            "pre" => Self::Preformatted,
            "blockquote" => Self::Quote,
            "ul" | "ol" => Self::List,
            "dl" => Self::Terms,
            "dd" | "dt" => Self::Term,
            "li" => Self::Item,
            "form" => Self::Form,
            "fieldset" => Self::Fieldset,
            "address" => Self::Address,
            "a" => Self::Link,
            "del" | "ins" => Self::Edit,
            "br" => Self::Break,
            "hr" => Self::Rule,
            "img" | "amp-img" => Self::Image,
            "input" => Self::Input,
            "iframe" | "object" | "embed" => Self::Embed,
            "footer" | "aside" | "link" | "textarea" | "select" | "button" => Self::Furniture,
            "figure" => Self::Figure,
            "caption" | "col" | "colgroup" | "tfoot" | "thead" => Self::TableMember,
            "abbr" | "audio" | "b" | "bdo" | "cite" | "code" | "data" | "datalist" | "dfn"
            | "em" | "font" | "i" | "kbd" | "label" | "mark" | "meter" | "output" | "progress"
            | "q" | "ruby" | "samp" | "small" | "span" | "strong" | "sub" | "sup" | "time"
            | "u" | "var" | "wbr" => Self::Phrasing,
            _ => Self::Other,
        }
    }

    /// Whether text in it is a block's and not a line's.
    pub(super) fn is_block(self) -> bool {
        matches!(
            self,
            Self::Quote
                | Self::Terms
                | Self::Div
                | Self::Image
                | Self::List
                | Self::Paragraph
                | Self::Preformatted
                | Self::Table
        )
    }

    /// What a holder of text is worth by its kind alone.
    pub(super) fn score(self) -> f32 {
        match self {
            Self::Div => 5.0,
            Self::Preformatted | Self::Cell | Self::Quote => 3.0,
            Self::Address | Self::List | Self::Terms | Self::Term | Self::Item | Self::Form => -3.0,
            Self::Heading(_) | Self::HeadCell => -5.0,
            _ => 0.0,
        }
    }
}
