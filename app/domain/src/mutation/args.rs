//! What mutations say: their arguments, by name.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::care::{Service, Verdict};
use crate::contact::Phone;
use crate::help::{Answerer, Urgency, Word};
use crate::ids::{BookingId, ExceptionId, HelpId, HouseholdId, MemberId, MessageId, PlaceId, ResourceId};
use crate::member::Gender;
use crate::time::Instant;

/// Whether a field says no more than that it is not there: written out, it would tell a mutation that was
/// decided before this field from itself.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
const fn is_false(it: &bool) -> bool {
    !*it
}

/// Arguments of `room.book@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoomBook {
    pub booking_id: BookingId,
    pub resource_id: ResourceId,
    pub starts: Instant,
    pub ends: Instant,
    /// How many come; 1 when absent.
    #[serde(default)]
    pub people: Option<u16>,
    /// What for.
    #[serde(default)]
    pub note: String,
    /// For whom, when not for oneself.
    #[serde(default)]
    pub subject: Option<MemberId>,
    /// It may stand beside what else there is of the person at that time. Without it a visit is refused
    /// within another one and within a use of a room of theirs, and such a use around a visit.
    #[serde(default, skip_serializing_if = "is_false")]
    pub also: bool,
}

as_json!(struct RoomBook {
    booking_id, resource_id, starts, ends, people, note: default, subject, also: default,
});

/// Arguments of `room.decide@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoomDecide {
    pub booking_id: BookingId,
    pub approve: bool,
    /// Needed for a no.
    #[serde(default)]
    pub reason: String,
}

as_json!(struct RoomDecide { booking_id, approve, reason: default });

/// Arguments that name a booking.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingRef {
    pub booking_id: BookingId,
    /// When it was, as the phone knows it; none when that is not said, and then it is now. Never later than
    /// it was heard of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
}

as_json!(struct BookingRef { booking_id, at });

/// Arguments that name a booking and say why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingReason {
    pub booking_id: BookingId,
    #[serde(default)]
    pub reason: String,
    /// When it was, as the phone knows it; none when that is not said, and then it is now. Never later than
    /// it was heard of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
}

as_json!(struct BookingReason { booking_id, reason: default, at });

/// Arguments of `hours.except@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HoursExcept {
    pub exception_id: ExceptionId,
    pub resource_id: ResourceId,
    #[cfg_attr(feature = "openapi", schema(value_type = String, format = Date))]
    pub day: Date,
    /// Wall clock minutes after midnight; both absent closes the day.
    #[serde(default)]
    pub from: Option<u16>,
    #[serde(default)]
    pub until: Option<u16>,
    /// Shown to people.
    #[serde(default)]
    pub note: String,
}

as_json!(struct HoursExcept { exception_id, resource_id, day, from, until, note: default });

/// Arguments of `care.book@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareBook {
    pub booking_id: BookingId,
    pub service: Service,
    pub starts: Instant,
    #[serde(default)]
    pub note: String,
    /// For whom, when not for oneself.
    #[serde(default)]
    pub subject: Option<MemberId>,
    /// It may stand beside what else there is of the person at that time. Without it a visit is refused
    /// within another one and within a use of a room of theirs, and such a use around a visit.
    #[serde(default, skip_serializing_if = "is_false")]
    pub also: bool,
}

as_json!(struct CareBook { booking_id, service, starts, note: default, subject, also: default });

/// Arguments of `care.assign@1`: everybody who comes, whoever came before.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareAssign {
    pub booking_id: BookingId,
    pub carer: ResourceId,
    /// The other one, where the service needs two.
    #[serde(default)]
    pub second: Option<ResourceId>,
    /// Needed when somebody is replaced.
    #[serde(default)]
    pub reason: String,
}

as_json!(struct CareAssign { booking_id, carer, second, reason: default });

