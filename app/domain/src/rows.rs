//! Rows: what a phone keeps and a page is made of. The server fills them from the database with
//! what the reader may see; the phone fills them from its own storage. Both decide mutations by
//! reading rows and change them by applying effects.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::as_json;
use crate::booking::{Booking, Busy};
use crate::ids::{
    BookingId, EventId, GrantId, HouseholdId, MatterId, MemberId, MessageId, PlaceId, ResourceId,
};
use crate::json::{Json, Unread, Value};
use crate::matter::Matter;
use crate::member::{Grant, Member};
use crate::message::Message;
use crate::place::Community;
use crate::resource::Resource;
use crate::story::{StoryEvent, StoryOf};
use crate::time::{Instant, Interval, Minutes};

/// No booking of one resource is longer, buffers included: eight days.
pub const LONGEST_CLAIM: Minutes = 8 * 24 * 60;

/// A row that is looked up by a key.
pub trait Keyed: Sized {
    /// What it is looked up by.
    type Key: Ord + Copy;
    /// What it is named by when it goes.
    type Id: Copy;

    fn id(&self) -> Self::Id;

    /// Puts it where it is looked up, in place of what was there.
    fn put(self, rows: &mut BTreeMap<Self::Key, Self>);

    /// Removes what has this name; nothing happens when it is not there.
    fn remove(rows: &mut BTreeMap<Self::Key, Self>, id: Self::Id);

    /// Whether anything has this name.
    fn is_in(rows: &BTreeMap<Self::Key, Self>, id: Self::Id) -> bool;
}

