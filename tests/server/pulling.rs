//! What reaches a phone, and what does not.

use linli_domain::booking::State;
use linli_domain::care::Service;
use linli_domain::help::{Answerer, Stage};
use linli_domain::member::{Role, RoleGrant};
use linli_domain::mutation::{BookingMutation, HelpMutation, Mutation};
use linli_domain::rows::{Row, RowKey};
use linli_domain::sync::Step;
use linli_server::db::tables::{member, place};
use linli_tests::both;
use linli_tests::builders::{
    self, DAUGHTER, HALL, HOME, STAGE, STUDY, ask, because, book, carer, help_of, sh, visit,
};
use linli_tests::clients::{patch, put};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

both! {
    async fn the_second_pull_has_only_what_changed(app) {
        let (elder, rival) = (app.resident().await, app.rival().await);
        let first = elder.pull(None).await;
        assert!(first.reset);
        let still = elder.pull(Some(&first.cursor)).await;
        assert!(!still.reset && still.patch.is_empty(), "{:?}", still.patch);
        let (mine, wish) = book(HALL, sh("2026-11-26 10:00"), 60);
        elder.applied(wish).await;
        let (theirs, wish) = book(STUDY, sh("2026-11-26 10:00"), 60);
        rival.applied(wish).await;
        let next = elder.pull(Some(&still.cursor)).await;
        assert!(!next.reset);
        let rows = put(&next.patch);
        assert!(rows.iter().any(|it| matches!(it, Row::Booking(it) if it.id == mine)));
        assert!(!rows.iter().any(|it| matches!(it, Row::Booking(it) if it.id == theirs)));
        assert!(rows.iter().any(|it| matches!(it, Row::Busy(it) if it.booking_id == theirs)));
        assert!(!rows.iter().any(|it| matches!(it, Row::Resource(_) | Row::Community(_) | Row::Member(_))));
        assert_eq!((next.last_n, next.outcomes.len()), (1, 1));
    }

    /// Following the changes gives the same rows as asking for everything.
    async fn changes_add_up_to_everything(app) {
        let readers = [app.resident().await, app.family().await, app.neighbour().await, app.clerk().await, app.keeper().await, app.caregiver().await];
        let mut known = Vec::new();
        for reader in &readers {
            let pull = reader.pull(None).await;
            let mut rows = linli_domain::rows::Rows::default();
            patch(&mut rows, pull.patch);
            known.push((rows, pull.cursor));
        }
        let (elder, rival, clerk) = (app.resident().await, app.rival().await, app.clerk().await);
        let (room, wish) = book(HALL, sh("2026-11-26 10:00"), 60);
        elder.applied(wish).await;
        rival.applied(book(STAGE, sh("2026-11-26 10:00"), 60).1).await;
        let (care, wish) = visit(Service::Bath, sh("2026-11-25 09:00"), None);
        elder.applied(wish).await;
        let (help, wish) = ask(Answerer::Neighbour, None);
        rival.applied(wish).await;
        for step in 0..5 {
            match step {
                0 => elder.applied(Mutation::Bookings(BookingMutation::Cancel(because(room, "")))).await,
                1 => app.neighbour().await.applied(Mutation::Help(HelpMutation::Take(help_of(help)))).await,
                2 => elder.applied(Mutation::Bookings(BookingMutation::Cancel(because(care, "")))).await,
                3 => elder.applied(visit(Service::Walking, sh("2026-11-25 09:00"), None).1).await,
                _ => clerk.applied(Mutation::Help(HelpMutation::Escalate(builders::noted(help, "Too much")))).await,
            }
            for (reader, (rows, cursor)) in readers.iter().zip(&mut known) {
                let pull = reader.pull(Some(cursor)).await;
                if pull.reset {
                    *rows = linli_domain::rows::Rows::default();
                }
                patch(rows, pull.patch);
                *cursor = pull.cursor;
                let whole = reader.rows().await;
                assert_eq!(rows.bookings, whole.bookings, "bookings of {:?} after {step}", reader.who);
                assert_eq!(rows.busy, whole.busy, "time for {:?} after {step}", reader.who);
                assert_eq!(rows.matters, whole.matters, "help for {:?} after {step}", reader.who);
                assert_eq!(rows.messages, whole.messages, "messages of {:?} after {step}", reader.who);
            }
        }
    }

    async fn of_other_people_there_are_only_nameless_blocks(app) {
        let people = builders::people();
        let rival = people.iter().find(|it| it.called == "Rival").unwrap();
        builders::place_room(app.db(), rival, HALL, sh("2026-11-26 10:00"), State::Confirmed).await;
        builders::place_visit(app.db(), rival, &[carer(0).0], sh("2026-11-26 10:00"), State::Assigned).await;
        builders::place_help(app.db(), rival, Answerer::Community, Stage::Received, false).await;
        for reader in [app.resident().await, app.neighbour().await] {
            let text = reader.get("/api/sync/v1/pull").await.is(200).text;
            assert!(text.contains("busy"));
            for secret in ["Rival", &builders::phone(rival.id)[3..], &rival.id.to_string()] {
                assert!(!text.contains(secret), "{secret} for {:?}", reader.who);
            }
        }
        let text = app.clerk().await.get("/api/sync/v1/pull").await.is(200).text;
        assert!(text.contains("Lane of Rival"));
    }

    async fn a_caregiver_has_the_door_only_around_the_visit(app) {
        let people = builders::people();
        let starts = sh("2026-11-26 10:00");
        let id = builders::place_visit(app.db(), &people[0], &[carer(0).0], starts, State::Accepted).await;
        let caregiver = app.caregiver().await;
        for (now, open) in [
            (starts.minus_minutes(24 * 60 + 1), false),
            (starts.minus_minutes(24 * 60), true),
            (starts.plus_minutes(60), true),
            (starts.plus_minutes(60 + 119), true),
            (starts.plus_minutes(60 + 120), false),
        ] {
            app.set_clock(now);
            let answer = caregiver.get("/api/sync/v1/pull").await.is(200).text;
            assert_eq!(answer.contains("Lane of Granny"), open, "{now}");
            assert_eq!(answer.contains("Dog of Granny"), open, "{now}");
            assert!(answer.contains(&id.to_string()));
        }
        // A colleague who is not sent never has it.
        app.set_clock(starts);
        let colleague = app.sign_in(carer(1).1).await;
        let text = colleague.get("/api/sync/v1/pull").await.is(200).text;
        assert!(!text.contains("Granny"));
    }

    /// Nothing changes the visit; only time does.
    async fn the_door_opens_and_closes_for_a_phone_that_follows(app) {
        let people = builders::people();
        let starts = sh("2026-11-26 10:00");
        let id = builders::place_visit(app.db(), &people[0], &[carer(0).0], starts, State::Accepted).await;
        builders::place_visit(app.db(), &people[0], &[carer(0).0], starts.plus_days(5), State::Accepted).await;
        let caregiver = app.caregiver().await;
        app.set_clock(starts.minus_minutes(24 * 60 + 30));
        let mut cursor = caregiver.pull(None).await.cursor;
        for (now, sent, open) in [
            (starts.minus_minutes(24 * 60 + 1), false, false),
            (starts.minus_minutes(24 * 60), true, true),
            (starts.minus_minutes(24 * 60 - 1), false, true),
        ] {
            app.set_clock(now);
            let pull = caregiver.pull(Some(&cursor)).await;
            assert!(!pull.reset);
            let rows = put(&pull.patch);
            let visits: Vec<_> = rows.iter().filter_map(|it| if let Row::Booking(it) = it { Some(it) } else { None }).collect();
            assert_eq!(visits.iter().map(|it| it.id).collect::<Vec<_>>(), if sent { vec![id] } else { vec![] }, "{now}");
            assert!(visits.iter().all(|it| it.contact.is_some() == open), "{now}");
            cursor = pull.cursor;
        }
        // On the day itself it closes two hours after the end.
        app.set_clock(starts);
        let mut cursor = caregiver.pull(Some(&cursor)).await.cursor;
        for (now, sent) in [(60 + 119, false), (60 + 120, true), (60 + 121, false)] {
            app.set_clock(starts.plus_minutes(now));
            let pull = caregiver.pull(Some(&cursor)).await;
            assert!(!pull.reset);
            let rows = put(&pull.patch);
            assert_eq!(rows.iter().any(|it| matches!(it, Row::Booking(it) if it.id == id && it.contact.is_none())), sent);
            assert_eq!(rows.is_empty(), !sent, "{now}");
            cursor = pull.cursor;
        }
    }

    async fn a_keeper_has_no_doors(app) {
        let people = builders::people();
        builders::place_room(app.db(), &people[0], HALL, sh("2026-11-26 10:00"), State::Confirmed).await;
        builders::place_visit(app.db(), &people[0], &[carer(0).0], sh("2026-11-25 10:00"), State::Assigned).await;
        builders::place_help(app.db(), &people[0], Answerer::Community, Stage::Received, false).await;
        let text = app.keeper().await.get("/api/sync/v1/pull").await.is(200).text;
        assert!(text.contains("Granny Zhang"));
        for secret in ["Lane of Granny", "Dog of Granny", "Lamp of Granny", "care_visit"] {
            assert!(!text.contains(secret), "{secret}");
        }
    }

    async fn who_is_known_by_a_grant_is_known_by_name_only(app) {
        // She acts for the elder, who gets her name to know it by.
        let daughter = app.resident().await.rows().await.members[&DAUGHTER].clone();
        let whole = builders::people().into_iter().find(|it| it.id == DAUGHTER).unwrap();
        assert_eq!((&daughter.name, &daughter.called), (&whole.name, &whole.called));
        let text = serde_json::to_string(&daughter).unwrap();
        for secret in [whole.household_id.to_string(), whole.community_id.to_string(), whole.address, builders::phone(DAUGHTER)[3..].to_owned()] {
            assert!(!text.contains(&secret), "{secret}");
        }
    }

    async fn a_phone_keeps_as_far_ahead_as_may_be_booked(app) {
        let text = r#"{"horizon_days":100}"#;
        place::Entity::update_many()
            .col_expr(place::Column::Settings, Expr::value(text))
            .filter(place::Column::Id.eq(HOME.0))
            .exec(app.behind())
            .await
            .unwrap();
        let app = app.configured(|_| {});
        let elder = app.resident().await;
        let (id, wish) = book(HALL, sh("2027-03-04 20:00"), 60);
        elder.applied(wish).await;
        for rows in [elder.rows().await, app.neighbour().await.rows().await] {
            assert!(rows.busy.values().any(|it| it.booking_id == id));
        }
        assert!(elder.rows().await.bookings.contains_key(&id));
        assert!(elder.get("/mine").await.is(200).text.contains(&id.to_string()));
    }

    async fn a_neighbour_reads_no_name_and_no_door(app) {
        let people = builders::people();
        let id = builders::place_help(app.db(), &people[0], Answerer::Neighbour, Stage::Received, false).await;
        let text = app.neighbour().await.get("/api/sync/v1/pull").await.is(200).text;
        assert!(text.contains(&id.to_string()) && text.contains("Lamp of Granny"));
        for secret in ["Granny Zhang", "Lane of Granny", "Gate of Granny", &builders::phone(builders::ELDER)[3..]] {
            assert!(!text.contains(secret), "{secret}");
        }
        assert!(!text.contains(&builders::ELDER.to_string()));
    }

    async fn another_community_never_appears(app) {
        let people = builders::people();
        for it in people.iter().filter(|it| it.community_id == HOME && it.roles[0].role == Role::Resident) {
            builders::place_room(app.db(), it, if it.called == "Granny" { HALL } else if it.called == "Rival" { STUDY } else { STAGE }, sh("2026-11-26 10:00"), State::Confirmed).await;
            builders::place_help(app.db(), it, Answerer::Neighbour, Stage::Received, false).await;
        }
        for reader in [app.stranger().await, app.other_clerk().await, app.sign_in(builders::YANKEE).await] {
            let text = reader.get("/api/sync/v1/pull").await.is(200).text;
            for secret in ["Granny", "Rival", "Neighbour Zhang", &HOME.to_string(), &HALL.to_string(), "Homeplace"] {
                assert!(!text.contains(secret), "{secret} for {:?}", reader.who);
            }
        }
        // The supervisor sees what was escalated, of their own subdistrict.
        let elder = &people[0];
        builders::place_help(app.db(), elder, Answerer::Community, Stage::Triaged, true).await;
        assert_eq!(app.supervisor().await.rows().await.matters.len(), 1);
        assert_eq!(app.sign_in(builders::OTHER_SUPERVISOR).await.rows().await.matters.len(), 0);
    }

    async fn another_role_means_everything_anew(app) {
        let neighbour = app.neighbour().await;
        let people = builders::people();
        builders::place_room(app.db(), &people[0], HALL, sh("2026-11-26 10:00"), State::Confirmed).await;
        let before = neighbour.pull(None).await;
        let roles = vec![RoleGrant { role: Role::Resident, place_id: HOME }, RoleGrant { role: Role::Clerk, place_id: HOME }];
        for (roles, sees) in [(roles.clone(), true), (roles[..1].to_vec(), false)] {
            let text = serde_json::to_string(&roles).unwrap();
            member::Entity::update_many()
                .col_expr(member::Column::Roles, Expr::value(text))
                .filter(member::Column::Id.eq(builders::NEIGHBOUR.0))
                .exec(app.behind())
                .await
                .unwrap();
            let after = neighbour.pull(Some(&before.cursor)).await;
            assert_eq!(after.reset, sees, "the cursor is the one of a resident");
            let whole = neighbour.pull(None).await;
            let text = serde_json::to_string(&whole.patch).unwrap();
            assert_eq!(text.contains("Granny Zhang"), sees);
        }
    }

    async fn a_cursor_that_cannot_be_read_counts_as_none(app) {
        let elder = app.resident().await;
        let good = elder.pull(None).await.cursor;
        for cursor in ["x", "AAAA", "%00", "e30", &good[..good.len() / 2], &"A".repeat(5_000)] {
            let pull = elder.pull(Some(cursor)).await;
            assert!(pull.reset, "{cursor}");
        }
        // Somebody else's is not mine.
        assert!(app.rival().await.pull(Some(&good)).await.reset);
        // A new day moves the window, by the community's own clock.
        app.pass_minutes(12 * 60 - 1);
        assert!(!elder.pull(Some(&good)).await.reset);
        app.pass_minutes(1);
        assert!(elder.pull(Some(&good)).await.reset);
    }

    async fn another_calendar_of_holidays_reaches_phones(app) {
        let elder = app.resident().await;
        let first = elder.pull(None).await;
        assert!(serde_json::to_string(&first.patch).unwrap().contains("2026-10-01"), "linli's own");
        let file = tempfile::NamedTempFile::new().unwrap();
        let harvest = "[[holiday]]\nname = { zh = \"丰收节\", en = \"Harvest\" }\nfirst = \"2026-09-23\"\nlast = \"2026-09-23\"";
        std::fs::write(file.path(), harvest).unwrap();
        let other = app.configured(|config| config.holidays = file.path().to_owned());
        let then = other.resident().await.pull(Some(&first.cursor)).await;
        assert!(then.reset, "what stands on the phone has the other calendar");
        let text = serde_json::to_string(&then.patch).unwrap();
        assert!(text.contains("丰收节") && !text.contains("2026-10-01"), "{text}");
    }

    async fn a_cancelled_booking_frees_its_time_on_all_phones(app) {
        let (elder, rival) = (app.resident().await, app.rival().await);
        let (id, wish) = book(HALL, sh("2026-11-26 10:00"), 60);
        elder.applied(wish).await;
        let before = rival.pull(None).await;
        assert!(put(&before.patch).iter().any(|it| matches!(it, Row::Busy(it) if it.booking_id == id)));
        elder.applied(Mutation::Bookings(BookingMutation::Cancel(because(id, "")))).await;
        let after = rival.pull(Some(&before.cursor)).await;
        assert!(after.patch.contains(&Step::Del(RowKey::Busy(id))));
        assert!(!put(&after.patch).iter().any(|it| matches!(it, Row::Busy(_))));
    }

    async fn without_a_session_there_is_nothing(app) {
        let client = app.anonymous();
        assert_eq!(client.get("/api/sync/v1/pull").await.problem(401), "signed_out");
        let body = serde_json::json!({ "device_id": client.device, "mutations": [] });
        assert_eq!(client.post("/api/sync/v1/push", &body).await.problem(401), "signed_out");
    }
}
