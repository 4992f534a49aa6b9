//! `linli`: one program that serves, migrates, makes districts and describes the API.

use std::process::ExitCode;

use clap::Parser;
use linli_server::cli::Cli;

/// Gives back what a burst took, such as filling the demo district; the system's own keeps it.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    Cli::parse().run()
}
