//! People: accounts, roles, phone numbers, grants.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::as_json;
use crate::booking::Contact;
use crate::ids::{GrantId, HouseholdId, MemberId, PlaceId, ResourceId};
use crate::place::PlaceKind;
use crate::signs::{figure, is_unseen};
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
    #[error(
        "a mobile number has 11 digits and starts with 1, a landline starts with 0 and the area; \
         other numbers need + and the country"
    )]
    Length,
}

impl Phone {
    /// The number with `+` and country.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digits as mainland China dials them: without +86, a landline with the 0 before its area. Those of
    /// another country with 00 before its code, so that none of them looks like a number at home.
    #[must_use]
    pub fn national(&self) -> String {
        match self.0.strip_prefix("+86") {
            Some(mobile) if is_mobile(mobile) => mobile.to_owned(),
            Some(landline) => format!("0{landline}"),
            None => format!("00{}", self.0.trim_start_matches('+')),
        }
    }

    /// As people write it at home: 138 0000 0001, 0514 87361234; foreign ones as they are.
    #[must_use]
    pub fn spoken(&self) -> String {
        let Some(national) = self.0.strip_prefix("+86") else { return self.0.clone() };
        if is_mobile(national)
            && let (Some(a), Some(b), Some(c)) = (national.get(..3), national.get(3..7), national.get(7..))
        {
            return format!("{a} {b} {c}");
        }
        // Beijing is 10, the other largest cities 2x; all other areas have three digits.
        let area = if national.starts_with("10") || national.starts_with('2') { 2 } else { 3 };
        match national.split_at_checked(area) {
            Some((area, number)) => format!("0{area} {number}"),
            None => self.0.clone(),
        }
    }
}

impl Phone {
    /// The number with its middle hidden: of eleven digits and more the first three and the last
    /// four are kept, of fewer the last two.
    #[must_use]
    pub fn masked(&self) -> String {
        let spoken = self.spoken();
        let digits = spoken.chars().filter(char::is_ascii_digit).count();
        let (first, last) = if digits >= 11 { (3, 4) } else { (0, 2) };
        let mut place = 0;
        spoken
            .chars()
            .map(|sign| {
                if !sign.is_ascii_digit() {
                    return sign;
                }
                place += 1;
                if place <= first || place > digits - last { sign } else { '*' }
            })
            .collect()
    }
}

fn is_mobile(national: &str) -> bool {
    national.len() == 11 && national.starts_with('1')
}

/// A landline of mainland China with its area and without the 0 before it: two digits of area in
/// Beijing (10) and the other largest cities (2x), three elsewhere (3x … 9x), then 7 or 8 more.
fn is_landline(national: &str) -> bool {
    (9..=11).contains(&national.len())
        && match national.as_bytes() {
            [b'1', b'0', rest @ ..] | [b'2', rest @ ..] if national.len() < 11 => !rest.is_empty(),
            [b'3'..=b'9', ..] => national.len() > 9,
            _ => false,
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
                ' ' | '\t' | '-' | '(' | ')' | '－' | '（' | '）' | '\u{a0}' | '\u{3000}' => {}
                '\u{2010}'..='\u{2015}' => {}
                unseen if is_unseen(unseen) => {}
                other => digits.push(figure(other).ok_or(PhoneError::Letters)?),
            }
        }
        if let (false, Some(rest)) = (country, digits.strip_prefix("00")) {
            digits = rest.to_owned();
            country = true;
        }
        // China's 86 is also written without + or 00; no number at home is as long with it.
        let chinese = match digits.strip_prefix("86") {
            Some(rest) if country || rest.len() >= 11 => Some(rest),
            _ if country => None,
            _ => Some(digits.as_str()),
        };
        let Some(national) = chinese else {
            return if (8..=15).contains(&digits.len()) && !digits.starts_with('0') {
                Ok(Self(format!("+{digits}")))
            } else {
                Err(PhoneError::Length)
            };
        };
        // The 0 before the area is dialled at home only; some still dial it before a mobile.
        let (trunk, number) = match national.strip_prefix('0') {
            Some(rest) => (true, rest),
            None => (digits.len() > national.len(), national),
        };
        if is_mobile(number) || (trunk && is_landline(number)) {
            Ok(Self(format!("+86{number}")))
        } else {
            Err(PhoneError::Length)
        }
    }
}

impl<'de> Deserialize<'de> for Phone {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from)?.parse().map_err(serde::de::Error::custom)
    }
}
