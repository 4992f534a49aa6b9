//! Clocks and calendars: zones whose clocks jump, days without 24 hours, instants as text.

#![allow(clippy::expect_used, clippy::unwrap_used, clippy::indexing_slicing)]

mod house;

use house::{at, day, zone};
use linli_domain::time::{Instant, Reading, monday_of, plus_days, weekday_index};
use rstest::rstest;

#[rstest]
#[case("America/New_York", "2027-03-14T02:30", "2027-03-14T07:00:00Z")]
#[case("America/New_York", "2027-03-14T02:00", "2027-03-14T07:00:00Z")]
#[case("Europe/Berlin", "2027-03-28T02:59", "2027-03-28T01:00:00Z")]
#[case("Australia/Lord_Howe", "2026-10-04T02:15", "2026-10-03T15:30:00Z")]
#[case("Pacific/Apia", "2011-12-30T12:00", "2011-12-30T10:00:00Z")]
fn a_reading_that_the_clock_jumps_over_means_the_jump(
    #[case] name: &str,
    #[case] civil: &str,
    #[case] jump: &str,
) {
    let reading = zone(name).reading(civil.parse().unwrap());
    assert_eq!(reading, Reading::Never(at(jump)));
    assert_eq!(reading.instant(), at(jump));
}

#[rstest]
#[case("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z")]
#[case("Europe/Berlin", "2026-10-25T02:00", "2026-10-25T00:00:00Z", "2026-10-25T01:00:00Z")]
#[case("Australia/Lord_Howe", "2027-04-04T01:45", "2027-04-03T14:45:00Z", "2027-04-03T15:15:00Z")]
fn a_reading_that_the_clock_shows_twice_means_the_earlier(
    #[case] name: &str,
    #[case] civil: &str,
    #[case] first: &str,
    #[case] second: &str,
) {
    let reading = zone(name).reading(civil.parse().unwrap());
    assert_eq!(reading, Reading::Twice(at(first), at(second)));
    assert_eq!(reading.instant(), at(first));
}

#[rstest]
#[case("America/New_York", "2027-03-14", 23 * 60)]
#[case("America/New_York", "2026-11-01", 25 * 60)]
#[case("America/New_York", "2026-11-02", 24 * 60)]
#[case("Australia/Lord_Howe", "2026-10-04", 23 * 60 + 30)]
#[case("Australia/Lord_Howe", "2027-04-04", 24 * 60 + 30)]
#[case("Pacific/Apia", "2011-12-29", 24 * 60)]
#[case("Pacific/Apia", "2011-12-30", 0)]
#[case("Pacific/Apia", "2011-12-31", 24 * 60)]
#[case("Asia/Shanghai", "2026-11-24", 24 * 60)]
#[case("Asia/Shanghai", "2028-02-29", 24 * 60)]
fn days_last_as_long_as_the_clock_says(#[case] name: &str, #[case] date: &str, #[case] minutes: i64) {
    assert_eq!(zone(name).day(day(date)).minutes(), minutes);
}

#[rstest]
#[case("America/New_York")]
#[case("Europe/Berlin")]
#[case("Australia/Lord_Howe")]
#[case("Pacific/Apia")]
#[case("Asia/Shanghai")]
#[case("America/Havana")]
#[case("Asia/Kathmandu")]
fn days_follow_each_other_without_gap_or_overlap(#[case] name: &str) {
    let zone = zone(name);
    for start in ["2011-12-20", "2026-10-20", "2027-03-10"] {
        for ahead in 0..30 {
            let today = plus_days(day(start), ahead);
            assert_eq!(zone.day(today).ends, zone.day(plus_days(today, 1)).starts, "{name} {today}");
        }
    }
}

#[rstest]
#[case("2026-11-23", "2026-11-23")]
#[case("2026-11-29", "2026-11-23")]
#[case("2026-11-30", "2026-11-30")]
#[case("2027-01-01", "2026-12-28")]
#[case("2028-03-01", "2028-02-28")]
fn weeks_begin_on_monday(#[case] date: &str, #[case] monday: &str) {
    let zone = zone("Asia/Shanghai");
    assert_eq!(monday_of(day(date)), day(monday));
    assert_eq!(zone.week(day(date)).starts, at(&format!("{monday}T00:00:00+08:00")));
    assert_eq!(zone.week(day(date)).minutes(), 7 * 24 * 60);
    assert_eq!(weekday_index(day(monday)), 0);
}

#[test]
fn a_week_with_a_clock_change_lasts_an_hour_more_or_less() {
    let zone = zone("Europe/Berlin");
    assert_eq!(zone.week(day("2026-10-25")).minutes(), 7 * 24 * 60 + 60);
    assert_eq!(zone.week(day("2027-03-28")).minutes(), 7 * 24 * 60 - 60);
}

