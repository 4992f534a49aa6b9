//! The card of a request that waits, at the desk and at the street.

use leptos::prelude::*;
use linli_domain::decide::dry_run;
use linli_domain::help::{HelpBody, Stage, Urgency};
use linli_domain::matter::{Matter, Phase};
use linli_domain::mutation::{HelpMutation, HelpRef, Mutation};
use linli_domain::policy::Actor;
use linli_domain::rows::Rows;

use super::StageChip;
use crate::components::{Button, ButtonLink, Card, Kind, LeftChip, MutationForm, Picture, Tone};
use crate::pages::staff::{RefusedHere, alarm_chip, call_button};
use crate::store::Store;

/// A request in a list of those that wait: both clocks, where it stands, and the next step.
pub fn help_card(
    store: Store,
    rows: &Rows,
    actor: &Actor,
    (matter, help): (&Matter, &HelpBody),
    street: bool,
) -> AnyView {
    let lang = store.lang();
    let Some(community) = rows.communities.get(&matter.community_id) else { return ().into_any() };
    let settings = community.settings.clone();
    let href = format!("{}/{}", if street { "/street" } else { "/desk/help" }, matter.id);
    let clock = {
        let (matter, settings) = (matter.clone(), settings.clone());
        move || view! { <LeftChip left=matter.stage_clock(&settings, store.now()).left()/> }
    };
    let whole = {
        let matter = matter.clone();
        move || {
            let clock = matter.case_clock(&settings, store.now());
            lang.help().desk_case(clock.ran, clock.left())
        }
    };
    let urgent = help.urgency == Urgency::Urgent && matter.kind.phase() != Phase::Answered;
    let over = matter.stage_clock(&community.settings, store.present()).left() < 0;
    let tone = if over || urgent { Tone::Bad } else { Tone::Info };
    let address = matter.contact.as_ref().map_or("", |it| it.address.as_str());
    let place = if help.place.is_empty() { address } else { help.place.as_str() };
    let mut about: Vec<String> = Vec::new();
    if street {
        about.push(lang.pick(&community.name).to_owned());
    }
    about.extend([matter.called.clone(), place.to_owned()]);
    let zone = community.zone();
    let when = |at| lang.when(at, store.present(), &zone);
    about.extend(help.wanted.map(|at| lang.help().desk_wanted(&when(at))));
    about.extend(matter.asked.map(|at| lang.help().desk_asked(&when(at))));
    about.retain(|it| !it.is_empty());
    let taker = (!matter.taker_called.is_empty()).then(|| lang.help().desk_with(&matter.taker_called));
    let take = Mutation::Help(HelpMutation::Take(HelpRef { help_id: matter.id }));
    let (id, help_id) = (matter.id.to_string(), matter.id);
    let (what, stage) = (help.what.clone(), help.stage);
    let look = href.clone();
    let main = if dry_run(&take, rows, actor, store.present()).is_ok() {
        view! {
            <MutationForm of=take next=href.clone()>
                <Button icon=Picture::Hands>{lang.help().desk_take()}</Button>
            </MutationForm>
            <ButtonLink href=look kind=Kind::Quiet>{lang.details()}</ButtonLink>
        }
        .into_any()
    } else {
        let words = match help.stage {
            Stage::Resolved => lang.help().desk_call_back(),
            Stage::Assigned | Stage::InProgress | Stage::CalledBack => lang.help().desk_go_on(),
            _ => lang.desk_look(),
        };
        view! {
            {call_button(store, matter.contact.as_ref())}
            <ButtonLink href=look>{words}</ButtonLink>
        }
        .into_any()
    };
    view! {
        <Card tone>
            <div class="row">
                <h3 class="grow clamp"><a class="plain" href=href>{what}</a></h3>
                {urgent.then(|| alarm_chip(lang.help().desk_urgent()))}
                {clock}
            </div>
            <div class="stack-close">
                <p class="small">{about.join(" · ")}</p>
                <p class="small">
                    {whole} {taker.map(|it| format!(" · {it}"))}
                </p>
            </div>
            <div class="tags">
                <StageChip stage words=lang.stage_for_staff(stage) about=help_id/>
            </div>
            <RefusedHere about=id/>
            <div class="buttons is-pair">{main}</div>
        </Card>
    }
    .into_any()
}
