//! Writing a district: its places, rooms, caregivers and first staff, each made where it is missing and
//! changed where it is another.

use std::collections::{BTreeMap, BTreeSet};

use futures::future::BoxFuture;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use linli_domain::booking::Booking;
use linli_domain::contact::Phone;
use linli_domain::decide::left_hanging;
use linli_domain::ids::{MemberId, PlaceId, ResourceId};
use linli_domain::member::Member;
use linli_domain::name::Name;
use linli_domain::resource::{Nature, Resource};
use linli_domain::time::Instant;

use super::statements::{inserted, replace};
use super::tables::place::Region;
use super::tables::{Table, community_head, member, place, resource, session};
use super::topic::{Change, Topic};
use super::{Batch, Fetch, Held, Here, Job, Jot};

/// What there shall be.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// Parents first.
    pub regions: Vec<Region>,
    pub communities: Vec<NewCommunity>,
    pub rooms: Vec<Resource>,
    /// Each with their account; known by the phone number, the ids count for new ones.
    pub caregivers: Vec<(Member, Resource)>,
    /// Known by the phone number; who has an account gets the role.
    pub staff: Vec<Member>,
    /// The number that one of these people had before, and the caregiver who was made with it.
    pub was: BTreeMap<MemberId, (Phone, ResourceId)>,
}

/// Why nothing was written: a sentence for the operator. The file and the database mean different people.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Clash {
    #[error(
        "\"{name}\" has a phone number in the file that somebody else has by now: put the right one into the file, \
         and this one as `was`"
    )]
    Elsewhere { name: String },
    #[error(
        "\"{name}\" has a new phone number in the file that another account has already: have the desk take it away \
         there first"
    )]
    InUse { name: String },
    #[error("\"{name}\" is somebody whom the file has twice, by the number of now and by the one before")]
    Twice { name: String },
}

/// A community as it is made.
#[derive(Clone, Debug)]
pub struct NewCommunity {
    pub id: PlaceId,
    pub subdistrict: PlaceId,
    pub district: PlaceId,
    pub name: Name,
    pub phone: String,
    /// IANA name.
    pub zone: String,
    /// Those that differ from the defaults, as JSON; none leaves them as they are.
    pub settings: Option<String>,
}

/// What has become of the entries.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Founded {
    pub made: usize,
    pub changed: usize,
    pub same: usize,
    /// Rooms and caregivers that are not there any more, each with how many bookings ahead hang on it.
    pub hanging: Vec<(Name, usize)>,
}

/// Writes a plan, all of it or nothing. Running servers and phones hear of it.
pub struct Founding {
    pub plan: Plan,
    /// What has begun by then hangs on nothing any more.
    pub now: Instant,
}

impl Job for Founding {
    type Answer = Result<Founded, Clash>;

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<Self::Answer, DbErr>> {
        Box::pin(async move {
            let tx = batch.tx().await?;
            // Of whomever or whatever an entry means it is not known where they are.
            let known = Fetch(tx).communities().await?.into_keys();
            let here = known.chain(self.plan.communities.iter().map(|it| it.id)).collect();
            let mut work = Work { tx, batch, here, founded: Founded::default(), now: self.now };
            // Nobody books by hours or changes them meanwhile.
            let rooms = self.plan.rooms.iter().map(|it| it.id.0);
            let alone: Vec<_> = self.plan.communities.iter().map(|it| it.id.0).chain(rooms).collect();
            Fetch(tx).hold(Held { alone: &alone, ..Held::default() }).await?;
            // Who is who before anything is written.
            let (caregivers, staff) = match work.who(&self.plan).await? {
                Ok(known) => known,
                Err(clash) => return Ok(Err(clash)),
            };
            for region in &self.plan.regions {
                work.place(region.model(), true).await?;
            }
            for community in &self.plan.communities {
                work.community(community).await?;
            }
            for room in &self.plan.rooms {
                work.resource(room.clone()).await?;
            }
            for ((person, resource), known) in self.plan.caregivers.iter().zip(caregivers) {
                work.caregiver(person, resource.clone(), known).await?;
            }
            for (person, known) in self.plan.staff.iter().zip(staff) {
                work.person(person, known).await?;
            }
            Ok(Ok(work.founded))
        })
    }
}

/// Whom an entry means.
#[derive(Clone, Default)]
struct Known {
    /// Their account; none is made by the number.
    account: Option<MemberId>,
    /// A caregiver's: their resource. None is made.
    resource: Option<ResourceId>,
    /// The entry's number is their new one, unless the desk has given them another since: the one before.
    was: Option<Phone>,
}

struct Work<'a, 't> {
    tx: &'t DatabaseTransaction,
    batch: &'a mut Batch<'t>,
    /// All communities.
    here: Vec<PlaceId>,
    founded: Founded,
    now: Instant,
}

