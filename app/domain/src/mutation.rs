//! Mutations: every write there is. Made on a phone or posted by a form, checked there by
//! [`decide`](crate::decide::decide), decided on the server by the same function and the
//! database's constraints.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::care::{Service, Verdict};
use crate::help::{Answerer, Urgency};
use crate::ids::{
    BookingId, DeviceId, ExceptionId, HelpId, HouseholdId, MemberId, MessageId, MutationId, ResourceId,
};
use crate::json::{Json, Map, Unread, Value};
use crate::member::Gender;
use crate::time::Instant;

/// A mutation in its envelope.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Envelope {
    /// Made once on the device, the same at every retry.
    pub mid: MutationId,
    /// 1, 2, 3 … without gaps, per device.
    pub n: u64,
    /// The version of the row that an edit is about; a newer row refuses it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_ver: Option<u64>,
    /// The device's clock when the person did it. No rule reads it: a caregiver's check has the
    /// time among its arguments, and what comes first is the order of `n`.
    pub client_time: Instant,
    /// The build that made it.
    #[serde(default)]
    pub build: String,
    #[serde(flatten)]
    pub mutation: Mutation,
}

as_json!(struct Envelope { mid, n, base_ver, client_time, build: default } flat mutation);

/// What `POST /api/sync/v1/push` takes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Push {
    pub device_id: DeviceId,
    /// The database's epoch, as the last pull told; none before the first.
    #[serde(default)]
    pub epoch: Option<String>,
    /// At most 50, in order of `n`.
    pub mutations: Vec<Envelope>,
}

as_json!(struct Push { device_id, epoch, mutations });

/// The answer to a mutation, kept by the server for retries.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outcome {
    pub mid: MutationId,
    pub n: u64,
    #[serde(flatten)]
    pub result: Settled,
}

as_json!(struct Outcome { mid, n } flat result);

/// Applied or refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Settled {
    Applied,
    Refused { refusal: crate::refusal::Refusal },
}

as_json!(enum Settled by "result" {
    Applied = "applied",
    Refused = "refused" { refusal },
});

