//! A form that was not accepted: why, and the way out.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos_router::hooks::use_location;
use linli_domain::ids::MutationId;
use linli_domain::mutation::Mutation;
use linli_domain::refusal::{CommonRefusal, Offer, Refusal};

use super::deed::{did, link_of, side_of};
use super::unsent::Press;
use super::{Button, ButtonLink, Icon, Items, Kind, MutationForm, Picture, Pill, here};
use crate::forms::{self, fields_of};
use crate::ports::Ports;
use crate::store::{Outcome, Problem, Refused, Store, use_store};
use crate::systems::{Saying, again, explained};

const ID: &str = "refusal";

/// What stands at the top of the page while the last form is refused; the page frame has it. Free
/// times instead are forms of their own: one tap books them.
#[component]
pub fn RefusalNotice() -> impl IntoView {
    let store = use_store();
    move || store.outcome().map(|outcome| notice(store, &outcome))
}

/// A refusal is of the page that it was said on: whoever goes on leaves it behind. Shows nothing.
#[component]
pub fn LeftBehind() -> impl IntoView {
    let (store, place) = (use_store(), use_location());
    let here = move || (place.pathname.get(), place.search.get());
    Effect::watch(here, move |_, _, _| store.set_outcome(None), false);
}

/// What was sent later and refused, wherever one is by now. It stays until the person has seen to it.
#[component]
pub fn RefusedLater() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let refused = Memo::new(move |_| store.phone().refused.clone());
    move || {
        let refused = refused.get();
        // The next one is another, in elements of its own: nobody has seen it by pressing once more.
        let first = Items::from_iter([refused.first().map(|it| (it.mid, later(store, it)))?]);
        let more = refused.len() - 1;
        Some(view! {
            {first}
            {(more > 0).then(|| view! { <p class="small">{lang.more_refused(more)}</p> })}
        })
    }
}

fn later(store: Store, refused: &Refused) -> AnyView {
    let (lang, mid) = (store.lang(), refused.mid);
    let did = did(store, &refused.mutation);
    let fields = fields_of(&refused.mutation);
    let look = link_of(store, &fields).map(|href| {
        view! { <p><Pill href icon=Picture::Next>{lang.details()}</Pill></p> }
    });
    let outcome = Outcome { problem: Problem::Refused { refusal: refused.refusal.clone() }, fields };
    let side = side_of(store, &outcome.fields);
    let (what, next) = lang.problem(&outcome.problem, side, store.present(), &store.zone());
    let next_page = "/mine/{booking_id}?new=1";
    let ways_out = ways_out(store, &outcome.problem, &refused.mutation, next_page, Some(mid));
    view! {
        <section class="refusal" role="alert">
            <p class="refusal-title"><Icon picture=Picture::Alarm/> <b>{lang.refused_later()}</b></p>
            <p>{did}</p>
            <p><b>{what}</b></p>
            <p>{next}</p>
            {written(store, &outcome)}
            {look}
            {ways_out}
            <Press
                press=move |ports: &Ports| ports.0.acknowledge(mid)
                picture=Picture::Check
                kind=Kind::Quiet
            >
                {lang.seen()}
            </Press>
        </section>
    }
    .into_any()
}

/// What the person wrote, where the form may be gone that they wrote it into.
fn written(store: Store, outcome: &Outcome) -> Option<AnyView> {
    let texts: Vec<_> = ["what", "note", "reason", "report"]
        .into_iter()
        .map(|name| outcome.field(name).to_owned())
        .filter(|it| !it.is_empty())
        .map(|it| view! { <blockquote>{it}</blockquote> })
        .collect();
    (!texts.is_empty()).then(|| view! { <p class="small">{store.lang().you_wrote()}</p> {texts} }.into_any())
}

/// Puts the refusal on the page and the focus on the first field that is wrong, else on the refusal.
pub(super) fn show_refusal(store: Store, outcome: Outcome) {
    store.set_outcome(Some(outcome));
    request_animation_frame(|| {
        if !focus_wrong() {
            focus(ID);
        }
    });
}

/// Moves the focus to the first field that is marked as wrong, if there is one.
fn focus_wrong() -> bool {
    const WRONG: &str = "main :is(input, textarea)[aria-invalid], main fieldset[aria-invalid] input";
    let Ok(Some(found)) = document().query_selector(WRONG) else { return false };
    if let Ok(Some(fold)) = found.closest("details") {
        _ = fold.set_attribute("open", "");
    }
    found.dyn_into::<web_sys::HtmlElement>().is_ok_and(|it| it.focus().is_ok())
}

