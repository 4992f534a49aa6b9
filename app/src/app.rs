//! Providers and the route table.

use leptos::prelude::*;
use leptos_router::components::{FlatRoutes, Route, Router};
use leptos_router::path;

use crate::components::{CallNow, NotFound, SkipLink};
use crate::pages::{account, caregiver, desk, resident, street};
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
                <Route path=path!("/") view=resident::home::Home/>
                <Route path=path!("/care/book") view=resident::care_book::CareBook/>
                <Route path=path!("/rooms") view=resident::rooms::Rooms/>
                <Route path=path!("/rooms/:id") view=resident::room::Room/>
                <Route path=path!("/help/ask") view=resident::help_ask::HelpAsk/>
                <Route path=path!("/help/neighbours") view=resident::neighbours::Neighbours/>
                <Route path=path!("/help/:id") view=resident::help::Help/>
                <Route path=path!("/mine") view=resident::mine::Mine/>
                <Route path=path!("/mine/:id") view=resident::booking::Booking/>

                <Route path=path!("/sign-in") view=account::sign_in::SignIn/>
                <Route path=path!("/sign-in/code") view=account::sign_in::SignIn/>
                <Route path=path!("/messages") view=account::messages::Messages/>
                <Route path=path!("/me") view=account::me::Me/>
                <Route path=path!("/me/phone") view=account::phone::Phone/>

                <Route path=path!("/work") view=caregiver::today::Today/>
                <Route path=path!("/work/week") view=caregiver::week::Week/>
                <Route path=path!("/work/:id") view=caregiver::visit::Visit/>

                <Route path=path!("/desk") view=desk::queue::Queue/>
                <Route path=path!("/desk/rooms") view=desk::rooms::Rooms/>
                <Route path=path!("/desk/care") view=desk::care::Care/>
                <Route path=path!("/desk/care/:id") view=desk::assign::Assign/>
                <Route path=path!("/desk/book") view=desk::book_for::BookFor/>
                <Route path=path!("/desk/help/:id") view=desk::help::Help/>
                <Route path=path!("/desk/approvals") view=desk::approvals::Approvals/>
                <Route path=path!("/desk/register") view=desk::register::Register/>

                <Route path=path!("/street") view=street::escalated::Escalated/>
                <Route path=path!("/street/:id") view=street::escalated::Case/>
            </FlatRoutes>
            <CallNow/>
        </Router>
    }
}
