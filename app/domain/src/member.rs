//! People: accounts, roles, phone numbers, grants.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::ids::{GrantId, HouseholdId, MemberId, PlaceId, ResourceId};
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

/// A role at a place.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoleGrant {
    pub role: Role,
    pub place_id: PlaceId,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    Female,
    Male,
}

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

impl Grant {
    /// Whether it holds at this instant.
    #[must_use]
    pub fn holds(&self, now: Instant) -> bool {
        !self.revoked && self.expires.is_none_or(|end| now < end)
    }
}

/// A phone number in E.164 form: `+` and 8 to 15 digits (ITU-T E.164). Numbers without a country
/// are taken as mainland China's.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "+8613800000001"))]
#[serde(transparent)]
pub struct Phone(String);

/// Why a text is no phone number.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PhoneError {
    #[error("a phone number has only digits, spaces, hyphens and one leading +")]
    Letters,
    #[error("a mobile number has 11 digits and starts with 1; other numbers need + and the country")]
    Length,
}

impl Phone {
    /// The number with `+` and country.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As people write it at home: 138 0000 0001; others as they are.
    #[must_use]
    pub fn spoken(&self) -> String {
        match self.0.strip_prefix("+86").map(|d| (d.get(..3), d.get(3..7), d.get(7..11), d.len())) {
            Some((Some(a), Some(b), Some(c), 11)) => format!("{a} {b} {c}"),
            _ => self.0.clone(),
        }
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Phone {
    type Err = PhoneError;

    fn from_str(text: &str) -> Result<Self, PhoneError> {
        let mut digits = String::with_capacity(16);
        let mut country = false;
        for letter in text.trim().chars() {
            match letter {
                '+' | '＋' if digits.is_empty() && !country => country = true,
                ' ' | '-' | '(' | ')' | '\u{a0}' | '\u{3000}' | '\u{2010}'..='\u{2015}' => {}
                '0'..='9' => digits.push(letter),
                // Chinese keyboards can be in full-width mode.
                '０'..='９' => {
                    digits.extend(char::from_u32(u32::from(letter) - u32::from('０') + u32::from('0')));
                }
                _ => return Err(PhoneError::Letters),
            }
        }
        if let (false, Some(rest)) = (country, digits.strip_prefix("00")) {
            digits = rest.to_owned();
            country = true;
        }
        let national = if country {
            digits.strip_prefix("86")
        } else {
            Some(digits.strip_prefix("86").filter(|d| d.len() == 11).unwrap_or(&digits))
        };
        match national {
            Some(number) if number.len() == 11 && number.starts_with('1') => Ok(Self(format!("+86{number}"))),
            None if (8..=15).contains(&digits.len()) && !digits.starts_with('0') => {
                Ok(Self(format!("+{digits}")))
            }
            _ => Err(PhoneError::Length),
        }
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}
