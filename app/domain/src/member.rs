//! People: accounts, roles, grants.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::contact::{Contact, Phone};
use crate::ids::{GrantId, HouseholdId, MemberId, PlaceId, ResourceId};
use crate::place::PlaceKind;
use crate::time::Instant;

/// What a person may be in a place. Granted at a node of the place tree; covers what lies below.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// 居民: lives in the community.
    Resident,
    /// 护理员
    Caregiver,
    /// 活动室管理员
    Keeper,
    /// 社区工作者
    Clerk,
    /// 街道
    Supervisor,
    /// 区
    Officer,
    /// Sets up places, people and rules.
    Administrator,
}

as_json!(
    enum Role {
        Resident = "resident",
        Caregiver = "caregiver",
        Keeper = "keeper",
        Clerk = "clerk",
        Supervisor = "supervisor",
        Officer = "officer",
        Administrator = "administrator",
    }
);

impl Role {
    /// Every role, in the order of the house.
    pub const ALL: [Self; 7] = [
        Self::Resident,
        Self::Caregiver,
        Self::Keeper,
        Self::Clerk,
        Self::Supervisor,
        Self::Officer,
        Self::Administrator,
    ];
}

impl Role {
    /// The level of the tree at which the role is held; `None` at any.
    #[must_use]
    pub const fn level(self) -> Option<PlaceKind> {
        match self {
            Self::Resident | Self::Caregiver | Self::Keeper | Self::Clerk => Some(PlaceKind::Community),
            Self::Supervisor => Some(PlaceKind::Subdistrict),
            Self::Officer => Some(PlaceKind::District),
            Self::Administrator => None,
        }
    }
}

/// A role at a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoleGrant {
    pub role: Role,
    pub place_id: PlaceId,
}

as_json!(struct RoleGrant { role, place_id });

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    Female,
    Male,
}

as_json!(
    enum Gender {
        Female = "female",
        Male = "male",
    }
);

/// A person as their own phone, their family's and staff's know them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    pub id: MemberId,
    pub community_id: PlaceId,
    pub household_id: HouseholdId,
    pub name: String,
    /// How linli greets them, such as 王奶奶; their name when empty.
    pub called: String,
    pub phone: Option<Phone>,
    pub gender: Gender,
    pub birth_year: i16,
    pub roles: Vec<RoleGrant>,
    /// Where they live, as one would write it on an envelope.
    pub address: String,
    /// What a caregiver must know at the door: risks, allergies, where the key is.
    pub risks: Vec<String>,
    /// Whom they let in, when they said so.
    pub carer_gender: Option<Gender>,
    /// Caregivers who shall not be sent to them.
    pub blocked_carers: Vec<ResourceId>,
}

as_json!(struct Member {
    id, community_id, household_id, name, called, phone, gender, birth_year, roles, address, risks,
    carer_gender, blocked_carers,
});

/// A person as a look-up shows them: enough to ask whether it is they, and not who they are, for
/// whoever tries numbers.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Glimpse {
    pub id: MemberId,
    /// Such as 王**.
    pub name: String,
    /// Such as 138 **** 0001.
    pub phone: String,
    pub birth_year: i16,
}

as_json!(struct Glimpse { id, name, phone, birth_year });

impl Member {
    /// How linli greets them.
    #[must_use]
    pub fn greeted(&self) -> &str {
        if self.called.is_empty() { &self.name } else { &self.called }
    }

    /// Whether they hold the role anywhere.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.roles.iter().any(|grant| grant.role == role)
    }

    /// The way to them, for whoever may have it; without what only a caregiver must mind.
    #[must_use]
    pub fn contact(&self) -> Contact {
        Contact {
            name: self.name.clone(),
            phone: self.phone.clone(),
            address: self.address.clone(),
            risks: Vec::new(),
        }
    }

    /// The way to them for a visit at home, with what to mind at the door.
    #[must_use]
    pub fn contact_for_visit(&self) -> Contact {
        Contact { risks: self.risks.clone(), ..self.contact() }
    }

    /// What a look-up shows.
    #[must_use]
    pub fn glimpse(&self) -> Glimpse {
        Glimpse {
            id: self.id,
            name: masked_name(&self.name),
            phone: self.phone.as_ref().map(Phone::masked).unwrap_or_default(),
            birth_year: self.birth_year,
        }
    }
}

/// The first letter or character as a whole, with the marks that belong to it, and no more stars than tell a
/// name from an initial.
fn masked_name(name: &str) -> String {
    // Accents and vowels of decomposed letters, and the marks that choose how a sign is drawn.
    let is_mark = |it: &char| {
        matches!(it, '\u{300}'..='\u{36F}' | '\u{200C}'..='\u{200D}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
            | '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}' | '\u{E0100}'..='\u{E01EF}')
    };
    let stars = name.chars().filter(|it| !is_mark(it)).count().saturating_sub(1).clamp(1, 2);
    let marks = name.chars().skip(1).take_while(is_mark);
    name.chars().take(1).chain(marks).chain(core::iter::repeat_n('*', stars)).collect()
}

#[test]
fn b24_a_mask_cuts_nothing_within_a_sign() {
    let masks = [
        ("买买提·艾山", "买**"),
        ("𠮷田㛃", "𠮷**"),
        ("欧阳娜娜", "欧**"),
        ("\u{E863}明", "\u{E863}*"),
        ("葛\u{E0100}城", "葛\u{E0100}*"),
        ("E\u{301}ric", "E\u{301}**"),
    ];
    for (name, wanted) in masks {
        assert_eq!(masked_name(name), wanted);
    }
}

/// An elder's permission to somebody who acts for them.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grant {
    pub id: GrantId,
    /// The elder.
    pub from: MemberId,
    /// Who may act for the elder.
    pub to: MemberId,
    pub expires: Option<Instant>,
    pub revoked: bool,
}

as_json!(struct Grant { id, from, to, expires, revoked });

impl Grant {
    /// Whether it holds at this instant.
    #[must_use]
    pub fn holds(&self, now: Instant) -> bool {
        !self.revoked && self.expires.is_none_or(|end| now < end)
    }
}
