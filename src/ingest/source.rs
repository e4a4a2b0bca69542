//! Source rules (数据源): what a person wrote in the policy about certain files and sheets. The first that fits wins.

use super::pattern;
use crate::model::{Catalogue, Entity, folding};
use crate::policy::{Policy, Source};

/// The rule for a file before its sheets are known: it may name the encoding.
pub(super) fn of_file<'a>(policy: &'a Policy, label: &str) -> Option<&'a Source> {
    policy.source.iter().find(|source| pattern::fits_label(&source.file, label))
}

/// The rules for one sheet: the first that fits, and those beside it that name another header row of the same sheet.
pub(super) fn of_sheet<'a>(policy: &'a Policy, label: &str, sheet: &str) -> Vec<&'a Source> {
    let fits = |source: &&Source| {
        pattern::fits_label(&source.file, label) && source.sheet.as_ref().is_none_or(|wanted| pattern::fits(wanted.trim(), sheet.trim()))
    };
    let mut rules: Vec<&Source> = policy.source.iter().filter(fits).collect();
    if let Some(first) = rules.first().copied() {
        let mut named = vec![first.header_row];
        rules.retain(|rule| {
            let alike =
                std::ptr::eq(*rule, first) || (rule.file == first.file && rule.sheet == first.sheet && !named.contains(&rule.header_row));
            named.extend(alike.then_some(rule.header_row));
            alike
        });
        // A rule without a row speaks for the whole sheet.
        if first.header_row.is_none() {
            rules.truncate(1);
        }
    }
    rules
}

/// The entity a rule names.
pub(super) fn entity(rule: Option<&Source>) -> Option<Entity> {
    Entity::from_id(rule?.entity.as_deref()?)
}

/// What a rule says about one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ruled {
    /// Nothing.
    Silent,
    /// It is no field: an empty id.
    LeftAlone,
    /// It is this field.
    Field(&'static str),
}

/// The field a rule gives a header.
pub(super) fn column(rule: Option<&Source>, header: &str, entity: Entity) -> Ruled {
    let wanted = folding::key(header);
    match rule.and_then(|rule| rule.columns.iter().find(|(text, _)| folding::key(text) == wanted)) {
        Some((_, id)) if id.is_empty() => Ruled::LeftAlone,
        Some((_, id)) => Catalogue::shipped().field(entity, id).map_or(Ruled::Silent, |field| Ruled::Field(field.id)),
        None => Ruled::Silent,
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn the_first_rule_that_fits_wins() {
        let text = "[[source]]\nfile = \"台账/*.csv\"\nentity = \"order\"\ncolumns = { \"业务\" = \"staff\", \"行\" = \"\" }\n\
                    [[source]]\nfile = \"**\"\nsheet = \"旧*\"\nignore = true\n";
        let policy = crate::policy::load(text, Path::new("clientbook.toml")).unwrap();
        let rule = of_sheet(&policy, "台账/订单.csv", "").first().copied();
        assert_eq!(entity(rule), Some(Entity::Order));
        assert_eq!(column(rule, " 业 务", Entity::Order), Ruled::Field("staff"));
        assert_eq!(column(rule, "行", Entity::Order), Ruled::LeftAlone);
        assert_eq!(column(rule, "日期", Entity::Order), Ruled::Silent);
        assert!(of_sheet(&policy, "a.xlsx", "旧表")[0].ignore);
        assert!(of_sheet(&policy, "a.xlsx", "新表").is_empty());
    }
}
