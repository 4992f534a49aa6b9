//! Half-filled forms, so that a reload loses nothing. Each by itself; old ones go.

use gloo_storage::{LocalStorage, Storage};
use linli_domain::time::Instant;
use serde::{Deserialize, Serialize};

use crate::device;

/// Days after which a form that nobody came back to is forgotten.
const DAYS: i64 = 7;

#[derive(Serialize, Deserialize)]
struct Draft {
    at: Instant,
    fields: Vec<(String, String)>,
}

fn key(form: &str) -> String {
    format!("linli.draft.{form}")
}

/// What was typed into a form.
pub fn read(form: &str) -> Vec<(String, String)> {
    let draft: Option<Draft> = LocalStorage::get(key(form)).ok();
    draft.filter(|it| it.at.plus_days(DAYS) > device::clock()).map(|it| it.fields).unwrap_or_default()
}

/// Keeps what is typed; nothing forgets it.
pub fn keep(form: &str, fields: &[(String, String)]) {
    let key = key(form);
    if fields.is_empty() {
        LocalStorage::delete(&key);
    } else {
        // Full storage or a private window: then a reload loses it, as without linli.
        _ = LocalStorage::set(&key, Draft { at: device::clock(), fields: fields.to_vec() });
    }
}
