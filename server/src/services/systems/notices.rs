//! Notices, on the server.

use std::collections::BTreeSet;

use linli_domain::ids::{MemberId, PlaceId};
use linli_domain::member::{Member, Role};
use linli_domain::mutation::{NoticeMutation, NoticeRef, NoticeWithdraw, Settled};
use linli_domain::policy::{Actor, Standing};
use linli_domain::rows::{Row, RowKey, Rows};
use linli_domain::systems::notices::{self, Action, Call, Calls, Notice, NoticeId, NoticeKind};
use linli_domain::time::Instant;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Asked, Noted, Seldom, Watched};
use crate::db::{Fetch, Topic};
use crate::services::address::{Address, DeskOf, NotAllowed};
use crate::services::gather::Affairs;
use crate::services::loading::{Asking, Loading};
use crate::services::places::covered;
use crate::services::queries::QueryError;
use crate::services::reading::{Reading, Want};
use crate::services::session::Session;
use crate::services::steps::Steps;
use crate::state::AppState;

/// How many notices a page shows and a phone keeps; of drafts as many more.
const NOTICES: u64 = 100;

/// Days for which a notice that has ended is still shown.
const DAYS_BACK: i64 = 30;

/// Of an emergency so many are named who have not seen it: more cannot be called in a day, and who was called makes
/// room.
const CALLS: usize = 300;

/// Notices and one of them; the desk's; and the person's own everywhere.
pub(crate) fn page(at: &Address<'_>) -> Option<Result<Want, NotAllowed>> {
    match at.parts() {
        ["notices", ..] => Some(Ok(Want { own: vec![Topic::Notice], ..Want::default() })),
        ["desk", "notices", ..] => {
            Some(at.desk(DeskOf::Clerks).map(|desk| Want { own: vec![Topic::Notice], ..desk }))
        }
        _ => None,
    }
}

/// How far the notice has come that a page of the desk is about.
pub(crate) fn asks(at: &Address<'_>) -> Option<Asked> {
    match at.parts() {
        ["desk", "notices", _] => Some(("notice_calls", json!({ "notice_id": at.id()? }))),
        _ => None,
    }
}

/// Answers the query `notice_calls`.
pub(crate) async fn answer(
    state: &AppState,
    session: &Session,
    name: &str,
    args: &Value,
) -> Option<Result<Value, QueryError>> {
    if name == "notice_calls" { Some(calls(state, session, args).await) } else { None }
}

impl Watched for NoticeMutation {
    fn seldom(&self, _: &Actor) -> Option<Seldom> {
        None
    }

    fn noted(&self) -> Option<Noted> {
        let note = |notice: NoticeId, what: &'static str| {
            Noted::new(move |reader, result| {
                if *result == Settled::Applied {
                    tracing::info!(target: "linli::audit", %reader, %notice, "{what}");
                }
            })
        };
        match self {
            Self::Publish(NoticeRef { notice_id }) => Some(note(*notice_id, "a notice was published")),
            Self::Withdraw(NoticeWithdraw { notice_id, .. }) => {
                Some(note(*notice_id, "a notice was withdrawn"))
            }
            Self::Correct(args) => Some(note(args.notice_id, "an announcement was corrected")),
            Self::Draft(_) | Self::Edit(_) | Self::Seen(_) => None,
        }
    }
}

/// What a decision looks at.
pub(crate) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    it: &NoticeMutation,
    Asking { me, .. }: Asking<'_>,
) -> Result<(), DbErr> {
    match it {
        NoticeMutation::Draft(args) => {
            loading.place(args.community_id);
            loading.notices(&[args.notice_id]).await
        }
        NoticeMutation::Edit(args) => loading.notices(&[args.notice_id]).await,
        NoticeMutation::Publish(args) => {
            loading.notices(&[args.notice_id]).await?;
            loading.published_today(args.notice_id).await
        }
        NoticeMutation::Withdraw(args) => loading.notices(&[args.notice_id]).await,
        NoticeMutation::Correct(args) => {
            loading.notices(&[args.notice_id, args.corrects]).await?;
            loading.published_today(args.corrects).await
        }
        NoticeMutation::Seen(args) => {
            let subject = args.subject.unwrap_or(me.id);
            loading.person(subject).await?;
            loading.notices(&[args.notice_id]).await?;
            let seen = loading.fetch.notices_seen(&[args.notice_id], &[subject]).await?;
            mark(&mut loading.rows, seen);
            Ok(())
        }
    }
}

impl<C: ConnectionTrait> Loading<'_, C> {
    async fn notices(&mut self, ids: &[NoticeId]) -> Result<(), DbErr> {
        let ids: Vec<_> = ids.iter().map(|it| it.0).collect();
        for notice in self.fetch.notices_by_id(&ids).await? {
            self.place(notice.community_id);
            self.rows.put(Row::Notice(notice));
        }
        Ok(())
    }

    /// What was published today where this notice is, as far as the limit looks.
    async fn published_today(&mut self, beside: NoticeId) -> Result<(), DbErr> {
        let place = self.rows.notices.get(&beside).map(|it| it.community_id);
        let Some((community, zone)) = place.and_then(|it| self.communities.zoned(it)) else { return Ok(()) };
        let today = zone.day(zone.date(self.now)).starts;
        let limit = u64::try_from(community.settings.notices.notice_day_limit).unwrap_or(u64::MAX);
        let found = self.fetch.notices_published(community.id, today, limit.min(NOTICES)).await?;
        self.rows.extend(found.into_iter().map(Row::Notice));
        Ok(())
    }
}

