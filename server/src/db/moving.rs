//! Somebody goes to live in another community: one transaction, in which nothing new begins for them.

use futures::future::BoxFuture;
use sea_orm::{DatabaseTransaction, DbErr};
use uuid::Uuid;

use linli_domain::contact::Phone;
use linli_domain::decide::{Effect, Mover};
use linli_domain::ids::{HouseholdId, PlaceId};
use linli_domain::member::{Member, Role, RoleGrant};
use linli_domain::place::Community;
use linli_domain::rows::{Row, Rows};
use linli_domain::time::{Instant, Interval};

use super::tables::{device, member, member_grant, member_home, member_look, message, session};
use super::topic::{Change, Topic};
use super::{Applied, Batch, Fetch, Job, Jot};

/// Who goes where.
pub struct Moving {
    /// The number with which they sign in.
    pub phone: Phone,
    pub to: PlaceId,
    /// Their new door, as one would write it on an envelope; the household of whoever lives behind it is theirs.
    pub door: String,
    /// What they are at the place that they leave, such as its clerk, ends.
    pub end_roles: bool,
    pub now: Instant,
}

/// What has become of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    pub member: Member,
    /// The community that they left.
    pub from: PlaceId,
    /// How many bookings were called off.
    pub bookings: usize,
    /// How many requests ended, wait for somebody else, or for nothing but the person's word.
    pub matters: usize,
    /// Whether others lived behind the door.
    pub joined: bool,
}

/// Why nobody was moved: a sentence for the operator.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotMoved {
    #[error("nobody has this phone number")]
    Nobody,
    #[error("there is no such community")]
    Nowhere,
    #[error("{name} lives there already")]
    Same { name: String },
    #[error(
        "{name} works where they live now: take them out of the file of places, and say --end-roles if that work ends \
         with the move"
    )]
    Works { name: String },
    #[error(
        "{name} is a caregiver where they live now: the file of places must say first that they are retired there, or \
         at work in another community"
    )]
    Cares { name: String },
    #[error("{name} has more than {most} bookings and requests open: the desk must call some off first")]
    TooMuch { name: String, most: usize },
}

/// More than this is not settled within one transaction; no household has a tenth of it.
const MOST_OPEN: usize = 500;

impl Job for Moving {
    type Answer = Result<Moved, NotMoved>;

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<Self::Answer, DbErr>> {
        Box::pin(self.go(batch))
    }
}

impl Moving {
    async fn go(&self, batch: &mut Batch<'_>) -> Result<Result<Moved, NotMoved>, DbErr> {
        let tx = batch.tx().await?;
        let communities = Fetch(tx).communities().await?;
        let Some(to) = communities.get(&self.to) else { return Ok(Err(NotMoved::Nowhere)) };
        let Some((from, id)) = member_home::by_phone(tx, &self.phone).await? else {
            return Ok(Err(NotMoved::Nobody));
        };
        // In the order in which a push takes them, so that neither waits for what the other holds.
        device::hold(tx, from, id).await?;
        let known = member::held(tx, from, id).await?;
        // Another was quicker: who they are and where is looked up anew.
        let known = known.filter(|it| it.phone.as_ref() == Some(&self.phone));
        let (Some(person), Some(left)) = (known, communities.get(&from)) else {
            return Err(DbErr::RecordNotUpdated);
        };
        if let Err(why) = self.may_go(tx, &person).await? {
            return Ok(Err(why));
        }
        let (bookings, matters) = match self.settle(batch, tx, &person, (left, to)).await? {
            Ok(settled) => settled,
            Err(why) => return Ok(Err(why)),
        };
        let here = [self.to];
        let household = Fetch(tx).within(&here).household_at(&self.door).await?;
        let new = self.arrived(&person, household);
        // In this order: of the two rows the directory's rule for servers of before follows the later one.
        member::leave(tx, (from, id), self.now).await?;
        member::arrive(tx, &new, from, self.now).await?;
        member_home::rehome(tx, &new).await?;
        member_look::rehome(tx, id, from, self.to).await?;
        message::rehome(tx, id, from, self.to).await?;
        device::rehome(tx, id, from, self.to).await?;
        session::rehome(tx, id, self.to).await?;
        member_grant::rehome(tx, id, self.to).await?;
        for community in [from, self.to] {
            batch.jot(Jot::Change(Change { community, topic: Topic::Member, id: id.0 }));
        }
        Ok(Ok(Moved { member: new, from, bookings, matters, joined: household.is_some() }))
    }

