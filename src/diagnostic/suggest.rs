/// The candidate nearest to a word that is not among them, if one is near enough to be meant.
///
/// Distance counts insertions, deletions, replacements and swaps of neighbours, without regard to case; a third of
/// the word may differ.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = (word.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len().abs_diff(word.len()) <= limit * 4)
        .map(|candidate| (strsim::osa_distance(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, candidate)| (*distance, *candidate))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn near_names_are_suggested_and_far_ones_are_not() {
        let roles = ["ROL-SDM", "ROL-SDA", "ROL-COO"];
        assert_eq!(closest("ROL-SMD", roles), Some("ROL-SDM"));
        assert_eq!(closest("rol-coo", roles), Some("ROL-COO"));
        assert_eq!(closest("PRC-INC", roles), None);
        assert_eq!(closest("ow", ["of"]), Some("of"));
    }
}
