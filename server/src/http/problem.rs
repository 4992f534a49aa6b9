//! What goes wrong with a request, as RFC 9457 problem details, or as a bare page for browsers.
//!
//! A handler returns a [`Problem`]; [`words`] gives it its body afterwards, since only there the
//! caller's language and the request's id are at hand. Whatever else fails inside (an unknown
//! address, a wrong method, a panic) gets its problem there too.

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use linli_app::bare_page::BarePage;
use linli_app::store::Prefs;
use linli_app::strings::Lang;
use serde::Serialize;
use utoipa::ToSchema;

use super::cookie;
use super::trace::RequestId;
use crate::metrics;
use crate::state::AppState;

/// When somebody with too many devices is to try again, in seconds: one of them may have rested long
/// enough then.
const DEVICE_RESTS: u64 = 3_600;

/// What is wrong with a request.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Problem {
    BadJson,
    TooDeep,
    NotUtf8,
    NotJson,
    TooLarge {
        kib: usize,
    },
    /// A form with more fields than any of linli's has.
    ManyFields {
        limit: usize,
    },
    /// The body did not come in time.
    Slow,
    /// More work waits than is done soon.
    Full {
        seconds: u64,
    },
    /// A field is missing or cannot be read; its name where that is known.
    BadField(Option<String>),
    NotFound,
    Method,
    SignedOut,
    NotAllowed,
    CrossSite,
    TooMany {
        seconds: u64,
    },
    /// More requests than a person makes.
    TooFast {
        seconds: u64,
    },
    /// More mutations within a day than a person makes.
    DayOver {
        limit: u32,
        seconds: u64,
    },
    /// More devices of one person than one has.
    ManyDevices {
        limit: usize,
    },
    BadPhone,
    WrongCode,
    CodeOver,
    NoAccount,
    /// The browser has not brought back the cookie of a code that was asked for.
    NoCookie,
    Gap {
        expected: u64,
    },
    MidReused,
    ForeignDevice,
    /// Somebody else is signed in than the device says.
    OtherMember,
    /// The database was restored from a backup since the device last pulled.
    Restored,
    /// A mutation of a build that is no longer, or not yet, understood.
    OtherBuild,
    ManyMutations {
        limit: usize,
    },
    Busy,
    Broken,
}

