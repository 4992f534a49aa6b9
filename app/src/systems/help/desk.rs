//! One request, for the desk and for the street.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use linli_domain::decide::dry_run;
use linli_domain::help::{self, Answerer, HelpBody, Urgency, Word};
use linli_domain::ids::MatterId;
use linli_domain::json::Code;
use linli_domain::matter::Matter;
use linli_domain::mutation::{HelpCallBack, HelpMutation, HelpNote, HelpRef, HelpTriage, Mutation};
use linli_domain::rows::Rows;

use super::StageChip;
use crate::components::{
    Banner, Button, Card, Choice, Choices, Field, FieldKind, Items, Kind, LeftChip, MutationForm, NotFound,
    Page, Picture, Story, Tag, Tone, fact,
};
use crate::pages::staff::{call_button, tel};
use crate::store::{Store, use_store};
use crate::{field, fields};

/// One request, for the desk.
#[component]
pub fn Help() -> impl IntoView {
    view! { <Request home="/desk" here="/desk/help"/> }
}

/// One request with both clocks, its story, and what this reader can do with it.
#[component]
pub fn Request(
    /// The list that it came from.
    home: &'static str,
    /// The address without the id.
    here: &'static str,
) -> impl IntoView {
    let store = use_store();
    let id = use_params_map().read_untracked().get("id").and_then(|id| id.parse::<MatterId>().ok());
    let sees = move |rows: &Rows, it: (&Matter, &HelpBody)| {
        store.actor_once().is_some_and(|actor| {
            let may = |action| super::may(rows, &actor, it, action);
            may(help::Action::Handle) || may(help::Action::See)
        })
    };
    let found = move |rows: &Rows| {
        let (matter, help) = id.and_then(|id| rows.matter_of(id)).filter(|it| sees(rows, *it))?;
        Some((matter.clone(), help.clone()))
    };
    let Some(first) = found(&store.rows_once()) else { return view! { <NotFound/> }.into_any() };
    let title = first.1.what.clone();
    let help = Memo::new(move |_| found(&store.rows()).unwrap_or_else(|| first.clone()));
    let story = move || {
        let events = store.rows().story(help.read().0.id).into_iter().cloned().collect();
        view! { <Story events/> }
    };
    view! {
        <Page title back=home wide=true>
            <div class="case">
                <div class="stack">
                    {move || facts(store, &store.rows(), &help.read())}
                </div>
                <div class="stack">{move || actions(store, &store.rows(), &help.read(), here)}</div>
                <div class="case-story">{story}</div>
            </div>
        </Page>
    }
    .into_any()
}

fn facts(store: Store, rows: &Rows, (matter, help): &(Matter, HelpBody)) -> AnyView {
    let (lang, zone, now) = (store.lang(), store.zone(), store.present());
    let Some(community) = rows.communities.get(&matter.community_id) else { return ().into_any() };
    let settings = community.settings.clone();
    let stage_clock = {
        let (matter, settings) = (matter.clone(), settings.clone());
        move || {
            let clock = matter.stage_clock(&settings, store.now());
            view! { <LeftChip left=clock.left()/> }
        }
    };
    let open = matter.is_open();
    let case_clock = {
        let matter = matter.clone();
        move || {
            let clock = matter.case_clock(&settings, store.now());
            view! {
                <span class="tags">
                    {lang.length(clock.ran)} {open.then(|| view! { <LeftChip left=clock.left()/> })}
                </span>
            }
        }
    };
    let mut list = Vec::new();
    if let Some(contact) = &matter.contact {
        list.push(fact(lang.visit_who(), format!("{} · {}", matter.called, contact.name)));
        if let Some(phone) = &contact.phone {
            list.push(fact(lang.visit_phone(), view! { <a href=tel(phone)>{phone.spoken()}</a> }));
        }
        if !contact.address.is_empty() {
            list.push(fact(lang.visit_where(), contact.address.clone()));
        }
    } else if !matter.called.is_empty() {
        list.push(fact(lang.visit_who(), matter.called.clone()));
    }
    if !help.place.is_empty() {
        list.push(fact(lang.help().case_place(), help.place.clone()));
    }
    list.push(fact(lang.help().case_community(), lang.pick(&community.name).to_owned()));
    list.push(fact(lang.help().case_asked(), lang.when(matter.opened, now, &zone)));
    if let Some(wanted) = help.wanted {
        list.push(fact(lang.help().case_wanted(), lang.when(wanted, now, &zone)));
    }
    list.push(fact(lang.help().case_answerer(), lang.help().answerer(help.answerer)));
    if !matter.taker_called.is_empty() {
        list.push(fact(lang.help().case_taker(), matter.taker_called.clone()));
    }
    if !matter.owner.is_empty() {
        list.push(fact(lang.help().case_owner(), matter.owner.clone()));
    }
    if open {
        list.push(fact(lang.help().case_stage_clock(), stage_clock));
    }
    list.push(fact(lang.help().case_whole_clock(), case_clock));
    let urgent = help.urgency == Urgency::Urgent;
    let (stage, escalated) = (help.stage, matter.escalated);
    let call = call_button(store, matter.contact.as_ref());
    let id = matter.id;
    view! {
        <Card>
            <h2 class="hidden-text">{lang.help().case_facts()}</h2>
            <div class="tags">
                <StageChip stage words=lang.stage_for_staff(stage) about=id/> {urgent.then(|| view! { <Tag risk=true>{lang.help().desk_urgent()}</Tag> })}
            </div>
            {escalated
                .then(|| {
                    view! {
                        <Banner tone=Tone::Info icon=Picture::Street>
                            <p>{lang.help().case_with_street()}</p>
                        </Banner>
                    }
                })}
            <dl class="facts">{list}</dl>
            {call}
        </Card>
    }
    .into_any()
}

