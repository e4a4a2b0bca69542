//! `metrics`: the catalogue.

use crate::workspace::Workspace;

#[test]
fn the_catalogue_prints_in_both_languages() {
    let space = Workspace::new("metrics");
    let chinese = space.run(&["metrics"]).exits(0).stdout;
    let english = space.run(&["metrics", "--language", "en"]).exits(0).stdout;
    assert!(chinese.contains("csat_share") && chinese.contains("满意"), "{chinese}");
    assert!(english.contains("csat_share") && !english.contains("满意"), "{english}");
}
