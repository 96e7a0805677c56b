//! What opens a mailbox has no place in a report or a letter: it is taken out of pasted words before they are read.
//!
//! A log that was written while somebody looked for the fault may hold a token, a SASL message, a code or a secret. They
//! are known by what stands before them, by what they are when decoded, or by looking like nothing that is spoken.

use std::borrow::Cow;
use std::ops::Range;

use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::guid::is_guid;

/// What stands in the place of a secret.
pub const REMOVED: &str = "[secret removed]";

/// Names whose value is a secret.
const KEYS: [&str; 14] = [
    "access_token",
    "accesstoken",
    "assertion",
    "client_assertion",
    "client_secret",
    "clientsecret",
    "code_verifier",
    "device_code",
    "id_token",
    "passwd",
    "password",
    "refresh_token",
    "refreshtoken",
    "secret",
];

/// Between a name and its value.
const SIGNS: [char; 2] = ['=', ':'];

/// Less than this is no code of a redirect; an error's `code` is shorter.
const LONG_CODE: usize = 20;

/// Less than this behind the name of a mechanism or a scheme is a word.
const CREDENTIALS: usize = 8;

/// What stands before credentials: a scheme of HTTP, a mechanism of SASL.
const SCHEMES: [&str; 6] = [
    "auth=bearer",
    "basic",
    "bearer",
    "oauthbearer",
    "plain",
    "xoauth2",
];

/// A run this long that is not spoken is a secret, or might be.
const LONG_RUN: usize = 40;

/// One piece of it is this long. The labels of a host name are shorter.
const LONG_PIECE: usize = 24;

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The text with [`REMOVED`] in the place of each secret.
pub fn taken_out(text: &str) -> Cow<'_, str> {
    let mut left = String::new();
    let mut kept = 0;
    let mut before = "";
    for run in runs(text) {
        let found = secret(text, &run, before);
        let word = &text[run.clone()];
        if !word.trim_matches(SIGNS).is_empty() {
            before = word;
        }
        let Some(found) = found else { continue };
        left.push_str(&text[kept..found.start]);
        left.push_str(REMOVED);
        kept = found.end;
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    left.push_str(&text[kept..]);
    Cow::Owned(left)
}

/// Everything between spaces, quotation marks and the signs that join parameters.
fn runs(text: &str) -> impl Iterator<Item = Range<usize>> {
    let parts = |c: char| c.is_whitespace() || c.is_control() || "\"'`<>(){}[],;&?\\|".contains(c);
    let mut at = 0;
    text.split(parts).filter_map(move |run| {
        let start = at;
        at += run.len();
        // The sign behind it, which may take several octets.
        at += text[at..].chars().next().map_or(0, char::len_utf8);
        (!run.is_empty()).then_some(start..start + run.len())
    })
}

/// The secret in a run, or all of it.
fn secret(text: &str, run: &Range<usize>, before: &str) -> Option<Range<usize>> {
    let word = &text[run.clone()];
    // `name=value`, `name:value`
    if let Some(sign) = word.find(SIGNS)
        && sign + 1 < word.len()
        && is_secret(&word[..sign], &word[sign + 1..])
    {
        return Some(run.start + sign + 1..run.end);
    }
    // `name = value`, `"name": "value"`, `name: value`
    if is_named(text, run, before) {
        return Some(run.clone());
    }
    let announced = SCHEMES.contains(&before.trim_end_matches(':').to_ascii_lowercase().as_str());
    if announced && is_credential(word) || is_token(word) {
        return Some(run.clone());
    }
    // What is joined to a name that says nothing: `…&x=`, `state:`, `auth=Bearer`.
    let value = word.rfind(SIGNS).map_or(0, |sign| sign + 1);
    let value = if word.ends_with('=') { 0 } else { value };
    is_token(&word[value..]).then(|| run.start + value..run.end)
}

fn is_secret(name: &str, value: &str) -> bool {
    let name = name.rsplit(['.', '/']).next().unwrap_or_default();
    let name = name.replace('-', "_").to_ascii_lowercase();
    KEYS.contains(&name.as_str()) || name == "code" && value.len() >= LONG_CODE
}

/// Whether only a sign of assignment and quotation marks stand between the run and the name before it.
fn is_named(text: &str, run: &Range<usize>, before: &str) -> bool {
    let mut between = text[..run.start].trim_end_matches(['"', '\'', ' ', '\\']);
    let joined = before.ends_with(SIGNS);
    if !joined {
        let Some(rest) = between.strip_suffix(SIGNS) else {
            return false;
        };
        between = rest.trim_end_matches(['"', '\'', ' ', '\\']);
    }
    let name = before.trim_matches(SIGNS);
    between.trim_end_matches(SIGNS).ends_with(name) && is_secret(name, &text[run.clone()])
}

/// Behind the name of a scheme, what is no word of a sentence.
fn is_credential(word: &str) -> bool {
    let mixed = |c: char| c.is_ascii_digit() || c.is_ascii_uppercase();
    let spoken = word.len() < LONG_CODE && !word.chars().skip(1).any(mixed);
    word.len() >= CREDENTIALS && is_coded(word) && !spoken
}

fn is_token(word: &str) -> bool {
    let known = word.starts_with("ya29.")
        || word.starts_with("1//0")
        || word.starts_with("eyJ") && word.contains('.');
    known && word.len() >= LONG_CODE || is_sasl(word) || is_noise(word)
}

