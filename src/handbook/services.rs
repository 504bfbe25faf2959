use std::collections::BTreeMap;
use std::sync::Arc;

use super::Handbook;
use crate::model::kinds::{Agreement, AgreementType, Lifecycle, Measure, Service};
use crate::model::{Data, Difference, Entry, EntryId, KeyRef, Kind, Promised, Slug, Strength};
use crate::source::Span;

/// What is promised for one service in one number: by the service itself, to a customer, or by a supplier.
#[derive(Clone, Debug)]
pub struct ServiceLevel<'a> {
    /// The service or agreement that says so.
    pub entry: &'a Entry,
    /// Key of the target in it; `None` for the recovery objectives of a service.
    pub key: Option<&'a Slug>,
    /// Service requirements that it answers.
    pub meets: &'a [KeyRef],
    /// What is measured, in lower case: `availability`, `restore`, `rto`.
    pub measure: String,
    /// The case it holds for, in lower case; empty for every case.
    pub case: String,
    /// The number, and the hours in which its clock runs.
    pub promised: Promised<'a>,
    /// Where the number is written.
    pub span: Span,
    /// Where its hours are written, if they are not those of the service.
    pub hours_span: Option<Span>,
}

/// A promise, and a weaker one that it rests on.
#[derive(Clone, Debug)]
pub struct Weaker<'a> {
    /// What promises too little.
    pub weak: Arc<ServiceLevel<'a>>,
    /// What it does not hold up.
    pub promise: Arc<ServiceLevel<'a>>,
    /// By what it is weaker.
    pub by: Difference,
}

impl<'a> ServiceLevel<'a> {
    /// A target as it holds for a service; `None` where it has no number, or does not say what is measured: then there
    /// is nothing to compare.
    fn of_target(entry: &'a Entry, measure: &'a Measure, service: &'a Service) -> Option<Self> {
        let target = measure.target.as_ref()?;
        let hours = measure.window.as_ref().or(service.hours.as_ref());
        Some(Self {
            entry,
            key: Some(&measure.key),
            meets: &measure.meets,
            measure: measure.measure.as_ref()?.text.trim().to_lowercase(),
            case: measure.case.as_ref().map(|it| it.text.trim().to_lowercase()).unwrap_or_default(),
            promised: Promised { target: &target.value, hours: hours.map(|it| &it.value) },
            span: target.span,
            hours_span: measure.window.as_ref().map(|it| it.span),
        })
    }

    /// The recovery objectives of a service, as targets.
    fn of_recovery(entry: &'a Entry, service: &'a Service) -> impl Iterator<Item = Self> {
        let objectives = service.recovery.iter().flat_map(|it| [("rto", &it.rto), ("rpo", &it.rpo)]);
        objectives.filter_map(move |(measure, target)| {
            let target = target.as_ref()?;
            Some(Self {
                entry,
                key: None,
                meets: &[],
                measure: measure.to_owned(),
                case: String::new(),
                promised: Promised { target: &target.value, hours: service.hours.as_ref().map(|it| &it.value) },
                span: target.span,
                hours_span: None,
            })
        })
    }

    /// How it stands against another; `None` where they are about different things, or cannot be compared.
    pub fn against(&self, other: &Self) -> Option<Strength> {
        let is_same = self.measure == other.measure && self.case == other.case;
        is_same.then(|| self.promised.against(other.promised))?
    }

    /// As it is referred to: `AGR-NORD#target-swap`; of a recovery objective, the service.
    pub fn name(&self) -> String {
        match self.key {
            Some(key) => format!("{}#target-{}", self.entry.key, key.text),
            None => self.entry.key.to_string(),
        }
    }
}

impl Handbook {
    /// Services that are delivered on the day, by their keys.
    pub fn live_services(&self) -> impl Iterator<Item = (&Entry, &Service)> {
        self.of_kind(Kind::Service)
            .filter_map(|entry| Some((entry, self.service(entry.id)?)))
            .filter(|(_, service)| service.lifecycle_on(self.as_of) == Lifecycle::Live)
    }

    /// The fields of a service; `None` for anything else, and for one that cannot be read.
    pub fn service(&self, id: EntryId) -> Option<&Service> {
        match &self.entry(id).data {
            Some(Data::Service(service)) => Some(service),
            _ => None,
        }
    }

