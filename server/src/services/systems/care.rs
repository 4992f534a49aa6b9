//! Care at home, on the server.

use linli_domain::availability::OFFER_DAYS;
use linli_domain::care::Service;
use linli_domain::ids::{BookingId, MemberId, PlaceId};
use linli_domain::member::Member;
use linli_domain::mutation::{CareMutation, Mutation};
use linli_domain::resource::Nature;
use linli_domain::rows::{Row, Rows};
use linli_domain::time::{Instant, Interval, monday_of, plus_days};
use sea_orm::{ConnectionTrait, DbErr};

use crate::db::{Held, Here};
use crate::services::needs::{Breadth, Loading};
use crate::services::places::Communities;

/// What a decision looks at.
pub(crate) async fn needs<C: ConnectionTrait>(
    loading: &mut Loading<'_, C>,
    me: &Member,
    it: &CareMutation,
    mutation: &Mutation,
    breadth: Breadth,
) -> Result<(), DbErr> {
    match it {
        CareMutation::Book(args) => {
            let subject = loading.person(args.subject.unwrap_or(me.id)).await?;
            if let Some(subject) = subject.filter(|it| loading.in_reach(mutation, it.community_id)) {
                // Whoever books a room for the household waits: neither sees what the other is about to write.
                let household = Held { alone: &[subject.household_id.0], ..Held::default() };
                loading.hold(household).await?;
                loading.roster(subject.community_id, args.service, args.starts, breadth).await?;
                if let Some(visit) = Interval::lasting(args.starts, args.service.minutes()) {
                    loading.beside(subject.id, visit, true).await?;
                }
                loading.visits_of(&subject, args.starts, breadth).await?;
                loading.known_to(subject.id).await?;
                loading.household(&subject, args.starts, Breadth::Narrow).await?;
            }
        }
        CareMutation::Accept(args) | CareMutation::SetOut(args) => {
            drop(loading.booking(args.booking_id).await?);
        }
        CareMutation::NobodyHome(args) => loading.with_family(args.booking_id).await?,
        CareMutation::CheckIn(args) => loading.with_family(args.booking_id).await?,
        CareMutation::Settle(args) => drop(loading.booking(args.booking_id).await?),
        CareMutation::CheckOut(args) => drop(loading.booking(args.booking_id).await?),
        CareMutation::Confirm(args) => drop(loading.booking(args.booking_id).await?),
        CareMutation::Decline(args) => loading.substitutes(args.booking_id).await?,
        CareMutation::Assign(args) => loading.substitutes(args.booking_id).await?,
    }
    Ok(())
}

/// What says who could be sent to a visit; without it when there is none.
///
/// # Errors
/// When the database does not answer.
pub async fn substitutes<C: ConnectionTrait>(
    fetch: Here<'_, C>,
    communities: &Communities,
    visit: BookingId,
    now: Instant,
) -> Result<Rows, DbErr> {
    let mut loading = Loading { fetch, communities, rows: Rows::default(), now, deciding: false };
    loading.substitutes(visit).await?;
    Ok(loading.rows)
}

impl<C: ConnectionTrait> Loading<'_, C> {
    /// The caregivers of a community with this skill, and their taken time of the whole week.
    pub(crate) async fn roster(
        &mut self,
        place: PlaceId,
        service: Service,
        starts: Instant,
        breadth: Breadth,
    ) -> Result<(), DbErr> {
        let Some(community) = self.communities.get(&place) else { return Ok(()) };
        self.hold(Held { alone: &[place.0], ..Held::default() }).await?;
        let all = self.fetch.resources(&[place]).await?;
        let carers: Vec<_> = all
            .into_iter()
            .filter(|it| matches!(&it.nature, Nature::Caregiver(carer) if carer.skills.contains(&service)))
            .collect();
        let ids: Vec<_> = carers.iter().map(|it| it.id).collect();
        self.rows.extend(carers.into_iter().map(Row::Resource));
        let zone = community.zone();
        let monday = monday_of(zone.date(starts));
        let days = if breadth == Breadth::Narrow { 7 } else { 7 + OFFER_DAYS + 7 };
        let weeks = Interval { starts: zone.at(monday, 0), ends: zone.at(plus_days(monday, days), 0) };
        self.busy(place, &ids, weeks.widened(24 * 60, 24 * 60)).await
    }

    /// A person's visits of the week of a start, and those that reach into it: as many as staff may book.
    pub(crate) async fn visits_of(
        &mut self,
        subject: &Member,
        starts: Instant,
        breadth: Breadth,
    ) -> Result<(), DbErr> {
        let Some((community, zone)) = self.communities.zoned(subject.community_id) else { return Ok(()) };
        let settings = &community.settings;
        let most = settings.for_staff(settings.visit_week_quota).saturating_add(2);
        let ahead = if breadth == Breadth::Wide { OFFER_DAYS * 24 * 60 } else { 0 };
        let week = zone.week(zone.date(starts)).widened(24 * 60, ahead);
        let found = self.fetch.visits_of(subject.id, week, most).await?;
        self.rows.extend(found.into_iter().map(Row::Booking));
        Ok(())
    }

    /// Who has been with a person before.
    pub(crate) async fn known_to(&mut self, person: MemberId) -> Result<(), DbErr> {
        let done = self.fetch.visits_done(person).await?;
        self.rows.extend(done.into_iter().map(Row::Booking));
        Ok(())
    }

    /// A visit, and everything that says who else could come.
    pub(crate) async fn substitutes(&mut self, id: BookingId) -> Result<(), DbErr> {
        if let Some(booking) = self.booking(id).await?
            && let Some(visit) = booking.visit()
        {
            self.person(booking.subject).await?;
            self.roster(booking.community_id, visit.service, booking.starts, Breadth::Narrow).await?;
            self.known_to(booking.subject).await?;
            // The story tells who has declined before.
            let story = self.fetch.events(&[booking.id.0]).await?;
            self.rows.extend(story.into_iter().map(Row::Event));
        }
        Ok(())
    }
}
