//! What is done with bookings of any kind, on the server.

use linli_domain::booking::State;
use linli_domain::ids::BookingId;
use linli_domain::mutation::BookingMutation;
use linli_domain::policy::Actor;
use linli_domain::rows::{Row, RowKey, Rows};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{Noted, Seldom, Watched};
use crate::services::address::{Address, NotAllowed};
use crate::services::gather::Affairs;
use crate::services::loading::{Asking, Loading};
use crate::services::reading::{Reading, Want, Which};
use crate::services::steps::Steps;

/// One booking.
pub(crate) fn page(at: &Address<'_>) -> Option<Result<Want, NotAllowed>> {
    match at.parts() {
        ["mine", _, ..] => Some(Ok(one(at))),
        _ => None,
    }
}

/// What a page of one booking or request is made of.
pub(crate) fn one(at: &Address<'_>) -> Want {
    Want { about: at.id(), resources: Some(Which::All), mine: Some(at.own), ..Want::default() }
}

impl Watched for BookingMutation {
    fn seldom(&self, _: &Actor) -> Option<Seldom> {
        None
    }

    fn noted(&self) -> Option<Noted> {
        None
    }
}

/// What a decision looks at.
pub(crate) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    it: &BookingMutation,
    _: Asking<'_>,
) -> Result<(), DbErr> {
    match it {
        BookingMutation::Cancel(args) => loading.with_family(args.booking_id).await,
    }
}

/// The bookings that are wanted.
pub(crate) async fn read<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    want: &Want,
    affairs: &Affairs,
    rows: &mut Rows,
) -> Result<(), DbErr> {
    let Affairs { people, desks } = affairs;
    if let Some(within) = want.mine {
        reading.bookings(rows, reading.fetch.bookings_of(people, within).await?);
    }
    if let (Some(within), false) = (want.desk, desks.is_empty()) {
        reading.bookings(rows, reading.fetch.bookings_in(desks, within).await?);
        reading.bookings(rows, reading.fetch.bookings_waiting(desks, &State::WAITS_FOR_STAFF).await?);
        let retired: Vec<_> = rows.resources.values().filter(|it| it.retired).map(|it| it.id).collect();
        reading.bookings(rows, reading.fetch.bookings_ahead(&retired, reading.now).await?);
    }
    if let Some(about) = want.about {
        let found = reading.fetch.bookings_by_id(&[about]).await?;
        let resources: Vec<_> = found.iter().flat_map(|it| it.resources().to_vec()).collect();
        reading.bookings(rows, found);
        if rows.bookings.contains_key(&BookingId(about)) {
            let found = reading.fetch.resources_by_id(&resources).await?;
            rows.extend(found.into_iter().map(Row::Resource));
            rows.extend(reading.stories(rows, &[about]).await?);
        }
    }
    Ok(())
}

/// Bookings that have changed, and the time that they take or took.
pub(crate) async fn changed<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    ids: &[Uuid],
    steps: &mut Steps,
) -> Result<(), DbErr> {
    reading.bookings(&mut steps.rows, reading.fetch.bookings_by_id(ids).await?);
    for id in ids.iter().copied() {
        steps.del(RowKey::Busy(BookingId(id)));
    }
    steps.settle(ids, RowKey::Booking);
    for busy in reading.fetch.busy_of(ids).await? {
        steps.put(Row::Busy(busy));
    }
    Ok(())
}

/// Those of whom the reader stands for; of others a phone reads the story when it shows one.
pub(crate) fn told(rows: &Rows, actor: &Actor) -> Vec<Uuid> {
    rows.bookings.values().filter(|it| actor.stands_for(it.subject)).map(|it| it.id.0).collect()
}