// Every kind of row once: a field of the set, a name on the wire and in a phone's storage, and what names one
// row, by which it is looked up unless it says
// `otherwise`. Phones are `told` when one is written; `versioned` are those of which each change is made besides over the
// version that it was decided on. The others travel with what they belong to, or no mutation writes them. A name is taken
// as a token, as in `mutations!`.
macro_rules! rows {
    ($($(#[$doc:meta])* $field:ident: $kind:ident($row:ty) by $id:ty $(, $how:ident)? = $name:tt;)*) => {
        $(rows! { @keyed [$($how)?] $row, $id })*

        /// A set of rows. Lists in JSON; looked up by key here.
        #[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
        #[serde(from = "Patch", into = "Patch")]
        pub struct Rows {
            $($(#[$doc])* pub $field: BTreeMap<<$row as Keyed>::Key, $row>,)*
            /// What the server has counted instead of fetching it; does not travel. The rows beside it are not
            /// among what was counted.
            pub tallies: Vec<(Tally, usize)>,
        }

        /// One row of any kind.
        #[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(tag = "row", content = "value")]
        pub enum Row {
            $(#[serde(rename = $name)] $kind($row),)*
        }

        as_json!(enum Row by "row" in "value" { $($kind = $name),* });

        /// The kinds of rows, named as they travel.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub enum RowKind {
            $($(#[$doc])* $kind,)*
        }

        as_json!(enum RowKind { $($kind = $name),* });

        impl Row {
            /// Of which kind it is.
            #[must_use]
            pub const fn kind(&self) -> RowKind {
                match self { $(Self::$kind(_) => RowKind::$kind,)* }
            }

            /// The community whose phones are told when it is written; none of a kind of which they are told nothing.
            #[must_use]
            pub const fn told_in(&self) -> Option<PlaceId> {
                match self { $(Self::$kind(it) => rows!(@told [$($how)?] it),)* }
            }

            /// Whether it is a new version of one that there is, of a kind that is changed over its version.
            #[must_use]
            pub fn is_changed(&self) -> bool {
                match self { $(Self::$kind(it) => rows!(@changed [$($how)?] it),)* }
            }

            /// Its name.
            #[must_use]
            pub fn key(&self) -> RowKey {
                match self { $(Self::$kind(it) => RowKey::$kind(Keyed::id(it)),)* }
            }
        }

        /// Names one row.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(tag = "row", content = "id")]
        pub enum RowKey {
            $($(#[$doc])* #[serde(rename = $name)] $kind($id),)*
        }

        as_json!(enum RowKey by "row" in "id" { $($kind = $name),* });

        impl RowKey {
            /// The names of all kinds, in the order in which rows travel.
            pub const KINDS: &'static [&'static str] = &[$($name),*];

            /// Of what kind it is, as it travels.
            #[must_use]
            pub const fn kind(self) -> &'static str {
                match self { $(Self::$kind(_) => $name,)* }
            }

            /// Its id among those of its kind.
            #[must_use]
            pub const fn id(self) -> Uuid {
                match self { $(Self::$kind(id) => id.0,)* }
            }
        }

        impl From<Rows> for Patch {
            fn from(rows: Rows) -> Self {
                let mut patch = Self::new();
                $(patch.extend(rows.$field.into_values().map(Row::$kind));)*
                patch
            }
        }

        impl Rows {
            /// Adds a row, or replaces the one with its key.
            pub fn put(&mut self, row: Row) {
                match row { $(Row::$kind(it) => Keyed::put(it, &mut self.$field),)* }
            }

            /// Removes a row; nothing happens when it is not there.
            pub fn del(&mut self, key: RowKey) {
                match key { $(RowKey::$kind(id) => Keyed::remove(&mut self.$field, id),)* }
            }

            /// Whether there is such a row.
            #[must_use]
            pub fn has(&self, key: RowKey) -> bool {
                match key { $(RowKey::$kind(id) => Keyed::is_in(&self.$field, id),)* }
            }
        }
    };

    (@told [versioned] $it:ident) => { Some($it.community_id) };
    (@told [told] $it:ident) => { Some($it.community_id) };
    (@told [$($how:ident)?] $it:ident) => {{ _ = $it; None }};
    (@changed [versioned] $it:ident) => { $it.ver > 1 };
    (@changed [$($how:ident)?] $it:ident) => {{ _ = $it; false }};
    (@keyed [otherwise] $row:ty, $id:ty) => {};
    (@keyed [$($how:ident)?] $row:ty, $id:ty) => {
        impl Keyed for $row {
            type Key = $id;
            type Id = $id;

            fn id(&self) -> $id {
                self.id
            }

            fn put(self, rows: &mut BTreeMap<$id, Self>) {
                rows.insert(self.id, self);
            }

            fn remove(rows: &mut BTreeMap<$id, Self>, id: $id) {
                rows.remove(&id);
            }

            fn is_in(rows: &BTreeMap<$id, Self>, id: $id) -> bool {
                rows.contains_key(&id)
            }
        }
    };
}

rows! {
    communities: Community(Community) by PlaceId = "community";
    members: Member(Member) by MemberId, told = "member";
    grants: Grant(Grant) by GrantId = "grant";
    resources: Resource(Resource) by ResourceId, told = "resource";
    bookings: Booking(Booking) by BookingId, versioned = "booking";
    /// Named by the booking whose time it is: all blocks of it.
    busy: Busy(Busy) by BookingId, otherwise = "busy";
    /// Of every kind, by the name of the first.
    matters: Matter(Matter) by MatterId, versioned = "help";
    events: Event(StoryEvent) by EventId = "event";
    messages: Message(Message) by MessageId, told = "message";
    notices: Notice(crate::systems::notices::Notice) by crate::systems::notices::NoticeId, versioned = "notice";
}

/// Looked up by the time that is taken.
impl Keyed for Busy {
    type Key = (ResourceId, Instant, BookingId);
    type Id = BookingId;

    fn id(&self) -> BookingId {
        self.booking_id
    }

    fn put(self, rows: &mut BTreeMap<Self::Key, Self>) {
        rows.insert((self.resource_id, self.starts, self.booking_id), self);
    }

    fn remove(rows: &mut BTreeMap<Self::Key, Self>, id: BookingId) {
        rows.retain(|(_, _, booking), _| *booking != id);
    }

    fn is_in(rows: &BTreeMap<Self::Key, Self>, id: BookingId) -> bool {
        rows.keys().any(|(_, _, booking)| *booking == id)
    }
}

/// Something that rules count, of which there may be thousands. Whoever has the rows counts them; a
/// server has the database count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tally {
    /// Rooms that a household holds in the week that begins then.
    RoomsHeld(HouseholdId, Instant),
    /// Rooms that a household did not come to, as far back as the rule looks.
    NoShows(HouseholdId),
    /// Bookings of a household that were made today and cancelled.
    Cancelled(HouseholdId),
    /// Requests of a person that are open.
    Helps(MemberId),
    /// Requests for a person that were made today.
    HelpsFor(MemberId),
    /// Requests that a person has made today, for whomever.
    HelpsBy(MemberId),
    /// Requests that a person has taken and not done yet.
    Taken(MemberId),
}

impl RowKey {
    /// As storage names the row: `{"row":"help","id":"…"}`, the two fields in this order. Phones hold rows
    /// under these texts, so another text would make another row of the same one.
    #[must_use]
    pub fn stored_name(self) -> String {
        stored_name(self.kind(), self.id())
    }
}

/// See [`RowKey::stored_name`].
pub(crate) fn stored_name(kind: &str, id: Uuid) -> String {
    format!(r#"{{"row":"{kind}","id":"{id}"}}"#)
}

/// Rows in the order in which they travel.
pub type Patch = Vec<Row>;

impl From<Patch> for Rows {
    fn from(patch: Patch) -> Self {
        let mut rows = Self::default();
        rows.extend(patch);
        rows
    }
}

impl Extend<Row> for Rows {
    fn extend<T: IntoIterator<Item = Row>>(&mut self, patch: T) {
        for row in patch {
            self.put(row);
        }
    }
}

/// A list of rows.
impl Json for Rows {
    fn read(json: &Value) -> Result<Self, Unread> {
        Patch::read(json).map(Self::from)
    }

    fn write(&self) -> Value {
        Patch::from(self.clone()).write()
    }
}

impl Rows {
    /// The taken time of a resource that overlaps `within`, in order of start.
    pub fn busy(&self, resource: ResourceId, within: Interval) -> impl Iterator<Item = &Busy> {
        let nil = BookingId(Uuid::nil());
        // No allocation is longer than this, whatever a community's settings say.
        let from = (resource, within.starts.minus_minutes(LONGEST_CLAIM), nil);
        let until = (resource, within.ends, nil);
        self.busy.range(from..until).map(|(_, busy)| busy).filter(move |b| b.interval().overlaps(within))
    }

    /// How many there are by the database's count, beside the rows that are here.
    #[must_use]
    pub fn tally(&self, of: Tally) -> usize {
        self.tallies.iter().find(|(it, _)| *it == of).map_or(0, |(_, count)| *count)
    }

    /// The story of a booking or a request, oldest first.
    pub fn story(&self, of: impl Into<StoryOf>) -> Vec<&StoryEvent> {
        let of = of.into();
        let mut story: Vec<_> = self.events.values().filter(|e| e.what.of() == of).collect();
        story.sort_by_key(|e| (e.at, e.id));
        story
    }
}
