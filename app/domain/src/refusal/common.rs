//! Why not, whatever the system.

use serde::{Deserialize, Serialize};

use super::{Counted, There, refusals};
use crate::as_json;

refusals! {
    /// Why not, whatever the system.
    CommonRefusal {
        /// The reader's roles do not cover this.
        NotAllowed = "not_allowed", server;
        /// No such thing, or not one that the reader may know of.
        Unknown { what: Thing } = "unknown", server;
        /// It would start before now.
        Past = "past", phone;
        /// It would end before it starts.
        EndsBeforeStarts = "ends_before_starts", phone;
        /// There are as many of something as there may be: of what, and how many.
        Quota {
            limit: usize,
            /// Builds before this field read the rest and speak of a household's rooms.
            #[serde(default)]
            of: Counted,
            /// Of [`Counted::VisitsAtOnce`]: what there is at that time. Who wants both says so and has both.
            #[serde(default)]
            there: Option<There>,
        } = "quota", phone;
        /// Somebody changed it meanwhile.
        Changed = "changed", server;
        /// A field that must be filled is empty.
        Missing { field: Field } = "missing", phone;
        /// A text is longer than it may be, in characters.
        TooLongText { field: Field, limit: usize } = "too_long_text", phone;
        /// Something with this id exists already.
        Exists = "exists", server;
        /// The mutation crashed the server three times; staff finds it by the code.
        Internal { support_code: String } = "internal", server;
    }
}

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
