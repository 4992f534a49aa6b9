//! What travels in the page, once, as JSON.

use linli_domain::as_json;
use linli_domain::ids::MemberId;
use linli_domain::json::{Map, Value};
use linli_domain::member::Role;
use linli_domain::name::Name;
use linli_domain::refusal::Refusal;
use linli_domain::rows::Rows;
use linli_domain::time::Instant;
use serde::Serialize;
use uuid::Uuid;

use super::Prefs;
use crate::forms::SIGNED_IN;

/// The filling of a [`Store`](super::Store).
#[derive(Clone, Default, Debug, Serialize)]
pub struct Seed {
    /// What this page needs and this reader may see; their own member row among it.
    pub rows: Rows,
    /// Who is signed in; their row is in `rows.members`.
    pub me: Option<MemberId>,
    /// They have said that this phone is not theirs: nothing may outlive the page.
    pub borrowed: bool,
    pub prefs: Prefs,
    /// The server's clock.
    pub now: Instant,
    /// Set when the page answers a form that was not accepted.
    pub outcome: Option<Outcome>,
    /// Answers to the queries of this page, by their names.
    pub answers: Map<String, Value>,
    /// For the sign-in page, in demo mode only.
    pub demo: Vec<DemoAccount>,
    /// A new UUID version 7; forms count it up for the ids that they make.
    pub fresh: Uuid,
}

as_json!(struct Seed { rows, me, borrowed: default, prefs, now, outcome, answers: default, demo: default, fresh });

/// Why a form was not accepted, with what was in it.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Outcome {
    pub problem: Problem,
    /// All fields as they were sent, hidden ones included.
    pub fields: Vec<(String, String)>,
}

as_json!(struct Outcome { problem, fields });

impl Outcome {
    /// The value of a field; empty when it was not sent.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether it was a form of this kind, and had this id in one of its fields; none stands for any.
    #[must_use]
    pub fn is_of(&self, form: Option<&str>, about: Option<&str>) -> bool {
        form.is_none_or(|form| self.field("mutation") == form)
            // Whose form it was is nothing that it is about.
            && about.is_none_or(|id| self.fields.iter().any(|(name, value)| name != SIGNED_IN && value == id))
    }
}

/// What keeps a mutation from being applied.
#[derive(Clone, PartialEq, Debug, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum Problem {
    Refused {
        refusal: Refusal,
    },
    /// A field is missing or cannot be read.
    Unreadable,
    /// These fields, by name, hold something else than is wanted there, or nothing.
    Wrong {
        fields: Vec<String>,
    },
    Offline,
    /// It was sent, and no answer came: nobody knows whether it was decided.
    NoAnswer,
    SignedOut,
    /// Too many requests; after so many seconds the next is welcome.
    TooFast {
        seconds: u64,
    },
    /// The phone's storage did not take it.
    NotKept,
    /// The server failed.
    Broken,
}

as_json!(enum Problem by "problem" {
    Refused = "refused" { refusal },
    Unreadable = "unreadable",
    Wrong = "wrong" { fields },
    Offline = "offline",
    NoAnswer = "no_answer",
    SignedOut = "signed_out",
    TooFast = "too_fast" { seconds },
    NotKept = "not_kept",
    Broken = "broken",
});

/// An account that visitors of a demo may sign in with.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct DemoAccount {
    pub called: String,
    /// None for family, who act by an elder's grant.
    pub role: Option<Role>,
    /// As one types it.
    pub phone: String,
    pub place: Name,
}

as_json!(struct DemoAccount { called, role, phone, place });
