//! Notices, from the desk to the phones of those whom they concern.

use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::mutation::{
    AudienceKind, Mutation, NoticeCorrect, NoticeDraft, NoticeMutation, NoticeRef, NoticeSeen,
    NoticeWithdraw, Settled,
};
use linli_domain::refusal::{CommonRefusal, NoticeRefusal, Refusal, Thing};
use linli_domain::rows::Rows;
use linli_domain::systems::notices::{Calls, Notice, NoticeId, NoticeKind, NoticePhase};
use linli_tests::both;
use linli_tests::builders::{DAUGHTER, ELDER, HOME, NEIGHBOUR, NEXT_DOOR, RIVAL};
use linli_tests::checks::everything;
use linli_tests::clients::{Client, patch};
use serde_json::json;
use uuid::Uuid;

fn draft(place: PlaceId, kind: NoticeKind) -> NoticeDraft {
    NoticeDraft {
        notice_id: NoticeId(Uuid::now_v7()),
        community_id: place,
        kind,
        what: "Water off".to_owned(),
        note: "Tomorrow from 8.\nFill your pots.".to_owned(),
        audience: AudienceKind::All,
        age: None,
        building: String::new(),
        from: None,
        days: 7,
    }
}

fn write(of: NoticeDraft) -> Mutation {
    NoticeMutation::Draft(of).into()
}

fn publish(notice_id: NoticeId) -> Mutation {
    NoticeMutation::Publish(NoticeRef { notice_id }).into()
}

fn withdraw(notice_id: NoticeId, reason: &str) -> Mutation {
    NoticeMutation::Withdraw(NoticeWithdraw { notice_id, reason: reason.to_owned() }).into()
}

fn seen(notice_id: NoticeId, subject: Option<MemberId>) -> Mutation {
    NoticeMutation::Seen(NoticeSeen { notice_id, subject }).into()
}

fn correct(corrects: NoticeId) -> (NoticeId, Mutation) {
    let notice_id = NoticeId(Uuid::now_v7());
    let (what, note) = ("Put right".to_owned(), "The day after.".to_owned());
    (notice_id, NoticeMutation::Correct(NoticeCorrect { notice_id, corrects, what, note }).into())
}

/// Written and published at a desk.
async fn out(clerk: &Client, of: NoticeDraft) -> NoticeId {
    let id = of.notice_id;
    clerk.applied(write(of)).await;
    clerk.applied(publish(id)).await;
    id
}

async fn notice(client: &Client, id: NoticeId) -> Option<Notice> {
    client.rows().await.notices.remove(&id)
}

async fn calls(client: &Client, id: NoticeId) -> Option<Calls> {
    let answer = client.post("/api/v1/query/notice_calls", &json!({ "notice_id": id })).await.is(200);
    serde_json::from_value(answer.json()).unwrap()
}

