//! Simulated worlds: for each cause as the truth, and against every set of rivals, the loop of looks ends where it can.
//!
//! A world answers probes and questions as the mail system would in which that one thing is wrong. It is written down
//! here once more, from the facts and without a look at the table of weighing, so that each checks the other. What a
//! cause leaves open (whether the account has a mailbox of its own, whether POP is off as well, whether a fault has passed by the second
//! look) makes several worlds of it, and all of them are tried.

use std::collections::BTreeSet;

use super::{FollowUp, Question, next};
use crate::address::Address;
use crate::case::{Attempt, Case};
use crate::control::Control;
use crate::diagnose::Confidence;
use crate::diagnose::clue;
use crate::diagnose::suspect::{Suspect, rank};
use crate::diagnose::weigh::weigh;
use crate::evidence::capability::Capabilities;
use crate::evidence::dns::Dns;
use crate::evidence::imap::Opened;
use crate::evidence::pop::Maildrop;
use crate::evidence::sasl::{Sasl, SaslOutcome, Tried, UserForm};
use crate::evidence::signin::{Flow, SignIn};
use crate::evidence::tcp::{Dial, DialOutcome, Tcp};
use crate::evidence::{Answer, Evidence, Observation, Reply, Status};
use crate::plan::{AddressFamily, Mechanism, Plan, Protocol, Route, Step, TlsMode};
use crate::provider::{Family, Provider};
use crate::request::{Ask, MailboxKind};
use crate::token::TokenFacts;
use crate::told::Told;
use crate::told::exchange::{ExchangeAnswer, Recipient};

const ALEX: &str = "alex@demo.test";
const SUPPORT: &str = "support@demo.test";
const POP: Control = Control::Protocol(Protocol::Pop);

/// What a cause leaves open.
#[derive(Clone, Copy, Debug)]
struct World<'c> {
    truth: &'c str,
    kind: MailboxKind,
    own: bool,
    app: bool,
    /// The account that signed in has a mailbox, and IMAP is on for it.
    account_has_mailbox: bool,
    /// What is off for IMAP is off for POP as well; what is refused over one protocol is refused over the other.
    both_protocols: bool,
    /// What a look over the other address family, with another mechanism or at the own mailbox changes makes no difference.
    same_anyway: bool,
    /// What is down for mail protocols is down on the web.
    web_too: bool,
    /// Others have Full Access: one of them may be a group, with the account in it.
    others_have_access: bool,
    /// A fault has passed by the repetition with this number; 0, by whatever comes next.
    passes_at: usize,
}

impl<'c> World<'c> {
    fn all(truth: &'c str, case: &Case) -> Vec<Self> {
        let mut all = Vec::new();
        for account_has_mailbox in [true, false] {
            for open in 0..16 {
                let [both_protocols, same_anyway, web_too, others_have_access] =
                    [1, 2, 4, 8].map(|bit| open & bit == 0);
                // Where it makes no difference, one of the two is enough.
                let own = case.signed_in_as() == case.ask.mailbox.as_ref().map(Address::as_str);
                let web = ["no-license", "service-outage-or-backend"].contains(&truth);
                if (own && !others_have_access) || (!web && !web_too) {
                    continue;
                }
                for passes_at in [0, 1, 2, usize::MAX] {
                    all.push(Self {
                        truth,
                        kind: case.ask.kind,
                        own,
                        app: case.flow == Flow::App,
                        account_has_mailbox,
                        both_protocols,
                        same_anyway,
                        web_too,
                        others_have_access,
                        passes_at,
                    });
                }
            }
        }
        all
    }

    fn is(&self, codes: &[&str]) -> bool {
        codes.contains(&self.truth)
    }

    /// It comes and goes.
    fn passes(&self) -> bool {
        self.is(&[
            "throttled",
            "too-many-connections",
            "service-outage-or-backend",
        ])
    }

    /// It is wrong with the token or the account, so that nothing opens.
    fn spoils_everything(&self) -> bool {
        self.is(&[
            "account-locked-or-abuse",
            "basic-auth-blocked",
            "conditional-access-block",
            "google-scope-wrong",
            "guest-or-wrong-tenant",
            "mfa-required",
            "missing-imap-scope",
            "sasl-format-error",
            "security-defaults",
            "service-principal-missing",
            "token-expired",
            "wrong-audience-graph-token",
            "imap-disabled-tenant",
            "smtp-auth-disabled-tenant",
        ])
    }

