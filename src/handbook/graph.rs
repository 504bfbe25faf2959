use crate::model::{EntryId, Relation};
use crate::source::Span;
use crate::standards::Place;

/// Where an edge ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// At an entry.
    Entry(EntryId),
    /// At a clause, control or requirement.
    Place(Place),
}

/// One thing that points at another.
#[derive(Clone, Debug)]
pub struct Edge {
    /// The entry that points.
    pub from: EntryId,
    /// The part of it that points.
    pub from_anchor: Option<String>,
    /// How it points.
    pub relation: Relation,
    /// What it points at.
    pub to: Target,
    /// The part that it points at.
    pub to_anchor: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// All edges, both ways.
#[derive(Debug, Default)]
pub struct Graph {
    edges: Vec<Edge>,
    /// Where the edges of each entry begin, and after the last one where they end.
    from: Vec<u32>,
    /// Numbers of edges to entries, grouped by entry.
    to: Vec<u32>,
    /// Where the group of each entry begins.
    to_start: Vec<u32>,
}

impl Graph {
    /// Edges grouped by where they begin and where they end; within a group in the order of the text.
    pub fn new(mut edges: Vec<Edge>, n_entries: usize) -> Self {
        edges.sort_by_key(|edge| edge.from);
        let narrow = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let mut from = Vec::with_capacity(n_entries + 1);
        for entry in 0..=n_entries {
            from.push(narrow(edges.partition_point(|edge| (edge.from.0 as usize) < entry)));
        }
        let mut ends: Vec<(EntryId, u32)> = (0u32..)
            .zip(&edges)
            .filter_map(|(number, edge)| match edge.to {
                Target::Entry(entry) => Some((entry, number)),
                Target::Place(_) => None,
            })
            .collect();
        ends.sort_unstable();
        let to_start =
            (0..=n_entries).map(|entry| narrow(ends.partition_point(|(to, _)| (to.0 as usize) < entry))).collect();
        let to = ends.into_iter().map(|(_, number)| number).collect();
        Self { edges, from, to, to_start }
    }

    /// What an entry points at.
    pub fn from(&self, entry: EntryId) -> &[Edge] {
        let index = entry.0 as usize;
        &self.edges[self.from[index] as usize..self.from[index + 1] as usize]
    }

    /// What points at an entry.
    pub fn to(&self, entry: EntryId) -> impl ExactSizeIterator<Item = &Edge> + Clone {
        let index = entry.0 as usize;
        let range = self.to_start[index] as usize..self.to_start[index + 1] as usize;
        self.to[range].iter().map(|number| &self.edges[*number as usize])
    }

    /// All edges.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }
}
