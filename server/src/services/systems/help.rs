//! Requests for help, on the server.

use linli_domain::help::{Help, readable_help};
use linli_domain::ids::{HelpId, MemberId};
use linli_domain::member::{Member, Role};
use linli_domain::mutation::{HelpMutation, HelpRef, Settled};
use linli_domain::policy::Actor;
use linli_domain::refusal::Counted;
use linli_domain::rows::{Row, RowKey, Rows};
use sea_orm::{ConnectionTrait, DbErr};
use uuid::Uuid;

use super::{Noted, Seldom, Watched, bookings};
use crate::db::HelpCount;
use crate::services::address::{Address, DeskOf, NotAllowed};
use crate::services::by_day::{Rare, answers};
use crate::services::gather::Affairs;
use crate::services::loading::{Asking, Loading};
use crate::services::places::covered;
use crate::services::reading::{Reading, Want};
use crate::services::steps::Steps;

/// Those who look after what is with the subdistrict.
const STREET: [Role; 2] = [Role::Supervisor, Role::Officer];

/// Asking, one request, those for neighbours, the desk's and the subdistrict's.
pub(crate) fn page(at: &Address<'_>) -> Option<Result<Want, NotAllowed>> {
    let want = match at.parts() {
        ["help", "ask", ..] => Want { subject: at.subject(), ..Want::default() },
        ["help", "neighbours", ..] => Want { neighbours: true, mine: Some(at.coming()), ..Want::default() },
        ["help", _, ..] => bookings::one(at),
        ["desk", "help", ..] => return Some(at.desk(DeskOf::Clerks)),
        ["street", ..] => {
            if !STREET.iter().any(|role| at.actor.has(*role)) {
                return Some(Err(NotAllowed));
            }
            Want { escalated: true, about: at.id(), ..Want::default() }
        }
        _ => return None,
    };
    Some(Ok(want))
}

impl Watched for HelpMutation {
    /// A neighbour takes so many requests a day, whatever became of those before: each was a name and a door.
    fn seldom(&self, actor: &Actor) -> Option<Seldom> {
        (matches!(self, Self::Take(_)) && !answers(actor)).then_some(Seldom {
            what: Rare::Take,
            of: Counted::TakenToday,
            done: true,
        })
    }

    fn noted(&self) -> Option<Noted> {
        match self {
            // Whoever takes a request is given a name, a number and a door.
            Self::Take(HelpRef { help_id }) => {
                let help = *help_id;
                Some(Noted::new(move |reader, result| {
                    if *result == Settled::Applied {
                        tracing::info!(target: "linli::audit", %reader, %help, "a request was taken");
                    }
                }))
            }
            Self::GiveBack(args) => {
                let help = args.help_id;
                Some(Noted::new(move |reader, result| {
                    if *result == Settled::Applied {
                        tracing::info!(target: "linli::audit", %reader, %help, "a request was given back");
                    }
                }))
            }
            Self::Ask(_)
            | Self::Triage(_)
            | Self::Note(_)
            | Self::Resolve(_)
            | Self::CallBack(_)
            | Self::Close(_)
            | Self::Reopen(_)
            | Self::Escalate(_)
            | Self::Withdraw(_) => None,
        }
    }
}

/// What a decision looks at.
pub(crate) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    it: &HelpMutation,
    Asking { me, .. }: Asking<'_>,
) -> Result<(), DbErr> {
    match it {
        HelpMutation::Ask(args) => {
            if let Some(subject) = loading.person(args.subject.unwrap_or(me.id)).await? {
                loading.helps_of(&subject, me.id).await?;
            }
        }
        HelpMutation::Triage(args) => loading.help(args.help_id).await?,
        HelpMutation::Take(args) => {
            loading.help(args.help_id).await?;
            let settings = loading.communities.get(&me.community_id).map(|it| &it.settings);
            let limit = settings.map_or(0, |it| it.help.neighbour_take_limit);
            loading.rows.tallies.extend(loading.fetch.taken_tally(me.id, limit).await?);
        }
        HelpMutation::Close(args) | HelpMutation::Withdraw(args) => loading.help(args.help_id).await?,
        HelpMutation::Note(args)
        | HelpMutation::GiveBack(args)
        | HelpMutation::Resolve(args)
        | HelpMutation::Reopen(args)
        | HelpMutation::Escalate(args) => loading.help(args.help_id).await?,
        HelpMutation::CallBack(args) => loading.help(args.help_id).await?,
    }
    Ok(())
}

