//! What time it is, and by whose clock.

/// One moment by two clocks, seconds since 1970.
#[derive(Clone, Copy, Debug)]
pub struct Now {
    /// The reader's. It may be hours off, so it is compared with nothing but itself.
    pub reader: i64,
    /// The relay's: it judges what a provider has dated.
    pub relay: i64,
}

impl Now {
    /// The moment at which the reader's clock shows this, where the relay's is this much ahead.
    pub const fn new(reader: i64, ahead: i64) -> Self {
        Self {
            reader,
            relay: reader.saturating_add(ahead),
        }
    }
}
