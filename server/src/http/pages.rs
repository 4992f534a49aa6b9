//! Pages of the app, files of the site, and the forms on pages.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, VARY};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use leptos::prelude::*;
use linli_app::app::App;
use linli_app::forms;
use linli_app::pages::landing::landing;
use linli_app::shell::{self, Rendered};
use linli_app::store::{Outcome, Problem as AppProblem, Seed};
use linli_domain::mutation::Settled;
use linli_domain::refusal::{CommonRefusal, Refusal};
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use uuid::Uuid;

use super::extract::{Fields, Visitor};
use super::problem::{Problem, prefs_of};
use crate::assets;
use crate::services::mutate::{self, PushError};
use crate::services::pages::{self, PageError};
use crate::services::rates::Caller;
use crate::services::session::Session;
use crate::state::AppState;

/// The page where somebody is looked up, whose form has a handler of its own.
pub const LOOK_UP: &str = "/desk/book";

/// The addresses of the app's pages, from its own table of routes, where forms are mutations; signing
/// in and looking somebody up have handlers of their own.
pub fn addresses() -> Vec<String> {
    let routes = leptos_axum::generate_route_list(|| view! { <App seed=Seed::default()/> });
    routes
        .iter()
        .map(|it| it.path().to_owned())
        .filter(|it| !it.starts_with("/sign-in") && it != LOOK_UP)
        .collect()
}

/// A page of the app, for one request.
pub struct Page<'a> {
    pub path: &'a str,
    pub query: &'a str,
    pub headers: &'a HeaderMap,
    pub visitor: Option<&'a Session>,
    pub caller: Caller,
}

impl Page<'_> {
    /// Fetches the rows that the page needs and renders it.
    ///
    /// # Errors
    /// When the visitor may not see it, as many pages are being made as may, or the database fails.
    pub async fn render(
        &self,
        state: &AppState,
        status: StatusCode,
        outcome: Option<Outcome>,
        more_answers: impl IntoIterator<Item = (String, Value)>,
    ) -> Result<Response, Problem> {
        let Ok(_turn) = state.pages.take(self.caller).await else {
            return Err(Problem::Full { seconds: SOON });
        };
        let found = match pages::page(state, self.visitor, self.path, self.query).await {
            Ok(found) => found,
            Err(PageError::SignedOut) => return self.to_sign_in(),
            Err(error) => return Err(error.into()),
        };
        let mut seed = Seed {
            rows: found.rows,
            me: found.me,
            borrowed: self.visitor.is_some_and(|it| it.borrowed),
            prefs: prefs_of(self.headers),
            now: state.now(),
            outcome,
            answers: found.answers,
            demo: Vec::new(),
            fresh: Uuid::now_v7(),
        };
        seed.answers.extend(more_answers);
        if state.config.demo && self.path.starts_with("/sign-in") {
            seed.demo.clone_from(&state.demo_accounts);
        }
        let page = rendered(state, seed, self.address()).await?;
        let status = if page.found { status } else { StatusCode::NOT_FOUND };
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
            (CACHE_CONTROL, HeaderValue::from_static("no-store")),
            (VARY, HeaderValue::from_static("cookie, accept-language")),
        ];
        Ok((status, headers, page.html).into_response())
    }

    /// The path with its query.
    fn address(&self) -> String {
        if self.query.is_empty() { self.path.to_owned() } else { format!("{}?{}", self.path, self.query) }
    }

    fn to_sign_in(&self) -> Result<Response, Problem> {
        let address = self.address();
        see_other(&format!("/sign-in?next={}", utf8_percent_encode(&address, IN_QUERY)))
    }
}

/// Renders on a thread of its own, since that takes milliseconds in which this one would answer nobody;
/// no more at once than there are cores to do it.
async fn rendered(state: &AppState, seed: Seed, address: String) -> Result<Rendered, Problem> {
    let turn = Arc::clone(&state.renders).acquire_owned().await.map_err(|_| Problem::Busy)?;
    let shared = state.clone();
    let rendering = tokio::task::spawn_blocking(move || {
        // Until it is done, also when nobody waits for it any more.
        let _turn = turn;
        shell::render(seed, &address, &shared.site.assets)
    })
    .await;
    // The net for panics answers.
    rendering.map_err(|error| match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(_) => Problem::Busy,
    })
}

/// Seconds after which another try may find room.
const SOON: u64 = 2;

/// What does not stand for itself in a value of a query (RFC 3986, section 3.4).
const IN_QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// What no header holds; the rest of an address is escaped by whoever made it.
const IN_HEADER: &AsciiSet = &CONTROLS.add(b' ');

impl From<PageError> for Problem {
    fn from(error: PageError) -> Self {
        match error {
            PageError::SignedOut => Self::SignedOut,
            PageError::NotAllowed => Self::NotAllowed,
            PageError::Failed(error) => {
                tracing::error!(error = format!("{error:#}"), "a page's rows could not be read");
                Self::Busy
            }
        }
    }
}

