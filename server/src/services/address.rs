//! The address of a page, with what decides of which rows it is made: who reads, where and when.

use jiff::civil::Date;
use linli_domain::ids::MemberId;
use linli_domain::member::Role;
use linli_domain::policy::Actor;
use linli_domain::time::{Instant, Interval, Minutes, Zone, monday_of, plus_days};
use uuid::Uuid;

use super::reading::{Want, Which};

/// The reader's roles have no such page.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not for this role")]
pub(crate) struct NotAllowed;

/// Whose page of the desk it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DeskOf {
    /// Everybody who works there.
    All,
    /// Not the keepers', who have the rooms only.
    Clerks,
}

/// See the module.
pub(crate) struct Address<'a> {
    parts: Vec<&'a str>,
    query: Vec<(String, String)>,
    pub(crate) actor: &'a Actor,
    zone: &'a Zone,
    now: Instant,
    /// Of when a page has the reader's own bookings.
    pub(crate) own: Interval,
}

impl<'a> Address<'a> {
    pub(super) fn new(
        (path, query): (&'a str, &str),
        actor: &'a Actor,
        zone: &'a Zone,
        own: Interval,
        now: Instant,
    ) -> Self {
        let parts = path.split('/').filter(|part| !part.is_empty()).collect();
        Self { parts, query: serde_urlencoded::from_str(query).unwrap_or_default(), actor, zone, now, own }
    }

    /// The parts of the path; none of `/`.
    pub(crate) fn parts(&self) -> &[&'a str] {
        &self.parts
    }

    /// The id in the path: in the middle as in `mine/…/slip`, or last.
    pub(crate) fn id(&self) -> Option<Uuid> {
        self.parts.iter().find_map(|part| Uuid::try_parse(part).ok())
    }

    /// A field after `?` that is not empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, value)| key == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    /// The person that something is booked for or asked for.
    pub(crate) fn subject(&self) -> Option<MemberId> {
        self.get("for").and_then(|id| id.parse().ok())
    }

    pub(crate) fn today(&self) -> Date {
        self.zone.date(self.now)
    }

    /// The day that is asked for, today by default.
    pub(crate) fn day(&self) -> Date {
        self.get("day").and_then(|day| day.parse().ok()).unwrap_or_else(|| self.today())
    }

    /// The day that is asked for, of a page that books: today in place of days that are over. Yesterday may be
    /// today in another zone.
    pub(crate) fn day_to_book(&self) -> Date {
        let day = self.day();
        if day < plus_days(self.today(), -1) { self.today() } else { day }
    }

    /// A day, with this many minutes before and after.
    pub(crate) fn around(&self, day: Date, before: Minutes, after: Minutes) -> Interval {
        self.zone.day(day).widened(before, after)
    }

    /// The weeks that what is booked on a day looks at: the rules on working time at the day's own, offers at
    /// the one after.
    pub(crate) fn weeks(&self, day: Date) -> Interval {
        let monday = monday_of(day);
        let at = |days| self.zone.at(plus_days(monday, days), 0);
        Interval { starts: at(-1), ends: at(15) }
    }

    /// From yesterday on.
    pub(crate) fn coming(&self) -> Interval {
        Interval { starts: self.now.plus_days(-1), ends: self.own.ends }
    }

    /// A page of the desk.
    pub(crate) fn desk(&self, of: DeskOf) -> Result<Want, NotAllowed> {
        let may = match of {
            DeskOf::All => self.actor.works_at_desk(),
            DeskOf::Clerks => self.actor.has(Role::Clerk),
        };
        if !may {
            return Err(NotAllowed);
        }
        let day = self.day();
        Ok(Want {
            desk: Some(self.around(day, 24 * 60, 24 * 60)),
            resources: Some(Which::All),
            busy: Some((Which::All, self.weeks(day))),
            about: self.id(),
            ..Want::default()
        })
    }
}