    async fn may_go(&self, tx: &DatabaseTransaction, person: &Member) -> Result<Result<(), NotMoved>, DbErr> {
        let (name, from) = (person.name.clone(), person.community_id);
        if from == self.to {
            return Ok(Err(NotMoved::Same { name }));
        }
        let here = [from];
        let fetch = Fetch(tx).within(&here);
        if let Some(carer) = fetch.carer_of(person.id).await?
            && fetch.resources_by_id(&[carer]).await?.iter().any(|it| !it.retired)
        {
            return Ok(Err(NotMoved::Cares { name }));
        }
        let works = |it: &RoleGrant| it.place_id == from && it.role != Role::Resident;
        if !self.end_roles && person.roles.iter().any(works) {
            return Ok(Err(NotMoved::Works { name }));
        }
        Ok(Ok(()))
    }

    /// Ends what the person has open where they leave; how many bookings and matters.
    async fn settle(
        &self,
        batch: &mut Batch<'_>,
        tx: &DatabaseTransaction,
        person: &Member,
        (left, to): (&Community, &Community),
    ) -> Result<Result<(usize, usize), NotMoved>, DbErr> {
        let here = [left.id];
        let fetch = Fetch(tx).within(&here);
        let people = core::slice::from_ref(person);
        let ahead = Interval { starts: self.now, ends: Instant::from_millis(i64::MAX) };
        let bookings = fetch.bookings_of(people, ahead).await?;
        let matters = fetch.matters_of(people, self.now, None).await?;
        if bookings.len() + matters.len() > MOST_OPEN {
            return Ok(Err(NotMoved::TooMuch { name: person.name.clone(), most: MOST_OPEN }));
        }
        let mut rows = Rows::default();
        rows.put(Row::Community(left.clone()));
        let resources: Vec<_> = bookings.iter().flat_map(|it| it.resources().to_vec()).collect();
        let resources = fetch.resources_by_id(&resources).await?;
        rows.extend(resources.into_iter().map(Row::Resource));
        let grants = fetch.grants(person.id).await?;
        let family: Vec<_> = grants.iter().filter(|it| it.from == person.id).map(|it| it.to).collect();
        let why = format!("搬到{}了。 Moved to {}.", to.name.zh, to.name.en);
        let (now, fresh) = (self.now, Uuid::now_v7 as fn() -> Uuid);
        let mover = Mover { who: person.id, to: to.id, family: &family, why: &why, now, fresh };
        let (mut called_off, mut ended) = (0, 0);
        for booking in &bookings {
            called_off += usize::from(apply(batch, mover.leaves_booking(booking, &rows)).await?);
        }
        for matter in &matters {
            ended += usize::from(apply(batch, mover.leaves_matter(matter, &rows)).await?);
        }
        Ok(Ok((called_off, ended)))
    }

    /// The person as they live there from now on.
    fn arrived(&self, person: &Member, household: Option<HouseholdId>) -> Member {
        let mut roles: Vec<_> =
            person.roles.iter().filter(|it| it.place_id != person.community_id).copied().collect();
        let lives = RoleGrant { role: Role::Resident, place_id: self.to };
        if !roles.contains(&lives) {
            roles.push(lives);
        }
        Member {
            community_id: self.to,
            household_id: household.unwrap_or_else(|| HouseholdId(Uuid::now_v7())),
            roles,
            address: self.door.clone(),
            // Caregivers of where they were.
            blocked_carers: Vec::new(),
            ..person.clone()
        }
    }
}

/// Whether there was anything to do.
async fn apply(batch: &mut Batch<'_>, effects: Vec<Effect>) -> Result<bool, DbErr> {
    if effects.is_empty() {
        return Ok(false);
    }
    match batch.apply(effects).await? {
        Applied::Done => Ok(true),
        // Somebody else has just changed it: all of it anew.
        Applied::Taken | Applied::Duplicate | Applied::Stale => Err(DbErr::RecordNotUpdated),
    }
}
