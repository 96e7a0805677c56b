//! The IMAP dialogue: greeting, capabilities, authentication, INBOX read-only, folders counted, goodbye.
//!
//! async-imap writes the commands and parses the answers; the guard's record of what was exchanged is the evidence.

mod words;

use std::time::Duration;

use async_imap::{Authenticator, Client, Session};
use shared::evidence::imap::{Capabilities, Goodbye, Greeting, Opened};
use shared::evidence::sasl::{Sasl, SaslOutcome};
use shared::evidence::{Answer, Break, Evidence, Speaks, Status};
use shared::plan::{Mechanism, Route};
use shared::token::Token;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::timeout;

use crate::guard::stream::{ENCODED_PLACEHOLDER, Guarded, PLACEHOLDER, Watch};
use crate::probe::{Seen, speaks};
use crate::sasl;
use crate::transcript::Transcript;
use words::{Record, Said, Unanswered};

/// A connection that waits for authentication.
pub struct Greeted<S: AsyncRead + AsyncWrite + Unpin + Send> {
    client: Client<Guarded<S>>,
    watch: Watch,
    capabilities: Option<Capabilities>,
}

/// A connection whose capabilities are known.
pub struct Capable<S: AsyncRead + AsyncWrite + Unpin + Send> {
    client: Client<Guarded<S>>,
    watch: Watch,
    capabilities: Capabilities,
}

/// A connection that took the token.
pub struct Authenticated<S: AsyncRead + AsyncWrite + Unpin + Send> {
    session: Session<Guarded<S>>,
    watch: Watch,
    transcript: Transcript,
}

/// LIST and LOGOUT went out in one write; their answers come one after the other.
pub struct Leaving<S: AsyncRead + AsyncWrite + Unpin + Send> {
    session: Session<Guarded<S>>,
    watch: Watch,
    transcript: Transcript,
    logout: String,
}

/// Waits for the first response.
pub async fn greeting<S>(stream: S, within: Duration) -> Seen<Greeted<S>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let watch = Watch::default();
    let mut client = Client::new(Guarded::new(stream, watch.clone()));
    if timeout(within, client.read_response()).await.is_err() {
        watch.end(Break::TimedOut);
    }
    let record = watch.take_record();
    let Some((_, first)) = record.first() else {
        let how = watch.ended().unwrap_or(Break::Malformed);
        return Seen::failed(Evidence::Greeting(Greeting::Broken(how)), Vec::new());
    };
    let lines = Transcript::without_secret().lines(&record);
    let shown = |text: &[u8]| Transcript::without_secret().text(text);
    match words::said(first) {
        Said::Untagged(Status::Ok, text) if watch.ended().is_none() => {
            let capabilities = words::capabilities_in_code(text);
            let ready = Greeting::Ready {
                text: shown(text),
                carries_capabilities: capabilities.is_some(),
            };
            Seen::passed(
                Evidence::Greeting(ready),
                lines,
                Greeted {
                    client,
                    watch,
                    capabilities,
                },
            )
        }
        Said::Untagged(Status::Bye, text) => Seen::failed(
            Evidence::Greeting(Greeting::Bye { text: shown(text) }),
            lines,
        ),
        Said::PreAuth => Seen::failed(Evidence::Greeting(Greeting::PreAuth), lines),
        // What is no IMAP greeting is told by its kind only; its words stay here.
        _ => {
            let broken = matches!(watch.ended(), Some(Break::TooMuch | Break::TimedOut));
            let evidence = match (speaks(first), watch.ended()) {
                (Speaks::Imap | Speaks::Unknown, Some(how)) if broken => Greeting::Broken(how),
                (Speaks::Imap, how) => Greeting::Broken(how.unwrap_or(Break::Malformed)),
                (speaks, _) => Greeting::Foreign { speaks },
            };
            Seen::failed(Evidence::Greeting(evidence), Vec::new())
        }
    }
}

/// Takes the capabilities from the greeting, or asks for them.
pub async fn capability<S>(greeted: Greeted<S>, within: Duration) -> Seen<Capable<S>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let Greeted {
        mut client,
        watch,
        capabilities,
    } = greeted;
    if let Some(capabilities) = capabilities {
        let evidence = Evidence::Capability(Answer::Done(capabilities.clone()));
        return Seen::passed(
            evidence,
            Vec::new(),
            Capable {
                client,
                watch,
                capabilities,
            },
        );
    }
    if timeout(within, client.run_command_and_check_ok("CAPABILITY", None))
        .await
        .is_err()
    {
        watch.end(Break::TimedOut);
    }
    let record = Record::new(watch.take_record(), watch.ended());
    let transcript = Transcript::without_secret();
    let lines = record.lines(&transcript);
    match (record.answer(&transcript), record.capabilities()) {
        (Ok(_), Some(capabilities)) => {
            let evidence = Evidence::Capability(Answer::Done(capabilities.clone()));
            Seen::passed(
                evidence,
                lines,
                Capable {
                    client,
                    watch,
                    capabilities,
                },
            )
        }
        (Ok(_), None) => Seen::failed(
            Evidence::Capability(Answer::Broken(Break::Malformed)),
            lines,
        ),
        (Err(why), _) => Seen::failed(Evidence::Capability(why.into_answer()), lines),
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
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let Capable {
        client,
        watch,
        capabilities,
    } = capable;
    let offered: Vec<&str> = capabilities.mechanisms().collect();
    let Some(mechanism) = sasl::choose(&route.mechanisms, offered.iter().copied()) else {
        let offered = offered.into_iter().map(str::to_owned).collect();
        let outcome = SaslOutcome::NotOffered { offered };
        let evidence = Sasl {
            mechanism: None,
            initial_response: false,
            challenge: None,
            outcome,
        };
        return Seen::failed(Evidence::Auth(evidence), Vec::new());
    };
    let initial_response = capabilities
        .offered
        .iter()
        .any(|name| name.eq_ignore_ascii_case("SASL-IR"));
    let message = sasl::initial_response(mechanism, route, token);
    let transcript = Transcript::new(token.expose(), &message);
    watch.arm(message);
    let answers = Answers {
        mechanism,
        token_is_due: !initial_response,
    };
    let argument = if initial_response {
        format!("{mechanism} {ENCODED_PLACEHOLDER}")
    } else {
        mechanism.to_string()
    };
    let outcome = timeout(within, client.authenticate(argument, answers)).await;
    watch.disarm();
    if outcome.is_err() {
        watch.end(Break::TimedOut);
    }
    let record = Record::new(watch.take_record(), watch.ended());
    let evidence = |outcome| {
        let challenge = record.challenge(!initial_response, &transcript);
        Evidence::Auth(Sasl {
            mechanism: Some(mechanism),
            initial_response,
            challenge,
            outcome,
        })
    };
    let lines = record.lines(&transcript);
    match (record.answer(&transcript), outcome) {
        (Ok(text), Ok(Ok(session))) => {
            let evidence = evidence(SaslOutcome::Accepted { text });
            Seen::passed(
                evidence,
                lines,
                Authenticated {
                    session,
                    watch,
                    transcript,
                },
            )
        }
        (Ok(_), _) => Seen::failed(evidence(SaslOutcome::Broken(Break::Malformed)), lines),
        (Err(Unanswered::Refused(reply)), _) => {
            Seen::failed(evidence(SaslOutcome::Refused(reply)), lines)
        }
        (Err(Unanswered::Broken(how)), _) => {
            Seen::failed(evidence(SaslOutcome::Broken(how)), lines)
        }
    }
}

