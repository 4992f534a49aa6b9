//! Somebody goes to live in another community.

use linli_domain::booking::{Booking, CareVisit, Kind as BookingKind, State};
use linli_domain::care::Service;
use linli_domain::help::{Answerer, HelpDeed, Stage};
use linli_domain::ids::{BookingId, HouseholdId, MemberId, MessageId, PlaceId, ResourceId};
use linli_domain::member::{Member, Role, RoleGrant};
use linli_domain::message::{BookingNews, Message, News};
use linli_domain::mutation::{
    BookingMutation, HelpMutation, MessageMutation, MessageRef, Mutation, RoomMutation, Settled,
};
use linli_domain::refusal::{CommonRefusal, Counted, Refusal, Thing};
use linli_domain::resource::{Nature, Resource};
use linli_domain::rows::Rows;
use linli_domain::story::What;
use linli_server::db::founding::Founding;
use linli_server::db::moving::{Moved, Moving, NotMoved};
use linli_server::db::tables::{device, member, outcome};
use linli_server::db::{Fetch, bulk};
use linli_server::founding::{place as code, read};
use linli_tests::app::App;
use linli_tests::both;
use linli_tests::builders::{
    self, CLERK, DAUGHTER, ELDER, FAR, HALL, HOME, NEIGHBOUR, NEXT_DOOR, RIVAL, ROOM_NEXT_DOOR, STRANGER,
    STUDY, SUPERVISOR, ask, because, blank, book, carer, carer_resource, help_of, phone, place_help,
    place_room, room_book, sh, visit,
};
use linli_tests::clients::patch;
use sea_orm::{EntityTrait, PaginatorTrait};
use uuid::Uuid;

const DOOR: &str = "Lane of the new door";

fn moving(app: &App, who: MemberId, to: PlaceId) -> Moving {
    let phone = phone(who).parse().unwrap();
    Moving { phone, to, door: DOOR.to_owned(), end_roles: false, now: app.now() }
}

async fn moved(app: &App, who: MemberId, to: PlaceId) -> Moved {
    app.db().run(moving(app, who, to)).await.unwrap().unwrap()
}

fn person(id: MemberId) -> Member {
    builders::people().into_iter().find(|it| it.id == id).unwrap()
}

async fn booking(app: &App, id: BookingId) -> Booking {
    app.fetch().booking(id).await.unwrap().unwrap()
}

/// What somebody is told of bookings, each with where.
fn told(messages: &[Message]) -> Vec<(PlaceId, BookingId, State)> {
    let news = |it: &Message| match &it.news {
        News::Bookings(BookingNews::Changed { booking_id, state, .. }) => {
            Some((it.community_id, *booking_id, *state))
        }
        _ => None,
    };
    messages.iter().filter_map(news).collect()
}

fn unknown(what: Thing) -> Refusal {
    CommonRefusal::Unknown { what }.into()
}

/// A caregiver of `HOME` has work next door as well, under another id.
fn carer_next_door() -> Resource {
    Resource { id: ResourceId(Uuid::from_u128(0x3ff)), community_id: NEXT_DOOR, ..carer_resource(1) }
}

