//! The program as an operator runs it: `target/debug/linli`, or the one that `LINLI_BIN` names.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A command of the program, with nothing of this process's environment.
pub fn linli() -> Command {
    let here = std::env::current_exe().expect("a path");
    let built = here.parent().and_then(|it| it.parent()).expect("a folder").join("linli");
    let program = std::env::var_os("LINLI_BIN").map_or(built, PathBuf::from);
    assert!(program.exists(), "{} is missing: cargo build -p linli-server", program.display());
    let mut command = Command::new(program);
    command.env_clear().stdin(Stdio::null());
    command
}

/// A port that nobody has, below those that the system gives to whoever connects: a server that is
/// started again finds it free, and nobody who tries to reach one that is gone is connected to themselves.
pub fn free_port() -> u16 {
    loop {
        let port = rand::random_range(10_000..32_000);
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return port;
        }
    }
}
