//! A page of the catalogue.

/// The way to it.
pub const MORE: &str = "All about this cause";
/// While it comes.
pub const COMING: &str = "Fetching the page …";
/// When that takes long.
pub const SLOWLY: &str = "The relay takes longer than usual to answer. This page keeps waiting.";
/// It does not come.
pub const MISSING: &str =
    "There is no page with this name, or the relay does not answer. Go back and try again.";
/// Back.
pub const BACK: &str = "Back";
/// Prints it.
pub const PRINT: &str = "Print this page";
/// Above the values.
pub const VALUES: &str = "Your values in the commands";
/// What becomes of them.
pub const VALUES_HINT: &str =
    "They stay in this window. What cannot stand in a command safely is left out of it.";
/// The mailbox.
pub const MAILBOX: &str = "Mailbox";
/// The account.
pub const ACCOUNT: &str = "Account that signs in";
