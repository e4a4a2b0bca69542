//! Documents made from the code: compared here, written again when `CLIENTBOOK_BLESS` is set.

use std::collections::BTreeSet;

use clientbook::metrics::CATALOG;

use crate::workspace::{Workspace, project};

#[expect(clippy::disallowed_methods, reason = "the switch that writes the documents again")]
fn compare(name: &str, made: &str) {
    let path = project(name);
    if std::env::var("CLIENTBOOK_BLESS").is_ok() {
        std::fs::write(&path, made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert!(kept == made, "{name} is out of date: run the tests once with CLIENTBOOK_BLESS=1");
}

#[test]
fn the_metrics_page_is_the_catalogue() {
    let space = Workspace::new("docs_metrics");
    compare("docs/metrics.md", &space.run(&["metrics", "--markdown"]).exits(0).stdout);
}

#[test]
fn the_command_line_page_is_the_help() {
    compare("docs/cli.md", &clientbook::cli::help_markdown());
}

#[test]
fn the_fields_page_is_the_catalogue() {
    let mut text = String::from("# Fields · 字段\n\n<!-- Made from src/model/fields; a test compares it. -->\n");
    for entity in clientbook::model::Entity::ALL {
        text.push_str(&format!("\n## {entity}\n\n| field | kind | headers known |\n|---|---|---|\n"));
        for field in clientbook::model::Catalogue::shipped().of(entity) {
            let aliases: Vec<String> = field.aliases.iter().map(|alias| alias.text.replace(['\n', '|'], " ")).collect();
            text.push_str(&format!("| `{}` | {:?} | {} |\n", field.id, field.kind, aliases.join(" · ")));
        }
    }
    compare("docs/fields.md", &text);
}

#[test]
fn the_policy_page_is_the_shipped_policy() {
    let text = format!(
        "# Policy · 口径\n\n<!-- Made from src/policy/default.toml; a test compares it. -->\n\n```toml\n{}```\n",
        clientbook::policy::DEFAULT
    );
    compare("docs/policy.md", &text);
}

#[derive(serde::Deserialize)]
struct Requirements {
    requirement: Vec<Requirement>,
}

#[derive(serde::Deserialize)]
struct Requirement {
    id: String,
    what: String,
    status: String,
    #[serde(default)]
    metrics: Vec<String>,
    #[serde(default)]
    list: String,
    #[serde(default)]
    sheet: String,
    #[serde(default)]
    test: String,
    #[serde(default)]
    note: String,
}

#[test]
fn each_requirement_is_traced_and_names_only_metrics_there_are() {
    let text = std::fs::read_to_string(project("docs/requirements.toml")).unwrap();
    let list: Requirements = toml::from_str(&text).unwrap();
    let known: BTreeSet<&str> = CATALOG.iter().map(|metric| metric.spec.id).collect();
    let answered: BTreeSet<&str> = CATALOG.iter().flat_map(|metric| metric.spec.requirements).copied().collect();
    let (mut ids, mut rows) = (BTreeSet::new(), String::new());
    for row in &list.requirement {
        assert!(ids.insert(row.id.as_str()), "{} stands twice", row.id);
        assert!(["works", "partly", "later"].contains(&row.status.as_str()), "{}: {}", row.id, row.status);
        for metric in &row.metrics {
            assert!(known.contains(metric.as_str()), "{} names metric {metric}, which is not in the catalogue", row.id);
        }
        let told = !row.metrics.is_empty() || !row.list.is_empty();
        assert_eq!(told, row.status != "later", "{}: {} with {} metrics and list {:?}", row.id, row.status, row.metrics.len(), row.list);
        assert!(row.status != "later" || !answered.contains(row.id.as_str()), "{} is later, but a metric answers it", row.id);
        let cells = cells(row).map(|cell| if cell.is_empty() { "–".to_owned() } else { cell });
        rows.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    for spec in CATALOG.iter().map(|metric| &metric.spec) {
        for id in spec.requirements {
            assert!(ids.contains(id), "metric {} answers {id}, which docs/requirements.toml does not have", spec.id);
        }
    }
    let count = |status: &str| list.requirement.iter().filter(|row| row.status == status).count();
    let page = format!(
        "# Requirements\n\nMade from docs/requirements.toml; edit that file.\n\nworks {} · partly {} · later {}\n\n| id | what | status | metrics or list | sheet | test | note |\n|---|---|---|---|---|---|---|\n{rows}",
        count("works"),
        count("partly"),
        count("later"),
    );
    compare("docs/requirements.md", &page);
}

fn cells(row: &Requirement) -> [String; 7] {
    let answers = row.metrics.iter().map(|metric| format!("`{metric}`")).chain((!row.list.is_empty()).then(|| row.list.clone()));
    [&row.id, &row.what, &row.status, &answers.collect::<Vec<_>>().join(", "), &row.sheet, &row.test, &row.note].map(Clone::clone)
}
