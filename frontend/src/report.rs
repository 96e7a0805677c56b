//! The report: a case as a file, and back.
//!
//! The file is the [`Case`] itself, so whoever opens it sees what was seen then, judged by the rules of today.

pub mod anonymise;
pub mod markdown;
pub mod public;
pub mod scrub;

use serde::Deserialize;
use shared::case::{Case, FORMAT};

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

/// Reads a file. It comes from anybody, so its links go nowhere but the web.
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
    let mut case: Case = serde_json::from_str(text).map_err(|_| ReadError::NotAReport)?;
    let web = |link: &String| link.starts_with("https://") || link.starts_with("http://");
    case.provider.withdraw_url = case.provider.withdraw_url.filter(web);
    Ok(case)
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

    #[test]
    fn a_link_that_is_no_web_address_is_dropped() {
        let mut hostile = written();
        hostile["provider"]["withdraw_url"] = json!("javascript:alert(1)");
        assert_eq!(
            read(&hostile.to_string()).unwrap().provider.withdraw_url,
            None
        );
        hostile["provider"]["withdraw_url"] = json!("https://myapps.microsoft.com");
        assert!(
            read(&hostile.to_string())
                .unwrap()
                .provider
                .withdraw_url
                .is_some()
        );
    }
}
