//! What no rows could grant. Asked before anything is read: a wish for a time of another century must
//! cost nobody a look at what is held until then.

use crate::availability::Calendar;
use crate::mutation::{
    BookingMutation, CareBook, CareMutation, HelpMutation, HoursExcept, HoursMutation, MemberMutation,
    MessageMutation, Mutation, RoomBook, RoomMutation,
};
use crate::refusal::{BookingRefusal, CommonRefusal, Refusal};
use crate::time::Interval;

/// Why a mutation is refused whatever there is: it asks for a time that is over, too far ahead, off the
/// grid, or of a length that nobody may have. Looks at its arguments, the clock and the settings of the
/// community where it would happen; the calendar's rows may be empty.
#[must_use]
pub fn out_of_reach(mutation: &Mutation, calendar: Calendar<'_>) -> Option<Refusal> {
    let fits = match mutation {
        Mutation::Rooms(RoomMutation::Book(args)) => room(args, calendar),
        Mutation::Care(CareMutation::Book(args)) => visit(args, calendar),
        Mutation::Hours(HoursMutation::Except(args)) => hours(args, calendar),
        // These name something that there is, or ask for no time.
        Mutation::Rooms(RoomMutation::Decide(_))
        | Mutation::Rooms(RoomMutation::CheckIn(_))
        | Mutation::Care(CareMutation::Accept(_))
        | Mutation::Care(CareMutation::Decline(_))
        | Mutation::Care(CareMutation::Assign(_))
        | Mutation::Care(CareMutation::SetOut(_))
        | Mutation::Care(CareMutation::CheckIn(_))
        | Mutation::Care(CareMutation::CheckOut(_))
        | Mutation::Care(CareMutation::NobodyHome(_))
        | Mutation::Care(CareMutation::Confirm(_))
        | Mutation::Care(CareMutation::Settle(_))
        | Mutation::Bookings(BookingMutation::Cancel(_))
        | Mutation::Help(HelpMutation::Ask(_))
        | Mutation::Help(HelpMutation::Triage(_))
        | Mutation::Help(HelpMutation::Take(_))
        | Mutation::Help(HelpMutation::Note(_))
        | Mutation::Help(HelpMutation::Resolve(_))
        | Mutation::Help(HelpMutation::CallBack(_))
        | Mutation::Help(HelpMutation::Close(_))
        | Mutation::Help(HelpMutation::Reopen(_))
        | Mutation::Help(HelpMutation::Escalate(_))
        | Mutation::Help(HelpMutation::Withdraw(_))
        | Mutation::Help(HelpMutation::GiveBack(_))
        | Mutation::Members(MemberMutation::Register(_))
        | Mutation::Members(MemberMutation::Renumber(_))
        | Mutation::Messages(MessageMutation::Read(_)) => Ok(()),
    };
    fits.err()
}

pub(crate) fn room(args: &RoomBook, calendar: Calendar<'_>) -> Result<(), Refusal> {
    calendar.use_fits(Interval::new(args.starts, args.ends).ok_or(CommonRefusal::EndsBeforeStarts)?)
}

pub(crate) fn visit(args: &CareBook, calendar: Calendar<'_>) -> Result<(), Refusal> {
    calendar.visit_can_start(args.service, args.starts)
}

pub(crate) fn hours(args: &HoursExcept, calendar: Calendar<'_>) -> Result<(), Refusal> {
    let today = calendar.zone.date(calendar.now);
    let last_day = calendar.community.settings.last_day_of_hours(today);
    if args.day < today {
        Err(CommonRefusal::Past.into())
    } else if args.day > last_day {
        Err(BookingRefusal::BeyondHorizon { last_day }.into())
    } else {
        Ok(())
    }
}
