//! What is asked for at sign-in.

use shared::path::App;
use shared::plan::Protocol::{self, Imap, Pop, Smtp};

use super::{bare, entry, ids};

/// For each provider: who the person is, and what each protocol needs; `None` where there is no such protocol.
type Row = (
    &'static str,
    &'static [&'static str],
    [Option<&'static [&'static str]>; 3],
);

const PERSON: &[&str] = &["openid", "profile", "email"];
const GOOGLE: Option<&[&str]> = Some(&["https://mail.google.com/"]);
const COMCAST: Option<&[&str]> = Some(&["https://email.comcast.net/"]);
const MAIL_RU: Option<&[&str]> = Some(&["userinfo", "mail.imap"]);
const YAHOO: Option<&[&str]> = Some(&["mail-w"]);
const WORLDWIDE: [Option<&[&str]>; 3] = [
    Some(&["https://outlook.office.com/IMAP.AccessAsUser.All"]),
    Some(&["https://outlook.office.com/POP.AccessAsUser.All"]),
    Some(&["https://outlook.office.com/SMTP.Send"]),
];
const GOVERNMENT: [Option<&[&str]>; 3] = [
    Some(&["https://outlook.office365.us/IMAP.AccessAsUser.All"]),
    Some(&["https://outlook.office365.us/POP.AccessAsUser.All"]),
    Some(&["https://outlook.office365.us/SMTP.Send"]),
];
const CHINA: [Option<&[&str]>; 3] = [
    Some(&["https://partner.outlook.cn/IMAP.AccessAsUser.All"]),
    Some(&["https://partner.outlook.cn/POP.AccessAsUser.All"]),
    Some(&["https://partner.outlook.cn/SMTP.Send"]),
];
const FASTMAIL: [Option<&[&str]>; 3] = [
    Some(&["https://www.fastmail.com/dev/protocol-imap"]),
    Some(&["https://www.fastmail.com/dev/protocol-pop"]),
    Some(&["https://www.fastmail.com/dev/protocol-smtp"]),
];
const YANDEX: [Option<&[&str]>; 3] = [Some(&["mail:imap_full"]), None, Some(&["mail:smtp"])];
const NOTHING: Option<&[&str]> = Some(&[]);

const TABLE: [Row; 15] = [
    ("microsoft-365", PERSON, WORLDWIDE),
    ("microsoft-365-gcc-high", PERSON, GOVERNMENT),
    ("microsoft-365-dod", PERSON, GOVERNMENT),
    ("microsoft-365-china", PERSON, CHINA),
    ("outlook-com", PERSON, WORLDWIDE),
    ("google", &["openid", "email"], [GOOGLE, GOOGLE, GOOGLE]),
    ("fastmail", &[], FASTMAIL),
    ("yandex", &[], YANDEX),
    ("mail-ru", &[], [MAIL_RU, None, MAIL_RU]),
    (
        "comcast",
        &["openid", "profile"],
        [COMCAST, COMCAST, COMCAST],
    ),
    ("yahoo", &[], [YAHOO, YAHOO, YAHOO]),
    ("aol", &[], [YAHOO, YAHOO, YAHOO]),
    ("icloud", &[], [NOTHING, None, NOTHING]),
    ("gmx", &[], [NOTHING, NOTHING, NOTHING]),
    ("zoho", &[], [NOTHING, NOTHING, NOTHING]),
];

const PROTOCOLS: [Protocol; 3] = [Imap, Pop, Smtp];

/// Every choice of protocols that a person can make.
fn choices(offered: &[Protocol]) -> Vec<Vec<Protocol>> {
    (1..8_u8)
        .map(|bits| {
            let chosen = PROTOCOLS
                .iter()
                .enumerate()
                .filter(|(at, _)| bits >> at & 1 == 1);
            chosen.map(|(_, protocol)| *protocol).collect::<Vec<_>>()
        })
        .filter(|chosen| chosen.iter().all(|protocol| offered.contains(protocol)))
        .collect()
}

/// exactly what the chosen protocols need, and who the person is; each scope once.
#[test]
fn the_chosen_protocols_decide_what_is_asked_for() {
    assert_eq!(ids(), TABLE.map(|(id, ..)| id.to_owned()));
    for (id, person, of_protocol) in TABLE {
        let provider = bare(id).public;
        let known = PROTOCOLS.into_iter().zip(of_protocol);
        let offered: Vec<_> = known
            .filter_map(|(it, scopes)| scopes.map(|_| it))
            .collect();
        assert_eq!(provider.protocols, offered, "{id}");
        let choices = choices(&offered);
        assert!(!choices.is_empty(), "{id}");
        for chosen in choices {
            let needed = PROTOCOLS.into_iter().zip(of_protocol);
            let needed = needed.filter(|(protocol, _)| chosen.contains(protocol));
            let needed = needed.filter_map(|(_, scopes)| scopes).flatten();
            let mut expected: Vec<&str> = Vec::new();
            for scope in person.iter().chain(needed) {
                if !expected.contains(scope) {
                    expected.push(scope);
                }
            }
            assert_eq!(provider.scopes(&chosen), expected, "{id}: {chosen:?}");
        }
    }
}

/// an application of the asker's own asks for the mail scopes and no others.
#[test]
fn an_own_application_is_not_asked_who_the_person_is() {
    let app = App {
        client_id: "6b2d1d92-7018-4182-b70e-821127bec509".into(),
        tenant: Some("contoso.com".into()),
    };
    for (id, _, of_protocol) in TABLE {
        let Some(provider) = bare(id).public.with_app(&app) else {
            continue;
        };
        assert_eq!(provider.scopes(&[Imap]), of_protocol[0].unwrap(), "{id}");
    }
}

/// nothing that brings a refresh token is among what is always asked for.
#[test]
fn offline_access_is_asked_for_only_where_it_is_tried() {
    for id in ids() {
        let provider = bare(&id).public;
        let scopes = provider.scopes(&provider.protocols);
        assert!(
            !scopes.iter().any(|scope| scope.contains("offline")),
            "{id}"
        );
        // Without a secret no relay can try it.
        assert_eq!(provider.offline, None, "{id}");
    }
    let google = entry("id = \"google\"\nclient_id = \"app\"\nclient_secret = \"hush\"").unwrap();
    let parameters = google.public.offline.unwrap().parameters;
    let expected = [("access_type", "offline"), ("prompt", "consent")];
    let found = parameters
        .iter()
        .map(|(key, value)| (key.as_str(), value.as_str()));
    assert_eq!(found.collect::<Vec<_>>(), expected);
    let jira = "id = \"jira-365\"\nextends = \"microsoft-365\"\nclient_id = \"app\"\n\
                redeem = \"relay\"\nclient_secret = \"aBc8Q~not-a-real-value\"";
    assert_eq!(
        entry(jira).unwrap().public.offline.unwrap().scopes,
        ["offline_access"]
    );
}
