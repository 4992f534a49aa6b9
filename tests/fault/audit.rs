//! Looks into the database for what was promised to phones.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use linli_domain::booking::State;
use linli_domain::ids::{BookingId, MemberId, MutationId};
use linli_domain::json::Code;
use linli_domain::mutation::{BookingMutation, Mutation, RoomBook, RoomMutation, Settled};
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::time::Instant;
use linli_server::db::Db;
use linli_server::db::tables::{booking, device, outcome, story_event};
use linli_tests::checks::double_bookings;
use sea_orm::EntityTrait;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use crate::phone::Phone;

/// What one phone was asked to do and what it was told.
#[derive(Clone, Default)]
pub struct Told {
    pub me: Uuid,
    pub made: Vec<(MutationId, Mutation)>,
    pub acknowledged: BTreeSet<MutationId>,
    pub refused: BTreeSet<MutationId>,
    pub unanswered: BTreeMap<MutationId, Instant>,
    /// It has met another database than its first.
    pub restored: bool,
}

impl From<&Phone> for Told {
    fn from(phone: &Phone) -> Self {
        Self {
            me: phone.me.0,
            made: phone.made.clone(),
            acknowledged: phone.acknowledged.keys().copied().collect(),
            refused: phone.refused.clone(),
            unanswered: phone.unanswered.clone(),
            restored: phone.restored,
        }
    }
}

/// What was found.
#[derive(Clone, Default, Debug)]
pub struct Found {
    pub applied: usize,
    pub refused: usize,
    /// Decided, with the answer lost on its way.
    pub answers_lost: usize,
    pub broken: Vec<String>,
}

/// Looks whether every mutation was done once or refused in words, and nothing else was done. For
/// phones at rest that book rooms and cancel, and do nothing else.
pub async fn audit(db: &Db, told: &[Told]) -> Found {
    let mut found = Found { broken: double_bookings(db).await, ..Found::default() };
    let outcomes = outcome::Entity::find().all(db.reader()).await.expect("outcomes");
    let mut settled: BTreeMap<MutationId, Vec<(Settled, Instant)>> = BTreeMap::new();
    for it in &outcomes {
        let answer = (text(&it.result), Instant::from_millis(it.decided));
        settled.entry(MutationId(it.mid)).or_default().push(answer);
    }
    let mut books: BTreeMap<BookingId, (MemberId, &RoomBook)> = BTreeMap::new();
    let mut cancels: BTreeMap<BookingId, usize> = BTreeMap::new();
    for phone in told {
        for (mid, mutation) in &phone.made {
            let answers = settled.remove(mid).unwrap_or_default();
            match found.answer(phone, *mid, &answers) {
                Some(Settled::Applied) => found.applied += 1,
                Some(Settled::Refused { .. }) => {
                    found.refused += 1;
                    continue;
                }
                None => continue,
            }
            match mutation {
                Mutation::Rooms(RoomMutation::Book(args)) => {
                    books.insert(args.booking_id, (MemberId(phone.me), args));
                }
                Mutation::Bookings(BookingMutation::Cancel(args)) => {
                    *cancels.entry(args.booking_id).or_default() += 1;
                }
                other => found.broken.push(format!("{} is not looked for", other.name())),
            }
        }
    }
    found.broken.extend(settled.keys().map(|mid| format!("an answer to {mid}, which nobody made")));
    found.effects(db, books, &cancels).await;
    found.numbers(db, &outcomes).await;
    found
}

impl Found {
    /// The one answer that the database keeps, if it is what the phone was told.
    fn answer(&mut self, phone: &Told, mid: MutationId, answers: &[(Settled, Instant)]) -> Option<Settled> {
        let (acknowledged, refused) = (phone.acknowledged.contains(&mid), phone.refused.contains(&mid));
        if answers.is_empty() && refused && !acknowledged && phone.restored {
            // By a database that is no more. There is nothing to send again.
            return None;
        }
        let [(answer, decided)] = answers else {
            let count = answers.len();
            self.broken.push(format!("{mid} has {count} answers, acknowledged: {acknowledged}"));
            return None;
        };
        let agrees = match answer {
            Settled::Applied => acknowledged && !refused,
            Settled::Refused { .. } => refused && !acknowledged,
        };
        if !agrees {
            self.broken.push(format!(
                "{mid} is {answer:?}, and its phone knows: acknowledged {acknowledged}, refused {refused}"
            ));
        }
        self.answers_lost += usize::from(phone.unanswered.get(&mid).is_some_and(|it| decided <= it));
        Some(answer.clone())
    }

    /// Every booking as it was made, told once, cancelled once or not at all; and no others.
    async fn effects(
        &mut self,
        db: &Db,
        mut books: BTreeMap<BookingId, (MemberId, &RoomBook)>,
        cancels: &BTreeMap<BookingId, usize>,
    ) {
        let mut stories: HashMap<(Uuid, String), usize> = HashMap::new();
        for it in story_event::Entity::find().all(db.reader()).await.expect("stories") {
            *stories.entry((it.about, it.deed)).or_default() += 1;
        }
        for it in booking::Entity::find().all(db.reader()).await.expect("bookings") {
            let id = BookingId(it.id);
            let Some((who, args)) = books.remove(&id) else {
                self.broken.push(format!("the booking {id}, which nobody was told of"));
                continue;
            };
            let same = it.subject_id == who.0
                && it.resource_id == Some(args.resource_id.0)
                && (it.starts, it.ends) == (args.starts.millis(), args.ends.millis());
            if !same {
                self.broken.push(format!("{id} is another than was booked: {it:?}"));
            }
            let cancelled = cancels.get(&id).copied().unwrap_or(0);
            let state = if cancelled > 0 { State::Cancelled } else { State::Confirmed };
            let told =
                |deed: BookingDeed| stories.get(&(it.id, deed.code().to_owned())).copied().unwrap_or(0);
            let seen =
                (word::<State>(&it.state), told(BookingDeed::Booked), told(BookingDeed::Cancelled), it.ver);
            let wanted = (state, 1, cancelled, 1 + i64::try_from(cancelled).expect("few"));
            if seen != wanted || cancelled > 1 {
                self.broken.push(format!("{id} has its effects twice, or not: {seen:?} and not {wanted:?}"));
            }
        }
        let lost = books.keys().map(|id| format!("{id} was acknowledged and is not there"));
        self.broken.extend(lost);
    }

    /// 1, 2, 3 … of every device.
    async fn numbers(&mut self, db: &Db, outcomes: &[outcome::Model]) {
        let mut numbers: BTreeMap<Uuid, Vec<i64>> = BTreeMap::new();
        for it in outcomes {
            numbers.entry(it.device_id).or_default().push(it.n);
        }
        for it in device::Entity::find().all(db.reader()).await.expect("devices") {
            let mut seen = numbers.remove(&it.id).unwrap_or_default();
            seen.sort_unstable();
            if !seen.iter().copied().eq(1..=it.last_n) {
                let count = seen.len();
                self.broken.push(format!("numbers of {}: {count} up to {}, with gaps", it.id, it.last_n));
            }
        }
    }
}

fn text<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).expect("what the server wrote")
}

fn word<T: DeserializeOwned>(word: &str) -> T {
    serde_json::from_value(word.into()).expect("a word")
}