/// Says of notices among these rows who has seen them.
fn mark(rows: &mut Rows, seen: Vec<(NoticeId, MemberId)>) {
    for (notice, member) in seen {
        if let Some(notice) = rows.notices.get_mut(&notice) {
            notice.seen.push(member);
        }
    }
}

/// The notices for the reader and for those whom they act for, and of where they work; drafts with the desk.
pub(crate) async fn read<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    want: &Want,
    affairs: &Affairs,
    rows: &mut Rows,
) -> Result<(), DbErr> {
    if !want.own.contains(&Topic::Notice) {
        return Ok(());
    }
    let works = covered(reading.communities, reading.actor, &[Role::Clerk, Role::Keeper, Role::Caregiver]);
    let mut places: Vec<PlaceId> = affairs.people.iter().map(|it| it.community_id).chain(works).collect();
    places.sort_unstable();
    places.dedup();
    let since = reading.now.plus_days(-DAYS_BACK);
    let mut found = reading.fetch.notices_since(&places, since, NOTICES).await?;
    let desks = covered(reading.communities, reading.actor, &[Role::Clerk]);
    if !desks.is_empty() {
        found.extend(reading.fetch.notice_drafts(&desks, NOTICES).await?);
    }
    reading.notices(rows, found, &affairs.people).await
}

/// Notices that are new, or were changed or seen.
pub(crate) async fn changed<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    ids: &[Uuid],
    steps: &mut Steps,
) -> Result<(), DbErr> {
    let found = reading.fetch.notices_by_id(ids).await?;
    let mut people = reading.fetch.members(&reading.actor.acts_for).await?;
    people.push(reading.member.clone());
    let mut rows = Rows::default();
    reading.notices(&mut rows, found, &people).await?;
    for id in ids.iter().copied().map(NoticeId) {
        match rows.notices.remove(&id) {
            Some(notice) => steps.put(Row::Notice(notice)),
            // It was a draft, or is not for them any more.
            None => steps.del(RowKey::Notice(id)),
        }
    }
    Ok(())
}

impl<C: ConnectionTrait> Reading<'_, C> {
    /// Of these notices those that the reader may have, with who of their people has seen them.
    async fn notices(&self, rows: &mut Rows, found: Vec<Notice>, people: &[Member]) -> Result<(), DbErr> {
        let mut ids = Vec::new();
        for notice in found {
            let Some((community, zone)) = self.communities.zoned(notice.community_id) else { continue };
            let year = zone.date(self.now).year();
            // A draft that was thrown away is nobody's.
            if !notice.is_public() && notice.state == notices::NoticeState::Withdrawn {
                continue;
            }
            if let Some(notice) = notices::readable(self.actor, community, notice, people, year) {
                ids.push(notice.id);
                self.place(rows, community.id);
                rows.put(Row::Notice(notice));
            }
        }
        let people: Vec<_> = people.iter().map(|it| it.id).filter(|it| self.actor.stands_for(*it)).collect();
        mark(rows, self.fetch.notices_seen(&ids, &people).await?);
        Ok(())
    }
}

/// How far a notice has come, and of an emergency whom to call; `null` when there is no such notice at the reader's
/// desk.
async fn calls(state: &AppState, session: &Session, args: &Value) -> Result<Value, QueryError> {
    let unreadable = QueryError::Unreadable { field: "notice_id" };
    let id = args.get("notice_id").and_then(Value::as_str).and_then(|it| it.parse::<NoticeId>().ok());
    let id = id.ok_or(unreadable)?;
    if !session.actor.has(Role::Clerk) {
        return Err(QueryError::NotAllowed);
    }
    let communities = state.places.all(&state.db).await?;
    let fetch = Fetch(state.db.reader()).within(&session.reach);
    let Some(notice) = fetch.notices_by_id(&[id.0]).await?.pop() else { return Ok(Value::Null) };
    let Some((community, zone)) = communities.zoned(notice.community_id) else { return Ok(Value::Null) };
    let who = Standing::new(&session.actor, community, None);
    let now: Instant = state.now();
    let year = zone.date(now).year();
    if !notice.is_public() || !notices::may(&who, Action::Write, notice.target(None, year)) {
        return Ok(Value::Null);
    }
    let people = fetch.everybody(community.id).await?;
    let lives_here = |it: &&Member| it.has(Role::Resident) && notice.reaches(it, year);
    let people: Vec<_> = people.iter().filter(lives_here).collect();
    let seen: BTreeSet<_> = fetch.notice_receipts(&notice).await?.into_iter().collect();
    let missing: Vec<_> = people.iter().filter(|it| !seen.contains(&it.id)).collect();
    let (reached, seen) = (people.len(), people.len() - missing.len());
    let missing: Vec<_> = match notice.kind {
        NoticeKind::Emergency => missing.into_iter().take(CALLS).map(|it| call(it)).collect(),
        // Who has read the news is nobody's business.
        NoticeKind::Important | NoticeKind::Announcement | NoticeKind::News => Vec::new(),
    };
    // Who was given how many numbers; the log holds no names.
    tracing::info!(target: "linli::audit", reader = %session.actor.id, notice = %id, shown = missing.len(), "who has not seen a notice");
    serde_json::to_value(Calls { reached, seen, missing }).map_err(|e| QueryError::Failed(e.into()))
}

fn call(it: &Member) -> Call {
    Call { member_id: it.id, name: it.name.clone(), phone: it.phone.clone(), address: it.address.clone() }
}
