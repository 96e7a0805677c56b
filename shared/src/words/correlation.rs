//! The ids by which a provider finds a refusal in its own logs.

use crate::case::Case;
use crate::evidence::Side;
use crate::evidence::signin::{SignIn, SignInFailure};

/// An id and what it is called.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Id {
    /// As the provider calls it.
    pub name: &'static str,
    /// The id: letters, digits and hyphens.
    pub value: String,
}

/// Every id in a case.
pub fn of_case(case: &Case) -> Vec<Id> {
    let described = match &case.sign_in {
        Some(SignIn::Failed(SignInFailure::Provider {
            description: Some(text),
            ..
        })) => Some(text.as_str()),
        _ => None,
    };
    let checked = case
        .series()
        .iter()
        .take(1)
        .flat_map(|attempt| &attempt.observations);
    let pasted = case.pasted.iter().map(|pasted| &pasted.observation);
    let lines = checked
        .chain(pasted)
        .flat_map(|observation| &observation.lines)
        .filter(|line| line.from == Side::Server)
        .map(|line| line.text.as_str());
    let mut ids = Vec::new();
    for text in described.into_iter().chain(lines) {
        for id in find(text) {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}

/// The ids in a text: Entra's `Trace ID`, `Correlation ID` and `Timestamp`, Exchange's `RequestId=`, and the session
/// that ends SMTP refusals (`[SERVER 2025-01-26T18:54:30.055Z 08DD3DD7D75D7743]`).
pub fn find(text: &str) -> Vec<Id> {
    const MARKS: [(&str, &str); 5] = [
        ("Correlation ID", "Correlation ID: "),
        ("Trace ID", "Trace ID: "),
        ("Timestamp", "Timestamp: "),
        ("Request id", "RequestId="),
        ("Request id", "request-id: "),
    ];
    let text = super::cut(text);
    let marked = MARKS.into_iter().filter_map(|(name, mark)| {
        let (_, rest) = text.split_once(mark)?;
        let value = word(rest, name == "Timestamp");
        (!value.is_empty()).then_some(Id { name, value })
    });
    marked.chain(smtp_session(text)).collect()
}

fn word(text: &str, with_colons: bool) -> String {
    let fits = |c: char| {
        c.is_ascii_alphanumeric() || c == '-' || (with_colons && matches!(c, ':' | '.' | ' '))
    };
    let end = text.find(|c: char| !fits(c)).unwrap_or(text.len());
    text[..end.min(64)].trim().to_owned()
}

fn smtp_session(text: &str) -> Option<Id> {
    let (_, inside) = text.rsplit_once('[')?;
    let (inside, _) = inside.split_once(']')?;
    let mut words = inside.split(' ');
    let (_server, time, session) = (words.next()?, words.next()?, words.next()?);
    let looks_right =
        time.contains('T') && session.len() == 16 && session.bytes().all(|b| b.is_ascii_hexdigit());
    looks_right.then(|| Id {
        name: "Session",
        value: session.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_found_where_providers_put_them() {
        let entra = "AADSTS50105: … Trace ID: 0a1b2c3d-0000-0000-0000-000000000000 Correlation ID: \
                     1a1b2c3d-0000-0000-0000-000000000000 Timestamp: 2026-11-25 02:10:11Z";
        let names: Vec<&str> = find(entra).iter().map(|id| id.name).collect();
        assert_eq!(names, ["Correlation ID", "Trace ID", "Timestamp"]);
        assert_eq!(find(entra)[2].value, "2026-11-25 02:10:11Z");
        let smtp = "535 5.7.139 … [PN0PR01CA0024.INDPRD01.PROD.OUTLOOK.COM 2025-01-26T18:54:30.055Z 08DD3DD7D75D7743]";
        assert_eq!(find(smtp)[0].value, "08DD3DD7D75D7743");
    }

    #[test]
    fn what_is_no_id_is_none() {
        for text in ["", "Correlation ID: ", "[a b c]", "[", "Trace ID: \u{202e}"] {
            assert_eq!(find(text), [], "{text}");
        }
    }
}
