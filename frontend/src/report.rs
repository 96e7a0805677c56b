//! The report: a case as a file, and back.
//!
//! The file is the [`Case`] itself, so whoever opens it sees what was seen then, judged by the rules of today.

pub mod anonymise;
pub mod markdown;
pub mod public;
pub mod scrub;

use serde::Deserialize;
use shared::case::{Case, FORMAT};
use shared::evidence::lasting::Refresh;
use shared::evidence::signin::{SignIn, SignInFailure};
use shared::provider::{Provider, PublicConfig};
use shared::words::aadsts;

/// The largest report that is read, in octets.
pub const MAX_REPORT: usize = 1024 * 1024;

/// Why a file is no report that this page can open.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReadError {
    /// Over [`MAX_REPORT`] octets.
    #[error("the file is larger than 1 MiB")]
    TooLarge,
    /// Not JSON, or JSON of something else.
    #[error("the file is not a Greencheck report")]
    NotAReport,
    /// Written by a version whose reports this one cannot read.
    #[error("the report has format {0}, which this version cannot read")]
    OtherFormat(u32),
    /// The browser did not hand the file over.
    #[error("the file could not be read")]
    Unreadable,
}

/// The file. `None` cannot happen with a case that was seen here.
pub fn to_json(case: &Case) -> Option<String> {
    serde_json::to_string_pretty(case).ok()
}

/// Reads a file. It comes from anybody: see [`distrust`].
///
/// # Errors
/// When it is not a report of this format.
pub fn read(text: &str) -> Result<Case, ReadError> {
    #[derive(Deserialize)]
    struct Head {
        format: u32,
    }

    if text.len() > MAX_REPORT {
        return Err(ReadError::TooLarge);
    }
    let head: Head = serde_json::from_str(text).map_err(|_| ReadError::NotAReport)?;
    if head.format != FORMAT {
        return Err(ReadError::OtherFormat(head.format));
    }
    serde_json::from_str(text).map_err(|_| ReadError::NotAReport)
}

/// Leaves nothing in a report that would send anybody to an address of its writer: where a permission is withdrawn is the
/// relay's own entry's word, an administrator is asked for consent (which takes a redirect URI) for the operator's
/// application and what that asks for alone, and no redirect URI is to be registered but one of this page's own.
pub fn distrust(case: &mut Case, config: Option<&PublicConfig>) {
    let own = config.and_then(|config| {
        let mut providers = config.providers.iter();
        let entry = providers.find(|entry| entry.id == case.provider.id)?;
        Some((entry, config.redirect_uri(entry)))
    });
    let asks_the_same = |entry: &Provider| {
        let said = |entry: &Provider| {
            let scopes = entry.scopes_for_mail(&case.ask.protocols);
            let family = entry.family;
            (
                entry.client_id.clone(),
                entry.authorize_url.clone(),
                family,
                scopes,
            )
        };
        said(entry) == said(&case.provider)
    };
    let redirect_uri = own.as_ref().filter(|(entry, _)| asks_the_same(entry));
    case.redirect_uri = redirect_uri.map(|(_, redirect_uri)| redirect_uri.clone());
    case.provider.withdraw_url = own.and_then(|(entry, _)| entry.withdraw_url.clone());
    let page = config.map(|config| config.public_url.as_str());
    let mut foreign = false;
    for words in refusals(case) {
        foreign |= without_foreign_uri(words, page);
    }
    if foreign {
        // It was another one that was refused.
        case.redirect_uri = None;
    }
}

/// The words in which a provider refuses, wherever a report has some.
fn refusals(case: &mut Case) -> impl Iterator<Item = &mut String> {
    let signing_in = match &mut case.sign_in {
        Some(SignIn::Failed(SignInFailure::Provider { description, .. })) => description.as_mut(),
        _ => None,
    };
    let renewing = match case.lasting.as_mut().map(|lasting| &mut lasting.outcome) {
        Some(Refresh::Refused { description, .. }) => description.as_mut(),
        _ => None,
    };
    signing_in.into_iter().chain(renewing)
}

