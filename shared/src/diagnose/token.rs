//! What the token says about itself, asked only after the server has refused it: a mailbox that opened proves it good.

use super::Confidence::{Certain, Likely};
use super::scene::Scene;
use super::suspect::Suspect;
use super::{Fact, Reason};
use crate::cause::Cause;
use crate::evidence::signin::SignIn;
use crate::plan::Protocol;
use crate::provider::Family;
use crate::token::{CONSUMERS, TokenFacts, TokenFormat, same_audience, same_scope};

/// The service that permissions without `IMAP`, `POP` or `SMTP` in their names belong to.
const GRAPH: &str = "https://graph.microsoft.com";

/// A defect of a token that the server took nevertheless: more likely at fault than all that has no such trace.
const LIKELY: u32 = 300;

/// Which parts of the token cannot be judged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unread {
    /// What it permits.
    pub scopes: bool,
    /// Whom it is for.
    pub audience: bool,
    /// When it ends.
    pub expiry: bool,
    /// Whether it is a token at all, and was put into the message as it should be.
    pub form: bool,
}

/// Every defect of the token that can be read. Each is certain only when it is the only one and the server refused the
/// token itself (`at_sign_in`), not the mailbox afterwards.
pub fn defects(scene: &Scene, at_sign_in: bool) -> Vec<Suspect> {
    let unread = TokenFacts::default();
    let facts = scene.case.token_facts.as_ref().unwrap_or(&unread);
    let audience = wrong_audience(scene, facts);
    // The permissions of a token for another service say nothing about this one.
    let scope = if audience.is_some() {
        None
    } else {
        missing_scope(scene, facts)
    };
    let found = [
        expired(scene, facts),
        audience,
        scope,
        foreign(scene, facts),
    ];
    let mut found: Vec<Suspect> = found.into_iter().flatten().collect();
    if found.len() > 1 || !at_sign_in {
        for suspect in &mut found {
            suspect.ceiling = suspect.ceiling.min(Likely);
        }
    }
    if !at_sign_in {
        for suspect in &mut found {
            suspect.settled = false;
            suspect.weight = LIKELY;
        }
    }
    found
}

/// Whether everything that can be wrong with a token could be read, and none of it is. Asked after [`defects`].
pub fn is_in_order(scene: &Scene) -> bool {
    let unread = unread(scene);
    !unread.scopes && !unread.audience && !unread.expiry && defects(scene, true).is_empty()
}

/// What cannot be judged.
pub fn unread(scene: &Scene) -> Unread {
    let none = TokenFacts::default();
    let facts = scene.case.token_facts.as_ref().unwrap_or(&none);
    let readable = facts.format == TokenFormat::Jwt;
    Unread {
        scopes: granted(scene, facts).is_none(),
        audience: facts.audience.is_empty() && granted_beside(scene).is_none(),
        expiry: facts.expires_at.is_none(),
        form: !readable,
    }
}

/// The cause of a missing permission, by the provider's own name.
pub fn scope_cause(scene: &Scene, granted: Vec<String>) -> Cause {
    match scene.family() {
        Family::Google => Cause::GoogleScopeWrong { granted },
        Family::Microsoft | Family::OutlookCom | Family::Other => Cause::MissingImapScope {
            protocol: scene.protocol,
            granted,
            needed: needed(scene),
        },
    }
}

/// Past its end by the relay's clock. When the reader's clock has not come so far, one of the two is wrong; a reader
/// who is later than the check says nothing, reports are read again after years.
fn expired(scene: &Scene, facts: &TokenFacts) -> Option<Suspect> {
    let ended = facts.expires_at?;
    let checked = scene.checked;
    if ended > checked {
        return None;
    }
    let mut reasons = vec![Reason::pro(Fact::TokenEnded { ended, checked })];
    let mut ceiling = Certain;
    if scene.now < ended {
        ceiling = Likely;
        reasons.push(Reason::con(Fact::ClocksDisagree {
            reader: scene.now,
            relay: checked,
        }));
    }
    let cause = Cause::TokenExpired {
        expired_at: Some(ended),
    };
    Some(Suspect::named(cause, reasons).at_most(ceiling))
}