impl Work<'_, '_> {
    fn fetch(&self) -> Here<'_, DatabaseTransaction> {
        Fetch(self.tx).within(&self.here)
    }

    async fn community(&mut self, it: &NewCommunity) -> Result<(), DbErr> {
        let model = place::Model {
            id: it.id.0,
            parent_id: Some(it.subdistrict.0),
            kind: "community".to_owned(),
            name_zh: it.name.zh.clone(),
            name_en: it.name.en.clone(),
            subdistrict_id: Some(it.subdistrict.0),
            district_id: Some(it.district.0),
            phone: it.phone.clone(),
            zone: it.zone.clone(),
            settings: it.settings.clone().unwrap_or_else(|| "{}".to_owned()),
        };
        self.place(model, it.settings.is_none()).await?;
        let there = OnConflict::column(community_head::Column::CommunityId).do_nothing().to_owned();
        let insert = community_head::Entity::insert(community_head::first(it.id)).on_conflict(there);
        inserted(insert.exec_without_returning(self.tx).await).map(drop)
    }

    async fn place(&mut self, mut model: place::Model, keep_settings: bool) -> Result<(), DbErr> {
        match place::Entity::find_by_id(model.id).one(self.tx).await? {
            None => {
                place::Entity::insert(model.into_active_model()).exec_without_returning(self.tx).await?;
                self.founded.made += 1;
            }
            Some(old) => {
                if keep_settings {
                    model.settings.clone_from(&old.settings);
                }
                if old == model {
                    self.founded.same += 1;
                } else {
                    model.into_active_model().reset_all().update(self.tx).await?;
                    self.founded.changed += 1;
                }
            }
        }
        Ok(())
    }

    /// With the dated exceptions that it has.
    async fn resource(&mut self, mut it: Resource) -> Result<(), DbErr> {
        let here = [it.community_id];
        match Fetch(self.tx).within(&here).resources_by_id(&[it.id]).await?.pop() {
            None => {
                resource::Entity::insert(it.model()).exec_without_returning(self.tx).await?;
                self.founded.made += 1;
            }
            Some(old) => {
                it.hours.exceptions.clone_from(&old.hours.exceptions);
                let ahead = if it.retired {
                    self.fetch().bookings_ahead(&[it.id], self.now).await?
                } else {
                    Vec::new()
                };
                if !ahead.is_empty() {
                    self.founded.hanging.push((it.name.clone(), ahead.len()));
                }
                if old == it {
                    self.founded.same += 1;
                    return Ok(());
                }
                if !old.retired {
                    self.tell_hanging(&ahead).await?;
                }
                replace(self.tx, &old, &it).await?;
                self.founded.changed += 1;
            }
        }
        self.changed(it.community_id, Topic::Resource, it.id.0);
        Ok(())
    }

    /// Tells those whom bookings are for that what they hang on is gone. The desk has them at the top.
    async fn tell_hanging(&mut self, ahead: &[Booking]) -> Result<(), DbErr> {
        for booking in ahead {
            self.batch.apply(left_hanging(booking, self.now, Uuid::now_v7)).await?;
            // A story travels with what it is about.
            self.changed(booking.community_id, Topic::Booking, booking.id.0);
        }
        Ok(())
    }

    /// Whom the caregivers and the staff of a plan mean.
    async fn who(&self, plan: &Plan) -> Result<Result<(Vec<Known>, Vec<Known>), Clash>, DbErr> {
        let mut caregivers = Vec::with_capacity(plan.caregivers.len());
        for (person, _) in &plan.caregivers {
            let account = self.by_phone(person.phone.as_ref()).await?.map(|it| it.id);
            let resource = match account {
                Some(account) => self.fetch().carer_of(account).await?,
                None => None,
            };
            caregivers.push(Known { account, resource, was: None });
        }
        let mut claimed: BTreeSet<ResourceId> = caregivers.iter().filter_map(|it| it.resource).collect();
        for ((person, resource), known) in plan.caregivers.iter().zip(&mut caregivers) {
            if known.resource.is_some() {
                continue;
            }
            if let Some(was) = plan.was.get(&person.id) {
                match self.before(known, was, &claimed).await? {
                    Some(before) if known.account.is_none() => *known = before,
                    Some(_) => return Ok(Err(Clash::InUse { name: person.name.clone() })),
                    None => {}
                }
            }
            if known.resource.is_none()
                && !claimed.contains(&resource.id)
                && let Some(owner) = self.owner(resource.id).await?
            {
                if known.account.is_some() {
                    return Ok(Err(Clash::Elsewhere { name: person.name.clone() }));
                }
                // The desk has given them another number since; the file's still names them.
                *known = Known { account: Some(owner), resource: Some(resource.id), was: None };
            }
            if known.resource.is_some_and(|it| !claimed.insert(it)) {
                return Ok(Err(Clash::Twice { name: person.name.clone() }));
            }
        }
        let mut staff = Vec::with_capacity(plan.staff.len());
        for person in &plan.staff {
            let account = self.by_phone(person.phone.as_ref()).await?;
            let before = match plan.was.get(&person.id) {
                Some((was, _)) => self.by_phone(Some(was)).await?,
                None => None,
            };
            let works = |it: &Member| person.roles.iter().all(|role| it.roles.contains(role));
            staff.push(match (account, before) {
                (None, Some(before)) => Known { account: Some(before.id), resource: None, was: before.phone },
                (Some(account), Some(before)) if !works(&account) && works(&before) => {
                    return Ok(Err(Clash::InUse { name: person.name.clone() }));
                }
                (account, _) => Known { account: account.map(|it| it.id), ..Known::default() },
            });
        }
        Ok(Ok((caregivers, staff)))
    }

    /// The caregiver who had this number before: who was made with it, or else whose account has it. Nobody
    /// when that is the account of now.
    async fn before(
        &self,
        known: &Known,
        (was, made): &(Phone, ResourceId),
        claimed: &BTreeSet<ResourceId>,
    ) -> Result<Option<Known>, DbErr> {
        if !claimed.contains(made)
            && let Some(owner) = self.owner(*made).await?
        {
            return Ok(Some(Known { account: Some(owner), resource: Some(*made), was: Some(was.clone()) }));
        }
        let Some(before) = self.by_phone(Some(was)).await? else { return Ok(None) };
        let resource = self.fetch().carer_of(before.id).await?;
        // Who is no caregiver has the number by now, and did not have it before.
        Ok((known.account != Some(before.id) && resource.is_some()).then_some(Known {
            account: Some(before.id),
            resource,
            was: Some(was.clone()),
        }))
    }

    async fn by_phone(&self, phone: Option<&Phone>) -> Result<Option<Member>, DbErr> {
        match phone {
            Some(phone) => Fetch(self.tx).member_by_phone(phone).await,
            None => Ok(None),
        }
    }

    async fn by_id(&self, id: ResourceId) -> Result<Option<Resource>, DbErr> {
        // Retired in one community they may be at work in another, under one id, in databases of before.
        Ok(self.fetch().resources_by_id(&[id]).await?.into_iter().max_by_key(|it| !it.retired))
    }

    /// Whose account a caregiver has.
    async fn owner(&self, id: ResourceId) -> Result<Option<MemberId>, DbErr> {
        Ok(match self.by_id(id).await?.map(|it| it.nature) {
            Some(Nature::Caregiver(caregiver)) => Some(caregiver.member_id),
            Some(Nature::Room(_)) | None => None,
        })
    }

    async fn caregiver(&mut self, person: &Member, mut it: Resource, known: Known) -> Result<(), DbErr> {
        let (found, goes_to) = (known.resource, it.community_id);
        let account = self.person(person, known).await?;
        if let Nature::Caregiver(caregiver) = &mut it.nature {
            caregiver.member_id = account.id;
        }
        let before = match found {
            Some(found) => self.by_id(found).await?,
            None => None,
        };
        match (found, before.filter(|it| it.community_id != goes_to)) {
            // Their time lies where they were: there they are gone, and here they are somebody else.
            (Some(_), Some(before)) => {
                self.resource(Resource { retired: true, ..before }).await?;
                let here = [it.community_id];
                let again = Fetch(self.tx).within(&here).carer_of(account.id).await?;
                it.id = again.unwrap_or_else(|| ResourceId(Uuid::now_v7()));
            }
            (Some(found), None) => it.id = found,
            // Somebody who was made with this number has another by now and keeps theirs.
            (None, _) if self.owner(it.id).await?.is_some() => it.id = ResourceId(Uuid::now_v7()),
            (None, _) => {}
        }
        self.resource(it).await
    }

    /// The account that an entry means, with the role at least, and with the number where it is new.
    async fn person(&mut self, it: &Member, known: Known) -> Result<Member, DbErr> {
        let Known { account, was, .. } = known;
        let account = match account {
            Some(account) => self.fetch().member(account).await?,
            // One that an entry before has made.
            None => self.by_phone(it.phone.as_ref()).await?,
        };
        let Some(old) = account else {
            member::insert(self.tx, it).await?;
            self.founded.made += 1;
            return Ok(it.clone());
        };
        let mut account = old.clone();
        let more: Vec<_> = it.roles.iter().filter(|role| !account.roles.contains(role)).copied().collect();
        // What the desk has changed since stays.
        let renumbered =
            was.is_some() && account.phone != it.phone && (account.phone.is_none() || account.phone == was);
        if more.is_empty() && !renumbered {
            self.founded.same += 1;
            return Ok(account);
        }
        account.roles.extend(more);
        if renumbered {
            account.phone.clone_from(&it.phone);
            // Whoever has the number of before is not them.
            session::end_all(self.tx, account.id).await?;
        }
        member::replace(self.tx, &old, &account).await?;
        self.founded.changed += 1;
        self.changed(account.community_id, Topic::Member, account.id.0);
        Ok(account)
    }

    fn changed(&mut self, community: PlaceId, topic: Topic, id: Uuid) {
        self.batch.jot(Jot::Change(Change { community, topic, id }));
    }
}