/// Moves the focus, and what is seen, to an element.
pub(super) fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|it| it.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(element) = element {
        _ = element.focus();
    }
}

fn notice(store: Store, outcome: &Outcome) -> impl IntoView + use<> {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let to = side_of(store, &outcome.fields);
    let (what, next) = lang.problem(&outcome.problem, to, now, &zone);
    // Whatever was decided could be read.
    let sent = forms::read(&outcome.fields, store.now_once(), &store.zone()).ok();
    let ways_out =
        sent.map(|it| ways_out(store, &outcome.problem, &it.mutation, outcome.field("next"), None));
    let why = match &outcome.problem {
        Problem::Refused { refusal } => explained(refusal),
        _ => None,
    };
    let why = why.map(|it| it.words(Saying { lang, to, now, zone: &zone }));
    let gone = why.as_ref().is_some_and(|it| it.gone);
    let written = gone.then(|| written(store, outcome)).flatten();
    let sign_in = outcome.problem == Problem::SignedOut;
    let desk = outcome.problem == Problem::Broken || why.is_some_and(|it| it.desk);
    let phone = desk.then(|| store.community_once().map(|it| it.phone)).flatten().filter(|it| !it.is_empty());
    view! {
        <section class="refusal" id=ID tabindex="-1" role="alert">
            <p class="refusal-title"><Icon picture=Picture::Alarm/> <b>{lang.refused_title()}</b></p>
            <p><b>{what}</b></p>
            <p>{next}</p>
            {written}
            {ways_out}
            {sign_in
                .then(|| view! { <ButtonLink href=sign_in_from_here() external=true>{lang.sign_in()}</ButtonLink> })}
            {phone
                .map(|phone| {
                    view! {
                        <ButtonLink href=format!("tel:{phone}") kind=Kind::Quiet icon=Picture::Phone>
                            {lang.call_desk()}
                        </ButtonLink>
                    }
                })}
        </section>
    }
    .into_any()
}

/// The ways out that are forms of their own: both, where what was wanted meets what there is, and free times
/// instead. `next` is where the refused form led.
fn ways_out(
    store: Store,
    problem: &Problem,
    refused: &Mutation,
    next: &str,
    instead_of: Option<MutationId>,
) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let form = |offer: Option<&Offer>, button: AnyView| {
        let (of, new) = again(refused, offer)?;
        Some(
            view! { <MutationForm of new next=next.to_owned() instead_of>{button}</MutationForm> }.into_any(),
        )
    };
    let there = matches!(
        problem,
        Problem::Refused { refusal: Refusal::Common(CommonRefusal::Quota { there: Some(_), .. }) }
    );
    let both = there.then(|| {
        view! { <Button kind=Kind::Quiet icon=Picture::Check>{lang.both_wanted()}</Button> }.into_any()
    });
    let both = both.and_then(|button| form(None, button));
    let offered = match problem {
        Problem::Refused { refusal } => refusal.offers(),
        _ => Vec::new(),
    };
    let offers: Items = offered
        .iter()
        .filter_map(|offer| {
            let room = offer.resource_id.and_then(|id| {
                store.rows_once().resources.get(&id).map(|room| lang.pick(&room.name).to_owned())
            });
            let when = lang.when(offer.starts, now, &zone);
            let words = room.map_or(when.clone(), |room| format!("{room} · {when}"));
            let button = view! { <Button kind=Kind::Quiet>{words}</Button> }.into_any();
            let form = form(Some(offer), button)?;
            let key = format!("{} {:?}", offer.starts, offer.resource_id);
            Some((key, view! { <li>{form}</li> }.into_any()))
        })
        .collect();
    let offers = (!offers.is_empty()).then(|| {
        view! {
            <p class="small">{lang.instead()}</p>
            <ul class="list">{offers}</ul>
        }
    });
    view! { {both} {offers} }.into_any()
}

/// Where one signs in and comes back. The server brings that page.
pub(super) fn sign_in_from_here() -> String {
    let next = serde_urlencoded::to_string([("next", here())]).unwrap_or_default();
    format!("/sign-in?{next}")
}
