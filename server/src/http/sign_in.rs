//! Signing in with plain forms. `/sign-in` asks for the number and leads on to `/sign-in/code`, which asks for
//! the code. What the second step needs lies in a cookie, so that number and code stand in no address and a
//! page that was thrown away meanwhile comes again.

use axum::extract::State;
use axum::response::{AppendHeaders, IntoResponse, Response};
use http::header::{COOKIE, RETRY_AFTER, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use linli_app::forms::is_local;
use linli_domain::contact::Phone;
use linli_domain::name::Name;
use linli_domain::time::Minutes;
use serde::Serialize;
use uuid::Uuid;

use super::code_step::{CodeStep, is_code};
use super::extract::{Fields, Visitor};
use super::pages::{Page, see_other};
use super::prefs;
use super::problem::{Problem, lang_of};
use super::session::{enter, leave, phone};
use crate::services::known::Asker;
use crate::services::rates::Caller;
use crate::services::sign_in as service;
use crate::state::AppState;

const PHONE_STEP: &str = "/sign-in";
const CODE_STEP: &str = "/sign-in/code";

/// Where a browser is led that has shown no cookie so far: if it comes without one, it keeps none.
const CODE_STEP_FIRST: &str = "/sign-in/code?asked=1";

/// Where a browser is led that has sent another code than the one sent to it. An address of its own, and not the
/// answer to what was sent: going back then asks nobody to send it again.
const CODE_STEP_WRONG: &str = "/sign-in/code?wrong=1";

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
    /// Whom to call when it has to wait.
    desks: Vec<Desk>,
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

/// The desk of a community.
#[derive(Serialize)]
struct Desk {
    name: Name,
    phone: String,
}

/// More desks than these are on no page.
const MOST_DESKS: usize = 60;

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

    /// As the browser has kept it.
    fn kept(state: &AppState, kept: &CodeStep) -> Self {
        Self {
            phone: kept.phone.clone(),
            request_id: Some(kept.request_id),
            shown_code: kept.shown.clone(),
            code_minutes: state.config.code_minutes,
            next: kept.next.clone(),
            borrowed: kept.borrowed,
            ..Self::default()
        }
    }

    /// With what went wrong. Who has to wait is told whom to call: of the number nothing is said, so it is
    /// every desk.
    async fn refused(
        mut self,
        state: &AppState,
        problem: &Problem,
        field: &'static str,
        headers: &HeaderMap,
    ) -> Self {
        let (title, next) = problem.words(lang_of(headers));
        if matches!(
            problem,
            Problem::TooMany { .. } | Problem::Full { .. } | Problem::NoAccount | Problem::NoCookie
        ) && let Ok(communities) = state.places.all(&state.db).await
        {
            let mut desks: Vec<_> = communities.values().filter(|it| !it.phone.is_empty()).collect();
            desks.sort_by(|a, b| a.name.zh.cmp(&b.name.zh));
            let desks = desks.into_iter().take(MOST_DESKS);
            self.desks = desks.map(|it| Desk { name: it.name.clone(), phone: it.phone.clone() }).collect();
        }
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

/// Asks for a code and leads on to where it is typed. Fields `phone` and `next`.
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
            let kept = CodeStep {
                request_id: asked.request_id,
                phone: step.phone.clone(),
                next: step.next.clone(),
                borrowed: false,
                shown: asked.shown.clone(),
                until: asked.expires,
            };
            // A number in more letters than any has is answered in place.
            if let Some(cookie) = kept.keep(&state) {
                let to = if headers.contains_key(COOKIE) { CODE_STEP } else { CODE_STEP_FIRST };
                return Ok((AppendHeaders([(SET_COOKIE, cookie)]), see_other(to)?).into_response());
            }
            step.request_id = Some(asked.request_id);
            step.shown_code = asked.shown;
            StatusCode::OK
        }
        Err(problem) => {
            step = step.refused(&state, &problem, "phone", &headers).await;
            problem.status()
        }
    };
    let page = Page { path: PHONE_STEP, query: "", headers: &headers, visitor: visitor.as_deref(), caller };
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
    let forget = CodeStep::forget(&state);
    let problem = match entered {
        Ok(([cookie, known], session)) => {
            let [look, last] = prefs::on_signing_in(&state, &session, &headers).await?;
            let cookies = [cookie, known, look, last].into_iter().chain(forget);
            let mut response = see_other(&step.next)?;
            for cookie in cookies {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            return Ok(response);
        }
        Err(problem) => problem,
    };
    // A tab that the browser restored sends again what has been done already: whoever is signed in with this
    // number goes on.
    let of = step.phone.parse::<Phone>().ok();
    if problem == Problem::CodeOver
        && of.is_some()
        && visitor.as_ref().is_some_and(|it| it.member.phone == of)
    {
        return see_other(&step.next);
    }
    let again = !matches!(problem, Problem::CodeOver | Problem::NoAccount);
    let mut step = step.refused(&state, &problem, if again { "code" } else { "phone" }, &headers).await;
    // Another try at the same code; in all other cases it takes a new one.
    let mut cookie = None;
    if again {
        // With what was chosen since.
        cookie = CodeStep::of(&state, &headers)
            .filter(|it| Some(it.request_id) == request_id)
            .and_then(|it| CodeStep { borrowed: step.borrowed, next: step.next.clone(), ..it }.keep(&state));
        if problem == Problem::WrongCode
            && let Some(cookie) = &cookie
        {
            let cookies = AppendHeaders([(SET_COOKIE, cookie.clone())]);
            return Ok((cookies, see_other(CODE_STEP_WRONG)?).into_response());
        }
        step.request_id = request_id;
        let shown = fields.get("shown_code");
        step.shown_code = (state.config.demo && is_code(shown)).then(|| shown.to_owned());
    } else if problem == Problem::CodeOver {
        cookie = forget;
    }
    // The address that the browser shows, where it builds the same page.
    let page = Page { path: CODE_STEP, query: "", headers: &headers, visitor: visitor.as_deref(), caller };
    let mut response = show(&state, page, step, problem.status()).await?;
    if let Some(cookie) = cookie {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// The first step, or the second one where a code is under way. `again` in the query asks for the first in any
/// case, with the number as it was typed.
pub async fn phone_step(
    State(state): State<AppState>,
    Visitor(visitor): Visitor,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let query = uri.query().unwrap_or_default();
    let asked: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap_or_default();
    let given = |name: &str| asked.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let page = Page { path: PHONE_STEP, query, headers: &headers, visitor: visitor.as_deref(), caller };
    let Some(kept) = CodeStep::of(&state, &headers) else {
        return page.render(&state, StatusCode::OK, None, []).await;
    };
    let mut step = Step::kept(&state, &kept);
    if let Some(next) = given("next").filter(|it| is_local(it) && it.len() <= state.config.next_bytes) {
        next.clone_into(&mut step.next);
    }
    if given("again").is_some() {
        step.request_id = None;
        step.shown_code = None;
    }
    show(&state, page, step, StatusCode::OK).await
}

/// The second step, while a code is under way; without one it begins with the number.
pub async fn code_step(
    State(state): State<AppState>,
    Visitor(visitor): Visitor,
    caller: Caller,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let page = Page { path: CODE_STEP, query: "", headers: &headers, visitor: visitor.as_deref(), caller };
    match CodeStep::of(&state, &headers) {
        Some(kept) => {
            let mut step = Step::kept(&state, &kept);
            if uri.query() == Some("wrong=1") {
                step = step.refused(&state, &Problem::WrongCode, "code", &headers).await;
            }
            show(&state, page, step, StatusCode::OK).await
        }
        None if uri.query() == Some("asked=1") => {
            let problem = Problem::NoCookie;
            let step = Step { next: "/".to_owned(), ..Step::default() };
            let step = step.refused(&state, &problem, "phone", &headers).await;
            show(&state, page, step, problem.status()).await
        }
        None => see_other(PHONE_STEP),
    }
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
