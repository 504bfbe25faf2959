use serde::Serialize;

use super::{Destination, DocumentState, Handbook, PlainTrail, Target};
use crate::model::{Entry, EntryId};
use crate::standards::{ClauseId, Place, ReqId};

/// What is above and below a requirement, a document or a record, as far as the trace knows it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Tree {
    /// How the thing above leads here: `documented by`, `evidence`; empty at the root.
    pub relation: &'static str,
    /// Key of an entry, with its part, or number of a clause or requirement with its standard.
    pub key: String,
    /// What it is called or asks.
    pub title: String,
    /// Status, state or day, where it has one.
    pub state: Option<String>,
    /// What follows from it.
    pub children: Vec<Tree>,
}

impl Tree {
    fn leaf(relation: &'static str, key: String, title: String, state: Option<String>) -> Self {
        Self { relation, key, title, state, children: Vec::new() }
    }
}

/// What `trace` shows of a name: its tree, and the trails through it.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// What is above and below it.
    #[serde(flatten)]
    pub tree: Tree,
    /// The trails through it.
    pub trails: Vec<PlainTrail>,
}

impl Handbook {
    /// Tree and trails of a name; `Err` holds the nearest name that exists.
    pub fn trace(&self, name: &str) -> Result<Trace, Option<String>> {
        let (tree, trails) = match self.named(name)? {
            Destination::Entry(id, Some(anchor)) => {
                (self.entry_tree(id, Some(&anchor)), self.trails_of_part(id, &anchor))
            }
            Destination::Entry(id, None) => (self.entry_tree(id, None), self.trails_of(id)),
            Destination::Place(place) => {
                let trails = match place {
                    Place::Requirement(id) => vec![self.trail_of_requirement(id)],
                    Place::Clause(_) => Vec::new(),
                };
                (self.place_tree(place), trails)
            }
            _ => return Err(self.nearest(name)),
        };
        Ok(Trace { tree, trails: trails.iter().map(|it| self.plain_trail(it)).collect() })
    }

    /// What a name means as `trace` takes it: a key with an optional part, or a clause or requirement, with or without
    /// its standard.
    fn named(&self, name: &str) -> Result<Destination, Option<String>> {
        if let Some(entry) = self.entries.first() {
            return self.follow_name(entry, name).map_err(|_| self.nearest(name));
        }
        let reference = crate::model::ReqRef::parse(name, crate::source::Span::start_of(crate::source::SourceId(0)));
        self.place(&reference).map(Destination::Place).ok_or_else(|| self.nearest(name))
    }

    fn nearest(&self, name: &str) -> Option<String> {
        let key = name.split('#').next().unwrap_or(name);
        if let Some(near) = self.keys.closest(key, &[], &self.entries) {
            return Some(near.key.to_string());
        }
        let (standard, id) = match name.split_once(':') {
            Some((standard, id)) => (self.standards.by_name(standard)?, id),
            None => (self.standards.first()?, name),
        };
        crate::diagnostic::closest(id, self.standards.ids_of(standard.id))
            .map(|near| format!("{}:{near}", standard.name()))
    }

    fn name(&self, place: Place) -> String {
        format!("{}:{}", self.standards.standard_of(place).name(), self.standards.number(place))
    }

    fn place_tree(&self, place: Place) -> Tree {
        match place {
            Place::Requirement(id) => self.requirement_tree(id, true),
            Place::Clause(id) => self.clause_tree(id),
        }
    }

    fn clause_tree(&self, id: ClauseId) -> Tree {
        let clause = self.standards.clause(id);
        let standard = self.standards.standard(clause.standard);
        let counts = &self.coverage.clause(id).counts;
        let state = (standard.has_status() && counts.n_requirements > 0)
            .then(|| format!("{}, {} of {} covered", counts.worst().word(), counts.n_covered, counts.n_applicable()));
        let own = clause.requirements.iter().map(|it| self.requirement_tree(*it, true));
        let below = clause.children.iter().map(|it| self.clause_tree(*it));
        Tree {
            relation: "",
            key: self.name(Place::Clause(id)),
            title: clause.title.clone(),
            state,
            children: own.chain(below).collect(),
        }
    }

