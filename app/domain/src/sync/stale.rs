//! Rows that a phone must not show any more.

use super::ledger::Ledger;
use crate::ids::MemberId;
use crate::member::Role;
use crate::rows::Rows;
use crate::time::Instant;

/// Hours after which a phone of staff that has not heard from the server shows nothing: a lost phone
/// knows where others live.
pub const STAFF_HOURS: i64 = 72;

/// Whether what is kept for this person is too old to be shown.
#[must_use]
pub fn is_stale(base: &Rows, ledger: &Ledger, me: MemberId, now: Instant) -> bool {
    let staff = base.members.get(&me).is_some_and(|it| it.roles.iter().any(|it| it.role != Role::Resident));
    staff && ledger.pulled.is_some_and(|pulled| pulled.plus_minutes(STAFF_HOURS * 60) < now)
}
