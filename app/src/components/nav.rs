//! The main pages at the thumb's end, by what one is.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use linli_domain::member::Role;

use super::{Icon, Picture};
use crate::store::use_store;

/// Links to the main pages: the desk's for staff, the day's for caregivers, the street's, else the
/// resident's. Absent for who is not signed in.
#[component]
pub fn BottomNav() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let path = use_location().pathname.get_untracked();
    let links = store.actor_once().map(|actor| {
        if actor.works_at_desk() {
            let mut links = vec![
                ("/desk", Picture::Desk, lang.nav_desk()),
                ("/desk/rooms", Picture::Door, lang.nav_rooms()),
            ];
            if actor.has(Role::Clerk) {
                links.push(("/desk/care", Picture::Heart, lang.nav_care()));
                links.push(("/desk/book", Picture::Phone, lang.nav_book()));
            }
            links.push(("/me", Picture::Person, lang.nav_me()));
            links
        } else if actor.has(Role::Caregiver) {
            vec![
                ("/work", Picture::Home, lang.nav_today()),
                ("/work/week", Picture::Calendar, lang.nav_week()),
                ("/messages", Picture::Bell, lang.nav_messages()),
                ("/me", Picture::Person, lang.nav_me()),
            ]
        } else if actor.has(Role::Supervisor) || actor.has(Role::Officer) {
            vec![
                ("/street", Picture::Street, lang.nav_street()),
                ("/messages", Picture::Bell, lang.nav_messages()),
                ("/me", Picture::Person, lang.nav_me()),
            ]
        } else {
            vec![
                ("/", Picture::Home, lang.nav_home()),
                ("/mine", Picture::List, lang.nav_mine()),
                ("/messages", Picture::Bell, lang.nav_messages()),
                ("/me", Picture::Person, lang.nav_me()),
            ]
        }
    });
    links.map(|links| {
        // The longest link that the address lies under is the one we are at.
        let here = links
            .iter()
            .map(|(href, ..)| *href)
            .filter(|href| path == **href || (*href != "/" && path.starts_with(&format!("{href}/"))))
            .max_by_key(|href| href.len());
        let links: Vec<_> = links
            .into_iter()
            .map(|(href, picture, words)| {
                view! {
                    <li>
                        <a href=href aria-current=(here == Some(href)).then_some("page")>
                            <Icon picture/>
                            <span>{words}</span>
                        </a>
                    </li>
                }
            })
            .collect();
        view! {
            <nav class="main-nav" aria-label=lang.nav_label()>
                <ul>{links}</ul>
            </nav>
        }
    })
}