/// A client's SASL message: XOAUTH2, OAUTHBEARER or PLAIN.
fn is_sasl(word: &str) -> bool {
    let Ok(said) = BASE64.decode(word) else {
        return false;
    };
    let holds = |piece: &[u8]| said.windows(piece.len()).any(|window| window == piece);
    holds(b"auth=Bearer")
        || said.starts_with(b"user=") && said.contains(&1)
        || said.len() > 3 && said.split(|octet| *octet == 0).count() == 3
}

/// Letters of both cases and digits, mixed as no name, sentence or class of a program mixes them.
fn is_noise(word: &str) -> bool {
    let whole = word.split('.').any(|piece| piece.len() >= LONG_PIECE);
    if word.len() < LONG_RUN || !whole || !is_coded(word) || is_guid(word) {
        return false;
    }
    // What a server encodes for its readers: an error challenge, the name of a back-end server.
    if let Ok(said) = BASE64.decode(word) {
        let said = said.trim_ascii();
        let wide = said.len() > 8 && said.iter().skip(1).step_by(2).all(|octet| *octet == 0);
        if wide || said.starts_with(b"{") && said.is_ascii() {
            return false;
        }
    }
    let count = |of: fn(&u8) -> bool| word.bytes().filter(of).count();
    let digits = count(u8::is_ascii_digit);
    digits * 16 >= word.len()
        && count(u8::is_ascii_lowercase) * 8 >= word.len()
        && count(u8::is_ascii_uppercase) * 8 >= word.len()
}

/// What tokens, codes and base64 are made of.
fn is_coded(word: &str) -> bool {
    let coded = |octet: u8| octet.is_ascii_alphanumeric() || b"-._~+/=!*$".contains(&octet);
    word.bytes().all(coded)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of no mailbox: letters and digits as a random generator gives them.
    const NOISE: &str = "Xk7Qm2Zp9Rt4Vb8Nc1Ld6Wf3Hg5Js0Ya7Ue2Oi4Pk8Tq";

    #[test]
    fn secrets_are_taken_out_in_every_dress() {
        let jwt = format!("eyJ0eXAiOiJKV1QifQ.eyJhdWQiOiJ4In0.{NOISE}");
        let sasl = BASE64.encode(format!(
            "user=a@x.example\u{1}auth=Bearer {NOISE}\u{1}\u{1}"
        ));
        let plain = BASE64.encode("\0jira@x.example\0hunter2");
        for (before, secret, after) in [
            ("Authorization: Bearer ", jwt.as_str(), ""),
            ("token ", &jwt, " was sent"),
            (
                "A1 AUTHENTICATE XOAUTH2 ",
                &sasl,
                "\r\nA1 NO AUTHENTICATE failed.",
            ),
            ("DEBUG IMAP: XOAUTH2\n", &sasl, "\n"),
            ("AUTH PLAIN ", &plain, ""),
            ("C: ", &plain, ""),
            ("auth=Bearer ", "abcDefgh", "\u{1}"),
            ("client_secret=", "~aQ8~x", "&grant_type=refresh_token"),
            ("{\"client_secret\":\"", "short", "\",\"x\":1}"),
            ("{\"refresh_token\" : \"", "0.AbC-x", "\"}"),
            ("mail.oauth2.clientSecret = ", "s3cret!", ""),
            ("password: ", "hunter2", "\n"),
            (
                "GET /callback?code=",
                "M.C507_BAY.2.U.1234567890",
                "&state=x",
            ),
            ("got ", "ya29.a0AfB_byC-abcdefghijk", " from Google"),
            ("refresh 1//0gAbCdEfGhIjKlMnOp: ", NOISE, ""),
        ] {
            let text = format!("{before}{secret}{after}");
            let left = taken_out(&text);
            assert!(!left.contains(secret), "{text}\n{left}");
            assert!(left.contains(REMOVED), "{left}");
            assert!(left.ends_with(after), "{left}");
        }
    }

    #[test]
    fn what_tells_the_cause_stays() {
        let challenge = BASE64.encode(
            r#"{"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"}"#,
        );
        let challenge = format!("+ {challenge}");
        let wide: Vec<u8> = "DU2P191CA0012.EURP191.PROD.OUTLOOK.COM"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let greeting = format!(
            "* OK The Microsoft Exchange IMAP4 service is ready. [{}]",
            BASE64.encode(wide)
        );
        for text in [
            challenge.as_str(),
            &greeting,
            "* CAPABILITY IMAP4 AUTH=PLAIN IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED AUTH=OAUTHBEARER UIDPLUS",
            "AADSTS700016: Application with identifier '8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11' was not found",
            "Trace ID: 8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11 Correlation ID: 1a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11",
            "at com.atlassian.jira.plugins.mail.handlers.CreateOrCommentHandler$1.handle(CreateOrCommentHandler.java:214)",
            "at com.sun.mail.imap.protocol.IMAP4ProtocolOAuth2AuthenticatorSupport.authoauth2(IMAPProtocol.java:737)",
            "Error: Invalid login: code: 'EAUTH', responseCode: 535",
            "invalid_client: The client secret is missing. password authentication is off, secret expired",
            "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. [AM0PR01CA0012.eurprd01.prod.exchangelabs.com 2026-11-25T06:00:00.000Z 08DC0123456789AB]",
            "Client does not support bearer authentication, plain authentication is off",
            "Error=\"AuthFailed:LogonFailed-BasicAuthBlocked,User: x\" Session unavailable",
            "grant_type=refresh_token&scope=https%3A%2F%2Foutlook.office.com%2FIMAP.AccessAsUser.All",
            "WWW-Authenticate: Bearer client_id=\"00000002-0000-0ff1-ce00-000000000000\", trusted_issuers=\"x\"",
        ] {
            assert_eq!(taken_out(text), text);
        }
    }
}
