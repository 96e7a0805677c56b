//! Reasons that a server's words name outright. Where a line holds one, it wins over any guess.

use super::filled::{no_full_access, object_id, presented, switched_off};
use super::scene::Scene;
use super::suspect::Suspect;
use super::{Fact, Reason};
use crate::cause::{Cause, ClientFault};
use crate::evidence::signin::Flow;
use crate::plan::Step;
use crate::provider::Family;
use crate::words::Says;
use crate::words::exchange::Closing;

/// In this order: a switch, a block or a limit says more than the refusal that it is wrapped in.
const TELLING: [Says; 33] = [
    Says::SmtpAuthOffForTenant,
    Says::SmtpAuthOffForMailbox,
    Says::SecurityDefaults,
    Says::BasicAuthOff,
    Says::AppPasswordNeeded,
    Says::DomainSwitchedOff,
    Says::SwitchedOff,
    Says::AccountBlocked,
    Says::Throttled,
    Says::TooManyConnections,
    Says::LicenceMissing,
    Says::MailboxNotHere,
    Says::NoSuchMailbox,
    Says::SendAsRefused,
    Says::MailboxLogonFailed,
    Says::TokenExpired,
    Says::NeverAuthenticated,
    Says::EncryptionNeeded,
    Says::EncryptionTooOld,
    Says::NameMalformed,
    Says::NameAmbiguous,
    Says::UserNotOfToken,
    Says::ScopeInsufficient,
    Says::AudienceWrong,
    Says::IssuerWrong,
    Says::IntrospectionFailed,
    Says::SaslMalformed,
    Says::MechanismUnknown,
    Says::ClientGaveUp,
    Says::ClientMistaken,
    Says::ConditionsNotMet,
    Says::CredentialsExpired,
    Says::CredentialsWrong,
];

/// The suspects that the words name; `None` when they name no reason. `said` is the line to quote.
pub fn suspects(scene: &Scene, said: &str) -> Option<Vec<Suspect>> {
    let telling = TELLING.into_iter().filter(|says| scene.words.say(*says));
    for says in telling {
        let reasons = vec![Reason::pro(Fact::ServerSays {
            says,
            said: said.to_owned(),
        })];
        let suspects = of(scene, says, &reasons);
        if !suspects.is_empty() {
            return Some(suspects);
        }
    }
    faults(scene, said)
}

/// Faults and limits, which say nothing about the person: asked last, and not beside a refusal of the sign-in.
fn faults(scene: &Scene, said: &str) -> Option<Vec<Suspect>> {
    let words = &scene.words;
    let refused = [
        Says::SignInRefused,
        Says::AuthenticatedNotConnected,
        Says::AccessRefused,
        Says::TokenInvalid,
        Says::NoRecipient,
    ];
    if refused.into_iter().any(|says| words.say(says)) {
        return None;
    }
    let reasons = |says| {
        vec![Reason::pro(Fact::ServerSays {
            says,
            said: said.to_owned(),
        })]
    };
    if words.say(Says::ServerFault) {
        let reasons = reasons(Says::ServerFault);
        return Some(vec![
            Suspect::guess(Cause::ServiceOutageOrBackend, 70, reasons.clone()),
            throttled(scene, 15, reasons),
        ]);
    }
    numbered(scene, said)
}

