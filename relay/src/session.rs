//! One WebSocket: `open`, then checks, one at a time.

mod running;

use std::convert::Infallible;
use std::net::IpAddr;
use std::pin::pin;
use std::time::{Duration, Instant as Clock};

use bytes::Bytes;
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use shared::event::{ClientFrame, MAX_MESSAGE, ServerFrame};
use shared::followup::MOST;
use shared::limit::Limit;
use shared::refusal::Refusal;
use shared::request::CheckRequest;
use time::OffsetDateTime;
use tokio::time::{Instant, interval_at, sleep_until, timeout};
use tungstenite::protocol::CloseFrame;
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::{Message, Utf8Bytes};

use self::running::Running;
use crate::body::wipe;
use crate::plan::plan;
use crate::rate::{SocketRate, TooMany};
use crate::run::run;
use crate::service::Service;

/// From the upgrade to `open`.
const OPENING: Duration = Duration::from_secs(10);
/// Between two checks.
const IDLE: Duration = Duration::from_secs(90);
/// A socket's whole life.
const WHOLE: Duration = Duration::from_mins(5);
/// For one frame to leave; a page that does not read is gone.
const SENDING: Duration = Duration::from_secs(10);
/// Between two heart-beats: gateways drop a connection on which nothing moves for a minute.
const BEAT: Duration = Duration::from_secs(25);
/// For the page to answer a close, so that what was said before it arrives.
const FAREWELL: Duration = Duration::from_secs(1);
/// The most messages on one socket; a page of ours sends a handful.
const MESSAGES: u32 = 200;

/// The most frames before `open`; a browser of ours sends none.
const BEFORE_OPEN: u32 = 16;

/// How a socket breaks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Broken {
    /// The connection is gone.
    Gone,
    /// A text is not UTF-8.
    NotText,
    /// The frames are not those of RFC 6455.
    Protocol,
    /// A message is far over the cap; it was not read.
    TooLarge,
    /// A message comes in too many frames.
    TooManyPieces,
}

/// Serves one socket to its end. When the socket goes, the check goes with it.
pub async fn serve<S>(socket: S, service: &Service, peer: Option<IpAddr>)
where
    S: Stream<Item = Result<Message, Broken>> + Sink<Message> + Unpin,
{
    let mut session = Session {
        socket,
        service,
        peer,
        rate: service.rates.socket(),
        attempts: 0,
        looks: 0,
        running: None,
    };
    let Err(end) = session.talk().await;
    session.running = None;
    match end {
        End::Gone => {}
        End::Closed => session.goodbye().await,
        End::Refused(refusal, code) => {
            if session.refuse(refusal, None).await.is_ok() {
                session.close(code).await;
            }
        }
        End::Stopping => session.close(CloseCode::Away).await,
    }
}

/// How a session ends.
enum End {
    /// The page says that it goes.
    Closed,
    /// The page went away, or cannot be reached.
    Gone,
    /// The relay ends it, and says why.
    Refused(Refusal, CloseCode),
    /// The relay stops.
    Stopping,
}

struct Session<'s, S> {
    socket: S,
    service: &'s Service,
    peer: Option<IpAddr>,
    rate: SocketRate,
    attempts: u32,
    /// Looks since the last check that was no look.
    looks: usize,
    running: Option<Running>,
}

