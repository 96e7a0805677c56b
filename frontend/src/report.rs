//! The report: a case as a file, and back.
//!
//! The file is the [`Case`] itself, so whoever opens it sees what was seen then, judged by the rules of today.

pub mod anonymise;
pub mod markdown;
pub mod public;
pub mod scrub;

use serde::Deserialize;
use shared::case::{Case, FORMAT};
use shared::provider::{Provider, PublicConfig};

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
/// relay's own entry's word, and an administrator is asked for consent (which takes a redirect URI) for the operator's
/// application and what that asks for alone.
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
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

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
}
