use super::file::StandardFile;
use crate::model::field::{Field, Reader};
use crate::parse::parse_yaml;
use crate::source::SourceId;

/// The shipped library, in the order in which standards are listed to a reader.
const LIBRARY: &[&str] = &[
    include_str!("library/iso20000-1-2018.yaml"),
    include_str!("library/iso20000-2-2019.yaml"),
    include_str!("library/iso20000-3-2019.yaml"),
    include_str!("library/iso27001-2022.yaml"),
    include_str!("library/iso27001-2013.yaml"),
    include_str!("library/iso27017-2015.yaml"),
    include_str!("library/iso27018-2019.yaml"),
    include_str!("library/iso27701-2019.yaml"),
    include_str!("library/iso9001-2015.yaml"),
    include_str!("library/iso22301-2019.yaml"),
    include_str!("library/itil.yaml"),
    include_str!("library/harmonised-map.yaml"),
];

/// The source that spans of the shipped library name: it is no file of the author's, and nothing points at it.
pub const SHIPPED: SourceId = SourceId(u32::MAX);

/// Reads the shipped library.
pub fn shipped_files() -> Vec<StandardFile> {
    let mut out = Vec::new();
    let files = LIBRARY.iter().filter_map(|text| {
        let node = parse_yaml(text, 0..text.len(), SHIPPED, &mut out)?;
        StandardFile::read(&node, &mut Reader { out: &mut out, key: None })
    });
    let files: Vec<_> = files.collect();
    debug_assert!(out.is_empty(), "the shipped library has mistakes: {out:?}");
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{SourceId, Span, Spanned};
    use crate::standards::ClauseFile;
    use crate::standards::{Place, Standards};

    fn count(clauses: &[ClauseFile]) -> usize {
        clauses.iter().map(|it| 1 + count(&it.clauses)).sum()
    }

    fn leaves(clauses: &[ClauseFile]) -> usize {
        clauses.iter().map(|it| if it.clauses.is_empty() { 1 } else { leaves(&it.clauses) }).sum()
    }

    fn all<'a>(clauses: &'a [ClauseFile], out: &mut Vec<&'a ClauseFile>) {
        for clause in clauses {
            out.push(clause);
            all(&clause.clauses, out);
        }
    }

    /// The numbers of the fact sheets that the library was made from.
    #[test]
    fn the_library_is_complete() {
        let files = shipped_files();
        assert_eq!(files.len(), LIBRARY.len());
        let file = |id: &str| files.iter().find(|it| it.id.value == id).unwrap();

        let part1 = file("iso20000-1");
        let mut clauses = Vec::new();
        all(&part1.clauses, &mut clauses);
        assert_eq!((clauses.len(), leaves(&part1.clauses)), (88, 63));
        let n_informative = clauses.iter().filter(|it| it.clauses.is_empty() && it.informative.is_some()).count();
        assert_eq!(n_informative, 1);
        let requirements: Vec<_> = clauses.iter().flat_map(|it| &it.requirements).collect();
        assert_eq!(requirements.len(), 287);
        let is = |flag: &Option<crate::source::Spanned<bool>>| flag.is_some_and(|it| it.value);
        let n = |has: &dyn Fn(&super::super::RequirementFile) -> bool| requirements.iter().filter(|it| has(it)).count();
        assert_eq!(n(&|it| !is(&it.informative)), 286);
        use crate::model::kinds::Needs;
        let needs = |needs| n(&|it| it.needs.is_some_and(|it| it.value == needs));
        assert_eq!((needs(Needs::Document), needs(Needs::Record), needs(Needs::Both)), (110, 147, 30));
        assert_eq!(n(&|it| is(&it.event)), 45);
        assert_eq!(n(&|it| is(&it.interview)), 25);
        assert_eq!(n(&|it| is(&it.documented)), 79);
        assert_eq!(n(&|it| is(&it.reported)), 14);
        assert_eq!(n(&|it| is(&it.recurring)), 20);
        assert_eq!(n(&|it| is(&it.top_management)), 27);
        assert_eq!(n(&|it| is(&it.named_person)), 5);
        assert_eq!(n(&|it| it.practice_interval.is_some()), 80);
        assert_eq!(requirements.iter().map(|it| it.evidence.len()).sum::<usize>(), 462);
        let checklists = &part1.checklists.as_ref().unwrap().items;
        assert_eq!((checklists.len(), checklists.iter().map(|it| it.points.len()).sum::<usize>()), (17, 82));
        assert_eq!(part1.documented_information.as_ref().unwrap().items.len(), 15);
        let checked = part1.checked.as_ref().unwrap();
        assert_eq!(checked.0.iter().map(|(_, list)| list.len()).collect::<Vec<_>>(), [22, 19, 3, 15, 4]);

        assert_eq!(count(&file("iso20000-2").clauses), 62);
        assert_eq!(file("iso20000-3").clauses.iter().map(|it| 1 + it.clauses.len()).sum::<usize>(), 7);
        assert_eq!((file("iso20000-3").scope_parameters.len(), file("iso20000-3").scope_checks.len()), (8, 6));

        let iso27001 = file("iso27001-2022");
        assert_eq!(count(&iso27001.clauses), 41);
        let themes: Vec<_> = iso27001.annexes[0].clauses.iter().map(|it| it.clauses.len()).collect();
        assert_eq!(themes, [37, 8, 14, 34]);
        let mut controls = Vec::new();
        all(&iso27001.annexes, &mut controls);
        assert_eq!(controls.iter().filter(|it| is(&it.new_in_edition)).count(), 11);
        assert_eq!(controls.iter().filter(|it| !it.from_2013.is_empty()).count(), 82);

        let old = file("iso27001-2013");
        assert_eq!((count(&old.clauses), old.annexes[0].clauses.len(), leaves(&old.annexes)), (35, 14, 114));
        assert_eq!(old.annexes[0].clauses.iter().map(|it| it.clauses.len()).sum::<usize>(), 35);
        assert_eq!(count(&file("iso9001").clauses), 75);
        assert_eq!(count(&file("iso22301").clauses), 64);
        assert_eq!(count(&file("iso27701").clauses), 52);
        assert_eq!(
            file("iso27701").annexes.iter().map(|it| leaves(std::slice::from_ref(it))).collect::<Vec<_>>(),
            [31, 18]
        );
        assert_eq!(file("iso27017").clauses.iter().map(|it| it.clauses.len()).collect::<Vec<_>>(), [7, 37]);
        let iso27018 = file("iso27018");
        assert_eq!(iso27018.clauses[0].clauses.len(), 14);
        // Some objectives of Annex A have no control of their own.
        assert_eq!(iso27018.annexes[0].clauses.iter().map(|it| it.clauses.len()).sum::<usize>(), 25);

        let itil = file("itil");
        let n_children = |at: &[usize]| {
            let mut clauses = &itil.clauses;
            for index in at {
                clauses = &clauses[*index].clauses;
            }
            clauses.len()
        };
        let itil3: Vec<_> = (0..n_children(&[0])).map(|stage| n_children(&[0, stage])).collect();
        assert_eq!(itil3.iter().sum::<usize>(), 26 + 4);
        assert_eq!(leaves(&itil.clauses[1..]), 34);
        assert_eq!(itil.explicit_seventeen.as_ref().unwrap().list.len(), 17);

        let map = file("harmonised-map");
        assert_eq!(map.topics.len(), 27);
        assert_eq!(map.topics.iter().filter(|it| is(&it.harmonised)).count(), 21);
        assert_eq!(map.process_to_iso27001_2022.len(), 30);
        assert_eq!(map.process_to_iso27001_2022.iter().map(|it| it.controls.len()).sum::<usize>(), 84);
    }

    #[test]
    fn checklists_name_requirements_and_fields_that_exist() {
        let listed = [Spanned { value: "iso20000-1".into(), span: Span::start_of(SourceId(0)) }];
        let mut out = Vec::new();
        let standards = Standards::new(shipped_files(), Vec::new(), &listed, &mut out);
        assert!(out.is_empty(), "{out:#?}");
        let mut n_paths = 0;
        for standard in standards.iter() {
            for list in standard.file.checklists.iter().flat_map(|it| &it.items) {
                let name = &list.id.value;
                for point in &list.points {
                    let number = list.requirement_of(point);
                    let place = standards.find_in(standard.id, number);
                    assert!(matches!(place, Some(Place::Requirement(_))), "{name}: no requirement {number}");
                    for of in &list.of {
                        let is_field = |field: &str| of.value.kind.fields().contains(&field);
                        match &list.each {
                            Some(each) => assert!(is_field(&each.value), "{name}: no field {}", each.value),
                            None => {
                                for term in point.shown_by.iter().flat_map(|it| &it.value.0) {
                                    // Of several kinds one has the field; the others say it in a section.
                                    let is_known =
                                        list.of.iter().any(|it| it.value.kind.fields().contains(&&*term.field));
                                    assert!(is_known, "{name}: {}", term.field);
                                    n_paths += 1;
                                }
                            }
                        }
                    }
                }
            }
        }
        assert!(n_paths > 20, "only {n_paths}");
    }
}