impl Problem {
    /// Its name for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::BadJson => "bad_json",
            Self::TooDeep => "too_deep",
            Self::NotUtf8 => "not_utf8",
            Self::NotJson => "not_json",
            Self::TooLarge { .. } => "too_large",
            Self::ManyFields { .. } => "many_fields",
            Self::Slow => "slow",
            Self::Full { .. } => "full",
            Self::BadField(_) => "bad_field",
            Self::NotFound => "not_found",
            Self::Method => "method",
            Self::SignedOut => "signed_out",
            Self::NotAllowed => "not_allowed",
            Self::CrossSite => "cross_site",
            Self::TooMany { .. } => "too_many",
            Self::TooFast { .. } => "too_fast",
            Self::DayOver { .. } => "day_over",
            Self::ManyDevices { .. } => "many_devices",
            Self::BadPhone => "bad_phone",
            Self::WrongCode => "wrong_code",
            Self::CodeOver => "code_over",
            Self::NoAccount => "no_account",
            Self::NoCookie => "no_cookie",
            Self::Gap { .. } => "gap",
            Self::MidReused => "mid_reused",
            Self::ForeignDevice => "foreign_device",
            Self::OtherMember => "other_member",
            Self::Restored => "restored",
            Self::OtherBuild => "other_build",
            Self::ManyMutations { .. } => "many_mutations",
            Self::Busy => "busy",
            Self::Broken => "broken",
        }
    }

    /// Its HTTP status.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::BadJson | Self::TooDeep | Self::NotUtf8 => StatusCode::BAD_REQUEST,
            Self::SignedOut => StatusCode::UNAUTHORIZED,
            Self::NotAllowed | Self::CrossSite | Self::ForeignDevice | Self::OtherMember => {
                StatusCode::FORBIDDEN
            }
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Method => StatusCode::METHOD_NOT_ALLOWED,
            Self::Gap { .. } | Self::Restored => StatusCode::CONFLICT,
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::NotJson => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Slow => StatusCode::REQUEST_TIMEOUT,
            Self::ManyFields { .. }
            | Self::BadField(_)
            | Self::BadPhone
            | Self::WrongCode
            | Self::CodeOver
            | Self::NoAccount
            | Self::NoCookie
            | Self::MidReused
            | Self::ManyMutations { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::OtherBuild => StatusCode::UPGRADE_REQUIRED,
            Self::TooMany { .. } | Self::TooFast { .. } | Self::DayOver { .. } | Self::ManyDevices { .. } => {
                StatusCode::TOO_MANY_REQUESTS
            }
            Self::Busy | Self::Full { .. } => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What is wrong, and what to do.
    #[must_use]
    pub fn words(&self, lang: Lang) -> (String, &'static str) {
        let (title, next) = match self {
            Self::BadJson => (lang.problem_bad_json(), lang.problem_bad_json_next()),
            Self::TooDeep => (lang.problem_too_deep(), lang.problem_bad_json_next()),
            Self::NotUtf8 => (lang.problem_not_utf8(), lang.problem_bad_json_next()),
            Self::NotJson => (lang.problem_not_json(), lang.problem_not_json_next()),
            Self::TooLarge { kib } => {
                return (lang.problem_too_large(*kib), lang.problem_too_large_next());
            }
            Self::ManyFields { limit } => {
                return (lang.problem_many_fields(*limit), lang.problem_many_fields_next());
            }
            Self::Slow => (lang.problem_slow(), lang.problem_slow_next()),
            Self::Full { seconds } => {
                return (lang.problem_full(&lang.wait(*seconds)), lang.problem_full_next());
            }
            Self::BadField(_) => (lang.problem_bad_field(), lang.problem_bad_field_next()),
            Self::NotFound => (lang.problem_not_found(), lang.problem_not_found_next()),
            Self::Method => (lang.problem_method(), lang.problem_not_found_next()),
            Self::SignedOut => (lang.problem_signed_out(), lang.problem_signed_out_next()),
            Self::NotAllowed => (lang.problem_not_allowed(), lang.problem_not_allowed_next()),
            Self::CrossSite => (lang.problem_cross_site(), lang.problem_cross_site_next()),
            Self::TooMany { seconds } => {
                return (lang.problem_too_many(&lang.wait(*seconds)), lang.problem_too_many_next());
            }
            Self::TooFast { seconds } => {
                return (lang.problem_too_fast(&lang.wait(*seconds)), lang.problem_too_fast_back());
            }
            Self::DayOver { limit, seconds } => {
                return (lang.problem_day_over(*limit, &lang.wait(*seconds)), lang.problem_day_over_next());
            }
            Self::ManyDevices { limit } => {
                let wait = lang.wait(DEVICE_RESTS);
                return (lang.problem_many_devices(*limit, &wait), lang.problem_many_devices_next());
            }
            Self::BadPhone => (lang.problem_bad_phone(), lang.problem_bad_phone_next()),
            Self::WrongCode => (lang.problem_wrong_code(), lang.problem_wrong_code_next()),
            Self::CodeOver => (lang.problem_code_over(), lang.problem_code_over_next()),
            Self::NoAccount => (lang.problem_no_account(), lang.problem_no_account_next()),
            Self::NoCookie => (lang.problem_no_cookie(), lang.problem_no_cookie_next()),
            Self::Gap { expected } => return (lang.problem_gap(*expected), lang.problem_gap_next()),
            Self::MidReused => (lang.problem_mid_reused(), lang.problem_mid_reused_next()),
            Self::ForeignDevice => (lang.problem_foreign_device(), lang.problem_foreign_device_next()),
            Self::OtherMember => (lang.problem_other_member(), lang.problem_other_member_next()),
            Self::Restored => (lang.problem_restored(), lang.problem_restored_next()),
            Self::OtherBuild => (lang.problem_other_build(), lang.problem_other_build_next()),
            Self::ManyMutations { limit } => {
                return (lang.problem_many_mutations(*limit), lang.problem_many_mutations_next());
            }
            Self::Busy => (lang.problem_busy(), lang.problem_busy_next()),
            Self::Broken => (lang.problem_broken(), lang.problem_broken_next()),
        };
        (title.to_owned(), next)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "of most problems no field is the cause")]
    fn field(&self) -> Option<String> {
        match self {
            Self::BadField(field) => field.clone(),
            Self::BadPhone => Some("phone".to_owned()),
            Self::WrongCode | Self::CodeOver => Some("code".to_owned()),
            _ => None,
        }
    }

    /// Seconds to wait before another try.
    #[must_use]
    #[expect(clippy::wildcard_enum_match_arm, reason = "most problems do not go by waiting")]
    pub const fn retry_after(&self) -> Option<u64> {
        match self {
            Self::TooMany { seconds }
            | Self::TooFast { seconds }
            | Self::DayOver { seconds, .. }
            | Self::Full { seconds } => Some(*seconds),
            Self::ManyDevices { .. } => Some(DEVICE_RESTS),
            Self::Busy => Some(1),
            _ => None,
        }
    }

    /// What a failure without a problem of its own is called.
    fn of(status: StatusCode) -> Option<Self> {
        match status {
            StatusCode::NOT_FOUND => Some(Self::NotFound),
            StatusCode::METHOD_NOT_ALLOWED => Some(Self::Method),
            StatusCode::UNAUTHORIZED => Some(Self::SignedOut),
            StatusCode::FORBIDDEN => Some(Self::NotAllowed),
            StatusCode::SERVICE_UNAVAILABLE => Some(Self::Busy),
            StatusCode::REQUEST_TIMEOUT => Some(Self::Slow),
            status if status.is_server_error() => Some(Self::Broken),
            status if status.is_client_error() => Some(Self::BadField(None)),
            _ => None,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Problem details (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(title = "Problem")]
pub struct Details {
    /// Names the kind of problem; relative to this server.
    #[serde(rename = "type")]
    #[schema(example = "/problems/too_many")]
    kind: String,
    /// What is wrong, in the caller's language (`Accept-Language`, or the preferences cookie).
    title: String,
    #[schema(example = 429)]
    status: u16,
    /// What to do about it.
    detail: String,
    /// The kind again, for programs.
    #[schema(example = "too_many")]
    code: &'static str,
    /// The field that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// Seconds to wait.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u64>,
    /// The number to expect next, where numbers have a gap.
    #[serde(skip_serializing_if = "Option::is_none")]
    expected: Option<u64>,
    /// Finds this request in the server's log.
    request_id: String,
}

/// Gives every failure its body.
pub async fn words(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let prefs = prefs_of(request.headers());
    let lang = prefs.lang;
    let id = request.extensions().get::<RequestId>().map_or_else(String::new, ToString::to_string);
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = next.run(request).await;
    let status = response.status();
    let unsent = response.extensions_mut().remove();
    let own = response.extensions().get::<Problem>().cloned();
    // A page that answers a form with 422 or names a missing thing with 404 has its body already.
    let has_body = response.headers().contains_key(CONTENT_TYPE) && own.is_none();
    let problem = match own {
        Some(problem) => problem,
        None if has_body && (!is_api || is_problem(response.headers())) => return response,
        None => match Problem::of(status) {
            Some(problem) => problem,
            None => return response,
        },
    };
    metrics::get().problem(problem.code());
    let (title, next) = problem.words(lang);
    let (mut parts, _) = response.into_parts();
    let (kind, body) = if is_api {
        let details = Details {
            kind: format!("/problems/{}", problem.code()),
            title,
            status: status.as_u16(),
            detail: next.to_owned(),
            code: problem.code(),
            field: problem.field(),
            retry_after: problem.retry_after(),
            expected: if let Problem::Gap { expected } = problem { Some(expected) } else { None },
            request_id: id,
        };
        let body = serde_json::to_string(&details).unwrap_or_default();
        ("application/problem+json", body)
    } else {
        // A form of somebody else is sent by signing in as them, beside it.
        let sign_in = problem == Problem::SignedOut || (problem == Problem::OtherMember && unsent.is_some());
        let page = BarePage { title, next: next.to_owned(), number: id, sign_in, unsent };
        ("text/html; charset=utf-8", page.render(prefs, &state.site.assets))
    };
    parts.headers.remove(CONTENT_LENGTH);
    // What it takes the place of may have been compressed already.
    parts.headers.remove(CONTENT_ENCODING);
    parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    parts.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = problem.retry_after() {
        parts.headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    Response::from_parts(parts, Body::from(body))
}

/// For addresses of the API that do not exist.
pub async fn not_found() -> Problem {
    Problem::NotFound
}

fn is_problem(headers: &HeaderMap) -> bool {
    headers.get(CONTENT_TYPE).is_some_and(|it| it.as_bytes().starts_with(b"application/problem+json"))
}

/// The language of the preferences cookie, else of `Accept-Language`, else Chinese.
#[must_use]
pub fn lang_of(headers: &HeaderMap) -> Lang {
    prefs_of(headers).lang
}

/// The preferences of the cookie, over the language of `Accept-Language`.
#[must_use]
pub fn prefs_of(headers: &HeaderMap) -> Prefs {
    let accepted = headers.get(ACCEPT_LANGUAGE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    let prefs = Prefs::default().with_accept_language(accepted);
    cookie::read(headers, Prefs::COOKIE).map_or(prefs, |it| prefs.with_cookie(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_beats_the_browser_and_the_browser_beats_the_default() {
        let mut headers = HeaderMap::new();
        assert_eq!(lang_of(&headers), Lang::Zh);
        headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static("fr, en;q=0.8"));
        assert_eq!(lang_of(&headers), Lang::En);
        headers.insert(http::header::COOKIE, HeaderValue::from_static("linli_prefs=zh.0.0.auto"));
        assert_eq!(lang_of(&headers), Lang::Zh);
    }
}
