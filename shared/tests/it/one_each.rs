//! One case for each cause, by its code: what the page shows for it is pinned, and none is without its rule.

use shared::case::{Case, Pasted};
use shared::evidence::application::Complaint;
use shared::evidence::dns::Dns;
use shared::evidence::greeting::Greeting;
use shared::evidence::sasl::{Sasl, SaslOutcome, Tried, UserForm};
use shared::evidence::signin::{Endpoint, Flow, SignIn, SignInFailure};
use shared::evidence::tcp::{DialOutcome, Tcp};
use shared::evidence::tls::{CertificateVerdict, Tls};
use shared::evidence::{Answer, Evidence, Reply, Speaks, Status};
use shared::plan::{Protocol, Step};
use shared::provider::Family;
use shared::request::MailboxKind;
use shared::told::{ExchangeAnswer, Told};

use crate::baseline::*;

const REFUSED: &str = "AUTHENTICATE failed.";

/// Every code with a case in which it is found first.
pub fn one_each() -> Vec<(&'static str, Case)> {
    let mut all = of_the_network();
    all.extend(of_the_token());
    all.extend(of_the_mailbox());
    all.extend(of_the_application());
    all.extend(of_the_service());
    all.extend(of_the_sign_in());
    all
}

fn of_the_network() -> Vec<(&'static str, Case)> {
    vec![
        ("healthy", healthy()),
        (
            "dns-failure",
            with(healthy(), Evidence::Dns(Dns::NoSuchName)),
        ),
        (
            "firewall-port-blocked",
            with(
                healthy(),
                Evidence::Tcp(Tcp {
                    dials: vec![dial(DialOutcome::TimedOut)],
                }),
            ),
        ),
        (
            "tls-untrusted-cert",
            with(
                healthy(),
                Evidence::Tls(Tls::Untrusted {
                    verdict: CertificateVerdict::UnknownIssuer,
                    chain: vec![certificate()],
                }),
            ),
        ),
        (
            "wrong-host-port-or-tls-mode",
            with(
                healthy(),
                Evidence::Greeting(Greeting::Foreign {
                    speaks: Speaks::Pop3,
                }),
            ),
        ),
    ]
}

fn of_the_token() -> Vec<(&'static str, Case)> {
    let refused = || with(healthy(), auth_refused(REFUSED));
    let mut expired = refused();
    expired.token_facts.as_mut().unwrap().expires_at = Some(NOW - 60);
    let mut graph = refused();
    graph.token_facts.as_mut().unwrap().audience = vec!["https://graph.microsoft.com".into()];
    let mut scope = refused();
    scope.token_facts.as_mut().unwrap().scopes = vec!["POP.AccessAsUser.All".into()];
    let mut gmail = google(with(
        healthy(),
        auth_refused("Invalid credentials (Failure)"),
    ));
    gmail.token_facts = None;
    gmail.sign_in = Some(SignIn::SignedIn {
        account: Some(ALEX.into()),
        name: Some("Alex".into()),
        granted_scope: Some("https://www.googleapis.com/auth/gmail.readonly".into()),
    });
    let mut guest = refused();
    guest.token_facts.as_mut().unwrap().account = Some("alex_demo.test#EXT#@other.test".into());
    vec![
        ("token-expired", expired),
        ("wrong-audience-graph-token", graph),
        ("missing-imap-scope", scope),
        ("google-scope-wrong", gmail),
        ("guest-or-wrong-tenant", guest),
    ]
}

