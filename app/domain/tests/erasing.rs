//! What a lost phone still has: nothing of others after three days, whatever its clock is set to, and what
//! its person has not sent.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use house::*;
use linli_domain::ids::{DeviceId, MemberId, MutationId};
use linli_domain::member::Role;
use linli_domain::mutation::{HelpMutation, HelpRef, Mutation};
use linli_domain::refusal::{CommonRefusal, Refusal};
use linli_domain::rows::{Row, Rows};
use linli_domain::sync::{
    Draft, Erased, Fate, Ledger, Pull, RowChange, STAFF_HOURS, Silence, is_staff, is_stale,
};
use linli_domain::time::Instant;
use proptest::prelude::*;
use rstest::rstest;
use uuid::Uuid;

const PULLED: &str = "2026-11-24 09:00";

fn base(who: MemberId, role: Role) -> Rows {
    vec![Row::Member(member(who, "Li", role, HOME))].into()
}

fn pulled(ledger: &mut Ledger, now: Instant) -> RowChange {
    let pull = Pull {
        epoch: "e".to_owned(),
        cursor: now.to_string(),
        reset: true,
        patch: Vec::new(),
        last_n: 0,
        outcomes: Vec::new(),
        server_time: now,
    };
    ledger.pulled(&ledger.pull(), pull, "this build")
}

fn fresh() -> Ledger {
    let mut ledger = Ledger::new(DeviceId(Uuid::from_u128(1)));
    pulled(&mut ledger, sh(PULLED));
    ledger
}

/// The phone is opened, or looked at, when its clock says this; what it finds is written down.
fn look(ledger: &mut Ledger, now: Instant) -> bool {
    let stale = is_stale(&base(CLERK, Role::Clerk), ledger, CLERK, now);
    ledger.silence = ledger.silence(now);
    stale
}

fn note(n: u128) -> Draft {
    Draft {
        mid: MutationId(Uuid::from_u128(n)),
        base_ver: None,
        mutation: Mutation::Help(HelpMutation::Take(HelpRef { help_id: help_id(n) })),
        client_time: sh(PULLED),
        made: sh(PULLED),
        build: String::new(),
    }
}

#[rstest]
#[case::clerk(Role::Clerk, true)]
#[case::caregiver(Role::Caregiver, true)]
#[case::keeper(Role::Keeper, true)]
#[case::supervisor(Role::Supervisor, true)]
#[case::resident(Role::Resident, false)]
fn h7_three_days_without_a_network_end_what_staff_keeps(#[case] role: Role, #[case] staff: bool) {
    let (rows, ledger) = (base(CLERK, role), fresh());
    let after = |hours: i64| is_stale(&rows, &ledger, CLERK, sh(PULLED).plus_hours(hours));
    assert_eq!(is_staff(&rows, CLERK), staff);
    assert!(!after(STAFF_HOURS));
    assert_eq!(after(STAFF_HOURS + 1), staff);
    assert_eq!(after(24 * 40), staff);
}

#[test]
fn h7_a_clock_set_back_makes_nothing_younger() {
    let start = sh(PULLED);
    let mut ledger = fresh();
    // Two days later the finder sets it back to the day of the last pull, and again.
    assert!(!look(&mut ledger, start.plus_hours(48)));
    assert!(look(&mut ledger, start.plus_hours(1)));
    // And it stays so.
    assert!(look(&mut ledger, start));
}

#[test]
fn h7_a_clock_set_back_before_the_first_look_is_noticed() {
    let mut ledger = fresh();
    assert!(look(&mut ledger, sh(PULLED).plus_days(-30)));
}

#[test]
fn h7_a_clock_set_forward_and_right_again_erases_early_at_worst() {
    let start = sh(PULLED);
    let mut ledger = fresh();
    assert!(!look(&mut ledger, start.plus_hours(30)));
    assert!(!look(&mut ledger, start.plus_hours(2)));
    assert!(look(&mut ledger, start.plus_hours(30)));
    // The server was heard: from here it begins anew.
    pulled(&mut ledger, start.plus_hours(31));
    assert!(!look(&mut ledger, start.plus_hours(31 + STAFF_HOURS)));
}

#[test]
fn h7_a_ledger_of_an_older_build_counts_from_its_last_pull() {
    let mut ledger = fresh();
    ledger.silence = None;
    assert!(!look(&mut ledger, sh(PULLED).plus_hours(71)));
    ledger.silence = None;
    assert!(look(&mut ledger, sh(PULLED).plus_hours(73)));
}

#[test]
fn h7_erasing_keeps_what_is_not_sent_and_what_nobody_has_read() {
    let mut ledger = fresh();
    for (n, fate) in [
        (1, Fate::Covered),
        (2, Fate::Applied),
        (3, Fate::Waiting),
        (4, Fate::Refused { refusal: Refusal::Common(CommonRefusal::Past) }),
    ] {
        ledger.enqueue(note(n));
        ledger.entries.last_mut().unwrap().fate = fate;
    }
    let change = ledger.erase(Erased::SignedOut);
    assert_eq!(change, RowChange::Patch { reset: true, steps: Vec::new() });
    let left: Vec<_> = ledger.entries.iter().map(|it| it.envelope.n).collect();
    assert_eq!(left, [2, 3, 4]);
    assert_eq!((ledger.pulled, ledger.cursor.clone(), ledger.silence), (None, None, None));
    assert_eq!(ledger.erased, Some(Erased::SignedOut));
    // The same person is signed in again: what waited goes out under its own number.
    pulled(&mut ledger, sh(PULLED).plus_hours(100));
    assert_eq!(ledger.erased, None);
    let sent: Vec<_> = ledger.push().unwrap().mutations.iter().map(|it| it.n).collect();
    assert_eq!(sent, [3]);
}

#[test]
fn h7_what_has_no_rows_is_not_stale() {
    let mut ledger = fresh();
    ledger.erase(Erased::Stale);
    assert_eq!(ledger.silence(sh(PULLED).plus_days(400)), None);
    assert!(!is_stale(&Rows::default(), &ledger, CLERK, sh(PULLED).plus_days(400)));
}

proptest! {
    /// Whatever the clock is set to between looks, and however often somebody looks: no look makes it
    /// shorter, and it is never shorter than the farthest that the clock has been from the last pull.
    #[test]
    fn h7_silence_never_shrinks(looks in prop::collection::vec(-400_i64..400, 1..20)) {
        let start = sh(PULLED);
        let none = Silence::since(start);
        let (mut silence, mut farthest) = (none, 0);
        for hours in looks {
            let next = silence.by(start.plus_hours(hours));
            prop_assert!(next.minutes_more_than(silence) >= 0);
            farthest = farthest.max(hours.abs());
            prop_assert!(next.minutes_more_than(none) >= farthest * 60);
            silence = next;
        }
    }
}