/// What can be done now, the likeliest first; the rules say what.
fn actions(store: Store, rows: &Rows, (matter, help): &(Matter, HelpBody), here: &'static str) -> AnyView {
    let lang = store.lang();
    let Some(actor) = store.actor_once() else { return ().into_any() };
    let (help_id, ver, now) = (matter.id, matter.ver, store.present());
    let can = |of: &Mutation| dry_run(of, rows, &actor, now).is_ok();
    let note = || HelpNote { help_id, note: "-".to_owned() };
    let next = format!("{here}/{help_id}");
    let form = |of: Mutation, asks: &'static [&'static str], children: AnyView| -> (&'static str, AnyView) {
        let name = of.name();
        let form = view! {
            <MutationForm of asks next=next.clone() ver=ver>
                {children}
            </MutationForm>
        };
        (name, form.into_any())
    };
    let fold = |words: &'static str, about: &'static str, (name, inside): (&'static str, AnyView)| {
        let fold = view! {
            <details class="fold">
                <summary>{words}</summary>
                <div class="stack">
                    {(!about.is_empty()).then(|| view! { <p class="small">{about}</p> })}
                    {inside}
                </div>
            </details>
        };
        (name, fold.into_any())
    };
    let note_field = |label: &'static str, of: &Mutation, name: &'static str, required: bool| -> AnyView {
        let form = of.name();
        let id = form.split('@').next().unwrap_or_default().replace('.', "-");
        view! { <Field label=label name=name kind=FieldKind::Long required=required id=id form=form/> }
            .into_any()
    };
    let noted = |label: &'static str, of: &Mutation, required: bool| {
        note_field(label, of, field!(HelpNote.note), required)
    };
    let mut main: Vec<(&'static str, AnyView)> = Vec::new();
    let mut more: Vec<(&'static str, AnyView)> = Vec::new();

    let take = Mutation::Help(HelpMutation::Take(HelpRef { help_id }));
    if can(&take) {
        let inside = view! { <Button icon=Picture::Hands>{lang.help().case_take()}</Button> };
        main.push(form(take, &[], inside.into_any()));
    }
    let resolve = Mutation::Help(HelpMutation::Resolve(note()));
    if can(&resolve) {
        let inside = view! {
            {noted(lang.help().case_resolve_note(), &resolve, false)}
            <Button icon=Picture::Check>{lang.help().case_resolve()}</Button>
        };
        main.push(form(resolve, fields!(HelpNote { note }), inside.into_any()));
    }
    let word = HelpCallBack { help_id, word: Word::NotReached, note: String::new() };
    let call_back = Mutation::Help(HelpMutation::CallBack(word));
    if can(&call_back) {
        let words = [
            (Word::Solved, Picture::Check),
            (Word::NotSolved, Picture::Cross),
            (Word::NotReached, Picture::Phone),
        ];
        let words = words
            .map(|(word, picture)| Choice::new(word.code(), lang.help().word(word)).picture(picture))
            .to_vec();
        let inside = view! {
            <p>{lang.help().case_call_back_about()}</p>
            <Choices legend=lang.help().case_word() name=field!(HelpCallBack.word) options=words/>
            {note_field(lang.help().case_word_note(), &call_back, field!(HelpCallBack.note), false)}
            <Button icon=Picture::Check>{lang.help().case_call_back_send()}</Button>
        };
        main.push(form(call_back, fields!(HelpCallBack { word, note }), inside.into_any()));
    }
    let close = Mutation::Help(HelpMutation::Close(HelpRef { help_id }));
    if can(&close) {
        let inside = view! {
            <p>{lang.help().case_close_about()}</p>
            <Button icon=Picture::Check>{lang.help().case_close()}</Button>
        };
        main.push(form(close, &[], inside.into_any()));
    }
    let who = HelpTriage { help_id, answerer: Answerer::Community, owner: String::new() };
    let triage = Mutation::Help(HelpMutation::Triage(who));
    if can(&triage) {
        // What was told to the community only is not for everybody's eyes without a word.
        let neighbours = match help.answerer {
            Answerer::Neighbour => lang.help().case_answer_neighbour(),
            Answerer::Community | Answerer::Relief | Answerer::Other => {
                lang.help().case_answer_neighbour_asked()
            }
        };
        let answers = [
            (Answerer::Community, lang.help().case_answer_community(), Picture::Desk),
            (Answerer::Neighbour, neighbours, Picture::People),
            (Answerer::Relief, lang.help().case_answer_relief(), Picture::Heart),
            (Answerer::Other, lang.help().case_answer_other(), Picture::Next),
        ];
        let answers = answers
            .map(|(it, about, picture)| {
                Choice::new(it.code(), lang.help().answerer(it)).about(about).picture(picture)
            })
            .to_vec();
        let inside = view! {
            <Choices
                legend=lang.help().case_answerer()
                name=field!(HelpTriage.answerer)
                options=answers
                chosen=help.answerer.code()
            />
            <Field label=lang.help().case_owner() name=field!(HelpTriage.owner) hint=lang.help().case_owner_hint()/>
            <Button kind=Kind::Quiet>{lang.help().case_triage_send()}</Button>
        };
        let inside = form(triage, fields!(HelpTriage { answerer, owner }), inside.into_any());
        more.push(fold(lang.help().case_triage(), "", inside));
    }
    let say = Mutation::Help(HelpMutation::Note(note()));
    if can(&say) {
        let inside = view! {
            {noted(lang.help().case_note_label(), &say, true)}
            <Button kind=Kind::Quiet icon=Picture::Pen>{lang.help().case_note_send()}</Button>
        };
        let inside = form(say, fields!(HelpNote { note }), inside.into_any());
        more.push(fold(lang.help().case_note(), "", inside));
    }
    let escalate = Mutation::Help(HelpMutation::Escalate(note()));
    if can(&escalate) {
        let inside = view! {
            {noted(lang.help().case_escalate_note(), &escalate, true)}
            <Button kind=Kind::Quiet icon=Picture::Street>{lang.help().case_escalate()}</Button>
        };
        let inside = form(escalate, fields!(HelpNote { note }), inside.into_any());
        more.push(fold(lang.help().case_escalate(), lang.help().case_escalate_about(), inside));
    }
    let reopen = Mutation::Help(HelpMutation::Reopen(note()));
    if can(&reopen) {
        let inside = view! {
            {noted(lang.help().case_reopen_note(), &reopen, true)}
            <Button kind=Kind::Quiet>{lang.help().case_reopen()}</Button>
        };
        let inside = form(reopen, fields!(HelpNote { note }), inside.into_any());
        more.push(fold(lang.help().case_reopen(), "", inside));
    }
    let over = (!matter.is_open()).then(|| view! { <p>{lang.help().case_over()}</p> });
    let has_main = !main.is_empty() || over.is_some();
    let card = has_main.then(|| {
        view! {
            <Card now=true>
                <h2>{lang.help().case_next()}</h2>
                {over}
                {main.into_iter().collect::<Items>()}
            </Card>
        }
    });
    view! { {card} {more.into_iter().collect::<Items>()} }.into_any()
}
