//! What happened so far, oldest first.

use leptos::prelude::*;
use linli_domain::help::StoryEvent;

use crate::store::use_store;

/// The story of a booking or a request.
#[component]
pub fn Story(events: Vec<StoryEvent>) -> impl IntoView {
    let store = use_store();
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let events: Vec<_> = events
        .into_iter()
        .map(|event| {
            let who = if event.actor_called.is_empty() {
                lang.story_by_linli().to_owned()
            } else {
                event.actor_called
            };
            view! {
                <li class="story-event">
                    <p class="small">
                        <time datetime=event.at.to_string()>{lang.when(event.at, now, &zone)}</time>
                    </p>
                    <p><b>{who}</b>" "{lang.deed(event.deed)}</p>
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
