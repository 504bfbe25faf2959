use super::Outcome;
use crate::checks;
use crate::diagnostic::{Rule, closest};

/// Options of `explain`.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Name of a rule; without one, every rule on a line of its own
    rule: Option<String>,
}

pub(super) fn run(args: &Args) -> Result<Outcome, String> {
    let Some(name) = &args.rule else {
        let mut rules: Vec<&Rule> = checks::all_rules().collect();
        rules.sort_by(|a, b| b.severity.cmp(&a.severity).then(a.name.cmp(b.name)));
        let width = rules.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
        for rule in rules {
            println!("{:width$}  {:7}  {}", rule.name, rule.severity.word(), rule.looks_for);
        }
        return Ok(Outcome::Clean);
    };
    let rule = checks::rule(name).ok_or_else(|| {
        let near = closest(name, checks::all_rules().map(|rule| rule.name));
        let help =
            near.map_or_else(|| "`clausebook explain` lists them".into(), |near| format!("did you mean `{near}`?"));
        format!("no rule is called `{name}`; {help}")
    })?;
    println!("{} ({})", rule.name, rule.severity.word());
    println!("\nLooks for: {}\nWhy: {}\nMend it: {}", rule.looks_for, rule.why, rule.fix);
    if !rule.clause.is_empty() {
        println!("Serves: ISO/IEC 20000-1:2018, {}", rule.clause);
    }
    Ok(Outcome::Clean)
}
