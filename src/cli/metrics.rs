//! `metrics`: the catalogue, from the specs and the words alone.

use super::args::MetricsArgs;
use super::job::Setting;
use super::say;
use crate::metrics::CATALOG;
use crate::model::{Better, MetricSpec, Unit};
use crate::policy::Policy;
use crate::words::{Language, Words};

pub(super) fn metrics(setting: &Setting, args: &MetricsArgs) -> u8 {
    if args.markdown {
        say::out(&markdown());
        return 0;
    }
    let words = setting.words;
    for metric in CATALOG {
        let spec = &metric.spec;
        let key = |part: &str| format!("metric.{}.{part}", spec.id);
        say::out(&format!("{}  {}\n    {}\n    {}\n", spec.id, words.get(&key("label")), words.get(&key("meaning")), facts(spec, words)));
    }
    say::out(&format!("\n{}\n", words.get(MONTH)));
    0
}

/// What a month is, in words.
const MONTH: &str = "metric.rule.month";

fn facts(spec: &MetricSpec, words: &Words) -> String {
    let needs: Vec<&str> = spec.needs.iter().map(|entity| words.find(&format!("entity.{}", entity.id())).unwrap_or(entity.id())).collect();
    format!(
        "{} · {} {} · {} · {} {} · {} · {}",
        words.get(&format!("metric.window.{}", spec.window)),
        unit(spec.unit),
        arrow(spec.better),
        needs.join(" + "),
        words.get("cli.min_sample"),
        spec.min_n,
        spec.definition,
        spec.requirements.join(" "),
    )
}

const fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Count => "0",
        Unit::Money => "¤",
        Unit::Share => "%",
        Unit::Days => "d",
        Unit::Hours => "h",
        Unit::Score => "0.0",
        Unit::Points => "±100",
        Unit::Per100 => "/100",
        Unit::Ratio => "×",
    }
}

const fn arrow(better: Better) -> &'static str {
    match better {
        Better::Higher => "↑",
        Better::Lower => "↓",
        Better::Neutral => "–",
    }
}

/// The catalogue as `docs/metrics.md`: both languages, and every setting of the shipped policy.
#[must_use]
pub(super) fn markdown() -> String {
    let (chinese, english) = (Words::of(Language::ZhHans), Words::of(Language::En));
    let mut text = String::from(
        "# Metrics · 指标\n\n<!-- Made by `clientbook metrics --markdown`; a test compares it. -->\n\n| id | 指标 · Metric | 口径 · Meaning | unit | min n | definition | requirement |\n|---|---|---|---|---|---|---|\n",
    );
    for metric in CATALOG {
        let spec = &metric.spec;
        let both = |part: &str, joint: &str| {
            let key = format!("metric.{}.{part}", spec.id);
            format!("{}{joint}{}", chinese.get(&key), english.get(&key)).replace('|', "\\|")
        };
        text.push_str(&format!(
            "| `{}` | {} | {} | {} {} | {} | {} | {} |\n",
            spec.id,
            both("label", " · "),
            both("meaning", "<br>"),
            unit(spec.unit),
            arrow(spec.better),
            spec.min_n,
            spec.definition,
            spec.requirements.join(" "),
        ));
    }
    text.push_str(&format!("\n{}\n{}\n", chinese.get(MONTH), english.get(MONTH)));
    text.push_str("\n## Thresholds as shipped · 出厂口径\n\n| setting | value |\n|---|---|\n");
    for (name, value) in Policy::shipped().settings() {
        text.push_str(&format!("| `{name}` | {value} |\n"));
    }
    text
}
