//! A portal around the page: the frame, its window, and the way between them.

use crate::text::PRODUCT;

/// No result yet.
pub const NO_REPORT: &str = "There is no result yet.";

/// The browser kept the window shut.
pub const BLOCKED: &str = "Your browser did not open the window for the sign-in.";
/// What to do.
pub const BLOCKED_NEXT: &str =
    "This link opens it. It shows this page’s own address, and you sign in there.";
/// The link.
pub const OPEN_WINDOW: &str = "Open the sign-in window";
/// Whoever sees nothing happen.
pub const BLOCKED_PAGE: &str = "Or open the whole page; the result then stays there.";

/// The portal's frame forbids windows.
pub const SANDBOXED: &str =
    "This portal does not let the check open a window, so nobody can sign in from here.";
/// Who acts.
pub const SANDBOXED_WHO: &str = "Who fixes it: whoever looks after the portal. The frame has a sandbox attribute, which has to hold these words:";
/// What the attribute has to hold.
pub const TOKENS: &str = "allow-scripts allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox";
/// The same in the window.
pub const INHERITED: &str = "The portal’s frame is sandboxed, and this window with it: the provider’s sign-in page would not open here. Whoever looks after the portal adds allow-popups-to-escape-sandbox to the frame’s sandbox attribute.";
/// Meanwhile.
pub const MEANWHILE: &str =
    "Meanwhile, copy this address into a new tab. It opens the same check as a page of its own.";

/// In the frame while the window is used.
pub const ELSEWHERE: &str = "Go on in the window that opened";
/// What happens there.
pub const ELSEWHERE_HINT: &str = "You sign in there. The steps and the result come here as well.";
/// Brings it to the front.
pub const GO_THERE: &str = "Go to that window";
/// Gives up.
pub const GIVE_UP: &str = "Stop waiting for it";
/// It was closed before it showed anything.
pub const GIVEN_UP: &str =
    "The sign-in window was closed before the check ended. Nothing was changed.";
/// The whole page was opened.
pub const IN_TAB: &str = "The check was opened as a page of its own. The result stays there.";

/// Beside a result while the window is open.
pub const BESIDE: &str = "This check goes on in the window that you signed in with.";
/// Once it is closed.
pub const BESIDE_CLOSED: &str = "This result came from the window that you signed in with. It is closed, and the token is gone with it.";

/// In the window, before anything.
pub const MEETING: &str = "Asking the portal what to check …";
/// When that takes long.
pub const MEETING_SLOWLY: &str =
    "The portal’s page does not answer. This window opens as a page of its own in a moment.";

/// The one action of the window.
pub fn go_on(provider: Option<&str>) -> String {
    match provider {
        Some(name) => format!("Sign in at {name} and check"),
        None => "Go on".to_owned(),
    }
}

/// Who asks.
pub fn asks(portal: Option<&str>) -> String {
    match portal {
        Some(portal) => format!("{portal} asks to check this mailbox"),
        None => "A portal asks to check this mailbox".to_owned(),
    }
}

/// What the portal gets.
pub fn gets(portal: Option<&str>) -> String {
    let portal = portal.unwrap_or("the portal");
    format!(
        "{portal} is shown the steps and the report, and never your password, the token or a message."
    )
}

/// Nobody has to go on.
pub const NOT_YOURS: &str = "You did not ask for this? Close this window; nothing has happened.";

/// In the window while the provider's is used.
pub fn second(provider: &str) -> String {
    format!("Sign in at {provider} in the window that opened")
}
/// What happens then.
pub const SECOND_HINT: &str = "It closes by itself, and the check begins here.";
/// It was blocked.
pub const SECOND_BLOCKED: &str =
    "Your browser did not open the provider’s window. This link opens it:";
/// The link.
pub fn second_link(provider: &str) -> String {
    format!("Sign in at {provider}")
}
/// It was closed, or showed something else.
pub const SECOND_CLOSED: &str = "It is closed, or shows something else";

/// In the provider's window, at the end.
pub const HANDED_OVER: &str = "You are signed in. You can close this window.";
/// Where it goes on.
pub const HANDED_OVER_HINT: &str = "The check goes on in the window that you came from.";

/// In the window, beside the result.
pub fn also_there(portal: Option<&str>) -> String {
    let portal = portal.unwrap_or("the portal");
    format!("The result stands in {portal} as well.")
}
/// The way back.
pub fn back(portal: Option<&str>) -> String {
    let portal = portal.unwrap_or("the portal");
    format!("Close this window and go back to {portal}")
}
/// The frame is gone.
pub fn gone(portal: Option<&str>) -> String {
    let portal = portal.unwrap_or("The portal");
    format!(
        "{portal} no longer hears from this window: its page was closed or left. The result stays here."
    )
}

/// At the foot of a frame.
pub fn shown_in(portal: Option<&str>) -> String {
    match portal {
        Some(portal) => format!("{PRODUCT}, shown in {portal}"),
        None => format!("{PRODUCT}, shown in a portal"),
    }
}
/// The whole page.
pub const WHOLE_PAGE: &str = "Open as a page of its own";
