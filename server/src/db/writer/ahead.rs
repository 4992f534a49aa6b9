//! What the jobs of a group will read, fetched for all of them together: a statement costs the way
//! to the database and back, whatever it brings.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sea_orm::{DatabaseTransaction, DbErr};
use uuid::Uuid;

use linli_domain::ids::{MemberId, MutationId, PlaceId, ResourceId};
use linli_domain::rows::{Row, Rows};
use linli_domain::time::{Instant, Interval};

use crate::db::retention::forget_rested;
use crate::db::tables::device;
use crate::db::{Acting, Fetch, Held, HouseholdCount, Kept};

/// What jobs say they will read, each in its community.
#[derive(Default)]
pub struct Wants {
    /// Devices with who they belong to when they are new, and whether they are made then.
    devices: BTreeMap<Uuid, (PlaceId, MemberId, bool)>,
    /// The most devices of one person.
    most_devices: usize,
    actors: BTreeSet<(PlaceId, MemberId)>,
    /// The latest that a job says it is.
    now: Option<Instant>,
    mids: BTreeSet<(PlaceId, Uuid)>,
    new_bookings: BTreeSet<(PlaceId, Uuid)>,
    resources: BTreeSet<(PlaceId, ResourceId)>,
    busy: Vec<(PlaceId, ResourceId, Interval)>,
    households: Vec<HouseholdCount>,
    visited: Vec<(PlaceId, MemberId, Interval)>,
}

impl Wants {
    /// A device, to be locked, of somebody of a community. When it is new, it is `owner`'s; `make` says whether it
    /// gets a row, as what was decided for it asks for.
    pub fn device(&mut self, id: Uuid, community: PlaceId, owner: MemberId, make: bool) {
        self.devices.entry(id).or_insert((community, owner, false)).2 |= make;
    }

    /// How many devices one person may have; see [`room_for`].
    pub fn most_devices(&mut self, most: usize) {
        self.most_devices = self.most_devices.max(most);
    }

    /// A booking that shall be made in a community, under an id that somebody chose.
    pub fn new_booking(&mut self, community: PlaceId, id: Uuid) {
        self.new_bookings.insert((community, id));
    }

    /// A person of a community with what they may at this moment, whatever they might when they were last looked
    /// up.
    pub fn actor(&mut self, community: PlaceId, id: MemberId, now: Instant) {
        self.actors.insert((community, id));
        self.now = self.now.max(Some(now));
    }

    /// The stored outcome of a mutation of somebody of a community, if it was decided before.
    pub fn outcome(&mut self, community: PlaceId, mid: Uuid) {
        self.mids.insert((community, mid));
    }

    /// A resource of a community with its held time that overlaps `near`. Its hours stay as they are read.
    pub fn resource(&mut self, community: PlaceId, id: ResourceId, near: Interval) {
        self.resources.insert((community, id));
        self.busy.push((community, id, near));
    }

    /// The visits that a person of a community has at a time.
    pub fn visits(&mut self, community: PlaceId, person: MemberId, at: Interval) {
        self.visited.push((community, person, at));
    }

    /// What the rules count of a household's bookings. Nobody else decides over them meanwhile.
    pub fn household(&mut self, count: HouseholdCount) {
        self.households.push(count);
    }
}

/// What was fetched.
pub(super) struct Ahead {
    pub devices: BTreeMap<Uuid, device::Model>,
    pub actors: BTreeMap<MemberId, Arc<Acting>>,
    /// By the sender's community and the mutation's id, each with who sent it.
    pub outcomes: BTreeMap<(PlaceId, MutationId), (MemberId, Kept)>,
    /// Devices that were not made, since their person has as many as may be.
    pub crowded: BTreeSet<Uuid>,
    /// Ids that bookings have, the wanted ones among them, each in its community.
    pub bookings: BTreeSet<(PlaceId, Uuid)>,
    pub rows: Rows,
    /// The random name of the database; empty when no device was wanted.
    pub epoch: String,
}

