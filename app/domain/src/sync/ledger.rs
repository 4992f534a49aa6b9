//! The mutations of a device, and where the server stands with them.

use super::entry::{Draft, Entry, Fate};
use super::stale::{Erased, Silence};
use super::wire::{Pull, Step};
use crate::ids::{DeviceId, MutationId};
use crate::json::{self, Json, Map, Unread, Value};
use crate::mutation::{Envelope, Outcome, Push, Settled};
use crate::refusal::{CommonRefusal, Refusal};
use crate::time::Instant;

/// The most mutations in one push; the server takes no more.
pub const MOST_PUSHED: usize = 50;

/// Days that a phone keeps what the server has acknowledged. When the server's database is restored
/// from a backup, what came after the backup is sent again.
pub const KEPT_DAYS: i64 = 14;

/// What a device of one person knows besides rows. Small; it is read and written as a whole.
#[derive(Clone, PartialEq, Debug)]
pub struct Ledger {
    pub device: DeviceId,
    /// The number of the next mutation.
    pub next_n: u64,
    /// The last number that the server has decided, as the last pull told.
    pub last_n: u64,
    /// The server's database; none before the first pull.
    pub epoch: Option<String>,
    /// Where the last pull ended.
    pub cursor: Option<String>,
    /// When the last pull was taken in, by the server's clock.
    pub pulled: Option<Instant>,
    /// For how long nothing was heard since, as of the last look that was kept.
    pub silence: Option<Silence>,
    /// Why there are no rows, while that is so.
    pub erased: Option<Erased>,
    /// In the order in which they were made.
    pub entries: Vec<Entry>,
    /// Entries of a newer build that this one cannot read, as they are. They wait until it is back.
    pub unread: Vec<Value>,
    /// The build that took in the last pull.
    pub reader: Option<String>,
    /// It was sent rows that it could not read.
    pub passed_over: bool,
}

impl Json for Ledger {
    fn read(json: &Value) -> Result<Self, Unread> {
        let fields = json::fields(json)?;
        let listed: Vec<Value> = json::field(fields, "entries")?;
        let mut ledger = Self {
            device: json::field(fields, "device")?,
            next_n: json::field(fields, "next_n")?,
            last_n: json::field(fields, "last_n")?,
            epoch: json::field(fields, "epoch")?,
            cursor: json::field(fields, "cursor")?,
            pulled: json::field(fields, "pulled")?,
            // Older builds have neither, and what a newer one says in them must not cost the entries.
            silence: json::field(fields, "silence").unwrap_or_default(),
            erased: json::field(fields, "erased").unwrap_or_default(),
            reader: json::field(fields, "reader").unwrap_or_default(),
            passed_over: json::field_or(fields, "passed_over", false).unwrap_or_default(),
            entries: Vec::new(),
            unread: Vec::new(),
        };
        for entry in listed {
            match Entry::read(&entry) {
                Ok(entry) => ledger.entries.push(entry),
                Err(_) => ledger.unread.push(entry),
            }
        }
        Ok(ledger)
    }

    fn write(&self) -> Value {
        let Self {
            device,
            next_n,
            last_n,
            epoch,
            cursor,
            pulled,
            silence,
            erased,
            entries,
            unread,
            reader,
            passed_over,
        } = self;
        let listed: Vec<Value> = entries.iter().map(Json::write).chain(unread.iter().cloned()).collect();
        let mut fields = Map::new();
        json::put(&mut fields, "device", device.write());
        json::put(&mut fields, "next_n", next_n.write());
        json::put(&mut fields, "last_n", last_n.write());
        json::put(&mut fields, "epoch", epoch.write());
        json::put(&mut fields, "cursor", cursor.write());
        json::put(&mut fields, "pulled", pulled.write());
        json::put(&mut fields, "silence", silence.write());
        json::put(&mut fields, "erased", erased.write());
        json::put(&mut fields, "reader", reader.write());
        json::put(&mut fields, "passed_over", passed_over.write());
        json::put(&mut fields, "entries", Value::Array(listed));
        Value::Object(fields)
    }
}

/// What a pull asks with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    pub cursor: Option<String>,
    pub device: DeviceId,
}

/// What a pull does to the base.
#[derive(Clone, PartialEq, Debug)]
pub enum RowChange {
    /// Another answer was quicker; the base stays.
    None,
    Patch {
        /// Forget all rows first.
        reset: bool,
        steps: Vec<Step>,
    },
}

