//! Short texts that say how things are done. For everybody, signed in or not.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::topic::{Here, Topic, topic, topics};
use crate::components::{
    ButtonLink, Card, Door, ElderChoice, LanguageChoice, NotFound, Page, SizeChoice, Tint,
};
use crate::store::{Store, use_store};

/// All of them.
#[component]
pub fn Guide() -> impl IntoView {
    let lang = use_store().lang();
    let topics: Vec<_> = topics().into_iter().map(|it| view! { <li>{topic_door(lang, it)}</li> }).collect();
    view! {
        <Page title=lang.guide_title() lead=lang.guide_lead() back="/">
            <ul class="list">{topics}</ul>
        </Page>
    }
    .into_any()
}

/// The way to one.
pub fn topic_door(lang: crate::strings::Lang, topic: Topic) -> AnyView {
    view! {
        <Door
            href=format!("/guide/{}", topic.code)
            picture=topic.picture
            tint=Tint::Blue
            title=lang.one(topic.title)
        />
    }
    .into_any()
}

/// One of them.
#[component]
pub fn Explained() -> impl IntoView {
    let store = use_store();
    let params = use_params_map();
    let named = Memo::new(move |_| params.read().get("topic").and_then(|it| topic(&it)));
    move || named.get().map_or_else(|| view! { <NotFound/> }.into_any(), |topic| page(store, topic))
}

fn page(store: Store, topic: Topic) -> AnyView {
    let lang = store.lang();
    // Sentences one below the other are easier to follow with a finger.
    let sentences: Vec<_> =
        lang.one(topic.text).split_inclusive(['。', '.']).map(|it| view! { <p>{it.trim()}</p> }).collect();
    let here = match topic.here {
        Here::Size => Some(
            view! {
                <Card>
                    <h2>{lang.how_it_looks()}</h2>
                    <ElderChoice/>
                    <SizeChoice/>
                </Card>
            }
            .into_any(),
        ),
        Here::Language => Some(
            view! {
                <Card>
                    <h2>{lang.how_it_looks()}</h2>
                    <LanguageChoice/>
                </Card>
            }
            .into_any(),
        ),
        Here::At(href) => {
            Some(view! { <ButtonLink href icon=topic.picture>{lang.guide_go()}</ButtonLink> }.into_any())
        }
        Here::Top => None,
    };
    view! {
        <Page title=lang.one(topic.title) back="/guide">
            <div class="said">{sentences}</div>
            {here}
        </Page>
    }
    .into_any()
}
