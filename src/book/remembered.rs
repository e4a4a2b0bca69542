//! Remembered (身份与决定): customer ids and people's answers as tables: what makes an id last.
//!
//! `identities`: `customer_id, kind, value`, one line for each fingerprint or alias of an id (one without either has a
//! line with both null). `decisions`: `fingerprint_a, fingerprint_b, verdict, source`, in the order they were given.

use polars::prelude::{DataFrame, PolarsResult, df};

use crate::error::{Error, Result};
use crate::model::frame::Rows;
use crate::model::resolved::{Decision, Identity, Verdict};

const FINGERPRINT: &str = "fingerprint";
const ALIAS: &str = "alias";
const VERDICTS: [(&str, Verdict); 3] = [("same", Verdict::Same), ("different", Verdict::Different), ("unsure", Verdict::Unsure)];

/// Identities as a frame, ordered by id.
pub(super) fn identities_to_frame(identities: &[Identity]) -> PolarsResult<DataFrame> {
    let mut sorted: Vec<&Identity> = identities.iter().collect();
    sorted.sort_by_key(|identity| &identity.id);
    let mut lines: Vec<(&str, Option<&str>, Option<&str>)> = Vec::new();
    for identity in sorted {
        let before = lines.len();
        lines.extend(identity.fingerprints.iter().map(|text| (identity.id.as_str(), Some(FINGERPRINT), Some(text.as_str()))));
        lines.extend(identity.aliases.iter().map(|text| (identity.id.as_str(), Some(ALIAS), Some(text.as_str()))));
        if lines.len() == before {
            lines.push((&identity.id, None, None));
        }
    }
    df!(
        "customer_id" => lines.iter().map(|line| line.0).collect::<Vec<_>>(),
        "kind" => lines.iter().map(|line| line.1).collect::<Vec<_>>(),
        "value" => lines.iter().map(|line| line.2).collect::<Vec<_>>(),
    )
}

/// Identities from a frame.
pub(super) fn identities_from_frame(frame: &DataFrame) -> Vec<Identity> {
    let rows = Rows::of(frame);
    let mut identities: Vec<Identity> = Vec::new();
    for row in 0..rows.len() {
        let id = rows.text("customer_id", row).unwrap_or_default();
        let mut identity = match identities.pop() {
            Some(last) if last.id == id => last,
            other => {
                identities.extend(other);
                Identity { id: id.to_owned(), ..Identity::default() }
            }
        };
        match (rows.text("kind", row), rows.text("value", row)) {
            (Some(FINGERPRINT), Some(value)) => identity.fingerprints.push(value.into()),
            (Some(ALIAS), Some(value)) => identity.aliases.push(value.to_owned()),
            _ => {}
        }
        identities.push(identity);
    }
    identities
}

/// Decisions as a frame.
pub(super) fn decisions_to_frame(decisions: &[Decision]) -> PolarsResult<DataFrame> {
    df!(
        "fingerprint_a" => decisions.iter().map(|decision| decision.fingerprints.0.as_str()).collect::<Vec<_>>(),
        "fingerprint_b" => decisions.iter().map(|decision| decision.fingerprints.1.as_str()).collect::<Vec<_>>(),
        "verdict" => decisions.iter().map(|decision| verdict_id(decision.verdict)).collect::<Vec<_>>(),
        "source" => decisions.iter().map(|decision| decision.source.as_str()).collect::<Vec<_>>(),
    )
}

/// Decisions from a frame. An answer this version does not know is an error: to forget it would merge again what a
/// person took apart.
pub(super) fn decisions_from_frame(frame: &DataFrame) -> Result<Vec<Decision>> {
    let rows = Rows::of(frame);
    let text = |name: &str, row| rows.text(name, row).unwrap_or_default().to_owned();
    (0..rows.len())
        .map(|row| {
            let id = text("verdict", row);
            let verdict = VERDICTS.into_iter().find(|(known, _)| *known == id).map(|(_, verdict)| verdict);
            Ok(Decision {
                fingerprints: (text("fingerprint_a", row), text("fingerprint_b", row)),
                verdict: verdict.ok_or_else(|| Error::internal(format!("decision '{id}'")))?,
                source: text("source", row),
            })
        })
        .collect()
}

fn verdict_id(verdict: Verdict) -> &'static str {
    VERDICTS.into_iter().find(|(_, known)| *known == verdict).map_or("unsure", |(id, _)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identities_read_back() {
        let of = |id: &str, fingerprints: &[&str], aliases: &[&str]| Identity {
            id: id.to_owned(),
            fingerprints: fingerprints.iter().map(|text| (*text).into()).collect(),
            aliases: aliases.iter().map(ToString::to_string).collect(),
        };
        let identities = vec![of("C0001", &["a\nb", "罗西|IT"], &["C0003"]), of("C0002", &[], &[]), of("C0004", &["z"], &[])];
        let reversed: Vec<Identity> = identities.iter().rev().cloned().collect();
        assert_eq!(identities_from_frame(&identities_to_frame(&reversed).unwrap()), identities);
        assert_eq!(identities_from_frame(&identities_to_frame(&[]).unwrap()), []);
    }

    #[test]
    fn decisions_read_back_and_an_unknown_answer_is_an_error() {
        let decisions: Vec<Decision> = VERDICTS
            .into_iter()
            .map(|(id, verdict)| Decision {
                fingerprints: (id.to_owned(), "b".to_owned()), verdict, source: "评审.xlsx › F7".to_owned()
            })
            .collect();
        assert_eq!(decisions_from_frame(&decisions_to_frame(&decisions).unwrap()).unwrap(), decisions);
        let odd = df!("verdict" => ["perhaps"]).unwrap();
        assert!(decisions_from_frame(&odd).is_err());
    }
}