impl<C: ConnectionTrait> Loading<'_, C> {
    /// What the limits of asking for help count.
    pub(crate) async fn helps_of(&mut self, subject: &Member, actor: MemberId) -> Result<(), DbErr> {
        let Some((community, zone)) = self.communities.zoned(subject.community_id) else { return Ok(()) };
        let settings = &community.settings;
        let most = settings.for_staff(settings.help.help_open_limit.max(settings.help.help_day_limit));
        let today = zone.day(zone.date(self.now)).starts;
        let count =
            HelpCount { subject: subject.id, actor, today, most: most.max(settings.help.help_day_limit) };
        self.rows.tallies.extend(self.fetch.help_tallies(count).await?);
        Ok(())
    }

    pub(crate) async fn help(&mut self, id: HelpId) -> Result<(), DbErr> {
        for help in self.fetch.helps_by_id(&[id.0]).await? {
            self.place(help.community_id);
            self.rows.put(Row::Help(help));
        }
        Ok(())
    }
}

/// The requests that are wanted.
pub(crate) async fn read<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    want: &Want,
    affairs: &Affairs,
    rows: &mut Rows,
) -> Result<(), DbErr> {
    let Affairs { people, desks } = affairs;
    if let Some(within) = want.mine {
        let neighbours = want.neighbours && reading.actor.has(Role::Resident);
        let asking = neighbours.then_some(reading.member.community_id);
        reading.helps(rows, reading.fetch.helps_of(people, within.starts, asking).await?);
    }
    if want.desk.is_some() && !desks.is_empty() {
        reading.helps(rows, reading.fetch.helps_in(desks, reading.now.plus_days(-1)).await?);
    }
    if want.escalated {
        let streets = covered(reading.communities, reading.actor, &STREET);
        if !streets.is_empty() {
            reading.helps(rows, reading.fetch.helps_escalated(&streets).await?);
        }
    }
    if let Some(about) = want.about {
        reading.helps(rows, reading.fetch.helps_by_id(&[about]).await?);
        if rows.helps.contains_key(&HelpId(about)) {
            rows.extend(reading.stories(rows, &[about]).await?);
        }
    }
    Ok(())
}

/// Requests that have changed.
pub(crate) async fn changed<C: ConnectionTrait>(
    reading: &Reading<'_, C>,
    ids: &[Uuid],
    steps: &mut Steps,
) -> Result<(), DbErr> {
    reading.helps(&mut steps.rows, reading.fetch.helps_by_id(ids).await?);
    for id in ids.iter().copied() {
        if !steps.rows.helps.contains_key(&HelpId(id)) {
            steps.del(RowKey::Help(HelpId(id)));
        }
    }
    steps.about.extend(ids);
    Ok(())
}

/// All that a phone keeps.
pub(crate) fn told(rows: &Rows) -> impl Iterator<Item = Uuid> {
    rows.helps.keys().map(|id| id.0)
}

impl<C: ConnectionTrait> Reading<'_, C> {
    /// Of these requests those that the reader may know of, as they may.
    fn helps(&self, rows: &mut Rows, found: Vec<Help>) {
        for help in found {
            let Some(community) = self.communities.get(&help.community_id) else { continue };
            if let Some(help) = readable_help(self.actor, community, help) {
                self.place(rows, community.id);
                rows.put(Row::Help(help));
            }
        }
    }
}
