//! map (written last)
pub mod address;
pub mod config;
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
