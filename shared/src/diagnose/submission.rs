//! A refusal over SMTP that names no reason: `535 5.7.3 Authentication unsuccessful`.

use super::access::List;
use super::filled::{locked, presented, server_setup, switched_off};
use super::scene::Scene;
use super::suspect::Suspect;
use crate::cause::Cause;
use crate::provider::Family;

/// What can be behind it, the token aside.
pub fn suspects(scene: &Scene, list: &List) -> Vec<Suspect> {
    let tenant = match scene.family() {
        // Personal accounts have no organisation that could switch it off.
        Family::OutlookCom => 0,
        _ => 24,
    };
    if scene.family() == Family::Other {
        // The switch for authenticated SMTP is Exchange's.
        return vec![
            list.of(server_setup(scene), 40),
            list.of(presented(scene), 14),
            list.of(locked(scene), 10),
            list.of(Cause::ServiceOutageOrBackend, 6),
        ];
    }
    let mut all = vec![list.of(switched_off(scene), 40)];
    if tenant > 0 {
        all.push(list.of(Cause::SmtpAuthDisabledTenant, tenant));
    }
    all.extend([
        list.of(
            presented(scene),
            if scene.is_own() == Some(false) { 30 } else { 8 },
        ),
        list.of(Cause::ConditionalAccessBlock, 4),
        list.of(Cause::ServiceOutageOrBackend, 3),
    ]);
    all
}
