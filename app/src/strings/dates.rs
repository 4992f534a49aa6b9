//! Dates and times in the words that people use. Everything civil comes from a zone.

use jiff::civil::{Date, Time, Weekday};
use linli_domain::holiday::DayOff;
use linli_domain::time::{Instant, Interval, Minutes, Zone};

use super::Lang;

impl Lang {
    /// 下午 3:00 · 3:00 pm
    #[must_use]
    pub fn clock(self, at: Instant, zone: &Zone) -> String {
        self.time(zone.civil(at).time())
    }

    /// A wall clock reading in words, which no line break parts.
    #[must_use]
    pub fn time(self, time: Time) -> String {
        let (part, clock) = self.clock_parts(time);
        match self {
            Self::Zh => format!("{part}\u{a0}{clock}"),
            Self::En => format!("{clock}\u{a0}{part}"),
        }
    }

    /// The part of the day and the clock alone, for a large display: (下午, 3:00) · (pm, 3:00).
    #[must_use]
    pub fn clock_parts(self, time: Time) -> (&'static str, String) {
        let (hour, minute) = (time.hour(), time.minute());
        let part = match (self, hour) {
            (Self::Zh, 0..5) => "凌晨",
            (Self::Zh, 5..8) => "早上",
            (Self::Zh, 8..12) => "上午",
            (Self::Zh, 12) => "中午",
            (Self::Zh, 13..18) => "下午",
            (Self::Zh, _) => "晚上",
            (Self::En, 0..12) => "am",
            (Self::En, _) => "pm",
        };
        let hour = match (self, hour) {
            (Self::En, 0) => 12,
            (_, 13..) => hour - 12,
            _ => hour,
        };
        (part, format!("{hour}:{minute:02}"))
    }

