//! Refusals: named reasons why a request was not accepted. A refusal is an answer, not an error; each has its words,
//! with what to do next, in the interface's strings. Each system lists its own.

mod common;
mod counted;

pub use common::{CommonRefusal, Field, Thing};
pub use counted::{Counted, There};

use serde::{Deserialize, Serialize};

use crate::ids::ResourceId;
use crate::json::{self, Json, Unread, Value};
use crate::systems::systems;
use crate::time::Instant;
use crate::{as_json, read_by_json};

// A code is taken as a token, as in `mutations!`.
/// The refusals of a system: a line each with what it is, what it tells, its code, who may say it, and the form field
/// that it is about where that is always the same one. A `phone` says by itself what follows from the rows that it has;
/// what depends on others, or on how something stands by now, is for the `server` to say. Where it tells of a `field`, it
/// is about that one; where it tells of `alternatives`, other times stand there.
macro_rules! refusals {
    ($(#[$about:meta])* $name:ident { $(
        $(#[$doc:meta])* $variant:ident $({ $($(#[$of:meta])* $field:ident: $kind:ty),* $(,)? })? = $code:tt, $who:ident $(, $at:ident)?;
    )* }) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(tag = "code")]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $code)] $variant $({ $($(#[$of])* $field: $kind,)* })?,)*
        }

        $crate::as_json!(enum $name by "code" { $($variant = $code $({ $($field),* })?),* });

        impl $name {
            /// All codes, as they travel.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// The code as it travels.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $code,)* }
            }

            /// Whether a phone may say it by itself.
            pub(crate) const fn holds_on_a_phone(&self) -> bool {
                match self { $(Self::$variant { .. } => $crate::refusal::refusals!(@said_by $who),)* }
            }

            /// The form field that it is about.
            #[allow(unused_variables, reason = "of what it tells, one at most is the field")]
            pub(crate) const fn field(&self) -> Option<$crate::refusal::Field> {
                match self { $(Self::$variant { $($($field,)*)? } => {
                    $crate::refusal::refusals!(@field [$($at)?] $($(($field $field))*)?)
                })* }
            }

            /// Where other times stand, in a refusal that has a place for them.
            #[allow(unused_variables, reason = "of what it tells, one at most are other times")]
            pub(crate) const fn alternatives(&mut self) -> Option<&mut Vec<$crate::refusal::Offer>> {
                match self { $(Self::$variant { $($($field,)*)? } => {
                    $crate::refusal::refusals!(@offers $($(($field $field))*)?)
                })* }
            }
        }
    };

    // A name is given twice: once to be known, once as what was told under it.
    (@field [$at:ident] $($told:tt)*) => { Some($crate::refusal::Field::$at) };
    (@field [] (field $it:ident) $($more:tt)*) => { Some(*$it) };
    (@field [] ($name:ident $it:ident) $($more:tt)*) => { $crate::refusal::refusals!(@field [] $($more)*) };
    (@field []) => { None };

    (@offers (alternatives $it:ident) $($more:tt)*) => { Some($it) };
    (@offers ($name:ident $it:ident) $($more:tt)*) => { $crate::refusal::refusals!(@offers $($more)*) };
    (@offers) => { None };

    (@said_by phone) => { true };
    (@said_by server) => { false };
}

pub(crate) use refusals;

