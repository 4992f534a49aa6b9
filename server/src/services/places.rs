//! The communities with their settings, which every request needs and hardly anything changes.

use core::ops::Deref;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant as Clock};

use linli_domain::holiday::Holiday;
use linli_domain::ids::PlaceId;
use linli_domain::member::Role;
use linli_domain::place::Community;
use linli_domain::policy::{Actor, Where};
use linli_domain::resource::Resource;
use linli_domain::time::Zone;
use sea_orm::{ConnectionTrait, DbErr};
use sha2::{Digest, Sha256};
use tokio::sync::Mutex;

use super::resources::Resources;
use crate::db::{Db, Fetch};

/// All communities by id.
pub struct Communities {
    all: HashMap<PlaceId, Community>,
    marks: HashMap<PlaceId, [u8; 32]>,
    /// Read once: each decision would read the rules of a zone anew.
    zones: HashMap<PlaceId, Zone>,
    resources: Resources,
}

impl Communities {
    /// A hash of the community with its settings; another one when something of it has changed.
    #[must_use]
    pub fn mark(&self, place: PlaceId) -> [u8; 32] {
        self.marks.get(&place).copied().unwrap_or_default()
    }

    /// The rooms and caregivers of communities, as the database has them now.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn resources<C: ConnectionTrait>(
        &self,
        fetch: Fetch<'_, C>,
        places: &[PlaceId],
    ) -> Result<Vec<Arc<Vec<Resource>>>, DbErr> {
        self.resources.of(fetch, places).await
    }

    /// A community with its zone.
    #[must_use]
    pub fn zoned(&self, place: PlaceId) -> Option<(&Community, &Zone)> {
        Some((self.all.get(&place)?, self.zones.get(&place)?))
    }
}

impl Deref for Communities {
    type Target = HashMap<PlaceId, Community>;

    fn deref(&self) -> &Self::Target {
        &self.all
    }
}

impl From<HashMap<PlaceId, Community>> for Communities {
    fn from(all: HashMap<PlaceId, Community>) -> Self {
        let mark = |it: &Community| Sha256::digest(serde_json::to_vec(it).unwrap_or_default()).into();
        let marks = all.iter().map(|(id, it)| (*id, mark(it))).collect();
        let zones = all.iter().map(|(id, it)| (*id, it.zone())).collect();
        Self { all, marks, zones, resources: Resources::default() }
    }
}

/// How long what was read counts as fresh; a changed setting is seen everywhere after this time.
const FRESH: Duration = Duration::from_secs(30);

/// Keeps the communities for a while.
pub struct Places {
    holidays: Vec<Holiday>,
    kept: RwLock<Option<(Clock, Arc<Communities>)>>,
    reading: Mutex<()>,
}

impl Places {
    /// Nothing read yet; every community keeps these holidays.
    #[must_use]
    pub fn new(holidays: Vec<Holiday>) -> Self {
        Self { holidays, kept: RwLock::default(), reading: Mutex::default() }
    }

    /// The communities, half a minute old or a little more while somebody reads them anew.
    ///
    /// # Errors
    /// When they must be read and the database does not answer.
    pub async fn all(&self, db: &Db) -> Result<Arc<Communities>, DbErr> {
        let kept = || self.kept.read().unwrap_or_else(PoisonError::into_inner).clone();
        let fresh = |it: &(Clock, Arc<Communities>)| it.0.elapsed() < FRESH;
        if let Some((_, all)) = kept().filter(fresh) {
            return Ok(all);
        }
        // One reads for all; who has older ones goes on with them meanwhile.
        let _turn = match (self.reading.try_lock(), kept()) {
            (Ok(turn), _) => turn,
            (Err(_), Some((_, old))) => return Ok(old),
            (Err(_), None) => self.reading.lock().await,
        };
        if let Some((_, all)) = kept().filter(fresh) {
            return Ok(all);
        }
        let mut all = Fetch(db.reader()).communities().await?;
        for community in all.values_mut() {
            community.holidays.clone_from(&self.holidays);
        }
        let all = Arc::new(Communities::from(all));
        *self.kept.write().unwrap_or_else(PoisonError::into_inner) = Some((Clock::now(), Arc::clone(&all)));
        Ok(all)
    }
}

/// The communities that a role of the actor covers, in the order of their ids.
#[must_use]
pub fn covered(all: &Communities, actor: &Actor, roles: &[Role]) -> Vec<PlaceId> {
    let mut covered: Vec<_> = all
        .values()
        .filter(|it| roles.iter().any(|role| actor.is(*role, Where::from(*it))))
        .map(|it| it.id)
        .collect();
    covered.sort_unstable();
    covered
}

/// The communities in which there can be anything of somebody's: those of their `homes`, and all that a role of
/// theirs covers. Whatever is asked for by its id in their name is looked for here. In the order of their ids.
#[must_use]
pub fn reach(all: &Communities, actor: &Actor, homes: &[PlaceId]) -> Vec<PlaceId> {
    let held = actor.roles.iter().map(|it| it.place_id).filter(|it| all.contains_key(it));
    let mut reach: Vec<_> = homes.iter().copied().chain(held).collect();
    // Of those roles whose place is more than a community.
    if actor.roles.iter().any(|it| !all.contains_key(&it.place_id)) {
        let staff = [Role::Clerk, Role::Keeper, Role::Supervisor, Role::Officer, Role::Administrator];
        reach.extend(covered(all, actor, &staff));
    }
    reach.sort_unstable();
    reach.dedup();
    reach
}

/// The zone of a community; UTC where it is unknown.
#[must_use]
pub fn zone_of(communities: &Communities, place: PlaceId) -> Zone {
    communities.get(&place).map_or_else(Zone::utc, Community::zone)
}
