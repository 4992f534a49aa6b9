//! Accounts that staff keeps, on the server.

use linli_domain::contact::Phone;
use linli_domain::ids::MemberId;
use linli_domain::member::Role;
use linli_domain::mutation::{MemberMutation, Settled};
use linli_domain::policy::{Actor, Standing};
use linli_domain::refusal::{Counted, MemberRefusal};
use linli_domain::rows::Row;
use linli_domain::systems::members;
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Asked, Noted, Seldom, Watched};
use crate::db::Fetch;
use crate::services::actor;
use crate::services::address::{Address, DeskOf, NotAllowed};
use crate::services::by_day::{self, Rare};
use crate::services::hourly::{Over, count, look_ups};
use crate::services::loading::{Asking, Loading};
use crate::services::queries::QueryError;
use crate::services::reading::{Reading, Want};
use crate::services::session::Session;
use crate::services::steps::Steps;
use crate::state::AppState;

/// Booking for somebody, a number, a new account.
pub(crate) fn page(at: &Address<'_>) -> Option<Result<Want, NotAllowed>> {
    match at.parts() {
        ["desk", "book" | "number" | "register", ..] => Some(at.desk(DeskOf::Clerks)),
        _ => None,
    }
}

/// The person that the page is about.
pub(crate) fn asks(at: &Address<'_>) -> Option<Asked> {
    match at.parts() {
        ["desk", "book" | "number"] => Some(("member", json!({ "member_id": at.get("for")? }))),
        _ => None,
    }
}

impl Watched for MemberMutation {
    /// Staff registers so many people a day, and asks for so many numbers.
    fn seldom(&self, _: &Actor) -> Option<Seldom> {
        match self {
            Self::Register(_) | Self::Renumber(_) => {
                Some(Seldom { what: Rare::Register, of: Counted::Registered, done: false })
            }
        }
    }

    fn noted(&self) -> Option<Noted> {
        let known =
            |result: &Settled| *result == Settled::Refused { refusal: MemberRefusal::PhoneInUse.into() };
        Some(match self {
            // With a number or without. The answer to a number tells whether anybody has it.
            Self::Register(args) => {
                let member = args.member_id;
                Noted::new(move |reader, result| {
                    let (known, done) = (known(result), *result == Settled::Applied);
                    tracing::info!(target: "linli::audit", %reader, %member, known, done, "registering");
                })
            }
            // Whoever has a number is its person: all sessions of before end with it.
            Self::Renumber(args) => {
                let (member, removed) = (args.member_id, args.remove);
                Noted::new(move |reader, result| {
                    let (known, done) = (known(result), *result == Settled::Applied);
                    tracing::info!(target: "linli::audit", %reader, %member, removed, known, done, "another number");
                })
                .signing_out(member)
            }
        })
    }
}

/// What a decision looks at.
pub(crate) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    it: &MemberMutation,
    _: Asking<'_>,
) -> Result<(), DbErr> {
    match it {
        MemberMutation::Register(args) => {
            loading.place(args.community_id);
            // Of whatever community: an id that is in use is answered as one.
            let used = loading.fetch.anybody(args.member_id).await?;
            loading.rows.extend(used.map(Row::Member));
            loading.whose_number(args.phone.as_ref()).await
        }
        MemberMutation::Renumber(args) => {
            loading.person(args.member_id).await?;
            loading.whose_number(args.phone.as_ref()).await
        }
    }
}

impl<C: ConnectionTrait> Loading<'_, C> {
    async fn whose_number(&mut self, phone: Option<&Phone>) -> Result<(), DbErr> {
        if let Some(phone) = phone {
            let taken = self.fetch.member_by_phone(phone).await?;
            self.rows.extend(taken.map(Row::Member));
        }
        Ok(())
    }
}

/// The reader and whom they act for, whose accounts have changed.
pub(crate) async fn changed<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    ids: &[Uuid],
    steps: &mut Steps,
) -> Result<(), DbErr> {
    let mut people: Vec<_> = ids.iter().copied().map(MemberId).collect();
    people.retain(|id| reading.actor.stands_for(*id));
    for member in reading.fetch.members(&people).await? {
        steps.put(Row::Member(member));
    }
    Ok(())
}

/// Answers the query `member`.
pub(crate) async fn answer(
    state: &AppState,
    session: &Session,
    name: &str,
    args: &Value,
) -> Option<Result<Value, QueryError>> {
    if name == "member" { Some(find(state, session, args).await) } else { None }
}

/// A glimpse of the person with a phone number or an id, for staff of their community; `null` when
/// nobody there has it. All of them comes with the page that something is booked on for them.
async fn find(state: &AppState, session: &Session, args: &Value) -> Result<Value, QueryError> {
    if !session.actor.has(Role::Clerk) {
        return Err(QueryError::NotAllowed);
    }
    let (staff, now) = (session.member.id, state.now());
    let today = by_day::count(state, (Rare::LookUp, staff), state.config.look_ups_per_day, now).await;
    if let Err(Over::TooMany { .. }) = today {
        // No desk has so many visitors: somebody copies everybody.
        tracing::warn!(target: "linli::audit", reader = %session.actor.id, "as many look-ups as a day allows");
    }
    today?;
    let found = if let Some(id) = args.get("member_id") {
        let id = id.as_str().and_then(|it| it.parse::<MemberId>().ok());
        let id = id.ok_or(QueryError::Unreadable { field: "member_id" })?;
        Fetch(state.db.reader()).within(&session.reach).member(id).await?
    } else {
        // Ids are not guessed.
        count(state, [(look_ups(staff), state.config.look_ups)], now).await?;
        let phone = args.get("phone").and_then(Value::as_str).and_then(|it| it.parse::<Phone>().ok());
        actor::by_phone(&state.db, &phone.ok_or(QueryError::Unreadable { field: "phone" })?).await?
    };
    let communities = state.places.all(&state.db).await?;
    let found = found.filter(|member| {
        communities.get(&member.community_id).is_some_and(|it| {
            let who = Standing::new(&session.actor, it, Some(member.id));
            members::may(&who, members::Action::Keep, Some(member))
        })
    });
    // Who asked for whom; numbers only, since the log holds no names.
    let shown = found.as_ref().map(|it| tracing::field::display(it.id));
    tracing::info!(target: "linli::audit", reader = %session.actor.id, member = shown, "look-up");
    serde_json::to_value(found.map(|it| it.glimpse())).map_err(|e| QueryError::Failed(e.into()))
}
