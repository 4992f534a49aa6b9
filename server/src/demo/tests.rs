#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::print_stdout, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use linli_domain::availability::Calendar;
use linli_domain::booking::{Kind, State};
use linli_domain::care::claimed;
use linli_domain::ids::ResourceId;
use linli_domain::place::PlaceKind;
use linli_domain::resource::Nature;
use linli_domain::roster::Wanted;
use linli_domain::rows::{Row, Rows};
use linli_domain::systems::notices::{Notice, NoticeKind, NoticePhase};
use linli_domain::time::{Instant, Interval};
use linli_domain::{lifecycle, member::Role};

use super::*;

/// Noon, early morning and late evening in Yangzhou, the last on a Sunday.
const NOWS: [&str; 4] =
    ["2026-11-24T03:10:00Z", "2026-11-24T23:00:00Z", "2026-11-29T15:50:00Z", "2026-11-25T07:00:00Z"];

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

#[test]
fn the_same_seed_makes_the_same_district() {
    let now = at(NOWS[0]);
    assert!(district(7, 1, now) == district(7, 1, now));
    let other = district(8, 1, now);
    assert!(district(7, 1, now).members != other.members);
    // People keep their ids from day to day, and a larger district keeps the demo accounts.
    let later = district(7, 1, at(NOWS[2]));
    let ids = |it: &District| it.members.iter().map(|m| m.id).collect::<Vec<_>>();
    assert_eq!(ids(&district(7, 1, now)), ids(&later));
    assert_eq!(later.accounts, account_list(7));
}

#[test]
fn the_tree_is_that_of_the_report() {
    let it = district(1, 1, at(NOWS[0]));
    let count = |kind| it.places.iter().filter(|p| p.kind == kind).count();
    assert_eq!(
        (count(PlaceKind::District), count(PlaceKind::Subdistrict), count(PlaceKind::Community)),
        (1, 6, 47)
    );
    assert_eq!(it.communities.iter().filter(|c| c.name.zh.ends_with("社区")).count(), 25);
    assert_eq!(it.communities.iter().filter(|c| c.name.zh.ends_with('村')).count(), 22);
    for name in ["康乐", "文苑", "卜桥", "安平", "朱塘", "翠岗", "虹桥"] {
        assert!(it.communities.iter().any(|c| c.name.zh.starts_with(name)), "{name}");
    }
    assert_eq!(it.communities.iter().map(|c| &c.name).collect::<BTreeSet<_>>().len(), 47);
    assert_eq!(it.communities[0].zone().name(), "Asia/Shanghai");
    for community in &it.communities {
        let rooms: Vec<_> = it
            .resources
            .iter()
            .filter(|r| r.community_id == community.id)
            .filter_map(|r| if let Nature::Room(room) = &r.nature { Some(room) } else { None })
            .collect();
        assert_eq!(rooms.iter().filter(|r| !r.outdoor).map(|r| r.area).sum::<u16>(), 600);
        assert_eq!(rooms.iter().filter(|r| r.outdoor).map(|r| r.area).collect::<Vec<_>>(), [745]);
        let carers = it
            .resources
            .iter()
            .filter(|r| r.community_id == community.id && matches!(r.nature, Nature::Caregiver(_)));
        assert_eq!(carers.count(), 4);
        let role = |role| {
            it.members
                .iter()
                .filter(|m| m.roles.iter().any(|g| g.role == role && g.place_id == community.id))
                .count()
        };
        assert_eq!(
            (role(Role::Resident), role(Role::Caregiver), role(Role::Keeper), role(Role::Clerk)),
            (60, 4, 1, 1)
        );
        let open = it.matters.iter().filter(|h| h.community_id == community.id && h.is_open()).count();
        assert!((3..=10).contains(&open));
    }
    for street in it.places.iter().filter(|p| p.kind == PlaceKind::Subdistrict) {
        let above = it
            .members
            .iter()
            .flat_map(|m| &m.roles)
            .filter(|g| g.role == Role::Supervisor && g.place_id == street.id);
        assert_eq!(above.count(), 1, "{}", street.name.zh);
        let here = |id| it.communities.iter().any(|c| c.id == id && c.subdistrict_id == street.id);
        assert!(it.matters.iter().any(|h| h.escalated && here(h.community_id)));
    }
}

