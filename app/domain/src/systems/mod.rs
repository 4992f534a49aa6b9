//! The systems of the house: what each of them knows alone. What they share, such as bookings and what decides over
//! them, stands beside this folder.

pub mod bookings;
pub mod care;
pub mod help;
pub mod hours;
pub mod members;
pub mod messages;
pub mod notices;
pub mod rooms;

// A line each. Every list of what all systems have is made of these, by the macro that is named: what is written,
// why not, what people are told, limits, actions. Of each system: its name among the others, its module, its
// mutations; and its refusals, its news and its settings, where it has such. What travels is told apart by names of its
// own, so that no reader cares for the order.
macro_rules! systems {
    ($make:ident) => {
        $make! {
            Bookings = bookings: BookingMutation [BookingRefusal] [BookingNews] [BookingSettings];
            Rooms = rooms: RoomMutation [RoomRefusal] [] [RoomSettings];
            Care = care: CareMutation [CareRefusal] [] [CareSettings];
            Hours = hours: HoursMutation [] [HoursNews] [];
            Help = help: HelpMutation [HelpRefusal] [HelpNews] [HelpSettings];
            Members = members: MemberMutation [MemberRefusal] [MemberNews] [];
            Messages = messages: MessageMutation [] [] [];
            Notices = notices: NoticeMutation [NoticeRefusal] [] [NoticeSettings];
        }
    };
}

pub(crate) use systems;

/// Whether a field says no more than that it is not there: written out, it would tell a mutation that was
/// decided before this field from itself.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
pub(crate) const fn is_false(it: &bool) -> bool {
    !*it
}
