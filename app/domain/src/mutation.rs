//! Mutations: every write there is. Made on a phone or posted by a form, checked there by
//! [`decide`](crate::decide::decide), decided on the server by the same function and the
//! database's constraints. What there is of each system stands in its folder.

use serde::{Deserialize, Serialize};

use crate::availability::Calendar;
use crate::decide::Work;
use crate::ids::{DeviceId, MutationId};
use crate::json::{self, Json, Map, Unread, Value};
use crate::refusal::Refusal;
use crate::systems::systems;
use crate::time::Instant;
use crate::{as_json, read_by_json};

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
    Refused { refusal: Refusal },
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

/// How a phone keeps a mutation while there is no network.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Keep {
    /// For as long as it takes: it states what has happened, or claims what may be gone by then, and whether
    /// it holds is said once it is sent.
    Queued,
    /// For as long as it takes, and it does no harm however late it comes: it only gives up what somebody has, and
    /// claims no time, which builds for tests look at whenever one is decided.
    TakesAway,
    /// Not at all: it changes who may do what, and what was meant an hour ago may be wrong now. Without a
    /// network it is not done, and the person is told at once.
    Now,
}

/// What `POST /api/sync/v1/now` takes: a mutation that no phone keeps.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Once {
    /// Made by the form, the same at every retry.
    pub mid: MutationId,
    /// As in [`Envelope`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_ver: Option<u64>,
    #[serde(flatten)]
    pub mutation: Mutation,
}

as_json!(struct Once { mid, base_ver } flat mutation);

