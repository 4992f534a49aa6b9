//! A mutation has one effect and one answer, however often and by whatever way it comes.

use futures::future::join_all;
use linli_domain::booking::State;
use linli_domain::care::Service;
use linli_domain::help::Answerer;
use linli_domain::ids::{DeviceId, MemberId};
use linli_domain::mutation::{
    BookingMutation, CareMutation, Envelope, HelpMutation, Mutation, RoomMutation, Settled,
};
use linli_domain::refusal::{BookingRefusal, CommonRefusal, Refusal};
use linli_server::db::Fetch;
use linli_tests::both;
use linli_tests::builders::{
    self, DAUGHTER, ELDER, FAR, HALL, HOME, RIVAL, ROOM_FAR, STUDY, ask, because, book, sh, visit,
};
use linli_tests::checks::everything;
use serde_json::json;
use uuid::Uuid;

both! {
    /// It is answered when it comes first; nothing behind it is decided before.
    async fn a_mutation_of_another_build_keeps_none_before_it_waiting(app) {
        let elder = app.resident().await;
        let known = [elder.envelope(book(HALL, sh("2026-11-26 10:00"), 60).1), elder.envelope(book(STUDY, sh("2026-11-26 12:00"), 60).1)];
        let other = json!({ "mid": Uuid::now_v7(), "n": 3, "client_time": app.now(), "build": "9", "name": "room.sing@1", "args": {} });
        let last = elder.envelope(book(STUDY, sh("2026-11-27 12:00"), 60).1);
        let last = Envelope { n: 4, ..last };
        let send = async |mutations: serde_json::Value| {
            elder.post("/api/sync/v1/push", &json!({ "device_id": elder.device, "mutations": mutations })).await
        };
        let answer = send(json!([known[0], known[1], other, last])).await.is(200).json();
        let numbers: Vec<_> = answer["outcomes"].as_array().unwrap().iter().map(|it| (it["n"].clone(), it["result"].clone())).collect();
        assert_eq!(numbers, [(json!(1), json!("applied")), (json!(2), json!("applied"))]);
        let before = everything(app.db()).await;
        assert_eq!(send(json!([other, last])).await.problem(426), "other_build");
        assert_eq!(everything(app.db()).await, before);
        // So is one that cannot be read.
        let mangled = json!({ "mid": Uuid::now_v7(), "n": 3, "client_time": app.now(), "name": "room.book@1", "args": {} });
        let known = elder.envelope(book(STUDY, sh("2026-11-28 12:00"), 60).1);
        let known = Envelope { n: 3, ..known };
        assert_eq!(send(json!([mangled])).await.problem(422), "bad_field");
        assert_eq!(send(json!([known, mangled])).await.is(200).json()["outcomes"].as_array().unwrap().len(), 1);
    }

    /// A plain form has no time of its own; it is the one of receipt, another each time.
    async fn a_check_in_sent_twice_by_a_plain_form_is_done_once(app) {
        let elder = app.resident().await;
        let starts = sh("2026-11-25 09:00");
        let (id, wish) = visit(Service::Meal, starts, None);
        elder.applied(wish).await;
        let sent = elder.rows().await.bookings[&id].visit().unwrap().carers[0];
        let number = (0..3).find(|it| builders::carer(*it).0 == sent).unwrap();
        let carer = app.sign_in(builders::carer(number).1).await;
        for (minutes, mutation) in [(0, "care.check_in@1"), (20, "care.check_out@1")] {
            let mid = Uuid::now_v7().to_string();
            let booking = id.to_string();
            let fields = [("mutation", mutation), ("mid", &*mid), ("booking_id", &*booking), ("report", "Well"), ("next", "/work")];
            for late in [0, 1] {
                app.set_clock(starts.plus_minutes(minutes + late));
                carer.post_form("/work", &fields).await.is(303);
            }
        }
        let visit = elder.rows().await.bookings[&id].visit().unwrap().clone();
        assert_eq!((visit.checked_in.unwrap().at, visit.checked_out.unwrap().at), (starts, starts.plus_minutes(20)));
    }

    async fn a_retry_has_the_same_outcome(app) {
        let (elder, rival) = (app.resident().await, app.rival().await);
        let push = [elder.envelope(book(HALL, sh("2026-11-26 10:00"), 60).1)];
        let first = elder.push_all(&push).await;
        let refused = [rival.envelope(book(HALL, sh("2026-11-26 10:00"), 60).1)];
        let no = rival.push_all(&refused).await;
        assert!(matches!(no[0].result, Settled::Refused { refusal: Refusal::Bookings(BookingRefusal::Taken { .. }) }));
        elder.applied(Mutation::Bookings(BookingMutation::Cancel(because(booking_of(&push[0].mutation), "")))).await;
        let before = everything(app.db()).await;
        // Other times are looked for when it is answered; there is nothing to look for any more.
        let result = Settled::Refused { refusal: Refusal::Bookings(BookingRefusal::Taken { alternatives: Vec::new() }) };
        let no = vec![linli_domain::mutation::Outcome { result, ..no[0].clone() }];
        for _ in 0..3 {
            assert_eq!(elder.push_all(&push).await, first);
            // Also a refusal whose cause is gone by now.
            assert_eq!(rival.push_all(&refused).await, no);
        }
        assert_eq!(everything(app.db()).await, before);
        let pull = rival.pull(None).await;
        assert_eq!((pull.last_n, pull.outcomes), (1, no));
    }

    async fn one_id_is_one_mutation(app) {
        let elder = app.resident().await;
        let first = elder.envelope(book(HALL, sh("2026-11-26 10:00"), 60).1);
        elder.push_all(std::slice::from_ref(&first)).await;
        let before = everything(app.db()).await;
        let mut other_args = first.clone();
        other_args.mutation = book(STUDY, sh("2026-11-26 10:00"), 60).1;
        let mut other_mid = first.clone();
        other_mid.mid = Uuid::now_v7().into();
        for wrong in [other_args, other_mid] {
            let answer = elder.push_raw(&[wrong]).await;
            assert_eq!(answer.problem(422), "mid_reused");
        }
        assert_eq!(everything(app.db()).await, before);
        // And the device goes on with its next number.
        elder.applied(book(STUDY, sh("2026-11-26 10:00"), 60).1).await;
    }

    async fn one_id_from_two_devices(app) {
        let (elder, other) = (app.resident().await, app.resident().await);
        let push = elder.envelope(book(HALL, sh("2026-11-26 10:00"), 60).1);
        elder.push_all(std::slice::from_ref(&push)).await;
        let before = everything(app.db()).await;
        // A phone that was set up anew sends what it had not heard of again, and hears of it.
        let answer = other.push_all(std::slice::from_ref(&push)).await;
        assert_eq!((answer[0].n, &answer[0].result), (1, &Settled::Applied));
        assert_eq!(everything(app.db()).await, before);
        other.envelope(book(STUDY, sh("2026-11-26 10:00"), 60).1);
        other.applied(book(STUDY, sh("2026-11-26 10:00"), 60).1).await;
        // Nobody else does.
        assert_eq!(app.rival().await.push_raw(&[push]).await.problem(422), "mid_reused");
    }

    async fn a_page_of_somebody_else_neither_pushes_nor_pulls(app) {
        let (elder, rival) = (app.resident().await, app.rival().await);
        let envelope = rival.envelope(book(HALL, sh("2026-11-26 10:00"), 60).1);
        let push = json!({ "device_id": rival.device, "mutations": [&envelope] });
        let before = everything(app.db()).await;
        // The rival's page, in a browser in which the elder has signed in since.
        let mine = |id: MemberId| format!("/api/sync/v1/push?member_id={id}");
        assert_eq!(elder.post(&mine(RIVAL), &push).await.problem(403), "other_member");
        let pull = format!("/api/sync/v1/pull?member_id={RIVAL}");
        assert_eq!(elder.get(&pull).await.problem(403), "other_member");
        assert_eq!(everything(app.db()).await, before);
        rival.post(&mine(RIVAL), &push).await.is(200);
        rival.get(&pull).await.is(200);
    }

    async fn a_report_is_noted_under_a_code(app) {
        let elder = app.resident().await;
        let report = json!({ "build": "0.1.0", "waiting": 2, "refused": 0, "pulled": null, "used": 4096 });
        let answer = elder.post("/api/v1/report", &report).await.is(200);
        let code = answer.json()["code"].as_str().unwrap_or_default().to_owned();
        assert!(code.len() == 9 && code.contains('-'), "{code}");
        assert_eq!(app.anonymous().post("/api/v1/report", &report).await.problem(401), "signed_out");
        elder.post("/api/v1/report", &json!({ "build": 7 })).await.is(422);
    }

    async fn a_push_for_another_database_is_not_decided(app) {
        let elder = app.resident().await;
        let epoch = elder.pull(None).await.epoch;
        let envelope = elder.envelope(book(HALL, sh("2026-11-26 10:00"), 60).1);
        let push = |epoch: &str| json!({ "device_id": elder.device, "epoch": epoch, "mutations": [&envelope] });
        let before = everything(app.db()).await;
        let answer = elder.post("/api/sync/v1/push", &push("another")).await;
        assert_eq!(answer.problem(409), "restored");
        assert_eq!(everything(app.db()).await, before);
        elder.post("/api/sync/v1/push", &push(&epoch)).await.is(200);
    }

    async fn a_gap_is_named(app) {
        let elder = app.resident().await;
        let mut late = elder.envelope(book(HALL, sh("2026-11-26 10:00"), 60).1);
        late.n = 3;
        let answer = elder.push_raw(&[late.clone()]).await;
        assert_eq!(answer.problem(409), "gap");
        assert_eq!(answer.json()["expected"], 1);
        late.n = 0;
        assert_eq!(elder.push_raw(&[late.clone()]).await.problem(409), "gap");
        // What stands before the gap is decided.
        late.n = 1;
        let mut far = elder.envelope(book(STUDY, sh("2026-11-27 10:00"), 60).1);
        far.n = 5;
        assert_eq!(elder.push_all(&[late, far]).await.len(), 1);
    }

    async fn a_device_is_its_owners(app) {
        let (elder, mut rival) = (app.resident().await, app.rival().await);
        elder.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        rival.device = elder.device;
        let push = rival.envelope(book(STUDY, sh("2026-11-26 10:00"), 60).1);
        assert_eq!(rival.push_raw(&[push]).await.problem(403), "foreign_device");
        // Nor does it tell what was decided on it.
        let pull = rival.pull(None).await;
        assert_eq!((pull.last_n, pull.outcomes.len()), (0, 0));
    }

    /// An id is one of its community: what somebody in another one sends under it is theirs alone.
    async fn one_id_in_two_communities_is_two_things(app) {
        let (elder, mut far) = (app.resident().await, app.signed_in(DAUGHTER, FAR).await);
        let (booking, wish) = book(HALL, sh("2026-11-26 10:00"), 60);
        let first = elder.envelope(wish);
        elder.push_all(std::slice::from_ref(&first)).await;
        // A mutation's and a device's.
        far.device = elder.device;
        let push = Envelope { mid: first.mid, ..far.envelope(ask(Answerer::Community, None).1) };
        assert_eq!(far.push_all(std::slice::from_ref(&push)).await[0].result, Settled::Applied);
        assert_eq!(far.push_all(&[push]).await[0].result, Settled::Applied, "the same again has its own answer");
        assert_eq!((far.pull(None).await.last_n, elder.pull(None).await.last_n), (1, 1));
        // Whatever is hers there, where the elder lives a booking's id is in use. She may book for the elder, and does.
        let (_, mut wish) = visit(Service::Meal, sh("2026-11-27 10:00"), Some(ELDER));
        if let Mutation::Care(CareMutation::Book(args)) = &mut wish {
            args.booking_id = booking;
        }
        let again = Envelope { n: 2, ..far.envelope(wish) };
        assert_eq!(far.push_all(&[again]).await[0].result, Settled::Refused { refusal: Refusal::Common(CommonRefusal::Exists) });
        // Of her own community's it is free.
        let (_, mut own) = book(ROOM_FAR, sh("2026-11-26 10:00"), 60);
        if let Mutation::Rooms(RoomMutation::Book(args)) = &mut own {
            args.booking_id = booking;
        }
        let own = Envelope { n: 3, ..far.envelope(own) };
        assert_eq!(far.push_all(&[own]).await[0].result, Settled::Applied);
        // Neither has spoilt anything for the elder.
        elder.applied(ask(Answerer::Community, None).1).await;
        assert_eq!(elder.pull(None).await.last_n, 2);
        for (place, whose) in [(HOME, ELDER), (FAR, DAUGHTER)] {
            let kept = Fetch(app.behind()).within(&[place]).booking(booking).await.unwrap().unwrap();
            assert_eq!((kept.subject, kept.community_id), (whose, place));
        }
    }

    async fn the_same_push_at_the_same_time(app) {
        let elder = app.resident().await;
        let push: Vec<_> = ["2026-11-26 10:00", "2026-11-26 14:00", "2026-11-26 16:00"]
            .map(|at| elder.envelope(book(HALL, sh(at), 60).1))
            .into();
        let answers = join_all((0..8).map(|_| elder.push_all(&push))).await;
        for answer in &answers {
            assert_eq!(answer, &answers[0]);
        }
        // Two a week, and not two of each.
        assert_eq!(elder.rows().await.bookings.len(), 2);
        assert_eq!(elder.pull(None).await.last_n, 3);
    }

    async fn a_form_sent_twice(app) {
        let elder = app.resident().await;
        let (mid, id) = (Uuid::now_v7().to_string(), Uuid::now_v7().to_string());
        let room = HALL.to_string();
        let fields = [
            ("mutation", "room.book@1"), ("mid", mid.as_str()), ("booking_id", id.as_str()),
            ("resource_id", room.as_str()), ("starts", "2026-11-26T10:00"), ("minutes", "60"),
            ("next", "/mine/{booking_id}"),
        ];
        let sent = join_all((0..4).map(|_| elder.post_form("/rooms", &fields))).await;
        for answer in sent {
            assert_eq!(answer.is(303).location(), format!("/mine/{id}"));
        }
        let rows = elder.rows().await;
        assert_eq!(rows.bookings.len(), 1);
        assert_eq!(rows.bookings.values().next().unwrap().starts, sh("2026-11-26 10:00"));
        // The same id with other contents is no retry.
        let mut other = fields;
        other[5] = ("minutes", "90");
        let answer = elder.post_form("/rooms", &other).await;
        assert_eq!(answer.status, 422, "{}", answer.text);
        assert_eq!(elder.rows().await.bookings.len(), 1);
    }

    async fn an_id_that_is_in_use_overwrites_nothing(app) {
        let (elder, rival) = (app.resident().await, app.rival().await);
        let (id, wish) = book(HALL, sh("2026-11-26 10:00"), 60);
        elder.applied(wish).await;
        let before = everything(app.db()).await;
        let theft = builders::room_book(id, STUDY, sh("2026-11-27 10:00"), 60);
        assert_eq!(rival.refused(Mutation::Rooms(RoomMutation::Book(theft.clone()))).await, Refusal::Common(CommonRefusal::Exists));
        let mut outside = theft;
        outside.booking_id = Uuid::nil().into();
        let (help, wish) = ask(Answerer::Community, None);
        elder.applied(wish.clone()).await;
        let after = everything(app.db()).await;
        assert_eq!(rival.refused(wish).await, Refusal::Common(CommonRefusal::Exists), "{help}");
        assert_eq!(everything(app.db()).await, after);
        assert!(after.len() > before.len());
        assert_eq!(elder.rows().await.bookings[&id].state, State::Confirmed);
    }

    async fn at_most_fifty(app) {
        let elder = app.resident().await;
        let many: Vec<_> = (0..51).map(|_| elder.envelope(Mutation::Help(HelpMutation::Take(builders::help_of(Uuid::now_v7().into()))))).collect();
        assert_eq!(elder.push_raw(&many).await.problem(422), "many_mutations");
        assert_eq!(elder.push_all(&many[..50]).await.len(), 50);
        assert_eq!(elder.push_all(&[]).await.len(), 0);
        assert_eq!(elder.pull(None).await.last_n, 50);
    }

    async fn an_unknown_name_is_told_apart(app) {
        let elder = app.resident().await;
        let envelope = json!({ "mid": Uuid::now_v7(), "n": 1, "client_time": app.now(), "name": "room.paint@1", "args": {} });
        let body = json!({ "device_id": DeviceId(Uuid::now_v7()), "mutations": [envelope] });
        let answer = elder.post("/api/sync/v1/push", &body).await;
        assert!(answer.status.is_client_error(), "{}", answer.text);
        assert_eq!(answer.problem(answer.status.as_u16()), "other_build");
    }
}

fn booking_of(mutation: &Mutation) -> linli_domain::ids::BookingId {
    match mutation {
        Mutation::Rooms(RoomMutation::Book(args)) => args.booking_id,
        other => panic!("{other:?}"),
    }
}
