use super::chrome::Part;
use super::frame::Head;
use super::{Page, View};
use crate::handbook::Handbook;

/// A matrix, by its name in addresses and files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matrix {
    /// Requirements and what documents and proves them.
    EvidenceByClause,
    /// Documents and the requirements that they meet.
    ClausesByDocument,
    /// Records and the requirements that they prove.
    ClausesByEvidence,
    /// Steps and who has which part in them.
    Responsibilities,
}

impl Matrix {
    /// All matrices, in the order of the overview.
    pub const ALL: &'static [Self] =
        &[Self::EvidenceByClause, Self::ClausesByDocument, Self::ClausesByEvidence, Self::Responsibilities];

    /// Its name in addresses and files.
    pub fn name(self) -> &'static str {
        match self {
            Self::EvidenceByClause => "evidence-by-clause",
            Self::ClausesByDocument => "clauses-by-document",
            Self::ClausesByEvidence => "clauses-by-evidence",
            Self::Responsibilities => "responsibilities",
        }
    }
}

/// Number of parts of a matrix that is too long for one page; 0 where one page will do.
pub fn n_parts(_book: &Handbook, _matrix: Matrix) -> usize {
    0
}

/// Path of a matrix, or of a part of it.
pub fn path(matrix: Matrix, part: usize) -> String {
    if part == 0 { format!("matrices/{}/", matrix.name()) } else { format!("matrices/{}/{part}/", matrix.name()) }
}

/// All matrices.
pub fn index(view: &View<'_>) -> Page {
    let title = view.t("matrices").to_owned();
    Page::new(view.frame(Part::Standard, &*title, ""), Head::new(&*title))
}

/// A matrix, or a part of it.
pub fn page(view: &View<'_>, matrix: Matrix, _part: usize) -> Page {
    Page::new(view.frame(Part::Standard, matrix.name(), ""), Head::new(matrix.name()))
}
