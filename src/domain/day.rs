//! Days and wall clocks: what a date, or a time without a zone, means in the zone that the map names.
//!
//! Clocks are put forward and back, so a wall-clock time may come twice or never. Nothing here fails on that: a time
//! that comes twice means either, and one that is skipped means what the clock would show had nobody touched it.

use std::ops::Range;

use chrono::offset::Offset;
use chrono::{
    DateTime, FixedOffset, Local, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone,
};

/// The time zone in which a day begins and ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Zone {
    Local,
    Fixed(FixedOffset),
}

impl Zone {
    /// An instant as the clocks of this zone show it.
    pub fn at(self, instant: DateTime<FixedOffset>) -> DateTime<FixedOffset> {
        match self {
            Zone::Local => instant.with_timezone(&Local).fixed_offset(),
            Zone::Fixed(offset) => instant.with_timezone(&offset),
        }
    }

    /// The date of an instant.
    pub fn date(self, instant: DateTime<FixedOffset>) -> NaiveDate {
        self.at(instant).date_naive()
    }

    /// A day, from midnight to midnight: 23 or 25 hours when clocks change.
    pub fn day(self, date: NaiveDate) -> Range<DateTime<FixedOffset>> {
        let start = |date: NaiveDate| self.instants(date.and_time(NaiveTime::MIN)).0;
        start(date)..start(date.succ_opt().unwrap_or(date))
    }

    /// The first and the last instant at which clocks of this zone show `clock`; mostly the same.
    pub fn instants(self, clock: NaiveDateTime) -> (DateTime<FixedOffset>, DateTime<FixedOffset>) {
        match self {
            Zone::Local => instants(&Local, clock),
            Zone::Fixed(offset) => instants(&offset, clock),
        }
    }
}

fn instants<Z: TimeZone>(zone: &Z, clock: NaiveDateTime) -> (DateTime<FixedOffset>, DateTime<FixedOffset>) {
    match zone.from_local_datetime(&clock) {
        LocalResult::Single(time) => (time.fixed_offset(), time.fixed_offset()),
        LocalResult::Ambiguous(one, other) => {
            let (one, other) = (one.fixed_offset(), other.fixed_offset());
            let (first, last) = (one.min(other), one.max(other));
            // At the very instant of going back the clock shows the earlier time already, whatever chrono says.
            let shown = zone.from_utc_datetime(&first.naive_utc()).naive_local() == clock;
            (if shown { first } else { last }, last)
        }
        LocalResult::None => {
            // Skipped: read it by the offset of the day before. A day is more than any offset or any jump.
            let before = clock.checked_sub_signed(TimeDelta::days(1)).unwrap_or(clock);
            let offset = zone.offset_from_utc_datetime(&before).fix();
            let utc = clock.checked_sub_offset(offset).unwrap_or(clock);
            let time = zone.from_utc_datetime(&utc).fixed_offset();
            (time, time)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_day_goes_from_midnight_to_midnight() {
        let zone = Zone::Fixed(FixedOffset::east_opt(3600).unwrap());
        let day = zone.day(date("2026-02-14"));
        assert_eq!(day.start.to_rfc3339(), "2026-02-14T00:00:00+01:00");
        assert_eq!(day.end.to_rfc3339(), "2026-02-15T00:00:00+01:00");
        let late = DateTime::parse_from_rfc3339("2026-02-14T23:30:00Z").unwrap();
        assert_eq!(zone.date(late), date("2026-02-15"));
    }

    /// Whatever zone the tests run in.
    #[test]
    fn the_days_of_a_year_follow_each_other_without_gap() {
        for first in ["2026-01-01", "2011-01-01", "2018-01-01"] {
            let mut day = Zone::Local.day(date(first));
            for date in date(first).iter_days().skip(1).take(366) {
                let next = Zone::Local.day(date);
                assert_eq!(day.end, next.start, "{date}");
                assert!(next.start <= next.end, "{date}");
                // Samoa had no 30 December 2011.
                let hours = if next.start == next.end { 0..0 } else { 0..24 };
                for hour in hours {
                    let (one, other) = Zone::Local.instants(date.and_hms_opt(hour, 30, 0).unwrap());
                    assert!(next.start <= one && one <= other && other <= next.end, "{date} {hour}");
                }
                day = next;
            }
        }
    }
}
