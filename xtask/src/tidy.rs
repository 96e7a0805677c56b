//! Rules that no compiler knows: what the architecture promises, read from the sources.
//!
//! Each rule is a function from the sources to complaints; [`run`] reads the files and prints what the rules say.

mod boundary;
mod causes;
mod code;
mod krates;
mod links;
mod rules;
mod source;

use crate::error::Error;
use crate::place;

/// Applies all rules to the files that git knows or would add.
pub fn run() -> Result<(), Error> {
    let sources = source::all()?;
    let complaints: Vec<String> = [
        causes::complaints(&sources),
        boundary::complaints(&sources),
        krates::complaints(&krates::metadata()?),
        links::complaints(&sources, |path| place::top().join(path).exists()),
        rules::complaints(&sources),
        source::complaints(&sources, &source::places_of_this_machine()),
    ]
    .concat();
    for warning in source::warnings(&sources) {
        println!("warning: {warning}");
    }
    for complaint in &complaints {
        println!("error: {complaint}");
    }
    println!("{} files read.", sources.len());
    if complaints.is_empty() {
        Ok(())
    } else {
        Err(Error::Checks(vec![format!(
            "{} tidy rules",
            complaints.len()
        )]))
    }
}