impl<S> Session<'_, S>
where
    S: Stream<Item = Result<Message, Broken>> + Sink<Message> + Unpin,
{
    /// Talks until there is a reason to end.
    async fn talk(&mut self) -> Result<Infallible, End> {
        let whole = Instant::now() + WHOLE;
        self.open().await?;
        let mut idle = Instant::now() + IDLE;
        let mut beat = interval_at(Instant::now() + BEAT, BEAT);
        let service = self.service;
        let mut stopping = pin!(service.stopping());
        let mut messages = 0;
        loop {
            tokio::select! {
                message = self.socket.next() => {
                    messages += 1;
                    if messages > MESSAGES {
                        return Err(End::Refused(Refusal::TooMany, CloseCode::Policy));
                    }
                    if let Some(frame) = read(message)? {
                        self.take(frame).await?;
                        idle = Instant::now() + IDLE;
                    }
                }
                event = Running::next_event(&mut self.running) => {
                    self.send(&event).await?;
                    if matches!(event, ServerFrame::Finished { .. } | ServerFrame::Refused { .. }) {
                        self.running = None;
                        idle = Instant::now() + IDLE;
                    }
                }
                _ = beat.tick() => self.say(Message::Ping(Bytes::new())).await?,
                () = &mut stopping, if self.running.is_none() => return Err(End::Stopping),
                () = sleep_until(whole) => return Err(expired()),
                () = sleep_until(idle), if self.running.is_none() => return Err(expired()),
            }
        }
    }

    /// The first frame: a ticket of ours, and a page of this build.
    async fn open(&mut self) -> Result<(), End> {
        let opening = async {
            for _ in 0..BEFORE_OPEN {
                if let Some(frame) = read(self.socket.next().await)? {
                    return Ok(frame);
                }
            }
            Err(End::Refused(Refusal::TooMany, CloseCode::Policy))
        };
        let frame = timeout(OPENING, opening).await.map_err(|_| expired())??;
        let ClientFrame::Open { ticket, build } = frame else {
            return Err(End::Refused(Refusal::MessageOutOfOrder, CloseCode::Policy));
        };
        if !self.service.tickets.redeem(&ticket, Clock::now()) {
            return Err(End::Refused(Refusal::TicketInvalid, CloseCode::Policy));
        }
        if build != self.service.build() {
            return Err(End::Refused(Refusal::BuildMismatch, CloseCode::Policy));
        }
        Ok(())
    }

    async fn take(&mut self, frame: ClientFrame) -> Result<(), End> {
        match frame {
            ClientFrame::Open { .. } => {
                Err(End::Refused(Refusal::MessageOutOfOrder, CloseCode::Policy))
            }
            ClientFrame::Check { .. } if self.running.is_some() => {
                self.refuse(Refusal::CheckRunning, None).await
            }
            ClientFrame::Check { request } => self.check(request).await,
            ClientFrame::Cancel {} => match self.running.take() {
                Some(running) => {
                    self.send(&ServerFrame::Finished {
                        attempt: running.attempt,
                    })
                    .await
                }
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
        self.looks = match plan.control {
            Some(_) => self.looks + 1,
            None => 0,
        };
        if self.looks > MOST {
            return self.refuse(Refusal::TooMany, None).await;
        }
        let counted = self.service.rates.count(&self.rate, self.peer, &plan);
        if let Err(too_many) = counted {
            return self.refuse(Refusal::TooMany, Some(too_many)).await;
        }
        let attempt = self.attempts;
        self.attempts += 1;
        tracing::info!(attempt, provider = %request.provider, routes = plan.routes.len(), "check");
        let relay_time = OffsetDateTime::now_utc().unix_timestamp();
        self.send(&ServerFrame::Planned {
            attempt,
            plan: plan.clone(),
            relay_time,
        })
        .await?;
        let (token, reach) = (request.token, self.service.reach.clone());
        let check = |events| async move { run(attempt, &plan, token, &reach, events).await };
        self.running = Some(Running::start(attempt, check));
        Ok(())
    }

    async fn refuse(&mut self, refusal: Refusal, too_many: Option<TooMany>) -> Result<(), End> {
        let limit = too_many.map(|too_many| too_many.limit);
        self.service.refusals.log(|left_out| {
            tracing::info!(
                ?refusal,
                limit = limit.map(Limit::setting),
                left_out,
                "refused"
            );
        });
        self.send(&ServerFrame::Refused {
            refusal,
            retry_after: too_many.map(|too_many| too_many.retry_after()),
            limit,
        })
        .await
    }

    async fn send(&mut self, frame: &ServerFrame) -> Result<(), End> {
        let text = serde_json::to_string(frame).map_err(|_| End::Gone)?;
        self.say(Message::text(text)).await
    }

    async fn say(&mut self, message: Message) -> Result<(), End> {
        match timeout(SENDING, self.socket.send(message)).await {
            Ok(Ok(())) => Ok(()),
            _ => Err(End::Gone),
        }
    }

    /// Says goodbye and waits for the other side's: a connection that is dropped with octets unread takes with it what
    /// was said last.
    async fn close(&mut self, code: CloseCode) {
        let frame = CloseFrame {
            code,
            reason: Utf8Bytes::default(),
        };
        if self.say(Message::Close(Some(frame))).await.is_ok() {
            self.goodbye().await;
        }
    }

    /// Hears the other side's goodbye, or lets the answer to it out: the library answers by itself, as it reads on.
    async fn goodbye(&mut self) {
        let goodbye = async { while self.socket.next().await.is_some() {} };
        // A page that does not answer has had its time.
        let _ = timeout(FAREWELL, goodbye).await;
    }
}

/// One message from the page, as a frame; `None` for what needs no answer of ours.
fn read(message: Option<Result<Message, Broken>>) -> Result<Option<ClientFrame>, End> {
    let malformed = |code| End::Refused(Refusal::MessageMalformed, code);
    match message {
        Some(Ok(Message::Text(text))) => {
            let frame = if text.len() > MAX_MESSAGE {
                Err(too_large())
            } else {
                serde_json::from_str(&text).map_err(|_| malformed(CloseCode::Policy))
            };
            // A check's message holds the token.
            wipe(Bytes::from(text));
            frame.map(Some)
        }
        Some(Ok(Message::Binary(_))) => Err(malformed(CloseCode::Unsupported)),
        // A bare frame is for writing; none is ever read.
        Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Ok(None),
        Some(Ok(Message::Close(_))) => Err(End::Closed),
        Some(Err(Broken::Gone)) | None => Err(End::Gone),
        Some(Err(Broken::NotText)) => Err(malformed(CloseCode::Invalid)),
        Some(Err(Broken::Protocol)) => Err(malformed(CloseCode::Protocol)),
        Some(Err(Broken::TooManyPieces)) => Err(malformed(CloseCode::Policy)),
        Some(Err(Broken::TooLarge)) => Err(too_large()),
    }
}

const fn too_large() -> End {
    End::Refused(Refusal::MessageTooLarge, CloseCode::Size)
}

const fn expired() -> End {
    End::Refused(Refusal::SessionExpired, CloseCode::Normal)
}
