//! Pages and forms as a browser without WebAssembly has them.

use axum::body::Body;
use http::{Method, Request};
use linli_domain::booking::State;
use linli_tests::both;
use linli_tests::builders::{self, HALL, sh};
use linli_tests::checks::everything;
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
const DESK: [&str; 6] =
    ["/desk", "/desk/rooms", "/desk/care", "/desk/book", "/desk/approvals", "/desk/register"];
const STREET: [&str; 1] = ["/street"];

both! {
    async fn every_page_is_for_its_roles(app) {
        let nobody = app.anonymous();
        for page in ["/", "/sign-in"] {
            nobody.get(page).await.is(200);
        }
        let all = FOR_ALL.iter().chain(&WORK).chain(&DESK).chain(&STREET);
        for page in all.clone() {
            assert!(nobody.get(page).await.is(303).location().starts_with("/sign-in?next=%2F") || nobody.get(page).await.location().starts_with("/sign-in?next=/"), "{page}");
        }
        for (client, work, desk, street) in [
            (app.resident().await, false, false, false),
            (app.family().await, false, false, false),
            (app.caregiver().await, true, false, false),
            (app.keeper().await, false, true, false),
            (app.clerk().await, false, true, false),
            (app.supervisor().await, false, false, true),
            (app.officer().await, false, false, true),
            (app.administrator().await, false, false, false),
        ] {
            let mut wrong = Vec::new();
            for page in all.clone() {
                let may = (work || !WORK.contains(page)) && (desk || !DESK.contains(page)) && (street || !STREET.contains(page));
                // Of the desk a keeper has the rooms; what is the clerks' is not there for them.
                let clerks = ["/desk/care", "/desk/book", "/desk/register"].contains(page);
                let hidden = clerks && client.who == Some(builders::KEEPER);
                let status = client.get(page).await.status.as_u16();
                if status != if hidden { 404 } else if may { 200 } else { 403 } {
                    wrong.push((page, status));
                }
            }
            assert!(wrong.is_empty(), "{:?}: {wrong:?}", client.who);
            client.get("/no/such/page").await.is(404);
        }
    }

    async fn nothing_stands_inline_and_every_answer_is_guarded(app) {
        let clerk = app.clerk().await;
        for page in FOR_ALL.iter().chain(&DESK).chain(&["/", "/sign-in"]) {
            let answer = clerk.get(page).await.is(200);
            let csp = answer.header("content-security-policy");
            assert!(csp.contains("default-src 'none'") && !csp.contains("unsafe-inline"), "{csp}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
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
        let page = format!("/rooms/{HALL}?day=2026-11-26");
        let answer = elder.post_form(&page, &fields).await.is(422);
        assert!(answer.text.contains("Choir practice in winter"));
        assert!(elder.rows().await.bookings.is_empty());
        assert!(app.anonymous().post_form(&page, &fields).await.is(303).location().starts_with("/sign-in"));
    }
}