/// Why a push or pull has no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// No network, or an answer that broke off. The server may have decided all the same.
    Offline,
    /// The server could not just now.
    Busy,
    /// After so many seconds the next is welcome.
    TooFast { seconds: u64 },
    /// This person has had as much decided as may be in a day; what waits is kept until there is room.
    DayOver,
    /// This person uses as many devices as may be, without this one.
    ManyDevices,
    /// Nobody is signed in, or not any more.
    SignedOut,
    /// The server does not understand what this build has sent: one of the two is of another time.
    OtherBuild,
    /// The server waits for this number.
    Gap { expected: u64 },
    /// The server has decided another mutation under the first one's number, or under its id.
    MidReused,
    /// The server knows this device as somebody else's.
    ForeignDevice,
    /// The server's database is another one since the last pull: pull first.
    Restored,
    /// The server failed in a way that trying again does not mend at once.
    Broken,
}

impl Ledger {
    /// Of a device that has done nothing yet.
    #[must_use]
    pub const fn new(device: DeviceId) -> Self {
        Self {
            device,
            next_n: 1,
            last_n: 0,
            epoch: None,
            cursor: None,
            pulled: None,
            silence: None,
            erased: None,
            entries: Vec::new(),
            unread: Vec::new(),
            reader: None,
            passed_over: false,
        }
    }

    /// Numbers a mutation and keeps it. One that is here already stays as it is.
    pub fn enqueue(&mut self, draft: Draft) {
        if self.entries.iter().any(|it| it.envelope.mid == draft.mid) {
            return;
        }
        let Draft { mid, base_ver, mutation, client_time, made, build } = draft;
        let n = self.next_n;
        self.next_n += 1;
        let envelope = Envelope { mid, n, base_ver, client_time, build, mutation };
        self.entries.push(Entry { envelope, device: self.device, made, fate: Fate::Waiting });
    }

    /// What to send next; none when the server has answered everything, or before the first pull,
    /// which says what database it is that these mutations are for.
    #[must_use]
    pub fn push(&self) -> Option<Push> {
        self.epoch.as_ref()?;
        let mutations: Vec<_> = self.waiting().take(MOST_PUSHED).map(|it| it.envelope.clone()).collect();
        let some = !mutations.is_empty();
        some.then(|| Push { device_id: self.device, epoch: self.epoch.clone(), mutations })
    }

    /// What to ask with.
    #[must_use]
    pub fn pull(&self) -> Asked {
        Asked { cursor: self.cursor.clone(), device: self.device }
    }

