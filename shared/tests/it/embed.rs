//! What a portal and the frame say to each other, against the schema that portals are given.

use jsonschema::Validator;
use serde_json::{Value, json};
use shared::case::{Case, FORMAT, Pasted};
use shared::diagnose::Confidence;
use shared::embed::{
    Command, Event, Inbound, Named, Outbound, Passed, SigninState, StepOutcome, Verdict,
};
use shared::evidence::lasting::{Lasting, Refresh};
use shared::evidence::signin::Flow;
use shared::plan::{Protocol, Step};
use shared::request::MailboxKind;
use shared::told::Told;

use crate::baseline::*;

const SCHEMA: &str = include_str!("../../../docs/embed.v1.schema.json");

/// Every variant of an enum: one that is left out does not compile.
macro_rules! every {
    ($of:ident: $($one:ident)+) => {{
        let _ = |one: $of| match one { $($of::$one => ()),+ };
        [$($of::$one),+]
    }};
}

/// The part of the schema that has this name.
fn part(name: &str) -> Validator {
    let mut schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let whole = schema.as_object_mut().unwrap();
    whole.remove("anyOf");
    whole.insert("$ref".into(), json!(format!("#/$defs/{name}")));
    jsonschema::validator_for(&schema).unwrap()
}

fn said(event: Event<'_>) -> Value {
    serde_json::to_value(Outbound::from(event)).unwrap()
}

/// A case that has all that a case can have; a field that is new does not compile.
fn full() -> Case {
    let Case {
        format: _,
        ask,
        provider,
        flow: _,
        redirect_uri: _,
        sign_in,
        lasting: _,
        token_facts,
        mailbox_tenant: _,
        attempts,
        pasted: _,
        told: _,
    } = healthy();
    Case {
        format: FORMAT,
        ask,
        provider,
        flow: Flow::Device,
        redirect_uri: Some("https://check.example/oauth/callback/demo".into()),
        sign_in,
        lasting: Some(Lasting {
            outcome: Refresh::NotGiven,
            revoked: None,
        }),
        token_facts,
        mailbox_tenant: Some("contoso.com".into()),
        attempts,
        pasted: Some(Pasted {
            protocol: Some(Protocol::Imap),
            observation: passed(Step::Auth),
        }),
        told: vec![Told::OthersToo, Told::WebMail(true)],
    }
}

fn verdict(report: &Case) -> Verdict<'_> {
    Verdict {
        verdict: Passed::Failed,
        causes: vec![Named {
            code: "no-full-access-shared",
            confidence: Confidence::Likely,
            over: vec![Protocol::Imap],
        }],
        report,
    }
}

/// One of every event, with everything that it can have.
fn events(case: &Case) -> Vec<Value> {
    let events = [
        Event::Ready {
            build: "0.1.0+0000000".into(),
        },
        Event::Signin {
            state: SigninState::Window,
        },
        Event::Step {
            attempt: 0,
            protocol: Protocol::Imap,
            step: Step::Auth,
            outcome: StepOutcome::Passed,
            ms: Some(u32::MAX),
        },
        Event::Result(Box::new(verdict(case))),
        Event::Error {
            code: "popup-blocked".into(),
            message: "Your browser did not open the window for the sign-in.".into(),
        },
        Event::Resize { height: u32::MAX },
    ];
    // An event that is new does not compile here, and then belongs into the list above.
    for event in &events {
        match event {
            Event::Ready { .. }
            | Event::Signin { .. }
            | Event::Step { .. }
            | Event::Result(_)
            | Event::Error { .. }
            | Event::Resize { .. } => {}
        }
    }
    events.into_iter().map(said).collect()
}

/// One of every command, with everything that may go along.
fn commands() -> Vec<(Command, Value)> {
    let question = json!({
        "provider": "microsoft-365", "cloud": "gcc-high", "mailbox": SUPPORT, "account": ALEX, "mailbox-kind": "shared",
        "protocols": "imap,smtp", "client-id": "6b2d1d92-7018-4182-b70e-821127bec509", "tenant": "contoso.com",
        "preset": "jira",
    });
    let look = json!({
        "scheme": "dark", "density": "compact", "accent": "#0055aa", "background": "#FFFFFF", "text": "#222222",
        "font": "\"Segoe UI\", sans-serif", "radius": "4px",
    });
    let commands = every!(Command: Hello Start Cancel SetTheme GetReport);
    let message = |command| match command {
        Command::Hello => json!({"greencheck": 1, "command": "hello"}),
        Command::Start => json!({"greencheck": 1, "command": "start", "detail": question}),
        Command::Cancel => json!({"greencheck": 1, "command": "cancel"}),
        Command::SetTheme => json!({"greencheck": 1, "command": "set-theme", "detail": look}),
        Command::GetReport => json!({"greencheck": 1, "command": "get-report"}),
    };
    commands.map(|one| (one, message(one))).into()
}