    /// Whether a control opens what it tries to open; `again` counts the repetitions, this one among them.
    fn opens(&self, control: Control, again: usize) -> bool {
        let passed = self.passes() && self.passes_at == 0;
        match control {
            Control::OwnMailbox if self.passes() => {
                passed || (self.account_has_mailbox && !self.same_anyway)
            }
            Control::OwnMailbox => self.account_has_mailbox && !self.spoils_everything(),
            Control::Retry => {
                let comes_and_goes = self.passes() || self.is(&["consumer-imap-regression"]);
                comes_and_goes && again >= self.passes_at
            }
            Control::Ipv4 | Control::Ipv6 => {
                passed || (self.is(&["consumer-imap-regression"]) && !self.same_anyway)
            }
            Control::Mechanism(_) => {
                let of_one = ["sasl-mechanism-mismatch", "server-oauth-not-configured"];
                passed || (self.is(&of_one) && !self.same_anyway)
            }
            Control::Protocol(_) => {
                let imap_alone = [
                    "imap-disabled-mailbox",
                    "imap-disabled-tenant",
                    "google-imap-disabled",
                    "missing-imap-scope",
                    "no-license",
                    "consumer-imap-regression",
                    "sasl-mechanism-mismatch",
                    "server-oauth-not-configured",
                ];
                let one = self.passes() || self.is(&imap_alone);
                passed || (one && !self.both_protocols)
            }
        }
    }

    fn answers(&self, question: Question) -> Told {
        match question {
            Question::AccountWasMeant => Told::AccountWasMeant(!self.is(&["wrong-user-signed-in"])),
            Question::Switch => Told::Switch(!self.is(&[
                "imap-disabled-mailbox",
                "imap-disabled-tenant",
                "google-imap-disabled",
                "smtp-auth-disabled-mailbox",
            ])),
            Question::WebMail => {
                let gone = [
                    "account-locked-or-abuse",
                    "mailbox-not-found",
                    "mailbox-not-provisioned",
                ];
                let down = self.is(&["no-license", "service-outage-or-backend"]) && self.web_too;
                Told::WebMail(!self.is(&gone) && !down)
            }
            Question::Exchange => Told::Exchange(self.exchange()),
        }
    }

    /// What the read-only block prints.
    fn exchange(&self) -> ExchangeAnswer {
        let recipient = if self.is(&["mailbox-not-found"]) {
            Recipient::NotFound
        } else if self.is(&["mailbox-not-provisioned"]) {
            Recipient::NotHere
        } else if self.kind == MailboxKind::Shared && !self.is(&["no-license"]) {
            // One that a licence is missing for is no shared one, whatever the form says.
            Recipient::SharedMailbox
        } else {
            Recipient::UserMailbox
        };
        if matches!(recipient, Recipient::NotFound | Recipient::NotHere) {
            // The other commands fail, or print nothing.
            return ExchangeAnswer {
                recipient: Some(recipient),
                ..ExchangeAnswer::default()
            };
        }
        let off = self.is(&["imap-disabled-mailbox", "imap-disabled-tenant"]);
        let no_right = self.is(&[
            "no-full-access-shared",
            "no-full-access-other-user",
            "wrong-user-signed-in",
            "service-principal-no-mailbox-permission",
            "service-principal-missing",
        ]);
        ExchangeAnswer {
            recipient: Some(recipient),
            primary_asked: Some(!self.is(&["username-case-or-alias"])),
            imap: Some(!off),
            pop: Some(!(off && self.both_protocols)),
            in_a_plan: Some(!self.is(&["imap-disabled-tenant"])),
            licensed: (recipient == Recipient::UserMailbox).then(|| !self.is(&["no-license"])),
            frontline: Some(false),
            full_access: (!self.own).then_some(!no_right && !self.others_have_access),
            anybody_has_access: (!self.own).then_some(!no_right || self.others_have_access),
            service_principal: self.app.then(|| !self.is(&["service-principal-missing"])),
            ..ExchangeAnswer::default()
        }
    }
}

