//! The report: a case as a file, and back.

/// Why a file is no report that this page can open.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum ReadError {
    /// Over [`MAX_REPORT`] octets.
    #[error("the file is larger than 1 MiB")]
    TooLarge,
    /// Not JSON, or JSON of something else.
    #[error("the file is not a Greencheck report")]
    NotAReport,
    /// Written by a version whose reports this one cannot read.
    #[error("the report has format {0}, which this version cannot read")]
    OtherFormat(u32),
    /// The browser did not hand the file over.
    #[error("the file could not be read")]
    Unreadable,
}

/// The largest report that is read, in octets.
pub const MAX_REPORT: usize = 1024 * 1024;
