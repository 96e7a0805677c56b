//! Times and durations as people read them.

use time::OffsetDateTime;

/// A time of day in UTC, such as `2026-11-24 02:40 UTC`; `seconds` since 1970.
pub fn utc(seconds: i64) -> String {
    OffsetDateTime::from_unix_timestamp(seconds).map_or_else(
        |_| "at an impossible time".to_owned(),
        |at| {
            format!(
                "{:04}-{:02}-{:02} {:02}:{:02} UTC",
                at.year(),
                u8::from(at.month()),
                at.day(),
                at.hour(),
                at.minute()
            )
        },
    )
}

/// A time of the reader's day, such as `14:05`; `ahead` are the minutes by which their clock is ahead of UTC.
pub fn of_day(seconds: i64, ahead: i32) -> String {
    let minutes = seconds
        .div_euclid(60)
        .saturating_add(ahead.into())
        .rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The last moment, not after `now`, at which the reader's clock showed this time of day; `None` when it is none.
pub fn last_time_of_day(typed: &str, now: i64, ahead: i32) -> Option<i64> {
    let (hours, minutes) = typed.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.get(..2)?.parse().ok()?);
    if !((0..24).contains(&hours) && (0..60).contains(&minutes)) {
        return None;
    }
    let day = 24 * 60 * 60;
    let local = now.checked_add(60 * i64::from(ahead))?;
    let at = local.div_euclid(day) * day + 60 * (60 * hours + minutes);
    let at = if at > local { at - day } else { at };
    at.checked_sub(60 * i64::from(ahead))
}

/// How long a step took, such as `18 ms` or `2.4 s`.
pub fn took(ms: u32) -> String {
    if ms < 1000 {
        format!("{ms} ms")
    } else {
        format!("{}.{} s", ms / 1000, ms % 1000 / 100)
    }
}

/// How long to wait, rounded up, such as `20 seconds` or `3 minutes`.
pub fn wait(ms: u32) -> String {
    let seconds = ms.div_ceil(1000);
    let (count, unit) = if seconds <= 90 {
        (seconds, "second")
    } else {
        (seconds.div_ceil(60), "minute")
    };
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {unit}{plural}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_utc() {
        assert_eq!(utc(0), "1970-01-01 00:00 UTC");
        assert_eq!(utc(1_700_000_000), "2023-11-14 22:13 UTC");
        assert_eq!(utc(i64::MAX), "at an impossible time");
    }

    #[test]
    fn the_readers_day_is_told_and_read() {
        // 2023-11-14 22:13:20 UTC
        let now = 1_700_000_000;
        assert_eq!(
            (of_day(now, 0), of_day(now, 60), of_day(now, -330)),
            ("22:13".into(), "23:13".into(), "16:43".into())
        );
        assert_eq!(last_time_of_day("22:13", now, 0), Some(now - 20));
        assert_eq!(
            last_time_of_day("22:14", now, 0),
            Some(now + 40 - 24 * 3600)
        );
        assert_eq!(
            of_day(last_time_of_day("00:05", now, 180).unwrap(), 180),
            "00:05"
        );
        for bad in ["", "7", "24:00", "12:60", "aa:bb", "1:2"] {
            assert_eq!(last_time_of_day(bad, now, 0), None, "{bad}");
        }
        let _ = (
            of_day(i64::MAX, i32::MAX),
            last_time_of_day("01:00", i64::MAX, i32::MAX),
        );
    }

    #[test]
    fn durations_are_short() {
        assert_eq!(
            [took(0), took(999), took(2450)],
            ["0 ms", "999 ms", "2.4 s"]
        );
        let waits = [wait(1), wait(20_000), wait(90_001), wait(u32::MAX)];
        assert_eq!(
            waits,
            ["1 second", "20 seconds", "2 minutes", "71583 minutes"]
        );
    }
}
