//! **hpnews**: a polite crawler and archiver for the news portals of the city of Hải
//! Phòng. It fetches article pages under a rate limit, extracts what they say, and keeps
//! every version as a dated JSON snapshot.
//!
//! # Reading an archive
//! ```no_run
#![doc = include_str!("../examples/hello.rs")]
//! ```
//!
//! A [`store::Reader`] reads beside a crawl, on a read-only disk, with no configuration. Its
//! streams take constant memory: [articles](store::Articles::each),
//! [their newest snapshots](store::Reader::each_newest),
//! [versions](store::Articles::each_version), [changes](store::Reader::each_change),
//! [captures](store::Captures::each). `examples/` has more whole programs.
//!
//! # The flow
//! `discover → fetch → extract → digest → store`, one page of code in [`crawl`], each verb
//! a room. Read them in this order:
//!
//! | room | kind | what it says |
//! | --- | --- | --- |
//! | [`digest`], [`record`] | noun | what an article is, what a snapshot is, and their fingerprints |
//! | [`text`] | pure | Unicode, Vietnamese keys, dates, charsets |
//! | [`address`] | pure | one spelling for each page; which belong to a site |
//! | [`http`] | pure | messages as bytes; one exchange as evidence |
//! | [`warc`] | pure | WARC records and CDXJ lines, written and read |
//! | [`robots`] | pure | may we ask (RFC 9309) |
//! | [`discover`] | pure | bytes of a sitemap, feed, REST answer or page → addresses with hints |
//! | [`extract`] | pure | HTML + recipe → article, links, gaps |
//! | [`learn`] | pure | labelled pages → layouts of a recipe, and how each field fares |
//! | [`change`] | pure | two versions → what changed and its kind; where an article stands |
//! | [`coverage`] | pure | which fields articles have, and whether that falls |
//! | [`revisit`] | pure | when an article is due again, and why |
//! | [`redaction`] | pure | what is kept and not published |
//! | [`dataset`] | pure | tables, columns and metadata files of a dump |
//! | [`report`] | pure | changes → HTML, Markdown, Atom |
//! | [`memento`] | pure | times and addresses as web archives speak of them (RFC 7089) |
//! | [`replay`] | pure | an archived page or style sheet → the same to look at, from the archive alone |
//! | [`stats`] | pure | counts → figures, as text, SVG and rows |
//! | [`config`] | pure | TOML text → validated configuration |
//! | [`politeness`] | pure | when may a host be asked again |
//! | [`lane`] | edge | one lane a host, across tasks, processes and restarts |
//! | [`fetch`] | edge | the only HTTP client, and the only door to the network |
//! | `bucket` | edge | objects in an S3 bucket, each written once, and the log of those that count |
//! | [`store`] | edge | the only disk: snapshots, journals, catalog |
//! | [`demo`] | edge | a small loopback portal, so that everything runs with no network |
//! | [`published`] | edge | the archive as it is handed on: without what is withheld |
//! | [`notify`] | edge | webhook and e-mail after a run |
//! | [`crawl`] | conductor | the whole flow |
//! | `shipping` | conductor | an archive in a bucket: shipped, checked, pulled back, evicted |
//! | [`survey`] | conductor | what a site is, asked in few requests; pages to learn from |
//! | [`package`] | conductor | a part of the archive as WACZ or BagIt |
//! | [`export`] | conductor | the archive as JSONL, CSV or Parquet |
//! | [`search`] | conductor | full text over current and past versions |
//! | [`reading`] | conductor | what is asked of one article or address: history, comparison, captures, why |
//! | [`audit`] | conductor | whether the archive is what it was, and its repair |
//! | [`pipeline`] | conductor | a night: crawl, verify a share, report, feeds, notify, search index |
//! | `fleet` | edge | several machines that share the sites: leases, fences, nights |
//! | [`serve`] | edge | the reading room: the archive in a browser, read-only |
//! | [`cli`] | edge | the commands |
//!
//! # Invariants
//! - A room imports only rooms above it in the table (`tests/house.rs`).
//! - Pure rooms know no clock, no disk, no network (`clippy.toml`).
//! - A request needs a [`politeness::Permit`], and only [`lane`] grants one.
//! - The archive's files are the truth; the catalog is an index over them.
//! - Nothing counts as done before it is durable ([`store`]).
//!
#![doc = include_str!("../docs/glossary.md")]

pub mod address;
pub mod audit;
#[cfg(feature = "bucket")]
pub mod bucket;
pub mod change;
pub mod cli;
pub mod config;
pub mod coverage;
pub mod crawl;
pub mod dataset;
pub mod demo;
pub mod digest;
pub mod discover;
pub mod export;
pub mod extract;
pub mod fetch;
#[cfg(all(feature = "fleet", target_os = "linux"))]
pub mod fleet;
pub mod http;
pub mod lane;
pub mod learn;
pub mod memento;
pub mod notify;
pub mod package;
pub mod pipeline;
pub mod politeness;
pub mod published;
pub mod reading;
pub mod record;
pub mod redaction;
pub mod replay;
pub mod report;
pub mod revisit;
pub mod robots;
pub mod search;
#[cfg(feature = "serve")]
pub mod serve;
#[cfg(feature = "bucket")]
pub mod shipping;
pub mod stats;
pub mod store;
pub mod survey;
pub mod text;
pub mod warc;
