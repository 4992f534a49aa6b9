//! The main pages at the thumb's end, by what one is.

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use linli_domain::member::Role;

use super::{Icon, Picture};
use crate::store::use_store;
use crate::systems::{Link, desk_pages, work_of};

/// Links to the main pages: the desk's for staff, the day's for caregivers, the street's, else the
/// resident's. Absent for who is not signed in.
#[component]
pub fn BottomNav() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let path = use_location().pathname.get_untracked();
    let links = store.actor_once().map(|actor| {
        let me = ("/me", Picture::Person, lang.nav_me());
        let messages = ("/messages", Picture::Bell, lang.nav_messages());
        let link = |it: &Link| (it.href, it.picture, lang.one(it.words));
        if actor.works_at_desk() {
            let is_clerk = actor.has(Role::Clerk);
            let mut links = vec![("/desk", Picture::Desk, lang.nav_desk())];
            let pages = desk_pages().into_iter().map(|(_, page)| page);
            links.extend(pages.filter(|it| it.nav && (is_clerk || !it.clerks)).map(|it| link(&it.link)));
            if is_clerk {
                links.push(("/desk/book", Picture::Phone, lang.nav_book()));
            }
            links.push(me);
            links
        } else if let Some(work) = work_of(&actor) {
            let mut links: Vec<_> = work.nav.iter().map(link).collect();
            links.extend([messages, me]);
            links
        } else {
            let home = ("/", Picture::Home, lang.nav_home());
            vec![home, ("/mine", Picture::List, lang.nav_mine()), messages, me]
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
