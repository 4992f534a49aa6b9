//! What no honest client sends, and times that cannot be had.

use http::Method;
use linli_domain::care::Service;
use linli_domain::help::Answerer;
use linli_domain::mutation::{HelpAsk, HelpMutation, Mutation, RoomMutation};
use linli_domain::refusal::{CommonRefusal, Field, Refusal, RoomRefusal, Thing};
use linli_domain::time::Reading;
use linli_tests::both;
use linli_tests::builders::{self, HALL, ROOM_FAR, ROOM_NEXT_DOOR, YANKEE, at, book, room_book, sh, visit};
use linli_tests::checks::everything;
use serde_json::json;
use uuid::Uuid;

const PUSH: &str = "/api/sync/v1/push";

both! {
    async fn times_that_cannot_be(app) {
        let elder = app.resident().await;
        let before = everything(app.db()).await;
        let refused = async |from: &str, minutes| elder.refused(book(HALL, sh(from), minutes).1).await.code();
        assert_eq!(refused("2026-11-24 11:30", 60).await, "past");
        assert_eq!(refused("2026-11-26 10:10", 60).await, "off_grid");
        assert_eq!(refused("2026-11-26 10:00", 45).await, "off_grid");
        assert_eq!(refused("2026-11-26 10:00", 270).await, "too_long");
        assert_eq!(refused("2027-01-24 10:00", 60).await, "beyond_horizon");
        assert_eq!(refused("2026-11-26 10:00", -60).await, "ends_before_starts");
        assert_eq!(refused("2026-11-26 10:00", 0).await, "ends_before_starts");
        assert_eq!(refused("2026-11-26 20:30", 60).await, "closed");
        let mut crowd = room_book(Uuid::now_v7().into(), HALL, sh("2026-11-26 10:00"), 60);
        crowd.people = Some(31);
        assert_eq!(elder.refused(Mutation::Rooms(RoomMutation::Book(crowd.clone()))).await, Refusal::Rooms(RoomRefusal::TooManyPeople { seats: 30 }));
        crowd.people = None;
        crowd.note = "字".repeat(501);
        assert_eq!(elder.refused(Mutation::Rooms(RoomMutation::Book(crowd))).await.code(), "too_long_text");
        let soon = elder.refused(visit(Service::Meal, sh("2026-11-24 12:30"), None).1).await;
        assert_eq!(soon.code(), "too_soon");
        assert_eq!(everything(app.db()).await, before);
    }

    async fn signs_that_nobody_sees(app) {
        let elder = app.resident().await;
        let with = |what: &str| {
            let Mutation::Help(HelpMutation::Ask(ask)) = builders::ask(Answerer::Community, None).1 else { panic!("no request") };
            (ask.help_id, Mutation::Help(HelpMutation::Ask(HelpAsk { what: what.to_owned(), ..ask })))
        };
        // PostgreSQL keeps no zero byte; the rest of the text counts.
        let (id, wish) = with("\u{FEFF}No\u{0} light\u{7}\r\non the stairs 𠮷👨‍👩‍👧\u{200B}");
        elder.applied(wish).await;
        assert_eq!(builders::asked(&elder.rows().await.matters[&id]).what, "No light\non the stairs 𠮷👨‍👩‍👧");
        for nothing in ["\u{200B}", "\u{0}\u{1F}", " \u{2060} \u{202E} "] {
            assert_eq!(elder.refused(with(nothing).1).await, Refusal::Common(CommonRefusal::Missing { field: Field::What }));
        }
    }

    async fn what_comes_back_in_a_form_is_text(app) {
        let elder = app.resident().await;
        let what = format!("</textarea><h1 id=inj>&lt;b&gt;</h1>{}", "字".repeat(600));
        let (mid, id) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
        let fields = [
            ("mutation", "help.ask@1"), ("mid", &*mid), ("help_id", &*id), ("what", &*what),
            ("answerer", "community"), ("urgency", "usual"), ("next", "/mine"),
        ];
        let page = elder.post_form("/help/ask", &fields).await.is(422).text;
        assert!(!page.contains("<h1 id=inj>"), "{page}");
        assert!(page.contains("&lt;/textarea&gt;&lt;h1 id=inj&gt;&amp;lt;b&amp;gt;"), "{page}");
    }

    async fn things_that_are_not_there_for_this_person(app) {
        let elder = app.resident().await;
        let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Room });
        for room in [ROOM_NEXT_DOOR, ROOM_FAR, builders::carer(0).0, Uuid::now_v7().into()] {
            assert_eq!(elder.refused(book(room, sh("2026-11-26 10:00"), 60).1).await, unknown);
        }
        for subject in [builders::STRANGER, builders::NEIGHBOUR, Uuid::now_v7().into()] {
            let refused = elder.refused(visit(Service::Meal, sh("2026-11-26 10:00"), Some(subject)).1).await;
            assert!(matches!(refused, Refusal::Common(CommonRefusal::NotAllowed | CommonRefusal::Unknown { .. })), "{refused:?}");
        }
    }

    async fn months_end_and_clocks_change(app) {
        app.set_clock(at("2027-01-29T02:00:00Z"));
        let elder = app.resident().await;
        elder.applied(book(HALL, sh("2027-01-31 20:00"), 60).1).await;
        elder.applied(book(HALL, sh("2027-03-01 08:00"), 60).1).await;
        // New York's clock jumps over 02:30 on 2027-03-14, and shows 01:30 twice on 2027-11-07.
        let zone = builders::zone("America/New_York");
        app.set_clock(at("2027-03-10T12:00:00Z"));
        let yankee = app.sign_in(YANKEE).await;
        let before_jump = at("2027-03-14T06:30:00Z");
        yankee.applied(book(ROOM_FAR, before_jump, 60).1).await;
        assert_eq!(zone.civil(before_jump.plus_minutes(60)).hour(), 3);
        app.set_clock(at("2027-11-03T12:00:00Z"));
        let yankee = app.sign_in(YANKEE).await;
        let Reading::Twice(first, second) = zone.reading("2027-11-07T01:30".parse().unwrap()) else { panic!("once") };
        yankee.applied(book(ROOM_FAR, first, 30).1).await;
        yankee.applied(book(ROOM_FAR, second, 30).1).await;
    }

    async fn bodies_that_cannot_be_read(app) {
        let elder = app.resident().await;
        let json = "application/json";
        let send = async |kind: &str, body: Vec<u8>| elder.send(Method::POST, PUSH, kind, body).await;
        assert_eq!(send(json, vec![b' '; 10 << 20]).await.problem(413), "too_large");
        assert_eq!(send(json, b"{".to_vec()).await.problem(400), "bad_json");
        // What nobody reads is only passed over, and never ends; what is read is of the wrong kind at
        // the first bracket, or, where anything may stand at first, goes too deep.
        for (before, bracket, status, code) in [
            ("", "[", 422, "bad_field"),
            ("", "{\"a\":", 400, "bad_json"),
            ("{\"x\": ", "[", 400, "bad_json"),
            ("{\"x\": ", "{\"a\":", 400, "bad_json"),
            ("{\"device_id\": ", "[", 422, "bad_field"),
            ("{\"device_id\": ", "{\"a\":", 422, "bad_field"),
            ("{\"mutations\": ", "{\"a\":", 422, "bad_field"),
            ("{\"mutations\": [{\"mid\": ", "[", 422, "bad_field"),
            ("{\"mutations\": [{\"args\": ", "[", 400, "too_deep"),
            ("{\"mutations\": [{\"args\": ", "{\"a\":", 400, "too_deep"),
        ] {
            let deep = format!("{before}{}", bracket.repeat(50_000));
            let answer = send(json, deep.into_bytes()).await;
            let found = answer.json()["code"].clone();
            assert_eq!((answer.status.as_u16(), found), (status, code.into()), "{before}{bracket}");
            answer.problem(status);
        }
        assert_eq!(send(json, b"{\"device_id\": \"\xff\xfe\"}".to_vec()).await.problem(400), "not_utf8");
        assert_eq!(send("text/plain", b"{}".to_vec()).await.problem(415), "not_json");
        assert_eq!(send("application/x-www-form-urlencoded", b"a=b".to_vec()).await.problem(415), "not_json");
        assert_eq!(send("", b"{}".to_vec()).await.problem(415), "not_json");
        assert_eq!(send(json, b"{}".to_vec()).await.problem(422), "bad_field");
        let nothing = json!({ "device_id": "x", "mutations": [] });
        assert_eq!(elder.post(PUSH, &nothing).await.problem(422), "bad_field");
        assert_eq!(elder.get("/api/none").await.problem(404), "not_found");
        assert_eq!(elder.get(PUSH).await.problem(405), "method");
    }

    async fn a_problem_in_the_place_of_a_compressed_answer_is_plain(app) {
        let elder = app.resident().await;
        let unreadable = "/api/sync/v1/pull?device_id=this-is-the-name-of-no-device-whatsoever";
        let mut request = elder.request(Method::GET, unreadable, "", axum::body::Body::empty());
        request.headers_mut().insert("accept-encoding", http::HeaderValue::from_static("gzip, br"));
        let answer = elder.send_as_is(request).await;
        assert_eq!(answer.header("content-encoding"), "");
        assert_eq!(answer.problem(400), "bad_field");
    }

    async fn problems_speak_the_callers_language_and_tell_nothing_inside(app) {
        let mut client = app.anonymous();
        let mut titles = Vec::new();
        for lang in ["zh-CN", "en"] {
            client.lang = lang;
            let answer = client.get("/api/v1/session").await;
            answer.problem(401);
            titles.push(answer.json()["title"].as_str().unwrap().to_owned());
            for evil in ["' OR 1=1 --", "\u{0}", "${jndi:x}", "<script>"] {
                let answer = client.post("/api/v1/session/code", &json!({ "phone": evil })).await;
                answer.problem(422);
                for inside in ["SELECT", "sqlx", "panicked", ".rs:", "sea_orm", "<script>", "jndi"] {
                    assert!(!answer.text.contains(inside), "{}", answer.text);
                }
            }
        }
        assert!(!titles[0].is_ascii() && titles[1].is_ascii(), "{titles:?}");
    }
}
