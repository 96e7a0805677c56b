//! One WebSocket: `open`, then checks, one at a time.

use std::net::IpAddr;
use std::time::{Duration, Instant as Clock};

use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, close_code};
use bytes::Bytes;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use shared::event::{ClientFrame, ServerFrame};
use shared::plan::Plan;
use shared::refusal::Refusal;
use shared::request::CheckRequest;
use shared::token::Token;
use time::OffsetDateTime;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep_until, timeout};
use zeroize::Zeroize;

use crate::plan::plan;
use crate::run::{Reach, run};
use crate::service::Service;

/// From the upgrade to `open`.
const OPENING: Duration = Duration::from_secs(10);
/// Between two checks.
const IDLE: Duration = Duration::from_secs(90);
/// A socket's whole life.
const WHOLE: Duration = Duration::from_secs(300);
/// For one frame to leave; a page that does not read is gone.
const SENDING: Duration = Duration::from_secs(10);

/// Serves one socket to its end. When the socket goes, the check goes with it.
pub async fn serve<S, E>(socket: S, service: &Service, peer: Option<IpAddr>)
where
    S: Stream<Item = Result<Message, E>> + Sink<Message> + Unpin,
{
    let mut session = Session { socket, service, peer, attempts: 0, running: None };
    let end = session.talk().await.unwrap_or_else(|end| end);
    if let End::Refused(refusal, code) = end {
        let _ = session.refuse(refusal, None).await;
        session.close(code).await;
    }
}

/// How a session ends.
enum End {
    /// The page went away, or cannot be reached.
    Gone,
    /// The relay ends it, and says why.
    Refused(Refusal, u16),
}

struct Session<'s, S> {
    socket: S,
    service: &'s Service,
    peer: Option<IpAddr>,
    attempts: u32,
    running: Option<Running>,
}

/// A check under way. Dropping it ends the check and wipes its token.
struct Running {
    attempt: u32,
    events: Receiver<ServerFrame>,
    task: AbortHandle,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl<S, E> Session<'_, S>
where
    S: Stream<Item = Result<Message, E>> + Sink<Message> + Unpin,
{
    async fn talk(&mut self) -> Result<End, End> {
        let whole = Instant::now() + WHOLE;
        self.open().await?;
        let mut idle = Instant::now() + IDLE;
        loop {
            tokio::select! {
                message = self.socket.next() => {
                    if let Some(frame) = read(message)? {
                        self.take(frame).await?;
                    }
                }
                event = next_event(&mut self.running) => {
                    let finished = matches!(event, ServerFrame::Finished { .. });
                    self.send(&event).await?;
                    if finished {
                        self.running = None;
                        idle = Instant::now() + IDLE;
                    }
                }
                () = sleep_until(whole) => return Err(expired()),
                () = sleep_until(idle), if self.running.is_none() => return Err(expired()),
            }
        }
    }

    /// The first frame: a ticket of ours, and a page of this build.
    async fn open(&mut self) -> Result<(), End> {
        let opening = async {
            loop {
                if let Some(frame) = read(self.socket.next().await)? {
                    return Ok(frame);
                }
            }
        };
        let frame = timeout(OPENING, opening).await.map_err(|_| expired())??;
        let ClientFrame::Open { ticket, build } = frame else {
            return Err(End::Refused(Refusal::MessageOutOfOrder, close_code::POLICY));
        };
        if !self.service.tickets.redeem(&ticket, Clock::now()) {
            return Err(End::Refused(Refusal::TicketInvalid, close_code::POLICY));
        }
        if build != self.service.public.build {
            return Err(End::Refused(Refusal::BuildMismatch, close_code::POLICY));
        }
        Ok(())
    }

    async fn take(&mut self, frame: ClientFrame) -> Result<(), End> {
        match frame {
            ClientFrame::Open { .. } => Err(End::Refused(Refusal::MessageOutOfOrder, close_code::POLICY)),
            ClientFrame::Check { .. } if self.running.is_some() => self.refuse(Refusal::CheckRunning, None).await,
            ClientFrame::Check { request } => self.check(request).await,
            ClientFrame::Cancel {} => match self.running.take() {
                Some(running) => self.send(&ServerFrame::Finished { attempt: running.attempt }).await,
                // The check ended while the cancellation was on its way.
                None => Ok(()),
            },
        }
    }

    async fn check(&mut self, request: CheckRequest) -> Result<(), End> {
        let plan = match plan(&request, &self.service.policy) {
            Ok(plan) => plan,
            Err(refusal) => return self.refuse(refusal, None).await,
        };
        if let Err(wait) = self.service.count_check(self.peer) {
            return self.refuse(Refusal::TooMany, Some(wait)).await;
        }
        let attempt = self.attempts;
        self.attempts += 1;
        tracing::info!(attempt, provider = %request.provider, routes = plan.routes.len(), "check");
        let relay_time = OffsetDateTime::now_utc().unix_timestamp();
        self.send(&ServerFrame::Planned { attempt, plan: plan.clone(), relay_time }).await?;
        self.running = Some(start(attempt, plan, request.token, self.service.reach.clone()));
        Ok(())
    }

    async fn refuse(&mut self, refusal: Refusal, wait: Option<Duration>) -> Result<(), End> {
        tracing::info!(?refusal, "refused");
        let retry_after = wait.map(|wait| u32::try_from(wait.as_millis()).unwrap_or(u32::MAX));
        self.send(&ServerFrame::Refused { refusal, retry_after }).await
    }

    async fn send(&mut self, frame: &ServerFrame) -> Result<(), End> {
        let text = serde_json::to_string(frame).map_err(|_| End::Gone)?;
        match timeout(SENDING, self.socket.send(Message::text(text))).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(End::Gone),
        }
    }

