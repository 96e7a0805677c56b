//! The IMAP dialogue: greeting, capabilities, authentication, INBOX read-only, folders counted, goodbye.
//!
//! async-imap writes the commands and waits for their ends. Its results are not looked at: the guard's record of what
//! was exchanged is the evidence.

mod folder;
mod words;

use std::time::Duration;

use async_imap::{Authenticator, Client, Session};
use shared::evidence::capability::Capabilities;
use shared::evidence::greeting::Greeting;
use shared::evidence::imap::{Folders, Opened};
use shared::evidence::sasl::{Sasl, SaslOutcome, UserForm};
use shared::evidence::{Answer, Break, Done, Evidence, Speaks, Status};
use shared::plan::{Mechanism, Route};
use shared::token::Token;
use tokio::time::timeout;

use crate::guard::said::Said;
use crate::guard::stream::{ENCODED_PLACEHOLDER, Guarded, PLACEHOLDER, Watch};
use crate::probe::Seen;
use crate::probe::confidential::Confidential;
use crate::sasl;
use crate::transcript::Transcript;
use words::{Record, Unanswered};

/// How long a goodbye may take that no step is about.
const COURTESY: Duration = Duration::from_millis(200);

/// A connection that waits for authentication.
pub struct Greeted<S: Confidential> {
    client: Client<Guarded<S>>,
    talk: Talk,
    capabilities: Option<Capabilities>,
}

/// A connection whose capabilities are known.
pub struct Capable<S: Confidential> {
    client: Client<Guarded<S>>,
    talk: Talk,
    capabilities: Capabilities,
}

/// A connection that took the token.
pub struct Authenticated<S: Confidential> {
    session: Session<Guarded<S>>,
    talk: Talk,
}

/// LIST and LOGOUT went out in one write; their answers come one after the other.
pub struct Leaving<S: Confidential> {
    session: Session<Guarded<S>>,
    talk: Talk,
    logout: String,
}

/// What was exchanged, as the guard sees it and as it may be shown.
struct Talk {
    watch: Watch,
    transcript: Transcript,
}

impl Talk {
    /// Lets the library work until `within` has passed, and notes if it has.
    async fn wait<T>(&self, within: Duration, work: impl Future<Output = T>) -> Option<T> {
        let done = timeout(within, work).await;
        if done.is_err() {
            self.watch.end(Break::TimedOut);
        }
        done.ok()
    }

    /// What was exchanged for the present step.
    fn record(&self) -> Record<'_> {
        let exchanged = self.watch.take_record();
        Record::new(exchanged, self.watch.ended(), &self.transcript)
    }

    /// The same, where the answer to a later command may be there already.
    fn record_until(&self, tag: &str) -> Record<'_> {
        let exchanged = self.watch.take_record_until(tag);
        Record::new(exchanged, self.watch.ended(), &self.transcript)
    }
}

/// Waits for the first response.
pub async fn greeting<S>(stream: S, transcript: Transcript, within: Duration) -> Seen<Greeted<S>>
where
    S: Confidential,
{
    let watch = Watch::default();
    let mut client = Client::new(Guarded::new(stream, watch.clone()));
    let talk = Talk { watch, transcript };
    let _ = talk.wait(within, client.read_response()).await;
    let ended = talk.watch.ended();
    let record = talk.record();
    let greeting = match record.first() {
        None => Greeting::Broken(ended.unwrap_or(Break::Malformed)),
        Some(first) => match (first.said(), ended) {
            (Said::Untagged(Status::Ok, text), None) => Greeting::Ready {
                text: talk.transcript.text(text),
                carries_capabilities: record.capabilities().is_some(),
            },
            // The server spoke out of turn: what it says is no greeting to build on.
            (Said::Untagged(Status::Ok, _), Some(how)) => Greeting::Broken(how),
            (Said::Untagged(Status::Bye, text), _) => Greeting::Bye {
                text: talk.transcript.text(text),
            },
            (Said::PreAuth, _) => Greeting::PreAuth,
            (_, how) => foreign(&first.octets, how),
        },
    };
    // The words of what is not an IMAP server stay in the relay.
    let lines = match greeting {
        Greeting::Foreign { .. } | Greeting::Broken(_) if !record.greets() => Vec::new(),
        _ => record.lines(),
    };
    let capabilities = record.capabilities();
    drop(record);
    match greeting {
        Greeting::Ready { .. } => Seen::passed(
            Evidence::Greeting(greeting),
            lines,
            Greeted {
                client,
                talk,
                capabilities,
            },
        ),
        _ => Seen::failed(Evidence::Greeting(greeting), lines),
    }
}

