//! Evidence (依据): the comparisons of two records with what both sides say, for people to read.

use super::record::{Record, Text};
use super::weights::Step;
use crate::model::resolved::Evidence;

/// The steps with what both sides say, for people to read.
pub(super) fn evidence(a: &Record, b: &Record, steps: &[Step]) -> Vec<Evidence> {
    let joined = |list: &[Text], by: &str| if let [only] = list { only.clone() } else { Text::from(list.join(by)) };
    let said = |record: &Record, comparison: &str| -> Text {
        let word = |value: &Option<Text>| value.clone().unwrap_or_default();
        match comparison {
            "name" => Text::from(record.shown()),
            "legal_form" => record.names.first().and_then(|name| name.legal).map(|(form, _)| Text::from_static(form)).unwrap_or_default(),
            "country" => word(&record.country),
            "region" => word(&record.region),
            "city" => word(&record.city),
            "postcode" => word(&record.postcode),
            "tax_id" => word(&record.tax_id),
            "code" => word(&record.code),
            "given" => word(&record.given),
            "family" => word(&record.family),
            "address" => joined(&record.address, " "),
            "contact" => record.contact.clone(),
            "email" => joined(&record.emails, ";"),
            "domain" => joined(&record.domains, ";"),
            "phone" => joined(&record.phones, ";"),
            "birthday" => record.birthday.map(|day| Text::from(day.to_string())).unwrap_or_default(),
            _ => Text::default(),
        }
    };
    steps
        .iter()
        .map(|step| Evidence {
            comparison: step.comparison,
            level: step.level,
            bits: step.bits,
            left: said(a, step.comparison),
            right: said(b, step.comparison),
        })
        .collect()
}
