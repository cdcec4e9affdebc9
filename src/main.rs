//! The binary: arguments in, exit code out. Everything else is the library.

use std::process::ExitCode;

/// A parsed page is thousands of small allocations, made and freed together: the general
/// allocator spent a tenth of a crawl's processor time on them (measured).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    hpnews::cli::main()
}
