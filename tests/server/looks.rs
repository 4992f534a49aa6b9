//! How the app looks goes with the person to another device.

use linli_domain::ids::MemberId;
use linli_tests::app::App;
use linli_tests::both;
use linli_tests::builders::{self, ELDER, NEIGHBOUR};
use linli_tests::clients::{Answer, Client};
use serde_json::json;

/// Signs in with plain forms on a device that has this cookie of preferences; the cookie it has afterwards.
async fn sign_in(app: &App, who: MemberId, look: Option<&str>) -> String {
    let mut device = app.anonymous();
    device.cookie = look.map(|it| format!("linli_prefs={it}"));
    let asked =
        device.post("/api/v1/session/code", &json!({ "phone": builders::phone(who) })).await.is(202).json();
    let text = |it: &serde_json::Value| it.as_str().unwrap().to_owned();
    let fields = [("request_id", text(&asked["request_id"])), ("code", text(&asked["demo_code"]))];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    let answer = device.post_form("/sign-in/code", &fields).await.is(303);
    let cookies = answer.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap());
    let look = cookies.filter_map(|it| it.strip_prefix("linli_prefs=")?.split(';').next());
    look.map(str::to_owned).collect::<Vec<_>>().join(" and ")
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

    async fn who_signs_out_leaves_the_look_to_the_device_and_not_to_the_next_account(app) {
        const LEFT: &str = "linli_left=1";
        let mut device = app.resident().await;
        let answer = device.post_form("/sign-out", &[]).await.is(303);
        let set = |it: &Answer| -> Vec<String> {
            it.headers.get_all("set-cookie").iter().map(|it| it.to_str().unwrap().to_owned()).collect()
        };
        assert!(set(&answer).iter().any(|it| it.starts_with(LEFT)), "{:?}", set(&answer));
        let left = format!("zh.1.2.dark.1; {LEFT}");
        assert_eq!(sign_in(&app, NEIGHBOUR, Some(&left)).await, "zh.0.0.auto.1");
        assert_eq!(sign_in(&app, NEIGHBOUR, None).await, "en.0.0.auto.0");
        // A choice after that is the next one's own, and takes the mark away.
        device = app.anonymous();
        device.cookie = Some(format!("linli_prefs={left}"));
        let answer = device.post_form("/prefs", &[("size", "3")]).await.is(204);
        assert!(set(&answer).iter().any(|it| it.starts_with("linli_left=; ") && it.contains("Max-Age=0")));
        // Who comes back finds their own.
        choose(&app.resident().await, &[("lang", "zh"), ("elder", "1"), ("size", "2")]).await;
        assert_eq!(sign_in(&app, ELDER, Some(&left)).await, "zh.1.2.auto.1");
    }

    async fn a_look_that_is_none_changes_nothing_and_a_stranger_keeps_none(app) {
        let phone = app.resident().await;
        choose(&phone, &[("elder", "yes"), ("size", "9"), ("theme", "<script>"), ("lang", "fr")]).await;
        assert_eq!(sign_in(&app, ELDER, None).await, "en.0.0.auto.0");
        choose(&app.anonymous(), &[("elder", "1")]).await;
        assert_eq!(sign_in(&app, ELDER, None).await, "en.0.0.auto.0");
    }
}
