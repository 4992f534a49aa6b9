//! `linli`: one program that serves, migrates, makes districts and describes the API.

use std::process::ExitCode;

use clap::Parser;
use linli_server::cli::Cli;

fn main() -> ExitCode {
    Cli::parse().run()
}
