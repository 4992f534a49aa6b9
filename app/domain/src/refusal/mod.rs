//! Refusals: named reasons why a request was not accepted. A refusal is an answer, not an error;
//! each variant has its words, with what to do next, in the interface's strings.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::booking::{Booking, State};
use crate::care::{CandidateRefusal, Rule, Service};
use crate::help::Stage;
use crate::ids::{BookingId, ResourceId};
use crate::json::{Json, Unread, Value};
use crate::time::{Instant, Minutes};
use crate::{as_json, read_by_json};

/// Why not. In JSON `{"code": "taken", …}`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, thiserror::Error)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "code", rename_all = "snake_case")]
#[error("{}", self.code())]
pub enum Refusal {
    /// The reader's roles do not cover this.
    NotAllowed,
    /// No such thing, or not one that the reader may know of.
    Unknown {
        what: Thing,
    },
    /// Someone booked this time first.
    Taken {
        alternatives: Vec<Offer>,
    },
    /// It would start before now.
    Past,
    /// It would end before it starts.
    EndsBeforeStarts,
    /// Not on the grid of starting times.
    OffGrid {
        minutes: Minutes,
    },
    TooShort {
        minutes: Minutes,
    },
    TooLong {
        minutes: Minutes,
    },
    /// Too far ahead; the last day that can be booked.
    BeyondHorizon {
        #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
        last_day: Date,
    },
    /// Too soon; the first instant that can be booked.
    TooSoon {
        earliest: Instant,
    },
    /// Not open then; the note of a dated exception where one is the cause.
    Closed {
        note: String,
        alternatives: Vec<Offer>,
    },
    /// There are as many of something as there may be: of what, and how many.
    Quota {
        limit: usize,
        /// Builds before this field read the rest and speak of a household's rooms.
        #[serde(default)]
        of: Counted,
        /// Of [`Counted::VisitsAtOnce`]: what there is at that time. Who wants both says so and has both.
        #[serde(default)]
        there: Option<There>,
    },
    /// More people than seats.
    TooManyPeople {
        seats: u16,
    },
    /// No qualified caregiver is free; why each one is not, and when one is.
    NoCaregiver {
        candidates: Vec<CandidateRefusal>,
        alternatives: Vec<Offer>,
    },
    /// This caregiver cannot be sent; the first hard rule that says so.
    CannotSend {
        rule: Rule,
    },
    /// Those whom staff wants to send are those who come anyway.
    SameCarers,
    /// The booking has moved on and this is no longer possible.
    WrongState {
        state: State,
    },
    /// The request for help has moved on and this is no longer possible.
    WrongStage {
        stage: Stage,
    },
    /// Too early for this step; when it opens.
    NotYet {
        opens: Instant,
    },
    /// It has begun already.
    Begun,
    /// Somebody changed it meanwhile.
    Changed,
    /// A field that must be filled is empty.
    Missing {
        field: Field,
    },
    /// A text is longer than it may be, in characters.
    TooLongText {
        field: Field,
        limit: usize,
    },
    /// A neighbour took it first.
    TakenByNeighbour,
    /// Something with this id exists already.
    Exists,
    /// Another account has this phone number.
    PhoneInUse,
    /// Nobody alive was born in that year; the first and the last that can be.
    BirthYear {
        first: i16,
        last: i16,
    },
    /// Whose matter it is must be said when it is not the community's.
    WhoseMatter,
    /// The mutation crashed the server three times; staff finds it by the code.
    Internal {
        support_code: String,
    },
    /// One of a newer build, as it came, with a code of its own: that build reads it where this one has kept it.
    #[serde(untagged)]
    Other(Value),
}

as_json!(enum Refusal or Other by "code" {
    NotAllowed = "not_allowed",
    Unknown = "unknown" { what },
    Taken = "taken" { alternatives },
    Past = "past",
    EndsBeforeStarts = "ends_before_starts",
    OffGrid = "off_grid" { minutes },
    TooShort = "too_short" { minutes },
    TooLong = "too_long" { minutes },
    BeyondHorizon = "beyond_horizon" { last_day },
    TooSoon = "too_soon" { earliest },
    Closed = "closed" { note, alternatives },
    Quota = "quota" { limit, of: default, there },
    TooManyPeople = "too_many_people" { seats },
    NoCaregiver = "no_caregiver" { candidates, alternatives },
    CannotSend = "cannot_send" { rule },
    SameCarers = "same_carers",
    WrongState = "wrong_state" { state },
    WrongStage = "wrong_stage" { stage },
    NotYet = "not_yet" { opens },
    Begun = "begun",
    Changed = "changed",
    Missing = "missing" { field },
    TooLongText = "too_long_text" { field, limit },
    TakenByNeighbour = "taken_by_neighbour",
    Exists = "exists",
    PhoneInUse = "phone_in_use",
    BirthYear = "birth_year" { first, last },
    WhoseMatter = "whose_matter",
    Internal = "internal" { support_code },
});
read_by_json!(Refusal);

