//! Decides mutations: reads rows, answers with effects or a refusal, changes nothing. The phone
//! applies the effects to its own rows at once; the server applies them to the database in one
//! transaction, where a constraint has the last word on time that is claimed.

pub(crate) mod limits;
mod moving;
pub(crate) mod words;

pub use moving::Mover;

use crate::availability::Calendar;
use crate::booking::{Booking, Busy, State};
use crate::contact::Phone;
use crate::ids::{BookingId, EventId, MemberId, MessageId, MutationId, PlaceId, ResourceId};
use crate::lifecycle::Passed;
use crate::member::{Grant, Member};
use crate::message::{BookingNews, HoursNews, Message, News};
use crate::mutation::{Keep, Mutation};
use crate::place::Community;
use crate::policy::{Actor, Standing};
use crate::refusal::{CommonRefusal, Refusal, Thing};
use crate::rows::{Row, Rows};
use crate::story::{StoryEvent, What};
use crate::systems::bookings::{self, BookingDeed};
use crate::time::{Instant, Interval, Zone};

/// A change that a mutation makes.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Write a row.
    Put(Box<Row>),
    /// Hold time in a community; refused by the database when it is taken.
    Claim(PlaceId, Busy),
    /// Let go of all the time that a booking of the community holds.
    Release(PlaceId, BookingId),
    /// A person signs in with another number from now on, or with none; whoever is signed in as them is
    /// not any more, and codes on their way are good for nothing. Refused by the database when somebody
    /// has the number.
    Renumber { member_id: MemberId, community_id: PlaceId, phone: Option<Phone> },
}

/// Whoever acts, and what they act on.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    pub rows: &'a Rows,
    pub actor: &'a Actor,
    /// How the actor is greeted, for stories.
    pub called: &'a str,
    pub now: Instant,
    pub mid: MutationId,
    /// Makes the ids of what is told beside the decision (stories, messages). The server makes new
    /// ones, which nobody can choose; a phone has none and takes them from `mid`, so that they are the
    /// same whenever it decides again.
    pub fresh: Option<fn() -> uuid::Uuid>,
    /// The version that an edit is about.
    pub base_ver: Option<u64>,
    /// Whether a refusal names other times. They cost much more to find than anything else here.
    pub offers: bool,
}

/// The effects of a mutation, in the order in which they must be applied.
///
/// # Errors
/// The refusal, when a rule says no.
pub fn decide(mutation: &Mutation, case: Case<'_>) -> Result<Vec<Effect>, Refusal> {
    let mut work = Work { case, effects: Vec::with_capacity(4), ids: 0 };
    mutation.decide(&mut work)?;
    debug_assert!(
        mutation.keep() != Keep::TakesAway || !work.effects.iter().any(|it| matches!(it, Effect::Claim(..))),
        "{} is said to take away only, and claims time",
        mutation.name()
    );
    Ok(work.effects)
}

/// What the rules would say to this now, without a mutation's id: nothing of it is kept. For pages,
/// which offer what can be done.
///
/// # Errors
/// As [`decide`].
pub fn dry_run(
    mutation: &Mutation,
    rows: &Rows,
    actor: &Actor,
    now: Instant,
) -> Result<Vec<Effect>, Refusal> {
    let mid = MutationId(uuid::Uuid::nil());
    decide(mutation, Case { rows, actor, called: "", now, mid, fresh: None, base_ver: None, offers: false })
}

/// The effects of time: what [`due`](crate::lifecycle::due) says of one booking, told to whom it
/// concerns. `fresh` makes the ids of the story.
#[must_use]
pub fn pass_time(
    booking: &Booking,
    passed: Passed,
    rows: &Rows,
    now: Instant,
    fresh: fn() -> uuid::Uuid,
) -> Vec<Effect> {
    let nobody = nobody(booking.community_id);
    let case = linli(rows, &nobody, now, fresh);
    let mut work = Work { case, effects: Vec::with_capacity(4), ids: 0 };
    let deed = match passed {
        Passed::Expired => BookingDeed::Expired,
        Passed::NoShow => BookingDeed::NoShow,
        Passed::Completed => BookingDeed::CheckedOut,
    };
    let state = passed.state();
    let tell = passed != Passed::Completed;
    work.move_booking(booking.clone(), state, deed, "");
    if tell {
        work.tell_booker(booking, state, "");
        work.tell_carers(booking, state, "");
        if state == State::NoShow && booking.visit().is_some() {
            work.tell_family(booking, state);
        }
    }
    work.effects
}