    /// A requirement: where it is documented, what proves it, what was found.
    fn requirement_tree(&self, id: ReqId, is_deep: bool) -> Tree {
        let requirement = self.standards.requirement(id);
        let known = self.coverage.requirement(id);
        let state =
            if requirement.is_informative { "informative".to_owned() } else { known.status.word().replace('_', " ") };
        let mut children = Vec::new();
        if is_deep {
            for it in &known.documented_by {
                let state = match it.state {
                    DocumentState::InForce => None,
                    DocumentState::Overdue if self.is_changed_since_approval(self.entry(it.entry)) => {
                        Some("changed since approval".to_owned())
                    }
                    DocumentState::Overdue => Some("overdue".to_owned()),
                    DocumentState::NotInForce => Some("not in force".to_owned()),
                };
                let broad = (!it.is_exact).then(|| "broad".to_owned());
                let contradicted = it.is_contradicted.then(|| {
                    format!("contradicted: nothing shows {}", self.contradictions.missing(it.entry, id).join("; "))
                });
                let state = [state, broad, contradicted].into_iter().flatten().reduce(|a, b| format!("{a}, {b}"));
                let key = part(self.entry(it.entry), it.anchor.as_deref());
                children.push(Tree::leaf("documented by", key, self.entry(it.entry).title.clone(), state));
            }
            for it in &known.evidence {
                let entry = self.entry(it.entry);
                let mut words = vec![format!("{}, valid until {}", it.on, it.valid_until)];
                words.extend((!it.is_current).then(|| "run out".to_owned()));
                words.extend((!it.counts).then(|| match it.is_contradicted {
                    true => "does not count: what it is evidence of is incomplete".to_owned(),
                    false => "does not count".to_owned(),
                }));
                words.extend(it.is_nil.then(|| "stated: nothing happened".to_owned()));
                words.extend(self.doubts(it.entry));
                children.push(Tree::leaf(
                    "evidence",
                    entry.key.to_string(),
                    entry.title.clone(),
                    Some(words.join(", ")),
                ));
            }
            for it in &known.findings {
                let entry = self.entry(*it);
                let state = match &entry.data {
                    Some(crate::model::Data::Finding(finding)) => {
                        Some(format!("{}, {}", finding.grade.word(), finding.state(self.as_of).word()))
                    }
                    _ => None,
                };
                children.push(Tree::leaf("finding", entry.key.to_string(), entry.title.clone(), state));
            }
        }
        let key = self.name(Place::Requirement(id));
        Tree { relation: "", key, title: requirement.asks.clone(), state: Some(state), children }
    }

    /// Why evidence is in doubt, in words.
    fn doubts(&self, id: EntryId) -> Vec<String> {
        let suspects = self.suspects(id).iter().map(|it| {
            let key = &self.entry(it.document).key;
            format!("suspect: made under {} of {key}, {} is in force", it.made_under.text, it.in_force.text)
        });
        let changed = self.relies_on_changed(id);
        let changed = changed.iter().map(|it| format!("{} changed since approval", self.entry(*it).key));
        suspects.chain(changed).collect()
    }

    /// An entry, or a part of one: what it claims with its proof, what it points at, what points at it.
    fn entry_tree(&self, id: EntryId, anchor: Option<&str>) -> Tree {
        let entry = self.entry(id);
        let mut children = Vec::new();
        for claim in self.claims_of(id).filter(|claim| anchor.is_none() || claim.anchor.as_deref() == anchor) {
            let mut tree = match claim.place {
                Place::Requirement(id) => self.requirement_tree(id, true),
                Place::Clause(id) => Tree { children: Vec::new(), ..self.clause_tree(id) },
            };
            tree.relation = "satisfies";
            tree.children.retain(|child| child.relation != "documented by");
            if let (Some(part), None) = (&claim.anchor, anchor) {
                tree.title = format!("{} (#{part})", tree.title);
            }
            children.push(tree);
        }
        for edge in self.graph.from(id).iter().filter(|edge| anchor.is_none() || edge.from_anchor.as_deref() == anchor)
        {
            if let Target::Entry(to) = edge.to {
                let target = self.entry(to);
                children.push(Tree::leaf(
                    edge.relation.0,
                    part(target, edge.to_anchor.as_deref()),
                    target.title.clone(),
                    None,
                ));
            }
        }
        for edge in self.graph.to(id).filter(|edge| anchor.is_none() || edge.to_anchor.as_deref() == anchor) {
            let from = self.entry(edge.from);
            let state = Some(edge.relation.0.to_owned());
            children.push(Tree::leaf(
                "pointed at by",
                part(from, edge.from_anchor.as_deref()),
                from.title.clone(),
                state,
            ));
        }
        let mut seen = std::collections::HashSet::new();
        children.retain(|child| {
            !child.children.is_empty() || seen.insert((child.relation, child.key.clone(), child.state.clone()))
        });
        let status = entry.control.as_ref().map(|control| control.status().word().to_owned());
        let changed = self.is_changed_since_approval(entry).then(|| "changed since approval".to_owned());
        let words = status.into_iter().chain(changed).chain(self.doubts(id));
        let state = words.reduce(|a, b| format!("{a}, {b}"));
        Tree { relation: "", key: part(entry, anchor), title: entry.title.clone(), state, children }
    }
}

fn part(entry: &Entry, anchor: Option<&str>) -> String {
    anchor.map_or_else(|| entry.key.to_string(), |anchor| format!("{}#{anchor}", entry.key))
}
