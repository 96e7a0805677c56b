//! The built-in entries say everything that the page and a check need.

use std::collections::BTreeSet;

use shared::address::HostName;
use shared::path::SignInPath;
use shared::plan::{Protocol, TlsMode};
use shared::provider::{Confidence, Family, Provider, Redeem, Registration};

use super::super::built_in::BUILT_IN;
use super::super::{Entry, Targets, built_in, is_secure};
use super::{bare, entry, ids, internal};

const MICROSOFT: [&str; 4] = [
    "microsoft-365",
    "microsoft-365-gcc-high",
    "microsoft-365-dod",
    "microsoft-365-china",
];
const CLOSED: [&str; 2] = ["yahoo", "aol"];
const WITHOUT: [&str; 3] = ["icloud", "gmx", "zoho"];

#[test]
fn every_file_is_read_and_no_id_stands_twice() {
    assert_eq!(built_in().count(), BUILT_IN.len());
    assert_eq!(
        ids().into_iter().collect::<BTreeSet<_>>().len(),
        BUILT_IN.len()
    );
}

#[test]
fn every_built_in_entry_is_whole() {
    for id in ids() {
        let entry = bare(&id);
        let Entry { public, .. } = &entry;
        assert_eq!(public.id.as_str(), id);
        assert!(!public.name.is_empty() && !entry.mx.is_empty(), "{id}");
        assert!(!public.quirks.is_empty(), "{id}: what is peculiar about it");
        for quirk in &public.quirks {
            let sentence = quirk.ends_with('.') && quirk.len() < 240 && !quirk.contains('!');
            assert!(sentence, "{id}: {quirk}");
        }
        let when = public.last_checked.as_deref().unwrap();
        assert!(is_month(when), "{id}: {when}");
        for target in entry.targets.values().flat_map(Targets::all) {
            assert!(
                target.host.parse::<HostName>().is_ok(),
                "{id}: {}",
                target.host
            );
            let usual = match target.tls {
                TlsMode::Implicit => [993, 995, 465].contains(&target.port),
                TlsMode::Starttls => target.port == 587,
            };
            assert!(usual, "{id}: {target:?}");
        }
        assert!(entry.targets.contains_key(&Protocol::Imap), "{id}");
        for name in public.domains.iter().chain(&entry.mx) {
            let bare = name.strip_prefix('.').unwrap_or(name);
            let exact = *name == name.to_ascii_lowercase() && bare.parse::<HostName>().is_ok();
            assert!(exact, "{id}: {name}");
        }
        // The page reads what the relay writes.
        let written = serde_json::to_string(public).unwrap();
        assert_eq!(serde_json::from_str::<Provider>(&written).unwrap(), *public);
    }
}

#[test]
fn whoever_has_oauth_says_where_and_how() {
    for id in ids().iter().filter(|id| !WITHOUT.contains(&id.as_str())) {
        let entry = bare(id);
        let Entry { public, .. } = &entry;
        let further = [&entry.device_url, &entry.jwks_url, &entry.revoke_url];
        let further = further.into_iter().flatten();
        for url in [&public.issuer, &public.authorize_url, &public.token_url]
            .into_iter()
            .chain(further)
        {
            assert!(url.starts_with("https://") && is_secure(url), "{id}: {url}");
            assert!(!url.contains(['{', '}']), "{id}: {url}");
        }
        assert!(
            !entry.mechanisms.is_empty() && !entry.platform.is_empty(),
            "{id}"
        );
        // A token that cannot be read is bound by the sign-in, one that can by its own issuer.
        assert!(
            entry.opaque_tokens || !entry.token_issuers.is_empty(),
            "{id}"
        );
        assert!(public.token_minutes > 0, "{id}");
    }
}

/// what is built in is in everybody's hands.
#[test]
fn no_built_in_entry_has_an_application_or_a_secret() {
    for (table, id) in built_in().zip(ids()) {
        for key in ["client_id", "client_secret", "client_secret_file"] {
            assert!(!table.contains_key(key), "{id}: {key}");
        }
        let entry = bare(&id);
        assert_eq!(entry.public.client_id, None, "{id}");
        assert!(entry.client_secret.is_none(), "{id}");
        assert!(!entry.public.paths.contains(&SignInPath::Operator), "{id}");
    }
}

