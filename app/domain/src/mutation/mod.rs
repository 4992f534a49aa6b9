//! Mutations: every write there is. Made on a phone or posted by a form, checked there by
//! [`decide`](crate::decide::decide), decided on the server by the same function and the
//! database's constraints.

mod args;

use serde::{Deserialize, Serialize};

use crate::ids::{DeviceId, MutationId};
use crate::json::{self, Json, Map, Unread, Value};
use crate::time::Instant;
use crate::{as_json, read_by_json};

pub use args::{
    BookingReason, BookingRef, CareAssign, CareBook, CareCheckIn, CareCheckOut, CareConfirm, HelpAsk,
    HelpCallBack, HelpNote, HelpRef, HelpTriage, HoursExcept, MemberRegister, MemberRenumber, MessageRef,
    RoomBook, RoomDecide,
};

/// A mutation in its envelope.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Envelope {
    /// Made once on the device, the same at every retry.
    pub mid: MutationId,
    /// 1, 2, 3 … without gaps, per device.
    pub n: u64,
    /// The version of the row that an edit is about; a newer row refuses it. Absent or `null` where there
    /// is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_ver: Option<u64>,
    /// The device's clock when the person did it. No rule reads it: what states a fact has the time
    /// among its arguments, and what comes first is the order of `n`.
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
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Outcome {
    pub mid: MutationId,
    pub n: u64,
    #[serde(flatten)]
    pub result: Settled,
}

as_json!(struct Outcome { mid, n } flat result);
read_by_json!(Outcome);

/// Applied or refused.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "result", rename_all = "snake_case")]
pub enum Settled {
    Applied,
    Refused { refusal: crate::refusal::Refusal },
}

impl Json for Settled {
    fn read(json: &Value) -> Result<Self, Unread> {
        let fields = json::fields(json)?;
        match json::tag(fields, "result")? {
            "refused" => Ok(Self::Refused { refusal: json::field(fields, "refusal")? }),
            // Or decided in a way that this build has no name for: then the rows tell what became of it, and it is
            // not to be sent again.
            _ => Ok(Self::Applied),
        }
    }

    fn write(&self) -> Value {
        let mut fields = Map::new();
        let result = match self {
            Self::Applied => "applied",
            Self::Refused { refusal } => {
                json::put(&mut fields, "refusal", refusal.write());
                "refused"
            }
        };
        json::put(&mut fields, "result", Value::from(result));
        Value::Object(fields)
    }
}

read_by_json!(Settled);

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

            /// The same without the time at which it was: a plain form has the one at which it was received,
            /// which is another one when it is sent again.
            #[must_use]
            pub fn without_time(&self) -> Self {
                let mut it = self.clone();
                match &mut it {
                    Self::CareCheckIn(args) => args.at = Instant::from_millis(0),
                    Self::CareCheckOut(args) => args.at = Instant::from_millis(0),
                    Self::RoomCheckIn(args)
                    | Self::CareAccept(args)
                    | Self::CareSetOut(args)
                    | Self::CareNobodyHome(args) => args.at = None,
                    Self::BookingCancel(args) | Self::CareDecline(args) | Self::CareSettle(args) => {
                        args.at = None;
                    }
                    Self::HelpAsk(args) => args.at = None,
                    Self::RoomBook(_)
                    | Self::RoomDecide(_)
                    | Self::HoursExcept(_)
                    | Self::CareBook(_)
                    | Self::CareAssign(_)
                    | Self::CareConfirm(_)
                    | Self::HelpTriage(_)
                    | Self::HelpTake(_)
                    | Self::HelpNote(_)
                    | Self::HelpResolve(_)
                    | Self::HelpCallBack(_)
                    | Self::HelpClose(_)
                    | Self::HelpReopen(_)
                    | Self::HelpEscalate(_)
                    | Self::HelpWithdraw(_)
                    | Self::HelpGiveBack(_)
                    | Self::MemberRegister(_)
                    | Self::MemberRenumber(_)
                    | Self::MessageRead(_) => {}
                }
                it
            }

            /// From the fields of a form: `mutation` names it, the others are its arguments. Empty
            /// fields count as absent, unknown ones are passed over, of two alike the first filled one stands.
            ///
            /// # Errors
            /// When the name is unknown or a field cannot be read; says which.
            pub fn from_form(fields: &[(String, String)]) -> Result<Self, FormError> {
                let name = fields.iter().find(|(key, _)| key == "mutation").map_or("", |(_, value)| value.trim());
                let mut args = Map::new();
                for (key, value) in fields.iter().map(|(key, value)| (key, value.trim())) {
                    if !value.is_empty() {
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
    /// Staff has seen to a visit that was missed, and says what was done.
    CareSettle(BookingReason) = "care.settle@1";
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
    /// Who took it cannot do it and says why; others may take it again.
    HelpGiveBack(HelpNote) = "help.give_back@1";
    /// The resident needs no help any more.
    HelpWithdraw(HelpRef) = "help.withdraw@1";
    /// An account for somebody who has no phone, kept by staff.
    MemberRegister(MemberRegister) = "member.register@1";
    /// Somebody's phone number is another, or nobody's any more; all their sessions end.
    MemberRenumber(MemberRenumber) = "member.renumber@1";
    /// A message was read.
    MessageRead(MessageRef) = "message.read@1";
}
