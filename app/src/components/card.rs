//! Cards: one thing, one main action.

use leptos::prelude::*;

use super::Tone;

/// A card. Lists of cards go into `<ul class="list">`, each in its `<li>`.
#[component]
pub fn Card(
    /// A coloured edge for what needs a look; with a chip that says why.
    #[prop(optional)]
    tone: Option<Tone>,
    /// The one that matters now.
    #[prop(optional)]
    now: bool,
    children: Children,
) -> impl IntoView {
    let edge = tone.map_or("", Tone::edge);
    let now = if now { "is-now" } else { "" };
    view! { <article class=format!("card {edge} {now}")>{children()}</article> }.into_any()
}

/// What comes next, its time in large type. `actions` are buttons.
#[component]
pub fn NextCard(
    /// Such as 今天下午.
    #[prop(into)]
    part: String,
    /// Such as 3:00.
    #[prop(into)]
    clock: String,
    #[prop(into)] title: String,
    #[prop(into)] about: String,
    /// The chip.
    children: Children,
    #[prop(into)] actions: ViewFnOnce,
) -> impl IntoView {
    view! {
        <section class="card next-card">
            <p class="next-when">
                <span>{part}</span>
                <span class="next-clock">{clock}</span>
            </p>
            <div class="next-body">
                <div>
                    <h2>{title}</h2>
                    {(!about.is_empty()).then(|| view! { <p class="small">{about}</p> })}
                </div>
                {children()}
            </div>
            <div class="next-actions">{actions.run()}</div>
        </section>
    }
    .into_any()
}
