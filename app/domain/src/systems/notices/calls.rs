//! Whom the desk still has to tell.

use serde::{Deserialize, Serialize};

use crate::as_json;
use crate::contact::Phone;
use crate::ids::MemberId;

/// How far a notice has come. For the desk alone, and never kept on a phone.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Calls {
    /// How many people it concerns.
    pub reached: usize,
    /// How many of them have seen it or were told.
    pub seen: usize,
    /// Of an emergency those who have not, by their doors; no more than can be called in a day.
    pub missing: Vec<Call>,
}

as_json!(struct Calls { reached, seen, missing });

/// Somebody to call.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Call {
    pub member_id: MemberId,
    pub name: String,
    pub phone: Option<Phone>,
    pub address: String,
}

as_json!(struct Call { member_id, name, phone, address });