/// One situation in which a mailbox did not open.
fn situations() -> Vec<(&'static str, Case)> {
    let refused = |case: Case, words: &str| after_auth(case, words);
    let mut all = Vec::new();
    for (name, family) in [
        ("Exchange Online", Family::Microsoft),
        ("Outlook.com", Family::OutlookCom),
        ("Google", Family::Google),
        ("another server", Family::Other),
    ] {
        for (mailbox, kind, meant) in [
            (ALEX, MailboxKind::Own, None),
            (SUPPORT, MailboxKind::Shared, None),
            (SUPPORT, MailboxKind::Shared, Some(ALEX)),
            (SUPPORT, MailboxKind::OtherUser, None),
        ] {
            let case = case(family, mailbox, kind, meant);
            all.push((name, refused(case.clone(), "AUTHENTICATE failed.")));
            all.push((name, not_connected(case)));
        }
    }
    let mut application = case(Family::Microsoft, SUPPORT, MailboxKind::Shared, None);
    application.sign_in = None;
    application.flow = Flow::App;
    application.token_facts = Some(TokenFacts {
        app_only: true,
        object_id: Some("6b2d1d92-7018-4182-b70e-821127bec509".into()),
        ..TokenFacts::default()
    });
    all.push((
        "an application",
        refused(application.clone(), "AUTHENTICATE failed."),
    ));
    all.push(("an application", not_connected(application)));
    all
}

/// The suspects of a situation, before any second look. What is not about the mailbox at all has no world here.
fn suspects(case: &Case) -> Vec<Suspect> {
    let mut all = crate::diagnose::suspects(case, 0);
    // What the loop does not look at only costs time here.
    for suspect in &mut all {
        suspect.reasons.clear();
    }
    all
}

/// Runs the loop with these suspects; gives what is left, and the case as it then is.
fn run(case: &Case, among: &[Suspect], world: &World) -> (Vec<Suspect>, Case) {
    let mut case = case.clone();
    loop {
        let clues = clue::of(&case, 0);
        let left = weigh(among.to_vec(), &clues, case.protocol());
        let looks = case.series().len() - 1;
        assert!(
            looks <= super::MOST && case.told.len() <= 4,
            "the loop does not end"
        );
        match next(&case, &left, &clues) {
            None => return (left, case),
            Some(FollowUp::Probe(control)) => {
                let opened = world.opens(control, repeated(&case) + 1);
                let attempt = second_look(&case, control, opened);
                case.attempts.push(attempt);
            }
            Some(FollowUp::Ask(question)) => case.told.push(world.answers(question)),
        }
    }
}

fn repeated(case: &Case) -> usize {
    let series = case.series().iter();
    series
        .filter(|attempt| attempt.plan.control == Some(Control::Retry))
        .count()
}

/// Everything that a world can show in a case: each probe once, the repetition twice, and each question. When all looks
/// are used up, what ran is all that can be seen.
fn shown(world: &World, case: &Case) -> Vec<String> {
    let series = case.series();
    let ran = |control: &Control| series.iter().any(|a| a.plan.control == Some(*control));
    let used_up = series.len() > super::MOST;
    let probes = super::probes(case, &series[0]).into_iter();
    let mut all: Vec<String> = probes
        .filter(|control| *control != Control::Retry && (!used_up || ran(control)))
        .map(|control| format!("{control:?} {}", world.opens(control, 1)))
        .collect();
    let most = if used_up { repeated(case) } else { 2 };
    all.extend((1..=most).map(|again| format!("{}", world.opens(Control::Retry, again))));
    if series[0].plan.routes.len() > 1 {
        all.push(format!("beside {}", world.opens(POP, 1)));
    }
    let questions = super::questions(case).into_iter();
    all.extend(questions.map(|question| format!("{:?}", world.answers(question))));
    all
}

/// The causes of which some world shows the same: no allowed probe tells them from the truth.
fn inseparable(case: &Case, among: &[Suspect], world: &World) -> BTreeSet<&'static str> {
    let seen = shown(world, case);
    let codes = among.iter().map(|suspect| suspect.cause.code());
    codes
        .filter(|code| {
            let worlds = World::all(code, case);
            worlds.iter().any(|other| shown(other, case) == seen)
        })
        .collect()
}

#[test]
fn every_truth_against_every_set_of_rivals() {
    let (mut runs, mut looks, mut questions, mut first) = (0_u64, 0_u64, 0_u64, 0_u64);
    for (name, case) in situations() {
        let all = suspects(&case);
        assert!(all.len() > 1, "{name}");
        for (index, truth) in all.iter().enumerate() {
            let code = truth.cause.code();
            for world in different(World::all(code, &case), &case) {
                let beside = with_pop(&case, &world);
                for (case, few) in [(&case, false), (&beside, true)] {
                    let sets = sets(all.len(), index).into_iter();
                    let small = |set: &Vec<usize>| set.len() <= 2 || set.len() == all.len();
                    for rivals in sets.filter(|set| !few || small(set)) {
                        let among: Vec<Suspect> = rivals.iter().map(|i| all[*i].clone()).collect();
                        let (left, end) = run(case, &among, &world);
                        runs += 1;
                        looks += end.series().len() as u64 - 1;
                        questions += end.told.len() as u64;
                        first += u64::from(check(&end, &among, &left, &world, name));
                    }
                }
            }
        }
    }
    let average = |sum: u64| {
        #[expect(clippy::cast_precision_loss, reason = "an average for people")]
        let average = sum as f64 / runs as f64;
        average
    };
    println!(
        "{runs} loops: {:.2} follow-ups and {:.2} questions on average; the truth first in {:.1} %",
        average(looks),
        average(questions),
        average(first * 100)
    );
}

