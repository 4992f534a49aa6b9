//! Attacks linli as the security audit's third section tells, over the wire, with a client of its own:
//! each item against a fresh server and database, beside an innocent neighbour. `make attack`.
//!
//! ```text
//! attack [--short] [--database sqlite|postgres] [--only ITEM]… [--linli PROGRAM] [--list]
//! ```
//! Ends with 1 when any item failed. All servers are its own, on this machine's loopback.

#![expect(clippy::print_stdout, reason = "a command that prints its result")]

mod c1;
mod disk_full;
mod found;
mod frozen;
mod gateway;
mod h1;
mod h2;
mod h3;
mod h4;
mod h5;
mod h6;
mod h7;
mod h8;
mod half_open;
mod item;
mod l1;
mod l2;
mod l3;
mod l6;
mod l8;
mod l9;
mod load;
mod m1;
mod m10;
mod m11;
mod m12;
mod m13;
mod m14;
mod m15;
mod m17;
mod m2;
mod m3;
mod m4;
mod m5;
mod m6;
mod m7;
mod m8;
mod m9;
mod neighbour;
mod overload;
mod person;
mod server;
mod slow_clients;
mod soak;
mod stage;
mod table;
mod wire;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use item::{Item, Run};
use stage::{Kind, Stage};

/// Every attack, in the order of the audit.
const ITEMS: &[Item] = &[
    c1::ITEM,
    h1::ITEM,
    h2::ITEM,
    h3::ITEM,
    h4::ITEM,
    half_open::ITEM,
    h5::ITEM,
    h6::ITEM,
    h7::ITEM,
    h8::ITEM,
    m1::ITEM,
    m2::ITEM,
    m3::ITEM,
    m4::ITEM,
    m5::ITEM,
    m6::ITEM,
    m7::ITEM,
    m8::ITEM,
    m9::ITEM,
    m10::ITEM,
    m11::ITEM,
    m12::ITEM,
    m13::ITEM,
    m14::ITEM,
    m15::ITEM,
    m17::ITEM,
    l1::ITEM,
    l2::ITEM,
    l3::ITEM,
    l6::ITEM,
    l8::ITEM,
    l9::ITEM,
    slow_clients::ITEM,
    disk_full::ITEM,
    frozen::ITEM,
    overload::ITEM,
    soak::ITEM,
];

struct Wanted {
    short: bool,
    kinds: Vec<Kind>,
    only: Vec<String>,
    program: PathBuf,
}

fn main() -> Result<ExitCode> {
    let mut args = std::env::args().skip(1);
    let program = std::env::var_os("LINLI_BIN").map_or_else(beside, |it| Ok(PathBuf::from(it)))?;
    let mut wanted =
        Wanted { short: false, kinds: vec![Kind::Sqlite, Kind::Postgres], only: Vec::new(), program };
    while let Some(arg) = args.next() {
        let mut value = || args.next().with_context(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--short" => wanted.short = true,
            "--only" => wanted.only.push(value()?),
            "--linli" => wanted.program = value()?.into(),
            "--database" => {
                wanted.kinds = match value()?.as_str() {
                    "sqlite" => vec![Kind::Sqlite],
                    "postgres" => vec![Kind::Postgres],
                    other => bail!("there is no database {other}"),
                }
            }
            "--list" => {
                for item in ITEMS {
                    println!("{:<12} {}", item.name, item.tried);
                }
                return Ok(ExitCode::SUCCESS);
            }
            other => bail!("there is no flag {other}"),
        }
    }
    if let Some(unknown) = wanted.only.iter().find(|name| !ITEMS.iter().any(|it| it.name == **name)) {
        bail!("there is no item {unknown}; --list names them");
    }
    if !wanted.program.is_file() {
        bail!("{} is missing: build linli first", wanted.program.display());
    }
    if let Some(code) = with_more_files()? {
        return Ok(code);
    }
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(attack(&wanted))
}

/// The program that was built along with this one.
fn beside() -> Result<PathBuf> {
    Ok(std::env::current_exe()?.parent().context("no folder")?.join("linli"))
}

/// Thousands of connections need thousands of open files: where fewer are allowed, this program starts
/// itself once more with as many as there may be. Its exit code, when it did.
fn with_more_files() -> Result<Option<ExitCode>> {
    const MARK: &str = "LINLI_ATTACK_FILES";
    if std::env::var_os(MARK).is_some() {
        return Ok(None);
    }
    let status = std::process::Command::new("sh")
        .args(["-c", "ulimit -n $(ulimit -Hn) 2>/dev/null; exec \"$0\" \"$@\""])
        .arg(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .env(MARK, "1")
        .status()?;
    let code = status.code().and_then(|it| u8::try_from(it).ok()).unwrap_or(2);
    Ok(Some(ExitCode::from(code)))
}

async fn attack(wanted: &Wanted) -> Result<ExitCode> {
    let mut lines = Vec::new();
    for item in ITEMS {
        let named = wanted.only.iter().any(|it| it == item.name);
        let runs = named || (wanted.only.is_empty() && !(wanted.short && matches!(item.run, Run::Long(_))));
        for kind in wanted.kinds.iter().copied().filter(|_| runs) {
            let stage = Stage::new(kind, wanted.short, &wanted.program).await?;
            let line = item.run(&stage).await;
            println!("{}", table::line(&line));
            lines.push(line);
            stage.leave().await;
        }
    }
    table::print(&lines);
    let all_right = lines.iter().all(|it| it.found.is_right());
    Ok(if all_right { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
