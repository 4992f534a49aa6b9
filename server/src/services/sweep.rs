//! What time does without anybody asking: holds that run out, people who did not come.

use futures::future::BoxFuture;
use linli_domain::booking::Booking;
use linli_domain::decide::pass_time;
use linli_domain::ids::{BookingId, PlaceId};
use linli_domain::lifecycle::{ENDED_BY_TIME, Passed, due};
use linli_domain::rows::{Row, Rows};
use linli_domain::time::Instant;
use sea_orm::DbErr;
use uuid::Uuid;

use crate::db::{Applied, Batch, DbError, Due, Fetch, Here, Job};
use crate::state::AppState;

/// How many bookings are read at once.
const PAGE: u64 = 500;

/// Moves on the bookings that are due; how many.
///
/// # Errors
/// When the database does not answer.
pub async fn sweep(state: &AppState) -> Result<usize, DbError> {
    let now = state.now();
    let communities = state.places.all(&state.db).await?;
    let mut moved = 0;
    for why in [Due::Started, Due::Held] {
        let mut after = None;
        loop {
            // Page by page to the end: what has started and is not due yet, such as a visit that nobody
            // checked out of, must not stand before what is.
            let page = Fetch(state.db.reader()).bookings_due(&ENDED_BY_TIME, why, now, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some((last.starts, last.id));
            for booking in page {
                let Some(community) = communities.get(&booking.community_id) else { continue };
                if due(&booking, &community.settings, now).is_some() {
                    let settings = community.settings.clone();
                    let passing = Passing { id: booking.id, place: booking.community_id, settings, now };
                    moved += usize::from(state.db.run(passing).await?);
                }
            }
        }
    }
    Ok(moved)
}

struct Passing {
    id: BookingId,
    place: PlaceId,
    settings: linli_domain::place::Settings,
    now: Instant,
}

impl Job for Passing {
    type Answer = bool;

    fn lane(&self) -> u128 {
        self.place.0.as_u128()
    }

    fn run<'a>(&'a self, batch: &'a mut Batch<'_>) -> BoxFuture<'a, Result<bool, DbErr>> {
        Box::pin(async move {
            // Read again inside the transaction: it may have moved on meanwhile.
            let here = [self.place];
            let fetch = Fetch(batch.tx().await?).within(&here);
            let Some(booking) = fetch.booking(self.id).await? else { return Ok(false) };
            let Some(passed) = due(&booking, &self.settings, self.now) else { return Ok(false) };
            let rows = self.around(fetch, &booking, passed).await?;
            let effects = pass_time(&booking, passed, &rows, self.now, Uuid::now_v7);
            Ok(batch.apply(effects).await? == Applied::Done)
        })
    }
}

impl Passing {
    async fn around<C: sea_orm::ConnectionTrait>(
        &self,
        fetch: Here<'_, C>,
        booking: &Booking,
        passed: Passed,
    ) -> Result<Rows, DbErr> {
        let mut rows = Rows::default();
        let resources = fetch.resources_by_id(booking.resources()).await?;
        rows.extend(resources.into_iter().map(Row::Resource));
        if booking.visit().is_some() && passed == Passed::NoShow {
            // Those who act for the elder are told.
            let grants = fetch.grants(booking.subject).await?;
            rows.extend(grants.into_iter().map(Row::Grant));
        }
        rows.extend([Row::Booking(booking.clone())]);
        Ok(rows)
    }
}
