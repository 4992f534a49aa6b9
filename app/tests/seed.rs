//! What the server puts into a page is what the browser reads out of it.

#![allow(clippy::unwrap_used)]

use linli_app::store::{DemoAccount, Outcome, Prefs, Problem, Seed, Size, Theme};
use linli_app::strings::Lang;
use linli_domain::json::{self, Code, Json};
use linli_domain::member::Role;
use linli_domain::name::Name;
use linli_domain::refusal::{BookingRefusal, CommonRefusal, Refusal};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

fn agree<T: Json + Serialize>(value: &T) {
    let sent = serde_json::to_value(value).unwrap();
    assert_eq!(value.write(), sent);
    assert_eq!(json::from_text::<T>(&sent.to_string()).unwrap().write(), sent);
}

#[test]
fn a_full_seed_and_an_empty_one() {
    let Value::Object(answers) = json!({ "sign_in": { "phone": "138" }, "member": null }) else {
        panic!("an object")
    };
    let outcome = Outcome {
        problem: Problem::Refused { refusal: Refusal::Common(CommonRefusal::Past) },
        fields: vec![("note".to_owned(), "</script> & \"王\"".to_owned())],
    };
    let place = Name { zh: "康乐社区".to_owned(), en: "Kangle".to_owned() };
    let demo = |role| DemoAccount {
        called: "王奶奶".to_owned(),
        role,
        phone: "138".to_owned(),
        place: place.clone(),
    };
    agree(&Seed {
        me: Some(Uuid::from_u128(7).into()),
        borrowed: true,
        prefs: Prefs { lang: Lang::En, elder: true, size: Size::Larger, theme: Theme::Dark, begun: true },
        now: "2026-11-25T02:00:00Z".parse().unwrap(),
        outcome: Some(outcome),
        answers,
        demo: vec![demo(None), demo(Some(Role::Keeper))],
        fresh: Uuid::from_u128(8),
        ..Seed::default()
    });
    agree(&Seed::default());
}

#[test]
fn every_problem_and_every_look() {
    let problems = [
        Problem::Refused { refusal: Refusal::Bookings(BookingRefusal::Begun) },
        Problem::Unreadable,
        Problem::Wrong { fields: vec!["phone".to_owned(), "birth_year".to_owned()] },
        Problem::Offline,
        Problem::NoAnswer,
        Problem::SignedOut,
        Problem::TooFast { seconds: 3 },
        Problem::NotKept,
        Problem::Broken,
    ];
    problems.iter().for_each(agree);
    Lang::CODES.iter().for_each(|(_, it)| agree(it));
    Size::CODES.iter().for_each(|(_, it)| agree(it));
    Theme::CODES.iter().for_each(|(_, it)| agree(it));
}
