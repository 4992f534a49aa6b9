//! How a request stands.

use leptos::prelude::*;
use linli_domain::help::Stage;
use uuid::Uuid;

use crate::components::{Chip, Picture, Tone, unless_unsent};
use crate::store::use_store;

/// The stage of a request for help.
#[component]
pub fn StageChip(
    stage: Stage,
    /// Said in place of the resident's words.
    #[prop(optional, into)]
    words: Option<&'static str>,
    /// What it is the stage of: while that is not sent it says so instead.
    #[prop(optional, into)]
    about: Option<Uuid>,
) -> impl IntoView {
    let (tone, icon) = match stage {
        Stage::Received | Stage::Triaged => (Tone::Wait, Picture::Clock),
        Stage::Assigned | Stage::InProgress => (Tone::Good, Picture::Hands),
        Stage::Resolved => (Tone::Wait, Picture::Pen),
        Stage::CalledBack | Stage::Closed => (Tone::Still, Picture::Check),
        Stage::Withdrawn => (Tone::Still, Picture::Cross),
        Stage::HandedOver => (Tone::Info, Picture::Next),
    };
    let words = words.unwrap_or_else(|| use_store().lang().stage(stage));
    unless_unsent(about, move || view! { <Chip tone icon>{words}</Chip> }.into_any())
}
