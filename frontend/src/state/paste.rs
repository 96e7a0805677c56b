//! The second door: words that somebody has. They stay in this window, and are never stored.

use shared::address::{Address, AddressError};
use shared::case::Case;
use shared::paste;
use shared::path::SignInPath;
use shared::plan::Protocol;
use shared::provider::{Family, Provider, PublicConfig};
use shared::request::{Ask, MailboxKind};

/// What is typed behind the second door.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Paste {
    /// The words.
    pub text: String,
    /// The mailbox, as typed; it may be empty.
    pub mailbox: String,
    /// The account that the application is authorised as, as typed; it may be empty.
    pub account: String,
    /// Whose mail system it is, when the person says so.
    pub family: Option<Family>,
    /// What is wrong, from the last time that they were read.
    pub problems: PasteProblems,
}

/// What is wrong, field by field.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct PasteProblems {
    /// There are no words.
    pub nothing: bool,
    /// With the mailbox.
    pub mailbox: Option<AddressError>,
    /// With the account.
    pub account: Option<AddressError>,
}

/// An edit of one field.
#[derive(Clone, Debug, PartialEq)]
pub enum PasteEdit {
    /// The words.
    Text(String),
    /// The mailbox.
    Mailbox(String),
    /// The account.
    Account(String),
    /// Whose mail system.
    Family(Option<Family>),
}

impl Paste {
    /// Applies an edit.
    pub fn edit(&mut self, edit: PasteEdit) {
        match edit {
            PasteEdit::Text(text) => {
                self.text = text;
                self.problems.nothing = false;
            }
            PasteEdit::Mailbox(typed) => {
                self.mailbox = typed;
                self.problems.mailbox = None;
            }
            PasteEdit::Account(typed) => {
                self.account = typed;
                self.problems.account = None;
            }
            PasteEdit::Family(family) => self.family = family,
        }
    }

    /// The case that the words make.
    ///
    /// # Errors
    /// Everything that is wrong at once.
    pub fn case(&self, config: Option<&PublicConfig>) -> Result<Case, PasteProblems> {
        let (mailbox, account) = (optional(&self.mailbox), optional(&self.account));
        let reading = paste::read(&self.text);
        let problem = |typed: &Option<Result<Address, AddressError>>| {
            typed
                .as_ref()
                .and_then(|typed| typed.as_ref().err().copied())
        };
        let problems = PasteProblems {
            nothing: reading.is_none(),
            mailbox: problem(&mailbox),
            account: problem(&account),
        };
        let Some(reading) = reading.filter(|_| problems == PasteProblems::default()) else {
            return Err(problems);
        };
        let (mailbox, account) = (mailbox.and_then(Result::ok), account.and_then(Result::ok));
        // Where the words name nobody, they are taken for those of the provider that most people here come with.
        let family = self.family.or(reading.family).unwrap_or(Family::Microsoft);
        let provider = provider(config, family);
        let own = mailbox.is_some() && mailbox == account;
        let ask = Ask {
            provider: provider.id.clone(),
            mailbox,
            kind: if own {
                MailboxKind::Own
            } else {
                MailboxKind::Unknown
            },
            account: None,
            protocols: vec![reading.protocol.unwrap_or(Protocol::Imap)],
            path: SignInPath::Operator,
            app: None,
            will_last: false,
            spare_own_mailbox: true,
        };
        Ok(reading.case(ask, provider, account.as_ref()))
    }
}

fn optional(typed: &str) -> Option<Result<Address, AddressError>> {
    (!typed.trim().is_empty()).then(|| typed.parse())
}

/// The operator's entry for such a mail system, or one that knows its name and nothing else.
fn provider(config: Option<&PublicConfig>, family: Family) -> Provider {
    let mut entries = config.into_iter().flat_map(|config| &config.providers);
    if let Some(entry) = entries.find(|entry| entry.family == family) {
        return Provider {
            // The words are about another application than this page's own.
            client_id: None,
            ..entry.clone()
        };
    }
    let name = match family {
        Family::Microsoft => "Microsoft 365",
        Family::OutlookCom => "Outlook.com",
        Family::Google => "Google",
        Family::Other => "the mail provider",
    };
    Provider::unlisted(family, name)
}

#[cfg(test)]
mod tests {
    use shared::diagnose::diagnose;

    use shared::remedy::letter::letter;

    use super::*;
    use crate::report;
    use crate::state::fixture::config;

    fn codes(paste: &Paste) -> Vec<&'static str> {
        let case = paste.case(None).unwrap();
        let findings = diagnose(&case, 1_800_000_000).findings;
        findings.iter().map(|f| f.cause.code()).collect()
    }

    #[test]
    fn what_is_typed_beside_the_words_narrows_them_down() {
        let mut paste = Paste {
            text: "A3 BAD User is authenticated but not connected.".into(),
            ..Paste::default()
        };
        assert!(codes(&paste).contains(&"wrong-user-signed-in"));
        paste.mailbox = "alex@contoso.com".into();
        paste.account = "alex@contoso.com".into();
        let own = codes(&paste);
        assert_eq!(own[0], "imap-disabled-mailbox");
        assert!(!own.contains(&"wrong-user-signed-in"));
    }

    #[test]
    fn the_operators_entry_is_used_where_there_is_one() {
        let paste = Paste {
            text: "AUTHENTICATE failed".into(),
            ..Paste::default()
        };
        let name = |config: Option<&PublicConfig>| paste.case(config).unwrap().provider.name;
        assert_eq!(name(Some(&config())), "Demo Mail");
        assert_eq!(name(None), "Microsoft 365");
    }

    #[test]
    fn a_secret_among_the_words_goes_no_further() {
        let noise = "Xk7Qm2Zp9Rt4Vb8Nc1Ld6Wf3Hg5Js0Ya7Ue2Oi4Pk8Tq";
        for text in [
            format!("nobody knows these words, Bearer {noise}"),
            format!("AADSTS70008: expired refresh_token={noise}"),
            format!("A1 AUTHENTICATE XOAUTH2 {noise}\nA1 NO AUTHENTICATE failed."),
            format!("AuthenticationFailedException: AUTHENTICATE failed. client_secret: {noise}"),
            format!("connect timed out; eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.{noise}"),
        ] {
            let paste = Paste {
                text,
                ..Paste::default()
            };
            let case = paste.case(None).unwrap();
            let finding = &diagnose(&case, 0).findings[0];
            for written in [
                report::to_json(&case).unwrap(),
                report::markdown::write(&case, 0),
                report::public::write(&case, 0),
                letter(finding, &case, None).body,
                format!("{case:?}"),
            ] {
                assert!(!written.contains(&noise[..12]), "{written}");
            }
        }
    }

    #[test]
    fn every_problem_is_told_at_once() {
        let paste = Paste {
            text: " \n".into(),
            mailbox: "support@".into(),
            account: "x".into(),
            ..Paste::default()
        };
        assert_eq!(
            paste.case(None).unwrap_err(),
            PasteProblems {
                nothing: true,
                mailbox: Some(AddressError::Malformed),
                account: Some(AddressError::Malformed),
            }
        );
    }
}
