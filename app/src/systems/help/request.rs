//! One request with its story.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use linli_domain::help::{self, Answerer, HelpBody, Word};
use linli_domain::ids::MatterId;
use linli_domain::json::Code;
use linli_domain::matter::{Clock, Matter};
use linli_domain::mutation::{HelpCallBack, HelpMutation, HelpNote, HelpRef, Mutation};

use super::StageChip;
use crate::components::{
    Banner, Button, ButtonLink, Card, Chip, Field, FieldKind, Kind, LeftChip, MutationForm, NotFound,
    NotMade, Page, Picture, Story, Tone, UnsentBanner, fact, fact_if_any,
};
use crate::pages::common::{SignInFirst, would};
use crate::store::{Kept, Store, use_store};
use crate::{field, fields};

/// One request with its story.
#[component]
pub fn Help() -> impl IntoView {
    let store = use_store();
    let (params, query) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.get().get("id").unwrap_or_default().parse::<MatterId>().ok());
    let is_new = Memo::new(move |_| query.get().get("new").is_some());
    let known = Memo::new(move |_| id.get().filter(|id| store.rows().matter_of::<HelpBody>(*id).is_some()));
    move || match known.get() {
        Some(id) => page(store, id, is_new.get()),
        None if store.my_id().is_none() => {
            view! { <SignInFirst title=store.lang().help().case_title()/> }.into_any()
        }
        None if is_new.get() => view! { <NotMade again="/help/ask"/> }.into_any(),
        None => view! { <NotFound/> }.into_any(),
    }
}

fn page(store: Store, id: MatterId, is_new: bool) -> AnyView {
    let lang = store.lang();
    let row = Memo::new(move |_| {
        store.rows().matter_of::<HelpBody>(id).map(|(it, help)| (it.clone(), help.clone()))
    });
    let story = Memo::new(move |_| store.rows().story(id).into_iter().cloned().collect::<Vec<_>>());
    let own = row
        .get_untracked()
        .zip(store.actor_once())
        .is_some_and(|((matter, _), actor)| super::is_own_help(&actor, &matter));
    let back = if own { "/mine" } else { "/help/neighbours" };
    view! {
        <Page title=lang.help().case_title() back>
            <UnsentBanner about=id/>
            {move || {
                row.get()
                    .filter(|_| is_new && !store.is_unsent(id.0))
                    .map(|(matter, help)| {
                        let rows = store.rows_once();
                        let place = rows.communities.get(&matter.community_id);
                        let waits = place.is_some_and(|it| it.settings.help.neighbours_after_staff);
                        let words = match help.answerer {
                            Answerer::Neighbour if !waits => lang.help().sent_neighbours(),
                            _ => lang.help().sent(),
                        };
                        view! { <Banner tone=Tone::Good><p>{words}</p></Banner> }
                    })
            }}
            {move || row.get().map(|it| facts(store, it))}
            {move || row.get().map(|it| actions(store, &it))}
            {move || {
                let events = story.get();
                (!events.is_empty()).then(|| view! { <Story events/> })
            }}
        </Page>
    }
    .into_any()
}

fn facts(store: Store, (matter, help): (Matter, HelpBody)) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let settings = store
        .rows_once()
        .communities
        .get(&matter.community_id)
        .map(|it| it.settings.clone())
        .unwrap_or_default();
    let wanted = help
        .wanted
        .map_or_else(|| lang.help().as_soon_as_possible().to_owned(), |at| lang.when(at, now, &zone));
    let ended = matter.ended.is_some();
    let clock = move |words: &'static str, clock: Clock| {
        let chip = if ended {
            view! { <Chip tone=Tone::Still icon=Picture::Clock>{lang.help().clock_took(&lang.length(clock.ran))}</Chip> }
                .into_any()
        } else {
            view! { <LeftChip left=clock.left()/> }.into_any()
        };
        fact(words, chip)
    };
    // Nobody has started a clock of what has not arrived.
    let asked =
        |it: &Kept| matches!(&it.mutation, Mutation::Help(HelpMutation::Ask(it)) if it.help_id == matter.id);
    let arrived = !store.phone().waiting.iter().any(asked);
    let stage =
        (arrived && !ended).then(|| clock(lang.help().clock_stage(), matter.stage_clock(&settings, now)));
    let case = arrived.then(|| clock(lang.help().clock_case(), matter.case_clock(&settings, now)));
    // Also when it was staff who let them read it.
    let read = (matter.contact.is_some() && help::open_to_neighbours(&settings, &matter, &help))
        .then(|| view! { <p class="small">{lang.help().neighbours_read()}</p> });
    let who = if matter.taker_called.is_empty() {
        lang.help().answerer(help.answerer).to_owned()
    } else {
        matter.taker_called.clone()
    };
    view! {
        <Card>
            <div class="row">
                <h2 class="grow said">{help.what.clone()}</h2>
                <StageChip stage=help.stage about=matter.id/>
            </div>
            {matter
                .escalated
                .then(|| view! { <Chip tone=Tone::Info icon=Picture::Street>{lang.help().with_street()}</Chip> })}
            <dl class="facts">
                {fact_if_any(lang.help().wanted(), wanted)}
                {fact_if_any(lang.help().place(), help.place.clone())}
                {fact_if_any(lang.help().who_answers(), who)}
                {fact_if_any(lang.help().whose_matter_is(), matter.owner.clone())}
                {stage}
                {case}
            </dl>
            {read}
        </Card>
    }
    .into_any()
}