/// Opens INBOX read-only.
pub async fn examine<S>(authenticated: Authenticated<S>, within: Duration) -> Seen<Authenticated<S>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let Authenticated {
        mut session,
        watch,
        transcript,
    } = authenticated;
    if timeout(within, session.examine("INBOX")).await.is_err() {
        watch.end(Break::TimedOut);
    }
    let record = Record::new(watch.take_record(), watch.ended());
    let lines = record.lines(&transcript);
    match record.answer(&transcript) {
        Ok(_) => {
            let opened = Opened {
                messages: record.exists().unwrap_or(0),
            };
            let evidence = Evidence::Examine(Answer::Done(opened));
            Seen::passed(
                evidence,
                lines,
                Authenticated {
                    session,
                    watch,
                    transcript,
                },
            )
        }
        Err(why) => {
            // A last courtesy; nobody waits for the answer.
            if matches!(why, Unanswered::Refused(_)) {
                let _ = timeout(Duration::from_millis(200), session.run_command("LOGOUT")).await;
            }
            Seen::failed(Evidence::Examine(why.into_answer()), lines)
        }
    }
}

/// Asks for the top-level folders and says goodbye in one write; waits for the first answer.
pub async fn list<S>(authenticated: Authenticated<S>, within: Duration) -> Seen<Leaving<S>>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let Authenticated {
        mut session,
        watch,
        transcript,
    } = authenticated;
    let (mut list, mut logout) = (String::new(), String::new());
    let exchange = async {
        watch.hold(true);
        list = session.run_command("LIST \"\" \"%\"").await.ok()?.0;
        watch.hold(false);
        logout = session.run_command("LOGOUT").await.ok()?.0;
        while !watch.has_answer(&list) {
            session.read_response().await.ok()??;
        }
        Some(())
    };
    if timeout(within, exchange).await.is_err() {
        watch.end(Break::TimedOut);
    }
    // The goodbye may have come in the same packet: what follows the answer belongs to the next step.
    let record = Record::new(watch.take_record_until(&list), watch.ended());
    let lines = record.lines_without_folders(&transcript);
    match record.answer(&transcript) {
        Ok(_) => {
            let evidence = Evidence::List(Answer::Done(record.folders()));
            Seen::passed(
                evidence,
                lines,
                Leaving {
                    session,
                    watch,
                    transcript,
                    logout,
                },
            )
        }
        Err(why) => Seen::failed(Evidence::List(why.into_answer()), lines),
    }
}

/// Waits for the end.
pub async fn logout<S>(leaving: Leaving<S>, within: Duration) -> Seen<()>
where
    S: AsyncRead + AsyncWrite + Unpin + Send,
{
    let Leaving {
        mut session,
        watch,
        transcript,
        logout,
    } = leaving;
    let goodbye = async {
        while !watch.has_answer(&logout) {
            if !matches!(session.read_response().await, Ok(Some(_))) {
                break;
            }
        }
    };
    if timeout(within, goodbye).await.is_err() {
        watch.end(Break::TimedOut);
    }
    let record = Record::new(watch.take_record(), watch.ended());
    let lines = record.lines(&transcript);
    let answer = match record.answer(&transcript) {
        Ok(_) => Answer::Done(Goodbye {}),
        Err(why) => why.into_answer(),
    };
    Seen {
        next: matches!(answer, Answer::Done(_)).then_some(()),
        evidence: Evidence::Logout(answer),
        lines,
    }
}

/// Answers the server's challenges: first the token, when it was not in the command, then the end of an error.
struct Answers {
    mechanism: Mechanism,
    token_is_due: bool,
}

impl Authenticator for Answers {
    type Response = &'static [u8];

    fn process(&mut self, _: &[u8]) -> Self::Response {
        if std::mem::take(&mut self.token_is_due) {
            PLACEHOLDER
        } else {
            sasl::answer_to_error(self.mechanism)
        }
    }
}
