//! The amber pause: somebody else signed in than was meant, by the look of the addresses.

use shared::address::Address;
use shared::remedy::shown;

/// The heading.
pub fn heading(signed_in: &str, meant: &Address) -> String {
    format!("You signed in as {}. You meant {meant}.", shown(signed_in))
}

/// Why it asks and does not judge.
pub const WHY: &str = "It cannot be told from here whether these are two people. One person may sign in with one address and receive mail under another.";

/// What the first button does.
pub const AGAIN_HINT: &str = "If the browser picked the wrong account, sign in again. The check then tests the account that your application uses.";

/// What the second button does.
pub const CONTINUE_HINT: &str =
    "If both addresses are the same person’s, or this is the account to test, continue.";

/// Signs in again.
pub fn again(meant: &Address) -> String {
    format!("Sign in again as {meant}")
}

/// Goes on.
pub fn go_on(signed_in: &str) -> String {
    format!("Continue as {}", shown(signed_in))
}

/// Back to the form.
pub const CHANGE: &str = "Change the question";
