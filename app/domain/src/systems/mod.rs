//! The systems of the house: what each of them knows alone. What they share, such as bookings and what decides over
//! them, stands beside this folder.

pub mod bookings;
pub mod care;
pub mod help;
pub mod hours;
pub mod members;
pub mod messages;
pub mod rooms;

/// Whether a field says no more than that it is not there: written out, it would tell a mutation that was
/// decided before this field from itself.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
pub(crate) const fn is_false(it: &bool) -> bool {
    !*it
}
