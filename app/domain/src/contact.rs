//! Phone numbers, and how somebody is reached.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize};

use crate::signs::{figure, is_unseen};
use crate::{as_json, as_text};

/// Who is called, and where they live.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Contact {
    pub name: String,
    pub phone: Option<Phone>,
    pub address: String,
    pub risks: Vec<String>,
}

as_json!(struct Contact { name, phone, address, risks });

/// A phone number in E.164 form: `+` and 8 to 15 digits (ITU-T E.164). Numbers without a country
/// are taken as mainland China's.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "+8613800000001"))]
#[serde(transparent)]
pub struct Phone(String);

as_text!(Phone);

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