#[test]
fn each_cloud_of_microsoft_is_one_of_its_own() {
    let mut signs_in = BTreeSet::new();
    for id in MICROSOFT {
        let entry = internal(&format!("id = \"{id}\"")).unwrap();
        let Entry { public, .. } = &entry;
        assert_eq!(public.family, Family::Microsoft, "{id}");
        let own = public.own_app.as_ref().unwrap();
        assert_eq!(own.redeem, Redeem::Browser, "{id}");
        assert_eq!(own.platform, "Single-page application", "{id}");
        assert!(public.has_tenants() && !entry.opaque_tokens, "{id}");
        let [scope] = entry.app_scopes.as_slice() else {
            panic!("{id}: one scope of an application");
        };
        assert!(scope.ends_with("/.default"), "{id}");
        let all = [SignInPath::OwnApp, SignInPath::Token, SignInPath::AppOnly];
        assert_eq!(public.paths, all, "{id}");
        // All addresses of the sign-in are of one cloud.
        let host = |url: &str| url.split('/').nth(2).unwrap_or_default().to_owned();
        let cloud = host(&public.issuer);
        let further = [&entry.device_url, &entry.jwks_url].map(|url| url.clone().unwrap());
        for url in [&public.authorize_url, &public.token_url]
            .into_iter()
            .chain(&further)
        {
            assert_eq!(host(url), cloud, "{id}");
        }
        assert!(
            entry
                .token_issuers
                .iter()
                .any(|issuer| host(issuer) == cloud),
            "{id}"
        );
        signs_in.insert((
            cloud,
            entry.targets[&Protocol::Imap]
                .all()
                .next()
                .unwrap()
                .host
                .clone(),
        ));
    }
    assert_eq!(signs_in.len(), MICROSOFT.len());
}

#[test]
fn a_closed_provider_takes_a_token_by_hand_and_nothing_else() {
    for id in ids() {
        let closed = bare(&id).public.registration == Registration::Closed;
        assert_eq!(closed, CLOSED.contains(&id.as_str()), "{id}");
    }
    for id in CLOSED {
        // An application or a secret of the operator's changes nothing.
        for more in ["", "client_id = \"app\"\nclient_secret = \"hush\""] {
            let entry = internal(&format!("id = \"{id}\"\n{more}")).unwrap();
            assert_eq!(entry.public.paths, [SignInPath::Token], "{id}");
            assert_eq!(entry.public.own_app, None, "{id}");
        }
    }
}

#[test]
fn a_provider_without_oauth_offers_nothing_and_says_what_to_do() {
    for id in ids() {
        let without = bare(&id).public.registration == Registration::None;
        assert_eq!(without, WITHOUT.contains(&id.as_str()), "{id}");
    }
    for id in WITHOUT {
        let entry = internal(&format!("id = \"{id}\"")).unwrap();
        let Entry { public, .. } = &entry;
        assert!(public.paths.is_empty() && public.own_app.is_none(), "{id}");
        assert!(
            public.authorize_url.is_empty() && public.token_url.is_empty(),
            "{id}"
        );
        assert!(public.scopes(&public.protocols).is_empty(), "{id}");
        assert!(
            entry.mechanisms.is_empty() && entry.token_issuers.is_empty(),
            "{id}"
        );
        assert!(public.quirks[0].contains("password"), "{id}");
        // Not even an empty issuer is its issuer.
        assert!(!entry.is_issuer(""), "{id}");
    }
    let with_app = entry("id = \"icloud\"\nclient_id = \"app\"").unwrap_err();
    assert!(with_app.to_string().contains("client_id"));
}

#[test]
fn what_reports_differ_on_is_not_called_sure() {
    let of = |id: &str| bare(id).public.confidence;
    assert_eq!(of("microsoft-365"), Confidence::High);
    assert_eq!(of("microsoft-365-dod"), Confidence::Low);
    assert_eq!(of("microsoft-365-china"), Confidence::Medium);
    let doubts = bare("microsoft-365-dod").public.quirks.join(" ");
    assert!(doubts.contains("outlook-dod.office365.us"));
}

/// A provider that ends all that an application was allowed would cut off whatever else uses it.
#[test]
fn nothing_is_revoked_at_google() {
    assert_eq!(bare("google").revoke_url, None);
}

#[test]
fn the_device_grant_of_yandex_has_its_own_name() {
    let yandex = entry("id = \"yandex\"\nclient_id = \"app\"").unwrap();
    assert_eq!(yandex.device_grant.as_deref(), Some("device_code"));
    assert!(yandex.public.paths.contains(&SignInPath::Device));
    for id in ids().iter().filter(|id| *id != "yandex") {
        assert_eq!(bare(id).device_grant, None, "{id}");
    }
}

fn is_month(text: &str) -> bool {
    let Some((year, month)) = text.split_once('-') else {
        return false;
    };
    let month: Result<u8, _> = month.parse();
    year.len() == 4
        && year.parse::<u16>().is_ok()
        && month.is_ok_and(|month| (1..=12).contains(&month))
}
