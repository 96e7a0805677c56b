//! The relay where it may do little: nobody's account, no privilege, a file system that cannot be written to.

use std::fs;
use std::net::SocketAddr;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use end_to_end::process::Process;
use end_to_end::{places, ports};

/// What a service manager does with `relay/deploy/greencheck.service`, in as few words: a namespace of its own for mounts,
/// all of it read-only, then an account that owns nothing and can gain nothing.
const CONFINE: &str = "mount --make-rprivate / && mount -o remount,ro,bind / && \
    exec setpriv --reuid=65534 --regid=65534 --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all \"$@\"";

/// it serves, and writes nothing.
#[test]
fn it_serves_as_nobody_on_a_file_system_that_cannot_be_written_to() {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let everybodys = |path: &Path, mode| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("our own directory");
    };
    everybodys(directory.path(), 0o755);
    let listen = SocketAddr::from(([127, 0, 0, 1], ports::free()));
    let config = directory.path().join("relay.toml");
    let text = format!(
        "listen = \"{listen}\"\npublic_url = \"http://localhost:{}\"\n",
        listen.port()
    );
    fs::write(&config, text).expect("our own directory");
    // Where the build is may be closed to others.
    let program = directory.path().join("relay");
    fs::copy(places::program("relay"), &program).expect("the relay");
    everybodys(&program, 0o755);

    let mut command = Command::new(places::system("unshare", "util-linux"));
    command.args(["--mount", "sh", "-c", CONFINE, "sh"]);
    command.arg(&program).arg("--config").arg(&config);
    for ours in places::VARIABLES {
        command.env_remove(ours);
    }
    let mut relay = Process::start(command, &directory.path().join("log"));
    let health = format!("http://{listen}/healthz");
    let answer = || {
        ureq::get(&health)
            .config()
            .timeout_global(Some(Duration::from_secs(1)))
            .build()
            .call()
    };
    relay.wait_until(|| answer().is_ok());

    // It is confined: this is what its own process says of itself.
    let status = relay.status();
    for line in [
        "Uid:\t65534\t65534\t65534\t65534",
        "NoNewPrivs:\t1",
        "CapEff:\t0000000000000000",
    ] {
        assert!(status.contains(line), "{line}: {status}");
    }
    let mounts = relay.mounts();
    let root = mounts
        .lines()
        .find(|line| line.split(' ').nth(4) == Some("/"));
    let rights = root
        .and_then(|line| line.split(' ').nth(5))
        .unwrap_or_default();
    assert!(rights.split(',').any(|right| right == "ro"), "{mounts}");
    assert!(!relay.log().contains("ERROR"), "{}", relay.log());
}

/// an exposure of at most 2.0 of 10, by the service manager's own reckoning. What needs it as the first
/// process (that the networks around are really shut) cannot be shown here.
#[test]
fn the_service_is_shut_in_as_far_as_a_network_server_can_be() {
    let unit = Path::new(env!("CARGO_MANIFEST_DIR")).join("../relay/deploy/greencheck.service");
    let rated = |unit: &Path| {
        Command::new(places::system("systemd-analyze", "systemd"))
            .args(["security", "--offline=true", "--threshold=20", "--no-pager"])
            .arg(unit)
            .output()
            .expect("it starts")
    };
    let output = rated(&unit);
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{}", said.lines().last().unwrap_or_default());
    assert!(output.status.success(), "{said}");
    // So can it fail: without one of its lines it is over.
    let text = fs::read_to_string(&unit).expect("the unit");
    for line in [
        "DynamicUser=yes",
        "SystemCallFilter=@system-service",
        "CapabilityBoundingSet=",
    ] {
        assert!(text.contains(&format!("\n{line}\n")), "{line}");
    }
    let directory = tempfile::tempdir().expect("a temporary directory");
    let open = directory.path().join("greencheck.service");
    let less = text
        .replace("\nDynamicUser=yes\n", "\n")
        .replace("\nCapabilityBoundingSet=\n", "\n");
    fs::write(&open, less).expect("our own directory");
    assert!(
        !rated(&open).status.success(),
        "the threshold tells the two apart"
    );
}
