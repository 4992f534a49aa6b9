//! How the app looks goes with the person to another device.

use linli_domain::ids::MemberId;
use linli_tests::app::App;
use linli_tests::both;
use linli_tests::builders::{self, ELDER, NEIGHBOUR};
use linli_tests::clients::{Answer, Client};
use serde_json::json;

/// Signs in with plain forms on a device that has this cookie of preferences, and others behind it.
async fn answer_to_signing_in(app: &App, who: MemberId, look: Option<&str>) -> Answer {
    let mut device = app.anonymous();
    device.cookie = look.map(|it| format!("linli_prefs={it}"));
    let asked =
        device.post("/api/v1/session/code", &json!({ "phone": builders::phone(who) })).await.is(202).json();
    let text = |it: &serde_json::Value| it.as_str().unwrap().to_owned();
    let fields = [("request_id", text(&asked["request_id"])), ("code", text(&asked["demo_code"]))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    device.post_form("/sign-in/code", &fields).await.is(303)
}

/// The cookie of preferences that the device has afterwards.
async fn sign_in(app: &App, who: MemberId, look: Option<&str>) -> String {
    cookie_of(&answer_to_signing_in(app, who, look).await, "linli_prefs").unwrap_or_default()
}

/// What the answer sets a cookie to; none when it leaves it as it is.
fn cookie_of(answer: &Answer, name: &str) -> Option<String> {
    let lines = answer.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap());
    let pairs = lines.filter_map(|it| it.split(';').next()?.split_once('='));
    let values: Vec<_> = pairs.filter(|(key, _)| *key == name).map(|(_, value)| value.to_owned()).collect();
    assert!(values.len() < 2, "{values:?}");
    values.into_iter().next()
}

async fn choose(client: &Client, fields: &[(&str, &str)]) {
    client.post_form("/prefs", fields).await.is(204);
}

both! {
    async fn what_somebody_chose_on_one_device_they_find_on_another(app) {
        let phone = app.resident().await;
        choose(&phone, &[("elder", "1"), ("size", "2"), ("lang", "zh")]).await;
        assert_eq!(sign_in(&app, ELDER, None).await, "zh.1.2.auto.0");
        assert_eq!(sign_in(&app, ELDER, Some("en.0.0.auto.1")).await, "zh.1.2.auto.1");
        // Whom it does not concern keeps their own.
        assert_eq!(sign_in(&app, NEIGHBOUR, None).await, "en.0.0.auto.0");
        choose(&phone, &[("elder", "0"), ("size", "0")]).await;
        assert_eq!(sign_in(&app, ELDER, Some("en.0.0.auto.1")).await, "en.0.0.auto.1");
    }

    async fn what_was_chosen_before_signing_in_is_kept_for_the_account(app) {
        assert_eq!(sign_in(&app, ELDER, Some("zh.1.1.dark.1")).await, "zh.1.1.dark.1");
        assert_eq!(sign_in(&app, ELDER, None).await, "zh.1.1.dark.0");
        // The next one at a shared device has a look of their own, and it stays theirs.
        choose(&app.neighbour().await, &[("lang", "en"), ("size", "3")]).await;
        assert_eq!(sign_in(&app, NEIGHBOUR, Some("zh.1.1.dark.1")).await, "en.0.3.auto.1");
        assert_eq!(sign_in(&app, ELDER, None).await, "zh.1.1.dark.0");
    }

    async fn a_shared_device_gives_nobody_the_look_of_the_one_before(app) {
        // As it is after somebody's session has ended, in whatever way.
        let after = |now: &str| format!("{now}; linli_last=zh.1.2.dark.1");
        assert_eq!(sign_in(&app, NEIGHBOUR, Some(&after("zh.1.2.dark.1"))).await, "zh.0.0.auto.1");
        assert_eq!(sign_in(&app, NEIGHBOUR, None).await, "en.0.0.auto.0");
        // What they have chosen meanwhile is theirs, here and elsewhere, and only that.
        assert_eq!(sign_in(&app, NEIGHBOUR, Some(&after("en.1.2.dark.1"))).await, "en.0.0.auto.1");
        assert_eq!(sign_in(&app, NEIGHBOUR, Some(&after("zh.1.3.dark.1"))).await, "en.0.3.auto.1");
        assert_eq!(sign_in(&app, NEIGHBOUR, None).await, "en.0.3.auto.0");
        // Who comes back finds their own, and what they choose on the way in holds.
        choose(&app.resident().await, &[("lang", "en"), ("elder", "1"), ("size", "2")]).await;
        assert_eq!(sign_in(&app, ELDER, Some("zh.0.0.auto.1; linli_last=zh.0.0.auto.1")).await, "en.1.2.auto.1");
        assert_eq!(sign_in(&app, ELDER, Some("zh.1.2.auto.1; linli_last=en.1.2.auto.1")).await, "zh.1.2.auto.1");
        assert_eq!(sign_in(&app, ELDER, Some("zh.0.2.auto.1; linli_last=zh.1.2.auto.1")).await, "zh.0.2.auto.1");
        assert_eq!(sign_in(&app, ELDER, None).await, "zh.0.2.auto.0");
    }

    async fn the_device_knows_how_it_looked_for_the_last_who_was_signed_in(app) {
        let answer = answer_to_signing_in(&app, ELDER, Some("zh.1.1.dark.1")).await;
        assert_eq!(cookie_of(&answer, "linli_last").as_deref(), Some("zh.1.1.dark.1"));
        let phone = app.resident().await;
        for back in ["/me", ""] {
            let answer = phone.post_form("/prefs", &[("size", "3"), ("lang", "zh"), ("back", back)]).await;
            assert_eq!(cookie_of(&answer, "linli_last").as_deref(), Some("zh.0.3.auto.0"), "{back}");
        }
        let answer = app.anonymous().post_form("/prefs", &[("size", "1"), ("back", "/")]).await.is(303);
        assert_eq!(cookie_of(&answer, "linli_last"), None);
    }

    async fn a_look_that_is_none_changes_nothing_and_a_stranger_keeps_none(app) {
        let phone = app.resident().await;
        choose(&phone, &[("elder", "yes"), ("size", "9"), ("theme", "<script>"), ("lang", "fr")]).await;
        assert_eq!(sign_in(&app, ELDER, None).await, "en.0.0.auto.0");
        choose(&app.anonymous(), &[("elder", "1")]).await;
        assert_eq!(sign_in(&app, ELDER, None).await, "en.0.0.auto.0");
    }
}