impl Refusal {
    /// Whether a phone may say it by itself. What depends on rows that a phone does not have, or on how
    /// something stands by now, is for the server to say.
    #[must_use]
    pub const fn holds_on_a_phone(&self) -> bool {
        match self {
            Self::NotAllowed
            | Self::Unknown { .. }
            | Self::CannotSend { .. }
            | Self::SameCarers
            | Self::WrongState { .. }
            | Self::WrongStage { .. }
            | Self::Changed
            | Self::Exists
            | Self::PhoneInUse
            | Self::Internal { .. }
            | Self::Other(_) => false,
            Self::Taken { .. }
            | Self::Past
            | Self::EndsBeforeStarts
            | Self::OffGrid { .. }
            | Self::TooShort { .. }
            | Self::TooLong { .. }
            | Self::BeyondHorizon { .. }
            | Self::TooSoon { .. }
            | Self::Closed { .. }
            | Self::Quota { .. }
            | Self::TooManyPeople { .. }
            | Self::NoCaregiver { .. }
            | Self::NotYet { .. }
            | Self::Begun
            | Self::Missing { .. }
            | Self::TooLongText { .. }
            | Self::TakenByNeighbour
            | Self::BirthYear { .. }
            | Self::WhoseMatter => true,
        }
    }

    /// Where other times stand, in a refusal that has a place for them.
    pub const fn alternatives(&mut self) -> Option<&mut Vec<Offer>> {
        match self {
            Self::Taken { alternatives }
            | Self::Closed { alternatives, .. }
            | Self::NoCaregiver { alternatives, .. } => Some(alternatives),
            Self::NotAllowed
            | Self::Unknown { .. }
            | Self::Past
            | Self::EndsBeforeStarts
            | Self::OffGrid { .. }
            | Self::TooShort { .. }
            | Self::TooLong { .. }
            | Self::BeyondHorizon { .. }
            | Self::TooSoon { .. }
            | Self::Quota { .. }
            | Self::TooManyPeople { .. }
            | Self::CannotSend { .. }
            | Self::SameCarers
            | Self::WrongState { .. }
            | Self::WrongStage { .. }
            | Self::NotYet { .. }
            | Self::Begun
            | Self::Changed
            | Self::Missing { .. }
            | Self::TooLongText { .. }
            | Self::TakenByNeighbour
            | Self::Exists
            | Self::PhoneInUse
            | Self::BirthYear { .. }
            | Self::WhoseMatter
            | Self::Internal { .. }
            | Self::Other(_) => None,
        }
    }

    /// The form field that it is about, where there is one.
    #[must_use]
    pub const fn field(&self) -> Option<Field> {
        match self {
            Self::Missing { field } | Self::TooLongText { field, .. } => Some(*field),
            Self::TooManyPeople { .. } => Some(Field::People),
            Self::WhoseMatter => Some(Field::Owner),
            Self::PhoneInUse => Some(Field::Phone),
            Self::BirthYear { .. } => Some(Field::BirthYear),
            Self::NotAllowed
            | Self::Unknown { .. }
            | Self::Taken { .. }
            | Self::Past
            | Self::EndsBeforeStarts
            | Self::OffGrid { .. }
            | Self::TooShort { .. }
            | Self::TooLong { .. }
            | Self::BeyondHorizon { .. }
            | Self::TooSoon { .. }
            | Self::Closed { .. }
            | Self::Quota { .. }
            | Self::NoCaregiver { .. }
            | Self::CannotSend { .. }
            | Self::SameCarers
            | Self::WrongState { .. }
            | Self::WrongStage { .. }
            | Self::NotYet { .. }
            | Self::Begun
            | Self::Changed
            | Self::TakenByNeighbour
            | Self::Exists
            | Self::Internal { .. }
            | Self::Other(_) => None,
        }
    }
}

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

// By hand: a name that is not known is no error.
impl Json for Counted {
    fn read(json: &Value) -> Result<Self, Unread> {
        let name = json.as_str().ok_or(Unread::HERE)?;
        Ok(Self::ALL.iter().find(|(it, _)| *it == name).map_or(Self::Other, |(_, it)| *it))
    }

    fn write(&self) -> Value {
        let named = Self::ALL.iter().find(|(_, it)| it == self);
        Value::String(named.map_or("other", |(name, _)| name).to_owned())
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

/// A free time that would do instead.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    /// The room; none where the server picks the caregiver.
    pub resource_id: Option<ResourceId>,
    pub starts: Instant,
    pub ends: Instant,
}

as_json!(struct Offer { resource_id, starts, ends });

/// What was not found.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Thing {
    Place,
    Person,
    Room,
    Caregiver,
    Booking,
    Help,
    Message,
}

as_json!(
    enum Thing {
        Place = "place",
        Person = "person",
        Room = "room",
        Caregiver = "caregiver",
        Booking = "booking",
        Help = "help",
        Message = "message",
    }
);

/// A field of a form, as its `name` says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Field {
    Name,
    Address,
    Phone,
    Note,
    Reason,
    People,
    What,
    Place,
    Owner,
    Report,
    Second,
    BirthYear,
}

as_json!(
    enum Field {
        Name = "name",
        Address = "address",
        Phone = "phone",
        Note = "note",
        Reason = "reason",
        People = "people",
        What = "what",
        Place = "place",
        Owner = "owner",
        Report = "report",
        Second = "second",
        BirthYear = "birth_year",
    }
);
