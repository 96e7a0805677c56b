//! The person's own values in the places of a template: `<mailbox>`, `<account>`, `<app-id>` …
//!
//! In a command a value stands in quotes, `'<mailbox>'`, and is quoted for PowerShell. A value that is not known stays a
//! place for the reader to fill in; one that nobody should paste into a shell takes the whole command away.

use super::powershell::quote_powershell;
use crate::case::Case;
use crate::evidence::signin::{SignIn, SignInFailure};
use crate::words::aadsts;

/// Every place that a template may have.
pub const PLACES: [&str; 6] = [
    "mailbox",
    "account",
    "app-id",
    "object-id",
    "tenant",
    "redirect-uri",
];

/// What stands in the places; absent where it is not known.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Values {
    /// The mailbox that was asked about.
    pub mailbox: Option<String>,
    /// The account that signed in, else the one that was meant to.
    pub account: Option<String>,
    /// The application's client id.
    pub app_id: Option<String>,
    /// The object id of its enterprise application, as its own token says.
    pub object_id: Option<String>,
    /// The tenant, as the token says.
    pub tenant: Option<String>,
    /// The redirect URI, as the provider's refusal names it, else as this page sent it.
    pub redirect_uri: Option<String>,
}

impl Values {
    /// Of a case.
    pub fn of(case: &Case) -> Self {
        let facts = case.token_facts.as_ref();
        let account = case.signed_in_as().map(str::to_owned);
        let refused = match &case.sign_in {
            Some(SignIn::Failed(SignInFailure::Provider { description, .. })) => {
                description.as_deref()
            }
            _ => None,
        };
        Self {
            mailbox: case.ask.mailbox.as_ref().map(ToString::to_string),
            account: account.or_else(|| case.ask.account.as_ref().map(ToString::to_string)),
            // A person's token is this page's own, and so is its application: nobody's commands are about that.
            app_id: facts
                .filter(|facts| facts.app_only)
                .and_then(|facts| facts.app.clone())
                .or_else(|| refused.and_then(aadsts::application)),
            object_id: facts
                .filter(|facts| facts.app_only)
                .and_then(|facts| facts.object_id.clone()),
            tenant: facts.and_then(|facts| facts.tenant.clone()),
            redirect_uri: refused
                .and_then(aadsts::redirect_uri)
                .or_else(|| case.redirect_uri.clone()),
        }
    }

    /// A command with its values in it, each quoted; `None` when one of them cannot be. One pass: a value is no template.
    pub fn command(&self, template: &str) -> Option<String> {
        let mut command = String::with_capacity(template.len() + 64);
        let mut rest = template;
        while let Some((before, from)) = rest.split_once("'<") {
            command.push_str(before);
            let place = from
                .split_once(">'")
                .map(|(place, after)| (self.value(place), after));
            if let Some((Some(value), after)) = place {
                command.push_str(&quote_powershell(value)?);
                rest = after;
            } else {
                command.push_str("'<");
                rest = from;
            }
        }
        command.push_str(rest);
        Some(command)
    }

    fn value(&self, place: &str) -> Option<&str> {
        let value = match place {
            "mailbox" => &self.mailbox,
            "account" => &self.account,
            "app-id" => &self.app_id,
            "object-id" => &self.object_id,
            "tenant" => &self.tenant,
            "redirect-uri" => &self.redirect_uri,
            _ => &None,
        };
        value.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(mailbox: Option<&str>, account: Option<&str>) -> Values {
        Values {
            mailbox: mailbox.map(str::to_owned),
            account: account.map(str::to_owned),
            ..Values::default()
        }
    }

    const ADD: &str = "Add-MailboxPermission -Identity '<mailbox>' -User '<account>'";

    #[test]
    fn values_are_quoted_into_their_places() {
        assert_eq!(
            of(Some("o'brien@demo.test"), Some("alex@demo.test"))
                .command(ADD)
                .as_deref(),
            Some("Add-MailboxPermission -Identity 'o''brien@demo.test' -User 'alex@demo.test'")
        );
    }

    #[test]
    fn what_is_not_known_stays_a_place() {
        assert_eq!(
            of(None, Some("alex@demo.test")).command(ADD).as_deref(),
            Some("Add-MailboxPermission -Identity '<mailbox>' -User 'alex@demo.test'")
        );
    }

    #[test]
    fn a_value_that_cannot_be_quoted_takes_the_command_away() {
        assert_eq!(of(Some("a\nb"), None).command(ADD), None);
        assert_eq!(
            of(Some("a\u{202e}b"), None).command("Get-Mailbox"),
            Some("Get-Mailbox".to_owned())
        );
    }

    #[test]
    fn a_value_is_not_a_template() {
        let values = of(Some("<account>@demo.test"), Some("'; x"));
        assert_eq!(
            values.command("A '<mailbox>' B '<account>'").as_deref(),
            Some("A '<account>@demo.test' B '''; x'")
        );
        let values = of(Some("<account>"), Some("alex@demo.test"));
        assert_eq!(
            values.command("A '<mailbox>'").as_deref(),
            Some("A '<account>'")
        );
    }
}
