//! What happened so far, oldest first.

use leptos::prelude::*;
use linli_domain::story::{StoryEvent, What};
use linli_domain::systems::bookings::BookingDeed;
use linli_domain::systems::help::HelpDeed;
use linli_domain::time::Instant;

use crate::store::use_store;

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
    // Who has taken the request and not said yet that it is done.
    let mut taken = None;
    // Whether it stands as missed: nobody agrees that such a visit was done, staff has seen to it.
    let mut missed = false;
    let events: Vec<_> = events
        .into_iter()
        .map(|event| {
            let gave_back = event.what == HelpDeed::Reopened && taken.is_some() && taken == event.actor;
            match event.what {
                What::Help { deed: HelpDeed::Taken, .. } => taken = event.actor,
                What::Help { deed: HelpDeed::Resolved | HelpDeed::Closed | HelpDeed::Reopened, .. } => {
                    taken = None;
                }
                What::Booking { deed: BookingDeed::NoShow | BookingDeed::NobodyHome, .. } => missed = true,
                What::Booking { deed: BookingDeed::CheckedIn | BookingDeed::CheckedOut, .. } => {
                    missed = false;
                }
                _ => {}
            }
            let who = if event.actor_called.is_empty() {
                lang.story_by_linli().to_owned()
            } else {
                event.actor_called
            };
            let settled = event.what == BookingDeed::Confirmed && missed;
            let deed = if settled {
                lang.deed_settled()
            } else if gave_back {
                lang.deed_gave_back()
            } else {
                lang.deed(event.what)
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