#[test]
fn the_schema_is_one() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    assert!(jsonschema::draft202012::meta::is_valid(&schema));
}

#[test]
fn what_is_told_fits_the_schema() {
    let (outbound, case) = (part("outbound"), full());
    for message in events(&case) {
        outbound
            .validate(&message)
            .unwrap_or_else(|error| panic!("{error}: {message:#}"));
    }
    // With nothing that can be left out.
    let bare = Case::new(case.ask.clone(), case.provider.clone());
    let started = Event::Step {
        attempt: 3,
        protocol: Protocol::Pop,
        step: Step::Dns,
        outcome: StepOutcome::Started,
        ms: None,
    };
    let nothing = Verdict {
        causes: Vec::new(),
        ..verdict(&bare)
    };
    for event in [started, Event::Result(Box::new(nothing))] {
        assert!(outbound.is_valid(&said(event)));
    }
}

#[test]
fn every_word_of_an_event_is_in_the_schema() {
    let (outbound, case) = (part("outbound"), full());
    let fits = |event| {
        let message = said(event);
        assert!(outbound.is_valid(&message), "{message:.200}");
    };
    for state in every!(SigninState: Window SignedIn Failed Closed) {
        fits(Event::Signin { state });
    }
    let steps = every!(Step: Dns Tcp Tls Greeting Starttls Capability Auth Examine Stat List Fetch Send Rset Logout);
    let protocols = every!(Protocol: Imap Pop Smtp);
    let outcomes = every!(StepOutcome: Started Passed Failed NotReached);
    for step in steps {
        for protocol in protocols {
            for outcome in outcomes {
                fits(Event::Step {
                    attempt: 0,
                    protocol,
                    step,
                    outcome,
                    ms: None,
                });
            }
        }
    }
    for passed in every!(Passed: Passed Failed) {
        fits(Event::Result(Box::new(Verdict {
            verdict: passed,
            ..verdict(&case)
        })));
    }
    for confidence in every!(Confidence: Possible Likely Certain) {
        let mut verdict = verdict(&case);
        verdict.causes[0].confidence = confidence;
        verdict.causes[0].over = protocols.into();
        fits(Event::Result(Box::new(verdict)));
    }
    for code in shared::cause::Cause::CODES {
        let mut verdict = verdict(&case);
        verdict.causes[0].code = code;
        fits(Event::Result(Box::new(verdict)));
    }
}

/// The report names its parts; the schema has those and no more.
#[test]
fn the_schema_has_the_parts_of_a_report() {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let names = |value: &Value| -> Vec<String> {
        let mut names: Vec<String> = value.as_object().unwrap().keys().cloned().collect();
        names.sort();
        names
    };
    let report = serde_json::to_value(full()).unwrap();
    let listed = &schema["$defs"]["report"]["properties"];
    assert_eq!(names(listed), names(&report));
}

#[test]
fn a_command_of_the_schema_is_read() {
    let inbound = part("inbound");
    for (command, message) in commands() {
        inbound
            .validate(&message)
            .unwrap_or_else(|error| panic!("{error}: {message:#}"));
        let read = Inbound::read(&message.to_string());
        assert_eq!(read.unwrap().command, command, "{message}");
        // The element sends an empty detail where there is none.
        let mut empty = message;
        empty["detail"] = json!({});
        assert!(inbound.is_valid(&empty), "{empty}");
        assert!(Inbound::read(&empty.to_string()).is_some(), "{empty}");
    }
    for kind in MailboxKind::ALL {
        let detail = json!({"mailbox-kind": kind.code()});
        let start = json!({"greencheck": 1, "command": "start", "detail": detail});
        assert!(inbound.is_valid(&start), "{start}");
    }
}

