use crate::model::Line;
use crate::model::field::record;
use crate::model::value::Where;

record! {
    /// Any other controlled page.
    Page {
        /// Where it comes from, for a document from outside.
        external: Option<External>,
    }
}

record! {
    /// A document from outside.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 7.5.3.
    External {
        /// Who publishes it.
        publisher: Option<Line>,
        /// Its edition.
        edition: Option<Line>,
        /// Where it is.
        place = "where": Option<Where>,
    }
}
