//! People who come, call off, ask, and care at homes while their phones have no network, and a server that hears
//! of it hours later, in any order, after time and the desk have had their way with the bookings.

use linli_domain::booking::State;
use linli_domain::care::Service;
use linli_domain::help::Answerer;
use linli_domain::ids::{BookingId, DeviceId, MatterId, MemberId, MutationId, ResourceId};
use linli_domain::member::Role;
use linli_domain::mutation::{
    BookingMutation, BookingReason, BookingRef, CareAssign, CareCheckIn, CareCheckOut, CareMutation,
    Envelope, HelpMutation, Mutation, Push, RoomMutation, Settled,
};
use linli_domain::rows::Row;
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::time::Instant;
use linli_tests::builders::{
    CARERS, CLERK, ELDER, HALL, HOME, KEEPER, NEIGHBOUR, NOON, RIVAL, STUDY, ask, because, book, carer,
    carer_resource, member, visit,
};
use rand::seq::{IndexedRandom, SliceRandom};
use rand::{RngExt, SeedableRng, rngs::SmallRng};

use super::model::{Rules, Server};
use super::world::{random_id, town};

/// What a schedule had of what it is about.
#[derive(Clone, Copy, Default)]
pub struct Kept {
    pub facts: usize,
    pub taken_back: usize,
}

impl Kept {
    pub fn add(&mut self, more: Self) {
        self.facts += more.facts;
        self.taken_back += more.taken_back;
    }
}

/// Something that happened, when, and when the server hears of it.
struct Fact {
    who: MemberId,
    what: What,
    at: Instant,
    heard: Instant,
}

#[derive(Clone, Copy, Debug)]
enum What {
    Came(BookingId),
    CalledOff(BookingId),
    Asked(MatterId),
    /// A caregiver at a home, in and out again, or before a door that nobody opens.
    There(BookingId),
    Gone(BookingId),
    Nobody(BookingId),
    /// The desk sends another one meanwhile; no fact, and it may be refused.
    Sent(BookingId, ResourceId),
}

impl What {
    /// What the story says when it was heard of.
    const fn care(self) -> Option<(BookingId, BookingDeed)> {
        match self {
            Self::There(id) => Some((id, BookingDeed::CheckedIn)),
            Self::Gone(id) => Some((id, BookingDeed::CheckedOut)),
            Self::Nobody(id) => Some((id, BookingDeed::NobodyHome)),
            Self::Came(_) | Self::CalledOff(_) | Self::Asked(_) | Self::Sent(..) => None,
        }
    }
}

/// How late the server may hear of something, in minutes: short of what nobody can check any more.
const LATEST: i64 = 48 * 60;

/// One schedule. `timed`: mutations carry when it was.
///
/// # Errors
/// What was lost.
pub fn run(seed: u64, timed: bool) -> Result<Kept, String> {
    let mut chance = SmallRng::seed_from_u64(seed);
    let mut rows = town();
    rows.extend((0..CARERS).map(carer_resource).map(Row::Resource));
    let account = |it| member(carer(it).1, "Carer", HOME, Role::Caregiver, HOME);
    rows.extend((0..CARERS).map(account).map(Row::Member));
    let mut server = Server::new(rows, Rules::default());
    let mut facts = Vec::new();
    for nth in 0..chance.random_range(0..6) {
        visited(&mut server, &mut chance, nth, &mut facts);
    }
    for nth in 0..chance.random_range(2..8) {
        let who = *[ELDER, RIVAL, NEIGHBOUR].choose(&mut chance).expect("one");
        let room = *[HALL, STUDY].choose(&mut chance).expect("one");
        let starts = NOON.plus_hours(21 + 2 * (nth % 4)).plus_days(nth / 4);
        let (id, wish) = book(room, starts, *[60, 90, 120].choose(&mut chance).expect("one"));
        if push(&mut server, &mut chance, who, wish, NOON) != Settled::Applied {
            continue;
        }
        if chance.random_range(0..4) > 0 {
            let at = starts.plus_minutes(chance.random_range(-30..15));
            facts.push(Fact { who: KEEPER, what: What::Came(id), at, heard: late(&mut chance, at) });
        } else if chance.random() {
            let at = starts.plus_minutes(-chance.random_range(1..600));
            facts.push(Fact { who, what: What::CalledOff(id), at, heard: late(&mut chance, at) });
        }
        if chance.random() {
            let at = starts.plus_minutes(chance.random_range(0..600));
            let id = MatterId(random_id(&mut chance));
            facts.push(Fact { who, what: What::Asked(id), at, heard: late(&mut chance, at) });
        }
    }
    facts.shuffle(&mut chance);
    facts.sort_by_key(|it| (it.heard, it.at));
    let mut kept = Kept { facts: facts.len(), taken_back: 0 };
    for fact in &facts {
        // Time passes, and somebody takes what was let go.
        server.sweep(fact.heard);
        if chance.random_range(0..3) == 0 {
            let slot = Instant::from_millis(fact.heard.millis() - fact.heard.millis().rem_euclid(1_800_000));
            let (_, wish) = book(HALL, slot.plus_minutes(30), 60);
            push(&mut server, &mut chance, RIVAL, wish, fact.heard);
        }
        let missed =
            |id: &BookingId| server.data.rows.bookings.get(id).is_some_and(|it| it.state == State::NoShow);
        if let What::Came(id) | What::CalledOff(id) | What::There(id) = &fact.what {
            kept.taken_back += usize::from(missed(id));
        }
        let mutation = mutation(fact, timed);
        push(&mut server, &mut chance, fact.who, mutation, fact.heard);
    }
    server.sweep(NOON.plus_days(7));
    for fact in &facts {
        let state = |id: &BookingId| server.data.rows.bookings[id].state;
        let stands = match &fact.what {
            What::Came(id) => matches!(state(id), State::CheckedIn | State::Completed),
            What::CalledOff(id) => state(id) == State::Cancelled,
            What::Asked(id) => server.data.rows.matters.contains_key(id),
            What::Sent(..) => true,
            What::There(_) | What::Gone(_) | What::Nobody(_) => fact.what.care().is_some_and(|(id, deed)| {
                let story = server.data.rows.story(id);
                let told = story.iter().any(|it| it.what == deed && it.actor == Some(fact.who));
                // Of whoever is still the one who comes, the visit is what they made of it.
                let theirs = server.data.rows.bookings[&id].resources().contains(&of_account(fact.who));
                told && !(theirs && deed != BookingDeed::NobodyHome && state(&id).is_missed())
            }),
        };
        if !stands {
            let what = match &fact.what {
                What::Came(id) => format!("they came, and it says {:?}", state(id)),
                What::CalledOff(id) => format!("they called it off, and it says {:?}", state(id)),
                What::Asked(_) => "they asked, and nobody has heard of it".to_owned(),
                What::There(id) | What::Gone(id) | What::Nobody(id) | What::Sent(id, _) => {
                    format!("a caregiver was at the door, and it says {:?}", state(id))
                }
            };
            return Err(format!("{what}: {:?}, at {}, heard of at {}", fact.what, fact.at, fact.heard));
        }
    }
    Ok(kept)
}

