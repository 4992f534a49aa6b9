//! Residents, their families, and the people who work in a community.

use linli_domain::contact::Phone;
use linli_domain::ids::{GrantId, HouseholdId, PlaceId};
use linli_domain::member::{Gender, Grant, Member, Role, RoleGrant};
use linli_domain::place::Community;

use super::Plan;
use super::accounts::DemoRole;
use super::dice::Dice;
use super::names;

/// Residents of a community at scale 1.
pub const RESIDENTS: usize = 60;

/// Phone numbers set aside for one community.
const PHONES: u64 = 2_000_000;

const RISKS: &[&str] = &[
    "防滑倒",
    "青霉素过敏",
    "听力不好，请用力敲门",
    "高血压",
    "糖尿病，忌甜食",
    "夜里容易醒，早上别太早",
    "备用钥匙在对门",
    "怕狗",
    "有心脏起搏器",
    "海鲜过敏",
    "走路要人扶",
];

const ELSEWHERE: &[&str] = &[
    "上海市浦东新区",
    "南京市建邺区",
    "苏州市姑苏区",
    "扬州市邗江区",
    "北京市海淀区",
    "深圳市南山区",
    "杭州市西湖区",
];

/// Everybody of one community. Residents come first in `members`.
#[derive(Debug)]
pub struct Folk {
    pub members: Vec<Member>,
    pub residents: usize,
    pub households: Vec<(HouseholdId, PlaceId)>,
    pub grants: Vec<Grant>,
    pub carers: Vec<Member>,
    pub keeper: Member,
    pub clerk: Member,
}

struct Door<'a> {
    plan: &'a Plan,
    community: &'a Community,
    dice: Dice,
    /// The last phone number given out.
    phone: u64,
    households: Vec<(HouseholdId, PlaceId)>,
}

impl Door<'_> {
    /// A number of a range that no carrier has, without any order to the eye.
    fn phone(&mut self) -> Option<Phone> {
        self.phone += 1;
        let spread = (self.phone * 61_803_399 + 20_081_031) % 100_000_000;
        format!("154{spread:08}").parse().ok()
    }

    fn household(&mut self) -> HouseholdId {
        let id = self.dice.id();
        self.households.push((id, self.community.id));
        id
    }

    fn address(&mut self) -> String {
        let d = &mut self.dice;
        match self.community.name.zh.strip_suffix("村") {
            Some(name) => format!("{name}村 {} 组 {} 号", d.between(1, 13), d.between(1, 90)),
            None => {
                let name = self.community.name.zh.trim_end_matches("社区");
                let (number, block) = (d.between(1, 60) * 2, d.between(1, 19));
                let street = d.pick(&["路", "路", "东路", "新村", "巷"]);
                format!("{name}{street} {number} 号 {block} 幢 {}{:02}", d.between(1, 7), d.between(1, 5))
            }
        }
    }

    fn person(
        &mut self,
        surname: &str,
        gender: Gender,
        age: i16,
        home: HouseholdId,
        address: &str,
    ) -> Member {
        let old = age >= 55;
        let given = names::given(&mut self.dice, gender, old);
        Member {
            id: self.dice.id(),
            community_id: self.community.id,
            household_id: home,
            name: format!("{surname}{given}"),
            called: names::called(surname, gender, age),
            phone: self.phone(),
            gender,
            birth_year: self.plan.year - age,
            roles: vec![RoleGrant { role: Role::Resident, place_id: self.community.id }],
            address: address.to_owned(),
            risks: Vec::new(),
            carer_gender: None,
            blocked_carers: Vec::new(),
        }
    }

    fn elder(&mut self, surname: &str, gender: Gender, age: i16, home: HouseholdId, address: &str) -> Member {
        let mut elder = self.person(surname, gender, age, home, address);
        if age > 74 && self.dice.chance(250) {
            elder.phone = None;
        }
        if self.dice.chance(280) {
            elder.risks.push(self.dice.pick(RISKS).to_owned());
            let second = self.dice.pick(RISKS);
            if self.dice.chance(300) && !elder.risks.iter().any(|it| it == second) {
                elder.risks.push(second.to_owned());
            }
        }
        if gender == Gender::Female && self.dice.chance(150) {
            elder.carer_gender = Some(Gender::Female);
        }
        elder
    }

    fn staff(&mut self, gender: Gender, role: Role, place_id: PlaceId) -> Member {
        let surname = names::surname(&mut self.dice);
        let age = i16::try_from(self.dice.between(28, 56)).unwrap_or(40);
        let home = self.household();
        let address = self.address();
        let mut member = self.person(surname, gender, age, home, &address);
        member.called = String::new();
        member.roles = vec![RoleGrant { role, place_id }];
        member
    }

    fn grant(&mut self, from: &Member, to: &Member) -> Grant {
        let (ended, revoked) = (self.dice.chance(60), self.dice.chance(40));
        let months = self.dice.between(2, 24);
        let expires = match (ended, self.dice.chance(500)) {
            (true, _) => Some(self.plan.midnight(-months * 7)),
            (false, true) => Some(self.plan.midnight(months * 30)),
            (false, false) => None,
        };
        Grant { id: self.dice.id::<GrantId>(), from: from.id, to: to.id, expires, revoked }
    }
}

