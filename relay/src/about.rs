//! What happens to data here, for whoever has to approve this page. It is written from the settings as they are, so that it
//! cannot say anything else.

use std::net::IpAddr;

use shared::catalogue::{Block, Inline, Page};
use shared::plan::Protocol;
use shared::provider::Redeem;

use crate::logged::LOGGED;
use crate::outbound::asked;
use crate::plan::{Policy, WHOLE};
use crate::provider::Entry;

/// The page.
pub fn page(
    build: &str,
    operator: Option<&str>,
    own_addresses: &[IpAddr],
    portals: &[String],
    policy: &Policy,
) -> Page {
    let operator = operator.unwrap_or("somebody who gives no name");
    let mut blocks = vec![
        text(format!("This page is run by {operator}. Its build is {build}.")),
        Block::Section("The way of a token".into()),
        Block::Steps(vec![
            words("A person signs in at the provider. The password never comes here."),
            words("The access token is in the memory of the person’s browser window until that is closed or left, or another check is begun."),
            words(&format!(
                "For a check the browser sends it to this relay, over an encrypted socket and in the body of a message. The relay holds it for as long as the check takes, at most {} seconds, and presents it to the mail server over a connection whose certificate was found good.",
                WHOLE / 1000
            )),
            words("Where a provider gives tokens to no browser, or a code or a secret was typed in, the relay fetches the token itself, hands it to the browser, and holds it for that exchange, less than a minute."),
            words("Then the relay wipes it. It stands in no address, no storage, no log and no report."),
        ]),
        Block::Section("What that does not mean".into()),
        Block::Points(vec![
            words("The relay sees the token while a check runs, and where it fetches the token, then too; it also sees an application’s secret that a person types. Whoever controls this relay could use it in that time."),
            words("An access token cannot be taken back. It ends by itself, mostly after an hour; the permission behind it can be withdrawn at the provider."),
            words("A check reads no message, and over IMAP the permission allows more than a check does: there is no smaller one."),
        ]),
        Block::Section("What is kept".into()),
        text("The relay keeps nothing on disk: no token, no mailbox, no report. Its log goes to its standard error, and how long that is kept is for whoever runs it to say. After the start it has these lines:".into()),
        Block::Points(LOGGED.iter().map(|(line, _, says)| {
            vec![Inline::Code((*line).into()), Inline::Words(format!(": {says}"))]
        }).collect()),
        Block::Section("Providers, permissions and hosts".into()),
        text("The relay connects to these hosts and to no others, besides its name servers. A permission for mail is asked for only where its protocol is ticked.".into()),
        connects_from(own_addresses),
    ];
    for entry in &policy.providers {
        blocks.push(Block::Actor(entry.public.name.clone()));
        blocks.push(Block::Points(of(entry)));
    }
    if policy.providers.is_empty() {
        blocks.push(text("No provider is set up here.".into()));
    }
    blocks.push(Block::Section("Portals".into()));
    blocks.push(if portals.is_empty() {
        text("No other page may show this one in a frame.".into())
    } else {
        Block::Points(
            portals
                .iter()
                .map(|one| vec![Inline::Code(one.clone())])
                .collect(),
        )
    });
    Page {
        code: "data".into(),
        title: "What happens to data here".into(),
        blocks,
    }
}

/// For whoever has to let it through, or to find it in a mail server's log.
fn connects_from(own_addresses: &[IpAddr]) -> Block {
    if own_addresses.is_empty() {
        return text("The operator has not written down the addresses that the relay connects from (own_addresses).".into());
    }
    let all: Vec<String> = own_addresses.iter().map(IpAddr::to_string).collect();
    Block::Text(vec![
        Inline::Words("The relay connects from ".into()),
        Inline::Code(all.join(" ")),
    ])
}

fn of(entry: &Entry) -> Vec<Vec<Inline>> {
    let provider = &entry.public;
    let mut points = Vec::new();
    for protocol in [Protocol::Imap, Protocol::Pop, Protocol::Smtp] {
        let Some(targets) = entry.targets.get(&protocol) else {
            continue;
        };
        let mut hosts: Vec<String> = targets
            .all()
            .map(|target| format!("{}:{}", target.host, target.port))
            .collect();
        hosts.sort();
        hosts.dedup();
        let scopes = match protocol {
            Protocol::Imap => &provider.imap_scopes,
            Protocol::Pop => &provider.pop_scopes,
            Protocol::Smtp => &provider.smtp_scopes,
        };
        let mut point = vec![
            Inline::Words(format!("{}: ", protocol.name())),
            Inline::Code(hosts.join(" ")),
        ];
        if !scopes.is_empty() {
            point.extend([
                Inline::Words(", permission ".into()),
                Inline::Code(scopes.join(" ")),
            ]);
        }
        points.push(point);
    }
    if !provider.identity_scopes.is_empty() {
        points.push(vec![
            Inline::Words("To know who signs in, permission ".into()),
            Inline::Code(provider.identity_scopes.join(" ")),
        ]);
    }
    if !entry.app_scopes.is_empty() {
        points.push(vec![
            Inline::Words("For an application that signs in without a person, permission ".into()),
            Inline::Code(entry.app_scopes.join(" ")),
        ]);
    }
    if let Some(offline) = provider
        .offline
        .as_ref()
        .filter(|offline| !offline.scopes.is_empty())
    {
        points.push(vec![
            Inline::Words("Where it is to be tried how long a sign-in lasts, permission ".into()),
            Inline::Code(offline.scopes.join(" ")),
        ]);
    }
    if !provider.token_url.is_empty() {
        let who = match provider.redeem {
            Redeem::Browser => "The browser redeems codes at ",
            Redeem::Relay => "The relay redeems codes at ",
        };
        points.push(vec![
            Inline::Words(who.into()),
            Inline::Code(provider.token_url.clone()),
        ]);
        points.push(words(&format!(
            "A token lives about {} minutes.",
            provider.token_minutes
        )));
    }
    let mut endpoints: Vec<&str> = asked(entry).filter(|url| !url.is_empty()).collect();
    endpoints.sort_unstable();
    endpoints.dedup();
    if !endpoints.is_empty() {
        points.push(vec![
            Inline::Words(
                "For tokens, codes to type, signing keys or a withdrawal the relay itself asks "
                    .into(),
            ),
            Inline::Code(endpoints.join(" ")),
        ]);
    }
    points
}

fn words(text: &str) -> Vec<Inline> {
    vec![Inline::Words(text.to_owned())]
}

fn text(text: String) -> Block {
    Block::Text(vec![Inline::Words(text)])
}
