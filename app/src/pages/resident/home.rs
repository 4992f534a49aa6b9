//! The first screen: what is next, and three doors.

use leptos::prelude::*;

use crate::components::{ButtonLink, Door, Kind, Page, Picture, Tint};
use crate::store::use_store;

/// What is next, and three doors.
#[component]
pub fn Home() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let civil = store.zone().civil(store.now_once());
    let title = store.me_once().map_or_else(
        || lang.welcome().to_owned(),
        |me| lang.greeting(if me.called.is_empty() { &me.name } else { &me.called }, civil.hour()),
    );
    let about = move |words: &'static str| if store.prefs().elder { "" } else { words };
    view! {
        <Page title lead=lang.long_date(civil.date())>
            <Door
                href="/care/book"
                picture=Picture::Heart
                tint=Tint::Green
                title=lang.door_care()
                about=about(lang.door_care_about())
            />
            <Door
                href="/rooms"
                picture=Picture::Door
                tint=Tint::Blue
                title=lang.door_rooms()
                about=about(lang.door_rooms_about())
            />
            <Door
                href="/help/ask"
                picture=Picture::Hands
                tint=Tint::Plum
                title=lang.door_help()
                about=about(lang.door_help_about())
            />
            <ButtonLink href="tel:120" kind=Kind::Alarm icon=Picture::Alarm>{lang.emergency()}</ButtonLink>
        </Page>
    }
}
