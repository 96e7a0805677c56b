//! Where fuzzing begins: what the project has recorded or ships, in the form that each target reads.

mod dialogue;
mod frames;

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

pub use self::dialogue::{challenges, guard, imap, lines, pop, smtp};
pub use self::frames::frames;
use crate::error::Error;
use crate::place;
use crate::score;

/// Inputs, or why there are none.
pub type Seeds = Result<Vec<Vec<u8>>, Error>;

/// Each recorded failure, behind the octets that choose the question and the clock.
pub fn pasted() -> Seeds {
    recorded("a00000000")
}

/// The same behind the octet that chooses whose words they are.
pub fn words() -> Seeds {
    recorded("a")
}

fn recorded(before: &str) -> Seeds {
    let text = read("tests/cases/cases.jsonl")?;
    let seed = |line| format!("{before}{line}").into_bytes();
    Ok(text.lines().map(seed).collect())
}

/// The recorded failures as reports.
pub fn reports() -> Seeds {
    let cases = score::cases()?;
    let json = cases.iter().map(serde_json::to_vec);
    Ok(json.filter_map(Result::ok).collect())
}

/// The lab's settings, and each provider that is built in as an entry of a file.
pub fn config() -> Seeds {
    let lab = filled(&read("tests/lab/relay.toml")?);
    // The secret as a key of a table where it does not belong.
    let head = "[provider.imap_by_domain]\n";
    let misplaced = lab.replace(head, &format!("{head}\u{1}\n"));
    let mut seeds = vec![lab.into_bytes(), misplaced.into_bytes()];
    for file in files("relay/provider")? {
        let entry = file.replace("\n[", "\n[provider.");
        let head = "listen = \"127.0.0.1:8080\"\npublic_url = \"https://check.example\"\n";
        let seed = format!("{head}[[provider]]\n\u{1}\n{entry}\n\u{2}GREENCHECK_OPERATOR=x\n");
        seeds.push(seed.into_bytes());
    }
    Ok(seeds)
}

/// With something in the place of each `{name}`, and without the files that it names.
fn filled(template: &str) -> String {
    let mut filled = String::new();
    for line in template.lines().filter(|line| !line.contains("_file")) {
        let mut rest = line;
        while let Some((before, (name, after))) = rest
            .split_once('{')
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            let value = match name {
                "issuer" => "https://id.lab.example",
                "name_server" => "127.0.0.1:53",
                _ => "993",
            };
            filled.extend([before, value]);
            rest = after;
        }
        filled.extend([rest, "\n"]);
    }
    filled
}

/// Answers of token, device and key endpoints, and a document, each behind the octets that choose reader and status.
#[expect(clippy::unnecessary_wraps, reason = "as all others are")]
pub fn answers() -> Seeds {
    let own: [(u8, u8, Value); 7] = [
        (
            0,
            0,
            json!({"token_type": "Bearer", "scope": "mail", "expires_in": 3599, "access_token": "eyJ0.eyJh.c2ln",
                "id_token": "a.b.c"}),
        ),
        (
            0,
            0,
            json!({"access_token": "ya29.a", "refresh_token": "1//0g", "refresh_token_expires_in": "604799"}),
        ),
        (
            0,
            3,
            json!({"error": "invalid_grant", "error_description": "AADSTS70008: expired", "error_codes": [70008]}),
        ),
        (
            1,
            0,
            json!({"device_code": "abc", "user_code": "WDJB-MJHT", "expires_in": 900, "interval": 5,
                "verification_uri": "https://id.lab.example/d"}),
        ),
        (1, 4, json!({"error": "unauthorized_client"})),
        (
            2,
            0,
            json!({"keys": [{"kty": "RSA", "kid": "1", "use": "sig", "n": "AQAB", "e": "AQAB"}]}),
        ),
        (
            3,
            0,
            json!({"issuer": "https://id.lab.example", "authorization_endpoint": "https://id.lab.example/a",
                "token_endpoint": "https://id.lab.example/t", "response_types_supported": ["code"],
                "code_challenge_methods_supported": ["S256"]}),
        ),
    ];
    let seed = |(kind, status, body): (u8, u8, Value)| {
        [&[kind, status], body.to_string().as_bytes()].concat()
    };
    Ok(own.map(seed).into())
}

