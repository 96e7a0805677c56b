//! `cargo xtask dev`: the demo with the page rebuilt on every save.
//!
//! The relay serves `dist` from disk, so origin, ticket and content security policy are those of production. Trunk only
//! builds; it serves nothing.

use crate::demo;
use crate::error::Error;
use crate::page;
use crate::place;
use crate::process::{signal_is_the_normal_end, succeed};
use crate::service::{self, Service};

/// Starts Trunk, the pretend provider and the relay, and serves until Ctrl-C.
pub fn run(port: u16) -> Result<(), Error> {
    service::check_port(port, "dev")?;
    page::tools()?;
    demo::build_programs()?;
    println!("Building the page for development: about a minute the first time.");
    succeed(page::trunk(["build"]))?;
    let trunk = Service::start_in_terminal("trunk", page::trunk(["watch"]))?;
    println!("Trunk rebuilds the page on every save; reload after it says `success`.");
    let (sandbox, ready) = Service::sandbox(port)?;
    let relay = Service::relay(port, &ready.relay_config, &place::dist())?;
    println!("{}", demo::table(&ready.mailboxes));
    println!("\n{}\n", service::invitation(port, &ready.portal));
    signal_is_the_normal_end();
    service::watch(&mut [trunk, relay, sandbox])
}
