//! Whom a notice concerns.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::member::Member;
use crate::signs::figure;

/// Whom a notice concerns, of those who live in the community.
///
/// Somebody of whom it cannot be told belongs to it: of no year of birth, or behind a door whose building cannot be
/// read. A notice too many is passed over; an emergency that does not come is not. Only the year of a birth is known, so
/// that whoever comes to the age within the year belongs from its first day.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "to", rename_all = "snake_case")]
pub enum Audience {
    All,
    /// From an age on, in years.
    From {
        age: u16,
    },
    /// Who lives in a building, as people write it on an envelope: `3 幢`.
    Building {
        building: String,
    },
}

as_json!(enum Audience by "to" {
    All = "all",
    From = "from" { age },
    Building = "building" { building },
});

/// Years between a birth and now that can be: what lies beyond is no year of birth.
const CAN_BE: std::ops::RangeInclusive<i32> = 0..=130;

impl Audience {
    /// Whether somebody of the community belongs to it, by the year that it is there.
    #[must_use]
    pub fn reaches(&self, person: &Member, year: i16) -> bool {
        match self {
            Self::All => true,
            Self::From { age } => {
                let years = i32::from(year) - i32::from(person.birth_year);
                !CAN_BE.contains(&years) || years >= i32::from(*age)
            }
            Self::Building { building } => match (number_of(building), number_of(&person.address)) {
                (Some(wanted), Some(theirs)) => wanted == theirs,
                // A building with a name: whoever's door does not name it lives elsewhere.
                (None, _) => {
                    person.address.trim().is_empty() || bare(&person.address).contains(&bare(building))
                }
                (Some(_), None) => true,
            },
        }
    }
}

/// What stands behind the number of a building.
const BEHIND: [&str; 4] = ["号楼", "幢", "栋", "座"];

/// What stands before it.
const BEFORE: [&str; 3] = ["building", "block", "bldg"];

/// Without spaces, with figures of one width, in small letters.
fn bare(text: &str) -> String {
    let signs = text.chars().filter(|it| !it.is_whitespace());
    signs.map(|it| figure(it).unwrap_or(it)).flat_map(char::to_lowercase).collect()
}

/// The number or the letter of a building in an address, or a bare number; none where it is written in another way.
fn number_of(address: &str) -> Option<String> {
    let text = bare(address);
    let is_part = |it: &char| it.is_ascii_alphanumeric();
    let behind = BEHIND.iter().find_map(|word| {
        let (before, _) = text.split_once(word)?;
        let number: Vec<_> = before.chars().rev().take_while(is_part).collect();
        Some(number.into_iter().rev().collect::<String>())
    });
    let before = || {
        BEFORE.iter().find_map(|word| {
            let (_, after) = text.split_once(word)?;
            let after = after.trim_start_matches(['.', '#']);
            Some(after.chars().take_while(is_part).collect::<String>())
        })
    };
    let whole = || text.chars().all(|it| it.is_ascii_digit()).then(|| text.clone());
    let number = behind.or_else(before).or_else(whole)?;
    let number = number.trim_start_matches('0');
    (!number.is_empty()).then(|| number.to_owned())
}

#[cfg(test)]
mod tests {
    use super::number_of;

    #[test]
    fn a_building_is_read_as_people_write_it() {
        for (address, number) in [
            ("安平路 12 号 3 幢 502", Some("3")),
            ("安平路12号13幢502", Some("13")),
            ("康乐新村３号楼2单元", Some("3")),
            ("03栋", Some("3")),
            ("B 座 1201", Some("b")),
            ("Building 7, flat 2", Some("7")),
            ("7", Some("7")),
            ("三号楼", None),
            ("卜桥村 4 组 17 号", None),
            ("", None),
        ] {
            assert_eq!(number_of(address).as_deref(), number, "{address}");
        }
    }
}
