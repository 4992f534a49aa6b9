//! Pages that a first visit does not load at once. In the browser they lie in a part of the WebAssembly of their own,
//! which arrives after the page is live and which the service worker keeps with the rest: from then on they open
//! without a network like all others. The bundler parts the module at [`drawn`] (`frontend/bundle/src/split.rs`), so
//! nothing but this list may name these pages: whatever else does takes them into the first part.
//!
//! Here is what can wait some seconds after somebody has opened linli for the first time: setting things up, asking
//! for things, finding things, paper, and most of the desk. What people look at in a stairwell without a network, the
//! first page, their own bookings and requests, rooms, messages and the work of a day, is in the first.

use leptos::prelude::*;
use leptos_router::any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute};
use leptos_router::{NestedRoute, PossibleRouteMatch};

use super::known::known;
use super::{account, finding};
use crate::components::{EmptyState, Icon, Page, Picture};
use crate::store::use_store;
#[cfg(feature = "staff")]
use crate::systems::members;
use crate::systems::{bookings, care, help, rooms};

macro_rules! later {
    ($($(#[$about:meta])* $name:ident = $page:expr;)*) => {
        /// A page of the second part.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[repr(u32)]
        pub enum Later { $($(#[$about])* $name),* }

        fn drawn(page: Later) -> AnyView {
            match page { $($(#[$about])* Later::$name => $page().into_any()),* }
        }
    };
}

later! {
    Search = known(finding::search::Search);
    Guide = finding::guide::Guide;
    Explained = finding::guide::Explained;
    SignIn = account::sign_in::SignIn;
    Start = known(account::start::Start);
    Me = known(account::me::Me);
    Phone = account::phone::Phone;
    CareBook = known(care::book::CareBook);
    Room = known(rooms::room::Room);
    HelpAsk = known(help::ask::HelpAsk);
    Neighbours = known(help::neighbours::Neighbours);
    Slip = known(bookings::slip::Slip);
    Notices = known(crate::systems::notices::Pages);
    #[cfg(feature = "staff")]
    BookFor = known(super::desk::book_for::BookFor);
    #[cfg(feature = "staff")]
    DeskCare = known(care::desk::Care);
    #[cfg(feature = "staff")]
    Assign = known(care::assign::Assign);
    #[cfg(feature = "staff")]
    DeskRooms = known(rooms::desk::Rooms);
    #[cfg(feature = "staff")]
    Approvals = known(rooms::approvals::Approvals);
    #[cfg(feature = "staff")]
    Number = known(members::number::Number);
    #[cfg(feature = "staff")]
    Register = known(members::register::Register);
    #[cfg(feature = "staff")]
    DeskHelp = known(help::desk::Help);
    #[cfg(feature = "staff")]
    Escalated = known(help::street::Escalated);
    #[cfg(feature = "staff")]
    Case = known(help::street::Case);
}

/// The border between the two parts. A call of `over` is what the linker sees; the bundler makes it one of `drawn`,
/// through the table of functions, where there is something as soon as the second part has come.
#[cfg(target_family = "wasm")]
mod border {
    #![allow(
        unsafe_code,
        reason = "names for the bundler; both ends have the same types and the same compiler"
    )]
    #![allow(improper_ctypes, improper_ctypes_definitions, reason = "both ends are Rust")]

    use leptos::prelude::AnyView;

    use super::Later;

    #[link(wasm_import_module = "__wasm_split_placeholder__")]
    unsafe extern "C" {
        #[link_name = "__wasm_split_00later00_import_6c696e6c690000000000000000000001_drawn"]
        pub safe fn over(page: Later) -> AnyView;
    }

    #[unsafe(export_name = "__wasm_split_00later00_export_6c696e6c690000000000000000000001_drawn")]
    extern "C" fn drawn(page: Later) -> AnyView {
        super::drawn(page)
    }
}

#[cfg(target_family = "wasm")]
use border::over;

/// The server has all in one.
#[cfg(not(target_family = "wasm"))]
fn over(page: Later) -> AnyView {
    drawn(page)
}

/// A page of the second part, at its address. Until that part is there, words in its stead; the mark in front
/// of it tells the script that starts the app which part the server's page needs.
pub fn later<S>(path: S, page: Later) -> AnyNestedRoute
where
    S: PossibleRouteMatch + Clone + Send + 'static,
{
    let view = move || {
        let store = use_store();
        let shown = move || {
            if store.is_whole() { untrack(|| over(page)) } else { view! { <Coming/> }.into_any() }
        };
        view! {
            <template data-later="yes"></template>
            {shown}
        }
        .into_any()
    };
    NestedRoute::new(path, view).into_any_nested_route()
}

#[component]
fn Coming() -> impl IntoView {
    let lang = use_store().lang();
    let location = leptos_router::hooks::use_location();
    let href = location.pathname.get_untracked() + &location.query.get_untracked().to_query_string();
    view! {
        <Page title=lang.later_title()>
            <EmptyState icon=Picture::Offline title=lang.later_about()>
                <a class="button" href=href rel="external">
                    <Icon picture=Picture::Next/>
                    <span>{lang.later_open()}</span>
                </a>
            </EmptyState>
        </Page>
    }
    .into_any()
}
