//! DNS, TCP, TLS and the greeting.

use shared::diagnose::Confidence::{Certain, Likely, Possible};
use shared::diagnose::diagnose;
use shared::evidence::dns::Dns;
use shared::evidence::greeting::Greeting;
use shared::evidence::sasl::SaslOutcome;
use shared::evidence::starttls::Starttls;
use shared::evidence::tcp::{Dial, DialOutcome, Tcp};
use shared::evidence::tls::Tls;
use shared::evidence::{Answer, Break, Evidence, Speaks, Status};
use shared::plan::{Protocol, Step, TlsMode};
use shared::remedy::advise;

use crate::baseline::*;

#[test]
fn a_name_without_an_address() {
    for (answer, confidence) in [
        (Dns::NoSuchName, Certain),
        (Dns::NoAddress, Certain),
        (Dns::NotAllowed, Certain),
        (Dns::ServerFailure, Likely),
        (Dns::TimedOut, Likely),
    ] {
        let case = with(healthy(), Evidence::Dns(answer));
        assert_eq!(found(&case), [("dns-failure", confidence)]);
    }
}

#[test]
fn a_port_that_nobody_answers() {
    for outcome in [
        DialOutcome::Refused,
        DialOutcome::Unreachable,
        DialOutcome::TimedOut,
    ] {
        let case = with(
            healthy(),
            Evidence::Tcp(Tcp {
                dials: vec![dial(outcome)],
            }),
        );
        assert_eq!(leading(&case, 1), [("firewall-port-blocked", Likely)]);
    }
}

#[test]
fn a_second_address_that_answers_is_enough() {
    let case = with(
        healthy(),
        Evidence::Tcp(Tcp {
            dials: vec![dial(DialOutcome::TimedOut), dial(DialOutcome::Connected)],
        }),
    );
    assert_eq!(found(&case), [("healthy", Certain)]);
}

#[test]
fn a_certificate_that_is_not_trusted() {
    for verdict in VERDICTS {
        for chain in [vec![certificate()], Vec::new()] {
            let case = with(healthy(), Evidence::Tls(Tls::Untrusted { verdict, chain }));
            assert_eq!(found(&case), [("tls-untrusted-cert", Certain)]);
        }
    }
}

#[test]
fn another_protocol_than_tls() {
    let seen = |speaks| with(healthy(), Evidence::Tls(Tls::NotTls { speaks }));
    for speaks in [
        Speaks::Imap,
        Speaks::Pop3,
        Speaks::Smtp,
        Speaks::Http,
        Speaks::Ssh,
    ] {
        assert_eq!(
            found(&seen(speaks)),
            [("wrong-host-port-or-tls-mode", Certain)]
        );
    }
    assert_eq!(
        found(&seen(Speaks::Unknown)),
        [("wrong-host-port-or-tls-mode", Likely)]
    );
}

#[test]
fn a_handshake_that_is_cut_off_fits_two_causes() {
    for how in [Break::Closed, Break::Reset, Break::TimedOut] {
        let case = with(healthy(), Evidence::Tls(Tls::Broken(how)));
        assert_eq!(
            found(&case),
            [
                ("firewall-port-blocked", Possible),
                ("wrong-host-port-or-tls-mode", Possible)
            ]
        );
    }
    let case = with(healthy(), Evidence::Tls(Tls::Broken(Break::Malformed)));
    assert_eq!(found(&case), [("wrong-host-port-or-tls-mode", Likely)]);
}

#[test]
fn an_alert_names_a_cause_only_when_it_speaks_of_the_name_or_the_version() {
    let seen = |alert: &str| {
        with(
            healthy(),
            Evidence::Tls(Tls::Alert {
                alert: alert.into(),
            }),
        )
    };
    assert_eq!(
        found(&seen("unrecognized_name")),
        [("wrong-host-port-or-tls-mode", Likely)]
    );
    assert_eq!(
        found(&seen("protocol_version")),
        [("wrong-host-port-or-tls-mode", Likely)]
    );
    assert_eq!(
        found(&seen("handshake_failure")),
        [("unrecognised", Possible)]
    );
}

