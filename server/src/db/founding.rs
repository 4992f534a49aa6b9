//! Writing a district: its places, rooms, caregivers and first staff, each made where it is missing and
//! changed where it is another.

use futures::future::BoxFuture;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel};
use uuid::Uuid;

use linli_domain::booking::Booking;
use linli_domain::decide::left_hanging;
use linli_domain::ids::PlaceId;
use linli_domain::member::Member;
use linli_domain::place::Name;
use linli_domain::resource::{Nature, Resource};
use linli_domain::time::Instant;

use super::bulk::{Region, region_model};
use super::entities::{community_head, member, place, resource};
use super::{Batch, Fetch, Held, Job, Jot, convert, topic};

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
    type Answer = Founded;

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<Founded, DbErr>> {
        Box::pin(async move {
            let tx = batch.tx().await?;
            let mut work = Work { tx, batch, founded: Founded::default(), now: self.now };
            // Nobody books by hours or changes them meanwhile.
            let rooms = self.plan.rooms.iter().map(|it| it.id.0);
            let alone: Vec<_> = self.plan.communities.iter().map(|it| it.id.0).chain(rooms).collect();
            Fetch(tx).hold(Held { alone: &alone, ..Held::default() }).await?;
            for region in &self.plan.regions {
                work.place(region_model(region), true).await?;
            }
            for community in &self.plan.communities {
                work.community(community).await?;
            }
            for room in &self.plan.rooms {
                work.resource(room.clone()).await?;
            }
            for (person, resource) in &self.plan.caregivers {
                work.caregiver(person, resource.clone()).await?;
            }
            for person in &self.plan.staff {
                work.person(person).await?;
            }
            Ok(work.founded)
        })
    }
}

struct Work<'a, 't> {
    tx: &'t DatabaseTransaction,
    batch: &'a mut Batch<'t>,
    founded: Founded,
    now: Instant,
}

impl Work<'_, '_> {
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
        let head = community_head::Model { community_id: it.id.0, seq: 0, forgotten: 0 };
        let there = OnConflict::column(community_head::Column::CommunityId).do_nothing().to_owned();
        let insert = community_head::Entity::insert(head.into_active_model()).on_conflict(there);
        match insert.exec_without_returning(self.tx).await {
            Ok(_) | Err(DbErr::RecordNotInserted) => Ok(()),
            Err(error) => Err(error),
        }
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
        match resource::Entity::find_by_id(it.id.0).one(self.tx).await? {
            None => {
                let model = convert::resource_model(&it).into_active_model();
                resource::Entity::insert(model).exec_without_returning(self.tx).await?;
                self.founded.made += 1;
            }
            Some(old) => {
                let old = convert::resource(old)?;
                it.hours.exceptions.clone_from(&old.hours.exceptions);
                let ahead = if it.retired {
                    Fetch(self.tx).bookings_ahead(&[it.id], self.now).await?
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
                convert::resource_model(&it).into_active_model().reset_all().update(self.tx).await?;
                self.founded.changed += 1;
            }
        }
        self.changed(it.community_id, topic::RESOURCE, it.id.0);
        Ok(())
    }

    /// Tells those whom bookings are for that what they hang on is gone. The desk has them at the top.
    async fn tell_hanging(&mut self, ahead: &[Booking]) -> Result<(), DbErr> {
        for booking in ahead {
            self.batch.apply(left_hanging(booking, self.now, Uuid::now_v7)).await?;
            // A story travels with what it is about.
            self.changed(booking.community_id, topic::BOOKING, booking.id.0);
        }
        Ok(())
    }

    async fn caregiver(&mut self, person: &Member, mut it: Resource) -> Result<(), DbErr> {
        let account = self.person(person).await?;
        if let Nature::Caregiver(caregiver) = &mut it.nature {
            caregiver.member_id = account.id;
        }
        if let Some(known) = Fetch(self.tx).carer_of(account.id).await? {
            it.id = known;
        }
        self.resource(it).await
    }

    /// The account of this phone number, with the role at least.
    async fn person(&mut self, it: &Member) -> Result<Member, DbErr> {
        let known = match &it.phone {
            Some(phone) => Fetch(self.tx).member_by_phone(phone).await?,
            None => None,
        };
        let Some(mut known) = known else {
            let model = convert::member_model(it).into_active_model();
            member::Entity::insert(model).exec_without_returning(self.tx).await?;
            self.founded.made += 1;
            return Ok(it.clone());
        };
        let more: Vec<_> = it.roles.iter().filter(|role| !known.roles.contains(role)).copied().collect();
        if more.is_empty() {
            self.founded.same += 1;
        } else {
            known.roles.extend(more);
            convert::member_model(&known).into_active_model().reset_all().update(self.tx).await?;
            self.founded.changed += 1;
            self.changed(known.community_id, topic::MEMBER, known.id.0);
        }
        Ok(known)
    }

    fn changed(&mut self, community: PlaceId, topic: &'static str, id: Uuid) {
        self.batch.jot(Jot::Change { community: community.0, topic, id });
    }
}
