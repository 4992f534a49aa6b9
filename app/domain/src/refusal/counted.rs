//! What there may be only so much of.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::booking::Booking;
use crate::care::Service;
use crate::ids::BookingId;
use crate::json::{Json, Unread, Value};
use crate::time::Instant;

// A line each, with the name that it travels by. The first is meant where none is named. A name is taken as a token, as
// in `mutations!`.
macro_rules! counted {
    (
        $(#[$usual_doc:meta])* $usual:ident = $usual_name:tt;
        $($(#[$doc:meta])* $of:ident = $name:tt;)*
    ) => {
        /// What there may be only so many of. Read leniently: what a later build counts is [`Counted::Other`] to
        /// this one.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum Counted {
            $(#[$usual_doc])*
            #[default]
            #[serde(rename = $usual_name)]
            $usual,
            $($(#[$doc])* #[serde(rename = $name)] $of,)*
            /// Something that this build does not know.
            #[serde(other, rename = "other")]
            Other,
        }

        impl Counted {
            /// Every one that has a name of its own.
            pub const ALL: &'static [(&'static str, Self)] =
                &[($usual_name, Self::$usual), $(($name, Self::$of)),*];
        }
    };
}

counted! {
    /// Rooms that a household holds in one week.
    Rooms = "rooms";
    /// Bookings of a household that were made and cancelled on one day.
    Cancelled = "cancelled";
    /// Visits at a person's home in one week.
    Visits = "visits";
    /// Visits at a person's home at one time.
    VisitsAtOnce = "visits_at_once";
    /// Requests of a person that are open.
    Helps = "helps";
    /// Requests for a person, or by one, on one day.
    HelpsToday = "helps_today";
    /// Requests that a neighbour has taken and not done yet.
    Taken = "taken";
    /// Requests that a neighbour has taken within a day.
    TakenToday = "taken_today";
    /// People whom a member of staff has registered, or given another number, within a day.
    Registered = "registered";
    /// Phone numbers that a member of staff has asked for within an hour.
    LookedUp = "looked_up";
}

// By hand: a name that is not known is no error, and builds before this field counted rooms.
impl Json for Counted {
    fn read(json: &Value) -> Result<Self, Unread> {
        let name = json.as_str().ok_or(Unread::HERE)?;
        Ok(Self::ALL.iter().find(|(it, _)| *it == name).map_or(Self::Other, |(_, it)| *it))
    }

    fn write(&self) -> Value {
        let named = Self::ALL.iter().find(|(_, it)| it == self);
        Value::String(named.map_or("other", |(name, _)| name).to_owned())
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

/// What a person has at a time already.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct There {
    pub booking_id: BookingId,
    /// Of a visit; none where it is a room.
    pub service: Option<Service>,
    pub starts: Instant,
    pub ends: Instant,
}

as_json!(struct There { booking_id, service, starts, ends });

impl From<&Booking> for There {
    fn from(it: &Booking) -> Self {
        let service = it.visit().map(|visit| visit.service);
        Self { booking_id: it.id, service, starts: it.starts, ends: it.ends }
    }
}