fn of_the_mailbox() -> Vec<(&'static str, Case)> {
    let shared = || asking(SUPPORT, MailboxKind::Shared, Some(ALEX));
    vec![
        ("imap-disabled-mailbox", with(healthy(), not_connected())),
        (
            "imap-disabled-tenant",
            told(
                with(healthy(), not_connected()),
                ExchangeAnswer {
                    imap: Some(false),
                    in_a_plan: Some(false),
                    ..ExchangeAnswer::default()
                },
            ),
        ),
        (
            "google-imap-disabled",
            google(with(
                healthy(),
                auth_refused("[ALERT] IMAP access is disabled for your domain. (Failure)"),
            )),
        ),
        ("no-full-access-shared", with(shared(), not_connected())),
        (
            "no-full-access-other-user",
            with(
                asking(PAT, MailboxKind::OtherUser, Some(ALEX)),
                not_connected(),
            ),
        ),
        (
            "wrong-user-signed-in",
            with(
                asking(SUPPORT, MailboxKind::Shared, Some(PAT)),
                not_connected(),
            ),
        ),
        (
            "mailbox-not-found",
            told(
                with(shared(), not_connected()),
                ExchangeAnswer::read(
                    "The operation couldn't be performed because object 'x' couldn't be found",
                    None,
                )
                .unwrap(),
            ),
        ),
        (
            "mailbox-not-provisioned",
            told(
                with(shared(), not_connected()),
                ExchangeAnswer::read("RecipientTypeDetails : MailUser", None).unwrap(),
            ),
        ),
        (
            "no-license",
            told(
                with(healthy(), not_connected()),
                ExchangeAnswer::read("SkuAssigned : False", None).unwrap(),
            ),
        ),
        (
            "service-principal-missing",
            application(auth_refused(REFUSED)),
        ),
        (
            "service-principal-no-mailbox-permission",
            application(not_connected()),
        ),
        (
            "smtp-auth-disabled-mailbox",
            submission(
                "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox.",
            ),
        ),
        (
            "smtp-auth-disabled-tenant",
            submission(
                "5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.",
            ),
        ),
    ]
}

fn of_the_application() -> Vec<(&'static str, Case)> {
    vec![
        (
            "basic-auth-blocked",
            with(healthy(), tried(Tried::Plain, UserForm::Mailbox)),
        ),
        (
            "username-case-or-alias",
            with(healthy(), tried(Tried::XOAuth2, UserForm::LegacyShared)),
        ),
        (
            "sasl-format-error",
            with(healthy(), auth_refused("Invalid SASL argument.")),
        ),
        (
            "sasl-mechanism-mismatch",
            with(
                healthy(),
                auth(SaslOutcome::NotOffered {
                    offered: vec!["PLAIN".into()],
                }),
            ),
        ),
        (
            "client-side-problem",
            refused_sign_in("AADSTS54005: OAuth2 Authorization code was already redeemed"),
        ),
        (
            "unrecognised",
            with(healthy(), auth_refused("The moon is in the wrong phase")),
        ),
        (
            "unrecognised",
            refused_sign_in("The moon is in the wrong phase"),
        ),
    ]
}

fn of_the_service() -> Vec<(&'static str, Case)> {
    let mut personal = with(healthy(), not_connected());
    personal.provider.family = Family::OutlookCom;
    let mut own_server = with(
        healthy(),
        auth_refused("Unsupported authentication mechanism."),
    );
    own_server.provider.family = Family::Other;
    vec![
        ("consumer-imap-regression", personal),
        ("server-oauth-not-configured", own_server),
        (
            "service-outage-or-backend",
            with(healthy(), auth_refused("Server Unavailable. 15")),
        ),
        (
            "throttled",
            with(
                healthy(),
                Evidence::Examine(Answer::Refused(reply(
                    Status::Bad,
                    "Request is throttled. Suggested Backoff Time: 299961 milliseconds",
                ))),
            ),
        ),
        (
            "too-many-connections",
            with(
                healthy(),
                auth_refused("[ALERT] Too many simultaneous connections. (Failure)"),
            ),
        ),
    ]
}

