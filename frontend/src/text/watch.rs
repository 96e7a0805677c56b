//! Keep checking: a change takes a while to act.

use crate::clock;
use crate::state::Trouble;
use crate::text::trouble;

/// Begins it.
pub const BEGIN: &str = "I changed it";
/// The same where nobody has to change anything.
pub const WAIT: &str = "Keep checking";
/// Ends it.
pub const STOP: &str = "Stop checking";
/// Above it.
pub const HEADING: &str = "Waiting for the change to act";
/// When it was.
pub const TIME: &str = "Changed at";
/// When the token has ended.
pub const SIGN_IN: &str = "The sign-in has ended, so this page cannot check any more. Sign in again to go on; what you wrote here is kept.";
/// Shown by the system, to whoever may see the screen.
pub const NOTIFICATION: &str = "Greencheck: the mailbox opens now.";
/// Before the title of the window once it opens.
pub const TITLE: &str = "✓";
/// How it comes to its end.
pub const NOTIFIES: &str = "Leave this tab open. Its title changes when the mailbox opens, and the system tells you if you allow that.";

/// What a red check is worth until then. `ahead` are the minutes by which the reader's clock is ahead of UTC.
pub fn worth(changed_at: i64, proves_from: Option<i64>, now: i64, ahead: i32) -> String {
    let changed = clock::of_day(changed_at, ahead);
    match proves_from {
        Some(from) if from <= changed_at => {
            format!("You changed it at {changed}. It acts at once, so a check after that is right.")
        }
        Some(from) if now < from => format!(
            "You changed it at {changed}. It may take until {} to act: a red check before that proves nothing.",
            clock::of_day(from, ahead)
        ),
        Some(from) => format!(
            "You changed it at {changed}, and by {} it should have acted. If it is still red, the change was not the whole reason.",
            clock::of_day(from, ahead)
        ),
        None => format!("Waiting since {changed}. Nobody can say how long this takes."),
    }
}

/// The last check did not come to an end.
pub fn broke(why: &Trouble) -> String {
    let words = trouble::words(why, None);
    format!("The last check did not come to an end: {}.", words.title)
}

/// When it checks again, and when it last did.
pub fn next(at: i64, last: Option<i64>, same: u32, ahead: i32) -> String {
    let next = format!("Next check at {}.", clock::of_day(at, ahead));
    match (last, same) {
        (Some(last), 1..) => {
            let times = if same == 1 {
                "once".to_owned()
            } else {
                format!("{same} times")
            };
            format!(
                "{next} Checked {times} since, last at {}: still the same.",
                clock::of_day(last, ahead)
            )
        }
        (Some(last), 0) => format!("{next} Last checked at {}.", clock::of_day(last, ahead)),
        (None, _) => next,
    }
}
