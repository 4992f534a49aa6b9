//! Requests that neighbours may answer.

use leptos::prelude::*;
use linli_domain::help::{self, HelpBody, Urgency};
use linli_domain::matter::Matter;
use linli_domain::mutation::{HelpMutation, HelpRef};

use super::entry::help_entry;
use crate::components::{Button, Card, Chip, EmptyState, Items, MutationForm, Page, Picture, Tone};
use crate::pages::common::SignInFirst;
use crate::store::{Store, use_store};

/// Requests that neighbours may answer.
#[component]
pub fn Neighbours() -> impl IntoView {
    let store = use_store();
    let lang = store.lang();
    if store.me_once().is_none() {
        return view! { <SignInFirst title=lang.help().neighbours_title()/> }.into_any();
    }
    view! {
        <Page title=lang.help().neighbours_title() lead=lang.help().neighbours_lead() back="/">
            {move || lists(store)}
        </Page>
    }
    .into_any()
}

fn lists(store: Store) -> AnyView {
    let lang = store.lang();
    let Some(actor) = store.actor() else { return ().into_any() };
    let rows = store.rows();
    let open = |it: &(&Matter, &HelpBody)| super::may(&rows, &actor, *it, help::Action::AnswerAsNeighbour);
    let mut asking: Vec<_> = rows.matters_of().filter(open).collect();
    asking.sort_by_key(|(it, help)| (help.urgency != Urgency::Urgent, it.opened));
    let theirs = |(it, _): &(&Matter, &HelpBody)| it.taker == Some(actor.id) && it.is_open();
    let mut mine: Vec<_> = rows.matters_of().filter(theirs).collect();
    mine.sort_by_key(|(it, _)| it.opened);
    if asking.is_empty() && mine.is_empty() {
        return view! {
            <EmptyState icon=Picture::People title=lang.help().neighbours_none() about=lang.help().neighbours_none_about()/>
        }
        .into_any();
    }
    let taken: Items = mine.into_iter().map(|it| (it.0.id, help_entry(store, it))).collect();
    let asking: Items = asking.into_iter().map(|it| (it.0.id, request(store, it))).collect();
    view! {
        {(!taken.is_empty())
            .then(|| {
                view! {
                    <section class="stack">
                        <h2>{lang.help().neighbours_taken()}</h2>
                        <ul class="list">{taken}</ul>
                    </section>
                }
            })}
        {(!asking.is_empty())
            .then(|| {
                view! {
                    <section class="stack">
                        <h2>{lang.help().neighbours_open()}</h2>
                        <ul class="list">{asking}</ul>
                    </section>
                }
            })}
    }
    .into_any()
}

fn request(store: Store, (matter, help): (&Matter, &HelpBody)) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let when = help
        .wanted
        .map_or_else(|| lang.help().as_soon_as_possible().to_owned(), |at| lang.when(at, now, &zone));
    let urgent = help.urgency == Urgency::Urgent;
    let (what, when) = (help.what.clone(), format!("{when} · {}", lang.ago(matter.opened, now, &zone)));
    let id = matter.id;
    view! {
        <li>
            <Card>
                <div class="row">
                    <h3 class="grow said">{what}</h3>
                    {urgent
                        .then(|| {
                            view! { <Chip tone=Tone::Bad icon=Picture::Bolt>{lang.help().urgency(Urgency::Urgent)}</Chip> }
                        })}
                </div>
                <p class="small">{when}</p>
                <MutationForm of=HelpMutation::Take(HelpRef { help_id: id }) next=format!("/help/{id}")>
                    <Button icon=Picture::Hands>{lang.help().take()}</Button>
                </MutationForm>
            </Card>
        </li>
    }
    .into_any()
}
