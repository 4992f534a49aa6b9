//! A form that sends a mutation. Before WebAssembly it posts to its own page; after, it hands the same
//! fields to the [`Ports`](crate::ports::Ports), which keep them on the phone and send them. What is
//! typed and not sent is kept as a draft.

use leptos::ev::SubmitEvent;
use leptos::html::Form;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate, use_url};
use linli_domain::ids::MutationId;
use linli_domain::mutation::{Keep, Mutation, Settled};
use web_sys::{HtmlFormElement, InputEvent};

use super::Items;
use super::draft::{fill, written};
use super::refusal::show_refusal;
use crate::forms;
use crate::ports::{Ports, Sent, fresh_id};
use crate::store::{Network, Outcome, Problem, Store, use_store};

/// `<form method="post">` that does `of`: its arguments are hidden fields, but for those that the form asks
/// for. A `Button` with `name` and `value` inside adds what it stands for.
#[component]
pub fn MutationForm(
    /// What it does, mostly what the page has tried with a dry run.
    #[prop(into)]
    of: Mutation,
    /// The arguments that the fields inside ask for, such as `fields!(RoomBook { people, note })`. What `of`
    /// says there is not sent.
    #[prop(optional)]
    asks: &'static [&'static str],
    /// The arguments for which the form makes an id, such as `fields!(RoomBook { booking_id })`.
    #[prop(optional)]
    new: &'static [&'static str],
    /// Where to go when it is applied; `{booking_id}` stands for that field.
    #[prop(into)]
    next: String,
    /// The page that shows what is wrong with it, where that is not the page that it stands on.
    #[prop(optional)]
    action: Option<&'static str>,
    /// Version of the row that it edits.
    #[prop(optional)]
    ver: Option<u64>,
    /// It is about somebody else each time: what was typed and not sent is not there the next time.
    #[prop(optional)]
    anew: bool,
    /// The refused mutation that this one is another try of: once this is accepted, it is seen to.
    #[prop(optional_no_strip)]
    instead_of: Option<MutationId>,
    /// For a `Button` outside, and to tell several forms apart.
    #[prop(optional, into)]
    id: Option<String>,
    /// Extra class: `row` puts the children side by side.
    #[prop(optional, into)]
    class: String,
    children: Children,
) -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let ports = use_context::<Ports>();
    let navigate = use_navigate();
    let place = use_location().pathname;
    let element = NodeRef::<Form>::new();
    let name = of.name();
    let never_kept = of.keep() == Keep::Now;
    let hidden = forms::hidden(&of, new, asks);
    let draft = draft_name(use_url().get_untracked().path(), name, &hidden);
    // Ids serve until the server has answered: then the form may be sent again and needs others.
    // While there is no answer they stay, for the server may have decided all the same and must
    // know the form again.
    let answers = RwSignal::new(0_u32);
    let busy = RwSignal::new(false);
    let fresh = {
        let ports = ports.clone();
        move || {
            answers.track();
            fresh_id(store, ports.as_ref()).to_string()
        }
    };
    if let Some(ports) = ports.clone().filter(|_| !anew) {
        let draft = draft.clone();
        Effect::new(move || {
            let Some(form) = element.get() else { return };
            // A refused form has its fields from the answer.
            if store.outcome_of_once(None, None).is_none() {
                fill(&form, &ports.0.draft(&draft));
            }
            let (ports, draft, ours) = (ports.clone(), draft.clone(), form.clone());
            let keep = Closure::<dyn Fn(InputEvent)>::new(move |event: InputEvent| {
                // Half a syllable of pinyin is no word yet; its end comes as an event of its own.
                if !event.is_composing() {
                    ports.0.keep_draft(&draft, &written(&ours));
                }
            });
            // It goes with the form.
            let keep = keep.into_js_value();
            for event in ["input", "compositionend"] {
                _ = form.add_event_listener_with_callback(event, keep.unchecked_ref());
            }
        });
    }
    let key = draft.clone();
    let send = move |event: SubmitEvent| {
        let Some(ports) = ports.clone() else { return };
        let Some((form, fields)) = form_and_fields_of(&event) else { return };
        event.prevent_default();
        if busy.get_untracked() || store.resting_once() {
            return;
        }
        busy.set(true);
        // The page may change at once, by what is kept, and again with the answer.
        store.rest();
        let (navigate, draft) = (navigate.clone(), draft.clone());
        let from = place.get_untracked();
        let filled = forms::read(&fields, ports.0.clock(), &store.zone());
        spawn_local(async move {
            let answer = match filled {
                Ok(filled) => {
                    let next = filled.next.clone();
                    ports.0.submit(filled).await.map(|sent| (sent, next))
                }
                Err(problem) => Err(problem),
            };
            busy.try_set(false);
            store.rest();
            if answer.is_ok() {
                answers.try_update(|n| *n += 1);
            }
            match answer {
                Ok((Sent::Kept | Sent::Settled(Settled::Applied), next)) => {
                    ports.0.keep_draft(&draft, &[]);
                    if let Some(refused) = instead_of {
                        ports.0.acknowledge(refused);
                    }
                    store.set_outcome(None);
                    // Whoever has gone elsewhere meanwhile stays there.
                    if place.get_untracked() == from {
                        navigate(&next, NavigateOptions::default());
                    }
                }
                Ok((Sent::Settled(Settled::Refused { refusal }), _)) => {
                    show_refusal(store, Outcome { problem: Problem::Refused { refusal }, fields });
                }
                // What cannot be kept goes the way of a page without WebAssembly.
                Err(Problem::NotKept)
                    if store.phone_once().network != Network::Offline && form.is_connected() =>
                {
                    ports.0.keep_draft(&draft, &[]);
                    post(&form, &fields);
                }
                Err(problem) => show_refusal(store, Outcome { problem, fields }),
            }
        });
    };
    let new: Vec<_> =
        new.iter().map(|field| view! { <input type="hidden" name=*field value=fresh.clone()/> }).collect();
    let hidden: Vec<_> = hidden
        .into_iter()
        .map(|(name, value)| view! { <input type="hidden" name=name value=value/> })
        .collect();
    let needs_network = move || (store.phone().network == Network::Offline).then(|| lang.needs_network());
    let form = view! {
        <form
            method="post"
            action=action
            class=format!("form {class}")
            id=id
            node_ref=element
            aria-busy=move || busy.get().then_some("true")
            on:submit=send
        >
            <input type="hidden" name="mutation" value=name/>
            <input type="hidden" name="next" value=next/>
            <input type="hidden" name="mid" value=fresh/>
            {whose(store)}
            {ver.map(|ver| view! { <input type="hidden" name="base_ver" value=ver.to_string()/> })}
            {new}
            {hidden}
            {children()}
            {never_kept.then(|| view! { <p class="small" role="status">{needs_network}</p> })}
            <p class="form-busy" role="status">
                {move || busy.get().then(|| if never_kept { lang.sending() } else { lang.saving() })}
            </p>
        </form>
    };
    // Another deed, or the same to another thing, has elements of its own: no words and no press that
    // were meant for one go to the other.
    Items::from_iter([(key, form.into_any())]).into_any()
}

