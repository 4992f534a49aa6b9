//! People who come, call off and ask while their phones have no network, and a server that hears of it hours
//! later, in any order, after time has had its way with the bookings.

use linli_domain::booking::State;
use linli_domain::help::Answerer;
use linli_domain::ids::{BookingId, DeviceId, HelpId, MemberId, MutationId};
use linli_domain::mutation::{BookingReason, BookingRef, Envelope, Mutation, Push, Settled};
use linli_domain::time::Instant;
use linli_tests::builders::{ELDER, HALL, KEEPER, NEIGHBOUR, NOON, RIVAL, STUDY, ask, because, book};
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
    Asked(HelpId),
}

/// How late the server may hear of something, in minutes: short of what nobody can check any more.
const LATEST: i64 = 48 * 60;

/// One schedule. `timed`: mutations carry when it was.
///
/// # Errors
/// What was lost.
pub fn run(seed: u64, timed: bool) -> Result<Kept, String> {
    let mut chance = SmallRng::seed_from_u64(seed);
    let mut server = Server::new(town(), Rules::default());
    let mut facts = Vec::new();
    for nth in 0..chance.random_range(2..8) {
        let who = *[ELDER, RIVAL, NEIGHBOUR].choose(&mut chance).expect("one");
        let room = *[HALL, STUDY].choose(&mut chance).expect("one");
        let starts = NOON.plus_hours(21 + 2 * (nth % 4)).plus_days(nth / 4);
        let (id, wish) = book(room, starts, *[60, 90, 120].choose(&mut chance).expect("one"));
        if push(&mut server, &mut chance, who, wish, NOON) != Settled::Applied {
            continue;
        }
        let late = |chance: &mut SmallRng, at: Instant| at.plus_minutes(chance.random_range(0..LATEST));
        if chance.random_range(0..4) > 0 {
            let at = starts.plus_minutes(chance.random_range(-30..15));
            facts.push(Fact { who: KEEPER, what: What::Came(id), at, heard: late(&mut chance, at) });
        } else if chance.random() {
            let at = starts.plus_minutes(-chance.random_range(1..600));
            facts.push(Fact { who, what: What::CalledOff(id), at, heard: late(&mut chance, at) });
        }
        if chance.random() {
            let at = starts.plus_minutes(chance.random_range(0..600));
            let id = HelpId(random_id(&mut chance));
            facts.push(Fact { who, what: What::Asked(id), at, heard: late(&mut chance, at) });
        }
    }
    facts.shuffle(&mut chance);
    facts.sort_by_key(|it| it.heard);
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
        if let What::Came(id) | What::CalledOff(id) = &fact.what {
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
            What::Asked(id) => server.data.rows.helps.contains_key(id),
        };
        if !stands {
            let what = match &fact.what {
                What::Came(id) => format!("they came, and it says {:?}", state(id)),
                What::CalledOff(id) => format!("they called it off, and it says {:?}", state(id)),
                What::Asked(_) => "they asked, and nobody has heard of it".to_owned(),
            };
            return Err(format!("{what}: {:?}, at {}, heard of at {}", fact.what, fact.at, fact.heard));
        }
    }
    Ok(kept)
}

fn mutation(fact: &Fact, timed: bool) -> Mutation {
    let at = timed.then_some(fact.at);
    match fact.what {
        What::Came(booking_id) => Mutation::RoomCheckIn(BookingRef { booking_id, at }),
        What::CalledOff(id) => Mutation::BookingCancel(BookingReason { at, ..because(id, "") }),
        What::Asked(help_id) => match ask(Answerer::Community, None).1 {
            Mutation::HelpAsk(mut args) => {
                (args.help_id, args.at, args.wanted) = (help_id, at, Some(fact.at.plus_minutes(30)));
                Mutation::HelpAsk(args)
            }
            other => other,
        },
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