/// What this reader can do about it now; what the domain would accept.
fn actions(store: Store, (matter, help): &(Matter, HelpBody)) -> AnyView {
    let lang = store.lang();
    let (id, ver) = (matter.id, matter.ver);
    let here = move || format!("/help/{id}");
    // Something stands where a word is needed, to ask whether the rest is in order.
    let note = || HelpNote { help_id: id, note: ".".to_owned() };
    let can = |of: &Mutation| would(store, of);
    let solved = HelpCallBack { help_id: id, word: Word::Solved, note: String::new() };
    let call_back = Mutation::Help(HelpMutation::CallBack(solved));
    let word = can(&call_back).then(|| {
        let form = call_back.name();
        view! {
            <Card now=true>
                <div>
                    <h2>{lang.help().ask_word()}</h2>
                    <p class="small">{lang.help().ask_word_about()}</p>
                </div>
                <MutationForm of=call_back asks=fields!(HelpCallBack { word, note }) next=here() ver>
                    <Field
                        label=lang.help().word_note()
                        name=field!(HelpCallBack.note)
                        id="word-"
                        form
                        about=id.to_string()
                    />
                    <div class="buttons">
                        <Button icon=Picture::Check name=field!(HelpCallBack.word) value=Word::Solved.code()>
                            {lang.help().solved_button()}
                        </Button>
                        <Button
                            kind=Kind::Quiet
                            icon=Picture::Cross
                            name=field!(HelpCallBack.word)
                            value=Word::NotSolved.code()
                        >
                            {lang.help().not_solved_button()}
                        </Button>
                    </div>
                </MutationForm>
            </Card>
        }
    });
    let take = Mutation::Help(HelpMutation::Take(HelpRef { help_id: id }));
    let take = can(&take).then(|| {
        view! {
            <MutationForm of=take next=here()>
                <Button icon=Picture::Hands>{lang.help().take()}</Button>
            </MutationForm>
        }
    });
    let taker = store.actor_once().is_some_and(|it| matter.taker == Some(it.id));
    let contact = matter.contact.clone().filter(|_| taker).map(|contact| {
        let phone = contact.phone.as_ref().map(|it| it.as_str().to_owned());
        view! {
            <Card now=true>
                <h2>{lang.help().taken_contact()}</h2>
                <p><b>{contact.name}</b></p>
                <p>{contact.address}</p>
                {phone
                    .map(|phone| {
                        view! {
                            <ButtonLink href=format!("tel:{phone}") icon=Picture::Phone>{lang.call()}</ButtonLink>
                        }
                    })}
            </Card>
        }
    });
    let resolve = Mutation::Help(HelpMutation::Resolve(note()));
    let resolve = (taker && can(&resolve)).then(|| {
        let form = resolve.name();
        view! {
            <Card>
                <h2>{lang.help().resolve()}</h2>
                <MutationForm of=resolve asks=fields!(HelpNote { note }) next=here() ver>
                    <Field
                        label=lang.help().resolve_note()
                        name=field!(HelpNote.note)
                        id="resolve-"
                        form
                        about=id.to_string()
                    />
                    <Button icon=Picture::Check>{lang.help().resolve()}</Button>
                </MutationForm>
            </Card>
        }
    });
    let long = |of: &Mutation, label: &'static str, place: &'static str| {
        view! {
            <Field
                label
                name=field!(HelpNote.note)
                kind=FieldKind::Long
                id=place
                form=of.name()
                required=true
                about=id.to_string()
            />
        }
        .into_any()
    };
    let give_back = Mutation::Help(HelpMutation::GiveBack(note()));
    let give_back = (taker && can(&give_back)).then(|| {
        let field = long(&give_back, lang.help().give_back_note(), "back-");
        view! {
            <details class="fold">
                <summary>{lang.help().give_back()}</summary>
                <p>{lang.help().give_back_about()}</p>
                <MutationForm of=give_back asks=fields!(HelpNote { note }) next="/help/neighbours" ver>
                    {field}
                    <Button>{lang.help().give_back_button()}</Button>
                </MutationForm>
            </details>
        }
    });
    let own = store.actor_once().is_some_and(|it| super::is_own_help(&it, matter));
    let sees = store
        .actor_once()
        .zip(store.community_once())
        .is_some_and(|(actor, _)| super::may(&store.rows_once(), &actor, (matter, help), help::Action::See));
    let say = Mutation::Help(HelpMutation::Note(note()));
    let say = (sees && can(&say)).then(|| {
        let field = long(&say, lang.help().note_label(), "say-");
        view! {
            <details class="fold">
                <summary>{lang.help().add_note()}</summary>
                <MutationForm of=say asks=fields!(HelpNote { note }) next=here()>
                    {field}
                    <Button kind=Kind::Quiet>{lang.help().note_send()}</Button>
                </MutationForm>
            </details>
        }
    });
    let reopen = Mutation::Help(HelpMutation::Reopen(note()));
    let reopen = (own && can(&reopen)).then(|| {
        let field = long(&reopen, lang.help().reopen_note(), "reopen-");
        view! {
            <details class="fold">
                <summary>{lang.help().reopen()}</summary>
                <MutationForm of=reopen asks=fields!(HelpNote { note }) next=here() ver>
                    {field}
                    <Button>{lang.help().reopen_button()}</Button>
                </MutationForm>
            </details>
        }
    });
    let withdraw = Mutation::Help(HelpMutation::Withdraw(HelpRef { help_id: id }));
    let withdraw = (own && can(&withdraw)).then(|| {
        view! {
            <details class="fold">
                <summary>{lang.help().withdraw()}</summary>
                <p>{lang.help().withdraw_about()}</p>
                <MutationForm of=withdraw next=here()>
                    <Button kind=Kind::Alarm>{lang.help().withdraw_button()}</Button>
                </MutationForm>
            </details>
        }
    });
    view! {
        {word}
        {contact}
        {take}
        {resolve}
        <div class="folds">{say} {give_back} {reopen} {withdraw}</div>
    }
    .into_any()
}