/// The greeting came before encryption, and what it said is forgotten (RFC 3501 §6.2.1).
pub fn encrypted_later<S: Confidential>(stream: S, transcript: Transcript) -> Greeted<S> {
    let watch = Watch::greeted();
    Greeted {
        client: Client::new(Guarded::new(stream, watch.clone())),
        talk: Talk { watch, transcript },
        capabilities: None,
    }
}

/// Takes the capabilities from the greeting, or asks for them.
pub async fn capability<S>(greeted: Greeted<S>, within: Duration) -> Seen<Capable<S>>
where
    S: Confidential,
{
    let Greeted {
        mut client,
        talk,
        capabilities,
    } = greeted;
    let (answer, lines) = if let Some(capabilities) = capabilities {
        (Answer::Done(capabilities), Vec::new())
    } else {
        let command = client.run_command_and_check_ok("CAPABILITY", None);
        let _ = talk.wait(within, command).await;
        let record = talk.record();
        let answer = match (record.answer(), record.capabilities()) {
            (Ok(_), Some(capabilities)) => Answer::Done(capabilities),
            (Ok(_), None) => Answer::Broken(Break::Malformed),
            (Err(why), _) => why.into_answer(),
        };
        (answer, record.lines())
    };
    let evidence = Evidence::Capability(answer.clone());
    match answer {
        Answer::Done(capabilities) => Seen::passed(
            evidence,
            lines,
            Capable {
                client,
                talk,
                capabilities,
            },
        ),
        Answer::Refused(_) | Answer::Broken(_) => Seen::failed(evidence, lines),
    }
}

/// Presents the token, in the command itself where the server allows it (RFC 4959).
pub async fn authenticate<S>(
    capable: Capable<S>,
    route: &Route,
    token: &Token,
    within: Duration,
) -> Seen<Authenticated<S>>
where
    S: Confidential,
{
    let Capable {
        client,
        talk,
        capabilities,
    } = capable;
    let mechanism = match sasl::choose(&route.mechanisms, &capabilities) {
        Ok(mechanism) => mechanism,
        Err(none) => return Seen::failed(none, Vec::new()),
    };
    let mut offered = capabilities.offered.iter();
    let initial_response = offered.any(|name| name.eq_ignore_ascii_case("SASL-IR"));
    let argument = if initial_response {
        format!("{mechanism} {ENCODED_PLACEHOLDER}")
    } else {
        mechanism.to_string()
    };
    let answers = Answers {
        mechanism,
        message_is_due: !initial_response,
    };
    talk.watch
        .arm(sasl::initial_response(mechanism, route, token));
    let session = talk
        .wait(within, client.authenticate(argument, answers))
        .await;
    let presented = talk.watch.disarm();

    let record = talk.record();
    let (outcome, session) = match (record.answer(), session) {
        // A server can say yes to a token that it has not seen.
        (Ok(text), Some(Ok(session))) if presented => {
            (SaslOutcome::Accepted { text }, Some(session))
        }
        (Ok(_), _) => (SaslOutcome::Broken(Break::Malformed), None),
        (Err(Unanswered::Refused(reply)), _) => (SaslOutcome::Refused(reply), None),
        (Err(Unanswered::Broken(how)), _) => (SaslOutcome::Broken(how), None),
    };
    let evidence = Evidence::Auth(Sasl {
        mechanism: Some(mechanism.into()),
        user: UserForm::Mailbox,
        initial_response,
        challenge: record.challenge(!initial_response),
        outcome,
    });
    let lines = record.lines();
    drop(record);
    match session {
        Some(session) => Seen::passed(evidence, lines, Authenticated { session, talk }),
        None => Seen::failed(evidence, lines),
    }
}

