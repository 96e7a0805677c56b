//! A case judged as the page does, whatever stands in it.

use shared::case::Case;
use shared::diagnose::diagnose;
use shared::followup::human;
use shared::remedy::advise;
use shared::remedy::letter::letter;
use shared::words::correlation;

use crate::bounds;

/// Judges it, writes each letter, and gives all that people would read.
pub fn judge(case: &Case, now: i64) -> String {
    let diagnosis = bounds::hold(|| diagnose(case, now));
    assert!(diagnosis.leading <= diagnosis.findings.len());
    assert_eq!(
        diagnose(case, now),
        diagnosis,
        "judged twice, another verdict"
    );
    let mut read = String::new();
    for finding in &diagnosis.findings {
        assert!(!finding.cause.code().is_empty());
        let advice = bounds::hold(|| advise(finding, case));
        let letter = bounds::hold(|| letter(finding, case, Some(now)));
        assert!(!letter.subject.contains('\n'), "a subject of several lines");
        read.extend([advice.title.as_str(), &letter.subject, &letter.body]);
        read.extend(advice.because.iter().map(String::as_str));
    }
    let causes: Vec<_> = diagnosis
        .findings
        .iter()
        .map(|finding| &finding.cause)
        .collect();
    let _ = bounds::hold(|| human::block(case, &causes));
    let _ = bounds::hold(|| correlation::of_case(case));
    read
}

/// A report is read again as it was written.
pub fn is_kept(case: &Case) {
    let json = bounds::hold(|| serde_json::to_string(case).expect("a case is JSON"));
    let again: Case = serde_json::from_str(&json).expect("a report can be read");
    assert_eq!(&again, case);
}
