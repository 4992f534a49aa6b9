//! What no rows could grant. Asked before anything is read: a wish for a time of another century must
//! cost nobody a look at what is held until then.

use crate::availability::Calendar;
use crate::mutation::{CareBook, HoursExcept, Mutation, RoomBook};
use crate::refusal::Refusal;
use crate::time::Interval;

/// Why a mutation is refused whatever there is: it asks for a time that is over, too far ahead, off the
/// grid, or of a length that nobody may have. Looks at its arguments, the clock and the settings of the
/// community where it would happen; the calendar's rows may be empty.
#[must_use]
pub fn out_of_reach(mutation: &Mutation, calendar: Calendar<'_>) -> Option<Refusal> {
    let fits = match mutation {
        Mutation::RoomBook(args) => room(args, calendar),
        Mutation::CareBook(args) => visit(args, calendar),
        Mutation::HoursExcept(args) => hours(args, calendar),
        // These name something that there is, or ask for no time.
        Mutation::RoomDecide(_)
        | Mutation::RoomCheckIn(_)
        | Mutation::CareAccept(_)
        | Mutation::CareDecline(_)
        | Mutation::CareAssign(_)
        | Mutation::CareSetOut(_)
        | Mutation::CareCheckIn(_)
        | Mutation::CareCheckOut(_)
        | Mutation::CareNobodyHome(_)
        | Mutation::CareConfirm(_)
        | Mutation::CareSettle(_)
        | Mutation::BookingCancel(_)
        | Mutation::HelpAsk(_)
        | Mutation::HelpTriage(_)
        | Mutation::HelpTake(_)
        | Mutation::HelpNote(_)
        | Mutation::HelpResolve(_)
        | Mutation::HelpCallBack(_)
        | Mutation::HelpClose(_)
        | Mutation::HelpReopen(_)
        | Mutation::HelpEscalate(_)
        | Mutation::HelpWithdraw(_)
        | Mutation::HelpGiveBack(_)
        | Mutation::MemberRegister(_)
        | Mutation::MemberRenumber(_)
        | Mutation::MessageRead(_) => Ok(()),
    };
    fits.err()
}

pub(super) fn room(args: &RoomBook, calendar: Calendar<'_>) -> Result<(), Refusal> {
    calendar.use_fits(Interval::new(args.starts, args.ends).ok_or(Refusal::EndsBeforeStarts)?)
}

pub(super) fn visit(args: &CareBook, calendar: Calendar<'_>) -> Result<(), Refusal> {
    calendar.visit_can_start(args.service, args.starts)
}

pub(super) fn hours(args: &HoursExcept, calendar: Calendar<'_>) -> Result<(), Refusal> {
    let today = calendar.zone.date(calendar.now);
    let last_day = calendar.community.settings.last_day_of_hours(today);
    if args.day < today {
        Err(Refusal::Past)
    } else if args.day > last_day {
        Err(Refusal::BeyondHorizon { last_day })
    } else {
        Ok(())
    }
}
