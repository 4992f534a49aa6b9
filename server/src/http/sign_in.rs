//! Signing in with plain forms. `/sign-in` asks for the number; its answer, on the same page, asks
//! for the code, so that number and code stand in no address.

use axum::extract::State;
use axum::response::{AppendHeaders, IntoResponse, Response};
use http::header::{RETRY_AFTER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use linli_app::forms::is_local;
use linli_domain::time::Minutes;
use serde::Serialize;
use uuid::Uuid;

use super::extract::{Fields, Visitor};
use super::pages::{Page, see_other};
use super::prefs;
use super::problem::{Problem, lang_of};
use super::session::{enter, leave, phone};
use crate::services::known::Asker;
use crate::services::rates::Caller;
use crate::services::sign_in as service;
use crate::state::AppState;

/// What the sign-in page shows; travels as the answer `sign_in`.
#[derive(Serialize, Default)]
struct Step {
    /// As the person typed it.
    phone: String,
    /// Set when a code was asked for: the page asks for it, and sends this back in `request_id`.
    request_id: Option<Uuid>,
    /// The code itself, in demo mode only.
    shown_code: Option<String>,
    /// How long a code holds.
    code_minutes: Minutes,
    /// Where to go afterwards.
    next: String,
    /// “This is not my phone” was chosen.
    borrowed: bool,
    /// What went wrong, and what to do.
    problem: Option<Wrong>,
}

#[derive(Serialize)]
struct Wrong {
    code: &'static str,
    /// Seconds to wait.
    retry_after: Option<u64>,
    title: String,
    next: String,
    /// Of the form field that it is about.
    field: &'static str,
}

impl Step {
    fn of(state: &AppState, fields: &Fields) -> Self {
        let next = Some(fields.get("next"))
            .filter(|it| is_local(it) && it.len() <= state.config.next_bytes)
            .unwrap_or("/");
        Self {
            phone: fields.get("phone").to_owned(),
            code_minutes: state.config.code_minutes,
            next: next.to_owned(),
            borrowed: fields.get("borrowed") == "1",
            ..Self::default()
        }
    }

    fn refused(mut self, problem: &Problem, field: &'static str, headers: &HeaderMap) -> Self {
        let (title, next) = problem.words(lang_of(headers));
        self.problem = Some(Wrong {
            code: problem.code(),
            retry_after: problem.retry_after(),
            title,
            next: next.to_owned(),
            field,
        });
        self
    }
}

/// Asks for a code and shows where to type it. Fields `phone` and `next`.
pub async fn ask_code(
    State(state): State<AppState>,
    asker: Asker,
    Visitor(visitor): Visitor,
    caller: Caller,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let mut step = Step::of(&state, &fields);
    let asked = match phone(fields.get("phone")) {
        Ok(phone) => service::ask_code(&state, &phone, asker).await.map_err(Problem::from),
        Err(problem) => Err(problem),
    };
    let status = match asked {
        Ok(asked) => {
            step.request_id = Some(asked.request_id);
            step.shown_code = asked.shown;
            StatusCode::OK
        }
        Err(problem) => {
            step = step.refused(&problem, "phone", &headers);
            problem.status()
        }
    };
    let page = Page { path: "/sign-in", query: "", headers: &headers, visitor: visitor.as_deref(), caller };
    show(&state, page, step, status).await
}

/// Signs in and goes on to `next`. Fields `request_id`, `code`, `phone`, `next`, `borrowed` (`1` when the
/// phone is not theirs), and `shown_code` where the page had it.
pub async fn sign_in(
    State(state): State<AppState>,
    asker: Asker,
    Visitor(visitor): Visitor,
    caller: Caller,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let step = Step::of(&state, &fields);
    let request_id = fields.get("request_id").parse().ok();
    let entered = match request_id {
        Some(id) => enter(&state, asker, &headers, id, fields.get("code"), step.borrowed).await,
        None => Err(Problem::CodeOver),
    };
    let problem = match entered {
        Ok(([cookie, known], session)) => {
            let [look, last] = prefs::on_signing_in(&state, session.member.id, &headers).await?;
            let cookies = [cookie, known, look, last].map(|it| (SET_COOKIE, it));
            return Ok((AppendHeaders(cookies), see_other(&step.next)?).into_response());
        }
        Err(problem) => problem,
    };
    let again = matches!(problem, Problem::WrongCode);
    let mut step = step.refused(&problem, if again { "code" } else { "phone" }, &headers);
    // Another try at the same code; in all other cases it takes a new one.
    if again {
        step.request_id = request_id;
        let shown = fields.get("shown_code");
        let is_code = shown.len() == 6 && shown.bytes().all(|it| it.is_ascii_digit());
        step.shown_code = (state.config.demo && is_code).then(|| shown.to_owned());
    }
    // The address that the browser shows, where it builds the same page.
    let page =
        Page { path: "/sign-in/code", query: "", headers: &headers, visitor: visitor.as_deref(), caller };
    show(&state, page, step, problem.status()).await
}

/// The second step cannot be entered by its address.
pub async fn begin_again() -> Result<Response, Problem> {
    see_other("/sign-in")
}

/// Signs out and clears what the browser kept, all of it: no script runs that could choose.
pub async fn sign_out(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, Problem> {
    Ok((leave(&state, &headers, "\"cache\", \"storage\"").await?, see_other("/sign-in")?).into_response())
}

async fn show(state: &AppState, page: Page<'_>, step: Step, status: StatusCode) -> Result<Response, Problem> {
    let wait = step.problem.as_ref().and_then(|it| it.retry_after);
    let answer = serde_json::to_value(step).map_err(|_| Problem::Broken)?;
    let mut response = page.render(state, status, None, [("sign_in".to_owned(), answer)]).await?;
    if let Some(seconds) = wait {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Ok(response)
}