    /// Mutations without an answer, in their order.
    pub fn waiting(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|it| it.fate == Fate::Waiting)
    }

    /// Whether nothing in it waits for the server, for the person or for another build.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.waiting().next().is_none() && self.refused().next().is_none() && self.unread.is_empty()
    }

    /// Refusals that the person has not seen to.
    pub fn refused(&self) -> impl Iterator<Item = (&Entry, &Refusal)> {
        self.entries.iter().filter_map(|it| match &it.fate {
            Fate::Refused { refusal } => Some((it, refusal)),
            Fate::Waiting | Fate::Applied | Fate::Covered => None,
        })
    }

    /// Takes in the answer to a push. `fresh` is the device to go on as when the server will not hear
    /// this one.
    pub fn pushed(&mut self, sent: &Push, answer: &Result<Vec<Outcome>, Fault>, fresh: DeviceId) {
        // What a database answered that was restored since may be gone with it.
        if sent.epoch != self.epoch {
            return;
        }
        match answer {
            // An answer is one whatever this device has done meanwhile.
            Ok(outcomes) => outcomes.iter().for_each(|it| self.answered(it)),
            Err(fault) if self.still_first(sent) => self.not_taken(*fault, fresh),
            Err(_) => {}
        }
    }

    /// Another build than the one that took in the last pull may read more of what it brought: kinds of rows,
    /// and fields of those that were read. So it fetches everything anew; what is here stays until then.
    pub fn read_by(&mut self, build: &str) {
        if self.reader.as_deref() != Some(build) {
            self.reader = Some(build.to_owned());
            self.passed_over = false;
            self.cursor = None;
        }
    }

    /// Takes in a pull, as `build` reads it. Nothing of it counts when another one was taken in since it was
    /// asked for: its patch leads from where that one began.
    pub fn pulled(&mut self, asked: &Asked, pull: Pull, build: &str) -> RowChange {
        if asked.cursor != self.cursor {
            return RowChange::None;
        }
        let restored = self.epoch.as_ref().is_some_and(|it| *it != pull.epoch);
        if asked.device == self.device {
            if restored {
                self.again(pull.last_n);
            }
            pull.outcomes.iter().for_each(|it| self.answered(it));
            // A slower answer may know less, but for a database from before.
            self.last_n = if restored { pull.last_n } else { self.last_n.max(pull.last_n) };
            self.next_n = self.next_n.max(pull.last_n + 1);
        } else if restored {
            // Where the server stands with this device is told by the next pull.
            return RowChange::None;
        }
        for entry in &mut self.entries {
            // What another device numbered was decided before this one began.
            let reached = entry.device != self.device || entry.envelope.n <= self.last_n;
            if entry.fate == Fate::Applied && reached {
                entry.fate = Fate::Covered;
            }
        }
        let oldest = pull.server_time.plus_days(-KEPT_DAYS);
        self.entries.retain(|it| it.fate != Fate::Covered || it.made >= oldest);
        self.epoch = Some(pull.epoch);
        self.cursor = Some(pull.cursor);
        self.pulled = Some(pull.server_time);
        self.silence = None;
        self.erased = None;
        self.reader = Some(build.to_owned());
        let unread = pull.patch.iter().any(|it| matches!(it, Step::Newer(_)));
        self.passed_over = unread || (self.passed_over && !pull.reset);
        RowChange::Patch { reset: pull.reset, steps: pull.patch }
    }

    /// Forgets the rows, as when somebody else takes the phone over; what is not sent stays.
    pub fn forget_rows(&mut self) -> RowChange {
        self.passed_over = false;
        self.cursor = None;
        self.pulled = None;
        self.silence = None;
        RowChange::Patch { reset: true, steps: Vec::new() }
    }

    /// Erases the rows, and what the server has taken from this phone and told it so: words about people
    /// stand in those too. What is not sent, and what was refused and not read, stays for who made it.
    pub fn erase(&mut self, why: Erased) -> RowChange {
        self.entries.retain(|it| it.fate != Fate::Covered);
        self.erased = Some(why);
        self.forget_rows()
    }

    /// For how long nothing was heard from the server by now; none when nothing ever was.
    #[must_use]
    pub fn silence(&self, now: Instant) -> Option<Silence> {
        self.pulled.map(|pulled| self.silence.unwrap_or_else(|| Silence::since(pulled)).by(now))
    }

    /// The person has seen why it was refused.
    pub fn acknowledge(&mut self, mid: MutationId) {
        self.entries.retain(|it| it.envelope.mid != mid || !matches!(it.fate, Fate::Refused { .. }));
    }

    fn answered(&mut self, outcome: &Outcome) {
        let entry = self.entries.iter_mut().find(|it| it.envelope.mid == outcome.mid);
        if let Some(entry) = entry.filter(|it| it.fate == Fate::Waiting) {
            entry.fate = match &outcome.result {
                Settled::Applied => Fate::Applied,
                Settled::Refused { refusal } => Fate::Refused { refusal: refusal.clone() },
            };
        }
    }

    /// Whether what was sent first is still what is to be sent first: another tab may have gone on.
    fn still_first(&self, sent: &Push) -> bool {
        let key = |it: &Envelope| (it.mid, it.n);
        sent.device_id == self.device
            && sent.mutations.first().map(key) == self.waiting().next().map(|it| key(&it.envelope))
    }

    fn not_taken(&mut self, fault: Fault, fresh: DeviceId) {
        match fault {
            // The server has forgotten this device, or never heard of what came before.
            Fault::Gap { expected } => self.renumber(expected, |_| true),
            // Under a number that nobody can have used: the id names something else.
            Fault::MidReused if self.last_n == 0 && self.waiting().next().is_some_and(|it| it.n() == 1) => {
                let first = self.entries.iter_mut().find(|it| it.fate == Fate::Waiting);
                if let Some(first) = first {
                    first.fate = Fate::Refused { refusal: Refusal::Common(CommonRefusal::Exists) };
                }
            }
            // This storage is an old copy, whose numbers were used since.
            Fault::MidReused | Fault::ForeignDevice => {
                self.device = fresh;
                self.last_n = 0;
                self.renumber(1, |_| true);
            }
            Fault::Offline
            | Fault::Busy
            | Fault::TooFast { .. }
            | Fault::DayOver
            | Fault::ManyDevices
            | Fault::SignedOut
            | Fault::OtherBuild
            | Fault::Restored
            | Fault::Broken => {}
        }
    }

    /// The database was restored from a backup, in which this device stands at `last_n`: what was
    /// acknowledged after it is to be sent again.
    fn again(&mut self, last_n: u64) {
        let device = self.device;
        let later = |it: &Entry| it.device != device || it.envelope.n > last_n;
        for entry in &mut self.entries {
            if matches!(entry.fate, Fate::Applied | Fate::Covered) && later(entry) {
                entry.fate = Fate::Waiting;
            }
        }
        self.renumber(last_n + 1, later);
    }

    /// Numbers what waits without gaps from a number on, in the order in which it was made.
    fn renumber(&mut self, from: u64, which: impl Fn(&Entry) -> bool) {
        let mut n = from;
        for entry in self.entries.iter_mut().filter(|it| it.fate == Fate::Waiting && which(it)) {
            entry.envelope.n = n;
            entry.device = self.device;
            n += 1;
        }
        self.next_n = n;
    }
}
