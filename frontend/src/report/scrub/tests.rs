//! What is found in a text, and what is left alone.

use shared::words::Denial;

use super::*;

#[path = "../../../../shared/tests/it/signin_errors/table.rs"]
mod table;

fn scrub() -> Scrub {
    let mut scrub = Scrub::default();
    scrub.know_domain("contoso.com");
    scrub.know_name("Alex Moreau", "Person 1");
    scrub
}

#[test]
fn every_kind_is_found_in_a_servers_line() {
    let mut scrub = scrub();
    for (line, expected) in [
        ("user=Alex@contoso.com.", "user=user1@domain1.example."),
        ("<alex@CONTOSO.com>", "<user1@domain1.example>"),
        (
            "mailto:pat.o'neil@other.org",
            "mailto:user2@domain2.example",
        ),
        ("from [203.0.113.9]:993", "from [192.0.2.1]:993"),
        ("from 203.0.113.9:993,", "from 192.0.2.1:993,"),
        ("to 2a01:111::1 now", "to 2001:db8::1 now"),
        ("Hello [IPv6:2a01:111::1]", "Hello [IPv6:2001:db8::1]"),
        (
            "Trace ID: 8A3C9A2E-6e0b-4a6f-9d8a-2f2d2f3b9c11",
            "Trace ID: 00000000-0000-0000-0000-000000000001",
        ),
        (
            "id=8a3c9a2e-6e0b-4a6f-9d8a-2f2d2f3b9c11",
            "id=00000000-0000-0000-0000-000000000001",
        ),
        (
            "https://mail.contoso.com/x",
            "https://mail.domain1.example/x",
        ),
        ("at jira01.acme.local now", "at domain3.example now"),
        (
            "got eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.e30.x",
            "got [encoded]",
        ),
        ("Hello Alex MOREAU, alex", "Hello Person 1, Person 1"),
        ("[RABVADIAUABSADAAMQBDAEEAMAAwADAAMQA=]", "[[encoded]=]"),
        (
            "login_hint=alex%40contoso.com&x",
            "login_hint=user1%40domain1.example&x",
        ),
        (
            "<pat_other.org#EXT#@Contoso.com>",
            "<user3#EXT#@domain1.example>",
        ),
        ("in acme.onmicrosoft.com now", "in domain4.example now"),
        (
            "not found in the directory 'Acme Ltd'. ACME LTD",
            "not found in the directory 'Name 1'. Name 1",
        ),
        (
            "PAT_other.org#ext#@contoso.com or pat_other.org_EXT_@contoso.com",
            "user3#ext#@domain1.example or user3_EXT_@domain1.example",
        ),
        (
            "exist in tenant 'acme.org' now",
            "exist in tenant 'domain5.example' now",
        ),
    ] {
        assert_eq!(scrub.text(line), expected, "{line}");
    }
}

#[test]
fn what_names_nobody_stays() {
    let mut scrub = scrub();
    for line in [
        "* OK The Microsoft Exchange IMAP4 service is ready.",
        "* CAPABILITY IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS",
        "A1 NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
        "at 12:30:45, v1.2, 10::x, alexandra",
        "outlook.office365.com:993 notcontoso.com",
        "@ -- == é '' ::",
    ] {
        assert_eq!(scrub.text(line), line);
    }
}

/// Microsoft's and Google's sentences, as public reports have them, with a name in the place of `{}`.
const SENTENCES: [&str; 20] = [
    "AADSTS50020: User account 'a' from identity provider 'live.com' does not exist in tenant '{}' and cannot access it.",
    "AADSTS50034: The user account does not exist in the {} directory. To sign in, it must be added to the directory.",
    "AADSTS50034: The user account does not exist in the {} directory",
    "AADSTS50105: Your administrator has configured the application {} to block users unless they are specifically granted \
     ('assigned') access to the application.",
    "AADSTS50105: Your administrator has configured the application {} ('00000003-0000-0000-c000-000000000000') to block \
     users unless they are specifically granted ('assigned') access to the application.",
    "AADSTS50194: Application '00000003-0000-0000-c000-000000000000'({}) is not configured as a multi-tenant application.",
    "AADSTS65001: The user or administrator has not consented to use the application with ID \
     '00000003-0000-0000-c000-000000000000' named '{}'. Send an interactive authorization request.",
    "AADSTS65005: The application needs access to a service that your organization {} has not subscribed to.",
    "AADSTS650052: The app needs access to a service ('https://outlook.office.com') that your organization '{}' has not \
     subscribed to or enabled.",
    "AADSTS650053: The application '{}' asked for scope 'message_all' that doesn't exist on the resource \
     '00000003-0000-0000-c000-000000000000'.",
    "AADSTS700016: Application with identifier '{}' was not found in the directory '{}'. This can happen if it has not been \
     installed by the administrator of the tenant. Trace ID: x Correlation ID: y Timestamp: 2026-11-25 02:10:11Z",
    "AADSTS90002: Tenant '{}' not found. Check to make sure you have the correct tenant ID.",
    "AADSTS90094: An administrator of {} has set a policy that prevents you from granting {} the permissions it is requesting.",
    "Contact an administrator of {}, who can grant permissions to this app on your behalf.",
    "AADSTS500011: The resource principal named https://outlook.ofice.com was not found in the tenant named {}. This can \
     happen. Trace ID: x",
    "AADSTS500011: The resource principal named https://outlook.ofice.com was not found in the tenant named {}.",
    "AADSTS500011: The resource principal named https://outlook.ofice.com was not found in the tenant named {}",
    "Your administrator at {} has set a policy.",
    "Error 403: {} can only be used within its organization.",
    "{} has not completed the Google verification process. The app is currently being tested",
];

