//! The demo district: made from a seed number, the same every time, with enough in it that every
//! screen has something to show on the day it is made for. Pure; only `fill` touches a database.

#![expect(clippy::wildcard_enum_match_arm, reason = "a demo shows some of what there is")]

mod accounts;
mod bookings;
mod care;
mod care_story;
mod dice;
mod fill;
mod help;
mod names;
mod notices;
mod people;
mod places;
mod rooms;
#[cfg(test)]
mod tests;

use jiff::civil::Date;
use linli_domain::booking::{Booking, Busy};
use linli_domain::ids::{HouseholdId, PlaceId};
use linli_domain::matter::Matter;
use linli_domain::member::{Grant, Member};
use linli_domain::message::Message;
use linli_domain::name::Name;
use linli_domain::place::{Community, PlaceKind};
use linli_domain::resource::Resource;
use linli_domain::rows::Row;
use linli_domain::story::StoryEvent;
use linli_domain::time::{Instant, Zone, plus_days};

pub use accounts::{DemoAccount, DemoRole, account_list};
pub use fill::{accounts, fill, is_empty};

/// A node of the place tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlaceNode {
    pub id: PlaceId,
    pub parent: Option<PlaceId>,
    pub kind: PlaceKind,
    pub name: Name,
}

/// All rows of a district, or of a part of one.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct District {
    /// Parents before children.
    pub places: Vec<PlaceNode>,
    pub communities: Vec<Community>,
    pub members: Vec<Member>,
    pub households: Vec<(HouseholdId, PlaceId)>,
    pub grants: Vec<Grant>,
    pub resources: Vec<Resource>,
    pub bookings: Vec<Booking>,
    pub busy: Vec<Busy>,
    pub matters: Vec<Matter>,
    pub events: Vec<StoryEvent>,
    pub messages: Vec<Message>,
    /// Of kinds of which there are few.
    pub rows: Vec<Row>,
    pub accounts: Vec<DemoAccount>,
}

impl District {
    fn append(&mut self, mut part: Self) {
        self.places.append(&mut part.places);
        self.communities.append(&mut part.communities);
        self.members.append(&mut part.members);
        self.households.append(&mut part.households);
        self.grants.append(&mut part.grants);
        self.resources.append(&mut part.resources);
        self.bookings.append(&mut part.bookings);
        self.busy.append(&mut part.busy);
        self.matters.append(&mut part.matters);
        self.events.append(&mut part.events);
        self.messages.append(&mut part.messages);
        self.rows.append(&mut part.rows);
        self.accounts.append(&mut part.accounts);
    }
}

/// What all communities of a district share. Makes the district part by part, so that a large one
/// need not be in memory at once.
#[derive(Debug)]
pub struct Plan {
    seed: u64,
    scale: usize,
    now: Instant,
    zone: Zone,
    today: Date,
    year: i16,
    places: Vec<PlaceNode>,
    communities: Vec<Community>,
    cast: Vec<accounts::Player>,
}

impl Plan {
    /// A scale of 0 counts as 1.
    #[must_use]
    pub fn new(seed: u64, scale: u32, now: Instant) -> Self {
        let (places, communities) = places::places(seed);
        let zone = communities.first().map_or_else(Zone::utc, Community::zone);
        let today = zone.date(now);
        let home = communities.iter().find(|it| it.name.zh == places::HOME);
        let cast = home.map_or_else(Vec::new, |home| accounts::cast(seed, home, today.year()));
        let scale = usize::try_from(scale.max(1)).unwrap_or(1);
        Self { seed, scale, now, zone, today, year: today.year(), places, communities, cast }
    }

    /// Places, communities and the list of demo accounts; goes first.
    #[must_use]
    pub fn head(&self) -> District {
        District {
            places: self.places.clone(),
            communities: self.communities.clone(),
            accounts: account_list(self.seed),
            ..District::default()
        }
    }

    /// The people and everything they do, one community after the other.
    pub fn parts(&self) -> impl Iterator<Item = District> {
        self.communities.iter().enumerate().map(|(index, community)| self.part(index, community))
    }

    fn part(&self, index: usize, community: &Community) -> District {
        let folk = people::people(self, index, community);
        let mut work = bookings::Work::new(self, index, community, folk);
        work.care();
        work.rooms();
        work.helps();
        work.notices();
        work.done()
    }

    fn is_home(&self, community: &Community) -> bool {
        community.name.zh == places::HOME
    }

    /// The first community of each subdistrict houses its supervisor, unless a demo account is one.
    fn needs_supervisor(&self, community: &Community) -> bool {
        let mut siblings = self.communities.iter().filter(|it| it.subdistrict_id == community.subdistrict_id);
        let first = siblings.next().is_some_and(|it| it.id == community.id);
        first && !self.is_home(community) && !siblings.any(|it| self.is_home(it))
    }

    /// Caregivers of a community.
    fn carers(&self) -> usize {
        4 + (self.scale / 10).min(20)
    }

    /// Midnight some days from today.
    fn midnight(&self, days: i64) -> Instant {
        self.zone.at(plus_days(self.today, days), 0)
    }

    /// The days that bookings lie on, from today.
    const fn days(&self) -> std::ops::RangeInclusive<i64> {
        if self.scale > 1 { -60..=59 } else { -14..=14 }
    }
}

/// The whole district at once.
#[must_use]
pub fn district(seed: u64, scale: u32, now: Instant) -> District {
    let plan = Plan::new(seed, scale, now);
    let mut all = plan.head();
    for part in plan.parts() {
        all.append(part);
    }
    all
}
