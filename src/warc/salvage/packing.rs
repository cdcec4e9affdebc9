//! How a file is packed, by its first bytes: never by its name.

/// A file's packing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FilePacking {
    /// None.
    Plain,
    /// Gzip: a member a record, or any other way.
    Gzip,
    /// Zstandard, with or without a dictionary in front.
    Zstd,
    /// One that is not read.
    Unread {
        /// What people call it.
        name: &'static str,
        /// The command that unpacks it.
        command: &'static str,
    },
}

/// First bytes, name and command of the packings that are not read.
const UNREAD: &[(&[u8], &str, &str)] = &[
    (b"BZh", "bzip2", "bunzip2"),
    (b"\xfd7zXZ\x00", "xz", "unxz"),
    (b"\x5d\x00\x00", "LZMA", "unlzma"),
    (b"\x04\x22\x4d\x18", "LZ4", "unlz4"),
    (b"\x02\x21\x4c\x18", "LZ4", "unlz4"),
    (b"LZIP", "lzip", "lzip -d"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip", "7z x"),
    (b"Rar!", "RAR", "unrar x"),
    (b"\x1f\x9d", "compress", "uncompress"),
];

impl FilePacking {
    /// By a file's first bytes, some eight of them.
    pub fn of(first: &[u8]) -> Self {
        if first.starts_with(b"\x1f\x8b") {
            return Self::Gzip;
        }
        if super::zstd::is_frame(first) {
            return Self::Zstd;
        }
        let unread = UNREAD.iter().find(|(magic, ..)| first.starts_with(magic));
        match unread {
            Some(&(_, name, command)) => Self::Unread { name, command },
            None => Self::Plain,
        }
    }
}
