//! Opening hours with dated exceptions.

use super::{Action, may};
use crate::decide::words::text;
use crate::decide::{Work, allow};
use crate::message::HoursNews;
use crate::mutation::HoursExcept;
use crate::refusal::{CommonRefusal, Field, Refusal, Thing};
use crate::resource::{Exception, Hours};
use crate::rows::Row;
use crate::systems::bookings::BookingDeed;

impl Work<'_> {
    /// Other hours for one day. Bookings that no longer fit stay, and each booker is told: nobody's
    /// booking vanishes because a clerk closed a day.
    pub(crate) fn hours_except(&mut self, args: &HoursExcept) -> Result<(), Refusal> {
        let unknown = Refusal::Common(CommonRefusal::Unknown { what: Thing::Room });
        let resource = self.case.rows.resources.get(&args.resource_id).ok_or_else(|| unknown.clone())?;
        let community = self.community(resource.community_id).map_err(|_| unknown)?;
        allow(may(&self.standing(community, None), Action::Change, &resource.nature))?;
        let zone = community.zone();
        args.within_reach(self.calendar(community, &zone))?;
        let note = text(&args.note, Field::Note, community)?;
        let hours = match (args.from, args.until) {
            (None, None) => Vec::new(),
            (Some(from), Some(until)) if from < until && until <= 1440 => vec![Hours { from, until }],
            _ => return Err(CommonRefusal::EndsBeforeStarts.into()),
        };
        let today = zone.date(self.case.now);
        let mut changed = resource.clone();
        // Days that are over say nothing any more, and every phone has this row.
        changed.hours.exceptions.retain(|e| e.day != args.day && e.day >= today);
        changed.hours.exceptions.push(Exception {
            id: args.exception_id,
            day: args.day,
            hours,
            note: note.clone(),
        });
        changed.hours.exceptions.sort_by_key(|e| e.day);

        let day = zone.day(args.day);
        let hit: Vec<_> = self
            .case
            .rows
            .bookings
            .values()
            .filter(|b| {
                b.state.is_ahead()
                    && b.resources().contains(&resource.id)
                    && b.interval().overlaps(day)
                    && b.starts > self.case.now
                    && !changed.hours.covers(b.interval(), &zone)
            })
            .cloned()
            .collect();
        for booking in hit {
            let news = HoursNews::Changed {
                booking_id: booking.id,
                starts: booking.starts,
                service: booking.visit().map(|visit| visit.service),
                note: note.clone(),
                retired: false,
            };
            self.tell_booker_news(&booking, news.into());
            self.tell_story(booking.community_id, (booking.id, BookingDeed::HoursChanged), &note);
        }
        self.put(Row::Resource(changed));
        Ok(())
    }
}
