//! The frame of every page: header, main part with its one first heading, main pages.

use leptos::prelude::*;
use linli_domain::json::Code;

use super::refusal::focus;
use super::{
    AloudButton, BottomNav, ButtonLink, EmptyState, Icon, PhoneBar, Picture, PrefButton, RefusalNotice,
    RefusedLater, here,
};
use crate::store::use_store;

const TITLE: &str = "page-title";

/// A page. Its headings inside start at `<h2>`.
#[component]
pub fn Page(
    /// The first heading, and the name of the tab. It may change with the day.
    #[prop(into)]
    title: Signal<String>,
    /// A line under the heading.
    #[prop(optional, into)]
    lead: Signal<String>,
    /// Where “back” leads; without it the header says where one is.
    #[prop(optional, into)]
    back: Option<String>,
    /// Uses the width of a computer.
    #[prop(optional)]
    wide: bool,
    children: Children,
) -> impl IntoView {
    let store = use_store();
    let (lang, prefs) = (store.lang(), store.prefs());
    let name = title.get_untracked();
    store.set_title(lang.page_title(&name));
    // One that is written anew as a day begins has been announced.
    if store.announces(here(), &name) && store.live_once() {
        // A page that came without the browser's doing must be announced: listeners hear its heading.
        request_animation_frame(|| focus(TITLE));
    }
    let place = move || {
        store
            .community()
            .map(|it| lang.pick(&it.name).to_owned())
            .unwrap_or_else(|| lang.app_name().to_owned())
    };
    let start = match back {
        Some(href) => view! {
            <a class="pill" href=href>
                <Icon picture=Picture::Back/>
                <span>{lang.back()}</span>
            </a>
        }
        .into_any(),
        None => view! { <p class="place"><Icon picture=Picture::Pin/> <span>{place}</span></p> }.into_any(),
    };
    let (elder_value, elder_words, elder_label) = if prefs.elder {
        ("0", lang.elder_off(), lang.elder_off_label())
    } else {
        ("1", lang.elder_on(), lang.elder_on_label())
    };
    let other = lang.other();
    let heading = move || {
        let title = title.get();
        let name = lang.page_title(&title);
        if untrack(|| store.title() != name) {
            store.set_title(name);
        }
        title
    };
    view! {
        <div class=if wide { "page is-wide" } else { "page" }>
            <header class="top">
                {start}
                <div class="top-prefs">
                    <PrefButton field="elder" value=elder_value icon=Picture::Size label=elder_label>
                        {elder_words}
                    </PrefButton>
                    <PrefButton
                        field="lang"
                        value=other.code()
                        lang=other.tag()
                        label=lang.other_language_label()
                    >
                        {lang.other_language()}
                    </PrefButton>
                </div>
            </header>
            <PhoneBar/>
            <main id="main" tabindex="-1">
                <RefusedLater/>
                <RefusalNotice/>
                <div class="page-head">
                    <h1 id=TITLE tabindex="-1">{heading}</h1>
                    <AloudButton/>
                    {move || Some(lead.get()).filter(|it| !it.is_empty()).map(|it| view! { <p class="small">{it}</p> })}
                </div>
                {children()}
            </main>
            <BottomNav/>
        </div>
    }
    .into_any()
}

/// Where something new would stand that was refused after it had been shown as not sent. The page
/// frame says why, as long as nobody has seen to it.
#[component]
pub fn NotMade(
    /// Where it can be tried again.
    again: &'static str,
) -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    store.set_not_found();
    view! {
        <Page title=lang.not_made() back="/mine">
            <EmptyState icon=Picture::Info title=lang.not_made_about()>
                <ButtonLink href=again>{lang.try_again()}</ButtonLink>
            </EmptyState>
        </Page>
    }
    .into_any()
}

/// No such page, or no such thing for this reader.
#[component]
pub fn NotFound() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    store.set_not_found();
    view! {
        <Page title=lang.not_found()>
            <EmptyState icon=Picture::Info title=lang.not_found_about()>
                <ButtonLink href="/">{lang.to_home()}</ButtonLink>
            </EmptyState>
        </Page>
    }
    .into_any()
}
