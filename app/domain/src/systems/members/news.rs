//! News of accounts.

use serde::Serialize;

use crate::as_json;

/// What people are told of their account.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "about")]
pub enum MemberNews {
    /// The desk gave this person another phone number, or took theirs away. All their sessions ended with
    /// it, so that whoever reads it has come by a page that knows it.
    #[serde(rename = "number")]
    Number {
        removed: bool,
        #[serde(default)]
        reason: String,
    },
}

as_json!(enum MemberNews by "about" {
    Number = "number" { removed, reason: default },
});
