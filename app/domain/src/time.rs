//! The one place where clocks meet calendars. An [`Instant`] is a point in time; dates and hours
//! exist only together with a [`Zone`].

use core::fmt;
use core::ops::{Add, Sub};
use core::str::FromStr;

use jiff::civil::{Date, DateTime};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span as Calendar, Timestamp};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::as_text;

/// A point in time, UTC, to the millisecond. In JSON an RFC 3339 text with `Z`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(i64);

as_text!(Instant);

/// A length of time in whole minutes; never negative in rules, though a difference may be.
pub type Minutes = i64;

const MINUTE_MS: i64 = 60_000;

/// The years that linli accepts, so that no arithmetic below can leave the calendar.
const EARLIEST_MS: i64 = 0;
const LATEST_MS: i64 = 7_258_118_400_000; // 2200-01-01

impl Instant {
    /// From milliseconds since 1970-01-01T00:00Z; clamped to the years 1970 to 2199.
    #[must_use]
    pub const fn from_millis(ms: i64) -> Self {
        if ms < EARLIEST_MS {
            Self(EARLIEST_MS)
        } else if ms > LATEST_MS {
            Self(LATEST_MS)
        } else {
            Self(ms)
        }
    }

    /// Milliseconds since 1970-01-01T00:00Z.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// This instant moved by whole minutes, backwards when negative.
    #[must_use]
    pub const fn plus_minutes(self, minutes: Minutes) -> Self {
        Self::from_millis(self.0.saturating_add(minutes.saturating_mul(MINUTE_MS)))
    }

    /// This instant moved back by whole minutes.
    #[must_use]
    pub const fn minus_minutes(self, minutes: Minutes) -> Self {
        self.plus_minutes(minutes.saturating_neg())
    }

    /// This instant moved by whole hours, backwards when negative.
    #[must_use]
    pub const fn plus_hours(self, hours: i64) -> Self {
        self.plus_minutes(hours.saturating_mul(60))
    }

