//! Name resolution: asked once, checked, and the checked addresses are the ones dialled.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hickory_proto::op::ResponseCode;
use hickory_proto::rr::{Name, RData, RecordType};
use hickory_resolver::TokioResolver;
use hickory_resolver::config::{
    ConnectionConfig, NameServerConfig, ResolveHosts, ResolverConfig, ResolverOpts,
};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use shared::address::HostName;
use shared::evidence::Evidence;
use shared::evidence::dns::Dns;
use shared::plan::AddressFamily;
use tokio::time::timeout;

use crate::egress::Egress;
use crate::probe::Seen;

/// The most addresses of each family that are tried.
const MAX_ADDRESSES: usize = 8;

/// How long one family is waited for: less than there is for both, so that the other's answer is not lost with it.
const ONE_FAMILY: Duration = Duration::from_millis(2_500);

/// How long one attempt may take, whichever servers it asks. The second, which fits in, begins with those that answer.
const ATTEMPT: Duration = Duration::from_millis(1_200);

/// Asks name servers; keeps nothing.
#[derive(Clone, Debug)]
pub struct Resolver(pub(super) Arc<TokioResolver>);

/// The name servers cannot be set up.
#[derive(Debug, thiserror::Error)]
#[error("the name servers cannot be used: {0}")]
pub struct ResolverError(#[from] NetError);

impl Resolver {
    /// Asks these name servers, or those of the system when there are none.
    ///
    /// # Errors
    /// The system's configuration cannot be read.
    pub fn new(name_servers: &[SocketAddr]) -> Result<Self, ResolverError> {
        let provider = TokioRuntimeProvider::default();
        let mut builder = if name_servers.is_empty() {
            TokioResolver::builder(provider)?
        } else {
            let servers = name_servers.iter().map(|server| {
                let mut connections = vec![ConnectionConfig::udp(), ConnectionConfig::tcp()];
                for connection in &mut connections {
                    connection.port = server.port();
                }
                NameServerConfig::new(server.ip(), true, connections)
            });
            let config = ResolverConfig::from_parts(None, Vec::new(), servers.collect());
            TokioResolver::builder_with_config(config, provider)
        };
        options(builder.options_mut());
        Ok(Self(Arc::new(builder.build()?)))
    }
}

/// No hosts file, no cache, no second guess: what the name servers say now is the evidence.
fn options(options: &mut ResolverOpts) {
    options.use_hosts_file = ResolveHosts::Never;
    options.cache_size = 0;
    options.positive_max_ttl = Some(Duration::ZERO);
    options.negative_max_ttl = Some(Duration::ZERO);
    options.ndots = 0;
    options.attempts = 1;
    options.timeout = ATTEMPT;
    options.edns0 = true;
}

/// Asks for A and AAAA side by side, lets egress judge every address, and keeps those of the family that is dialled. What
/// egress does not admit whatever its address is not even asked about.
pub async fn resolve(
    resolver: &Resolver,
    egress: &Egress,
    host: &HostName,
    port: u16,
    family: AddressFamily,
    within: Duration,
) -> Seen<Vec<SocketAddr>> {
    let asked = async {
        if !egress.admits_port(host, port) {
            return Err(Dns::NotAllowed);
        }
        // With the final dot, so that no search domain is tried.
        let name = Name::from_ascii(format!("{host}.")).map_err(|_| Dns::NoSuchName)?;
        let (v6, v4) = tokio::join!(
            ask(resolver, &name, RecordType::AAAA),
            ask(resolver, &name, RecordType::A)
        );
        match (family, &v6, &v4) {
            // What the other family has is no answer to this one's question.
            (AddressFamily::V6, Err(why), _) | (AddressFamily::V4, _, Err(why)) => Err(why.clone()),
            _ => join(v6, v4),
        }
    };
    let answer = match timeout(within, asked).await {
        Ok(Ok(addresses)) => of_family(family, admitted(addresses, egress, host, port)),
        Ok(Err(failure)) => failure,
        Err(_) => Dns::TimedOut,
    };
    match &answer {
        Dns::Resolved { addresses } => {
            let next = addresses
                .iter()
                .map(|address| SocketAddr::new(*address, port))
                .collect();
            Seen::passed(Evidence::Dns(answer), Vec::new(), next)
        }
        _ => Seen::failed(Evidence::Dns(answer), Vec::new()),
    }
}

/// Those of the family that is dialled.
fn of_family(family: AddressFamily, answer: Dns) -> Dns {
    let Dns::Resolved { mut addresses } = answer else {
        return answer;
    };
    addresses.retain(|address| match family {
        AddressFamily::Any => true,
        AddressFamily::V4 => address.is_ipv4(),
        AddressFamily::V6 => address.is_ipv6(),
    });
    if addresses.is_empty() {
        Dns::NoAddress
    } else {
        Dns::Resolved { addresses }
    }
}

fn admitted(addresses: Vec<IpAddr>, egress: &Egress, host: &HostName, port: u16) -> Dns {
    // One bad address condemns the name: a name that is half ours is nobody's mail server.
    if addresses
        .iter()
        .all(|address| egress.admits(host, port, *address))
    {
        let (v6, v4) = addresses
            .into_iter()
            .partition::<Vec<_>, _>(IpAddr::is_ipv6);
        let tried = |family: Vec<IpAddr>| family.into_iter().take(MAX_ADDRESSES);
        Dns::Resolved {
            addresses: tried(v6).chain(tried(v4)).collect(),
        }
    } else {
        Dns::NotAllowed
    }
}

/// The addresses of one family; an answer without any is an empty list.
async fn ask(resolver: &Resolver, name: &Name, family: RecordType) -> Result<Vec<IpAddr>, Dns> {
    let asked = timeout(ONE_FAMILY, resolver.0.lookup(name.clone(), family));
    match asked.await.unwrap_or(Err(NetError::Timeout)) {
        Ok(lookup) => Ok(lookup
            .answers()
            .iter()
            .filter_map(|record| match &record.data {
                RData::A(address) => Some(IpAddr::V4(address.0)),
                RData::AAAA(address) => Some(IpAddr::V6(address.0)),
                _ => None,
            })
            .collect()),
        Err(NetError::Dns(DnsError::NoRecordsFound(none))) => match none.response_code {
            ResponseCode::NXDomain => Err(Dns::NoSuchName),
            ResponseCode::NoError => Ok(Vec::new()),
            _ => Err(Dns::ServerFailure),
        },
        // A name server that cannot be reached has not answered either.
        Err(NetError::Timeout | NetError::Io(_) | NetError::NoConnections) => Err(Dns::TimedOut),
        Err(_) => Err(Dns::ServerFailure),
    }
}

/// IPv6 first, as clients do. A failure for one family counts only when the other gave nothing.
fn join(v6: Result<Vec<IpAddr>, Dns>, v4: Result<Vec<IpAddr>, Dns>) -> Result<Vec<IpAddr>, Dns> {
    let mut failure = Dns::NoAddress;
    let mut addresses = Vec::new();
    for family in [v6, v4] {
        match family {
            Ok(found) => addresses.extend(found),
            Err(why) => failure = why,
        }
    }
    if addresses.is_empty() {
        Err(failure)
    } else {
        Ok(addresses)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_family_is_enough_and_comes_in_order() {
        let (six, four): (IpAddr, IpAddr) =
            ("2001:db8::1".parse().unwrap(), "192.0.2.1".parse().unwrap());
        assert_eq!(join(Ok(vec![six]), Ok(vec![four])), Ok(vec![six, four]));
        assert_eq!(
            join(Err(Dns::ServerFailure), Ok(vec![four])),
            Ok(vec![four])
        );
        assert_eq!(join(Ok(Vec::new()), Ok(Vec::new())), Err(Dns::NoAddress));
        assert_eq!(
            join(Err(Dns::NoSuchName), Err(Dns::NoSuchName)),
            Err(Dns::NoSuchName)
        );
        assert_eq!(join(Ok(Vec::new()), Err(Dns::TimedOut)), Err(Dns::TimedOut));
    }
}
