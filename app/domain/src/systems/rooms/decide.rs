//! Borrowing rooms.

use super::{Action, may};
use crate::booking::{Booking, Kind, State};
use crate::decide::Work;
use crate::decide::limits::below;
use crate::decide::words::{needed, text};
use crate::ids::HouseholdId;
use crate::lifecycle::{self, Passed};
use crate::mutation::{BookingRef, RoomBook, RoomDecide};
use crate::place::Community;
use crate::refusal::{BookingRefusal, CommonRefusal, Counted, Field, Refusal, RoomRefusal, Thing};
use crate::resource::Nature;
use crate::rows::Tally;
use crate::systems::bookings::{self, BookingDeed};
use crate::time::{Instant, Interval, Zone};

impl Work<'_> {
    pub(crate) fn room_book(&mut self, args: &RoomBook) -> Result<(), Refusal> {
        let (subject, community) =
            self.subject(args.subject, |who| bookings::may(who, bookings::Action::Book, None))?;
        let zone = community.zone();
        let calendar = self.calendar(community, &zone);
        // Before anything else is looked at: the server has read no more for such a wish.
        args.within_reach(calendar)?;
        self.unused(self.case.rows.bookings.contains_key(&args.booking_id))?;
        let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Room });
        let resource = self.case.rows.resources.get(&args.resource_id).ok_or_else(|| unknown.clone())?;
        let Nature::Room(room) = &resource.nature else { return Err(unknown) };
        if resource.community_id != community.id {
            // Rooms are for the people of their community.
            return Err(unknown);
        }
        let note = text(&args.note, Field::Note, community)?;
        let people = args.people.unwrap_or(1);
        if people == 0 {
            return Err(CommonRefusal::Missing { field: Field::People }.into());
        }
        if people > room.seats {
            return Err(RoomRefusal::TooManyPeople { seats: room.seats }.into());
        }
        let use_ = Interval::new(args.starts, args.ends).ok_or(CommonRefusal::EndsBeforeStarts)?;
        let allowed = |at| self.within_quota(subject.household_id, community, &zone, at).is_ok();
        calendar.room_fits(resource, use_).map_err(|refusal| {
            if self.case.offers {
                calendar.with_offers(refusal, resource, use_, people, &allowed)
            } else {
                refusal
            }
        })?;
        let also = self.nothing_else(subject, (community, &zone), use_, (false, args.also))?;
        self.not_restless(subject, community, &zone)?;
        self.within_quota(subject.household_id, community, &zone, use_.starts)?;

        let approval = room.approval
            || self.no_shows(subject.household_id, community) >= community.settings.rooms.no_show_limit;
        let now = self.case.now;
        let state = if approval { State::Pending } else { State::Confirmed };
        let hold_until = approval.then(|| lifecycle::hold_until(use_.starts, now, &community.settings));
        let kind = Kind::Room { resource_id: resource.id, people };
        let (who, times) = ((subject, self.case.actor.id), (use_, now));
        let new = Booking::new(args.booking_id, who, times, state, kind);
        let booking = Booking { note, also, hold_until, ..new };
        self.put(crate::rows::Row::Booking(booking.clone()));
        self.claim(&booking, resource.id, calendar.claimed(use_));
        if booking.subject != booking.actor {
            self.tell_booker(&booking, state, "");
        }
        self.tell_story(community.id, (args.booking_id, BookingDeed::Booked), "");
        Ok(())
    }

    /// The household's rooms in the week of the start, those still open.
    fn within_quota(
        &self,
        household: HouseholdId,
        community: &Community,
        zone: &Zone,
        starts: Instant,
    ) -> Result<(), Refusal> {
        let week = zone.week(zone.date(starts));
        let limit = community.settings.rooms.household_week_quota;
        let held = self
            .case
            .rows
            .bookings
            .values()
            .filter(|b| {
                b.household_id == household
                    && matches!(b.kind, Kind::Room { .. })
                    && matches!(
                        self.state_now(b, community),
                        State::Pending | State::Confirmed | State::CheckedIn
                    )
                    && week.contains(b.starts)
            })
            .count();
        let held = held + self.case.rows.tally(Tally::RoomsHeld(household, week.starts));
        below(held, limit, Counted::Rooms)
    }

    /// The state of a booking now, whether or not anything has written it down since.
    fn state_now(&self, booking: &Booking, community: &Community) -> State {
        lifecycle::due(booking, &community.settings, self.case.now).map_or(booking.state, Passed::state)
    }

    fn no_shows(&self, household: HouseholdId, community: &Community) -> usize {
        let since = self.case.now.plus_days(community.settings.rooms.no_show_window_days.saturating_neg());
        let rows = self.case.rows.bookings.values();
        let here = rows.filter(|b| {
            b.household_id == household
                && self.state_now(b, community) == State::NoShow
                && matches!(b.kind, Kind::Room { .. })
                && b.starts >= since
        });
        here.count() + self.case.rows.tally(Tally::NoShows(household))
    }

    pub(crate) fn room_decide(&mut self, args: &RoomDecide) -> Result<(), Refusal> {
        let (booking, community) = self.booking(args.booking_id, &|who, it| may(who, Action::Decide, it))?;
        if booking.state != State::Pending {
            return Err(BookingRefusal::WrongState { state: booking.state }.into());
        }
        self.unchanged(booking.ver)?;
        if booking.hold_until.is_some_and(|hold| self.case.now >= hold) {
            return Err(BookingRefusal::WrongState { state: State::Expired }.into());
        }
        let (state, deed, reason) = if args.approve {
            (State::Confirmed, BookingDeed::Approved, text(&args.reason, Field::Reason, community)?)
        } else {
            (State::Refused, BookingDeed::Refused, needed(&args.reason, Field::Reason, community)?)
        };
        self.tell_booker(&booking, state, &reason);
        let booking = Booking { reason: reason.to_owned(), ..booking };
        self.move_booking(booking, state, deed, &reason);
        Ok(())
    }

    /// The keeper saw the people come: a fact, which counts when it was in time, whenever it is heard of.
    pub(crate) fn room_check_in(&mut self, args: &BookingRef) -> Result<(), Refusal> {
        let (mut booking, community) =
            self.booking(args.booking_id, &|who, it| may(who, Action::CheckIn, it))?;
        let settings = &community.settings;
        let opens = booking.starts.minus_minutes(settings.rooms.check_in_early_minutes);
        let at = self.happened(args.at, opens);
        let in_time = self.case.now >= opens && !self.over_for_good(&booking, community);
        let settled = matches!(booking.state, State::CheckedIn | State::Completed | State::Cancelled);
        if settled && in_time && self.if_late(at).is_some() {
            // Another keeper was heard of first, or it was called off meanwhile: that they came is kept.
            self.tell_story_then(booking.community_id, (booking.id, BookingDeed::CheckedIn), ("", at));
            return Ok(());
        }
        if !matches!(booking.state, State::Confirmed | State::NoShow) {
            return Err(BookingRefusal::WrongState { state: booking.state }.into());
        }
        if self.case.now < opens {
            return Err(BookingRefusal::NotYet { opens }.into());
        }
        let then = Booking { state: State::Confirmed, ..booking.clone() };
        if let Some(passed) = lifecycle::due(&then, settings, at) {
            return Err(BookingRefusal::WrongState { state: passed.state() }.into());
        }
        if self.over_for_good(&booking, community) {
            return Err(BookingRefusal::WrongState { state: State::NoShow }.into());
        }
        if booking.state == State::NoShow {
            self.tell_booker(&booking, State::CheckedIn, "");
            self.hold_what_is_left(&booking, community);
            booking.also = true;
        }
        self.move_booking_then(booking, State::CheckedIn, BookingDeed::CheckedIn, ("", at));
        Ok(())
    }

    /// Whether so much time has passed since a booking that nobody can check any more what is said of it.
    pub(crate) fn over_for_good(&self, booking: &Booking, community: &Community) -> bool {
        self.case.now >= booking.ends.plus_minutes(community.settings.bookings.late_check_in_minutes)
    }

    /// The time of people who are in a room that was let go of for them: all that nobody has taken
    /// meanwhile, from the start up to whoever comes next.
    fn hold_what_is_left(&mut self, booking: &Booking, community: &Community) {
        if self.case.now >= booking.ends {
            return;
        }
        let whole = booking.interval().widened(0, community.settings.rooms.turnaround_minutes);
        for room in booking.resources().to_vec() {
            let next = self.case.rows.busy(room, whole).map(|it| it.starts).min();
            let ends = next.map_or(whole.ends, |next| next.min(whole.ends));
            if let Some(free) = Interval::new(whole.starts, ends) {
                self.claim(booking, room, free);
            }
        }
    }
}