fn wrong_audience(scene: &Scene, facts: &TokenFacts) -> Option<Suspect> {
    let accepted = &scene.case.provider.audiences;
    let found = if facts.audience.is_empty() {
        scopes_of_graph(scene, facts)?
    } else {
        facts.audience.clone()
    };
    let known = |audience: &String| accepted.iter().any(|a| same_audience(a, audience));
    if accepted.is_empty() || found.iter().any(known) {
        return None;
    }
    let cause = Cause::WrongAudienceGraphToken {
        audience: Some(found.join(" ")),
    };
    let reasons = vec![Reason::pro(Fact::Audience {
        found,
        accepted: accepted.clone(),
    })];
    Some(Suspect::named(cause, reasons))
}

/// An opaque token does not name its service; the scopes that came with it may. Graph's stand there with its address, or
/// in short beside `User.Read`.
fn scopes_of_graph(scene: &Scene, facts: &TokenFacts) -> Option<Vec<String>> {
    if facts.format == TokenFormat::Jwt {
        return None;
    }
    let granted = granted_beside(scene)?;
    let graph = granted.iter().any(|scope| {
        scope.starts_with("https://graph.microsoft.com/") || scope.eq_ignore_ascii_case("User.Read")
    });
    let mail = granted.iter().any(|scope| scope.contains("outlook."));
    (graph && !mail).then(|| vec![GRAPH.to_owned()])
}

fn missing_scope(scene: &Scene, facts: &TokenFacts) -> Option<Suspect> {
    let needed = needed(scene);
    let granted = granted(scene, facts)?;
    let has = |scope: &String| granted.iter().any(|g| same_scope(g, scope));
    if needed.iter().all(has) {
        return None;
    }
    let cause = scope_cause(scene, granted.clone());
    let reasons = vec![Reason::pro(Fact::Permissions { granted, needed })];
    Some(Suspect::named(cause, reasons))
}

/// A guest, a personal account, or another organisation's.
fn foreign(scene: &Scene, facts: &TokenFacts) -> Option<Suspect> {
    let tenant = facts.tenant.as_deref();
    let mut names = [facts.account.as_deref(), scene.account()]
        .into_iter()
        .flatten();
    let guest = names.any(|name| name.contains("#EXT#"));
    let personal = scene.family() == Family::Microsoft && tenant == Some(CONSUMERS);
    let other = match (tenant, scene.case.mailbox_tenant.as_deref()) {
        (Some(tenant), Some(home)) => !tenant.eq_ignore_ascii_case(home),
        _ => false,
    };
    if !guest && !personal && !other {
        return None;
    }
    let cause = Cause::GuestOrWrongTenant {
        account: scene.account().map(str::to_owned),
    };
    let reasons = vec![Reason::pro(Fact::ForeignAccount { guest, personal })];
    Some(Suspect::named(cause, reasons).at_most(Likely))
}

/// What the protocol needs: an application's permissions have other names than a person's.
fn needed(scene: &Scene) -> Vec<String> {
    if scene.is_app_only() && scene.is_microsoft() {
        let role = match scene.protocol {
            Protocol::Imap => "IMAP.AccessAsApp",
            Protocol::Pop => "POP.AccessAsApp",
            Protocol::Smtp => "SMTP.SendAsApp",
        };
        return vec![role.to_owned()];
    }
    let scopes = scene.case.provider.mail_scopes(scene.protocol).iter();
    scopes.filter(|s| !never_in_a_token(s)).cloned().collect()
}

/// What was granted, as the token says, else as the token response did; `None` when neither says anything.
fn granted(scene: &Scene, facts: &TokenFacts) -> Option<Vec<String>> {
    if scene.is_app_only() {
        // That it is an application's stands in the token itself, so what it lacks is missing. Of one that nobody can
        // read nothing is known.
        let readable = facts.app_only;
        return (readable || !facts.roles.is_empty()).then(|| facts.roles.clone());
    }
    if facts.scopes.is_empty() {
        granted_beside(scene)
    } else {
        Some(facts.scopes.clone())
    }
}

/// The `scope` of the token response (RFC 6749 §5.1); absent or empty means as asked.
fn granted_beside(scene: &Scene) -> Option<Vec<String>> {
    let Some(SignIn::SignedIn {
        granted_scope: Some(scope),
        ..
    }) = &scene.case.sign_in
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
