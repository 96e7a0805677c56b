//! What the token says, row by row, with a mark beside what is wrong for this check.

use std::collections::BTreeSet;

use shared::case::Case;
use shared::evidence::signin::SignIn;
use shared::plan::Protocol;
use shared::token::{CONSUMERS, TokenFacts, TokenFormat, same_audience, same_scope};

use crate::text;

/// A claim in plain words.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Claim {
    /// Which.
    pub name: Name,
    /// As it stands in the token.
    pub value: String,
    /// How it fits this check.
    pub fit: Fit,
}

/// Which claim.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Name {
    /// `upn`, `preferred_username`, …
    Account,
    /// `aud`
    Audience,
    /// `scp`
    Scopes,
    /// `roles`
    Roles,
    /// `tid`
    Tenant,
    /// `appid`
    App,
    /// `exp`
    Expires,
    /// `iss`
    Issuer,
}

/// How a claim fits.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Fit {
    /// It is what the mail server wants.
    Good,
    /// It is not; what would be.
    Wrong(String),
    /// It is another one than the person meant; which.
    NotAsMeant(String),
    /// Nothing follows from it.
    Plain,
    /// It belongs to personal accounts.
    Personal,
    /// It is this page's own registration, and not that of the person's application.
    ThisPage,
}

/// The rows. Of a token that only its issuer can read, what came with it is all there is.
pub fn rows(case: &Case) -> Vec<Claim> {
    let Some(facts) = case
        .token_facts
        .as_ref()
        .filter(|facts| facts.format != TokenFormat::NotAToken)
    else {
        return Vec::new();
    };
    let readable = facts.format == TokenFormat::Jwt;
    let account_name = facts.account.as_deref().or_else(|| case.signed_in_as());
    let granted = granted(case, facts);
    let list = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
    let rows = [
        (
            Name::Account,
            account_name.map(str::to_owned),
            account(case, account_name),
        ),
        (Name::Audience, list(&facts.audience), audience(case, facts)),
        (
            Name::Scopes,
            // A token that can be read and permits nothing says so.
            list(&granted).or_else(|| (readable && facts.roles.is_empty()).then(String::new)),
            scopes(case, facts, &granted),
        ),
        (Name::Roles, list(&facts.roles), roles(case, facts)),
        (Name::Tenant, facts.tenant.clone(), tenant(case, facts)),
        (Name::App, facts.app.clone(), app(case, facts)),
        (
            Name::Expires,
            facts.expires_at.map(|end| end.to_string()),
            expires(case, facts),
        ),
        (Name::Issuer, facts.issuer.clone(), Fit::Plain),
    ];
    let row = |(name, value, fit)| {
        let value: Option<String> = value;
        value.map(|value| Claim { name, value, fit })
    };
    rows.into_iter().filter_map(row).collect()
}

/// What the token permits: as it says itself, else as the answer said that it came with (RFC 6749 §5.1).
fn granted(case: &Case, facts: &TokenFacts) -> Vec<String> {
    match &case.sign_in {
        Some(SignIn::SignedIn {
            granted_scope: Some(scope),
            ..
        }) if facts.scopes.is_empty() && facts.format == TokenFormat::Opaque => {
            scope.split_ascii_whitespace().map(str::to_owned).collect()
        }
        _ => facts.scopes.clone(),
    }
}

fn account(case: &Case, account: Option<&str>) -> Fit {
    match (&case.ask.account, account) {
        (Some(meant), Some(account)) if !meant.same_as(account) => {
            Fit::NotAsMeant(meant.to_string())
        }
        (Some(_), Some(_)) => Fit::Good,
        _ => Fit::Plain,
    }
}

fn audience(case: &Case, facts: &TokenFacts) -> Fit {
    let wanted = &case.provider.audiences;
    if wanted.is_empty() {
        Fit::Plain
    } else if facts
        .audience
        .iter()
        .any(|audience| wanted.iter().any(|one| same_audience(one, audience)))
    {
        Fit::Good
    } else {
        Fit::Wrong(wanted.join(", "))
    }
}

fn scopes(case: &Case, facts: &TokenFacts, granted: &[String]) -> Fit {
    if facts.app_only {
        return Fit::Plain;
    }
    let protocols = text::protocols(case);
    let needed: Vec<&String> = protocols
        .iter()
        .flat_map(|protocol| case.provider.mail_scopes(*protocol))
        .collect();
    let has = |scope: &str| granted.iter().any(|granted| same_scope(granted, scope));
    let missing: BTreeSet<&str> = needed
        .iter()
        .map(|scope| scope.as_str())
        .filter(|scope| !has(scope))
        .collect();
    if needed.is_empty() {
        Fit::Plain
    } else if missing.is_empty() {
        Fit::Good
    } else {
        Fit::Wrong(Vec::from_iter(missing).join(", "))
    }
}

