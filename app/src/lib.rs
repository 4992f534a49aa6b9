//! Pages and components of linli.
//!
//! # Writing a page
//! A page is a component without arguments: of a system in its folder, `systems/<name>/`, named in its
//! [`System`](systems::System); everybody's under `pages/`, named in `app.rs`. It reads the [`Store`](store::Store)
//! and never fetches:
//!
//! ```ignore
//! use crate::components::*;
//! use crate::store::use_store;
//!
//! #[component]
//! pub fn Mine() -> impl IntoView {
//!     let store = use_store();
//!     let (lang, zone) = (store.lang(), store.zone());
//!     view! {
//!         <Page title=lang.mine_title()>
//!             {move || {
//!                 let (rows, now) = (store.rows(), store.now());
//!                 let card = |b| view! { <li><Card>…</Card></li> }.into_any();
//!                 let cards: Items = rows.bookings.values().map(|b| (b.id, card(b))).collect();
//!                 view! { <ul class="list">{cards}</ul> }
//!             }}
//!         </Page>
//!     }
//! }
//! ```
//! - What stands inside `move ||` renders again when the rows or the time change. A list in it with
//!   something to press or to type into is [`Items`](components::Items), so that nothing becomes another
//!   thing under a person's hands; other forms and fields stand outside, and read `rows_once`,
//!   `now_once`, or a [`Memo`](leptos::prelude::Memo) that changes only when its value does.
//! - A page may be open for days. What says today, counts the day's things, greets or offers times reads
//!   `present` or `today` inside `move ||` (a title or lead: a [`Signal`](leptos::prelude::Signal)), and goes on
//!   with the clock; `now_once` is for what is true of one moment, such as what was checked when asked.
//! - [`Page`](components::Page) has the header, the one `<h1>`, the refusal of the last form and the
//!   main pages. Headings inside start at `<h2>`. A thing that is not there: return
//!   [`NotFound`](components::NotFound) in place of the page.
//! - Writes are [`MutationForm`](components::MutationForm)s of a mutation, mostly the one whose dry run
//!   says whether to offer it; what it says is sent with it. What people fill in are arguments of it too,
//!   named by [`field!`] and [`fields!`]. [`forms`] says what else a form may send (`minutes`, wall-clock
//!   times, `{booking_id}` in `next`). Errors need nothing: the refusal, its offers and what the person
//!   had written come back by themselves, with and without WebAssembly.
//! - What is not in the rows is a query: [`ports::use_query`].
//! - Addresses carry what was chosen (`?day=2026-11-25`), read with `leptos_router`'s
//!   `use_query_map` and `use_params_map`, so that links work without WebAssembly. A link to a page
//!   that needs the server, such as `/sign-in`, has `rel="external"`.
//! - Every word is a method of [`Lang`](strings::Lang), made in `strings/<area>.rs`, or of a system's own
//!   [`Words`](systems::help::words::Words), made in its `words.rs`; no text in pages. No `style` attributes
//!   (the Content-Security-Policy forbids them); classes and tokens are in `style/`.
//! - Do not read the clock, random numbers or `cfg`: the server's elements and the browser's must be
//!   the same.

#![recursion_limit = "512"]

pub mod app;
#[cfg(feature = "ssr")]
pub mod bare_page;
pub mod components;
pub mod forms;
pub mod pages;
pub mod ports;
#[cfg(feature = "ssr")]
pub mod shell;
#[cfg(feature = "ssr")]
pub mod showcase;
pub mod store;
pub mod strings;
pub mod systems;
