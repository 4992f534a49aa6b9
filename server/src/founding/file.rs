//! The shape of the file.

use linli_domain::member::Gender;
use linli_domain::name::Name;
use serde::Deserialize;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub district: Area,
    #[serde(default, rename = "subdistrict")]
    pub subdistricts: Vec<Area>,
    #[serde(default, rename = "community")]
    pub communities: Vec<CommunityEntry>,
    #[serde(default, rename = "room")]
    pub rooms: Vec<RoomEntry>,
    #[serde(default, rename = "caregiver")]
    pub caregivers: Vec<CaregiverEntry>,
    #[serde(default)]
    pub staff: Vec<StaffEntry>,
}

/// The district, or a subdistrict of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Area {
    pub code: String,
    pub name: Name,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CommunityEntry {
    pub code: String,
    pub subdistrict: String,
    pub name: Name,
    /// The desk's.
    pub phone: String,
    /// IANA name.
    #[serde(default = "shanghai")]
    pub zone: String,
    /// Those that differ from the defaults; none given leaves them as they are.
    pub settings: Option<toml::Table>,
}

fn shanghai() -> String {
    "Asia/Shanghai".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomEntry {
    pub code: String,
    pub community: String,
    pub name: Name,
    /// Where it is.
    pub place: Name,
    pub seats: u16,
    /// Square metres.
    pub area: u16,
    #[serde(default)]
    pub step_free: bool,
    #[serde(default)]
    pub approval: bool,
    #[serde(default)]
    pub outdoor: bool,
    #[serde(default)]
    pub retired: bool,
    /// Every day.
    pub open: Vec<String>,
    /// Days that differ.
    #[serde(default)]
    pub week: Week,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaregiverEntry {
    pub name: String,
    pub phone: String,
    /// The number that they had before, so that they stay who they are.
    pub was: Option<String>,
    pub gender: Gender,
    pub community: String,
    pub skills: Vec<String>,
    /// The last day on which the certificate is valid.
    pub certified_until: toml::value::Datetime,
    #[serde(default)]
    pub retired: bool,
    /// Every day.
    pub open: Vec<String>,
    /// Days that differ; `[]` is a day of rest.
    #[serde(default)]
    pub week: Week,
}

/// Hours of single days, such as `["08:00-12:00", "14:00-21:00"]`; `[]` is closed.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Week {
    mon: Option<Vec<String>>,
    tue: Option<Vec<String>>,
    wed: Option<Vec<String>>,
    thu: Option<Vec<String>>,
    fri: Option<Vec<String>>,
    sat: Option<Vec<String>>,
    sun: Option<Vec<String>>,
}

impl Week {
    /// The days that differ, Monday first.
    pub fn days(&self) -> [Option<&Vec<String>>; 7] {
        [&self.mon, &self.tue, &self.wed, &self.thu, &self.fri, &self.sat, &self.sun].map(Option::as_ref)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StaffEntry {
    pub name: String,
    pub phone: String,
    /// As a caregiver's.
    pub was: Option<String>,
    pub role: String,
    /// The code of a community, of a subdistrict or of the district.
    pub place: String,
}
