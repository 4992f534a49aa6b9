//! Looking somebody up by phone number with a plain form. The number travels in the body, so that it
//! stands in no address, history or log; what follows goes by the person's id.

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode};
use linli_domain::member::Glimpse;
use serde_json::{Value, json};

use super::extract::{Fields, Visitor};
use super::pages::{LOOK_UP, Page, see_other};
use super::problem::Problem;
use crate::services::queries::{self, QueryError};
use crate::services::rates::Caller;
use crate::state::AppState;

/// Found: on to the person. Otherwise the same page, with the number as it was typed.
pub async fn find(
    State(state): State<AppState>,
    Visitor(visitor): Visitor,
    caller: Caller,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let page = Page { path: LOOK_UP, query: "", headers: &headers, visitor: visitor.as_deref(), caller };
    let Some(session) = page.visitor else { return Err(Problem::SignedOut) };
    fields.are_of(session)?;
    let typed = fields.get("phone");
    let status = match queries::query(&state, session, "member", &json!({ "phone": typed })).await {
        Ok(found) => match serde_json::from_value::<Option<Glimpse>>(found) {
            Ok(Some(person)) => return see_other(&format!("{LOOK_UP}?for={}", person.id)),
            Ok(None) => StatusCode::OK,
            Err(_) => return Err(Problem::Broken),
        },
        Err(QueryError::Unreadable { .. }) => StatusCode::UNPROCESSABLE_ENTITY,
        Err(error) => return Err(error.into()),
    };
    let answers = [("member".to_owned(), Value::Null), ("look_up".to_owned(), typed.into())];
    page.render(&state, status, None, answers).await
}
