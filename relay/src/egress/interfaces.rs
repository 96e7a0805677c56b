//! The addresses of this machine.

use std::io;
use std::net::IpAddr;

/// Of every interface, as the system tells now. What an interface gets later is not known until the relay starts again.
///
/// # Errors
/// The system does not tell.
pub fn interfaces() -> io::Result<Vec<IpAddr>> {
    let interfaces = if_addrs::get_if_addrs()?;
    Ok(interfaces.iter().map(if_addrs::Interface::ip).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// what the kernel's own table of routes calls local is there, of whichever interface.
    #[test]
    fn every_address_of_the_machine_is_told() {
        let told = interfaces().unwrap();
        let routes = std::fs::read_to_string("/proc/net/fib_trie").unwrap();
        let lines: Vec<&str> = routes.lines().collect();
        let v4 = lines.windows(2).filter_map(|pair| {
            let local = pair[1].trim() == "/32 host LOCAL";
            local.then(|| pair[0].trim().trim_start_matches("|-- "))
        });
        let six = std::fs::read_to_string("/proc/net/if_inet6").unwrap_or_default();
        let v6 = six.lines().filter_map(|line| {
            let address = u128::from_str_radix(line.get(..32)?, 16).ok()?;
            Some(std::net::Ipv6Addr::from_bits(address).to_string())
        });
        let kernels: Vec<IpAddr> = v4
            .map(str::to_owned)
            .chain(v6)
            .map(|text| text.parse().unwrap())
            .collect();
        assert!(kernels.len() > 1, "{routes}");
        for address in kernels {
            assert!(told.contains(&address), "{address}: {told:?}");
        }
    }
}