    async fn close(&mut self, code: u16) {
        let frame = CloseFrame { code, reason: Utf8Bytes::default() };
        let _ = timeout(SENDING, self.socket.send(Message::Close(Some(frame)))).await;
    }
}

/// The check as a task of its own, so that a panic in it ends it and nothing else.
fn start(attempt: u32, plan: Plan, token: Token, reach: Reach) -> Running {
    let (sender, events) = mpsc::channel(16);
    let task = tokio::spawn(async move { run(attempt, &plan, &token, &reach, sender).await });
    Running { attempt, events, task: task.abort_handle() }
}

/// The next event of the running check; never, when none runs. A check that died without a word has finished too.
async fn next_event(running: &mut Option<Running>) -> ServerFrame {
    match running {
        Some(running) => {
            let attempt = running.attempt;
            running.events.recv().await.unwrap_or(ServerFrame::Finished { attempt })
        }
        None => std::future::pending().await,
    }
}

/// One message from the page, as a frame; `None` for what needs no answer of ours.
fn read<E>(message: Option<Result<Message, E>>) -> Result<Option<ClientFrame>, End> {
    match message {
        Some(Ok(Message::Text(text))) => {
            let frame = serde_json::from_str(&text);
            wipe(text);
            match frame {
                Ok(frame) => Ok(Some(frame)),
                Err(_) => Err(End::Refused(Refusal::MessageMalformed, close_code::POLICY)),
            }
        }
        Some(Ok(Message::Binary(_))) => Err(End::Refused(Refusal::MessageMalformed, close_code::UNSUPPORTED)),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Close(_))) | None => Err(End::Gone),
        // The protocol's own errors; the only one that a page of ours can cause is a message over the cap.
        Some(Err(_)) => Err(End::Refused(Refusal::MessageTooLarge, close_code::SIZE)),
    }
}

/// Wipes a message's octets, where nobody else holds them: a check's message holds the token.
fn wipe(text: Utf8Bytes) {
    if let Ok(mut octets) = Bytes::from(text).try_into_mut() {
        octets.zeroize();
    }
}

const fn expired() -> End {
    End::Refused(Refusal::SessionExpired, close_code::NORMAL)
}
