//! Identifiers. Each is a UUID (version 7 where linli made it) in a type of its own, so that a
//! booking's id cannot be passed where a room's is meant. Whoever creates a thing makes its id.

/// Ids that are made of nothing but a UUID, a line each with what has them. Those of one system alone stand with it.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$name> for uuid::Uuid {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(&self.0, f)
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl $crate::json::Json for $name {
            fn read(json: &$crate::json::Value) -> Result<Self, $crate::json::Unread> {
                $crate::json::Json::read(json).map(Self)
            }

            fn write(&self) -> $crate::json::Value {
                $crate::json::Json::write(&self.0)
            }
        }

        impl core::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                uuid::Uuid::try_parse(text).map(Self)
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
