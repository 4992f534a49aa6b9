//! What a request must fulfil before it reaches a handler, and what every answer says.

use axum::extract::{FromRequestParts, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};

use super::address::Address;
use super::limit::Asker;
use super::problem::Problem;
use crate::services::rates::{Caller, Kind};
use crate::state::AppState;

/// Nothing but linli's own files; no inline script or style; WebAssembly. Data blocks in the page
/// are not scripts (HTML, section 4.12.1) and need no exception.
const CSP: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; manifest-src 'self'; worker-src 'self'; \
     base-uri 'none'; object-src 'none'; frame-ancestors 'none'; form-action 'self'",
);

/// Everything that no page asks for is off, so that no page can be made to.
const PERMISSIONS: HeaderValue =
    HeaderValue::from_static("camera=(), microphone=(), payment=(), usb=(), geolocation=()");

/// Refuses unsafe requests that do not come from linli's own pages, and sets the headers that
/// every answer has.
pub async fn guard(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let own = request.method().is_safe() || comes_from_here(request.headers(), &state.config.public_url);
    let mut response = if own { next.run(request).await } else { refused(&state, request).await };
    let headers = response.headers_mut();
    headers.insert(CONTENT_SECURITY_POLICY, CSP);
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.insert(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    headers.insert(
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    );
    if state.config.is_https() {
        headers.insert(
            STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=63072000; includeSubDomains"),
        );
    }
    // Answers are personal unless they say otherwise, as files of the site do.
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// The answer to another site's request. Nobody is looked up for it; it counts for the address.
async fn refused(state: &AppState, request: Request) -> Response {
    let (mut parts, _) = request.into_parts();
    let Ok(Address(from)) = Address::from_request_parts(&mut parts, state).await;
    let most = state.config.requests_per_address;
    let counted = state.rates.count(Caller::from(from), Kind::Write, most, state.now());
    let problem = counted.map_or_else(|seconds| Problem::TooFast { seconds }, |()| Problem::CrossSite);
    let mut response = problem.into_response();
    response.extensions_mut().insert(Asker { who: None, from });
    response
}

/// Whether a browser sent it from a page of this site. Browsers say so in `Sec-Fetch-Site` (all
/// since 2023), or at least in `Origin` on every unsafe request. One of the two is needed: a
/// program sends `Origin` too. `none` is somebody's own doing, not a page's: a form of a tab that the
/// browser restores. No other site can make a request with it; whose form it was, `Origin` says.
#[must_use]
pub fn comes_from_here(headers: &HeaderMap, public_url: &str) -> bool {
    let text = |name: HeaderName| headers.get(name).and_then(|it| it.to_str().ok());
    if let Some(site) = text(HeaderName::from_static("sec-fetch-site")) {
        match site {
            "same-origin" => return true,
            "none" => {}
            _ => return false,
        }
    }
    let Some(origin) = text(ORIGIN) else { return false };
    // Behind a proxy the host may be another than browsers see; then it is the public address.
    let authority = origin.split_once("://").map(|(_, rest)| rest);
    origin.eq_ignore_ascii_case(public_url)
        || (authority.is_some() && authority == text(HOST) && !public_url.starts_with("https://"))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn headers(list: &[(&str, &str)]) -> HeaderMap {
        list.iter()
            .map(|(k, v)| (HeaderName::try_from(*k).unwrap(), HeaderValue::try_from(*v).unwrap()))
            .collect()
    }

    const HERE: &str = "https://linli.example";

    #[test]
    fn requests_from_own_pages_pass() {
        assert!(comes_from_here(&headers(&[("sec-fetch-site", "same-origin")]), HERE));
        assert!(comes_from_here(&headers(&[("origin", HERE)]), HERE));
        let local = headers(&[("origin", "http://127.0.0.1:3000"), ("host", "127.0.0.1:3000")]);
        assert!(comes_from_here(&local, "http://localhost:3000"));
        // A restored tab sends its form again (B08).
        assert!(comes_from_here(&headers(&[("sec-fetch-site", "none"), ("origin", HERE)]), HERE));
    }

    #[test]
    fn all_others_are_refused() {
        for list in [
            &[][..],
            &[("sec-fetch-site", "cross-site"), ("origin", HERE)],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none")],
            &[("sec-fetch-site", "none"), ("origin", "null")],
            &[("sec-fetch-site", "none"), ("origin", "https://evil.example")],
            &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
            &[("origin", "null")],
            &[("origin", "https://linli.example.evil"), ("host", "linli.example")],
            &[("origin", "http://linli.example"), ("host", "linli.example")],
            &[("host", "linli.example")],
        ] {
            assert!(!comes_from_here(&headers(list), HERE), "{list:?}");
        }
    }
}