/// Names who is signed in: the words in the form are theirs, whoever is signed in when it is sent.
#[must_use]
pub fn whose(store: Store) -> AnyView {
    store
        .my_id_once()
        .map(|id| view! { <input type="hidden" name=forms::SIGNED_IN value=id.to_string()/> })
        .into_any()
}

/// What the draft of a form goes by: its page, its mutation, and what it is about, which the hidden
/// fields say: the thing, the person, the service. Words meant for one never stand in the form of
/// another. The time is left out: whoever changes it means the same as before.
fn draft_name(path: &str, mutation: &str, hidden: &[(String, String)]) -> String {
    // Words that wait on phones are found by this order.
    const LAST: [&str; 8] = ["service", "resource_id", "day", "from", "until", "minutes", "approve", "also"];
    let first = hidden.iter().filter(|(name, _)| name != "starts" && !LAST.contains(&name.as_str()));
    let last = LAST.iter().filter_map(|last| hidden.iter().find(|(name, _)| name == last));
    first
        .chain(last)
        .fold(format!("{path} {mutation}"), |so_far, (name, value)| format!("{so_far} {name}={value}"))
}

/// Lets the browser post a form to its own page, with the pressed button among the fields.
fn post(form: &HtmlFormElement, fields: &[(String, String)]) {
    let present = super::draft::fields(form).unwrap_or_default();
    for (name, value) in fields.iter().filter(|it| !present.contains(it)) {
        let Ok(made) = document().create_element("input") else { return };
        let pressed: web_sys::HtmlInputElement = made.unchecked_into();
        pressed.set_type("hidden");
        pressed.set_name(name);
        pressed.set_value(value);
        drop(form.append_child(&pressed));
    }
    // A browser that cannot do this cannot do the rest either.
    drop(form.submit());
}