/// A line that ends in a number says what was not understood, or that the server gave up, and no more.
fn numbered(scene: &Scene, said: &str) -> Option<Vec<Suspect>> {
    let reasons = vec![Reason::pro(Fact::ServerSaid {
        step: scene.observation.step,
        said: said.to_owned(),
    })];
    let guess = |cause, weight| Suspect::guess(cause, weight, reasons.clone());
    let outage = |weight| guess(Cause::ServiceOutageOrBackend, weight);
    let format = Cause::SaslFormatError {
        protocol: scene.protocol,
    };
    Some(match scene.words.closing? {
        Closing::Unavailable(_) => vec![outage(70), throttled(scene, 15, reasons.clone())],
        Closing::Misunderstood(14) if scene.observation.step == Step::Auth => {
            vec![guess(mismatch(scene), 60), guess(format, 25)]
        }
        Closing::Misunderstood(_) if scene.observation.step == Step::Auth => vec![
            guess(format, 46),
            throttled(scene, 26, reasons.clone()),
            outage(14),
            guess(mismatch(scene), 10),
        ],
        Closing::Misunderstood(_) | Closing::Closed(_) => vec![
            throttled(scene, 40, reasons.clone()),
            outage(26),
            guess(Cause::TooManyConnections, 20),
            guess(
                Cause::ClientSideProblem {
                    fault: ClientFault::Request,
                },
                12,
            ),
        ],
    })
}

