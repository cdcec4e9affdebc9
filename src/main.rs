//! hpnews binary
fn main() {}
