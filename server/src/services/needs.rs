//! What a decision looks at: loads the rows that the domain needs for one mutation, and no more.
//! A fixed number of queries each, whatever the amount of data.

use linli_domain::member::Member;
use linli_domain::mutation::Mutation;
use linli_domain::rows::{Row, Rows};
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};

use super::loading::{Asking, Breadth, Loading};
use super::places::Communities;
use super::systems;
use crate::db::Here;

/// Loads the rows: of what is named by its id, in the communities in which whoever asks can have anything.
///
/// # Errors
/// When the database does not answer.
pub(super) async fn load<C: ConnectionTrait>(
    fetch: Here<'_, C>,
    communities: &Communities,
    me: &Member,
    mutation: &Mutation,
    breadth: Breadth,
    now: Instant,
) -> Result<Rows, DbErr> {
    let deciding = breadth == Breadth::Narrow;
    let mut loading = Loading { fetch, communities, rows: Rows::default(), now, deciding };
    loading.rows.put(Row::Member(me.clone()));
    loading.place(me.community_id);
    systems::needs(&mut loading, Asking { me, mutation, breadth }).await?;
    Ok(loading.rows)
}
