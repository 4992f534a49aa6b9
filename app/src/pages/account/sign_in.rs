//! Signing in: the number, then the code. Plain forms, each with a page as its answer.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use linli_domain::as_json;
use linli_domain::member::Role;
use linli_domain::name::Name;
use linli_domain::time::Minutes;
use uuid::Uuid;

use crate::components::{Banner, Button, Card, Icon, Page, Picture, Tone};
use crate::pages::common::address;
use crate::store::{DemoAccount, Store, use_store};

/// What the server's answer tells, under the name `sign_in`.
#[derive(Clone, Default)]
struct Step {
    phone: String,
    request_id: Option<Uuid>,
    shown_code: Option<String>,
    /// How long the code holds.
    code_minutes: Minutes,
    next: String,
    /// “This is not my phone” was chosen.
    borrowed: bool,
    problem: Option<Wrong>,
    /// Whom to call when it has to wait.
    desks: Vec<Desk>,
}

as_json!(struct Step or default { phone, request_id, shown_code, code_minutes, next, borrowed, problem, desks });

/// The desk of a community.
#[derive(Clone)]
struct Desk {
    name: Name,
    phone: String,
}

as_json!(struct Desk { name, phone });

#[derive(Clone)]
struct Wrong {
    title: String,
    next: String,
    field: String,
}

as_json!(struct Wrong { title, next, field });

/// Of what is wrong with the form.
const WRONG: &str = "sign-in-wrong";

/// Signing in.
#[component]
pub fn SignIn() -> impl IntoView {
    let store = use_store();
    let mut step: Step = store.answer("sign_in").unwrap_or_default();
    if step.next.is_empty() {
        step.next = use_query_map().get_untracked().get("next").unwrap_or_else(|| "/".to_owned());
    }
    match step.request_id {
        Some(id) => ask_code(store, step, id),
        None => ask_phone(store, step),
    }
}

/// A field, as [`Field`](crate::components::Field) has it; these forms are not mutations. What is wrong
/// is said once, above the form, which has but this one field.
#[derive(Clone, Copy)]
struct Asked<'a> {
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    kind: &'static str,
    mode: &'static str,
    autocomplete: &'static str,
    value: &'a str,
}

fn field(asked: Asked<'_>, problem: Option<&Wrong>) -> AnyView {
    let Asked { name, label, hint, kind, mode, autocomplete, value } = asked;
    let wrong = problem.is_some_and(|it| it.field == name);
    let id = format!("{name}-field");
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            {(!hint.is_empty()).then(|| view! { <p class="small">{hint}</p> })}
            <input
                class="is-large"
                type=kind
                inputmode=mode
                id=id
                name=name
                value=value.to_owned()
                required
                autocomplete=autocomplete
                autofocus=wrong
                aria-invalid=wrong.then_some("true")
                aria-describedby=wrong.then_some(WRONG)
            />
        </div>
    }
    .into_any()
}

fn problem(wrong: Option<&Wrong>) -> Option<AnyView> {
    wrong.map(|it| {
        view! {
            <section class="refusal" role="alert" id=WRONG>
                <p class="refusal-title"><Icon picture=Picture::Alarm/> <b>{it.title.clone()}</b></p>
                <p>{it.next.clone()}</p>
            </section>
        }
        .into_any()
    })
}

/// The desks that can help, each to be called by a tap.
fn desks(store: Store, desks: &[Desk]) -> Option<AnyView> {
    let lang = store.lang();
    let list: Vec<_> = desks
        .iter()
        .map(|it| {
            view! {
                <li>
                    <a class="button quiet" href=format!("tel:{}", it.phone) rel="external">
                        <Icon picture=Picture::Phone/>
                        <span>{format!("{} {}", lang.pick(&it.name), it.phone)}</span>
                    </a>
                </li>
            }
        })
        .collect();
    (!list.is_empty()).then(|| {
        view! {
            <section class="stack">
                <h2>{lang.sign_in_desks()}</h2>
                <ul class="list">{list}</ul>
            </section>
        }
        .into_any()
    })
}