#[test]
fn a_greeting_of_another_protocol() {
    let seen = |greeting| with(healthy(), Evidence::Greeting(greeting));
    let foreign = |speaks| seen(Greeting::Foreign { speaks });
    assert_eq!(
        found(&foreign(Speaks::Pop3)),
        [("wrong-host-port-or-tls-mode", Certain)]
    );
    assert_eq!(
        found(&foreign(Speaks::Unknown)),
        [("wrong-host-port-or-tls-mode", Likely)]
    );
    assert_eq!(
        found(&seen(Greeting::Broken(Break::TimedOut))),
        [("wrong-host-port-or-tls-mode", Possible)]
    );
}

/// Port 993 asked in plain text: both sides wait.
#[test]
fn silence_in_plain_text_is_a_port_that_begins_with_tls() {
    let mut case = with(
        healthy(),
        Evidence::Greeting(Greeting::Broken(Break::TimedOut)),
    );
    case.attempts[0].plan.routes[0].tls = TlsMode::Starttls;
    assert_eq!(
        found(&case),
        [
            ("wrong-host-port-or-tls-mode", Likely),
            ("firewall-port-blocked", Possible)
        ]
    );
    let first = &diagnose(&case, NOW).findings[0];
    let advice = advise(first, &case);
    assert_eq!(
        advice.title,
        "In plain text, nothing is said at imap.demo.test, port 993"
    );
    assert!(
        !advice.because.concat().contains("certificate"),
        "{advice:?}"
    );
}

#[test]
fn what_leads_to_no_encryption_fits_a_wrong_port_and_a_device_on_the_way() {
    for starttls in [
        Starttls::NotOffered,
        Starttls::Refused(reply(Status::Bad, "unknown command")),
    ] {
        let case = with(healthy(), Evidence::Starttls(starttls));
        assert_eq!(
            found(&case),
            [
                ("wrong-host-port-or-tls-mode", Likely),
                ("firewall-port-blocked", Possible)
            ]
        );
    }
    for starttls in [Starttls::Injected, Starttls::Broken(Break::Closed)] {
        let case = with(healthy(), Evidence::Starttls(starttls));
        assert_eq!(found(&case), [("unrecognised", Possible)]);
    }
}

/// RFC 6409 §3.1: submission has ports of its own.
#[test]
fn port_25_is_for_servers() {
    let at_25 = |evidence| {
        let mut case = with(healthy(), evidence);
        let route = &mut case.attempts[0].plan.routes[0];
        route.protocol = Protocol::Smtp;
        route.port = 25;
        case
    };
    let mut sasl = match passed(Step::Auth).evidence {
        Evidence::Auth(sasl) => sasl,
        other => panic!("{other:?}"),
    };
    sasl.outcome = SaslOutcome::NotOffered {
        offered: Vec::new(),
    };
    let case = at_25(Evidence::Auth(sasl));
    assert_eq!(found(&case), [("wrong-host-port-or-tls-mode", Certain)]);
    let advice = advise(&diagnose(&case, NOW).findings[0], &case);
    assert!(advice.title.contains("nobody signs in there"), "{advice:?}");
    assert!(advice.steps[0].text.contains("587"), "{advice:?}");
    let case = at_25(Evidence::Tcp(Tcp {
        dials: vec![Dial {
            to: "192.0.2.1:25".parse().unwrap(),
            outcome: DialOutcome::TimedOut,
        }],
    }));
    assert_eq!(found(&case), [("wrong-host-port-or-tls-mode", Likely)]);
}

#[test]
fn a_server_that_takes_nobody_now_is_not_a_wrong_one() {
    for greeting in [
        Greeting::Bye {
            text: "Too busy".into(),
        },
        Greeting::PreAuth,
        Greeting::Broken(Break::Closed),
        Greeting::Broken(Break::TooMuch),
    ] {
        let case = with(healthy(), Evidence::Greeting(greeting));
        assert_eq!(found(&case), [("unrecognised", Possible)]);
    }
}

#[test]
fn capabilities_that_are_not_told() {
    for answer in [
        Answer::Refused(reply(Status::Bad, "What?")),
        Answer::Broken(Break::Malformed),
    ] {
        let case = with(healthy(), Evidence::Capability(answer));
        assert_eq!(found(&case), [("unrecognised", Possible)]);
    }
}
