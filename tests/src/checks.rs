//! What must hold in the database whatever happened.

use std::collections::BTreeMap;

use linli_domain::booking::State;
use linli_server::db::Db;
use linli_server::db::tables::{
    allocation, booking, change, community_head, matter, member, member_grant, message, notice, place,
    resource, story_event,
};
use sea_orm::EntityTrait;
use uuid::Uuid;

use crate::communities::behind;

/// Pairs of allocations that take a resource at the same time, and bookings whose held time is not
/// what their state says. None when all is well.
pub async fn double_bookings(db: &Db) -> Vec<String> {
    let mut wrong = Vec::new();
    let on = behind(db);
    let mut held = allocation::Entity::find().all(&on).await.expect("allocations");
    held.sort_by_key(|it| (it.resource_id, it.starts, it.ends));
    let mut latest: Option<&allocation::Model> = None;
    for one in &held {
        if let Some(before) = latest.filter(|it| it.resource_id == one.resource_id && one.starts < it.ends) {
            wrong.push(format!("{before:?} and {one:?} overlap"));
        }
        if latest.is_none_or(|it| it.resource_id != one.resource_id || it.ends < one.ends) {
            latest = Some(one);
        }
    }
    let mut count: BTreeMap<Uuid, usize> = BTreeMap::new();
    for one in &held {
        *count.entry(one.booking_id).or_default() += 1;
    }
    for it in booking::Entity::find().all(&on).await.expect("bookings") {
        let state: State = serde_json::from_value(it.state.clone().into()).expect("a state");
        let resources = [it.resource_id, it.second_resource_id].iter().flatten().count();
        let expected = if state.holds_time() { resources } else { 0 };
        let found = count.remove(&it.id).unwrap_or(0);
        // What was heard of late holds what was left of its time.
        let left = it.also && state.holds_time() && found < expected;
        if found != expected && !left {
            wrong.push(format!("{} ({}) holds {found} of {expected}", it.id, it.state));
        }
    }
    wrong.extend(count.keys().map(|id| format!("time of {id}, which is no booking")));
    wrong
}

/// Everything that mutations may change, as text; not the outcomes and numbers of devices.
pub async fn everything(db: &Db) -> String {
    let mut all = Vec::new();
    let on = behind(db);
    macro_rules! tables {
        ($($table:ident)*) => {$(
            let rows = $table::Entity::find().all(&on).await.expect("rows");
            all.extend(rows.into_iter().map(|row| format!("{} {row:?}", stringify!($table))));
        )*};
    }
    tables!(allocation booking change community_head matter member member_grant message notice place resource story_event);
    all.sort();
    all.join("\n")
}
