//! What each system needs of the server alone, and the list of them. Of each:
//! - `page`: the rows of the pages at its addresses, and `asks` the query that one of them begins with;
//! - `needs`: the rows that its decisions look at;
//! - `read`: the rows of its own that are wanted, as the reader may have them;
//! - `changed`: what a phone is told when one of its rows has changed;
//! - `turned`: what a phone is told when time alone has changed what the reader may have;
//! - `told`: of which of a phone's rows the stories are kept there.
//!
//! What a system has nothing of is not there.

pub(crate) mod bookings;
pub(crate) mod care;
pub(crate) mod help;
pub(crate) mod hours;
pub(crate) mod members;
pub(crate) mod messages;
pub(crate) mod rooms;

use linli_domain::member::Member;
use linli_domain::mutation::Mutation;
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::Value;
use uuid::Uuid;

use super::address::{Address, NotAllowed};
use super::gather::Affairs;
use super::loading::{Breadth, Loading};
use super::matters;
use super::reading::{Reading, Want};
use super::steps::Steps;
use crate::db::Topic;

/// A query by its name, with its arguments.
pub(crate) type Asked = (&'static str, Value);

/// What the page at an address is made of; `None` when it is no system's.
pub(crate) fn page(at: &Address<'_>) -> Option<Result<Want, NotAllowed>> {
    [rooms::page, care::page, bookings::page, help::page, members::page, messages::page]
        .into_iter()
        .find_map(|page| page(at))
}

/// The query that the page at an address begins with.
pub(crate) fn asks(at: &Address<'_>) -> Option<Asked> {
    [care::asks, members::asks].into_iter().find_map(|asks| asks(at))
}

/// Loads what the decision of a mutation looks at.
pub(super) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    me: &Member,
    mutation: &Mutation,
    breadth: Breadth,
) -> Result<(), DbErr> {
    match mutation {
        Mutation::Rooms(it) => rooms::needs(loading, me, it, mutation, breadth).await,
        Mutation::Hours(it) => hours::needs(loading, it, mutation).await,
        Mutation::Care(it) => care::needs(loading, me, it, mutation, breadth).await,
        Mutation::Bookings(it) => bookings::needs(loading, it).await,
        Mutation::Help(it) => help::needs(loading, me, it).await,
        Mutation::Members(it) => members::needs(loading, it).await,
        Mutation::Messages(it) => messages::needs(loading, it).await,
    }
}

/// The rows of all systems that are wanted and that the reader may see.
pub(super) async fn read<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    want: &Want,
    affairs: &Affairs,
    rows: &mut Rows,
) -> Result<(), DbErr> {
    bookings::read(reading, want, affairs, rows).await?;
    care::read(reading, want, affairs, rows).await?;
    matters::read(reading, want, affairs, rows).await?;
    messages::read(reading, want, rows).await
}

/// What a phone is told of changes of a kind of row.
pub(super) async fn changed<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    topic: Topic,
    ids: &[Uuid],
    steps: &mut Steps,
) -> Result<(), DbErr> {
    match topic {
        Topic::Resource => hours::changed(reading, ids, steps).await,
        Topic::Member => members::changed(reading, ids, steps).await,
        Topic::Booking => bookings::changed(reading, ids, steps).await,
        Topic::Matter => matters::changed(reading, ids, steps).await,
        Topic::Message => messages::changed(reading, ids, steps).await,
    }
}

/// What time alone has changed for the reader since then.
pub(super) async fn turned<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    since: Instant,
    steps: &mut Steps,
) -> Result<(), DbErr> {
    care::turned(reading, since, steps).await
}

/// Of which of these rows a phone keeps the stories.
pub(super) fn told(rows: &Rows, actor: &Actor) -> Vec<Uuid> {
    let mut told = bookings::told(rows, actor);
    told.extend(matters::told(rows));
    told
}
