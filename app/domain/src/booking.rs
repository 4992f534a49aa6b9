//! Bookings: claims on time, of any kind, and the allocations that hold the time.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::care::{Check, Reason, Service};
use crate::contact::Contact;
use crate::ids::{BookingId, HouseholdId, MemberId, PlaceId, ResourceId};
use crate::member::Member;
use crate::time::{Instant, Interval};

/// Somebody's claim on time. Of a person's own bookings all is here; of others' a phone has only
/// [`Busy`] blocks, and a caregiver has `contact` only around a visit.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Booking {
    pub id: BookingId,
    pub community_id: PlaceId,
    /// For whom.
    pub subject: MemberId,
    /// By whom; differs from `subject` when family or staff acted.
    pub actor: MemberId,
    pub household_id: HouseholdId,
    /// How the subject is greeted.
    pub called: String,
    /// Where to go, whom to call, what to mind; absent where the reader may not know it.
    pub contact: Option<Contact>,
    pub starts: Instant,
    pub ends: Instant,
    pub state: State,
    /// A pending booking holds its time until then.
    pub hold_until: Option<Instant>,
    /// What the person wrote.
    pub note: String,
    /// Why it was cancelled or refused, or what was said when it was approved, confirmed or
    /// disputed; of several the last. By whom, the story tells.
    pub reason: String,
    pub made: Instant,
    /// It stands beside what else there is of the person at that time: somebody said that both are wanted, or
    /// it was heard of late, when its time had been let go.
    #[serde(default)]
    pub also: bool,
    /// When staff had seen to a visit that was missed.
    #[serde(default)]
    pub settled: Option<Instant>,
    /// Rises with every change; an edit names the version it is about.
    pub ver: u64,
    #[serde(flatten)]
    pub kind: Kind,
}

as_json!(struct Booking {
    id, community_id, subject, actor, household_id, called, contact, starts, ends, state, hold_until,
    note, reason, made, also: default, settled, ver,
} flat kind);

/// What a booking is for, with what only that kind has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    Room {
        resource_id: ResourceId,
        /// How many people come.
        people: u16,
    },
    CareVisit(CareVisit),
}

as_json!(enum Kind by "kind" {
    Room = "room" { resource_id, people },
    CareVisit = "care_visit" (_),
});

/// The part of a booking that only a visit at home has.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareVisit {
    pub service: Service,
    /// One caregiver, or two where the service needs two; none before the server assigned.
    pub carers: Vec<ResourceId>,
    /// Why these caregivers.
    pub why: Vec<Reason>,
    pub checked_in: Option<Check>,
    pub checked_out: Option<Check>,
    /// What the caregiver wrote at the end.
    pub report: String,
}

as_json!(struct CareVisit { service, carers, why, checked_in, checked_out, report });

impl CareVisit {
    /// A visit that is ahead: who is sent, and why they.
    #[must_use]
    pub const fn new(service: Service, carers: Vec<ResourceId>, why: Vec<Reason>) -> Self {
        Self { service, carers, why, checked_in: None, checked_out: None, report: String::new() }
    }
}

/// The life of a booking. Rooms use the first group and those they share with visits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A room that waits for the community's yes.
    Pending,
    /// A room that is booked.
    Confirmed,
    /// A pending room nobody decided on in time.
    Expired,
    /// A visit without a caregiver yet.
    Requested,
    /// A visit with a caregiver who has not answered yet.
    Assigned,
    /// The caregiver will come.
    Accepted,
    /// The caregiver has set out.
    OnTheWay,
    /// In the room, or at the home.
    CheckedIn,
    /// The visit is done, says the caregiver.
    CheckedOut,
    /// The elder agrees, or the room was used and left.
    Completed,
    /// The elder does not agree; staff looks into it.
    Disputed,
    Cancelled,
    /// The community said no.
    Refused,
    /// The caregiver rang and nobody opened.
    NobodyHome,
    /// Nobody came.
    NoShow,
}

as_json!(
    enum State {
        Pending = "pending",
        Confirmed = "confirmed",
        Expired = "expired",
        Requested = "requested",
        Assigned = "assigned",
        Accepted = "accepted",
        OnTheWay = "on_the_way",
        CheckedIn = "checked_in",
        CheckedOut = "checked_out",
        Completed = "completed",
        Disputed = "disputed",
        Cancelled = "cancelled",
        Refused = "refused",
        NobodyHome = "nobody_home",
        NoShow = "no_show",
    }
);