#[test]
fn a_name_is_taken_out_of_a_sentence_and_nothing_else() {
    for sentence in SENTENCES {
        for name in ["Zyxwork", "Zyx & Wv", "St. Zyx", "Zyx A/S", "O'Zyx Media"] {
            let text = sentence.replace("{}", name);
            let expected = sentence.replace("{}", "Name 1");
            assert_eq!(Scrub::default().text(&text), expected, "{text}");
        }
        let text = sentence.replace("{}", "zyx-hospital.org");
        let expected = sentence.replace("{}", "domain1.example");
        assert_eq!(Scrub::default().text(&text), expected, "{text}");
    }
    // Only quotation marks hold these together.
    for sentence in SENTENCES.iter().filter(|text| text.contains("'{}'")) {
        for name in ["ZYX.", "Zyx,Inc.", "Zyx. Wv", "a", "o", "IMAP"] {
            let text = sentence.replace("{}", name);
            let expected = sentence.replace("{}", "Name 1");
            assert_eq!(Scrub::default().text(&text), expected, "{text}");
        }
    }
}

/// The rows of the test that reads the same sentences for what they mean, with other names in them.
#[test]
fn every_sentence_that_is_read_keeps_its_meaning() {
    let rows = table::MICROSOFT.iter().chain(&table::GOOGLE);
    for (code, sentence, ..) in rows.chain(&table::OAUTH).chain(&table::DEVICE) {
        let named = sentence
            .replace("Demo", "Zyxwork")
            .replace("Jira", "Wvutool");
        let number = code.parse::<u32>().map(|_| format!("AADSTS{code}: "));
        let text = number.unwrap_or_default() + &named;
        let public = Scrub::default().text(&text);
        assert!(
            !public.contains("Zyx") && !public.contains("Wvu"),
            "{public}"
        );
        let read = |text: &str| Denial::of(Some(code), Some(text));
        assert_eq!(read(&public), read(&text), "{public}");
    }
}

#[test]
fn a_name_is_known_wherever_it_stands_alone_but_not_a_word_of_every_report() {
    let mut scrub = Scrub::default();
    scrub.text("not found in the directory 'ACME.' of application 'IMAP' and tenant 'o'.");
    assert_eq!(
        scrub.text("acme asks for IMAP.AccessAsUser.All or o"),
        "Name 1 asks for IMAP.AccessAsUser.All or o"
    );
    assert_eq!(
        scrub.text("in tenant 'O' named 'imap'"),
        "in tenant 'Name 3' named 'Name 2'"
    );
}

#[test]
fn everybodys_ids_stay() {
    let mut scrub = Scrub::default();
    for id in EVERYBODYS {
        let text = format!("https://sts.windows.net/{id}/ '{id}'");
        assert_eq!(scrub.text(&text), text);
        assert_eq!(scrub.id(&id.to_uppercase()), id.to_uppercase());
    }
}

#[test]
fn hostile_text_is_no_trouble() {
    let mut scrub = scrub();
    for line in [
        "@@@@", "a@", "@a", "=@=", ":::::", "İ", "''", "-@-", "#EXT#@", "tenant '",
    ] {
        assert_eq!(scrub.text(line), line);
    }
    assert_eq!(
        scrub.text("İalex ß@ß a@b:c@d"),
        "İalex user1@domain2.example user2@domain3.example:user3@domain4.example"
    );
    let many = 50_000;
    let long = scrub.text(&"a@b:".repeat(many));
    assert_eq!(long.len(), "user2@domain3.example:".len() * many);
    let open = "the tenant named tenant 'é".repeat(20_000);
    assert!(scrub.text(&open).len() > open.len() / 2);
}
