//! The timestamp of a chat line, as people and programs write it, with no more precision than it was given.
//!
//! `2026-02-14` is a whole day and `18:22` a whole minute, and without a zone both are read in the map's. So a stamp
//! is no instant; it says the first and the last instant it can mean, and each rule takes the one that is fair.

use std::fmt::{self, Display};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta};
use serde::{Serialize, Serializer};

use super::day::Zone;

/// A date, and as much of a time and a zone as was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp {
    date: NaiveDate,
    clock: Option<Clock>,
    offset: Option<FixedOffset>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Clock {
    time: NaiveTime,
    precision: Precision,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Precision {
    Minute,
    Second,
    Fraction,
}

/// The form in which auraops writes a time: `2026-02-14 18:22:12 +01:00`.
pub fn format(time: DateTime<FixedOffset>) -> String {
    time.format("%Y-%m-%d %H:%M:%S %:z").to_string()
}

impl Stamp {
    /// Takes a date, then perhaps a time (to the minute, the second or less), then perhaps a zone (`Z`, `UTC` or an
    /// offset), with blanks or a `T` between.
    pub fn parse(text: &str) -> Option<Stamp> {
        let text = text.trim();
        let (date, rest) = date(text)?;
        let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest).trim_start();
        let (clock, rest) = match clock(rest) {
            Some((clock, rest)) => (Some(clock), rest.trim_start()),
            None => (None, rest),
        };
        let offset = if rest.is_empty() { None } else { Some(offset(rest)?) };
        Some(Stamp { date, clock, offset })
    }

    /// The first instant it can mean.
    pub fn earliest(self, zone: Zone) -> DateTime<FixedOffset> {
        self.zone(zone).instants(self.date.and_time(self.clock.map_or(NaiveTime::MIN, |clock| clock.time))).0
    }

    /// The last instant it can mean.
    pub fn latest(self, zone: Zone) -> DateTime<FixedOffset> {
        let zone = self.zone(zone);
        let (start, length) = match self.clock {
            None => (zone.day(self.date).end, TimeDelta::zero()),
            Some(clock) => {
                let length = match clock.precision {
                    Precision::Minute => TimeDelta::minutes(1),
                    Precision::Second => TimeDelta::seconds(1),
                    Precision::Fraction => TimeDelta::nanoseconds(1),
                };
                (zone.instants(self.date.and_time(clock.time)).1, length)
            }
        };
        start.checked_add_signed(length - TimeDelta::nanoseconds(1)).unwrap_or(start)
    }

    /// The date in `zone`.
    pub fn date(self, zone: Zone) -> NaiveDate {
        match self.offset {
            Some(_) => zone.date(self.earliest(zone)),
            None => self.date,
        }
    }

    fn zone(self, default: Zone) -> Zone {
        self.offset.map_or(default, Zone::Fixed)
    }
}

impl Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date.format("%Y-%m-%d"))?;
        if let Some(clock) = self.clock {
            let form = match clock.precision {
                Precision::Minute => " %H:%M",
                Precision::Second => " %H:%M:%S",
                Precision::Fraction => " %H:%M:%S%.f",
            };
            write!(f, "{}", clock.time.format(form))?;
        }
        match self.offset {
            Some(offset) => write!(f, " {offset}"),
            None => Ok(()),
        }
    }
}

impl Serialize for Stamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// `2026-02-14`, and what follows.
fn date(text: &str) -> Option<(NaiveDate, &str)> {
    let (year, rest) = digits(text, 4)?;
    let (month, rest) = digits(rest.strip_prefix('-')?, 2)?;
    let (day, rest) = digits(rest.strip_prefix('-')?, 2)?;
    Some((NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, rest))
}

/// `18:22`, `18:22:12` or `18:22:12.5`, and what follows.
fn clock(text: &str) -> Option<(Clock, &str)> {
    let (hour, rest) = digits(text, 2)?;
    let (minute, rest) = digits(rest.strip_prefix(':')?, 2)?;
    let minutes = NaiveTime::from_hms_opt(hour, minute, 0)?;
    let Some(rest) = rest.strip_prefix(':') else {
        return Some((Clock { time: minutes, precision: Precision::Minute }, rest));
    };
    let (second, rest) = digits(rest, 2)?;
    // A leap second is taken for the one before it, as git and most clocks do.
    let second = if second == 60 { 59 } else { second };
    let time = NaiveTime::from_hms_opt(hour, minute, second)?;
    let Some(fraction) = rest.strip_prefix(['.', ',']) else {
        return Some((Clock { time, precision: Precision::Second }, rest));
    };
    let length = fraction.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, rest) = fraction.split_at_checked(length).filter(|(fraction, _)| !fraction.is_empty())?;
    let nanos: u32 = format!("{fraction:0<9}").get(..9)?.parse().ok()?;
    let time = NaiveTime::from_hms_nano_opt(hour, minute, second, nanos)?;
    Some((Clock { time, precision: Precision::Fraction }, rest))
}

/// A zone, which must be the end of the text.
fn offset(text: &str) -> Option<FixedOffset> {
    if ["Z", "UTC", "GMT"].iter().any(|utc| utc.eq_ignore_ascii_case(text)) {
        return FixedOffset::east_opt(0);
    }
    let (sign, rest) = match text.chars().next()? {
        '+' => (1, &text[1..]),
        '-' => (-1, &text[1..]),
        '\u{2212}' => (-1, text.strip_prefix('\u{2212}')?),
        _ => return None,
    };
    let (hours, rest) = digits(rest, 2)?;
    let minutes = match rest.strip_prefix(':').unwrap_or(rest) {
        "" if rest.is_empty() => 0,
        minutes => match digits(minutes, 2)? {
            (minutes, "") if minutes < 60 => minutes,
            _ => return None,
        },
    };
    FixedOffset::east_opt(sign * i32::try_from(hours * 3600 + minutes * 60).ok()?)
}

