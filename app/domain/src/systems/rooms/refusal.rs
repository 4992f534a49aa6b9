//! Why not, of rooms.

use crate::refusal::refusals;
use crate::time::Minutes;

refusals! {
    /// Why not, of rooms.
    RoomRefusal {
        TooShort { minutes: Minutes } = "too_short", phone;
        TooLong { minutes: Minutes } = "too_long", phone;
        /// More people than seats.
        TooManyPeople { seats: u16 } = "too_many_people", phone, People;
    }
}