fn other(gender: Gender) -> Gender {
    match gender {
        Gender::Female => Gender::Male,
        Gender::Male => Gender::Female,
    }
}

/// The people of the community with this number.
pub fn people(plan: &Plan, index: usize, community: &Community) -> Folk {
    let number = u64::try_from(index).unwrap_or(0);
    let mut door = Door {
        plan,
        community,
        dice: Dice::new(plan.seed, 2 + number * 2),
        phone: number * PHONES,
        households: Vec::new(),
    };
    let cast = if plan.is_home(community) { plan.cast.as_slice() } else { &[] };
    let player = |role: DemoRole| cast.iter().filter(move |it| it.role == role).map(|it| it.member.clone());
    let wanted = RESIDENTS.saturating_mul(plan.scale);
    let mut members: Vec<Member> = player(DemoRole::Resident).collect();
    members.reserve(wanted + wanted / 5 + 16);
    door.households.extend(cast.iter().map(|it| (it.member.household_id, community.id)));
    let (mut families, mut grants) = (Vec::new(), Vec::new());
    while members.len() < wanted {
        let home = door.household();
        let address = door.address();
        let surname = names::surname(&mut door.dice);
        let gender = if door.dice.chance(480) { Gender::Male } else { Gender::Female };
        let old = door.dice.chance(920);
        let age = i16::try_from(if old { door.dice.between(60, 93) } else { door.dice.between(34, 60) })
            .unwrap_or(70);
        let size = match door.dice.below(100) {
            0..38 => 1,
            38..86 => 2,
            _ => 3,
        };
        let mut first = door.elder(surname, gender, age, home, &address);
        // The first three households of each seventh community carry the rare characters.
        if let Some(rare) = names::RARE.get(members.len().saturating_sub(cast.len().min(2)))
            && (index.is_multiple_of(7) || !cast.is_empty())
        {
            first.name = format!("{surname}{rare}");
        }
        let with_family = age >= 66 && door.dice.chance(260);
        if with_family {
            let sex = if door.dice.chance(500) { Gender::Male } else { Gender::Female };
            let city = door.dice.pick(ELSEWHERE);
            let far = format!(
                "{city}某小区 {} 幢 {}{:02}",
                door.dice.between(1, 20),
                door.dice.between(2, 20),
                door.dice.between(1, 5)
            );
            let apart = door.household();
            let mut child = door.person(surname, sex, age - 27, apart, &far);
            child.called = String::new();
            child.roles = Vec::new();
            grants.push(door.grant(&first, &child));
            families.push(child);
        }
        members.push(first);
        if size > 1 && members.len() < wanted {
            let theirs = names::surname(&mut door.dice);
            let near = age + i16::try_from(door.dice.between(-4, 4)).unwrap_or(0);
            members.push(door.elder(theirs, other(gender), near, home, &address));
        }
        if size > 2 && members.len() < wanted {
            let sex = if door.dice.chance(500) { Gender::Male } else { Gender::Female };
            members.push(door.person(surname, sex, (age - 26).max(18), home, &address));
        }
    }
    let residents = members.len();
    members.append(&mut families);
    if let (Some(elder), Some(family)) = (player(DemoRole::Resident).next(), player(DemoRole::Family).next())
    {
        grants.push(Grant {
            id: door.dice.id(),
            from: elder.id,
            to: family.id,
            expires: None,
            revoked: false,
        });
    }
    let mut carers: Vec<Member> = player(DemoRole::Caregiver).collect();
    while carers.len() < plan.carers() {
        let gender = if carers.len() % 4 == 3 { Gender::Male } else { Gender::Female };
        carers.push(door.staff(gender, Role::Caregiver, community.id));
    }
    let keeper = player(DemoRole::Keeper).next();
    let keeper = keeper.unwrap_or_else(|| door.staff(Gender::Male, Role::Keeper, community.id));
    let clerk = player(DemoRole::Clerk).next();
    let clerk = clerk.unwrap_or_else(|| door.staff(Gender::Female, Role::Clerk, community.id));
    members.extend(carers.iter().cloned());
    members.extend([keeper.clone(), clerk.clone()]);
    let above = [DemoRole::Family, DemoRole::Supervisor, DemoRole::Officer, DemoRole::Administrator];
    members.extend(above.into_iter().flat_map(player));
    if plan.needs_supervisor(community) {
        members.push(door.staff(Gender::Female, Role::Supervisor, community.subdistrict_id));
    }
    // A few women do not want one of the caregivers; who, the care module's ids decide.
    Folk { members, residents, households: door.households, grants, carers, keeper, clerk }
}
