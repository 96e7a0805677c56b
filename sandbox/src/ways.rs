//! Ways to sign in beside the usual one, and what comes of each: what to type and whom to choose.

mod table;

use serde::Serialize;
use shared::path::SignInPath;

use crate::provider::Provider;
pub use table::WAYS;

/// A way to sign in. It serialises as a row of the ready line.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub struct Way {
    /// How the token is obtained.
    pub path: SignInPath,
    /// The provider to choose.
    pub provider: Provider,
    /// The application to name, where one is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<&'static str>,
    /// Its tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant: Option<&'static str>,
    /// Its secret, which is as public as everything here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret: Option<&'static str>,
    /// The account to type into the form.
    pub account: &'static str,
    /// The person to choose; absent where nobody signs in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sign_in_as: Option<&'static str>,
    /// The mailbox to ask about.
    pub mailbox: &'static str,
    /// The code of the cause that the page should name.
    pub cause: &'static str,
    /// True where the sign-in is to be tried for its length.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub will_last: bool,
    /// True where the person stays on the provider's page.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub stays: bool,
    /// True where no token is given.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub refused: bool,
    /// What is the matter, in a few words.
    pub note: &'static str,
}

#[cfg(test)]
mod tests {
    use shared::cause::Cause;

    use super::*;
    use crate::{applications, mailboxes, people};

    #[test]
    fn every_row_names_what_there_is() {
        for way in &WAYS {
            assert!(Cause::CODES.contains(&way.cause), "{}", way.cause);
            assert_eq!(way.client_id.is_some(), way.path.names_app());
            if let Some(person) = way.sign_in_as {
                assert!(people::find(way.provider, person).is_some(), "{person}");
            }
            let opened = mailboxes::find(way.provider, way.mailbox).is_some();
            assert!(opened || way.refused, "{}", way.mailbox);
            assert!(!way.stays || way.refused, "{}", way.note);
        }
    }

    #[test]
    fn every_application_has_a_row() {
        for one in &applications::APPLICATIONS {
            let named = |way: &Way| way.client_id == Some(one.client_id);
            let operators = one.kind == applications::Kind::Operator;
            assert!(operators || WAYS.iter().any(named), "{}", one.name);
        }
    }

    #[test]
    fn the_readme_has_every_row() {
        let readme = include_str!("../README.md");
        let code = |text: Option<&str>| text.map_or("–".to_owned(), |text| format!("`{text}`"));
        for way in &WAYS {
            let path = serde_json::to_value(way.path).unwrap();
            let line = format!(
                "| `{}` | {} | {} | {} | {} | `{}` | `{}` | {} |",
                path.as_str().unwrap(),
                code(way.client_id),
                code(way.tenant),
                code(way.secret),
                code(way.sign_in_as),
                way.mailbox,
                way.cause,
                way.note
            );
            assert!(readme.contains(&line), "{line}");
        }
    }
}
