//! Notices are written, published, taken back, corrected and seen.

use jiff::civil::Date;

use super::mutations::{AudienceKind, NoticeCorrect, NoticeDraft, NoticeRef, NoticeSeen, NoticeWithdraw};
use super::{Action, Audience, Notice, NoticeId, NoticeKind, NoticePhase, NoticeRefusal, NoticeState, may};
use crate::decide::words::{line, needed, text_within};
use crate::decide::{Work, allow};
use crate::place::Community;
use crate::refusal::{CommonRefusal, Field, Refusal};
use crate::rows::Row;
use crate::time::{Instant, plus_days};

/// Ages from which something may be for people.
const AGES: std::ops::RangeInclusive<u16> = 1..=120;

impl<'a> Work<'a> {
    pub(crate) fn notice_draft(&mut self, args: &NoticeDraft) -> Result<(), Refusal> {
        let community = self.desk_of_notices(args)?;
        self.unused(self.case.rows.notices.contains_key(&args.notice_id))?;
        let draft = self.written(args, community)?;
        self.put(Row::Notice(draft));
        Ok(())
    }

    pub(crate) fn notice_edit(&mut self, args: &NoticeDraft) -> Result<(), Refusal> {
        let (old, community) = self.notice_to_write(args.notice_id)?;
        if old.state != NoticeState::Draft {
            return Err(NoticeRefusal::Fixed.into());
        }
        self.unchanged(old.ver)?;
        let written = self.written(args, community)?;
        self.put(Row::Notice(Notice { made: old.made, ver: old.ver + 1, ..written }));
        Ok(())
    }

    pub(crate) fn notice_publish(&mut self, args: &NoticeRef) -> Result<(), Refusal> {
        let (draft, community) = self.notice_to_write(args.notice_id)?;
        if draft.state != NoticeState::Draft {
            return Err(NoticeRefusal::Fixed.into());
        }
        self.unchanged(draft.ver)?;
        self.room_for_notice(community)?;
        let published = self.published(draft, community)?;
        self.put(Row::Notice(published));
        Ok(())
    }

    pub(crate) fn notice_withdraw(&mut self, args: &NoticeWithdraw) -> Result<(), Refusal> {
        let (mut notice, community) = self.notice_to_write(args.notice_id)?;
        match (notice.phase(self.case.now), notice.kind) {
            (NoticePhase::Draft, _) => {}
            (NoticePhase::Ended | NoticePhase::Withdrawn, _) => return Err(NoticeRefusal::Over.into()),
            (NoticePhase::Coming | NoticePhase::Running, NoticeKind::Announcement) => {
                return Err(NoticeRefusal::Stands.into());
            }
            (NoticePhase::Coming | NoticePhase::Running, _) => {
                notice.reason = needed(&args.reason, Field::Reason, community)?;
            }
        }
        self.unchanged(notice.ver)?;
        notice.state = NoticeState::Withdrawn;
        notice.ver += 1;
        self.put(Row::Notice(notice));
        Ok(())
    }

    pub(crate) fn notice_correct(&mut self, args: &NoticeCorrect) -> Result<(), Refusal> {
        let (old, community) = self.notice_to_write(args.corrects)?;
        self.unused(self.case.rows.notices.contains_key(&args.notice_id))?;
        let now = self.case.now;
        let stands = match old.phase(now) {
            NoticePhase::Coming | NoticePhase::Running => true,
            NoticePhase::Draft | NoticePhase::Ended | NoticePhase::Withdrawn => false,
        };
        let (true, NoticeKind::Announcement, Some(ends)) = (stands, old.kind, old.ends) else {
            return Err(NoticeRefusal::NothingToCorrect.into());
        };
        self.room_for_notice(community)?;
        let zone = community.zone();
        let (today, last) = (zone.date(now), zone.date(ends.minus_minutes(1)));
        // As long as what it corrects, and not for less than any other.
        let least = community.settings.notices.announcement_least_days;
        let days = days_from(today, last).saturating_add(1).max(least);
        let (what, note) = Self::said(&args.what, &args.note, community)?;
        let new = Notice {
            id: args.notice_id,
            what,
            note,
            from: None,
            days,
            state: NoticeState::Draft,
            made: now,
            published: None,
            reason: String::new(),
            corrects: Some(old.id),
            seen: Vec::new(),
            ver: 0,
            ..old
        };
        let new = self.published(new, community)?;
        self.put(Row::Notice(new));
        Ok(())
    }

    pub(crate) fn notice_seen(&mut self, args: &NoticeSeen) -> Result<(), Refusal> {
        let member = self.member(args.subject.unwrap_or(self.case.actor.id))?;
        let unknown = Refusal::Common(CommonRefusal::NotAllowed);
        let notice = self.case.rows.notices.get(&args.notice_id).ok_or_else(|| unknown.clone())?;
        let community = self.community(notice.community_id).map_err(|_| unknown)?;
        let year = community.zone().date(self.case.now).year();
        let who = self.standing(community, Some(member.id));
        allow(may(&who, Action::Acknowledge, notice.target(Some(member), year)))?;
        if !notice.seen.contains(&member.id) {
            let mut seen = notice.clone();
            seen.seen.push(member.id);
            self.put(Row::Notice(seen));
        }
        Ok(())
    }

