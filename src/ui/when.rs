//! Times as people say them.

use chrono::{DateTime, FixedOffset, NaiveDate, TimeDelta};

/// `18:22`, with its date unless that is `today`. Both are in the zone of the day.
pub fn clock(at: DateTime<FixedOffset>, today: NaiveDate) -> String {
    let form = if at.date_naive() == today { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    at.format(form).to_string()
}

/// `12 min ago`, in the largest unit that fits; what lies ahead, by some other machine's clock, is `just now`.
pub fn ago(age: TimeDelta) -> String {
    match (age.num_minutes(), age.num_hours(), age.num_days()) {
        (..1, _, _) => "just now".to_owned(),
        (minutes, ..1, _) => format!("{minutes} min ago"),
        (_, hours, ..2) if hours < 36 => format!("{hours} h ago"),
        (_, _, days) => format!("{days} d ago"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_told_in_one_unit() {
        for (seconds, said) in [
            (-90, "just now"),
            (59, "just now"),
            (60, "1 min ago"),
            (3599, "59 min ago"),
            (3600, "1 h ago"),
            (35 * 3600, "35 h ago"),
            (36 * 3600, "1 d ago"),
            (400 * 86400, "400 d ago"),
        ] {
            assert_eq!(ago(TimeDelta::seconds(seconds)), said, "{seconds}");
        }
    }

    #[test]
    fn a_date_is_said_when_it_is_another() {
        let at = DateTime::parse_from_rfc3339("2026-02-14T18:22:12+01:00").unwrap();
        assert_eq!(clock(at, "2026-02-14".parse().unwrap()), "18:22");
        assert_eq!(clock(at, "2026-02-15".parse().unwrap()), "2026-02-14 18:22");
    }
}
