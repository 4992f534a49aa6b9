//! A district from a file.

use jiff::civil::Date;
use linli_domain::ids::ExceptionId;
use linli_domain::member::{Role, RoleGrant};
use linli_domain::mutation::{HoursExcept, Mutation};
use linli_domain::resource::{Hours, Nature};
use linli_domain::rows::Row;
use linli_domain::time::monday_of;
use linli_server::db::Fetch;
use linli_server::db::founding::{Founded, Founding};
use linli_server::founding::read;
use linli_tests::app::App;
use linli_tests::both;
use linli_tests::builders::{self, NEIGHBOUR};
use linli_tests::clients::put;
use serde_json::json;
use uuid::Uuid;

const FILE: &str = r#"
[district]
code = "weiyang"
name = { zh = "维扬区", en = "Weiyang" }
[[subdistrict]]
code = "meiling"
name = { zh = "梅岭街道", en = "Meiling" }
[[community]]
code = "anping"
subdistrict = "meiling"
name = { zh = "安平社区", en = "Anping" }
phone = "0514 8736 1234"
settings = { household_week_quota = 3 }
[[room]]
code = "hall"
community = "anping"
name = { zh = "多功能厅", en = "Newhall" }
place = { zh = "一楼", en = "Ground floor" }
seats = 80
area = 190
open = ["08:00-12:00"]
[[caregiver]]
name = "Li"
phone = "13900000103"
gender = "female"
community = "anping"
skills = ["meal"]
certified_until = 2028-12-31
open = ["07:30-17:30"]
[[staff]]
name = "Chen"
phone = "13900000101"
role = "clerk"
place = "anping"
"#;

async fn founded(app: &App, file: &str) -> (usize, usize, usize) {
    let founding = Founding { plan: read(file).unwrap(), now: app.now() };
    let Founded { made, changed, same, .. } = app.db().run(founding).await.unwrap();
    (made, changed, same)
}

async fn sign_in(app: &App, phone: &str) -> linli_tests::clients::Client {
    let mut client = app.anonymous();
    let asked = client.post("/api/v1/session/code", &json!({ "phone": phone })).await.is(202).json();
    let body = json!({ "request_id": asked["request_id"], "code": asked["demo_code"] });
    client.cookie = Some(linli_tests::clients::cookie(&client.post("/api/v1/session", &body).await.is(200)));
    client
}

both! {
    async fn the_same_file_again_changes_nothing(app) {
        assert_eq!(founded(&app, FILE).await, (7, 0, 0));
        assert_eq!(founded(&app, FILE).await, (0, 0, 7));
        // A server that has just started; one that runs finds them within half a minute.
        let app = app.configured(|_| {});
        let clerk = sign_in(&app, "13900000101").await;
        let rows = clerk.rows().await;
        let home = rows.communities.values().find(|it| it.name.en == "Anping").unwrap();
        assert_eq!((home.subdistrict.en.as_str(), home.settings.household_week_quota), ("Meiling", 3));
        assert_eq!((home.phone.as_str(), home.settings.slot_minutes), ("051487361234", 30));
        assert_eq!(rows.resources.len(), 2);
        clerk.get("/desk").await.is(200);
        let carer = sign_in(&app, "13900000103").await;
        carer.get("/work").await.is(200);
    }

    async fn a_changed_file_changes_what_is_another_there(app) {
        founded(&app, FILE).await;
        let app = app.configured(|_| {});
        let clerk = sign_in(&app, "13900000101").await;
        let pull = clerk.pull(None).await;
        let rows = put(&pull.patch);
        let hall = rows.iter().find_map(|it| if let Row::Resource(it) = it { (it.name.en == "Newhall").then(|| it.clone()) } else { None }).unwrap();
        let day: Date = monday_of("2026-12-02".parse().unwrap());
        let args = HoursExcept { exception_id: ExceptionId(Uuid::now_v7()), resource_id: hall.id, day, from: None, until: None, note: "Painters".to_owned() };
        clerk.applied(Mutation::HoursExcept(args)).await;
        let cursor = clerk.pull(Some(&pull.cursor)).await.cursor;
        let file = FILE
            .replace("seats = 80", "seats = 60")
            .replace("08:00-12:00", "09:00-24:00")
            .replace("settings = { household_week_quota = 3 }\n", "")
            // Who has an account gets the role.
            .replace("13900000101", &builders::phone(NEIGHBOUR));
        assert_eq!(founded(&app, &file).await, (0, 2, 5));
        let pull = clerk.pull(Some(&cursor)).await;
        assert!(!pull.reset);
        let rows = put(&pull.patch);
        let [Row::Resource(changed)] = rows.as_slice() else { panic!("{rows:?}") };
        assert_eq!(changed.hours.week[0], [Hours { from: 540, until: 1440 }]);
        assert_eq!(changed.hours.exceptions.len(), 1, "a day that staff closed stays closed");
        assert!(matches!(&changed.nature, Nature::Room(room) if room.seats == 60));
        let neighbour = Fetch(app.db().reader()).member(NEIGHBOUR).await.unwrap().unwrap();
        assert_eq!((neighbour.roles.len(), neighbour.roles[1].role), (2, Role::Clerk));
        assert_eq!(neighbour.roles[0], RoleGrant { role: Role::Resident, place_id: builders::HOME });
        assert_eq!(neighbour.name, "Neighbour Zhang");
        let places = Fetch(app.db().reader()).communities().await.unwrap();
        assert_eq!(places[&hall.community_id].settings.household_week_quota, 3, "settings that are left out stay");
    }
}
