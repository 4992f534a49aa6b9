//! How much help one person may ask for, and how much one neighbour may take on.

use super::HelpBody;
use super::steps::TAKEN;
use crate::decide::Work;
use crate::decide::limits::below;
use crate::matter::Matter;
use crate::member::Member;
use crate::place::Community;
use crate::refusal::{Counted, Refusal};
use crate::rows::Tally;
use crate::time::Zone;

impl Work<'_> {
    /// A person has so many requests open, and so many are made for them, and by one person, on one day.
    pub(crate) fn room_for_help(
        &self,
        subject: &Member,
        community: &Community,
        zone: &Zone,
    ) -> Result<(), Refusal> {
        let (rows, me) = (self.case.rows, self.case.actor.id);
        let settings = &community.settings;
        let today = zone.day(zone.date(self.case.now));
        let helps = || rows.matters_of::<HelpBody>().map(|(it, _)| it);
        let count = |which: &dyn Fn(&Matter) -> bool| helps().filter(|it| which(it)).count();
        let open = count(&|it| it.subject == Some(subject.id) && it.ended.is_none());
        let limit = self.limit_for(subject.id, settings.help.help_open_limit, community);
        below(open + rows.tally(Tally::Helps(subject.id)), limit, Counted::Helps)?;
        let asked = count(&|it| it.subject == Some(subject.id) && today.contains(it.opened));
        let limit = self.limit_for(subject.id, settings.help.help_day_limit, community);
        below(asked + rows.tally(Tally::HelpsFor(subject.id)), limit, Counted::HelpsToday)?;
        let by = count(&|it| it.actor == Some(me) && today.contains(it.opened));
        below(by + rows.tally(Tally::HelpsBy(me)), limit, Counted::HelpsToday)
    }

    /// A neighbour brings to an end what they have taken before they take more.
    pub(crate) fn room_to_take(&self, community: &Community) -> Result<(), Refusal> {
        let me = self.case.actor.id;
        let at_work = |(it, help): &(&Matter, &HelpBody)| it.taker == Some(me) && TAKEN.contains(&help.stage);
        let held = self.case.rows.matters_of::<HelpBody>().filter(at_work).count();
        let held = held + self.case.rows.tally(Tally::Taken(me));
        below(held, community.settings.help.neighbour_take_limit, Counted::Taken)
    }
}