fn roles(case: &Case, facts: &TokenFacts) -> Fit {
    let needed = |protocol: &Protocol| match protocol {
        Protocol::Imap => "IMAP.AccessAsApp",
        Protocol::Pop => "POP.AccessAsApp",
        Protocol::Smtp => "SMTP.SendAsApp",
    };
    let has = |needed: &&str| facts.roles.iter().any(|role| role == needed);
    let protocols = text::protocols(case);
    let missing: Vec<&str> = protocols
        .iter()
        .map(needed)
        .filter(|role| !has(role))
        .collect();
    if !facts.app_only {
        Fit::Plain
    } else if missing.is_empty() {
        Fit::Good
    } else {
        Fit::Wrong(missing.join(", "))
    }
}

fn tenant(case: &Case, facts: &TokenFacts) -> Fit {
    match (&case.mailbox_tenant, &facts.tenant) {
        (Some(home), Some(tenant)) if home != tenant => Fit::Wrong(home.clone()),
        (_, Some(tenant)) if tenant == CONSUMERS => Fit::Personal,
        _ => Fit::Plain,
    }
}

fn app(case: &Case, facts: &TokenFacts) -> Fit {
    // Where the asker names the application, the entry holds that one's id.
    let ours = !case.ask.path.names_app();
    if ours && facts.app.is_some() && facts.app == case.provider.client_id {
        Fit::ThisPage
    } else {
        Fit::Plain
    }
}

/// By the relay's clock at the check, else by nothing: the reader's may be wrong, or years later.
fn expires(case: &Case, facts: &TokenFacts) -> Fit {
    let checked = case.series().first().map(|attempt| attempt.relay_time);
    match (facts.expires_at, checked) {
        (Some(end), Some(at)) if end <= at => Fit::Wrong(String::new()),
        (Some(_), Some(_)) => Fit::Good,
        _ => Fit::Plain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{ExampleId, example};

    fn fit(case: &Case, name: Name) -> Fit {
        let rows = rows(case);
        rows.into_iter().find(|row| row.name == name).unwrap().fit
    }

    #[test]
    fn what_is_wrong_for_this_check_is_marked_with_what_would_be_right() {
        let graph = example(ExampleId::WrongAudience).unwrap();
        assert!(
            matches!(fit(&graph, Name::Audience), Fit::Wrong(wanted) if wanted.contains("outlook.office"))
        );
        let mut good = example(ExampleId::Healthy).unwrap();
        for name in [Name::Audience, Name::Scopes, Name::Expires] {
            assert_eq!(fit(&good, name), Fit::Good, "{name:?}");
        }
        good.attempts[0].relay_time = i64::MAX;
        assert_eq!(fit(&good, Name::Expires), Fit::Wrong(String::new()));
        good.ask.account = Some("pat@contoso.com".parse().unwrap());
        assert_eq!(
            fit(&good, Name::Account),
            Fit::NotAsMeant("pat@contoso.com".into())
        );
        let facts = good.token_facts.as_mut().unwrap();
        facts.scopes = vec!["Mail.Read".into()];
        facts.tenant = Some(CONSUMERS.to_owned());
        assert!(matches!(fit(&good, Name::Scopes), Fit::Wrong(_)));
        assert_eq!(fit(&good, Name::Tenant), Fit::Personal);
    }

    #[test]
    fn what_is_no_token_has_no_rows() {
        let mut case = example(ExampleId::Healthy).unwrap();
        case.token_facts = Some(TokenFacts {
            format: TokenFormat::NotAToken,
            ..TokenFacts::default()
        });
        assert_eq!(rows(&case), []);
    }

    #[test]
    fn of_a_token_that_nobody_can_read_the_answer_beside_it_is_shown() {
        let mut case = example(ExampleId::Healthy).unwrap();
        case.token_facts = Some(TokenFacts::default());
        case.provider.imap_scopes = vec!["https://outlook.office.com/IMAP.AccessAsUser.All".into()];
        let scopes = |case: &Case| rows(case).into_iter().find(|row| row.name == Name::Scopes);
        case.sign_in = Some(SignIn::SignedIn {
            account: Some("alex@contoso.com".into()),
            name: None,
            granted_scope: Some("openid User.Read".into()),
        });
        assert!(matches!(scopes(&case).unwrap().fit, Fit::Wrong(_)));
        assert!(rows(&case).iter().any(|row| row.name == Name::Account));
        case.sign_in = None;
        assert_eq!(scopes(&case), None);
    }

    #[test]
    fn a_token_that_permits_nothing_has_a_mark() {
        let mut case = example(ExampleId::Healthy).unwrap();
        let facts = case.token_facts.as_mut().unwrap();
        (facts.scopes, facts.roles) = (Vec::new(), Vec::new());
        case.provider.imap_scopes = vec!["IMAP.AccessAsUser.All".into()];
        assert!(matches!(fit(&case, Name::Scopes), Fit::Wrong(_)));
    }
}
