//! Bodies of HTTP, which hold secrets both ways: read whole up to a cap, into memory that is wiped.

use bytes::Bytes;
use http_body::Body;
use http_body_util::BodyExt;
use zeroize::{Zeroize, Zeroizing};

/// Why a body was not read to its end.
#[derive(Debug, thiserror::Error)]
pub enum BodyError<E> {
    /// It broke off.
    #[error("the body broke off")]
    Broken(E),
    /// It is over the cap.
    #[error("the body is too long")]
    TooLong,
}

/// The whole body, if it has at most `most` octets. No more than that is read.
///
/// # Errors
/// It is longer, or broke off.
pub async fn read<B>(mut body: B, most: usize) -> Result<Zeroizing<Vec<u8>>, BodyError<B::Error>>
where
    B: Body<Data = Bytes> + Unpin,
{
    if body.size_hint().lower() > most as u64 {
        return Err(BodyError::TooLong);
    }
    // All at once: a vector that grows leaves copies behind.
    let mut whole = Zeroizing::new(Vec::with_capacity(most));
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(BodyError::Broken)?;
        // Trailers say nothing here.
        if let Ok(octets) = frame.into_data() {
            if octets.len() > most - whole.len() {
                return Err(BodyError::TooLong);
            }
            whole.extend_from_slice(&octets);
            wipe(octets);
        }
    }
    Ok(whole)
}

/// The octets as a body; they are wiped when the last reader is done.
pub fn wiped_after(octets: Zeroizing<Vec<u8>>) -> Bytes {
    Bytes::from_owner(octets)
}

/// Wipes octets, where nobody else holds them.
pub fn wipe(octets: Bytes) {
    if let Ok(mut octets) = octets.try_into_mut() {
        octets.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use http_body_util::Full;

    use super::*;

    #[tokio::test]
    async fn a_body_at_the_cap_is_read_and_one_over_it_is_not() {
        for (length, whole) in [(0, true), (8, true), (9, false)] {
            let body = Full::new(Bytes::from(vec![b'a'; length]));
            let read = read(body, 8).await;
            assert_eq!(read.is_ok_and(|read| read.len() == length), whole);
        }
    }
}
