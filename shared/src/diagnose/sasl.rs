//! Authentication: the mechanism, then the server's answer to the token.

use super::access::{self, When};
use super::scene::Scene;
use super::suspect::Suspect;
use super::{
    Confidence, Fact, Reason, network, said, token, unrecognised_break, unrecognised_reply,
};
use crate::cause::{Cause, ClientFault};
use crate::evidence::sasl::{Sasl, SaslOutcome, Tried};
use crate::evidence::{Break, Reply};
use crate::plan::Step;
use crate::provider::Family;
use crate::token::TokenFormat;
use crate::words::Says;

/// The token was not taken.
pub fn suspects(scene: &Scene, sasl: &Sasl) -> Vec<Suspect> {
    match &sasl.outcome {
        SaslOutcome::NotOffered { offered } => not_offered(scene, offered),
        SaslOutcome::Broken(how) => broken(scene, *how),
        SaslOutcome::Refused(reply) => refused(scene, reply),
        SaslOutcome::Accepted { .. } => Vec::new(),
    }
}

/// The server was asked and has no way to take a token.
fn not_offered(scene: &Scene, offered: &[String]) -> Vec<Suspect> {
    if let Some(suspect) = network::between_servers(scene) {
        return vec![suspect];
    }
    let reasons = vec![Reason::pro(Fact::MechanismsOffered {
        offered: offered.to_vec(),
    })];
    let mismatch = Cause::SaslMechanismMismatch {
        offered: offered.to_vec(),
    };
    if scene.family() == Family::Other {
        // A server of one's own may take tokens once it is told to.
        let setup = Cause::ServerOauthNotConfigured {
            server: scene.server.clone(),
        };
        return vec![
            Suspect::guess(mismatch, 70, reasons.clone()),
            Suspect::guess(setup, 30, reasons),
        ];
    }
    vec![Suspect::named(mismatch, reasons)]
}

/// The connection ended before an answer; what was said until then may name the reason.
fn broken(scene: &Scene, how: Break) -> Vec<Suspect> {
    let last = scene.observation.lines.last().map(|line| line.text.clone());
    let named = last.and_then(|said| said::suspects(scene, &said));
    named.unwrap_or_else(|| vec![unrecognised_break(Step::Auth, how)])
}

fn refused(scene: &Scene, reply: &Reply) -> Vec<Suspect> {
    if let Some(format) = not_a_token(scene, reply) {
        return vec![format];
    }
    if scene.tried() == Some(Tried::Nothing) {
        return never_tried(scene, reply);
    }
    if let Some(named) = said::suspects(scene, &reply.text) {
        return named;
    }
    let words = &scene.words;
    let defects = if scene.is_password() {
        Vec::new()
    } else {
        token::defects(scene, true)
    };
    let denied = [
        Says::SignInRefused,
        Says::AuthenticatedNotConnected,
        Says::AccessRefused,
        Says::TokenInvalid,
        Says::NoRecipient,
        Says::CredentialsWrong,
    ];
    // A server that is busy or broken has judged nothing.
    let judged = denied.into_iter().any(|says| words.say(says)) || words.challenge.is_some();
    if !judged && defects.is_empty() {
        return vec![unrecognised_reply(Step::Auth, reply)];
    }
    if !defects.is_empty() {
        return defects
            .into_iter()
            .map(|defect| {
                if judged {
                    defect
                } else {
                    defect.at_most(Confidence::Likely)
                }
            })
            .collect();
    }
    let refused = Reason::pro(Fact::SignInRefused {
        said: reply.text.clone(),
    });
    match called_invalid(scene) {
        Some(status) => token_called_invalid(scene, refused, status),
        None => access::suspects(scene, When::SigningIn, vec![refused]),
    }
}

/// The client never began to authenticate.
fn never_tried(scene: &Scene, reply: &Reply) -> Vec<Suspect> {
    let reasons = vec![Reason::pro(Fact::ServerSaid {
        step: Step::Auth,
        said: reply.text.clone(),
    })];
    let mismatch = Cause::SaslMechanismMismatch {
        offered: scene.offered.clone(),
    };
    let client = Cause::ClientSideProblem {
        fault: ClientFault::Unfinished,
    };
    vec![
        Suspect::guess(mismatch, 76, reasons.clone()),
        Suspect::guess(client, 24, reasons),
    ]
}

/// What stands in the place of the token is none.
fn not_a_token(scene: &Scene, reply: &Reply) -> Option<Suspect> {
    let facts = scene.case.token_facts.as_ref()?;
    (facts.format == TokenFormat::NotAToken).then(|| {
        let reasons = vec![
            Reason::pro(Fact::NotAToken),
            Reason::pro(Fact::SignInRefused {
                said: reply.text.clone(),
            }),
        ];
        Suspect::named(
            Cause::SaslFormatError {
                protocol: scene.protocol,
            },
            reasons,
        )
    })
}

/// RFC 7628 §3.2.2 and RFC 6750 §3.1: the token is expired, revoked or malformed; `401` is how others write it.
fn called_invalid(scene: &Scene) -> Option<String> {
    let by_words = scene
        .words
        .say(Says::TokenInvalid)
        .then(|| "invalid_token".to_owned());
    let status = scene
        .words
        .challenge
        .as_ref()
        .and_then(|c| c.status.clone());
    status
        .filter(|status| status == "invalid_token" || status == "401")
        .or(by_words)
}

/// Servers say so too when the token is another person's, so whose it is still counts.
fn token_called_invalid(scene: &Scene, refused: Reason, status: String) -> Vec<Suspect> {
    let reasons = vec![refused, Reason::pro(Fact::TokenCalledInvalid { status })];
    let own = scene.is_own();
    let ended = Suspect::guess(Cause::TokenExpired { expired_at: None }, 0, reasons.clone());
    let mut all = vec![if token::unread(scene).expiry {
        let weight = if own == Some(true) { 60 } else { 20 };
        Suspect { weight, ..ended }.because(Fact::TokenOpaque)
    } else {
        // It can still have been withdrawn.
        let weight = match (own, scene.is_microsoft()) {
            (Some(true), true) => 35,
            // A server that was not told whom to ask calls every token invalid.
            (Some(true), false) => 15,
            _ => 5,
        };
        Suspect { weight, ..ended }.at_most(Confidence::Possible)
    }];
    if !scene.is_microsoft() {
        let setup = Cause::ServerOauthNotConfigured {
            server: scene.server.clone(),
        };
        all.push(Suspect::guess(setup, 25, reasons.clone()));
    }
    if own != Some(true) {
        all.extend(access::suspects(scene, When::SigningIn, reasons));
        all.retain(|s| !matches!(s.cause, Cause::ImapDisabledMailbox { .. }));
    }
    all.sort_by_key(|suspect| std::cmp::Reverse(suspect.weight));
    let mut seen = Vec::new();
    all.retain(|suspect| {
        let new = !seen.contains(&suspect.cause.code());
        seen.push(suspect.cause.code());
        new
    });
    all
}
