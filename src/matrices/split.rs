//! Splitting a matrix over pages: near things stay together, a standard never shares a part with another.

use std::ops::Range;

use super::evidence::day_of;
use super::{Matrix, Unit};
use crate::handbook::Handbook;
use crate::model::Kind;
use crate::standards::{ClauseId, Place, StandardId};

/// A part of a matrix that fits one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Which of the units.
    pub range: Range<usize>,
}

/// Splits units into parts of at most `budget` bytes. A part ends where a new group begins, unless the group alone is
/// too large; a new `section` always begins a part. Every unit is in one part.
pub fn split<G: PartialEq, S: PartialEq>(sizes: &[usize], groups: &[G], sections: &[S], budget: usize) -> Vec<Chunk> {
    let n = sizes.len();
    let mut chunks: Vec<Chunk> = Vec::new();
    let (mut start, mut size) = (0, 0);
    let mut at = 0;
    while at < n {
        let end = (at + 1..n).find(|next| groups[*next] != groups[at] || sections[*next] != sections[at]).unwrap_or(n);
        let group: usize = sizes[at..end].iter().sum();
        let is_new_section = at > start && sections[at] != sections[at - 1];
        if at > start && (is_new_section || size + group > budget) {
            chunks.push(Chunk { range: start..at });
            (start, size) = (at, 0);
        }
        if group > budget {
            for (index, more) in sizes.iter().enumerate().take(end).skip(at) {
                if size + more > budget && index > start {
                    chunks.push(Chunk { range: start..index });
                    (start, size) = (index, 0);
                }
                size += more;
            }
        } else {
            size += group;
        }
        at = end;
    }
    if start < n {
        chunks.push(Chunk { range: start..n });
    }
    chunks
}

/// The group of a unit for splitting: near things stay together.
pub fn group_of(book: &Handbook, matrix: Matrix, unit: Unit) -> u64 {
    match unit {
        Unit::Requirement(id) => u64::from(group_clause(book, book.standards.requirement(id).clause).0),
        Unit::Clause(id) => u64::from(group_clause(book, id).0),
        Unit::Entry(id) => match matrix {
            Matrix::ClausesByEvidence => day_of(book.entry(id)).map_or(0, |day| u64::from(day.year().unsigned_abs())),
            Matrix::Responsibilities if book.entry(id).kind != Kind::Role => u64::from(id.0),
            _ => book.entry(id).kind as u64,
        },
        Unit::Topic(_) | Unit::Document(_) | Unit::Location(_) => u64::MAX,
    }
}

/// The clause that a part is named by: the main one, or in a main clause with much below the one below it.
pub fn group_clause(book: &Handbook, clause: ClauseId) -> ClauseId {
    let standards = &book.standards;
    let mut path = vec![clause];
    while let Some(parent) = standards.clause(path[path.len() - 1]).parent {
        path.push(parent);
    }
    let root = path[path.len() - 1];
    let is_long = standards.requirements_below(Place::Clause(root)).len() > 60;
    if is_long && path.len() > 1 { path[path.len() - 2] } else { root }
}

/// What begins a part of its own: another standard, in matrices whose rows are those of standards.
pub fn section_of(book: &Handbook, matrix: Matrix, unit: Unit) -> Option<StandardId> {
    match matrix {
        Matrix::EvidenceByClause | Matrix::Applicability | Matrix::Itil => standard_of(book, unit),
        _ => None,
    }
}

/// The standard that a unit belongs to.
pub fn standard_of(book: &Handbook, unit: Unit) -> Option<StandardId> {
    match unit {
        Unit::Requirement(id) => Some(book.standards.requirement(id).standard),
        Unit::Clause(id) => Some(book.standards.clause(id).standard),
        Unit::Entry(_) | Unit::Topic(_) | Unit::Document(_) | Unit::Location(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splitting_keeps_every_unit_once_and_in_order() {
        let sizes: Vec<usize> = (0..1000).map(|n| 300 + (n * 37) % 900).collect();
        let groups: Vec<usize> = (0..1000).map(|n| n / 17).collect();
        let sections: Vec<usize> = (0..1000).map(|n| n / 400).collect();
        for budget in [1_000, 20_000, 240_000, 10_000_000] {
            let chunks = split(&sizes, &groups, &sections, budget);
            let flat: Vec<usize> = chunks.iter().flat_map(|chunk| chunk.range.clone()).collect();
            assert_eq!(flat, (0..1000).collect::<Vec<_>>(), "{budget}");
            for chunk in &chunks {
                let size: usize = sizes[chunk.range.clone()].iter().sum();
                assert!(size <= budget || chunk.range.len() == 1, "{budget}: {size}");
                assert_eq!(sections[chunk.range.start], sections[chunk.range.end - 1]);
            }
        }
        assert!(split::<u8, u8>(&[], &[], &[], 10).is_empty());
    }

    #[test]
    fn a_group_that_fits_is_not_cut() {
        let chunks = split(&[10, 10, 10, 10, 10, 10], &[1, 1, 1, 2, 2, 2], &[0; 6], 50);
        assert_eq!(chunks, [Chunk { range: 0..3 }, Chunk { range: 3..6 }]);
        // One that is too large for any page is cut inside.
        let chunks = split(&[10, 10, 10, 10], &[1, 1, 1, 1], &[0; 4], 20);
        assert_eq!(chunks, [Chunk { range: 0..2 }, Chunk { range: 2..4 }]);
    }
}
