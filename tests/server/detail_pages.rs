//! Pages about one thing: which reader gets which of them. Not to know of a thing is 404, as if it
//! were not there; a page of another role is 403.

use linli_domain::booking::State;
use linli_domain::help::{Answerer, Stage};
use linli_domain::ids::MemberId;
use linli_tests::both;
use linli_tests::builders::{
    self, ADMINISTRATOR, CLERK, DAUGHTER, ELDER, FAR, HALL, HOME, KEEPER, NEIGHBOUR, NEXT_DOOR, OFFICER,
    OTHER_CLERK, OTHER_SUPERVISOR, RIVAL, ROOM_FAR, ROOM_NEXT_DOOR, STRANGER, SUPERVISOR, YANKEE, carer, sh,
};
use uuid::Uuid;

/// Rows are addresses, with whose thing it is; columns are readers.
const EXPECTED: &str = "
                           elder    family   neighb.  stranger carer    colleag. keeper   clerk    o.clerk  superv.  o.super. officer  admin
/rooms/here                200      200      200      404      200      200      200      200      404      200      404      200      200
/rooms/nextdoor            404      404      404      200      404      404      404      404      200      404      404      404      404
/rooms/far                 404      200      404      404      404      404      404      404      404      404      200      404      404
/rooms/none                404      404      404      404      404      404      404      404      404      404      404      404      404
/mine/elders-room          200      200      404      404      404      404      200      200      404      404      404      404      404
/mine/rivals-room          404      404      404      404      404      404      200      200      404      404      404      404      404
/mine/strangers-room       404      404      404      200      404      404      404      404      200      404      404      404      404
/mine/elders-visit         200      200      404      404      200      404      404      200      404      404      404      404      404
/mine/rivals-visit         404      404      404      404      404      200      404      200      404      404      404      404      404
/mine/strangers-visit      404      404      404      200      404      404      404      404      200      404      404      404      404
/mine/none                 404      404      404      404      404      404      404      404      404      404      404      404      404
/mine/elders-room/slip     200      200      404      404      404      404      200      200      404      404      404      404      404
/mine/rivals-room/slip     404      404      404      404      404      404      200      200      404      404      404      404      404
/mine/strangers-room/slip  404      404      404      200      404      404      404      404      200      404      404      404      404
/mine/elders-visit/slip    200      200      404      404      200      404      404      200      404      404      404      404      404
/mine/rivals-visit/slip    404      404      404      404      404      200      404      200      404      404      404      404      404
/mine/strangers-visit/slip 404      404      404      200      404      404      404      404      200      404      404      404      404
/mine/none/slip            404      404      404      404      404      404      404      404      404      404      404      404      404
/work/elders-visit         403      403      403      403      200      404      403      403      403      403      403      403      403
/work/rivals-visit         403      403      403      403      404      200      403      403      403      403      403      403      403
/work/strangers-visit      403      403      403      403      404      404      403      403      403      403      403      403      403
/work/elders-room          403      403      403      403      404      404      403      403      403      403      403      403      403
/work/none                 403      403      403      403      404      404      403      403      403      403      403      403      403
/help/elders-case          200      200      404      404      404      404      404      200      404      404      404      404      404
/help/rivals-case          404      404      404      404      404      404      404      200      404      404      404      404      404
/help/rivals-open          200      404      200      404      404      404      404      200      404      404      404      404      404
/help/strangers-open       404      404      404      200      404      404      404      404      200      404      404      404      404
/help/rivals-raised        404      404      404      404      404      404      404      200      404      200      404      200      404
/help/yankees-raised       404      404      404      404      404      404      404      404      404      404      200      200      404
/help/none                 404      404      404      404      404      404      404      404      404      404      404      404      404
/desk/help/elders-case     403      403      403      403      403      403      403      200      404      403      403      403      403
/desk/help/rivals-case     403      403      403      403      403      403      403      200      404      403      403      403      403
/desk/help/rivals-open     403      403      403      403      403      403      403      200      404      403      403      403      403
/desk/help/strangers-open  403      403      403      403      403      403      403      404      200      403      403      403      403
/desk/help/rivals-raised   403      403      403      403      403      403      403      200      404      403      403      403      403
/desk/help/yankees-raised  403      403      403      403      403      403      403      404      404      403      403      403      403
/desk/help/none            403      403      403      403      403      403      403      404      404      403      403      403      403
/street/rivals-raised      403      403      403      403      403      403      403      403      403      200      404      200      403
/street/yankees-raised     403      403      403      403      403      403      403      403      403      404      200      200      403
/street/elders-case        403      403      403      403      403      403      403      403      403      404      404      404      403
/street/rivals-case        403      403      403      403      403      403      403      403      403      404      404      404      403
/street/none               403      403      403      403      403      403      403      403      403      404      404      404      403
";

