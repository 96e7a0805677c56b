//! The ways to a token: what each is called, what it proves, what it needs.

use shared::path::{AppProblem, SignInPath};
use shared::provider::{Family, Provider, Redeem};

use crate::state::Hand;

/// The group.
pub const HEADING: &str = "How should the sign-in go?";

/// The way that tests the application itself.
const OWN_APP: &str = "Sign in with my own application";

/// A way.
pub fn name(path: SignInPath) -> &'static str {
    match path {
        SignInPath::Operator => "Sign in with this page’s application",
        SignInPath::OwnApp => OWN_APP,
        SignInPath::Device => "Sign in on another device, with a code",
        SignInPath::Token => "I have an access token",
        SignInPath::AppOnly => "The application signs in as itself",
    }
}

/// What it proves, and what it does not.
pub fn proves(path: SignInPath) -> &'static str {
    match path {
        SignInPath::Operator => {
            "Proves the account and the mailbox. Says nothing about your application’s registration."
        }
        SignInPath::OwnApp => {
            "Proves your application’s consent, tenant and permissions as well. Best when an application such as Jira fails."
        }
        SignInPath::Device => {
            "Proves the account and the mailbox. Nothing has to be registered for it, but many organisations block it."
        }
        SignInPath::Token => {
            "Proves exactly that token: the one that your application uses, if you can copy it."
        }
        SignInPath::AppOnly => {
            "Client credentials, without a person. Proves the service principal and its permission on the mailbox."
        }
    }
}

/// Before leaving with this page's own application, where an administrator may have to approve it.
pub fn approval(provider: &str) -> String {
    format!(
        "{provider} may stop at “Need admin approval”: since late 2025 most organisations let nobody but an administrator allow a new application to use mail, and this page’s application may be new to yours. The application that fails either has that approval or shows that it has not: if you know its client ID, choose “{OWN_APP}” instead."
    )
}

/// The client id.
pub const CLIENT_ID: &str = "Application (client) ID";
/// Where it stands.
pub fn client_id_hint(guids: bool) -> &'static str {
    if guids {
        "From the app registration’s overview in Microsoft Entra. In Jira it stands in the application link."
    } else {
        "As the provider shows it where the application is registered."
    }
}

/// The tenant.
pub const TENANT: &str = "Directory (tenant)";
/// What it is.
pub const TENANT_HINT: &str = "The directory’s ID, or a domain of it such as contoso.com. An application for several directories also takes “organizations”.";

/// What is wrong with them.
pub const fn app_problem(problem: AppProblem) -> &'static str {
    match problem {
        AppProblem::NoClientId => "Type the client ID of your application.",
        AppProblem::ClientId => {
            "This is not a client ID. It looks like 00000000-0000-0000-0000-000000000000 at Microsoft, and has no spaces anywhere."
        }
        AppProblem::NoTenant => "Type the directory that your application signs in at.",
        AppProblem::TenantOfMany => {
            "An application signs in as itself at one directory: type that directory’s ID or domain."
        }
        AppProblem::Tenant => {
            "This is neither a directory’s ID, nor a domain, nor “organizations”, “common” or “consumers”."
        }
    }
}

/// A link, or a portal, has named the application.
pub const STRANGER: &str = "A link or a portal chose this application. Whoever registered an application can ask for access to your mail with it. Sign in only if the client ID above is that of an application of your own organisation.";
/// The person says so.
pub const KNOWS_APP: &str = "I know this application: it is ours";
/// And has to.
pub const KNOWS_APP_FIRST: &str = "Compare the client ID with your application’s, then tick this.";

/// What has to be added to the registration for the time of the test.
pub const REDIRECT: &str = "Add this redirect URI to the registration first";
/// Of which kind, and what happens without it.
pub fn redirect_hint(platform: &str) -> String {
    format!(
        "As the platform type “{platform}”, exactly as it stands here. The other redirect URIs stay as they are, so your application goes on working. Without it the provider stops the sign-in and says so."
    )
}
/// Scopes that are asked for.
pub const SCOPES: &str = "What will be asked for";
/// That this is the same as the application asks.
pub const SCOPES_HINT: &str =
    "Exactly what an application needs for these protocols, and nothing about you besides.";
/// Afterwards.
pub const UNDO: &str = "When you are done";
/// What to take back.
pub fn undo(platform: &str) -> String {
    format!("Remove the redirect URI from the registration again, under “{platform}”:")
}

/// Above what became of the refresh token.
pub const LASTING: &str = "Will it last?";
/// A consent link can be sent before anybody signs in.
pub const CONSENT: &str = "Ask an administrator to approve it first";
/// What the link does.
pub const CONSENT_HINT: &str = "An Entra administrator who opens this address sees what the application asks for and can allow it for everybody. It changes nothing until they agree.";
/// The message around it.
pub fn consent_message(operator: &str, link: &str) -> String {
    format!(
        "Hello, to find out why an application cannot open a mailbox I would like to test the sign-in with {operator}. It needs your consent once. This address shows what it asks for, and lets you agree or refuse: {link} You can take it back at any time under Enterprise applications in the Microsoft Entra admin center."
    )
}

