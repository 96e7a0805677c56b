//! What MDN's HTTP Observatory says of the relay's pages.

use std::process::Command;

use end_to_end::authority::Authority;
use end_to_end::places;
use end_to_end::public::Public;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
struct Judged {
    path: String,
    grade: String,
    score: u32,
    failed: Vec<String>,
}

/// Each page, and what is said where there is none. The scanner gives 135 points to a page without cookies that is on no
/// list of browsers; what a portal may hold in a frame gets ten fewer.
const PAGES: [(&str, u32); 9] = [
    ("/", 135),
    ("/oauth/callback", 135),
    ("/oauth/callback?code=a&state=b", 135),
    ("/window", 135),
    ("/embed/setup", 135),
    ("/embed", 125),
    ("/about/data", 135),
    ("/causes/token-expired", 135),
    ("/nowhere", 130),
];

/// the best grade everywhere.
#[test]
fn every_page_has_the_best_grade() {
    let relay = Public::start();
    let directory = relay.directory.path();
    let authority = Authority::new("Observatory");
    authority.write(&directory.join("authority.pem"));
    authority.certify("localhost", directory, "front");
    let scan = places::observatory();
    let output = Command::new(places::system("node", "nodejs"))
        .arg(scan)
        .args([relay.port, relay.https_port].map(|port| port.to_string()))
        .args(["front.pem", "front.key"])
        .args(PAGES.map(|(path, _)| path))
        .current_dir(directory)
        .env("NODE_EXTRA_CA_CERTS", "authority.pem")
        .output()
        .unwrap();
    let problems = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{problems}");
    let judged = String::from_utf8(output.stdout).unwrap();
    let judged: Vec<Judged> = judged
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(judged.len(), PAGES.len());
    for (judged, (path, score)) in judged.iter().zip(PAGES) {
        assert_eq!(judged.path, path);
        assert!(judged.failed.is_empty(), "{judged:?}");
        assert_eq!(
            (judged.grade.as_str(), judged.score),
            ("A+", score),
            "{judged:?}"
        );
    }
}