// The refusals of all systems. They travel as one list, whatever system they are of: so does the API describe them.
macro_rules! reasons {
    ($($system:ident = $module:ident: $writes:ident [$($refusal:ident)?] $news:tt $limits:tt;)*) => {
        $($(pub use crate::systems::$module::$refusal;)?)*

        /// Why not. In JSON `{"code": "taken", …}`.
        #[derive(Clone, PartialEq, Eq, Debug, Serialize, thiserror::Error)]
        #[serde(untagged)]
        #[error("{}", self.code())]
        pub enum Refusal {
            /// Whatever the system.
            Common(CommonRefusal),
            $($($system($refusal),)?)*
            /// One of a newer build, as it came, with a code of its own: that build reads it where this one has kept it.
            Other(Value),
        }

        impl Json for Refusal {
            fn read(json: &Value) -> Result<Self, Unread> {
                json::fields(json)?;
                if let Ok(it) = Json::read(json) {
                    return Ok(Self::Common(it));
                }
                $($(if let Ok(it) = <$refusal as Json>::read(json) {
                    return Ok(Self::$system(it));
                })?)*
                Ok(Self::Other(json.clone()))
            }

            fn write(&self) -> Value {
                match self {
                    Self::Common(it) => it.write(),
                    $($(Self::$system(it) => <$refusal as Json>::write(it),)?)*
                    Self::Other(json) => json.clone(),
                }
            }
        }

        impl From<CommonRefusal> for Refusal {
            fn from(it: CommonRefusal) -> Self {
                Self::Common(it)
            }
        }

        $($(impl From<$refusal> for Refusal {
            fn from(it: $refusal) -> Self {
                Self::$system(it)
            }
        })?)*

        impl Refusal {
            /// All codes, as they travel.
            pub fn codes() -> impl Iterator<Item = &'static str> {
                [CommonRefusal::CODES, $($($refusal::CODES,)?)*].into_iter().flatten().copied()
            }

            /// The code as it travels.
            #[must_use]
            pub const fn code(&self) -> &'static str {
                match self {
                    Self::Common(it) => it.code(),
                    $($(Self::$system(it) => <$refusal>::code(it),)?)*
                    Self::Other(_) => "other",
                }
            }

            /// Whether a phone may say it by itself. What depends on rows that a phone does not have, or on how
            /// something stands by now, is for the server to say.
            #[must_use]
            pub const fn holds_on_a_phone(&self) -> bool {
                match self {
                    Self::Common(it) => it.holds_on_a_phone(),
                    $($(Self::$system(it) => <$refusal>::holds_on_a_phone(it),)?)*
                    Self::Other(_) => false,
                }
            }

            /// The form field that it is about, where there is one.
            #[must_use]
            pub fn field(&self) -> Option<Field> {
                match self {
                    Self::Common(it) => it.field(),
                    $($(Self::$system(it) => <$refusal>::field(it),)?)*
                    Self::Other(_) => None,
                }
            }

            /// The other times that it names.
            #[must_use]
            pub fn offers(&self) -> Vec<Offer> {
                self.clone().alternatives().cloned().unwrap_or_default()
            }

            /// Where other times stand, in a refusal that has a place for them.
            pub fn alternatives(&mut self) -> Option<&mut Vec<Offer>> {
                match self {
                    Self::Common(it) => it.alternatives(),
                    $($(Self::$system(it) => <$refusal>::alternatives(it),)?)*
                    Self::Other(_) => None,
                }
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for Refusal {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                crate::schema::one_list("Why not. In JSON `{\"code\": \"taken\", …}`.", [
                    <CommonRefusal as utoipa::PartialSchema>::schema(),
                    $($(<$refusal as utoipa::PartialSchema>::schema(),)?)*
                ])
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for Refusal {
            fn schemas(all: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
                <CommonRefusal as utoipa::ToSchema>::schemas(all);
                $($(<$refusal as utoipa::ToSchema>::schemas(all);)?)*
            }
        }
    };
}

systems!(reasons);

read_by_json!(Refusal);

/// A free time that would do instead.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Offer {
    /// The room; none where the server picks the caregiver.
    pub resource_id: Option<ResourceId>,
    pub starts: Instant,
    pub ends: Instant,
}

as_json!(struct Offer { resource_id, starts, ends });

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Refusal;

    /// The code alone tells whose a refusal is.
    #[test]
    fn no_code_is_of_two_systems() {
        let codes: Vec<_> = Refusal::codes().collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "{codes:?}");
        assert!(!codes.contains(&"other"), "what cannot be read is called so");
    }
}
