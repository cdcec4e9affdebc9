//! The arguments of `export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::dataset::{FileCompression, Format, Table};
use crate::export::Split;

#[derive(Debug, Args)]
pub(in crate::cli) struct ExportArgs {
    /// Folder to make; it must not be there yet
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) out: PathBuf,
    /// Form of the data
    #[arg(long, value_enum, default_value_t = ExportFormat::Jsonl)]
    pub(in crate::cli) format: ExportFormat,
    /// Compression [default: zstd inside Parquet, none for the others]
    #[arg(long, value_enum, value_name = "HOW")]
    pub(in crate::cli) compress: Option<CompressionArg>,
    /// Tables, separated by commas
    #[arg(long, value_enum, value_delimiter = ',', default_value = "articles")]
    pub(in crate::cli) what: Vec<TableArg>,
    /// Only these columns, separated by commas: `title`, or `articles.title`
    #[arg(long, value_delimiter = ',', value_name = "COLUMN")]
    pub(in crate::cli) columns: Vec<String>,
    /// As the archive stood after the runs that began on this day, or at this time, or earlier
    #[arg(long, value_name = "DAY|TIME")]
    pub(in crate::cli) as_of: Option<String>,
    /// Only articles published on this day or later (without a date: first seen)
    #[arg(long, value_name = "DAY|TIME")]
    pub(in crate::cli) since: Option<String>,
    /// Only articles published on this day or earlier
    #[arg(long, value_name = "DAY|TIME")]
    pub(in crate::cli) until: Option<String>,
    /// Only this section, by name
    #[arg(long)]
    pub(in crate::cli) section: Option<String>,
    /// Only articles with this text in title, lead or body; accents do not matter
    #[arg(long)]
    pub(in crate::cli) text: Option<String>,
    /// Files: one a table, or one a month or year of the articles' dates
    #[arg(long, value_enum, default_value_t = SplitArg::None)]
    pub(in crate::cli) split: SplitArg,
    /// Begin CSV files with a byte order mark, for spreadsheets
    #[arg(long)]
    pub(in crate::cli) bom: bool,
    /// Also say which articles were added, changed and withdrawn since an earlier export
    #[arg(long = "since-export", value_name = "DIR")]
    pub(in crate::cli) earlier: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) takedowns: TakedownArgs,
}

/// Whether takedowns are applied.
#[derive(Clone, Copy, Debug, Args)]
pub(in crate::cli) struct TakedownArgs {
    /// Also what `withhold.toml` names: for the operator alone, not to be handed on
    #[arg(long)]
    pub(in crate::cli) include_withheld: bool,
}

/// The form of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum ExportFormat {
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values, safe to open in a spreadsheet
    Csv,
    /// Apache Parquet
    Parquet,
}

impl From<ExportFormat> for Format {
    fn from(form: ExportFormat) -> Self {
        match form {
            ExportFormat::Jsonl => Self::Jsonl,
            ExportFormat::Csv => Self::Csv,
            ExportFormat::Parquet => Self::Parquet,
        }
    }
}

/// How it is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum CompressionArg {
    /// Zstandard
    Zstd,
    /// gzip
    Gzip,
    /// Not at all
    None,
}

impl From<CompressionArg> for FileCompression {
    fn from(packed: CompressionArg) -> Self {
        match packed {
            CompressionArg::Zstd => Self::Zstd,
            CompressionArg::Gzip => Self::Gzip,
            CompressionArg::None => Self::None,
        }
    }
}

/// How a table is split.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum SplitArg {
    /// One file a table
    None,
    /// One a month
    Month,
    /// One a year
    Year,
}

impl From<SplitArg> for Split {
    fn from(period: SplitArg) -> Self {
        match period {
            SplitArg::None => Self::None,
            SplitArg::Month => Self::Month,
            SplitArg::Year => Self::Year,
        }
    }
}

/// A table, or all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TableArg {
    /// The newest version of each article, and where it stands
    Articles,
    /// Every version
    Snapshots,
    /// What happened to published articles
    Changes,
    /// Every look
    Observations,
    /// The pictures of the newest versions
    Images,
    /// The files and «Tin khác» links of the newest versions
    Links,
    /// All of these
    All,
}

impl TableArg {
    /// The tables it means.
    pub(in crate::cli) fn tables(self) -> Vec<Table> {
        match self {
            Self::Articles => vec![Table::Articles],
            Self::Snapshots => vec![Table::Snapshots],
            Self::Changes => vec![Table::Changes],
            Self::Observations => vec![Table::Observations],
            Self::Images => vec![Table::Images],
            Self::Links => vec![Table::Links],
            Self::All => Table::ALL.to_vec(),
        }
    }
}
