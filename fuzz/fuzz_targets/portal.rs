//! what another page says to the framed one. What is taken is a command of this version, and nothing else is.

#![no_main]

use fuzz::bounds;
use serde_json::json;
use shared::embed::{Command, Inbound, MOST, VERSION};

fuzz::target!(portal);

fn portal(octets: &[u8]) {
    let text = String::from_utf8_lossy(octets);
    let Some(message) = bounds::hold(|| Inbound::read(&text)) else {
        return;
    };
    assert!(text.len() <= MOST);
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["greencheck"], VERSION);
    let name = match message.command {
        Command::Hello => "hello",
        Command::Start => "start",
        Command::Cancel => "cancel",
        Command::SetTheme => "set-theme",
        Command::GetReport => "get-report",
    };
    let detailed = matches!(message.command, Command::Start | Command::SetTheme);
    assert!(detailed || message.detail.is_empty());
    let written = json!({"greencheck": VERSION, "command": name, "detail": message.detail});
    // Escapes that were short may have become long.
    let written = written.to_string();
    assert!(Inbound::read(&written) == Some(message) || written.len() > MOST);
}
