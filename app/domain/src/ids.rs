//! Identifiers. Each is a UUID (version 7 where linli made it) in a type of its own, so that a
//! booking's id cannot be passed where a room's is meant. Whoever creates a thing makes its id.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::json::{Json, Unread, Value};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl Json for $name {
            fn read(json: &Value) -> Result<Self, Unread> {
                Uuid::read(json).map(Self)
            }

            fn write(&self) -> Value {
                self.0.write()
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::try_parse(text).map(Self)
            }
        }
    )*};
}

ids! {
    /// A node of the place tree: district, subdistrict or township, community.
    PlaceId;
    /// A person with an account, or one for whom staff keeps an account.
    MemberId;
    /// People who live behind one door; quotas count by household.
    HouseholdId;
    /// Something scarce that is booked by time: a room, a caregiver.
    ResourceId;
    /// A claim on time.
    BookingId;
    /// A promise to see to something.
    MatterId;
    /// One entry of a story.
    EventId;
    /// A message to one person.
    MessageId;
    /// An elder's permission to somebody who acts for them.
    GrantId;
    /// A day with other opening hours than its weekday.
    ExceptionId;
    /// A phone or browser; mutations are numbered per device.
    DeviceId;
    /// One mutation, made once and perhaps sent many times.
    MutationId;
}
