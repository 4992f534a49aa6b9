//! Rows: what a phone keeps and a page is made of. The server fills them from the database with
//! what the reader may see; the phone fills them from its own storage. Both decide mutations by
//! reading rows and change them by applying effects.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::booking::{Booking, Busy};
use crate::help::{Help, StoryEvent, StoryOf};
use crate::ids::{
    BookingId, EventId, GrantId, HelpId, HouseholdId, MemberId, MessageId, PlaceId, ResourceId,
};
use crate::json::{Json, Unread, Value};
use crate::member::{Grant, Member};
use crate::message::Message;
use crate::place::Community;
use crate::resource::Resource;
use crate::time::{Instant, Interval, Minutes};

/// No booking of one resource is longer, buffers included: eight days.
pub const LONGEST_CLAIM: Minutes = 8 * 24 * 60;

/// A set of rows. Lists in JSON; looked up by id here.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Patch", into = "Patch")]
pub struct Rows {
    pub communities: BTreeMap<PlaceId, Community>,
    pub members: BTreeMap<MemberId, Member>,
    pub grants: BTreeMap<GrantId, Grant>,
    pub resources: BTreeMap<ResourceId, Resource>,
    pub bookings: BTreeMap<BookingId, Booking>,
    pub busy: BTreeMap<(ResourceId, Instant, BookingId), Busy>,
    pub helps: BTreeMap<HelpId, Help>,
    pub events: BTreeMap<EventId, StoryEvent>,
    pub messages: BTreeMap<MessageId, Message>,
    /// What the server has counted instead of fetching it; does not travel. The rows beside it are not
    /// among what was counted.
    pub tallies: Vec<(Tally, usize)>,
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

/// One row of any kind.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "row", content = "value", rename_all = "snake_case")]
pub enum Row {
    Community(Community),
    Member(Member),
    Grant(Grant),
    Resource(Resource),
    Booking(Booking),
    Busy(Busy),
    Help(Help),
    Event(StoryEvent),
    Message(Message),
}

as_json!(enum Row by "row" in "value" {
    Community = "community", Member = "member", Grant = "grant", Resource = "resource",
    Booking = "booking", Busy = "busy", Help = "help", Event = "event", Message = "message",
});

impl Row {
    /// Its name.
    #[must_use]
    pub fn key(&self) -> RowKey {
        match self {
            Self::Community(it) => RowKey::Community(it.id),
            Self::Member(it) => RowKey::Member(it.id),
            Self::Grant(it) => RowKey::Grant(it.id),
            Self::Resource(it) => RowKey::Resource(it.id),
            Self::Booking(it) => RowKey::Booking(it.id),
            Self::Busy(it) => RowKey::Busy(it.booking_id),
            Self::Help(it) => RowKey::Help(it.id),
            Self::Event(it) => RowKey::Event(it.id),
            Self::Message(it) => RowKey::Message(it.id),
        }
    }
}

/// Names one row.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "row", content = "id", rename_all = "snake_case")]
pub enum RowKey {
    Community(PlaceId),
    Member(MemberId),
    Grant(GrantId),
    Resource(ResourceId),
    Booking(BookingId),
    /// All the busy blocks of one booking.
    Busy(BookingId),
    Help(HelpId),
    Event(EventId),
    Message(MessageId),
}

as_json!(enum RowKey by "row" in "id" {
    Community = "community", Member = "member", Grant = "grant", Resource = "resource",
    Booking = "booking", Busy = "busy", Help = "help", Event = "event", Message = "message",
});

impl RowKey {
    /// As storage names the row: `{"row":"help","id":"…"}`, the two fields in this order. Phones hold rows
    /// under these texts, so another text would make another row of the same one.
    #[must_use]
    pub fn stored_name(self) -> String {
        let json = self.write();
        let field = |name| json.get(name).and_then(Value::as_str).unwrap_or_default();
        format!(r#"{{"row":"{}","id":"{}"}}"#, field("row"), field("id"))
    }
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

impl From<Rows> for Patch {
    fn from(rows: Rows) -> Self {
        let mut patch = Self::new();
        patch.extend(rows.communities.into_values().map(Row::Community));
        patch.extend(rows.members.into_values().map(Row::Member));
        patch.extend(rows.grants.into_values().map(Row::Grant));
        patch.extend(rows.resources.into_values().map(Row::Resource));
        patch.extend(rows.bookings.into_values().map(Row::Booking));
        patch.extend(rows.busy.into_values().map(Row::Busy));
        patch.extend(rows.helps.into_values().map(Row::Help));
        patch.extend(rows.events.into_values().map(Row::Event));
        patch.extend(rows.messages.into_values().map(Row::Message));
        patch
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
    /// Adds a row, or replaces the one with its id.
    pub fn put(&mut self, row: Row) {
        match row {
            Row::Community(it) => drop(self.communities.insert(it.id, it)),
            Row::Member(it) => drop(self.members.insert(it.id, it)),
            Row::Grant(it) => drop(self.grants.insert(it.id, it)),
            Row::Resource(it) => drop(self.resources.insert(it.id, it)),
            Row::Booking(it) => drop(self.bookings.insert(it.id, it)),
            Row::Busy(it) => drop(self.busy.insert((it.resource_id, it.starts, it.booking_id), it)),
            Row::Help(it) => drop(self.helps.insert(it.id, it)),
            Row::Event(it) => drop(self.events.insert(it.id, it)),
            Row::Message(it) => drop(self.messages.insert(it.id, it)),
        }
    }

    /// Removes a row; nothing happens when it is not there.
    pub fn del(&mut self, key: RowKey) {
        match key {
            RowKey::Community(id) => drop(self.communities.remove(&id)),
            RowKey::Member(id) => drop(self.members.remove(&id)),
            RowKey::Grant(id) => drop(self.grants.remove(&id)),
            RowKey::Resource(id) => drop(self.resources.remove(&id)),
            RowKey::Booking(id) => drop(self.bookings.remove(&id)),
            RowKey::Busy(id) => self.busy.retain(|(_, _, booking), _| *booking != id),
            RowKey::Help(id) => drop(self.helps.remove(&id)),
            RowKey::Event(id) => drop(self.events.remove(&id)),
            RowKey::Message(id) => drop(self.messages.remove(&id)),
        }
    }

    /// The taken time of a resource that overlaps `within`, in order of start.
    pub fn busy(&self, resource: ResourceId, within: Interval) -> impl Iterator<Item = &Busy> {
        let nil = BookingId(uuid::Uuid::nil());
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
        let mut story: Vec<_> = self.events.values().filter(|e| e.of() == of).collect();
        story.sort_by_key(|e| (e.at, e.id));
        story
    }
}