/// Exactly `count` ASCII digits, and what follows.
fn digits(text: &str, count: usize) -> Option<(u32, &str)> {
    let (number, rest) = text.split_at_checked(count)?;
    number.bytes().all(|byte| byte.is_ascii_digit()).then_some(())?;
    Some((number.parse().ok()?, rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn zone() -> Zone {
        Zone::Fixed(FixedOffset::east_opt(3600).unwrap())
    }

    #[test]
    fn a_stamp_is_read_as_people_write_it() {
        for (text, shown) in [
            ("2026-02-14 18:22:12 +01:00", "2026-02-14 18:22:12 +01:00"),
            ("2026-02-14T18:22:12+01:00", "2026-02-14 18:22:12 +01:00"),
            ("2026-02-14T18:22:12Z", "2026-02-14 18:22:12 +00:00"),
            ("2026-02-14t18:22z", "2026-02-14 18:22 +00:00"),
            (" 2026-02-14  18:22:12  UTC ", "2026-02-14 18:22:12 +00:00"),
            ("2026-02-14 18:22:12 +0100", "2026-02-14 18:22:12 +01:00"),
            ("2026-02-14 18:22:12 -05", "2026-02-14 18:22:12 -05:00"),
            ("2026-02-14 18:22:12 \u{2212}05:30", "2026-02-14 18:22:12 -05:30"),
            ("2026-02-14 18:22", "2026-02-14 18:22"),
            ("2026-02-14T18:22:12.5Z", "2026-02-14 18:22:12.500 +00:00"),
            ("2026-02-14 18:22:12,123456789123", "2026-02-14 18:22:12.123456789"),
            ("2026-02-14 23:59:60Z", "2026-02-14 23:59:59 +00:00"),
            ("2026-02-14", "2026-02-14"),
            ("2026-02-14 +01:00", "2026-02-14 +01:00"),
        ] {
            assert_eq!(Stamp::parse(text).map(|stamp| stamp.to_string()).as_deref(), Some(shown), "{text:?}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in [
            "",
            "<timestamp>",
            "today",
            "2026-02-30",
            "2026-13-01",
            "2026-2-14",
            "18:22",
            "2026-02-14 25:00",
            "2026-02-14 18:60",
            "2026-02-14 18:22:61",
            "2026-02-14 18:22:12 CET",
            "2026-02-14 18:22:12.",
            "2026-02-14 18:22:12 +24:00",
            "2026-02-14 18:22:12 +01:0",
            "2026-02-14 18:22:12 +01:",
            "2026-02-14 18:22:12 +01:00 x",
            "2026-02-140",
            "2026-02-14 18:22:123",
            "２０２６-02-14",
        ] {
            assert_eq!(Stamp::parse(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_stamp_means_no_more_than_it_says() {
        for (text, earliest, latest) in [
            ("2026-02-14", "2026-02-14T00:00:00+01:00", "2026-02-14T23:59:59.999999999+01:00"),
            ("2026-02-14 Z", "2026-02-14T00:00:00+00:00", "2026-02-14T23:59:59.999999999+00:00"),
            ("2026-02-14 18:22", "2026-02-14T18:22:00+01:00", "2026-02-14T18:22:59.999999999+01:00"),
            ("2026-02-14 18:22:12", "2026-02-14T18:22:12+01:00", "2026-02-14T18:22:12.999999999+01:00"),
            ("2026-02-14 18:22:12.5Z", "2026-02-14T18:22:12.500+00:00", "2026-02-14T18:22:12.500+00:00"),
        ] {
            let stamp = Stamp::parse(text).unwrap();
            assert_eq!(stamp.earliest(zone()).to_rfc3339(), earliest, "{text:?}");
            assert_eq!(stamp.latest(zone()).to_rfc3339(), latest, "{text:?}");
        }
    }

    #[test]
    fn the_date_is_that_of_the_configured_zone() {
        for (text, date) in [
            ("2026-02-14 23:30:00 +00:00", "2026-02-15"),
            ("2026-02-15 00:30:00 +02:00", "2026-02-14"),
            ("2026-02-14 23:30:00", "2026-02-14"),
            ("2026-02-14", "2026-02-14"),
        ] {
            assert_eq!(Stamp::parse(text).unwrap().date(zone()).to_string(), date, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in r"\PC{0,40}|[-0-9TZ:., +]{0,40}") {
            if let Some(stamp) = Stamp::parse(&text) {
                prop_assert_eq!(Stamp::parse(&stamp.to_string()), Some(stamp));
                prop_assert!(stamp.earliest(Zone::Local) <= stamp.latest(Zone::Local));
                stamp.date(zone());
            }
        }

        #[test]
        fn our_own_form_is_read_back(seconds in 0_i64..253_402_300_799, minutes in -1439_i32..1440) {
            let offset = FixedOffset::east_opt(minutes * 60).unwrap();
            let time = DateTime::from_timestamp(seconds, 0).unwrap().with_timezone(&offset);
            prop_assume!(chrono::Datelike::year(&time) < 10_000);
            let stamp = Stamp::parse(&format(time)).unwrap();
            prop_assert_eq!(stamp.earliest(Zone::Local), time);
            prop_assert_eq!(stamp.to_string(), format(time));
        }
    }
}
