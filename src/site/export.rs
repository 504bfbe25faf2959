//! What can be written by itself: matrices, registers, and what requirements need.

use crate::matrices::Matrix;
use crate::registers::{REGISTERS, Register};

/// Something that can be written by itself.
#[derive(Clone, Copy, Debug)]
pub enum Export {
    /// A matrix.
    Matrix(Matrix),
    /// A register.
    Register(&'static Register),
    /// Every requirement and what it lacks.
    Needs,
}

impl Export {
    /// All of them: matrices, registers, needs.
    pub fn all() -> impl Iterator<Item = Self> {
        let matrices = Matrix::ALL.iter().map(|it| Self::Matrix(*it));
        matrices.chain(REGISTERS.iter().map(Self::Register)).chain([Self::Needs])
    }

    /// The one of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::all().find(|it| it.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Matrix(matrix) => matrix.name(),
            Self::Register(register) => register.name,
            Self::Needs => "needs",
        }
    }

    /// Whether it is no table, and only programs read it.
    pub fn is_json_only(self) -> bool {
        matches!(self, Self::Needs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_export_has_a_name_of_its_own() {
        let mut names: Vec<&str> = Export::all().map(Export::name).collect();
        let n = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), n);
    }
}