/// Worlds that can show different things.
fn different<'c>(worlds: Vec<World<'c>>, case: &Case) -> Vec<World<'c>> {
    let mut seen = BTreeSet::new();
    worlds
        .into_iter()
        .filter(|world| seen.insert(shown(world, case)))
        .collect()
}

/// Whether the truth came first. Fails when the loop ended where it may not.
fn check(case: &Case, among: &[Suspect], left: &[Suspect], world: &World, name: &str) -> bool {
    let codes: BTreeSet<&str> = left.iter().map(|s| s.cause.code()).collect();
    let findings = rank(left.to_vec(), &[Protocol::Imap]);
    let context = || {
        format!(
            "{name}, {:?}, {world:?}: {:?} of {:?}",
            case.ask.kind,
            findings
                .iter()
                .map(|f| (f.cause.code(), f.confidence))
                .collect::<Vec<_>>(),
            among.iter().map(|s| s.cause.code()).collect::<Vec<_>>()
        )
    };
    assert!(
        codes.contains(world.truth),
        "the truth is gone: {}",
        context()
    );
    for finding in &findings {
        let wrongly_certain =
            finding.confidence == Confidence::Certain && finding.cause.code() != world.truth;
        assert!(!wrongly_certain, "certain of another: {}", context());
    }
    let is_first = findings[0].cause.code() == world.truth;
    if !is_first {
        assert_eq!(codes, inseparable(case, among, world), "{}", context());
    }
    is_first
}

/// `cargo xtask test --full` asks for every set of any size.
const fn every_set() -> bool {
    cfg!(feature = "every-set")
}

/// Sets of indices that hold this one: every one of them for a few suspects; for many, each pair and triple, the whole,
/// and the whole without one.
fn sets(count: usize, truth: usize) -> Vec<Vec<usize>> {
    let others: Vec<usize> = (0..count).filter(|i| *i != truth).collect();
    let with_truth = |set: Vec<usize>| {
        let mut set = set;
        set.push(truth);
        set.sort_unstable();
        set
    };
    if others.len() <= 5 || every_set() {
        return (0..1_u32 << others.len())
            .map(|bits| {
                let set = others
                    .iter()
                    .enumerate()
                    .filter(|(bit, _)| bits >> bit & 1 == 1);
                with_truth(set.map(|(_, index)| *index).collect())
            })
            .collect();
    }
    let mut all = vec![with_truth(Vec::new()), with_truth(others.clone())];
    for (at, one) in others.iter().enumerate() {
        all.push(with_truth(vec![*one]));
        all.push(with_truth(
            others.iter().copied().filter(|i| i != one).collect(),
        ));
        for two in &others[at + 1..] {
            all.push(with_truth(vec![*one, *two]));
        }
    }
    all
}

fn case(family: Family, mailbox: &str, kind: MailboxKind, meant: Option<&str>) -> Case {
    let scopes = |name: &str| vec![format!("https://outlook.office.com/{name}")];
    let provider = Provider {
        imap_scopes: scopes("IMAP.AccessAsUser.All"),
        pop_scopes: scopes("POP.AccessAsUser.All"),
        smtp_scopes: scopes("SMTP.Send"),
        protocols: vec![Protocol::Imap, Protocol::Pop],
        ..Provider::unlisted(family, "Demo Mail")
    };
    let ask = Ask {
        provider: provider.id.clone(),
        mailbox: Some(mailbox.parse().unwrap()),
        kind,
        account: meant.map(|meant| meant.parse().unwrap()),
        protocols: vec![Protocol::Imap],
        spare_own_mailbox: false,
    };
    let mut case = Case::new(ask, provider);
    case.sign_in = Some(SignIn::SignedIn {
        account: Some(ALEX.into()),
        name: None,
        granted_scope: None,
    });
    // An opaque token: its permissions, its service and its end are open, so they are suspects too. That it may be used
    // over POP is what the response said of it.
    case.token_facts = Some(TokenFacts::default());
    case
}