#[expect(clippy::too_many_lines, reason = "one table, a row for each statement")]
fn of(scene: &Scene, says: Says, reasons: &[Reason]) -> Vec<Suspect> {
    let named = |cause| vec![Suspect::named(cause, reasons.to_vec())];
    let guess = |cause, weight| Suspect::guess(cause, weight, reasons.to_vec());
    let account = || scene.account().map(str::to_owned);
    match says {
        Says::SmtpAuthOffForTenant => named(Cause::SmtpAuthDisabledTenant),
        Says::SmtpAuthOffForMailbox => named(Cause::SmtpAuthDisabledMailbox {
            mailbox: scene.mailbox(),
        }),
        Says::SecurityDefaults => named(Cause::SecurityDefaults),
        Says::BasicAuthOff | Says::AppPasswordNeeded => named(basic_auth(scene)),
        Says::DomainSwitchedOff => named(match scene.family() {
            Family::Google => switched_off(scene),
            _ => Cause::ImapDisabledTenant {
                protocol: scene.protocol,
            },
        }),
        Says::SwitchedOff => named(switched_off(scene)),
        Says::AccountBlocked => named(Cause::AccountLockedOrAbuse { account: account() }),
        Says::Throttled => vec![Suspect::named(
            throttled(scene, 0, Vec::new()).cause,
            reasons.to_vec(),
        )],
        Says::TooManyConnections => named(Cause::TooManyConnections),
        Says::MailboxNotHere => vec![
            guess(
                Cause::MailboxNotProvisioned {
                    mailbox: scene.mailbox(),
                },
                55,
            ),
            guess(
                Cause::NoLicense {
                    mailbox: scene.mailbox(),
                },
                40,
            ),
            guess(Cause::GuestOrWrongTenant { account: account() }, 5),
        ],
        Says::LicenceMissing => named(Cause::NoLicense {
            mailbox: scene.mailbox(),
        }),
        Says::NoSuchMailbox => vec![
            guess(
                Cause::MailboxNotFound {
                    mailbox: scene.mailbox(),
                },
                60,
            ),
            guess(
                Cause::MailboxNotProvisioned {
                    mailbox: scene.mailbox(),
                },
                25,
            ),
        ],
        Says::SendAsRefused if scene.is_app_only() => named(app_right(scene)),
        Says::SendAsRefused => vec![
            guess(no_full_access(scene), 60),
            guess(presented(scene), 20),
            guess(
                Cause::WrongUserSignedIn {
                    signed_in: account(),
                    meant: None,
                },
                15,
            ),
        ],
        Says::MailboxLogonFailed => {
            let right = if scene.is_app_only() {
                Some(guess(app_right(scene), 60))
            } else if scene.is_own() == Some(false) {
                Some(guess(no_full_access(scene), 30))
            } else {
                None
            };
            right
                .into_iter()
                .chain([
                    guess(Cause::ServiceOutageOrBackend, 25),
                    guess(
                        Cause::MailboxNotProvisioned {
                            mailbox: scene.mailbox(),
                        },
                        20,
                    ),
                ])
                .collect()
        }
        Says::TokenExpired => named(Cause::TokenExpired {
            expired_at: scene
                .case
                .token_facts
                .as_ref()
                .and_then(|facts| facts.expires_at),
        }),
        Says::NeverAuthenticated => vec![
            guess(mismatch(scene), 80),
            guess(
                Cause::ClientSideProblem {
                    fault: ClientFault::Unfinished,
                },
                15,
            ),
        ],
        Says::ClientMistaken => named(Cause::ClientSideProblem {
            fault: ClientFault::Request,
        }),
        Says::NameMalformed | Says::NameAmbiguous => named(presented(scene)),
        Says::AudienceWrong => vec![
            guess(Cause::WrongAudienceGraphToken { audience: None }, 70),
            guess(server_setup(scene), 25),
        ],
        // Dovecot: `Issuer 'https://…' is not allowed`.
        Says::IssuerWrong => vec![
            guess(Cause::WrongAuthorityEndpoint, 50),
            guess(server_setup(scene), 40),
        ],
        Says::EncryptionNeeded | Says::EncryptionTooOld => named(Cause::WrongHostPortOrTlsMode {
            server: scene.server.clone(),
            speaks: super::network::plain(scene.protocol),
        }),
        Says::UserNotOfToken => vec![guess(presented(scene), 55), guess(server_setup(scene), 45)],
        Says::IntrospectionFailed => vec![
            guess(server_setup(scene), 70),
            guess(Cause::TokenExpired { expired_at: None }, 20),
        ],
        Says::SaslMalformed => vec![
            guess(
                Cause::SaslFormatError {
                    protocol: scene.protocol,
                },
                80,
            ),
            guess(mismatch(scene), 12),
        ],
        Says::ScopeInsufficient => named(super::token::scope_cause(scene, Vec::new())),
        Says::MechanismUnknown => {
            let mismatch = guess(mismatch(scene), 50);
            let setup = match scene.family() {
                Family::Other => 55,
                _ => 20,
            };
            vec![mismatch, guess(server_setup(scene), setup)]
        }
        Says::ClientGaveUp => vec![
            guess(
                Cause::ClientSideProblem {
                    fault: ClientFault::Unfinished,
                },
                60,
            ),
            guess(Cause::TokenExpired { expired_at: None }, 15),
            guess(
                Cause::SaslFormatError {
                    protocol: scene.protocol,
                },
                12,
            ),
            guess(server_setup(scene), 10),
        ],
        Says::ConditionsNotMet => vec![
            guess(Cause::ConditionalAccessBlock, 45),
            guess(Cause::SecurityDefaults, 40),
            guess(basic_auth(scene), 15),
        ],
        Says::CredentialsExpired | Says::CredentialsWrong if scene.is_password() => {
            let blocked = match scene.family() {
                Family::Other => 20,
                _ => 40,
            };
            let mut all = vec![
                guess(Cause::AccountLockedOrAbuse { account: account() }, 55),
                guess(basic_auth(scene), blocked),
            ];
            if scene.case.flow != Flow::Password {
                // A token was there to be sent.
                all.push(guess(mismatch(scene), 30));
            }
            all
        }
        // Gmail says "Username and Password not accepted" to a token as well; there it says no more than a refusal.
        _ => Vec::new(),
    }
}

fn basic_auth(scene: &Scene) -> Cause {
    Cause::BasicAuthBlocked {
        protocol: Some(scene.protocol),
    }
}

fn app_right(scene: &Scene) -> Cause {
    Cause::ServicePrincipalNoMailboxPermission {
        object_id: object_id(scene),
        mailbox: scene.mailbox(),
    }
}

fn mismatch(scene: &Scene) -> Cause {
    Cause::SaslMechanismMismatch {
        offered: scene.offered.clone(),
    }
}

fn server_setup(scene: &Scene) -> Cause {
    Cause::ServerOauthNotConfigured {
        server: scene.server.clone(),
    }
}

fn throttled(scene: &Scene, weight: u32, reasons: Vec<Reason>) -> Suspect {
    let backoff_ms = scene.words.backoff_ms;
    Suspect::guess(Cause::Throttled { backoff_ms }, weight, reasons)
}