/// What is told of a booking ahead whose room, or one of whose caregivers, is not there any more. The booking
/// stays as it is, and at the top of the desk, until somebody has settled it.
#[must_use]
pub fn left_hanging(booking: &Booking, now: Instant, fresh: fn() -> uuid::Uuid) -> Vec<Effect> {
    let (rows, nobody) = (Rows::default(), nobody(booking.community_id));
    let mut work = Work { case: linli(&rows, &nobody, now, fresh), effects: Vec::with_capacity(3), ids: 0 };
    let news = HoursNews::Changed {
        booking_id: booking.id,
        starts: booking.starts,
        service: booking.visit().map(|visit| visit.service),
        note: String::new(),
        retired: true,
    };
    work.tell_booker_news(booking, news.into());
    work.tell_story(booking.community_id, (booking.id, BookingDeed::HoursChanged), "");
    work.effects
}

/// Whoever acts when nobody does.
fn nobody(community_id: PlaceId) -> Actor {
    let id = MemberId(uuid::Uuid::nil());
    Actor { id, community_id, roles: Vec::new(), acts_for: Vec::new(), carer: None }
}

/// What linli does by itself.
fn linli<'a>(rows: &'a Rows, nobody: &'a Actor, now: Instant, fresh: fn() -> uuid::Uuid) -> Case<'a> {
    let mid = MutationId(uuid::Uuid::nil());
    let fresh = Some(fresh);
    Case { rows, actor: nobody, called: "", now, mid, fresh, base_ver: None, offers: false }
}

impl Rows {
    /// Applies effects as a phone does while the server has not answered yet.
    pub fn apply(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Put(row) => self.put(*row),
                Effect::Claim(_, busy) => self.put(Row::Busy(busy)),
                Effect::Release(_, id) => self.del(crate::rows::RowKey::Busy(id)),
                Effect::Renumber { member_id, phone, .. } => {
                    if let Some(known) = self.members.get(&member_id) {
                        let mut member = known.clone();
                        member.phone = phone;
                        self.put(Row::Member(member));
                    }
                }
            }
        }
    }
}

/// A decision in the making.
pub(crate) struct Work<'a> {
    pub(crate) case: Case<'a>,
    pub(crate) effects: Vec<Effect>,
    ids: u128,
}

impl<'a> Work<'a> {
    /// The id of something that is told; see [`Case::fresh`].
    pub(crate) fn next_id(&mut self) -> uuid::Uuid {
        if let Some(fresh) = self.case.fresh {
            return fresh();
        }
        self.ids += 1;
        // Far enough from the mutation's own id that the ids of neighbouring ones do not meet.
        uuid::Uuid::from_u128(self.case.mid.0.as_u128().wrapping_add(self.ids << 32))
    }

    pub(crate) fn put(&mut self, row: Row) {
        self.effects.push(Effect::Put(Box::new(row)));
    }

