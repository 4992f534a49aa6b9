//! Gathers the rows for one reader: what is everybody's, then what each system adds. A fixed number of
//! queries, whatever the amount of data.

use linli_domain::ids::{PlaceId, ResourceId};
use linli_domain::member::{Member, Role};
use linli_domain::rows::{Row, Rows};
use sea_orm::{ConnectionTrait, DbErr};

use super::places::covered;
use super::reading::{Reading, Want};
use super::systems;

/// Whose affairs the reader sees to.
pub(crate) struct Affairs {
    /// The reader and whom they act for.
    pub(crate) people: Vec<Member>,
    /// The places at whose desk the reader works; none where the desk is not wanted.
    pub(crate) desks: Vec<PlaceId>,
}

/// The rows that are wanted and that the reader may see.
///
/// # Errors
/// When the database does not answer.
pub async fn gather<C: ConnectionTrait>(reading: &Reading<'_, C>, want: &Want) -> Result<Rows, DbErr> {
    let mut rows = Rows::default();
    reading.place(&mut rows, reading.member.community_id);
    rows.put(Row::Member(reading.member.clone()));
    let desks = if want.desk.is_some() || want.subject.is_some() {
        covered(reading.communities, reading.actor, &[Role::Clerk, Role::Keeper])
    } else {
        Vec::new()
    };
    let people = people(reading, want, &mut rows).await?;
    let mut places = reading.books_in(rows.members.values());
    places.extend(&desks);
    if let Some(carer) = reading.actor.carer {
        let own = reading.fetch.resources_by_id(&[carer]).await?;
        rows.extend(own.into_iter().map(Row::Resource));
    }
    places.sort_unstable();
    places.dedup();
    for place in &places {
        reading.place(&mut rows, *place);
    }
    resources(reading, want, &places, &mut rows).await?;
    systems::read(reading, want, &Affairs { people, desks }, &mut rows).await?;
    Ok(rows)
}

/// Whom the reader knows by a grant, and the person that something is booked for; answers the reader and those
/// whom they act for.
async fn people<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    want: &Want,
    rows: &mut Rows,
) -> Result<Vec<Member>, DbErr> {
    let (grants, homes) = reading.fetch.grants_at_home(reading.actor.id).await?;
    let mut others: Vec<_> = grants.iter().flat_map(|it| [it.from, it.to]).collect();
    others.extend(want.subject);
    others.retain(|id| *id != reading.actor.id);
    let mut people = vec![reading.member.clone()];
    // Also those who act for the reader, wherever they live.
    let homes = [reading.fetch.places(), homes.as_slice()].concat();
    for person in reading.fetch.within(&homes).members(&others).await? {
        if reading.actor.acts_for.contains(&person.id) {
            people.push(person.clone());
        }
        let known = grants.iter().any(|it| it.from == person.id || it.to == person.id);
        reading.person(rows, person, known);
    }
    rows.extend(grants.into_iter().map(Row::Grant));
    Ok(people)
}

/// Rooms and caregivers of these places, and their taken time.
async fn resources<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    want: &Want,
    places: &[PlaceId],
    rows: &mut Rows,
) -> Result<(), DbErr> {
    if let Some(which) = want.resources {
        for found in reading.communities.resources(*reading.fetch, places).await? {
            rows.extend(found.iter().filter(|it| which.has(it)).cloned().map(Row::Resource));
        }
    }
    if let Some((which, within)) = want.busy {
        let ids: Vec<ResourceId> =
            rows.resources.values().filter(|it| which.has(it)).map(|it| it.id).collect();
        let found = reading.fetch.busy(reading.fetch.places(), &ids, within).await?;
        rows.extend(found.into_iter().map(Row::Busy));
    }
    Ok(())
}