/// A command of each kind.
#[expect(clippy::unnecessary_wraps, reason = "as all others are")]
pub fn portal() -> Seeds {
    let own = [
        r#"{"greencheck":1,"command":"hello"}"#,
        r#"{"greencheck":1,"command":"start","detail":{"mailbox":"a@b.example"}}"#,
        r#"{"greencheck":1,"command":"set-theme","detail":{"theme":"dark"}}"#,
        r#"{"greencheck":1,"command":"get-report","detail":{}}"#,
        r#"{"greencheck":1,"command":"cancel"}"#,
    ];
    Ok(own.map(|seed| seed.as_bytes().to_vec()).into())
}

/// Header and claims of identity tokens that are taken, behind the octet that chooses who is asked.
#[expect(clippy::unnecessary_wraps, reason = "as all others are")]
pub fn tokens() -> Seeds {
    let tenant = "0f0f0f0f-0f0f-4f0f-8f0f-0f0f0f0f0f0f";
    let changes = [
        (0, json!({})),
        (
            6,
            json!({"iss": format!("https://login.microsoftonline.com/{tenant}/v2.0"), "tid": tenant}),
        ),
        (
            0,
            json!({"aud": ["greencheck", "x"], "azp": "greencheck", "upn": "a@b.example", "scp": "a b"}),
        ),
    ];
    let seed = |(choice, change): (u8, Value)| {
        let mut claims = json!({"iss": "https://id.lab.example", "aud": "greencheck", "nonce": "the-nonce", "sub": "1",
            "exp": 1_800_003_600, "iat": 1_800_000_000});
        for (name, claim) in change.as_object().into_iter().flatten() {
            claims[name] = claim.clone();
        }
        let header = json!({"alg": "RS256", "kid": "1"});
        [&[choice], format!("{header}\0{claims}").as_bytes()].concat()
    };
    Ok(changes.map(seed).into())
}

/// Frames of RFC 6455: a whole message, one in pieces with a ping between, one of seventeen.
#[expect(clippy::unnecessary_wraps, reason = "as all others are")]
pub fn pieces() -> Seeds {
    let whole = [&[0, 0x81, 0x83, 1, 2, 3, 4], &b"abc"[..]].concat();
    let parted = [
        &[7, 0x01, 0x00, 0x89, 0x00, 0x80, 0xfe, 0, 3, 0, 0, 0, 0],
        &b"abc"[..],
    ]
    .concat();
    let many = [&[1][..], &[0x01], &[0x00; 15], &[0x80]].concat();
    let long = [&[2, 0x82, 127, 0, 0, 0, 0, 0, 0, 0, 4], &b"abcd"[..]].concat();
    Ok(vec![whole, parted, many, long])
}

fn read(path: &str) -> Result<String, Error> {
    let path = place::top().join(path);
    fs::read_to_string(&path).map_err(Error::file(&path))
}

/// The texts of the files in a directory, in the order of their names.
fn files(directory: &str) -> Result<Vec<String>, Error> {
    let directory = place::top().join(directory);
    let entries = fs::read_dir(&directory).map_err(Error::file(&directory))?;
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let text = |path: &Path| fs::read_to_string(path).map_err(Error::file(path));
    paths.iter().map(|path| text(path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_filled_in() {
        assert_eq!(
            filled("a = \"{issuer}/x:{port}\"\nca_file = \"{dir}\"\nb = {b}"),
            "a = \"https://id.lab.example/x:993\"\nb = 993\n"
        );
    }
}