// A name is taken as a token: a `literal` reaches the derives wrapped up, and utoipa, which finds no
// name in it, would describe another API than serde reads.
macro_rules! mutations {
    ($($(#[$doc:meta])* $variant:ident($args:ident) = $name:tt;)*) => {
        /// Every write, by name and arguments. A name's number rises when its arguments change
        /// their meaning; the name before it stays in this list for as long as phones may hold
        /// mutations of it, and a name that is not in the list is answered as another build's.
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(tag = "name", content = "args")]
        pub enum Mutation {
            $($(#[$doc])* #[serde(rename = $name)] $variant($args),)*
        }

        as_json!(enum Mutation by "name" in "args" { $($variant = $name),* });

        impl Mutation {
            /// All names, as they travel.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// The name as it travels.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name,)* }
            }

            /// From the fields of a form: `mutation` names it, the others are its arguments. Empty
            /// fields count as absent, unknown ones are passed over, of two alike the first one stands.
            ///
            /// # Errors
            /// When the name is unknown or a field cannot be read; says which.
            pub fn from_form(fields: &[(String, String)]) -> Result<Self, FormError> {
                let mut args = Map::new();
                let mut name = "";
                for (key, value) in fields {
                    let value = value.trim();
                    if key == "mutation" {
                        name = value;
                    } else if !value.is_empty() {
                        args.entry(key).or_insert_with(|| Value::from(value));
                    }
                }
                let args = Value::Object(args);
                match name {
                    $($name => Json::read(&args)
                        .map(Self::$variant)
                        .map_err(|unread: Unread| FormError::Unreadable(unread.0.to_owned())),)*
                    _ => Err(FormError::UnknownName(name.to_owned())),
                }
            }
        }
    };
}

/// Why the fields of a form make no mutation.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FormError {
    #[error("no such action: {0}")]
    UnknownName(String),
    #[error("a field cannot be read: {0}")]
    Unreadable(String),
}

mutations! {
    /// Borrow a room.
    RoomBook(RoomBook) = "room.book@1";
    /// The community says yes or no to a pending booking.
    RoomDecide(RoomDecide) = "room.decide@1";
    /// The keeper has seen the people come.
    RoomCheckIn(BookingRef) = "room.check_in@1";
    /// A day with other hours; `hours` empty closes the day.
    HoursExcept(HoursExcept) = "hours.except@1";
    /// Book a visit at home.
    CareBook(CareBook) = "care.book@1";
    /// The caregiver will come.
    CareAccept(BookingRef) = "care.accept@1";
    /// The caregiver cannot come; another is looked for.
    CareDecline(BookingReason) = "care.decline@1";
    /// Staff says who comes.
    CareAssign(CareAssign) = "care.assign@1";
    /// The caregiver has set out.
    CareSetOut(BookingRef) = "care.set_out@1";
    /// The caregiver is at the home.
    CareCheckIn(CareCheckIn) = "care.check_in@1";
    /// The caregiver leaves.
    CareCheckOut(CareCheckOut) = "care.check_out@1";
    /// The caregiver rang and nobody opened.
    CareNobodyHome(BookingRef) = "care.nobody_home@1";
    /// The elder agrees that the visit was done, or does not.
    CareConfirm(CareConfirm) = "care.confirm@1";
    /// Cancel a booking of any kind.
    BookingCancel(BookingReason) = "booking.cancel@1";
    /// Ask for help.
    HelpAsk(HelpAsk) = "help.ask@1";
    /// Staff has read it and says who answers.
    HelpTriage(HelpTriage) = "help.triage@1";
    /// Somebody takes it: a neighbour one for neighbours, staff any.
    HelpTake(HelpRef) = "help.take@1";
    /// Something to tell the resident, or the resident to staff.
    HelpNote(HelpNote) = "help.note@1";
    /// Done, says who took it.
    HelpResolve(HelpNote) = "help.resolve@1";
    /// The resident's word, or staff's record that nobody could be reached.
    HelpCallBack(HelpCallBack) = "help.call_back@1";
    /// Put away.
    HelpClose(HelpRef) = "help.close@1";
    /// It was not done after all.
    HelpReopen(HelpNote) = "help.reopen@1";
    /// To the subdistrict; the clock of the whole case goes on.
    HelpEscalate(HelpNote) = "help.escalate@1";
    /// The resident needs no help any more.
    HelpWithdraw(HelpRef) = "help.withdraw@1";
    /// An account for somebody who has no phone, kept by staff.
    MemberRegister(MemberRegister) = "member.register@1";
    /// A message was read.
    MessageRead(MessageRef) = "message.read@1";
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
}

as_json!(struct RoomBook { booking_id, resource_id, starts, ends, people, note: default, subject });

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
}

as_json!(struct BookingRef { booking_id });

/// Arguments that name a booking and say why.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BookingReason {
    pub booking_id: BookingId,
    #[serde(default)]
    pub reason: String,
}

as_json!(struct BookingReason { booking_id, reason: default });

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
}

as_json!(struct CareBook { booking_id, service, starts, note: default, subject });

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
}

as_json!(struct HelpAsk { help_id, what: default, place: default, wanted, answerer, urgency, subject });

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
    pub word: crate::help::Word,
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
    pub community_id: crate::ids::PlaceId,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub phone: Option<crate::member::Phone>,
    pub gender: Gender,
    pub birth_year: i16,
    #[serde(default)]
    pub address: String,
}

as_json!(struct MemberRegister {
    member_id, household_id, community_id, name: default, phone, gender, birth_year, address: default,
});

/// Arguments that name a message.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MessageRef {
    pub message_id: MessageId,
}

as_json!(struct MessageRef { message_id });
