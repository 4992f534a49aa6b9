//! `linli serve` as a process.

use std::fs::{File, OpenOptions};
use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::time::Duration;

use linli_tests::pace::patience;
use linli_tests::program::free_port;
use tokio::time::{Instant, sleep};

use crate::town::Town;
use crate::wire::Wire;

/// Longer than any start should take, in seconds.
const LONG: u64 = 60;

/// A running server; killed with this value.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
    name: String,
}

impl Program {
    /// Starts one on a port of its own and waits until it is ready. Its name is that of its log.
    pub async fn start(town: &Town, name: &str) -> Self {
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()));
        let mut it = Self { child: spawn(town, name, address), address, name: name.to_owned() };
        it.wait().await;
        it
    }

    /// Kills it at once; it can do nothing about it.
    pub fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("gone");
    }

    /// Starts it again where it was.
    pub async fn again(&mut self, town: &Town) {
        self.child = spawn(town, &self.name, self.address);
        self.wait().await;
    }

    async fn wait(&mut self) {
        let until = Instant::now() + patience(LONG);
        let mut wire = Wire::new(self.address, "");
        while !wire.is_ready().await {
            assert!(self.child.try_wait().expect("a state").is_none(), "{} ended by itself", self.name);
            assert!(Instant::now() < until, "{} does not get ready", self.name);
            sleep(Duration::from_millis(10)).await;
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn spawn(town: &Town, name: &str, address: SocketAddr) -> Child {
    let mut command = town.linli("serve");
    command.args(["--listen", &address.to_string(), "--site"]).arg(town.folder.path().join("site"));
    command.args(["--public-url", "http://localhost"]);
    // Nobody signs in here, so the gateway is never asked.
    command.args(["--sender-url", "http://127.0.0.1:9/{phone}/{code}", "--log", "warn"]);
    // A phone of a test asks as fast as it can, and all come from one address.
    command.args(["--writes-per-session", "1000000", "--reads-per-session", "1000000"]);
    command.args(["--mutations-per-day", "1000000000", "--mutations-per-day-staff", "1000000000"]);
    command.args(["--requests-per-address", "1000000", "--streams-per-session", "100"]);
    command.args(["--full-pulls", "1000000", "--sessions-per-member", "1000"]);
    let log = town.folder.path().join(format!("{name}.log"));
    let open = || -> File { OpenOptions::new().create(true).append(true).open(&log).expect("a log") };
    command.stdout(Stdio::from(open())).stderr(Stdio::from(open())).spawn().expect("it starts")
}

/// What servers said when they crashed in a decision or a request.
pub fn panics(town: &Town) -> Vec<String> {
    let files = std::fs::read_dir(town.folder.path()).expect("a folder").flatten();
    let logs = files.map(|it| it.path()).filter(|it| it.extension().is_some_and(|it| it == "log"));
    let texts = logs.map(|it| std::fs::read_to_string(it).expect("a log"));
    texts
        .flat_map(|it| it.lines().map(str::to_owned).collect::<Vec<_>>())
        .filter(|it| it.contains("panicked"))
        .collect()
}
