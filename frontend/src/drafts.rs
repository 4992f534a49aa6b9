//! Half-filled forms, so that a reload loses nothing. Each by itself; old ones go. They belong to an
//! account: whoever has the phone next never reads them.

use std::cell::Cell;

use linli_domain::as_json;
use linli_domain::ids::MemberId;
use linli_domain::time::Instant;

use crate::device;

/// Days after which a form that nobody came back to is forgotten.
const DAYS: i64 = 7;

struct Draft {
    at: Instant,
    fields: Vec<(String, String)>,
}

as_json!(struct Draft { at, fields });

/// What all drafts begin with.
const ALL: &str = "linli.draft.";

thread_local! {
    /// Whose page this is. Not whose phone it is: an old page may still be open in another tab.
    static WHOSE: Cell<Option<MemberId>> = const { Cell::new(None) };
}

fn of(account: MemberId) -> String {
    format!("{ALL}{account} ")
}

fn key(form: &str) -> Option<String> {
    Some(of(WHOSE.get()?) + form)
}

/// The page is this person's. What others left is gone; a page of nobody leaves it for who comes back.
pub fn open(me: Option<MemberId>) {
    WHOSE.set(me);
    let Some(me) = me else { return };
    let own = of(me);
    device::delete_all(|it| it.starts_with(ALL) && !it.starts_with(&own));
}

/// What somebody had begun to write is gone, and their pages keep nothing from now on.
pub fn forget(account: MemberId) {
    if WHOSE.get() == Some(account) {
        WHOSE.set(None);
    }
    let own = of(account);
    device::delete_all(|it| it.starts_with(&own));
}

/// What was typed into a form.
pub fn read(form: &str) -> Vec<(String, String)> {
    let draft: Option<Draft> = key(form).and_then(|key| device::get(&key));
    draft.filter(|it| it.at.plus_days(DAYS) > device::clock()).map(|it| it.fields).unwrap_or_default()
}

/// Keeps what is typed; nothing forgets it. A page whose person has left the phone keeps nothing.
pub fn keep(form: &str, fields: &[(String, String)]) {
    let Some(key) = key(form).filter(|_| WHOSE.get() == device::account()) else { return };
    if fields.is_empty() {
        device::delete(&key);
    } else {
        // Full storage or a private window: then a reload loses it, as without linli.
        device::set(&key, &Draft { at: device::clock(), fields: fields.to_vec() });
    }
}