// A name is taken as a token: a `literal` reaches the derives wrapped up, and utoipa, which finds no
// name in it, would describe another API than serde reads.
/// The mutations of a system: a line each with what it does, its arguments, its name, the function of
/// [`Work`](crate::decide::Work) that decides it, and how a phone [keeps](Keep) it. A name's number rises when its
/// arguments change their meaning; the name before it stays in its list for as long as phones may hold mutations of
/// it, and in a push a name that is in no list is answered as another build's.
macro_rules! mutations {
    ($(#[$about:meta])* $system:ident { $($(#[$doc:meta])* $variant:ident($args:ident) = $name:tt => $decide:ident, $keep:ident;)* }) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(tag = "name", content = "args")]
        pub enum $system {
            $($(#[$doc])* #[serde(rename = $name)] $variant($args),)*
        }

        $crate::as_json!(enum $system by "name" in "args" { $($variant = $name),* });

        impl $system {
            /// All names, as they travel.
            pub const NAMES: &'static [&'static str] = &[$($name),*];

            /// The name as it travels.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant(_) => $name,)* }
            }

            /// How a phone keeps it.
            pub(crate) const fn keep(&self) -> $crate::mutation::Keep {
                match self { $(Self::$variant(_) => $crate::mutation::Keep::$keep,)* }
            }

            /// From arguments that are all texts; none where the name is another system's.
            pub(crate) fn from_args(
                name: &str,
                args: &$crate::json::Value,
            ) -> Option<Result<Self, $crate::json::Unread>> {
                match name {
                    $($name => Some($crate::json::Json::read(args).map(Self::$variant)),)*
                    _ => None,
                }
            }

            pub(crate) fn decide(
                &self,
                work: &mut $crate::decide::Work<'_>,
            ) -> Result<(), $crate::refusal::Refusal> {
                match self { $(Self::$variant(args) => work.$decide(args),)* }
            }
        }
    };
}

pub(crate) use mutations;

/// What is asked of every mutation, whatever it does. No is an answer, and each system has to give one.
pub(crate) trait Acts {
    /// Forgets when it was; see [`Mutation::without_time`].
    fn forget_time(&mut self);

    /// Whether it must not wait: where it cannot be sent, the phone says so aloud.
    fn is_urgent(&self) -> bool;

    /// Whether the answer tells if somebody has a phone number.
    fn asks_for_number(&self) -> bool;

    /// What no rows could grant; see [`Mutation::within_reach`].
    fn within_reach(&self, calendar: Calendar<'_>) -> Result<(), Refusal>;

    /// Whether it claims time; see [`Mutation::claims_time`].
    fn claims_time(&self) -> bool;
}

macro_rules! writes {
    ($($variant:ident = $module:ident: $system:ident $no:tt $news:tt $limits:tt;)*) => {
        $(pub use crate::systems::$module::mutations::*;)*

        /// Every write, by name and arguments, by the system that it is of.
        #[derive(Clone, PartialEq, Eq, Debug, Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(untagged)]
        pub enum Mutation {
            $($variant($system),)*
        }

        impl Json for Mutation {
            fn read(json: &Value) -> Result<Self, Unread> {
                let name = json::tag(json::fields(json)?, "name")?;
                $(if $system::NAMES.contains(&name) {
                    return Json::read(json).map(Self::$variant);
                })*
                Err(Unread("name"))
            }

            fn write(&self) -> Value {
                match self { $(Self::$variant(it) => it.write(),)* }
            }
        }

        $(impl From<$system> for Mutation {
            fn from(it: $system) -> Self {
                Self::$variant(it)
            }
        })*

        impl Mutation {
            /// All names, as they travel.
            pub fn names() -> impl Iterator<Item = &'static str> {
                [$($system::NAMES),*].into_iter().flatten().copied()
            }

            /// The name as it travels.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self { $(Self::$variant(it) => it.name(),)* }
            }

            /// How a phone keeps it until it can be sent.
            #[must_use]
            pub const fn keep(&self) -> Keep {
                match self { $(Self::$variant(it) => it.keep(),)* }
            }

            /// The same without the time at which it was: a plain form has the one at which it was received,
            /// which is another one when it is sent again.
            #[must_use]
            pub fn without_time(&self) -> Self {
                let mut it = self.clone();
                match &mut it { $(Self::$variant(it) => it.forget_time(),)* }
                it
            }

            /// Whether it must not wait: where it cannot be sent, the phone says so aloud.
            #[must_use]
            pub fn is_urgent(&self) -> bool {
                match self { $(Self::$variant(it) => it.is_urgent(),)* }
            }

            /// Whether the answer tells if somebody has a phone number.
            #[must_use]
            pub fn asks_for_number(&self) -> bool {
                match self { $(Self::$variant(it) => it.asks_for_number(),)* }
            }

            /// Why it is refused whatever there is: it asks for a time that is over, too far ahead, off the grid, or
            /// of a length that nobody may have. Looks at its arguments, the clock and the settings of the
            /// community where it would happen; the calendar's rows may be empty. Asked before anything is read: a
            /// wish for a time of another century must cost nobody a look at what is held until then.
            ///
            /// # Errors
            /// That refusal.
            pub fn within_reach(&self, calendar: Calendar<'_>) -> Result<(), Refusal> {
                match self { $(Self::$variant(it) => it.within_reach(calendar),)* }
            }

            /// Whether it claims time, so that another one may be wanted where that is not to be had.
            #[must_use]
            pub fn claims_time(&self) -> bool {
                match self { $(Self::$variant(it) => it.claims_time(),)* }
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
                $(if let Some(read) = $system::from_args(name, &args) {
                    return read.map(Self::$variant).map_err(|Unread(field)| FormError::Unreadable(field.to_owned()));
                })*
                Err(FormError::UnknownName(name.to_owned()))
            }

            /// What the rules say to it, into the work that is given.
            pub(crate) fn decide(&self, work: &mut Work<'_>) -> Result<(), Refusal> {
                match self { $(Self::$variant(it) => it.decide(work),)* }
            }
        }
    };
}

systems!(writes);

read_by_json!(Mutation);

/// Why the fields of a form make no mutation.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FormError {
    #[error("no such action: {0}")]
    UnknownName(String),
    #[error("a field cannot be read: {0}")]
    Unreadable(String),
}
