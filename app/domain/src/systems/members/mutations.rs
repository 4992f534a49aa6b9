//! What is written of accounts.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::availability::Calendar;
use crate::contact::Phone;
use crate::ids::{HouseholdId, MemberId, PlaceId};
use crate::member::Gender;
use crate::mutation::{Acts, mutations};
use crate::refusal::Refusal;

mutations! {
    /// Accounts.
    MemberMutation {
        /// An account for somebody who has no phone, kept by staff.
        Register(MemberRegister) = "member.register@1" => member_register, Queued;
        /// Somebody's phone number is another, or nobody's any more; all their sessions end.
        Renumber(MemberRenumber) = "member.renumber@1" => member_renumber, Now;
    }
}

impl Acts for MemberMutation {
    fn forget_time(&mut self) {
        match self {
            Self::Register(_) | Self::Renumber(_) => {}
        }
    }

    fn asks_for_number(&self) -> bool {
        match self {
            Self::Register(args) => args.phone.is_some(),
            Self::Renumber(args) => args.phone.is_some(),
        }
    }

    fn is_urgent(&self) -> bool {
        false
    }

    fn within_reach(&self, _: Calendar<'_>) -> Result<(), Refusal> {
        Ok(())
    }

    fn claims_time(&self) -> bool {
        false
    }
}

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
