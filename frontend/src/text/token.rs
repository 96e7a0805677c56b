//! What the token says about itself, in plain words.

use crate::claims::{Claim, Fit, Name};
use crate::clock;

/// The fold.
pub const HEADING: &str = "What the token says";
/// Below it.
pub const NOTE: &str = "Read in this browser, not verified. The token itself goes to the mail server by way of the relay, and nowhere else; it is in no report.";
/// A token that only its issuer can read.
pub const OPAQUE: &str = "Only the provider can read this token, which is normal for some. What came with it is all that can be said.";
/// What stands there is none.
pub const NOT_A_TOKEN: &str = "What stands in the place of the token is no token, by its looks.";
/// `idtyp`
pub const APP_ONLY: &str = "Nobody signed in: the application itself did.";

/// The name of a claim.
pub const fn name(name: Name) -> &'static str {
    match name {
        Name::Account => "Account",
        Name::Audience => "For the service (audience)",
        Name::Scopes => "Permits (scopes)",
        Name::Roles => "Permits (roles)",
        Name::Tenant => "Organisation (tenant)",
        Name::App => "Application (client id)",
        Name::Expires => "Valid until",
        Name::Issuer => "Issued by",
    }
}

/// The same for a machine.
pub const fn code(name: Name) -> &'static str {
    match name {
        Name::Account => "account",
        Name::Audience => "audience",
        Name::Scopes => "scopes",
        Name::Roles => "roles",
        Name::Tenant => "tenant",
        Name::App => "app",
        Name::Expires => "expires",
        Name::Issuer => "issuer",
    }
}

/// Its value, as people read it.
pub fn value(claim: &Claim) -> String {
    match claim.name {
        Name::Expires => claim
            .value
            .parse()
            .map_or_else(|_| claim.value.clone(), clock::utc),
        _ if claim.value.is_empty() => "nothing".to_owned(),
        _ => claim.value.clone(),
    }
}

/// What it means for this check; empty where nothing follows from it.
pub fn means(claim: &Claim) -> String {
    match (&claim.fit, claim.name) {
        (Fit::Personal, _) => {
            "A personal Microsoft account: it belongs to no organisation.".to_owned()
        }
        (Fit::ThisPage, _) => {
            "This page’s own application. Yours has an id, permissions and a consent of its own."
                .to_owned()
        }
        (Fit::NotAsMeant(meant), _) => format!("You meant {meant}."),
        (Fit::Good, Name::Account) => "The account that was meant.".to_owned(),
        (Fit::Good, Name::Audience) => "The service that this mail server belongs to.".to_owned(),
        (Fit::Good, Name::Scopes | Name::Roles) => {
            "The permission for mail is among these.".to_owned()
        }
        (Fit::Good, Name::Expires) => "It had not ended when the check ran.".to_owned(),
        (Fit::Plain | Fit::Good, _) => String::new(),
        (Fit::Wrong(wanted), Name::Audience) => {
            format!("Another service’s. This mail server takes tokens for {wanted}.")
        }
        (Fit::Wrong(wanted), Name::Scopes | Name::Roles) => {
            format!("The permission for mail is missing: {wanted}.")
        }
        (Fit::Wrong(home), Name::Tenant) => {
            format!("Another organisation’s. The mailbox belongs to {home}.")
        }
        (Fit::Wrong(_), Name::Expires) => "It had ended when the check ran.".to_owned(),
        (Fit::Wrong(wanted), _) => format!("It should be {wanted}."),
    }
}