    /// The fields of an agreement; `None` for anything else, and for one that cannot be read.
    pub fn agreement(&self, id: EntryId) -> Option<&Agreement> {
        match &self.entry(id).data {
            Some(Data::Agreement(agreement)) => Some(agreement),
            _ => None,
        }
    }

    /// Agreements that cover a service or have a target for it, by their keys: of every type, ended ones too.
    pub fn agreements_covering(&self, service: EntryId) -> Vec<EntryId> {
        self.agreements_pointing_at(service, &["services", "service"])
    }

    /// Agreements with a customer or supplier, by their keys: of every type, ended ones too.
    pub fn agreements_with(&self, partner: EntryId) -> Vec<EntryId> {
        self.agreements_pointing_at(partner, &["with"])
    }

    fn agreements_pointing_at(&self, id: EntryId, relations: &[&str]) -> Vec<EntryId> {
        let edges = self.graph.to(id).filter(|edge| relations.contains(&edge.relation.0));
        let mut ids: Vec<_> =
            edges.map(|edge| edge.from).filter(|from| self.entry(*from).kind == Kind::Agreement).collect();
        ids.sort_by(|a, b| self.entry(*a).key.cmp(&self.entry(*b).key));
        ids.dedup();
        ids
    }

    /// Agreements with customers that cover a service on the day, by their keys.
    pub fn service_level_agreements(&self, service: EntryId) -> Vec<EntryId> {
        let is_sla = |it: &Agreement| it.agreement_type.value == AgreementType::Sla && it.is_in_force(self.as_of);
        let covering = self.agreements_covering(service).into_iter();
        covering.filter(|id| self.agreement(*id).is_some_and(is_sla)).collect()
    }

    /// Contracts and internal agreements that a service rests on on the day, by their keys: those that cover it, and of
    /// the suppliers that it depends on those that name no service at all.
    pub fn agreements_behind(&self, service: EntryId) -> Vec<EntryId> {
        let is_behind = |it: &Agreement| it.agreement_type.value != AgreementType::Sla && it.is_in_force(self.as_of);
        let mut ids = self.agreements_covering(service);
        for supplier in self.suppliers_of(service) {
            let general = |id: &EntryId| self.agreement(*id).is_some_and(Agreement::names_no_service);
            ids.extend(self.agreements_with(supplier).into_iter().filter(general));
        }
        ids.retain(|id| self.agreement(*id).is_some_and(is_behind));
        ids.sort_by(|a, b| self.entry(*a).key.cmp(&self.entry(*b).key));
        ids.dedup();
        ids
    }

    /// Suppliers that a service depends on, by its own word or by theirs, by their keys.
    pub fn suppliers_of(&self, service: EntryId) -> Vec<EntryId> {
        let own = self.service(service).into_iter().flat_map(|it| &it.depends_on).flat_map(|it| &it.on);
        let own = own.filter_map(|key| self.keys.find(&key.key)).filter(|id| self.entry(*id).kind == Kind::Supplier);
        let mut ids: Vec<EntryId> = own.collect();
        ids.extend(self.pointing_at(service, Kind::Supplier, crate::model::Relation("for")));
        ids.sort_by(|a, b| self.entry(*a).key.cmp(&self.entry(*b).key));
        ids.dedup();
        ids
    }