    /// 周三 · Wed
    #[must_use]
    pub fn weekday(self, day: Date) -> &'static str {
        match (self, day.weekday()) {
            (Self::Zh, Weekday::Monday) => "周一",
            (Self::Zh, Weekday::Tuesday) => "周二",
            (Self::Zh, Weekday::Wednesday) => "周三",
            (Self::Zh, Weekday::Thursday) => "周四",
            (Self::Zh, Weekday::Friday) => "周五",
            (Self::Zh, Weekday::Saturday) => "周六",
            (Self::Zh, Weekday::Sunday) => "周日",
            (Self::En, Weekday::Monday) => "Mon",
            (Self::En, Weekday::Tuesday) => "Tue",
            (Self::En, Weekday::Wednesday) => "Wed",
            (Self::En, Weekday::Thursday) => "Thu",
            (Self::En, Weekday::Friday) => "Fri",
            (Self::En, Weekday::Saturday) => "Sat",
            (Self::En, Weekday::Sunday) => "Sun",
        }
    }

    /// 11月25日 · 25 Nov
    #[must_use]
    pub fn date(self, day: Date) -> String {
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = day.month();
        match self {
            Self::Zh => format!("{month}月{}日", day.day()),
            Self::En => {
                let name = usize::try_from(month - 1).ok().and_then(|m| MONTHS.get(m)).unwrap_or(&"");
                format!("{} {name}", day.day())
            }
        }
    }

    /// 11月25日 周三 · Wed 25 Nov
    #[must_use]
    pub fn long_date(self, day: Date) -> String {
        match self {
            Self::Zh => format!("{} {}", self.date(day), self.weekday(day)),
            Self::En => format!("{} {}", self.weekday(day), self.date(day)),
        }
    }

    /// 今天, 明天, 后天, else date and weekday; the year when it is another one.
    #[must_use]
    pub fn day(self, day: Date, today: Date) -> String {
        match (days_between(today, day), self) {
            (0, Self::Zh) => "今天".to_owned(),
            (0, Self::En) => "Today".to_owned(),
            (1, Self::Zh) => "明天".to_owned(),
            (1, Self::En) => "Tomorrow".to_owned(),
            (2, Self::Zh) => "后天".to_owned(),
            (-1, Self::Zh) => "昨天".to_owned(),
            (-1, Self::En) => "Yesterday".to_owned(),
            (-200..200, _) => self.long_date(day),
            (_, Self::Zh) => format!("{}年{}", day.year(), self.date(day)),
            (_, Self::En) => format!("{} {}", self.date(day), day.year()),
        }
    }

    /// The day in a word or two, for a narrow button: 今天, 周三 · Today, Wed.
    #[must_use]
    pub fn short_day(self, day: Date, today: Date) -> &'static str {
        match (days_between(today, day), self) {
            (0, Self::Zh) => "今天",
            (0, Self::En) => "Today",
            (1, Self::Zh) => "明天",
            _ => self.weekday(day),
        }
    }

    /// 今天 下午 3:00 · Today 3:00 pm
    #[must_use]
    pub fn when(self, at: Instant, now: Instant, zone: &Zone) -> String {
        format!("{} {}", self.day(zone.date(at), zone.date(now)), self.clock(at, zone))
    }

    /// 今天 下午 3:00 到 4:30 · Today 3:00 pm to 4:30 pm
    #[must_use]
    pub fn span(self, stretch: Interval, now: Instant, zone: &Zone) -> String {
        let starts = self.when(stretch.starts, now, zone);
        let hours = (zone.civil(stretch.starts), zone.civil(stretch.ends));
        let same_part = self.clock_parts(hours.0.time()).0 == self.clock_parts(hours.1.time()).0;
        let ends = if hours.0.date() != hours.1.date() {
            self.when(stretch.ends, now, zone)
        } else if same_part && self == Self::Zh {
            self.clock_parts(hours.1.time()).1
        } else {
            self.clock(stretch.ends, zone)
        };
        match self {
            Self::Zh => format!("{starts} 到 {ends}"),
            Self::En => format!("{starts} to {ends}"),
        }
    }

    /// What a day is for a holiday: 国庆节放假, 国庆节调休上班 · National Day, a working day for
    /// National Day.
    #[must_use]
    pub fn day_off(self, it: DayOff<'_>) -> String {
        match (self, it) {
            (Self::Zh, DayOff::Off(name)) => format!("{}放假", name.zh),
            (Self::Zh, DayOff::Worked(name)) => format!("{}调休上班", name.zh),
            (Self::En, DayOff::Off(name)) => name.en.clone(),
            (Self::En, DayOff::Worked(name)) => format!("working day for {}", name.en),
        }
    }

    /// How long: 30 分钟, 1 小时, 1 小时半, 3 天 · 30 minutes, 1 hour, 1 h 30 min, 3 days. Negative
    /// lengths count as zero.
    #[must_use]
    pub fn length(self, minutes: Minutes) -> String {
        let minutes = minutes.max(0);
        let (days, hours, rest) = (minutes / 1440, minutes / 60, minutes % 60);
        match (self, hours, rest) {
            (Self::Zh, 48.., _) => format!("{days} 天"),
            (Self::En, 48.., _) => format!("{days} days"),
            (Self::Zh, 0, _) => format!("{rest} 分钟"),
            (Self::Zh, _, 0) => format!("{hours} 小时"),
            (Self::Zh, _, 30) => format!("{hours} 小时半"),
            (Self::Zh, _, _) => format!("{hours} 小时 {rest} 分"),
            (Self::En, 0, 1) => "1 minute".to_owned(),
            (Self::En, 0, _) => format!("{rest} minutes"),
            (Self::En, 1, 0) => "1 hour".to_owned(),
            (Self::En, _, 0) => format!("{hours} hours"),
            (Self::En, _, _) => format!("{hours} h {rest} min"),
        }
    }

    /// 刚才, 20 分钟前 · Just now, 20 minutes ago; whole dates after two days.
    #[must_use]
    pub fn ago(self, at: Instant, now: Instant, zone: &Zone) -> String {
        let minutes = now.minutes_since(at);
        match (self, minutes) {
            (Self::Zh, ..2) => "刚才".to_owned(),
            (Self::En, ..2) => "Just now".to_owned(),
            (Self::Zh, ..120) => format!("{}前", self.length(minutes)),
            (Self::En, ..120) => format!("{} ago", self.length(minutes)),
            _ => self.when(at, now, zone),
        }
    }

    /// What is left of a time allowed: 还剩 2 小时 · 2 hours left; or by how much it is over.
    #[must_use]
    pub fn left(self, minutes: Minutes) -> String {
        match (self, minutes) {
            (Self::Zh, 0..) => format!("还剩 {}", self.length(minutes)),
            (Self::En, 0..) => format!("{} left", self.length(minutes)),
            (Self::Zh, _) => format!("超时 {}", self.length(-minutes)),
            (Self::En, _) => format!("{} over", self.length(-minutes)),
        }
    }
}

pub(super) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}
