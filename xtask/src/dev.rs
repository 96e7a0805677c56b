//! `cargo xtask dev`: the demo with the page rebuilt on every save.
//!
//! The relay serves `dist` from disk, so origin, ticket and content security policy are those of production. Trunk only
//! builds; it serves nothing.

use crate::demo;
use crate::error::Error;
use crate::page;
use crate::place;
use crate::process::{Running, command, signal_is_the_normal_end};
use crate::service::{self, Service};

/// Starts Trunk, the pretend provider and the relay, and serves until Ctrl-C.
pub fn run(port: u16) -> Result<(), Error> {
    service::check_port(port, "dev")?;
    page::tools()?;
    page::fetch()?;
    demo::build_programs()?;
    let mut trunk = command("trunk");
    trunk
        .args(["watch", "--offline=true"])
        .env_remove("NO_COLOR");
    let _trunk = Running::start(&mut trunk)?;
    println!("Trunk builds the page beside this; reload after it says `success`.");
    let (sandbox, ready) = Service::sandbox(port)?;
    let relay = Service::relay(port, &ready.relay_config, &place::dist())?;
    println!("{}", demo::table(&ready.mailboxes));
    println!(
        "\nOpen {}    (Ctrl-C stops everything)\n",
        service::address(port)
    );
    signal_is_the_normal_end();
    service::watch(&mut [relay, sandbox])
}
