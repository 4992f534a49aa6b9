//! Who goes to a visit that lost its caregiver, or in place of one who fell out.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use linli_domain::booking::{Booking, State};
use linli_domain::care::{self, Ranking, Service};
use linli_domain::ids::{BookingId, ResourceId};
use linli_domain::mutation::{CareAssign, CareMutation};
use linli_domain::policy::Standing;
use linli_domain::rows::Rows;
use serde_json::json;
use uuid::Uuid;

use super::book::care_for;
use super::parts::may_assign;
use crate::components::{
    Button, ButtonLink, Card, Choice, Choices, EmptyState, Field, FieldKind, Loading, MutationForm, NotFound,
    Page, Picture, Story, Trouble,
};
use crate::pages::staff::call_button;
use crate::ports::{Answer, use_query};
use crate::store::{Store, use_store};
use crate::systems::bookings::StateChip;
use crate::systems::bookings::card::{about, title};
use crate::systems::bookings::own::{carers_of, name_of};
use crate::{field, fields};

/// One visit, and the caregivers who could go.
#[component]
pub fn Assign() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    let id = use_params_map().read_untracked().get("id").and_then(|id| id.parse::<BookingId>().ok());
    let found = move |rows: &Rows| id.and_then(|id| rows.bookings.get(&id)).cloned();
    let clerk = |rows: &Rows, booking: &Booking| {
        let place = rows.communities.get(&booking.community_id)?;
        let actor = store.actor_once()?;
        let who = Standing::new(&actor, place, Some(booking.subject));
        care::may(&who, care::Action::Assign, booking).then_some(actor)
    };
    let rows = store.rows_once();
    let known = found(&rows).and_then(|it| Some((clerk(&rows, &it)?, it.visit()?.service, it)));
    let Some((actor, service, first)) = known else { return view! { <NotFound/> }.into_any() };
    let heading =
        if first.state == State::Requested { lang.desk_assign() } else { lang.care().desk_replace() };
    let again = care_for(service, first.subject);
    let booking = Memo::new(move |_| found(&store.rows()).unwrap_or_else(|| first.clone()));
    let answer = use_query::<Option<Ranking>>("substitutes", move || {
        let booking = booking.read();
        // Asked again when the visit has changed.
        Some(json!({ "booking_id": booking.id, "ver": booking.ver }))
    });
    let choice = move || {
        let booking = booking.get();
        if !may_assign(store, &store.rows_once(), &actor, &booking) {
            let words = lang.care().assign_over();
            return view! { <EmptyState icon=Picture::Info title=words/> }.into_any();
        }
        match answer.get() {
            Answer::Loading => view! { <Loading/> }.into_any(),
            Answer::Failed(problem) => view! { <Trouble problem/> }.into_any(),
            Answer::Ready(ranking) => {
                let none = Ranking { free: Vec::new(), refused: Vec::new() };
                form(store, &booking, service, &ranking.unwrap_or(none), again.clone())
            }
        }
    };
    view! {
        <Page title=heading back="/desk">
            {move || facts(store, &store.rows(), &booking.read())}
            {choice}
            {move || {
                let id = booking.read().id;
                let events: Vec<_> = store.rows().story(id).into_iter().cloned().collect();
                (!events.is_empty()).then(|| view! { <Story events/> })
            }}
        </Page>
    }
    .into_any()
}

fn facts(store: Store, rows: &Rows, booking: &Booking) -> AnyView {
    let lang = store.lang();
    let carers = carers_of(lang, rows, booking);
    let state = booking.state;
    let (title, about) = (title(store, rows, booking), about(store, booking));
    let call = call_button(store, booking.contact.as_ref());
    view! {
        <Card>
            <div class="row">
                <h2 class="grow">{title}</h2>
                <StateChip state words=lang.state_for_staff(state)/>
            </div>
            <p>{about}</p>
            {(!carers.is_empty()).then(|| view! { <p class="small">{lang.care().assign_now(&carers)}</p> })}
            {call}
        </Card>
    }
    .into_any()
}

/// Those who can go, the best chosen from the start; and why the others cannot.
fn form(store: Store, booking: &Booking, service: Service, ranking: &Ranking, again: String) -> AnyView {
    let (lang, rows) = (store.lang(), store.rows_once());
    let name = |id: ResourceId| name_of(lang, &rows, id);
    let now = booking.resources();
    let two = service.carers() > 1;
    let free = ranking.free.iter().filter(|it| !now.contains(&it.resource_id)).map(|it| {
        Choice::new(it.resource_id.to_string(), name(it.resource_id))
            .about(lang.care().reason_for_staff(it.reason))
    });
    // Of two, one may stay.
    let stay = now
        .iter()
        .filter(|_| two)
        .map(|id| Choice::new(id.to_string(), name(*id)).about(lang.care().assign_stays()));
    let options: Vec<Choice> = stay.chain(free).collect();
    let others: Vec<_> = ranking
        .refused
        .iter()
        .filter(|it| !now.contains(&it.resource_id))
        .map(|it| view! { <li><b>{name(it.resource_id)}</b>" · "{lang.rule(it.rule)}</li> })
        .collect();
    let others = (!others.is_empty()).then(|| {
        view! {
            <details class="fold">
                <summary>{lang.care().assign_others()}</summary>
                <ul class="lines">{others}</ul>
            </details>
        }
    });
    if options.len() < service.carers() {
        return view! {
            <EmptyState icon=Picture::Heart title=lang.care().assign_none() about=lang.care().assign_none_about()>
                <ButtonLink href=again icon=Picture::Calendar external=true>
                    {lang.desk_another_time()}
                </ButtonLink>
            </EmptyState>
            {others}
        }
        .into_any();
    }
    let first = |place: usize| options.get(place).map(|it| it.value.clone()).unwrap_or_default();
    let (best, next) = (first(0), first(1));
    let replaces = !now.is_empty();
    let to = if replaces {
        format!("/desk/care?day={}", store.zone().date(booking.starts))
    } else {
        "/desk".to_owned()
    };
    let (legend, send) = if two {
        (lang.care().assign_first(), lang.care().assign_send_two())
    } else {
        (lang.care().assign_who(), lang.care().assign_send())
    };
    let second = two.then(|| {
        view! {
            <Choices
                legend=lang.care().assign_second()
                name=field!(CareAssign.second)
                options=options.clone()
                chosen=next
            />
        }
    });
    let ver = booking.ver;
    let assign = CareAssign {
        booking_id: booking.id,
        carer: ResourceId(Uuid::nil()),
        second: None,
        reason: String::new(),
    };
    view! {
        <MutationForm
            of=CareMutation::Assign(assign)
            asks=fields!(CareAssign { carer, second, reason })
            next=to
            ver=ver
        >
            <Choices legend=legend name=field!(CareAssign.carer) options=options.clone() chosen=best/>
            {second}
            {replaces
                .then(|| {
                    view! {
                        <Field
                            label=lang.care().assign_reason()
                            name=field!(CareAssign.reason)
                            kind=FieldKind::Long
                            required=true
                        />
                    }
                })}
            <Button icon=Picture::Check>{send}</Button>
        </MutationForm>
        {others}
    }
    .into_any()
}