/// When the server hears of something.
fn late(chance: &mut SmallRng, at: Instant) -> Instant {
    at.plus_minutes(chance.random_range(2..LATEST))
}

/// The caregiver of an account.
fn of_account(who: MemberId) -> ResourceId {
    (0..CARERS).map(carer).find(|it| it.1 == who).expect("a caregiver").0
}

/// A visit, what its caregiver did without a network, and perhaps another one whom the desk sends.
fn visited(server: &mut Server, chance: &mut SmallRng, nth: i64, facts: &mut Vec<Fact>) {
    let who = *[ELDER, RIVAL, NEIGHBOUR].choose(chance).expect("one");
    let starts = NOON.plus_hours(21 + 2 * (nth % 3)).plus_days(3 + nth / 3);
    let (id, wish) = visit(Service::Meal, starts, None);
    if push(server, chance, who, wish, NOON) != Settled::Applied {
        return;
    }
    let sent = server.data.rows.bookings[&id].resources()[0];
    let who = (0..CARERS).map(carer).find(|it| it.0 == sent).expect("a caregiver").1;
    if chance.random_range(0..3) == 0 {
        let (other, _) = (0..CARERS).map(carer).find(|it| it.0 != sent).expect("another");
        let at = starts.plus_minutes(-chance.random_range(1..300));
        facts.push(Fact { who: CLERK, what: What::Sent(id, other), at, heard: at });
    }
    let at = starts.plus_minutes(chance.random_range(-5..20));
    let heard = late(chance, at);
    if chance.random_range(0..4) == 0 {
        facts.push(Fact { who, what: What::Nobody(id), at: at.max(starts), heard: heard.plus_minutes(5) });
        return;
    }
    facts.push(Fact { who, what: What::There(id), at, heard });
    let at = at.plus_minutes(chance.random_range(10..90));
    // From the same phone, in its order.
    let heard = late(chance, at).max(heard);
    facts.push(Fact { who, what: What::Gone(id), at, heard });
}

fn mutation(fact: &Fact, timed: bool) -> Mutation {
    let at = timed.then_some(fact.at);
    match fact.what {
        What::Came(booking_id) => Mutation::Rooms(RoomMutation::CheckIn(BookingRef { booking_id, at })),
        What::CalledOff(id) => {
            Mutation::Bookings(BookingMutation::Cancel(BookingReason { at, ..because(id, "") }))
        }
        What::Asked(help_id) => match ask(Answerer::Community, None).1 {
            Mutation::Help(HelpMutation::Ask(mut args)) => {
                (args.help_id, args.at, args.wanted) = (help_id, at, Some(fact.at.plus_minutes(30)));
                Mutation::Help(HelpMutation::Ask(args))
            }
            other => other,
        },
        What::There(booking_id) => {
            Mutation::Care(CareMutation::CheckIn(CareCheckIn { booking_id, at: fact.at, metres: None }))
        }
        What::Gone(booking_id) => {
            let report = "All well".to_owned();
            Mutation::Care(CareMutation::CheckOut(CareCheckOut {
                booking_id,
                at: fact.at,
                report,
                metres: None,
            }))
        }
        What::Nobody(booking_id) => {
            Mutation::Care(CareMutation::NobodyHome(BookingRef { booking_id, at: Some(fact.at) }))
        }
        What::Sent(booking_id, carer) => {
            let reason = "Cannot reach her".to_owned();
            Mutation::Care(CareMutation::Assign(CareAssign { booking_id, carer, second: None, reason }))
        }
    }
}

fn push(
    server: &mut Server,
    chance: &mut SmallRng,
    who: MemberId,
    mutation: Mutation,
    now: Instant,
) -> Settled {
    server.catch_up();
    let envelope = Envelope {
        mid: MutationId(random_id(chance)),
        n: 1,
        base_ver: None,
        client_time: now,
        build: "test".to_owned(),
        mutation,
    };
    // Each from a phone of its own: what one of them has not sent keeps nothing of another's back.
    let push = Push { device_id: DeviceId(random_id(chance)), epoch: None, mutations: vec![envelope] };
    server.push(who, &push, now).expect("an answer").remove(0).result
}
