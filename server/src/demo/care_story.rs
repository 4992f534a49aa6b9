//! How far a visit has come, and what has been said of it.

use linli_domain::booking::{Booking, Kind, State};
use linli_domain::care::{Check, PlaceCheck};
use linli_domain::ids::MemberId;
use linli_domain::member::Member;
use linli_domain::message::BookingNews;
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::time::Instant;

use super::bookings::{Party, Work};

const REPORTS: &[&str] = &[
    "一切正常",
    "血压 132/84，精神不错",
    "胃口比上次好",
    "打扫了厨房和卫生间",
    "陪着走了两圈",
    "药已按时吃",
    "聊了半小时，心情好",
];

impl Work<'_> {
    /// Where the visit stands now.
    pub(super) fn visit_state(&mut self, booking: &mut Booking, plain: bool) {
        let now = self.plan.now;
        let fate = if plain { 999 } else { self.dice.below(1000) };
        booking.state = if now < booking.starts.plus_minutes(-20) {
            match fate {
                0..60 => State::Cancelled,
                60..450 => State::Assigned,
                _ => State::Accepted,
            }
        } else if now < booking.starts {
            State::OnTheWay
        } else if now < booking.ends {
            State::CheckedIn
        } else if now < booking.ends.plus_hours(3) {
            State::CheckedOut
        } else {
            match fate {
                0..40 => State::Cancelled,
                40..70 => State::NobodyHome,
                70..80 => State::NoShow,
                80..100 => State::Disputed,
                100..160 => State::CheckedOut,
                _ => State::Completed,
            }
        };
        if booking.state == State::Cancelled {
            "家人来照顾".clone_into(&mut booking.reason);
        }
        if booking.state == State::Disputed {
            "时间比说好的短".clone_into(&mut booking.reason);
        }
    }

    pub(super) fn visit_story(&mut self, booking: &mut Booking, who: Party<'_>, carers: &[Member]) {
        let Some(carer) = carers.first() else { return };
        let (about, made, starts, ends) = (booking.id, booking.made, booking.starts, booking.ends);
        let check = |dice: &mut super::dice::Dice, at: Instant| Check {
            at,
            received: at.plus_minutes(if dice.chance(100) { 12 } else { 0 }),
            place: if dice.chance(930) { PlaceCheck::AtHome } else { PlaceCheck::NotVerified },
            by: carer.id,
        };
        let state = booking.state;
        let mut events = vec![(BookingDeed::Booked, made, Some(who.actor), String::new())];
        let accepted = made.plus_minutes(self.dice.between(4, 55));
        if !matches!(state, State::Assigned | State::Cancelled | State::NoShow) {
            events.push((BookingDeed::Accepted, accepted, Some(carer), String::new()));
        }
        if matches!(
            state,
            State::OnTheWay
                | State::CheckedIn
                | State::CheckedOut
                | State::Completed
                | State::Disputed
                | State::NobodyHome
        ) {
            events.push((BookingDeed::SetOut, starts.plus_minutes(-20), Some(carer), String::new()));
        }
        let mut report = String::new();
        let (mut checked_in, mut checked_out) = (None, None);
        if matches!(state, State::CheckedIn | State::CheckedOut | State::Completed | State::Disputed) {
            let entered = check(&mut self.dice, starts);
            checked_in = Some(entered);
            events.push((BookingDeed::CheckedIn, starts, Some(carer), String::new()));
        }
        if matches!(state, State::CheckedOut | State::Completed | State::Disputed) {
            checked_out = Some(check(&mut self.dice, ends));
            report = self.dice.pick(REPORTS).to_owned();
            events.push((BookingDeed::CheckedOut, ends, Some(carer), report.clone()));
        }
        let last = match state {
            State::Completed => Some((BookingDeed::Confirmed, ends.plus_minutes(90), Some(who.actor))),
            State::Disputed => Some((BookingDeed::Disputed, ends.plus_minutes(60), Some(who.actor))),
            State::NobodyHome => Some((BookingDeed::NobodyHome, starts.plus_minutes(10), Some(carer))),
            State::NoShow => Some((BookingDeed::NoShow, starts.plus_minutes(60), None)),
            State::Cancelled => Some((BookingDeed::Cancelled, accepted, Some(who.actor))),
            _ => None,
        };
        if let Some((deed, at, actor)) = last {
            events.push((deed, at, actor, booking.reason.clone()));
        }
        booking.ver = u64::try_from(events.len()).unwrap_or(1);
        for (deed, at, actor, note) in &events {
            self.tell_story((about, *deed), *at, *actor, note);
        }
        // What was missed days ago has been seen to.
        booking.settled = booking.state.is_missed().then(|| ends.plus_hours(2));
        if let Kind::CareVisit(visit) = &mut booking.kind {
            visit.checked_in = checked_in;
            visit.checked_out = checked_out;
            visit.report = report;
        }
        // What somebody else did is told to whoever it is about.
        match state {
            State::Assigned => carers.iter().for_each(|it| self.tell_booking(booking, it.id, made, "")),
            State::Cancelled | State::Disputed => {
                let reason = booking.reason.clone();
                carers.iter().for_each(|it| self.tell_booking(booking, it.id, accepted, &reason));
            }
            State::OnTheWay => self.tell_booking(booking, who.subject.id, starts.plus_minutes(-20), ""),
            State::CheckedOut | State::NobodyHome => self.tell_booking(booking, who.subject.id, ends, ""),
            _ => {}
        }
        if who.actor.id != who.subject.id && matches!(state, State::Assigned | State::Accepted) {
            self.tell_booking(booking, who.subject.id, made, "");
        }
    }

    pub(super) fn tell_booking(&mut self, booking: &Booking, to: MemberId, at: Instant, reason: &str) {
        self.tell(to, at, BookingNews::changed(booking, booking.state, reason));
    }
}