/// Opens INBOX read-only.
pub async fn examine<S>(authenticated: Authenticated<S>, within: Duration) -> Seen<Authenticated<S>>
where
    S: Confidential,
{
    let Authenticated { mut session, talk } = authenticated;
    let _ = talk.wait(within, session.examine("INBOX")).await;
    let record = talk.record();
    let answer = match (record.answer(), record.exists()) {
        (Ok(_), Some(messages)) => Answer::Done(Opened { messages }),
        // RFC 3501 §6.3.2: the count of messages is required.
        (Ok(_), None) => Answer::Broken(Break::Malformed),
        (Err(why), _) => why.into_answer(),
    };
    let lines = record.lines();
    drop(record);
    if matches!(answer, Answer::Done(_)) {
        return Seen::passed(
            Evidence::Examine(answer),
            lines,
            Authenticated { session, talk },
        );
    }
    if talk.watch.ended().is_none() {
        // A courtesy to a server that let us in; nobody waits for its answer.
        let _ = timeout(COURTESY, session.run_command("LOGOUT")).await;
    }
    Seen::failed(Evidence::Examine(answer), lines)
}

/// Asks for the top-level folders and says goodbye in one write; waits for the first answer.
pub async fn list<S>(authenticated: Authenticated<S>, within: Duration) -> Seen<Leaving<S>>
where
    S: Confidential,
{
    let Authenticated { mut session, talk } = authenticated;
    let (mut list, mut logout) = (String::new(), String::new());
    let exchange = async {
        talk.watch.hold(true);
        list = session.run_command("LIST \"\" \"%\"").await.ok()?.0;
        talk.watch.hold(false);
        logout = session.run_command("LOGOUT").await.ok()?.0;
        while !talk.watch.has_answer(&list) {
            session.read_response().await.ok()??;
        }
        Some(())
    };
    let _ = talk.wait(within, exchange).await;
    let record = talk.record_until(&list);
    let answer: Answer<Folders> = match record.answer() {
        Ok(_) => Answer::Done(record.folders()),
        Err(why) => why.into_answer(),
    };
    let lines = record.lines();
    drop(record);
    match &answer {
        Answer::Done(_) => Seen::passed(
            Evidence::List(answer),
            lines,
            Leaving {
                session,
                talk,
                logout,
            },
        ),
        Answer::Refused(_) | Answer::Broken(_) => Seen::failed(Evidence::List(answer), lines),
    }
}

/// Waits for the end.
pub async fn logout<S>(leaving: Leaving<S>, within: Duration) -> Seen<()>
where
    S: Confidential,
{
    let Leaving {
        mut session,
        talk,
        logout,
    } = leaving;
    let goodbye = async {
        while !talk.watch.has_answer(&logout) {
            session.read_response().await.ok()??;
        }
        Some(())
    };
    let _ = talk.wait(within, goodbye).await;
    let record = talk.record();
    let lines = record.lines();
    match record.answer() {
        Err(Unanswered::Refused(reply)) if reply.status != Status::Bye => {
            Seen::failed(Evidence::Logout(Answer::Refused(reply)), lines)
        }
        Err(Unanswered::Broken(how)) => Seen::failed(Evidence::Logout(Answer::Broken(how)), lines),
        // Some servers close behind their BYE: that is goodbye enough.
        Ok(_) | Err(Unanswered::Refused(_)) => {
            Seen::passed(Evidence::Logout(Answer::Done(Done {})), lines, ())
        }
    }
}

/// What is no greeting: told by its kind, or by how it broke off before there was enough to tell.
fn foreign(octets: &[u8], ended: Option<Break>) -> Greeting {
    match (Speaks::of(octets), ended) {
        (Speaks::Imap, how) => Greeting::Broken(how.unwrap_or(Break::Malformed)),
        (Speaks::Unknown, Some(how)) if how != Break::Malformed => Greeting::Broken(how),
        (speaks, _) => Greeting::Foreign { speaks },
    }
}

/// Answers the server's challenges: first with the message, when it was not in the command, then with what ends an
/// error.
struct Answers {
    mechanism: Mechanism,
    message_is_due: bool,
}

impl Authenticator for Answers {
    type Response = &'static [u8];

    fn process(&mut self, _: &[u8]) -> Self::Response {
        if std::mem::take(&mut self.message_is_due) {
            PLACEHOLDER
        } else {
            sasl::answer_to_error(self.mechanism)
        }
    }
}
