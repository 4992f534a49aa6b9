//! Puts the district into a database.

use linli_app::store::DemoAccount as Listed;
use linli_domain::place::PlaceKind;
use linli_domain::time::Instant;
use sea_orm::{DbErr, TransactionTrait};

use super::{Plan, account_list};
use crate::db::tables::database_fact;
use crate::db::tables::place::{self, Region};
use crate::db::{Db, DbError, Fetch, bulk, put};

/// Whether the database has no place yet.
///
/// # Errors
/// When the database does not answer.
pub async fn is_empty(db: &Db) -> Result<bool, DbError> {
    Ok(place::is_empty(db).await?)
}

/// Fills an empty database, community by community, in one transaction: all of it or nothing.
///
/// # Errors
/// When the database refuses a row, as one that is not empty does.
pub async fn fill(db: &Db, seed: u64, scale: u32, now: Instant) -> Result<(), DbError> {
    let plan = Plan::new(seed, scale, now);
    let head = plan.head();
    let tx = db.reader().begin().await?;
    database_fact::set(&tx, database_fact::DEMO, "true").await?;
    let upper = head.places.into_iter().filter(|it| it.kind != PlaceKind::Community);
    let regions: Vec<_> =
        upper.map(|it| Region { id: it.id, parent: it.parent, kind: it.kind, name: it.name }).collect();
    place::insert(&tx, &regions, &head.communities).await?;
    for (part, community) in plan.parts().zip(&head.communities) {
        let here = community.id;
        bulk::insert(&tx, &part.members).await?;
        let grants: Vec<_> = part.grants.into_iter().map(|it| (it, here)).collect();
        bulk::insert(&tx, &grants).await?;
        bulk::insert(&tx, &part.resources).await?;
        bulk::insert(&tx, &part.bookings).await?;
        let busy: Vec<_> = part.busy.into_iter().map(|it| (it, here)).collect();
        bulk::insert(&tx, &busy).await?;
        bulk::insert(&tx, &part.matters).await?;
        bulk::insert(&tx, &part.events).await?;
        bulk::insert(&tx, &part.messages).await?;
        put(&tx, part.rows).await?;
    }
    Ok(tx.commit().await?)
}

/// The accounts that visitors of a demo may use, those that are in the database.
///
/// # Errors
/// When the database does not answer.
pub async fn accounts(db: &Db) -> Result<Vec<Listed>, DbErr> {
    let mut listed = Vec::new();
    for account in account_list(1) {
        if let Some(member) = Fetch(db.reader()).member_by_phone(&account.phone).await? {
            listed.push(Listed {
                called: member.name,
                role: account.role.role(),
                phone: account.phone.spoken(),
                place: account.place,
            });
        }
    }
    Ok(listed)
}
