//! Rows that a phone must not keep any more, and the clock that says so.

use super::ledger::Ledger;
use crate::as_json;
use crate::ids::MemberId;
use crate::member::Role;
use crate::rows::Rows;
use crate::time::Instant;

/// Hours after which a phone of staff that has not heard from the server forgets its rows: a lost phone
/// knows where others live. Residents' phones know about their own, and an elder who is without a
/// network for a month still wants to see it.
pub const STAFF_HOURS: i64 = 72;

/// Why a phone has erased its rows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Erased {
    /// The session has ended, or somebody has ended it.
    SignedOut,
    /// A phone of staff has not heard from the server for [`STAFF_HOURS`].
    Stale,
}

as_json!(
    enum Erased {
        SignedOut = "signed_out",
        Stale = "stale",
    }
);

/// For how long a phone has not heard from the server. Whoever finds the phone can set its clock, so that
/// it is not two instants that are compared: what has passed from one look to the next is added up, and a
/// clock that was set back counts like one that was set forward, by as much as it was set. It never makes
/// rows younger, and at worst they go too early.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Silence {
    /// Milliseconds that have passed.
    passed: i64,
    /// What the clock said at the last look.
    looked: Instant,
}

as_json!(struct Silence { passed, looked });

impl Silence {
    /// It begins.
    #[must_use]
    pub const fn since(pulled: Instant) -> Self {
        Self { passed: 0, looked: pulled }
    }

    /// As it is by now.
    #[must_use]
    pub const fn by(self, now: Instant) -> Self {
        let moved = now.millis().saturating_sub(self.looked.millis()).saturating_abs();
        Self { passed: self.passed.saturating_add(moved), looked: now }
    }

    /// By how many minutes it is longer than an earlier one.
    #[must_use]
    pub const fn minutes_more_than(self, earlier: Self) -> i64 {
        self.passed.saturating_sub(earlier.passed) / 60_000
    }

    const fn is_long(self) -> bool {
        self.passed > STAFF_HOURS * 3_600_000
    }
}

/// Whether a phone of this person knows about others: they have a role beside the resident's.
#[must_use]
pub fn is_staff(base: &Rows, me: MemberId) -> bool {
    base.members.get(&me).is_some_and(|it| it.roles.iter().any(|it| it.role != Role::Resident))
}

/// Whether what is kept for this person is too old to be kept. Where their own row is not there, as when it is of
/// a newer build, nothing says that they are no staff.
#[must_use]
pub fn is_stale(base: &Rows, ledger: &Ledger, me: MemberId, now: Instant) -> bool {
    (is_staff(base, me) || !base.members.contains_key(&me))
        && ledger.silence(now).is_some_and(Silence::is_long)
}
