//! The accounts listed on the sign-in page in demo mode.

use linli_domain::contact::Phone;
use linli_domain::ids::MemberId;
use linli_domain::member::{Gender, Member, Role, RoleGrant};
use linli_domain::name::Name;
use linli_domain::place::Community;

use super::dice::Dice;
use super::places::{self, HOME};

/// What a demo account shows. Family is no role of the domain: it acts through a grant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DemoRole {
    Resident,
    Family,
    Caregiver,
    Keeper,
    Clerk,
    Supervisor,
    Officer,
    Administrator,
}

impl DemoRole {
    /// The role of the domain, where there is one.
    #[must_use]
    pub const fn role(self) -> Option<Role> {
        match self {
            Self::Resident => Some(Role::Resident),
            Self::Family => None,
            Self::Caregiver => Some(Role::Caregiver),
            Self::Keeper => Some(Role::Keeper),
            Self::Clerk => Some(Role::Clerk),
            Self::Supervisor => Some(Role::Supervisor),
            Self::Officer => Some(Role::Officer),
            Self::Administrator => Some(Role::Administrator),
        }
    }
}

/// One line of the list on the sign-in page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DemoAccount {
    pub role: DemoRole,
    pub member_id: MemberId,
    pub name: String,
    pub phone: Phone,
    /// Where the role holds: a community, a subdistrict or the district.
    pub place: Name,
}

/// A demo account's member with what it shows.
#[derive(Clone, Debug)]
pub struct Player {
    pub role: DemoRole,
    pub member: Member,
}

struct Line(DemoRole, &'static str, &'static str, &'static str, Gender, i16, &'static str);

/// In the order of their phone numbers, 13800000001 first.
const CAST: &[Line] = &[
    Line(DemoRole::Resident, "王桂芳", "王奶奶", "13800000001", Gender::Female, 78, "安平路 18 号 5 幢 402"),
    Line(
        DemoRole::Family,
        "王丽",
        "",
        "13800000002",
        Gender::Female,
        49,
        "南京市鼓楼区湖南路 88 号 2 幢 1101",
    ),
    Line(DemoRole::Caregiver, "李秀英", "", "13800000003", Gender::Female, 46, "安平路 6 号 2 幢 301"),
    Line(DemoRole::Keeper, "周建华", "", "13800000004", Gender::Male, 57, "安平路 22 号 1 幢 102"),
    Line(DemoRole::Clerk, "吴敏", "", "13800000005", Gender::Female, 34, "丰乐路 9 号 3 幢 502"),
    Line(DemoRole::Supervisor, "徐志明", "", "13800000006", Gender::Male, 45, "梅岭路 3 号 6 幢 201"),
    Line(DemoRole::Officer, "高文静", "", "13800000007", Gender::Female, 41, "柳湖路 15 号 2 幢 604"),
    Line(DemoRole::Administrator, "郭浩", "", "13800000008", Gender::Male, 36, "新庄路 7 号 4 幢 303"),
    Line(DemoRole::Resident, "陈国华", "陈叔叔", "13800000009", Gender::Male, 66, "安平路 18 号 5 幢 401"),
    Line(DemoRole::Caregiver, "孙丽", "", "13800000010", Gender::Female, 39, "安平路 30 号 8 幢 203"),
];

/// The people behind the demo accounts, at home in 安平; the same for any scale and day.
pub fn cast(seed: u64, home: &Community, year: i16) -> Vec<Player> {
    let mut dice = Dice::new(seed, 1);
    CAST.iter()
        .filter_map(|Line(role, name, called, phone, gender, age, address)| {
            let place_id = match role {
                DemoRole::Supervisor => home.subdistrict_id,
                DemoRole::Officer | DemoRole::Administrator => home.district_id,
                _ => home.id,
            };
            let first = *phone == "13800000001";
            let member = Member {
                id: dice.id(),
                community_id: home.id,
                household_id: dice.id(),
                name: (*name).to_owned(),
                called: (*called).to_owned(),
                phone: Some(phone.parse().ok()?),
                gender: *gender,
                birth_year: year - age,
                roles: role.role().map(|role| RoleGrant { role, place_id }).into_iter().collect(),
                address: (*address).to_owned(),
                risks: if first {
                    vec!["防滑倒".to_owned(), "青霉素过敏".to_owned()]
                } else {
                    Vec::new()
                },
                carer_gender: None,
                blocked_carers: Vec::new(),
            };
            Some(Player { role: *role, member })
        })
        .collect()
}

/// The list for the sign-in page. Depends on the seed alone, so it holds for a database that was
/// filled at any scale on any day.
#[must_use]
pub fn account_list(seed: u64) -> Vec<DemoAccount> {
    let (nodes, communities) = places::places(seed);
    let Some(home) = communities.iter().find(|it| it.name.zh == HOME) else { return Vec::new() };
    let place =
        |id| nodes.iter().find(|node| node.id == id).map_or_else(|| home.name.clone(), |n| n.name.clone());
    cast(seed, home, 2026)
        .into_iter()
        .filter_map(|Player { role, member }| {
            Some(DemoAccount {
                role,
                member_id: member.id,
                name: member.name,
                phone: member.phone?,
                place: place(member.roles.first().map_or(home.id, |grant| grant.place_id)),
            })
        })
        .collect()
}
