//! Asking for help.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use linli_domain::help::{Answerer, Urgency};
use linli_domain::ids::MatterId;
use linli_domain::json::Code;
use linli_domain::mutation::{HelpAsk as Args, HelpMutation};
use uuid::Uuid;

use crate::components::{
    Button, Choice, Choices, Field, FieldKind, Icon, MutationForm, NotFound, Page, Picture, Pill,
};
use crate::pages::common::{SignInFirst, address, chosen, people, subject, whom_links};
use crate::store::{Store, use_store};
use crate::{field, fields};

/// Asking for help.
#[component]
pub fn HelpAsk() -> impl IntoView {
    let store = use_store();
    let query = use_query_map();
    let whom = Memo::new(move |_| query.get().get("for").unwrap_or_default());
    move || page(store, &whom.get())
}

fn page(store: Store, wanted: &str) -> AnyView {
    let (lang, elder) = (store.lang(), store.prefs().elder);
    let rows = store.rows_once();
    let Some(actor) = store.actor_once() else {
        return view! { <SignInFirst title=lang.help().title()/> }.into_any();
    };
    let people = people(&rows, &actor);
    let usual = || people.last().filter(|_| wanted.is_empty()).cloned();
    let Some(whom) = chosen(&rows, &actor, wanted).or_else(usual) else {
        return view! { <NotFound/> }.into_any();
    };
    let links =
        whom_links(store, lang.help().whom(), &people, whom.id, |id| address("/help/ask", &[("for", id)]));
    let lead = if whom.id == actor.id { String::new() } else { lang.help().help_for(whom.greeted()) };
    let about = |words: &'static str| if elder { "" } else { words };
    let who = vec![
        Choice::new(Answerer::Community.code(), lang.help().answerer(Answerer::Community))
            .about(about(lang.help().who_community()))
            .picture(Picture::Desk),
        Choice::new(Answerer::Neighbour.code(), lang.help().answerer(Answerer::Neighbour))
            .about(about(lang.help().who_neighbour()))
            .picture(Picture::People),
    ];
    let urgency = vec![
        Choice::new(Urgency::Usual.code(), lang.help().urgency(Urgency::Usual))
            .about(about(lang.help().usual_about()))
            .picture(Picture::Clock),
        Choice::new(Urgency::Urgent.code(), lang.help().urgency(Urgency::Urgent))
            .about(about(lang.help().urgent_about()))
            .picture(Picture::Bolt),
    ];
    let desk =
        rows.communities.get(&whom.community_id).map(|it| it.phone.clone()).filter(|it| !it.is_empty());
    let open = !store.draft(field!(Args.wanted)).is_empty() || !store.draft(field!(Args.place)).is_empty();
    // What is asked for stands for nothing here.
    let ask = Args {
        help_id: MatterId(Uuid::nil()),
        what: String::new(),
        place: String::new(),
        wanted: None,
        answerer: Answerer::Community,
        urgency: Urgency::Usual,
        subject: subject(store, &whom),
        at: None,
    };
    view! {
        <Page title=lang.help().title() lead back="/">
            {links}
            <MutationForm
                of=HelpMutation::Ask(ask)
                asks=fields!(Args { what, answerer, urgency, wanted, place })
                new=fields!(Args { help_id })
                next="/help/{help_id}?new=1"
            >
                <Field
                    label=lang.help().what()
                    name=field!(Args.what)
                    kind=FieldKind::Long
                    hint=lang.help().what_hint()
                    required=true
                />
                <Choices
                    legend=lang.help().who()
                    name=field!(Args.answerer)
                    options=who
                    chosen=Answerer::Community.code()
                />
                <Choices
                    legend=lang.help().help_urgency()
                    name=field!(Args.urgency)
                    options=urgency
                    chosen=Urgency::Usual.code()
                />
                <section class="danger" aria-label=lang.help().danger()>
                    <p class="danger-title"><Icon picture=Picture::Alarm/> <b>{lang.help().danger()}</b></p>
                    <div class="pills">
                        <Pill href="tel:120" icon=Picture::Phone>{lang.help().call_ambulance()}</Pill>
                        <Pill href="tel:119" icon=Picture::Phone>{lang.help().call_fire()}</Pill>
                        <Pill href="tel:110" icon=Picture::Phone>{lang.help().call_police()}</Pill>
                        {desk
                            .map(|phone| {
                                view! {
                                    <Pill href=format!("tel:{phone}") icon=Picture::Phone>{lang.call_desk()}</Pill>
                                }
                            })}
                    </div>
                </section>
                <details class="fold" open=open>
                    <summary>{lang.help().more()}</summary>
                    <div class="stack">
                        <Field
                            label=lang.help().wanted()
                            name=field!(Args.wanted)
                            kind=FieldKind::Moment
                            hint=lang.help().wanted_hint()
                        />
                        <Field label=lang.help().place() name=field!(Args.place) hint=lang.help().place_hint()/>
                    </div>
                </details>
                <Button icon=Picture::Hands>{lang.help().send()}</Button>
            </MutationForm>
            <p><a href="/help/neighbours">{lang.help().neighbours_link()}</a></p>
        </Page>
    }
    .into_any()
}
