//! Walks a plan and says what each step showed. It decides nothing.

mod dialogue;

use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::join_all;
use shared::event::ServerFrame;
use shared::evidence::{Answer, Break, Evidence, Observation};
use shared::plan::{Plan, Route, Step};
use shared::token::Token;
use tokio::sync::mpsc::Sender;
use tokio::time::{Instant, sleep_until};

use crate::egress::Egress;
use crate::probe::Seen;
use crate::probe::dns::Resolver;
use crate::probe::tls::Trust;

/// After the end of the whole, for what was seen last to be told.
const LAST_WORDS: Duration = Duration::from_millis(100);

/// How the relay reaches the world.
#[derive(Clone, Debug)]
pub struct Reach {
    /// Resolves names.
    pub resolver: Resolver,
    /// Judges addresses.
    pub egress: Egress,
    /// Judges certificates.
    pub trust: Trust,
    /// Who calls, as SMTP servers are told: the relay's own name, or an address in brackets (RFC 5321 §4.1.1.1).
    pub name: String,
}

/// Walks every route of the plan side by side and sends what is seen. Dropping it closes every connection.
pub async fn run(
    attempt: u32,
    plan: &Plan,
    token: Token,
    reach: &Reach,
    events: Sender<ServerFrame>,
) {
    let end = Instant::now() + millis(plan.deadline_ms);
    let walks = plan.routes.iter().enumerate().map(|(index, route)| {
        let walk = Walk {
            attempt,
            index,
            route,
            end,
            events: events.clone(),
        };
        walk.route(&token, reach)
    });
    tokio::select! {
        biased;
        // Nobody listens any more: every connection closes here and now.
        () = events.closed() => return,
        _ = join_all(walks) => {}
        // A page that takes its time with what it is told keeps no connection open.
        () = sleep_until(end + LAST_WORDS) => {}
    }
    drop(token);
    // A page that has just gone needs no goodbye.
    let _ = events.send(ServerFrame::Finished { attempt }).await;
}

/// One route under way.
struct Walk<'p> {
    attempt: u32,
    index: usize,
    route: &'p Route,
    end: Instant,
    events: Sender<ServerFrame>,
}

impl Walk<'_> {
    async fn route(self, token: &Token, reach: &Reach) {
        if self.steps(token, reach).await.is_none() {
            // A failed step has been told already; what is left was not reached.
            tracing::debug!(route = self.index, "the route ended early");
        }
    }

    /// Runs one step within its time and tells what it showed; after a failure, tells that the rest was not reached.
    async fn step<T, F>(&self, step: Step, probe: impl FnOnce(Duration) -> F) -> Option<T>
    where
        F: Future<Output = Seen<T>>,
    {
        let (attempt, route) = (self.attempt, self.index);
        let planned = self
            .route
            .steps
            .iter()
            .find(|planned| planned.step == step)?;
        self.events
            .send(ServerFrame::Started {
                attempt,
                route,
                step,
            })
            .await
            .ok()?;
        let began = Instant::now();
        let within = millis(planned.deadline_ms).min(self.end.saturating_duration_since(began));
        // The IMAP parser has been seen to panic on a server's words; that ends this route and no more.
        let seen = AssertUnwindSafe(probe(within)).catch_unwind().await;
        let seen =
            seen.unwrap_or_else(|_| Seen::failed(broken(step, Break::Malformed), Vec::new()));
        let ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
        let observation = Observation {
            route,
            step,
            evidence: seen.evidence,
            lines: seen.lines,
            ms,
        };
        self.events
            .send(ServerFrame::Observed {
                attempt,
                observation,
            })
            .await
            .ok()?;
        if seen.next.is_none() {
            self.not_reached(step).await;
        }
        seen.next
    }

    async fn not_reached(&self, after: Step) {
        let rest = self
            .route
            .steps
            .iter()
            .map(|planned| planned.step)
            .skip_while(|step| *step != after)
            .skip(1);
        for step in rest {
            let observation = Observation {
                route: self.index,
                step,
                evidence: Evidence::NotReached,
                lines: Vec::new(),
                ms: 0,
            };
            if self
                .events
                .send(ServerFrame::Observed {
                    attempt: self.attempt,
                    observation,
                })
                .await
                .is_err()
            {
                return;
            }
        }
    }
}

/// The evidence of a step that broke in the relay's own hands.
fn broken(step: Step, how: Break) -> Evidence {
    use shared::evidence::{dns, greeting, sasl, starttls, tcp, tls};
    match step {
        Step::Dns => Evidence::Dns(dns::Dns::ServerFailure),
        Step::Tcp => Evidence::Tcp(tcp::Tcp { dials: Vec::new() }),
        Step::Tls => Evidence::Tls(tls::Tls::Broken(how)),
        Step::Greeting => Evidence::Greeting(greeting::Greeting::Broken(how)),
        Step::Capability => Evidence::Capability(Answer::Broken(how)),
        Step::Auth => Evidence::Auth(sasl::Sasl {
            mechanism: None,
            user: sasl::UserForm::Mailbox,
            initial_response: false,
            challenge: None,
            outcome: sasl::SaslOutcome::Broken(how),
        }),
        Step::Examine => Evidence::Examine(Answer::Broken(how)),
        Step::List => Evidence::List(Answer::Broken(how)),
        Step::Logout => Evidence::Logout(Answer::Broken(how)),
        Step::Starttls => Evidence::Starttls(starttls::Starttls::Broken(how)),
        Step::Stat => Evidence::Stat(Answer::Broken(how)),
        Step::Fetch => Evidence::Fetch(Answer::Broken(how)),
        Step::Send => Evidence::Send(Answer::Broken(how)),
        Step::Rset => Evidence::Rset(Answer::Broken(how)),
    }
}

fn millis(ms: u32) -> Duration {
    Duration::from_millis(u64::from(ms))
}

#[cfg(test)]
mod tests {
    use shared::plan::{AddressFamily, Mechanism, PlannedStep, Protocol, TlsMode};
    use tokio::sync::mpsc;

    use super::*;

    /// No words of a server are known to get a panic out of the guarded parser; were there some, this is what happens.
    #[tokio::test]
    async fn a_panic_ends_its_route_and_no_more() {
        let steps = [Step::Examine, Step::List].map(|step| PlannedStep {
            step,
            deadline_ms: 1_000,
        });
        let route = Route {
            protocol: Protocol::Imap,
            host: "imap.mail.example".parse().unwrap(),
            port: 993,
            tls: TlsMode::Implicit,
            addresses: AddressFamily::Any,
            user: "a@mail.example".parse().unwrap(),
            mechanisms: vec![Mechanism::XOAuth2],
            internal: false,
            steps: steps.to_vec(),
        };
        let (events, mut frames) = mpsc::channel(8);
        let walk = Walk {
            attempt: 0,
            index: 0,
            route: &route,
            end: Instant::now() + Duration::from_secs(1),
            events,
        };
        let after: Option<()> = walk
            .step(Step::Examine, async |_| panic!("a parser that gives up"))
            .await;
        assert_eq!(after, None);
        drop(walk);
        let mut seen = Vec::new();
        while let Some(frame) = frames.recv().await {
            if let ServerFrame::Observed { observation, .. } = frame {
                seen.push((observation.step, observation.evidence));
            }
        }
        let broken = Evidence::Examine(Answer::Broken(Break::Malformed));
        assert_eq!(
            seen,
            [(Step::Examine, broken), (Step::List, Evidence::NotReached)]
        );
    }
}
