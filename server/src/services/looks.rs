//! How the app looks for a person, on whatever device they sign in.

use linli_app::store::Prefs;
use linli_domain::ids::MemberId;

use crate::db::looks;
use crate::state::AppState;

/// Remembers it for the person's other devices. This one remembers by itself: a failure costs it nothing and
/// is only noted.
pub async fn remember(state: &AppState, member: MemberId, prefs: Prefs) {
    let look = prefs.to_cookie();
    let kept = state.db.write(move |tx| Box::pin(looks::keep(tx, member, look.clone()))).await;
    if let Err(error) = kept {
        tracing::warn!(%error, "how the app looks was not kept for the account");
    }
}

/// How the app looks after signing in on a device: as the person had it elsewhere. Who had it plain, or
/// never said, keeps what was chosen on this device, now for the account too; `here` is what was.
pub async fn on_signing_in(state: &AppState, member: MemberId, here: Prefs) -> Prefs {
    let look = match looks::of(state.db.reader(), member).await {
        Ok(look) => look,
        Err(error) => {
            tracing::warn!(%error, "how the app looks for the account was not read");
            return here;
        }
    };
    let elsewhere = look.map(|it| Prefs { begun: here.begun, ..here.with_cookie(&it) });
    if let Some(elsewhere) = elsewhere.filter(|it| !it.is_plain()) {
        return elsewhere;
    }
    if !here.is_plain() {
        remember(state, member, here).await;
    }
    here
}
