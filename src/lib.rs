//! map
pub mod address;
pub mod cli;
pub mod config;
pub mod crawl;
pub mod demo;
pub mod digest;
pub mod discover;
pub mod extract;
pub mod fetch;
pub mod lane;
pub mod politeness;
pub mod record;
pub mod robots;
pub mod store;
pub mod text;
