//! What a reader makes of octets, however they arrive.

use std::fmt::Debug;

use relay::guard::MAX_TOTAL;

use crate::bounds;
use crate::canary::Canary;
use crate::script::{Act, Chunks, read};

/// What came of what was fed.
pub trait Fed: Debug + Eq {
    /// Feeds it, in pieces of these lengths.
    fn of(acts: &[Act], chunks: Chunks) -> Self;
    /// What must be so in any case.
    fn holds(&self, acts: &[Act]);
    /// How many octets there were.
    fn said(&self) -> usize;
    /// Whether it ended before the other side did.
    fn has_ended(&self) -> bool;
}

/// Feeds the same whole and in pieces, which changes nothing.
pub fn both<F: Fed>(octets: &[u8]) {
    let [seed, script @ ..] = octets else {
        return;
    };
    let acts = read(script, Canary::JWT);
    let whole = bounds::hold(|| F::of(&acts, Chunks::new(0)));
    whole.holds(&acts);
    let pieces = bounds::hold(|| F::of(&acts, Chunks::new(*seed)));
    pieces.holds(&acts);
    // Over the cap of all together it ends with the read that passes it.
    if whole.said() <= MAX_TOTAL {
        assert_eq!(whole, pieces);
    } else {
        assert!(whole.has_ended() && pieces.has_ended());
    }
}
