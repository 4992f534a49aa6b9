//! One attack: what is tried, what the right answer is, and how it is run and watched.

use std::net::Ipv4Addr;

use anyhow::Result;
use futures::future::BoxFuture;

use crate::found::Found;
use crate::neighbour::{self, Neighbour, Seen};
use crate::person::Person;
use crate::server::Server;
use crate::stage::{Kind, Stage};

/// The attacker's own address.
pub const ATTACKER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 66);

/// What the innocent neighbour may wait for a page or a push, in milliseconds (95th percentile).
const PATIENCE: f64 = 250.0;

/// What a server may need for the moment, in MiB, beyond what it had.
const GROWTH: f64 = 160.0;

pub struct Item {
    /// As the audit calls it.
    pub name: &'static str,
    pub tried: &'static str,
    pub run: Run,
}

/// How it is run.
pub enum Run {
    /// Against a running server with these flags, beside the innocent neighbour.
    Wire(&'static [&'static str], for<'a> fn(&'a Scene<'a>) -> BoxFuture<'a, Result<Found>>),
    /// With servers, or commands, of its own.
    Own(for<'a> fn(&'a Stage) -> BoxFuture<'a, Result<Found>>),
    /// The same; minutes long, so it is run when it is asked for, and in the long form.
    Long(for<'a> fn(&'a Stage) -> BoxFuture<'a, Result<Found>>),
}

/// A running server under attack.
pub struct Scene<'a> {
    pub stage: &'a Stage,
    pub server: Server,
}

impl Scene<'_> {
    /// Signs in as the attacker.
    pub async fn attacker(&self, phone: &str) -> Result<Person> {
        Person::sign_in(&self.server, &self.stage.gateway, phone, ATTACKER).await
    }

    /// One of two numbers: for the long and for the short form.
    pub const fn of<T: Copy>(&self, long: T, short: T) -> T {
        self.stage.of(long, short)
    }
}

/// One line of the result.
pub struct Line {
    pub name: &'static str,
    pub tried: &'static str,
    pub kind: Kind,
    pub found: Found,
    /// Before, after, and the most, in MiB.
    pub memory: Option<[f64; 3]>,
    /// Page and push, the 95th percentile in milliseconds.
    pub neighbour: Option<(f64, f64)>,
}

impl Item {
    /// Runs it on a fresh stage. A failure to attack is a failure.
    pub async fn run(&self, stage: &Stage) -> Line {
        let mut line = Line {
            name: self.name,
            tried: self.tried,
            kind: stage.kind,
            found: Found::default(),
            memory: None,
            neighbour: None,
        };
        let done = match &self.run {
            Run::Own(run) | Run::Long(run) => run(stage).await,
            Run::Wire(flags, run) => self.beside_neighbour(stage, flags, *run, &mut line).await,
        };
        line.found = done.unwrap_or_else(|error| Found {
            not_tried: false,
            said: String::new(),
            wrong: vec![format!("it could not be tried: {error:#}")],
        });
        line
    }

    async fn beside_neighbour(
        &self,
        stage: &Stage,
        flags: &[&str],
        run: for<'a> fn(&'a Scene<'a>) -> BoxFuture<'a, Result<Found>>,
        line: &mut Line,
    ) -> Result<Found> {
        let scene = Scene { stage, server: stage.serve(flags).await? };
        let person =
            Person::sign_in(&scene.server, &stage.gateway, neighbour::PHONE, neighbour::ADDRESS).await?;
        scene.server.forget_peak();
        let before = scene.server.memory()?;
        let neighbour = Neighbour::begin(person);
        let attacked = run(&scene).await;
        let seen = neighbour.end()?;
        if !scene.server.is_alive() {
            let mut found = attacked.unwrap_or_default();
            found.add(false, &format!("the server is gone: {}", scene.server.last_words()));
            return Ok(found);
        }
        let mut found = attacked?;
        let (after, peak) = (scene.server.memory()?, scene.server.peak()?);
        line.memory = Some([before, after, peak]);
        found.add(peak - before <= GROWTH, &format!("memory grew by {:.0} MiB", peak - before));
        found.add(scene.server.panics() == 0, "a panic is in the log");
        line.neighbour = Some(judge(&mut found, seen, stage.short));
        Ok(found)
    }
}

/// The neighbour's part of the right answer. Times are not looked at in the short form, which runs
/// beside whatever else a machine does.
pub fn judge(found: &mut Found, mut seen: Seen, short: bool) -> (f64, f64) {
    let (page, push) = seen.p95();
    found.add(!seen.pages.is_empty() && !seen.pushes.is_empty(), "the neighbour got no answer");
    if !short {
        found.add(page <= PATIENCE, &format!("a page took the neighbour {page:.0} ms"));
        found.add(push <= PATIENCE, &format!("a push took the neighbour {push:.0} ms"));
    }
    let first = seen.failures.first().cloned().unwrap_or_default();
    found.add(seen.failures.is_empty(), &format!("the neighbour was refused: {first}"));
    (page, push)
}
