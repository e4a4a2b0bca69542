//! Copies (副本): what is wrong in a file, and again in its copy, is said once. The copy itself is a finding that names the
//! file it repeats; what the copy alone has (another rule of the policy, say) is kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Finding, Kind, Severity};
use crate::model::{Entity, Origin};

/// What a finding says, wherever its sheet lies.
type Said<'a> = (Kind, Option<Entity>, Option<&'a str>, u32, u32, &'a [(&'static str, String)]);

fn said(finding: &Finding) -> Said<'_> {
    let (row, column) = finding.origin.as_ref().map_or((0, 0), |origin| (origin.row, origin.column));
    (finding.kind, finding.entity, finding.field, row, column, &finding.args)
}

/// File, and sheet where there is one, as [`Kind::FileCopy`] names what is repeated.
fn place(file: &str, sheet: &str) -> String {
    Origin::sheet(file, sheet).to_string()
}

/// Drops what a person would have to decide or mend in a copy, where the file it repeats asks for the same.
pub(super) fn told_once(findings: &mut Vec<Finding>) {
    let copies: BTreeMap<String, String> = findings
        .iter()
        .filter(|finding| finding.kind == Kind::FileCopy)
        .filter_map(|finding| {
            let of = finding.args.iter().find(|(name, _)| *name == "of")?;
            Some((finding.origin.as_ref()?.to_string(), of.1.clone()))
        })
        .collect();
    if copies.is_empty() {
        return;
    }
    // Where the same is said of the file that came first.
    let first = |origin: &Origin| {
        let of_sheet = copies.get(&place(&origin.file, &origin.sheet)).cloned();
        of_sheet.or_else(|| copies.get(&*origin.file).map(|file| place(file, &origin.sheet)))
    };
    let keep: Vec<bool> = {
        let known: BTreeSet<(String, Said<'_>)> = findings
            .iter()
            .filter_map(|finding| Some((place(&finding.origin.as_ref()?.file, &finding.origin.as_ref()?.sheet), said(finding))))
            .collect();
        let again = |finding: &Finding| {
            let Some(twin) = finding.origin.as_ref().and_then(first) else { return false };
            finding.kind.severity() != Severity::Know && known.contains(&(twin, said(finding)))
        };
        findings.iter().map(|finding| !again(finding)).collect()
    };
    let mut keep = keep.into_iter();
    findings.retain(|_| keep.next().unwrap_or(true));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_copy_repeats_is_said_once() {
        let bad = |file: &str, sheet: &str, row: u32, value: &str| {
            Finding::new(Kind::BadDate).of(Entity::Order, "on").at(Origin::sheet(file, sheet).at_row(row)).with("value", value)
        };
        let copy = |origin: Origin, of: &str| Finding::new(Kind::FileCopy).at(origin).with("of", of);
        let mut findings = vec![
            copy(Origin::file("b.csv"), "a.csv"),
            copy(Origin::sheet("d.xlsx", "1"), "c.xlsx › x"),
            bad("a.csv", "", 7, "31.9."),
            bad("b.csv", "", 7, "31.9."),
            bad("b.csv", "", 8, "31.9."),
            bad("c.xlsx", "x", 3, "?"),
            bad("d.xlsx", "1", 3, "?"),
            bad("d.xlsx", "2", 3, "?"),
        ];
        let wanted: Vec<Finding> = [0, 1, 2, 4, 5, 7].map(|place| findings[place].clone()).to_vec();
        told_once(&mut findings);
        assert_eq!(findings, wanted);
    }
}