    pub(crate) fn community(&self, id: PlaceId) -> Result<&'a Community, Refusal> {
        let unknown = CommonRefusal::Unknown { what: Thing::Place };
        self.case.rows.communities.get(&id).ok_or(unknown.into())
    }

    pub(crate) fn member(&self, id: MemberId) -> Result<&'a Member, Refusal> {
        let unknown = CommonRefusal::Unknown { what: Thing::Person };
        self.case.rows.members.get(&id).ok_or(unknown.into())
    }

    /// Who the actor is to a community, and to a person where it is somebody's affair.
    pub(crate) fn standing(&self, community: &Community, subject: Option<MemberId>) -> Standing {
        Standing::new(self.case.actor, community, subject)
    }

    /// The person a mutation is for, where the system says that the actor may do it for them.
    pub(crate) fn subject(
        &self,
        wanted: Option<MemberId>,
        may: fn(&Standing) -> bool,
    ) -> Result<(&'a Member, &'a Community), Refusal> {
        let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Person });
        let member = self.member(wanted.unwrap_or(self.case.actor.id))?;
        let community = self.community(member.community_id).map_err(|_| unknown)?;
        allow(may(&self.standing(community, Some(member.id))))?;
        Ok((member, community))
    }

    /// A booking to which the system says that the actor may do this.
    pub(crate) fn booking(
        &self,
        id: BookingId,
        may: &dyn Fn(&Standing, &Booking) -> bool,
    ) -> Result<(Booking, &'a Community), Refusal> {
        let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Booking });
        let booking = self.case.rows.bookings.get(&id).ok_or_else(|| unknown.clone())?;
        let community = self.community(booking.community_id).map_err(|_| unknown.clone())?;
        let who = self.standing(community, Some(booking.subject));
        if !bookings::may(&who, bookings::Action::See, Some(booking)) {
            // Whoever may not know of it is not told that it exists.
            return Err(unknown);
        }
        allow(may(&who, booking))?;
        Ok((booking.clone(), community))
    }

    /// Whether the actor saw the row as it is now. Asked where two people's words could contradict
    /// each other; not for a cancellation, which beats an edit, nor for care done at the door.
    pub(crate) fn unchanged(&self, ver: u64) -> Result<(), Refusal> {
        if self.case.base_ver.is_some_and(|seen| seen < ver) {
            Err(CommonRefusal::Changed.into())
        } else {
            Ok(())
        }
    }

    /// Ids are made on phones; one that is in use must not overwrite what it names.
    pub(crate) fn unused(&self, used: bool) -> Result<(), Refusal> {
        if used { Err(CommonRefusal::Changed.into()) } else { Ok(()) }
    }

    pub(crate) fn calendar(&self, community: &'a Community, zone: &'a Zone) -> Calendar<'a> {
        Calendar { rows: self.case.rows, community, zone, now: self.case.now }
    }

    /// When something happened: as the phone of who did it says, which may be a year off, but not before
    /// it can have been, and not after it was heard of.
    pub(crate) fn happened(&self, at: Option<Instant>, earliest: Instant) -> Instant {
        at.unwrap_or(self.case.now).max(earliest).min(self.case.now)
    }

    /// Writes a booking in a new state, with its story; lets go of the time it no longer needs.
    pub(crate) fn move_booking(&mut self, booking: Booking, state: State, deed: BookingDeed, note: &str) {
        self.move_booking_then(booking, state, deed, (note, self.case.now));
    }

    /// As [`Work::move_booking`], with what was written and when it was.
    pub(crate) fn move_booking_then(
        &mut self,
        mut booking: Booking,
        state: State,
        deed: BookingDeed,
        told: (&str, Instant),
    ) {
        let held = booking.state.holds_time();
        booking.state = state;
        booking.ver += 1;
        if state != State::Pending {
            booking.hold_until = None;
        }
        if held && !state.holds_time() {
            self.effects.push(Effect::Release(booking.community_id, booking.id));
        }
        let (id, place) = (booking.id, booking.community_id);
        self.put(Row::Booking(booking));
        self.tell_story_then(place, (id, deed), told);
    }

    /// A line of a story: to what it happened, what it was, and what was written.
    pub(crate) fn tell_story(&mut self, community_id: PlaceId, what: impl Into<What>, note: &str) {
        self.tell_story_then(community_id, what, (note, self.case.now));
    }

    /// As [`Work::tell_story`], with what was written and when it was.
    pub(crate) fn tell_story_then(
        &mut self,
        community_id: PlaceId,
        what: impl Into<What>,
        (note, happened): (&str, Instant),
    ) {
        let event = StoryEvent {
            id: EventId(self.next_id()),
            community_id,
            at: self.case.now,
            actor: Some(self.case.actor.id).filter(|id| !id.0.is_nil()),
            actor_called: self.case.called.to_owned(),
            note: note.trim().to_owned(),
            happened: self.if_late(happened),
            what: what.into(),
        };
        self.put(Row::Event(event));
    }

    /// When something was, if it was heard of so much later that people should know both.
    pub(crate) fn if_late(&self, happened: Instant) -> Option<Instant> {
        (happened.plus_minutes(1) < self.case.now).then_some(happened)
    }

    /// Where a visit stands, to those who act for whom it is for, where it is more than their booker's affair:
    /// nobody came, or nobody opened the door.
    pub(crate) fn tell_family(&mut self, booking: &Booking, state: State) {
        let now = self.case.now;
        let theirs = |it: &&Grant| it.from == booking.subject && it.holds(now);
        let mut family: Vec<_> = self.case.rows.grants.values().filter(theirs).map(|it| it.to).collect();
        family.sort_unstable();
        family.dedup();
        family.retain(|it| *it != booking.actor && *it != booking.subject);
        for to in family {
            self.tell(booking.community_id, to, BookingNews::changed(booking, state, ""));
        }
    }

    /// Where a booking stands now, to its booker.
    pub(crate) fn tell_booker(&mut self, booking: &Booking, state: State, reason: &str) {
        self.tell_booker_news(booking, BookingNews::changed(booking, state, reason).into());
    }

    /// A message to the subject of a booking, and to who made it for them; not to who acts now.
    pub(crate) fn tell_booker_news(&mut self, booking: &Booking, news: News) {
        self.tell(booking.community_id, booking.subject, news.clone());
        if booking.actor != booking.subject {
            self.tell(booking.community_id, booking.actor, news);
        }
    }

    pub(crate) fn tell(&mut self, community_id: PlaceId, to: MemberId, news: impl Into<News>) {
        if to == self.case.actor.id {
            return;
        }
        let message = Message {
            id: MessageId(self.next_id()),
            community_id,
            to,
            at: self.case.now,
            read: false,
            ver: 1,
            news: news.into(),
        };
        self.put(Row::Message(message));
    }

    pub(crate) fn claim(&mut self, booking: &Booking, resource_id: ResourceId, time: Interval) {
        let Interval { starts, ends } = time;
        let busy = Busy { resource_id, booking_id: booking.id, starts, ends };
        self.effects.push(Effect::Claim(booking.community_id, busy));
    }
}

/// What a system's `may` says, as a rule.
pub(crate) const fn allow(may: bool) -> Result<(), Refusal> {
    if may { Ok(()) } else { Err(Refusal::Common(CommonRefusal::NotAllowed)) }
}
