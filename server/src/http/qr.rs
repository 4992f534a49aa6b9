//! Codes that a phone's camera reads.

use axum::extract::{Path, State};
use http::HeaderName;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use linli_domain::ids::BookingId;
use qrcode::render::svg;
use qrcode::{EcLevel, QrCode};

use super::problem::Problem;
use crate::state::AppState;

/// The side of a code in CSS pixels; pages give it the size that they want.
const SIDE: u32 = 160;

/// The address of a booking as a code, an SVG. It holds the address alone and so needs no session: who
/// opens the address must be somebody who may read the booking.
pub async fn booking(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<([(HeaderName, &'static str); 2], String), Problem> {
    let id: BookingId = id.parse().map_err(|_| Problem::NotFound)?;
    let address = format!("{}/mine/{id}", state.config.public_url);
    // A quarter of it may be dirty or creased.
    let code = QrCode::with_error_correction_level(address, EcLevel::Q).map_err(|_| Problem::Broken)?;
    let picture = code.render::<svg::Color<'_>>().min_dimensions(SIDE, SIDE).build();
    Ok(([(CONTENT_TYPE, "image/svg+xml"), (CACHE_CONTROL, "private, max-age=86400")], picture))
}
