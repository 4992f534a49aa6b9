//! A district from a file.

use jiff::civil::Date;
use linli_domain::booking::State;
use linli_domain::ids::{ExceptionId, HouseholdId, PlaceId};
use linli_domain::member::{Gender, Role, RoleGrant};
use linli_domain::mutation::{
    HoursExcept, HoursMutation, MemberMutation, MemberRegister, MemberRenumber, Mutation,
};
use linli_domain::resource::{Hours, Nature};
use linli_domain::rows::Row;
use linli_domain::time::monday_of;
use linli_server::db::founding::{Clash, Founded, Founding};
use linli_server::db::{Fetch, bulk};
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
    let Founded { made, changed, same, .. } = app.db().run(founding).await.unwrap().unwrap();
    (made, changed, same)
}

async fn sign_in(app: &App, phone: &str) -> linli_tests::clients::Client {
    let mut client = app.anonymous();
    let asked = client.post("/api/v1/session/code", &json!({ "phone": phone })).await.is(202).json();
    let body = json!({ "request_id": asked["request_id"], "code": asked["demo_code"] });
    client.cookie = Some(linli_tests::clients::cookie(&client.post("/api/v1/session", &body).await.is(200)));
    client
}

/// All communities that there are, those of the file too.
async fn everywhere(app: &App) -> Vec<PlaceId> {
    Fetch(app.behind()).communities().await.unwrap().into_keys().collect()
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
        assert_eq!((home.subdistrict.en.as_str(), home.settings.rooms.household_week_quota), ("Meiling", 3));
        assert_eq!((home.phone.as_str(), home.settings.bookings.slot_minutes), ("051487361234", 30));
        assert_eq!(rows.resources.len(), 2);
        clerk.get("/desk").await.is(200);
        let carer = sign_in(&app, "13900000103").await;
        carer.get("/work").await.is(200);
    }

    async fn b20_a_caregiver_with_a_new_number_keeps_account_visits_and_history(app) {
        founded(&app, FILE).await;
        let app = app.configured(|_| {});
        let carer = sign_in(&app, "13900000103").await;
        let clerk = sign_in(&app, "13900000101").await;
        let before = app.fetch().member_by_phone(&"13900000103".parse().unwrap()).await.unwrap().unwrap();
        let here = everywhere(&app).await;
        let fetch = Fetch(app.behind()).within(&here);
        let resource = fetch.carer_of(before.id).await.unwrap().unwrap();
        let new = FILE
            .replace("phone = \"13900000103\"", "phone = \"13900000203\"\nwas = \"13900000103\"")
            .replace("phone = \"13900000101\"", "phone = \"13900000201\"\nwas = \"13900000101\"");
        assert_eq!(founded(&app, &new).await, (0, 2, 5));
        assert_eq!(founded(&app, &new).await, (0, 0, 7), "the same file again changes nothing");
        let after = app.fetch().anybody(before.id).await.unwrap().unwrap();
        assert_eq!(after.phone.unwrap().as_str(), "+8613900000203");
        assert_eq!(fetch.carer_of(before.id).await.unwrap(), Some(resource));
        // Whoever has the old numbers is nobody here, and signed out.
        assert_eq!(carer.get("/api/v1/session").await.problem(401), "signed_out");
        assert_eq!(clerk.get("/api/v1/session").await.problem(401), "signed_out");
        for old in ["13900000103", "13900000101"] {
            assert!(app.fetch().member_by_phone(&old.parse().unwrap()).await.unwrap().is_none());
        }
        sign_in(&app, "13900000203").await.get("/work").await.is(200);
        sign_in(&app, "13900000201").await.get("/desk").await.is(200);
    }

    async fn b20_what_the_desk_has_changed_is_not_undone_by_an_old_file(app) {
        founded(&app, FILE).await;
        let app = app.configured(|_| {});
        let (old, new) = ("13900000103", "13900000303");
        let here = everywhere(&app).await;
        let fetch = Fetch(app.behind()).within(&here);
        let li = fetch.member_by_phone(&old.parse().unwrap()).await.unwrap().unwrap();
        let resource = fetch.carer_of(li.id).await.unwrap();
        let clerk = sign_in(&app, "13900000101").await;
        let args = MemberRenumber { member_id: li.id, phone: Some(new.parse().unwrap()), remove: false, reason: "New phone".to_owned() };
        clerk.applied(Mutation::Members(MemberMutation::Renumber(args))).await;
        // The file has the number of before: it names whoever was made with it.
        assert_eq!(founded(&app, FILE).await, (0, 0, 7));
        assert_eq!(fetch.anybody(li.id).await.unwrap().unwrap().phone.unwrap().as_str(), "+8613900000303");
        // Neither does one that says what it was before the desk.
        let stale = FILE.replace("phone = \"13900000103\"", "phone = \"13900000203\"\nwas = \"13900000103\"");
        assert_eq!(founded(&app, &stale).await, (0, 0, 7));
        assert_eq!(fetch.anybody(li.id).await.unwrap().unwrap().phone.unwrap().as_str(), "+8613900000303");
        // The old number has another owner by now, who must not become the caregiver.
        let owner = MemberRegister { member_id: Uuid::now_v7().into(), household_id: HouseholdId(Uuid::now_v7()), community_id: li.community_id, name: "Owner".to_owned(), phone: Some(old.parse().unwrap()), gender: Gender::Male, birth_year: 1950, address: String::new() };
        let owner_id = owner.member_id;
        clerk.applied(Mutation::Members(MemberMutation::Register(owner))).await;
        let clash = app.db().run(Founding { plan: read(FILE).unwrap(), now: app.now() }).await.unwrap().unwrap_err();
        assert_eq!(clash, Clash::Elsewhere { name: "Li".to_owned() });
        assert!(!fetch.anybody(owner_id).await.unwrap().unwrap().has(Role::Caregiver));
        // With the number of now in the file all is well, and the owner can work here too, as somebody else.
        let both = FILE.replace("phone = \"13900000103\"", "phone = \"13900000303\"");
        assert_eq!(founded(&app, &both).await, (0, 0, 7));
        let entry = "[[caregiver]]\nname = \"Owner\"\nphone = \"13900000103\"\ngender = \"male\"\ncommunity = \"anping\"\nskills = [\"meal\"]\ncertified_until = 2028-12-31\nopen = [\"07:30-17:30\"]\n";
        assert_eq!(founded(&app, &format!("{both}{entry}")).await, (1, 1, 7));
        assert_eq!(fetch.carer_of(li.id).await.unwrap(), resource);
        assert!(fetch.carer_of(owner_id).await.unwrap().is_some_and(|it| Some(it) != resource));
        // A new number that another account has is no reason to mix the two.
        let mixed = both.replace("phone = \"13900000303\"", &format!("phone = \"{}\"\nwas = \"13900000103\"", builders::phone(NEIGHBOUR)));
        let clash = app.db().run(Founding { plan: read(&mixed).unwrap(), now: app.now() }).await.unwrap().unwrap_err();
        assert_eq!(clash, Clash::InUse { name: "Li".to_owned() });
    }

    /// Their time lies where they were. There they are gone, and the desk sees to what hangs on them; elsewhere they
    /// are another resource, with the same account.
    async fn a_caregiver_who_is_sent_to_another_community_is_another_resource_there(app) {
        let two = format!("{FILE}[[community]]\ncode = \"wenhe\"\nsubdistrict = \"meiling\"\nname = {{ zh = \"汶河社区\", en = \"Wenhe\" }}\nphone = \"0514 8736 1235\"\n");
        founded(&app, &two).await;
        let here = everywhere(&app).await;
        let fetch = Fetch(app.behind()).within(&here);
        let places = fetch.communities().await.unwrap();
        let place = |name: &str| places.values().find(|it| it.name.en == name).unwrap().id;
        let (anping, wenhe) = (place("Anping"), place("Wenhe"));
        let li = fetch.member_by_phone(&"13900000103".parse().unwrap()).await.unwrap().unwrap();
        let before = fetch.carer_of(li.id).await.unwrap().unwrap();
        let elder = builders::member(Uuid::now_v7().into(), "Elder", anping, Role::Resident, anping);
        bulk::insert(app.behind(), std::slice::from_ref(&elder)).await.unwrap();
        let visit = builders::place_visit(app.db(), &elder, &[before], builders::sh("2026-11-26 10:00"), State::Assigned).await;
        let (first, second) = two.split_once("[[caregiver]]").unwrap();
        let sent = format!("{first}[[caregiver]]{}", second.replacen("\"anping\"", "\"wenhe\"", 1));
        // The account has a role more, one is retired, one is made; what hangs on the one before is told.
        let founding = Founding { plan: read(&sent).unwrap(), now: app.now() };
        let done = app.db().run(founding).await.unwrap().unwrap();
        assert_eq!((done.made, done.changed), (1, 2));
        assert_eq!(done.hanging.iter().map(|it| it.1).collect::<Vec<_>>(), [1]);
        assert_eq!(founded(&app, &sent).await, (0, 0, 8), "the same file again changes nothing");
        let after = fetch.carer_of(li.id).await.unwrap().unwrap();
        assert_ne!(after, before);
        let resources = fetch.resources_by_id(&[before, after]).await.unwrap();
        let [old, new] = [before, after].map(|id| resources.iter().find(|it| it.id == id).unwrap());
        assert_eq!((old.community_id, old.retired, new.community_id, new.retired), (anping, true, wenhe, false));
        // The visit stays with whom it was given to, and its time is held where it is.
        let kept = fetch.booking(visit).await.unwrap().unwrap();
        assert_eq!((kept.community_id, kept.resources()), (anping, [before].as_slice()));
        assert_eq!(fetch.busy_of(&[visit.0]).await.unwrap().len(), 1);
        // Back again they are whom they were.
        assert_eq!(founded(&app, &two).await, (0, 2, 7));
        assert_eq!(fetch.carer_of(li.id).await.unwrap(), Some(before));
        assert_eq!(linli_tests::checks::double_bookings(app.db()).await, Vec::<String>::new());
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
        clerk.applied(Mutation::Hours(HoursMutation::Except(args))).await;
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
        let neighbour = app.fetch().member(NEIGHBOUR).await.unwrap().unwrap();
        assert_eq!((neighbour.roles.len(), neighbour.roles[1].role), (2, Role::Clerk));
        assert_eq!(neighbour.roles[0], RoleGrant { role: Role::Resident, place_id: builders::HOME });
        assert_eq!(neighbour.name, "Neighbour Zhang");
        let places = app.fetch().communities().await.unwrap();
        assert_eq!(places[&hall.community_id].settings.rooms.household_week_quota, 3, "settings that are left out stay");
    }
}
