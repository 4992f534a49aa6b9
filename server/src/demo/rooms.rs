//! Rooms: about 600 m² of indoor space and a fitness ground of 745 m² in each community.

use linli_domain::name::Name;
use linli_domain::place::Community;
use linli_domain::resource::{Exception, Hours, Nature, OpeningHours, Resource, Room};
use linli_domain::time::plus_days;

use super::Plan;
use super::dice::Dice;

struct Kind {
    zh: &'static str,
    en: &'static str,
    seats: u16,
    area: u16,
    floor: (&'static str, &'static str),
    step_free: bool,
    approval: bool,
    hours: (u16, u16),
}

const GROUND: (&str, &str) = ("一楼", "Ground floor");
const UPSTAIRS: (&str, &str) = ("二楼", "Second floor");

const KINDS: &[Kind] = &[
    Kind {
        zh: "书画室",
        en: "Calligraphy room",
        seats: 16,
        area: 80,
        floor: UPSTAIRS,
        step_free: false,
        approval: false,
        hours: (480, 1260),
    },
    Kind {
        zh: "棋牌室",
        en: "Chess and cards room",
        seats: 24,
        area: 90,
        floor: GROUND,
        step_free: true,
        approval: false,
        hours: (480, 1260),
    },
    Kind {
        zh: "多功能厅",
        en: "Community hall",
        seats: 80,
        area: 190,
        floor: GROUND,
        step_free: true,
        approval: true,
        hours: (480, 1260),
    },
    Kind {
        zh: "舞蹈室",
        en: "Dance room",
        seats: 30,
        area: 130,
        floor: UPSTAIRS,
        step_free: false,
        approval: false,
        hours: (480, 1260),
    },
    Kind {
        zh: "阅览室",
        en: "Reading room",
        seats: 30,
        area: 110,
        floor: GROUND,
        step_free: true,
        approval: false,
        hours: (510, 1080),
    },
];

/// The rooms of a community. Their names say what they are for.
pub fn rooms(plan: &Plan, community: &Community, dice: &mut Dice) -> Vec<Resource> {
    let village = community.name.zh.ends_with('村');
    // What one room has less, the next has more: the sum stays at 600.
    let shift = u16::try_from(dice.below(3)).unwrap_or(0) * 5;
    let mut rooms: Vec<Resource> = KINDS
        .iter()
        .map(|kind| {
            let (zh, en) = match kind.zh {
                "阅览室" if village => ("农家书屋", "Village library"),
                zh => (zh, kind.en),
            };
            let area = match kind.zh {
                "多功能厅" => kind.area + shift,
                "舞蹈室" => kind.area - shift,
                _ => kind.area,
            };
            let floor = Name { zh: kind.floor.0.to_owned(), en: kind.floor.1.to_owned() };
            let mut hours = OpeningHours::daily(kind.hours.0, kind.hours.1);
            if kind.hours.0 != 480
                && let Some(monday) = hours.week.first_mut()
            {
                monday.clear();
            }
            Resource {
                id: dice.id(),
                community_id: community.id,
                name: Name { zh: zh.to_owned(), en: en.to_owned() },
                hours,
                retired: false,
                nature: Nature::Room(Room {
                    seats: kind.seats,
                    area,
                    place: floor,
                    step_free: kind.step_free,
                    approval: kind.approval,
                    outdoor: false,
                }),
            }
        })
        .collect();
    rooms.push(Resource {
        id: dice.id(),
        community_id: community.id,
        name: Name { zh: "室外健身场".to_owned(), en: "Outdoor fitness ground".to_owned() },
        hours: OpeningHours::daily(360, 1320),
        retired: false,
        nature: Nature::Room(Room {
            seats: 120,
            area: 745,
            place: Name { zh: "文化广场".to_owned(), en: "Culture square".to_owned() },
            step_free: true,
            approval: false,
            outdoor: true,
        }),
    });
    let mut except = |room: usize, days: i64, hours: Vec<Hours>, note: &str| {
        if let Some(room) = rooms.get_mut(room) {
            let day = plus_days(plan.today, days);
            room.hours.exceptions.push(Exception { id: dice.id(), day, hours, note: note.to_owned() });
        }
    };
    except(3, 6, Vec::new(), "地板维修");
    except(2, 9, vec![Hours { from: 480, until: 720 }], "下午社区开会");
    except(1, -5, Vec::new(), "线路检修");
    rooms
}
