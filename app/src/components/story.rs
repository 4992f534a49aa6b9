//! What happened so far, oldest first.

use leptos::prelude::*;
use linli_domain::story::StoryEvent;
use linli_domain::time::Instant;

use crate::store::use_store;
use crate::systems::SYSTEMS;

/// The story of a booking or a request.
#[component]
pub fn Story(events: Vec<StoryEvent>) -> impl IntoView {
    let store = use_store();
    let (lang, zone) = (store.lang(), store.zone());
    // Of itself: stories stand on pages that are not made anew when a day begins.
    let when = move |at: Instant| {
        let zone = zone.clone();
        move || lang.when(at, store.present(), &zone)
    };
    let deeds: Vec<_> = events
        .iter()
        .enumerate()
        .map(|(at, event)| {
            let before = events.get(..at).unwrap_or_default();
            let retold = SYSTEMS.iter().find_map(|it| (it.retold?)(lang, before, event));
            retold.unwrap_or_else(|| lang.deed(event.what))
        })
        .collect();
    let events: Vec<_> = events
        .into_iter()
        .zip(deeds)
        .map(|(event, deed)| {
            let who = if event.actor_called.is_empty() {
                lang.story_by_linli().to_owned()
            } else {
                event.actor_called
            };
            let happened = event.happened.map(|at| {
                let when = when(at);
                view! { <p class="small">{move || lang.story_happened(&when())}</p> }
            });
            view! {
                <li class="story-event">
                    <p class="small">
                        <time datetime=event.at.to_string()>{when(event.at)}</time>
                    </p>
                    <p><b>{who}</b>" "{deed}</p>
                    {happened}
                    {(!event.note.is_empty()).then(|| view! { <p class="story-note">{event.note}</p> })}
                </li>
            }
        })
        .collect();
    view! {
        <section class="story">
            <h2>{lang.story_title()}</h2>
            <ol>{events}</ol>
        </section>
    }
    .into_any()
}