#[test]
fn months_end_and_leap_days_come_where_the_calendar_has_them() {
    assert_eq!(plus_days(day("2026-11-30"), 1), day("2026-12-01"));
    assert_eq!(plus_days(day("2026-12-31"), 1), day("2027-01-01"));
    assert_eq!(plus_days(day("2028-02-28"), 1), day("2028-02-29"));
    assert_eq!(plus_days(day("2027-02-28"), 1), day("2027-03-01"));
    assert_eq!(plus_days(day("2100-02-28"), 1), day("2100-03-01"));
    assert_eq!(plus_days(day("2028-03-01"), -1), day("2028-02-29"));
    // Far beyond any calendar: kept within it.
    let _ = plus_days(day("9999-12-31"), i64::MAX);
    let _ = plus_days(day("-009999-01-01"), i64::MIN);
}

#[test]
fn minutes_after_midnight_may_run_into_the_days_after() {
    let zone = zone("Asia/Shanghai");
    let today = day("2026-11-24");
    assert_eq!(zone.at(today, 1440), at("2026-11-25T00:00:00+08:00"));
    assert_eq!(zone.at(today, 1439), at("2026-11-24T23:59:00+08:00"));
    // A row from outside may hold any number.
    assert_eq!(zone.at(today, 2 * 1440 + 60), at("2026-11-26T01:00:00+08:00"));
    let _ = zone.at(today, u16::MAX);
}

#[test]
fn the_edges_of_the_calendar_stay_in_order() {
    for name in ["America/New_York", "Pacific/Apia", "Asia/Shanghai"] {
        for date in ["9999-12-31", "-009999-01-01"] {
            let whole = zone(name).day(day(date));
            assert!(whole.starts <= whole.ends, "{name} {date} {whole:?}");
        }
        assert!(zone(name).day(day("9999-12-31")).starts > at("2199-01-01T00:00:00Z"));
    }
}

#[test]
fn a_zone_keeps_its_name_and_rubbish_is_refused() {
    assert_eq!(zone("Europe/Berlin").name(), "Europe/Berlin");
    assert!(linli_domain::time::Zone::from_tzif("X", b"no rules at all").is_err());
    assert_eq!(linli_domain::time::Zone::utc().name(), "UTC");
}

#[rstest]
#[case("1970-01-01T00:00:00Z", true)]
#[case("2199-12-31T23:59:59.999Z", true)]
#[case("2026-11-24T15:00:00+08:00", true)]
#[case("1969-12-31T23:59:59.999Z", false)]
#[case("1969-12-31T23:59:59.9999Z", false)]
#[case("2200-01-01T00:00:01Z", false)]
#[case("2026-02-29T00:00:00Z", false)]
#[case("2026-11-24T25:00:00Z", false)]
#[case("2026-11-24T15:00:00", false)]
#[case("2026-11-24", false)]
#[case("", false)]
#[case("now", false)]
fn an_instant_is_an_rfc_3339_text_within_the_years_of_linli(#[case] text: &str, #[case] good: bool) {
    assert_eq!(text.parse::<Instant>().is_ok(), good, "{text}");
}

#[test]
fn instants_are_one_text_in_json() {
    let one = at("2026-11-24T15:00:00+08:00");
    assert_eq!(serde_json::to_string(&one).unwrap(), r#""2026-11-24T07:00:00Z""#);
    assert_eq!(serde_json::from_str::<Instant>(r#""2026-11-24T07:00:00Z""#).unwrap(), one);
    assert!(serde_json::from_str::<Instant>("1764000000").is_err());
    let odd = Instant::from_millis(1_764_000_000_123);
    let text = serde_json::to_string(&odd).unwrap();
    assert_eq!(serde_json::from_str::<Instant>(&text).unwrap(), odd);
}

#[test]
fn moving_an_instant_never_leaves_the_years_of_linli() {
    let one = at("2026-11-24T07:00:00Z");
    for moved in [one.plus_minutes(i64::MAX), one.plus_hours(i64::MAX), one.plus_days(i64::MAX)] {
        assert_eq!(moved, Instant::from_millis(i64::MAX));
    }
    for moved in [one.plus_minutes(i64::MIN), one.minus_minutes(i64::MAX), one.plus_days(i64::MIN)] {
        assert_eq!(moved, Instant::from_millis(0));
    }
    assert_eq!(one.minus_minutes(i64::MIN), Instant::from_millis(i64::MAX));
    assert_eq!(one.minutes_since(one.plus_minutes(1)), -1);
    assert_eq!(Instant::from_millis(59_999).minutes_since(Instant::default()), 0);
    assert_eq!(Instant::default().minutes_since(Instant::from_millis(1)), -1);
    assert_eq!(one - one.plus_minutes(1), core::time::Duration::ZERO);
    assert_eq!(one + core::time::Duration::from_secs(60), one.plus_minutes(1));
}
