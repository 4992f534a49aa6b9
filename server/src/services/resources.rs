//! The rooms and caregivers of communities, which every page shows and hardly anything changes. What was
//! read is used again until the database has noted a change of it, and no longer than the communities
//! themselves are kept (see `places`): long before the notes of a change are forgotten.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use linli_domain::ids::PlaceId;
use linli_domain::resource::Resource;
use sea_orm::{ConnectionTrait, DbErr};

use crate::db::{Fetch, Topic};

/// Communities whose rooms and caregivers are kept; those of others are read each time. With fifty of
/// them in each some ten megabytes.
const KEPT: usize = 256;

/// What was read of some communities.
#[derive(Default)]
pub struct Resources(Mutex<HashMap<PlaceId, Kept>>);

#[derive(Clone)]
struct Kept {
    /// A version of the community; up to it, at least, these are as they were then.
    seq: i64,
    all: Arc<Vec<Resource>>,
}

impl Resources {
    /// Those of these communities, as the database has them now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(super) async fn of<C: ConnectionTrait>(
        &self,
        fetch: Fetch<'_, C>,
        places: &[PlaceId],
    ) -> Result<Vec<Arc<Vec<Resource>>>, DbErr> {
        let mut known = self.known(places);
        let since: Vec<_> = known.iter().map(|(place, kept)| (*place, kept.seq)).collect();
        let mut moved: HashMap<PlaceId, i64> = HashMap::new();
        for (place, changed, seq) in fetch.newest_changes(&since).await? {
            if changed == Some(Topic::Resource) {
                known.remove(&place);
            }
            let newest = moved.entry(place).or_insert(seq);
            *newest = seq.max(*newest);
        }
        for (place, seq) in moved {
            if let Some(kept) = known.get_mut(&place) {
                kept.seq = seq;
            }
        }
        let unknown: Vec<_> = places.iter().copied().filter(|it| !known.contains_key(it)).collect();
        if !unknown.is_empty() {
            // The versions first: what changes in between is then read twice, and not missed.
            let heads = fetch.heads(&unknown).await?;
            let mut read: HashMap<PlaceId, Vec<Resource>> = HashMap::new();
            for resource in fetch.resources(&unknown).await? {
                read.entry(resource.community_id).or_default().push(resource);
            }
            for place in unknown {
                let all = Arc::new(read.remove(&place).unwrap_or_default());
                let seq = heads.get(&place).map_or(0, |it| it.0);
                known.insert(place, Kept { seq, all });
            }
        }
        self.keep(&known);
        Ok(known.into_values().map(|it| it.all).collect())
    }

    fn known(&self, places: &[PlaceId]) -> HashMap<PlaceId, Kept> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        places.iter().filter_map(|place| Some((*place, kept.get(place)?.clone()))).collect()
    }

    /// Keeps what was read, unless somebody has read it at a newer version meanwhile.
    fn keep(&self, read: &HashMap<PlaceId, Kept>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (place, new) in read {
            let there = kept.get(place).map(|it| it.seq);
            if there.is_some_and(|it| it < new.seq) || (there.is_none() && kept.len() < KEPT) {
                kept.insert(*place, new.clone());
            }
        }
    }
}
