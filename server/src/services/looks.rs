//! How the app looks for a person, on whatever device they sign in.

use linli_app::store::Prefs;
use linli_domain::ids::{MemberId, PlaceId};

use crate::db::tables::member_look;
use crate::state::AppState;

/// Remembers it for the other devices of a person of a community. This one remembers by itself: a failure costs it nothing and
/// is only noted.
pub async fn remember(state: &AppState, (home, member): (PlaceId, MemberId), prefs: Prefs) {
    let look = prefs.to_cookie();
    let kept = state.db.write(move |tx| Box::pin(member_look::keep(tx, home, member, look.clone()))).await;
    if let Err(error) = kept {
        tracing::warn!(%error, "how the app looks was not kept for the account");
    }
}

/// How the app looks after signing in on a device: as the person had it elsewhere, with what they have just
/// chosen `here`, which is what differs from how it looked for the one who was signed in `last`.
///
/// Where nobody ever was, nothing tells what was chosen: then who had it plain, or never said, keeps what is
/// here, now for the account too.
pub async fn on_signing_in(
    state: &AppState,
    (home, member): (PlaceId, MemberId),
    here: Prefs,
    last: Option<Prefs>,
) -> Prefs {
    let kept = match member_look::of(state.db.reader(), home, member).await {
        Ok(kept) => kept,
        Err(error) => {
            tracing::warn!(%error, "how the app looks for the account was not read");
            return here;
        }
    };
    let elsewhere = kept.map(|it| Prefs { begun: here.begun, ..here.with_cookie(&it) });
    let plain = Prefs { lang: here.lang, begun: here.begun, ..Prefs::default() };
    let (look, is_new) = match last {
        Some(last) => {
            let base = elsewhere.unwrap_or(plain);
            (base.with_changes(last, here), last.with_changes(last, here) != last)
        }
        None => {
            let look = elsewhere.filter(|it| !it.is_plain()).unwrap_or(here);
            (look, look != elsewhere.unwrap_or(plain))
        }
    };
    if is_new {
        remember(state, (home, member), look).await;
    }
    look
}