/// The switch for offline access.
pub const WILL_LAST: &str = "Also test whether the sign-in will last";
/// What it means.
pub const WILL_LAST_HINT: &str = "Asks for offline access as your application does. The relay uses the refresh token once, tells what came of it, revokes it where the provider can, and drops it.";

/// Copies a link.
pub const COPY_LINK: &str = "Copy link for the person who can sign in";

/// The view that asks for something secret.
pub const fn hand_heading(hand: Hand) -> &'static str {
    match hand {
        Hand::Token => "Paste the access token",
        Hand::AppSecret | Hand::SecretForCode => "Paste the client secret",
    }
}

/// What happens with it.
pub fn hand_lead(hand: Hand, provider: &str) -> String {
    match hand {
        Hand::Token => format!(
            "It goes to this page’s relay and from there to {provider}’s mail server, once for each look. It stays in memory, and nothing keeps it. An access token lives for about an hour and cannot be called back before."
        ),
        Hand::AppSecret => format!(
            "It goes to this page’s relay and from there to {provider}’s token endpoint, once. Neither of them keeps it here."
        ),
        Hand::SecretForCode => format!(
            "You are back from {provider} with a code. It becomes a token only with the secret of your application, which goes through the relay once. Nothing keeps it."
        ),
    }
}

/// The field.
pub const fn hand_label(hand: Hand) -> &'static str {
    match hand {
        Hand::Token => "Access token",
        Hand::AppSecret | Hand::SecretForCode => "Client secret",
    }
}

/// What belongs into it.
pub const fn hand_hint(hand: Hand, microsoft: bool) -> &'static str {
    match hand {
        Hand::AppSecret | Hand::SecretForCode if !microsoft => {
            "As the provider shows it where the application is registered."
        }
        Hand::Token => {
            "The token itself, without the word Bearer. A refresh token is another thing and does not work here."
        }
        Hand::AppSecret | Hand::SecretForCode => {
            "The secret’s value. Microsoft shows it once, when it is made; the secret’s ID beside it is not the secret."
        }
    }
}

/// Sends it.
pub const fn hand_go(hand: Hand) -> &'static str {
    match hand {
        Hand::Token => "Check with this token",
        Hand::AppSecret | Hand::SecretForCode => "Get a token and check",
    }
}

/// Why what was typed is not sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum HandProblem {
    /// Nothing.
    Empty,
    /// The id of a secret.
    SecretId,
    /// A character that none has, or too much.
    Malformed,
}

/// In words.
pub const fn hand_problem(problem: HandProblem) -> &'static str {
    match problem {
        HandProblem::Empty => "Nothing stands here yet.",
        HandProblem::SecretId => {
            "This is the secret’s ID. Copy the column “Value”; if it is hidden by now, make a new secret."
        }
        HandProblem::Malformed => {
            "This has a space, a line end or another character in it that does not belong there, or it is too long. Copy it once more."
        }
    }
}

/// The view with a code for another device.
pub const DEVICE_HEADING: &str = "Sign in on any device";
/// What to do there.
pub fn device_lead(provider: &str) -> String {
    format!(
        "Open this page of {provider}’s, type the code, and sign in with the account that your application uses. This page notices when it is done."
    )
}
/// The address.
pub const DEVICE_WHERE: &str = "Page";
/// The code.
pub const DEVICE_CODE: &str = "Code";
/// Copies it.
pub const DEVICE_COPY: &str = "Copy the code";
/// How long it is good for.
pub fn device_ends(minutes: i64) -> String {
    match minutes {
        ..=1 => "The code ends within a minute.".to_owned(),
        minutes => format!("The code is good for {minutes} minutes."),
    }
}
/// A warning that belongs beside every such code.
pub const DEVICE_CARE: &str =
    "Type only a code that you asked for yourself. Whoever sends you one wants your sign-in.";
/// Gives up.
pub const STOP: &str = "Stop and go back to the form";

/// Somebody came back without an answer.
pub const CAME_BACK: &str = "You came back without an answer";
/// What that may be.
pub fn came_back_hint(provider: &str) -> String {
    format!(
        "{provider} shows some errors on its own page and sends nobody back. What did you see there?"
    )
}

/// The place where the words of a page can be put.
pub const SAW_WORDS: &str = "It showed an error text";
/// What to copy.
pub const SAW_WORDS_HINT: &str =
    "Paste it as it stands, for example “AADSTS50011: The redirect URI …”.";
/// Sends them.
pub const SAW_READ: &str = "Name the cause";

/// Microsoft's organisations decide over applications.
pub fn may_need_approval(provider: &Provider) -> bool {
    provider.family == Family::Microsoft
}

/// Whether a secret will be needed on this way.
pub fn secret_later(provider: &Provider, path: SignInPath) -> bool {
    path == SignInPath::AppOnly
        || (path == SignInPath::OwnApp
            && provider
                .own_app
                .as_ref()
                .is_some_and(|own| own.redeem == Redeem::Relay))
}

/// That it will be asked for.
pub const SECRET_LATER: &str = "The client secret is asked for at the moment when it is needed, so that this page never has to keep it.";