#[test]
fn every_demo_account_is_there_and_every_phone_is_one_persons() {
    for scale in [1, 3] {
        let it = district(1, scale, at(NOWS[0]));
        assert_eq!(it.accounts.len(), 10);
        for (n, account) in it.accounts.iter().enumerate() {
            assert_eq!(account.phone.as_str(), format!("+86138{:08}", n + 1));
            let member = it.members.iter().find(|m| m.id == account.member_id).unwrap();
            assert_eq!(member.phone.as_ref(), Some(&account.phone));
        }
        let phones: Vec<_> = it.members.iter().filter_map(|m| m.phone.as_ref()).collect();
        assert_eq!(phones.iter().collect::<BTreeSet<_>>().len(), phones.len());
        assert_eq!(it.members.iter().map(|m| m.id).collect::<BTreeSet<_>>().len(), it.members.len());
        let households: BTreeSet<_> = it.households.iter().map(|(id, _)| *id).collect();
        assert_eq!(households.len(), it.households.len());
        assert!(it.members.iter().all(|m| households.contains(&m.household_id)));
        for rare in names::RARE {
            assert!(it.members.iter().any(|m| m.name.contains(rare)));
        }
        assert!(it.members.iter().any(|m| m.phone.is_none()));
        let grant = it.grants.iter().find(|g| g.to == it.accounts[1].member_id).unwrap();
        assert!(grant.from == it.accounts[0].member_id && grant.holds(at(NOWS[0])));
    }
}

/// All rows by community, for the domain's own functions.
fn rows(it: &District) -> BTreeMap<PlaceId, Rows> {
    let mut all: BTreeMap<PlaceId, Rows> = BTreeMap::new();
    let home: BTreeMap<ResourceId, PlaceId> = it.resources.iter().map(|r| (r.id, r.community_id)).collect();
    let mut put = |place, row| all.entry(place).or_default().put(row);
    it.communities.iter().for_each(|x| put(x.id, Row::Community(x.clone())));
    it.members.iter().for_each(|x| put(x.community_id, Row::Member(x.clone())));
    it.resources.iter().for_each(|x| put(x.community_id, Row::Resource(x.clone())));
    it.bookings.iter().for_each(|x| put(x.community_id, Row::Booking(x.clone())));
    it.busy.iter().for_each(|x| put(home[&x.resource_id], Row::Busy(*x)));
    all
}

#[test]
fn every_booking_keeps_the_rules() {
    for (now, scale) in NOWS.into_iter().map(|now| (now, 1)).chain([(NOWS[0], 4)]) {
        let now = at(now);
        let it = district(1, scale, now);
        let mut by_resource: BTreeMap<ResourceId, Vec<Interval>> = BTreeMap::new();
        it.busy.iter().for_each(|b| by_resource.entry(b.resource_id).or_default().push(b.interval()));
        for times in by_resource.values_mut() {
            times.sort();
            assert!(times.windows(2).all(|two| !two[0].overlaps(two[1])));
        }
        for (place, mut rows) in rows(&it) {
            let community = rows.communities[&place].clone();
            let zone = community.zone();
            let mut quota = BTreeMap::new();
            for booking in rows.bookings.clone().into_values() {
                assert!(booking.made <= now && booking.made < booking.starts, "{booking:?}");
                assert_eq!(lifecycle::due(&booking, &community.settings, now), None, "{booking:?}");
                let own: Vec<_> =
                    rows.busy.iter().filter(|(k, _)| k.2 == booking.id).map(|(k, v)| (*k, *v)).collect();
                let claims = if booking.state.holds_time() { booking.resources().len() } else { 0 };
                assert_eq!(own.len(), claims, "{booking:?}");
                own.iter().for_each(|(k, _)| assert!(rows.busy.remove(k).is_some()));
                let calendar =
                    Calendar { rows: &rows, community: &community, zone: &zone, now: booking.made };
                calendar.bookable(booking.interval()).unwrap();
                match &booking.kind {
                    Kind::Room { resource_id, people } => {
                        let room = &rows.resources[resource_id];
                        let Nature::Room(nature) = &room.nature else { panic!() };
                        assert!(*people <= nature.seats);
                        if booking.state.holds_time() {
                            calendar.room_fits(room, booking.interval()).unwrap();
                            assert!(
                                own.iter().all(|(_, b)| b.interval() == calendar.claimed(booking.interval()))
                            );
                            let week = zone.week(zone.date(booking.starts)).starts;
                            let held: &mut usize = quota.entry((booking.household_id, week)).or_default();
                            *held += 1;
                            assert!(*held <= community.settings.rooms.household_week_quota);
                        }
                        assert_eq!(booking.state == State::Pending, booking.hold_until.is_some());
                    }
                    Kind::CareVisit(visit) => {
                        assert_eq!(booking.interval().minutes(), visit.service.minutes());
                        if booking.state.holds_time() && booking.state != State::Requested {
                            assert_eq!(visit.carers.len(), visit.service.carers());
                            let wanted = Wanted {
                                service: visit.service,
                                visit: booking.interval(),
                                elder: rows.members.get(&booking.subject),
                                declined: &[],
                            };
                            for id in &visit.carers {
                                let resource = &rows.resources[id];
                                let Nature::Caregiver(carer) = &resource.nature else { panic!() };
                                assert_eq!(
                                    calendar.roster().qualifies(resource, carer, &wanted),
                                    Ok(()),
                                    "{booking:?}"
                                );
                            }
                            let claim = claimed(booking.interval(), &community.settings);
                            assert!(own.iter().all(|(_, b)| b.interval() == claim));
                        }
                    }
                }
                own.into_iter().for_each(|(k, v)| assert!(rows.busy.insert(k, v).is_none()));
            }
        }
        assert!(it.events.iter().all(|e| e.at <= now) && it.messages.iter().all(|m| m.at <= now));
        assert!(it.matters.iter().all(|h| h.opened <= h.stage_since && h.stage_since <= now));
    }
}