/// A file of the site, or else a page of the app.
pub async fn show(
    State(state): State<AppState>,
    visitor: Result<Visitor, Problem>,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if let Some(file) = state.site.serve(uri.path(), &headers) {
        return Ok(file);
    }
    if uri.path().starts_with(assets::FILES) {
        // A file of another build: a page in its place would be taken for it.
        return Err(Problem::NotFound);
    }
    if let Some(shorter) =
        searched(uri.path(), uri.query().unwrap_or_default(), state.config.search_characters)
    {
        return see_other(&shorter);
    }
    let visitor = visitor?.0;
    let first = visitor.as_deref().filter(|_| uri.path() == "/").and_then(|it| landing(&it.actor));
    if let Some(first) = first {
        return see_other(first);
    }
    let page = Page {
        path: uri.path(),
        query: uri.query().unwrap_or_default(),
        headers: &headers,
        visitor: visitor.as_deref(),
        caller,
    };
    page.render(&state, StatusCode::OK, None, []).await
}

/// The address of a search for as much as may be searched for, when this one is for more.
fn searched(path: &str, query: &str, most: usize) -> Option<String> {
    if path != "/search" || query.len() <= most {
        return None;
    }
    let (_, typed) = form_fields(query).find(|(name, _)| name == "q")?;
    let (end, _) = typed.char_indices().nth(most)?;
    Some(format!("{path}?q={}", utf8_percent_encode(typed.get(..end)?, IN_QUERY)))
}

fn form_fields(query: &str) -> impl Iterator<Item = (String, String)> {
    serde_urlencoded::from_str::<Vec<(String, String)>>(query).unwrap_or_default().into_iter()
}

/// A mutation as the fields of a form on the page of this address. Applied: on to `next`. Refused:
/// the same page with the refusal and everything that was typed.
pub async fn submit(
    State(state): State<AppState>,
    Visitor(visitor): Visitor,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let page = Page {
        path: uri.path(),
        query: uri.query().unwrap_or_default(),
        headers: &headers,
        visitor: visitor.as_deref(),
        caller,
    };
    let Some(session) = page.visitor else { return Err(Problem::SignedOut) };
    fields.are_of(session)?;
    let short = fields.get("next").len() <= state.config.next_bytes;
    let zone = pages::zone(&state, session).await?;
    let Fields(fields) = fields;
    let read = forms::read(&fields, state.now(), &zone);
    let (status, problem) = match read.and_then(|it| if short { Ok(it) } else { Err(AppProblem::Unreadable) })
    {
        Err(problem) => (StatusCode::UNPROCESSABLE_ENTITY, problem),
        Ok(filled) => {
            let next = filled.next;
            let decided = mutate::form(&state, session, filled.mid, filled.base_ver, filled.mutation).await;
            match decided.map(|it| it.result) {
                Ok(Settled::Applied) => return see_other(&next),
                Ok(Settled::Refused { refusal }) => {
                    (StatusCode::UNPROCESSABLE_ENTITY, AppProblem::Refused { refusal })
                }
                // Back to a form that was accepted, changed and sent again: its ids are used up.
                Err(PushError::MidReused) => (
                    StatusCode::UNPROCESSABLE_ENTITY,
                    AppProblem::Refused { refusal: Refusal::Common(CommonRefusal::Exists) },
                ),
                Err(error @ (PushError::DayOver { .. } | PushError::ManyDevices { .. })) => {
                    return Err(error.into());
                }
                Err(error) => {
                    tracing::error!(%error, "a form was not decided");
                    (StatusCode::SERVICE_UNAVAILABLE, AppProblem::Broken)
                }
            }
        }
    };
    page.render(&state, status, Some(Outcome { problem, fields }), []).await
}

/// On to another page of this site, by GET.
///
/// # Errors
/// When the address has signs that no header can hold.
pub fn see_other(path: &str) -> Result<Response, Problem> {
    // Other than ASCII stands percent-encoded in addresses.
    let path = utf8_percent_encode(path, IN_HEADER).to_string();
    let location = HeaderValue::try_from(path).map_err(|_| Problem::Broken)?;
    Ok((StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response())
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn m2_a_long_search_becomes_a_short_one() {
        let short = |query: &str| searched("/search", query, 60);
        assert_eq!(short(&format!("q={}", "%E4%B9%A6".repeat(60))), None);
        assert_eq!(short(&format!("q={}", "a".repeat(61))), Some(format!("/search?q={}", "a".repeat(60))));
        let books = format!("/search?q={}", "%E4%B9%A6".repeat(60));
        assert_eq!(short(&format!("x=1&q={}", "%E4%B9%A6".repeat(5_000))), Some(books));
        assert_eq!(short(&format!("x={}", "a".repeat(90))), None);
        assert_eq!(searched("/guide", &format!("q={}", "a".repeat(90)), 60), None);
    }

    #[test]
    fn other_signs_are_escaped_on_the_way() {
        let response = see_other("/rooms?q=书 画").unwrap();
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        assert_eq!(response.headers()[LOCATION], "/rooms?q=%E4%B9%A6%20%E7%94%BB");
    }
}