both! {
    async fn a_notice_reaches_the_phones_of_its_place_and_no_other(app) {
        let (clerk, elder, stranger) = (app.clerk().await, app.resident().await, app.stranger().await);
        let of = draft(HOME, NoticeKind::News);
        let id = of.notice_id;
        clerk.applied(write(of)).await;
        assert!(notice(&clerk, id).await.is_some() && notice(&elder, id).await.is_none(), "a draft");
        let (mut rows, before) = (Rows::default(), elder.pull(None).await);
        patch(&mut rows, before.patch);
        clerk.applied(publish(id)).await;
        // By what has changed, and by everything anew.
        let next = elder.pull(Some(&before.cursor)).await;
        assert!(!next.reset);
        patch(&mut rows, next.patch);
        assert_eq!(rows.notices.get(&id), notice(&elder, id).await.as_ref());
        assert_eq!(rows.notices[&id].phase(app.now()), NoticePhase::Running);
        assert!(notice(&app.family().await, id).await.is_some(), "who acts for somebody there");
        assert!(notice(&stranger, id).await.is_none());
        let page = elder.get(&format!("/notices/{}", id.0)).await.is(200);
        assert!(page.text.contains("Fill your pots"));
        stranger.get(&format!("/notices/{}", id.0)).await.is(404);
        // Withdrawn it stays, and says so.
        clerk.applied(withdraw(id, "Nobody digs")).await;
        let next = elder.pull(Some(&next.cursor)).await;
        patch(&mut rows, next.patch);
        assert_eq!(rows.notices[&id].phase(app.now()), NoticePhase::Withdrawn);
        assert!(elder.get(&format!("/notices/{}", id.0)).await.text.contains("Nobody digs"));
    }

    async fn of_an_age_and_of_a_building(app) {
        let (clerk, elder) = (app.clerk().await, app.resident().await);
        // Everybody of the world was born in 1950, in a lane without a number.
        let aged = |age| {
            let of = draft(HOME, NoticeKind::News);
            NoticeDraft { audience: AudienceKind::From, age: Some(age), ..of }
        };
        let (old, older) = (out(&clerk, aged(76)).await, out(&clerk, aged(77)).await);
        assert!(notice(&elder, old).await.is_some() && notice(&elder, older).await.is_none());
        let of = draft(HOME, NoticeKind::Emergency);
        let of = NoticeDraft { audience: AudienceKind::Building, building: "3 幢".to_owned(), ..of };
        let unknown = out(&clerk, of).await;
        assert!(notice(&elder, unknown).await.is_some(), "nobody can tell that it does not concern them");
    }

    async fn residents_and_other_desks_write_nothing(app) {
        let clerk = app.clerk().await;
        let id = out(&clerk, draft(HOME, NoticeKind::Announcement)).await;
        let waiting = draft(HOME, NoticeKind::News);
        clerk.applied(write(waiting.clone())).await;
        let before = everything(app.db()).await;
        for client in [
            app.resident().await, app.family().await, app.stranger().await, app.caregiver().await, app.keeper().await,
            app.other_clerk().await, app.supervisor().await, app.officer().await, app.administrator().await,
        ] {
            let wishes = [
                write(draft(HOME, NoticeKind::News)),
                NoticeMutation::Edit(waiting.clone()).into(),
                publish(waiting.notice_id),
                withdraw(id, "why"),
                correct(id).1,
                seen(id, Some(RIVAL)),
            ];
            let envelopes: Vec<_> = wishes.into_iter().map(|it| client.envelope(it)).collect();
            for (outcome, wish) in client.push_all(&envelopes).await.iter().zip(&envelopes) {
                let told = matches!(
                    &outcome.result,
                    Settled::Refused { refusal: Refusal::Common(CommonRefusal::NotAllowed | CommonRefusal::Unknown { .. }) }
                );
                assert!(told, "{:?} {}: {:?}", client.who, wish.mutation.name(), outcome.result);
            }
            let answer = client.post("/api/v1/query/notice_calls", &json!({ "notice_id": id })).await;
            let nothing = answer.status.as_u16() == 403 || answer.text == "null";
            assert!(nothing, "{:?}: {}", client.who, answer.text);
        }
        assert_eq!(everything(app.db()).await, before);
        assert_eq!(clerk.refused(write(draft(NEXT_DOOR, NoticeKind::News))).await, CommonRefusal::NotAllowed.into());
    }

    async fn an_announcement_stands(app) {
        let (clerk, elder) = (app.clerk().await, app.resident().await);
        let of = draft(HOME, NoticeKind::Announcement);
        let id = out(&clerk, of.clone()).await;
        let before = notice(&elder, id).await.unwrap();
        assert_eq!(clerk.refused(withdraw(id, "oops")).await, NoticeRefusal::Stands.into());
        assert_eq!(clerk.refused(NoticeMutation::Edit(of).into()).await, NoticeRefusal::Fixed.into());
        let (other, wish) = correct(id);
        clerk.applied(wish).await;
        assert_eq!(notice(&elder, id).await, Some(before));
        assert_eq!(notice(&elder, other).await.unwrap().corrects, Some(id));
        app.pass_minutes(8 * 24 * 60);
        assert_eq!(clerk.refused(correct(id).1).await, NoticeRefusal::NothingToCorrect.into());
    }

    async fn who_has_not_seen_an_emergency_is_called(app) {
        let (clerk, elder, family) = (app.clerk().await, app.resident().await, app.family().await);
        let id = out(&clerk, draft(HOME, NoticeKind::Emergency)).await;
        let first = calls(&clerk, id).await.unwrap();
        let named = |it: &Calls| it.missing.iter().map(|it| it.member_id).collect::<Vec<_>>();
        // Those who live there, and not who works there alone.
        let mut all = named(&first);
        all.sort_unstable();
        assert_eq!((first.reached, first.seen, all), (3, 0, vec![ELDER, NEIGHBOUR, RIVAL]));
        assert!(first.missing.iter().all(|it| it.phone.is_some() && it.address.starts_with("Lane of")));
        elder.applied(seen(id, None)).await;
        assert_eq!(notice(&elder, id).await.unwrap().seen, [ELDER]);
        assert_eq!(notice(&family, id).await.unwrap().seen, [ELDER], "whom she acts for");
        assert_eq!(notice(&clerk, id).await.unwrap().seen, []);
        // Said again, also by others, it is said once; the desk says it of whom it has called.
        family.applied(seen(id, Some(ELDER))).await;
        clerk.applied(seen(id, Some(RIVAL))).await;
        let then = calls(&clerk, id).await.unwrap();
        assert_eq!((then.reached, then.seen, named(&then)), (3, 2, vec![NEIGHBOUR]));
        let elsewhere = clerk.refused(seen(id, Some(DAUGHTER))).await;
        assert_eq!(elsewhere, CommonRefusal::Unknown { what: Thing::Person }.into());
        // It is still withdrawn over what was published, whoever has seen it.
        clerk.applied(withdraw(id, "The power is back")).await;
        assert_eq!(notice(&elder, id).await.unwrap().seen, [ELDER]);
        // Of other kinds nobody is named.
        let news = out(&clerk, draft(HOME, NoticeKind::News)).await;
        let news = calls(&clerk, news).await.unwrap();
        assert_eq!((news.reached, news.seen, news.missing), (3, 0, Vec::new()));
        clerk.post("/api/v1/query/notice_calls", &json!({ "notice_id": "x" })).await.problem(422);
    }

    async fn what_the_database_counts_today(app) {
        let clerk = app.clerk().await;
        for _ in 0..20 {
            out(&clerk, draft(HOME, NoticeKind::News)).await;
        }
        let more = draft(HOME, NoticeKind::News);
        clerk.applied(write(more.clone())).await;
        assert_eq!(clerk.refused(publish(more.notice_id)).await, NoticeRefusal::TooMany { limit: 20 }.into());
        // Another desk has its own.
        out(&app.other_clerk().await, draft(NEXT_DOOR, NoticeKind::News)).await;
        app.pass_minutes(12 * 60);
        clerk.applied(publish(more.notice_id)).await;
    }

    async fn a_draft_is_written_over_once(app) {
        let clerk = app.clerk().await;
        let of = draft(HOME, NoticeKind::News);
        clerk.applied(write(of.clone())).await;
        assert!(matches!(clerk.refused(write(of.clone())).await, Refusal::Common(CommonRefusal::Changed | CommonRefusal::Exists)));
        let better = NoticeDraft { what: "Power off".to_owned(), ..of.clone() };
        clerk.applied(NoticeMutation::Edit(better).into()).await;
        assert_eq!(notice(&clerk, of.notice_id).await.unwrap().what, "Power off");
        clerk.applied(withdraw(of.notice_id, "")).await;
        assert!(notice(&clerk, of.notice_id).await.is_none(), "thrown away");
    }

    async fn what_is_long_over_is_not_read_any_more(app) {
        let (clerk, elder) = (app.clerk().await, app.resident().await);
        let id = out(&clerk, NoticeDraft { days: 1, ..draft(HOME, NoticeKind::News) }).await;
        app.pass_minutes(20 * 24 * 60);
        assert_eq!(notice(&elder, id).await.unwrap().phase(app.now()), NoticePhase::Ended);
        app.pass_minutes(20 * 24 * 60);
        assert!(notice(&elder, id).await.is_none());
    }
}
