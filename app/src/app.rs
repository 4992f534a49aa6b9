//! Providers, and the pages that are everybody's; each system has its own.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::components::{CallNow, LeftBehind, NotFound, SkipLink};
use crate::pages::edition::StaffRoutes;
use crate::pages::known::known;
use crate::pages::routes::SystemRoutes;
use crate::pages::{account, finding, home, mine};
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

                <Route path=path!("/search") view=known(finding::search::Search)/>
                <Route path=path!("/guide") view=finding::guide::Guide/>
                <Route path=path!("/guide/:topic") view=finding::guide::Explained/>

                <Route path=path!("/sign-in") view=account::sign_in::SignIn/>
                <Route path=path!("/sign-in/code") view=account::sign_in::SignIn/>
                <Route path=path!("/start") view=known(account::start::Start)/>
                <Route path=path!("/me") view=known(account::me::Me)/>
                <Route path=path!("/me/phone") view=account::phone::Phone/>

                <StaffRoutes/>
            </FlatRoutes>
            <CallNow/>
            <LeftBehind/>
        </Router>
    }
}
