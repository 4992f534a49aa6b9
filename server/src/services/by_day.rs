//! How much one person does within a day.
//!
//! Of what is rare (looking people up, registering them, taking a neighbour's request) the database
//! counts, for all servers together. Of every write it must not: a limit against a phone in a loop would
//! cost everybody a statement for each. So mutations are counted in this process, and a process that does
//! not know somebody yet asks once what was decided for them since yesterday.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::member::Role;
use linli_domain::policy::Actor;
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};

use super::hourly::{Over, key};
use super::together::Together;
use crate::config::Config;
use crate::db::Fetch;
use crate::db::tables::rate;
use crate::state::AppState;

const DAY_MS: i64 = 86_400_000;

/// People that are kept before those whose day is over are forgotten; after that as soon as there are
/// twice as many as were left.
const MANY: usize = 10_000;

/// Something rare that is counted in the database, of one person.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rare {
    LookUp,
    Register,
    Take,
}

impl Rare {
    fn key(self, who: MemberId) -> [u8; 32] {
        let what = match self {
            Self::LookUp => "look-up of a day",
            Self::Register => "registering of a day",
            Self::Take => "taking of a day",
        };
        key(what, who.to_string())
    }
}

/// How often each of these may be done within a day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    look_ups: i32,
    registrations: i32,
    takes: i32,
}

impl Limits {
    pub(super) const fn of(config: &Config) -> Self {
        Self {
            look_ups: config.look_ups_per_day,
            registrations: config.registrations_per_day,
            takes: config.takes_per_day,
        }
    }

    pub(super) const fn most(self, what: Rare) -> i32 {
        match what {
            Rare::LookUp => self.look_ups,
            Rare::Register => self.registrations,
            Rare::Take => self.takes,
        }
    }
}

fn window(now: Instant) -> i64 {
    now.millis() - now.millis().rem_euclid(DAY_MS)
}

/// Counts one more; the seconds to wait when that is more than `limit` within this day (of UTC). It
/// counts when the transaction is committed.
///
/// # Errors
/// When the database does not answer. So for all below.
pub(super) async fn over<C: ConnectionTrait>(
    tx: &C,
    (what, who): (Rare, MemberId),
    limit: i32,
    now: Instant,
) -> Result<Option<u64>, DbErr> {
    let window = window(now);
    let count = rate::count(tx, what.key(who), Instant::from_millis(window)).await?;
    let left = u64::try_from(window + DAY_MS - now.millis()).unwrap_or(0);
    Ok((count > limit).then(|| left.div_ceil(1000)))
}

/// Whether there were as many as there may be, without counting.
pub(super) async fn reached<C: ConnectionTrait>(
    tx: &C,
    (what, who): (Rare, MemberId),
    limit: i32,
    now: Instant,
) -> Result<bool, DbErr> {
    Ok(rate::of(tx, what.key(who), Instant::from_millis(window(now))).await? >= limit)
}

/// As [`over`] in a transaction of its own.
pub(super) async fn count(
    state: &AppState,
    what: (Rare, MemberId),
    limit: i32,
    now: Instant,
) -> Result<(), Over> {
    let over = state.db.write(move |tx| Box::pin(over(tx, what, limit, now))).await?;
    over.map_or(Ok(()), |seconds| Err(Over::TooMany { seconds }))
}

/// Whether linli is their work: then they may write much more.
pub(super) fn works(actor: &Actor) -> bool {
    actor.roles.iter().any(|it| it.role != Role::Resident)
}

/// Whether answering requests for help is their work; all others take them as neighbours.
pub(super) fn answers(actor: &Actor) -> bool {
    actor.has(Role::Clerk) || actor.has(Role::Supervisor)
}

/// Mutations of each person since their day began, which it does with the first and ends 24 hours later.
#[derive(Default)]
pub struct Mutations {
    kept: Mutex<Days>,
    /// What was decided since yesterday, and since when, of those who are not known yet.
    asked: Together<(PlaceId, MemberId), (u32, Instant)>,
}

struct Days {
    of: HashMap<MemberId, Day>,
    /// With so many, those whose day is over are forgotten.
    many: usize,
}

impl Default for Days {
    fn default() -> Self {
        Self { of: HashMap::new(), many: MANY }
    }
}

impl Days {
    /// The day of a person; `begun` when none is known, or the one that is known is over.
    fn day(&mut self, who: MemberId, begun: Day, now: Instant) -> &mut Day {
        if self.of.len() >= self.many {
            self.of.retain(|_, day| day.is_now(now));
            self.many = MANY.max(self.of.len() * 2);
        }
        let day = self.of.entry(who).or_insert(begun);
        if !day.is_now(now) {
            *day = begun;
        }
        day
    }
}

#[derive(Clone, Copy)]
struct Day {
    since: Instant,
    count: u32,
}

impl Day {
    fn ends(self) -> Instant {
        self.since.plus_days(1)
    }

    fn is_now(self, now: Instant) -> bool {
        self.since <= now && now < self.ends()
    }
}

impl Mutations {
    /// How many a person of a community may still have decided, and the seconds until they may have `limit` again.
    pub async fn left(
        &self,
        state: &AppState,
        (home, who): (PlaceId, MemberId),
        limit: u32,
        now: Instant,
    ) -> Result<(u32, u64), Arc<DbErr>> {
        let day = match self.known(who, now) {
            Some(day) => day,
            None => {
                let asked = state.clone();
                let found = self.asked.find((home, who), move |people| {
                    let state = asked.clone();
                    let config = &state.config;
                    // One more than the most that anybody may.
                    let most = config.mutations_per_day.max(config.mutations_per_day_staff).saturating_add(1);
                    async move {
                        let since = state.now().plus_days(-1);
                        let (places, ids): (Vec<_>, Vec<_>) = people.iter().copied().unzip();
                        let fetch = Fetch(state.db.reader()).within(&places);
                        let found = fetch.decided_since(&ids, since, most).await?;
                        let theirs = |it: (PlaceId, MemberId)| Some((it, *found.get(&it.1)?));
                        Ok(people.into_iter().filter_map(theirs).collect())
                    }
                });
                let (count, since) = found.await?.unwrap_or((0, now));
                // Another request of theirs may have been quicker, and counted since.
                *self.kept().day(who, Day { since, count }, now)
            }
        };
        let seconds = u64::try_from(day.ends().millis() - now.millis()).unwrap_or(0).div_ceil(1000);
        Ok((limit.saturating_sub(day.count), seconds))
    }

    fn known(&self, who: MemberId, now: Instant) -> Option<Day> {
        self.kept().of.get(&who).copied().filter(|it| it.is_now(now))
    }

    /// Notes that so many more were decided.
    pub fn add(&self, who: MemberId, more: u32, now: Instant) {
        let mut kept = self.kept();
        let day = kept.day(who, Day { since: now, count: 0 }, now);
        day.count = day.count.saturating_add(more);
    }

    fn kept(&self) -> MutexGuard<'_, Days> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
