//! Accounts that staff keeps.

use super::{Action, may};
use crate::decide::words::{line, needed, needed_line};
use crate::decide::{Effect, Work, allow};
use crate::member::{Member, Role, RoleGrant};
use crate::message::MemberNews;
use crate::mutation::{MemberRegister, MemberRenumber};
use crate::refusal::{CommonRefusal, Field, MemberRefusal, Refusal, Thing};
use crate::rows::Row;

/// Years that nobody has outlived by more than a few: the longest proven life is 122.
const OLDEST: i16 = 125;

impl Work<'_> {
    pub(crate) fn member_register(&mut self, args: &MemberRegister) -> Result<(), Refusal> {
        let community = self.community(args.community_id)?;
        allow(may(&self.standing(community, None), Action::Keep, None))?;
        self.unused(self.case.rows.members.contains_key(&args.member_id))?;
        let name = needed_line(&args.name, Field::Name, community)?;
        let address = line(&args.address, Field::Address, community)?;
        let last = community.zone().date(self.case.now).year();
        let first = last - OLDEST;
        if !(first..=last).contains(&args.birth_year) {
            return Err(MemberRefusal::BirthYear { first, last }.into());
        }
        let taken = |it: &Member| it.phone.is_some() && it.phone == args.phone;
        if self.case.rows.members.values().any(taken) {
            return Err(MemberRefusal::PhoneInUse.into());
        }
        let member = Member {
            id: args.member_id,
            community_id: community.id,
            household_id: args.household_id,
            name,
            called: String::new(),
            phone: args.phone.clone(),
            gender: args.gender,
            birth_year: args.birth_year,
            roles: vec![RoleGrant { role: Role::Resident, place_id: community.id }],
            address,
            risks: Vec::new(),
            carer_gender: None,
            blocked_carers: Vec::new(),
        };
        self.put(Row::Member(member));
        Ok(())
    }

    pub(crate) fn member_renumber(&mut self, args: &MemberRenumber) -> Result<(), Refusal> {
        let phone = match (&args.phone, args.remove) {
            (_, true) => None,
            (Some(phone), false) => Some(phone.clone()),
            (None, false) => return Err(CommonRefusal::Missing { field: Field::Phone }.into()),
        };
        let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Person });
        let member = self.member(args.member_id)?;
        let community = self.community(member.community_id).map_err(|_| unknown)?;
        allow(may(&self.standing(community, Some(member.id)), Action::Renumber, Some(member)))?;
        let reason = needed(&args.reason, Field::Reason, community)?;
        let taken = |it: &Member| it.phone.is_some() && it.phone == phone;
        if self.case.rows.members.values().any(taken) {
            return Err(MemberRefusal::PhoneInUse.into());
        }
        if member.phone == phone {
            // Somebody has taken it away already.
            return Err(CommonRefusal::Changed.into());
        }
        let (member_id, community_id, removed) = (member.id, community.id, phone.is_none());
        self.effects.push(Effect::Renumber { member_id, community_id, phone });
        self.tell(community_id, member_id, MemberNews::Number { removed, reason });
        Ok(())
    }
}
