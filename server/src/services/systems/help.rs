//! Requests for help, on the server.

use linli_domain::ids::MemberId;
use linli_domain::member::Member;
use linli_domain::mutation::{HelpMutation, HelpRef, Settled};
use linli_domain::policy::Actor;
use linli_domain::refusal::Counted;
use sea_orm::{ConnectionTrait, DbErr};

use super::{Noted, Seldom, Watched, bookings};
use crate::db::HelpCount;
use crate::services::address::{Address, DeskOf, NotAllowed};
use crate::services::by_day::{Rare, answers};
use crate::services::loading::{Asking, Loading};
use crate::services::matters::STREET;
// The first kind of matter brings in what is the same for all of them.
pub(crate) use crate::services::matters::{changed, read};
use crate::services::reading::Want;

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
        HelpMutation::Triage(args) => loading.matter(args.help_id).await?,
        HelpMutation::Take(args) => {
            loading.matter(args.help_id).await?;
            let settings = loading.communities.get(&me.community_id).map(|it| &it.settings);
            let limit = settings.map_or(0, |it| it.help.neighbour_take_limit);
            loading.rows.tallies.extend(loading.fetch.taken_tally(me.id, limit).await?);
        }
        HelpMutation::Close(args) | HelpMutation::Withdraw(args) => loading.matter(args.help_id).await?,
        HelpMutation::Note(args)
        | HelpMutation::GiveBack(args)
        | HelpMutation::Resolve(args)
        | HelpMutation::Reopen(args)
        | HelpMutation::Escalate(args) => loading.matter(args.help_id).await?,
        HelpMutation::CallBack(args) => loading.matter(args.help_id).await?,
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
}