impl State {
    /// Of visits: the caregivers have been there. A visit that the elder has not confirmed yet was
    /// one too.
    pub const DONE: [Self; 2] = [Self::CheckedOut, Self::Completed];

    /// Whether the booking is one of [`State::DONE`].
    #[must_use]
    pub fn was_done(self) -> bool {
        Self::DONE.contains(&self)
    }

    /// Of visits: somebody waited in vain, at one side of the door or the other.
    pub const MISSED: [Self; 2] = [Self::NobodyHome, Self::NoShow];

    /// Whether the booking is in one of [`State::MISSED`].
    #[must_use]
    pub const fn is_missed(self) -> bool {
        matches!(self, Self::NobodyHome | Self::NoShow)
    }

    /// Staff has to say how it goes on. The database has an index of these, in this order.
    pub const WAITS_FOR_STAFF: [Self; 3] = [Self::Pending, Self::Requested, Self::Disputed];

    /// Whether it has not begun, so that what changes under it is somebody's affair: nobody is there yet.
    #[must_use]
    pub const fn is_ahead(self) -> bool {
        matches!(
            self,
            Self::Pending
                | Self::Confirmed
                | Self::Requested
                | Self::Assigned
                | Self::Accepted
                | Self::OnTheWay
        )
    }

    /// Whether somebody is there, or on the way.
    #[must_use]
    pub const fn is_under_way(self) -> bool {
        matches!(self, Self::OnTheWay | Self::CheckedIn)
    }

    /// Whether the booking still holds its time.
    #[must_use]
    pub const fn holds_time(self) -> bool {
        !matches!(self, Self::Expired | Self::Cancelled | Self::Refused | Self::NobodyHome | Self::NoShow)
    }

    /// Whether the booking lies ahead or is under way.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(
            self,
            Self::Pending
                | Self::Confirmed
                | Self::Requested
                | Self::Assigned
                | Self::Accepted
                | Self::OnTheWay
                | Self::CheckedIn
                | Self::CheckedOut
                | Self::Disputed
        )
    }
}

impl Booking {
    /// A booking as it is made: for somebody and by somebody, its time and when it was made. Nothing is written of
    /// it yet, and nothing holds it. With it is the way to whom it is for; where somebody comes to their home, also
    /// what to mind at the door.
    #[must_use]
    pub fn new(
        id: BookingId,
        (subject, actor): (&Member, MemberId),
        (time, made): (Interval, Instant),
        state: State,
        kind: Kind,
    ) -> Self {
        let contact = match kind {
            Kind::Room { .. } => subject.contact(),
            Kind::CareVisit(_) => subject.contact_for_visit(),
        };
        Self {
            id,
            community_id: subject.community_id,
            subject: subject.id,
            actor,
            household_id: subject.household_id,
            called: subject.greeted().to_owned(),
            contact: Some(contact),
            starts: time.starts,
            ends: time.ends,
            state,
            hold_until: None,
            note: String::new(),
            reason: String::new(),
            made,
            also: false,
            settled: None,
            ver: 1,
            kind,
        }
    }

    /// Use, without buffers.
    #[must_use]
    pub const fn interval(&self) -> Interval {
        Interval { starts: self.starts, ends: self.ends }
    }

    /// The resources that it holds.
    #[must_use]
    pub fn resources(&self) -> &[ResourceId] {
        match &self.kind {
            Kind::Room { resource_id, .. } => std::slice::from_ref(resource_id),
            Kind::CareVisit(visit) => &visit.carers,
        }
    }

    /// Whether it is a visit that did not come about and that no staff has seen to.
    #[must_use]
    pub const fn is_missed(&self) -> bool {
        matches!(self.kind, Kind::CareVisit(_)) && self.state.is_missed() && self.settled.is_none()
    }

    /// The visit, where it is one.
    #[must_use]
    pub const fn visit(&self) -> Option<&CareVisit> {
        match &self.kind {
            Kind::CareVisit(visit) => Some(visit),
            Kind::Room { .. } => None,
        }
    }
}

/// Time of a resource that is taken, buffers included; says nothing of by whom. One per
/// allocation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Busy {
    pub resource_id: ResourceId,
    pub booking_id: BookingId,
    pub starts: Instant,
    pub ends: Instant,
}

as_json!(struct Busy { resource_id, booking_id, starts, ends });

impl Busy {
    /// The stretch of time.
    #[must_use]
    pub const fn interval(&self) -> Interval {
        Interval { starts: self.starts, ends: self.ends }
    }
}