#[test]
fn the_demo_accounts_have_something_to_see() {
    for now in NOWS.into_iter().map(at) {
        let it = district(1, 1, now);
        let id = |n: usize| it.accounts[n].member_id;
        let visits = |who| it.bookings.iter().filter(move |b| b.subject == who && b.visit().is_some());
        assert!(visits(id(0)).any(|b| b.state == State::Accepted && b.starts > now));
        assert!(visits(id(0)).filter(|b| b.state == State::Completed).count() >= 2);
        let today = |b: &&Booking| {
            let zone = it.communities[0].zone();
            zone.date(b.starts) == zone.date(now)
        };
        assert_eq!(visits(id(0)).filter(today).count(), 1);
        assert!(
            it.bookings.iter().any(|b| b.subject == id(0) && b.state == State::Confirmed && b.starts > now)
        );
        assert!(it.bookings.iter().any(|b| b.subject == id(0) && b.actor == id(1)));
        for n in [0, 2, 8] {
            assert!(it.messages.iter().any(|m| m.to == id(n)), "{n}");
        }
        assert!(it.bookings.iter().any(|b| b.state == State::Pending));
        assert!(it.bookings.iter().any(|b| b.state == State::Requested));
    }
    let it = district(1, 1, at(NOWS[0]));
    assert!(it.bookings.iter().any(|b| b.state == State::OnTheWay));
    assert!(it.bookings.iter().any(|b| b.state == State::CheckedIn && b.visit().is_some()));
    println!(
        "members {} households {} grants {} resources {} bookings {} busy {} helps {} events {} messages {}",
        it.members.len(),
        it.households.len(),
        it.grants.len(),
        it.resources.len(),
        it.bookings.len(),
        it.busy.len(),
        it.matters.len(),
        it.events.len(),
        it.messages.len()
    );
}

#[test]
fn a_larger_district_is_the_same_every_time_too() {
    let now = at(NOWS[1]);
    let (small, large) = (district(1, 1, now), district(1, 3, now));
    // Made part by part, as a database is filled, it is what it is as a whole.
    let plan = Plan::new(1, 3, now);
    let mut parts = plan.head();
    plan.parts().for_each(|part| parts.append(part));
    assert!(parts == large);
    assert_eq!(small.communities.len(), large.communities.len());
    let residents = |it: &District| {
        let grants = it.members.iter().flat_map(|m| &m.roles);
        grants.filter(|grant| grant.role == Role::Resident).count()
    };
    assert_eq!(residents(&large), 3 * residents(&small));
    assert!(large.bookings.len() > 2 * small.bookings.len());
}

/// A city of its own. To run it:
/// `cargo nextest run --release --workspace --exclude 'linli-frontend*' --run-ignored only -E 'test(million)'`
#[test]
#[ignore = "takes minutes and gigabytes without optimisation"]
fn a_million_residents() {
    let plan = Plan::new(1, 355, at(NOWS[0]));
    let (mut members, mut bookings) = (0, 0);
    for part in plan.parts() {
        members += part.members.len();
        bookings += part.bookings.len();
    }
    println!("members {members} bookings {bookings}");
    assert!(members > 1_000_000 && bookings > members / 10, "{members} {bookings}");
}

#[test]
fn every_desk_has_told_something() {
    for now in NOWS.map(at) {
        let it = district(1, 1, now);
        let notices =
            || it.rows.iter().filter_map(|row| if let Row::Notice(it) = row { Some(it) } else { None });
        for community in &it.communities {
            let running = |notice: &&Notice| {
                notice.community_id == community.id && notice.phase(now) == NoticePhase::Running
            };
            assert!(notices().filter(running).count() >= 2, "{}", community.name.zh);
        }
        // At the first one every sort, a draft, one that was taken back, and somebody whom an emergency waits for.
        let kinds: BTreeSet<_> = notices().map(|it| it.kind).collect();
        let phases: BTreeSet<_> = notices().map(|it| it.phase(now)).collect();
        assert_eq!(kinds.len(), 4);
        assert!(
            phases.contains(&NoticePhase::Draft) && phases.contains(&NoticePhase::Withdrawn),
            "{phases:?}"
        );
        let urgent = notices().filter(|it| it.kind == NoticeKind::Emergency);
        assert!(
            urgent.clone().any(|it| !it.seen.is_empty())
                && urgent.clone().any(|it| it.phase(now) == NoticePhase::Running)
        );
    }
}
