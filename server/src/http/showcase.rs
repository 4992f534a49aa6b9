//! The page of all components, in demo mode.

use axum::extract::State;
use axum::response::Html;
use http::HeaderMap;
use linli_app::showcase;

use super::problem::prefs_of;
use crate::state::AppState;

/// Renders it in the look of whoever asks.
pub async fn show(State(state): State<AppState>, headers: HeaderMap) -> Html<String> {
    Html(showcase::render(prefs_of(&headers), &state.site.assets))
}
