//! Codes of devices that wait for a person elsewhere (RFC 8628).

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::applications::Application;
use crate::people::Person;

/// How long both codes are good for, in seconds.
pub const DEVICE_SECONDS: i64 = 900;

/// The seconds between two questions. RFC 8628 §3.2 takes five where nothing is said; people who try this are quicker.
pub const INTERVAL: i64 = 2;

/// What a device that asks too early has to wait longer, in seconds (RFC 8628 §3.5).
const SLOWER: i64 = 5;

/// Letters of a user code: no vowels, so that it spells nothing, and nothing that looks like a digit (RFC 8628 §6.1).
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// What a device asked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Asked {
    /// For which application.
    pub application: &'static Application,
    /// The scopes.
    pub scopes: Vec<String>,
}

/// What the person at the other device decided.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Decision {
    /// This person signs in.
    Allowed(&'static Person),
    /// They said no.
    Declined,
    /// They let the code's time run out.
    LeftToEnd,
}

/// What a device is told when it asks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Told {
    /// Who signed in. The code is used.
    Allowed(&'static Person, Asked),
    /// The person said no. The code is used.
    Declined,
    /// Its time is over.
    Expired,
    /// Nobody decided yet.
    Pending,
    /// It asks too often.
    SlowDown,
    /// No such code, or another application's.
    Unknown,
}

struct Waiting {
    asked: Asked,
    user_code: String,
    ends_at: i64,
    interval: i64,
    last_asked: Option<i64>,
    decision: Option<Decision>,
}

/// The codes of one run, by device code.
#[derive(Default)]
pub struct Devices(Mutex<BTreeMap<String, Waiting>>);

impl Devices {
    /// Remembers both codes. `now` is in seconds since 1970.
    pub fn begin(&self, device_code: String, user_code: &str, asked: Asked, now: i64) {
        let mut waiting = self.lock();
        // One that has just ended is kept, so that its device hears so.
        waiting.retain(|_, one| one.ends_at + DEVICE_SECONDS > now);
        waiting.insert(
            device_code,
            Waiting {
                asked,
                user_code: letters(user_code),
                ends_at: now + DEVICE_SECONDS,
                interval: INTERVAL,
                last_asked: None,
                decision: None,
            },
        );
    }

    /// What the device with this user code asked for, as long as nobody decided.
    pub fn asked(&self, user_code: &str, now: i64) -> Option<Asked> {
        let typed = letters(user_code);
        let waiting = self.lock();
        let mut all = waiting.values();
        all.find(|one| one.is_open(&typed, now))
            .map(|one| one.asked.clone())
    }

    /// The person decides; false when no device waits with this code.
    pub fn decide(&self, user_code: &str, decision: Decision, now: i64) -> bool {
        let typed = letters(user_code);
        let mut waiting = self.lock();
        match waiting.values_mut().find(|one| one.is_open(&typed, now)) {
            Some(one) => {
                one.decision = Some(decision);
                true
            }
            None => false,
        }
    }

    /// One question of the device.
    pub fn ask(&self, device_code: &str, application: &Application, now: i64) -> Told {
        let mut waiting = self.lock();
        let Some(one) = waiting.get_mut(device_code) else {
            return Told::Unknown;
        };
        if one.asked.application != application {
            return Told::Unknown;
        }
        if one.ends_at <= now || one.decision == Some(Decision::LeftToEnd) {
            return Told::Expired;
        }
        let early = one.last_asked.is_some_and(|last| now - last < one.interval);
        one.last_asked = Some(now);
        if early {
            one.interval += SLOWER;
            return Told::SlowDown;
        }
        let told = match one.decision {
            Some(Decision::Allowed(person)) => Told::Allowed(person, one.asked.clone()),
            Some(Decision::Declined) => Told::Declined,
            Some(Decision::LeftToEnd) | None => return Told::Pending,
        };
        waiting.remove(device_code);
        told
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn is_open(&self, typed: &str, now: i64) -> bool {
        self.user_code == typed && self.decision.is_none() && now < self.ends_at
    }
}

/// A user code as it is shown, from eight random octets.
pub fn user_code(random: [u8; 8]) -> String {
    let letter = |octet: u8| char::from(LETTERS[usize::from(octet) % LETTERS.len()]);
    let code: String = random.into_iter().map(letter).collect();
    let (first, second) = code.split_at(4);
    format!("{first}-{second}")
}

/// A code as it is compared: case and punctuation do not matter (RFC 8628 §6.1).
fn letters(code: &str) -> String {
    let letters = code.chars().filter(char::is_ascii_alphabetic);
    letters.map(|letter| letter.to_ascii_uppercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::applications::APPLICATIONS;
    use crate::people::PEOPLE;

    const NOW: i64 = 1_000;

    fn waiting() -> Devices {
        let devices = Devices::default();
        let asked = Asked {
            application: &APPLICATIONS[0],
            scopes: vec!["openid".into()],
        };
        devices.begin("device".into(), "BCDF-GHJK", asked, NOW);
        devices
    }

    fn ask(devices: &Devices, after: i64) -> Told {
        devices.ask("device", &APPLICATIONS[0], NOW + after)
    }

    #[test]
    fn a_device_waits_until_a_person_allows_and_is_told_once() {
        let devices = waiting();
        assert_eq!(ask(&devices, 2), Told::Pending);
        assert_eq!(
            devices.asked(" bcdf ghjk ", NOW).unwrap().scopes,
            ["openid"]
        );
        assert!(devices.decide("bcdfghjk", Decision::Allowed(&PEOPLE[0]), NOW));
        assert!(!devices.decide("bcdfghjk", Decision::Declined, NOW));
        let Told::Allowed(person, _) = ask(&devices, 4) else {
            panic!("allowed");
        };
        assert_eq!(person, &PEOPLE[0]);
        assert_eq!(ask(&devices, 6), Told::Unknown);
    }

    #[test]
    fn a_device_that_asks_too_often_has_to_wait_longer() {
        let devices = waiting();
        assert_eq!(ask(&devices, 0), Told::Pending);
        assert_eq!(ask(&devices, 1), Told::SlowDown);
        assert_eq!(ask(&devices, 7), Told::SlowDown);
        assert_eq!(ask(&devices, 19), Told::Pending);
    }

    #[test]
    fn a_refusal_an_end_and_a_foreign_code_are_told_apart() {
        let declined = waiting();
        assert!(declined.decide("BCDF-GHJK", Decision::Declined, NOW));
        assert_eq!(ask(&declined, 0), Told::Declined);

        let left = waiting();
        assert!(left.decide("BCDF-GHJK", Decision::LeftToEnd, NOW));
        assert_eq!(ask(&left, 0), Told::Expired);

        let late = waiting();
        assert_eq!(late.asked("BCDF-GHJK", NOW + DEVICE_SECONDS), None);
        assert_eq!(ask(&late, DEVICE_SECONDS), Told::Expired);
        let other = &APPLICATIONS[1];
        assert_eq!(late.ask("device", other, NOW), Told::Unknown);
        assert_eq!(late.asked("BCDF-GHJL", NOW), None);
    }

    #[test]
    fn a_user_code_can_be_read_aloud() {
        let code = user_code([0, 1, 2, 3, 4, 5, 6, 255]);
        assert_eq!(code.len(), 9);
        assert_eq!(&code[4..5], "-");
        assert!(!code.contains(['A', 'E', 'I', 'O', 'U', '0', '1']));
    }
}
