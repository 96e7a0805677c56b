//! What the token says about itself.

/// The fold.
pub const HEADING: &str = "What the token says";
/// Below it.
pub const NOTE: &str =
    "Read from the token, not verified. The token itself is nowhere in this report.";
/// A token that only its issuer can read.
pub const OPAQUE: &str = "Only the provider can read this token, so nothing can be said about it. That is normal for some providers.";
/// What stands there is none.
pub const NOT_A_TOKEN: &str = "What stands in the place of the token is no token, by its looks.";
/// `aud`
pub const AUDIENCE: &str = "For the service";
/// `scp`
pub const SCOPES: &str = "Permits";
/// `upn`, …
pub const ACCOUNT: &str = "Account";
/// `appid`
pub const APP: &str = "Application";
/// `tid`
pub const TENANT: &str = "Organisation";
/// `exp`
pub const EXPIRES: &str = "Valid until";
/// `iss`
pub const ISSUER: &str = "Issued by";
/// `idtyp`
pub const APP_ONLY: &str = "Nobody signed in: the application itself did.";
