//! `cargo xtask demo`: from a clone to an address to open.

use serde_json::Value;

use crate::error::Error;
use crate::page;
use crate::place;
use crate::process::{cargo, signal_is_the_normal_end, succeed};
use crate::service::{self, Service};
use crate::timing::Phases;

/// Sets up, builds and starts everything, prints the address, and serves until Ctrl-C.
pub fn run(port: u16) -> Result<(), Error> {
    service::check_port(port, "demo")?;
    println!("The first run takes up to 12 minutes on two cores, later ones some seconds.");
    let mut phases = Phases::default();
    phases.run("the page and its tools", page::build)?;
    phases.run("the relay and the pretend provider", build_programs)?;
    let (sandbox, ready) = phases.run("start", || Service::sandbox(port))?;
    let relay = Service::relay(port, &ready.relay_config, &place::dist())?;
    println!("\n{phases}");
    println!("{}", table(&ready.mailboxes));
    println!("\n{}\n", service::invitation(port, &ready.portal));
    signal_is_the_normal_end();
    service::watch(&mut [relay, sandbox])
}

/// The programs without optimisation: they wait for networks, and compile in a third of the time.
pub fn build_programs() -> Result<(), Error> {
    println!("About 3 minutes the first time.");
    succeed(cargo([
        "build",
        "--package=relay",
        "--package=sandbox",
        "--locked",
    ]))
}

/// The demo mailboxes in columns.
pub fn table(mailboxes: &[Value]) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |entry: &Value| {
        let seen = [&entry["note"], &entry["cause"]];
        let seen = seen.into_iter().find(|seen| seen.is_string());
        [
            text(&entry["mailbox"]),
            text(&entry["account"]),
            text(&entry["sign_in_as"]),
            seen.map(text).unwrap_or_default(),
        ]
    };
    let heading = [
        "Mailbox",
        "Who should sign in",
        "Sign in as",
        "What you will see",
    ];
    let heading = heading.map(str::to_owned);
    let rows: Vec<[String; 4]> = [heading]
        .into_iter()
        .chain(mailboxes.iter().map(row))
        .collect();
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let (first, second, third) = (width(0), width(1), width(2));
    let line = |[a, b, c, d]: &[String; 4]| format!("  {a:first$}  {b:second$}  {c:third$}  {d}");
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_table_lines_up() {
        let mailboxes = [
            json!({ "mailbox": "alex@demo.test", "account": "alex@demo.test", "sign_in_as": "alex@demo.test",
                "note": "It opens", "cause": "healthy" }),
            json!({ "mailbox": "billing@demo.test", "account": "pat@demo.test", "sign_in_as": "alex@demo.test",
                "cause": "wrong-user-signed-in" }),
        ];
        assert_eq!(
            table(&mailboxes),
            "  Mailbox            Who should sign in  Sign in as      What you will see\n  \
               alex@demo.test     alex@demo.test      alex@demo.test  It opens\n  \
               billing@demo.test  pat@demo.test       alex@demo.test  wrong-user-signed-in"
        );
    }
}