    /// This instant moved by days of 24 hours; calendar days need a [`Zone`].
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_hours(days.saturating_mul(24))
    }

    /// Whole minutes from `earlier` to this instant, rounded down.
    #[must_use]
    pub const fn minutes_since(self, earlier: Self) -> Minutes {
        (self.0 - earlier.0).div_euclid(MINUTE_MS)
    }

    fn timestamp(self) -> Timestamp {
        Timestamp::from_millisecond(self.0).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

impl Add<core::time::Duration> for Instant {
    type Output = Self;

    fn add(self, other: core::time::Duration) -> Self {
        Self::from_millis(self.0.saturating_add(i64::try_from(other.as_millis()).unwrap_or(i64::MAX)))
    }
}

impl Sub for Instant {
    type Output = core::time::Duration;

    /// Zero when `other` is later.
    fn sub(self, other: Self) -> core::time::Duration {
        core::time::Duration::from_millis(u64::try_from(self.0 - other.0).unwrap_or(0))
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl fmt::Debug for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.timestamp().fmt(f)
    }
}

impl FromStr for Instant {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // Rounded down, so that the last moment of 1969 is not taken for 1970.
        let ms = i64::try_from(text.parse::<Timestamp>()?.as_nanosecond().div_euclid(1_000_000))
            .unwrap_or(i64::MIN);
        if (EARLIEST_MS..=LATEST_MS).contains(&ms) {
            Ok(Self(ms))
        } else {
            Err(jiff::Error::from_args(format_args!("a year outside 1970 to 2199")))
        }
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(from)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Instant {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .format(Some(utoipa::openapi::SchemaFormat::KnownFormat(utoipa::openapi::KnownFormat::DateTime)))
            .examples(["2026-11-24T07:00:00Z"])
            .into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Instant {}

/// A half-open stretch of time `[starts, ends)`; two that touch do not overlap.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Interval {
    /// First instant inside.
    pub starts: Instant,
    /// First instant after.
    pub ends: Instant,
}

impl Interval {
    /// `None` unless it ends after it starts.
    #[must_use]
    pub fn new(starts: Instant, ends: Instant) -> Option<Self> {
        (starts < ends).then_some(Self { starts, ends })
    }

    /// From a start and a length; `None` unless the length is positive.
    #[must_use]
    pub fn lasting(starts: Instant, minutes: Minutes) -> Option<Self> {
        Self::new(starts, starts.plus_minutes(minutes))
    }

    /// Length in whole minutes.
    #[must_use]
    pub const fn minutes(self) -> Minutes {
        self.ends.minutes_since(self.starts)
    }

    /// Whether both share an instant.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        self.starts < other.ends && other.starts < self.ends
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub fn covers(self, other: Self) -> bool {
        self.starts <= other.starts && other.ends <= self.ends
    }

    /// Whether the instant lies inside.
    #[must_use]
    pub fn contains(self, at: Instant) -> bool {
        self.starts <= at && at < self.ends
    }

    /// The part that both share.
    #[must_use]
    pub fn common(self, other: Self) -> Option<Self> {
        Self::new(self.starts.max(other.starts), self.ends.min(other.ends))
    }

    /// Longer by some minutes at each end.
    #[must_use]
    pub const fn widened(self, before: Minutes, after: Minutes) -> Self {
        Self { starts: self.starts.minus_minutes(before), ends: self.ends.plus_minutes(after) }
    }
}

/// What a wall-clock reading means on a day when clocks change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// The usual case.
    Once(Instant),
    /// The clock jumps over this reading; the instant is the first one after the jump.
    Never(Instant),
    /// The clock shows this reading twice: the earlier and the later instant.
    Twice(Instant, Instant),
}

impl Reading {
    /// The one instant to use where a rule such as an opening hour needs one: after a gap, and the
    /// earlier of two.
    #[must_use]
    pub const fn instant(self) -> Instant {
        match self {
            Self::Once(at) | Self::Never(at) | Self::Twice(at, _) => at,
        }
    }
}

/// An IANA time zone with its rules. The rules travel as `TZif` bytes (RFC 9636), so that a phone
/// needs no time zone database of its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Zone(TimeZone);

impl Zone {
    /// # Errors
    /// When the bytes are not `TZif`.
    pub fn from_tzif(name: &str, tzif: &[u8]) -> Result<Self, jiff::Error> {
        TimeZone::tzif(name, tzif).map(Self)
    }

    /// Coordinated universal time, for what has no place.
    #[must_use]
    pub const fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// Date and clock at this instant.
    #[must_use]
    pub fn civil(&self, at: Instant) -> DateTime {
        self.0.to_datetime(at.timestamp())
    }

    /// The calendar day at this instant.
    #[must_use]
    pub fn date(&self, at: Instant) -> Date {
        self.civil(at).date()
    }

    /// What a wall clock reading means here.
    #[must_use]
    pub fn reading(&self, civil: DateTime) -> Reading {
        let ambiguous = self.0.to_ambiguous_timestamp(civil);
        let with = |offset: jiff::tz::Offset| {
            // Fails only at the edges of the calendar, far outside the years that linli accepts.
            let edge = if civil.year() < 1970 { EARLIEST_MS } else { LATEST_MS };
            Instant::from_millis(offset.to_timestamp(civil).map_or(edge, |t| t.as_millisecond()))
        };
        match ambiguous.offset() {
            AmbiguousOffset::Unambiguous { offset } => Reading::Once(with(offset)),
            // Reading the clock as if it had not jumped yet lands as far behind the jump as the
            // reading lies inside the gap; the jump itself is where both offsets meet.
            AmbiguousOffset::Gap { before, after } => {
                let inside = with(before);
                let jump = self
                    .0
                    .following(with(after).timestamp())
                    .next()
                    .map_or(inside, |t| Instant::from_millis(t.timestamp().as_millisecond()));
                Reading::Never(jump)
            }
            AmbiguousOffset::Fold { before, after } => Reading::Twice(with(before), with(after)),
        }
    }

    /// The instant at `minute` minutes of wall clock after midnight of `day`; 1440 is the next
    /// midnight.
    #[must_use]
    pub fn at(&self, day: Date, minute: u16) -> Instant {
        let (day, minute) = (plus_days(day, i64::from(minute / 1440)), minute % 1440);
        let hour = i8::try_from(minute / 60).unwrap_or(23);
        let minute = i8::try_from(minute % 60).unwrap_or(0);
        self.reading(day.at(hour, minute, 0, 0)).instant()
    }

    /// From midnight to midnight: 23, 24 or 25 hours mostly; none at all for a day that a zone
    /// skipped when it moved across the date line.
    #[must_use]
    pub fn day(&self, day: Date) -> Interval {
        Interval { starts: self.at(day, 0), ends: self.at(day, 1440) }
    }

    /// The week, Monday to Sunday (GB/T 7408.1), that `day` lies in.
    #[must_use]
    pub fn week(&self, day: Date) -> Interval {
        let monday = monday_of(day);
        Interval { starts: self.at(monday, 0), ends: self.at(plus_days(monday, 7), 0) }
    }
}

/// The Monday of the week that `day` lies in.
#[must_use]
pub fn monday_of(day: Date) -> Date {
    plus_days(day, -i64::from(day.weekday().to_monday_zero_offset()))
}

/// A calendar day moved by days, kept within the calendar.
#[must_use]
pub fn plus_days(day: Date, days: i64) -> Date {
    day.saturating_add(Calendar::new().days(days.clamp(-100_000, 100_000)))
}

/// Monday is 0, Sunday is 6.
#[must_use]
pub fn weekday_index(day: Date) -> usize {
    usize::try_from(day.weekday().to_monday_zero_offset()).unwrap_or(0)
}
