//! One visit.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use linli_domain::booking::{Booking, State};
use linli_domain::care::Check;
use linli_domain::decide::dry_run;
use linli_domain::ids::{BookingId, ResourceId};
use linli_domain::mutation::{BookingReason, BookingRef, CareMutation, Mutation};
use linli_domain::refusal::{CommonRefusal, Refusal};
use linli_domain::rows::Rows;

use super::parts::{as_carer, step, step_form};
use crate::components::{
    Banner, Button, Card, Field, FieldKind, Kind, MutationForm, NotFound, Page, Picture, Story, Tag, Tone,
    UnsentBanner, fact,
};
use crate::pages::staff::{call_button, tel};
use crate::store::{Store, use_store};
use crate::systems::bookings::StateChip;
use crate::{field, fields};

/// One visit of the caregiver who reads.
#[component]
pub fn Visit() -> impl IntoView {
    as_carer(use_store(), use_store().lang().care().visit_facts(), of_carer)
}

fn of_carer(store: Store, carer: ResourceId) -> AnyView {
    let id = use_params_map().read_untracked().get("id").and_then(|id| id.parse::<BookingId>().ok());
    // It may come only after the page has; and who is taken off it stays on the page that says so.
    let first = Memo::new(move |before: Option<&Option<Booking>>| {
        before.cloned().flatten().or_else(|| sent_to(&store.rows(), id?, carer))
    });
    let shown = move || match first.get() {
        Some(first) => untrack(|| page(store, carer, first)),
        None => view! { <NotFound/> }.into_any(),
    };
    shown.into_any()
}

/// The visit, when this caregiver is sent to it.
fn sent_to(rows: &Rows, id: BookingId, carer: ResourceId) -> Option<Booking> {
    rows.bookings.get(&id).filter(|it| it.visit().is_some_and(|it| it.carers.contains(&carer))).cloned()
}

fn page(store: Store, carer: ResourceId, first: Booking) -> AnyView {
    let lang = store.lang();
    let id = first.id;
    let service = first.visit().map(|it| lang.service(it.service)).unwrap_or_default();
    let title = lang.visit_of(&first.called, service);
    let booking = Memo::new(move |_| sent_to(&store.rows(), id, carer).unwrap_or_else(|| first.clone()));
    let next = Memo::new(move |_| step(store, &store.rows(), &booking.read(), store.now()));
    let lead = Signal::derive(move || lang.span(booking.read().interval(), store.present(), &store.zone()));
    let action = move || {
        let booking = booking.get();
        let here = format!("/work/{}", booking.id);
        let form = step_form(store, &booking, next.get(), here);
        let call = call_button(store, booking.contact.as_ref());
        let wide = booking.state == State::CheckedIn;
        (form.is_some() || call.is_some()).then(|| {
            view! { <div class=if wide { "stack" } else { "buttons is-pair" }>{call} {form}</div> }
        })
    };
    let story = move || {
        let id = booking.read().id;
        let events: Vec<_> = store.rows().story(id).into_iter().cloned().collect();
        (!events.is_empty()).then(|| view! { <Story events/> })
    };
    view! {
        <Page title lead back="/work">
            <UnsentBanner about=id/>
            <Card now=true>
                {move || facts(store, &store.rows(), &booking.read(), carer)}
                {action}
            </Card>
            {move || cannot(store, &store.rows(), &booking.read())}
            {story}
        </Page>
    }
    .into_any()
}