impl CareAssign {
    /// The caregivers chosen, as many as the service needs at most.
    #[must_use]
    pub fn chosen(&self, service: Service) -> Vec<ResourceId> {
        let second = self.second.filter(|it| *it != self.carer);
        core::iter::once(self.carer).chain(second).take(service.carers()).collect()
    }
}

/// Arguments of `care.check_in@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareCheckIn {
    pub booking_id: BookingId,
    /// When it was, as the phone knows it, without a network too; the server keeps the time of receipt
    /// beside it, and nothing later than that.
    pub at: Instant,
    /// Metres from the home, measured by the phone; absent without location. A distance, so that
    /// nobody's position travels.
    #[serde(default)]
    pub metres: Option<u32>,
}

as_json!(struct CareCheckIn { booking_id, at, metres });

/// Arguments of `care.check_out@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareCheckOut {
    pub booking_id: BookingId,
    pub at: Instant,
    #[serde(default)]
    pub metres: Option<u32>,
    /// What was done, for the elder and the family.
    #[serde(default)]
    pub report: String,
}

as_json!(struct CareCheckOut { booking_id, at, metres, report: default });

/// Arguments of `care.confirm@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CareConfirm {
    pub booking_id: BookingId,
    pub verdict: Verdict,
    /// Needed for a dispute.
    #[serde(default)]
    pub reason: String,
}

as_json!(struct CareConfirm { booking_id, verdict, reason: default });

/// Arguments of `help.ask@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpAsk {
    pub help_id: HelpId,
    /// What is the matter.
    #[serde(default)]
    pub what: String,
    /// Where; the home when empty.
    #[serde(default)]
    pub place: String,
    /// When help is wanted; as soon as can be when absent.
    #[serde(default)]
    pub wanted: Option<Instant>,
    pub answerer: Answerer,
    pub urgency: Urgency,
    /// For whom, when not for oneself.
    #[serde(default)]
    pub subject: Option<MemberId>,
    /// When it was, as the phone knows it; none when that is not said, and then it is now. Never later than
    /// it was heard of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
}

as_json!(struct HelpAsk {
    help_id, what: default, place: default, wanted, answerer, urgency, subject, at,
});

/// Arguments of `help.triage@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpTriage {
    pub help_id: HelpId,
    pub answerer: Answerer,
    /// Whose matter it is; needed when it is handed over to somebody else.
    #[serde(default)]
    pub owner: String,
}

as_json!(struct HelpTriage { help_id, answerer, owner: default });

/// Arguments that name a request.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpRef {
    pub help_id: HelpId,
}

as_json!(struct HelpRef { help_id });

/// Arguments that name a request and say something.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpNote {
    pub help_id: HelpId,
    #[serde(default)]
    pub note: String,
}

as_json!(struct HelpNote { help_id, note: default });

/// Arguments of `help.call_back@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HelpCallBack {
    pub help_id: HelpId,
    pub word: Word,
    #[serde(default)]
    pub note: String,
}

as_json!(struct HelpCallBack { help_id, word, note: default });

/// Arguments of `member.register@1`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberRegister {
    pub member_id: MemberId,
    pub household_id: HouseholdId,
    pub community_id: PlaceId,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub phone: Option<Phone>,
    pub gender: Gender,
    pub birth_year: i16,
    #[serde(default)]
    pub address: String,
}

as_json!(struct MemberRegister {
    member_id, household_id, community_id, name: default, phone, gender, birth_year, address: default,
});

/// Arguments of `member.renumber@1`: a person signs in with another number from now on, or with none.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberRenumber {
    pub member_id: MemberId,
    /// The new number; needed unless the old one is taken away.
    #[serde(default)]
    pub phone: Option<Phone>,
    /// They have no number any more, whatever `phone` says.
    #[serde(default)]
    pub remove: bool,
    /// Why; needed, and told to the person.
    #[serde(default)]
    pub reason: String,
}

as_json!(struct MemberRenumber { member_id, phone, remove: default, reason: default });

/// Arguments that name a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageRef {
    pub message_id: MessageId,
}

as_json!(struct MessageRef { message_id });
