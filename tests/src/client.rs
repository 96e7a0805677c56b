//! A WebSocket client of the relay: the same frames as the page's, without a browser.

use std::net::Ipv4Addr;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use shared::control::Control;
use shared::event::{ClientFrame, SUBPROTOCOL, ServerFrame, Ticket};
use shared::evidence::{Evidence, Observation};
use shared::plan::{Plan, Protocol, Step};
use shared::provider::{Provider, PublicConfig};
use shared::request::CheckRequest;
use shared::token::Token;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

/// No check of a test takes longer.
const LIMIT: Duration = Duration::from_mins(1);

/// An open socket.
pub struct Client {
    socket: WebSocketStream<TcpStream>,
    config: PublicConfig,
}

async fn connect(source: Ipv4Addr, port: u16) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket
        .bind((source, 0).into())
        .expect("an address of loopback");
    let stream = socket.connect((Ipv4Addr::LOCALHOST, port).into()).await;
    let stream = stream.expect("the relay listens");
    // As browsers do; otherwise the first check waits until the relay has acknowledged `open`.
    stream.set_nodelay(true).expect("it is open");
    stream
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
        Self::open_from(Ipv4Addr::LOCALHOST, relay).await
    }

    /// The same from another address of loopback, which is somebody else to the relay.
    pub async fn open_from(source: Ipv4Addr, relay: &str) -> Self {
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
        let stream = connect(source, request.uri().port_u16().unwrap_or(80)).await;
        // The library's own 128 KiB are much where a test opens thousands.
        let buffers = WebSocketConfig::default().read_buffer_size(4 * 1024);
        let (socket, _) = client_async_with_config(request, stream, Some(buffers))
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
        tokio::time::timeout(LIMIT, self.receive())
            .await
            .expect("the check ends in time")
            .expect("the relay keeps the socket open until the check has ended")
    }

    /// The frames until a check ends; `None` when the socket does.
    async fn receive(&mut self) -> Option<Run> {
        let mut run = Run {
            text: Vec::new(),
            frames: Vec::new(),
        };
        while let Some(Ok(message)) = self.socket.next().await {
            let Message::Text(text) = message else {
                continue;
            };
            let frame = serde_json::from_str(&text).expect("a server frame");
            run.text.push(text.to_string());
            run.frames.push(frame);
            if matches!(
                run.frames.last(),
                Some(ServerFrame::Finished { .. } | ServerFrame::Refused { .. })
            ) {
                return Some(run);
            }
        }
        None
    }

    /// Says this; `false` when the relay has closed the socket.
    pub async fn say(&mut self, text: &str) -> bool {
        self.socket.send(Message::text(text)).await.is_ok()
    }

    /// Listens until the relay closes the socket.
    pub async fn closed(&mut self) {
        while let Some(Ok(_)) = self.socket.next().await {}
    }

    async fn send(&mut self, frame: &ClientFrame) {
        let text = serde_json::to_string(frame).expect("a frame");
        assert!(self.say(&text).await, "the socket is open");
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
