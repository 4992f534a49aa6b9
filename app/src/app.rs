//! Providers, and the pages that are everybody's; each system has its own.

use leptos::prelude::*;
use leptos_router::any_nested_route::AnyNestedRoute;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::components::{CallNow, LeftBehind, NotFound, SkipLink};
use crate::pages::edition::StaffRoutes;
use crate::pages::known::known;
use crate::pages::later::{Later, later};
use crate::pages::routes::{SystemRoutes, all};
use crate::pages::{home, mine};
use crate::store::{Seed, Store};

/// The whole app, the same on the server and in the browser.
#[component]
pub fn App(
    seed: Seed,
    /// Gets the store, for who drives it from outside.
    #[prop(optional)]
    with_store: Option<Box<dyn FnOnce(Store)>>,
) -> impl IntoView {
    let store = Store::new(seed);
    provide_context(store);
    Effect::new(move || document().set_title(&store.title()));
    if let Some(with_store) = with_store {
        with_store(store);
    }
    view! {
        <Router>
            <SkipLink/>
            <FlatRoutes fallback=NotFound>
                <Route path=path!("/") view=known(home::Home)/>
                <Route path=path!("/mine") view=known(mine::Mine)/>
                <SystemRoutes/>

                <LaterRoutes/>
                <StaffRoutes/>
            </FlatRoutes>
            <CallNow/>
            <LeftBehind/>
        </Router>
    }
}

#[component(transparent)]
fn LaterRoutes() -> AnyNestedRoute {
    all(vec![
        later(path!("/search"), Later::Search),
        later(path!("/guide"), Later::Guide),
        later(path!("/guide/:topic"), Later::Explained),
        later(path!("/sign-in"), Later::SignIn),
        later(path!("/sign-in/code"), Later::SignIn),
        later(path!("/start"), Later::Start),
        later(path!("/me"), Later::Me),
        later(path!("/me/phone"), Later::Phone),
    ])
}
