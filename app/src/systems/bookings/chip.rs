//! How a booking stands.

use leptos::prelude::*;
use linli_domain::booking::State;
use uuid::Uuid;

use crate::components::{Chip, Picture, Tone, unless_unsent};
use crate::store::use_store;

/// The state of a booking.
#[component]
pub fn StateChip(
    state: State,
    /// Said in place of the resident's words.
    #[prop(optional, into)]
    words: Option<&'static str>,
    /// What it is the state of: while that is not sent it says so instead, for nothing that the server
    /// has not decided may look decided.
    #[prop(optional, into)]
    about: Option<Uuid>,
) -> impl IntoView {
    let (tone, icon) = match state {
        State::Pending | State::Requested | State::Assigned => (Tone::Wait, Picture::Clock),
        State::Confirmed | State::Accepted => (Tone::Good, Picture::Check),
        State::OnTheWay => (Tone::Good, Picture::Walk),
        State::CheckedIn => (Tone::Good, Picture::Pin),
        State::CheckedOut => (Tone::Wait, Picture::Pen),
        State::Completed => (Tone::Still, Picture::Check),
        State::Disputed | State::NobodyHome => (Tone::Bad, Picture::Alarm),
        State::Expired | State::Cancelled | State::Refused | State::NoShow => (Tone::Still, Picture::Cross),
    };
    let words = words.unwrap_or_else(|| use_store().lang().state(state));
    unless_unsent(about, move || view! { <Chip tone icon>{words}</Chip> }.into_any())
}
