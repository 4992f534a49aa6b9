//! What there may be only so much of.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::booking::Booking;
use crate::care::Service;
use crate::ids::BookingId;
use crate::json::{Json, Unread, Value};
use crate::time::Instant;

/// What there may be only so many of. Read leniently: what a later build counts is [`Counted::Other`] to
/// this one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Rooms that a household holds in one week.
    #[default]
    Rooms,
    /// Bookings of a household that were made and cancelled on one day.
    Cancelled,
    /// Visits at a person's home in one week.
    Visits,
    /// Visits at a person's home at one time.
    VisitsAtOnce,
    /// Requests of a person that are open.
    Helps,
    /// Requests for a person, or by one, on one day.
    HelpsToday,
    /// Requests that a neighbour has taken and not done yet.
    Taken,
    /// Requests that a neighbour has taken within a day.
    TakenToday,
    /// People whom a member of staff has registered, or given another number, within a day.
    Registered,
    /// Phone numbers that a member of staff has asked for within an hour.
    LookedUp,
    /// Something that this build does not know.
    #[serde(other)]
    Other,
}

impl Counted {
    /// Every one that has a name of its own.
    pub const ALL: [(&'static str, Self); 10] = [
        ("rooms", Self::Rooms),
        ("cancelled", Self::Cancelled),
        ("visits", Self::Visits),
        ("visits_at_once", Self::VisitsAtOnce),
        ("helps", Self::Helps),
        ("helps_today", Self::HelpsToday),
        ("taken", Self::Taken),
        ("taken_today", Self::TakenToday),
        ("registered", Self::Registered),
        ("looked_up", Self::LookedUp),
    ];
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
