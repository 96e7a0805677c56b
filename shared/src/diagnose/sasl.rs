//! Authentication: the mechanism, then the server's answer to the token.

use super::Confidence::{Certain, Likely, Possible};
use super::{Fact, Finding, Reason, Seen, mailbox, token, unrecognised_break, unrecognised_reply};
use crate::cause::Cause;
use crate::evidence::Reply;
use crate::evidence::reply::{Meaning, Sentence};
use crate::evidence::sasl::{ErrorChallenge, Sasl, SaslOutcome};
use crate::plan::Step;
use crate::token::TokenFormat;

/// The token was not taken.
pub fn findings(seen: &Seen, sasl: &Sasl) -> Vec<Finding> {
    match &sasl.outcome {
        SaslOutcome::NotOffered { offered } => vec![Finding::new(
            Cause::SaslMechanismMismatch {
                offered: offered.clone(),
            },
            Certain,
            vec![Reason::pro(Fact::MechanismsOffered {
                offered: offered.clone(),
            })],
        )],
        SaslOutcome::Broken(how) => vec![unrecognised_break(Step::Auth, *how)],
        SaslOutcome::Refused(reply) => {
            let challenge = sasl.challenge.as_deref().and_then(ErrorChallenge::parse);
            refused(seen, reply, challenge.as_ref())
        }
        SaslOutcome::Accepted { .. } => Vec::new(),
    }
}

fn refused(seen: &Seen, reply: &Reply, challenge: Option<&ErrorChallenge>) -> Vec<Finding> {
    let meaning = Meaning::of(reply);
    if meaning.sentence == Sentence::ImapOff {
        return vec![mailbox::said_to_be_off(seen, reply)];
    }
    // A server that is busy or broken has judged nothing.
    if !meaning.denies_sign_in() && challenge.is_none() {
        return vec![unrecognised_reply(Step::Auth, reply)];
    }
    let defects = token::defects(seen, true);
    if !defects.is_empty() {
        return defects;
    }
    let said = Fact::SignInRefused {
        said: reply.text.clone(),
    };
    match called_invalid(challenge) {
        Some(status) => token_called_invalid(seen, reply, said, status),
        None => mailbox::account_rules(seen, &meaning, vec![Reason::pro(said)]),
    }
}

/// RFC 7628 §3.2.2 and RFC 6750 §3.1: the token is expired, revoked or malformed; `401` is how others write it.
fn called_invalid(challenge: Option<&ErrorChallenge>) -> Option<String> {
    let status = challenge?.status.clone()?;
    (status == "invalid_token" || status == "401").then_some(status)
}

/// Servers say so too when the token is another person's, so whose it is still counts.
fn token_called_invalid(seen: &Seen, reply: &Reply, said: Fact, status: String) -> Vec<Finding> {
    let called = Fact::TokenCalledInvalid { status };
    let reasons = vec![Reason::pro(said), Reason::pro(called.clone())];
    let own = mailbox::is_own(seen);
    if own != Some(true) {
        let mut findings = mailbox::account_rules(seen, &Meaning::of(reply), reasons.clone());
        findings.retain(|f| !matches!(f.cause, Cause::ImapDisabledMailbox { .. }));
        findings.extend(ended_unseen(seen, Possible, reasons));
        return findings;
    }
    match ended_unseen(seen, Likely, reasons.clone()) {
        Some(finding) => vec![finding],
        None => vec![unrecognised_reply(Step::Auth, reply)],
    }
}

/// A token whose end cannot be read may have ended, or have been withdrawn.
fn ended_unseen(
    seen: &Seen,
    confidence: super::Confidence,
    mut reasons: Vec<Reason>,
) -> Option<Finding> {
    let facts = seen.case.token_facts.as_ref();
    let readable = facts.is_some_and(|f| f.format == TokenFormat::Jwt && f.expires_at.is_some());
    if readable {
        return None;
    }
    reasons.push(Reason::pro(Fact::TokenOpaque));
    Some(Finding::new(
        Cause::TokenExpired { expired_at: None },
        confidence,
        reasons,
    ))
}
