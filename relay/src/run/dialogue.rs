//! The steps of a route in their order; each needs the one before.

use shared::plan::{Protocol, Step, TlsMode};
use shared::token::Token;
use tokio::net::TcpStream;

use super::{Reach, Walk};
use crate::probe::confidential::Confidential;
use crate::probe::talk::Talk;
use crate::probe::{dns, greeting, imap, line, pop, smtp, starttls, tcp, tls};
use crate::transcript::Transcript;

/// A connection that a token may go over, and whether its greeting was read before it was encrypted.
struct Ready<S> {
    stream: S,
    transcript: Transcript,
    greeted: bool,
}

impl Walk<'_> {
    /// All of them; `None` when one failed.
    pub(super) async fn steps(&self, token: &Token, reach: &Reach) -> Option<()> {
        let connection = self.connection(reach).await?;
        let ready = self.encrypted(connection, token, reach).await?;
        match self.route.protocol {
            Protocol::Imap => Box::pin(self.imap(ready, token)).await,
            Protocol::Pop => Box::pin(self.pop(ready, token)).await,
            Protocol::Smtp => Box::pin(self.smtp(ready, token, &reach.name)).await,
        }
    }

    async fn connection(&self, reach: &Reach) -> Option<TcpStream> {
        let route = self.route;
        let (resolver, egress) = (&reach.resolver, &reach.egress);
        let addresses = self
            .step(Step::Dns, |within| {
                dns::resolve(
                    resolver,
                    egress,
                    &route.host,
                    route.port,
                    route.addresses,
                    within,
                )
            })
            .await?;
        self.step(Step::Tcp, async |within| {
            tcp::connect(&addresses, within).await
        })
        .await
    }

    async fn encrypted(
        &self,
        connection: TcpStream,
        token: &Token,
        reach: &Reach,
    ) -> Option<Ready<impl Confidential + use<>>> {
        let route = self.route;
        let mut transcript = Transcript::new(token);
        let mut connection = connection;
        if route.tls == TlsMode::Starttls {
            let talk = self
                .step(Step::Greeting, |within| {
                    greeting::greeting(connection, route.protocol, transcript, within)
                })
                .await?;
            (connection, transcript) = self
                .step(Step::Starttls, |within| {
                    starttls::begin(talk, route.protocol, &reach.name, within)
                })
                .await?;
        }
        let stream = self
            .step(Step::Tls, |within| {
                tls::handshake(connection, &route.host, &reach.trust, &transcript, within)
            })
            .await?;
        Some(Ready {
            stream,
            transcript,
            greeted: route.tls == TlsMode::Starttls,
        })
    }

    async fn imap(&self, ready: Ready<impl Confidential>, token: &Token) -> Option<()> {
        let Ready {
            stream, transcript, ..
        } = ready;
        let greeted = if ready.greeted {
            imap::encrypted_later(stream, transcript)
        } else {
            self.step(Step::Greeting, |within| {
                imap::greeting(stream, transcript, within)
            })
            .await?
        };
        let capable = self
            .step(Step::Capability, |within| imap::capability(greeted, within))
            .await?;
        let authenticated = self
            .step(Step::Auth, |within| {
                imap::authenticate(capable, self.route, token, within)
            })
            .await?;
        let opened = self
            .step(Step::Examine, |within| imap::examine(authenticated, within))
            .await?;
        let leaving = self
            .step(Step::List, |within| imap::list(opened, within))
            .await?;
        self.step(Step::Logout, |within| imap::logout(leaving, within))
            .await
    }

    async fn pop(&self, ready: Ready<impl Confidential>, token: &Token) -> Option<()> {
        let talk = self.greeted(ready).await?;
        let capable = self
            .step(Step::Capability, |within| pop::capability(talk, within))
            .await?;
        let authenticated = self
            .step(Step::Auth, |within| {
                line::authenticate(capable, self.route, token, within)
            })
            .await?;
        let counted = self
            .step(Step::Stat, |within| pop::stat(authenticated, within))
            .await?;
        let leaving = self
            .step(Step::List, |within| pop::list(counted, within))
            .await?;
        self.step(Step::Logout, |within| line::logout(leaving, within))
            .await
    }

    async fn smtp(&self, ready: Ready<impl Confidential>, token: &Token, name: &str) -> Option<()> {
        let talk = self.greeted(ready).await?;
        let capable = self
            .step(Step::Capability, |within| {
                smtp::capability(talk, name, within)
            })
            .await?;
        let authenticated = self
            .step(Step::Auth, |within| {
                line::authenticate(capable, self.route, token, within)
            })
            .await?;
        let leaving = self
            .step(Step::Rset, |within| smtp::rset(authenticated, within))
            .await?;
        self.step(Step::Logout, |within| line::logout(leaving, within))
            .await
    }

    /// A dialogue in lines whose greeting was read.
    async fn greeted<S: Confidential>(&self, ready: Ready<S>) -> Option<Talk<S>> {
        let Ready {
            stream, transcript, ..
        } = ready;
        if ready.greeted {
            return Some(Talk::new(stream, transcript));
        }
        self.step(Step::Greeting, |within| {
            greeting::greeting(stream, self.route.protocol, transcript, within)
        })
        .await
    }
}
