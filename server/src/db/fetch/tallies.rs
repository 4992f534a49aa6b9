//! Counts in place of rows. What a rule only counts, the database counts, by an index and no farther than
//! the rule looks: somebody with five thousand bookings is answered as soon as somebody with five.

use std::collections::HashMap;

use sea_orm::{ConnectionTrait, DbErr, Statement};
use uuid::Uuid;

use linli_domain::ids::{HouseholdId, MemberId, PlaceId};
use linli_domain::rows::Tally;
use linli_domain::time::{Instant, Interval};

use super::{Binding, Fetch, Here, LIST, padded};

/// Whose bookings are counted, for one wish.
#[derive(Clone, Copy, Debug)]
pub struct HouseholdCount {
    pub community: PlaceId,
    pub household: HouseholdId,
    /// The week in which rooms are held.
    pub week: Interval,
    pub now: Instant,
    /// What began until then and nobody checked in to is a no-show.
    pub late: Instant,
    /// No-shows count from here on.
    pub since: Instant,
    /// What was made from here on was made today.
    pub today: Instant,
    /// Nothing is counted farther than the rules look: rooms held, no-shows, bookings cancelled.
    pub most: [usize; 3],
}

/// Whose requests are counted, for one wish.
#[derive(Clone, Copy, Debug)]
pub struct HelpCount {
    /// Who needs help.
    pub subject: MemberId,
    /// Who asks.
    pub actor: MemberId,
    /// What was opened from here on was opened today.
    pub today: Instant,
    /// Nothing is counted farther than this.
    pub most: usize,
}

/// Wishes whose households are counted with one statement; each binds ten values.
const WISHES: usize = 512;

impl<C: ConnectionTrait> Fetch<'_, C> {
    /// What quota, no-show rule and the limit of cancelled bookings count, of many households with one
    /// statement.
    pub async fn household_tallies(self, wanted: &[HouseholdCount]) -> Result<Vec<(Tally, usize)>, DbErr> {
        let mut tallies = Vec::with_capacity(wanted.len() * 3);
        for some in wanted.chunks(WISHES) {
            let most =
                [0, 1, 2].map(|at| some.iter().filter_map(|it| it.most.get(at)).max().copied().unwrap_or(0));
            let mut binding = Binding::new(self.0.get_database_backend());
            let rows: Vec<_> = padded(some.to_vec())
                .iter()
                .enumerate()
                .map(|(at, it)| household(&mut binding, at, it))
                .collect();
            let statement = binding.statement(households(&rows.join(", "), most));
            for row in self.0.query_all_raw(statement).await? {
                let at: i64 = row.try_get_by_index(0)?;
                let Some(it) = usize::try_from(at).ok().and_then(|at| some.get(at)) else { continue };
                let count =
                    |at: usize| row.try_get_by_index::<i64>(at).map(|it| usize::try_from(it).unwrap_or(0));
                tallies.push((Tally::RoomsHeld(it.household, it.week.starts), count(1)?));
                tallies.push((Tally::NoShows(it.household), count(2)?));
                tallies.push((Tally::Cancelled(it.household), count(3)?));
            }
        }
        Ok(tallies)
    }
}