impl Ahead {
    pub(super) async fn fetch(tx: &DatabaseTransaction, wants: Wants) -> Result<Self, DbErr> {
        let (devices, crowded) = devices(tx, &wants).await?;
        let mut rows = Rows::default();
        let fetch = Fetch(tx);
        let epoch = if devices.is_empty() { String::new() } else { fetch.epoch().await? };
        let actors = match wants.now {
            Some(now) => fetch.actors(&wants.actors.into_iter().collect::<Vec<_>>(), now).await?,
            None => Vec::new(),
        };
        let actors = actors.into_iter().map(|it| (it.member.id, Arc::new(it))).collect();
        let outcomes = fetch.outcomes_by_mid(wants.mids).await?;
        let outcomes = outcomes.into_iter().map(|(by, it)| ((it.community, it.mid), (by, it))).collect();
        let bookings = fetch.bookings_known(wants.new_bookings).await?.into_iter().collect();
        let (alone, shared) = (
            wants.households.iter().map(|it| it.household.0).collect::<Vec<_>>(),
            wants.resources.iter().map(|(_, it)| it.0).collect::<Vec<_>>(),
        );
        fetch.hold(Held { alone: &alone, shared: &shared }).await?;
        rows.extend(fetch.resources_each(wants.resources).await?.into_iter().map(Row::Resource));
        rows.extend(fetch.busy_near(&wants.busy).await?.into_iter().map(Row::Busy));
        let visits = fetch.bookings_beside(&wants.visited, false).await?;
        rows.extend(visits.into_iter().map(Row::Booking));
        rows.tallies = fetch.household_tallies(&wants.households).await?;
        Ok(Self { devices, crowded, actors, outcomes, bookings, rows, epoch })
    }
}

/// Locks devices, always in the order of their ids, and makes the new ones.
async fn devices(
    tx: &DatabaseTransaction,
    wants: &Wants,
) -> Result<(BTreeMap<Uuid, device::Model>, BTreeSet<Uuid>), DbErr> {
    let mut found = device::locked(tx, wants.devices.iter().map(|(id, (place, ..))| (*place, *id))).await?;
    let missing = wants.devices.iter().filter(|(id, _)| !found.contains_key(id));
    let missing: Vec<_> = missing
        .map(|(id, (community, owner, make))| {
            let (community_id, member_id) = (community.0, owner.0);
            (device::Model { id: *id, community_id, member_id, last_n: 0 }, *make)
        })
        .collect();
    let (missing, unmade): (Vec<_>, Vec<_>) = missing.into_iter().partition(|(_, make)| *make);
    found.extend(unmade.into_iter().map(|(it, _)| (it.id, it)));
    let missing: Vec<_> = missing.into_iter().map(|(it, _)| it).collect();
    let (missing, crowded) = room_for(tx, missing, wants).await?;
    let refused = crowded.iter().map(|it| it.id).collect();
    found.extend(crowded.into_iter().map(|it| (it.id, it)));
    if missing.is_empty() {
        return Ok((found, refused));
    }
    if device::make(tx, &missing).await? {
        found.extend(missing.into_iter().map(|it| (it.id, it)));
    } else {
        // Another server was quicker with some of them.
        found.extend(device::locked(tx, missing.iter().map(|it| (PlaceId(it.community_id), it.id))).await?);
    }
    Ok((found, refused))
}

/// Days after which a device that wrote nothing makes room for a new one of its person.
const RESTED_DAYS: i64 = 7;

/// New devices that may be made, and those that may not. A person with as many as may be gives up the
/// one that has rested longest, with the answers to what it sent: whoever clears a browser now and then,
/// or borrows one, must not be locked out, and a script that makes up devices must not fill the disk.
async fn room_for(
    tx: &DatabaseTransaction,
    new: Vec<device::Model>,
    wants: &Wants,
) -> Result<(Vec<device::Model>, Vec<device::Model>), DbErr> {
    let Some(now) = wants.now.filter(|_| wants.most_devices > 0 && !new.is_empty()) else {
        return Ok((new, Vec::new()));
    };
    let owners: BTreeSet<_> = new.iter().map(|it| (PlaceId(it.community_id), it.member_id)).collect();
    let mut counts = Fetch(tx).devices_of(owners).await?;
    let (mut made, mut crowded) = (Vec::new(), Vec::new());
    for device in new {
        let count = counts.entry(device.member_id).or_default();
        let rested = now.plus_days(-RESTED_DAYS);
        if *count < wants.most_devices {
            *count += 1;
            made.push(device);
        } else if forget_rested(tx, PlaceId(device.community_id), MemberId(device.member_id), rested).await? {
            made.push(device);
        } else {
            crowded.push(device);
        }
    }
    Ok((made, crowded))
}
