//! Who can sign in.

use crate::provider::Provider;

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
}

/// Everybody, in the order of the sign-in page.
pub const PEOPLE: [Person; 9] = [
    Person {
        name: "Alex",
        address: "alex@demo.test",
        provider: Provider::Demo,
        mint: Mint::Good,
        about: "works at the help desk",
    },
    Person {
        name: "Pat",
        address: "pat@demo.test",
        provider: Provider::Demo,
        mint: Mint::Good,
        about: "may open the billing mailbox",
    },
    Person {
        name: "Robin",
        address: "robin@demo.test",
        provider: Provider::Demo,
        mint: Mint::Good,
        about: "has a mailbox with IMAP switched off",
    },
    Person {
        name: "Sam",
        address: "sam@demo.test",
        provider: Provider::Demo,
        mint: Mint::Expired,
        about: "is given tokens that have expired",
    },
    Person {
        name: "Morgan",
        address: "morgan@demo.test",
        provider: Provider::Demo,
        mint: Mint::ForGraph,
        about: "is given tokens for Microsoft Graph",
    },
    Person {
        name: "Jamie",
        address: "jamie@demo.test",
        provider: Provider::Demo,
        mint: Mint::WithoutImap,
        about: "is given tokens without the IMAP permission",
    },
    Person {
        name: "Casey",
        address: "casey@gmail-like.demo.test",
        provider: Provider::DemoGoogle,
        mint: Mint::Good,
        about: "works at the help desk",
    },
    Person {
        name: "Riley",
        address: "riley@gmail-like.demo.test",
        provider: Provider::DemoGoogle,
        mint: Mint::Good,
        about: "reads their own mailbox",
    },
    Person {
        name: "Quinn",
        address: "quinn@gmail-like.demo.test",
        provider: Provider::DemoGoogle,
        mint: Mint::WithoutImap,
        about: "is given tokens without the mail permission",
    },
];

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
        assert_eq!(of(Provider::DemoGoogle, None).len(), 3);
    }

    #[test]
    fn an_account_belongs_to_one_provider() {
        assert!(find(Provider::Demo, "Alex@Demo.test").is_some());
        assert!(find(Provider::DemoGoogle, "alex@demo.test").is_none());
    }
}