impl<C: ConnectionTrait> Here<'_, C> {
    /// What the limits of asking for help count.
    pub async fn help_tallies(self, it: HelpCount) -> Result<Vec<(Tally, usize)>, DbErr> {
        let mut binding = Binding::new(self.0.get_database_backend());
        let most = it.most;
        let open = format!(
            "kind = 'help' AND subject_id = {} AND ended IS NULL AND {}",
            binding.id(it.subject.0),
            binding.within("community_id", self.places)
        );
        let mut since = |whose: &str, who: MemberId| {
            format!(
                "kind = 'help' AND {whose} = {} AND opened >= {} AND {}",
                binding.id(who.0),
                binding.number(it.today.millis()),
                binding.within("community_id", self.places)
            )
        };
        let asked = since("subject_id", it.subject);
        let by = since("actor_id", it.actor);
        let count = |of: String| {
            format!("(SELECT COUNT(*) FROM (SELECT 1 FROM matter WHERE {of} LIMIT {most}) AS few)")
        };
        let sql = format!("SELECT {}, {}, {}", count(open), count(asked), count(by));
        let kinds = [Tally::Helps(it.subject), Tally::HelpsFor(it.subject), Tally::HelpsBy(it.actor)];
        self.counted(binding.statement(sql), &kinds).await
    }

    /// What the limit of taking requests counts.
    pub async fn taken_tally(self, taker: MemberId, most: usize) -> Result<Vec<(Tally, usize)>, DbErr> {
        let mut binding = Binding::new(self.0.get_database_backend());
        let taker_id = binding.id(taker.0);
        let here = binding.within("community_id", self.places);
        let sql = format!(
            "SELECT COUNT(*) FROM (SELECT 1 FROM matter WHERE kind = 'help' AND taker_id = {taker_id} AND ended IS NULL AND {here}
                AND stage IN ('assigned', 'in_progress') LIMIT {most}) AS few"
        );
        self.counted(binding.statement(sql), &[Tally::Taken(taker)]).await
    }

    async fn counted(self, statement: Statement, kinds: &[Tally]) -> Result<Vec<(Tally, usize)>, DbErr> {
        let Some(row) = self.0.query_one_raw(statement).await? else { return Ok(Vec::new()) };
        let count = |(at, kind): (usize, &Tally)| {
            let count: i64 = row.try_get_by_index(at)?;
            Ok((*kind, usize::try_from(count).unwrap_or(0)))
        };
        kinds.iter().enumerate().map(count).collect()
    }

    /// How many mutations of each of these people were decided since then, of each device no more than the
    /// newest so many; and when the first of these was. Who has none is not in the answer.
    pub async fn decided_since(
        self,
        members: &[MemberId],
        since: Instant,
        most: u32,
    ) -> Result<HashMap<MemberId, (u32, Instant)>, DbErr> {
        let mut decided = HashMap::new();
        for some in members.chunks(LIST) {
            let mut binding = Binding::new(self.0.get_database_backend());
            let ids: Vec<_> = padded(some.to_vec()).iter().map(|it| binding.id(it.0)).collect();
            let here = binding.within("device.community_id", self.places);
            let since = binding.number(since.millis());
            let sql = format!(
                "SELECT device.member_id, COUNT(*), MIN(outcome.decided) FROM device
                 JOIN outcome ON outcome.device_id = device.id AND outcome.n > device.last_n - {most}
                    AND outcome.community_id = device.community_id
                 WHERE device.member_id IN ({}) AND {here} AND outcome.decided > {since}
                 GROUP BY device.member_id",
                ids.join(", ")
            );
            for row in self.0.query_all_raw(binding.statement(sql)).await? {
                let (member, count, first): (Uuid, i64, i64) =
                    (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
                let count = u32::try_from(count).unwrap_or(u32::MAX);
                decided.insert(MemberId(member), (count, Instant::from_millis(first)));
            }
        }
        Ok(decided)
    }
}

fn household(binding: &mut Binding, at: usize, it: &HouseholdCount) -> String {
    let place = i64::try_from(at).unwrap_or(i64::MAX);
    // Confirmed ones that nobody came to count as held no more, whether or not anything has noted it.
    let held_from = it.week.starts.millis().max(it.late.millis().saturating_add(1));
    let parts = [
        binding.number(place),
        binding.id(it.community.0),
        binding.id(it.household.0),
        binding.number(it.week.starts.millis()),
        binding.number(held_from),
        binding.number(it.week.ends.millis()),
        binding.number(it.now.millis()),
        binding.number(it.late.millis()),
        binding.number(it.since.millis()),
        binding.number(it.today.millis()),
    ];
    format!("({})", parts.join(", "))
}

/// The states stand in the text, so that both databases see which index they have.
fn households(rows: &str, [held, no_shows, cancelled]: [usize; 3]) -> String {
    let here = "booking.community_id = wanted.community";
    let rooms = |state: &str, most: usize, when: &str| {
        format!(
            "(SELECT COUNT(*) FROM (SELECT 1 FROM booking WHERE household_id = wanted.household
                AND {here} AND kind = 'room' AND state = '{state}' AND {when} LIMIT {most}) AS few)"
        )
    };
    let week = "starts >= wanted.week AND starts < wanted.week_ends";
    let confirmed = rooms("confirmed", held, "starts >= wanted.held_from AND starts < wanted.week_ends");
    let pending =
        rooms("pending", held, &format!("{week} AND (hold_until IS NULL OR hold_until > wanted.moment)"));
    let used = rooms("checked_in", held, &format!("{week} AND ends > wanted.moment"));
    let missed = rooms("no_show", no_shows, "starts >= wanted.since");
    let unnoted = rooms("confirmed", no_shows, "starts >= wanted.since AND starts <= wanted.late");
    format!(
        "WITH wanted (place, community, household, week, held_from, week_ends, moment, late, since, today) AS
            (VALUES {rows})
         SELECT place, {confirmed} + {pending} + {used}, {missed} + {unnoted},
            (SELECT COUNT(*) FROM (SELECT 1 FROM booking WHERE household_id = wanted.household
                AND {here} AND state = 'cancelled' AND made >= wanted.today LIMIT {cancelled}) AS few)
         FROM wanted"
    )
}