both! {
    async fn what_is_open_is_called_off_and_told_and_what_is_over_stays(app) {
        let (elder, family, clerk) = (app.resident().await, app.family().await, app.clerk().await);
        let past = place_room(app.db(), &person(ELDER), HALL, sh("2026-11-23 10:00"), State::Completed).await;
        let now = place_room(app.db(), &person(ELDER), STUDY, sh("2026-11-24 11:30"), State::CheckedIn).await;
        let (room, wish) = book(HALL, sh("2026-11-26 10:00"), 60);
        elder.applied(wish).await;
        let (care, wish) = visit(Service::Walking, sh("2026-11-27 10:00"), Some(ELDER));
        family.applied(wish).await;
        let (lamp, wish) = ask(Answerer::Community, None);
        elder.applied(wish).await;
        let answered = place_help(app.db(), &person(ELDER), Answerer::Community, Stage::Resolved, false).await;
        let theirs = place_help(app.db(), &person(RIVAL), Answerer::Neighbour, Stage::Received, false).await;
        elder.applied(Mutation::Help(HelpMutation::Take(help_of(theirs)))).await;
        let sent = booking(&app, care).await.resources()[0];
        let visits = |it: &Resource| match &it.nature {
            Nature::Caregiver(it) => it.member_id,
            Nature::Room(_) => unreachable!(),
        };
        let worker = visits(&app.fetch().resources_by_id(&[sent]).await.unwrap()[0]);

        let Moved { member, from, bookings, matters, joined } = moved(&app, ELDER, NEXT_DOOR).await;
        assert_eq!((from, bookings, matters, joined), (HOME, 2, 3, false));
        assert_eq!(member.roles, [RoleGrant { role: Role::Resident, place_id: NEXT_DOOR }]);
        assert_eq!((member.address.as_str(), member.phone.clone()), (DOOR, person(ELDER).phone));
        assert_ne!(member.household_id, person(ELDER).household_id);

        for id in [room, care] {
            let off = booking(&app, id).await;
            assert_eq!((off.community_id, off.state), (HOME, State::Cancelled));
            assert!(off.reason.contains("Nextplace"), "{}", off.reason);
        }
        for (id, state) in [(past, State::Completed), (now, State::CheckedIn)] {
            assert_eq!(booking(&app, id).await.state, state);
        }
        // Whoever has the room's time is somebody else.
        app.rival().await.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        let stages = [(lamp, Stage::Withdrawn), (answered, Stage::Resolved), (theirs, Stage::Received)];
        for (id, stage) in stages {
            let matter = app.fetch().matter(id).await.unwrap().unwrap();
            assert_eq!((builders::asked(&matter).stage, matter.taker), (stage, None), "{id}");
            let story = app.fetch().events(&[id.0]).await.unwrap();
            let last = story.iter().max_by_key(|it| it.id).unwrap();
            assert!(last.note.contains("Nextplace") && last.actor.is_none(), "{last:?}");
        }
        let story = app.fetch().events(&[theirs.0]).await.unwrap();
        assert!(story.iter().any(|it| matches!(it.what, What::Help { deed: HelpDeed::Reopened, .. })));

        // All are told where they look from now on.
        let hears = app.fetch().within(&[HOME]).messages(worker, 50).await.unwrap();
        assert!(told(&hears).contains(&(HOME, care, State::Cancelled)), "{hears:?}");
        for client in [&elder, &family] {
            let rows = client.rows().await;
            let messages: Vec<_> = rows.messages.values().cloned().collect();
            assert!(told(&messages).contains(&(NEXT_DOOR, care, State::Cancelled)), "{messages:?}");
            assert_eq!(rows.members.get(&ELDER).unwrap().community_id, NEXT_DOOR);
            assert!(!rows.communities.contains_key(&HOME));
        }
        // The family still acts for them.
        family.applied(ask(Answerer::Community, Some(ELDER)).1).await;

        // The community's history has who it was, and not where they went.
        let rows = clerk.rows().await;
        let contact = rows.bookings.get(&past).unwrap().contact.clone().unwrap();
        assert_eq!((contact.name.as_str(), contact.phone), ("Granny Zhang", None));
        assert!(contact.risks.is_empty() && contact.address == person(ELDER).address);
        assert!(!rows.members.contains_key(&ELDER));
        // Of one person there is one, and it is the new desk that knows them.
        let found = Fetch(app.behind()).member_by_phone(&phone(ELDER).parse().unwrap()).await.unwrap().unwrap();
        assert_eq!((found.id, found.community_id), (ELDER, NEXT_DOOR));
        assert_eq!(clerk.refused(ask(Answerer::Community, Some(ELDER)).1).await, unknown(Thing::Person));
        app.other_clerk().await.applied(ask(Answerer::Community, Some(ELDER)).1).await;
    }

    async fn a_phone_without_a_network_loses_nothing(app) {
        let elder = app.resident().await;
        let pull = elder.pull(None).await;
        // What they were told is theirs, and that they have read it is heard.
        let news = BookingNews::Changed {
            booking_id: BookingId(Uuid::now_v7()),
            state: State::Refused,
            starts: app.now(),
            service: None,
            reason: String::new(),
        };
        let id = MessageId(Uuid::now_v7());
        let unread = Message { id, community_id: HOME, to: ELDER, at: app.now(), read: false, ver: 1, news: news.into() };
        bulk::insert(app.behind(), &[unread]).await.unwrap();
        let read = Mutation::Messages(MessageMutation::Read(MessageRef { message_id: id }));
        // Applied, and the answer got lost; then two more that wait.
        let unheard = elder.envelope(book(HALL, sh("2026-11-26 10:00"), 60).1);
        assert_eq!(elder.push_all(std::slice::from_ref(&unheard)).await[0].result, Settled::Applied);
        let cancel = Mutation::Bookings(BookingMutation::Cancel(because(BookingId(Uuid::now_v7()), "")));
        let waiting = [
            unheard,
            elder.envelope(book(STUDY, sh("2026-11-27 10:00"), 60).1),
            elder.envelope(cancel),
            elder.envelope(ask(Answerer::Community, None).1),
            elder.envelope(read),
        ];
        moved(&app, ELDER, NEXT_DOOR).await;
        let results: Vec<_> = elder.push_all(&waiting).await.into_iter().map(|it| it.result).collect();
        let refused = |refusal| Settled::Refused { refusal };
        let known = [
            Settled::Applied,
            refused(unknown(Thing::Room)),
            refused(unknown(Thing::Booking)),
            // A wish is a wish: the new desk has it.
            Settled::Applied,
            Settled::Applied,
        ];
        assert_eq!(results, known);
        assert_eq!(elder.push_all(&waiting).await.len(), 5, "the same again is answered as before");
        // The old rows go with the next pull.
        let pull = elder.pull(Some(&pull.cursor)).await;
        assert!(pull.reset);
        assert_eq!((pull.last_n, pull.outcomes.len()), (5, 5));
        let mut rows = Rows::default();
        patch(&mut rows, pull.patch);
        assert_eq!(rows.communities.keys().copied().collect::<Vec<_>>(), [NEXT_DOOR]);
        assert_eq!(rows.resources.keys().copied().collect::<Vec<_>>(), [ROOM_NEXT_DOOR]);
        assert!(rows.messages.get(&id).unwrap().read);
        assert!(rows.bookings.is_empty() && rows.matters.values().all(|it| it.community_id == NEXT_DOOR));
        elder.applied(book(ROOM_NEXT_DOOR, sh("2026-11-27 10:00"), 60).1).await;
        // Nothing of it is left behind.
        for (devices, place) in [(0, HOME), (1, NEXT_DOOR)] {
            let of = |it: &device::Model| (it.community_id, it.member_id) == (place.0, ELDER.0);
            let all = device::Entity::find().all(app.behind()).await.unwrap();
            assert_eq!(all.iter().filter(|it| of(it)).count(), devices);
        }
        assert_eq!(outcome::Entity::find().count(app.behind()).await.unwrap(), 6);
    }

    async fn they_may_come_back(app) {
        let elder = app.resident().await;
        let old = place_room(app.db(), &person(ELDER), HALL, sh("2026-11-23 10:00"), State::Completed).await;
        elder.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        moved(&app, ELDER, NEXT_DOOR).await;
        let (there, wish) = book(ROOM_NEXT_DOOR, sh("2026-11-26 10:00"), 60);
        elder.applied(wish).await;
        app.pass_minutes(60);
        let back = Moving { door: person(ELDER).address, ..moving(&app, ELDER, HOME) };
        let Moved { member, from, bookings, .. } = app.db().run(back).await.unwrap().unwrap();
        assert_eq!((from, bookings, member.community_id), (NEXT_DOOR, 1, HOME));
        assert_eq!(booking(&app, there).await.state, State::Cancelled);
        // Their history is there again, and their phone goes on.
        let rows = elder.rows().await;
        assert!(rows.bookings.contains_key(&old) && !rows.bookings.contains_key(&there));
        assert_eq!(rows.members.get(&ELDER).unwrap().risks, person(ELDER).risks);
        elder.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        let all = member::Entity::find().all(app.behind()).await.unwrap();
        let all: Vec<_> = all.into_iter().filter(|it| it.id == ELDER.0).collect();
        assert_eq!(all.iter().filter(|it| it.moved.is_none()).map(|it| it.community_id).collect::<Vec<_>>(), [HOME.0]);
        assert_eq!(all.len(), 2);
    }

    async fn whoever_remembers_where_they_lived_looks_again(app) {
        let other = app.another_server().await;
        let other = other.configured(|it| it.session_cache_seconds = 600);
        let elder = app.resident().await.at(&other);
        let cursor = elder.pull(None).await.cursor;
        moved(&app, ELDER, NEXT_DOOR).await;
        let pull = elder.pull(Some(&cursor)).await;
        assert!(pull.reset);
        let mut rows = Rows::default();
        patch(&mut rows, pull.patch);
        assert_eq!(rows.members.get(&ELDER).unwrap().community_id, NEXT_DOOR);

        // A push finds out as well, and nothing of it is done where they are not.
        let rival = app.rival().await.at(&other);
        rival.pull(None).await;
        moved(&app, RIVAL, NEXT_DOOR).await;
        let wish = [rival.envelope(ask(Answerer::Community, None).1)];
        assert_eq!(rival.push_raw(&wish).await.problem(503), "busy");
        assert_eq!(rival.push_all(&wish).await[0].result, Settled::Applied);
        let there = app.fetch().within(&[NEXT_DOOR]).matters_of(&[person(RIVAL)], app.now(), None).await.unwrap();
        assert_eq!(there.len(), 1);
    }

    async fn nothing_begins_behind_the_back_of_whoever_goes(app) {
        let other = app.another_server().await;
        let (clerk, family) = (app.clerk().await.at(&other), app.family().await);
        for round in 0..4 {
            let (to, room) = if round % 2 == 0 { (NEXT_DOOR, HALL) } else { (HOME, ROOM_NEXT_DOOR) };
            let day = sh("2026-11-26 08:00");
            let wish = |n: i64| Mutation::Rooms(RoomMutation::Book(linli_domain::mutation::RoomBook {
                subject: Some(ELDER),
                ..room_book(BookingId(Uuid::now_v7()), room, day.plus_minutes(n * 90), 60)
            }));
            let desk = async {
                for n in 0..5 {
                    clerk.push(wish(n)).await;
                    clerk.push(ask(Answerer::Community, Some(ELDER)).1).await;
                }
            };
            let kin = async {
                for _ in 0..5 {
                    family.push(ask(Answerer::Community, Some(ELDER)).1).await;
                }
            };
            let goes = async {
                tokio::time::sleep(std::time::Duration::from_millis(15)).await;
                moved(&app, ELDER, to).await
            };
            let ((), (), went) = futures::join!(desk, kin, goes);
            let here = [went.from];
            let left = app.fetch().within(&here);
            let ahead = linli_domain::time::Interval { starts: app.now(), ends: app.now().plus_days(30) };
            let bookings = left.bookings_of(&[person(ELDER)], ahead).await.unwrap();
            assert!(bookings.iter().all(|it| !it.state.is_open()), "{bookings:?}");
            let matters = left.matters_of(&[person(ELDER)], app.now(), None).await.unwrap();
            assert!(matters.iter().all(|it| !it.is_open()), "{matters:?}");
        }
    }

    async fn whoever_cannot_go_is_told_why(app) {
        let run = async |moving: Moving| app.db().run(moving).await.unwrap().unwrap_err();
        let name = |id| person(id).name;
        assert_eq!(run(moving(&app, ELDER, HOME)).await, NotMoved::Same { name: name(ELDER) });
        assert_eq!(run(moving(&app, ELDER, PlaceId(Uuid::now_v7()))).await, NotMoved::Nowhere);
        let nobody = Moving { phone: "13999999999".parse().unwrap(), ..moving(&app, ELDER, NEXT_DOOR) };
        assert_eq!(run(nobody).await, NotMoved::Nobody);
        assert_eq!(run(moving(&app, CLERK, NEXT_DOOR)).await, NotMoved::Works { name: name(CLERK) });
        let cares = run(moving(&app, carer(0).1, NEXT_DOOR)).await;
        assert!(matches!(cares, NotMoved::Cares { .. }), "{cares}");
        // What they are elsewhere, or above, goes with them.
        let went = moved(&app, SUPERVISOR, FAR).await.member;
        assert!(went.has(Role::Supervisor) && went.community_id == FAR);
        let end = Moving { end_roles: true, ..moving(&app, CLERK, NEXT_DOOR) };
        let went = app.db().run(end).await.unwrap().unwrap().member;
        assert_eq!(went.roles, [RoleGrant { role: Role::Resident, place_id: NEXT_DOOR }]);
        let clerk = app.sign_in(CLERK).await;
        clerk.get("/desk").await.is(403);
    }

    async fn a_week_is_one_week_and_a_door_one_household(app) {
        let alone = moved(&app, NEIGHBOUR, NEXT_DOOR).await.member.household_id;
        let beside = moved(&app, RIVAL, NEXT_DOOR).await;
        assert!(beside.joined && beside.member.household_id == alone);
        let with = Moving { door: person(STRANGER).address, ..moving(&app, DAUGHTER, NEXT_DOOR) };
        let with = app.db().run(with).await.unwrap().unwrap();
        assert_eq!((with.joined, with.member.household_id), (true, person(STRANGER).household_id));
        assert_ne!(with.member.household_id, HouseholdId(Uuid::nil()));

        // Thirteen visits were there this week already.
        let done = |hour: i64| {
            let kind = BookingKind::CareVisit(CareVisit::new(Service::Meal, vec![carer(0).0], Vec::new()));
            let starts = sh("2026-11-23 00:00").plus_hours(hour);
            Booking { state: State::Completed, ..blank(&person(ELDER), starts, 30, kind) }
        };
        bulk::insert(app.behind(), &(0..13).map(done).collect::<Vec<_>>()).await.unwrap();
        bulk::insert(app.behind(), &[carer_next_door()]).await.unwrap();
        let elder = app.resident().await;
        moved(&app, ELDER, NEXT_DOOR).await;
        elder.applied(visit(Service::Walking, sh("2026-11-26 10:00"), None).1).await;
        let full = Refusal::Common(CommonRefusal::Quota { limit: 14, of: Counted::Visits, there: None });
        assert_eq!(elder.refused(visit(Service::Meal, sh("2026-11-27 10:00"), None).1).await, full);
        elder.applied(visit(Service::Meal, sh("2026-11-30 10:00"), None).1).await;
    }

    async fn the_file_of_places_neither_moves_them_back_nor_makes_them_twice(app) {
        let file = r#"
            district = { code = "w", name = { zh = "w", en = "w" } }
            [[subdistrict]]
            code = "m"
            name = { zh = "m", en = "m" }
            [[community]]
            code = "anping"
            subdistrict = "m"
            name = { zh = "安平社区", en = "Anping" }
            phone = "0514 8736 1234"
            [[staff]]
            name = "Chen"
            phone = "13900000101"
            role = "clerk"
            place = "anping"
        "#;
        let founded = async || {
            let plan = read(file).unwrap();
            let it = app.db().run(Founding { plan, now: app.now() }).await.unwrap().unwrap();
            (it.made, it.changed, it.same)
        };
        assert_eq!(founded().await, (4, 0, 0));
        let number = "13900000101".parse().unwrap();
        let chen = Fetch(app.behind()).member_by_phone(&number).await.unwrap().unwrap();
        assert_eq!(chen.community_id, code("anping"));
        let go = Moving { phone: number.clone(), end_roles: true, ..moving(&app, ELDER, HOME) };
        app.db().run(go).await.unwrap().unwrap();
        // Who works where is what the file says; where somebody lives is not.
        assert_eq!(founded().await, (0, 1, 3));
        assert_eq!(founded().await, (0, 0, 4));
        let now = Fetch(app.behind()).member_by_phone(&number).await.unwrap().unwrap();
        assert_eq!((now.id, now.community_id), (chen.id, HOME));
        assert!(now.roles.contains(&RoleGrant { role: Role::Clerk, place_id: code("anping") }));
        let all = member::Entity::find().all(app.behind()).await.unwrap();
        assert_eq!(all.iter().filter(|it| it.moved.is_none() && it.name == "Chen").count(), 1);
    }
}