    /// The community at whose desk a new notice is written.
    fn desk_of_notices(&self, args: &NoticeDraft) -> Result<&'a Community, Refusal> {
        let unknown = Refusal::Common(CommonRefusal::NotAllowed);
        let community = self.community(args.community_id).map_err(|_| unknown)?;
        allow(may(&self.standing(community, None), Action::Write, super::Target::default()))?;
        Ok(community)
    }

    /// A notice that the actor writes; whoever may not is not told that there is one.
    fn notice_to_write(&self, id: NoticeId) -> Result<(Notice, &'a Community), Refusal> {
        let unknown = Refusal::Common(CommonRefusal::NotAllowed);
        let notice = self.case.rows.notices.get(&id).ok_or_else(|| unknown.clone())?;
        let community = self.community(notice.community_id).map_err(|_| unknown)?;
        allow(may(&self.standing(community, None), Action::Write, notice.target(None, 0)))?;
        Ok((notice.clone(), community))
    }

    /// What is said, within the limits.
    fn said(what: &str, note: &str, community: &Community) -> Result<(String, String), Refusal> {
        let limits = &community.settings.notices;
        let limit = limits.notice_what_limit;
        let what = text_within(what, Field::What, limit).map_err(|_| NoticeRefusal::WhatTooLong { limit })?;
        let what = what.split_whitespace().collect::<Vec<_>>().join(" ");
        if what.is_empty() {
            return Err(NoticeRefusal::NoWhat.into());
        }
        let limit = limits.notice_text_limit;
        let note = text_within(note, Field::Note, limit).map_err(|_| NoticeRefusal::TextTooLong { limit })?;
        if note.is_empty() {
            return Err(NoticeRefusal::NoText.into());
        }
        Ok((what, note))
    }

    fn written(&self, args: &NoticeDraft, community: &Community) -> Result<Notice, Refusal> {
        let (what, note) = Self::said(&args.what, &args.note, community)?;
        let audience = match args.audience {
            AudienceKind::All => Audience::All,
            AudienceKind::From => {
                let age = args.age.filter(|it| AGES.contains(it)).ok_or(NoticeRefusal::WhichAge)?;
                Audience::From { age }
            }
            AudienceKind::Building => {
                let building = line(&args.building, Field::Place, community)?;
                if building.is_empty() {
                    return Err(NoticeRefusal::WhichBuilding.into());
                }
                Audience::Building { building }
            }
        };
        let notice = Notice {
            id: args.notice_id,
            community_id: community.id,
            kind: args.kind,
            what,
            note,
            audience,
            from: args.from,
            days: args.days,
            state: NoticeState::Draft,
            made: self.case.now,
            published: None,
            starts: None,
            ends: None,
            author: self.case.actor.id,
            reason: String::new(),
            corrects: None,
            seen: Vec::new(),
            ver: 1,
        };
        // What could not be published today is said before it is kept.
        self.period(&notice, community)?;
        Ok(notice)
    }

    /// From when to when it would hold, published now.
    fn period(&self, it: &Notice, community: &Community) -> Result<(Instant, Instant), Refusal> {
        let (limits, zone, now) = (&community.settings.notices, community.zone(), self.case.now);
        let today = zone.date(now);
        let first = it.from.unwrap_or(today);
        if first < today {
            return Err(CommonRefusal::Past.into());
        }
        let least = if it.kind == NoticeKind::Announcement { limits.announcement_least_days } else { 1 };
        if it.days < least {
            return Err(NoticeRefusal::TooShort { days: least }.into());
        }
        let longest = limits.notice_longest_days;
        if it.days > longest || days_from(today, first).saturating_add(it.days) > longest {
            return Err(NoticeRefusal::TooLong { days: longest }.into());
        }
        Ok((zone.at(first, 0).max(now), zone.at(plus_days(first, it.days), 0)))
    }

    fn published(&self, draft: Notice, community: &Community) -> Result<Notice, Refusal> {
        let (starts, ends) = self.period(&draft, community)?;
        Ok(Notice {
            state: NoticeState::Published,
            published: Some(self.case.now),
            starts: Some(starts),
            ends: Some(ends),
            author: self.case.actor.id,
            ver: draft.ver + 1,
            ..draft
        })
    }

    /// So many are published on one day.
    fn room_for_notice(&self, community: &Community) -> Result<(), Refusal> {
        let zone = community.zone();
        let today = zone.day(zone.date(self.case.now));
        let theirs = |it: &&Notice| {
            it.community_id == community.id && it.published.is_some_and(|at| today.contains(at))
        };
        let limit = community.settings.notices.notice_day_limit;
        let count = self.case.rows.notices.values().filter(theirs).count();
        if count >= limit { Err(NoticeRefusal::TooMany { limit }.into()) } else { Ok(()) }
    }
}

/// Whole days from one day to another, negative when it lies before.
fn days_from(day: Date, to: Date) -> i64 {
    day.until(to).map_or(0, |it| i64::from(it.get_days()))
}
