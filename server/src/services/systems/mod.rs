//! What each system needs of the server alone, and the list of them. Of each:
//! - `page`: the rows of the pages at its addresses;
//! - `asks`: the query that one of them begins with, and `answer` what its queries are answered;
//! - `needs`: the rows that its decisions look at;
//! - `Watched`: what is asked of each of its mutations, no being an answer;
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
pub(crate) mod notices;
pub(crate) mod rooms;

use linli_domain::mutation::Mutation;
use linli_domain::policy::Actor;
use linli_domain::refusal::Counted;
use linli_domain::rows::Rows;
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::Value;
use uuid::Uuid;

use super::address::{Address, NotAllowed};
use super::by_day::Rare;
use super::gather::Affairs;
use super::loading::{Asking, Loading};
use super::matters;
pub(crate) use super::noted::Noted;
use super::queries::QueryError;
use super::reading::{Reading, Want};
use super::session::Session;
use super::steps::Steps;
use crate::db::Topic;
use crate::state::AppState;

/// A query by its name, with its arguments.
pub(crate) type Asked = (&'static str, Value);

/// What the server asks of every mutation, whatever it does.
pub(crate) trait Watched {
    /// Something that this person may do so often only within a day.
    fn seldom(&self, actor: &Actor) -> Option<Seldom>;

    /// What the audit's log is told of it.
    fn noted(&self) -> Option<Noted>;
}

/// See [`Watched::seldom`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Seldom {
    pub(crate) what: Rare,
    /// As which it is refused.
    pub(crate) of: Counted,
    /// It counts once it is done, and not when it is tried.
    pub(crate) done: bool,
}

// A line each: whether it has pages, and rows of its own that they want; the kind of row whose changes phones are told by
// it; and whether it has queries of the second door. What several want is read in this order.
macro_rules! systems {
    ($($variant:ident = $module:ident [$($page:ident)?] [$($read:ident)?] [$($topic:ident)?] [$($asks:ident $answer:ident)?];)*) => {
        /// What the page at an address is made of; `None` when it is no system's.
        pub(crate) fn page(at: &Address<'_>) -> Option<Result<Want, NotAllowed>> {
            None$($(.or_else(|| $module::$page(at)))?)*
        }

        /// See [`Watched`].
        pub(crate) fn watched(mutation: &Mutation) -> &dyn Watched {
            match mutation { $(Mutation::$variant(it) => it,)* }
        }

        /// Loads what the decision of a mutation looks at.
        pub(super) async fn needs<C: ConnectionTrait>(
            loading: &mut Loading<'_, C>,
            asking: Asking<'_>,
        ) -> Result<(), DbErr> {
            match asking.mutation { $(Mutation::$variant(it) => $module::needs(loading, it, asking).await,)* }
        }

        /// The rows of all systems that are wanted and that the reader may see.
        pub(super) async fn read<C: ConnectionTrait>(
            reading: &Reading<'_, C>,
            want: &Want,
            affairs: &Affairs,
            rows: &mut Rows,
        ) -> Result<(), DbErr> {
            $($($module::$read(reading, want, affairs, rows).await?;)?)*
            Ok(())
        }

        /// The query that the page at an address begins with.
        pub(crate) fn asks(at: &Address<'_>) -> Option<Asked> {
            None$($(.or_else(|| $module::$asks(at)))?)*
        }

        /// Answers a query of the second door; `None` where no system has one of this name.
        pub(super) async fn answer(
            state: &AppState,
            session: &Session,
            name: &str,
            args: &Value,
        ) -> Option<Result<Value, QueryError>> {
            $($(if let Some(answer) = $module::$answer(state, session, name, args).await {
                return Some(answer);
            })?)*
            None
        }

        /// What a phone is told of changes of a kind of row.
        pub(super) async fn changed<C: ConnectionTrait>(
            reading: &Reading<'_, C>,
            topic: Topic,
            ids: &[Uuid],
            steps: &mut Steps,
        ) -> Result<(), DbErr> {
            match topic {
                $($(Topic::$topic => $module::changed(reading, ids, steps).await,)?)*
                // Nothing is noted of these.
                Topic::Community | Topic::Grant | Topic::Busy | Topic::Event => Ok(()),
            }
        }
    };
}

systems! {
    Bookings = bookings [page] [read] [Booking] [];
    Rooms = rooms [page] [] [] [];
    Care = care [page] [read] [] [asks answer];
    Help = help [page] [read] [Matter] [];
    Hours = hours [] [] [Resource] [];
    Members = members [page] [] [Member] [asks answer];
    Messages = messages [page] [read] [Message] [];
    Notices = notices [page] [read] [Notice] [asks answer];
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
