//! Pages and forms as a browser without WebAssembly has them.

use axum::body::Body;
use http::{Method, Request};
use http_body_util::BodyExt;
use linli_domain::booking::State;
use linli_domain::help::{Answerer, Stage};
use linli_domain::ids::ExceptionId;
use linli_domain::mutation::{HoursExcept, HoursMutation, Mutation};
use linli_tests::both;
use linli_tests::builders::{self, HALL, STUDY, book, sh};
use linli_tests::checks::everything;
use tower::ServiceExt;
use uuid::Uuid;

const FOR_ALL: [&str; 8] = [
    "/care/book",
    "/rooms",
    "/help/ask",
    "/help/neighbours",
    "/mine",
    "/messages",
    "/me",
    "/rooms?day=2026-11-25",
];
const WORK: [&str; 2] = ["/work", "/work/week"];
const DESK: [&str; 3] = ["/desk", "/desk/rooms", "/desk/approvals"];
/// Of the desk, what keepers of rooms do not have.
const CLERKS: [&str; 4] = ["/desk/care", "/desk/book", "/desk/number", "/desk/register"];
const STREET: [&str; 1] = ["/street"];

both! {
    async fn hours_that_another_server_changed_are_on_the_next_page(app) {
        let other = app.another_server().await;
        let (elder, keeper) = (app.resident().await, app.keeper().await.at(&other));
        let close = |day: &str| {
            let (exception_id, resource_id) = (ExceptionId(Uuid::now_v7()), HALL);
            let (day, from, until, note) = (day.parse().unwrap(), None, None, "Painters".to_owned());
            Mutation::Hours(HoursMutation::Except(HoursExcept { exception_id, resource_id, day, from, until, note }))
        };
        for day in ["2026-11-26", "2026-11-27"] {
            let address = format!("/rooms?day={day}");
            let before = elder.get(&address).await.is(200).text.matches("Painters").count();
            // A change of something else in between.
            elder.applied(book(STUDY, sh(&format!("{day} 10:00")), 60).1).await;
            elder.get(&address).await.is(200);
            keeper.applied(close(day)).await;
            let after = elder.get(&address).await.is(200).text.matches("Painters").count();
            assert!(after >= before + 2, "in the list and among the rows: {before}, then {after}");
        }
    }

    async fn a_booking_has_its_address_as_a_code(app) {
        let nobody = app.anonymous();
        let code = nobody.get(&format!("/mine/{}/qr.svg", Uuid::now_v7())).await.is(200);
        assert_eq!(code.header("content-type"), "image/svg+xml");
        assert!(code.text.contains("<svg"), "{}", code.text);
        nobody.get("/mine/no-id/qr.svg").await.is(404);
    }

    async fn searching_finds_nothing_that_one_may_not_read(app) {
        let (db, people) = (app.db(), builders::people());
        let rival = people.iter().find(|it| it.id == builders::RIVAL).unwrap();
        let help = builders::place_help(db, rival, Answerer::Community, Stage::Received, false).await;
        let booking = builders::place_room(db, rival, HALL, sh("2026-11-25 08:00"), State::Confirmed).await;
        let own = app.rival().await.get("/search?q=a").await.is(200).text;
        assert!(own.contains(&help.to_string()) && own.contains(&booking.to_string()), "{own}");
        let other = app.neighbour().await.get("/search?q=a").await.is(200).text;
        assert!(!other.contains(&help.to_string()) && !other.contains(&booking.to_string()), "{other}");
        // Who is not signed in finds the guide and nothing else.
        let nobody = app.anonymous().get("/search?q=care").await.is(200).text;
        assert!(nobody.contains("/guide/care") && !nobody.contains("/rooms/"), "{nobody}");
        app.anonymous().get("/guide/offline").await.is(200);
        app.anonymous().get("/guide/nothing").await.is(404);
    }

    async fn the_page_of_all_components_is_there_in_demo_mode_only(app) {
        let shown = app.configured(|it| it.demo = true).anonymous().get("/components").await.is(200);
        assert!(shown.text.contains("Every component in every state") && !shown.text.contains("<script"));
        app.configured(|it| it.demo = false).anonymous().get("/components").await.is(303);
    }

    async fn pages_and_pulls_travel_compressed(app) {
        let elder = app.resident().await;
        for path in ["/", "/api/sync/v1/pull"] {
            let plain = elder.get(path).await.is(200);
            assert_eq!(plain.header("content-encoding"), "");
            for coding in ["br", "gzip"] {
                let request = Request::get(path)
                    .header("cookie", elder.cookie.clone().unwrap())
                    .header("accept-encoding", coding)
                    .body(Body::empty())
                    .unwrap();
                let response = app.router.clone().oneshot(request).await.unwrap();
                assert_eq!(response.headers()["content-encoding"], coding);
                let vary: Vec<_> = response.headers().get_all("vary").iter().map(|it| it.to_str().unwrap().to_owned()).collect();
                assert!(vary.iter().any(|it| it.contains("accept-encoding")), "{vary:?}");
                let body = response.into_body().collect().await.unwrap().to_bytes();
                assert!(body.len() * 2 < plain.text.len(), "{path} {coding}: {} of {}", body.len(), plain.text.len());
            }
        }
    }

    async fn a_form_of_an_ended_session_comes_back_with_everything_typed(app) {
        let nobody = app.anonymous();
        let fields = [("mutation", "help.ask@1"), ("what", "门\"><script>alert(1)</script>")];
        let kept = nobody.post_form("/help/ask?who=a&then=b", &fields).await.is(401).text;
        assert!(kept.contains(r#"action="/help/ask?who=a&amp;then=b""#), "{kept}");
        assert!(kept.contains(r#"value="help.ask@1""#) && kept.contains("门&quot;"), "{kept}");
        assert!(!kept.contains("<script"), "{kept}");
        // What stands there is what one sends after signing in; other sites get nothing echoed.
        let foreign = Request::post("/help/ask")
            .header("origin", "https://elsewhere.example")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from("what=typed-elsewhere"))
            .unwrap();
        let refused = nobody.send_as_is(foreign).await.is(403);
        assert!(!refused.text.contains("typed-elsewhere"), "{}", refused.text);
        // A code is never kept.
        let code = nobody.post_form("/sign-in/code", &[("code", "918273"), ("phone", "1")]).await;
        assert!(!code.text.contains("918273"), "{}", code.text);
    }

    async fn every_page_is_for_its_roles(app) {
        let nobody = app.anonymous();
        for page in ["/", "/sign-in"] {
            nobody.get(page).await.is(200);
        }
        let all = FOR_ALL.iter().chain(&WORK).chain(&DESK).chain(&CLERKS).chain(&STREET);
        for page in all.clone() {
            let to = nobody.get(page).await.is(303).location().to_owned();
            let asked = to.strip_prefix("/sign-in?next=").unwrap_or_else(|| panic!("{page}: {to}"));
            let next: Vec<(String, String)> = serde_urlencoded::from_str(&format!("next={asked}")).unwrap();
            assert_eq!(next[0].1, *page);
        }
        // That a page exists is no secret: who has another role is told so, in words, by 403.
        for (mut client, own) in [
            (app.resident().await, &[][..]),
            (app.family().await, &[]),
            (app.caregiver().await, &[&WORK[..]]),
            (app.keeper().await, &[&DESK]),
            (app.clerk().await, &[&DESK, &CLERKS]),
            (app.supervisor().await, &[&STREET]),
            (app.officer().await, &[&STREET]),
            (app.administrator().await, &[]),
        ] {
            let mut wrong = Vec::new();
            for page in all.clone() {
                let may = FOR_ALL.contains(page) || own.iter().any(|pages| pages.contains(page));
                for (lang, words) in [("en", "not open to your role"), ("zh-CN", "您的身份看不了")] {
                    client.lang = lang;
                    let answer = client.get(page).await;
                    let refused = answer.status == 403 && answer.text.contains(words);
                    if if may { answer.status != 200 } else { !refused } {
                        wrong.push((page, lang, answer.status));
                    }
                }
            }
            assert!(wrong.is_empty(), "{:?}: {wrong:?}", client.who);
            client.get("/no/such/page").await.is(404);
        }
    }

    /// An address with somebody's id is no way to learn their name, or what their community has.
    async fn only_who_may_book_for_a_person_gets_them_on_a_page(app) {
        for (client, whom, called, knows) in [
            (app.family().await, builders::ELDER, "Granny", true),
            (app.clerk().await, builders::RIVAL, "Rival", true),
            (app.resident().await, builders::RIVAL, "Rival", false),
            (app.resident().await, builders::STRANGER, "Stranger", false),
            (app.keeper().await, builders::RIVAL, "Rival", false),
            (app.clerk().await, builders::STRANGER, "Stranger", false),
        ] {
            for page in ["/care/book", "/rooms", "/help/ask"] {
                let answer = client.get(&format!("{page}?for={whom}")).await;
                let found = (answer.text.contains(called), answer.text.contains("Nextroom"));
                assert_eq!(found, (knows, false), "{page} of {called} for {:?}", client.who);
            }
        }
    }

    async fn nothing_stands_inline_and_every_answer_is_guarded(app) {
        let (clerk, elder) = (app.clerk().await, app.resident().await);
        let of_clerk = FOR_ALL.iter().chain(&DESK).chain(&CLERKS).chain(&["/sign-in"]).map(|it| (&clerk, it));
        for (reader, page) in of_clerk.chain([(&elder, &"/")]) {
            let answer = reader.get(page).await.is(200);
            let csp = answer.header("content-security-policy");
            assert!(csp.contains("default-src 'none'") && !csp.contains("unsafe-inline"), "{csp}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert!(answer.header("permissions-policy").contains("geolocation=()"));
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("referrer-policy"), "same-origin");
            let html = answer.text.to_lowercase();
            for script in html.split("<script").skip(1) {
                let tag = script.split('>').next().unwrap_or_default();
                assert!(tag.contains("src=") || tag.contains("type=\"application/json\""), "{page}: <script{tag}>");
            }
            for inline in ["<style", " style=\"", " onclick=", " onsubmit=", "javascript:"] {
                assert!(!html.contains(inline), "{page}: {inline}");
            }
        }
    }

    async fn who_only_works_here_begins_at_their_work(app) {
        for (client, first) in [
            (app.clerk().await, "/desk"), (app.keeper().await, "/desk"), (app.caregiver().await, "/work"),
            (app.supervisor().await, "/street"), (app.officer().await, "/street"),
        ] {
            assert_eq!(client.get("/").await.is(303).location(), first);
            client.get(first).await.is(200);
        }
        for client in [app.resident().await, app.family().await, app.anonymous()] {
            client.get("/").await.is(200);
        }
    }

    async fn forms_of_other_sites_are_refused(app) {
        let elder = app.resident().await;
        let before = everything(app.db()).await;
        for (name, value) in [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "none"), ("origin", "https://evil.example"), ("x-none", "")] {
            for path in ["/rooms", "/sign-out", "/prefs", "/api/sync/v1/push", "/api/v1/session"] {
                let request = Request::builder().method(Method::POST).uri(path).header(name, value)
                    .header("cookie", elder.cookie.as_deref().unwrap())
                    .header("content-type", "application/x-www-form-urlencoded");
                let answer = elder.send_as_is(request.body(Body::from("a=b")).unwrap()).await;
                assert_eq!(answer.status.as_u16(), 403, "{path} {name}: {value}");
            }
        }
        assert_eq!(everything(app.db()).await, before);
        elder.get("/api/v1/session").await.is(200);
    }

    async fn a_refused_form_keeps_what_was_typed(app) {
        let elder = app.resident().await;
        let people = builders::people();
        builders::place_room(app.db(), &people[3], HALL, sh("2026-11-26 10:00"), State::Confirmed).await;
        let ids = [Uuid::now_v7().to_string(), Uuid::now_v7().to_string(), HALL.to_string()];
        let fields = [
            ("mutation", "room.book@1"), ("mid", ids[0].as_str()), ("booking_id", ids[1].as_str()),
            ("resource_id", ids[2].as_str()), ("starts", "2026-11-26T10:00"), ("minutes", "60"),
            ("note", "Choir practice in winter"), ("next", "/mine"),
        ];
        let page = format!("/rooms/{HALL}?day=2026-11-26&starts=2026-11-26T02:00:00Z");
        let answer = elder.post_form(&page, &fields).await.is(422);
        assert!(answer.text.contains("Choir practice in winter"));
        assert!(elder.rows().await.bookings.is_empty());
        // So does one whose session is over; the form that it carries is good after signing in.
        let kept = app.anonymous().post_form(&page, &fields).await.is(401);
        assert!(kept.text.contains("Choir practice in winter") && kept.text.contains(r#"href="/sign-in""#));
    }
}
