//! Everybody.

use shared::evidence::signin::Endpoint::{Authorize, Token};

use super::{DECLINED, Mint, Person, Refresh, Refusal};
use crate::provider::Provider;

/// Everybody, in the order of the sign-in page.
#[rustfmt::skip]
pub const PEOPLE: [Person; 42] = [
    demo("Alex", "alex@demo.test", Mint::Good, "works at the help desk"),
    demo("Pat", "pat@demo.test", Mint::Good, "may open the billing mailbox"),
    demo("Robin", "robin@demo.test", Mint::Good, "has a mailbox with IMAP switched off"),
    demo("Taylor", "taylor@demo.test", Mint::Good, "works where IMAP is switched off for everybody"),
    demo("Kim", "kim@demo.test", Mint::Good, "has a mailbox on the organisation's own servers"),
    demo("Jo", "jo@demo.test", Mint::Good, "has no licence for a mailbox"),
    demo("Sam", "sam@demo.test", Mint::Expired, "is given tokens that have expired"),
    demo("Morgan", "morgan@demo.test", Mint::ForGraph, "is given tokens for Microsoft Graph"),
    demo("Dana", "dana@demo.test", Mint::Good, "reads and sends mail in every way"),
    demo("Pia", "pia@demo.test", Mint::Good, "has a mailbox with IMAP alone switched off"),
    demo("Paul", "paul@demo.test", Mint::Good, "has a mailbox with POP3 alone switched off"),
    demo("Sven", "sven@demo.test", Mint::Good, "may not submit mail over SMTP"),
    demo("Tess", "tess@demo.test", Mint::Good, "works where nobody may submit mail over SMTP"),
    demo("Mina", "mina@demo.test", Mint::WithoutSubmission, "is given tokens without the SMTP permission"),
    demo("Jamie", "jamie@demo.test", Mint::WithoutImap, "is given tokens without the IMAP permission"),
    refused("Cleo", "cleo@demo.test", "declines when asked for consent",
        Refusal { at: Authorize, error: "access_denied", description: DECLINED }),
    refused("Ash", "ash@demo.test", "works where only an administrator may consent",
        Refusal { at: Authorize, error: "access_denied", description: "AADSTS90094: An administrator of Demo has set a policy that prevents you from granting Greencheck the permissions it is requesting. Contact an administrator of Demo, who can grant permissions to this app on your behalf." }),
    refused("Lee", "lee@demo.test", "has been locked out",
        Refusal { at: Authorize, error: "access_denied", description: "AADSTS50053: The account is locked, you've tried to sign in too many times with an incorrect user ID or password." }),
    refused("Gus", "gus@demo.test", "belongs to another organisation",
        Refusal { at: Authorize, error: "access_denied", description: "AADSTS50020: User account 'gus@elsewhere.test' from identity provider 'https://sts.windows.net/9b0c0000-0000-4000-8000-000000000002/' does not exist in tenant 'Demo' and cannot access the application '5a4db0c5-0000-4000-8000-00000000c11e'(Greencheck) in that tenant. The account needs to be added as an external user in the tenant first. Sign out and sign in again with a different Azure Active Directory user account." }),
    refused("Uma", "uma@demo.test", "is not assigned to the application",
        Refusal { at: Authorize, error: "access_denied", description: "AADSTS50105: Your administrator has configured the application Greencheck ('5a4db0c5-0000-4000-8000-00000000c11e') to block users unless they are specifically granted ('assigned') access to the application. The signed-in user 'uma@demo.test' is blocked because they are not a direct member of a group with access, nor had access directly assigned by an administrator. Please contact your administrator to assign access to this application." }),
    refused("Nico", "nico@demo.test", "works where the application is not known",
        Refusal { at: Authorize, error: "unauthorized_client", description: "AADSTS700016: Application with identifier '5a4db0c5-0000-4000-8000-00000000c11e' was not found in the directory 'Demo'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant." }),
    refused("Wes", "wes@demo.test", "is sent to the wrong endpoint",
        Refusal { at: Authorize, error: "invalid_request", description: "AADSTS50194: Application '5a4db0c5-0000-4000-8000-00000000c11e'(Greencheck) is not configured as a multi-tenant application. Usage of the /common endpoint is not supported for such apps created after '10/15/2018'. Use a tenant-specific endpoint or configure the application to be multi-tenant." }),
    refused("Syl", "syl@demo.test", "is asked for a scope that does not exist",
        Refusal { at: Authorize, error: "invalid_scope", description: "AADSTS70011: The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. One or more scopes in 'https://outlook.office.com/IMAP.AccessAsUser.All https://graph.microsoft.com/User.Read' are not compatible with each other." }),
    refused("Max", "max@demo.test", "has to give a second factor",
        Refusal { at: Token, error: "interaction_required", description: "AADSTS50076: Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '00000002-0000-0ff1-ce00-000000000000'." }),
    refused("Drew", "drew@demo.test", "is refused by Conditional Access",
        Refusal { at: Token, error: "invalid_grant", description: "AADSTS53003: Access has been blocked by Conditional Access policies. The access policy does not allow token issuance. Trace ID: 7e1f3c9a-0000-4000-8000-0000000000aa Correlation ID: 2c5d8b10-0000-4000-8000-0000000000bb Timestamp: 2026-11-25 02:10:11Z" }),
    refused("Sid", "sid@demo.test", "is refused by security defaults",
        Refusal { at: Token, error: "invalid_grant", description: "AADSTS530035: Access has been blocked by security defaults. This is due to the request using legacy auth or being deemed unsafe by security defaults policies." }),
    refused("Sky", "sky@demo.test", "uses an application with the wrong platform type",
        Refusal { at: Token, error: "invalid_request", description: "AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type. Request origin: 'http://localhost:8080'." }),
    refused("Ren", "ren@demo.test", "uses an application that needs a secret",
        Refusal { at: Token, error: "invalid_client", description: "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'." }),
    Person { needs_approval: true, ..demo("Ada", "ada@demo.test", Mint::Good, "has to ask an administrator for approval first") },
    google("Casey", "casey@gmail-like.demo.test", Mint::Good, "works at the help desk"),
    google("Riley", "riley@gmail-like.demo.test", Mint::Good, "reads their own mailbox"),
    google("Quinn", "quinn@gmail-like.demo.test", Mint::WithoutImap, "is given tokens without the mail permission"),
    google("Emery", "emery@no-imap.gmail-like.demo.test", Mint::Good, "works where IMAP is switched off"),
    google("Toni", "toni@busy.gmail-like.demo.test", Mint::Good, "has many programs that read the mailbox"),
    Person { refresh: Refresh::Rotated, ..google("Rowan", "rowan@gmail-like.demo.test", Mint::Good, "is given a new refresh token at each use") },
    Person { refresh: Refresh::ForAWeek, ..google("Indy", "indy@gmail-like.demo.test", Mint::Good, "uses an application that is still in testing") },
    Person { refresh: Refresh::Ended, ..google("Wren", "wren@gmail-like.demo.test", Mint::Good, "is given refresh tokens that are refused") },
    Person {
        provider: Provider::DemoGoogle,
        ..refused("Blair", "blair@gmail-like.demo.test", "works where the application is blocked",
            Refusal { at: Authorize, error: "admin_policy_enforced", description: "Please contact your Google Workspace administrator. This app is not allowed by your organisation." })
    },
    person("Ira", "ira@outlook-like.demo.test", Provider::DemoOutlook, Mint::Good, "has a personal mailbox with IMAP switched on"),
    person("Ivy", "ivy@six.outlook-like.demo.test", Provider::DemoOutlook, Mint::Good, "has a personal mailbox that opens over IPv4 alone"),
    person("Noa", "noa@outlook-like.demo.test", Provider::DemoOutlook, Mint::Good, "has a personal mailbox that opens"),
    person("Olu", "olu@own.demo.test", Provider::DemoOwn, Mint::Good, "has a mailbox on a server that was never told about tokens"),
];

const fn person(
    name: &'static str,
    address: &'static str,
    provider: Provider,
    mint: Mint,
    about: &'static str,
) -> Person {
    Person {
        name,
        address,
        provider,
        mint,
        refused: None,
        needs_approval: false,
        refresh: Refresh::Kept,
        about,
    }
}

const fn demo(
    name: &'static str,
    address: &'static str,
    mint: Mint,
    about: &'static str,
) -> Person {
    person(name, address, Provider::Demo, mint, about)
}

const fn google(
    name: &'static str,
    address: &'static str,
    mint: Mint,
    about: &'static str,
) -> Person {
    person(name, address, Provider::DemoGoogle, mint, about)
}

const fn refused(
    name: &'static str,
    address: &'static str,
    about: &'static str,
    refusal: Refusal,
) -> Person {
    Person {
        refused: Some(refusal),
        ..demo(name, address, Mint::Good, about)
    }
}
