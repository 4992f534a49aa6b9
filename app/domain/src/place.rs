//! The place tree and the settings of a community.

use core::cell::RefCell;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::holiday::Holiday;
use crate::ids::PlaceId;
use crate::json::{self, Json, Map, Unread, Value};
use crate::name::Name;
use crate::systems::systems;
use crate::time::{Zone, plus_days};

/// The three levels of the tree.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// 区
    District,
    /// 街道、乡镇
    Subdistrict,
    /// 社区、村
    Community,
}

as_json!(
    enum PlaceKind {
        District = "district",
        Subdistrict = "subdistrict",
        Community = "community",
    }
);

/// A community with all that its rules need.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Community {
    pub id: PlaceId,
    pub subdistrict_id: PlaceId,
    pub district_id: PlaceId,
    pub name: Name,
    pub subdistrict: Name,
    /// The desk's phone number, digits with or without `+`.
    pub phone: String,
    /// IANA name.
    pub zone: String,
    /// The zone's rules, `TZif` (RFC 9636) in base64, so that a phone needs no database of zones.
    pub tzif: String,
    pub settings: Settings,
    /// The calendar that is kept here. Not in the database: every server has it from its own file.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
}

as_json!(struct Community {
    id, subdistrict_id, district_id, name, subdistrict, phone, zone, tzif, settings, holidays: default,
});

impl Community {
    /// The zone with its rules; UTC when the row carries none that can be read.
    #[must_use]
    pub fn zone(&self) -> Zone {
        ZONES.with_borrow_mut(|known| {
            let same = |it: &&KnownZone| it.name == self.zone && it.tzif == self.tzif;
            if let Some(it) = known.iter().find(same) {
                return it.zone.clone();
            }
            let zone = crate::base64::decode(&self.tzif)
                .and_then(|bytes| Zone::from_tzif(&self.zone, &bytes).ok())
                .unwrap_or_else(Zone::utc);
            if known.len() >= MOST_ZONES {
                known.clear();
            }
            known.push(KnownZone { name: self.zone.clone(), tzif: self.tzif.clone(), zone: zone.clone() });
            zone
        })
    }
}

/// Zones that were read already: every decision asks for one, and reading its rules takes as long as
/// the rest of it.
struct KnownZone {
    name: String,
    tzif: String,
    zone: Zone,
}

const MOST_ZONES: usize = 16;

thread_local! {
    static ZONES: RefCell<Vec<KnownZone>> = const { RefCell::new(Vec::new()) };
}

/// The limits of one system: each with what it is where a community leaves it out, in the units that its name has.
macro_rules! limits {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $limit:ident: $kind:ident = $usual:expr,)* }) => {
        $(#[$about])*
        #[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[serde(default)]
        pub struct $name {
            $($(#[$doc])* pub $limit: $kind,)*
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($limit: $usual,)* }
            }
        }

        $crate::as_json!(struct $name or default { $($limit),* });
    };
}

pub(crate) use limits;

// The limits of all systems. They travel and lie side by side, whatever system they are of, as they did before each
// had its own: so does the API describe them.
macro_rules! settings {
    ($($system:ident = $module:ident: $writes:ident $no:tt $news:tt [$($limits:ident)?];)*) => {
        $($(use crate::systems::$module::$limits;)?)*

        /// Every limit of a community. Stored as JSON; what a community leaves out has the default, and a
        /// limit of a newer build is passed over by an older phone.
        #[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
        pub struct Settings {
            #[serde(flatten)] pub common: CommonSettings,
            $($(#[serde(flatten)] pub $module: $limits,)?)*
        }

        impl Json for Settings {
            fn read(json: &Value) -> Result<Self, Unread> {
                Ok(Self {
                    common: Json::read(json)?,
                    $($($module: <$limits as Json>::read(json)?,)?)*
                })
            }

            fn write(&self) -> Value {
                let mut fields = Map::new();
                json::put_all(&mut fields, self.common.write());
                $($(json::put_all(&mut fields, <$limits as Json>::write(&self.$module));)?)*
                Value::Object(fields)
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::PartialSchema for Settings {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                crate::schema::all_fields(
                    "Every limit of a community. Stored as JSON; what a community leaves out has the default, and a\n\
                     limit of a newer build is passed over by an older phone.",
                    [
                        <CommonSettings as utoipa::PartialSchema>::schema(),
                        $($(<$limits as utoipa::PartialSchema>::schema(),)?)*
                    ],
                )
            }
        }

        #[cfg(feature = "openapi")]
        impl utoipa::ToSchema for Settings {
            fn schemas(all: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
                <CommonSettings as utoipa::ToSchema>::schemas(all);
                $($(<$limits as utoipa::ToSchema>::schemas(all);)?)*
            }
        }
    };
}

systems!(settings);

limits! {
    /// Limits of whatever people write and staff does, in any system.
    CommonSettings {
        /// Staff that asks or books for somebody may do so this many times as often as the person and the
        /// family. Default 10.
        staff_times: usize = 10,
        /// Longest text a person may write in one field, in characters. Default 500.
        text_limit: usize = 500,
    }
}

impl Settings {
    /// What staff may do of something that a person may do so often.
    #[must_use]
    pub const fn for_staff(&self, limit: usize) -> usize {
        limit.saturating_mul(self.common.staff_times)
    }

    /// The last day that can have other hours: a year beyond what can be booked.
    #[must_use]
    pub fn last_day_of_hours(&self, today: Date) -> Date {
        plus_days(today, self.bookings.horizon_days.saturating_add(365))
    }
}