/// The same check with POP3 beside IMAP, as the world answers there.
fn with_pop(case: &Case, world: &World) -> Case {
    let mut case = case.clone();
    let attempt = &mut case.attempts[0];
    let mut route = attempt.plan.routes[0].clone();
    route.protocol = Protocol::Pop;
    attempt.plan.routes.push(route);
    let last = if world.opens(POP, 1) {
        let maildrop = Maildrop {
            messages: 0,
            octets: 0,
        };
        vec![
            auth(accepted()),
            seen(Step::Stat, Evidence::Stat(Answer::Done(maildrop))),
        ]
    } else {
        let outcome = SaslOutcome::Refused(Reply {
            status: Status::Err,
            text: "Authentication failure: unknown user name or bad password.".into(),
        });
        vec![auth(outcome)]
    };
    let last = last
        .into_iter()
        .map(|seen| Observation { route: 1, ..seen });
    attempt.observations.extend(last);
    case
}

fn after_auth(mut case: Case, words: &str) -> Case {
    let outcome = SaslOutcome::Refused(Reply {
        status: Status::No,
        text: words.into(),
    });
    let attempt = attempt(&case, None, vec![auth(outcome)]);
    case.attempts.push(attempt);
    case
}

fn not_connected(mut case: Case) -> Case {
    let attempt = attempt(&case, None, refused_later());
    case.attempts.push(attempt);
    case
}

fn refused_later() -> Vec<Observation> {
    vec![
        auth(accepted()),
        seen(
            Step::Examine,
            Evidence::Examine(Answer::Refused(Reply {
                status: Status::Bad,
                text: "User is authenticated but not connected.".into(),
            })),
        ),
    ]
}

fn second_look(case: &Case, control: Control, opened: bool) -> Attempt {
    let last = if opened {
        vec![
            auth(accepted()),
            seen(
                Step::Examine,
                Evidence::Examine(Answer::Done(Opened { messages: 0 })),
            ),
        ]
    } else {
        refused_later()
    };
    attempt(case, Some(control), last)
}

fn attempt(case: &Case, control: Option<Control>, last: Vec<Observation>) -> Attempt {
    let mut observations = vec![
        seen(
            Step::Dns,
            Evidence::Dns(Dns::Resolved {
                addresses: Vec::new(),
            }),
        ),
        seen(
            Step::Tcp,
            Evidence::Tcp(Tcp {
                dials: vec![Dial {
                    to: "[2001:db8::1]:993".parse().unwrap(),
                    outcome: DialOutcome::Connected,
                }],
            }),
        ),
        seen(
            Step::Capability,
            Evidence::Capability(Answer::Done(Capabilities {
                offered: match case.provider.family {
                    Family::Microsoft | Family::OutlookCom => vec!["AUTH=XOAUTH2".into()],
                    _ => vec!["AUTH=XOAUTH2".into(), "AUTH=OAUTHBEARER".into()],
                },
            })),
        ),
    ];
    observations.extend(last);
    Attempt {
        plan: Plan {
            control,
            routes: vec![Route {
                protocol: match control {
                    Some(Control::Protocol(protocol)) => protocol,
                    _ => Protocol::Imap,
                },
                host: "imap.demo.test".parse().unwrap(),
                port: 993,
                tls: TlsMode::Implicit,
                addresses: AddressFamily::Any,
                user: case.ask.mailbox.clone().unwrap(),
                mechanisms: vec![Mechanism::XOAuth2, Mechanism::OAuthBearer],
                internal: false,
                steps: Vec::new(),
            }],
            deadline_ms: 0,
        },
        relay_time: 0,
        observations,
        finished: true,
    }
}

fn auth(outcome: SaslOutcome) -> Observation {
    seen(
        Step::Auth,
        Evidence::Auth(Sasl {
            mechanism: Some(Tried::XOAuth2),
            user: UserForm::Mailbox,
            initial_response: true,
            challenge: None,
            outcome,
        }),
    )
}

fn accepted() -> SaslOutcome {
    SaslOutcome::Accepted {
        text: String::new(),
    }
}

fn seen(step: Step, evidence: Evidence) -> Observation {
    Observation {
        route: 0,
        step,
        evidence,
        lines: Vec::new(),
        ms: 0,
    }
}