/// Takes out the redirect URI that these words name, unless it is below this page's own address; says whether it did.
fn without_foreign_uri(words: &mut String, page: Option<&str>) -> bool {
    let Some(uri) = aadsts::redirect_uri(words) else {
        return false;
    };
    let below = page.and_then(|page| uri.strip_prefix(page));
    let own = below.is_some_and(|path| path.starts_with('/'));
    if !own {
        *words = words.replace(&uri, "…");
    }
    !own
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use shared::diagnose::diagnose;
    use shared::evidence::lasting::Lasting;
    use shared::evidence::signin::Endpoint;
    use shared::remedy::values::Values;
    use shared::remedy::{advise, lasting};

    use super::*;
    use crate::examples::{ExampleId, example};

    fn written() -> Value {
        let text = to_json(&example(ExampleId::NoFullAccess).unwrap()).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn what_is_written_is_read_again() {
        for id in ExampleId::ALL {
            let case = example(id).unwrap();
            assert_eq!(read(&to_json(&case).unwrap()), Ok(case));
        }
    }

    #[test]
    fn what_is_no_report_says_so() {
        for text in [
            "",
            "{}",
            "[]",
            "null",
            "<html>",
            "{\"format\":\"1\"}",
            "{\"format\":1}",
        ] {
            assert_eq!(read(text), Err(ReadError::NotAReport), "{text}");
        }
        let mut more = written();
        more["token"] = json!("x");
        assert_eq!(read(&more.to_string()), Err(ReadError::NotAReport));
    }

    #[test]
    fn a_report_of_another_version_says_which() {
        let mut other = written();
        other["format"] = json!(9);
        other["unheard-of"] = json!(true);
        assert_eq!(read(&other.to_string()), Err(ReadError::OtherFormat(9)));
    }

    #[test]
    fn a_file_over_the_limit_is_not_looked_into() {
        let padded = format!("{}{}", written(), " ".repeat(MAX_REPORT));
        assert_eq!(read(&padded), Err(ReadError::TooLarge));
    }

    fn distrusted(change: impl FnOnce(&mut Case), config: Option<&PublicConfig>) -> Case {
        let mut case = example(ExampleId::NoFullAccess).unwrap();
        case.redirect_uri = Some("https://evil.test/callback".into());
        case.provider.withdraw_url = Some("https://evil.test/withdraw".into());
        change(&mut case);
        distrust(&mut case, config);
        case
    }

    /// a report names an address of its writer's, and the page leads to the relay's own entry's or to none.
    #[test]
    fn no_report_leads_to_an_address_of_its_own() {
        let mut config = crate::state::fixture::config();
        let own = example(ExampleId::NoFullAccess).unwrap().provider;
        let withdraw = "https://myapps.microsoft.com";
        config.providers = vec![Provider {
            withdraw_url: Some(withdraw.into()),
            ..own
        }];
        let ours = config.redirect_uri(&config.providers[0]);

        let case = distrusted(|_| {}, Some(&config));
        assert_eq!(case.redirect_uri.as_deref(), Some(ours.as_str()));
        assert_eq!(case.provider.withdraw_url.as_deref(), Some(withdraw));

        let foreign: [fn(&mut Provider); 4] = [
            |p| p.client_id = Some("6b2d1d92-7018-4182-b70e-821127bec500".into()),
            |p| p.authorize_url = "https://login.microsoftonline.com.evil.test/o/authorize".into(),
            |p| p.imap_scopes = vec!["https://graph.microsoft.com/Mail.Read".into()],
            |p| p.family = shared::provider::Family::Other,
        ];
        for change in foreign {
            let case = distrusted(|case| change(&mut case.provider), Some(&config));
            assert_eq!(case.redirect_uri, None);
            assert_eq!(case.provider.withdraw_url.as_deref(), Some(withdraw));
        }
        let unknown = |case: &mut Case| case.provider.id = "evil".parse().unwrap();
        for (case, config) in [
            (distrusted(unknown, Some(&config)), "with settings"),
            (distrusted(|_| {}, None), "without"),
        ] {
            assert_eq!(case.redirect_uri, None, "{config}");
            assert_eq!(case.provider.withdraw_url, None, "{config}");
        }
    }

    /// A report in which the provider refuses this redirect URI, at the sign-in and when the sign-in was prolonged.
    fn refusing(uri: &str, config: Option<&PublicConfig>) -> [Case; 2] {
        let words = format!(
            "AADSTS50011: The redirect URI '{uri}' specified in the request does not match. See redirect_uri={uri}"
        );
        let code = "invalid_request".to_owned();
        let refused = SignInFailure::Provider {
            at: Endpoint::Authorize,
            code: Some(code.clone()),
            description: Some(words.clone()),
            redeemed_by: None,
        };
        let lasting = Lasting {
            outcome: Refresh::Refused {
                code,
                description: Some(words),
            },
            revoked: None,
        };
        [
            distrusted(
                |case| {
                    case.attempts.clear();
                    case.sign_in = Some(SignIn::Failed(refused));
                },
                config,
            ),
            distrusted(|case| case.lasting = Some(lasting), config),
        ]
    }

    /// Everything that the page advises.
    fn advice(case: &Case) -> String {
        let diagnosis = diagnose(case, 0);
        let findings = diagnosis.findings.iter();
        let advice: Vec<_> = findings.map(|finding| advise(finding, case)).collect();
        format!("{advice:?} {:?} {:?}", lasting::say(case), Values::of(case))
    }

    /// Whoever writes a report would have an administrator register an address of theirs, and get the codes.
    #[test]
    fn no_report_has_a_redirect_uri_of_its_writer_registered() {
        let mut config = crate::state::fixture::config();
        config.providers = vec![example(ExampleId::NoFullAccess).unwrap().provider];
        for uri in [
            "https://evil.test/cb",
            "http://localhost:8080.evil.test/oauth/callback",
            "http://localhost:8080@evil.test/oauth/callback",
        ] {
            for config in [Some(&config), None] {
                for case in refusing(uri, config) {
                    let advice = advice(&case);
                    assert!(!advice.contains("evil.test"), "{advice}");
                    assert_eq!(case.redirect_uri, None, "nor the page's own in its place");
                }
            }
        }
        let ours = config.redirect_uri(&config.providers[0]);
        let [failed, _] = refusing(&ours, Some(&config));
        assert_eq!(failed.redirect_uri.as_ref(), Some(&ours));
        assert!(advice(&failed).contains(&format!("add it, exactly {ours}")));
    }
}
