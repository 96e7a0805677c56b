//! What the token says about itself, asked only after the server has refused it: a mailbox that opened proves it good.

use super::Confidence::{Certain, Likely};
use super::{Fact, Finding, Reason, Seen};
use crate::cause::Cause;
use crate::evidence::signin::SignIn;
use crate::token::{TokenFacts, TokenFormat};

/// The permissions that a Graph token names carry this before their name.
const GRAPH: &str = "https://graph.microsoft.com";

/// Every defect of the token that can be read. Each is certain only when it is the only one and the server refused the
/// token itself (`at_sign_in`), not the mailbox afterwards.
pub fn defects(seen: &Seen, at_sign_in: bool) -> Vec<Finding> {
    let unread = TokenFacts::default();
    let facts = seen.case.token_facts.as_ref().unwrap_or(&unread);
    let audience = wrong_audience(seen, facts);
    // The permissions of a token for another service say nothing about this one.
    let scope = if audience.is_some() {
        None
    } else {
        missing_scope(seen, facts)
    };
    let mut found: Vec<Finding> = [expired(seen, facts), audience, scope]
        .into_iter()
        .flatten()
        .collect();
    if found.len() > 1 || !at_sign_in {
        for finding in &mut found {
            finding.confidence = finding.confidence.min(Likely);
        }
    }
    found
}

/// Whether everything that can be wrong with a token could be read, and none of it is. Asked after [`defects`].
pub fn in_order(seen: &Seen) -> bool {
    let Some(facts) = &seen.case.token_facts else {
        return false;
    };
    facts.expires_at.is_some()
        && !facts.audience.is_empty()
        && !seen.case.provider.audiences.is_empty()
        && !facts.scopes.is_empty()
        && defects(seen, true).is_empty()
}

/// Past its end by the relay's clock. When the reader's clock has not come so far, one of the two is wrong; a reader
/// who is later than the check says nothing, reports are read again after years.
fn expired(seen: &Seen, facts: &TokenFacts) -> Option<Finding> {
    let ended = facts.expires_at?;
    let checked = seen.attempt.relay_time;
    if ended > checked {
        return None;
    }
    let mut reasons = vec![Reason::pro(Fact::TokenEnded { ended, checked })];
    let mut confidence = Certain;
    if seen.now < ended {
        confidence = Likely;
        reasons.push(Reason::con(Fact::ClocksDisagree {
            reader: seen.now,
            relay: checked,
        }));
    }
    Some(Finding::new(
        Cause::TokenExpired {
            expired_at: Some(ended),
        },
        confidence,
        reasons,
    ))
}

fn wrong_audience(seen: &Seen, facts: &TokenFacts) -> Option<Finding> {
    let accepted = &seen.case.provider.audiences;
    let found = if facts.audience.is_empty() {
        scopes_of_graph(seen, facts)?
    } else {
        facts.audience.clone()
    };
    let known = |audience: &String| accepted.iter().any(|a| same_audience(a, audience));
    if accepted.is_empty() || found.iter().any(known) {
        return None;
    }
    Some(Finding::new(
        Cause::WrongAudienceGraphToken {
            audience: found.join(" "),
        },
        Certain,
        vec![Reason::pro(Fact::Audience {
            found,
            accepted: accepted.clone(),
        })],
    ))
}

/// An opaque token does not name its service; the scopes that came with it may.
fn scopes_of_graph(seen: &Seen, facts: &TokenFacts) -> Option<Vec<String>> {
    if facts.format == TokenFormat::Jwt {
        return None;
    }
    let granted = granted_beside(seen)?;
    granted
        .iter()
        .any(|scope| scope.starts_with("https://graph.microsoft.com/"))
        .then(|| vec![GRAPH.to_owned()])
}

fn missing_scope(seen: &Seen, facts: &TokenFacts) -> Option<Finding> {
    let needed: Vec<String> = seen
        .case
        .provider
        .mail_scopes(seen.route.protocol)
        .iter()
        .filter(|scope| !never_in_a_token(scope))
        .cloned()
        .collect();
    let granted = granted(seen, facts)?;
    let has = |scope: &String| granted.iter().any(|g| same_scope(g, scope));
    if needed.iter().all(has) {
        return None;
    }
    Some(Finding::new(
        Cause::MissingImapScope {
            granted: granted.clone(),
            needed: needed.clone(),
        },
        Certain,
        vec![Reason::pro(Fact::Permissions { granted, needed })],
    ))
}

/// What was granted, as the token says, else as the token response did; `None` when neither says anything.
fn granted(seen: &Seen, facts: &TokenFacts) -> Option<Vec<String>> {
    if facts.app_only {
        // An application's permissions have other names than a person's (`IMAP.AccessAsApp`).
        return None;
    }
    if facts.scopes.is_empty() {
        granted_beside(seen)
    } else {
        Some(facts.scopes.clone())
    }
}

/// The `scope` of the token response (RFC 6749 §5.1); absent or empty means as asked.
fn granted_beside(seen: &Seen) -> Option<Vec<String>> {
    let Some(SignIn::SignedIn {
        granted_scope: Some(scope),
        ..
    }) = &seen.case.sign_in
    else {
        return None;
    };
    let granted: Vec<String> = scope.split_ascii_whitespace().map(str::to_owned).collect();
    (!granted.is_empty()).then_some(granted)
}

/// Scopes that steer the sign-in and stand in no access token.
fn never_in_a_token(scope: &str) -> bool {
    matches!(scope, "openid" | "profile" | "email" | "offline_access")
}

fn same_audience(one: &str, other: &str) -> bool {
    one.trim_end_matches('/')
        .eq_ignore_ascii_case(other.trim_end_matches('/'))
}

/// Microsoft asks for `https://outlook.office.com/IMAP.AccessAsUser.All` and writes `IMAP.AccessAsUser.All` into the
/// token, whose `aud` then says the rest.
fn same_scope(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || short(one).eq_ignore_ascii_case(short(other))
}

/// The name after the last slash, unless nothing stands there (`https://mail.google.com/`).
fn short(scope: &str) -> &str {
    match scope.rsplit_once('/') {
        Some((_, name)) if !name.is_empty() => name,
        _ => scope,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_the_same_by_their_short_name() {
        let full = "https://outlook.office.com/IMAP.AccessAsUser.All";
        assert!(same_scope(full, "IMAP.AccessAsUser.All"));
        assert!(same_scope(
            full,
            "https://outlook.office365.com/imap.accessasuser.all"
        ));
        assert!(!same_scope(full, "POP.AccessAsUser.All"));
        assert!(same_scope(
            "https://mail.google.com/",
            "https://mail.google.com/"
        ));
        assert!(!same_scope(
            "https://mail.google.com/",
            "https://www.google.com/"
        ));
    }

    #[test]
    fn a_slash_at_the_end_is_no_other_audience() {
        assert!(same_audience(
            "https://outlook.office.com",
            "https://Outlook.office.com/"
        ));
        assert!(!same_audience("https://outlook.office.com", GRAPH));
    }
}