    /// Targets of an agreement that hold for a service: those that name it, and those that name none where the agreement
    /// covers it or names no service at all.
    pub fn targets_for<'a>(
        &'a self,
        agreement: &'a Agreement,
        service: EntryId,
    ) -> impl Iterator<Item = &'a Measure> + use<'a> {
        let is_it = move |key: &KeyRef| self.keys.find(&key.key) == Some(service);
        let is_covered = agreement.names_no_service() || agreement.services.iter().any(is_it);
        agreement.targets.iter().filter(move |target| target.service.as_ref().map_or(is_covered, is_it))
    }

    /// What a service promises by itself: its targets, and its recovery objectives where no target is about them.
    pub fn own_levels(&self, service: EntryId) -> Vec<ServiceLevel<'_>> {
        let (entry, Some(data)) = (self.entry(service), self.service(service)) else { return Vec::new() };
        let targets = data.targets.iter().filter_map(|it| ServiceLevel::of_target(entry, it, data));
        let mut levels: Vec<_> = targets.collect();
        let recovery: Vec<_> = ServiceLevel::of_recovery(entry, data)
            .filter(|it| levels.iter().all(|own| (&own.measure, &own.case) != (&it.measure, &it.case)))
            .collect();
        levels.extend(recovery);
        levels
    }

    /// What agreements promise for a service.
    pub fn agreed_levels<'a>(&'a self, agreements: &[EntryId], service: EntryId) -> Vec<ServiceLevel<'a>> {
        let Some(data) = self.service(service) else { return Vec::new() };
        let targets = agreements.iter().filter_map(|id| Some((self.entry(*id), self.agreement(*id)?)));
        targets
            .flat_map(|(entry, agreement)| self.targets_for(agreement, service).map(move |target| (entry, target)))
            .filter_map(|(entry, target)| ServiceLevel::of_target(entry, target, data))
            .collect()
    }

    /// The target of a service on which a target of an agreement rests: the one of the same measure and case.
    pub fn service_target_behind(&self, service: EntryId, target: &Measure) -> Option<ServiceLevel<'_>> {
        let level = ServiceLevel::of_target(self.entry(service), target, self.service(service)?)?;
        let (measure, case) = (level.measure, level.case);
        self.own_levels(service).into_iter().find(|own| own.measure == measure && own.case == case)
    }

    /// What suppliers promise for a service that is weaker than what customers were promised, or than what the service
    /// promises by itself: each weak target with each promise that it does not hold up, customers first.
    ///
    /// Source: ISO/IEC 20000-1:2018, clause 8.3.4.
    pub fn unbacked_levels(&self, service: EntryId) -> Vec<Weaker<'_>> {
        let behind = self.agreed_levels(&self.agreements_behind(service), service);
        if behind.is_empty() {
            return Vec::new();
        }
        let mut promises = self.agreed_levels(&self.service_level_agreements(service), service);
        promises.extend(self.own_levels(service));
        weaker(behind, promises)
    }

    /// What a service promises by itself that is weaker than what customers were promised for it.
    ///
    /// Source: ISO/IEC 20000-1:2018, clauses 8.3.2 and 8.3.3.
    pub fn levels_beyond_service(&self, service: EntryId) -> Vec<Weaker<'_>> {
        let agreed = self.agreed_levels(&self.service_level_agreements(service), service);
        if agreed.is_empty() { Vec::new() } else { weaker(self.own_levels(service), agreed) }
    }
}

