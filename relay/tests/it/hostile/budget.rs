//! What an attack may cost a check. Time is measured next to a peer by `cargo bench --package relay`, not here.

use relay::guard::MAX_TOTAL;

use super::attack::ATTACKS;
use super::cost::of_a_check;

/// What TLS may have sent for itself: the handshake, and beside what is carried.
const TLS: usize = (64 + 32) * 1024;

/// All that a check may hold at once, in octets: the handshake, what was exchanged, and what is told of it.
const MEMORY: usize = 256 * 1024;

/// and the handshake is counted too.
#[test]
fn an_attack_costs_no_more_octets_and_memory_than_a_check_may() {
    for attack in ATTACKS {
        let cost = of_a_check(*attack);
        let last = cost.steps.last().unwrap();
        assert_eq!(last.broke(), attack.ends, "{attack:?}: {last:?}");
        let (name, wire, peak) = (attack.name, cost.octets, cost.peak);
        assert!(wire <= MAX_TOTAL + TLS, "{name}: {wire} octets came");
        assert!(peak <= MEMORY, "{name}: {peak} octets were held");
    }
}