fn facts(store: Store, rows: &Rows, booking: &Booking, carer: ResourceId) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let Some(visit) = booking.visit() else { return ().into_any() };
    let contact = booking.contact.as_ref();
    let early =
        rows.communities.get(&booking.community_id).map_or(0, |it| it.settings.care.address_before_minutes);
    let hidden = (contact.is_none() && booking.state.is_open()).then(|| {
        view! {
            <Banner tone=Tone::Info icon=Picture::Key>
                <p>{lang.care().visit_address_later(&lang.length(early))}</p>
            </Banner>
        }
    });
    let risks: Vec<_> = contact
        .map(|it| it.risks.clone())
        .unwrap_or_default()
        .into_iter()
        .map(|risk| view! { <Tag risk=true>{risk}</Tag> })
        .collect();
    let others: Vec<_> = visit
        .carers
        .iter()
        .filter(|id| **id != carer)
        .filter_map(|id| rows.resources.get(id))
        .map(|it| lang.pick(&it.name).to_owned())
        .collect();
    let why = visit.carers.iter().position(|id| *id == carer).and_then(|at| visit.why.get(at)).copied();
    let check = |check: Check| {
        let said = format!("{} · {}", lang.when(check.at, now, &zone), lang.care().place_check(check.place));
        // Told much later, as from a phone without a network: what counts for pay stands beside it.
        if check.received.minutes_since(check.at) < 30 {
            said
        } else {
            format!("{said} · {}", lang.care().visit_heard(&lang.when(check.received, now, &zone)))
        }
    };
    let mut list = vec![fact(
        lang.care().visit_service(),
        format!("{} · {}", lang.service(visit.service), lang.length(booking.interval().minutes())),
    )];
    if let Some(contact) = contact {
        list.push(fact(lang.visit_who(), contact.name.clone()));
        if !contact.address.is_empty() {
            list.push(fact(lang.visit_where(), contact.address.clone()));
        }
        if let Some(phone) = &contact.phone {
            list.push(fact(lang.visit_phone(), view! { <a href=tel(phone)>{phone.spoken()}</a> }));
        }
    }
    if !risks.is_empty() {
        list.push(fact(lang.care().visit_mind(), view! { <span class="tags">{risks}</span> }));
    }
    if !booking.note.is_empty() {
        list.push(fact(lang.care().visit_wish(), booking.note.clone()));
    }
    if !others.is_empty() {
        list.push(fact(lang.care().visit_with(), others.join(" · ")));
    }
    if let Some(why) = why {
        list.push(fact(lang.care().visit_why_me(), lang.care().reason_for_carer(why)));
    }
    if let Some(came) = visit.checked_in {
        list.push(fact(lang.care().visit_in(), check(came)));
    }
    if let Some(left) = visit.checked_out {
        list.push(fact(lang.care().visit_out(), check(left)));
    }
    if !visit.report.is_empty() {
        list.push(fact(lang.care().visit_report(), visit.report.clone()));
    }
    if !booking.reason.is_empty() {
        list.push(fact(lang.fact_reason(), booking.reason.clone()));
    }
    let state = booking.state;
    view! {
        <div class="row">
            <h2 class="grow">{lang.care().visit_facts()}</h2>
            <StateChip state words=lang.state_for_carer(state)/>
        </div>
        <dl class="facts">{list}</dl>
        {hidden}
    }
    .into_any()
}

/// What to do when the visit does not come about.
fn cannot(store: Store, rows: &Rows, booking: &Booking) -> Option<AnyView> {
    let (lang, now) = (store.lang(), store.present());
    let actor = store.actor_once()?;
    let booking_id = booking.id;
    let decline =
        Mutation::Care(CareMutation::Decline(BookingReason { booking_id, reason: "-".to_owned(), at: None }));
    let may_decline = matches!(booking.state, State::Assigned | State::Accepted | State::OnTheWay);
    let nobody = Mutation::Care(CareMutation::NobodyHome(BookingRef { booking_id, at: None }));
    let here = format!("/work/{booking_id}");
    let nobody = dry_run(&nobody, rows, &actor, now).is_ok().then(|| {
        view! {
            <details class="fold">
                <summary>{lang.care().visit_nobody()}</summary>
                <Card>
                    <p>{lang.care().visit_nobody_about()}</p>
                    <MutationForm of=nobody next=here>
                        <Button kind=Kind::Alarm>{lang.care().visit_nobody_send()}</Button>
                    </MutationForm>
                </Card>
            </details>
        }
    });
    // A caregiver's rows may lack the elder's, which the rule on a replacement reads.
    let decline_known = dry_run(&decline, rows, &actor, now);
    let refused = matches!(decline_known, Err(Refusal::Common(CommonRefusal::NotAllowed)));
    let decline = (may_decline && !refused).then(|| {
        view! {
            <details class="fold">
                <summary>{lang.care().visit_cannot()}</summary>
                <Card>
                    <p>{lang.care().visit_cannot_about()}</p>
                    <MutationForm of=decline asks=fields!(BookingReason { reason }) next="/work">
                        <Field
                            label=lang.care().visit_reason()
                            name=field!(BookingReason.reason)
                            kind=FieldKind::Long
                            required=true
                        />
                        <Button kind=Kind::Alarm>{lang.care().visit_cannot_send()}</Button>
                    </MutationForm>
                </Card>
            </details>
        }
    });
    (nobody.is_some() || decline.is_some())
        .then(|| view! { <div class="stack">{nobody} {decline}</div> }.into_any())
}