/// Pairs of which the first is the weaker one.
fn weaker<'a>(behind: Vec<ServiceLevel<'a>>, promises: Vec<ServiceLevel<'a>>) -> Vec<Weaker<'a>> {
    // Only what is about the same thing meets, so that many customers and many suppliers of one service do not multiply.
    let promises: Vec<_> = promises.into_iter().map(Arc::new).collect();
    let mut by_case: BTreeMap<(&str, &str), Vec<&Arc<ServiceLevel<'a>>>> = BTreeMap::new();
    for promise in &promises {
        by_case.entry((&promise.measure, &promise.case)).or_default().push(promise);
    }
    let mut found = Vec::new();
    for weak in behind.into_iter().map(Arc::new) {
        for promise in by_case.get(&(weak.measure.as_str(), weak.case.as_str())).into_iter().flatten() {
            if let Some(Strength::Weaker(by)) = weak.promised.against(promise.promised) {
                found.push(Weaker { weak: Arc::clone(&weak), promise: Arc::clone(promise), by });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::model::Key;
    use crate::pipeline;
    use crate::source::{Settings, Sources};

    /// A laptop that a repairer swaps, with one customer, one who left, and a data hall under everything.
    const TEXTS: [(&str, &str); 5] = [
        ("handbook.yaml", "title: Handbook\norganisation: Halden\nstandards: [iso20000-1]\n"),
        (
            "services/a.yaml",
            "
- key: SVC-LAP
  title: Laptops
  lifecycle: live
  hours: Mon-Fri 07:00-19:00
  depends_on: [{on: SUP-HW}]
  targets: [{key: swap, what: Swapped, measure: Restore, for: Laptop, target: at most 8 h}]
  recovery: {rto: at most 1 d}
- {key: SVC-NEXT, title: Next year, lifecycle: live, from: 2027-01-01}
- {key: SVC-OLD, title: Last year, lifecycle: live, until: 2025-12-31}
",
        ),
        (
            "agreements/a.yaml",
            "
- key: AGR-A
  title: With A
  type: sla
  with: CUS-A
  services: [SVC-LAP]
  targets: [{key: swap, what: Swapped, measure: restore, for: laptop, target: at most 6 h}, {key: next, service: SVC-NEXT, what: Other}]
- {key: AGR-B, title: With B, type: sla, with: CUS-B, services: [SVC-LAP], until: 2026-11-21}
- {key: AGR-HW, title: Repair, type: contract, with: SUP-HW, targets: [{key: swap, what: Swapped, measure: restore, for: laptop, target: at most 420 min}]}
- {key: AGR-HW2, title: Phones, type: contract, with: SUP-HW, services: [SVC-NEXT]}
- {key: AGR-HALL, title: Hall, type: ola, with: SUP-HALL, services: [SVC-LAP, SVC-OLD], targets: [{key: power, what: Power, measure: rto, target: at most 48 h}]}
",
        ),
        ("customers/a.yaml", "- {key: CUS-A, title: A}\n- {key: CUS-B, title: B}\n"),
        (
            "suppliers/a.yaml",
            "- {key: SUP-HW, title: Repair, type: external}\n- {key: SUP-HALL, title: Hall, type: internal, provides: [{what: Power, for: [SVC-LAP]}]}\n",
        ),
    ];

    fn book() -> Handbook {
        pipeline::compile(Sources::from_texts(TEXTS, Settings::on(date(2026, 11, 22)))).0
    }

    fn id(book: &Handbook, key: &str) -> EntryId {
        book.keys.find(&Key::new(key).expect("the test writes keys")).expect("the fixture has it")
    }

    fn keys(book: &Handbook, ids: Vec<EntryId>) -> Vec<&str> {
        ids.into_iter().map(|id| book.entry(id).key.as_str()).collect()
    }

    #[test]
    fn what_holds_for_a_service_on_a_day() {
        let book = book();
        let laptop = id(&book, "SVC-LAP");
        assert_eq!(book.live_services().map(|(entry, _)| entry.key.as_str()).collect::<Vec<_>>(), ["SVC-LAP"]);
        assert_eq!(keys(&book, book.agreements_covering(laptop)), ["AGR-A", "AGR-B", "AGR-HALL"]);
        assert_eq!(keys(&book, book.service_level_agreements(laptop)), ["AGR-A"]);
        assert_eq!(keys(&book, book.service_level_agreements(id(&book, "SVC-NEXT"))), ["AGR-A"]);
        assert_eq!(keys(&book, book.suppliers_of(laptop)), ["SUP-HALL", "SUP-HW"]);
        // `AGR-HW` names no service, so it stands behind whatever depends on its supplier; `AGR-HW2` is about another.
        assert_eq!(keys(&book, book.agreements_behind(laptop)), ["AGR-HALL", "AGR-HW"]);
        assert_eq!(keys(&book, book.agreements_with(id(&book, "SUP-HW"))), ["AGR-HW", "AGR-HW2"]);
    }

    #[test]
    fn a_promise_is_held_against_what_it_rests_on() {
        let book = book();
        let laptop = id(&book, "SVC-LAP");
        let pairs = |found: Vec<Weaker<'_>>| -> Vec<String> {
            found.iter().map(|it| format!("{} < {}", it.weak.name(), it.promise.name())).collect()
        };
        assert_eq!(
            pairs(book.unbacked_levels(laptop)),
            ["AGR-HALL#target-power < SVC-LAP", "AGR-HW#target-swap < AGR-A#target-swap"]
        );
        assert_eq!(pairs(book.levels_beyond_service(laptop)), ["SVC-LAP#target-swap < AGR-A#target-swap"]);
        let agreement = book.agreement(id(&book, "AGR-A")).unwrap();
        let behind: Vec<_> =
            book.targets_for(agreement, laptop).map(|it| book.service_target_behind(laptop, it)).collect();
        assert_eq!(behind.len(), 1, "the other target is about another service");
        assert_eq!(behind[0].as_ref().unwrap().name(), "SVC-LAP#target-swap");
    }
}