/// one change each, and it is no message any more.
#[test]
fn whatever_else_is_refused() {
    let (inbound, outbound, case) = (part("inbound"), part("outbound"), full());
    let events = events(&case);
    let commands = commands().into_iter().map(|(_, message)| message);
    for (schema, message) in commands
        .map(|message| (&inbound, message))
        .chain(events.into_iter().map(|message| (&outbound, message)))
    {
        let name = ["command", "event"]
            .into_iter()
            .find(|name| message.get(name).is_some())
            .unwrap();
        for (at, value) in [
            ("/more", json!(1)),
            ("/detail/nothing", json!("more")),
            ("/detail/token", json!("eyJ0")),
            ("/greencheck", json!(2)),
            ("/greencheck", json!("1")),
            ("/detail", json!([])),
            ("/detail", json!(null)),
        ] {
            let mut changed = message.clone();
            put(&mut changed, at, value);
            assert!(!schema.is_valid(&changed), "{at}: {changed:.300}");
        }
        for wrong in ["unheard-of", "", "Start", "Ready"] {
            let mut changed = message.clone();
            changed[name] = json!(wrong);
            assert!(!schema.is_valid(&changed), "{changed:.300}");
        }
        for missing in ["greencheck", name] {
            let mut changed = message.clone();
            changed.as_object_mut().unwrap().remove(missing);
            assert!(!schema.is_valid(&changed), "{missing}: {changed:.300}");
        }
    }
}

/// The same inside of what goes along.
#[test]
fn a_detail_has_no_other_words() {
    let (inbound, outbound, case) = (part("inbound"), part("outbound"), full());
    let of = |messages: Vec<Value>, key: &str, name: &str| {
        let mut found = messages.into_iter().filter(|one| one[key] == name);
        found.next().unwrap()
    };
    let commands = || commands().into_iter().map(|(_, message)| message).collect();
    for (name, at, value) in [
        ("start", "/detail/host", json!("evil.test")),
        ("start", "/detail/mailbox", json!("nobody")),
        ("start", "/detail/mailbox", json!({"a": "b"})),
        ("start", "/detail/mailbox-kind", json!("everybodys")),
        ("start", "/detail/provider", json!("../evil")),
        ("start", "/detail/protocols", json!("http")),
        ("start", "/detail/tenant", json!("a\nb")),
        ("set-theme", "/detail/accent", json!("red")),
        ("set-theme", "/detail/accent", json!("#05a")),
        ("set-theme", "/detail/radius", json!("25")),
        ("set-theme", "/detail/radius", json!(4)),
        ("set-theme", "/detail/font", json!("a;b")),
        ("set-theme", "/detail/scheme", json!("red")),
        ("cancel", "/detail", json!({"mailbox": SUPPORT})),
        ("hello", "/detail", json!({"scheme": "dark"})),
    ] {
        let mut changed = of(commands(), "command", name);
        put(&mut changed, at, value);
        assert!(!inbound.is_valid(&changed), "{at}: {changed}");
    }
    for (name, at, value) in [
        ("signin", "/detail/state", json!("code")),
        ("step", "/detail/attempt", json!(-1)),
        ("step", "/detail/ms", json!(1.5)),
        ("step", "/detail/step", json!("login")),
        ("result", "/detail/causes/0/token", json!("eyJ0")),
        ("result", "/detail/causes/0/code", json!("a code")),
        ("result", "/detail/report/token", json!("eyJ0")),
        ("result", "/detail/report/format", json!("1")),
        ("error", "/detail/code", json!("a code")),
        ("resize", "/detail/height", json!("640")),
    ] {
        let mut changed = of(events(&case), "event", name);
        put(&mut changed, at, value);
        assert!(!outbound.is_valid(&changed), "{at}: {changed:.300}");
    }
    let mut nameless = of(events(&case), "event", "result");
    let report = nameless.pointer_mut("/detail/report").unwrap();
    report.as_object_mut().unwrap().remove("format");
    assert!(!outbound.is_valid(&nameless));
}

/// Sets what stands at this place; a place that lacks is made.
fn put(message: &mut Value, at: &str, value: Value) {
    let (above, name) = at.rsplit_once('/').unwrap();
    if above == "/detail" && message.get("detail").is_none() {
        message["detail"] = json!({});
    }
    message.pointer_mut(above).unwrap()[name] = value;
}