fn of_the_sign_in() -> Vec<(&'static str, Case)> {
    let mut spa = refused_sign_in(
        "AADSTS9002326: Cross-origin token redemption is permitted only for the 'Single-Page Application' client-type.",
    );
    if let Some(SignIn::Failed(SignInFailure::Provider { redeemed_by, .. })) = &mut spa.sign_in {
        *redeemed_by = Some(spa.provider.redeem);
    }
    let mut testing = google(refused_sign_in("token expires after 7 days"));
    testing.flow = Flow::Refresh;
    let mut no_token = pasted(Evidence::Application(Complaint::NoToken));
    no_token.flow = Flow::Refresh;
    vec![
        (
            "account-locked-or-abuse",
            refused_sign_in("AADSTS50057: The user account is disabled."),
        ),
        (
            "app-not-found",
            refused_sign_in(
                "AADSTS700016: Application with identifier '5720dabf-3065-4076-abc3-7479ad24ec9f' was not found in the directory 'B'.",
            ),
        ),
        (
            "client-secret-expired",
            refused_sign_in("AADSTS7000222: The provided client secret keys for app are expired."),
        ),
        (
            "client-secret-invalid",
            refused_sign_in("AADSTS7000215: Invalid client secret provided."),
        ),
        (
            "client-secret-required",
            refused_sign_in(
                "AADSTS7000218: The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
            ),
        ),
        (
            "conditional-access-block",
            refused_sign_in(
                "AADSTS53003: Access has been blocked by Conditional Access policies. Trace ID: 0a1b2c3d-0000-0000-0000-000000000000 Correlation ID: 1a1b2c3d-0000-0000-0000-000000000000 Timestamp: 2026-11-25 02:10:11Z",
            ),
        ),
        (
            "consent-missing-admin",
            refused_sign_in("AADSTS90094: The grant requires admin permission."),
        ),
        (
            "consent-missing-user",
            refused_sign_in(
                "AADSTS65001: The user or administrator has not consented to use the application",
            ),
        ),
        (
            "google-app-blocked",
            google(refused_sign_in("This app is blocked.")),
        ),
        ("google-testing-mode-7day", testing),
        (
            "mfa-required",
            refused_sign_in("AADSTS50076: you must use multi-factor authentication"),
        ),
        (
            "redirect-uri-mismatch",
            refused_sign_in(
                "AADSTS50011: The redirect URI 'https://jira.demo.test/oauth' specified in the request does not match",
            ),
        ),
        ("refresh-token-expired-or-revoked", no_token),
        (
            "scope-resource-mismatch",
            refused_sign_in(
                "AADSTS70011: The provided value for the input parameter 'scope' is not valid.",
            ),
        ),
        (
            "security-defaults",
            refused_sign_in("AADSTS530035: Access has been blocked by security defaults."),
        ),
        ("spa-redirect-type-needed", spa),
        (
            "user-not-assigned",
            refused_sign_in(
                "AADSTS50105: Your administrator has configured the application to block users",
            ),
        ),
        (
            "wrong-authority-endpoint",
            refused_sign_in(
                "AADSTS50194: Application is not configured as a multi-tenant application.",
            ),
        ),
    ]
}

fn google(mut case: Case) -> Case {
    case.provider.family = Family::Google;
    case.provider.name = "Google".into();
    case.provider.imap_scopes = vec!["https://mail.google.com/".into()];
    case.provider.audiences.clear();
    case
}

fn told(mut case: Case, answer: ExchangeAnswer) -> Case {
    case.told.push(Told::Exchange(answer));
    case
}

fn application(evidence: Evidence) -> Case {
    let mut case = with(asking(SUPPORT, MailboxKind::Shared, None), evidence);
    case.flow = Flow::App;
    case.sign_in = None;
    let facts = case.token_facts.as_mut().unwrap();
    facts.app_only = true;
    facts.account = None;
    facts.scopes.clear();
    facts.roles = vec!["IMAP.AccessAsApp".into()];
    facts.app = Some("5720dabf-3065-4076-abc3-7479ad24ec9f".into());
    facts.object_id = Some("6b2d1d92-7018-4182-b70e-821127bec509".into());
    case
}

fn tried(mechanism: Tried, user: UserForm) -> Evidence {
    Evidence::Auth(Sasl {
        mechanism: Some(mechanism),
        user,
        initial_response: false,
        challenge: None,
        outcome: SaslOutcome::Refused(reply(Status::No, REFUSED)),
    })
}

/// Refused over SMTP.
fn submission(words: &str) -> Case {
    let mut case = with(
        healthy(),
        auth(SaslOutcome::Refused(Reply {
            status: Status::Code(535),
            text: words.into(),
        })),
    );
    case.attempts[0].plan.routes[0].protocol = Protocol::Smtp;
    case
}

fn refused_sign_in(description: &str) -> Case {
    let mut case = healthy();
    case.attempts.clear();
    case.token_facts = None;
    case.sign_in = Some(SignIn::Failed(SignInFailure::Provider {
        at: Endpoint::Token,
        code: None,
        description: Some(description.into()),
        redeemed_by: None,
    }));
    case
}

fn pasted(evidence: Evidence) -> Case {
    let mut case = healthy();
    case.attempts.clear();
    case.sign_in = None;
    case.token_facts = None;
    case.pasted = Some(Pasted {
        protocol: Some(Protocol::Imap),
        observation: observation(Step::Auth, evidence),
    });
    case
}
