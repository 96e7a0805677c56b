//! No picture of this process's memory is left anywhere: it holds tokens while checks run.

use std::io;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

/// From now on the system writes no core file of this process, whatever it is told elsewhere, and no other process of the
/// same user may read its memory (prctl(2), `PR_SET_DUMPABLE`).
///
/// # Errors
/// The system refuses, which Linux never does.
pub fn forbid() -> io::Result<()> {
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    setrlimit(Resource::Core, none)?;
    set_dumpable_behavior(DumpableBehavior::NotDumpable)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use rustix::process::{dumpable_behavior, getrlimit};

    use super::*;

    /// neither by limit nor by flag, and the limit cannot be raised again by this process's own children.
    #[test]
    fn nothing_is_dumped() {
        forbid().unwrap();
        assert_eq!(dumpable_behavior().unwrap(), DumpableBehavior::NotDumpable);
        let limit = getrlimit(Resource::Core);
        assert_eq!((limit.current, limit.maximum), (Some(0), Some(0)));
    }
}
