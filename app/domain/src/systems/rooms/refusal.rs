//! Why not, of rooms.

use crate::refusal::{Field, Offer, Refuses, refusals};
use crate::time::Minutes;

refusals! {
    /// Why not, of rooms.
    RoomRefusal {
        TooShort { minutes: Minutes } = "too_short", phone;
        TooLong { minutes: Minutes } = "too_long", phone;
        /// More people than seats.
        TooManyPeople { seats: u16 } = "too_many_people", phone;
    }
}

impl Refuses for RoomRefusal {
    fn field(&self) -> Option<Field> {
        match self {
            Self::TooManyPeople { .. } => Some(Field::People),
            Self::TooShort { .. } | Self::TooLong { .. } => None,
        }
    }

    fn alternatives(&mut self) -> Option<&mut Vec<Offer>> {
        match self {
            Self::TooShort { .. } | Self::TooLong { .. } | Self::TooManyPeople { .. } => None,
        }
    }
}
