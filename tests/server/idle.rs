//! What a pull notices though no row changed, and what it costs when nothing did.

use linli_domain::ids::{GrantId, MemberId};
use linli_domain::member::{Grant, Role, RoleGrant};
use linli_domain::rows::Row;
use linli_domain::time::Instant;
use linli_server::db::bulk;
use linli_server::db::tables::{member, member_grant, place};
use linli_tests::app::App;
use linli_tests::both;
use linli_tests::builders::{self, DAUGHTER, ELDER, HALL, HOME, NEIGHBOUR, RIVAL, book, sh};
use linli_tests::clients::{Client, put};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use uuid::Uuid;

/// A server that remembers whom sessions belong to for longer than this test lasts.
fn remembering(app: &App) -> App {
    app.configured(|it| it.session_cache_seconds = 3_600)
}

async fn settings(app: &App, text: &str) {
    place::Entity::update_many()
        .col_expr(place::Column::Settings, Expr::value(text))
        .filter(place::Column::Id.eq(HOME.0))
        .exec(app.behind())
        .await
        .unwrap();
}

async fn roles(app: &App, who: MemberId, roles: &[Role]) {
    let roles: Vec<_> = roles.iter().map(|role| RoleGrant { role: *role, place_id: HOME }).collect();
    member::Entity::update_many()
        .col_expr(member::Column::Roles, Expr::value(serde_json::to_string(&roles).unwrap()))
        .filter(member::Column::Id.eq(who.0))
        .exec(app.behind())
        .await
        .unwrap();
}

async fn grant(app: &App, to: MemberId, expires: Option<Instant>) -> GrantId {
    let id = GrantId(Uuid::now_v7());
    let grant = Grant { id, from: ELDER, to, expires, revoked: false };
    bulk::insert(app.behind(), &[(grant, HOME)]).await.unwrap();
    id
}

/// Whether the next pull brings everything anew; the cursor goes on.
async fn resets(client: &Client, cursor: &mut String) -> bool {
    let pull = client.pull(Some(cursor)).await;
    *cursor = pull.cursor;
    pull.reset
}

async fn sees_granny(client: &Client) -> bool {
    client.get("/api/sync/v1/pull").await.is(200).text.contains("Lane of Granny")
}

both! {
    /// Also when the process remembers the session as it was.
    async fn a_role_given_or_taken_shows_at_the_next_pull(app) {
        let app = remembering(&app);
        builders::place_room(app.db(), &builders::people()[0], HALL, sh("2026-11-26 10:00"), linli_domain::booking::State::Confirmed).await;
        let neighbour = app.neighbour().await;
        let mut cursor = neighbour.pull(None).await.cursor;
        assert!(!resets(&neighbour, &mut cursor).await && !sees_granny(&neighbour).await);
        roles(&app, NEIGHBOUR, &[Role::Resident, Role::Clerk]).await;
        assert!(resets(&neighbour, &mut cursor).await && sees_granny(&neighbour).await);
        roles(&app, NEIGHBOUR, &[Role::Resident]).await;
        assert!(resets(&neighbour, &mut cursor).await && !sees_granny(&neighbour).await);
        assert!(!resets(&neighbour, &mut cursor).await);
    }

    async fn a_grant_given_revoked_or_run_out_shows_to_both_at_the_next_pull(app) {
        let app = remembering(&app);
        let (elder, rival) = (app.resident().await, app.rival().await);
        let mut cursors = (elder.pull(None).await.cursor, rival.pull(None).await.cursor);
        assert!(!sees_granny(&rival).await);
        let id = grant(&app, RIVAL, Some(app.now().plus_minutes(60))).await;
        assert!(resets(&rival, &mut cursors.1).await && sees_granny(&rival).await);
        assert!(resets(&elder, &mut cursors.0).await);
        assert!(elder.rows().await.grants.contains_key(&id));
        assert!(!resets(&rival, &mut cursors.1).await && !resets(&elder, &mut cursors.0).await);
        app.pass_minutes(60);
        assert!(resets(&rival, &mut cursors.1).await && !sees_granny(&rival).await);
        let id = grant(&app, RIVAL, None).await;
        assert!(resets(&rival, &mut cursors.1).await && sees_granny(&rival).await);
        member_grant::Entity::update_many()
            .col_expr(member_grant::Column::Revoked, Expr::value(true))
            .filter(member_grant::Column::Id.eq(id.0))
            .exec(app.behind())
            .await
            .unwrap();
        assert!(resets(&rival, &mut cursors.1).await && !sees_granny(&rival).await);
    }

    /// A server sees them after half a minute; here a new one stands for it.
    async fn other_settings_of_a_community_reset_those_who_see_it(app) {
        let (elder, daughter, stranger) = (app.resident().await, app.family().await, app.stranger().await);
        let mut cursors = [elder.pull(None).await.cursor, daughter.pull(None).await.cursor, stranger.pull(None).await.cursor];
        settings(&app, r#"{"horizon_days":50}"#).await;
        let later = app.configured(|_| {});
        let mut found = Vec::new();
        for (client, cursor) in [elder, daughter, stranger].into_iter().zip(&mut cursors) {
            found.push(resets(&client.at(&later), cursor).await);
        }
        assert_eq!(found, [true, true, false]);
        let pull = app.resident().await.at(&later).pull(None).await;
        let days = put(&pull.patch).into_iter().find_map(|it| match it {
            Row::Community(it) if it.id == HOME => Some(it.settings.bookings.horizon_days),
            _ => None,
        });
        assert_eq!(days, Some(50));
    }

    /// However much the phone has sent before.
    async fn a_pull_of_nothing_is_small(app) {
        let elder = app.resident().await;
        for day in 25..30 {
            for hour in [9, 11, 13, 15] {
                elder.push(book(HALL, sh(&format!("2026-11-{day} {hour:02}:00")), 60).1).await;
            }
        }
        for (client, who) in [(elder, ELDER), (app.family().await, DAUGHTER), (app.clerk().await, builders::CLERK), (app.officer().await, builders::OFFICER)] {
            let first = client.pull(None).await;
            let path = format!("/api/sync/v1/pull?device_id={}&cursor={}", client.device, first.cursor);
            let idle = client.get(&path).await.is(200);
            println!("an idle pull of {who} is {} bytes, its cursor {}", idle.text.len(), first.cursor.len());
            assert!(idle.text.len() <= 1_024, "{}", idle.text);
            assert_eq!(idle.json()["outcomes"].as_array().unwrap().len(), 0);
        }
    }

    async fn outcomes_are_told_once_and_to_the_device_that_asks(app) {
        let elder = app.resident().await;
        let first = elder.pull(None).await;
        elder.applied(book(HALL, sh("2026-11-26 10:00"), 60).1).await;
        let heard = elder.pull(Some(&first.cursor)).await;
        assert_eq!((heard.last_n, heard.outcomes.len()), (1, 1));
        // The phone did not get that answer, and asks again.
        assert_eq!(elder.pull(Some(&first.cursor)).await.outcomes, heard.outcomes);
        let idle = elder.pull(Some(&heard.cursor)).await;
        assert_eq!((idle.last_n, idle.outcomes.len()), (1, 0));
        let without = elder.get(&format!("/api/sync/v1/pull?cursor={}", heard.cursor)).await.is(200).json();
        let again = elder.pull(without["cursor"].as_str()).await;
        assert!(!again.reset);
        assert_eq!(again.outcomes, heard.outcomes);
    }
}