/// The form that is sent, and its fields as a browser would send them, the pressed button's among them.
fn form_and_fields_of(event: &SubmitEvent) -> Option<(HtmlFormElement, Vec<(String, String)>)> {
    let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
    let mut fields = super::draft::fields(&form)?;
    if let Some(button) = event.submitter() {
        let attribute = |name: &str| button.get_attribute(name).filter(|it| !it.is_empty());
        if let (Some(name), value) = (attribute("name"), attribute("value")) {
            fields.push((name, value.unwrap_or_default()));
        }
    }
    Some((form, fields))
}

#[cfg(test)]
mod tests {
    use linli_domain::care::Service;
    use linli_domain::ids::{BookingId, ExceptionId, MemberId, ResourceId};
    use linli_domain::mutation::{
        CareBook, CareMutation, HoursExcept, HoursMutation, RoomBook, RoomDecide, RoomMutation,
    };
    use linli_domain::time::Instant;
    use uuid::Uuid;

    use super::*;
    use crate::fields;

    const ID: Uuid = Uuid::nil();

    fn named(of: impl Into<Mutation>, new: &[&str], asks: &[&str]) -> String {
        let of = of.into();
        draft_name("/here", of.name(), &forms::hidden(&of, new, asks)).replace(&ID.to_string(), "ID")
    }

    /// Half-typed words on phones lie under these names, which builds before this one gave them.
    #[test]
    fn drafts_are_found_by_the_names_that_they_had() {
        let starts = Instant::from_millis(0);
        let subject = Some(MemberId(ID));
        let mut room = RoomBook {
            booking_id: BookingId(ID),
            resource_id: ResourceId(ID),
            starts,
            ends: starts.plus_minutes(90),
            people: None,
            note: String::new(),
            subject,
            also: true,
        };
        let (new, asks) = (fields!(RoomBook { booking_id }), fields!(RoomBook { people, note }));
        assert_eq!(
            named(RoomMutation::Book(room.clone()), new, asks),
            "/here room.book@1 subject=ID resource_id=ID minutes=90 also=true"
        );
        (room.subject, room.also) = (None, false);
        assert_eq!(named(RoomMutation::Book(room), new, asks), "/here room.book@1 resource_id=ID minutes=90");
        let visit = CareBook {
            booking_id: BookingId(ID),
            service: Service::Bath,
            starts,
            note: String::new(),
            subject,
            also: true,
        };
        let (new, asks) = (fields!(CareBook { booking_id }), fields!(CareBook { note }));
        assert_eq!(
            named(CareMutation::Book(visit), new, asks),
            "/here care.book@1 subject=ID service=bath also=true"
        );
        let no = RoomDecide { booking_id: BookingId(ID), approve: false, reason: "-".to_owned() };
        assert_eq!(
            named(RoomMutation::Decide(no), &[], fields!(RoomDecide { reason })),
            "/here room.decide@1 booking_id=ID approve=false"
        );
        let day = HoursExcept {
            exception_id: ExceptionId(ID),
            resource_id: ResourceId(ID),
            day: jiff::civil::date(2026, 11, 25),
            from: Some(480),
            until: Some(1260),
            note: String::new(),
        };
        let (new, asks) = (fields!(HoursExcept { exception_id }), fields!(HoursExcept { note }));
        assert_eq!(
            named(HoursMutation::Except(day), new, asks),
            "/here hours.except@1 resource_id=ID day=2026-11-25 from=480 until=1260"
        );
    }
}
