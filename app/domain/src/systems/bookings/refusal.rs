//! Why not, of bookings of any kind.

use jiff::civil::Date;

use crate::booking::State;
use crate::refusal::{Offer, refusals};
use crate::time::{Instant, Minutes};

refusals! {
    /// Why not, of bookings of any kind.
    BookingRefusal {
        /// Someone booked this time first.
        Taken { alternatives: Vec<Offer> } = "taken", phone;
        /// Not on the grid of starting times.
        OffGrid { minutes: Minutes } = "off_grid", phone;
        /// Too far ahead; the last day that can be booked.
        BeyondHorizon {
            #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
            last_day: Date,
        } = "beyond_horizon", phone;
        /// Too soon; the first instant that can be booked.
        TooSoon { earliest: Instant } = "too_soon", phone;
        /// Not open then; the note of a dated exception where one is the cause.
        Closed { note: String, alternatives: Vec<Offer> } = "closed", phone;
        /// The booking has moved on and this is no longer possible.
        WrongState { state: State } = "wrong_state", server;
        /// Too early for this step; when it opens.
        NotYet { opens: Instant } = "not_yet", phone;
        /// It has begun already.
        Begun = "begun", phone;
    }
}