fn ask_phone(store: Store, step: Step) -> AnyView {
    let lang = store.lang();
    let phone = Asked {
        name: "phone",
        label: lang.sign_in_phone(),
        hint: "",
        kind: "tel",
        mode: "tel",
        autocomplete: "tel",
        value: &step.phone,
    };
    let phone = field(phone, step.problem.as_ref());
    let me = store.me_once().map(|it| view! { <p class="small">{lang.signed_in_as(it.greeted())}</p> });
    view! {
        <Page title=lang.sign_in_title() lead=lang.sign_in_lead() back="/">
            {problem(step.problem.as_ref())}
            {desks(store, &step.desks)}
            {me}
            <form method="post" action="/sign-in" class="form">
                <input type="hidden" name="next" value=step.next.clone()/>
                {phone}
                <Button icon=Picture::Phone>{lang.sign_in_ask()}</Button>
            </form>
            {demo(store, &step.next)}
            <p class="small">{lang.sign_in_no_phone()}</p>
        </Page>
    }
    .into_any()
}

/// The people of a demonstration, each a button.
fn demo(store: Store, next: &str) -> Option<AnyView> {
    let lang = store.lang();
    let accounts = store.demo_accounts();
    let accounts: Vec<_> = accounts.into_iter().map(|it| demo_account(store, it, next)).collect();
    (!accounts.is_empty()).then(|| {
        view! {
            <section class="stack">
                <div>
                    <h2>{lang.demo_title()}</h2>
                    <p class="small">{lang.demo_about()}</p>
                </div>
                <ul class="list">{accounts}</ul>
            </section>
        }
        .into_any()
    })
}

fn demo_account(store: Store, account: DemoAccount, next: &str) -> AnyView {
    let lang = store.lang();
    let role = account.role.map_or_else(|| lang.role_family(), |role| lang.role(role));
    let picture = match account.role {
        None => Picture::People,
        Some(Role::Resident) => Picture::Person,
        Some(Role::Caregiver) => Picture::Heart,
        Some(Role::Keeper) => Picture::Key,
        Some(Role::Clerk) => Picture::Desk,
        Some(Role::Supervisor | Role::Officer) => Picture::Street,
        Some(Role::Administrator) => Picture::Tool,
    };
    let about = format!("{} · {}", account.called, lang.pick(&account.place));
    view! {
        <li>
            <form method="post" action="/sign-in" class="form">
                <input type="hidden" name="next" value=next.to_owned()/>
                <button type="submit" class="door" name="phone" value=account.phone>
                    <span class="door-picture tint-green"><Icon picture/></span>
                    <span class="door-words">
                        <b>{role}</b>
                        <span class="small">{about}</span>
                    </span>
                    <Icon picture=Picture::Next/>
                </button>
            </form>
        </li>
    }
    .into_any()
}

fn ask_code(store: Store, step: Step, request: Uuid) -> AnyView {
    let lang = store.lang();
    let shown = step.shown_code.clone().unwrap_or_default();
    let code = Asked {
        name: "code",
        label: lang.sign_in_code(),
        hint: lang.sign_in_code_hint(),
        kind: "text",
        mode: "numeric",
        autocomplete: "one-time-code",
        // The demonstration sends nothing to anybody's phone; its visitors need not type.
        value: &shown,
    };
    let code = field(code, step.problem.as_ref());
    let hint = (!shown.is_empty()).then(|| lang.demo_code(&shown));
    let kept =
        (!shown.is_empty()).then(|| view! { <input type="hidden" name="shown_code" value=shown.clone()/> });
    let again = address("/sign-in", &[("next", step.next.clone()), ("again", "1".to_owned())]);
    view! {
        <Page
            title=lang.sign_in_code_title()
            lead=lang.sign_in_code_lead(&step.phone, &lang.length(step.code_minutes))
            back=again.clone()
        >
            {problem(step.problem.as_ref())}
            {hint.map(|words| view! { <Banner tone=Tone::Info><p>{words}</p></Banner> })}
            <Card>
                <form method="post" action="/sign-in/code" class="form">
                    <input type="hidden" name="request_id" value=request.to_string()/>
                    <input type="hidden" name="phone" value=step.phone.clone()/>
                    <input type="hidden" name="next" value=step.next.clone()/>
                    {kept}
                    {code}
                    <div class="choice tick">
                        <input type="checkbox" id="borrowed-field" name="borrowed" value="1" checked=step.borrowed/>
                        <label for="borrowed-field">
                            <span class="choice-words">
                                <b>{lang.sign_in_borrowed()}</b>
                                <span class="small">{lang.sign_in_borrowed_about()}</span>
                            </span>
                        </label>
                    </div>
                    <Button icon=Picture::Check>{lang.sign_in()}</Button>
                </form>
            </Card>
            <a class="button quiet" href=again rel="external">{lang.sign_in_again()}</a>
        </Page>
    }
    .into_any()
}
