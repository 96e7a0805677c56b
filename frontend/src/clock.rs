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