both! {
    async fn everybody_gets_what_they_may_know_of(app) {
        let (db, people) = (app.db(), builders::people());
        let person = |id: MemberId| people.iter().find(|it| it.id == id).unwrap();
        let (elder, rival, stranger, yankee) = (person(ELDER), person(RIVAL), person(STRANGER), person(YANKEE));
        let day = |hour: i64| sh("2026-11-25 08:00").plus_minutes(60 * hour);
        let open = Stage::Received;
        let things = [
            ("here", HALL.0),
            ("nextdoor", ROOM_NEXT_DOOR.0),
            ("far", ROOM_FAR.0),
            ("none", Uuid::now_v7()),
            ("elders-room", builders::place_room(db, elder, HALL, day(0), State::Confirmed).await.0),
            ("rivals-room", builders::place_room(db, rival, HALL, day(2), State::Confirmed).await.0),
            ("strangers-room", builders::place_room(db, stranger, ROOM_NEXT_DOOR, day(0), State::Confirmed).await.0),
            ("elders-visit", builders::place_visit(db, elder, &[carer(0).0], day(0), State::Assigned).await.0),
            ("rivals-visit", builders::place_visit(db, rival, &[carer(1).0], day(0), State::Assigned).await.0),
            ("strangers-visit", builders::place_visit(db, stranger, &[], day(0), State::Requested).await.0),
            ("elders-case", builders::place_help(db, elder, Answerer::Community, open, false).await.0),
            ("rivals-case", builders::place_help(db, rival, Answerer::Community, open, false).await.0),
            ("rivals-open", builders::place_help(db, rival, Answerer::Neighbour, open, false).await.0),
            ("rivals-raised", builders::place_help(db, rival, Answerer::Community, open, true).await.0),
            ("strangers-open", builders::place_help(db, stranger, Answerer::Neighbour, open, false).await.0),
            ("yankees-raised", builders::place_help(db, yankee, Answerer::Community, open, true).await.0),
        ];
        let readers = [
            ("elder", ELDER, HOME), ("family", DAUGHTER, FAR), ("neighb.", NEIGHBOUR, HOME), ("stranger", STRANGER, NEXT_DOOR),
            ("carer", carer(0).1, HOME), ("colleag.", carer(1).1, HOME), ("keeper", KEEPER, HOME), ("clerk", CLERK, HOME),
            ("o.clerk", OTHER_CLERK, NEXT_DOOR), ("superv.", SUPERVISOR, HOME), ("o.super.", OTHER_SUPERVISOR, FAR),
            ("officer", OFFICER, HOME), ("admin", ADMINISTRATOR, HOME),
        ];
        let mut clients = Vec::new();
        for (_, id, community) in readers {
            clients.push(app.signed_in(id, community).await);
        }
        let mut found = format!("\n{:26}", "");
        readers.iter().for_each(|(name, ..)| found += &format!(" {name:8}"));
        let mut addresses = Vec::new();
        for (page, kinds, part) in [
            ("/rooms/", &["here", "nextdoor", "far", "none"][..], ""),
            ("/mine/", &["-room", "-visit", "none"], ""),
            ("/mine/", &["-room", "-visit", "none"], "/slip"),
            ("/work/", &["-visit", "elders-room", "none"], ""),
            ("/help/", &["-case", "-open", "-raised", "none"], ""),
            ("/desk/help/", &["-case", "-open", "-raised", "none"], ""),
            ("/street/", &["-raised", "-case", "none"], ""),
        ] {
            for kind in kinds {
                let some = things.iter().filter(|(name, _)| name.ends_with(kind));
                addresses.extend(some.map(|(name, id)| (page, *name, *id, part)));
            }
        }
        for (page, name, id, part) in addresses {
            let mut line = format!("{:26}", format!("{page}{name}{part}"));
            for client in &clients {
                let status = client.get(&format!("{page}{id}{part}")).await.status;
                line += &format!(" {:8}", status.as_str());
            }
            found += &format!("\n{}", line.trim_end());
            let nobody = app.anonymous().get(&format!("{page}{id}{part}")).await.is(303);
            assert!(nobody.location().starts_with("/sign-in?next="));
        }
        let trimmed = |text: &str| text.lines().map(|it| it.trim_end().to_owned()).collect::<Vec<_>>();
        assert_eq!(trimmed(&found), trimmed(EXPECTED.trim_end()), "{found}");
        // Whose role is right, and whose id is not an id, gets the page for what is not there.
        for (client, page) in [(0, "/rooms/x"), (0, "/mine/x"), (0, "/help/x"), (4, "/work/x"), (7, "/desk/help/x"), (9, "/street/x")] {
            clients[client].get(page).await.is(404);
        }
    }
}
