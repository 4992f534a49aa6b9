//! Commands of the program.

mod backup;
mod demo;
mod epoch;
mod migrate;
mod moving;
mod places;
mod revoke;
mod serve;
mod variables;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::assets::Site;
use crate::config::{Config, FewFlags, Flags};
use crate::db::{Db, DbError, check_transport};
use crate::{http, telemetry};

/// 邻里 linli: care, rooms and help for a community.
#[derive(Parser)]
#[command(name = "linli", version, arg_required_else_help = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the app. Brings the database's schema up to date first.
    Serve {
        #[command(flatten)]
        flags: Flags,
    },
    /// Bring the database's schema up to date and end.
    Migrate {
        #[command(flatten)]
        flags: FewFlags,
    },
    /// Make or change places, rooms, caregivers and first staff as a file (TOML) says, and end.
    Places {
        /// The file; the README has an example. The same again changes nothing.
        file: PathBuf,
        #[command(flatten)]
        flags: FewFlags,
    },
    /// Fill an empty database with a demo district and end.
    Demo {
        /// Number from which the district is drawn; the same number makes the same district.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Size as a multiple of the usual district.
        #[arg(long, default_value_t = 1)]
        scale: u32,
        #[command(flatten)]
        flags: FewFlags,
    },
    /// Write a backup of the database to a file and end. Servers may go on.
    Backup {
        file: PathBuf,
        /// Replace the file if it exists.
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        flags: FewFlags,
    },
    /// Check that a file is a whole backup that can be restored, and end.
    Verify {
        file: PathBuf,
        #[command(flatten)]
        flags: FewFlags,
    },
    /// Replace the database by a backup and end. No server may run.
    Restore {
        file: PathBuf,
        /// Replace the database also when it has people in it, or cannot be read.
        #[arg(long)]
        force: bool,
        #[command(flatten)]
        flags: FewFlags,
    },
    /// Print the random name of the database, by which phones notice a restore, and end.
    Epoch {
        /// Give it another: phones fetch everything anew and send again what it does not know. For
        /// databases that were restored without linli.
        #[arg(long)]
        renew: bool,
        #[command(flatten)]
        flags: FewFlags,
    },
    /// End all sessions of a person, by phone number, and end: for a phone that is lost or was sold. What
    /// runs notices within `session-cache-seconds`.
    Revoke {
        /// The number with which the person signs in.
        phone: String,
        #[command(flatten)]
        flags: FewFlags,
    },
    /// Move a person to another community, with their account, sessions and grants, and end. What they have ahead
    /// is called off and told as ever; what is over stays where it was. Servers may go on.
    Move {
        /// The number with which the person signs in.
        phone: String,
        #[command(flatten)]
        to: moving::Where,
        #[command(flatten)]
        flags: FewFlags,
    },
    /// Write the files that pages of this build ask for to a directory, for `--also-site` of a server of
    /// another build, and end.
    Site {
        folder: PathBuf,
        #[command(flatten)]
        flags: FewFlags,
    },
    /// Print the description of the API (OpenAPI 3.1) and end.
    Openapi,
}

impl Cli {
    /// Does what the command line says. A failure is one sentence on standard error.
    #[must_use]
    pub fn run(self) -> ExitCode {
        telemetry::catch_panics();
        for sentence in variables::unknown(std::env::vars_os().map(|(name, _)| name)) {
            complain(&sentence);
        }
        match self.command.begin() {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                complain(&format!("{error:#}"));
                ExitCode::FAILURE
            }
        }
    }
}

impl Command {
    fn begin(self) -> anyhow::Result<()> {
        let Some(flags) = self.flags() else { return print(http::openapi::json()) };
        let config = Config::load(flags)?;
        telemetry::start(&config);
        check_transport(&config.database, config.database_insecure)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let done = runtime.block_on(async {
            match self {
                Self::Serve { .. } => serve::serve(config).await,
                Self::Migrate { .. } => migrate::migrate(&config).await,
                Self::Places { file, .. } => places::places(&config, &file).await,
                Self::Demo { seed, scale, .. } => demo::demo(&config, seed, scale).await,
                Self::Backup { file, force, .. } => backup::back_up(&config, &file, force).await,
                Self::Verify { file, .. } => backup::verify(&file).await,
                Self::Restore { file, force, .. } => backup::restore(&config, &file, force).await,
                Self::Epoch { renew, .. } => epoch::epoch(&config, renew).await,
                Self::Revoke { phone, .. } => revoke::revoke(&config, &phone).await,
                Self::Move { phone, to, .. } => moving::go(&config, &phone, to).await,
                Self::Site { folder, .. } => site(&config, &folder),
                Self::Openapi => Ok(()),
            }
        });
        // Whatever still runs in the background must not hold the program.
        runtime.shutdown_background();
        done
    }

    /// None where no setting matters.
    fn flags(&self) -> Option<Flags> {
        match self {
            Self::Serve { flags } => Some(flags.clone()),
            Self::Migrate { flags }
            | Self::Places { flags, .. }
            | Self::Demo { flags, .. }
            | Self::Backup { flags, .. }
            | Self::Verify { flags, .. }
            | Self::Restore { flags, .. }
            | Self::Epoch { flags, .. }
            | Self::Revoke { flags, .. }
            | Self::Move { flags, .. }
            | Self::Site { flags, .. } => Some(flags.0.clone()),
            Self::Openapi => None,
        }
    }
}

#[expect(clippy::print_stderr, reason = "for the operator, who may have no log yet")]
fn complain(sentence: &str) {
    eprintln!("linli: {sentence}");
}

/// Writes the files that pages ask for.
fn site(config: &Config, folder: &Path) -> anyhow::Result<()> {
    let written = Site::open(&config.site)?.unpack(folder)?;
    print(&format!("{written} files are in {}.", folder.display()))
}

/// Opens the database and brings its schema up to date.
async fn open(config: &Config) -> Result<Db, DbError> {
    let db = Db::connect_with(&config.database, config.pool()).await?;
    db.migrate().await?;
    Ok(db)
}

/// Writes a line to standard output; a reader that has gone away is no failure.
fn print(line: &str) -> anyhow::Result<()> {
    use std::io::{ErrorKind, Write};
    match writeln!(std::io::stdout().lock(), "{line}") {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
