//! Who can sign in.

mod table;

use shared::evidence::signin::Endpoint;

use crate::provider::Provider;
pub use table::PEOPLE;

/// A person with an account at a pretend provider.
#[derive(Debug, Eq, PartialEq)]
pub struct Person {
    /// The display name.
    pub name: &'static str,
    /// The account: the user principal name and the primary address.
    pub address: &'static str,
    /// Where the account is.
    pub provider: Provider,
    /// What kind of token this person is given.
    pub mint: Mint,
    /// Why they are given none.
    pub refused: Option<Refusal>,
    /// True when the provider keeps them on a page of its own: an administrator has to approve first.
    pub needs_approval: bool,
    /// What becomes of their refresh tokens.
    pub refresh: Refresh,
    /// What the sign-in page says about them.
    pub about: &'static str,
}

/// What is special about somebody's tokens.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Mint {
    /// Nothing.
    Good,
    /// They ended an hour ago, as one that an application kept and did not renew.
    Expired,
    /// They are for Microsoft Graph. The permission has the right name and belongs to the wrong service.
    ForGraph,
    /// They lack the permission to use IMAP.
    WithoutImap,
    /// They lack the permission to submit mail.
    WithoutSubmission,
}

/// What a refresh token is good for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Refresh {
    /// It stays the same and can be used again.
    Kept,
    /// Each use gives a new one and ends the old one (RFC 9700 §4.14.2).
    Rotated,
    /// It stays the same, and ends a week after the sign-in, as the answer says: the application is still in testing.
    ForAWeek,
    /// It is refused, as one is that somebody has revoked.
    Ended,
}

/// A sign-in that ends without a token, in the imitated provider's words.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Refusal {
    /// Which endpoint says so.
    pub at: Endpoint,
    /// The `error` code.
    pub error: &'static str,
    /// The `error_description`.
    pub description: &'static str,
}

/// Somebody was asked for consent and said no.
pub const DECLINED: &str = "AADSTS65004: User declined to consent to access the app.";

/// The person with this account at this provider, letters' case aside.
pub fn find(provider: Provider, address: &str) -> Option<&'static Person> {
    PEOPLE
        .iter()
        .find(|p| p.provider == provider && p.address.eq_ignore_ascii_case(address))
}

/// The people of a provider, the one that `hint` names first.
pub fn of(provider: Provider, hint: Option<&str>) -> Vec<&'static Person> {
    let mut people: Vec<_> = PEOPLE.iter().filter(|p| p.provider == provider).collect();
    people.sort_by_key(|p| !hint.is_some_and(|hint| p.address.eq_ignore_ascii_case(hint.trim())));
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hinted_person_comes_first() {
        let first = |hint| of(Provider::Demo, hint)[0].address;
        assert_eq!(first(None), "alex@demo.test");
        assert_eq!(first(Some("PAT@demo.test ")), "pat@demo.test");
        assert_eq!(first(Some("nobody@demo.test")), "alex@demo.test");
    }

    #[test]
    fn an_account_belongs_to_one_provider() {
        assert!(find(Provider::Demo, "Alex@Demo.test").is_some());
        assert!(find(Provider::DemoGoogle, "alex@demo.test").is_none());
        for person in &PEOPLE {
            assert_eq!(find(person.provider, person.address), Some(person));
        }
    }
}
