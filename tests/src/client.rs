//! A WebSocket client of the relay: the same frames as the page's, without a browser.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use shared::control::Control;
use shared::event::{ClientFrame, SUBPROTOCOL, ServerFrame, Ticket};
use shared::evidence::{Evidence, Observation};
use shared::plan::{Plan, Protocol, Step};
use shared::provider::{Provider, PublicConfig};
use shared::request::CheckRequest;
use shared::token::Token;
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async_with_config};

/// No check of a test takes longer.
const LIMIT: Duration = Duration::from_mins(1);

/// An open socket.
pub struct Client {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    config: PublicConfig,
}

/// All frames of one check.
#[derive(Debug)]
pub struct Run {
    /// As text, as received: where a leaked secret would be.
    pub text: Vec<String>,
    /// As parsed.
    pub frames: Vec<ServerFrame>,
}

impl Client {
    /// Opens a socket as the page does: settings, ticket, upgrade, `open`.
    pub async fn open(relay: &str) -> Self {
        let config: PublicConfig = ureq::get(format!("{relay}/api/v1/config"))
            .call()
            .expect("the relay answers")
            .body_mut()
            .read_json()
            .expect("public settings");
        let ticket: Ticket = ureq::post(format!("{relay}/api/v1/ticket"))
            .header("Origin", relay)
            .header("Sec-Fetch-Site", "same-origin")
            .send_empty()
            .expect("the relay gives a ticket")
            .body_mut()
            .read_json()
            .expect("a ticket");

        let mut request = format!("{}/api/v1/check", relay.replacen("http", "ws", 1))
            .into_client_request()
            .expect("an address");
        let headers = request.headers_mut();
        headers.insert(
            "Origin",
            HeaderValue::from_str(relay).expect("a header's value"),
        );
        headers.insert(
            "Sec-WebSocket-Protocol",
            HeaderValue::from_static(SUBPROTOCOL),
        );
        // As browsers do; otherwise the first check waits until the relay has acknowledged `open`.
        let without_delay = true;
        let (socket, _) = connect_async_with_config(request, None, without_delay)
            .await
            .expect("the socket opens");
        let build = config.build.clone();
        let ticket = ticket.ticket;
        let mut client = Self { socket, config };
        client.send(&ClientFrame::Open { ticket, build }).await;
        client
    }

    /// The entry of a provider.
    pub fn provider(&self, id: &str) -> &Provider {
        let mut providers = self.config.providers.iter();
        let found = providers.find(|provider| provider.id.as_str() == id);
        found.unwrap_or_else(|| panic!("the relay offers no provider {id}"))
    }

    /// Runs one check of a mailbox of the first provider to its end.
    pub async fn check(&mut self, mailbox: &str, token: &str) -> Run {
        self.check_over(&[Protocol::Imap], mailbox, token).await
    }

    /// The same over these protocols, side by side.
    pub async fn check_over(&mut self, protocols: &[Protocol], mailbox: &str, token: &str) -> Run {
        let provider = self.config.providers[0].clone();
        self.look(&provider, protocols, mailbox, token, None).await
    }

    /// Runs one check to its end; `control` says what it does differently.
    pub async fn look(
        &mut self,
        provider: &Provider,
        protocols: &[Protocol],
        mailbox: &str,
        token: &str,
        control: Option<Control>,
    ) -> Run {
        let request = CheckRequest {
            provider: provider.id.to_string(),
            issuer: provider.issuer.clone(),
            mailbox: mailbox.to_owned(),
            protocols: protocols.to_vec(),
            control,
            token: Token::new(token.to_owned()),
        };
        self.send(&ClientFrame::Check { request }).await;
        let mut run = Run {
            text: Vec::new(),
            frames: Vec::new(),
        };
        let receive = async {
            while let Some(message) = self.socket.next().await {
                let Message::Text(text) = message.expect("the socket stays open") else {
                    continue;
                };
                let frame = serde_json::from_str(&text).expect("a server frame");
                run.text.push(text.to_string());
                run.frames.push(frame);
                if matches!(
                    run.frames.last(),
                    Some(ServerFrame::Finished { .. } | ServerFrame::Refused { .. })
                ) {
                    return;
                }
            }
            panic!("the relay closed the socket before the check ended");
        };
        tokio::time::timeout(LIMIT, receive)
            .await
            .expect("the check ends in time");
        run
    }

    async fn send(&mut self, frame: &ClientFrame) {
        let text = serde_json::to_string(frame).expect("a frame");
        self.socket
            .send(Message::text(text))
            .await
            .expect("the socket is open");
    }
}

impl Run {
    /// What was planned.
    pub fn plan(&self) -> &Plan {
        match self.frames.first() {
            Some(ServerFrame::Planned { plan, .. }) => plan,
            other => panic!("the first frame is the plan, not {other:?}"),
        }
    }

    /// What a step of the first route showed.
    pub fn evidence(&self, step: Step) -> &Evidence {
        self.evidence_of(0, step)
    }

    /// What a step showed.
    pub fn evidence_of(&self, route: usize, step: Step) -> &Evidence {
        let is_it = |seen: &&Observation| seen.route == route && seen.step == step;
        let seen = self.observed().find(is_it);
        let seen = seen.unwrap_or_else(|| panic!("{} was not observed", step.code()));
        &seen.evidence
    }

    /// All that was seen, in order.
    pub fn observed(&self) -> impl Iterator<Item = &Observation> {
        self.frames.iter().filter_map(|frame| match frame {
            ServerFrame::Observed { observation, .. } => Some(observation),
            _ => None,
        })
    }
}
