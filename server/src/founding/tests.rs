#![expect(clippy::unwrap_used, reason = "tests")]

use super::*;

/// The example of the README.
fn example() -> &'static str {
    let readme = include_str!("../../../README.md");
    readme.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap()
}

/// What is said when one piece of the example is another.
fn said(piece: &str, other: &str) -> String {
    assert!(example().contains(piece), "{piece} is not in the example");
    read(&example().replacen(piece, other, 1)).unwrap_err().to_string()
}

#[test]
fn the_example_is_a_district() {
    let plan = read(example()).unwrap();
    assert_eq!((plan.regions.len(), plan.communities.len()), (2, 1));
    assert_eq!((plan.rooms.len(), plan.caregivers.len(), plan.staff.len()), (1, 1, 3));
    let again = read(example()).unwrap();
    let ids = |plan: &Plan| plan.rooms.iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids(&plan), ids(&again));
    let room = plan.rooms.first().unwrap();
    let [mon, .., sun] = &room.hours.week;
    let (morning, day) = (Hours { from: 480, until: 720 }, Hours { from: 840, until: 1260 });
    assert_eq!((mon.as_slice(), sun.as_slice()), (&[morning, day][..], &[morning][..]));
    let (_, caregiver) = plan.caregivers.first().unwrap();
    assert_eq!(caregiver.hours.week[6], []);
    let Nature::Caregiver(nature) = &caregiver.nature else { unreachable!() };
    // The last day counts whole, by the community's clock.
    assert_eq!(nature.certified_until, "2028-12-31T16:00:00Z".parse().unwrap());
    let supervisor = plan.staff.get(2).unwrap();
    let street = plan.regions.get(1).unwrap().id;
    assert_eq!(supervisor.roles, [RoleGrant { role: Role::Supervisor, place_id: street }]);
    assert_eq!(supervisor.community_id, plan.communities.first().unwrap().id);
}

#[test]
fn one_number_is_one_persons() {
    let staff = |name: &str, role: &str, place: &str| {
        let phone = "phone = \"138 0000 0101\"";
        format!("[[staff]]\nname = \"{name}\"\n{phone}\nrole = \"{role}\"\nplace = \"{place}\"\n")
    };
    // A second role of the same person.
    read(&format!("{}\n{}", example(), staff("陈敏", "keeper", "anping"))).unwrap();
    let said = read(&format!("{}\n{}", example(), staff("Li", "officer", "weiyang"))).unwrap_err();
    assert_eq!(said.to_string(), r#"staff "Li" has the phone number of "陈敏" too."#);
}

#[test]
fn m13_a_role_is_held_at_its_own_level() {
    for (role, place, sentence) in [
        ("clerk", "meiling", "which is a subdistrict; that role is held at a community."),
        ("clerk", "weiyang", "which is a district; that role is held at a community."),
        ("keeper", "weiyang", "which is a district; that role is held at a community."),
        ("supervisor", "anping", "which is a community; that role is held at a subdistrict."),
        ("supervisor", "weiyang", "which is a district; that role is held at a subdistrict."),
        ("officer", "meiling", "which is a subdistrict; that role is held at a district."),
    ] {
        let staff = format!(
            "[[staff]]\nname = \"Li\"\nphone = \"13900000199\"\nrole = \"{role}\"\nplace = \"{place}\"\n"
        );
        let said = read(&format!("{}\n{staff}", example())).unwrap_err().to_string();
        assert_eq!(said, format!("staff \"Li\" has the role \"{role}\" at \"{place}\", {sentence}"));
    }
    for place in ["anping", "meiling", "weiyang"] {
        let staff = format!(
            "[[staff]]\nname = \"Li\"\nphone = \"13900000199\"\nrole = \"administrator\"\nplace = \"{place}\"\n"
        );
        read(&format!("{}\n{staff}", example())).unwrap();
    }
}

#[test]
fn what_is_wrong_is_said_of_its_entry() {
    for (piece, other, sentence) in [
        (
            "community = \"anping\"",
            "community = \"anpin\"",
            r#"room "hall" names the community "anpin", which the file does not have."#,
        ),
        (
            "subdistrict = \"meiling\"",
            "subdistrict = \"weiyang\"",
            r#"community "anping" names the subdistrict "weiyang", which the file does not have."#,
        ),
        (
            "code = \"anping\"",
            "code = \"meiling\"",
            r#"community "meiling" has a code that another place has too."#,
        ),
        (
            "code = \"hall\"",
            "code = \"Hall 1\"",
            r#"room "Hall 1" has a code with other than small letters, digits and hyphens."#,
        ),
        (
            "zone = \"Asia/Shanghai\"",
            "zone = \"Asia/Yangzhou\"",
            r#"community "anping" has the zone "Asia/Yangzhou", which there is not."#,
        ),
        (
            "phone = \"0514 8736 1234\"",
            "phone = \"the desk\"",
            r#"community "anping" has the phone number "the desk"; it has other than digits."#,
        ),
        (
            "household_week_quota = 3",
            "household_quota = 3",
            r#"community "anping" has the setting "household_quota", which there is not."#,
        ),
        (
            "household_week_quota = 3",
            "household_week_quota = -1",
            r#"community "anping" has the setting "household_week_quota" as -1; it is a number from 0 on."#,
        ),
        (
            "\"08:00-12:00\"",
            "\"8 to 12\"",
            r#"room "hall" is open "8 to 12"; hours are written like 08:00-12:00."#,
        ),
        (
            "\"08:00-12:00\"",
            "\"12:00-08:00\"",
            r#"room "hall" is open "12:00-08:00"; hours are written like 08:00-12:00."#,
        ),
        (
            "role = \"clerk\"",
            "role = \"resident\"",
            r#"staff "陈敏" has the role "resident"; there are clerk, keeper, supervisor, officer, administrator."#,
        ),
        (
            "place = \"meiling\"",
            "place = \"shuangqiao\"",
            r#"staff "许建国" names the place "shuangqiao", which the file does not have."#,
        ),
        (
            "household_week_quota = 3",
            "neighbours_after_staff = 1",
            r#"community "anping" has the setting "neighbours_after_staff" as 1; it is true or false."#,
        ),
        ("seats = 80", "seat = 80", "it is not valid: unknown field `seat` (is `seats` meant?), on line 22."),
    ] {
        assert_eq!(said(piece, other), sentence);
    }
    assert!(
        said("\"bath\"", "\"dance\"")
            .starts_with(r#"caregiver "李秀英" has the skill "dance"; there are meal, bath,"#)
    );
    assert!(
        said("phone = \"138 0000 0101\"", "phone = \"138\"")
            .starts_with(r#"staff "陈敏" has the phone number "138", but "#)
    );
}
