//! Every address there is.

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get, post};
use tower_http::compression::CompressionLayer;

use super::{
    events, guard, health, left, limit, look_up, openapi, pages, prefs, problem, qr, query, report, resend,
    session, showcase, sign_in, sync, trace,
};
use crate::state::AppState;

/// The whole server as a service.
pub fn router(state: AppState) -> Router {
    let app = pages::addresses()
        .into_iter()
        .fold(Router::new(), |app, page| app.route(&page, get(pages::show).post(pages::submit)));
    let demo = if state.config.demo {
        Router::new().route(linli_app::showcase::PATH, get(showcase::show))
    } else {
        Router::new()
    };
    let routes = Router::new()
        // Signing in, for programs
        .route("/api/v1/session/code", post(session::ask_code))
        .route("/api/v1/session", post(session::sign_in).get(session::show).delete(session::sign_out))
        // Sync
        .route(sync::PUSH, post(sync::push))
        .route("/api/sync/v1/now", post(sync::now))
        .route("/api/sync/v1/pull", get(sync::pull))
        // What is not kept on phones
        .route("/api/v1/query/{name}", post(query::query))
        .route(report::REPORT, post(report::report))
        .route("/api/openapi.json", get(openapi::document))
        .route("/api/{*unknown}", any(problem::not_found))
        // For whoever runs the server
        .route(health::LIVE, get(health::live))
        .route(health::READY, get(health::ready))
        // Plain forms, which need no WebAssembly
        .route("/prefs", post(prefs::change))
        .route("/sign-in", get(sign_in::phone_step).post(sign_in::ask_code))
        .route("/sign-in/code", get(sign_in::code_step).post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route(pages::LOOK_UP, get(pages::show).post(look_up::find))
        // Pages of the app, and the forms on them
        .merge(app)
        .merge(demo)
        .route("/mine/{id}/qr.svg", get(qr::booking))
        // Files of the site; what is left gets the page for unknown addresses. Nothing is written here:
        // forms have pages.
        .fallback(get(pages::show))
        // Pages and pulls; files of the site come compressed already
        .layer(CompressionLayer::new())
        // Beside it: an idle compressor would take 6 KiB for each of thousands of streams
        .route("/api/sync/v1/events", get(events::events));
    guarded(routes, state)
}

/// Routes with all that stands around every handler.
pub fn guarded(routes: Router<AppState>, state: AppState) -> Router {
    routes
        .layer(from_fn(trace::tell_route))
        .layer(from_fn_with_state(state.clone(), trace::rescue))
        .layer(from_fn_with_state(state.clone(), resend::keep_fields))
        .layer(from_fn_with_state(state.clone(), left::end_session))
        .layer(from_fn_with_state(state.clone(), limit::limit))
        .layer(from_fn_with_state(state.clone(), guard::guard))
        .layer(from_fn_with_state(state.clone(), problem::words))
        .layer(from_fn(trace::trace))
        .with_state(state)
}
